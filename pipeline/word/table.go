package word

import (
	"fmt"

	"github.com/unidoc/unioffice/schema/soo/wml"

	"huibian/pipeline/book"
	"huibian/pipeline/style"
)

// grid is a table being written: the width of each column and the vertical spans that reach into the next row.
type grid struct {
	w     *writer
	t     *book.Table
	edges []int64 // left edge of each column and the right edge of the last, twips
	spans []span  // by column: what a cell above still covers
	rows  int     // rows that are still to come
	cells map[cellShape][]byte
}

type span struct {
	rows, cols int // rows still to cover; columns, at the span's first column
}

// rowKind is what a row is for; it decides styles and rules.
type rowKind int

const (
	bodyRow rowKind = iota
	headRow
	lastHeadRow
	groupRow
	totalRow
)

// air is by how many points a cell's margins are narrower on each side than the layout's: it makes columns just as wide
// as the words in them, and a rounded twip, or a rule that LibreOffice draws inside the cell, would break their lines.
func air(look *style.TableLook) float64 {
	const usual = 0.5
	heaviest := max(look.Left.Width, look.Right.Width, look.InsideV.Width)
	return max(usual, (usual+heaviest)/2)
}

// tableBlock writes a table, row by row. A table without columns or rows writes nothing: Word refuses one.
func (w *writer) tableBlock(t *book.Table, landscape bool) {
	if len(t.Columns) == 0 || len(t.Head)+len(t.Body) == 0 {
		return
	}
	g := &grid{w: w, t: t, edges: w.edges(t, landscape), spans: make([]span, len(t.Columns)),
		rows: len(t.Head) + len(t.Body)}
	g.cells = w.shapes.table(g.edges)
	w.beginTable(g.edges, g.look(), t.Caption)
	for i := range t.Head {
		kind := headRow
		if i == len(t.Head)-1 {
			kind = lastHeadRow
		}
		g.row(&t.Head[i], kind)
	}
	for i := range t.Body {
		r := &t.Body[i]
		kind := bodyRow
		switch {
		case r.Group:
			kind = groupRow
		case r.Total:
			kind = totalRow
		}
		if r.Entry != nil && w.contents {
			w.entries = append(w.entries, contentsEntry{r.Entry.String(), 3})
		}
		g.row(r, kind)
	}
	w.endTable()
}

func (w *writer) beginTable(edges []int64, look *wml.CT_TblLook, caption string) {
	if w.table && w.held == nil {
		w.held = w.hairline() // two tables that touch would become one
	}
	w.flush()
	key := fmt.Sprint(edges, caption)
	if look != nil {
		key += *look.ValAttr
	}
	head, ok := w.shapes.heads[key]
	if !ok {
		head = w.tableHead(edges, look, caption)
		w.shapes.heads[key] = head
	}
	w.raw(head)
}

// tableHead is what stands in a table before its rows.
func (w *writer) tableHead(edges []int64, look *wml.CT_TblLook, caption string) []byte {
	total := edges[len(edges)-1]
	pr := &wml.CT_TblPr{
		TblStyle:  str(w.sheet.Table.ID),
		TblW:      width(total),
		TblLayout: &wml.CT_TblLayoutType{TypeAttr: wml.ST_TblLayoutTypeFixed},
		TblLook:   look,
	}
	if caption = clean(caption); caption != "" {
		pr.TblCaption = str(caption)
	}
	side := width(max(twips(w.sheet.Table.PadX-air(&w.sheet.Table)), 0))
	pr.TblCellMar = &wml.CT_TblCellMar{Left: side, Right: side}
	if look == nil { // a drawing: no style, no margins
		zero := width(0)
		pr.TblStyle, pr.TblCellMar = nil, &wml.CT_TblCellMar{Top: zero, Left: zero, Bottom: zero, Right: zero}
	}
	cols := &wml.CT_TblGrid{}
	for i := 1; i < len(edges); i++ {
		cols.GridCol = append(cols.GridCol, &wml.CT_TblGridCol{WAttr: unsignedPtr(edges[i] - edges[i-1])})
	}
	out := append([]byte("<w:tbl>"), must(pr, "w:tblPr")...)
	return append(out, must(cols, "w:tblGrid")...)
}

func (w *writer) endTable() {
	w.raw([]byte("</w:tbl>"))
	w.table = true
}

