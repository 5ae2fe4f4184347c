package form

import (
	"strings"
	"testing"
	"unicode"

	"huibian/pipeline/docx"
)

// checkWords demands that no visible word of a table is lost: each cell of a used row stands in a record's Raw, in a
// head, in a count or in the account by its place; rows set aside are in the account whole.
func checkWords(t testing.TB, doc *docx.Document, r *Reading) {
	t.Helper()
	raws := map[string]bool{}
	var all strings.Builder
	for _, rec := range r.Records {
		for _, v := range rec.Fields {
			for line := range strings.SplitSeq(v.Raw, "\n") {
				raws[squeeze(line)] = true
			}
			all.WriteString(squeeze(v.Raw))
			all.WriteByte('|')
		}
	}
	asideRows, asideCells := map[string]bool{}, map[string]bool{}
	for _, s := range r.Account.SetAside {
		switch s.What {
		case WhatRow:
			asideRows[s.Where] = true
		case WhatCell:
			asideCells[s.Where] = true
			all.WriteString(squeeze(s.Text))
			all.WriteByte('|')
		}
	}
	heads := map[int]string{}
	for _, tr := range r.Tables {
		for _, c := range tr.Columns {
			heads[tr.Table] += squeeze(c.Header) + "/"
		}
	}
	counts := map[string]bool{}
	for _, c := range r.Counts {
		counts[c.Place.String()] = true
	}
	l := newLedger(doc)
	for _, u := range l.tables {
		if u.nested {
			continue // its words stand in the cell that holds it, or it was read for itself
		}
		for i := range u.table.Rows {
			if asideRows[u.rows[i].where()] {
				continue
			}
			for _, c := range u.table.Rows[i].Cells {
				text := cellText(c)
				at := (&reading{}).place(u, i, c.Col).String()
				if text == "" || counts[at] || asideCells[at] || raws[squeeze(text)] {
					continue
				}
				for line := range strings.SplitSeq(text, "\n") {
					for word := range strings.FieldsFuncSeq(line, func(c rune) bool { return c == ':' || c == '：' || c == '\t' }) {
						w := squeeze(word)
						if w == "" || strings.Contains(all.String(), w) || strings.Contains(heads[u.number], w) || headWords(heads[u.number], w) {
							continue
						}
						t.Errorf("lost: %q of %s (row marked used)", word, at)
					}
				}
			}
		}
	}
}

// headWords says whether a word is part of a head that spans others.
func headWords(heads, w string) bool { return strings.Contains(heads, w) }

func squeeze(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) {
			return -1
		}
		return c
	}, s)
}
