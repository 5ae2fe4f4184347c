package cli_test

import (
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"huibian/pipeline/internal/docxtest"
)

const (
	scriptRels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>` +
		`<Relationship Id="r2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`
	scriptCore = `<p xmlns:t="http://purl.org/dc/terms/"><t:modified>`
)

// writeDocx is the script command `docx FILE TEXT [SAVED]`: it makes a Word file of a text file whose lines are paragraphs
// or, as "| a | b |", rows of a table; SAVED is the time of its last saving in its properties.
func writeDocx(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: docx FILE TEXT [SAVED]")
	}
	var b strings.Builder
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
	parts := map[string]string{"body": b.String()}
	if len(args) == 3 {
		parts["_rels/.rels"], parts["docProps/core.xml"] = scriptRels, scriptCore+args[2]+"</t:modified></p>"
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), docxtest.Pack(parts), 0o644))
}

// fillIn is the script command “fill FILE TO TAG=TEXT…”: it writes the Word file FILE as TO, with content controls filled in.
func fillIn(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: fill FILE TO TAG=TEXT…")
	}
	out, err := docxtest.EditMain([]byte(ts.ReadFile(args[0])), func(xml string) (string, error) {
		for _, a := range args[2:] {
			tag, text, _ := strings.Cut(a, "=")
			var err error
			if xml, err = docxtest.Fill(xml, tag, text); err != nil {
				return "", err
			}
		}
		return xml, nil
	})
	ts.Check(err)
	ts.Check(os.MkdirAll(filepath.Dir(ts.MkAbs(args[1])), 0o755))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), out, 0o644))
}
