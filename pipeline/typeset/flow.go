package typeset

import (
	"cmp"

	"huibian/pipeline/book"
	"huibian/pipeline/style"
)

// sheetPage is a page while it is being filled.
type sheetPage struct {
	page    Page
	heading string   // right half of the running header: the heading in force at the page's first row, or its first one
	items   []string // Running of the rows that begin on the page
	odd     bool     // by its printed number
}

// flow fills the pages of one part, from top to bottom.
type flow struct {
	*setter
	part   *book.Part
	blocks []book.Block // of the part, as pages show them
	index  int
	geo    style.Page
	pages  []*sheetPage

	y       float64 // where the next thing goes
	fresh   bool    // nothing stands on the page yet
	blank   *Page   // before the first, where the part opens on the right; nil for none
	gap     float64 // space after the last paragraph
	running string  // heading in force
	title   string  // the last heading, as it is printed
	said    Tag     // of the last words that a screen reader reads
	spaces  float64 // what space before paragraphs is multiplied by

	anchors   map[book.Anchor]Position // Page counts within the part
	outline   []OutlineEntry           // likewise
	widths    map[*book.Table][]float64
	structure []Element
}

func newFlow(s *setter, p *book.Part, index int) *flow {
	f := &flow{setter: s, part: p, blocks: book.Shown(p.Blocks), index: index, geo: s.sheet.Portrait, spaces: 1,
		anchors: map[book.Anchor]Position{}, widths: map[*book.Table][]float64{}, structure: []Element{{Kind: KindPart}}}
	if p.Title != "" {
		f.structure[0].Detail = &Detail{Text: p.Title}
	}
	if p.Landscape {
		f.geo = s.sheet.Landscape
	}
	f.newPage()
	f.mark(p.Anchor)
	return f
}

func (f *flow) width() float64  { return f.geo.Width - f.geo.Left - f.geo.Right }
func (f *flow) bottom() float64 { return f.geo.Height - f.geo.Bottom }
func (f *flow) room() float64   { return f.bottom() - f.geo.Top }

func (f *flow) newPage() {
	ops := 64
	if len(f.pages) > 0 { // pages of a part are much alike
		ops = len(f.page().page.Ops) * 5 / 4
	}
	f.pages = append(f.pages, &sheetPage{
		page:    Page{Width: f.geo.Width, Height: f.geo.Height, Part: f.index, Folio: f.part.Folio, Ops: make([]Op, 0, ops)},
		heading: f.running,
	})
	f.y, f.fresh, f.gap = f.geo.Top, true, 0
}

func (f *flow) page() *sheetPage { return f.pages[len(f.pages)-1] }

// draw adds to the page. A rule of no width is none; in a PDF it would be the thinnest that a printer can draw.
func (f *flow) draw(op Op) {
	if l, ok := op.(Line); ok && l.Width == 0 {
		return
	}
	p := f.page()
	p.page.Ops = append(p.page.Ops, op)
}

// at is the position where the next thing goes.
func (f *flow) at() Position { return Position{Page: len(f.pages) - 1, Y: f.y} }

func (f *flow) mark(a book.Anchor) {
	if _, known := f.anchors[a]; a != "" && !known {
		f.anchors[a] = f.at()
	}
}

// run places all blocks of the part.
func (f *flow) run(contents []entry) {
	blocks := f.blocks
	f.shareWidths()
	if f.part.OnePage {
		f.spaces = f.shrink()
	}
	for i := range blocks {
		switch b := blocks[i].(type) {
		case book.Heading:
			f.heading(b, f.lead(blocks[i+1:]))
		case book.Paragraph:
			after := 0.0
			if f.get(b.Style).KeepNext {
				after = f.lead(blocks[i+1:])
			}
			f.paragraph(&b, after, f.element(Element{Kind: KindP}))
		case *book.Table:
			f.table(b)
		case book.Contents:
			f.contents(contents, b.Entries)
		case book.Chart:
			f.chart(b)
		case *book.Figure:
			f.figure(b)
		}
	}
}

// shrink is what the spaces between the part's paragraphs must be multiplied by so that they all stand on one page.
func (f *flow) shrink() float64 {
	spaces, rest, gap := 0.0, 0.0, 0.0
	for _, b := range f.part.Blocks {
		p, ok := b.(book.Paragraph)
		if !ok {
			return 1
		}
		k := f.get(p.Style)
		spaces += k.Before
		rest += gap + borderHeight(k.Top) + f.set(k, k.Align, p.Runs, p.From, f.width()).height() + borderHeight(k.BottomRule)
		gap = k.After
	}
	const spare = 14 // word processors give the rules of a cover a little more room each
	if over := spaces + rest - f.room(); over > 0 && spaces > 0 {
		return max(1-(over+spare)/spaces, 0)
	}
	return 1
}

