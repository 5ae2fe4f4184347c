package form

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// bodyRow decides what a row below the header is, and reads it.
func (x *reading) bodyRow(s *tableState, row int) {
	t := s.u.table
	cells := t.Rows[row].Cells
	var only *docx.Cell
	first, texts := "", 0
	for _, c := range cells {
		text := cellText(c)
		if text == "" {
			continue
		}
		if texts == 0 {
			first = text
		}
		only = c
		texts++
	}
	switch {
	case len(cells) == 0 && s.cur != nil: // covered by merges from above all over: part of the record above
		x.useRow(s.u, row)
		s.cur.rows++
	case texts == 0 && hasPicture(cells):
		x.asideRow(s.u, row, onlyPictures)
	case texts == 0:
		x.asideRow(s.u, row, "空行")
	case isNumberRow(cells, texts) && x.belowHeader(s, row):
		x.asideRow(s.u, row, "栏号行")
	case x.repeatsHeader(s, row, first):
		x.asideRow(s.u, row, "重复的表头")
	case texts == 1 && x.singleText(s, row, only, first):
	case x.isTotal(s, cells, first):
		x.flush()
		x.countsIn(s, row)
		x.asideRow(s.u, row, "合计行")
	case texts > 1 && x.isNote(first) && cellText(cells[0]) == first:
		x.takeSection(rowText(t, row), x.place(s.u, row, 0))
		x.classLine(rowText(t, row), x.place(s.u, row, 0))
		x.asideRow(s.u, row, "填表说明、落款")
	case texts > 1 && cellText(cells[0]) == first && (x.signs(first) || x.signsOn(s.u, row, first)):
		x.takeSection(rowText(t, row), x.place(s.u, row, 0))
		x.classLine(rowText(t, row), x.place(s.u, row, 0))
		x.asideRow(s.u, row, whySigned)
	case x.saysNothing(s, cells):
		x.zero(rowText(t, row), x.place(s.u, row, 0))
		x.asideRow(s.u, row, "零申报行")
	default:
		x.dataRow(s, row)
	}
}

// firstText is the first text that begins in a row.
func firstText(t *docx.Table, row int) string {
	for _, c := range t.Rows[row].Cells {
		if text := cellText(c); text != "" {
			return text
		}
	}
	return ""
}

// repeatsHeader says whether a row is one of the header's rows again (跨页重复表头).
func (x *reading) repeatsHeader(s *tableState, row int, first string) bool {
	if len(first) > 60 {
		return false
	}
	key := ""
	for _, k := range s.h.keys {
		if !strings.Contains(k, notice.FoldHead(first)+"|") {
			continue
		}
		if key == "" {
			key = rowKey(s.u.table, row)
		}
		if key == k {
			return true
		}
	}
	return false
}

// belowHeader says whether a row comes right after the header, or after the header repeated.
func (x *reading) belowHeader(s *tableState, row int) bool {
	return row == s.h.bottom || row > 0 && x.repeatsHeader(s, row-1, firstText(s.u.table, row-1))
}

// isNumberRow knows the row of column numbers some forms print below the header: 1 2 3, 甲 乙 1 2.
func isNumberRow(cells []*docx.Cell, texts int) bool {
	if texts < 3 || texts < len(cells)-1 {
		return false
	}
	last := 0
	for _, c := range cells {
		text := strings.Trim(notice.Fold(cellText(c)), "()（）栏列")
		if text == "" || strings.Contains("甲乙丙丁", text) {
			continue
		}
		n, ok := number(text)
		if !ok || n != last+1 {
			return false
		}
		last = n
	}
	return last > 0
}

// singleText handles a row with one text only: a group heading, a note, a total, a number without a power. It returns
// false where the row is data after all.
func (x *reading) singleText(s *tableState, row int, c *docx.Cell, text string) bool {
	at := x.place(s.u, row, c.Col)
	across := c.Cols > 1 && x.columnsUnder(s, c) >= max(2, len(s.h.columns)/2)
	leading := c == s.u.table.Rows[row].Cells[0] && !x.coveredText(s, row)
	col := s.colAt[c.Col]
	h, ok := x.r.readHeading(text)
	if !across && !leading {
		switch {
		case x.coveredText(s, row):
			return false
		case ok && (h.category != nil || h.class != "") && (listMark(text) > 0 || h.count >= 0):
		case isZeroStatement(text) && s.fieldAt(col) == x.r.name:
		default:
			if _, count := cutCount(text); count >= 0 && s.fieldAt(col) == x.r.name {
				x.report(problem{ruleRows, "本行只有“" + shorten(text, 30) + "”，像是分组标题，但认不出是哪一类，已作一项读入", "如是分组标题，请横向合并整行并写明类别；如是职权，请填写各栏。"}, at, "")
			}
			return false
		}
	}
	switch {
	case x.signs(text):
		x.takeSection(text, at)
		x.classLine(text, at)
		x.asideRow(s.u, row, whySigned)
	case x.isNote(text):
		x.takeSection(text, at)
		x.classLine(text, at)
		x.asideRow(s.u, row, "填表说明、落款")
	case x.isTotal(s, []*docx.Cell{c}, text), across && x.countsSentence(text, at):
		x.flush()
		x.asideRow(s.u, row, "合计行")
	case ok && (h.category != nil && x.r.category != s.fieldAt(col) || h.class != "" || h.section != nil && across):
		x.takeHeading(h, text, levelRow, at)
		x.asideRow(s.u, row, "分组标题")
	case isZeroStatement(text):
		x.zero(text, at)
		x.asideRow(s.u, row, "零申报")
	case x.isContinuedMark(text):
		x.asideRow(s.u, row, "续表标记")
	case !across && s.fieldAt(col) == x.r.seq && onlyNumber(strings.Trim(text, ".、")):
		why := "空行（仅有序号）"
		if hasPicture(s.u.table.Rows[row].Cells) {
			why = onlyPictures
		}
		x.asideRow(s.u, row, why)
	case across && x.title(text, at, true):
		x.flush()
		x.asideRow(s.u, row, "表内标题")
	case across:
		x.flush()
		x.classLine(text, at)
		x.endCategory(text)
		x.report(problem{ruleLeftOver, "横贯全表的一行未归入任何一项：“" + shorten(text, 40) + "”", "如是分组标题，请写明类别或公开范围；如是职权，请按表头分栏填写。"}, at, "")
		x.asideRow(s.u, row, "横贯全表的文字")
	default:
		return false
	}
	return true
}

