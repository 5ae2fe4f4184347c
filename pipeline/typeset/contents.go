package typeset

import (
	"huibian/pipeline/book"
	"huibian/pipeline/style"
)

// entry is a line of the contents.
type entry struct {
	level  int
	code   string
	text   string
	anchor book.Anchor
}

// entriesOf collects what stands in the contents: parts, categories, items, in the order of the book.
func entriesOf(b *book.Book) []entry {
	var out []entry
	for i := range b.Parts {
		p := &b.Parts[i]
		if p.Folio == book.FolioNone {
			continue
		}
		for _, bl := range p.Blocks {
			switch bl := bl.(type) {
			case book.Heading:
				if bl.Level < 3 && bl.Anchor != "" {
					out = append(out, entry{level: bl.Level, text: bl.Text, anchor: bl.Anchor})
				} else if bl.Entry != nil && bl.Anchor != "" {
					out = append(out, entry{level: 3, code: bl.Entry.Code, text: bl.Entry.Text, anchor: bl.Anchor})
				}
			case *book.Table:
				for k := range bl.Body {
					if r := &bl.Body[k]; r.Entry != nil && r.Anchor != "" {
						out = append(out, entry{level: 3, code: r.Entry.Code, text: r.Entry.Text, anchor: r.Anchor})
					}
				}
			}
		}
	}
	return out
}

var contentsStyles = [...]string{style.TOC1, style.TOC2, style.TOC3}

// contents sets the list of entries, each a line with leader and page number.
func (f *flow) contents(entries []entry, items bool) {
	lists := []Tag{f.element(Element{Kind: KindTOC})} // by level
	for i := range entries {
		e := &entries[i]
		if e.level == 3 && !items {
			continue
		}
		p := book.Paragraph{Style: contentsStyles[e.level-1]}
		if e.code != "" {
			p.Runs = append(p.Runs, book.Run{Text: e.code, Code: true, Link: e.anchor}, book.Run{Text: "　", Link: e.anchor})
		}
		p.Runs = append(p.Runs, book.Run{Text: e.text, Link: e.anchor}, book.Run{Text: "\t"}, book.Run{Page: e.anchor})
		after := 0.0
		if e.level < 3 && i+1 < len(entries) && entries[i+1].level > e.level {
			after = f.get(contentsStyles[min(e.level, 2)]).height
		}
		for len(lists) < e.level {
			lists = append(lists, f.element(Element{Kind: KindTOC, Parent: lists[len(lists)-1]}))
		}
		lists = lists[:e.level]
		f.paragraph(&p, after, f.element(Element{Kind: KindTOCI, Parent: lists[e.level-1]}))
	}
}
