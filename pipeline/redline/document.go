package redline

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// document is the main part of a book: sections with blocks, each of which knows its bytes.
type document struct {
	head  []byte // to the beginning of the body's content
	parts []section
	tail  []byte // from the end of the body on
	ids   int    // above those of its bookmarks
	size  int    // bytes
}

// section is one part of the book (部件): blocks, of which the last is a paragraph.
type section struct {
	blocks []block
	sect   []byte // its w:sectPr
}

// block is a paragraph, a table, or what cannot be tracked: the table of contents, a drawing, what was carried from elsewhere.
type block struct {
	para     *paragraph
	table    *table
	contents []byte
}

// paragraph is a w:p, taken apart.
type paragraph struct {
	style string
	text  string // what it says, written as in the file; "\t", "\n"; fieldMark for what a field shows
	props []byte // within its w:pPr, without a w:sectPr
	inner []byte // after its w:pPr
}

// fieldMark stands in a text for what a field shows: page numbers are this copy's, and nothing to compare.
const fieldMark = "\x01"

type table struct {
	raw     []byte
	open    []byte // to its first row
	caption string
	grid    []int // widths of its columns, twips
	heads   int   // rows that repeat
	rows    []row
	merged  bool // body cells are merged across rows
	derived bool // an index by pages, or a drawing: made anew from the rest of the book
}

type row struct {
	raw   []byte
	props []byte // within its w:trPr
	cells []cell
	text  string
	shape string // how many columns each cell covers, and which it shares with other rows
}

type cell struct {
	open  []byte // with its w:tcPr
	span  int
	paras []*paragraph
}

// text is what a cell says, its paragraphs apart.
func (c *cell) text() string {
	if len(c.paras) == 1 {
		return c.paras[0].text
	}
	var b strings.Builder
	for _, p := range c.paras {
		b.WriteString(p.text)
		b.WriteByte('\r')
	}
	return b.String()
}

// read takes a main part apart. Whatever package word does not write is an error.
func read(xml []byte) (*document, error) {
	r := &reader{cursor: newCursor(xml), doc: &document{size: len(xml)}}
	for {
		t, err := r.next()
		switch {
		case err != nil:
			return nil, err
		case t.kind == atEnd:
			return nil, fmt.Errorf("no body: %w", ErrNotBook)
		case t.kind == startTag && t.name == "w:document":
		case t.kind == startTag && t.name == "w:body":
			r.doc.head = xml[:t.to]
			end, err := r.each(t, r.block)
			if err != nil {
				return nil, err
			}
			if len(r.here.blocks) > 0 || r.contents > 0 || len(r.doc.parts) == 0 {
				return nil, fmt.Errorf("a part without a section: %w", ErrNotBook)
			}
			r.doc.tail = xml[end.from:]
			return r.doc, nil
		case t.kind == startTag || t.kind == voidTag:
			return nil, r.unknown("w:document", t)
		}
	}
}

type reader struct {
	*cursor
	doc      *document
	here     section
	fields   int // open ones
	contents int // where the table of contents began; 0 outside of it
	text     []byte
	drawn    bool // the paragraph has a drawing
}

