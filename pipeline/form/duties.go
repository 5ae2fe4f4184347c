package form

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// builtinSteps are the steps powers are divided into, besides those the notice names (N6).
var builtinSteps = []string{"受理", "初审", "审查", "审核", "复审", "复核", "合法性审查", "合法性审核", "法制审查", "法制审核", "现场勘查", "现场核查", "现场检查", "勘验", "听证",
	"立案", "调查取证", "调查", "告知", "决定", "审批", "核准", "批准", "签发", "送达", "执行", "办结", "制证", "发证", "备案", "公示", "监督"}

// stepEndings may stand behind a step in the head of a column: 决定机关和决定岗位.
var stepEndings = []string{"机关", "机构", "科室", "处室", "部门", "单位", "岗位", "责任人", "负责人", "承办人", "人员", "人", "环节", "阶段", "步骤", "职责", "权限", "承办", "责任", "及", "和", "与", "或"}

// dutyNames head the column of names in a 职权分解表, besides the notice's own heads.
var dutyNames = []string{"职权", "权力", "行政职权", "行政权力", "职权项目", "职权事项", "权力项目", "权力事项", "具体职权", "事项", "项目"}

// catalogKeys are the fields by which a table is a catalog, whatever steps it names besides.
var catalogKeys = map[string]bool{
	"category": true, "basis": true, "disclosureForm": true, "disclosureScope": true, "disclosureTime": true, "disclosureContent": true,
	"fee": true, "statutoryLimit": true, "promisedLimit": true, "conditions": true, "materials": true,
}

// catalogWeight is how much a field speaks for a catalog: one is enough, two under the title of a 职权分解表. What says that
// a power is not public is always a catalog's.
func (r *Reader) catalogWeight(field int) int {
	switch {
	case field == r.reason || field == r.classField:
		return 2
	case catalogKeys[r.fields[field].Key]:
		return 1
	}
	return 0
}

// stepIn is the step that a head of a column names, "" if it names none.
func (r *Reader) stepIn(head string) string {
	if len(head) > 90 || head == "" {
		return ""
	}
	w, ok := prefixed(head, r.steps)
	if !ok {
		return ""
	}
	rest := notice.FoldHead(head[len(w):])
	for rest != "" {
		end, ok := prefixed(rest, stepEndings)
		if !ok {
			if end, ok = prefixed(rest, r.steps); !ok {
				return ""
			}
		}
		rest = rest[len(end):]
	}
	return w
}

// dutyColumn is a column of a 职权分解表.
type dutyColumn struct {
	column
	kind dutyKind
	step string     // head of the step it belongs to
	says stepColumn // what of it
}

type dutyKind int

const (
	dutyOther dutyKind = iota
	dutyName
	dutyCode
	dutySeq
	dutyStep // who does a step: the head names it, or a column beside does
	dutyStepName
)

// dutyTable is a 职权分解表 while it is read, and as long as a later table may continue it.
type dutyTable struct {
	u           *tableUnits
	top, bottom int
	columns     []dutyColumn
	keys        []string
	above       map[int]string  // by column: the last words, for 同上
	told        map[int]bool    // by column: that its words are not read
	byRow       bool            // a row is a step, not a power
	form        bool            // without a head: names and steps stand in the first column
	name        *docx.Cell      // of the power being read
	open        bool            // a power is being read
	began       int             // row it begins in
	labels      []ColumnReading // of names and codes, where they stand in rows of their own
}

