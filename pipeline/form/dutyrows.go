package form

import (
	"slices"
	"strings"
	"unicode"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

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
	case texts == 0, texts == 1 && s.onlyNumber(row):
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

// onlyNumber knows a row of a form in which nothing was filled in: the running number stands there from the beginning.
func (s *dutyTable) onlyNumber(row int) bool {
	for i := range s.columns {
		if c := s.u.table.At(row, s.columns[i].from); s.columns[i].kind == dutySeq && c != nil && c.Row == row {
			return onlyNumber(strings.Trim(cellText(c), ".、"))
		}
	}
	return false
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
		from := s.columns[col].from
		if left && col > 0 {
			from = s.columns[col-1].from
		}
		if said := s.above[from]; said != "" {
			if own {
				x.keepCell(s, c, "同上", text)
			}
			s.above[s.columns[col].from] = said
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
	s.above[s.columns[col].from] = text
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
	if s.told[k.from] || x.r.isEmptyWord(text) {
		return
	}
	s.told[k.from] = true
	what := "表头“" + k.title() + "”"
	if k.title() == "" {
		what = "第" + decimal(k.from+1) + "列没有表头，"
	}
	x.report(problem{ruleColumn, "职权分解表的" + what + "不是职权名称、编码或环节，本栏内容（如“" + shorten(text, 30) + "”）未读入", "如是一个环节，请写明受理、审查、决定等；否则可写入备注。"},
		x.place(s.u, max(s.bottom-1, 0), k.from), "")
}
