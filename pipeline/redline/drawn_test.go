package redline

import (
	"bytes"
	"strings"
	"testing"

	"huibian/pipeline/book"
	"huibian/pipeline/docx"
	"huibian/pipeline/drawing"
	"huibian/pipeline/internal/docxtest"
	"huibian/pipeline/style"
)

// drawnBook is a book with a flowchart that says something, and a text that was carried into it.
func drawnBook(t *testing.T, box, text, before string) []byte {
	t.Helper()
	source := docxtest.Pack(map[string]string{"body": "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>"})
	doc, err := docx.Read(source, docx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	d := &drawing.Drawing{Width: 100, Height: 40, Nodes: []drawing.Node{&drawing.Shape{Preset: drawing.Process, W: 100, H: 40,
		Words: &drawing.Words{Paras: []drawing.Para{{Runs: []drawing.Run{{Text: box, Size: 10}}}}}}}}
	e := first()
	b := e.book()
	b.Parts = append(b.Parts, book.Part{Title: "流程图", Anchor: "part:flow", Blocks: []book.Block{
		book.Heading{Level: 1, Text: "流程图", Anchor: "part:flow"}, words1(style.Body, before), &book.Figure{Drawing: d},
		&book.Carried{Clip: &docx.Clip{Open: func() ([]byte, error) { return source, nil }, Ranges: []docx.Range{doc.Blocks[0].Range}}}}})
	p, err := press()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := p.Write(&out, b, layout(b)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Drawings and what is carried are the new book's, whole and without marks; the words around them are tracked.
func TestDrawings(t *testing.T) {
	out := compared(t, drawnBook(t, "受理", "第一条　旧。", "先前的话。"), drawnBook(t, "审查", "第一条　新。", "现在的话。"))
	main := string(partOf(t, out, documentPart))
	for _, want := range []string{"审查", "第一条　新。", "wps:wsp"} {
		if !strings.Contains(main, want) {
			t.Errorf("no %s", want)
		}
	}
	for _, gone := range []string{"受理</w:t>", "第一条　旧。"} {
		if strings.Contains(main, gone) {
			t.Errorf("%s is still there", gone)
		}
	}
	if !strings.Contains(main, "<w:del ") || !strings.Contains(main, "<w:ins ") {
		t.Error("the words around are not tracked")
	}
	if doc, err := docx.Read(out, docx.Limits{}); err != nil || len(doc.Blocks) == 0 {
		t.Error(err)
	}
}
