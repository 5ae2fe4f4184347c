package word

import (
	"slices"
	"strconv"

	"github.com/unidoc/unioffice/schema/soo/wml"

	"huibian/pipeline/book"
	"huibian/pipeline/style"
)

// The measures of a bar chart in points: those of the layout.
const (
	chartAbove = 34 // above the first bar; the title stands in it, chartBelow above the bars
	chartBelow = 6
	chartColor = "3D5A6C"
	chartAxis  = 0.7
	chartAfter = 12 // below a small chart: the table it goes with
)

// bars are the heights of a bar, and from bar to bar.
func bars(c *book.Chart) (bar, pitch float64) {
	if c.Small {
		return 10, 18
	}
	return 13, 28
}

// chart draws a bar chart as a table: shaded cells stay where they are in every word processor, can be edited by hand
// and need no second program, which text boxes and embedded charts do.
func (w *writer) chart(c *book.Chart, landscape bool) {
	if len(c.Bars) == 0 {
		return
	}
	if c.Title != "" {
		p := w.styled(style.TableText)
		own := p.properties()
		own.KeepNext = on()
		line := w.sheet.Styles[style.TableText].Line
		own.Spacing = &wml.CT_Spacing{BeforeAttr: unsignedPtr(twips(max(chartAbove-chartBelow-line, 0))), AfterAttr: unsignedPtr(twips(chartBelow))}
		p.line.text(c.Title, look{})
		w.add(p)
	}
	bar, pitch := bars(c)
	edge := (pitch - bar) / 2
	d := w.plot(c.Bars, w.room(landscape))
	w.beginTable(d.edges, nil, c.Title)
	d.row(edge, nil, true)
	for i := range c.Bars {
		d.row(bar, &c.Bars[i], true)
		last := i == len(c.Bars)-1
		gap := pitch - bar
		if last {
			gap = edge
		}
		d.row(gap, nil, !last)
	}
	w.endTable()
	if c.Small {
		w.add(&paragraph{own: &wml.CT_PPr{SnapToGrid: off(), Spacing: exactly(chartAfter)}, line: line{w: w}})
	}
}

// plot is a chart being written: the columns that all its bars together need.
type plot struct {
	w     *writer
	axis  int64   // where the bars begin, twips
	edges []int64 // of the columns, twips
	unit  float64 // length of a bar of 1, points
	em    float64 // size of the text
}

// plot measures a chart: labels one character from the bars, and room for a value behind the longest.
func (w *writer) plot(bars []book.Bar, room float64) *plot {
	d := &plot{w: w, em: w.sheet.Styles[style.TableText].Size}
	label, most := 0.0, 1
	for _, b := range bars {
		label = max(label, ems(b.Label)*d.em)
		most = max(most, b.Value)
	}
	axis := min(label+d.em, room/2)
	d.axis, d.unit = twips(axis), max(room-axis-3*d.em, 1)/float64(most)
	d.edges = []int64{0, d.axis, twips(room)}
	for i := range bars {
		d.edges = append(d.edges, d.end(&bars[i]))
	}
	slices.Sort(d.edges)
	d.edges = slices.Compact(d.edges)
	return d
}

// ems is about how wide a text is: Chinese characters are as wide as high, others half of that.
func ems(s string) float64 {
	n := 0.0
	for _, r := range s {
		if r < 0x2E80 {
			n -= 0.5
		}
		n++
	}
	return n
}

// end is the right end of a bar in twips. A bar is never too short to be seen.
func (d *plot) end(b *book.Bar) int64 {
	if b.Value <= 0 {
		return d.axis
	}
	return d.axis + max(twips(d.unit*float64(b.Value)), twips(1))
}

// row writes a row of the drawing: label, bar and value, or, without a bar, the space between two. keep keeps it with the
// next.
func (d *plot) row(height float64, b *book.Bar, keep bool) {
	h := unsigned(twips(height))
	out := append([]byte("<w:tr>"), must(&wml.CT_TrPr{CantSplit: []*wml.CT_OnOff{on()},
		TrHeight: []*wml.CT_Height{{ValAttr: &h, HRuleAttr: wml.ST_HeightRuleExact}}}, "w:trPr")...)
	from := 0
	cell := func(to int64, text string, indent float64, pr *wml.CT_TcPr) {
		n := slices.Index(d.edges, to)
		pr.TcW, pr.VAlign = width(d.edges[n]-d.edges[from]), &wml.CT_VerticalJc{ValAttr: wml.ST_VerticalJcCenter}
		if n-from > 1 {
			pr.GridSpan = number(n - from)
		}
		p := d.w.styled(style.TableText)
		own := p.properties()
		own.Spacing, own.Jc = exactly(height), justified(wml.ST_JcLeft)
		if keep {
			own.KeepNext = on()
		}
		if indent > 0 {
			left := signed(twips(indent))
			own.Ind = &wml.CT_Ind{LeftAttr: &left}
		}
		p.line.text(text, look{})
		out = append(append(out, "<w:tc>"...), must(pr, "w:tcPr")...)
		out = append(p.append(out), "</w:tc>"...)
		from = n
	}
	label, value, end := "", "", d.axis
	if b != nil {
		label, value, end = b.Label, strconv.Itoa(b.Value), d.end(b)
	}
	cell(d.axis, label, 0, &wml.CT_TcPr{TcBorders: &wml.CT_TcBorders{Right: border(chartAxis, "")}})
	if end > d.axis {
		cell(end, "", 0, &wml.CT_TcPr{Shd: shade(chartColor)})
	}
	cell(d.edges[len(d.edges)-1], value, d.em/2, &wml.CT_TcPr{})
	d.w.raw(append(out, "</w:tr>"...))
}
