package typeset

import (
	"strings"

	"huibian/pipeline/book"
	"huibian/pipeline/drawing"
)

// Element is a node of the structure of a part, by which a screen reader finds its way: a heading, a table, a cell of it.
// Elements stand in reading order, parents before what they hold.
type Element struct {
	Kind       Kind
	Cols, Rows uint16  // of a cell: over how many it reaches
	Parent     Tag     // 0: the part
	Detail     *Detail // nil for most
}

// Detail is what is said of an element beside its place.
type Detail struct {
	Text       string  // title of a part; what a table is about; what a figure shows, for whoever cannot see it
	X, Y, W, H float64 // of a figure that stands on one page; else 0
}

// Tag names the element that an op belongs to: its index in Layout.Structure[Page.Part]. 0, the part itself, is for what is
// none of its words and a screen reader passes over: running headers, page numbers, leaders, rules, stamps, and the head of
// a table where it is repeated.
type Tag int32

// Kind is the type of an element.
type Kind uint8

// The kinds of elements, each of the standard type that it is called after (ISO 32000-1, 14.8.4). There are two of TH: one
// heads its column, the other its row.
const (
	KindPart Kind = iota // the first element of each part
	KindH1
	KindH2
	KindH3
	KindP
	KindTOC
	KindTOCI
	KindTable
	KindTR
	KindTH
	KindRowTH
	KindTD
	KindLink
	KindFigure
)

var kindNames = [...]string{"Part", "H1", "H2", "H3", "P", "TOC", "TOCI", "Table", "TR", "TH", "TH", "TD", "Link", "Figure"}

// String is the standard type.
func (k Kind) String() string { return kindNames[k] }

// element adds an element to the structure of the part.
func (f *flow) element(e Element) Tag {
	f.structure = append(f.structure, e)
	return Tag(len(f.structure) - 1)
}

// tableElements adds the elements of a table, and tells the cells of rows theirs.
func (f *flow) tableElements(t *book.Table, head, body []rowBox) {
	e := Element{Kind: KindTable}
	if t.Caption != "" {
		e.Detail = &Detail{Text: t.Caption}
	}
	table := f.element(e)
	f.rowElements(table, head, func(*rowBox, *cellBox) Kind { return KindTH })
	f.rowElements(table, body, func(r *rowBox, c *cellBox) Kind {
		if r.row.Group || len(head) == 0 && c.col == 0 && c.bold() {
			return KindRowTH
		}
		return KindTD
	})
}

// rowElements adds the elements of rows and cells. The paragraphs of a cell that has several follow it.
func (f *flow) rowElements(table Tag, rows []rowBox, kind func(*rowBox, *cellBox) Kind) {
	for i := range rows {
		tr := f.element(Element{Kind: KindTR, Parent: table})
		for k := range rows[i].cells {
			c := &rows[i].cells[k]
			c.tag = f.element(Element{Kind: kind(&rows[i], c), Parent: tr, Cols: uint16(c.cols), Rows: uint16(min(c.rows, len(rows)-i))})
			for range c.paras {
				if len(c.paras) > 1 {
					f.element(Element{Kind: KindP, Parent: c.tag})
				}
			}
		}
	}
}

// of is the tag of a paragraph of a cell.
func (c *cellBox) of(para int) Tag {
	if c.tag == 0 || len(c.paras) == 1 {
		return c.tag
	}
	return c.tag + 1 + Tag(para)
}

// bold reports whether all words of a cell are: in a table without a head they name the row.
func (c *cellBox) bold() bool {
	for _, p := range c.paras {
		for i := range p.runs {
			if !p.runs[i].Bold {
				return false
			}
		}
	}
	return len(c.paras) > 0
}

// figureElement adds the element of a drawing, which says what stands above it, its own title, and all its words.
func (f *flow) figureElement(d *drawing.Drawing, x, y, scale float64) Tag {
	name := f.title
	if !strings.Contains(name, d.Title) {
		name = strings.TrimPrefix(name+"，"+d.Title, "，")
	}
	var words []string
	for _, n := range d.Nodes {
		switch n := n.(type) {
		case *drawing.Shape:
			if w := wordsOf(n.Words); w != "" {
				words = append(words, w)
			}
		case *drawing.Image:
			if n.Title != "" {
				words = append(words, n.Title)
			}
		}
	}
	return f.element(Element{Kind: KindFigure, Detail: &Detail{Text: told(name, words), X: x, Y: y, W: d.Width * scale, H: d.Height * scale}})
}

// told joins the name of a figure and what it says. No figure is without a text: that would be a figure nobody told of.
func told(name string, words []string) string {
	name = or(name, "图")
	if len(words) == 0 {
		return name
	}
	return name + "：" + strings.Join(words, "；")
}

func wordsOf(w *drawing.Words) string {
	if w == nil {
		return ""
	}
	var b strings.Builder
	for i := range w.Paras {
		for k := range w.Paras[i].Runs {
			b.WriteString(w.Paras[i].Runs[k].Text)
		}
	}
	return strings.TrimSpace(b.String())
}
