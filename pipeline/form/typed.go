package form

import (
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
	if k == bars && isBorder(line) {
		line = nextLine(blocks)
	}
	t := &typedTable{ruling: k, first: x.paragraph + 1, name: -1, head: 1}
	if x.typedHeads(k, line) < 3 {
		if k != bars || x.paragraph < x.noForm || !x.beginsForm(line) {
			return nil
		}
		t.form = true
	}
	switch filled := x.fill(t, blocks); {
	case filled && (!t.form || x.isForm(t)): // the head of a table is known by then
		return t
	case t.form:
		x.noForm = x.paragraph + max(t.taken, 1)
	}
	return nil
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

// isForm says whether a table of labels and values is one of the notice's.
func (x *reading) isForm(t *typedTable) bool {
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
