package typeset

import (
	"huibian/pipeline/internal/sense"
	"huibian/pipeline/style"
)

// span is the glyphs of a line.
type span struct{ from, to int }

// breaking is a paragraph whose lines are being broken.
type breaking struct {
	k           *look
	g           []glyph
	right, edge float64
	keep        bool // what belongs together is kept on one line, if it fits one
	tight       bool // marks give up their blank halves where they meet and at the end of a line
}

// left is where a line begins.
func (b *breaking) left(first bool) float64 {
	if first {
		return b.k.Left + b.k.FirstLine
	}
	return b.k.Left
}

// lines breaks a paragraph from a character on, each line as full as can be, and appends its lines to those before.
func (b *breaking) lines(dst []span, start int) []span {
	for start < len(b.g) || len(dst) == 0 {
		end, next := b.line(start, b.left(len(dst) == 0))
		dst = append(dst, span{start, end})
		if next <= start && start < len(b.g) {
			next = start + 1 // cannot happen; but a book is better than a loop without end
		}
		start = next
	}
	return dst
}

// line finds where a line that begins at start ends, and where the next begins. At least one character fits. Tab stops may
// stand beyond the right indent, up to edge: so the page numbers of contents have a column of their own.
func (b *breaking) line(start int, left float64) (end, next int) {
	k, g, right := b.k, b.g, b.right
	x, at, torn := left, -1, -1
	word := classCJK // of the last character that is no space
	for i := start; i < len(g); i++ {
		switch g[i].class {
		case classNewline:
			return i, i + 1
		case classTab:
			stop, fits := tabStop(k, g, i, x, b.edge)
			if !fits && i > start {
				return i, i // the tab and what follows begin a line of their own
			}
			x, right = stop, b.edge
			at = i + 1
			continue
		}
		x += float64(g[i].w)
		if i > start && g[i-1].class != classTab && mayBreak(g[i-1].class, g[i].class) &&
			(g[i-1].class != classSpace || word != classOpen) { // a bracket does not end a line, spaces behind it or not
			torn = i
			if !b.keep || !g[i].keep {
				at = i
			}
		}
		if g[i].class != classSpace {
			word = g[i].class
		}
		// A trailing space hangs; the style's own spacing after the last character does not count.
		over := x - float64(g[i].spacing)
		if b.tight {
			over -= g[i].blank()
			x -= g[i].tight()
		}
		if over > right+slack && g[i].class != classSpace && i > start {
			switch {
			case at > start:
				return at, at
			case torn > start:
				return torn, torn
			}
			return i, i
		}
	}
	return len(g), len(g)
}

// ends reports whether line i is the last of its paragraph, or of a part of it that ends with a line break.
func (b *breaking) ends(lines []span, i int) bool {
	return i == len(lines)-1 || lines[i].to < len(b.g) && b.g[lines[i].to].class == classNewline
}

// flaws are the first line that tears what belongs together or is but one character, or before which one is short because
// a mark may not begin it, 0 if there is none; and whether any is of the first two kinds.
func (b *breaking) flaws(lines []span) (first int, torn bool) {
	for i := len(lines) - 1; i > 0; i-- {
		l := lines[i]
		if l.from >= len(b.g) || b.ends(lines, i-1) {
			continue
		}
		if b.g[l.from].keep || b.ends(lines, i) && b.lone(l) {
			first, torn = i, true
		} else if l.to-l.from > 1 && b.g[l.from+1].class == classClose {
			first = i
		}
	}
	return first, torn
}

// lone reports whether a line is one character and marks behind it.
func (b *breaking) lone(l span) bool {
	n := 0
	for _, g := range b.g[l.from:l.to] {
		if g.class != classClose && g.class != classSpace {
			n++
		}
	}
	return n == 1
}

// broken breaks a paragraph as a word processor does, line by line, and then looks for better places in as many lines:
// so rows and pages are as high as those of Word, which knows nothing better.
func (s *setter) broken(b breaking, align style.Align) []span {
	s.spans = b.lines(s.spans[:0], 0)
	n := len(s.spans)
	if n == 1 {
		return s.spans
	}
	const narrow = 7 // em: a column of names
	if (align == style.Center || align == filled && n == 2 && b.right-b.k.Left <= narrow*b.k.Size) && s.sensible(&b) {
		return s.spans
	}
	first, torn := b.flaws(s.spans)
	if first == 0 {
		return s.spans
	}
	at := first - 1
	b.keep = true
	const few = 12 // lines; of more, tight ones would be fewer
	for _, b.tight = range [...]bool{true, false} {
		if b.tight && n > few || !b.tight && !torn {
			continue
		}
		if s.other = b.lines(append(s.other[:0], s.spans[:at]...), s.spans[at].from); len(s.other) == n {
			s.spans, s.other = s.other, s.spans
			break
		}
	}
	b.accompany(s.spans)
	return s.spans
}

// accompany takes a character down to one that would stand alone on the last line.
func (b *breaking) accompany(lines []span) {
	const steps, least = 3, 2 // characters to go back; to leave on the line before
	for i := 1; i < len(lines); i++ {
		l, before := &lines[i], &lines[i-1]
		if !b.ends(lines, i) || b.ends(lines, i-1) || !b.lone(*l) {
			continue
		}
		for at := l.from - 1; at >= max(l.from-steps, before.from+least); at-- {
			if c := b.g[at-1].class; !b.g[at].keep && c != classTab && c != classSpace && mayBreak(c, b.g[at].class) {
				if b.fits(at, l.to) {
					before.to, l.from = at, at
				}
				break
			}
		}
	}
}

func (b *breaking) fits(from, to int) bool {
	w := b.left(false)
	for i := from; i < to; i++ {
		w += float64(b.g[i].w)
	}
	return w <= b.right
}

// sensible shares the characters of a few lines (a head, a title, the name of a section) out so that no word is torn and no line is much
// shorter than the others. It reports whether there is such a way; words divided by the author's hand are left as they are.
func (s *setter) sensible(b *breaking) bool {
	const most, shortest, longest = 3, 4, 36 // lines; characters
	n := len(s.spans)
	if n > most || len(b.g) < shortest || len(b.g) > longest || b.k.FirstLine != 0 {
		return false
	}
	var text [longest]rune
	var widths [longest]float64
	for i := range b.g {
		switch b.g[i].class {
		case classNewline, classTab, classSpace:
			return false
		}
		text[i], widths[i] = b.g[i].r, float64(b.g[i].w)
	}
	s.costs = sense.Costs(s.costs[:0], text[:len(b.g)])
	for i := 1; i < len(b.g); i++ {
		switch {
		case !mayBreak(b.g[i-1].class, b.g[i].class) || text[i] == '　':
			s.costs[i] = sense.Never
		case b.g[i].keep:
			s.costs[i]++ // as a word torn; 工作日 behind its number is torn twice
		}
	}
	starts := sense.Lines(widths[:len(b.g)], s.costs, b.right-b.k.Left, n)
	if starts == nil {
		return false
	}
	for i, at := range starts {
		s.spans[i].to, s.spans[i+1].from = at, at
	}
	return true
}
