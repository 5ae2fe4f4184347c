package form

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// headSearch is how many rows of a table are searched for its header (§2.2: 前 30 行).
const headSearch = 30

// maxHeadRows is the most rows a header may have.
const maxHeadRows = 3

// header is the recognised header of a table: rows [top, bottom) and the columns under it.
type header struct {
	top, bottom int
	columns     []column
	keys        []string // folded texts of each header row, to know it again when it is repeated
	matched     int      // columns with a field
}

// column is a column as the header divides the table: grid columns [from, to).
type column struct {
	from, to int
	path     []string // head texts, top down
	parent   *docx.Cell
	field    int // -1 if no field claimed it
	claim    claim
	part     string // child head, where several columns of one parent share the field (收费: 依据, 标准)
	option   bool   // whose head is a value to be ticked rather than a head (公开范围: 对外, 对内)
	rival    int    // 1 + index of the column that took the field this one wanted
	near     int    // field that a head without one resembles, -1 if none (after resemble)
	unit     string // unit of time the head names: 办理时限（工作日）
}

// title is the head in one line: 办理时限/法定.
func (c *column) title() string { return strings.Join(c.path, "/") }

// findHeader looks for the first rows that speak the vocabulary: two fields or more, or a column of names.
func (r *Reader) findHeader(t *docx.Table) (header, bool) {
	for row := 0; row < len(t.Rows) && row < headSearch; row++ {
		if !r.looksLikeHead(t, row) {
			continue
		}
		h := r.readHeader(t, row)
		if h.matched >= 2 || h.has(r.name) {
			return h, true
		}
	}
	return header{}, false
}

func (h *header) has(field int) bool {
	return holder(h.columns, field) >= 0
}

// meant is the field a column without one was probably meant for, -1 if none is known: the one it resembles, or the one
// another column took.
func (h *header) meant(c *column) int {
	if c.rival > 0 {
		return h.columns[c.rival-1].field
	}
	return c.near
}

// looksLikeHead is the quick test of a row: at least half of its texts are short and known, and one of them is known
// exactly, or it has three that are nearly known. A row of one cell across the table is a title.
func (r *Reader) looksLikeHead(t *docx.Table, row int) bool {
	texts, exact, known := 0, 0, 0
	name := false
	for _, c := range t.Rows[row].Cells {
		text := cellText(c)
		if text == "" {
			continue
		}
		texts++
		whole, bare := foldHead(text)
		f, ok := r.heads[whole]
		if !ok {
			f, ok = r.heads[bare]
		}
		if ok {
			exact++
			name = name || f == r.name
			continue
		}
		if c.Cols > 1 && row+1 < len(t.Rows) && r.parentHead(t, c, bare) {
			exact++
			continue
		}
		if utf8.RuneCountInString(bare) <= 16 && len(r.inside(bare, nil)) > 0 {
			known++
		}
	}
	if texts == 1 && t.Cols > 1 {
		return false
	}
	if name && t.Cols == 1 {
		return true
	}
	return 2*(exact+known) >= texts && (exact+known >= 2 && exact >= 1 || known >= 3 || name && texts >= 2)
}

// parentHead says whether a cell over several columns makes known heads with the cells below it (公开 over 形式).
func (r *Reader) parentHead(t *docx.Table, c *docx.Cell, bare string) bool {
	if bare == "" {
		return false
	}
	for col := c.Col; col < c.Col+c.Cols; col++ {
		below := t.At(c.Row+c.Rows, col)
		if below == nil {
			continue
		}
		cs := r.claims([]string{bare, cellText(below)})
		if len(cs) > 0 && cs[0].rank >= rankShortened {
			return true
		}
	}
	return false
}

// readHeader reads the header that row belongs to. Rows above it count as its upper part only where that makes more
// columns known (法定 and 承诺 under 办理时限); otherwise they stay rows before the header.
func (r *Reader) readHeader(t *docx.Table, row int) header {
	best := r.headerAt(t, row, row)
	for top := row - 1; top >= 0 && row-top < maxHeadRows && isParentRow(t, top); top-- {
		if h := r.headerAt(t, top, row); h.matched > best.matched {
			best = h
		}
	}
	return best
}

// headerAt reads the header whose first row is top and that holds row for certain.
func (r *Reader) headerAt(t *docx.Table, top, row int) header {
	bottom := row + 1
	for bottom < len(t.Rows) && bottom-top < maxHeadRows && r.continuesHead(t, top, bottom) {
		bottom++
	}
	h := header{top: top, bottom: bottom, columns: leafColumns(t, top, bottom)}
	r.assign(h.columns)
	for i := range h.columns {
		if h.columns[i].field >= 0 {
			h.matched++
		}
	}
	for i := top; i < bottom; i++ {
		h.keys = append(h.keys, rowKey(t, i))
	}
	return h
}

// isParentRow says whether a row above the found header is its topmost part: several short heads, of which one spans
// columns (基本情况 | 公开情况 | 办理时限). A digit is no part of such a head, but of a power's number.
func isParentRow(t *docx.Table, row int) bool {
	texts, spans := 0, false
	for _, c := range t.Rows[row].Cells {
		text := cellText(c)
		if text == "" {
			continue
		}
		texts++
		if utf8.RuneCountInString(text) > 12 || strings.ContainsAny(text, ":：0123456789０１２３４５６７８９") {
			return false
		}
		spans = spans || c.Cols > 1
	}
	return texts >= 2 && spans
}

