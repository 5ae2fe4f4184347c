package book

import (
	"slices"
	"strings"
	"testing"

	"huibian/pipeline/catalog"
	"huibian/pipeline/notice"
	"huibian/templates"
)

func noticeOf(t *testing.T, name string) *notice.Notice {
	t.Helper()
	tpl, err := templates.Load(t.TempDir(), name)
	if err != nil {
		t.Fatal(err)
	}
	return tpl.Notice
}

// said is all that the blocks of a part say, a line each; the cells of a row are parted by |.
func said(blocks []Block) string {
	var out []string
	for _, b := range blocks {
		switch b := b.(type) {
		case Heading:
			out = append(out, b.Text)
		case Paragraph:
			out = append(out, Cell{Paras: []Paragraph{b}}.text())
		case *Table:
			for _, r := range slices.Concat(b.Head, b.Body) {
				var cells []string
				for _, c := range r.Cells {
					cells = append(cells, c.text())
				}
				out = append(out, strings.Join(cells, "|"))
			}
		}
	}
	return strings.Join(out, "\n")
}

// says fails for each of the lines that a text lacks.
func says(t *testing.T, text string, lines ...string) {
	t.Helper()
	for _, l := range lines {
		if !strings.Contains(text, l) {
			t.Errorf("%q is missing in:\n%s", l, text)
		}
	}
}

func shown(class notice.Class, section string, it catalog.Item) catalog.Item {
	it.Class, it.Section = class, section
	return it
}

// What is disclosed outside and what inside are two lists, each numbered from 1 (F4).
func TestListsByDisclosure(t *testing.T) {
	v := catalog.View{Notice: noticeOf(t, "fuxing-statistics"), Class: notice.Internal, Items: []catalog.Item{
		shown(notice.Public, "统计局", item("HD04TJ-CF-0001", "甲", "CF")),
		shown(notice.Internal, "财务科", item("HD04TJ-NB-8001", "乙", "NB")),
		shown(notice.Public, "统计局", item("HD04TJ-QT-0001", "丙", "QT")),
	}}
	p := part(t, Compose(v, Options{}), notice.PartCatalog)
	says(t, said(p.Blocks), "一、对外公开的行政权力（2项）", "二、对内公开的行政权力（1项）")
	var seq []string
	for _, x := range tables(p) {
		for _, r := range x.Body {
			seq = append(seq, r.Cells[0].text()+r.Cells[2].text())
		}
	}
	if want := []string{"1甲", "2丙", "1乙"}; !slices.Equal(seq, want) {
		t.Errorf("rows %v, want %v", seq, want)
	}
}

// A catalog by section has the sections in the order of the notice, and those that it does not know last.
func TestCatalogBySection(t *testing.T) {
	v := catalog.View{Notice: noticeOf(t, "heshan-2010"), Class: notice.Public, Items: []catalog.Item{
		shown(notice.Public, "专班", item("", "甲", "XK")), shown(notice.Public, "民政办", item("", "乙", "XK")), shown(notice.Public, "党政综合办", item("", "丙", "QT"))}}
	b := Compose(v, Options{})
	says(t, said(part(t, b, notice.PartCatalog).Blocks), "一、党政综合办（1项）", "二、民政办（1项）", "三、专班（1项）")
}

// Who does which step: a column for each step of the notice, other steps below the row, and nothing that the volume may not
// show (N6).
func TestDuties(t *testing.T) {
	a, b := item("ND01JT-XK-0001", "甲审批", "XK"), item("ND01JT-XK-0002", "乙审批", "XK")
	a.Duties, b.Duties = []int{0}, []int{1}
	v := catalog.View{Notice: noticeOf(t, "ningde-2009"), Class: notice.Public, Items: []catalog.Item{a, b}}
	d := map[int]*Duty{0: {Posts: []Post{{Step: 0, Text: "窗口"}, {Step: 4, Head: "批准", Text: "处长"}, {Step: 1, Text: "科员", Task: "审核材料"}, {Step: -1, Head: "送达", Text: "办公室"}}}}
	p := part(t, Compose(v, Options{Duties: d}), notice.PartDuties)
	text := said(p.Blocks)
	says(t, text, "第三篇　职权分解", "序号|职权名称|受理|审查|复审|合法性审查|决定", "1|甲审批\nND01JT-XK-0001|窗口|科员\n职责：审核材料|||批准：处长", "送达：办公室")
	if strings.Contains(text, "乙审批") {
		t.Error("a power of which nothing may be said has a row")
	}
	for _, left := range Compose(v, Options{}).Parts {
		if left.Kind == notice.PartDuties {
			t.Error("a part of nothing is bound")
		}
	}
}

