package ballot

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"huibian/pipeline/notice"
)

// A sheet nobody has touched decides what was decided already, if somebody signs it; unsigned, nothing.
func TestUntouched(t *testing.T) {
	s := full()
	got := read(t, edited(t, written(t, s), func(xml string) string { return put(xml, "by", "王处长") }))
	want := &Filled{By: "王处长", Verdicts: []Verdict{{Code: "PT01WJ-QT-5001", Name: "加工贸易企业经营状况核查", Section: "对外贸易科", Check: "9912aa",
		Decision: notice.Open, Reason: "没有保密依据，应予以公开\n（局务会8月24日议定）", Place: notice.Place{File: "审核/审核表.docx", Table: 1, Row: 5, Column: 5}}}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	s.Rows = s.Rows[:3]
	if d := cmp.Diff(&Filled{}, read(t, written(t, s))); d != "" {
		t.Errorf("nothing filled in: %s", d)
	}
	if d := cmp.Diff(&Filled{}, read(t, written(t, &Sheet{Notice: theNotice()}))); d != "" {
		t.Errorf("no rows: %s", d)
	}
}

var printed = rapid.StringMatching(`[一-龥a-zA-Z0-9“”<>&"'（）。，；]{1,24}`)

// questions are rows with codes of their own.
func questions(t *rapid.T) []Row {
	n := rapid.IntRange(0, 12).Draw(t, "rows")
	var out []Row
	for i := range n {
		r := Row{No: i + 1, Code: fmt.Sprintf("PT01WJ-XK-%04d", i+1), Name: printed.Draw(t, "name"), Check: rapid.StringMatching(`[0-9a-f]{6}`).Draw(t, "check"),
			Section: rapid.SampledFrom([]string{"", "外资管理科", "办公室"}).Draw(t, "section"), Category: "行政许可",
			Class: rapid.SampledFrom([]string{"公开", "对内公开", "涉密"}).Draw(t, "class"), Why: rapid.SliceOfN(printed, 0, 3).Draw(t, "why")}
		if rapid.Bool().Draw(t, "uncoded") { // of last year's list
			r.Code = fmt.Sprint("职权", i+1)
		}
		if rapid.Bool().Draw(t, "same") {
			r.About = rapid.SampledFrom([]string{"PT01WJ-XK-9000 ", "职权70 "}).Draw(t, "code") + printed.Draw(t, "about")
		}
		out = append(out, r)
	}
	return out
}

// Whatever is asked and whatever is chosen, it is read as it was chosen: with content controls or without, in whatever order.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		s := &Sheet{Notice: theNotice(), Rows: questions(rt)}
		want := &Filled{Secret: slices.ContainsFunc(s.Rows, func(r Row) bool { return r.Class == secretMark })}
		file := written(t, s)
		file = edited(t, file, func(xml string) string {
			for i, r := range s.Rows {
				d := rapid.SampledFrom(append(fitting(r.About != ""), "")).Draw(rt, "decision")
				if d == "" {
					continue
				}
				v := Verdict{Code: r.Code, Name: r.Name, Section: r.Section, Check: r.Check, About: r.About, Decision: d,
					Place: notice.Place{File: "审核/审核表.docx", Table: 1, Row: i + 2, Column: colDecision + 1}}
				if needReason[d] || rapid.Bool().Draw(rt, "reasoned") {
					v.Reason = strings.Join(rapid.SliceOfN(printed, 1, 3).Draw(rt, "reason"), "\n")
					xml = put(xml, fmt.Sprint("reason:", i+1), v.Reason)
				}
				xml = put(xml, fmt.Sprint("decision:", i+1), word(d))
				want.Verdicts = append(want.Verdicts, v)
			}
			want.By, want.On = printed.Draw(rt, "by"), notice.Date{Year: 2009, Month: 9, Day: 1}
			xml = put(put(xml, "by", want.By), "on", "2009年9月1日")
			if rapid.Bool().Draw(rt, "stripped") {
				xml = stripped(xml)
			}
			return xml
		})
		if d := cmp.Diff(want, read(t, file)); d != "" {
			rt.Fatal(d)
		}
	})
}

