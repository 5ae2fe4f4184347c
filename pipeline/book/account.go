package book

import (
	"fmt"

	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

// statistics is the table of sections by categories that the notice asks for (附件2), counted from the view, and a
// chart of the totals.
func (c *composer) statistics(_ notice.Part, p *Part) []Block {
	s := c.view.Statistics()
	if len(s.Sections) == 0 {
		return nil
	}
	t := &Table{Caption: p.Title, Columns: []Column{{}}}
	head := Row{Cells: []Cell{centered("科　室")}}
	for _, name := range s.Categories {
		head.Cells = append(head.Cells, centered(name))
		t.Columns = append(t.Columns, Column{Align: Center})
	}
	head.Cells = append(head.Cells, centered("合计"))
	t.Columns = append(t.Columns, Column{Align: Center, Short: true})
	t.Head = []Row{head}
	for i, sec := range s.Sections {
		t.Body = append(t.Body, countRow(sec, s.Counts[i], false))
	}
	t.Body = append(t.Body, countRow("合　计", s.Totals, true))
	table := []Block{title(p), c.caption("各科室各类职权数量（项）"), t}
	noted := c.beside(t, s.Sections)
	if noted {
		table = append(table, line(style.Small, submittedNote))
	}

	chart := Chart{Title: "各类职权数量（项）", Small: noted} // all on one page
	for i, name := range s.Categories {
		if s.Totals[i] > 0 {
			chart.Bars = append(chart.Bars, Bar{Label: name, Value: s.Totals[i]})
		}
	}
	if len(chart.Bars) < 2 {
		return table // there is nothing to compare
	}
	return append(table, chart)
}

const (
	submittedHead = "科室申报"
	submittedNote = "“科室申报”一栏是科室报送的统计表所列的项数，没有报送或者不宜在本册列出的以“–”表示；其余各栏由本册收录的职权逐项计数。"
)

// beside adds to the statistics a column of what sections said themselves (P14), and reports whether there is any.
func (c *composer) beside(t *Table, sections []string) bool {
	sum, said := 0, 0
	for _, name := range sections {
		if n, ok := c.opts.Submitted[name]; ok {
			sum, said = sum+n, said+1
		}
	}
	if said == 0 {
		return false
	}
	t.Columns = append(t.Columns, Column{Align: Center, Short: true})
	t.Head[0].Cells = append(t.Head[0].Cells, centered(submittedHead))
	for i, name := range sections {
		t.Body[i].Cells = append(t.Body[i].Cells, countCell(c.opts.Submitted[name], false))
	}
	if said < len(sections) {
		sum = 0 // a sum of some would be taken for that of all
	}
	last := &t.Body[len(t.Body)-1]
	last.Cells = append(last.Cells, countCell(sum, true))
	return true
}

// countRow is one row of the statistics with its sum; a dash stands for none.
func countRow(name string, counts []int, total bool) Row {
	r := Row{Cells: []Cell{cell(name)}, Total: total}
	sum := 0
	for _, n := range counts {
		sum += n
		r.Cells = append(r.Cells, countCell(n, total))
	}
	r.Cells = append(r.Cells, countCell(sum, true))
	return r
}

func countCell(n int, bold bool) Cell {
	text := "–"
	if n > 0 {
		text = fmt.Sprint(n)
	}
	return Cell{Paras: []Paragraph{{Runs: []Run{{Text: text, Bold: bold}}}}}
}

// colophon tells what the book was made from: the account of this volume and the submissions with their SHA-256, so
// that anybody who holds a submission can prove that it is the one.
func (c *composer) colophon(_ notice.Part, p *Part) []Block {
	total := len(c.view.Items)
	blocks := []Block{
		title(p),
		line(style.Small, c.title+"（"+c.opts.Volume+"），"+c.n.Edition.Label+"，"+c.n.Unit.Name+"编印。"),
		line(style.Small, fmt.Sprintf("本册收录职权事项%d项，取自下列%d份申报材料。校验值为原件的SHA-256，可用以核对原件是否改动。", total, len(c.opts.Inputs))),
	}
	if c.opts.Program != "" {
		blocks = append(blocks, line(style.Small, "本册由"+c.opts.Program+"依据申报材料自动汇编。"))
	}
	if len(c.opts.Inputs) == 0 {
		return blocks
	}
	t := &Table{Caption: p.Title, Columns: []Column{{}, {}, {Align: Center, Short: true}, {Min: 190}}}
	t.Head = []Row{{Cells: []Cell{centered("科　室"), centered("申报材料"), centered("项数"), centered("校验值（SHA-256）")}}}
	for _, in := range c.opts.Inputs {
		name := in.File
		if name == "" {
			name = "（名称从略）"
		}
		t.Body = append(t.Body, Row{Cells: []Cell{
			{Paras: []Paragraph{{Runs: []Run{{Text: in.Section}}, From: in.From}}},
			{Paras: []Paragraph{{Runs: []Run{{Text: name}}, From: in.From}}},
			cell(fmt.Sprint(in.Items)),
			{Paras: hashLines(in.SHA256)},
		}})
	}
	t.Body = append(t.Body, Row{Total: true, Cells: []Cell{cell("合　计"), {}, cell(fmt.Sprint(total)), {}}})
	return append(blocks, t)
}

// hashLines sets a hash of 64 digits in two lines of 32, which fit a column.
func hashLines(sum string) []Paragraph {
	var out []Paragraph
	for len(sum) > 32 {
		out = append(out, Paragraph{Runs: []Run{{Text: sum[:32], Code: true}}})
		sum = sum[32:]
	}
	return append(out, Paragraph{Runs: []Run{{Text: sum, Code: true}}})
}
