package form

import (
	"slices"
	"strings"
	"unicode"

	"pgregory.net/rapid"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// checkWords demands that no visible word of a table is lost: each cell of a used row stands in a record's Raw, in a
// head, in a count or in the account by its place; rows set aside are in the account whole, and so is what charts and
// diagrams say.
func checkWords(t rapid.TB, n *notice.Notice, doc *docx.Document, r *Reading) {
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
	for _, d := range r.Duties {
		all.WriteString(squeeze(d.Name + "|" + d.Code + "|"))
		for _, p := range d.Posts {
			all.WriteString(squeeze(p.Step + "|" + p.Text + "|" + p.Task + "|"))
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
	statistics, duties := map[int]bool{}, map[int]bool{}
	heads := map[int]string{}
	for _, tr := range r.Tables {
		statistics[tr.Table], duties[tr.Table] = tr.Form == notice.FormStatistics, tr.Form == notice.FormDuties
		for _, c := range tr.Columns {
			heads[tr.Table] += squeeze(c.Header) + "/"
		}
	}
	counts := map[string]bool{}
	for _, c := range r.Counts {
		counts[c.Place.String()] = true
	}
	l := newLedger(doc)
	for _, u := range l.pictures {
		if !slices.ContainsFunc(r.Account.SetAside, func(s SetAside) bool {
			return s.What == WhatPicture && s.Where == u.where() && strings.Contains(squeeze(s.Text), squeeze(inOneLine(u.pic.Text)))
		}) {
			t.Errorf("lost: %q of a picture at %s", u.pic.Text, u.where())
		}
	}
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
				if text == "" || counts[at] || asideCells[at] || raws[squeeze(text)] || statistics[u.number] && rowHead(n, r, text) {
					continue
				}
				for line := range strings.SplitSeq(text, "\n") {
					for word := range strings.FieldsFuncSeq(line, func(c rune) bool { return strings.ContainsRune(":：\t；;，,。", c) }) {
						w := squeeze(word)
						if duties[u.number] && onlyNumber(strings.Trim(w, ".、")) { // a running number
							continue
						}
						if w == "" || strings.Contains(all.String(), w) || strings.Contains(heads[u.number], w) || valueAndLabel(w, all.String(), heads[u.number]) {
							continue
						}
						t.Errorf("lost: %q of %s (row marked used)", word, at)
					}
				}
			}
		}
	}
}

// rowHead says whether a text of a statistics table is the head of a row: a category, a section that was counted, a
// total, a running number.
func rowHead(n *notice.Notice, r *Reading, text string) bool {
	if NewReader(n).statAxis(text).kind != statNone {
		return true
	}
	if _, numeric := number(text); numeric {
		return true
	}
	s, ok := n.SectionIn(text)
	for _, c := range r.Counts {
		if c.Section == foldProse(text) || ok && c.Section == s.Name { // normalised, as Count says
			return true
		}
	}
	return false
}

// valueAndLabel says whether a word is a value and the label of the next, with blanks between them only: the value
// stands in a record, the label was read as one.
func valueAndLabel(w, values, heads string) bool {
	for h := range strings.SplitSeq(heads, "/") {
		if value, ok := strings.CutSuffix(w, h); ok && h != "" && strings.Contains(values, value) {
			return true
		}
	}
	return false
}

func squeeze(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) {
			return -1
		}
		return c
	}, s)
}
