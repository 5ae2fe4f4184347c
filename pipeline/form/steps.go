package form

import (
	"strings"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// stepColumn is what a column of a table of steps says.
type stepColumn int

const (
	stepOther stepColumn = iota
	stepName
	stepSection
	stepPost
	stepTask
	stepLimit
	stepDisclosure
	stepNo
	stepKind
	stepNext
)

// stepHeads are the words that head such columns; where a head holds several, the first here counts.
var stepHeads = []struct {
	column stepColumn
	words  []string
}{
	{stepDisclosure, []string{"公开"}},
	{stepNext, []string{"下一环节", "下一步", "下环节", "后续环节", "流转", "流向", "去向", "转入"}},
	{stepKind, []string{"环节类型", "环节类别", "步骤类型", "图形", "符号"}},
	{stepNo, []string{"序号", "环节编号", "编号"}},
	{stepLimit, []string{"时限", "期限", "办结时间", "办理时间", "工作日"}},
	{stepTask, []string{"职责", "权限", "工作内容", "办理内容", "工作要求"}},
	{stepSection, []string{"科室", "机构", "部门", "单位", "机关", "处室"}},
	{stepPost, []string{"岗位", "责任人", "承办人", "经办人", "办理人", "负责人", "人员"}},
	{stepName, []string{"环节", "步骤", "程序", "流程"}},
}

// stepHead tells a head of a table of steps.
func stepHead(text string) stepColumn {
	if len(text) > 60 {
		return stepOther
	}
	folded := notice.FoldHead(text)
	if folded == "类型" {
		return stepKind
	}
	for _, h := range stepHeads {
		if containsAny(folded, h.words) {
			return h.column
		}
	}
	return stepOther
}

// grid is a table seen from above or, turned over, from its left side.
type grid struct {
	t      *docx.Table
	turned bool
}

func (g grid) size() (rows, cols int) {
	if g.turned {
		return g.t.Cols, len(g.t.Rows)
	}
	return len(g.t.Rows), g.t.Cols
}

func (g grid) at(row, col int) *docx.Cell {
	if g.turned {
		row, col = col, row
	}
	return g.t.At(row, col)
}

// stepsOf reads a table of steps: one with a column of steps and another of who does them or how long it takes. Steps may
// run across as well.
func (x *reading) stepsOf(u *tableUnits) []Step {
	if g, row, columns, ok := stepTable(u.table); ok {
		return x.stepsBelow(u, g, row, columns)
	}
	return nil
}

// stepTable finds the head of a table of steps, and what its columns say.
func stepTable(t *docx.Table) (g grid, row int, columns []stepColumn, ok bool) {
	for _, turned := range []bool{false, true} {
		g = grid{t, turned}
		rows, _ := g.size()
		for row = range min(rows-1, 6) {
			if columns, ok = g.stepColumns(row); ok {
				return g, row, columns, true
			}
		}
	}
	return grid{}, 0, nil, false
}

// stepColumns reads a row as the head of a table of steps.
func (g grid) stepColumns(row int) ([]stepColumn, bool) {
	_, cols := g.size()
	out := make([]stepColumn, cols)
	seen := map[stepColumn]bool{}
	for col := range cols {
		out[col] = stepHead(cellText(g.at(row, col)))
		if out[col] == stepName && seen[stepName] && g.at(row, col) != g.at(row, col-1) {
			out[col] = stepOther
		}
		seen[out[col]] = true
		if out[col] == stepOther && seen[stepName] && !seen[stepTask] && containsAny(notice.FoldHead(cellText(g.at(row, col))), []string{"程序", "流程"}) { // 环节 | 运行程序及相关接口
			out[col], seen[stepTask] = stepTask, true
		}
	}
	return out, seen[stepName] && (seen[stepSection] || seen[stepPost] || seen[stepLimit] || seen[stepTask])
}

func (x *reading) stepsBelow(u *tableUnits, g grid, head int, columns []stepColumn) []Step {
	var out []Step
	rows, cols := g.size()
	for row := head + 1; row < rows; row++ {
		var s Step
		parts := map[stepColumn]*string{stepName: &s.Name, stepSection: &s.Section, stepPost: &s.Post, stepLimit: &s.Limit, stepDisclosure: &s.Disclosure, stepTask: &s.Task,
			stepNo: &s.No, stepKind: &s.Kind, stepNext: &s.Next}
		var last *docx.Cell
		texts, across := 0, false
		for col := range cols {
			c := g.at(row, col)
			into := parts[columns[col]]
			across = across || c != nil && c == last && columns[col] != columns[col-1]
			if c == nil || c == last {
				continue
			}
			last = c
			text := cellText(c)
			if text != "" {
				texts++
			}
			if into == nil || text == "" {
				continue
			}
			*into = joinWith(*into, text)
			if into == &s.Name {
				s.Place = x.place(u, c.Row, c.Col)
			}
		}
		switch {
		case s.Name == "" && s.Section+s.Post+s.Limit+s.Disclosure+s.Task+s.Next == "", s.Section+s.Post+s.Limit+s.Disclosure == s.Name: // one cell across: a note
			continue
		case across && texts == 2: // 监督制约环节 | words across the columns of steps
			continue
		case x.isNote(s.Name), stepHead(s.Name) == stepName && strings.TrimSpace(s.Name) == cellText(g.at(head, 0)):
			continue
		case s.Name == "":
			at := g.at(row, 0)
			if at == nil {
				continue
			}
			s.Place = x.place(u, at.Row, at.Col)
		}
		out = append(out, s)
	}
	return out
}
