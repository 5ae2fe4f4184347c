package form

import (
	"slices"
	"strings"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// statAxis is what one row or column of a statistics table counts.
type statAxis struct {
	kind statKind
	name string // section or category, as the notice writes it
}

type statKind int

const (
	statNone     statKind = iota
	statSection           // a section, or anything that stands where one is expected
	statCategory          // a category
	statTotal             // 合计
	statAmount            // 数量: the file's own numbers
)

// amountHeads head the only column of numbers of a 类别×数量 table.
var amountHeads = map[string]bool{"数量": true, "项数": true, "数目": true, "件数": true, "个数": true, "职权数": true, "职权数量": true, "事项数": true, "项目数": true, "权力数量": true, "数量项": true, "职权数量项": true}

// statTable is a recognised 附件2: the header row, and what each column and row counts.
type statTable struct {
	head   int // its row
	across []statAxis
	down   []statAxis // by row
	told   []bool     // by column: that its numbers are not counted
}

// readStatistics reads 附件2 in either direction: sections × categories, categories × sections, or categories × number.
func (x *reading) readStatistics(u *tableUnits, named bool) bool {
	if named {
		return false
	}
	s, ok := x.r.statTable(u.table)
	if !ok || x.ctx.form != notice.FormStatistics && !x.mostlyNumbers(u.table, &s) {
		return false
	}
	x.closeGroups(levelRow)
	x.table = nil
	u.self.use()
	outer := x.ctx
	top := s.head
	for top > 0 && (reachesDown(u.table, top-1) || isParentRow(u.table, top-1)) {
		top--
	}
	x.aboveHeader(u, top)
	for row := top; row <= s.head; row++ {
		x.useRow(u, row)
	}
	s.told = make([]bool, u.table.Cols)
	n := len(x.out.Counts)
	for row := s.head + 1; row < len(u.rows); row++ {
		x.statRow(u, &s, row)
	}
	x.checkSums(x.out.Counts[n:])
	x.ctx = outer
	tr := TableReading{Table: u.number, Paragraph: u.paragraph(), Layout: Horizontal, Form: notice.FormStatistics, HeaderRows: 1, Reason: "统计表：读入" + decimal(len(x.out.Counts)-n) + "个数字"}
	for _, c := range leafColumns(u.table, top, s.head+1) {
		tr.Columns = append(tr.Columns, x.r.statColumn(u.table, &s, &c))
	}
	tr.HeaderRows = s.head + 1 - top
	x.out.Tables = append(x.out.Tables, tr)
	return true
}

// statColumn explains a column: what it counts, or that it names what the rows count.
func (r *Reader) statColumn(t *docx.Table, s *statTable, c *column) ColumnReading {
	cr := ColumnReading{Column: c.from + 1, Header: c.title(), Sure: Certain}
	a := s.across[c.from]
	switch f, ok := r.exactHead(notice.FoldHead(cr.Header)); {
	case a.kind == statTotal:
		cr.Title = "合计"
	case a.kind == statAmount:
		cr.Title = "数量"
	case a.kind != statNone:
		cr.Title = a.name
	case ok && f == r.seq, ok && f == r.key("remark"):
		return r.taken(cr.Column, cr.Header, f, &claim{synonym: cr.Header, exact: true})
	case s.headsRows(r, t, c.from):
		cr.Title = "各行的名目"
	default:
		cr.Sure = ""
	}
	return cr
}

// headsRows says whether a column names what the rows count.
func (s *statTable) headsRows(r *Reader, t *docx.Table, col int) bool {
	for row := s.head + 1; row < len(t.Rows); row++ {
		if s.isRowHead(r, cellText(t.At(row, col)), row) {
			return true
		}
	}
	return false
}

// reachesDown says whether a cell of a row covers the row below as well.
func reachesDown(t *docx.Table, row int) bool {
	return slices.ContainsFunc(t.Rows[row].Cells, func(c *docx.Cell) bool { return c.Rows > 1 })
}

// statTable looks for a row of two or more categories, or of one and the total, or for a column of them beside columns of
// numbers.
func (r *Reader) statTable(t *docx.Table) (statTable, bool) {
	best := statTable{head: -1}
	for row := 0; row < len(t.Rows) && row < 8; row++ {
		across := make([]statAxis, t.Cols)
		categories, sections, amounts, totals := 0, 0, 0, 0
		for col := range across {
			c := t.At(row, col)
			if c == nil || col > 0 && t.At(row, col-1) == c {
				continue
			}
			across[col] = r.statAxis(cellText(c))
			switch across[col].kind {
			case statCategory:
				categories++
			case statSection:
				sections++
			case statAmount:
				amounts++
			case statTotal:
				totals++
			}
		}
		switch {
		case categories >= 2, categories == 1 && totals == 1 && best.head < 0: // 科室 | 行政许可 | 合计
			return statTable{head: row, across: across, down: r.statRows(t, row, across)}, true
		case best.head < 0 && sections+amounts+totals >= 1:
			best = statTable{head: row, across: across}
		}
	}
	if best.head < 0 {
		return best, false
	}
	best.down = r.statRows(t, best.head, best.across)
	n := 0
	for _, a := range best.down {
		if a.kind == statCategory {
			n++
		}
	}
	return best, n >= 2
}

// statAxis reads a head: a category, a total, an amount, a listed section.
func (r *Reader) statAxis(text string) statAxis {
	whole := notice.FoldHead(text)
	folded := strings.TrimSuffix(whole, "项")
	if folded == "" || len(folded) > 60 {
		return statAxis{}
	}
	for _, name := range []string{whole, folded} { // 行政审批事项 is a category, 行政许可项 is 行政许可
		if c, ok := r.headingCategory(name); ok {
			return statAxis{statCategory, c.Name}
		}
	}
	if totalWord(folded, r.totals) || folded == "总数" {
		return statAxis{kind: statTotal}
	}
	if amountHeads[folded] {
		return statAxis{kind: statAmount}
	}
	if s, ok := r.n.Section(text); ok {
		return statAxis{statSection, s.Name}
	}
	return statAxis{}
}

// statRows reads what each row below the header counts, from the first of its cells that says so. Where the header
// counts categories, any other row head is a section.
func (r *Reader) statRows(t *docx.Table, head int, across []statAxis) []statAxis {
	byCategory := slices.ContainsFunc(across, func(a statAxis) bool { return a.kind == statCategory })
	down := make([]statAxis, len(t.Rows))
	for row := head + 1; row < len(t.Rows); row++ {
		for _, c := range cellsOf(t, row) {
			if across[c.Col].kind != statNone {
				break
			}
			text := cellText(c)
			if a := r.statAxis(text); a.kind != statNone {
				down[row] = a
				break
			}
			if _, numeric := number(notice.Fold(text)); byCategory && text != "" && !numeric && len(text) < 60 {
				down[row] = statAxis{statSection, foldProse(text)}
				if s, ok := r.n.SectionIn(text); ok {
					down[row].name = s.Name
				}
			}
		}
	}
	return down
}

// mostlyNumbers says whether the counted cells hold numbers.
func (x *reading) mostlyNumbers(t *docx.Table, s *statTable) bool {
	numbers, words := 0, 0
	for row := s.head + 1; row < len(t.Rows); row++ {
		for col, a := range s.across {
			if a.kind == statNone || s.down[row].kind == statNone {
				continue
			}
			switch _, empty, ok := x.amount(cellText(t.At(row, col))); {
			case ok:
				numbers++
			case !empty:
				words++
			}
		}
	}
	return numbers > 0 && numbers > 2*words
}

// amount reads a number of a statistics table.
func (x *reading) amount(text string) (n int, empty, ok bool) {
	if x.r.isEmptyWord(text) { // a dash is a nought, a blank says nothing
		return 0, text == "", text != ""
	}
	folded := strings.TrimRight(strings.TrimPrefix(notice.Fold(text), "共"), "项个件条")
	n, ok = number(folded)
	return n, false, ok
}

// statRow reads one row of numbers.
func (x *reading) statRow(u *tableUnits, s *statTable, row int) {
	t := u.table
	text := rowText(t, row)
	down := s.down[row]
	read, counted := 0, len(x.out.Counts)
	for col, a := range s.across {
		c := t.At(row, col)
		if a.kind == statNone || down.kind == statNone || c == nil || c.Row != row || c.Col != col {
			continue
		}
		words := cellText(c)
		n, empty, ok := x.amount(words)
		at := x.place(u, row, col)
		switch {
		case ok:
			x.addCount(statCount(a, down, n), a, down, at)
			read++
		case !empty:
			x.report(problem{ruleLeftOver, "统计表里“" + shorten(words, 20) + "”不是数字，未读入", "请填阿拉伯数字。"}, at, "")
			x.l.extra = append(x.l.extra, SetAside{WhatCell, at.String(), "不是数字", words})
		default:
			read++
		}
	}
	switch {
	case text == "":
		x.asideRow(u, row, "空行")
	case read > 0:
		x.useRow(u, row)
		x.otherStatCells(u, s, row, len(x.out.Counts) > counted)
	case x.isNote(text):
		x.takeSection(text, x.place(u, row, 0))
		x.asideRow(u, row, "填表说明、落款")
	default:
		x.report(problem{ruleLeftOver, "统计表里有一行未读入：“" + shorten(text, 40) + "”", "请写明科室或类别，并填数字。"}, x.place(u, row, 0), "")
		x.asideRow(u, row, "不是数字的行")
	}
}

// otherStatCells keeps the words of cells that count nothing: remarks, numbers under a head that is no category, and the head of
// a row in which nothing was counted.
func (x *reading) otherStatCells(u *tableUnits, s *statTable, row int, counted bool) {
	for _, c := range u.table.Rows[row].Cells {
		text := cellText(c)
		if text == "" || s.across[c.Col].kind != statNone {
			continue
		}
		if s.isRowHead(x.r, text, row) {
			if !counted && s.down[row].kind == statSection {
				x.l.extra = append(x.l.extra, SetAside{WhatCell, x.place(u, row, c.Col).String(), "没有填数字", text})
			}
			continue
		}
		if _, numeric := number(notice.Fold(text)); !numeric {
			x.l.extra = append(x.l.extra, SetAside{WhatCell, x.place(u, row, c.Col).String(), "统计表的备注", text})
			continue
		}
		head := headText(u.table.At(s.head, c.Col))
		if f, ok := x.r.exactHead(notice.FoldHead(head)); c.Col == 0 || ok && f == x.r.seq { // a running number
			continue
		}
		x.l.extra = append(x.l.extra, SetAside{WhatCell, x.place(u, row, c.Col).String(), "“" + head + "”不是类别", text})
		if !s.told[c.Col] {
			s.told[c.Col] = true
			x.report(problem{ruleColumn, "统计表的“" + head + "”一栏不是通知的类别，其中数字未读入", "请改用通知的类别名称。"}, x.place(u, s.head, c.Col), "")
		}
	}
}

// isRowHead says whether a text is what its row counts.
func (s *statTable) isRowHead(r *Reader, text string, row int) bool {
	a := r.statAxis(text)
	return a.kind != statNone && a == s.down[row] || s.down[row].name != "" && foldProse(text) == s.down[row].name || s.down[row].kind == statSection && a.kind == statNone && r.names(text, s.down[row].name)
}

// names says whether a text names a listed section.
func (r *Reader) names(text, section string) bool {
	s, ok := r.n.SectionIn(text)
	return ok && s.Name == section
}

// statCount puts a number under its section and category, whichever way the table runs.
func statCount(a, b statAxis, n int) Count {
	c := Count{N: n}
	for _, axis := range []statAxis{a, b} {
		switch axis.kind {
		case statCategory:
			c.Category = axis.name
		case statSection:
			c.Section = axis.name
		}
	}
	return c
}

// addCount files a number. Where neither side names a section and none is the total of sections, it is the file's own.
func (x *reading) addCount(c Count, a, b statAxis, at notice.Place) {
	c.Place = at
	own := c.Section == "" && (a.kind == statAmount || b.kind == statAmount)
	if own {
		x.ownCounts = append(x.ownCounts, len(x.out.Counts))
	}
	x.out.Counts = append(x.out.Counts, c)
}

// checkSums compares the totals of a table with the numbers they add up (R21).
func (x *reading) checkSums(counts []Count) {
	rows, cols := map[string]int{}, map[string]int{}
	for _, c := range counts {
		if c.Category != "" {
			rows[c.Section] += c.N
		}
		if c.Section != "" {
			cols[c.Category] += c.N
		}
	}
	several := map[string]bool{}
	for _, c := range counts {
		if c.Section != "" {
			several[c.Section] = true
		}
	}
	for _, c := range counts {
		sum, words := c.N, ""
		switch {
		case c.Category == "" && rows[c.Section] > 0:
			sum, words = rows[c.Section], "本行合计"
		case c.Section == "" && len(several) > 0 && cols[c.Category] > 0:
			sum, words = cols[c.Category], "本列合计"
		}
		if sum != c.N {
			x.report(problem{ruleCount, words + "写的是" + decimal(c.N) + "，各数相加是" + decimal(sum), "请核对统计表。"}, c.Place, "")
		}
	}
}

// countsSentence reads the statistics given in a sentence: 共12项:其中行政许可3项、行政处罚9项。
func (x *reading) countsSentence(text string, at notice.Place) bool {
	if len(text) > 900 || !strings.Contains(text, "项") {
		return false
	}
	total, haveTotal, sum := 0, false, 0
	var counts []Count
	for _, part := range strings.FieldsFunc(foldProse(text), func(c rune) bool { return strings.ContainsRune("：:、，,；;。\n", c) }) {
		name, n := cutCount(strings.TrimSpace(part))
		if n < 0 {
			continue
		}
		name = notice.Fold(name)
		for _, w := range []string{"其中有", "其中", "包括", "含", "和", "及"} {
			name = strings.TrimPrefix(name, w)
		}
		if c, ok := x.r.headingCategory(name); ok {
			counts = append(counts, Count{Category: c.Name, N: n, Place: at})
			sum += n
			continue
		}
		if !haveTotal && (len(counts) == 0 || totalWord(name, x.r.totals)) {
			total, haveTotal = n, true
		}
	}
	if len(counts) == 0 || len(counts) < 2 && !strings.Contains(text, "其中") {
		return false
	}
	if haveTotal {
		counts = append(counts, Count{N: total, Place: at})
		if total != sum {
			x.report(problem{ruleCount, "文中说共" + decimal(total) + "项，各类相加是" + decimal(sum) + "项", "请核对各类的项数。"}, at, "")
		}
	}
	for _, c := range counts {
		x.ownCounts = append(x.ownCounts, len(x.out.Counts))
		x.out.Counts = append(x.out.Counts, c)
	}
	return true
}
