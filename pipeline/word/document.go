package word

import (
	"bufio"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/unidoc/unioffice/schema/soo/wml"

	"huibian/pipeline/book"
	"huibian/pipeline/docx"
	"huibian/pipeline/style"
	"huibian/pipeline/typeset"
)

// labels answers for page labels and column widths; a nil layout knows none.
type labels struct{ l *typeset.Layout }

func (l labels) label(a book.Anchor) string {
	if l.l == nil {
		return ""
	}
	return l.l.Label(a)
}

// first is the number of a part's first page. Word goes on counting from the section before, whatever the kind of its
// numbers: where the kind changes (the contents stand between pages numbered in Arabic), it must be told.
func (l labels) first(part int, folio book.Folio) int64 {
	n := int64(1)
	if l.l == nil {
		return n
	}
	for i := range l.l.Pages {
		switch p := &l.l.Pages[i]; {
		case p.Part >= part:
			return n
		case p.Folio == folio:
			n++
		}
	}
	return n
}

// spaces is what the space before the paragraphs of a part is multiplied by (see typeset.Layout).
func (l labels) spaces(part int) float64 {
	if l.l == nil || part >= len(l.l.Spaces) {
		return 1
	}
	return l.l.Spaces[part]
}

// contentsEntry is a line of the contents that a TC field makes.
type contentsEntry struct {
	text  string
	level int
}

// writer writes word/document.xml.
type writer struct {
	out    *bufio.Writer
	book   *book.Book
	sheet  *style.Sheet
	layout labels
	ids    map[string]string      // style name → id
	marks  map[book.Anchor]string // anchor → bookmark name
	outs   map[string]string      // path of a file that the book leads to → relation id
	leads  []relation             // those relations, in the order of the book
	shapes *shapes

	carrier     *docx.Carrier            // of what is carried; nil for nothing
	carried     map[*book.Carried][]byte // as it is written
	pictures    pictures
	nextDrawing int             // ids of shapes and pictures
	spaces      float64         // of the part being written
	wide        bool            // its pages are landscape
	contents    bool            // the book has a table of contents with entries of rows
	forms       bool            // the book has blanks
	prompt      string          // id of the style of what they say
	blanks      int             // written so far
	nextID      int             // of bookmarks
	pending     []string        // bookmarks for the next paragraph
	entries     []contentsEntry // TC fields for the next paragraph
	held        *paragraph      // the last paragraph: it may have to carry the section's properties
	table       bool            // a table was written last
	placed      map[string]bool // bookmarks that have their place
	pages       map[int]string  // part → relation id of its header
	scratch     []byte          // reused for paragraphs and rows
	spare       []byte          // reused for the content of the next paragraph
	err         error
}

// document writes the main part.
func (w *writer) document(out io.Writer) error {
	w.out = bufio.NewWriterSize(out, 1<<16)
	w.raw([]byte(xml.Header + `<w:document xmlns:w="` + nsMain + `" xmlns:r="` + nsRelations + `"><w:body>`))
	for i := range w.book.Parts {
		w.part(i)
	}
	w.raw([]byte(`</w:body></w:document>`))
	return errors.Join(w.err, w.out.Flush())
}

func (w *writer) raw(data []byte) {
	if w.err == nil {
		_, w.err = w.out.Write(data)
	}
}

// element marshals one element of the schema.
func (w *writer) element(m xml.Marshaler, name string) {
	data, err := marshal(m, name)
	if w.err == nil {
		w.err = err
	}
	w.raw(data)
}

// part writes one part and its section.
func (w *writer) part(i int) {
	p := &w.book.Parts[i]
	w.spaces, w.wide = w.layout.spaces(i), p.Landscape
	w.mark(p.Anchor)
	for _, b := range p.Blocks {
		w.block(p, b)
	}
	if w.held == nil || len(w.pending) > 0 || len(w.entries) > 0 {
		w.add(w.hairline())
	}
	sect := w.section(i)
	if i < len(w.book.Parts)-1 {
		w.held.properties().SectPr = sect
		w.flush()
		return
	}
	w.flush()
	w.element(sect, "w:sectPr")
}

