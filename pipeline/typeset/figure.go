package typeset

import (
	"math"
	"slices"

	"huibian/pipeline/book"
	"huibian/pipeline/drawing"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

// Measures of a figure, in points.
const (
	wordSize     = 10.5 // of words whose size nobody has said
	leastWords   = 0.55 // how far words are made smaller to fit their shape
	wordsLeading = 1.25 // from line to line, in sizes
)

func (f *flow) figureHeight(b *book.Figure) float64 {
	return book.FigureAbove + b.Drawing.Height*b.Scale(f.width(), f.room()) + book.FigureBelow
}

// figure paints a drawing in the middle of the page, as a whole.
func (f *flow) figure(b *book.Figure) {
	d := b.Drawing
	scale := b.Scale(f.width(), f.room())
	height := book.FigureAbove + d.Height*scale
	if !f.fresh && f.y+f.gap+height > f.bottom()+slack {
		f.newPage()
	}
	if !f.fresh {
		f.y += f.gap + book.FigureAbove
	}
	f.gap, f.fresh = book.FigureBelow, false
	f.mark(b.Anchor)
	p := painter{flow: f, x: f.geo.Left + (f.width()-d.Width*scale)/2, y: f.y, scale: scale, from: b.From}
	p.tag = f.figureElement(d, p.x, p.y, scale)
	for _, n := range d.Nodes {
		switch n := n.(type) {
		case *drawing.Shape:
			p.path(n.Outline(), n.Fill, n.Stroke)
			if n.Words != nil {
				p.words(n)
			}
		case *drawing.Line:
			heads, line := n.Heads()
			p.path([]drawing.Path{line}, "", n.Stroke)
			if len(heads) > 0 {
				p.path(heads, or(n.Stroke.Color, "000000"), drawing.Stroke{})
			}
		case *drawing.Image:
			p.image(n)
		}
	}
	f.y += d.Height * scale
}

// painter puts a drawing on a page.
type painter struct {
	*flow
	x, y, scale float64
	from        notice.Place
	tag         Tag
}

// path paints outlines. Filled and bare ones are told apart: what is not filled must not be, whatever stands beside it.
func (p *painter) path(paths []drawing.Path, fill string, stroke drawing.Stroke) {
	stroke.Width *= p.scale
	if stroke.Dash != nil {
		stroke.Dash = slices.Clone(stroke.Dash)
		for i := range stroke.Dash {
			stroke.Dash[i] *= p.scale
		}
	}
	for _, one := range paths {
		op := Path{X: p.x, Y: p.y, Paths: []drawing.Path{one.Scaled(p.scale)}, Fill: fill, Stroke: stroke, Tag: p.tag}
		if one.NoFill {
			op.Fill = ""
		}
		if one.NoStroke {
			op.Stroke = drawing.Stroke{}
		}
		if op.Fill != "" || op.Stroke.Width > 0 {
			p.draw(op)
		}
	}
}

func (p *painter) image(n *drawing.Image) {
	op := Image{X: p.x + n.X*p.scale, Y: p.y + n.Y*p.scale, W: n.W * p.scale, H: n.H * p.scale, Turn: n.Turn, FlipX: n.FlipX, FlipY: n.FlipY,
		Crop: n.Crop, Raster: n.Raster, Tag: p.tag}
	p.draw(op)
	if n.Stroke.Width > 0 {
		frame := drawing.Shape{Preset: drawing.Rect, X: n.X, Y: n.Y, W: n.W, H: n.H, Turn: n.Turn}
		p.path(frame.Outline(), "", n.Stroke)
	}
}

// words sets the words of a shape in their rectangle. Where they are more than it holds, they are made smaller, as far as they
// can still be read, and then stand over its edges: no word is left out.
func (p *painter) words(s *drawing.Shape) {
	w := s.Words
	left, top, right, bottom := w.Left, w.Top, s.W-w.Right, s.H-w.Bottom
	width, height := (right-left)*p.scale, (bottom-top)*p.scale
	high := s.H * p.scale
	turned := math.Mod(w.Turn+360, 180) == 90
	if turned {
		width, height, high = height, width, s.W*p.scale
	}
	if w.NoWrap {
		width = 1e4
	}
	var set []*paragraph
	var total float64
	for shrink := 1.0; ; shrink *= 0.92 {
		set, total = p.setWords(w, max(width, 1), p.scale*shrink)
		if total <= max(height, high-2)+slack || shrink*0.92 < leastWords { // the air above and below is for them as well
			break
		}
	}
	y := 0.0
	switch w.Anchor {
	case drawing.Middle:
		y = (height - total) / 2
	case drawing.Bottom:
		y = height - total
	}
	// Where the words begin, as seen from their middle, which is what they are turned about.
	middleX, middleY := p.x+(s.X+(left+right)/2)*p.scale, p.y+(s.Y+(top+bottom)/2)*p.scale
	if w.NoWrap {
		width = p.natural(w, set, (right-left)*p.scale)
	}
	turn := w.Turn + upright(s.Turn)
	sin, cos := math.Sincos(turn * math.Pi / 180)
	for i, para := range set {
		y += w.Paras[i].Before * p.scale
		for k := range para.lines {
			ln := &para.lines[k]
			for j := range ln.pieces {
				pc := &ln.pieces[j]
				if pc.face == nil {
					continue
				}
				run := &w.Paras[i].Runs[pc.run]
				dx, dy := pc.x-width/2, y+ln.base-height/2
				x0, y0 := middleX+dx*cos-dy*sin, middleY+dx*sin+dy*cos
				p.draw(Text{X: x0, Y: y0, Face: pc.face, Size: pc.size, Color: run.Color, Spacing: pc.spacing, Turn: turn, Slant: run.Italic, Text: pc.text, Tag: p.tag})
				if run.Under {
					p.draw(Path{X: x0, Y: y0, Tag: p.tag, Stroke: drawing.Stroke{Width: pc.size / 20, Color: run.Color}, Paths: []drawing.Path{{NoFill: true, Segments: []drawing.Segment{
						{Kind: drawing.Move, To: drawing.Point{X: -sin * pc.size * 0.14, Y: cos * pc.size * 0.14}},
						{Kind: drawing.Straight, To: drawing.Point{X: pc.w*cos - sin*pc.size*0.14, Y: pc.w*sin + cos*pc.size*0.14}}}}}})
				}
			}
			y += ln.height
		}
		y += w.Paras[i].After * p.scale
	}
}

// upright keeps the words of a turned shape readable: as Word does, they turn with it.
func upright(turn float64) float64 { return turn }

// natural is the width in which words that are not broken stand: lines are aligned in the widest of them, or in their
// rectangle where that is wider.
func (p *painter) natural(w *drawing.Words, set []*paragraph, rect float64) float64 {
	width := rect
	for _, para := range set {
		width = max(width, para.extent())
	}
	for i, para := range set {
		for k := range para.lines {
			ln := &para.lines[k]
			n := len(ln.pieces)
			if n == 0 {
				continue
			}
			shift := -ln.pieces[0].x
			used := ln.pieces[n-1].x + ln.pieces[n-1].w - ln.pieces[0].x
			switch w.Paras[i].Align {
			case drawing.Center:
				shift += (width - used) / 2
			case drawing.Right:
				shift += width - used
			}
			for j := range ln.pieces {
				ln.pieces[j].x += shift
			}
		}
	}
	return width
}

var wordAligns = map[drawing.Align]style.Align{drawing.Left: style.Left, drawing.Center: style.Center, drawing.Right: style.Right, drawing.Justify: style.Justify}

// setWords sets paragraphs of words to a width, at a scale. The height is that of all, with the space between them.
func (p *painter) setWords(w *drawing.Words, width, scale float64) (out []*paragraph, height float64) {
	for i := range w.Paras {
		para := &w.Paras[i]
		k := p.wordLook(para, scale)
		runs := make([]book.Run, len(para.Runs))
		for j := range para.Runs {
			runs[j].Text = para.Runs[j].Text
		}
		align := wordAligns[para.Align]
		if w.NoWrap {
			align = style.Left
		}
		set := p.set(k, align, runs, p.from, width)
		out = append(out, set)
		height += set.height() + (para.Before+para.After)*p.scale
	}
	return out, height
}

// wordLook is the look of a paragraph of words; each run has fonts of its own.
func (p *painter) wordLook(para *drawing.Para, scale float64) *look {
	base := p.get(style.TableText)
	size := 0.0
	var sets []fontset
	for i := range para.Runs {
		r := &para.Runs[i]
		of := or(r.Size, wordSize) * scale
		size = max(size, of)
		sets = append(sets, fontset{chain: p.fonts.Chain(or(r.Font, base.EastAsia), or(r.Latin, base.Latin), r.Bold), size: of, color: r.Color})
	}
	if size == 0 {
		size = wordSize * scale
	}
	st := style.Style{EastAsia: base.EastAsia, Latin: base.Latin, Size: size}
	k := &look{Style: &st, runs: sets}
	k.plain = fontset{chain: p.fonts.Chain(st.EastAsia, st.Latin, false), size: size}
	k.height = or(para.Leading*scale, size*wordsLeading)
	k.base = (k.height-size)/2 + emAscent*size
	return k
}
