package book

import (
	"cmp"
	"fmt"

	"huibian/pipeline/catalog"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

// Revision (修订) is what has changed in one volume from an edition to a later one.
type Revision struct {
	Old, New string // labels of the editions
	Changes  []catalog.Change
}

// changeGroups are the kinds of changes in the order of the table.
var changeGroups = []struct {
	kind catalog.ChangeKind
	word string
}{
	{catalog.Added, "新增"}, {catalog.Changed, "内容变更"}, {catalog.Renumbered, "编码变更"}, {catalog.Abolished, "废止"},
}

// ChangeWord is what a kind of change is called.
func ChangeWord(k catalog.ChangeKind) string {
	for _, g := range changeGroups {
		if g.kind == k {
			return g.word
		}
	}
	return string(k)
}

// Summary says how many changes there are of each kind.
func (r *Revision) Summary() string {
	n := map[catalog.ChangeKind]int{}
	for _, x := range r.Changes {
		n[x.Kind]++
	}
	if len(r.Changes) == 0 {
		return fmt.Sprintf("“%s”与“%s”相比，没有变化。", r.New, r.Old)
	}
	text := fmt.Sprintf("“%s”与“%s”相比", r.New, r.Old)
	for _, g := range changeGroups {
		if n[g.kind] > 0 {
			text += fmt.Sprintf("，%s%d项", g.word, n[g.kind])
		}
	}
	return text + "。"
}

// Table (修订对照表) shows the changes by their kinds, what a field said before beside what it says now. The six columns have
// no widths yet. link gives the anchor of an item by its code; nil for none.
func (r *Revision) Table(link func(code string) Anchor) *Table {
	t := &Table{Caption: "修订对照表", Columns: []Column{{Align: Center, Short: true}, {Align: Center, Short: true}, {}, {Align: Center}, {}, {}}}
	var head Row
	for _, name := range []string{"序号", "权力编码", "项目名称", "栏　目", "原内容", "现内容"} {
		head.Cells = append(head.Cells, centered(name))
	}
	t.Head = []Row{head}
	no := 0
	for _, g := range changeGroups {
		var rows []Row
		count := 0
		for i := range r.Changes {
			if r.Changes[i].Kind == g.kind {
				no++
				count++
				rows = append(rows, changeRows(no, &r.Changes[i], link)...)
			}
		}
		if count > 0 {
			t.Body = append(t.Body, Row{Group: true, Cells: []Cell{cell(fmt.Sprintf("%s（%d项）", g.word, count))}})
			t.Body = append(t.Body, rows...)
		}
	}
	return t
}

// changeRows are the rows of one change: one for each field that differs. What came or went as a whole has one.
func changeRows(no int, c *catalog.Change, link func(code string) Anchor) []Row {
	e := c.New
	if e == nil {
		e = c.Old
	}
	code := Cell{Paras: []Paragraph{codeLine("", e.Code)}}
	if c.Old != nil && c.New != nil && c.Old.Code != c.New.Code {
		code.Paras = []Paragraph{codeLine("原　", cmp.Or(c.Old.Code, "（无编码）")), codeLine("现　", c.New.Code)}
	}
	name := cell(e.Name)
	if link != nil && c.New != nil {
		name.Paras[0].Runs[0].Link = link(c.New.Code)
	}
	fields := c.Fields
	if len(fields) == 0 {
		whole, says := catalog.FieldChange{Title: "整项"}, e.CategoryName+"　"+e.Section
		switch c.Kind {
		case catalog.Added:
			whole.New = says
		case catalog.Abolished:
			whole.Old = says
		}
		fields = []catalog.FieldChange{whole}
	}
	var rows []Row
	for i, f := range fields {
		r := Row{Running: e.Code}
		if i == 0 {
			for _, first := range []Cell{cell(fmt.Sprint(no)), code, name} {
				first.Rows = len(fields)
				r.Cells = append(r.Cells, first)
			}
		}
		r.Cells = append(r.Cells, words(f.Title), words(f.Old), words(f.New))
		rows = append(rows, r)
	}
	return rows
}

func codeLine(before, code string) Paragraph {
	return Paragraph{Runs: []Run{{Text: before + code, Code: true}}}
}

// words is a cell of a text, empty where there is none.
func words(text string) Cell {
	if text == "" {
		return Cell{}
	}
	return cell(text)
}

// changes is what has changed since the edition before (P41); nothing where there was none.
func (c *composer) changes(_ notice.Part, p *Part) []Block {
	r := c.opts.Revision
	if r == nil {
		return nil
	}
	blocks := []Block{title(p), line(style.Small, r.Summary())}
	if len(r.Changes) == 0 {
		return blocks
	}
	p.Landscape = true
	known := map[string]Anchor{}
	for i := range c.view.Items {
		if code := c.view.Items[i].Code; code != "" {
			known[code] = c.anchor[i]
		}
	}
	t := r.Table(func(code string) Anchor { return known[code] })
	return append(blocks, c.caption(t.Caption), t)
}
