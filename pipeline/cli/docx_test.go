package cli_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

const (
	scriptRels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>` +
		`<Relationship Id="r2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`
	scriptMain = `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`
	scriptCore = `<p xmlns:t="http://purl.org/dc/terms/"><t:modified>`
)

// writeDocx is the script command `docx FILE TEXT [SAVED]`: it makes a Word file of a text file whose lines are paragraphs
// or, as "| a | b |", rows of a table; SAVED is the time of its last saving in its properties.
func writeDocx(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: docx FILE TEXT [SAVED]")
	}
	var b strings.Builder
	b.WriteString(scriptMain)
	paragraph := func(text string) {
		b.WriteString("<w:p><w:r><w:t>")
		ts.Check(xml.EscapeText(&b, []byte(text)))
		b.WriteString("</w:t></w:r></w:p>")
	}
	inTable := false
	for line := range strings.Lines(ts.ReadFile(args[1]) + "\n") {
		line = strings.TrimSpace(line)
		row := strings.HasPrefix(line, "|")
		if row != inTable {
			inTable = row
			b.WriteString(map[bool]string{true: "<w:tbl>", false: "</w:tbl>"}[row])
		}
		if !row {
			paragraph(line)
			continue
		}
		b.WriteString("<w:tr>")
		for cell := range strings.SplitSeq(strings.Trim(line, "|"), "|") {
			b.WriteString("<w:tc>")
			paragraph(strings.TrimSpace(cell))
			b.WriteString("</w:tc>")
		}
		b.WriteString("</w:tr>")
	}
	b.WriteString("</w:body></w:document>")
	parts := [][2]string{{"_rels/.rels", scriptRels}, {"word/document.xml", b.String()}}
	if len(args) == 3 {
		parts = append(parts, [2]string{"docProps/core.xml", scriptCore + args[2] + "</t:modified></p>"})
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, p := range parts {
		w, err := z.Create(p[0])
		ts.Check(err)
		_, err = w.Write([]byte(p[1]))
		ts.Check(err)
	}
	ts.Check(z.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), out.Bytes(), 0o644))
}
