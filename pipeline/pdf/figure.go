package pdf

import (
	"fmt"
	"math"
	"strings"

	"huibian/pipeline/drawing"
	"huibian/pipeline/typeset"
)

// path paints a figure of lines and curves.
func (p *painter) path(f typeset.Path) {
	fill, stroke := f.Fill != "", f.Stroke.Width > 0
	if !fill && !stroke {
		return
	}
	p.mark(f.Tag)
	if fill {
		p.setFill(f.Fill)
	}
	if stroke {
		p.setStroke(f.Stroke.Color, f.Stroke.Width, f.Stroke.Dash)
	}
	at := func(q drawing.Point) { p.numbers(f.X+q.X, p.height-f.Y-q.Y) }
	for _, path := range f.Paths {
		for _, g := range path.Segments {
			switch g.Kind {
			case drawing.Move:
				at(g.To)
				p.out = append(p.out, "m\n"...)
			case drawing.Straight:
				at(g.To)
				p.out = append(p.out, "l\n"...)
			case drawing.Cubic:
				at(g.A)
				at(g.B)
				at(g.To)
				p.out = append(p.out, "c\n"...)
			}
		}
		if path.Closed {
			p.out = append(p.out, "h\n"...)
		}
	}
	switch {
	case fill && stroke:
		p.out = append(p.out, "B\n"...)
	case fill:
		p.out = append(p.out, "f\n"...)
	default:
		p.out = append(p.out, "S\n"...)
	}
}

// setStroke writes colour, width and dashes of lines where they change.
func (p *painter) setStroke(color string, width float64, dash []float64) {
	if color != p.stroke {
		p.stroke = color
		p.color(color, "RG\n")
	}
	if width != p.width {
		p.width = width
		p.numbers(width)
		p.out = append(p.out, "w\n"...)
	}
	var b strings.Builder
	for _, d := range dash {
		fmt.Fprintf(&b, "%.2f ", max(d, 0))
	}
	if d := b.String(); d != p.dash {
		p.dash = d
		p.out = append(append(append(p.out, '['), d...), "] 0 d\n"...)
	}
}

// image paints a picture: its box turned and flipped about its middle, and what is cropped off clipped.
func (p *painter) image(m typeset.Image) {
	name := p.images.name(m.Raster)
	w, h := m.W, m.H
	wide, high := 1-m.Crop.Left-m.Crop.Right, 1-m.Crop.Top-m.Crop.Bottom
	if w <= 0 || h <= 0 || wide <= 0 || high <= 0 {
		return
	}
	p.mark(m.Tag)
	sin, cos := math.Sincos(m.Turn * math.Pi / 180)
	fx, fy := sign(m.FlipX), sign(m.FlipY)
	cx, cy := m.X+w/2, p.height-m.Y-h/2
	a, b, c, d := cos*fx, -sin*fx, sin*fy, cos*fy
	p.out = append(p.out, "q "...)
	for _, v := range []float64{a, b, c, d} {
		p.out = append(appendNumber(p.out, v, 6), ' ')
	}
	p.numbers(cx-a*w/2-c*h/2, cy-b*w/2-d*h/2)
	p.out = append(p.out, "cm\n"...)
	if wide < 1 || high < 1 {
		p.numbers(0, 0, w, h)
		p.out = append(p.out, "re W n\n"...)
	}
	w, h = w/wide, h/high
	p.numbers(w, 0, 0, h, -m.Crop.Left*w, -m.Crop.Bottom*h)
	p.out = append(append(p.out, "cm /"...), name...)
	p.out = append(p.out, " Do Q\n"...)
}

func sign(flipped bool) float64 {
	if flipped {
		return -1
	}
	return 1
}

// slant is the tangent of the angle by which oblique letters lean.
const slant = 0.2126

// place writes where a text begins, and how it is turned or leans.
func (p *painter) place(t typeset.Text) {
	if t.Turn == 0 && !t.Slant {
		p.numbers(t.X, p.height-t.Y)
		p.out = append(p.out, "Td ("...)
		return
	}
	sin, cos := math.Sincos(t.Turn * math.Pi / 180)
	lean := 0.0
	if t.Slant {
		lean = slant
	}
	for _, v := range []float64{cos, -sin, cos*lean + sin, cos - sin*lean} {
		p.out = append(appendNumber(p.out, v, 6), ' ')
	}
	p.numbers(t.X, p.height-t.Y)
	p.out = append(p.out, "Tm ("...)
}
