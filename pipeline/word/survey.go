package word

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"huibian/pipeline/book"
)

// ending is that of what is written here.
const ending = ".docx"

// survey names a bookmark for every anchor of the book and notes where the book leads to, whether rows stand in the contents,
// and whether there are blanks. Bookmarks that begin with an underline are hidden from the list Word shows. Most are called
// _Ref, as Word calls the targets of references, and numbered in the order of the book: Word takes away those called _Toc
// when it makes the contents anew, and then the indexes would point at nothing.
func (w *writer) survey() {
	w.marks, w.outs = map[book.Anchor]string{}, map[string]string{}
	note := func(a book.Anchor) {
		if _, known := w.marks[a]; a != "" && !known {
			w.marks[a] = cmp.Or(bookmark(a), fmt.Sprintf("_Ref%09d", len(w.marks)+1))
		}
	}
	paragraphs := func(ps []book.Paragraph) {
		for i := range ps {
			note(ps[i].Anchor)
			for k := range ps[i].Runs {
				r := &ps[i].Runs[k]
				w.forms = w.forms || r.Blank != nil
				note(r.Named)
				if r.Out != nil {
					w.lead(r.Out.Path(ending))
				}
			}
		}
	}
	for i := range w.book.Parts {
		p := &w.book.Parts[i]
		note(p.Anchor)
		for _, b := range book.Shown(p.Blocks) {
			switch b := b.(type) {
			case *book.Figure:
				note(b.Anchor)
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

// longestBookmark is how many characters the name of a bookmark may have, says Word.
const longestBookmark = 40

// bookmark is the name of the bookmark of an item: _item_PT01WJ_XK_0001. Other books refer to it, so it depends on nothing but
// the anchor. "" is of other anchors, and of codes from which no two different names could be made.
func bookmark(a book.Anchor) string {
	code, ok := strings.CutPrefix(string(a), "item:")
	name := "_item_" + strings.ReplaceAll(code, "-", "_")
	odd := func(r rune) bool { return r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	if !ok || code == "" || strings.ContainsFunc(code, odd) || utf8.RuneCountInString(name) > longestBookmark {
		return ""
	}
	return name
}

// lead gives a file that the book leads to a relation.
func (w *writer) lead(path string) {
	if w.outs[path] == "" {
		r := relation{id: fmt.Sprintf("rIdOut%d", len(w.leads)+1), kind: "hyperlink", target: iri(path), external: true}
		w.outs[path], w.leads = r.id, append(w.leads, r)
	}
}

// iri is a path as a reference. Word on Windows takes Chinese as it is, and escaped bytes for the code page of the machine:
// only what is no letter is escaped.
func iri(path string) string {
	var b strings.Builder
	for i := range len(path) {
		c := path[i]
		if c >= utf8.RuneSelf || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("/-._~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return clean(b.String())
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
