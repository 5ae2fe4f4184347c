package form

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// noted is a Word file of one table of four powers and label forms, with comments and a footnote.
func noted(t *testing.T) *docx.Document {
	t.Helper()
	const w = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	const rel = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
	p := func(inner string) string { return `<w:p>` + inner + `</w:p>` }
	r := func(text string) string { return `<w:r><w:t>` + text + `</w:t></w:r>` }
	cell := func(inner string) string { return `<w:tc>` + p(inner) + `</w:tc>` }
	row := func(cells ...string) string { return `<w:tr>` + strings.Join(cells, "") + `</w:tr>` }
	start := func(id string) string { return `<w:commentRangeStart w:id="` + id + `"/>` }
	end := func(id string) string {
		return `<w:commentRangeEnd w:id="` + id + `"/><w:r><w:commentReference w:id="` + id + `"/></w:r>`
	}
	body := `<w:tbl>` +
		row(cell(r("序号")), cell(r("项目名称")), cell(r("权力类别")), cell(r("权力依据"))) +
		row(cell(r("1")), cell(r("甲审批")), cell(r("行政许可")), cell(r("《甲法》第一条"))) +
		row(cell(r("2")), cell(start("0")+r("乙审批")), cell(r("行政许可")), cell(r("《乙法》第一条"))) +
		row(cell(r("3")), cell(r("丙审批")+end("0")), cell(r("行政许可")), cell(r("《丙法》第一条"))) +
		row(cell(r("4")), cell(r("丁审批")+`<w:r><w:footnoteReference w:id="2"/></w:r>`), cell(r("行政许可")), cell(r("《丁法》第一条"))) +
		`</w:tbl>` +
		p(r("职权名称：戊审批")) + p(r("职权类别：行政许可")) + p(start("1")+r("实施依据：《戊法》第一条")+end("1")) +
		p(r("职权名称：己审批")) + p(r("职权类别：行政许可")) + p(start("2")+r("实施依据：《己法》第一条")+end("2")) +
		p(r("职权名称：庚审批")) + p(r("职权类别：行政许可")) + p(start("3")+r("实施依据：《庚法》第一条")+end("3"))
	comment := func(id, text string) string { return `<w:comment w:id="` + id + `">` + p(r(text)) + `</w:comment>` }
	files := []struct{ name, text string }{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="` + rel + `officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", `<w:document` + w + `><w:body>` + body + `</w:body></w:document>`},
		{"word/comments.xml", `<w:comments` + w + `>` + comment("0", "这两项涉密") + comment("1", "涉密，不要公开") + comment("2", "依据要写全称") + comment("3", "只对内公开") + `</w:comments>`},
		{"word/footnotes.xml", `<w:footnotes` + w + `><w:footnote w:id="2">` + p(r("本项属于国家秘密")) + `</w:footnote></w:footnotes>`},
	}
	var out bytes.Buffer
	zw := zip.NewWriter(&out)
	for _, f := range files {
		part, err := zw.Create(f.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(f.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	doc, err := docx.Read(out.Bytes(), docx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestNotesKeepTheirItemsBack: a comment or a footnote that keeps something back holds for the items it is on, and no other.
func TestNotesKeepTheirItemsBack(t *testing.T) {
	r := NewReader(loadNotice(t, "putian-2009")).Read(noted(t), Source{File: "外资管理科/a.docx", Section: "外资管理科"})
	want := map[string]notice.Class{
		"甲审批": notice.Public, "乙审批": notice.Secret, "丙审批": notice.Secret, "丁审批": notice.Secret,
		"戊审批": notice.Secret, "己审批": notice.Public, "庚审批": notice.Internal,
	}
	if len(r.Records) != len(want) {
		t.Fatalf("%d records", len(r.Records))
	}
	for _, rec := range r.Records {
		if name := rec.Fields["name"].Text; rec.Class != want[name] {
			t.Errorf("%s is %s, want %s", name, rec.Class, want[name])
		}
	}
	told := 0
	for _, f := range r.Findings {
		if f.Rule == ruleClass {
			told++
		}
	}
	if told != 5 {
		t.Errorf("%d findings say why, want 5", told)
	}
}
