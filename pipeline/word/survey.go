package word

import (
	"fmt"
	"slices"

	"huibian/pipeline/book"
)

// survey names a bookmark for every anchor of the book and notes whether rows stand in the contents, and whether there are
// blanks. Names are numbered
// in the order of the book; those that begin with an underline are hidden from the list Word shows. They are called _Ref,
// as Word calls the targets of references: it takes away bookmarks called _Toc when it makes the contents anew, and then
// the indexes would point at nothing.
func (w *writer) survey() {
	w.marks = map[book.Anchor]string{}
	note := func(a book.Anchor) {
		if _, known := w.marks[a]; a != "" && !known {
			w.marks[a] = fmt.Sprintf("_Ref%09d", len(w.marks)+1)
		}
	}
	paragraphs := func(ps []book.Paragraph) {
		for i := range ps {
			note(ps[i].Anchor)
			w.forms = w.forms || slices.ContainsFunc(ps[i].Runs, func(r book.Run) bool { return r.Blank != nil })
		}
	}
	for i := range w.book.Parts {
		p := &w.book.Parts[i]
		note(p.Anchor)
		for _, b := range p.Blocks {
			switch b := b.(type) {
			case book.Heading:
				note(b.Anchor)
			case book.Paragraph:
				paragraphs([]book.Paragraph{b})
			case book.Contents:
				w.contents = w.contents || b.Entries
			case *book.Table:
				for _, rows := range [][]book.Row{b.Head, b.Body} {
					for r := range rows {
						note(rows[r].Anchor)
						for c := range rows[r].Cells {
							paragraphs(rows[r].Cells[c].Paras)
						}
					}
				}
			}
		}
	}
}

// mark makes the next paragraph the place of an anchor. An anchor has one place: where it came first.
func (w *writer) mark(a book.Anchor) {
	name := w.marks[a]
	if name == "" || w.placed[name] {
		return
	}
	w.placed[name] = true
	w.pending = append(w.pending, name)
}
