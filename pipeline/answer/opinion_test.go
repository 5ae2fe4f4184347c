package answer

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"huibian/pipeline/catalog"
	"huibian/pipeline/form"
	"huibian/pipeline/notice"
	"huibian/pipeline/review"
)

// fullOpinion is of a section that sent three files: one with findings of every level, two of them of one rule, about an
// item with a code, one without, a row and the whole file; one that nothing is wrong with; one that could not be read.
func fullOpinion(t testing.TB) *Opinion {
	r := fullReceipt(t)
	r.Items[0].Class = notice.Internal
	findings := append(slices.Clone(r.Findings),
		notice.Finding{Rule: "W03", Level: notice.Warning, Message: "《对外贸易法》没有写明第几条", Advice: "请补充到条。",
			Place: notice.Place{File: "外资管理科/职权目录.docx", Table: 1, Row: 2, Column: 5}, Item: "PT01WJ-XK-0001"},
		notice.Finding{Rule: "W01", Level: notice.Warning, Message: "承诺时限“20日”没有缩短三分之一", Advice: "请改为不超过13日。",
			Place: notice.Place{File: "外资管理科/职权目录.docx", Table: 1, Row: 2, Column: 6}, Item: "外资企业设立审批"})
	return &Opinion{
		Notice: r.Notice, Section: "外资管理科", Path: "外资管理科审核意见",
		Volumes: []Volume{{notice.Public, "../公开版/汇编"}, {notice.Internal, "../内部版/汇编"}},
		Files: []Reviewed{
			{File: "职权目录.docx", Path: "../../inputs/外资管理科/职权目录.docx", Reading: r.Reading, Items: r.Items, Findings: findings},
			{File: "流程图.docx", Path: "../../inputs/外资管理科/流程图.docx", Reading: &form.Reading{}},
			{File: "第二批/□.docx", Reading: &form.Reading{Rejected: true},
				Findings: []notice.Finding{{Rule: "R02", Level: notice.Error, Message: "文件设有打开密码，无法读取", Advice: "请取消密码后重新放入。"}}},
		},
	}
}

// corresponding is an item that answers to the four correspondences (P9).
func corresponding(answers ...string) catalog.Item {
	it := catalog.Item{Name: "某项职权", Category: "QT", Fields: map[string]string{}, Values: map[string]form.Value{}}
	for i, key := range review.Correspondences() {
		it.Fields[key] = answers[i]
		it.Values[key] = form.Value{Text: answers[i], Place: notice.Place{File: "监察室/流程图.docx", Table: 1, Row: 2, Column: i + 2}}
	}
	return it
}

// fullSummary is of that section, one with nothing wrong, one with a list of secrets and one that sent nothing.
func fullSummary(t testing.TB) *Summary {
	full := fullOpinion(t)
	clean := &Opinion{Notice: full.Notice, Section: "监察室", Path: "监察室审核意见", Files: slices.Clone(full.Files[1:2])}
	clean.Files[0].Items = []catalog.Item{corresponding("√", "√", "是", "对应"), corresponding("√", "", "×", "待定")}
	closed := &Opinion{Notice: full.Notice, Section: "人事教育科", Path: "人事教育科审核意见", Closed: true, Files: []Reviewed{{
		File: "涉密目录.docx", Path: "../../inputs/人事教育科/涉密目录.docx", Reading: &form.Reading{},
		Items: []catalog.Item{{Code: "PT01WJ-QT-9001", Name: "机要事项", Class: notice.Secret, Category: "QT", Source: notice.Place{Table: 1, Row: 2}}},
		Findings: []notice.Finding{{Rule: "E05", Level: notice.Error, Message: "“机要事项”没有写明不公开理由", Advice: "请写明。",
			Place: notice.Place{Table: 1, Row: 2}, Item: "PT01WJ-QT-9001"}},
	}}}
	silent := &Opinion{Notice: full.Notice, Section: "办公室", Path: "办公室审核意见"}
	return &Summary{
		Notice: full.Notice, Sections: []*Opinion{silent, closed, full, clean}, Closed: true,
		Whole: []notice.Finding{{Rule: "R28", Level: notice.Warning, Message: "编制说明中有图片没有收入书中", Advice: "请写成文字。",
			Place: notice.Place{File: "templates/putian-2009/foreword.docx"}}},
	}
}