// block reads a child of the body.
func (r *reader) block(t tag) error {
	if bytes.Contains(r.raw(t), []byte(" xmlns:")) { // it stands for itself, as what is carried does
		raw, err := r.element(t)
		if err == nil && (r.fields > 0 || r.contents > 0) {
			err = fmt.Errorf("something carried in a field: %w", ErrNotBook)
		}
		r.here.blocks = append(r.here.blocks, block{contents: raw})
		return err
	}
	switch t.name {
	case "w:p":
		r.drawn = false
		p, sect, end, err := r.paragraph(t)
		if err != nil {
			return err
		}
		if r.drawn && (sect != nil || r.fields > 0 || r.contents > 0) {
			return fmt.Errorf("a drawing ends a section, or stands in a field: %w", ErrNotBook)
		}
		if r.drawn {
			r.here.blocks = append(r.here.blocks, block{contents: r.xml[t.from:end]})
			return nil
		}
		if r.fields > 0 || r.contents > 0 { // a field of several paragraphs
			if r.contents == 0 {
				r.contents = t.from
			}
			if sect != nil {
				return fmt.Errorf("a section ends in a field: %w", ErrNotBook)
			}
			if r.fields == 0 {
				r.here.blocks = append(r.here.blocks, block{contents: r.xml[r.contents:end]})
				r.contents = 0
			}
			return nil
		}
		r.here.blocks = append(r.here.blocks, block{para: p})
		if sect != nil {
			return r.endSection(sect)
		}
		return nil
	case "w:tbl":
		tb, err := r.table(t)
		if err != nil {
			return err
		}
		if r.contents > 0 {
			return fmt.Errorf("a table in a field: %w", ErrNotBook)
		}
		r.here.blocks = append(r.here.blocks, block{table: tb})
		return nil
	case "w:sectPr":
		sect, err := r.element(t)
		if err != nil {
			return err
		}
		return r.endSection(sect)
	}
	return r.unknown("w:body", t)
}

func (r *reader) endSection(sect []byte) error {
	n := len(r.here.blocks)
	if n == 0 || r.here.blocks[n-1].para == nil {
		return fmt.Errorf("a section that ends in no paragraph: %w", ErrNotBook)
	}
	r.here.sect = sect
	r.doc.parts = append(r.doc.parts, r.here)
	r.here = section{}
	return nil
}

// paragraph reads a w:p, and gives the section that it ends and where it ends itself.
func (r *reader) paragraph(t tag) (p *paragraph, sect []byte, at int, err error) {
	p = &paragraph{}
	r.text = r.text[:0]
	from := t.to
	end, err := r.each(t, func(in tag) error {
		if in.name != "w:pPr" {
			return r.inline(in)
		}
		props, err := r.element(in)
		if err != nil {
			return err
		}
		from = in.from + len(props)
		props = inside(props, "w:pPr")
		if i := bytes.Index(props, []byte("<w:sectPr")); i >= 0 {
			sect = props[i:]
			props = props[:i:i]
		}
		if bytes.Contains(props, []byte("<w:rPr")) { // it would have to hold the change of the mark
			return r.unknown("w:pPr", tag{name: "w:rPr"})
		}
		p.props = props
		p.style = attribute(props, "<w:pStyle w:val")
		return nil
	})
	if t.kind == startTag {
		p.inner = r.xml[from:end.from]
	}
	p.text = string(r.text)
	return p, sect, end.to, err
}

// inside is the content of an element.
func inside(raw []byte, name string) []byte {
	_, raw, _ = bytes.Cut(raw, []byte(">"))
	return bytes.TrimSuffix(raw, []byte("</"+name+">"))
}

// inline reads what a paragraph holds, for its text.
func (r *reader) inline(t tag) error {
	switch t.name {
	case "w:hyperlink", "w:r":
		_, err := r.each(t, r.inline)
		return err
	case "w:rPr", "w:instrText":
		_, err := r.element(t)
		return err
	case "w:bookmarkStart":
		id, err := strconv.Atoi(attribute(r.raw(t), " w:id"))
		if err != nil {
			return fmt.Errorf("bookmark: %w: %w", ErrNotBook, err)
		}
		r.doc.ids = max(r.doc.ids, id+1)
	case "w:bookmarkEnd":
	case "mc:AlternateContent":
		r.drawn = true
		_, err := r.element(t)
		return err
	case "w:t":
		return r.said(t)
	case "w:tab", "w:br":
		r.say(breaks[t.name])
	case "w:fldChar":
		r.field(attribute(r.raw(t), " w:fldCharType"))
	default:
		return r.unknown("w:p", t)
	}
	return nil
}

// breaks are the characters that are elements.
var breaks = map[string]string{"w:tab": "\t", "w:br": "\n"}

func (r *reader) said(t tag) error {
	for t.kind != voidTag {
		in, err := r.next()
		if err != nil {
			return err
		}
		switch in.kind {
		case words:
			r.say(string(r.raw(in)))
		case endTag:
			return nil
		default:
			return r.unknown("w:t", in)
		}
	}
	return nil
}

