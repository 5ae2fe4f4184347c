package typeset

import (
	"strings"

	"huibian/pipeline/book"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

var noPlace notice.Place

func run(text string) []book.Run { return []book.Run{{Text: text}} }

// extent is the right end of a paragraph's longest line.
func (p *paragraph) extent() float64 {
	w := 0.0
	for i := range p.lines {
		for _, pc := range p.lines[i].pieces {
			w = max(w, pc.x+pc.w)
		}
	}
	return w
}

// text draws one line of text with its top at y.
func (f *flow) text(k *look, text string, x, y float64, tag Tag) {
	p := f.set(k, style.Left, run(text), noPlace, 1e6)
	f.line(&p.lines[0], p.runs, x-k.Left-k.FirstLine, y, k.Color, tag)
}

// furnish adds running headers and page numbers to the pages of a part, and on top of all the stamp of a proof.
func (f *flow) furnish(volume, stamp string) {
	last := len(f.pages)
	mark := f.stamp(stamp)
	for i := range last {
		pg := f.pages[i]
		f.pages = append(f.pages, pg) // draw goes to the last page
		if f.part.Header {
			f.header(pg, volume)
		}
		f.footer(pg)
		pg.page.Ops = append(pg.page.Ops, mark...)
		f.pages = f.pages[:last]
	}
}

// stamp draws the stamp of a proof, which is the same on all pages of a part; nothing for a book that is none.
func (f *flow) stamp(text string) []Op {
	if text == "" {
		return nil
	}
	s := f.sheet.Stamp(f.geo, text)
	k := f.make(s.Look)
	p := f.set(k, s.Look.Align, run(text), noPlace, s.W)
	var ops []Op
	for _, ln := range p.lines {
		for _, pc := range ln.pieces {
			if pc.face != nil {
				ops = append(ops, Text{X: s.X + pc.x, Y: s.Y + ln.base, Face: pc.face, Size: pc.size, Color: k.Color,
					Spacing: pc.spacing, Text: pc.text})
			}
		}
	}
	half := s.Rule.Width / 2 // the corners are square
	for _, l := range [...]Line{
		{X1: s.X - half, Y1: s.Y, X2: s.X + s.W + half, Y2: s.Y},
		{X1: s.X - half, Y1: s.Y + s.H, X2: s.X + s.W + half, Y2: s.Y + s.H},
		{X1: s.X, Y1: s.Y, X2: s.X, Y2: s.Y + s.H},
		{X1: s.X + s.W, Y1: s.Y, X2: s.X + s.W, Y2: s.Y + s.H},
	} {
		l.Width, l.Color = s.Rule.Width, s.Rule.Color
		ops = append(ops, l)
	}
	return ops
}

// header sets the part's title at the left, where one is at the right, and a rule below.
func (f *flow) header(pg *sheetPage, volume string) {
	k := f.get(style.Header)
	y := f.geo.Header
	f.text(k, f.part.Title, f.geo.Left, y, 0)
	right := or(where(pg), volume)
	w := f.set(k, style.Left, run(right), noPlace, 1e6).extent() - k.Left - k.FirstLine
	f.text(k, right, f.geo.Left+f.width()-w, y, 0)
	rule := or(k.BottomRule, style.Rule{Width: 0.25, Color: "999999", Space: 3})
	f.border(rule, y+k.height+rule.Space, f.geo.Left, f.geo.Left+f.width())
}

// where says what stands on a page: the heading in force, and the first and last item.
func where(pg *sheetPage) string {
	text := pg.heading
	if len(pg.items) == 0 {
		return text
	}
	span := pg.items[0]
	if last := pg.items[len(pg.items)-1]; last != span {
		span += " 至 " + tail(span, last)
	}
	if text == "" {
		return span
	}
	return text + "　" + span
}

// tail leaves out of a code what it shares with the one before, up to the last hyphen.
func tail(first, last string) string {
	if i := strings.LastIndexByte(last, '-'); i >= 0 && strings.HasPrefix(first, last[:i+1]) {
		return last[i+1:]
	}
	return last
}

// footer sets the page number between dashes: odd pages at the right less one character, even pages at the left
// (GB/T 9704: 单页码居右空一字，双页码居左空一字).
func (f *flow) footer(pg *sheetPage) {
	if pg.page.Label == "" {
		return
	}
	k := f.get(style.Footer)
	text := "— " + pg.page.Label + " —"
	w := f.set(k, style.Left, run(text), noPlace, 1e6).extent() - k.Left - k.FirstLine
	y := f.geo.Height - f.geo.Footer - k.height
	x := f.geo.Left + k.Size
	if pg.odd {
		x = f.geo.Left + f.width() - k.Size - w
	}
	f.text(k, text, x, y, 0)
}

// roman writes 1…3999 in small Roman numerals.
func roman(n int) string {
	var b strings.Builder
	for _, d := range []struct {
		n int
		s string
	}{{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"}, {50, "l"}, {40, "xl"}, {10, "x"}, {9, "ix"}, {5, "v"}, {4, "iv"}, {1, "i"}} {
		for ; n >= d.n; n -= d.n {
			b.WriteString(d.s)
		}
	}
	return b.String()
}
