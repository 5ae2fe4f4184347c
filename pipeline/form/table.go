package form

import (
	"slices"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// readTable finds out what a table is, and reads it or sets it aside.
func (x *reading) readTable(u *tableUnits) {
	if u == nil || u.self.state != open {
		return
	}
	x.flushLabels(true)
	x.labelled = 0
	t := u.table
	h, horizontal := x.r.findHeader(t)
	switch {
	case x.readStatistics(u, horizontal && h.has(x.r.name)):
	case x.readDuties(u, &h, horizontal):
	case x.chartTable(u):
		x.flush()
		x.unread(u, notOfCatalog, false)
	case (!horizontal || h.matched < 4) && x.readVertical(u, &h):
	case horizontal && (x.otherContext() && (!x.secretAmongCharts() || !h.has(x.r.name)) || x.titledAbove(t, h.top, notice.FormFlowchart)) && !h.isCatalog(x.r):
		x.flush()
		x.unread(u, notOfCatalog, false)
	case horizontal:
		if c, ok := x.continued(t); ok && sameColumns(&c, &h) && x.dataAbove(t, &c, h.top) { // it goes on, and repeats the header later
			x.horizontal(u, c, x.table)
			break
		}
		var before *tableState
		if x.table != nil && !x.titleSince && !x.headed && sameColumns(&x.table.h, &h) {
			before = x.table
		}
		x.horizontal(u, h, before)
	case slices.ContainsFunc(t.Rows[:min(1, len(t.Rows))], func(r docx.Row) bool { return slices.ContainsFunc(r.Cells, x.signsIn) }):
		x.flush()
		x.unread(u, whySigned, false)
	default:
		if h, ok := x.continued(t); ok {
			x.horizontal(u, h, x.table)
			break
		}
		x.flush()
		x.layoutTable(u)
	}
	x.titleSince, x.typedGap, x.headed, x.announced = false, false, false, false
	if u.self.state == used {
		x.leaveCharts()
	}
}

// leaveCharts ends the charts at powers, which belong to none: notes below them are heard.
func (x *reading) leaveCharts() {
	if x.ctx.form == notice.FormFlowchart {
		x.ctx.form = ""
	}
}

// dataAbove says whether a row above the header reads as a power under the columns of the table before: it has as many
// texts as a power has, or one in the column of names alone.
func (x *reading) dataAbove(t *docx.Table, columns *header, top int) bool {
	for i := range top {
		if i >= top-maxHeadRows && isParentRow(t, i) {
			continue // heads over the heads
		}
		texts, named := 0, false
		for _, c := range t.Rows[i].Cells {
			if cellText(c) == "" {
				continue
			}
			texts++
			named = named || slices.ContainsFunc(columns.columns, func(k column) bool {
				return k.field == x.r.name && k.from <= c.Col && c.Col+c.Cols <= k.to
			})
		}
		if (texts >= 3 || texts == 2 && named) && metaSegments(rowText(t, i)) == nil {
			return true
		}
	}
	return false
}

// notOfCatalog is why a table of a flowchart, a rules text or a report is set aside.
const notOfCatalog = "流程图、制度或报告里的表格"

// chartTable says whether a table under the title of a flowchart is the chart itself (附件6): it heads a column of steps, and
// what it tells of the power besides is less than a form of the catalog does.
func (x *reading) chartTable(u *tableUnits) bool {
	if x.ctx.form != notice.FormFlowchart && !x.titledAbove(u.table, min(len(u.table.Rows), 2), notice.FormFlowchart) {
		return false
	}
	if _, _, _, ok := stepTable(u.table); !ok {
		return false
	}
	s := x.r.verticalScore(u.table)
	return !s.seen[x.r.category] && !s.seen[x.r.reason] && !s.disclosed(x.r)
}

// otherContext says whether the text above announced something that is no catalog.
func (x *reading) otherContext() bool {
	switch x.ctx.form {
	case notice.FormFlowchart, notice.FormRules, notice.FormReport:
		return true
	}
	return false
}

// secretAmongCharts says whether a line among charts reads as the title of a secret list, which a table of powers below it is.
func (x *reading) secretAmongCharts() bool {
	return x.ctx.form == notice.FormFlowchart && x.ctx.listClass.Stricter(x.ctx.formClass) == notice.Secret
}

// titledAbove says whether one of the rows above a row is the title of a form of a kind.
func (x *reading) titledAbove(t *docx.Table, row int, kind notice.FormKind) bool {
	for i := range row {
		if k, _ := x.r.titleOf(rowText(t, i)); k == kind {
			return true
		}
	}
	return false
}

// isCatalog says whether a header is so plainly a catalog's that the title above does not matter.
func (h *header) isCatalog(r *Reader) bool {
	if !h.has(r.name) || h.matched < 3 {
		return false
	}
	return h.has(r.category) || h.has(r.key("basis")) || h.has(r.code) || h.has(r.reason)
}

// layoutTable handles a table nobody recognised. Tables nested in it are read for themselves (R11); the rest is set
// aside with its reason.
func (x *reading) layoutTable(u *tableUnits) {
	records := len(x.out.Records) + len(x.out.Counts)
	for _, in := range u.inner {
		x.readNested(in)
	}
	if n := len(x.out.Records) + len(x.out.Counts) - records; n > 0 {
		x.flush()
		x.report(problem{ruleNested, "表格套在另一表格的格子里，已读入其中" + decimal(n) + "项", "请核对；建议把里面的表格移到外面。"}, x.place(u, 0, 0), "")
		x.unread(u, "外层的版式表格", false)
		return
	}
	x.unread(u, "没有认出表头", tableText(u.table) != "")
}

func (x *reading) readNested(u *tableUnits) {
	if _, ok := x.r.findHeader(u.table); ok || x.r.verticalScore(u.table).fields >= 2 {
		x.readTable(u)
		x.flush()
		return
	}
	for _, in := range u.inner {
		x.readNested(in)
	}
}

// unread sets a table aside; report says whether somebody should look.
func (x *reading) unread(u *tableUnits, why string, report bool) {
	for i := range u.rows {
		text := rowText(u.table, i)
		x.takeSection(text, x.place(u, i, 0))
		if x.countsSentence(text, x.place(u, i, 0)) {
			report = false
		}
		if isZeroStatement(text) {
			x.zero(text, x.place(u, i, 0))
			report = false
		}
	}
	u.asideTable(why)
	x.now().words = x.now().words || tableText(u.table) != ""
	tr := TableReading{Table: u.number, Paragraph: u.paragraph(), Reason: why + "，未读入"}
	if report && !x.otherContext() {
		x.unrecognised(u, &tr)
	}
	x.out.Tables = append(x.out.Tables, tr)
	x.secretWords(u)
}

// secretWords makes sure that a table set aside is not passed over where it speaks of secrets.
func (x *reading) secretWords(u *tableUnits) {
	if t := x.r.tell(tableText(u.table), anywhere); t.class == notice.Secret && len(tableText(u.table)) < 100_000 {
		x.report(problem{ruleLeftOver, "未读入的" + u.name() + "中有“" + t.word + "”字样", "如是涉密不宜公开职权目录，请按附件4的表样填写。"},
			x.tablePlace(u), "")
	}
}

// cellsOf are the distinct cells that cover a row, those from above included, left to right.
func cellsOf(t *docx.Table, row int) []*docx.Cell {
	var out []*docx.Cell
	for col := 0; col < t.Cols; col++ {
		if c := t.At(row, col); c != nil && (len(out) == 0 || out[len(out)-1] != c) {
			out = append(out, c)
		}
	}
	return out
}
