package form

import (
	"slices"
	"strings"
	"unicode/utf8"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// dutiesHead looks for the head of a 职权分解表: below that of a catalog only where h is one.
func (x *reading) dutiesHead(u *tableUnits, h *header, horizontal bool) (*dutyTable, bool) {
	t := u.table
	from, to := 0, min(len(t.Rows), 6)
	if horizontal && x.ctx.form != notice.FormDuties {
		if !slices.ContainsFunc(h.columns, func(c column) bool { return slices.ContainsFunc(c.path, x.r.speaksOfSteps) }) {
			return nil, false
		}
		from, to = h.top, h.bottom
	}
	for row := from; row < to; row++ {
		if !slices.ContainsFunc(t.Rows[row].Cells, func(c *docx.Cell) bool { return x.r.speaksOfSteps(headText(c)) }) {
			continue
		}
		named := x.ctx.form == notice.FormDuties || x.titledAbove(t, row, notice.FormDuties)
		if s, ok := x.dutiesAt(u, row, named); ok {
			return s, true
		}
	}
	if horizontal && x.ctx.form != notice.FormDuties {
		return nil, false
	}
	return x.dutiesForm(u)
}

// dutiesForm reads a table without a head as one: 职权名称 | 甲审批 over 受理 | 窗口 and further steps.
func (x *reading) dutiesForm(u *tableUnits) (*dutyTable, bool) {
	names, steps, of := 0, 0, 0
	for row := range u.table.Rows {
		cells := u.table.Rows[row].Cells
		if _, value := x.dutyNameIn(u.table, row); value != nil {
			names++
		} else if names > 0 && len(cells) > 1 && x.r.stepIn(headText(cells[0])) != "" {
			steps++
		}
		for _, c := range cells {
			if f, known := x.r.labelOf(cellText(c), ""); known {
				of += x.r.catalogWeight(f)
			}
		}
	}
	if steps < 2 || of > 1 || of == 1 && x.ctx.form != notice.FormDuties {
		return nil, false
	}
	s := &dutyTable{u: u, above: map[int]string{}, told: map[int]bool{}, byRow: true, form: true}
	for col := range u.table.Cols {
		d := dutyColumn{column: column{from: col, to: col + 1, field: -1, near: -1}, kind: dutyStep, says: stepPost}
		if col == 0 {
			d.kind = dutyStepName
		}
		s.columns = append(s.columns, d)
	}
	return s, true
}

// dutyNameIn finds the name of a power in a row of label and value (职权名称 | 甲审批, or both in one cell).
func (x *reading) dutyNameIn(t *docx.Table, row int) (label string, value *docx.Cell) {
	cells := t.Rows[row].Cells
	if len(cells) == 0 || len(cells) > 4 {
		return "", nil
	}
	text := cellText(cells[0])
	if f, ok := x.r.labelOf(text, ""); (ok && f == x.r.name || slices.Contains(dutyNames, notice.FoldHead(text))) && len(cells) > 1 && cells[1].Row == row {
		if next := cellText(cells[1]); next != "" && x.r.stepIn(headText(cells[1])) == "" && stepHead(next) == stepOther {
			return text, cells[1]
		}
	}
	if segs := splitLabels(text, x.r.fieldLabel); len(segs) > 0 && segs[0].field == x.r.name && segs[0].value != "" {
		return segs[0].label, cells[0]
	}
	return "", nil
}

// nameDuty begins the power that such a row names; its other cells are kept.
func (x *reading) nameDuty(s *dutyTable, row int, label string, value *docx.Cell) {
	raw := cellText(value)
	for _, g := range splitLabels(raw, x.r.fieldLabel) {
		if g.field == x.r.name {
			raw = g.value
		}
	}
	x.out.Duties = append(x.out.Duties, Duty{Name: x.asName(raw), Place: x.place(s.u, row, value.Col)})
	x.countRecord()
	s.name, s.open = nil, true
	x.useRow(s.u, row)
	x.labelDuty(s, ColumnReading{Column: 1, Header: squash(label), Title: "职权名称", Sure: Certain})
	d := x.lastDuty()
	for _, c := range s.u.table.Rows[row].Cells {
		text := cellText(c)
		f, head := x.r.labelOf(text, "")
		switch {
		case text == "" || text == label || c == value && squash(d.Name) == squash(raw) && raw == text:
		case head && f == x.r.code:
			x.labelDuty(s, x.r.taken(c.Col+1, headText(c), f, x.r.exactClaim([]string{headText(c)}, f)))
		case d.Code == "" && x.isCode(notice.NormalizeCode(text)):
			if d.Code = notice.NormalizeCode(text); d.Code != text {
				x.keepCell(s, c, "编码已规范化", text)
			}
		default:
			x.keepCell(s, c, "名称行的其他文字", text)
		}
	}
}

// speaksOfSteps is the quick test of a head.
func (r *Reader) speaksOfSteps(head string) bool {
	return len(head) <= 90 && (strings.Contains(head, "环节") || strings.Contains(head, "步骤") || r.stepIn(head) != "")
}

// dutiesAt reads a row as the head, with the row above it where the names' head stands there.
func (x *reading) dutiesAt(u *tableUnits, row int, named bool) (*dutyTable, bool) {
	t := u.table
	top, bottom := row, row+1
	for _, c := range cellsOf(t, row) {
		top, bottom = min(top, c.Row), max(bottom, min(c.Row+c.Rows, row+maxHeadRows))
	}
	for bottom < len(t.Rows) && bottom-row < maxHeadRows && x.subHeads(t, bottom) {
		bottom++
	}
	for ; top >= max(0, row-1); top-- {
		s := &dutyTable{u: u, top: top, bottom: bottom, above: map[int]string{}, told: map[int]bool{}}
		if x.dutyColumns(s, named) {
			s.splitColumns()
			for i := top; i < bottom; i++ {
				s.keys = append(s.keys, rowKey(t, i))
			}
			return s, true
		}
	}
	return nil, false
}

// subHeads says whether a row is nothing but 机构, 岗位, 职责 under the steps.
func (x *reading) subHeads(t *docx.Table, row int) bool {
	n := 0
	for _, c := range t.Rows[row].Cells {
		text := headText(c)
		if text == "" {
			continue
		}
		if utf8.RuneCountInString(text) > 8 || stepHead(text) == stepOther || stepHead(text) == stepName {
			return false
		}
		n++
	}
	return n >= 2
}

// dutyColumns tells the columns of a head, and whether it is one.
func (x *reading) dutyColumns(s *dutyTable, named bool) bool {
	columns := leafColumns(s.u.table, s.top, s.bottom)
	x.r.assign(columns)
	steps, posts, of := map[string]bool{}, 0, 0
	var stepColumn, name = -1, -1
	for i, c := range columns {
		d := dutyColumn{column: c}
		for _, head := range c.path {
			if step := x.r.stepIn(head); step != "" {
				d.kind, d.step = dutyStep, head
				steps[step] = true
			} else if says := stepHead(head); says != stepOther {
				d.says = says
			}
		}
		last := ""
		if len(c.path) > 0 {
			last = c.path[len(c.path)-1]
		}
		folded := notice.FoldHead(last)
		switch {
		case d.kind == dutyStep:
		case name < 0 && (c.field == x.r.name && c.field >= 0 || slices.Contains(dutyNames, folded)):
			d.kind, name = dutyName, i
		case c.field >= 0 && c.field == x.r.code:
			d.kind = dutyCode
		case c.field >= 0 && c.field == x.r.seq:
			d.kind = dutySeq
		case d.says == stepName:
			d.kind, stepColumn = dutyStepName, i
		case d.says == stepSection || d.says == stepPost || d.says == stepTask:
			posts++
		}
		if d.kind == dutyOther && c.field >= 0 {
			of += x.r.catalogWeight(c.field)
		}
		s.columns = append(s.columns, d)
	}
	above := false
	for row := range s.top {
		_, value := x.dutyNameIn(s.u.table, row)
		above = above || value != nil
	}
	if name < 0 && (!above || len(steps) > 0) || of > 1 || of == 1 && !named {
		return false
	}
	if len(steps) >= 2 || len(steps) == 1 && named && stepColumn < 0 {
		return true
	}
	if s.byRow = stepColumn >= 0 && posts > 0 && (named || x.mostlySteps(s, stepColumn)); !s.byRow {
		return false
	}
	for i := range s.columns {
		if d := &s.columns[i]; d.kind == dutyOther && (d.says == stepSection || d.says == stepPost || d.says == stepTask) {
			d.kind = dutyStep
		}
	}
	return true
}

// splitColumns makes as many columns of one with a wide head as there are cells in a row under it: each is read, or set aside.
func (s *dutyTable) splitColumns() {
	var out []dutyColumn
	for _, wide := range s.columns {
		for cuts := s.cuts(wide.from, wide.to); len(cuts) > 0; cuts = cuts[1:] {
			k := wide
			k.to = cuts[0]
			out = append(out, k)
			wide.from = cuts[0]
			if wide.kind == dutyName || wide.kind == dutyStepName {
				wide.kind = dutyOther
			}
		}
		out = append(out, wide)
	}
	s.columns = out
}

// cuts are the grid columns between from and to at which a cell below the head begins, ascending.
func (s *dutyTable) cuts(from, to int) (out []int) {
	for col := from + 1; col < to; col++ {
		begins := func(row int) bool {
			c := s.u.table.At(row, col)
			return c != nil && c.Col == col
		}
		for row := s.bottom; row < len(s.u.table.Rows); row++ {
			if begins(row) {
				out = append(out, col)
				break
			}
		}
	}
	return out
}

// mostlySteps says whether most cells of a column name a step.
func (x *reading) mostlySteps(s *dutyTable, col int) bool {
	known, texts := 0, 0
	for row := s.bottom; row < len(s.u.table.Rows); row++ {
		text := headText(s.u.table.At(row, s.columns[col].from))
		if text = stripNumber(text); text == "" {
			continue
		}
		texts++
		if x.r.stepIn(text) != "" {
			known++
		}
	}
	return known >= 2 && 2*known >= texts
}
