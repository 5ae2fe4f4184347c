package answer

import (
	"cmp"
	"fmt"

	"huibian/pipeline/book"
	"huibian/pipeline/catalog"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

// Comparison (修订对照表) is what has changed between two editions of one volume.
type Comparison struct {
	Notice   *notice.Notice
	Volume   string // 公开版
	Old, New string // labels of the editions
	Day      notice.Date
	Changes  []catalog.Change
	Secret   bool
}

const comparisonTitle = "修订对照表"

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
func (c *Comparison) Summary() string {
	n := map[catalog.ChangeKind]int{}
	for _, x := range c.Changes {
		n[x.Kind]++
	}
	if len(c.Changes) == 0 {
		return fmt.Sprintf("“%s”与“%s”相比，没有变化。", c.New, c.Old)
	}
	text := fmt.Sprintf("“%s”与“%s”相比", c.New, c.Old)
	for _, g := range changeGroups {
		if n[g.kind] > 0 {
			text += fmt.Sprintf("，%s%d项", g.word, n[g.kind])
		}
	}
	return text + "。"
}

// Book is the comparison as data, on landscape paper.
func (c *Comparison) Book(sheet *style.Sheet) *book.Book {
	blocks := []book.Block{book.Heading{Level: 1, Text: comparisonTitle, Anchor: "comparison"}, small(c.Summary())}
	if c.Secret {
		blocks = append(blocks, small("本表涉密，请按涉密材料保管，不要转发。"))
	}
	if len(c.Changes) > 0 {
		blocks = append(blocks, c.table(room(sheet, true)))
	}
	return bound(c.Notice, comparisonTitle, c.Volume+"　"+c.New, true, blocks)
}

func (c *Comparison) table(room float64) *book.Table {
	t := table(comparisonTitle, room, []column{{head: "序号", share: 34, align: book.Center}, {head: "权力编码", share: 104, align: book.Center},
		{head: "项目名称", share: 130}, {head: "栏　目", share: 72, align: book.Center}, {head: "原内容", share: 150}, {head: "现内容", share: 150}})
	no := 0
	for _, g := range changeGroups {
		var rows []book.Row
		count := 0
		for i := range c.Changes {
			if c.Changes[i].Kind == g.kind {
				no++
				count++
				rows = append(rows, changeRows(no, &c.Changes[i])...)
			}
		}
		if count > 0 {
			t.Body = append(t.Body, groupRow(fmt.Sprintf("%s（%d项）", g.word, count)))
			t.Body = append(t.Body, rows...)
		}
	}
	return t
}

// changeRows are the rows of one change: one for each field that differs. What came or went as a whole has one.
func changeRows(no int, c *catalog.Change) []book.Row {
	e := c.New
	if e == nil {
		e = c.Old
	}
	codes := []string{e.Code}
	if c.Old != nil && c.New != nil && c.Old.Code != c.New.Code {
		codes = []string{"原　" + cmp.Or(c.Old.Code, "（无编码）"), "现　" + c.New.Code}
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
	var rows []book.Row
	for i, f := range fields {
		r := book.Row{}
		if i == 0 {
			for _, first := range []book.Cell{cell(fmt.Sprint(no)), codeCell(codes), cell(e.Name)} {
				first.Rows = len(fields)
				r.Cells = append(r.Cells, first)
			}
		}
		r.Cells = append(r.Cells, cell(f.Title), cell(f.Old), cell(f.New))
		rows = append(rows, r)
	}
	return rows
}

func codeCell(lines []string) book.Cell {
	var c book.Cell
	for _, l := range lines {
		c.Paras = append(c.Paras, book.Paragraph{Runs: []book.Run{{Text: l, Code: true}}})
	}
	return c
}
