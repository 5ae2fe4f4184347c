package book

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"huibian/pipeline/catalog"
	"huibian/pipeline/cite"
	"huibian/pipeline/docx"
	"huibian/pipeline/form"
	"huibian/pipeline/notice"
	"huibian/templates"
)

func putian(t *testing.T) *notice.Notice {
	t.Helper()
	tpl, err := templates.Load(t.TempDir(), templates.Default)
	if err != nil {
		t.Fatal(err)
	}
	return tpl.Notice
}

// item makes an item of a category with the fields given as key, text pairs.
func item(code, name, category string, fields ...string) catalog.Item {
	it := catalog.Item{Code: code, Name: name, Category: category, Section: "外资管理科",
		Fields: map[string]string{"name": name, "section": "外资管理科 科长"}, Values: map[string]form.Value{},
		Source: notice.Place{File: "外资管理科/a.docx", Table: 1, Row: 2, Column: 1}}
	for i := 0; i+1 < len(fields); i += 2 {
		it.Fields[fields[i]] = fields[i+1]
	}
	return it
}

// text is what a cell prints.
func (c Cell) text() string {
	var out []string
	for _, p := range c.Paras {
		s := ""
		for _, r := range p.Runs {
			s += r.Text
			if r.Page != "" {
				s += "[" + string(r.Page) + "]"
			}
		}
		out = append(out, s)
	}
	return strings.Join(out, "\n")
}

func part(t *testing.T, b *Book, kind notice.PartKind) *Part {
	t.Helper()
	i := slices.IndexFunc(b.Parts, func(p Part) bool { return p.Kind == kind })
	if i < 0 {
		t.Fatalf("the book has no %s", kind)
	}
	return &b.Parts[i]
}

func tables(p *Part) []*Table {
	var out []*Table
	for _, b := range p.Blocks {
		if t, ok := b.(*Table); ok {
			out = append(out, t)
		}
	}
	return out
}

func TestParts(t *testing.T) {
	n := putian(t)
	v := catalog.View{Notice: n, Class: notice.Public, Items: []catalog.Item{item("PT01WJ-XK-0001", "外资企业设立审批", "XK")}}
	b := Compose(v, Options{Volume: "公开版", Inputs: []Input{{Section: "外资管理科", File: "a.docx", SHA256: strings.Repeat("0", 64), Items: 1}}})
	var got []string
	for _, p := range b.Parts {
		got = append(got, string(p.Kind))
	}
	// No foreword and no register of laws: there is none to show. Of a single section there is no index.
	if want := "cover titlepage contents statistics catalog codes nameindex pinyin codeindex colophon"; strings.Join(got, " ") != want {
		t.Errorf("parts %v, want %s", got, want)
	}
	if c := part(t, b, notice.PartCatalog); !c.Landscape || c.Folio != FolioArabic || !c.Header {
		t.Error("the catalog stands on landscape pages with Arabic numbers and a running header")
	}
	if c := part(t, b, notice.PartCover); c.Folio != FolioNone || c.Header || !c.OnePage {
		t.Error("the cover is one page without number and header")
	}
}

// TestEveryFieldIsPrinted: a field that is a column stands in it, any other that a section filled stands below the row.
func TestEveryFieldIsPrinted(t *testing.T) {
	n := putian(t)
	it := item("PT01WJ-XK-0001", "外资企业设立审批", "XK")
	for _, f := range n.Fields {
		if !elsewhere[f.Key] {
			it.Fields[f.Key] = "〈" + f.Key + "〉"
		}
	}
	b := Compose(catalog.View{Notice: n, Class: notice.Public, Items: []catalog.Item{it}}, Options{Volume: "公开版"})
	tb := tables(part(t, b, notice.PartCatalog))[0]
	var all strings.Builder
	for _, r := range tb.Body {
		for _, c := range r.Cells {
			all.WriteString(c.text() + "\n")
		}
	}
	for _, f := range n.Fields {
		if n := strings.Count(all.String(), "〈"+f.Key+"〉"); !elsewhere[f.Key] && n != 1 {
			t.Errorf("%s is printed %d times", f.Key, n)
		}
	}
	if !strings.Contains(all.String(), "备注：〈remark〉") {
		t.Error("a field without a column stands under its name")
	}
	if len(tb.Body) != 2 || tb.Body[1].Cells[0].Cols != len(tb.Columns) || tb.Body[1].Entry != nil {
		t.Error("what has no column stands in one row below the item's")
	}
}