// stripped is a main part without content controls: what was in them stays, the words of empty ones too.
func stripped(xml string) string {
	for _, tag := range []string{`<w:sdt>`, `</w:sdt>`, `<w:sdtContent>`, `</w:sdtContent>`} {
		xml = strings.ReplaceAll(xml, tag, "")
	}
	for {
		from := strings.Index(xml, "<w:sdtPr>")
		if from < 0 {
			return xml
		}
		xml = xml[:from] + xml[strings.Index(xml, "</w:sdtPr>")+len("</w:sdtPr>"):]
	}
}

// The words that Word shows in blanks, and ours, are nothing filled in.
func TestFilledIn(t *testing.T) {
	for text, want := range map[string]string{
		"": "", " 　\n": "", "请选择": "", " 请 选 择 ": "", "点此填写": "", "单击或点击此处输入文字。": "", "选择一项。": "", "Choose an item.": "",
		"确认": "确认", "点此填写没有依据": "没有依据", "没有依据点此填写": "没有依据", "第一行\n\n 第二行 ": "第一行\n第二行", "如2009年9月1日": "",
	} {
		if got := filledIn(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestDecisionIn(t *testing.T) {
	for text, want := range map[string]notice.Decision{
		"确认": notice.Confirm, " 确 认 ": notice.Confirm, "确认。": notice.Confirm, "“确认”": notice.Confirm, "confirm": notice.Confirm, "ＣＯＮＦＩＲＭ": notice.Confirm,
		"确\n认": notice.Confirm, "不公开": notice.Close, "转公开；": notice.Open, "另一职权": notice.Other,
		"": "", "同意确认": "", "确认？": "", "确认!": "", "×确认": "", "不确认": "", "确认（待议）": "", "确认、废止": "", "确认废止": "", "公开": "", "同意": "", "√": "", "。": "",
	} {
		got, ok := decisionIn(text)
		if got != want || ok != (want != "") {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// TestNoSheet: a file that holds none is one problem, whatever else is in it.
func TestNoSheet(t *testing.T) {
	file := edited(t, written(t, full()), func(xml string) string {
		return strings.NewReplacer("审核结论", "意见", "核对码", "备注").Replace(xml)
	})
	got := read(t, file)
	if len(got.Problems) != 1 || got.Problems[0].Rule != ruleFilled || len(got.Verdicts) > 0 {
		t.Errorf("%+v", got)
	}
	if !slices.ContainsFunc(got.Problems, func(f notice.Finding) bool { return strings.Contains(f.Message, "没有审核表") }) {
		t.Errorf("%+v", got.Problems)
	}
}

// Some program writes into a content control and leaves the mark that it is empty: what nobody would read is told, at its cell.
func TestWordsTakenForAPrompt(t *testing.T) {
	file := edited(t, written(t, full()), func(xml string) string {
		xml = strings.Replace(put(xml, "by", "王处长"), ">"+choosePrompt, ">废止", 1)
		return strings.Replace(xml, ">"+writePrompt, ">A&lt;B", 1)
	})
	got := read(t, file)
	if len(got.Verdicts) != 1 || len(got.Problems) != 2 {
		t.Fatalf("%+v", got)
	}
	for i, want := range []notice.Place{{Table: 1, Row: 2, Column: colDecision + 1}, {Table: 1, Row: 2, Column: colReason + 1}} {
		want.File = "审核/审核表.docx"
		if got.Problems[i].Place != want {
			t.Errorf("%+v, want %+v", got.Problems[i], want)
		}
	}
}

// However many there are, it takes no longer than to read the sheet.
func TestManyWordsTakenForPrompts(t *testing.T) {
	file := edited(t, written(t, many(3000)), func(xml string) string { return strings.ReplaceAll(xml, choosePrompt, "废止") })
	if got := read(t, file); len(got.Problems) != mostHidden+2 { // the rest together, and that nobody signed
		t.Errorf("%d problems", len(got.Problems))
	}
}
