package form

import (
	"slices"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// slot is what a row has in one column.
type slot struct {
	text      string // joined, if several cells fell into the column
	cell      *docx.Cell
	inherited bool // the cell begins in a row above (vMerge)
}

// dataRow reads a row into the record it belongs to.
func (x *reading) dataRow(s *tableState, row int) {
	x.useRow(s.u, row)
	slots := x.slots(s, row)
	begins, why := x.begins(s, slots)
	if begins {
		x.flush()
		s.cur = x.nextDraft(s, row)
		s.curRow, s.cur.table = row, s.index
	}
	if why != "" {
		x.report(problem{ruleRows, why, "请每项职权填一行；同一项占多行时，请纵向合并序号和名称的单元格。"}, x.place(s.u, row, 0), "")
	}
	s.cur.rows++
	for i := range slots {
		x.takeSlot(s, slots, i, begins)
	}
	if len(s.colAt) < s.u.table.Cols || slices.Contains(s.colAt, -1) {
		x.beyondHeader(s, row)
	}
}

// nextDraft begins a record of a horizontal table, in the memory of the last but one.
func (x *reading) nextDraft(s *tableState, row int) *draft {
	d := &draft{entries: x.spare, layout: Horizontal, form: s.form, place: x.place(s.u, row, 0), ctx: x.ctx}
	x.spare = nil
	if d.entries == nil {
		return x.r.newDraft(Horizontal, s.form, d.place, x.ctx)
	}
	for i := range d.entries {
		d.entries[i] = entry{pieces: d.entries[i].pieces[:0]}
	}
	return d
}

// beyondHeader sets aside the words of a row that stand in no column at all: a table that goes on wider than it began.
func (x *reading) beyondHeader(s *tableState, row int) {
	for _, c := range s.u.table.Rows[row].Cells {
		text := cellText(c)
		if text == "" || x.columnOf(s, c, "") >= 0 {
			continue
		}
		at := x.place(s.u, row, c.Col)
		x.l.extra = append(x.l.extra, SetAside{WhatCell, at.String(), "没有表头的列", text})
		s.cur.stray = append(s.cur.stray, stray{"", text, -1})
		x.report(problem{ruleColumn, "本格在表头各栏之外，文字“" + shorten(text, 30) + "”未读入", "请写明栏目名称。"}, at, "")
	}
}

// slots sorts the cells of a row into the columns.
func (x *reading) slots(s *tableState, row int) []slot {
	t := s.u.table
	slots := x.slotBuffer(len(s.h.columns))
	var last *docx.Cell
	for col := 0; col < t.Cols; col++ {
		c := t.At(row, col)
		if c == nil || c == last || c.Row < s.h.bottom {
			continue
		}
		last = c
		text := cellText(c)
		i := x.columnOf(s, c, text)
		if i < 0 {
			continue
		}
		own := c.Row == row
		switch sl := &slots[i]; {
		case sl.cell == nil || sl.text == "":
			*sl = slot{text, c, !own}
		case text != "":
			if s.h.columns[i].field >= 0 {
				x.report(problem{ruleMisfit, "“" + s.h.columns[i].title() + "”一栏下有两格，文字已接在一起：“" + shorten(sl.text, 20) + "”“" + shorten(text, 20) + "”",
					"请核对；本栏每行应只有一格。"}, x.place(s.u, c.Row, c.Col), "")
			}
			sl.text += "\n" + text
			sl.inherited = sl.inherited && !own
		}
	}
	return slots
}

func (x *reading) slotBuffer(n int) []slot {
	if cap(x.buffer) < n {
		x.buffer = make([]slot, n)
	}
	x.buffer = x.buffer[:n]
	clear(x.buffer)
	return x.buffer
}

// columnOf finds the column a cell stands in. A cell that does not match one column exactly goes to the one it covers
// most; if it covers more than one by half, that is said.
func (x *reading) columnOf(s *tableState, c *docx.Cell, text string) int {
	best := s.colAt[c.Col]
	if best >= 0 && s.h.columns[best].from == c.Col && s.h.columns[best].to == c.Col+c.Cols {
		return best
	}
	var covered []int
	most := 0
	for i := range s.h.columns {
		k := &s.h.columns[i]
		over := x.span(s, max(k.from, c.Col), min(k.to, c.Col+c.Cols))
		if over <= 0 {
			continue
		}
		if over > most {
			best, most = i, over
		}
		if 2*over > x.span(s, k.from, k.to) && k.title() != "" {
			covered = append(covered, i)
		}
	}
	if len(covered) < 2 || text == "" || x.r.isEmptyWord(text) {
		return best
	}
	return x.misfit(s, c, text, covered)
}

// misfit reports a cell across several columns and gives its words to the name, else to the first of them
// that has a field.
func (x *reading) misfit(s *tableState, c *docx.Cell, text string, covered []int) int {
	best := covered[0]
	if len(covered) == 2 && s.h.columns[best].field == x.r.name && s.h.columns[covered[1]].field == x.r.key("subitem") {
		return best // a power without parts
	}
	heads := ""
	for _, i := range covered {
		heads += "“" + s.h.columns[i].title() + "”"
		if f := s.h.columns[i].field; s.h.columns[best].field < 0 || f == x.r.name && f >= 0 {
			best = i
		}
	}
	x.report(problem{ruleMisfit, "本格横跨" + heads + "各栏，文字“" + shorten(text, 30) + "”只归入“" + s.h.columns[best].title() + "”",
		"请拆分单元格，各栏分别填写。"}, x.place(s.u, c.Row, c.Col), "")
	return best
}

// span is the width of grid columns [from, to): in twips where the table gives all widths, else in columns.
func (x *reading) span(s *tableState, from, to int) int {
	if to <= from {
		return 0
	}
	w := s.u.table.Width
	if len(w) < s.u.table.Cols {
		return to - from
	}
	sum := 0
	for _, n := range w[from:to] {
		sum += max(n, 1)
	}
	return sum
}

// begins decides whether a row begins a record. The name decides; where it is empty, the number or the code. why is
// what to say where the decision is not certain.
func (x *reading) begins(s *tableState, slots []slot) (begins bool, why string) {
	name, seq, code := s.slotOf(slots, x.r.name), s.slotOf(slots, x.r.seq), s.slotOf(slots, x.r.code)
	fresh := s.own(seq, x.r.seq) || s.own(code, x.r.code)
	open := s.cur != nil
	if !s.h.has(x.r.name) {
		return !open || fresh || !s.h.has(x.r.seq) && !s.h.has(x.r.code), ""
	}
	switch {
	case name.text != "" && !name.inherited:
		return true, x.unnumbered(s, slots, seq)
	case name.text != "": // merged over several rows
		if open && name.cell.Row >= s.curRow && !fresh {
			return false, ""
		}
		if open && fresh {
			return true, "名称“" + shorten(name.text, 20) + "”纵向合并，但本行另有序号或编码，已单作一项读入"
		}
		return true, ""
	case fresh:
		return true, ""
	case !open:
		return true, "本行没有名称，上面也没有可以并入的事项"
	}
	if cat := s.slotOf(slots, x.r.category); s.own(cat, x.r.category) && s.cur.has(x.r.category) && !sameText(s.cur, x.r.category, cat.text) {
		return true, "本行没有名称，但类别与上一项不同，已单作一项读入"
	}
	if seq.inherited && seq.text != "" {
		return false, ""
	}
	return false, "本行没有名称，已并入上一项“" + shorten(x.nameOf(s.cur), 20) + "”"
}

// unnumbered doubts a named row without a number under numbered ones: it may be the rest of the row above.
func (x *reading) unnumbered(s *tableState, slots []slot, seq slot) string {
	numbered := s.h.has(x.r.seq)
	if s.cur == nil || numbered && (seq.text != "" || !s.cur.has(x.r.seq)) {
		return ""
	}
	filled, columns := 0, 0
	for i := range slots {
		if s.h.columns[i].field >= 0 {
			columns++
			if slots[i].text != "" {
				filled++
			}
		}
	}
	if !numbered && filled == 1 && columns >= 3 {
		return "本行只有名称，其他栏是空的，已单作一项读入；如是上一项名称的续行，请并入上一行"
	}
	if !numbered || 2*filled >= columns {
		return ""
	}
	return "本行有名称而没有序号，多数栏是空的，已单作一项读入；如是上一项的续行，请并入上一行"
}

func (s *tableState) slotOf(slots []slot, field int) slot {
	for i := range slots {
		if field >= 0 && s.h.columns[i].field == field {
			return slots[i]
		}
	}
	return slot{}
}

// own says whether a row gives a field itself, other than what the open record has already.
func (s *tableState) own(sl slot, field int) bool {
	return sl.text != "" && !sl.inherited && (s.cur == nil || !sameText(s.cur, field, sl.text))
}

func sameText(d *draft, field int, text string) bool {
	for _, p := range d.entries[field].pieces {
		if p.raw == text {
			return true
		}
	}
	return false
}

// nameOf is the name of the open record as written.
func (x *reading) nameOf(d *draft) string {
	if !d.has(x.r.name) {
		return ""
	}
	return d.entries[x.r.name].pieces[0].raw
}

// takeSlot gives a column's words to the record, or to the account where no field claims the column.
func (x *reading) takeSlot(s *tableState, slots []slot, i int, begins bool) {
	sl, k := slots[i], &s.h.columns[i]
	if sl.cell == nil || !begins && (sl.inherited || sl.text == "") {
		return
	}
	at := x.place(s.u, sl.cell.Row, sl.cell.Col)
	if k.field < 0 {
		if sl.text == "" || sl.inherited {
			return
		}
		x.l.extra = append(x.l.extra, SetAside{WhatCell, at.String(), k.whyStray(), sl.text})
		s.cur.stray = append(s.cur.stray, stray{k.title(), sl.text, s.h.meant(k)})
		if !x.r.isEmptyWord(sl.text) {
			if s.stray[i] == 0 {
				s.example[i] = sl.text
			}
			s.stray[i]++
		}
		return
	}
	p := piece{raw: sl.text, unit: k.unit, part: k.part, option: k.option}
	if up, left := x.r.isDitto(sl.text); up || left {
		var found bool
		p, found = x.ditto(s, slots, i, p, up, begins, at)
		slots[i].text = p.text // 同左 in the next column points at what this one stands for
		s.cur.add(k.field, p, at, k.title(), found)
		return
	}
	s.cur.add(k.field, p, at, k.title(), sl.inherited)
}

// whyStray says why a column's words were set aside.
func (c *column) whyStray() string {
	switch {
	case c.rival > 0:
		return "“" + c.title() + "”与另一栏重复"
	case c.title() == "":
		return "没有表头的列"
	}
	return "“" + c.title() + "”不是通知的栏目"
}

// ditto resolves 同上 and 同左 (§2.4). What points at nothing stays as written and is reported.
func (x *reading) ditto(s *tableState, slots []slot, i int, p piece, up, begins bool, at notice.Place) (piece, bool) {
	field := s.h.columns[i].field
	if up {
		if !begins { // the row above belongs to the same record, which has the words already
			p.text, p.told = "", true
			return p, true
		}
		if s.hasPrev && s.prev[field].set && s.prev[field].text != "" {
			p.text, p.told = s.prev[field].text, true
			return p, true
		}
	} else if i > 0 && slots[i-1].text != "" {
		p.text, p.told = x.r.clean(field, slots[i-1].text, "").text, true
		return p, true
	}
	where := map[bool]string{true: "上面", false: "左边"}[up]
	x.report(problem{ruleDitto, "“" + s.h.columns[i].title() + "”栏写“" + p.raw + "”，而" + where + "没有内容，保留原样", "请写明内容。"}, at, "")
	p.text, p.told = p.raw, true
	return p, false
}
