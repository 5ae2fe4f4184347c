package form

import "huibian/pipeline/notice"

// readTyped reads a typed table as a table, and gives what became of its rows to their paragraphs.
func (x *reading) readTyped(t *typedTable) {
	u := &tableUnits{box: x.box, table: t.table(), self: &unit{what: WhatTable}, rows: make([]*unit, len(t.rows)), typed: t}
	for i := range u.rows {
		u.rows[i] = &unit{what: WhatRow}
	}
	x.l.typedRows(t)
	records := len(x.out.Records)
	x.paragraph = t.first
	x.readTable(u)
	if x.table != nil && x.table.u == u {
		x.flush()
	}
	for i, row := range u.rows {
		for _, l := range t.rows[i].lines {
			if row.state == used {
				l.unit.use()
			} else {
				l.unit.setAside(row.why, l.text)
			}
		}
	}
	for _, l := range t.borders {
		l.unit.setAside("表格线", l.text)
	}
	x.unreadRows += len(t.unsure)
	for _, l := range t.unsure {
		at := x.linePlace(l.paragraph)
		x.classLine(l.text, at)
		l.unit.setAside("各栏对不齐", l.text)
		x.report(problem{ruleTyped, "这一行与表头的栏目对不齐，未读入：“" + shorten(l.text, 60) + "”", "请把这张表改成Word表格，每栏一格。"}, at, "")
	}
	x.report(problem{ruleTyped, "这里起是用" + rulingWords[t.ruling] + "排成的表，已按表格读入" + decimal(len(x.out.Records)-records) + "项",
		"请核对；建议改成Word表格（选中这些文字，用“插入→表格→文本转换成表格”）。"}, x.linePlace(t.first), "")
	x.paragraph = t.first + t.taken - 1
}

// typedPlace is the place of a cell of a typed table.
func (x *reading) typedPlace(t *typedTable, row, column int) notice.Place {
	p := x.linePlace(t.rows[min(max(row, 0), len(t.rows)-1)].lines[0].paragraph)
	if p.Paragraph > 0 {
		p.Column = column + 1
	}
	return p
}

// looksTyped says of a line that nothing else is known about where it may have been meant as a part of a table: below a
// typed one it goes on with the row above, or it looks like a row of one that nobody recognised. Of rows that follow each
// other the first is told.
func (x *reading) looksTyped(text string, at notice.Place) {
	x.typedGap = x.typedBefore() != nil && !x.titleSince
	switch {
	case x.typedGap:
		x.report(problem{ruleLeftOver, "紧接在表后的这一行没有读入：“" + shorten(text, 40) + "”", "如是上面一行的内容，请改成Word表格后写入相应的格子。"}, at, "")
	case x.likeRow(text):
		if x.lastLike != x.paragraph-1 {
			x.report(problem{ruleTyped, "这里起像是表格的一行或几行，没有认出来，未读入：“" + shorten(text, 60) + "”", "如是职权内容，请写入Word表格，第一行写明栏目名称。"}, at, "")
		}
		x.lastLike = x.paragraph
	}
}

// likeRow knows a line of at least three cells parted by tabs or bars.
func (x *reading) likeRow(text string) bool {
	k := rulingOf(text)
	if k != tabs && k != bars {
		return false
	}
	n := 0
	for _, c := range x.headCells(k, text) {
		if c.text != "" {
			n++
		}
	}
	return n >= 3
}

// paragraph is the first paragraph of a typed table of the body, 0 of another.
func (u *tableUnits) paragraph() int {
	if u.typed == nil || u.box > 0 {
		return 0
	}
	return u.typed.first
}

// name is what office staff call the table.
func (u *tableUnits) name() string {
	if p := u.paragraph(); p > 0 {
		return "第" + decimal(p) + "段起的表"
	}
	return tableName(u.number)
}

func tableName(number int) string {
	if number == 0 {
		return "前面的表"
	}
	return "表" + decimal(number)
}

// tablePlace is the place of a table as a whole.
func (x *reading) tablePlace(u *tableUnits) notice.Place {
	return notice.Place{File: x.src.File, SHA256: x.src.SHA256, Table: u.number, Paragraph: u.paragraph()}
}

// typedRows notes how far each row of a typed table reaches, for what is anchored to it.
func (l *ledger) typedRows(t *typedTable) {
	if l.typedEnd == nil {
		l.typedEnd = map[int]int{}
	}
	for i := range t.rows {
		end := t.first + t.taken - 1
		if i+1 < len(t.rows) {
			end = max(t.rows[i].lines[0].paragraph, t.rows[i+1].lines[0].paragraph-1)
		}
		l.typedEnd[t.rows[i].lines[0].paragraph] = end
	}
}
