package redline

import (
	"slices"
	"strconv"
	"strings"
)

// state says whether something is in both books or in one.
type state int

const (
	kept     state = iota
	inserted       // in the new book only
	deleted        // in the old one only
)

// step is a place of the new book as it is written: what stood there in the old book, what stands there in the new one,
// or both.
type step[T any] struct{ old, now *T }

func (s step[T]) state() state {
	switch {
	case s.old == nil:
		return inserted
	case s.now == nil:
		return deleted
	}
	return kept
}

// steps puts two sequences in one order; what is gone stands before what took its place.
func steps[T any](old, now []T, to []int) []step[T] {
	var out []step[T]
	j := 0
	for i := range old {
		if to[i] < 0 {
			out = append(out, step[T]{old: &old[i]})
			continue
		}
		for ; j < to[i]; j++ {
			out = append(out, step[T]{now: &now[j]})
		}
		out = append(out, step[T]{&old[i], &now[j]})
		j++
	}
	for ; j < len(now); j++ {
		out = append(out, step[T]{now: &now[j]})
	}
	return out
}

// aligner makes units of what a book is made of.
type aligner struct{ n numbers }

// units makes a unit of each.
func units[T any](in []T, unit1 func(*T) unit) []unit {
	out := make([]unit, len(in))
	for i := range in {
		out[i] = unit1(&in[i])
	}
	return out
}

// worded numbers what a second key is made of: a text without its numbers, if any word is left.
func (a *aligner) worded(kind, text string) uint32 {
	if text = worded(text); text == "" {
		return 0
	}
	return a.n.of(kind, text)
}

// section is known by its first paragraph: the title of the part.
func (a *aligner) section(s *section) unit {
	if p := s.blocks[0].para; p != nil {
		return a.paragraph(p)
	}
	return a.block(&s.blocks[0])
}

func (a *aligner) paragraph(p *paragraph) unit {
	return unit{
		keys:  [3]uint32{a.n.of("p", p.style, p.text), a.worded("w"+p.style, p.text)},
		shape: a.n.of("style", p.style), text: p.text,
	}
}

func (a *aligner) block(b *block) unit {
	switch {
	case b.para != nil:
		return a.paragraph(b.para)
	case b.table == nil:
		id := a.n.of("contents")
		return unit{keys: [3]uint32{id}, shape: id}
	}
	t := b.table
	var head, all, shape strings.Builder
	head.WriteString(worded(t.caption))
	shape.WriteString(strconv.Itoa(len(t.grid)))
	for i := range t.rows {
		if i < t.heads {
			head.WriteString(t.rows[i].text)
			shape.WriteString("/" + t.rows[i].shape)
		}
		all.WriteString(t.rows[i].text)
	}
	return unit{
		keys:  [3]uint32{a.n.of("t", shape.String(), all.String()), a.n.of("th", shape.String(), head.String())},
		shape: a.n.of("table", shape.String()), text: head.String(),
	}
}

// codeColumns are the first columns of a row, in which its code may stand.
const codeColumns = 3

// row is known by what it says but for its number in the table, by the same without its code, and by its code alone:
// codes are for ever, but an office may compare books from before they were. A row without a code is known by what it
// says, and by its label.
func (a *aligner) row(r *row) unit {
	u := unit{shape: a.n.of("row", r.shape), text: r.text}
	var rest strings.Builder
	for i := range r.cells {
		text := r.cells[i].text()
		switch {
		case u.id == 0 && i < codeColumns && coded(text):
			u.id = a.n.of("code", text)
		case worded(text) != "":
			rest.WriteString(text)
			if u.keys[1] == 0 {
				u.keys[1] = a.n.of("label", text)
			}
		}
		rest.WriteByte('\v')
	}
	u.keys[0] = a.n.of("row", r.text)
	if u.id != 0 {
		u.keys = [3]uint32{a.n.of("coded", rest.String(), strconv.Itoa(int(u.id))), a.n.of("rest", rest.String()), u.id}
	}
	return u
}

// pairedPart is a part of the new book, the old one that it continues, if any, and those that are gone and stood before
// it.
type pairedPart struct {
	old, now *section
	gone     []*section
}

// parts pairs the parts of two books. The last of the pairs has none of the new book: it is what is gone from the end.
func (a *aligner) parts(old, now []section) []pairedPart {
	var out []pairedPart
	var gone []*section
	for _, s := range steps(old, now, match(units(old, a.section), units(now, a.section))) {
		if s.now == nil {
			gone = append(gone, s.old)
			continue
		}
		out = append(out, pairedPart{s.old, s.now, gone})
		gone = nil
	}
	out = append(out, pairedPart{gone: gone})
	return out
}

// blocks are the steps of one part.
func (a *aligner) blocks(p pairedPart) []step[block] {
	var out []step[block]
	for _, s := range p.gone {
		for i := range s.blocks {
			out = append(out, step[block]{old: &s.blocks[i]})
		}
	}
	var old, now []block
	if p.old != nil {
		old = p.old.blocks
	}
	if p.now != nil {
		now = p.now.blocks
	}
	to := match(units(old, a.block), units(now, a.block))
	for i, j := range to {
		if j >= 0 && old[i].table != nil && !a.sameRows(old[i].table, now[j].table) {
			to[i] = -1
		}
	}
	return append(out, steps(old, now, to)...)
}

// sameRows reports whether the rows of two tables of one shape can be written into one table: where body cells are
// merged across rows, none may have come or gone.
func (a *aligner) sameRows(old, now *table) bool {
	if !old.merged && !now.merged {
		return true
	}
	return slices.EqualFunc(old.rows, now.rows, func(x, y row) bool { return x.shape == y.shape })
}

// rows are the steps of one table. Head rows are paired as they stand, and so are the rows of a table with merged
// cells.
func (a *aligner) rows(old, now *table) []step[row] {
	fixed := old.heads
	if old.merged || now.merged {
		fixed = len(old.rows)
	}
	var out []step[row]
	for i := range fixed {
		out = append(out, step[row]{&old.rows[i], &now.rows[i]})
	}
	x, y := old.rows[fixed:], now.rows[fixed:]
	return append(out, steps(x, y, match(units(x, a.row), units(y, a.row)))...)
}

// paragraphs are the steps of one cell. What is left over on both sides is paired as it stands: it is the same cell.
func (a *aligner) paragraphs(old, now []*paragraph) []step[*paragraph] {
	if len(old) == 1 && len(now) == 1 {
		return []step[*paragraph]{{&old[0], &now[0]}}
	}
	unit1 := func(p **paragraph) unit { return a.paragraph(*p) }
	to := match(units(old, unit1), units(now, unit1))
	gaps(to, len(now), func(a0, a1, b0, b1 int) {
		for k := range min(a1-a0, b1-b0) {
			to[a0+k] = b0 + k
		}
	})
	return steps(old, now, to)
}
