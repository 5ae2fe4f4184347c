package word

import (
	"huibian/pipeline/book"
	"huibian/pipeline/style"
)

// tocLine is a line of the contents.
type tocLine struct {
	level  int
	code   string
	text   string
	anchor book.Anchor
}

var tocStyles = [...]string{1: style.TOC1, 2: style.TOC2, 3: style.TOC3}

// tocLines lists what the contents show, in the order of the book: what Word finds again when someone updates the field.
func (w *writer) tocLines(entries bool) []tocLine {
	var lines []tocLine
	for i := range w.book.Parts {
		p := &w.book.Parts[i]
		first := true
		for _, b := range p.Blocks {
			switch b := b.(type) {
			case book.Heading:
				if b.Level > 2 {
					if b.Entry != nil && b.Anchor != "" && entries {
						lines = append(lines, tocLine{3, b.Entry.Code, b.Entry.Text, b.Anchor})
					}
					continue
				}
				a := b.Anchor
				if a == "" && first {
					a = p.Anchor
				}
				first = false
				lines = append(lines, tocLine{level: max(b.Level, 1), text: b.Text, anchor: a})
			case *book.Table:
				for r := range b.Body {
					if e := b.Body[r].Entry; e != nil && entries {
						lines = append(lines, tocLine{3, e.Code, e.Text, b.Body[r].Anchor})
					}
				}
			}
		}
	}
	return lines
}

// tableOfContents writes the contents as one TOC field: headings by their level, table rows and hidden headings by
// their TC fields. What it shows is already right, so nobody is asked to update it; updating it gives the same.
func (w *writer) tableOfContents(c book.Contents) {
	lines := w.tocLines(c.Entries)
	if len(lines) == 0 {
		return
	}
	for i, t := range lines {
		p := w.styled(tocStyles[t.level])
		w.fit(p, tocStyles[t.level])
		l := &p.line
		if i == 0 {
			l.fieldChar("begin", look{})
			l.instruction(` TOC \o "1-2" \f C \h \z `, look{})
			l.fieldChar("separate", look{})
		}
		l.open(t.anchor)
		if t.code != "" {
			l.text(t.code, look{code: true})
			l.text("　", look{})
		}
		l.text(t.text, look{})
		if w.layout.label(t.anchor) != "" {
			l.text("\t", look{})
			l.page(t.anchor, look{})
		}
		l.shut()
		w.add(p)
	}
	// The field ends in a paragraph of its own: Word replaces all before it when it updates. That paragraph must not end
	// the section as well, or LibreOffice forgets how its pages are numbered.
	p := w.hairline()
	p.line.fieldChar("end", look{})
	w.add(p)
	w.flush()
}