// lead is the least height that must follow a heading on its page: the next headings and the first lines after them.
func (f *flow) lead(rest []book.Block) float64 {
	h := 0.0
	for _, b := range rest {
		switch b := b.(type) {
		case book.Heading:
			if !b.Hidden {
				k := f.get(headingStyle(b))
				h += k.Before + k.height + k.After
			}
			continue
		case book.Paragraph:
			k := f.get(b.Style)
			h += k.Before + float64(f.least(k, &b))*k.height
			if k.KeepNext {
				h += k.After
				continue
			}
		case *book.Table:
			w := f.widths[b]
			if w == nil {
				w = f.tableWidths([]*book.Table{b}, f.width())
			}
			h += f.tableLead(b, w)
		case book.Chart:
			h += chartHeight(b)
		case *book.Figure:
			return min(h+f.figureHeight(b), f.room())
		}
		return min(h, f.room()/2)
	}
	return 0
}

var headingStyles = [...]string{style.Heading1, style.Heading2, style.Heading3}

func headingStyle(h book.Heading) string {
	return cmp.Or(h.Style, headingStyles[min(max(h.Level, 1), len(headingStyles))-1])
}

func (f *flow) heading(h book.Heading, after float64) {
	if h.Running != "" {
		f.running = h.Running
	} else if h.Level < 3 {
		f.running = ""
	}
	if !h.Hidden {
		p := book.Paragraph{Style: headingStyle(h), Runs: []book.Run{{Text: h.Text}}, Anchor: h.Anchor, Break: h.Break}
		f.title = h.Text
		f.paragraph(&p, after, f.element(Element{Kind: KindH1 + Kind(min(max(h.Level, 1), 3)-1)}))
	} else {
		f.mark(h.Anchor)
	}
	if p := f.page(); p.heading == "" || len(p.items) == 0 && p.heading != f.running {
		p.heading = f.running
	}
	switch {
	case h.Anchor == "":
	case h.Level < 3:
		f.outline = append(f.outline, OutlineEntry{Level: h.Level, Text: h.Text, To: f.anchors[h.Anchor]})
	case h.Entry != nil:
		f.outline = append(f.outline, OutlineEntry{Level: 3, Text: h.Entry.String(), To: f.anchors[h.Anchor]})
	}
}

// paragraph places a paragraph; after is the height that must find room below its last line.
func (f *flow) paragraph(b *book.Paragraph, after float64, tag Tag) {
	k := f.get(b.Style)
	p := f.set(k, k.Align, b.Runs, b.From, f.width())
	if (b.Break || k.BreakBefore) && !f.fresh {
		f.newPage()
	}
	before := k.Before * f.spaces
	if f.fresh && len(f.pages) > 1 && !b.Break {
		before = 0 // space before is lost at the top of a page that began by itself
	}
	top := f.gap + before + borderHeight(k.Top)
	need := top + p.height() + borderHeight(k.BottomRule)
	n := len(p.lines)
	switch {
	case f.y+need+after <= f.bottom()+slack:
		f.place(p, 0, n, top, b, tag)
		return
	case n == 1 || k.KeepLines || k.KeepNext:
		f.overleaf(p, b, tag)
		return
	}
	f.split(p, top, b, tag)
}

// overleaf starts a new page for a paragraph that is not to be divided, unless it stands at the top already.
func (f *flow) overleaf(p *paragraph, b *book.Paragraph, tag Tag) {
	if !f.fresh {
		f.newPage()
	}
	if p.height() > f.room() {
		f.split(p, 0, b, tag)
		return
	}
	f.place(p, 0, len(p.lines), 0, b, tag)
}

// least is how many lines of a paragraph must stand on the page where it begins, below what is kept with it: two if it has
// them, and all of three where the last may not stand alone.
func (f *flow) least(k *look, b *book.Paragraph) int {
	n := len(f.set(k, k.Align, b.Runs, b.From, f.width()).lines)
	if k.KeepLines || n == 3 && k.WidowControl {
		return n
	}
	return min(n, 2)
}

// split divides a paragraph at line ends over as many pages as it takes, leaving no line of it alone.
func (f *flow) split(p *paragraph, top float64, b *book.Paragraph, tag Tag) {
	for from, n := 0, len(p.lines); from < n; top = 0 {
		fit, y := 0, f.y+top
		for from+fit < n && y+p.lines[from+fit].height <= f.bottom()+slack {
			y += p.lines[from+fit].height
			fit++
		}
		rest := n - from - fit
		if p.look.WidowControl && rest > 0 {
			if rest == 1 {
				fit--
			}
			if fit == 1 && from == 0 {
				fit = 0
			}
		}
		if fit <= 0 {
			if !f.fresh {
				f.newPage()
				continue
			}
			fit = 1 // a line higher than the page: it must stand somewhere
		}
		f.place(p, from, from+fit, top, b, tag)
		if from += fit; from < n {
			f.newPage()
		}
	}
}

