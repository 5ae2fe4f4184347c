package cli_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// writeDocx is the script command “docx TEXT FILE”: it makes a Word file of a text. A line is a paragraph; lines that begin
// with | are rows of a table, until a line that is none.
func writeDocx(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: docx TEXT FILE")
	}
	var body strings.Builder
	inTable := false
	for line := range strings.Lines(ts.ReadFile(args[0])) {
		line = strings.TrimSpace(line)
		row := strings.HasPrefix(line, "|")
		if row != inTable {
			body.WriteString(map[bool]string{true: "<w:tbl>", false: "</w:tbl>"}[row])
			inTable = row
		}
		if !row {
			body.WriteString(wordParagraph(line))
			continue
		}
		body.WriteString("<w:tr>")
		for cell := range strings.SplitSeq(strings.Trim(line, "|"), "|") {
			body.WriteString("<w:tc>" + wordParagraph(strings.TrimSpace(cell)) + "</w:tc>")
		}
		body.WriteString("</w:tr>")
	}
	if inTable {
		body.WriteString("</w:tbl>" + wordParagraph(""))
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body.String() + `</w:body></w:document>`},
	} {
		w, err := z.Create(part.name)
		ts.Check(err)
		_, err = w.Write([]byte(part.text))
		ts.Check(err)
	}
	ts.Check(z.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), b.Bytes(), 0o644))
}

func wordParagraph(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // to a Builder, which never fails
	return `<w:p><w:r><w:t xml:space="preserve">` + b.String() + `</w:t></w:r></w:p>`
}
