package form

import "huibian/pipeline/docx"

// anchored reports whether a note or a comment is on a record: on one of the rows it was read from, or on one of its
// label paragraphs. What a comment is on may reach over several.
func (l *ledger) anchored(n docx.NoteText, rec *Record) bool {
	if n.To < 0 || n.To == 0 && n.From == 0 {
		return false
	}
	meets := func(r docx.Range) bool { return r.Start <= n.To && n.From < r.End }
	last := max(rec.Rows, 1) - 1
	if rec.Place.Table > 0 {
		rows := l.tables[rec.Place.Table-1].table.Rows
		for i := rec.Place.Row - 1; i <= rec.Place.Row-1+last && i < len(rows); i++ {
			if meets(rows[i].Range) {
				return true
			}
		}
		return false
	}
	for i, rows := rec.Place.Paragraph, 0; rec.Place.Paragraph > 0 && rows <= last; rows++ {
		for end := max(i, l.typedEnd[i]); i <= end; i++ {
			if i <= len(l.body) && meets(l.body[i-1]) {
				return true
			}
		}
	}
	return false
}