func TestCatalogTable(t *testing.T) {
	n := putian(t)
	v := catalog.View{Notice: n, Class: notice.Public, Items: []catalog.Item{
		item("PT01WJ-CF-0001", "对擅自进口的处罚", "CF", "basis", "《甲法》第一条\n《乙法》第二条"),
		item("PT01WJ-XK-0001", "外资企业设立审批", "XK"),
		item("PT01WJ-XK-0002", "外资企业变更审批", "XK"),
		item("", "公共信息服务", ""),
	}}
	p := part(t, Compose(v, Options{Volume: "公开版"}), notice.PartCatalog)
	var heads []string
	for _, b := range p.Blocks {
		if h, ok := b.(Heading); ok && h.Level == 2 {
			heads = append(heads, h.Text)
		}
	}
	// The order is the notice's, not the view's; what has no category yet comes last.
	if want := []string{"一、行政许可（2项）", "二、行政处罚（1项）", "三、类别待明确（1项）"}; !slices.Equal(heads, want) {
		t.Errorf("headings %v, want %v", heads, want)
	}
	tb := tables(p)
	if got := tb[0].Body[1].Cells[0].text() + " " + tb[0].Body[1].Cells[1].text(); got != "2 PT01WJ-XK-0002" {
		t.Errorf("second row begins %s", got)
	}
	if got := tb[1].Body[0].Cells[3].text(); got != "《甲法》第一条\n《乙法》第二条" {
		t.Errorf("basis %q", got)
	}
	if got := tb[2].Body[0].Cells[1].text(); got != "待编" {
		t.Errorf("an item without a code shows %q", got)
	}
	for _, x := range tb { // the head covers all columns, whatever is grouped
		for k := range x.Columns {
			if k >= len(x.Body[0].Cells) {
				t.Fatalf("%s: row of %d cells under %d columns", x.Caption, len(x.Body[0].Cells), len(x.Columns))
			}
		}
		top := 0
		for _, c := range x.Head[0].Cells {
			top += max(c.Cols, 1)
		}
		if top != len(x.Columns) {
			t.Errorf("%s: head covers %d of %d columns", x.Caption, top, len(x.Columns))
		}
	}
}

func TestStatistics(t *testing.T) {
	n := putian(t)
	var items []catalog.Item
	for i := range 3 {
		items = append(items, item(fmt.Sprintf("PT01WJ-XK-000%d", i+1), fmt.Sprint("许可", i), "XK"))
	}
	items = append(items, item("PT01WJ-QT-0001", "备案", "QT"))
	p := part(t, Compose(catalog.View{Notice: n, Class: notice.Public, Items: items}, Options{}), notice.PartStatistics)
	body := tables(p)[0].Body
	row := func(r Row) string {
		var out []string
		for _, c := range r.Cells {
			out = append(out, c.text())
		}
		return strings.Join(out, " ")
	}
	if got, want := row(body[0]), "外资管理科 3 – – – – – – 1 4"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := row(body[len(body)-1]), "合　计 3 – – – – – – 1 4"; got != want || !body[len(body)-1].Total {
		t.Errorf("%s, want %s", got, want)
	}
	chart := p.Blocks[len(p.Blocks)-1].(Chart)
	if want := []Bar{{"行政许可", 3}, {"其他行政权力", 1}}; !slices.Equal(chart.Bars, want) {
		t.Errorf("bars %v, want %v", chart.Bars, want)
	}
}

func TestIndexes(t *testing.T) {
	n := putian(t)
	v := catalog.View{Notice: n, Class: notice.Public, Items: []catalog.Item{
		item("PT01WJ-XK-0001", "外资企业设立审批", "XK"), item("PT01WJ-XK-0002", "中外合资企业审批", "XK")}}
	b := Compose(v, Options{})
	var got []string
	for _, bl := range part(t, b, notice.PartNameIndex).Blocks {
		if p, ok := bl.(Paragraph); ok {
			got = append(got, Cell{Paras: []Paragraph{p}}.text())
		}
	}
	want := []string{"四画", "中外合资企业审批　PT01WJ-XK-0002\t[item:PT01WJ-XK-0002]", "五画", "外资企业设立审批　PT01WJ-XK-0001\t[item:PT01WJ-XK-0001]"}
	if !slices.Equal(got, want) {
		t.Errorf("index of names %q, want %q", got, want)
	}
	codes := tables(part(t, b, notice.PartCodeIndex))[0].Body
	if got := codes[1].Cells[2].text() + codes[1].Cells[3].text(); got != "PT01WJ-XK-0002[item:PT01WJ-XK-0002]" {
		t.Errorf("index of codes %q", got)
	}
}

func TestLaws(t *testing.T) {
	it := item("PT01WJ-XK-0001", "外资企业设立审批", "XK")
	it.Basis = cite.Parse("《中华人民共和国外资企业法》第六条；《中华人民共和国外资企业法实施细则》第七条")
	b := Compose(catalog.View{Notice: putian(t), Class: notice.Public, Items: []catalog.Item{it}}, Options{})
	var got []string
	for _, bl := range part(t, b, notice.PartLaws).Blocks {
		switch bl := bl.(type) {
		case Heading:
			got = append(got, bl.Text)
		case Paragraph:
			got = append(got, Cell{Paras: []Paragraph{bl}}.text())
		}
	}
	all := strings.Join(got, "|")
	for _, want := range []string{"一、法律|《中华人民共和国外资企业法》|PT01WJ-XK-0001（第六条）", "《中华人民共和国外资企业法实施细则》|PT01WJ-XK-0001（第七条）"} {
		if !strings.Contains(all, want) {
			t.Errorf("register %s lacks %s", all, want)
		}
	}
}