// block writes one block.
func (w *writer) block(p *book.Part, b book.Block) {
	switch b := b.(type) {
	case book.Heading:
		w.heading(b)
	case book.Paragraph:
		w.paragraph(&b)
	case *book.Table:
		w.tableBlock(b, p.Landscape)
	case book.Contents:
		w.tableOfContents(b)
	case book.Chart:
		w.chart(&b, p.Landscape)
	case *book.Figure:
		w.figure(b, p.Landscape)
	case *book.Carried:
		w.carriedBlock(p, b)
	default:
		w.err = errors.Join(w.err, fmt.Errorf("part %q: block %T is unknown", p.Title, b))
	}
}

// add writes a paragraph: it takes the waiting bookmarks, and is held back until it is known not to end a section.
func (w *writer) add(p *paragraph) {
	w.flush()
	if len(w.pending) > 0 || len(w.entries) > 0 {
		w.scratch = append(w.scratch[:0], p.line.xml...)
		p.line.xml = p.line.xml[:0]
		p.line.marked(func() { p.line.xml = append(p.line.xml, w.scratch...) })
	}
	w.held, w.table = p, false
}

func (w *writer) flush() {
	if w.held != nil {
		w.scratch = w.held.append(w.scratch[:0])
		w.raw(w.scratch)
		w.spare, w.held = w.held.line.xml[:0], nil
	}
}

// heading writes a heading, or leaves a mark and a line of the contents for a hidden one.
func (w *writer) heading(h book.Heading) {
	w.mark(h.Anchor)
	if h.Entry != nil && h.Level > 2 && w.contents {
		w.entries = append(w.entries, contentsEntry{h.Entry.String(), 3})
	}
	if h.Hidden {
		if h.Level <= 2 {
			w.entries = append(w.entries, contentsEntry{h.Text, max(h.Level, 1)})
		}
		return
	}
	name := map[int]string{1: style.Heading1, 2: style.Heading2}[h.Level]
	name = cmp.Or(h.Style, name, style.Heading3)
	p := w.styled(name)
	if h.Break {
		p.properties().PageBreakBefore = on()
	}
	w.shrink(p, name)
	p.line.text(h.Text, look{})
	w.add(p)
}

// shrink gives a paragraph less space before it than its style has, where the layout had to, so that a cover or title
// page stays one page.
func (w *writer) shrink(p *paragraph, name string) {
	if s := w.sheet.Styles[name]; s != nil && w.spaces != 1 && s.Before > 0 {
		p.properties().Spacing = &wml.CT_Spacing{BeforeAttr: unsignedPtr(twips(s.Before * w.spaces))}
	}
}

// fit moves tab stops beyond the edge of the text in to it, as the layout does: a house with smaller paper than its styles
// were made for would have its page numbers in the margin.
func (w *writer) fit(p *paragraph, name string) {
	s := w.sheet.Styles[name]
	if s == nil {
		return
	}
	room := twips(w.room(w.wide))
	tabs := &wml.CT_Tabs{}
	for _, t := range s.Tabs {
		if at := twips(t.Pos); at > room {
			tabs.Tab = append(tabs.Tab, &wml.CT_TabStop{ValAttr: wml.ST_TabJcClear, PosAttr: signed(at)},
				&wml.CT_TabStop{ValAttr: tabKinds[t.Align], LeaderAttr: tabLeaders[t.Leader], PosAttr: signed(room)})
		}
	}
	if len(tabs.Tab) > 0 {
		p.properties().Tabs = tabs
	}
}

var (
	tabKinds   = map[style.Align]wml.ST_TabJc{style.Left: wml.ST_TabJcLeft, style.Center: wml.ST_TabJcCenter, style.Right: wml.ST_TabJcRight}
	tabLeaders = map[rune]wml.ST_TabTlc{'.': wml.ST_TabTlcDot, '-': wml.ST_TabTlcHyphen, '_': wml.ST_TabTlcUnderscore}
)

func (w *writer) paragraph(b *book.Paragraph) {
	name := b.Style
	if name == "" {
		name = style.Body
	}
	p := w.styled(name)
	if b.Break {
		p.properties().PageBreakBefore = on()
	}
	w.shrink(p, name)
	w.fit(p, name)
	w.mark(b.Anchor)
	p.line.runs(b.Runs)
	w.add(p)
}