// continuesHead says whether row is still header: a head above reaches into it, or stands over several short cells of
// it; and under every head that does not divide, it is empty or repeats that head.
func (r *Reader) continuesHead(t *docx.Table, top, row int) bool {
	reaches := false
	for col := 0; col < t.Cols; col++ {
		c := t.At(row, col)
		if c == nil {
			continue
		}
		if c.Row < row {
			if c.Row >= top {
				_, bare := foldHead(cellText(c))
				reaches = reaches || bare != ""
			}
			continue
		}
		text := cellText(c)
		if text == "" {
			continue
		}
		if utf8.RuneCountInString(text) > 16 {
			return false
		}
		above := t.At(row-1, col)
		if above == nil {
			return false
		}
		up := cellText(above)
		switch {
		case above.Cols > c.Cols && above.Col <= c.Col && above.Col+above.Cols >= c.Col+c.Cols:
			reaches = reaches || r.divides(above, up, text)
		case up == text:
		case up == "" && above.Row >= top:
			if p := leftHead(t, row-1, col); p != "" && r.childOf(p, text) {
				reaches = true
			}
		case r.childOf(up, text):
			reaches = true
		default:
			return false
		}
	}
	return reaches
}

// childOf says whether a head makes a known head together with the one above it.
func (r *Reader) childOf(up, text string) bool {
	cs := r.claims([]string{up, text})
	return len(cs) > 0 && cs[0].exact && cs[0].rank >= rankShortened
}

// leftHead is the nearest text to the left of a blank head, which may stand for both where nobody merged the cells.
func leftHead(t *docx.Table, row, col int) string {
	for k := col - 1; k >= 0; k-- {
		if text := cellText(t.At(row, k)); text != "" {
			return text
		}
	}
	return ""
}

// divides says whether a text below a spanning head reads as its child rather than as a value: with it, it is a head,
// or both are short words without digits.
func (r *Reader) divides(above *docx.Cell, up, text string) bool {
	if cs := r.claims([]string{up, text}); len(cs) > 0 && cs[0].rank >= rankLeaf {
		return true
	}
	return above.Cols > 1 && utf8.RuneCountInString(text) <= 6 && !strings.ContainsAny(text, "0123456789，。；、")
}

// leafColumns divides the grid as the header's cells do.
func leafColumns(t *docx.Table, top, bottom int) []column {
	var out []column
	var last []*docx.Cell
	for col := 0; col < t.Cols; col++ {
		var cells []*docx.Cell
		for row := top; row < bottom; row++ {
			if c := t.At(row, col); c != nil && (len(cells) == 0 || cells[len(cells)-1] != c) {
				cells = append(cells, c)
			}
		}
		if col > 0 && len(cells) > 0 && slices.Equal(cells, last) {
			out[len(out)-1].to = col + 1
			continue
		}
		last = cells
		k := column{from: col, to: col + 1, field: -1, near: -1}
		if n := len(cells); n > 1 && cellText(cells[0]) == "" && cellText(cells[n-1]) != "" {
			k.path = append(k.path, strings.Join(strings.Fields(leftHead(t, cells[0].Row, col)), "")) // 办理时限 | (blank) over 法定 | 承诺
		}
		for _, c := range cells {
			if text := headText(c); text != "" && (len(k.path) == 0 || k.path[len(k.path)-1] != text) {
				k.path = append(k.path, text)
			}
		}
		if len(cells) > 1 {
			k.parent = cells[0]
		}
		out = append(out, k)
	}
	return out
}

// headText is a head in one line, without the blanks and breaks offices put between its characters.
func headText(c *docx.Cell) string {
	return strings.Join(strings.Fields(cellText(c)), "")
}

// assign gives each column its field: the best claims first, a field to one column only, a column to one field only.
// Columns under one parent head that want the same field share it.
func (r *Reader) assign(columns []column) {
	type bid struct {
		column int
		claim
	}
	var bids []bid
	for i := range columns {
		for _, c := range r.goodClaims(columns[i].path) {
			bids = append(bids, bid{i, c})
		}
		columns[i].unit = unitOf(columns[i].title())
	}
	slices.SortStableFunc(bids, func(a, b bid) int {
		return cmp.Or(cmp.Compare(b.rank, a.rank), cmp.Compare(a.column, b.column))
	})
	taken := map[int]int{} // field → 1 + column
	for _, b := range bids {
		c := &columns[b.column]
		if c.field >= 0 {
			continue
		}
		holder := taken[b.field]
		if holder == 0 {
			c.field, c.claim, taken[b.field] = b.field, b.claim, b.column+1
			continue
		}
		first := &columns[holder-1]
		if siblings := c.parent != nil && c.parent == first.parent && b.field != r.name; siblings || b.field == r.classField {
			c.field, c.claim = b.field, b.claim
			for _, k := range []*column{c, first} {
				k.part = k.path[len(k.path)-1]
				_, isHead := r.exactHead(notice.FoldHead(k.part))
				k.option = siblings && !isHead
			}
		} else if c.rival == 0 {
			c.rival = holder
		}
	}
	for i := range columns {
		if c := &columns[i]; c.field >= 0 {
			c.claim.also = 1 + r.also(c.title(), &c.claim)
		}
	}
}

// unitOf finds the unit of time a head names in brackets, for limits given as bare numbers (§2.4 单位缺失的时限).
func unitOf(title string) string {
	i := strings.IndexAny(title, "(（")
	if i < 0 {
		return ""
	}
	for _, u := range []string{"个工作日", "工作日", "小时", "个月", "日", "天", "月"} {
		if strings.Contains(title[i:], u) {
			return u
		}
	}
	return ""
}

// rowKey is a row's own texts, folded, for comparing header rows.
func rowKey(t *docx.Table, row int) string {
	var b strings.Builder
	for _, c := range t.Rows[row].Cells {
		b.WriteString(notice.FoldHead(cellText(c)))
		b.WriteByte('|')
	}
	return b.String()
}