// Whole papers, to be read: an opinion of everything, one without a fault, one for its section alone, and a summary.
func TestOpinions(t *testing.T) {
	sheet := theSheet(t, putian)
	all := fullSummary(t)
	for name, p := range map[string]Page{
		"opinion.txt": fullOpinion(t), "opinion-clean.txt": all.Sections[3], "opinion-closed.txt": all.Sections[1], "summary.txt": all,
	} {
		t.Run(name, func(t *testing.T) { golden(t, name, told(p.Book(sheet))) })
	}
}

// What a section reads of others is discreet; the leadership reads it as it is. Neither reads the numbers of domain.md.
func TestWhoReadsWhat(t *testing.T) {
	sheet := theSheet(t, putian)
	section, summary := told(fullOpinion(t).Book(sheet)), told(fullSummary(t).Book(sheet))
	const discreet, open = "与办公室的一项职权名称相近", "办公室/甲.docx"
	if !strings.Contains(section, discreet) || strings.Contains(section, open) {
		t.Errorf("the section reads\n%s", section)
	}
	s := fullSummary(t)
	s.Sections[2].Files[0].Findings[0].Level = notice.Error
	if got := told(s.Book(sheet)); !strings.Contains(got, open) || strings.Contains(got, discreet) {
		t.Errorf("the leadership reads\n%s", got)
	}
	for _, text := range []string{section, summary} {
		for _, mark := range []string{"（P", "（N", "（H", "§"} {
			if strings.Contains(text, mark) {
				t.Errorf("%s stands in\n%s", mark, text)
			}
		}
	}
}

// The notice's own words for a rule stand in the opinion.
func TestTheNoticesOwnGround(t *testing.T) {
	o := fullOpinion(t)
	n := *theNotice(t, putian)
	own := notice.Notice{Name: n.Name, Unit: n.Unit, Edition: n.Edition, Categories: n.Categories, Fields: n.Fields,
		Rules: []notice.RuleConfig{{ID: "W01", Ground: "承诺时限一律缩短一半"}}}
	o.Notice = &own
	if got := told(o.Book(theSheet(t, putian))); !strings.Contains(got, "| 承诺时限一律缩短一半") {
		t.Errorf("not quoted in\n%s", got)
	}
}

// Of very many errors the summary prints so many that it can be read, says so, and counts all; a section all of whose errors
// are left out has no head.
func TestSummaryOfManyErrors(t *testing.T) {
	s := fullSummary(t)
	many := &s.Sections[1].Files[0]
	for i := range 200 {
		many.Findings = append(many.Findings, notice.Finding{Rule: "E01", Level: notice.Error, Message: fmt.Sprint("第", i, "处"), Place: notice.Place{Table: 2, Row: i + 1}})
	}
	text := told(s.Book(theSheet(t, putian)))
	for _, want := range []string{"三、须改正的错误（203处）", fmt.Sprintf("这里列出前%d处，其余见各科室的审核意见。", mostErrors), "- 人事教育科（201处）", fmt.Sprintf("\n- %d | ", mostErrors), "人事教育科200"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q", want)
		}
	}
	for _, not := range []string{fmt.Sprintf("\n- %d | ", mostErrors+1), "- 外资管理科（2处）"} {
		if strings.Contains(text, not) {
			t.Errorf("%q stands in it", not)
		}
	}
}

