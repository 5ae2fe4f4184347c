package form

import (
	"slices"
	"strings"
	"unicode/utf8"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// readVertical reads a table as a form of labels and values, one power a table; a second name begins a second power.
func (x *reading) readVertical(u *tableUnits, h *header) bool {
	s := x.r.verticalScore(u.table)
	if s.fields < 2 || s.rows < 2 || s.fields <= h.matched || !s.named && !s.almost && s.fields < 3 {
		return false
	}
	x.closeGroups(levelRow)
	x.table = nil
	u.self.use()
	v := &verticalRun{x: x, u: u, scan: s, outer: x.ctx, label: -1, parents: map[*docx.Cell]string{}, labels: map[*docx.Cell]int{}}
	v.tr = TableReading{Table: u.number, Paragraph: u.paragraph(), Layout: Vertical, Form: x.labelForm()}
	if s.seen[x.r.reason] && !s.disclosed(x.r) && x.ctx.form != notice.FormCatalog {
		x.ctx.formClass, x.ctx.formWords, v.tr.Form = notice.Secret, "不公开理由栏", notice.FormSecret
	}
	x.ctx.floor = x.ctx.listClass
	for row := range u.rows {
		v.row(row)
	}
	v.end()
	v.tr.Reason = "竖排表单：" + decimal(fields(v.tr.Columns)) + "个栏目，读入" + decimal(v.tr.Records) + "项"
	x.out.Tables = append(x.out.Tables, v.tr)
	x.ctx = v.outer
	return true
}

// disclosed says whether the form has fields of disclosure besides the reason.
func (s *verticalScan) disclosed(r *Reader) bool {
	for f := range s.seen {
		if r.tellsClass(f) && f != r.classField {
			return true
		}
	}
	return false
}

// verticalRun reads one label/value table.
type verticalRun struct {
	x       *reading
	u       *tableUnits
	scan    verticalScan
	outer   context
	tr      TableReading
	d       *draft
	group   string // head in this row whose children follow: 收费 over 依据 and 标准
	label   int    // field waiting for its value, -1 if none
	head    string // its label as written
	reaches bool   // that label began in a row above: its value may have several rows
	unknown string // label nobody knows, waiting for its value
	at      int    // grid column it stands in
	parents map[*docx.Cell]string
	labels  map[*docx.Cell]int // labels that reach into rows below
	row0    int
}

// row reads one row from left to right.
func (v *verticalRun) row(row int) {
	x, t := v.x, v.u.table
	text := rowText(t, row)
	if text == "" && len(t.Rows[row].Cells) > 0 {
		v.emptyRow(row)
		return
	}
	if v.wholeRow(row, text) {
		return
	}
	x.useRow(v.u, row)
	v.label, v.unknown, v.group, v.reaches = -1, "", "", false
	parent := ""
	last := -1
	for _, c := range cellsOf(t, row) {
		parent, last = v.cell(c, row, parent, last)
	}
	v.dropUnknown(row)
}

// emptyRow is a row without words: values left empty belong to labels, and there are none.
func (v *verticalRun) emptyRow(row int) {
	for _, c := range cellsOf(v.u.table, row) {
		if c.Row < row && cellText(c) != "" {
			v.x.useRow(v.u, row)
			return
		}
	}
	v.x.asideRow(v.u, row, "空行")
}

// wholeRow handles a row of one cell across the form: a title, a heading, a note, or the continuation of a value.
func (v *verticalRun) wholeRow(row int, text string) bool {
	x := v.x
	cells := cellsOf(v.u.table, row)
	if len(cells) != 1 || cells[0].Row < row {
		texts := 0
		for _, c := range cells {
			if cellText(c) != "" {
				texts++
			}
		}
		if texts > 1 || !x.isNote(text) {
			return v.noteRow(row, text)
		}
	}
	if segs := splitLabels(text, x.r.fieldLabel); len(segs) > 0 {
		return false
	}
	if _, ok := x.r.labelOf(text, ""); ok && len(cells) > 1 {
		return false
	}
	at := x.place(v.u, row, 0)
	var why string
	switch h, ok := x.r.readHeading(text); {
	case x.signs(text):
		x.takeSection(text, at)
		v.strayWord("", text)
		why = whySigned
	case x.isNote(text):
		x.takeSection(text, at)
		if !containsAny(text, instructs) {
			v.strayWord("", text)
		}
		why = "填表说明、落款"
	case x.attachment(text):
		v.end()
		why = "附件号"
	case x.takeSection(text, at):
		why = "填报科室、日期"
	case ok && h.section == nil:
		v.end()
		x.takeHeading(h, text, levelRow, at)
		why = "分组标题"
	case x.title(text, at, true):
		v.end()
		why = "表内标题"
		v.tr.Form = x.labelForm()
	case v.d == nil || utf8.RuneCountInString(text) <= 12:
		v.strayWord("", text)
		why = "表内小标题"
	default:
		x.report(problem{ruleLeftOver, "横贯全表的一行未归入任何栏目：“" + shorten(text, 40) + "”", "请写入相应的栏目。"}, at, "")
		v.strayWord("", text)
		why = "横贯全表的文字"
	}
	x.asideRow(v.u, row, why)
	return true
}

// noteRow sets aside a row for signatures at the end of a form (填表人 | 张三 | 审核人 | 李四), unless its labels are the
// notice's own fields.
func (v *verticalRun) noteRow(row int, text string) bool {
	x := v.x
	first := ""
	for _, c := range v.u.table.Rows[row].Cells {
		if first = cellText(c); first != "" {
			break
		}
	}
	if x.signs(first) || x.signsOn(v.u, row, first) {
		v.strayWord("", text)
		x.takeSection(text, x.place(v.u, row, 0))
		x.asideRow(v.u, row, whySigned)
		return true
	}
	if _, field := x.r.labelOf(first, ""); field || !x.isNote(first) && !x.takeSection(text, x.place(v.u, row, 0)) {
		return false
	}
	x.takeSection(text, x.place(v.u, row, 0))
	x.asideRow(v.u, row, "填表说明、落款")
	return true
}

// cell reads one cell of a row. parent is the head to its left that has no value of its own yet; last the field given
// last in this row.
func (v *verticalRun) cell(c *docx.Cell, row int, parent string, last int) (string, int) {
	x, text := v.x, cellText(c)
	if c.Row < row { // reaches in from above
		if p, ok := v.parents[c]; ok {
			parent, v.group = p, p
		}
		if f, ok := v.labels[c]; ok {
			v.label, v.head, v.reaches = f, text, true
			parent = text
		}
		return parent, last
	}
	labelColumn := v.scan.isLabelColumn(c.Col)
	f, ok := x.r.labelOf(text, parent)
	if !ok && v.group != "" {
		if f, ok = x.r.labelOf(text, v.group); ok {
			parent = v.group
		}
	}
	child := ok && v.childOf(f, parent, text)
	if ok && (labelColumn || v.label < 0 && v.unknown == "" || child) {
		if child { // 办理时限 | 法定 | 20日 | 承诺 | 13日: the next label may be another child
			v.group = parent
		}
		v.dropUnknown(row)
		v.begin(f, row)
		v.label, v.head, v.labels[c], v.reaches = f, text, f, false
		if !child {
			parent = ""
		}
		v.note(c, parent, text, f)
		return text, last
	}
	switch segs := splitLabels(text, x.r.fieldLabel); {
	case v.label >= 0:
		v.give(v.label, text, v.head, c)
		parent, last, v.label = "", v.label, -1 // a label with a value of its own is nobody's parent
	case v.unknown != "":
		v.strayValue(text, c)
	case len(segs) > 0:
		for _, s := range segs {
			v.begin(s.field, row)
			v.note(c, "", s.label, s.field)
			v.give(s.field, s.value, s.label, c)
			last = s.field
		}
	case text == "":
	case c.Rows > 1 && utf8.RuneCountInString(text) <= maxLabel, labelColumn && utf8.RuneCountInString(text) <= maxLabel && v.hasRight(c):
		return v.openHead(c, row, text), last
	case last >= 0 && v.d != nil:
		v.give(last, text, "", c)
		x.report(problem{ruleMisfit, "“" + x.r.fields[last].Title + "”后面有两格文字，已接在一起：“" + shorten(text, 30) + "”", "请核对这一格属于哪一栏。"}, x.place(v.u, row, c.Col), "")
	default:
		x.l.extra = append(x.l.extra, SetAside{WhatCell, x.place(v.u, row, c.Col).String(), "没有栏目名称", text})
		v.strayWord("", text)
		x.report(problem{ruleLeftOver, "这一格没有栏目名称，文字“" + shorten(text, 30) + "”未读入", "请在左边的格子里写明栏目名称。"}, x.place(v.u, row, c.Col), "")
	}
	return parent, last
}

// childOf says whether a label refines the one to its left (办理时限 | 法定), rather than being that label's value.
func (v *verticalRun) childOf(f int, parent, text string) bool {
	if parent == "" {
		return false
	}
	cs := v.x.r.claims([]string{parent, text})
	return len(cs) > 0 && cs[0].exact && cs[0].rank >= rankShortened && cs[0].field == f
}

// openHead is a head no field knows: the parent of heads to its right, or a label whose value will be set aside.
func (v *verticalRun) openHead(c *docx.Cell, row int, text string) string {
	v.parents[c] = text
	t := v.u.table
	if right := t.At(row, c.Col+c.Cols); right != nil {
		if _, ok := v.x.r.labelOf(cellText(right), text); ok {
			v.explain(ColumnReading{Column: c.Col + 1, Header: headText(c), Over: true})
			v.group = text
			return text
		}
	}
	v.dropUnknown(row)
	v.unknown, v.at = text, c.Col
	if v.d != nil && v.d.given() > 0 && v.x.r.near(headText(c)) == v.x.r.name {
		v.end() // what is below belongs to another power, whatever its name's label says
	}
	return text
}

// hasRight says whether another cell stands to the right in the row.
func (v *verticalRun) hasRight(c *docx.Cell) bool {
	return v.u.table.At(c.Row, c.Col+c.Cols) != nil
}

// begin opens a record, or the next one where the name comes again.
func (v *verticalRun) begin(field, row int) {
	if v.d != nil && field == v.x.r.name && v.d.has(field) {
		v.end()
	}
	if v.d == nil {
		v.d = v.x.r.newDraft(Vertical, v.tr.Form, v.x.place(v.u, row, 0), v.x.ctx)
		v.row0 = row
	}
	v.d.rows = row - v.row0 + 1
}

func (v *verticalRun) give(field int, text, head string, c *docx.Cell) {
	at := v.x.place(v.u, c.Row, c.Col)
	if v.d.has(field) && text != "" && head != "" && !v.reaches && !sameText(v.d, field, text) && !v.shares(head) {
		v.x.report(problem{ruleRival, "同一项职权里“" + v.x.r.fields[field].Title + "”出现了两次，已接在一起：“" + shorten(text, 30) + "”", "请核对；如是另一项职权，请先写明它的名称。"}, at, "")
	}
	p := piece{raw: text, unit: unitOf(head)}
	v.d.add(field, p, at, head, false)
}

// shares says whether a label stands under a parent head, whose children may share a field (收费: 依据, 标准).
func (v *verticalRun) shares(head string) bool {
	for _, p := range v.parents {
		if p != head && v.childOf(v.label, p, head) {
			return true
		}
	}
	return false
}

// note explains a label that was taken, alone or under a parent.
func (v *verticalRun) note(c *docx.Cell, parent, text string, field int) {
	path := []string{strings.Join(strings.Fields(text), "")}
	if parent != "" {
		path = []string{strings.Join(strings.Fields(parent), ""), path[0]}
	}
	v.explain(v.x.r.taken(c.Col+1, strings.Join(path, "/"), field, v.x.r.exactClaim(path, field)))
}

// explain adds what became of a label, once where several powers have the same.
func (v *verticalRun) explain(c ColumnReading) {
	if !slices.Contains(v.tr.Columns, c) {
		v.tr.Columns = append(v.tr.Columns, c)
	}
}

func (v *verticalRun) strayWord(head, text string) {
	if v.d != nil {
		v.d.stray = append(v.d.stray, stray{head, text, v.x.r.near(head)})
	}
}

// strayValue sets aside the value of a label nobody knows (R05).
func (v *verticalRun) strayValue(text string, c *docx.Cell) {
	x := v.x
	head := strings.TrimRight(strings.Join(strings.Fields(v.unknown), ""), ":：")
	v.unknown = ""
	near := x.r.near(head)
	if near >= 0 && v.scan.seen[near] { // there is a label of that field already
		near = -1
	}
	v.explain(x.r.untaken(v.at+1, head, near))
	if text == "" {
		return
	}
	at := x.place(v.u, c.Row, c.Col)
	x.l.extra = append(x.l.extra, SetAside{WhatCell, at.String(), "“" + head + "”不是通知的栏目", text})
	v.begin(-1, c.Row) // its words may say that the power below is not public
	v.strayWord(head, text)
	if x.r.isEmptyWord(text) {
		return
	}
	x.report(problem{ruleColumn, "“" + head + "”不是通知的栏目，其内容“" + shorten(text, 30) + "”未读入", x.r.advice(head, near)}, at, "")
}

// dropUnknown forgets an unknown label that turned out to have no value; its own words stay in the account.
func (v *verticalRun) dropUnknown(row int) {
	if v.unknown == "" {
		return
	}
	v.x.l.extra = append(v.x.l.extra, SetAside{WhatCell, v.x.place(v.u, row, 0).String(), "没有内容的栏目", v.unknown})
	v.unknown = ""
}

// end closes the record.
func (v *verticalRun) end() {
	if v.d == nil {
		return
	}
	if !slices.ContainsFunc(v.d.entries, func(e entry) bool { return e.set }) { // nothing but unknown labels
		v.d = nil
		return
	}
	v.x.close(v.d)
	v.tr.Records++
	v.d = nil
}
