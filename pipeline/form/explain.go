package form

import (
	"fmt"
	"slices"
	"strings"
)

// advice is what to do about words under a head that no field claims, and that may stand for another (-1: none).
func (r *Reader) advice(head string, near int) string {
	if near < 0 {
		return "请改用通知的栏目名称；如通知确无此栏，可写入备注。"
	}
	title := r.fields[near].Title
	return "“" + head + "”是否就是“" + title + "”？如是，请改写成“" + title + "”；如不是，可写入备注。"
}

// proposal is the field a column without one may be told to be, -1 if none: the one it resembles, unless another column
// has it, for then two would be the same.
func proposal(columns []column, c *column) int {
	if holder(columns, c.near) >= 0 {
		return -1
	}
	return c.near
}

// holder is the index of the column that has a field, -1 if none.
func holder(columns []column, field int) int {
	return slices.IndexFunc(columns, func(c column) bool { return field >= 0 && c.field == field })
}

// strayColumns reports the columns that no field claimed, once each, with an example of what stands in them (R05, R22).
func (x *reading) strayColumns(s *tableState) {
	for i := range s.h.columns {
		c := &s.h.columns[i]
		if c.field >= 0 || s.stray[i] == 0 {
			continue
		}
		at := x.place(s.u, max(s.h.bottom-1, 0), c.from)
		name, of := "表头“"+c.title()+"”", fmt.Sprintf("%d格内容（如“%s”）", s.stray[i], shorten(s.example[i], 30))
		if c.title() == "" {
			x.report(problem{ruleColumn, fmt.Sprintf("第%d列没有表头，本栏%s未读入", c.from+1, of), "请写明栏目名称。"}, at, "")
			continue
		}
		if c.rival > 0 {
			other := s.h.columns[c.rival-1]
			x.report(problem{ruleRival, name + "与第" + decimal(other.from+1) + "列“" + other.title() + "”都像“" + x.r.fields[other.field].Title + "”，只取了后者，本栏" + of + "未读入",
				"请把两栏并成一栏，或改用不同的表头。"}, at, "")
			continue
		}
		advice := x.r.advice(c.title(), proposal(s.h.columns, c))
		if i := holder(s.h.columns, c.near); i >= 0 {
			other := s.h.columns[i]
			advice = "“" + c.title() + "”像第" + decimal(other.from+1) + "列“" + other.title() + "”；请把两栏并成一栏，或改用不同的表头。"
		}
		x.report(problem{ruleColumn, name + "不是通知的栏目，本栏" + of + "未读入", advice}, at, "")
	}
}

// taken says of a column what field it was taken for.
func (r *Reader) taken(column int, header string, field int, c *claim) ColumnReading {
	f := &r.fields[field]
	cr := ColumnReading{Column: column, Header: header, Field: f.Key, Title: f.Title, Synonym: c.synonym, Exact: c.exact, Sure: c.certainty()}
	if c.also > 0 {
		cr.Also = r.fields[c.also-1].Title
	}
	return cr
}

// exactClaim is the claim of a label, alone or under others, that is known to be a field's.
func (r *Reader) exactClaim(path []string, field int) *claim {
	c := claim{field: field, synonym: path[len(path)-1], exact: true}
	for _, k := range r.claims(path) {
		if k.field == field {
			c.synonym = k.synonym
		}
	}
	return &c
}

// fields counts the heads that are no mere parents of others.
func fields(columns []ColumnReading) int {
	n := 0
	for i := range columns {
		if !columns[i].Over {
			n++
		}
	}
	return n
}

// untaken says of a column that no field was given, and which one may be meant (-1: none).
func (r *Reader) untaken(column int, header string, near int) ColumnReading {
	cr := ColumnReading{Column: column, Header: header}
	if near >= 0 {
		cr.Near, cr.NearField = r.fields[near].Title, r.fields[near].Key
	}
	return cr
}

// readings explains the columns of a header.
func (r *Reader) readings(columns []column) []ColumnReading {
	out := make([]ColumnReading, len(columns))
	for i := range columns {
		c := &columns[i]
		if c.field >= 0 {
			out[i] = r.taken(c.from+1, c.title(), c.field, &c.claim)
			continue
		}
		out[i] = r.untaken(c.from+1, c.title(), proposal(columns, c))
		rival := c.rival - 1
		if rival < 0 {
			rival = holder(columns, c.near)
		}
		if rival >= 0 {
			out[i].Rival, out[i].RivalAt = columns[rival].title(), columns[rival].from+1
		}
	}
	return out
}

// explain fills the table's reading with what was recognised under the header that holds now.
func (x *reading) explain(s *tableState) {
	tr := &x.out.Tables[s.index]
	columns := x.r.readings(s.h.columns)
	tr.Columns = append(tr.Columns, columns...)
	matched := s.h.matched
	switch {
	case s.changed:
		tr.Reason += fmt.Sprintf("；第%d行起换了表头，%d栏中认出%d栏", s.h.top+1, len(s.h.columns), matched)
	case s.h.bottom == s.h.top:
		tr.Reason = "没有表头，列与" + tableName(tr.Continues) + "相同，作续表读"
	case tr.Continues > 0:
		tr.Reason = fmt.Sprintf("表头与表%d相同，作续表读", tr.Continues)
	case s.h.bottom-s.h.top > 1:
		tr.Reason = fmt.Sprintf("表头在第%d至%d行，%d栏中认出%d栏", s.h.top+1, s.h.bottom, len(s.h.columns), matched)
	default:
		tr.Reason = fmt.Sprintf("表头在第%d行，%d栏中认出%d栏", s.h.top+1, len(s.h.columns), matched)
	}
	if tr.Continues > 0 && !s.changed {
		x.report(problem{ruleContinued, s.u.name() + "已接在" + tableName(tr.Continues) + "之后，作为续表读入", "请核对两表是否本是一张表。"}, x.tablePlace(s.u), "")
		return
	}
	if s.h.bottom == s.h.top {
		return // said of the table before
	}
	if words := doubts(columns); words != "" {
		x.report(problem{ruleNormalised, "表头" + words + "读入", "请核对；建议改用通知的栏目名称。"}, x.place(s.u, s.h.bottom-1, 0), "")
	}
}

// doubts names the columns whose field is doubtful, "" if there are none.
func doubts(columns []ColumnReading) string {
	var all []string
	for _, c := range columns {
		if c.Sure != Doubtful {
			continue
		}
		words := "“" + c.Header + "”"
		if c.Also != "" {
			words += "（其中还有“" + c.Also + "”）"
		}
		all = append(all, words+"作“"+c.Title+"”")
	}
	return strings.Join(all, "，")
}
