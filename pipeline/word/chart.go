package word

import (
	"sort"
	"strconv"

	"github.com/unidoc/unioffice/schema/soo/wml"

	"huibian/pipeline/book"
	"huibian/pipeline/style"
)

// The measures of a bar chart in points, after the statistics page of the model (look.html: labels 20 mm wide, bars
// 4.6 mm high every 10 mm, the longest 96 mm).
const (
	chartLabel   = 56.7
	chartBar     = 13
	chartGap     = 15.3
	chartLongest = 272
	chartColor   = "3D5A6C"
	chartAxis    = 0.7
)

// chart draws a bar chart as a table: shaded cells stay where they are in every word processor, can be edited by hand
// and need no second program, which text boxes and embedded charts do.
func (w *writer) chart(c *book.Chart, landscape bool) {
	if c.Title != "" {
		p := w.styled(style.TableHead)
		p.properties().Spacing = &wml.CT_Spacing{BeforeAttr: unsignedPtr(twips(18)), AfterAttr: unsignedPtr(twips(6))}
		p.line.text(c.Title, look{})
		w.add(p)
	}
	if len(c.Bars) == 0 {
		return
	}
	ends, edges := chartEdges(c.Bars, w.room(landscape))
	w.beginTable(edges, nil, c.Title)
	for i, b := range c.Bars {
		if i > 0 {
			w.chartRow(edges, edges[1], chartGap, "", "")
		}
		w.chartRow(edges, ends[i], chartBar, b.Label, strconv.Itoa(b.Value))
	}
	w.endTable()
}

// chartEdges is where each bar ends and the edges of the columns that all bars together need.
func chartEdges(bars []book.Bar, room float64) (ends, edges []int64) {
	greatest := 1
	for _, b := range bars {
		greatest = max(greatest, b.Value)
	}
	longest := min(chartLongest, room-2*chartLabel)
	edges = []int64{0, twips(chartLabel)}
	for _, b := range bars {
		end := edges[1]
		if b.Value > 0 {
			end += max(twips(longest*float64(b.Value)/float64(greatest)), twips(1))
			edges = append(edges, end)
		}
		ends = append(ends, end)
	}
	edges = append(edges, twips(room))
	sort.Slice(edges, func(i, j int) bool { return edges[i] < edges[j] })
	out := edges[:1]
	for _, e := range edges[1:] {
		if e != out[len(out)-1] {
			out = append(out, e)
		}
	}
	return ends, out
}

// chartRow writes a row of the drawing: label, bar up to end, value. Without a label it is the gap between two bars.
func (w *writer) chartRow(edges []int64, end int64, height float64, label, value string) {
	h := unsigned(twips(height))
	out := append([]byte("<w:tr>"), must(&wml.CT_TrPr{CantSplit: []*wml.CT_OnOff{on()},
		TrHeight: []*wml.CT_Height{{ValAttr: &h, HRuleAttr: wml.ST_HeightRuleExact}}}, "w:trPr")...)
	from := 0
	cell := func(to int64, text string, pr *wml.CT_TcPr) {
		n := from
		for edges[n] < to {
			n++
		}
		pr.TcW, pr.VAlign = width(edges[n]-edges[from]), &wml.CT_VerticalJc{ValAttr: wml.ST_VerticalJcCenter}
		if n-from > 1 {
			pr.GridSpan = number(n - from)
		}
		p := w.styled(style.TableText)
		own := p.properties()
		own.KeepNext, own.Spacing, own.Jc = on(), exactly(height), justified(wml.ST_JcLeft)
		p.line.text(text, look{})
		out = append(append(out, "<w:tc>"...), must(pr, "w:tcPr")...)
		out = append(p.append(out), "</w:tc>"...)
		from = n
	}
	cell(edges[1], label, &wml.CT_TcPr{TcBorders: &wml.CT_TcBorders{Right: border(chartAxis, "111111")}})
	if end > edges[1] {
		cell(end, "", &wml.CT_TcPr{Shd: shade(chartColor)})
	}
	if value != "" {
		value = " " + value
	}
	cell(edges[len(edges)-1], value, &wml.CT_TcPr{})
	w.raw(append(out, "</w:tr>"...))
}
