package typeset

import (
	"unicode/utf8"

	"huibian/pipeline/book"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

// line is one set line: pieces of text at offsets from the paragraph's left edge.
type line struct {
	pieces []piece
	leader *leader
	height float64
	base   float64
}

// piece is characters of one face, size and run.
type piece struct {
	x       float64
	w       float64
	face    *style.Face
	size    float64
	spacing float64
	text    string
	run     int32
}

// leader is a row of dots from x1 to x2.
type leader struct {
	x1, x2 float64
	r      rune
}

// paragraph is a paragraph set to a width.
type paragraph struct {
	look  *look
	lines []line
	runs  []book.Run
	width float64
}

// height is that of the lines alone, without the space around them.
func (p *paragraph) height() float64 {
	h := 0.0
	for i := range p.lines {
		h += p.lines[i].height
	}
	return h
}

// slack is the difference below which two lengths are one: a hundredth of a point is no reason to break a line.
const slack = 0.01

// set breaks a paragraph into lines of a width and places its characters.
func (s *setter) set(k *look, align style.Align, runs []book.Run, from notice.Place, width float64) *paragraph {
	p := &paragraph{look: k, runs: runs, width: width}
	g := s.measure(k, runs, from)
	text := string(s.text)
	right := width - k.Right
	for start, first := 0, true; start < len(g) || first; first = false {
		left := k.Left
		if first {
			left += k.FirstLine
		}
		end, next := breakLine(k, g, start, left, right, width)
		last := next >= len(g) || next > start && g[next-1].class == classNewline
		p.lines = append(p.lines, s.placeLine(k, align, g[start:end], text, left, right, width, last))
		if next <= start && start < len(g) {
			next = start + 1 // cannot happen; but a book is better than a loop without end
		}
		start = next
	}
	return p
}

// breakLine finds where a line that begins at start ends, and where the next begins. At least one character fits. Tab
// stops may stand beyond the right indent, up to edge: so the page numbers of contents have a column of their own.
func breakLine(k *look, g []glyph, start int, left, right, edge float64) (end, next int) {
	x, at := left, -1
	word := classCJK // of the last character that is no space
	for i := start; i < len(g); i++ {
		switch g[i].class {
		case classNewline:
			return i, i + 1
		case classTab:
			stop, fits := tabStop(k, g, i, x, edge)
			if !fits && i > start {
				return i, i // the tab and what follows begin a line of their own
			}
			x, right = stop, edge
			at = i + 1
			continue
		}
		x += float64(g[i].w)
		if i > start && g[i-1].class != classTab && mayBreak(g[i-1].class, g[i].class) &&
			(g[i-1].class != classSpace || word != classOpen) { // a bracket does not end a line, spaces behind it or not
			at = i
		}
		if g[i].class != classSpace {
			word = g[i].class
		}
		// A trailing space hangs; the style's own spacing after the last character does not count.
		if x-float64(g[i].spacing) > right+slack && g[i].class != classSpace && i > start {
			if at > start {
				return at, at
			}
			return i, i
		}
	}
	return len(g), len(g)
}

// tabStop is where the text after the tab at i begins. A right tab takes the width of what follows up to the end of the
// line; fits is false if there is no room for it.
func tabStop(k *look, g []glyph, i int, x, edge float64) (pos float64, fits bool) {
	for _, t := range k.Tabs {
		stop := min(t.Pos, edge)
		if t.Align == style.Right {
			w := 0.0
			for j := i + 1; j < len(g) && g[j].class != classTab && g[j].class != classNewline; j++ {
				w += float64(g[j].w)
			}
			return max(stop-w, x), stop-w >= x
		}
		if stop > x+slack {
			return stop, true
		}
	}
	next := x + 2*k.Size // no stop left: two characters on
	return next, next <= edge
}

// placeLine gives the characters of a line their places. text is the paragraph's.
func (s *setter) placeLine(k *look, align style.Align, g []glyph, text string, left, right, edge float64, last bool) line {
	ln := line{height: k.height, base: k.base}
	from := s.cut(len(g))
	n := len(g)
	for n > 0 && g[n-1].class == classSpace {
		n--
	}
	g = g[:n]
	seg := 0 // after the last tab
	x := left
	for i := range g {
		if g[i].class != classTab {
			continue
		}
		x = s.append(g[seg:i], text, x, 0)
		stop, _ := tabStop(k, g, i, x, edge)
		if r := leaderOf(k); r != 0 {
			ln.leader = &leader{x, stop, r}
		}
		x, seg = stop, i+1
	}
	rest := g[seg:]
	natural := 0.0
	for i := range rest {
		natural += float64(rest[i].w)
	}
	if len(rest) > 0 {
		natural -= float64(rest[len(rest)-1].spacing)
	}
	spare := right - x - natural
	extra := 0.0
	if seg == 0 && spare > 0 {
		switch align {
		case style.Center:
			x += spare / 2
		case style.Right:
			x += spare
		case style.Justify, style.Distribute:
			if !last || align == style.Distribute {
				extra = stretch(rest, spare, k.Size)
			}
		}
	}
	s.append(rest, text, x, extra)
	ln.pieces = s.pieces[from:len(s.pieces):len(s.pieces)]
	return ln
}

// cut makes sure that the pieces of a line of n characters stand together, and returns where the first will: pieces are
// many and small, and live as long as the layout.
func (s *setter) cut(n int) int {
	if cap(s.pieces)-len(s.pieces) < n {
		s.pieces = make([]piece, 0, max(n, 1024))
	}
	return len(s.pieces)
}

func leaderOf(k *look) rune {
	for _, t := range k.Tabs {
		if t.Align == style.Right {
			return t.Leader
		}
	}
	return 0
}

// stretch is what each gap of a justified line gets. A line that would look torn apart stays ragged.
func stretch(g []glyph, spare, size float64) float64 {
	n := 0
	for i := 0; i+1 < len(g); i++ {
		if gives(&g[i], &g[i+1]) {
			n++
		}
	}
	if n == 0 {
		return 0
	}
	const torn = 0.6 // em
	if e := spare / float64(n); e <= torn*size {
		return e
	}
	return 0
}

// gives reports whether a justified line may be stretched between a and b: everywhere but inside Latin words.
func gives(a, b *glyph) bool {
	latin := func(g *glyph) bool { return g.r < 0x250 && g.class != classSpace }
	return !latin(a) || !latin(b)
}

// append cuts characters into pieces of one face and run with even spacing, and returns where they end.
func (s *setter) append(g []glyph, text string, x, extra float64) float64 {
	after := func(i int) float64 {
		if extra != 0 && i+1 < len(g) && gives(&g[i], &g[i+1]) {
			return float64(g[i].spacing) + extra
		}
		return float64(g[i].spacing)
	}
	for i := 0; i < len(g); {
		first := i
		f := &g[first]
		p := piece{x: x, face: f.face, size: float64(f.size), spacing: after(i), run: f.run}
		for ; i < len(g) && g[i].face == f.face && g[i].run == f.run && g[i].size == f.size; i++ {
			sp := after(i)
			x += float64(g[i].w) - float64(g[i].spacing) + sp
			if sp != p.spacing {
				if i == first {
					p.spacing = sp
				}
				i++
				break
			}
		}
		p.w = x - p.x
		p.text = text[f.at : int(g[i-1].at)+utf8.RuneLen(g[i-1].r)]
		s.pieces = append(s.pieces, p)
	}
	return x
}
