package ballot

import (
	"strings"

	"huibian/pipeline/book"
	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// The columns of the table, in its order.
const (
	colNo = iota
	colCode
	colName
	colWhy
	colDecision
	colReason
	colCheck
	columnCount
)

var columns = [columnCount]column{
	colNo:       {"序号", 0.05, book.Center},
	colCode:     {"权力编码", 0.135, book.Center},
	colName:     {"项目名称", 0.2, book.Left},
	colWhy:      {"需要审核的问题", 0.28, book.Left},
	colDecision: {"审核结论", 0.1, book.Center},
	colReason:   {"理由", 0.155, book.Left},
	colCheck:    {"核对码", 0.08, book.Center},
}

// heads are the columns by their heads, as [notice.FoldHead] has them, and by what people call them.
var heads = headWords(map[string]int{
	"编码": colCode, "职权编码": colCode, "职权名称": colName, "名称": colName, "问题": colWhy,
	"结论": colDecision, "审核意见": colDecision, "审核理由": colReason, "校验码": colCheck,
})

func headWords(also map[string]int) map[string]int {
	out := map[string]int{}
	for i, c := range columns {
		out[notice.FoldHead(c.head)] = i
	}
	for head, i := range also {
		out[notice.FoldHead(head)] = i
	}
	return out
}

// needed are the columns without which a row says nothing.
var needed = [...]int{colCode, colDecision, colReason, colCheck}

// layout says where the columns of a table are, in grid columns counted from 0; -1 for those it has not.
type layout struct {
	at     [columnCount]int
	cols   int      // of the grid
	others []string // heads that are none of ours
	twice  []int    // columns that came a second time
}

// fewestHeads is how many heads make a row the head of the table: lists of powers have some of them as well, but not
// those that the sheet alone has.
const fewestHeads = 3

// longestHead is the longest text that can be a head, in bytes: twice as long as any, for blanks between the letters.
const longestHead = 48

// headed is the column that a text is the head of. Most cells of a sheet are long, or hold letters and digits.
func headed(text string) (column int, known bool) {
	if len(text) > longestHead || strings.ContainsFunc(text, func(r rune) bool { return r < 0x80 && r > ' ' }) {
		return 0, false
	}
	column, known = heads[notice.FoldHead(text)]
	return column, known
}

// headOf reads a row as the head of the table; nil if it is none.
func headOf(t *docx.Table, row int) *layout {
	n := 0
	for _, c := range t.Rows[row].Cells {
		if _, known := headed(c.Text()); known {
			n++
		}
	}
	if n < fewestHeads {
		return nil
	}
	l := &layout{cols: t.Cols}
	for i := range l.at {
		l.at[i] = -1
	}
	for _, c := range t.Rows[row].Cells {
		text := strings.TrimSpace(c.Text())
		i, known := headed(text)
		switch {
		case !known && text != "":
			l.others = append(l.others, oneLine(text))
		case !known:
		case l.at[i] >= 0:
			l.twice = append(l.twice, i)
		default:
			l.at[i] = c.Col
		}
	}
	if l.at[colDecision] < 0 && l.at[colCheck] < 0 {
		return nil
	}
	return l
}

// missing are the needed columns that a layout has not.
func (l *layout) missing() []int {
	var out []int
	for _, i := range needed {
		if l.at[i] < 0 {
			out = append(out, i)
		}
	}
	return out
}
