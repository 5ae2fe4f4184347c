package book

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"huibian/pipeline/catalog"
	"huibian/pipeline/notice"
)

// fieldSeq is the column of running numbers: counted in the book, whatever the submissions say.
const fieldSeq = "seq"

const fieldSection = "section"

// catalog is the heart of the book: one table a category, or what else the part is made by, on landscape pages.
func (c *composer) catalog(np notice.Part, p *Part) []Block {
	p.Landscape = true
	blocks := []Block{title(p)}
	for i, g := range c.groups {
		name := Ordinal(i+1) + "、" + g.title
		blocks = append(blocks, Heading{
			Level:   2,
			Text:    fmt.Sprintf("%s（%d项）", name, len(g.idx)),
			Anchor:  groupAnchor(g),
			Running: name,
		}, c.table(np.Columns, g, name))
	}
	if len(c.groups) == 0 {
		blocks = append(blocks, line(bodyStyle, "本册没有收录职权事项。"))
	}
	return blocks
}

func groupAnchor(g group) Anchor { return Anchor("category:" + cmp.Or(g.key, "?")) }

func (c *composer) table(columns []notice.Column, g group, name string) *Table {
	t := &Table{Caption: name, Columns: make([]Column, len(columns)), Head: c.head(columns)}
	for i, col := range columns {
		t.Columns[i] = c.column(col)
	}
	t.Body = make([]Row, 0, len(g.idx))
	for k, i := range g.idx {
		it := &c.view.Items[i]
		r := Row{
			Anchor:  c.anchor[i],
			Entry:   &Entry{Code: it.Code, Text: displayName(it)},
			Running: it.Code,
			Cells:   make([]Cell, len(columns)),
		}
		for j, col := range columns {
			r.Cells[j] = c.itemCell(it, col.Field, k+1)
			for _, key := range col.With {
				if text := it.Fields[key]; text != "" {
					r.Cells[j].Paras = append(r.Cells[j].Paras, c.fieldCell(it, key, text).Paras...)
				}
			}
		}
		t.Body = append(t.Body, r)
		if more := c.more(it, columns); more != nil {
			t.Body = append(t.Body, Row{Cells: []Cell{{Paras: more, Cols: len(columns)}}})
		}
	}
	return t
}

// elsewhere are the fields that need no column: the book shows them by its order, or they decide which volume it is.
var elsewhere = map[string]bool{fieldSeq: true, "code": true, "name": true, "category": true, fieldSection: true, "disclosure": true}

// more is what a section wrote into fields that are no column of this book (备注, 子项, 办理条件 …): it stands below the
// item's row, each field under its name, so that no word of a submission is left out.
func (c *composer) more(it *catalog.Item, columns []notice.Column) []Paragraph {
	shown := func(key string) bool {
		return elsewhere[key] || slices.ContainsFunc(columns, func(col notice.Column) bool {
			return col.Field == key || slices.Contains(col.With, key)
		})
	}
	var out []Paragraph
	for _, f := range c.n.Fields {
		text := it.Fields[f.Key]
		if text == "" || shown(f.Key) {
			continue
		}
		out = append(out, Paragraph{From: place(it, f.Key), Runs: []Run{{Text: f.Title + "：", Bold: true}, {Text: text}}})
	}
	return out
}

// head makes one row of column heads, or two where columns share a group.
func (c *composer) head(columns []notice.Column) []Row {
	var top, below Row
	grouped := false
	for _, col := range columns {
		grouped = grouped || col.Group != ""
	}
	for i := 0; i < len(columns); {
		col := columns[i]
		if col.Group == "" {
			cl := centered(c.columnTitle(col))
			if grouped {
				cl.Rows = 2
			}
			top.Cells = append(top.Cells, cl)
			i++
			continue
		}
		n := 0
		for ; i < len(columns) && columns[i].Group == col.Group; i++ {
			below.Cells = append(below.Cells, centered(c.columnTitle(columns[i])))
			n++
		}
		cl := centered(col.Group)
		cl.Cols = n
		top.Cells = append(top.Cells, cl)
	}
	if grouped {
		return []Row{top, below}
	}
	return []Row{top}
}

func (c *composer) columnTitle(col notice.Column) string {
	if col.Title != "" {
		return col.Title
	}
	if f, ok := c.n.Field(col.Field); ok {
		return f.Title
	}
	return col.Field
}

func (c *composer) column(col notice.Column) Column {
	out := Column{}
	if col.Align == "center" {
		out.Align = Center
	}
	out.Short = col.Field == fieldSeq || col.Field == "code"
	return out
}

// itemCell is what the book says of one field of an item. What the section left open stays empty.
func (c *composer) itemCell(it *catalog.Item, key string, seq int) Cell {
	switch key {
	case fieldSeq:
		return cell(fmt.Sprint(seq))
	case "code":
		code := it.Code
		if code == "" {
			return cell("待编")
		}
		return Cell{Paras: []Paragraph{{Runs: []Run{{Text: code, Code: true}}, From: it.Source}}}
	case "name":
		cl := c.fieldCell(it, key, displayName(it))
		if n, ok := c.firstChart(it); ok {
			a := chartAnchor(n)
			number := c.figure(n, true)
			number.Small = true
			cl.Paras = append(cl.Paras, Paragraph{Runs: []Run{{Text: "流程图：", Small: true, Link: a}, number, {Text: "，第", Small: true, Link: a}, {Page: a, Small: true}, {Text: "页", Small: true, Link: a}}})
		}
		return cl
	case "category":
		return c.fieldCell(it, key, it.CategoryName)
	case fieldSection:
		return c.fieldCell(it, key, breakOffice(c.office(it)))
	}
	return c.fieldCell(it, key, it.Fields[key])
}

// office is who does what an item is about, as written; else the section that submitted it.
func (c *composer) office(it *catalog.Item) string {
	return cmp.Or(it.Fields[fieldSection], it.Section)
}

func (c *composer) fieldCell(it *catalog.Item, key, text string) Cell {
	from := place(it, key)
	lines := strings.Split(text, "\n")
	cl := Cell{Paras: make([]Paragraph, 0, len(lines))}
	for _, l := range lines {
		cl.Paras = append(cl.Paras, Paragraph{Runs: []Run{{Text: l}}, From: from})
	}
	return cl
}

// breakOffice sets who holds an office below the section (外资管理科 科长), where one blank divides the two.
func breakOffice(text string) string {
	if strings.Count(text, " ") == 1 {
		return strings.Replace(text, " ", "\n", 1)
	}
	return text
}

// place is the cell that a field of an item came from.
func place(it *catalog.Item, key string) notice.Place {
	if v, ok := it.Values[key]; ok {
		return v.Place
	}
	return it.Source
}

// nameCell names an item outside the catalog, above its code; both lead there.
func (c *composer) nameCell(item int) Cell {
	it := &c.view.Items[item]
	out := Cell{Paras: []Paragraph{{Runs: []Run{{Text: displayName(it), Link: c.anchor[item]}}, From: place(it, "name")}}}
	if it.Code != "" {
		out.Paras = append(out.Paras, Paragraph{Runs: []Run{{Text: it.Code, Code: true, Link: c.anchor[item]}}})
	}
	return out
}

// displayName is the name of an item, or a word that says it has none.
func displayName(it *catalog.Item) string {
	if it.Name == "" {
		return "（未填项目名称）"
	}
	return it.Name
}
