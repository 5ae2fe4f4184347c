package book

import (
	"fmt"

	"huibian/pipeline/catalog"
	"huibian/pipeline/notice"
)

// Duty (职权分解) is who does the steps of a power, in the words of its section.
type Duty struct {
	Posts []Post
	From  notice.Place
}

// Post (岗位) is who does a step, and what.
type Post struct {
	Step int    // index into notice.Review.Steps, -1 for a step that the notice does not name
	Head string // what the section calls the step; "" where it is the notice's word
	Text string
	Task string // 职责权限
	From notice.Place
}

// duties is the table of who does which step of a power (N6): a row for each power that says it, a column for each step of
// the notice. Steps of other names stand below the row.
func (c *composer) duties(np notice.Part, p *Part) []Block {
	steps := c.n.Review.Steps
	t := &Table{Caption: np.Title, Columns: []Column{{Align: Center, Short: true}, {}}}
	head := Row{Cells: []Cell{centered("序号"), centered("职权名称")}}
	for _, s := range steps {
		t.Columns = append(t.Columns, Column{})
		head.Cells = append(head.Cells, centered(s.Name))
	}
	t.Head = []Row{head}
	n := 0
	for _, g := range c.groups {
		named := false
		for _, i := range g.idx {
			for k, d := range c.dutiesOf(&c.view.Items[i]) {
				if !named && len(c.groups) > 1 {
					t.Body = append(t.Body, Row{Group: true, Cells: []Cell{{Paras: []Paragraph{{Runs: []Run{{Text: g.title}}}}, Cols: len(t.Columns)}}})
				}
				named = true
				if k == 0 {
					n++
				}
				t.Body = append(t.Body, c.dutyRows(i, n, d, len(steps))...)
			}
		}
	}
	if n == 0 {
		return nil
	}
	p.Landscape = true
	return []Block{title(p), c.caption("各项职权的承办岗位"), t}
}

// dutiesOf is what the volume may show of who does the steps of an item.
func (c *composer) dutiesOf(it *catalog.Item) (out []*Duty) {
	for _, n := range it.Duties {
		if d := c.opts.Duties[n]; d != nil {
			out = append(out, d)
		}
	}
	return out
}

// dutyRows is the row of an item, and one below it for steps that the notice does not name.
func (c *composer) dutyRows(item, number int, d *Duty, steps int) []Row {
	it := &c.view.Items[item]
	row := Row{Running: it.Code, Cells: append([]Cell{cell(fmt.Sprint(number)), c.nameCell(item)}, make([]Cell, steps)...)}
	var others []Paragraph
	for i := range d.Posts {
		post := &d.Posts[i]
		if post.Step < 0 {
			others = append(others, post.paragraphs(true)...)
			continue
		}
		at := &row.Cells[2+post.Step]
		at.Paras = append(at.Paras, post.paragraphs(false)...)
	}
	if others == nil {
		return []Row{row}
	}
	return []Row{row, {Cells: []Cell{{Paras: others, Cols: 2 + steps}}}}
}

// paragraphs are the words of a post: who, then what. Head names the step where the column does not.
func (p *Post) paragraphs(head bool) []Paragraph {
	var first []Run
	if p.Head != "" {
		first = append(first, Run{Text: p.Head + "：", Bold: head})
	}
	if p.Text != "" {
		first = append(first, Run{Text: p.Text})
	}
	var out []Paragraph
	if len(first) > 0 {
		out = append(out, Paragraph{Runs: first, From: p.From})
	}
	if p.Task != "" {
		out = append(out, Paragraph{Runs: []Run{{Text: "职责：", Bold: head}, {Text: p.Task}}, From: p.From})
	}
	return out
}
