package form

import (
	"slices"
	"strings"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// A typed table (文字画的表) is one that nobody made with Word's tables: its rows are paragraphs, or lines of one, whose
// cells are parted by tabs, by runs of blanks, or by bars. It is read as a table where its first row is a header of the
// notice's words, and said to have been (R31). A line whose parts cannot be told apart for certain is not read.

// ruling is what parts the cells of a typed table.
type ruling int

const (
	noRuling ruling = iota
	tabs
	blanks
	bars
)

var rulingWords = map[ruling]string{tabs: "制表符", blanks: "空格", bars: "线条"}

const (
	barSigns    = "│┃|｜║"
	borderSigns = "─━═┄┅┈┉┌┍┎┏┐┑┒┓└┕┖┗┘┙┚┛├┝┞┟┠┡┢┣┤┥┦┧┨┩┪┫┬┭┮┯┰┱┲┳┴┵┶┷┸┹┺┻┼┽┾┿╀╁╂╃╄╅╆╇╈╉╊╋╔╗╚╝╠╣╦╩╬-+=:－—_ 　\t" + barSigns
)

// rulingOf is the quick test of a line.
func rulingOf(line string) ruling {
	line = strings.TrimSpace(line)
	switch {
	case line == "":
		return noRuling
	case strings.ContainsAny(line, barSigns) || isBorder(line):
		return bars
	case strings.Contains(line, "\t"):
		return tabs
	case strings.Contains(line, "  ") || strings.Contains(line, "　"):
		return blanks
	}
	return noRuling
}

// isBorder knows ├──┼──┤ and +---+---+.
func isBorder(line string) bool {
	return len(line) > 2 && strings.Trim(line, borderSigns) == ""
}

// typedLine is a line that may be a row of a typed table, or a part of one.
type typedLine struct {
	text      string
	number    string // automatic number before it
	paragraph int    // from 1, in the body or the text box
	unit      *unit
}

// typedRow is a row and the lines it was typed in.
type typedRow struct {
	cells [][]string // by column: its lines; one cell alone goes across the table
	lines []typedLine
}

func (r *typedRow) blankUpTo(column int) bool {
	for i := range min(column+1, len(r.cells)) {
		if strings.Join(r.cells[i], "") != "" {
			return false
		}
	}
	return true
}

// typedTable is a table found in the text.
type typedTable struct {
	ruling   ruling
	columns  int
	form     bool  // it has labels, no header
	bare     bool  // its lines of bars begin with a cell
	squeezed bool  // tabs are as many as it takes to line up
	starts   []int // where heads begin and end, in cells of half width (blanks)
	ends     []int //
	head     int   // rows of its header: 0 or 1
	name     int   // column of names, -1 if unknown
	rows     []typedRow
	borders  []typedLine
	unsure   []typedLine // lines whose parts do not tell their columns
	first    int         // paragraph it begins with
	taken    int         // paragraphs it covers
}

// typed finds the typed table that begins with the first of blocks, nil if there is none.
func (x *reading) typed(blocks []docx.Block) *typedTable {
	line, _, _ := strings.Cut(strings.TrimSpace(blocks[0].Paragraph.Text), "\n")
	k := rulingOf(line)
	if k == noRuling {
		return nil
	}
	if before := x.typedBefore(); before != nil && before.ruling == k && (!x.titleSince || x.typedGap) {
		t := &typedTable{ruling: k, first: x.paragraph + 1, columns: before.columns, squeezed: before.squeezed,
			starts: before.starts, ends: before.ends, name: before.name, bare: before.bare}
		cells, ok := x.cut(t, typedLine{text: strings.TrimRight(line, blankSigns), number: blocks[0].Paragraph.Number})
		if ok && len(cells) == t.columns && x.typedHeads(k, line) == 0 && x.fill(t, blocks) {
			x.titleSince = false
			return t
		}
	}
	t := &typedTable{ruling: k, first: x.paragraph + 1, name: -1, head: 1}
	if k == bars && isBorder(line) {
		line = nextLine(blocks)
	}
	t.form = k == bars && x.typedHeads(k, line) < 3
	if x.typedHeads(k, line) < 3 && !(t.form && x.paragraph >= x.noForm && x.beginsForm(line)) {
		return nil
	}
	if !x.fill(t, blocks) || !x.knows(t) {
		if t.form {
			x.noForm = x.paragraph + max(t.taken, 1)
		}
		return nil
	}
	return t
}

// nextLine is the line below a border.
func nextLine(blocks []docx.Block) string {
	lines := 0
	for _, b := range blocks {
		if b.Paragraph == nil {
			break
		}
		for line := range strings.SplitSeq(b.Paragraph.Text, "\n") {
			if line = strings.TrimSpace(line); line != "" && !isBorder(line) {
				return line
			}
			if lines++; lines > 3 {
				return ""
			}
		}
	}
	return ""
}

// beginsForm says whether the first cell of a line is a label of the notice.
func (x *reading) beginsForm(line string) bool {
	cells := barCells(line)
	_, ok := x.r.fieldLabel(notice.FoldHead(cells[0]))
	return ok && len(cells) > 1
}

// typedBefore is the typed table that another may continue.
func (x *reading) typedBefore() *typedTable {
	if x.table == nil {
		return nil
	}
	return x.table.u.typed
}

// typedHeads is how many cells of a line are heads of the notice.
func (x *reading) typedHeads(k ruling, line string) int {
	known := 0
	for _, h := range x.headCells(k, line) {
		if _, ok := x.r.heads[notice.FoldHead(h.text)]; ok {
			known++
		}
	}
	return known
}

// headCells are the cells of a line that may be a header. Tabs may be as many as it takes to line up.
func (x *reading) headCells(k ruling, line string) []span {
	if k == blanks {
		return x.r.spans(line)
	}
	cells := barCells(line)
	if k == tabs {
		cells = trimmed(strings.Split(strings.Trim(line, blankSigns), "\t"))
	}
	out := make([]span, len(cells))
	for i, c := range cells {
		out[i].text = c
	}
	return out
}

// maxForm is how many lines a form may have: it is looked at again for every label it might begin with.
const maxForm = 200

// fill takes lines from the blocks as long as they may be rows.
func (x *reading) fill(t *typedTable, blocks []docx.Block) bool {
	open := false // a row of bars is being gathered: lines between two borders are one
	ruled := t.ruling == bars && x.inner(blocks)
	for i, b := range blocks {
		p := b.Paragraph
		if p == nil || t.form && i >= maxForm {
			break
		}
		text := strings.TrimRight(p.Text, blankSigns)
		if text == "" && p.Number == "" {
			continue
		}
		lines := strings.Split(text, "\n")
		if !x.allRows(t, lines) {
			break
		}
		for n, text := range lines {
			l := typedLine{text: text, paragraph: t.first + i, unit: x.l.paragraphs[p]}
			if n == 0 {
				l.number = p.Number
			}
			if t.ruling == bars && isBorder(strings.TrimSpace(text)) {
				t.borders, open = append(t.borders, l), false
				continue
			}
			if !x.addLine(t, l, open && ruled) {
				return false
			}
			open = true
		}
		t.taken = i + 1
	}
	return len(t.rows) > 0
}

// inner says whether borders stand between the rows of a table of bars, so that what stands between two of them is one
// row: more than those above and below the table and under its header.
func (x *reading) inner(blocks []docx.Block) bool {
	groups, in := 0, false
	for _, b := range blocks {
		if b.Paragraph == nil {
			break
		}
		for line := range strings.SplitSeq(b.Paragraph.Text, "\n") {
			line = strings.TrimSpace(line)
			switch {
			case line == "":
			case isBorder(line):
				in = false
			case !strings.ContainsAny(line, barSigns):
				return groups > 2
			case !in:
				in = true
				groups++
			}
		}
	}
	return groups > 2
}

// allRows says whether the lines of a paragraph may all belong to the table.
func (x *reading) allRows(t *typedTable, lines []string) bool {
	for _, line := range lines {
		line = strings.TrimRight(line, blankSigns)
		switch {
		case strings.TrimSpace(line) == "":
		case t.ruling == bars:
			if !strings.ContainsAny(line, barSigns) && !isBorder(strings.TrimSpace(line)) {
				return false
			}
		case t.ruling == tabs:
			if !strings.Contains(line, "\t") || x.otherLine(line, t) {
				return false
			}
		default:
			if parts := x.r.spans(line); len(parts) < 2 && !t.wraps(parts) || x.otherLine(line, t) {
				return false
			}
		}
	}
	return true
}

// otherLine knows the lines with tabs and blanks that are no rows: 填报科室：外资科  日期：…, signatures, notes, lines of
// contents, labels with their values, headings and titles with blanks in them.
func (x *reading) otherLine(line string, t *typedTable) bool {
	line = strings.TrimSpace(line)
	if metaSegments(line) != nil || isSignature(line) || x.isNote(line) || isContentsLine(line) || len(splitLabels(line, x.r.fieldLabel)) > 0 {
		return true
	}
	if len(x.headCells(t.ruling, line)) >= 3 {
		return false
	}
	_, heading := x.r.readHeading(line)
	folded := notice.FoldHead(line)
	return heading || slices.ContainsFunc(x.r.titles, func(t formTitle) bool { return strings.Contains(folded, t.folded) })
}

// wraps says whether a line of one part, far to the right, goes on with the row above.
func (t *typedTable) wraps(parts []span) bool {
	return len(parts) == 1 && t.name >= 0 && t.name+1 < len(t.starts) && parts[0].from >= t.starts[t.name+1]-1
}

// addLine adds a line to the table: as its header, as a row, to the row above, or to those that are not sure. It is false
// where the first line cannot be a header.
func (x *reading) addLine(t *typedTable, l typedLine, goesOn bool) bool {
	if t.columns == 0 {
		return x.addHead(t, l)
	}
	cells, ok := x.cut(t, l)
	switch {
	case !ok || l.number == "" && len(t.unsure) > 0 && t.unsure[len(t.unsure)-1].paragraph == l.paragraph-1 && x.looksBack(cells):
		t.unsure = append(t.unsure, l)
		return true
	case len(cells) == 1: // one cell across
		t.rows = append(t.rows, typedRow{cells: [][]string{{cells[0]}}, lines: []typedLine{l}})
		return true
	}
	row := typedRow{cells: make([][]string, len(cells)), lines: []typedLine{l}}
	for i, c := range cells {
		if c != "" {
			row.cells[i] = []string{c}
		}
	}
	n := len(t.rows)
	if n > 0 && len(t.rows[n-1].cells) == t.columns && (goesOn || n > t.head && t.name >= 0 && row.blankUpTo(t.name)) {
		last := &t.rows[n-1]
		for i := range row.cells {
			last.cells[i] = append(last.cells[i], row.cells[i]...)
		}
		last.lines = append(last.lines, l)
		return true
	}
	t.rows = append(t.rows, row)
	return true
}

// looksBack says whether cells take their words from the row above, which was not sure.
func (x *reading) looksBack(cells []string) bool {
	return slices.ContainsFunc(cells, func(c string) bool { return x.r.ditto[notice.Fold(c)] })
}

// addHead takes the first line as the header.
func (x *reading) addHead(t *typedTable, l typedLine) bool {
	var heads []string
	for _, h := range x.headCells(t.ruling, l.text) {
		heads = append(heads, h.text)
		t.starts, t.ends = append(t.starts, h.from), append(t.ends, h.to)
	}
	if full := filled(heads); t.ruling == tabs && len(full) < len(heads) {
		heads, t.squeezed = full, true
	}
	if len(heads) < 2 {
		return false
	}
	t.columns = len(heads)
	t.bare = strings.IndexAny(strings.TrimSpace(l.text), barSigns) > 0
	row := typedRow{lines: []typedLine{l}}
	for i, h := range heads {
		row.cells = append(row.cells, []string{h})
		if f, ok := x.r.heads[notice.FoldHead(h)]; ok && f == x.r.name {
			t.name = i
		}
	}
	t.rows = append(t.rows, row)
	return t.form || x.knowsHead(t) // before anything else is read: there may be many lines
}

// cut parts a line into its cells. One cell alone stands for a line across the table.
func (x *reading) cut(t *typedTable, l typedLine) ([]string, bool) {
	switch t.ruling {
	case bars:
		cells := barCells(l.text)
		if t.bare && strings.IndexAny(strings.TrimSpace(l.text), barSigns) == 0 {
			cells = append([]string{""}, cells...)
		}
		return cells, len(cells) == t.columns || len(cells) == 1
	case tabs:
		return t.cutTabs(l)
	}
	return x.cutBlanks(t, l)
}

func (t *typedTable) cutTabs(l typedLine) ([]string, bool) {
	cells := trimmed(strings.Split(strings.TrimRight(l.text, blankSigns), "\t"))
	if l.number != "" {
		if len(cells) < t.columns || len(filled(cells)) < t.columns {
			cells = append([]string{l.number}, cells...)
		} else {
			cells[0] = l.number + cells[0]
		}
	}
	if full := filled(cells); t.squeezed || len(cells) > t.columns {
		return full, len(full) == t.columns
	}
	return append(cells, make([]string, t.columns-len(cells))...), true
}

// cutBlanks gives parts to columns by where they stand. As many parts as heads are in order, if each stands near its
// head; fewer must each stand where only one head is.
func (x *reading) cutBlanks(t *typedTable, l typedLine) ([]string, bool) {
	parts := x.r.spans(l.text)
	cells := make([]string, t.columns)
	if l.number != "" {
		if len(parts) >= t.columns {
			return nil, false
		}
		cells[0] = l.number
		for i := range parts { // the number moves them, nobody knows how far
			if len(parts) != t.columns-1 {
				return nil, false
			}
			cells[i+1] = parts[i].text
		}
		return cells, true
	}
	at := -1
	for i, p := range parts {
		only := -1
		for j := range t.columns {
			if len(parts) == t.columns && j != i || !t.near(j, p, len(parts) == t.columns) {
				continue
			}
			if only >= 0 {
				return nil, false
			}
			only = j
		}
		if only <= at {
			return nil, false
		}
		at = only
		cells[at] = p.text
	}
	return cells, true
}

// near says whether a part may stand in a column: between the end of the head before and the beginning of the next, or
// from the head's own beginning. loose allows it to reach further.
func (t *typedTable) near(j int, p span, loose bool) bool {
	before, next := -1, 1<<20
	if j > 0 {
		before = t.ends[j-1]
	}
	if j+1 < t.columns {
		next = t.starts[j+1]
	}
	if loose {
		return p.from < next && p.to > before
	}
	return p.to <= next && (p.from >= before || p.from >= t.starts[j]-1 && p.from <= t.starts[j]+1)
}

// knows says whether the table is one of the notice's: its header names powers and what belongs to them, or it is a form.
func (x *reading) knows(t *typedTable) bool {
	if !t.form {
		return true // its head is known
	}
	s := x.r.verticalScore(t.table())
	return s.fields >= 3 && s.rows >= 2 && s.named
}

// knowsHead says whether the first row is a header of powers.
func (x *reading) knowsHead(t *typedTable) bool {
	if h, ok := x.r.findHeader(t.table()); ok && h.top == 0 && h.has(x.r.name) && h.matched >= 3 && 2*h.matched >= t.columns {
		for i := range h.columns {
			if h.columns[i].field == x.r.name {
				t.name = h.columns[i].from
			}
		}
		return true
	}
	return false
}

// table is the typed table as Word would have it.
func (t *typedTable) table() *docx.Table {
	rows := make([]docx.Row, len(t.rows))
	for i := range t.rows {
		cells := t.rows[i].cells
		for j, lines := range cells {
			c := &docx.Cell{Row: i, Col: j}
			if len(cells) == 1 {
				c.Cols = t.columns
			}
			for _, l := range lines {
				c.Blocks = append(c.Blocks, docx.Block{Paragraph: &docx.Paragraph{Text: l}})
			}
			rows[i].Cells = append(rows[i].Cells, c)
		}
	}
	return docx.NewTable(t.columns, rows)
}

const ruleTyped = "R31"

// readTyped reads a typed table as a table, and gives what became of its rows to their paragraphs.
func (x *reading) readTyped(t *typedTable) {
	u := &tableUnits{box: x.box, table: t.table(), self: &unit{what: WhatTable}, rows: make([]*unit, len(t.rows)), typed: t}
	for i := range u.rows {
		u.rows[i] = &unit{what: WhatRow}
	}
	x.l.typedRows(t)
	records := len(x.out.Records)
	x.paragraph = t.first
	x.readTable(u)
	if x.table != nil && x.table.u == u {
		x.flush()
	}
	for i, row := range u.rows {
		for _, l := range t.rows[i].lines {
			if row.state == used {
				l.unit.use()
			} else {
				l.unit.setAside(row.why, l.text)
			}
		}
	}
	for _, l := range t.borders {
		l.unit.setAside("表格线", l.text)
	}
	for _, l := range t.unsure {
		at := x.linePlace(l.paragraph)
		x.classLine(l.text, at)
		l.unit.setAside("各栏对不齐", l.text)
		x.report(problem{ruleTyped, "这一行与表头的栏目对不齐，未读入：“" + shorten(l.text, 60) + "”", "请把这张表改成Word表格，每栏一格。"}, at, "")
	}
	x.report(problem{ruleTyped, "这里起是用" + rulingWords[t.ruling] + "排成的表，已按表格读入" + decimal(len(x.out.Records)-records) + "项",
		"请核对；建议改成Word表格（选中这些文字，用“插入→表格→文本转换成表格”）。"}, x.linePlace(t.first), "")
	x.paragraph = t.first + t.taken - 1
}

func (x *reading) linePlace(paragraph int) notice.Place {
	p := notice.Place{File: x.src.File, SHA256: x.src.SHA256}
	if x.box == 0 {
		p.Paragraph = paragraph
	}
	return p
}

// typedPlace is the place of a cell of a typed table.
func (x *reading) typedPlace(t *typedTable, row, column int) notice.Place {
	p := x.linePlace(t.rows[min(row, len(t.rows)-1)].lines[0].paragraph)
	if p.Paragraph > 0 {
		p.Column = column + 1
	}
	return p
}

// afterTyped says of a line that nothing else is known about where it may have been meant as a part of a table: below a
// typed one it goes on with the row above, or looks like another row of the table before.
func (x *reading) afterTyped(text string, at notice.Place) {
	gap := x.typedBefore() != nil && !x.titleSince
	x.typedGap = gap
	switch k := rulingOf(text); {
	case gap:
		x.report(problem{ruleLeftOver, "紧接在表后的这一行没有读入：“" + shorten(text, 40) + "”", "如是上面一行的内容，请改成Word表格后写入相应的格子。"}, at, "")
	case x.table != nil && (k == tabs || k == bars) && len(x.filledCells(k, text)) >= 3:
		x.report(problem{ruleTyped, "这一行像是表格的一行，没有读入：“" + shorten(text, 60) + "”", "如是职权内容，请写入Word表格。"}, at, "")
	}
}

func (x *reading) filledCells(k ruling, line string) []string {
	var cells []string
	for _, c := range x.headCells(k, line) {
		cells = append(cells, c.text)
	}
	return filled(cells)
}

// paragraph is the first paragraph of a typed table of the body, 0 of another.
func (u *tableUnits) paragraph() int {
	if u.typed == nil || u.box > 0 {
		return 0
	}
	return u.typed.first
}

// name is what office staff call the table.
func (u *tableUnits) name() string {
	if p := u.paragraph(); p > 0 {
		return "第" + decimal(p) + "段起的表"
	}
	return tableName(u.number)
}

func tableName(number int) string {
	if number == 0 {
		return "前面的表"
	}
	return "表" + decimal(number)
}

// tablePlace is the place of a table as a whole.
func (x *reading) tablePlace(u *tableUnits) notice.Place {
	return notice.Place{File: x.src.File, SHA256: x.src.SHA256, Table: u.number, Paragraph: u.paragraph()}
}

// typedRows notes how far each row of a typed table reaches, for what is anchored to it.
func (l *ledger) typedRows(t *typedTable) {
	if l.typedEnd == nil {
		l.typedEnd = map[int]int{}
	}
	for i := range t.rows {
		end := t.first + t.taken - 1
		if i+1 < len(t.rows) {
			end = max(t.rows[i].lines[0].paragraph, t.rows[i+1].lines[0].paragraph-1)
		}
		l.typedEnd[t.rows[i].lines[0].paragraph] = end
	}
}
