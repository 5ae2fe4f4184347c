package redline

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"slices"
	"strconv"
)

// writer writes the main part with its changes.
type writer struct {
	out   []byte
	align aligner
	by    string // attributes of every change: its author and date
	ids   int    // that of the next change
	table bool   // a table was written last
	grid  []int  // of the table being written, if rows of two books stand in it
	err   error
}

// revised is the main part of now with what was changed since old.
func revised(old, now *document, o Options) ([]byte, error) {
	var by bytes.Buffer
	by.WriteString(`" w:author="`)
	_ = xml.EscapeText(&by, []byte(o.Author)) // a bytes.Buffer does not fail
	if !o.Date.IsZero() {
		by.WriteString(`" w:date="` + o.Date.Format("2006-01-02T15:04:05") + "Z")
	}
	by.WriteString(`"`)
	w := &writer{align: aligner{numbers{}}, by: by.String(), ids: now.ids}
	w.out = append(make([]byte, 0, now.size+now.size/4), now.head...)
	parts := w.align.parts(old.parts, now.parts)
	rest, parts := parts[len(parts)-1], parts[:len(parts)-1]
	for i, p := range parts {
		steps := w.align.blocks(p)
		last := i == len(parts)-1
		if last {
			steps = append(steps, w.align.blocks(rest)...)
		}
		w.part(steps, p.now, last)
	}
	return append(w.out, now.tail...), w.err
}

// part writes the blocks of a part and its section.
func (w *writer) part(in []step[block], s *section, last bool) {
	marks := marksOf(in)
	for i, st := range in {
		b := cmp.Or(st.now, st.old)
		switch {
		case b.para != nil:
			w.table = false
			end := i == len(in)-1
			props, sect := b.para.props, []byte(nil)
			if end {
				if st.now == nil { // the paragraph before has lost its mark to this one, and its properties with it
					props = s.blocks[len(s.blocks)-1].para.props
				}
				if !last {
					sect = s.sect
				}
			}
			w.paragraph(step[paragraph]{para(st.old), para(st.now)}, marks[i], props, sect)
		case b.table == nil:
			if st.now != nil {
				w.raw(b.contents)
				w.table = false
			}
		case b.table.derived:
			if st.now != nil {
				w.apart()
				w.raw(b.table.raw)
				w.table = true
			}
		default:
			w.apart()
			w.tableOf(st)
			w.table = true
		}
	}
	if last {
		w.raw(s.sect)
	}
}

func para(b *block) *paragraph {
	if b == nil {
		return nil
	}
	return b.para
}

// marksOf is what becomes of the marks of paragraphs, by step. The last of a part bears its section, and can neither
// come nor go: where paragraphs at the end did, it is the mark before them that came or went, as it is where someone
// types or deletes them.
func marksOf(in []step[block]) []state {
	out := make([]state, len(in))
	first := len(in)
	for i, s := range in {
		out[i] = s.state()
	}
	for first > 0 && cmp.Or(in[first-1].now, in[first-1].old).para != nil {
		first--
	}
	shift(out[first:])
	return out
}

// shift moves the marks that came or went from the end of a run of paragraphs to before it.
func shift(marks []state) {
	n := len(marks) - 1
	if n < 0 {
		return
	}
	k := n
	for k >= 0 && marks[k] != kept {
		k--
	}
	if k >= 0 {
		copy(marks[k:], marks[k+1:])
	}
	marks[n] = kept
}

func (w *writer) raw(b []byte) { w.out = append(w.out, b...) }
func (w *writer) put(parts ...string) {
	for _, p := range parts {
		w.out = append(w.out, p...)
	}
}

// revision names a state in XML.
var revision = map[state]string{inserted: "w:ins", deleted: "w:del"}

// open begins the element of a change; what follows are its content, or "/>" for none.
func (w *writer) open(s state) {
	w.put("<", revision[s], ` w:id="`, strconv.Itoa(w.ids), w.by)
	w.ids++
}

// apart keeps two tables from touching, which would make them one. What it puts between them goes when the changes are
// accepted, as one of the tables does.
func (w *writer) apart() {
	if !w.table {
		return
	}
	w.put(`<w:p><w:pPr><w:snapToGrid w:val="false"/>`,
		`<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/><w:rPr>`)
	w.open(deleted)
	w.put(`/></w:rPr></w:pPr></w:p>`)
}

