package typeset

import (
	"strconv"

	"huibian/pipeline/book"
	"huibian/pipeline/style"
)

// Measures of a chart, in points.
const (
	chartGap   = 34 // above the chart
	chartPitch = 28 // from bar to bar
	chartBar   = 13
	chartColor = "3D5A6C"
	chartAxis  = 0.7
)

func chartHeight(c book.Chart) float64 {
	return chartGap + chartPitch*float64(len(c.Bars)) + chartPitch
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
	if c.Title != "" {
		f.text(k, c.Title, f.geo.Left, f.y-k.height-6)
	}
	top := f.y
	for i, b := range c.Bars {
		if f.y+chartPitch > f.bottom() {
			f.draw(Line{x0, top, x0, f.y, chartAxis, ""})
			f.newPage()
			f.fresh = false
			top = f.y
		}
		middle := f.y + chartPitch/2
		f.text(k, labels[i], f.geo.Left, middle-k.height/2)
		length := room * float64(b.Value) / float64(most)
		if b.Value > 0 {
			f.draw(Fill{x0, middle - chartBar/2.0, length, chartBar, chartColor})
		}
		f.text(k, strconv.Itoa(b.Value), x0+length+k.Size/2, middle-k.height/2)
		f.y += chartPitch
	}
	f.draw(Line{x0, top, x0, f.y, chartAxis, ""})
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