// place draws lines [from, to) of a paragraph below a space.
func (f *flow) place(p *paragraph, from, to int, top float64, b *book.Paragraph, tag Tag) {
	f.y += top
	f.fresh = false
	k := p.look
	x := f.geo.Left
	if from == 0 {
		f.mark(b.Anchor)
		f.border(k.Top, f.y-borderHeight(k.Top)/2, x+k.Left, x+f.width()-k.Right)
	}
	f.lines(p, from, to, x, tag)
	f.gap = 0
	if to == len(p.lines) {
		if h := borderHeight(k.BottomRule); h > 0 {
			f.border(k.BottomRule, f.y+k.BottomRule.Space, x+k.Left, x+f.width()-k.Right)
			f.y += h
		}
		f.gap = k.After
	}
}

// lines draws lines at f.y and moves it down.
func (f *flow) lines(p *paragraph, from, to int, x float64, tag Tag) {
	for i := from; i < to; i++ {
		ln := &p.lines[i]
		f.line(ln, p.runs, x, f.y, p.look.Color, tag)
		f.y += ln.height
	}
}

// line draws one line with its links.
func (f *flow) line(ln *line, runs []book.Run, x, y float64, color string, tag Tag) {
	pg := f.page()
	for i := range ln.pieces {
		pc := &ln.pieces[i]
		if pc.face == nil {
			continue
		}
		c := color
		run := &runs[pc.run]
		if run.Code && f.sheet.Styles[style.CodeRun] != nil {
			c = or(f.sheet.Styles[style.CodeRun].Color, color)
		}
		if run.Out != nil {
			c = style.LinkColor
		}
		in := tag
		if to := or(run.Link, run.Page); to != "" || run.Out != nil {
			in = f.link(Link{X: x + pc.x, Y: y, W: pc.w, H: ln.height, To: to, Out: run.Out}, tag)
		}
		if in != 0 {
			f.said = in
		}
		pg.page.Ops = append(pg.page.Ops, Text{X: x + pc.x, Y: y + ln.base, Face: pc.face, Size: pc.size, Color: c,
			Spacing: pc.spacing, Text: pc.text, Tag: in})
	}
	if ln.leader != nil {
		f.leader(ln, x, y)
	}
}

// link adds a rectangle that leads somewhere, inside an element, and returns the tag of its words. Neighbours that lead to
// the same place are one rectangle; those apart, as on the next line, are one link still if no other words are read between.
func (f *flow) link(k Link, in Tag) Tag {
	pg := f.page()
	if n := len(pg.page.Links); n > 0 {
		l := &pg.page.Links[n-1]
		if l.To == k.To && l.Out == k.Out && f.structure[l.Tag].Parent == in {
			if l.Y == k.Y && k.X-(l.X+l.W) < 1 && k.X >= l.X {
				l.W = k.X + k.W - l.X
				return l.Tag
			}
			if l.Tag == f.said {
				k.Tag = l.Tag
			}
		}
	}
	if k.Tag == 0 && in != 0 {
		k.Tag = f.element(Element{Kind: KindLink, Parent: in})
	}
	pg.page.Links = append(pg.page.Links, k)
	return k.Tag
}

// leader draws the dots of a line. They stand on a grid of the page, so that those of all lines are in step.
func (f *flow) leader(ln *line, x, y float64) {
	var like *piece
	for i := range ln.pieces {
		if ln.pieces[i].face != nil {
			like = &ln.pieces[i]
			break
		}
	}
	if like == nil {
		return
	}
	face, size := like.face, min(like.size, 12)
	const pitch, air = 4, 4 // points
	x1, x2 := x+ln.leader.x1+air, x+ln.leader.x2-air
	first := int(x1/pitch) + 1
	n := int(x2/pitch) - first
	if n < 2 {
		return
	}
	dots := make([]rune, n)
	for i := range dots {
		dots[i] = ln.leader.r
	}
	f.draw(Text{X: float64(first) * pitch, Y: y + ln.base, Face: face, Size: size, Color: "888888",
		Spacing: pitch - face.Advance(ln.leader.r)*size, Text: string(dots)})
}

// borderHeight is what a paragraph border takes up.
func borderHeight(r style.Rule) float64 {
	if r.Width == 0 {
		return 0
	}
	return r.Width + r.Space
}

func (f *flow) border(r style.Rule, y, x1, x2 float64) {
	if r.Width > 0 {
		f.rule(r, x1, y, x2, y)
	}
}

func (f *flow) rule(r style.Rule, x1, y1, x2, y2 float64) {
	f.draw(Line{X1: x1, Y1: y1, X2: x2, Y2: y2, Width: r.Width, Color: r.Color})
}