func (s *tableState) fieldAt(col int) int {
	if col < 0 {
		return -1
	}
	return s.h.columns[col].field
}

// coveredText says whether a cell from above reaches into the row with words.
func (x *reading) coveredText(s *tableState, row int) bool {
	t := s.u.table
	for col := range t.Cols {
		if c := t.At(row, col); c != nil && c.Row < row && c.Row >= s.h.bottom && cellText(c) != "" {
			return true
		}
	}
	return false
}

// columnsUnder counts the columns a cell covers.
func (x *reading) columnsUnder(s *tableState, c *docx.Cell) int {
	n, last := 0, -1
	for col := c.Col; col < min(c.Col+c.Cols, len(s.colAt)); col++ {
		if s.colAt[col] != last {
			last = s.colAt[col]
			n++
		}
	}
	return n
}

// isTotal knows a row of totals by its first word; the rest of the row must not read as a power.
func (x *reading) isTotal(s *tableState, cells []*docx.Cell, first string) bool {
	folded := notice.Fold(first)
	if !totalWord(folded, x.r.totals) {
		return false
	}
	for _, c := range cells {
		text := cellText(c)
		if text == "" || text == first {
			continue
		}
		if utf8.RuneCountInString(text) > 12 && !strings.Contains(text, "共") {
			return false
		}
		if f := s.fieldAt(s.colAt[c.Col]); f == x.r.name && c.Cols == 1 && utf8.RuneCountInString(text) > 6 && !strings.Contains(text, "项") {
			return false
		}
	}
	return true
}

// countsIn takes the numbers of a sentence in a row of totals: 合计 | 共23项，其中行政许可16项….
func (x *reading) countsIn(s *tableState, row int) {
	for _, c := range s.u.table.Rows[row].Cells {
		if x.countsSentence(cellText(c), x.place(s.u, row, c.Col)) {
			return
		}
	}
}

// totalWord: 合计, 合计：, 合计12项.
func totalWord(folded string, totals []string) bool {
	w, ok := prefixed(folded, totals)
	if !ok {
		return false
	}
	next, _ := utf8.DecodeRuneInString(folded[len(w):])
	return len(folded) == len(w) || strings.ContainsRune(":(,项数(", next) || unicode.IsDigit(next) || strings.ContainsRune(hanDigits, next)
}

// isNote knows a note, or a line for signatures, by its first word followed by a colon or a bracket. 注册 is no note.
func (x *reading) isNote(text string) bool {
	folded := notice.Fold(text)
	w, ok := prefixed(folded, x.r.notes)
	if !ok {
		w, ok = prefixed(folded, builtinNotes)
	}
	if !ok {
		return false
	}
	rest := strings.TrimLeftFunc(folded[len(w):], unicode.IsDigit)
	next, _ := utf8.DecodeRuneInString(rest)
	return rest == "" && utf8.RuneCountInString(w) > 1 || strings.ContainsRune(":(,.", next) && rest != ""
}

// builtinNotes are words that begin the lines below a table everywhere.
var builtinNotes = []string{"填表说明", "填报说明", "填表人", "填报人", "填表日期", "填表时间", "填报日期", "填报时间", "申报日期", "申报时间", "报送日期", "报送时间",
	"上报日期", "上报时间", "审核人", "制表人", "制表日期", "制表时间", "经办人签字", "科室负责人", "科室负责人签字", "负责人签字", "主要负责人", "分管领导", "联系人", "联系电话", "咨询电话", "监督电话", "投诉电话", "注", "说明", "备注", "签字", "签章", "盖章"}

// saysNothing knows the row by which a section says that it has nothing: 无 for a name, and nothing else.
func (x *reading) saysNothing(s *tableState, cells []*docx.Cell) bool {
	said := false
	for _, c := range cells {
		text := cellText(c)
		f := s.fieldAt(s.colAt[c.Col])
		if !x.r.isEmptyWord(text) {
			if f != x.r.seq || !onlyNumber(text) {
				return false
			}
			continue
		}
		said = said || text != "" && f == x.r.name
	}
	return said
}

func (x *reading) isContinuedMark(text string) bool {
	folded := notice.Fold(text)
	if utf8.RuneCountInString(folded) > 20 {
		return false
	}
	for _, w := range x.r.carried {
		if strings.Contains(folded, w) {
			return true
		}
	}
	return false
}