// paragraph writes a paragraph: with its words as they have changed, its mark, and the section that it ends.
func (w *writer) paragraph(p step[paragraph], mark state, props, sect []byte) {
	w.put("<w:p>")
	if mark == kept && sect == nil {
		if len(props) > 0 {
			w.put("<w:pPr>")
			w.raw(props)
			w.put("</w:pPr>")
		}
	} else {
		w.put("<w:pPr>")
		w.raw(props)
		if mark != kept {
			w.put("<w:rPr>")
			w.open(mark)
			w.put("/></w:rPr>")
		}
		w.raw(sect)
		w.put("</w:pPr>")
	}
	w.content(p)
	w.put("</w:p>")
}

// content writes what a paragraph holds.
func (w *writer) content(p step[paragraph]) {
	if p.state() == kept && p.old.text == p.now.text {
		w.raw(p.now.inner)
		return
	}
	l := &line{w: w}
	switch p.state() {
	case inserted:
		l.all(w.atoms(p.now), inserted)
	case deleted:
		l.all(w.atoms(p.old), deleted)
	default:
		l.compare(w.atoms(p.old), w.atoms(p.now))
	}
	l.close()
	l.link("")
}

func (w *writer) atoms(p *paragraph) []atom {
	out, err := inlines(p.inner)
	w.err = cmp.Or(w.err, err)
	return out
}

// tableOf writes a table: one that came or went whole, with every row, or one that stands in both books.
func (w *writer) tableOf(st step[block]) {
	t := cmp.Or(st.now, st.old).table
	w.raw(t.open)
	w.grid = nil
	if st.state() != kept {
		for i := range t.rows {
			w.wholeRow(&t.rows[i], st.state())
		}
	} else {
		w.grid = t.grid
		for _, r := range w.align.rows(st.old.table, t) {
			switch {
			case r.state() != kept:
				w.wholeRow(cmp.Or(r.now, r.old), r.state())
			case r.old.text == r.now.text:
				w.raw(r.now.raw)
			default:
				w.changedRow(r.old, r.now)
			}
		}
	}
	w.put("</w:tbl>")
}

// wholeRow writes a row that came or went.
func (w *writer) wholeRow(r *row, s state) {
	w.put("<w:tr><w:trPr>")
	w.raw(r.props)
	w.open(s)
	w.put("/></w:trPr>")
	col := 0
	for i := range r.cells {
		c := &r.cells[i]
		w.raw(w.fitted(c, col, s))
		col += c.span
		for k, p := range c.paras {
			st, mark := step[paragraph]{now: p}, s
			if s == deleted {
				st = step[paragraph]{old: p}
			}
			if k == len(c.paras)-1 {
				mark = kept // it is the cell's
			}
			w.paragraph(st, mark, p.props, nil)
		}
		w.put("</w:tc>")
	}
	w.put("</w:tr>")
}

// fitted is the beginning of a cell, as wide as the table's columns are now.
func (w *writer) fitted(c *cell, col int, s state) []byte {
	before, rest, ok := bytes.Cut(c.open, []byte(`<w:tcW w:w="`))
	if s != deleted || !ok || col+c.span > len(w.grid) {
		return c.open
	}
	wide := 0
	for _, g := range w.grid[col : col+c.span] {
		wide += g
	}
	_, rest, _ = bytes.Cut(rest, []byte(`"`))
	return slices.Concat(before, []byte(`<w:tcW w:w="`+strconv.Itoa(wide)+`"`), rest)
}

// changedRow writes a row of which words have changed.
func (w *writer) changedRow(old, now *row) {
	w.put("<w:tr>")
	if len(now.props) > 0 {
		w.put("<w:trPr>")
		w.raw(now.props)
		w.put("</w:trPr>")
	}
	for i := range now.cells {
		c := &now.cells[i]
		w.raw(c.open)
		in := w.align.paragraphs(old.cells[i].paras, c.paras)
		marks := make([]state, len(in))
		for k, st := range in {
			marks[k] = st.state()
		}
		shift(marks)
		for k, st := range in {
			var p step[paragraph]
			props := (*cmp.Or(st.now, st.old)).props
			if st.old != nil {
				p.old = *st.old
			}
			if st.now != nil {
				p.now = *st.now
			} else if k == len(in)-1 {
				props = c.paras[len(c.paras)-1].props
			}
			w.paragraph(p, marks[k], props, nil)
		}
		w.put("</w:tc>")
	}
	w.put("</w:tr>")
}