// Parts that are left out leave no gap in the numbers of the others.
func TestPartsAreNumberedAsTheyStand(t *testing.T) {
	v := catalog.View{Notice: noticeOf(t, "ningde-2009"), Class: notice.Public, Items: []catalog.Item{item("ND01JT-CF-0001", "甲", "CF", "discretion", "轻微的，警告")}}
	var got []string
	for _, p := range Compose(v, Options{}).Parts {
		if strings.HasPrefix(p.Title, "第") {
			got = append(got, p.Title)
		}
	}
	if want := []string{"第一篇　行政职权统计", "第二篇　行政职权目录", "第三篇　自由裁量权基准"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// Standards of discretion stand in the part of their own: what items say, then the texts; other texts do not (N11).
func TestDiscretion(t *testing.T) {
	v := catalog.View{Notice: noticeOf(t, "ningde-2009"), Class: notice.Public, Items: []catalog.Item{item("ND01JT-CF-0001", "甲", "CF", "discretion", "轻微的，警告")}}
	text := &Carried{Blocks: []Block{Paragraph{Runs: []Run{{Text: "第一条"}}}}}
	b := Compose(v, Options{Rules: []Rule{{Title: "行政处罚自由裁量权基准", Section: "办公室", Carried: text}, {Title: "档案制度", Carried: text}}})
	says(t, said(part(t, b, notice.PartDiscretion).Blocks), "1|甲\nND01JT-CF-0001|轻微的，警告", "行政处罚自由裁量权基准", "（办公室）")
	if rules := said(part(t, b, notice.PartRules).Blocks); strings.Contains(rules, "裁量") || !strings.Contains(rules, "档案制度") {
		t.Errorf("the rules texts are:\n%s", rules)
	}
}

// The notice of issue is an official document: to whom, the text, who signs and when (N9, GB/T 9704).
func TestIssue(t *testing.T) {
	n := noticeOf(t, "ningde-2009")
	v := catalog.View{Notice: n, Class: notice.Public, Items: []catalog.Item{item("ND01JT-CF-0001", "甲", "CF")}}
	p := part(t, Compose(v, Options{}), notice.PartIssue)
	says(t, said(p.Blocks), "\n局属各单位、机关各科室：\n", "\n宁德市交通局\n2009年6月30日")
	if !p.Recto || p.Folio != FolioRoman || p.Header {
		t.Errorf("it opens on the right: %v; pages are counted %v", p.Recto, p.Folio)
	}
	without := *n
	without.Issue = notice.Issue{}
	v.Notice = &without
	for _, p := range Compose(v, Options{}).Parts {
		if p.Kind == notice.PartIssue {
			t.Error("a notice without words is bound")
		}
	}
}

// Codes are explained by one of the book's own; the public book does not speak of what only the others hold.
func TestCodeTables(t *testing.T) {
	v := catalog.View{Notice: putian(t), Class: notice.Public, Items: []catalog.Item{item("PT01WJ-XK-0007", "甲", "XK")}}
	says(t, said(part(t, Compose(v, Options{}), notice.PartCodes).Blocks), "例如：PT01WJ-XK-0007，其中“PT01WJ”是莆田市对外贸易经济合作局的代码，“XK”是行政许可的代码，“0007”是顺序号。", "1|行政许可|XK")
	n := *noticeOf(t, "fuxing-statistics")
	n.Book.Parts = append(slices.Clone(n.Book.Parts), notice.Part{Kind: notice.PartCodes, Title: "编码说明"})
	for class, want := range map[notice.Class]bool{notice.Public: false, notice.Internal: true} {
		v := catalog.View{Notice: &n, Class: class, Items: []catalog.Item{item("HD04TJ-CF-0001", "甲", "CF")}}
		if got := strings.Contains(said(part(t, Compose(v, Options{}), notice.PartCodes).Blocks), "部门内部管理权"); got != want {
			t.Errorf("%s: the table names what is internal: %v", class, got)
		}
	}
}

func TestIndexesByPinyinAndBySection(t *testing.T) {
	v := catalog.View{Notice: putian(t), Class: notice.Public, Items: []catalog.Item{
		shown(notice.Public, "对外贸易科", item("PT01WJ-XK-0001", "中外合资企业审批", "XK")), shown(notice.Public, "外资管理科", item("PT01WJ-XK-0002", "办学审批", "XK"))}}
	b := Compose(v, Options{})
	says(t, said(part(t, b, notice.PartPinyin).Blocks), "B\n办学审批　PT01WJ-XK-0002\t[item:PT01WJ-XK-0002]\nZ\n中外合资企业审批")
	says(t, said(part(t, b, notice.PartSections).Blocks), "外资管理科（1项）\n办学审批", "对外贸易科（1项）\n中外合资企业审批")
}

// A card is what whoever comes to the counter asks: what its power does not say is not on it (P50).
func TestCards(t *testing.T) {
	v := catalog.View{Notice: putian(t), Class: notice.Public, Items: []catalog.Item{
		item("PT01WJ-XK-0001", "甲审批", "XK", "materials", "申请书\n身份证"), item("PT01WJ-XK-0002", "乙审批", "XK")}}
	b := ComposeCards(v, Options{Volume: "公开版", Proof: "校样"})
	if len(b.Parts) != 1 || b.Title != "办事明白卡" || b.Stamp == "" {
		t.Fatalf("%d parts, title %s, stamp %q", len(b.Parts), b.Title, b.Stamp)
	}
	text := said(b.Parts[0].Blocks)
	says(t, text, "甲审批\n莆田市对外贸易经济合作局　2009年版\n权力编码|PT01WJ-XK-0001", "申报材料|申请书\n身份证", "承办科室和负责人|外资管理科 科长")
	if strings.Count(text, "申报材料") != 1 || strings.Contains(text, "流程图") {
		t.Errorf("the cards say:\n%s", text)
	}
	breaks := 0
	for _, bl := range b.Parts[0].Blocks {
		if h, ok := bl.(Heading); ok && h.Break {
			breaks++
		}
	}
	if breaks != 1 {
		t.Errorf("%d new pages for two cards", breaks)
	}
	none := *v.Notice
	none.Book.Cards = notice.Cards{}
	v.Notice = &none
	if ComposeCards(v, Options{}) != nil {
		t.Error("cards that the notice does not want")
	}
}

// What sections said of their powers stands beside what was counted; a sum only where all have said it.
func TestStatisticsBesideWhatWasSubmitted(t *testing.T) {
	v := catalog.View{Notice: putian(t), Class: notice.Internal, Items: []catalog.Item{
		shown(notice.Public, "外资管理科", item("PT01WJ-XK-0001", "甲", "XK")), shown(notice.Public, "对外贸易科", item("PT01WJ-XK-0002", "乙", "XK"))}}
	for _, c := range []struct {
		submitted map[string]int
		rows      []string
	}{
		{map[string]int{"外资管理科": 2, "对外贸易科": 1}, []string{"|合计|科室申报", "外资管理科|1|–|–|–|–|–|–|–|1|2", "|2|3\n"}},
		{map[string]int{"外资管理科": 2}, []string{"外资管理科|1|–|–|–|–|–|–|–|1|2", "|1|–\n", "|2|–\n"}},
	} {
		says(t, said(part(t, Compose(v, Options{Submitted: c.submitted}), notice.PartStatistics).Blocks), append(c.rows, submittedNote)...)
	}
	if text := said(part(t, Compose(v, Options{Submitted: map[string]int{"监察室": 4}}), notice.PartStatistics).Blocks); strings.Contains(text, submittedHead) {
		t.Error("a column of nothing")
	}
}

// The cover bears the number of the copy above the class; a book that has neither has no room for them.
func TestMarksOfACover(t *testing.T) {
	v := catalog.View{Notice: putian(t), Class: notice.Secret, Items: []catalog.Item{item("PT01WJ-XK-9001", "敏感物项审批", "XK")}}
	says(t, said(part(t, Compose(v, Options{Copy: 12}), notice.PartCover).Blocks), "000012\n秘密★1年\n莆田市")
	v.Class = notice.Public
	if text := said(part(t, Compose(v, Options{}), notice.PartCover).Blocks); !strings.HasPrefix(text, "莆田市") {
		t.Errorf("the public cover says\n%s", text)
	}
}

// A part opens on the right if it asks for it, and if odd numbers begin with it.
func TestOpensRight(t *testing.T) {
	b := Book{Parts: []Part{{Folio: FolioNone, Recto: true}, {Folio: FolioNone}, {Folio: FolioRoman}, {Folio: FolioRoman}, {Folio: FolioArabic}, {Folio: FolioArabic, Recto: true}, {Folio: FolioArabic}}}
	var got []bool
	for i := range b.Parts {
		got = append(got, b.OpensRight(i))
	}
	if want := []bool{false, false, true, false, true, true, false}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