// edges are the column edges in twips, from the layout, else the room shared out evenly. Edges are rounded, not widths,
// so that the sum is right.
func (w *writer) edges(t *book.Table, landscape bool) []int64 {
	var widths []float64
	if w.layout.l != nil {
		widths = w.layout.l.Widths[t]
	}
	edges, x := make([]int64, 1, len(t.Columns)+1), 0.0
	for i := range t.Columns {
		if len(widths) == len(t.Columns) {
			x += widths[i]
		} else {
			x += w.room(landscape) / float64(len(t.Columns))
		}
		edges = append(edges, max(twips(x), edges[i]+1))
	}
	return edges
}

// look says which conditional formats of the table style apply.
func (g *grid) look() *wml.CT_TblLook {
	bits := 0x0600 // no banding
	first := len(g.t.Head) > 0
	last := len(g.t.Body) > 0 && g.t.Body[len(g.t.Body)-1].Total
	if first {
		bits |= 0x0020
	}
	if last {
		bits |= 0x0040
	}
	val := fmt.Sprintf("%04X", bits)
	return &wml.CT_TblLook{ValAttr: &val, FirstRowAttr: truth(first), LastRowAttr: truth(last),
		FirstColumnAttr: truth(false), LastColumnAttr: truth(false), NoHBandAttr: truth(true), NoVBandAttr: truth(true)}
}

// Row properties: a row stays on one page where it can, head rows return on every page.
var (
	plainRow  = append([]byte("<w:tr>"), must(&wml.CT_TrPr{CantSplit: []*wml.CT_OnOff{on()}}, "w:trPr")...)
	repeatRow = append([]byte("<w:tr>"), must(&wml.CT_TrPr{CantSplit: []*wml.CT_OnOff{on()}, TblHeader: []*wml.CT_OnOff{on()}}, "w:trPr")...)
)

// row writes one row. Cells beyond the last column are joined to the last cell, so that no word is lost; columns without
// a cell get an empty one.
func (g *grid) row(r *book.Row, kind rowKind) {
	g.w.mark(r.Anchor)
	all := len(g.t.Head) + len(g.t.Body)
	place := rowPlace{kind: kind, first: g.rows == all, last: g.rows == 1}
	g.rows--
	out := append(g.w.scratch[:0], plainRow...)
	if kind == headRow || kind == lastHeadRow {
		out = append(out[:0], repeatRow...)
	}
	n := len(g.t.Columns)
	next := 0
	for col := 0; col < n; {
		if s := &g.spans[col]; s.rows > 0 {
			s.rows--
			out = g.cell(out, new(book.Cell), nil, cellShape{col, s.cols, place, wml.ST_MergeContinue})
			col += s.cols
			continue
		}
		c := new(book.Cell)
		if next < len(r.Cells) {
			c = &r.Cells[next]
			next++
		}
		cols := g.free(col, max(c.Cols, 1))
		if kind == groupRow && next == len(r.Cells) {
			cols = g.free(col, n)
		}
		var more []book.Cell
		if g.last(col + cols) {
			more, next = r.Cells[next:], len(r.Cells)
		}
		shape := cellShape{col: col, cols: cols, rowPlace: place}
		if c.Rows > 1 {
			g.spans[col] = span{rows: c.Rows - 1, cols: cols}
			shape.merge = wml.ST_MergeRestart
		}
		out = g.cell(out, c, more, shape)
		col += cols
	}
	g.w.scratch = append(out, "</w:tr>"...)
	g.w.raw(g.w.scratch)
}

// free is how many of the wanted columns from col on nothing above covers.
func (g *grid) free(col, want int) int {
	n := 0
	for n < want && col+n < len(g.spans) && g.spans[col+n].rows == 0 {
		n++
	}
	return n
}

// last reports whether no column from col on is free.
func (g *grid) last(col int) bool {
	for ; col < len(g.spans); col++ {
		if g.spans[col].rows == 0 {
			return false
		}
	}
	return true
}