// TestSecretVolume has the title and the columns of 附件4.
func TestSecretVolume(t *testing.T) {
	v := catalog.View{Notice: putian(t), Class: notice.Secret, Items: []catalog.Item{item("PT01WJ-XK-9001", "敏感物项审批", "XK", "reason", "涉及国家秘密")}}
	b := Compose(v, Options{Volume: "涉密册"})
	if b.Title != "涉密不宜公开行政职权目录" {
		t.Errorf("title %s", b.Title)
	}
	var heads []string
	for _, c := range tables(part(t, b, notice.PartCatalog))[0].Head[0].Cells {
		heads = append(heads, c.text())
	}
	if !slices.Contains(heads, "不公开理由") || !slices.Contains(heads, "权力类别") {
		t.Errorf("columns %v", heads)
	}
}

func TestForewordIsCarried(t *testing.T) {
	raw, err := fs.ReadFile(templates.FS(), templates.Default+"/foreword.docx")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := docx.Read(raw, docx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	p := part(t, Compose(catalog.View{Notice: putian(t), Class: notice.Public}, Options{Foreword: doc}), notice.PartForeword)
	var got strings.Builder
	for _, b := range p.Blocks {
		switch b := b.(type) {
		case Heading:
			got.WriteString(b.Text)
		case Paragraph:
			got.WriteString(Cell{Paras: []Paragraph{b}}.text())
		}
	}
	for _, b := range doc.Blocks { // every word, once
		if text := strings.TrimSpace(b.Paragraph.String()); text != "" && strings.Count(got.String(), text) == 0 {
			t.Errorf("the foreword lacks %q", text)
		}
	}
}

func TestNotCarried(t *testing.T) {
	picture := docx.Block{Paragraph: &docx.Paragraph{Pictures: []docx.Picture{{Kind: "picture"}}}}
	inner := docx.Block{Table: &docx.Table{Rows: []docx.Row{{Cells: []*docx.Cell{{Blocks: []docx.Block{picture}}}}}}}
	outer := docx.Block{Table: &docx.Table{Rows: []docx.Row{{Cells: []*docx.Cell{{Blocks: []docx.Block{inner}}}}}}}
	doc := &docx.Document{Blocks: []docx.Block{picture, outer}, TextBoxes: make([]docx.TextBox, 1), Footnotes: make([]docx.NoteText, 3)}
	if got, want := NotCarried(doc), []string{"2幅图片", "1个文本框", "3条脚注或尾注", "1个表中之表"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := NotCarried(&docx.Document{Blocks: []docx.Block{{Paragraph: &docx.Paragraph{Text: "正文"}}}}); got != nil {
		t.Errorf("%v of plain text", got)
	}
}

func TestNothingToShow(t *testing.T) {
	b := Compose(catalog.View{Notice: putian(t), Class: notice.Public}, Options{Volume: "公开版"})
	if len(tables(part(t, b, notice.PartCatalog))) != 0 {
		t.Error("an empty catalog has no table")
	}
	for _, p := range b.Parts {
		if p.Kind == notice.PartNameIndex || p.Kind == notice.PartLaws {
			t.Errorf("an empty book has a %s", p.Kind)
		}
	}
}

// TestProof: a proof says on every page what it is and whose word it waits for, and in its title what it is; parts and
// words are those of the book it is the proof of.
func TestProof(t *testing.T) {
	n := putian(t)
	v := catalog.View{Notice: n, Class: notice.Public, Items: []catalog.Item{item("PT01WJ-XK-0001", "外资企业设立审批", "XK")}}
	proof, final := Compose(v, Options{Volume: "公开版", Proof: "校样"}), Compose(v, Options{Volume: "公开版"})
	if want := "校样　未经" + n.Approval.By + "审定，不得公布"; n.Approval.By == "" || proof.Stamp != want {
		t.Errorf("stamp %q, want %q", proof.Stamp, want)
	}
	if final.Stamp != "" {
		t.Errorf("stamp %q on a book that is no proof", final.Stamp)
	}
	if got, want := proof.FullTitle(), "行政职权目录汇编（公开版）（校样）"; got != want {
		t.Errorf("title %q, want %q", got, want)
	}
	if got, want := final.FullTitle(), "行政职权目录汇编（公开版）"; got != want {
		t.Errorf("title %q, want %q", got, want)
	}
	if d := cmp.Diff(final.Parts, proof.Parts); d != "" {
		t.Errorf("a proof has other parts:\n%s", d)
	}
}

// TestEditionLabel: title page and colophon print the label of the edition.
func TestEditionLabel(t *testing.T) {
	v := catalog.View{Notice: putian(t), Class: notice.Public, Items: []catalog.Item{item("PT01WJ-XK-0001", "外资企业设立审批", "XK")}}
	for _, want := range []string{v.Notice.Edition.Label, "2010年修订版"} {
		n := *v.Notice
		n.Edition.Label = want
		v.Notice = &n
		b := Compose(v, Options{})
		for _, kind := range []notice.PartKind{notice.PartTitlePage, notice.PartColophon} {
			said := strings.Count(fmt.Sprint(part(t, b, kind).Blocks), want)
			if said != 1 {
				t.Errorf("%s says %s %d times", kind, want, said)
			}
		}
	}
}
