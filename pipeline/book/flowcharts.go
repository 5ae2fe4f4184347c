package book

import (
	"fmt"
	"slices"
	"strings"

	"huibian/pipeline/catalog"
	"huibian/pipeline/drawing"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

// Flowchart (流程图) is what a volume shows of a chart: the drawing made from its steps, or what the section drew, as it is,
// and what it tells of the elements that the notice demands.
type Flowchart struct {
	Name     string             // of its power, as its caption has it; "" where none tells it
	Drawings []*drawing.Drawing // laid out from its steps, one for each page that it takes
	Carried  *Carried           // what the section drew or wrote besides; nil for nothing
	Told     []Told
	Pictured bool // nobody can read what is on it
	From     notice.Place
}

// Told is what a chart tells of an element.
type Told struct {
	Element int    // of notice.Review.Elements; less than 0 for what is none of them: what is disclosed, where and when (P34)
	Label   string // as written; "" takes the element's name, if it is one
	Text    string
	From    notice.Place
}

// chartAnchor is where the n-th chart stands.
func chartAnchor(n int) Anchor { return Anchor(fmt.Sprintf("chart:%d", n)) }

// firstChart is the number of the chart of an item that the book shows.
func (c *composer) firstChart(it *catalog.Item) (int, bool) {
	if !c.parts[notice.PartFlowcharts] {
		return 0, false
	}
	for _, n := range it.Charts {
		if c.opts.Charts[n] != nil {
			return n, true
		}
	}
	return 0, false
}

// flowcharts shows each chart on a page of its own, in the order of the items, with its elements below (P31–P37). One that
// serves several items stands with the first.
func (c *composer) flowcharts(_ notice.Part, p *Part) []Block {
	blocks := []Block{title(p)}
	for _, n := range c.chartOrder() {
		x := c.opts.Charts[n]
		items := c.served(n)
		first := len(blocks) == 1
		blocks = append(blocks, c.chartHeading(n, x, items, first)...)
		blocks = append(blocks, c.chartLine(n, items))
		for i, d := range x.Drawings {
			if i > 0 {
				blocks = append(blocks, Paragraph{Style: style.TableCenter, Runs: []Run{{Text: displayName(&c.view.Items[items[0]]) + "（续）"}}, Break: true})
			}
			blocks = append(blocks, &Figure{Drawing: d, From: x.From})
		}
		if x.Carried != nil {
			blocks = append(blocks, x.Carried)
		}
		if t := c.elements(x, items); t != nil {
			blocks = append(blocks, t)
		}
	}
	if len(blocks) == 1 {
		return nil
	}
	return blocks
}

// chartOrder are the numbers of the charts that are shown, in the order of the catalog.
func (c *composer) chartOrder() []int {
	var out []int
	seen := map[int]bool{}
	for _, g := range c.groups {
		for _, i := range g.idx {
			for _, n := range c.view.Items[i].Charts {
				if c.opts.Charts[n] != nil && !seen[n] {
					seen[n] = true
					out = append(out, n)
				}
			}
		}
	}
	return out
}

// served are the items that a chart serves, in the order of the catalog, as indexes into the view's.
func (c *composer) served(n int) []int {
	var out []int
	for _, g := range c.groups {
		for _, i := range g.idx {
			if slices.Contains(c.view.Items[i].Charts, n) {
				out = append(out, i)
			}
		}
	}
	return out
}

// chartHeading is the heading of a chart, and hidden ones for the other powers that it serves.
func (c *composer) chartHeading(n int, x *Flowchart, items []int, first bool) []Block {
	it := &c.view.Items[items[0]]
	name := displayName(it)
	if len(items) > 1 && x.Name != "" {
		name = x.Name
	}
	h := Heading{Level: 3, Text: name + "权力运行流程图", Anchor: chartAnchor(n), Running: it.Code, Style: style.ChartTitle,
		Entry: &Entry{Code: it.Code, Text: displayName(it)}, Break: !first}
	out := []Block{h}
	for _, i := range items[1:] {
		other := &c.view.Items[i]
		out = append(out, Heading{Level: 3, Text: displayName(other), Anchor: chartAnchor(n) + Anchor(fmt.Sprintf("/%d", i)), Hidden: true,
			Entry: &Entry{Code: other.Code, Text: displayName(other)}})
	}
	return out
}

// chartLine numbers a chart, and says whose it is and how long the power may take: its code, the statutory limit and the promised
// one (P35);
// of one that serves several, their codes and names.
func (c *composer) chartLine(n int, items []int) Paragraph {
	p := Paragraph{Style: style.TableCenter, Runs: []Run{c.figure(n, false), {Text: "　"}}}
	for k, i := range items {
		it := &c.view.Items[i]
		if k > 0 {
			p.Runs = append(p.Runs, Run{Text: "\n"})
		}
		if it.Code != "" {
			p.Runs = append(p.Runs, Run{Text: "权力编码　"}, Run{Text: it.Code, Code: true, Link: c.anchor[i]})
		}
		if len(items) > 1 {
			p.Runs = append(p.Runs, Run{Text: "　" + displayName(it)})
		}
		if l := limitsLine(it); l != "" {
			p.Runs = append(p.Runs, Run{Text: "　" + l})
		}
	}
	return p
}

// limitsLine is what an item says of its time: 法定时限20日　承诺时限13日.
func limitsLine(it *catalog.Item) string {
	var parts []string
	for _, l := range []struct{ name, key string }{{"法定时限", "statutoryLimit"}, {"承诺时限", "promisedLimit"}} {
		if text := it.Fields[l.key]; text != "" && !strings.Contains(text, "\n") && len([]rune(text)) <= 30 {
			parts = append(parts, l.name+"　"+text)
		}
	}
	return strings.Join(parts, "　")
}

// labelWidth is the width of the names of elements, in points: ten characters and some air.
const labelWidth = 124

// elements is the table of the elements that a chart must show (P33), and of what is disclosed (P34). What the chart does not
// tell behind a label is told by the item's own fields.
func (c *composer) elements(x *Flowchart, items []int) *Table {
	all := c.n.Review.Elements
	if len(all) == 0 && len(x.Told) == 0 {
		return nil
	}
	t := &Table{Caption: "流程图要素", Columns: []Column{{Align: Center, Fixed: labelWidth}, {}}}
	row := func(label string, paras []Paragraph) {
		t.Body = append(t.Body, Row{Cells: []Cell{{Paras: []Paragraph{{Runs: []Run{{Text: label, Bold: true}}}}}, {Paras: paras}}})
	}
	pictured := 0 // elements that nobody can read
	for i := range all {
		label, paras := x.told(i)
		if paras == nil && len(items) == 1 {
			paras = c.byFields(&c.view.Items[items[0]], all[i].Fields)
		}
		if paras == nil && x.Pictured {
			pictured++
			continue
		}
		if paras == nil {
			paras = []Paragraph{{Runs: []Run{{Text: "（未载明）"}}}}
		}
		if label == "" {
			label = all[i].Name
		}
		row(label, paras)
	}
	if pictured > 0 {
		label := "其余要素"
		if len(t.Body) == 0 {
			label = "各项要素"
		}
		row(label, []Paragraph{{Runs: []Run{{Text: "见图"}}}})
	}
	for i := range x.Told {
		if w := &x.Told[i]; w.Element < 0 && w.Text != "" {
			row(w.Label, w.paras())
		}
	}
	if len(t.Body) == 0 {
		return nil
	}
	return t
}

// told are the words of a chart on an element. The label is the chart's own where it names more than the element.
func (x *Flowchart) told(element int) (label string, paras []Paragraph) {
	for i := range x.Told {
		w := &x.Told[i]
		if w.Element != element || w.Text == "" {
			continue
		}
		if paras == nil {
			label = w.Label
		}
		paras = append(paras, w.paras()...)
	}
	return label, paras
}

func (w *Told) paras() []Paragraph {
	var out []Paragraph
	for l := range strings.SplitSeq(w.Text, "\n") {
		out = append(out, Paragraph{Runs: []Run{{Text: l}}, From: w.From})
	}
	return out
}

// byFields are the words of an item's field, the first of those that has any.
func (c *composer) byFields(it *catalog.Item, keys []string) []Paragraph {
	for _, key := range keys {
		if text := it.Fields[key]; text != "" {
			return c.fieldCell(it, key, text).Paras
		}
	}
	return nil
}
