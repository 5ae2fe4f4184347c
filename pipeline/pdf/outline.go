package pdf

import (
	"encoding/binary"
	"fmt"
	"unicode/utf16"

	"huibian/pipeline/book"
	"huibian/pipeline/typeset"
)

// node is an entry of the outline on its way to an object.
type node struct {
	entry                                  typeset.OutlineEntry
	parent, first, last, prev, next, count int // indexes into nodes, -1 for none
}

// outline adds the outline (书签); its root is there in any case. Parts are open, what lies below them is closed: a book of
// a thousand powers would otherwise open as a list without end.
func (f *file) outline(pages []int, l *typeset.Layout) {
	nodes := tree(l.Outline)
	base := f.next()
	ref := func(key string, i int) string {
		if i < 0 {
			return ""
		}
		return fmt.Sprintf("/%s %d 0 R ", key, base+i)
	}
	first, last, top := -1, -1, 0
	for i, n := range nodes {
		parent := fmt.Sprintf("/Parent %d 0 R ", objOutlines)
		if n.parent >= 0 {
			parent = ref("Parent", n.parent)
		} else {
			if first < 0 {
				first = i
			}
			last = i
			top++
		}
		count := ""
		if n.count > 0 {
			count = fmt.Sprintf("/Count -%d ", n.count)
		}
		f.pack(fmt.Appendf(nil, "<< /Title %s %s%s%s%s%s%s/Dest %s >>\n", textString(n.entry.Text), parent,
			ref("Prev", n.prev), ref("Next", n.next), ref("First", n.first), ref("Last", n.last), count, appendDest(nil, pages, l, n.entry.To)))
	}
	f.objects[objOutlines-1] = fmt.Appendf(nil, "<< /Type /Outlines %s%s/Count %d >>\n", ref("First", first), ref("Last", last), top)
}

// tree hangs each entry below the nearest one before it of a smaller level.
func tree(entries []typeset.OutlineEntry) []node {
	nodes := make([]node, len(entries))
	var open []int // the path to the last entry
	lastTop := -1
	for i, e := range entries {
		nodes[i] = node{entry: e, parent: -1, first: -1, last: -1, prev: -1, next: -1}
		for len(open) > 0 && nodes[open[len(open)-1]].entry.Level >= e.Level {
			open = open[:len(open)-1]
		}
		before := &lastTop
		if len(open) > 0 {
			p := open[len(open)-1]
			nodes[i].parent = p
			if nodes[p].first < 0 {
				nodes[p].first = i
			}
			nodes[p].count++
			before = &nodes[p].last
		}
		if *before >= 0 {
			nodes[i].prev = *before
			nodes[*before].next = i
		}
		*before = i
		open = append(open, i)
	}
	return nodes
}

// pageLabels says how viewers number the pages: as they are printed. A new range begins wherever the numbering changes.
func pageLabels(l *typeset.Layout) string {
	styles := map[book.Folio]string{book.FolioRoman: "/S /r", book.FolioArabic: "/S /D"}
	out, in := "", map[book.Folio]int{}
	var current book.Folio = -1
	for i := range l.Pages {
		fo := l.Pages[i].Folio
		in[fo]++
		if fo == current {
			continue
		}
		current = fo
		if s := styles[fo]; s != "" {
			out += fmt.Sprintf("%d << %s /St %d >> ", i, s, in[fo])
		} else {
			// Pages without a number get a label that says where they stand; two pages of one label confuse viewers.
			out += fmt.Sprintf("%d << /S /A /P (F-) /St %d >> ", i, in[fo])
		}
	}
	if out == "" {
		out = "0 << /S /D >>"
	}
	return out
}

// textString is a PDF text string in UTF-16BE.
func textString(s string) string {
	b := []byte{0xFE, 0xFF}
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.BigEndian.AppendUint16(b, u)
	}
	return fmt.Sprintf("<%X>", b)
}