// readDuties reads a 职权分解表 (N6): a column of names, and one or several for each step; or a column of steps, several rows
// to a power. A table with the columns of a catalog is none, whatever it says of steps.
func (x *reading) readDuties(u *tableUnits, h *header, horizontal bool) bool {
	before := x.duties
	x.duties = nil
	s, ok := x.dutiesHead(u, h, horizontal)
	continues := 0
	if !ok {
		if before == nil || horizontal || x.titleSince || u.table.Cols != before.u.table.Cols || x.r.verticalScore(u.table).fields >= 2 {
			return false
		}
		s = &dutyTable{columns: before.columns, keys: before.keys, above: before.above, told: before.told, byRow: before.byRow, open: before.open}
		continues = before.u.number
	}
	s.u = u
	x.closeGroups(levelRow)
	x.table, x.duties, x.otherForms = nil, s, true
	u.self.use()
	outer := x.ctx
	n := len(x.out.Duties)
	for row := range s.top {
		if label, value := x.dutyNameIn(u.table, row); value != nil && s.byRow {
			x.nameDuty(s, row, label, value)
		}
	}
	x.aboveHeader(u, s.top)
	for row := s.top; row < s.bottom; row++ {
		x.useRow(u, row)
	}
	for row := s.bottom; row < len(u.rows); row++ {
		x.dutyRow(s, row)
	}
	x.ctx = outer
	tr := TableReading{Table: u.number, Paragraph: u.paragraph(), Layout: Horizontal, Form: notice.FormDuties, HeaderRows: s.bottom - s.top, Continues: continues,
		Reason: "职权分解表：读入" + decimal(len(x.out.Duties)-n) + "项职权的分工"}
	tr.Columns = s.labels
	for i := range s.columns {
		if !s.form {
			tr.Columns = append(tr.Columns, x.r.dutyColumn(&s.columns[i]))
		}
	}
	x.out.Tables = append(x.out.Tables, tr)
	if t := x.r.tell(tableText(u.table), anywhere); t.strict() && t.class == notice.Secret && len(tableText(u.table)) < 100_000 {
		x.report(problem{ruleLeftOver, "职权分解表里有“" + t.word + "”字样，未据此改变任何一项的公开属性", "如说的是某项职权，请在职权目录里该项的公开范围栏写明。"}, x.tablePlace(u), "")
	}
	return true
}

// dutyColumn explains a column.
func (r *Reader) dutyColumn(c *dutyColumn) ColumnReading {
	switch {
	case c.kind == dutyStep && c.step != "":
		return ColumnReading{Column: c.from + 1, Header: c.title(), Title: "环节“" + c.step + "”", Sure: Certain}
	case c.kind == dutyStep:
		return ColumnReading{Column: c.from + 1, Header: c.title(), Title: "环节的岗位、职责", Sure: Certain}
	case c.kind == dutyStepName:
		return ColumnReading{Column: c.from + 1, Header: c.title(), Title: "环节", Sure: Certain}
	case c.kind == dutyName && c.field < 0:
		return ColumnReading{Column: c.from + 1, Header: c.title(), Title: "职权名称", Sure: Certain}
	case c.field >= 0:
		return r.taken(c.from+1, c.title(), c.field, &c.claim)
	}
	return r.untaken(c.from+1, c.title(), -1)
}

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

// dutyRow reads a row, or sets it aside.
func (x *reading) dutyRow(s *dutyTable, row int) {
	t := s.u.table
	cells := t.Rows[row].Cells
	texts, first := 0, firstText(t, row)
	for _, c := range cells {
		if cellText(c) != "" {
			texts++
		}
	}
	at := x.place(s.u, row, 0)
	heading, isHeading := heading{}, false
	if name := s.onlyName(row); texts == 1 {
		heading, isHeading = x.r.readHeading(first)
	} else if name != "" { // 一 | 行政许可
		heading, isHeading = x.r.readHeading(name)
		isHeading = isHeading && heading.category != nil
	}
	switch across := texts == 1 && cells[0].Cols > len(s.columns)/2; {
	case len(cells) == 0 && s.open:
		x.useRow(s.u, row)
	case texts == 0 && hasPicture(cells):
		x.asideRow(s.u, row, onlyPictures)
	case texts == 0:
		x.asideRow(s.u, row, "空行")
	case x.namesDuty(s, row):
	case row == s.bottom && isNumberRow(cells, texts):
		x.asideRow(s.u, row, "栏号行")
	case slices.Contains(s.keys, rowKey(t, row)):
		x.asideRow(s.u, row, "重复的表头")
	case x.signs(first):
		x.takeSection(rowText(t, row), at)
		x.asideRow(s.u, row, whySigned)
	case x.isNote(first):
		x.takeSection(rowText(t, row), at)
		x.asideRow(s.u, row, "填表说明、落款")
	case isHeading && (across || texts > 1 || listMark(first) > 0):
		x.takeHeading(heading, rowText(t, row), levelRow, at)
		s.open = false
		x.asideRow(s.u, row, "分组标题")
	case totalWord(notice.Fold(first), x.r.totals):
		x.asideRow(s.u, row, "合计行")
	case across && x.title(first, at, true):
		x.asideRow(s.u, row, "表内标题")
	case across:
		s.open = false
		x.report(problem{ruleLeftOver, "横贯全表的一行未归入任何一项：“" + shorten(first, 40) + "”", "如是分组标题，请写明类别；如是职权，请按表头分栏填写。"}, at, "")
		x.asideRow(s.u, row, "横贯全表的文字")
	default:
		x.dutyOf(s, row)
	}
}

