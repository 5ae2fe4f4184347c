package docx

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"huibian/pipeline/internal/docxtest"
)

// TestWhateverTheMarkUp writes documents of known contents in the mark-up of Word and its kin, drawn at random, and
// demands them back: each word once and in order, each cell in its place, and nothing of what nobody sees. The oracle has
// to see the same words.
func TestWhateverTheMarkUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := docxtest.Draw(t)
		file := docxtest.Write(t, want)
		doc, err := Read(file.Bytes, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		checkInvariants(t, doc)
		if got := (&docxtest.Document{Blocks: asWritten(doc.Blocks)}).String(); got != want.String() {
			t.Fatalf("got:\n%s\nwant:\n%s\nin:\n%s", got, want, doc.XML())
		}
		checkBeside(t, doc, file)
		checkWords(t, doc, file.Bytes)
		checkMargins(t, doc, file.Bytes)
	})
}

// asWritten is what a document holds in the terms of docxtest.
func asWritten(blocks []Block) []docxtest.Block {
	var out []docxtest.Block
	for _, b := range blocks {
		if b.Table == nil {
			out = append(out, docxtest.Text(b.Paragraph.String()))
			continue
		}
		t := &docxtest.Table{Cols: b.Table.Cols}
		for _, row := range b.Table.Rows {
			r := docxtest.Row{Header: row.Header}
			for _, c := range row.Cells {
				r.Cells = append(r.Cells, &docxtest.Cell{Row: c.Row, Col: c.Col, Rows: c.Rows, Cols: c.Cols, Blocks: asWritten(c.Blocks)})
			}
			t.Rows = append(t.Rows, r)
		}
		out = append(out, docxtest.Block{Table: t})
	}
	return out
}

// checkBeside demands what stands beside the body, and that nothing goes unseen without being told.
func checkBeside(t rapid.TB, doc *Document, file docxtest.File) {
	t.Helper()
	var notes, boxes []string
	for _, n := range doc.Footnotes {
		notes = append(notes, n.Text)
	}
	for _, b := range doc.TextBoxes {
		boxes = append(boxes, b.Blocks[0].Paragraph.String())
	}
	for what, texts := range map[string][2][]string{"notes": {notes, file.Notes}, "boxes": {boxes, file.Boxes}, "headers": {doc.Headers, file.Headers}} {
		if !slices.Equal(texts[0], texts[1]) {
			t.Fatalf("%s: %q, want %q", what, texts[0], texts[1])
		}
	}
	for _, words := range file.Unseen {
		if !slices.ContainsFunc(doc.Dropped, func(d Drop) bool { return strings.Contains(d.Text, words) }) {
			t.Fatalf("nobody is told of %q\n%s", words, doc.XML())
		}
	}
}

// TestNearlyTheSame hurts such documents: what is still read is consistent and reads the same twice, what is not is
// refused by name.
func TestNearlyTheSame(t *testing.T) {
	read := 0
	rapid.Check(t, func(t *rapid.T) {
		file := docxtest.Damage(t, docxtest.Write(t, docxtest.Draw(t)).Bytes)
		doc, err := Read(file, small)
		if err != nil {
			if !slices.ContainsFunc(named, func(e error) bool { return errors.Is(err, e) }) {
				t.Fatal(err)
			}
			return
		}
		read++
		checkInvariants(t, doc)
		again, err := Read(file, small)
		if err != nil || doc.Words() != again.Words() {
			t.Fatalf("read again: %v\n%s\n%s", err, doc.Words(), again.Words())
		}
	})
	if read == 0 {
		t.Error("nothing was read")
	}
}
