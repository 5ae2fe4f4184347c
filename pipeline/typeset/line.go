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
	align style.Align
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
	g := s.measure(k, runs, from)
	text := s.measured(runs)
	bind(g)
	b := breaking{k: k, g: g, right: width - k.Right, edge: width}
	lines := s.broken(b, align)
	p := &paragraph{look: k, align: align, runs: runs, width: width, lines: make([]line, len(lines))}
	for i, l := range lines {
		p.lines[i] = s.placeLine(k, align, g[l.from:l.to], text, b.left(i == 0), b.right, width, b.ends(lines, i))
	}
	return p
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
		x = s.append(g[seg:i], text, x, 0, 0)
		stop, _ := tabStop(k, g, i, x, edge)
		if r := leaderOf(k); r != 0 {
			ln.leader = &leader{x, stop, r}
		}
		x, seg = stop, i+1
	}
	rest := g[seg:]
	natural, airy, small := 0.0, 0, k.Size
	for i := range rest {
		natural += float64(rest[i].w)
		if i+1 < len(rest) {
			natural -= rest[i].tight()
			if rest[i].gap == gapAir {
				airy, small = airy+1, min(small, float64(rest[i].size))
			}
		}
	}
	if len(rest) > 0 {
		natural -= float64(rest[len(rest)-1].spacing)
	}
	spare := right - x - natural
	air, extra := 0.0, 0.0
	if seg == 0 && spare > 0 {
		if airy > 0 {
			air = min(spare/float64(airy), aired*small)
		}
		rest := spare - air*float64(airy)
		switch align {
		case style.Center:
			x += rest / 2
		case style.Right:
			x += rest
		case style.Justify, style.Distribute, filled:
			const wide = 12 // em; a narrow column looks better ragged
			if (!last || align == style.Distribute) && (align != filled || right-left > wide*k.Size) {
				air, extra = stretch(g, spare, air, airy, k.Size, align)
			}
		}
	}
	s.append(g[seg:], text, x, air, extra)
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

// filled is the alignment of the cells of a table whose style is to the left: the full lines of a wide column are justified,
// those that end early for the sake of a word are not.
const filled style.Align = -1

// aired is the air between hanzi and Latin letters or digits, in em. A line has it as far as it has room: Word, whose look
// (autoSpaceDE, autoSpaceDN) lacks it, must not break lines elsewhere. From a tenth of an em on, readers of PDF take a gap
// for a blank, and would no longer find 20日.
const aired = 0.09

// stretch is what each airy gap and each other gap of a justified line gets: none of those less than these. A line that would
// look torn apart stays ragged.
func stretch(g []glyph, spare, air float64, airy int, size float64, align style.Align) (atLatin, extra float64) {
	n := 0
	for i := 0; i+1 < len(g); i++ {
		if g[i].gap != gapAir && gives(&g[i], &g[i+1]) {
			n++
		}
	}
	torn := 0.6 // em
	if align == filled {
		torn = aired
	}
	if e := spare / float64(n+airy); n+airy > 0 && (e > air || align == filled && e <= torn*size) {
		air, extra = e, e
	} else if n > 0 {
		extra = (spare - air*float64(airy)) / float64(n)
	}
	if extra > torn*size {
		return min(air, aired*size), 0
	}
	return air, extra
}

// gives reports whether a justified line may be stretched between a and b: everywhere but inside Latin words.
func gives(a, b *glyph) bool {
	latin := func(g *glyph) bool { return g.class == classWord || g.r < 0x250 && g.class != classSpace }
	return !latin(a) || !latin(b)
}

// append cuts characters into pieces of one face and run with even spacing, and returns where they end. air is what comes
// between hanzi and Latin, extra what a justified line gives every gap.
func (s *setter) append(g []glyph, text string, x, air, extra float64) float64 {
	after := func(i int) float64 {
		sp := float64(g[i].spacing)
		switch {
		case i+1 == len(g):
		case g[i].gap == gapAir:
			sp += air
		case g[i].gap == gapTight:
			sp += extra - g[i].tight()
		case extra != 0 && gives(&g[i], &g[i+1]):
			sp += extra
		}
		return sp
	}
	for i := 0; i < len(g); {
		f := &g[i]
		sp := after(i)
		p := piece{x: x, face: f.face, size: float64(f.size), spacing: sp, run: f.run}
		for {
			x += float64(g[i].w) - float64(g[i].spacing) + sp
			i++
			if sp != p.spacing || i == len(g) || g[i].face != f.face || g[i].run != f.run || g[i].size != f.size {
				break
			}
			sp = after(i)
		}
		p.w = x - p.x
		p.text = text[f.at : int(g[i-1].at)+utf8.RuneLen(g[i-1].r)]
		s.pieces = append(s.pieces, p)
	}
	return x
}
