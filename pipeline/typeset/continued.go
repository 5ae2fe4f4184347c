package typeset

import (
	"slices"

	"huibian/pipeline/book"
	"huibian/pipeline/style"
)

// What tells a reader that something began overleaf. Word can say neither, so neither takes room of its own.
const (
	continuedTable = "续表"
	continuedRow   = "（续）"
)

var artifact Tag // of what is none of the book's words

// continued says above the repeated head, at the right end of the gap below the running header, that the table began
// before. A table without a head begins with a row like any other.
func (g *grid) continued() {
	f := g.f
	k := f.get(style.Header)
	const air = 2 // points, to the table
	y := f.y - k.height - air
	if len(g.head) == 0 || y < f.geo.Header+k.height+k.BottomRule.Space+air {
		return
	}
	p := f.set(k, style.Left, run(continuedTable), noPlace, 1e6)
	f.line(&p.lines[0], p.runs, g.x[len(g.x)-1]-p.extent(), y, k.Color, artifact)
}

// again repeats the number, or the name, that a row divided over pages begins with, if the rest of the row down to bottom
// is high enough for it.
func (g *grid) again(r *rowBox, y, bottom float64) {
	c := &r.cells[0]
	if len(r.cells) < 2 || len(c.paras) != 1 {
		return
	}
	p := c.paras[0]
	if n := len(p.lines); n > 2 || len(p.lines[0].pieces) == 0 { // a text, not a name; or nothing
		return
	}
	f := g.f
	look := &f.sheet.Table
	y += look.PadY + look.InsideH.Width/2
	x := g.x[c.col] + look.PadX
	p = f.set(p.look, p.align, append(slices.Clone(p.runs), book.Run{Text: "\n" + continuedRow, Small: true}), noPlace, p.width)
	if y+p.height() > bottom+slack {
		return
	}
	for i := range p.lines {
		f.line(&p.lines[i], p.runs, x, y, p.look.Color, artifact)
		y += p.lines[i].height
	}
}
