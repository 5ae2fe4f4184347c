package form

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"huibian/pipeline/docx"
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
		if again := describe(r.Read(s.doc, Source{File: s.file, Section: s.section})); again != describe(reading) {
			t.Fatal("two readings differ")
		}
	})
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
