package word

import (
	"encoding/xml"
	"fmt"

	"github.com/unidoc/unioffice/schema/soo/wml"

	"huibian/pipeline/book"
	"huibian/pipeline/style"
)

// Relation ids and names of the parts that every book has.
const (
	relOddFooter   = "rIdOdd"
	relEvenFooter  = "rIdEven"
	relEmptyFooter = "rIdBare"
	relEmptyHeader = "rIdPlain"
)

// running is a header or footer part.
type running struct {
	id, name string // relation id, name under word/
	header   bool
	own      bool // says what only this book says
	wide     bool // of landscape pages
	data     []byte
}

// runningParts makes the headers and footers, and notes which header each part of the book uses. Page numbers stand
// outside (GB/T 9704: 单页居右，双页居左), between dashes.
func (w *writer) runningParts() []running {
	w.pages = map[int]string{}
	plain := func() *paragraph { return &paragraph{own: &wml.CT_PPr{SnapToGrid: off()}, line: line{w: w}} }
	out := []running{
		{id: relOddFooter, name: "footer1.xml"}, {id: relEvenFooter, name: "footer2.xml"},
		{id: relEmptyFooter, name: "footer3.xml"}, {id: relEmptyHeader, name: "header1.xml", header: true},
	}
	paras := []*paragraph{w.folio(wml.ST_JcRight), w.folio(wml.ST_JcLeft), plain(), plain()}
	seen := map[string]string{} // text of a header → its relation
	for i := range w.book.Parts {
		p := &w.book.Parts[i]
		if !p.Header {
			w.pages[i] = relEmptyHeader
			continue
		}
		key := fmt.Sprint(p.Title, p.Landscape, w.follows(p))
		if id, ok := seen[key]; ok {
			w.pages[i] = id
			continue
		}
		id := fmt.Sprintf("rIdHead%d", len(seen)+1)
		seen[key], w.pages[i] = id, id
		out = append(out, running{id: id, name: fmt.Sprintf("header%d.xml", len(seen)+1), header: true, own: true, wide: p.Landscape})
		paras = append(paras, w.head(p))
	}
	for i := range out {
		root := "w:ftr"
		if out[i].header {
			root = "w:hdr"
		}
		data := fmt.Appendf(nil, `%s<%s xmlns:w="%s" xmlns:r="%s">`, xml.Header, root, nsMain, nsRelations)
		if out[i].header && w.book.Stamp != "" {
			data = w.stamp(out[i].wide).append(data)
		}
		out[i].data = fmt.Appendf(paras[i].append(data), "</%s>", root)
	}
	return out
}

// folio is the footer's paragraph.
func (w *writer) folio(jc wml.ST_Jc) *paragraph {
	p := w.styled(style.Footer)
	p.shape.jc = jc
	l := &p.line
	l.text("— ", look{})
	l.field(" PAGE ", look{}, func() { l.text("1", look{}) })
	l.text(" —", look{})
	return p
}

// follows reports whether the right half of a part's running head follows its headings.
func (w *writer) follows(p *book.Part) bool {
	for _, b := range p.Blocks {
		if h, ok := b.(book.Heading); ok && h.Running != "" && h.Level == 2 && !h.Hidden {
			return true
		}
	}
	return false
}

// head is the running head: the part's title left; right the volume, or, where headings say what runs there, the
// heading of the page. STYLEREF 2 means "heading 2" in every language of Word and is renewed on each page; programs that
// do not know it show its cached result, and that is the volume, never a heading that belongs to another page.
func (w *writer) head(p *book.Part) *paragraph {
	out := w.styled(style.Header)
	room := w.room(p.Landscape)
	own := w.sheet.Styles[style.Header]
	if len(own.Tabs) != 1 || own.Tabs[0].Align != style.Right || twips(own.Tabs[0].Pos) != twips(room) {
		tabs := &wml.CT_Tabs{}
		for _, t := range own.Tabs {
			if twips(t.Pos) != twips(room) {
				tabs.Tab = append(tabs.Tab, &wml.CT_TabStop{ValAttr: wml.ST_TabJcClear, PosAttr: signed(twips(t.Pos))})
			}
		}
		tabs.Tab = append(tabs.Tab, &wml.CT_TabStop{ValAttr: wml.ST_TabJcRight, PosAttr: signed(twips(room))})
		out.properties().Tabs = tabs
	}
	l := &out.line
	l.text(p.Title, look{})
	l.text("\t", look{})
	if w.follows(p) {
		l.field(" STYLEREF 2 ", look{}, func() { l.text(w.book.Volume, look{}) })
	} else {
		l.text(w.book.Volume, look{})
	}
	return out
}
