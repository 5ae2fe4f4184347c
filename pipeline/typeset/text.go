package typeset

import (
	"unicode/utf8"

	"huibian/pipeline/book"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

// look is a style made ready to measure with.
type look struct {
	*style.Style
	plain, bold, code, small fontset
	runs                     []fontset // of the runs, where each has its own; nil: by what they are
	height                   float64   // of a line
	base                     float64   // from the top of a line to its baseline
}

// fontset is a chain of faces at a size.
type fontset struct {
	chain   style.Chain
	size    float64
	color   string
	spacing float64
	seen    *seen // nil: too little text to be worth while
}

// seen remembers the faces and the widths of characters: a text is a few hundred of them again and again.
type seen [512]struct {
	r    rune
	w    float32
	face *style.Face
}

func (s *seen) at(r rune) int { return int(uint32(r) % uint32(len(s))) }

// looks makes each style ready once.
type looks struct {
	sheet *style.Sheet
	fonts *style.Fonts
	ready map[string]*look
}

func newLooks(s *style.Sheet, f *style.Fonts) *looks {
	return &looks{sheet: s, fonts: f, ready: map[string]*look{}}
}

// get is the look of a style. A style the sheet lacks is set like the table's text, never dropped.
func (l *looks) get(name string) *look {
	if k, ok := l.ready[name]; ok {
		return k
	}
	st, ok := l.sheet.Styles[name]
	if !ok {
		st = l.sheet.Styles[style.TableText]
	}
	k := l.make(st)
	l.ready[name] = k
	return k
}

// make makes a style ready.
func (l *looks) make(st *style.Style) *look {
	k := &look{Style: st}
	set := func(eastAsia, latin string, size float64, bold bool, color string) fontset {
		return fontset{chain: l.fonts.Chain(eastAsia, latin, bold), size: size, color: color, spacing: st.Spacing}
	}
	k.plain = set(st.EastAsia, st.Latin, st.Size, st.Bold, st.Color)
	k.bold = set(st.EastAsia, st.Latin, st.Size, true, st.Color)
	k.code, k.small = k.plain, k.plain
	if c, ok := l.sheet.Styles[style.CodeRun]; ok {
		k.small.size = or(min(c.Size, st.Size), st.Size)
		k.code = set(or(c.EastAsia, st.EastAsia), or(c.Latin, st.Latin), or(min(c.Size, st.Size), st.Size), c.Bold, or(c.Color, st.Color))
	}
	k.measure()
	return k
}

func or[T comparable](a, b T) T {
	var zero T
	if a != zero {
		return a
	}
	return b
}

// emAscent is the part of the em box above the baseline in Chinese faces.
const emAscent = 0.88

// measure finds the height of a line and its baseline. The em box stands in the middle of a line of fixed height.
func (k *look) measure() {
	ea := k.plain.chain.EastAsian()
	natural := (ea.Ascent() + ea.Descent()) * k.Size
	switch k.LineRule {
	case style.Exact:
		k.height = k.Line
	case style.AtLeast:
		k.height = max(k.Line, natural)
	default:
		k.height = natural * or(k.Line, 1)
	}
	k.base = (k.height-k.Size)/2 + emAscent*k.Size
}

// glyph is one character, measured.
type glyph struct {
	r   rune
	run int32 // index into the paragraph's runs
	at  int32 // where it stands in the paragraph's text
	character
	keep    bool    // no line should begin with it
	gap     gap     // behind it
	w       float32 // advance and the style's own spacing
	face    *style.Face
	size    float32
	spacing float32
}

// replacement is set for a character that no face has.
const replacement = '〓'

// setter measures text; it is used by one goroutine at a time.
type setter struct {
	*looks
	missing map[Missing]bool
	lost    []Missing
	label   func(book.Anchor) string // printed page number of an anchor
	glyphs  []glyph                  // scratch
	text    []byte                   // scratch
	spans   []span                   // scratch
	other   []span                   // scratch
	costs   []float64                // scratch
	pieces  []piece                  // those of many paragraphs; see cut
}

// measure turns runs into glyphs and the text that they are; both are valid until the next call.
func (s *setter) measure(k *look, runs []book.Run, from notice.Place) []glyph {
	s.glyphs, s.text = s.glyphs[:0], s.text[:0]
	if k.runs == nil && k.plain.seen == nil {
		k.plain.seen = new(seen)
	}
	for i := range runs {
		run := &runs[i]
		fs := &k.plain
		switch {
		case k.runs != nil:
			fs = &k.runs[i]
		case run.Code:
			fs = &k.code
		case run.Bold:
			fs = &k.bold
		case run.Small:
			fs = &k.small
		}
		text := run.Text
		if run.Page != "" {
			text = s.label(run.Page)
		}
		copied := 0 // of text
		for at, r := range text {
			s.glyphs = append(s.glyphs, glyph{r: r, run: int32(i), at: int32(len(s.text) + at - copied), character: characterOf(r)})
			g := &s.glyphs[len(s.glyphs)-1]
			if s.dress(g, fs, from) && r != utf8.RuneError {
				continue
			}
			_, n := utf8.DecodeRuneInString(text[at:])
			s.text = append(s.text, text[copied:at]...)
			copied = at + n
			if g.face == nil {
				s.glyphs = s.glyphs[:len(s.glyphs)-1]
				continue
			}
			g.at = int32(len(s.text))
			s.text = utf8.AppendRune(s.text, g.r)
		}
		s.text = append(s.text, text[copied:]...)
	}
	return s.glyphs
}

// measured is the text of the glyphs that measure made of runs. Most paragraphs are one run, set as it is.
func (s *setter) measured(runs []book.Run) string {
	if len(runs) == 1 && string(s.text) == runs[0].Text {
		return runs[0].Text
	}
	return string(s.text)
}

// dress gives a character its face and its size. It reports whether it is what it was: one that no face has becomes another
// or, if it needs no glyph, gets no face.
func (s *setter) dress(g *glyph, fs *fontset, from notice.Place) bool {
	g.size = float32(fs.size)
	if g.class == classTab || g.class == classNewline {
		return true
	}
	was := g.r
	g.spacing = float32(fs.spacing)
	if fs.seen != nil {
		if c := &fs.seen[fs.seen.at(was)]; c.r == was && c.face != nil {
			g.face, g.w = c.face, c.w
			return true
		}
	}
	g.face = fs.chain.Face(was)
	if g.face == nil {
		if invisible(was) {
			return false
		}
		s.lose(Missing{was, from})
		g.r, g.character = replacement, character{}
		g.face = fs.chain.Face(replacement)
		if g.face == nil {
			g.face, g.r = fs.chain.EastAsian(), ' '
		}
	}
	g.w = float32(g.face.Advance(g.r)*fs.size) + g.spacing
	if g.r != was {
		return false
	}
	if fs.seen != nil {
		c := &fs.seen[fs.seen.at(was)]
		c.r, c.w, c.face = was, g.w, g.face
	}
	return true
}

// invisible reports characters that have no glyph and need none: joiners, variation selectors, marks of direction.
func invisible(r rune) bool {
	return r < ' ' || r >= 0x7F && r < 0xA0 || r == 0xAD || r >= 0x200B && r <= 0x200F || r >= 0x202A && r <= 0x202E ||
		r >= 0x2060 && r <= 0x2064 || r >= 0xFE00 && r <= 0xFE0F || r == 0xFEFF || r >= 0xE0100 && r <= 0xE01EF
}

func (s *setter) lose(m Missing) {
	if !s.missing[m] {
		s.missing[m] = true
		s.lost = append(s.lost, m)
	}
}