// onlyName is the name in a row that has nothing but that and a running number.
func (s *dutyTable) onlyName(row int) string {
	name := ""
	for i := range s.columns {
		c := s.u.table.At(row, s.columns[i].from)
		text := cellText(c)
		switch {
		case text == "" || s.columns[i].kind == dutySeq:
		case s.columns[i].kind == dutyName && c.Row == row:
			name = text
		default:
			return ""
		}
	}
	return name
}

// namesDuty reads a row that names the power of the rows below it.
func (x *reading) namesDuty(s *dutyTable, row int) bool {
	if !s.byRow || slices.ContainsFunc(s.columns, func(c dutyColumn) bool { return c.kind == dutyName }) {
		return false
	}
	label, value := x.dutyNameIn(s.u.table, row)
	if value != nil {
		x.nameDuty(s, row, label, value)
	}
	return value != nil
}

// labelDuty explains a label once.
func (x *reading) labelDuty(s *dutyTable, c ColumnReading) {
	if !slices.Contains(s.labels, c) {
		s.labels = append(s.labels, c)
	}
}

// dutyOf adds what a row says to the power it names, or to the one above where it names none.
func (x *reading) dutyOf(s *dutyTable, row int) {
	t := s.u.table
	var name *docx.Cell
	for i := range s.columns {
		if s.columns[i].kind == dutyName {
			name = t.At(row, s.columns[i].from)
		}
	}
	raw := cellText(name)
	up, _ := x.r.isDitto(raw)
	switch {
	case raw == "" && !s.open:
		x.report(problem{ruleRows, "职权分解表里有一行没有写职权名称，未读入：“" + shorten(rowText(t, row), 40) + "”", "请写明职权名称。"}, x.place(s.u, row, 0), "")
		x.asideRow(s.u, row, "没有职权名称的行")
		return
	case raw == "" || up && s.open:
		if !s.byRow && name != s.name {
			x.report(problem{ruleRows, "职权分解表里有一行没有写职权名称，已归入上一项“" + shorten(x.lastDuty().Name, 20) + "”", "请写明职权名称；同一项占多行时，请纵向合并名称的单元格。"}, x.place(s.u, row, 0), "")
		}
		x.keepCell(s, name, "同上", raw)
	case name == s.name:
	default:
		d := Duty{Name: x.asName(raw), Place: x.place(s.u, name.Row, name.Col)}
		if !s.open || x.lastDuty() == nil || d.Name != x.lastDuty().Name {
			x.out.Duties = append(x.out.Duties, d)
			x.countRecord()
			s.began = row
		}
		if squash(d.Name) != squash(raw) {
			x.keepCell(s, name, "名称已规范化", raw)
		}
	}
	s.name, s.open = name, true
	x.useRow(s.u, row)
	x.dutyCells(s, row, x.lastDuty())
}

func (x *reading) lastDuty() *Duty {
	if n := len(x.out.Duties); n > 0 {
		return &x.out.Duties[n-1]
	}
	return nil
}

// asName cleans the name of a power that is no record.
func (x *reading) asName(raw string) string {
	if x.r.name < 0 {
		return stripNumber(strings.ReplaceAll(foldProse(raw), "\n", ""))
	}
	return x.r.clean(x.r.name, raw, "").text
}

// keepCell keeps the words of a cell that stand nowhere else.
func (x *reading) keepCell(s *dutyTable, c *docx.Cell, why, text string) {
	if c != nil && text != "" {
		x.l.extra = append(x.l.extra, SetAside{WhatCell, x.place(s.u, c.Row, c.Col).String(), why, text})
	}
}

