package form

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"huibian/pipeline/docx"
)

// unrecognised says of a table that was expected to be read what it lacks (R04).
func (x *reading) unrecognised(u *tableUnits, tr *TableReading) {
	p := problem{ruleNoTable, u.name() + "没有认出表头，未读入，开头是“" + shorten(tableText(u.table), 40) + "”", "如是职权目录，请在第一行写明项目名称、权力类别、权力依据等栏目。"}
	if s := x.r.seenIn(u.table); s.known+s.like > 0 {
		tr.Layout, tr.Columns = s.layout, x.r.readings(s.columns)
		what, advice := s.words(x.r)
		if s.layout == Horizontal {
			tr.Reason += "；最像表头的是第" + decimal(s.row+1) + "行"
		}
		p.message = u.name() + "没有认出表头，未读入：" + what
		p.advice = cmp.Or(advice, p.advice)
	}
	x.report(p, x.tablePlace(u), "")
}

// seen is what a table that was not read shows of the notice's words.
type seen struct {
	layout  Layout
	row     int // of a horizontal one
	columns []column
	known   int // how many are heads of the notice
	like    int // how many resemble one
	texts   int
}

// seenIn looks for the row, or the labels, that come nearest to being a header.
func (r *Reader) seenIn(t *docx.Table) seen {
	best := seen{layout: Horizontal}
	labels := seen{layout: Vertical}
	for row := range min(len(t.Rows), headSearch) {
		s := seen{layout: Horizontal, row: row, columns: leafColumns(t, row, row+1)}
		r.assign(s.columns)
		r.resemble(s.columns)
		if s.count(); s.texts > 1 && s.known+s.like > best.known+best.like {
			best = s
		}
		labels.columns = append(labels.columns, r.labelColumns(t, row, labels.columns)...)
	}
	labels.count()
	if more := labels.known + labels.like - best.known - best.like; more > 0 || more == 0 && t.Cols == 2 { // 项目名称 | 甲审批
		return labels
	}
	return best
}

// labelColumns are the cells of a row that read as labels of the notice, or nearly, or stand where labels do, and were not
// seen before.
func (r *Reader) labelColumns(t *docx.Table, row int, before []column) []column {
	var out []column
	for _, c := range t.Rows[row].Cells {
		text := cellText(c)
		k := column{from: c.Col, to: c.Col + c.Cols, path: []string{headText(c)}, field: -1, near: -1}
		if f, ok := r.labelOf(text, ""); ok {
			k.field, k.claim = f, *r.exactClaim(k.path, f)
		} else if text != "" && len(text) <= 4*maxLabel {
			k.near = r.near(k.path...)
		}
		same := func(b column) bool { return k.field >= 0 && b.field == k.field || b.title() == k.title() }
		first := c.Col == 0 && c.Cols < t.Cols && text != "" && utf8.RuneCountInString(text) <= maxLabel
		if (k.field >= 0 || k.near >= 0 || first) && !slices.ContainsFunc(before, same) {
			out = append(out, k)
		}
	}
	return out
}

// count counts the fields that are known or resembled, each once.
func (s *seen) count() {
	s.known, s.like, s.texts = 0, 0, 0
	counted := map[int]bool{}
	for i := range s.columns {
		c := &s.columns[i]
		if c.title() != "" {
			s.texts++
		}
		switch near := proposal(s.columns, c); {
		case c.field >= 0:
			s.known++
		case near >= 0 && !counted[near]:
			counted[near] = true
			s.like++
		}
	}
}

// mended says whether the table could be read if the heads that only resemble the notice's were put right.
func (s *seen) mended(r *Reader) bool {
	named := slices.ContainsFunc(s.columns, func(c column) bool { return c.field == r.name || c.near == r.name })
	n := s.known + s.like
	if s.like == 0 {
		return false
	}
	if s.layout == Vertical {
		return n >= 3 || n == 2 && named
	}
	return 2*n >= s.texts && n >= 2
}

// words tell what was seen, and advice what would make it readable.
func (s *seen) words(r *Reader) (what, advice string) {
	var known, like, mend []string
	for _, c := range r.readings(s.columns) {
		switch {
		case c.Field != "":
			known = append(known, "“"+c.Header+"”")
		case c.Near != "":
			like = append(like, "“"+c.Header+"”像“"+c.Near+"”")
			mend = append(mend, "“"+c.Header+"”改成“"+c.Near+"”")
		}
	}
	what = "各栏目中"
	if s.layout == Horizontal {
		what = "第" + decimal(s.row+1) + "行最像表头，其中"
	}
	if len(known) > 0 {
		what += "只认出" + strings.Join(known, "、")
	} else {
		what += "没有一个认得"
	}
	if len(like) > 0 {
		what += "，" + strings.Join(like, "，")
	}
	if s.mended(r) {
		advice = "如确是这些栏目，请把" + strings.Join(mend, "，") + "，本表即可读入。"
	}
	return what, advice
}
