package form

import (
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
	above       map[int]string  // by first grid column: the last words, for 同上
	told        map[int]bool    // by first grid column: that its words are not read
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
	if continues > 0 {
		s.splitColumns()
	}
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
	class := x.mark.class
	if t := x.r.tell(tableText(u.table), anywhere); t.strict() && t.class == notice.Secret && len(tableText(u.table)) < 100_000 {
		class = class.Stricter(notice.Secret)
		x.report(problem{ruleLeftOver, "职权分解表里有“" + t.word + "”字样，未据此改变任何一项的公开属性", "如说的是某项职权，请在职权目录里该项的公开范围栏写明。"}, x.tablePlace(u), "")
	}
	for i := n; i < len(x.out.Duties); i++ {
		x.out.Duties[i].Class = class
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