func (r *reader) say(s string) {
	if r.fields == 0 {
		r.text = append(r.text, s...)
	}
}

func (r *reader) field(kind string) {
	switch kind {
	case "begin":
		r.fields++
	case "separate":
		if r.fields == 1 {
			r.text = append(r.text, fieldMark...)
		}
	case "end":
		r.fields = max(r.fields-1, 0)
	}
}

func (r *reader) table(t tag) (*table, error) {
	tb := &table{}
	end, err := r.each(t, func(in tag) error {
		switch in.name {
		case "w:tblPr":
			raw, err := r.element(in)
			tb.caption = attribute(raw, "<w:tblCaption w:val")
			tb.derived = !bytes.Contains(raw, []byte("<w:tblStyle"))
			return err
		case "w:tblGrid":
			_, err := r.each(in, func(col tag) error {
				w, _ := strconv.Atoi(attribute(r.raw(col), " w:w"))
				tb.grid = append(tb.grid, w)
				_, err := r.element(col)
				return err
			})
			return err
		case "w:tr":
			if tb.open == nil {
				tb.open = r.xml[t.from:in.from]
			}
			return r.row(tb, in)
		}
		return r.unknown("w:tbl", in)
	})
	if err == nil && len(tb.rows) == 0 {
		err = fmt.Errorf("a table without rows: %w", ErrNotBook)
	}
	tb.raw = r.xml[t.from:end.to]
	return tb, err
}

func (r *reader) row(tb *table, t tag) error {
	w, head, merged := row{}, false, false
	var text, shape strings.Builder
	end, err := r.each(t, func(in tag) error {
		switch in.name {
		case "w:trPr":
			raw, err := r.element(in)
			w.props = inside(raw, "w:trPr")
			head = bytes.Contains(raw, []byte("<w:tblHeader"))
			return err
		case "w:tc":
			c, props, err := r.cell(in)
			if err != nil {
				return err
			}
			merge := "."
			if _, after, ok := bytes.Cut(props, []byte("<w:vMerge")); ok {
				merged, merge = true, "v"
				if bytes.HasPrefix(after, []byte(` w:val="restart"`)) {
					merge = "V"
				}
			}
			shape.WriteString(strconv.Itoa(c.span) + merge)
			text.WriteString(c.text())
			text.WriteByte('\v')
			w.cells = append(w.cells, c)
			return nil
		}
		return r.unknown("w:tr", in)
	})
	w.raw, w.text, w.shape = r.xml[t.from:end.to], text.String(), shape.String()
	tb.derived = tb.derived || strings.Contains(w.text, fieldMark)
	if head && tb.heads == len(tb.rows) {
		tb.heads++
	} else {
		tb.merged = tb.merged || merged
	}
	tb.rows = append(tb.rows, w)
	return err
}

func (r *reader) cell(t tag) (c cell, props []byte, err error) {
	c = cell{span: 1, open: r.raw(t)}
	_, err = r.each(t, func(in tag) error {
		switch in.name {
		case "w:tcPr":
			var err error
			props, err = r.element(in)
			c.open = r.xml[t.from : in.from+len(props)]
			if n, err := strconv.Atoi(attribute(props, "<w:gridSpan w:val")); err == nil {
				c.span = n
			}
			return err
		case "w:p":
			r.drawn = false
			p, sect, _, err := r.paragraph(in)
			if err == nil && r.drawn {
				err = r.unknown("w:tc", tag{name: "mc:AlternateContent"})
			}
			if err == nil && (sect != nil || r.fields > 0) {
				err = fmt.Errorf("a section or a field that does not end in a cell: %w", ErrNotBook)
			}
			c.paras = append(c.paras, p)
			return err
		}
		return r.unknown("w:tc", in)
	})
	if err == nil && len(c.paras) == 0 {
		err = fmt.Errorf("a cell without a paragraph: %w", ErrNotBook)
	}
	return c, props, err
}
