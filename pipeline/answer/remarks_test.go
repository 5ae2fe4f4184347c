package answer

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"huibian/pipeline/docx"
	"huibian/pipeline/form"
	"huibian/pipeline/internal/docxtest"
	"huibian/pipeline/notice"
)

const wordNS = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`

func para(s string) string { return `<w:p><w:r><w:t>` + s + `</w:t></w:r></w:p>` }

func cellOf(content string) string { return `<w:tc>` + content + `</w:tc>` }

func tableOf(rows ...[]string) string {
	s := `<w:tbl><w:tblGrid/>`
	for _, r := range rows {
		s += `<w:tr>` + strings.Join(r, "") + `</w:tr>`
	}
	return s + `</w:tbl>`
}

// opened is a document whose body is xml, and its main part, to look ranges up in.
func opened(t testing.TB, body string) (*docx.Document, string) {
	t.Helper()
	main := docxtest.XMLHead + `<w:document ` + wordNS + `><w:body>` + body + `</w:body></w:document>`
	doc, err := docx.Read(docxtest.Pack(map[string]string{"word/document.xml": main}), docx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return doc, main
}

// Where each place leads to, by the words that stand there. Table 1 and 2 stand in the body, table 3 in a cell of table 1;
// the first paragraph is empty.
func TestRemarksFindTheirPlace(t *testing.T) {
	inner := tableOf([]string{cellOf(para("内一")), cellOf(para("内二"))})
	doc, main := opened(t, `<w:p/>`+para("标题")+
		tableOf([]string{cellOf(para("甲")), cellOf(para("乙"))}, []string{`<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>` + para("丙") + inner + para("") + `</w:tc>`})+
		para("正文")+tableOf([]string{cellOf(para("丁"))}))
	for _, c := range []struct {
		what string
		at   notice.Place
		want string // the words in the range, in order
	}{
		{"a cell", notice.Place{Table: 1, Row: 1, Column: 2}, "乙"},
		{"a cell that is covered from the left", notice.Place{Table: 1, Row: 2, Column: 2}, "丙内一内二"},
		{"a nested cell", notice.Place{Table: 3, Row: 1, Column: 2}, "内二"},
		{"a row", notice.Place{Table: 1, Row: 1}, "甲乙"},
		{"a column that is not there", notice.Place{Table: 1, Row: 1, Column: 9}, "甲乙"},
		{"a table", notice.Place{Table: 2}, "丁"},
		{"a row that is not there", notice.Place{Table: 2, Row: 9, Column: 1}, "丁"},
		{"a table that is not there", notice.Place{Table: 9, Row: 1, Column: 1}, "标题"},
		{"a paragraph", notice.Place{Paragraph: 3}, "正文"},
		{"a column of a typed table", notice.Place{Paragraph: 3, Column: 2}, "正文"},
		{"a paragraph that is not there", notice.Place{Paragraph: 99}, "标题"},
		{"the whole file", notice.Place{}, "标题"},
		{"nonsense", notice.Place{Table: -1, Row: -3, Paragraph: -1}, "标题"},
	} {
		got := Remarks(&form.Reading{}, []notice.Finding{{Level: notice.Error, Message: "不对", Place: c.at}}, doc)
		if len(got) != 1 {
			t.Errorf("%s: %d remarks", c.what, len(got))
			continue
		}
		if words := wordsIn(main[got[0].Range.Start:got[0].Range.End]); words != c.want {
			t.Errorf("%s: a remark on %q, want %q", c.what, words, c.want)
		}
	}
}

// wordsIn is the text of a piece of XML.
func wordsIn(xml string) string {
	var b strings.Builder
	for {
		_, after, ok := strings.Cut(xml, "<w:t>")
		if !ok {
			return b.String()
		}
		text, rest, _ := strings.Cut(after, "</w:t>")
		b.WriteString(text)
		xml = rest
	}
}

func TestRemarksText(t *testing.T) {
	doc, _ := opened(t, para("标题")+tableOf([]string{cellOf(para("甲"))}))
	at := notice.Place{Table: 1, Row: 1, Column: 1}
	got := Remarks(&form.Reading{}, []notice.Finding{
		{Rule: "W03", Level: notice.Warning, Message: "没有写明\n第几条", Advice: "请补充到条。", Place: at},
		{Rule: "I02", Level: notice.Info, Message: "与乙科的“丙”名称相近", Discreet: "与乙科的一项名称相近", Place: at},
		{Rule: "E01", Level: notice.Error, Message: "没有依据", Advice: "请填写", Place: at},
		{Rule: "R09", Level: notice.Warning, Message: "有修订", Advice: "请接受修订。"},
	}, doc)
	var texts []string
	for _, r := range got {
		if r.Author != Author || r.Initials != Initials || !r.Time.IsZero() {
			t.Errorf("made by %q (%q) at %v", r.Author, r.Initials, r.Time)
		}
		texts = append(texts, r.Text)
	}
	want := []string{
		"【警告】有修订。建议：请接受修订。",
		"1. 【错误】没有依据。建议：请填写。\n2. 【警告】没有写明 第几条。建议：请补充到条。\n3. 【提示】与乙科的一项名称相近。",
	}
	if d := cmp.Diff(want, texts); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

// Whatever a document looks like and wherever findings are, each stands in one remark, no two remarks are on one place,
// all are within the document and in its order, and what has a cell of the document is on that cell.
func TestNoRemarkIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		file := docxtest.Write(t, docxtest.Draw(t))
		doc, err := docx.Read(file.Bytes, docx.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		tables := form.Tables(doc)
		var all []notice.Finding
		for i := range rapid.IntRange(0, 20).Draw(t, "findings") {
			p := notice.Place{Table: rapid.IntRange(-1, len(tables)+1).Draw(t, "table"), Row: rapid.IntRange(-1, 5).Draw(t, "row"),
				Column: rapid.IntRange(-1, 5).Draw(t, "column"), Paragraph: rapid.IntRange(-1, 9).Draw(t, "paragraph")}
			all = append(all, notice.Finding{Level: notice.Warning, Message: "〔" + string(rune('甲'+i)) + "〕", Place: p})
		}
		got := Remarks(&form.Reading{}, all, doc)
		end := 0
		for _, b := range doc.Blocks {
			end = max(end, b.Range.End)
		}
		for i, r := range got {
			if i > 0 && (r.Range == got[i-1].Range || r.Range.Start < got[i-1].Range.Start) {
				t.Fatalf("remarks %d and %d are on %v and %v", i-1, i, got[i-1].Range, r.Range)
			}
			if r.Range.Start < 0 || r.Range.Start >= r.Range.End || r.Range.End > end {
				t.Fatalf("a remark on %v of %d bytes", r.Range, end)
			}
		}
		for _, f := range all {
			on := slices.DeleteFunc(slices.Clone(got), func(r docx.Annotation) bool { return !strings.Contains(r.Text, f.Message) })
			if len(on) != 1 {
				t.Fatalf("%s stands in %d remarks", f.Message, len(on))
			}
			p := f.Place
			if p.Table < 1 || p.Table > len(tables) || p.Row < 1 || p.Column < 1 {
				continue
			}
			if c := tables[p.Table-1].At(p.Row-1, p.Column-1); c != nil && on[0].Range != c.Range {
				t.Fatalf("%v is on %v, its cell on %v", p, on[0].Range, c.Range)
			}
		}
	})
}