// properties of a cell.
func (g *grid) properties(k cellShape) *wml.CT_TcPr {
	pr := &wml.CT_TcPr{TcW: width(g.edges[k.col+k.cols] - g.edges[k.col])}
	if k.cols > 1 {
		pr.GridSpan = number(k.cols)
	}
	if k.merge != wml.ST_MergeUnset {
		pr.VMerge = &wml.CT_VMerge{ValAttr: k.merge}
	}
	if k.kind != bodyRow {
		pr.VAlign = &wml.CT_VerticalJc{ValAttr: wml.ST_VerticalJcCenter}
	}
	look := &g.w.sheet.Table
	switch k.kind {
	case headRow, lastHeadRow:
		if look.HeadFill != "" {
			pr.Shd = shade(look.HeadFill)
		}
		// The style rules off its first row only; of several head rows the last must bear that rule.
		switch {
		case k.kind == lastHeadRow:
			pr.TcBorders = &wml.CT_TcBorders{Bottom: border(look.HeadRule.Width, look.HeadRule.Color)}
		case k.merge == wml.ST_MergeUnset:
			pr.TcBorders = &wml.CT_TcBorders{Bottom: border(look.InsideH.Width, look.InsideH.Color)}
		}
	case totalRow:
		pr.TcBorders = &wml.CT_TcBorders{Top: border(look.TotalRule.Width, look.TotalRule.Color)}
	}
	pr.TcMar = margins(look, k.rowPlace)
	return pr
}

// margins make room for heavy rules: the layout gives every rule the room of one between rows, word processors give each
// what it needs. Cells beside a heavy rule have margins so much narrower, so that as many rows stand on a page.
func margins(look *style.TableLook, p rowPlace) *wml.CT_TcMar {
	above, below := look.InsideH, look.InsideH
	switch {
	case p.first:
		above = look.Top
	case p.kind == totalRow:
		above = look.TotalRule
	}
	switch {
	case p.last:
		below = look.Bottom
	case p.kind == lastHeadRow:
		below = look.HeadRule
	}
	if above == look.InsideH && below == look.InsideH {
		return nil
	}
	margin := func(r style.Rule) *wml.CT_TblWidth {
		return width(max(twips(look.PadY-max(r.Width-look.InsideH.Width, 0)), 0))
	}
	return &wml.CT_TcMar{Top: margin(above), Bottom: margin(below)}
}

// cell appends one cell, with the paragraphs of more cells that found no column.
func (g *grid) cell(out []byte, c *book.Cell, more []book.Cell, k cellShape) []byte {
	open, ok := g.cells[k]
	if !ok {
		open = append([]byte("<w:tc>"), must(g.properties(k), "w:tcPr")...)
		g.cells[k] = open
	}
	out = append(out, open...)
	align := g.t.Columns[k.col].Align
	if c.Align != nil {
		align = *c.Align
	}
	shape := g.style("", align, k.kind)
	n := 0
	add := func(paras []book.Paragraph) {
		for i := range paras {
			own := shape
			if s := paras[i].Style; s != "" {
				own = g.style(s, align, k.kind)
			}
			out = g.paragraph(out, &paras[i], own)
			n++
		}
	}
	add(c.Paras)
	for i := range more {
		add(more[i].Paras)
	}
	if n == 0 {
		out = g.paragraph(out, new(book.Paragraph), shape)
	}
	return append(out, "</w:tc>"...)
}

// rowStyles are the paragraph styles of rows that have one of their own.
var rowStyles = map[rowKind]string{
	headRow: style.TableHead, lastHeadRow: style.TableHead, groupRow: style.TableGroup, totalRow: style.TableTotal,
}

// style is the shape of a cell's paragraph: its style, if name is "" that of the row and the alignment, and, as in the
// layout, the alignment where the style's own is another. Heads and groups stand as their styles say; a head is kept
// with the row below it.
func (g *grid) style(name string, align book.Align, kind rowKind) paraShape {
	if name == "" {
		name = rowStyles[kind]
	}
	if name == "" {
		name = style.TableText
		if align == book.Center {
			name = style.TableCenter
		}
	}
	out := g.w.styled(name).shape
	own := style.Left
	if s := g.w.sheet.Styles[name]; s != nil {
		own = s.Align
	}
	switch {
	case kind == headRow || kind == lastHeadRow:
		out.keep = true
	case kind == groupRow:
	case align == book.Center && own != style.Center:
		out.jc = wml.ST_JcCenter
	case align == book.Right && own != style.Right:
		out.jc = wml.ST_JcRight
	case align == book.Left && kind == totalRow && own != style.Left:
		out.jc = wml.ST_JcLeft
	}
	return out
}

// paragraph appends a paragraph of a cell.
func (g *grid) paragraph(out []byte, b *book.Paragraph, shape paraShape) []byte {
	out = append(append(out, "<w:p>"...), g.w.shapes.para(shape)...)
	g.w.mark(b.Anchor)
	l := line{w: g.w, xml: out}
	if len(g.w.pending) > 0 || len(g.w.entries) > 0 {
		l.marked(func() { l.runs(b.Runs) })
	} else {
		l.runs(b.Runs)
	}
	return append(l.xml, "</w:p>"...)
}
