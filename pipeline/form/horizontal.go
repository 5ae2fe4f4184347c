package form

import (
	"slices"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// tableState is a horizontal table while it is read, and as long as a later table may continue it.
type tableState struct {
	u       *tableUnits
	h       header // that holds for the row being read
	changed bool   // it is not the first
	form    notice.FormKind
	cur     *draft // record still open
	curRow  int    // row it began in, -1 if in an earlier table
	prev    []entry
	hasPrev bool
	colAt   []int // grid column → column
	stray   []int // per column: non-empty cells that no field took
	example []string
	index   int     // of its TableReading
	ctx     context // at its end, for the table that continues it
}

// place is the place of a grid position of a table.
func (x *reading) place(u *tableUnits, row, col int) notice.Place {
	if u.typed != nil {
		return x.typedPlace(u.typed, row, col)
	}
	return notice.Place{File: x.src.File, SHA256: x.src.SHA256, Table: u.number, Row: row + 1, Column: col + 1}
}

// horizontal reads a table under its header. before is the table it continues, nil if it stands for itself.
func (x *reading) horizontal(u *tableUnits, h header, before *tableState) {
	x.r.resemble(h.columns)
	s := &tableState{u: u, h: h, form: notice.FormCatalog, curRow: -1, index: len(x.out.Tables)}
	u.self.use()
	outer := x.ctx
	x.ctx.floor = outer.listClass
	x.aboveHeader(u, h.top)
	for i := h.top; i < h.bottom; i++ {
		x.useRow(u, i)
	}
	for i := max(0, h.top-maxHeadRows); i < h.top; i++ {
		if isParentRow(u.table, i) { // it will be repeated with the header
			s.h.keys = append(s.h.keys, rowKey(u.table, i))
		}
	}
	s.form = x.formOf(&s.h)
	tr := TableReading{Table: u.number, Paragraph: u.paragraph(), Layout: Horizontal, Form: s.form, HeaderRows: h.bottom - h.top}
	if before != nil {
		tr.Continues = before.u.number
		s.cur, s.prev, s.hasPrev, s.form = before.cur, before.prev, before.hasPrev, before.form
		tr.Form = s.form
		if !x.headed {
			x.ctx = before.ctx
		}
		before.cur = nil
	} else {
		x.closeGroups(levelRow)
	}
	x.out.Tables = append(x.out.Tables, tr)
	x.table = s
	s.columnsAt()
	for i := h.bottom; i < len(u.rows); i++ {
		if next, ok := x.otherHeader(s, i); ok {
			x.changeHeader(s, next)
			i = next.bottom - 1
			continue
		}
		x.bodyRow(s, i)
	}
	x.strayColumns(s)
	x.explain(s)
	if s.form == notice.FormSecret {
		x.out.Tables[s.index].Reason += "；按涉密不宜公开职权目录读"
	}
	s.ctx, x.ctx = x.ctx, outer
}

// otherHeader finds a header inside the table, whose columns are not those above it: from here on they are others.
func (x *reading) otherHeader(s *tableState, row int) (header, bool) {
	t := s.u.table
	first := firstText(t, row)
	if _, known := x.r.labelOf(first, ""); !known { // quick: almost no row begins so
		return header{}, false
	}
	if !x.r.looksLikeHead(t, row) || x.repeatsHeader(s, row, first) {
		return header{}, false
	}
	h := x.r.headerAt(t, row, row)
	exact := 0
	for i := range h.columns {
		if h.columns[i].field >= 0 && h.columns[i].claim.exact {
			exact++
		}
	}
	return h, h.has(x.r.name) && exact >= 3
}

// changeHeader lets another header hold from its rows on.
func (x *reading) changeHeader(s *tableState, h header) {
	x.flush()
	x.strayColumns(s)
	x.explain(s)
	for i := h.top; i < h.bottom; i++ {
		x.useRow(s.u, i)
	}
	x.r.resemble(h.columns)
	s.h, s.curRow, s.changed = h, -1, true
	if f := x.formOf(&s.h); f == notice.FormSecret {
		s.form = f
	}
	s.columnsAt()
}

func (s *tableState) columnsAt() {
	s.colAt = make([]int, s.u.table.Cols)
	for i := range s.colAt {
		s.colAt[i] = -1
	}
	for i, c := range s.h.columns {
		for col := c.from; col < min(c.to, len(s.colAt)); col++ {
			s.colAt[col] = i
		}
	}
	s.stray = make([]int, len(s.h.columns))
	s.example = make([]string, len(s.h.columns))
}

// formOf tells 附件4 by its title, or by its column of reasons where nothing else is said of disclosure. A slip of the
// pen in that column's head makes nothing public.
func (x *reading) formOf(h *header) notice.FormKind {
	reasoned := h.has(x.r.reason) || slices.ContainsFunc(h.columns, func(c column) bool { return c.near == x.r.reason })
	disclosed := slices.ContainsFunc(h.columns, func(c column) bool {
		return c.field >= 0 && x.r.tellsClass(c.field) && c.field != x.r.classField
	})
	if x.ctx.form == notice.FormSecret || x.secretAmongCharts() {
		return notice.FormSecret
	}
	if reasoned && !disclosed && x.ctx.form != notice.FormCatalog {
		x.ctx.formClass = notice.Secret
		x.ctx.formWords = "不公开理由栏"
		return notice.FormSecret
	}
	return notice.FormCatalog
}

// aboveHeader sets aside the rows above a table's header and takes from them what they say of the table.
func (x *reading) aboveHeader(u *tableUnits, top int) {
	for i := range top {
		if u.rows[i].state == used {
			continue
		}
		text := rowText(u.table, i)
		cells := 0
		for _, c := range u.table.Rows[i].Cells {
			if cellText(c) != "" {
				cells++
			}
		}
		why := "表头上方的文字"
		switch {
		case text == "":
			why = "空行"
		case x.attachment(text):
			why = "附件号"
		case x.title(text, x.place(u, i, 0), true):
			why = "表内标题"
		case x.takeSection(text, x.place(u, i, 0)):
			why = "填报科室、日期"
		default:
			if h, ok := x.r.readHeading(text); ok && cells == 1 {
				x.takeHeading(h, text, levelRow, x.place(u, i, 0))
				why = "表内分组标题"
			} else if cells == 1 {
				x.classLine(text, x.place(u, i, 0))
			} else if i >= top-maxHeadRows && isParentRow(u.table, i) {
				why = "上层表头"
			} else if cells >= 2 {
				x.report(problem{ruleLeftOver, "表头上方有一行未读入：“" + shorten(text, 40) + "”", "如这一行是职权，请移到表头下面。"}, x.place(u, i, 0), "")
			}
		}
		u.rows[i].setAside(why, text)
		x.asideInner(u, i, why)
	}
}

// useRow marks a row as used, and what is nested in it as read with it.
func (x *reading) useRow(u *tableUnits, row int) {
	u.rows[row].use()
	if len(u.inner) == 0 {
		return
	}
	for _, c := range u.table.Rows[row].Cells {
		if u.flatten(c, x.l) {
			x.report(problem{ruleNested, "单元格里套有小表格，已按文字并入本格：“" + shorten(cellText(c), 40) + "”", "请核对文字；建议去掉小表格，直接写成文字。"},
				x.place(u, c.Row, c.Col), "")
		}
	}
}

// asideRow sets a row aside, with what is nested in it.
func (x *reading) asideRow(u *tableUnits, row int, why string) {
	u.rows[row].setAside(why, rowText(u.table, row))
	x.asideInner(u, row, why)
}

func (x *reading) asideInner(u *tableUnits, row int, why string) {
	if len(u.inner) == 0 {
		return
	}
	for _, c := range u.table.Rows[row].Cells {
		for _, b := range c.Blocks {
			if in := x.l.byTable[b.Table]; b.Table != nil && in != nil && in.self.state == open {
				in.asideTable(why)
			}
		}
	}
}

// sameColumns says whether two headers give the same fields in the same order.
func sameColumns(a, b *header) bool {
	return slices.EqualFunc(a.columns, b.columns, func(a, b column) bool { return a.field == b.field })
}

// continued finds out whether a table without a header of its own goes on where the last one ended: the same grid, or
// rows of as many cells. The header returned has no rows.
func (x *reading) continued(t *docx.Table) (header, bool) {
	if x.table == nil || x.titleSince {
		return header{}, false
	}
	last := x.table.h
	h := header{columns: slices.Clone(last.columns), keys: last.keys, matched: last.matched}
	if t.Cols == x.table.u.table.Cols && fits(t, h.columns) {
		return h, true
	}
	for i := range t.Rows {
		cells := t.Rows[i].Cells
		if len(cells) == len(h.columns) {
			for j, c := range cells {
				h.columns[j].from, h.columns[j].to = c.Col, c.Col+c.Cols
			}
			return h, true
		}
	}
	return header{}, false
}

// fits says whether some row of a table has a cell for each column.
func fits(t *docx.Table, columns []column) bool {
	for i := range t.Rows {
		n := 0
		for _, c := range t.Rows[i].Cells {
			if slices.ContainsFunc(columns, func(k column) bool { return k.from == c.Col && k.to == c.Col+c.Cols }) {
				n++
			}
		}
		if 2*n > len(columns) {
			return true
		}
	}
	return false
}