// dutyCells reads the cells of a row besides the name.
func (x *reading) dutyCells(s *dutyTable, row int, d *Duty) {
	step := ""
	fresh := map[string]int{} // step → 1 + index of its post from this row
	for i := range s.columns {
		k := &s.columns[i]
		c := s.u.table.At(row, k.from)
		if c == nil || k.kind == dutyName {
			continue
		}
		own := c.Row == row
		if i > 0 && s.u.table.At(row, s.columns[i-1].from) == c && s.columns[i-1].step == k.step {
			continue // one cell under two heads of a step
		}
		text := cellText(c)
		switch k.kind {
		case dutyCode:
			if code := notice.NormalizeCode(text); d.Code == "" && !x.r.isEmptyWord(text) {
				if d.Code = code; code != text {
					x.keepCell(s, c, "编码已规范化", text)
				}
			} else if own && code != d.Code {
				x.keepCell(s, c, "另一个编码", text)
			}
		case dutySeq:
			if own && !onlyNumber(strings.Trim(text, ".、")) {
				x.keepCell(s, c, "序号", text)
			}
		case dutyStepName:
			if step = text; step == "" && len(d.Posts) > 0 {
				step = d.Posts[len(d.Posts)-1].Step
			}
			if _, known := fresh[step]; !known && text != "" {
				d.Posts = append(d.Posts, Post{Step: text, Place: x.place(s.u, c.Row, c.Col)})
				fresh[step] = len(d.Posts)
			}
		case dutyStep:
			of := k.step
			if s.byRow {
				of = step
			}
			if text = x.dutyWords(s, i, c, text, own); text == "" || !own && !s.byRow && c.Row >= s.began {
				break // reaches down from the same power: said already
			}
			at := fresh[of]
			if x.r.isEmptyWord(text) && (k.says == stepTask || at > 0 && d.Posts[at-1].Text != "") {
				if own {
					x.keepCell(s, c, "没有内容", text)
				}
				break
			}
			if at == 0 {
				d.Posts = append(d.Posts, Post{Step: of, Place: x.place(s.u, c.Row, c.Col)})
				at = len(d.Posts)
				fresh[of] = at
			}
			switch p := &d.Posts[at-1]; {
			case k.says == stepTask:
				p.Task = joinWith(p.Task, text)
			case x.r.isEmptyWord(p.Text):
				if p.Text != "" {
					x.l.extra = append(x.l.extra, SetAside{WhatCell, p.Place.String(), "没有内容", p.Text})
				}
				p.Text = text
			case p.Text != text:
				p.Text += "　" + text
			}
		default:
			x.strayDuty(s, i, c, text, own)
		}
	}
}

// dutyWords are the words of a cell under a step: those above where it says 同上. 无 stays, for who writes it says that the
// power has no such step.
func (x *reading) dutyWords(s *dutyTable, col int, c *docx.Cell, text string, own bool) string {
	if up, left := x.r.isDitto(text); up || left {
		from := col
		if left && col > 0 {
			from = col - 1
		}
		if said := s.above[from]; said != "" {
			if own {
				x.keepCell(s, c, "同上", text)
			}
			s.above[col] = said
			return said
		}
		x.report(problem{ruleDitto, "“" + s.columns[col].title() + "”栏写“" + text + "”，而前面没有内容，保留原样", "请写明内容。"}, x.place(s.u, c.Row, c.Col), "")
		return text
	}
	if x.r.isEmptyWord(text) && strings.IndexFunc(text, func(c rune) bool { return unicode.Is(unicode.Han, c) }) < 0 { // — and / say nothing
		if own {
			x.keepCell(s, c, "没有内容", text)
		}
		return ""
	}
	s.above[col] = text
	return text
}

// strayDuty sets aside a cell that is no name, code or step, and says so once where the notice has no such column (R05).
func (x *reading) strayDuty(s *dutyTable, col int, c *docx.Cell, text string, own bool) {
	k := &s.columns[col]
	if text == "" || !own {
		return
	}
	if k.field >= 0 || k.says != stepOther {
		x.keepCell(s, c, "“"+k.title()+"”不属职权分解", text)
		return
	}
	x.keepCell(s, c, "“"+k.title()+"”不是通知的栏目", text)
	if s.told[col] || x.r.isEmptyWord(text) {
		return
	}
	s.told[col] = true
	what := "表头“" + k.title() + "”"
	if k.title() == "" {
		what = "第" + decimal(k.from+1) + "列没有表头，"
	}
	x.report(problem{ruleColumn, "职权分解表的" + what + "不是职权名称、编码或环节，本栏内容（如“" + shorten(text, 30) + "”）未读入", "如是一个环节，请写明受理、审查、决定等；否则可写入备注。"},
		x.place(s.u, max(s.bottom-1, 0), k.from), "")
}
