package form

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// FuzzRead reads submissions written in the notation of the cases: never a panic, always a balanced account, never a
// lost word of a table, and the same reading twice.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/cases/*.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		input, _, _ := strings.Cut(string(data), divider)
		f.Add(input)
	}
	n := loadNotice(f, "putian-2009")
	r := NewReader(n)
	f.Fuzz(func(t *testing.T, input string) {
		if len(input) > 20_000 || strings.Count(input, "|") > 2000 || !utf8.ValidString(input) || strings.ContainsFunc(input, noXML) {
			return
		}
		s := parseSample(input)
		if overlap(s.doc) {
			return
		}
		reading := r.Read(s.doc, Source{File: s.file, Section: s.section})
		if err := reading.Account.Balance(); err != nil {
			t.Fatal(err)
		}
		checkWords(t, n, s.doc, reading)
		checkPlaces(t, s.doc, reading)
		if again := describe(r.Read(s.doc, Source{File: s.file, Section: s.section})); again != describe(reading) {
			t.Fatal("two readings differ")
		}
	})
}

// checkPlaces demands that what a reading holds besides powers stands where it says: in a paragraph or a cell that exists.
func checkPlaces(t *testing.T, doc *docx.Document, r *Reading) {
	t.Helper()
	paragraphs := 0
	for _, b := range doc.Blocks {
		if b.Paragraph != nil {
			paragraphs++
		}
	}
	tables := Tables(doc)
	check := func(what string, p notice.Place) {
		if p.Paragraph < 0 || p.Paragraph > paragraphs || p.Table < 0 || p.Table > len(tables) {
			t.Fatalf("%s stands at %s, of %d paragraphs and %d tables", what, p, paragraphs, len(tables))
		}
		if p.Row > 0 && (p.Table == 0 || tables[p.Table-1].At(p.Row-1, max(p.Column, 1)-1) == nil && p.Column > 1) {
			t.Fatalf("%s stands at %s, where there is no cell", what, p)
		}
	}
	if s := r.Signature; s != nil {
		check("the signature", s.Place)
	}
	check("the date", r.DatedAt)
	for _, c := range r.Charts {
		check("chart "+c.Name, c.Place)
		for _, s := range c.Steps {
			check("step "+s.Name, s.Place)
		}
	}
	for _, d := range r.Duties {
		check("duty "+d.Name, d.Place)
		for _, p := range d.Posts {
			check("post "+p.Step, p.Place)
		}
	}
	for _, text := range r.Texts {
		check("text "+text.Title, text.Place)
		if text.Title == "" || text.Words < 0 {
			t.Fatalf("a text %+v", text)
		}
	}
}

// noXML knows the characters that XML has no place for: docx gives none of them.
func noXML(r rune) bool { return r < ' ' && r != '\n' && r != '\t' && r != '\r' }

// overlap says whether the notation drew a cell that another covers: docx never gives one (its tests check that every
// cell has the whole of its rectangle).
func overlap(doc *docx.Document) bool {
	for _, t := range Tables(doc) {
		for _, row := range t.Rows {
			for _, c := range row.Cells {
				for i := c.Row; i < c.Row+c.Rows; i++ {
					for j := c.Col; j < c.Col+c.Cols; j++ {
						if t.At(i, j) != c {
							return true
						}
					}
				}
			}
		}
	}
	return false
}