// section is the section of a part: its paper, its running head and its page numbers.
func (w *writer) section(i int) *wml.CT_SectPr {
	p := &w.book.Parts[i]
	page, orient := &w.sheet.Portrait, wml.ST_PageOrientationUnset
	if p.Landscape {
		page, orient = &w.sheet.Landscape, wml.ST_PageOrientationLandscape
	}
	begins := wml.ST_SectionMarkNextPage
	if w.book.OpensRight(i) {
		begins = wml.ST_SectionMarkOddPage
	}
	s := &wml.CT_SectPr{
		Type: &wml.CT_SectType{ValAttr: begins},
		PgSz: &wml.CT_PageSz{WAttr: unsignedPtr(twips(page.Width)), HAttr: unsignedPtr(twips(page.Height)), OrientAttr: orient},
		PgMar: &wml.CT_PageMar{
			TopAttr: signed(twips(page.Top)), RightAttr: unsigned(twips(page.Right)),
			BottomAttr: signed(twips(page.Bottom - w.longer(p))), LeftAttr: unsigned(twips(page.Left)),
			HeaderAttr: unsigned(twips(page.Header)), FooterAttr: unsigned(twips(page.Footer)), GutterAttr: unsigned(0),
		},
		Cols: &wml.CT_Columns{SpaceAttr: unsignedPtr(425)},
	}
	if w.onGrid(page) && !p.Landscape { // landscape pages hold tables, whose words stand on no grid
		pitch := twips(page.LinePitch)
		s.DocGrid = &wml.CT_DocGrid{TypeAttr: wml.ST_DocGridLinesAndChars, LinePitchAttr: &pitch}
		if page.CharSpace != 0 {
			space := int64(page.CharSpace * 4096)
			s.DocGrid.CharSpaceAttr = &space
		}
	}
	if f, ok := folios[p.Folio]; ok {
		s.PgNumType = &wml.CT_PageNumber{FmtAttr: f}
		if i == 0 || w.book.Parts[i-1].Folio != p.Folio {
			first := w.layout.first(i, p.Folio)
			s.PgNumType.StartAttr = &first
		}
	}
	odd, even := relEmptyFooter, relEmptyFooter
	if p.Folio != book.FolioNone {
		odd, even = relOddFooter, relEvenFooter
	}
	for _, r := range []struct {
		head   bool
		kind   wml.ST_HdrFtr
		target string
	}{{true, wml.ST_HdrFtrEven, w.pages[i]}, {true, wml.ST_HdrFtrDefault, w.pages[i]}, {false, wml.ST_HdrFtrEven, even}, {false, wml.ST_HdrFtrDefault, odd}} {
		ref := &wml.CT_HdrFtrRef{TypeAttr: r.kind, IdAttr: r.target}
		if r.head {
			s.EG_HdrFtrReferences = append(s.EG_HdrFtrReferences, &wml.EG_HdrFtrReferences{HeaderReference: ref})
		} else {
			s.EG_HdrFtrReferences = append(s.EG_HdrFtrReferences, &wml.EG_HdrFtrReferences{FooterReference: ref})
		}
	}
	return s
}

// onGrid reports whether the lines of prose stand on the grid of a page by themselves, and fill it, as those of GB/T 9704 do.
// The layout knows no other grid: a word processor would move lines apart that are closer, and LibreOffice leaves out, half
// above and half below, what of a page is no whole line.
func (w *writer) onGrid(p *style.Page) bool {
	const near = 1.0
	body := w.sheet.Styles[style.Body]
	if p.LinePitch <= 0 || body == nil || body.LineRule != style.Exact || twips(body.Line) != twips(p.LinePitch) {
		return false
	}
	return math.Mod(p.Height-p.Top-p.Bottom, p.LinePitch) < near
}

// rounded is by how many points a page that is full to the last point, with the rows of a table or as a cover that had to
// shrink, is longer than in the layout: what the rounding of lengths adds up to must not push what stands last to the next.
const rounded = 0.5

// longer is by how many points pages of the part being written are longer than in the layout.
func (w *writer) longer(p *book.Part) float64 {
	full := w.spaces != 1 || slices.ContainsFunc(book.Shown(p.Blocks), func(b book.Block) bool {
		_, table := b.(*book.Table)
		return table
	})
	if full {
		return rounded
	}
	return 0
}

var folios = map[book.Folio]wml.ST_NumberFormat{
	book.FolioRoman:  wml.ST_NumberFormatLowerRoman,
	book.FolioArabic: wml.ST_NumberFormatDecimal,
}

// room is the width of the text on a page of the part, in points.
func (w *writer) room(landscape bool) float64 {
	p := &w.sheet.Portrait
	if landscape {
		p = &w.sheet.Landscape
	}
	return p.Width - p.Left - p.Right
}