// A power that was decided on leads to the volume that it stands in now; one that stands in none leads nowhere and does not
// count as taken.
func TestOpinionOfDecidedPowers(t *testing.T) {
	for decision, want := range map[notice.Decision][2]string{
		notice.Confirm: {"共3项", "→../公开版/汇编.x#item:PT01WJ-XK-0001"},
		notice.Clarify: {"共3项", "→../内部版/汇编.x#item:PT01WJ-XK-0001"},
		notice.Abolish: {"共2项", "⏎PT01WJ-XK-0001⏎外资企业设立审批 |"},
	} {
		o := fullOpinion(t)
		o.Files[0].Items[2].Decided = &catalog.Decided{Decision: decision}
		for _, text := range want {
			if got := told(o.Book(theSheet(t, putian))); !strings.Contains(got, text) {
				t.Errorf("%s: no %q in\n%s", decision, text, got)
			}
		}
	}
}

// Of very many warnings of one kind in one file the first are told in full and of the others the places, all of them, under the
// numbers that they would have; errors are told in full.
func TestOpinionOfManyAlike(t *testing.T) {
	o := fullOpinion(t)
	o.Files = o.Files[:1]
	f := &o.Files[0]
	f.Findings = nil
	for i := range 45 {
		for _, r := range []notice.Finding{{Rule: "W13", Level: notice.Warning}, {Rule: "E01", Level: notice.Error}} {
			r.Message, r.Place = fmt.Sprint(r.Rule, "的第", i+1, "处"), notice.Place{Table: 1, Row: i + 2, Column: 3}
			f.Findings = append(f.Findings, r)
		}
	}
	text := told(o.Book(theSheet(t, putian)))
	for _, want := range []string{
		"\n- 45 | 表1第46行“职权名称”列→../../inputs/外资管理科/职权目录.docx | E01的第45处 | ",
		"\n- 46 | 表1第2行“职权名称”列→../../inputs/外资管理科/职权目录.docx⏎PT01WJ-XK-0001→",
		"\n- 65 | 表1第21行“职权名称”列→../../inputs/外资管理科/职权目录.docx | W13的第20处 | ",
		"\n- 同类问题还有25处，处理办法同上\n- 66–⏎68 | 表1第22行“职权名称”列→../../inputs/外资管理科/职权目录.docx | 表1第23行“职权名称”列→",
		"\n- 69–⏎71 | 表1第25行",
		"\n- 90 | 表1第46行“职权名称”列→../../inputs/外资管理科/职权目录.docx |  | \n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

// The order in which findings come is nothing to an opinion.
func TestSameOpinionWhateverTheOrder(t *testing.T) {
	sheet := theSheet(t, putian)
	o := fullOpinion(t)
	want := told(o.Book(sheet))
	slices.Reverse(o.Files[0].Findings)
	if !bytes.Equal([]byte(want), []byte(told(o.Book(sheet)))) {
		t.Error("another opinion")
	}
}

func TestSubject(t *testing.T) {
	items := []catalog.Item{
		{Code: "A-1", Name: "甲", Source: notice.Place{Table: 1, Row: 2}},
		{Code: "A-2", Name: "乙", Source: notice.Place{Table: 1, Row: 3}},
		{Code: "A-3", Name: "乙", Source: notice.Place{Table: 1, Row: 4}},
		{Name: "丙", Source: notice.Place{Table: 1, Row: 4, Column: 2}},
		{Name: "丁", Source: notice.Place{Paragraph: 4}},
	}
	for _, c := range []struct {
		item string
		at   notice.Place
		want string
	}{
		{"A-2", notice.Place{Table: 1, Row: 2}, "乙"}, // what the finding says goes before where it stands
		{"丙", notice.Place{}, "丙"},
		{"乙", notice.Place{}, ""}, // two are called so
		{"戊", notice.Place{Table: 1, Row: 2}, ""},
		{"", notice.Place{Table: 1, Row: 2, Column: 5}, "甲"},
		{"", notice.Place{Table: 1, Row: 4}, ""}, // two stand in that row
		{"", notice.Place{Table: 1}, ""},
		{"", notice.Place{}, ""},
	} {
		got := ""
		if it := subject(items, notice.Finding{Item: c.item, Place: c.at}); it != nil {
			got = it.Name
		}
		if got != c.want {
			t.Errorf("%q at %+v is about %q, want %q", c.item, c.at, got, c.want)
		}
	}
}
