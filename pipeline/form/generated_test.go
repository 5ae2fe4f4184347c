package form

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"huibian/pipeline/docx"
	"huibian/pipeline/internal/docxtest"
)

// TestKnownRecordsComeBackFromWord writes submissions of known records, in the layouts of property_test.go, as Word files
// in mark-up drawn at random, and demands from the bytes what TestKnownRecordsComeBack demands from the structure: the
// records, word for word and in order, in a balanced account. Whatever the mark-up, all that is said of the file is what
// is said of the plain structure.
func TestKnownRecordsComeBackFromWord(t *testing.T) {
	n := loadNotice(t, "putian-2009")
	r := NewReader(n)
	rapid.Check(t, func(t *rapid.T) {
		s := drawSubmission(t)
		file := docxtest.Write(t, asShown(s.doc))
		doc, err := docx.Read(file.Bytes, docx.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		got := r.Read(doc, Source{File: "x.docx"})
		s.check(t, got)
		checkWords(t, n, doc, got)
		for _, words := range file.Unseen {
			if strings.Contains(describe(&Reading{Records: got.Records, Tables: got.Tables}), words) {
				t.Fatalf("a record says %q\n%s", words, describe(got))
			}
		}
		alone(doc)
		if got, want := describe(r.Read(doc, Source{File: "x.docx"})), describe(r.Read(s.doc, Source{File: "x.docx"})); got != want {
			t.Fatalf("from the file:\n%s\nfrom the structure:\n%s", got, want)
		}
	})
}

// alone leaves of a document what its structure has: not what stands beside the body, nor the frames of text boxes.
func alone(doc *docx.Document) {
	doc.Dropped, doc.Footnotes, doc.TextBoxes, doc.Headers = nil, nil, nil, nil
	withoutPictures(doc.Blocks)
}

func withoutPictures(blocks []docx.Block) {
	for _, b := range blocks {
		if b.Paragraph != nil {
			b.Paragraph.Pictures = nil
			continue
		}
		for _, row := range b.Table.Rows {
			for _, c := range row.Cells {
				withoutPictures(c.Blocks)
			}
		}
	}
}

// asShown is a structure in the terms of docxtest.
func asShown(doc *docx.Document) *docxtest.Document {
	return &docxtest.Document{Blocks: shownBlocks(doc.Blocks)}
}

func shownBlocks(blocks []docx.Block) []docxtest.Block {
	var out []docxtest.Block
	for _, b := range blocks {
		if b.Table == nil {
			out = append(out, docxtest.Text(b.Paragraph.String()))
			continue
		}
		t := &docxtest.Table{Cols: b.Table.Cols, Width: b.Table.Width}
		for _, row := range b.Table.Rows {
			r := docxtest.Row{Header: row.Header}
			for _, c := range row.Cells {
				r.Cells = append(r.Cells, &docxtest.Cell{Row: c.Row, Col: c.Col, Rows: c.Rows, Cols: c.Cols, Blocks: shownBlocks(c.Blocks)})
			}
			t.Rows = append(t.Rows, r)
		}
		out = append(out, docxtest.Block{Table: t})
	}
	return out
}

// TestDamagedSubmissions hurts such files in every way: nothing is ever lost without a word, whatever is left of the
// tables. What docx refuses is not form's business.
func TestDamagedSubmissions(t *testing.T) {
	n := loadNotice(t, "putian-2009")
	r := NewReader(n)
	read := 0
	rapid.Check(t, func(t *rapid.T) {
		doc, err := docx.Read(docxtest.Damage(t, docxtest.Write(t, asShown(drawSubmission(t).doc)).Bytes), docx.Limits{})
		if err != nil {
			return
		}
		read++
		got := r.Read(doc, Source{File: "x.docx"})
		if err := got.Account.Balance(); err != nil {
			t.Fatal(err)
		}
		checkWords(t, n, doc, got)
	})
	if read == 0 {
		t.Error("nothing was read")
	}
}
