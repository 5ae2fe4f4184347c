package typeset

import (
	"strconv"

	"huibian/pipeline/book"
	"huibian/pipeline/style"
)

// Measures of a chart, in points.
const (
	chartGap   = 34 // above the chart
	chartBelow = 12 // below a small one: the table it goes with
	chartColor = "3D5A6C"
	chartAxis  = 0.7
)

// bars are the heights of a bar, and from bar to bar.
func bars(c book.Chart) (bar, pitch float64) {
	if c.Small {
		return 10, 18
	}
	return 13, 28
}

func chartHeight(c book.Chart) float64 {
	_, pitch := bars(c)
	return chartGap + pitch*float64(len(c.Bars)+1)
}

// chart draws horizontal bars, the longest as long as the page allows.
func (f *flow) chart(c book.Chart) {
	if len(c.Bars) == 0 {
		return
	}
	if !f.fresh && f.y+chartHeight(c) > f.bottom() {
		f.newPage()
	}
	k := f.get(style.TableText)
	labelWidth, most := 0.0, 1
	labels := make([]string, len(c.Bars))
	for i, b := range c.Bars {
		labels[i] = spread(b.Label)
		labelWidth = max(labelWidth, f.set(k, style.Left, run(labels[i]), noPlace, 1e6).extent())
		most = max(most, b.Value)
	}
	x0 := f.geo.Left + labelWidth + k.Size
	room := f.geo.Left + f.width() - x0 - 3*k.Size
	f.y += f.gap + chartGap
	f.gap, f.fresh = 0, false
	detail := chartDetail(c)
	tag := f.element(Element{Kind: KindFigure, Detail: detail})
	if c.Title != "" {
		f.text(k, c.Title, f.geo.Left, f.y-k.height-6, tag)
	}
	top, pages := f.y, len(f.pages)
	bar, pitch := bars(c)
	for i, b := range c.Bars {
		if f.y+pitch > f.bottom() {
			f.draw(axis(x0, top, f.y, tag))
			f.newPage()
			f.fresh = false
			top = f.y
		}
		middle := f.y + pitch/2
		f.text(k, labels[i], f.geo.Left, middle-k.height/2, tag)
		length := room * float64(b.Value) / float64(most)
		if b.Value > 0 {
			f.draw(Fill{X: x0, Y: middle - bar/2, W: length, H: bar, Color: chartColor, Tag: tag})
		}
		f.text(k, strconv.Itoa(b.Value), x0+length+k.Size/2, middle-k.height/2, tag)
		f.y += pitch
	}
	f.draw(axis(x0, top, f.y, tag))
	if pages == len(f.pages) {
		detail.X, detail.Y, detail.W, detail.H = f.geo.Left, top-chartGap, f.width(), f.y-top+chartGap
	}
	if c.Small {
		f.gap = chartBelow
	}
}

func axis(x, top, bottom float64, tag Tag) Line {
	return Line{X1: x, Y1: top, X2: x, Y2: bottom, Width: chartAxis, Tag: tag}
}

// chartDetail says what a chart shows: its title, and what its bars stand for.
func chartDetail(c book.Chart) *Detail {
	words := make([]string, len(c.Bars))
	for i, b := range c.Bars {
		words[i] = b.Label + strconv.Itoa(b.Value)
	}
	return &Detail{Text: told(c.Title, words)}
}

// spread pulls a label of two or three characters apart to the width of four, as tables of offices do.
func spread(s string) string {
	r := []rune(s)
	switch len(r) {
	case 2:
		return string(r[0]) + "　　" + string(r[1])
	}
	return s
}
