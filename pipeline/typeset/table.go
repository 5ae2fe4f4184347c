package typeset

import (
	"slices"

	"huibian/pipeline/book"
	"huibian/pipeline/style"
)

// shareWidths chooses column widths: tables of a part with the same columns share theirs, so that a catalog looks like one
// from category to category.
func (f *flow) shareWidths() {
	var groups [][]*book.Table
	for _, b := range f.blocks {
		t, ok := b.(*book.Table)
		if !ok || len(t.Columns) == 0 {
			continue
		}
		at := slices.IndexFunc(groups, func(g []*book.Table) bool { return slices.Equal(g[0].Columns, t.Columns) })
		if at < 0 {
			groups, at = append(groups, nil), len(groups)
		}
		groups[at] = append(groups[at], t)
	}
	for _, g := range groups {
		w := f.tableWidths(g, f.width())
		for _, t := range g {
			f.widths[t] = w
		}
	}
}

// grid is a table on its way to the pages.
type grid struct {
	f      *flow
	t      *book.Table
	x      []float64 // column edges
	head   []rowBox
	height float64 // of the head
	top    float64 // where the part on this page begins
	open   []int   // by column edge: index of the rule being drawn in the page's display list, -1 for none
}

// tableLead is the height of a table's head and its first row, with what the first row must be kept with.
func (f *flow) tableLead(t *book.Table, widths []float64) float64 {
	h := 0.0
	for _, r := range f.rows(t, t.Head, headRole, widths) {
		h += r.height
	}
	for i := range t.Body {
		r := f.rows(t, t.Body[i:i+1], roleOf, widths)
		h += r[0].height
		if !t.Body[i].Group {
			break
		}
	}
	return h
}

func headRole(*book.Row) role { return roleHead }

// table places a table.
func (f *flow) table(t *book.Table) {
	if len(t.Columns) == 0 || len(t.Head)+len(t.Body) == 0 {
		return
	}
	widths := f.widths[t]
	g := &grid{f: f, t: t, x: make([]float64, len(widths)+1), open: make([]int, len(widths)+1)}
	g.x[0] = f.geo.Left
	for i, w := range widths {
		g.x[i+1] = g.x[i] + w
	}
	g.head = f.rows(t, t.Head, headRole, widths)
	for i := range g.head {
		g.height += g.head[i].height
	}
	f.y += f.gap
	f.gap = 0
	rows := f.rows(t, t.Body, roleOf, widths)
	f.tableElements(t, g.head, rows)
	g.place(rows)
	f.fresh = false
}

// place draws all rows, beginning new pages as they fill up.
func (g *grid) place(rows []rowBox) {
	f := g.f
	if lead := g.height + keep(rows, 0); !f.fresh && f.y+lead > f.bottom()+slack && lead <= f.room() {
		f.newPage()
	}
	g.begin()
	for i := range rows {
		r := &rows[i]
		need := keep(rows, i)
		if f.y+need > f.bottom()+slack {
			whole := r.height <= f.room()-g.height
			if f.y > g.top+g.height+slack && (whole || f.bottom()-f.y < g.least()) {
				g.overleaf()
			}
			if !whole {
				g.tall(r)
				continue
			}
		}
		g.row(r, f.y)
		f.y += r.height
	}
	g.end()
}

// keep is the height of a row and, after a group row, of the row that must stand on the same page.
func keep(rows []rowBox, i int) float64 {
	h := 0.0
	for ; i < len(rows); i++ {
		h += rows[i].height
		if rows[i].row == nil || !rows[i].row.Group {
			break
		}
	}
	return h
}

// least is the height below which it is not worth while to begin a divided row on this page: three lines.
func (g *grid) least() float64 {
	return 3*g.f.get(style.TableText).height + 2*g.f.sheet.Table.PadY
}

func (g *grid) overleaf() {
	g.end()
	g.f.newPage()
	g.continued()
	g.begin()
}

// begin draws the head at the top of a page's part of the table.
func (g *grid) begin() {
	f := g.f
	look := &f.sheet.Table
	g.top = f.y
	for i := range g.open {
		g.open[i] = -1
	}
	if look.HeadFill != "" && g.height > 0 {
		f.draw(Fill{X: g.x[0], Y: f.y, W: g.x[len(g.x)-1] - g.x[0], H: g.height, Color: look.HeadFill})
	}
	y := f.y
	for i := range g.head {
		g.headRow(i, y)
		y += g.head[i].height
		for k := range g.head[i].cells {
			g.head[i].cells[k].tag = 0 // a screen reader knows it by now
		}
	}
	f.y = y
	g.rule(look.Top, g.top)
	if g.height > 0 {
		g.rule(or(look.HeadRule, look.InsideH), f.y)
	}
	f.fresh = false
}

// headRow draws a row of the head; a cell may reach down over the rows below it.
func (g *grid) headRow(i int, y float64) {
	look := &g.f.sheet.Table
	for k := range g.head[i].cells {
		c := &g.head[i].cells[k]
		h := 0.0
		for r := i; r < min(i+c.rows, len(g.head)); r++ {
			h += g.head[r].height
		}
		g.cell(c, y+(h-look.InsideH.Width-c.height)/2)
		g.edges(c, y, y+h)
		if bottom := y + h; bottom < g.top+g.height-slack {
			g.f.rule(look.InsideH, g.x[c.col], bottom, g.x[c.col+c.cols], bottom)
		}
	}
}

// row draws a row of the body at y.
func (g *grid) row(r *rowBox, y float64) {
	f := g.f
	look := &f.sheet.Table
	ro := roleOf(r.row)
	if y > g.top+g.height+slack {
		if ro == roleTotal {
			g.rule(or(look.TotalRule, look.InsideH), y)
		} else {
			g.rowRule(r, y)
		}
	}
	g.announce(r, y)
	for k := range r.cells {
		c := &r.cells[k]
		top := y + look.PadY + look.InsideH.Width/2
		if ro != roleBody {
			top = y + (r.height-c.height)/2
		}
		g.cell(c, top)
		g.edges(c, y, y+r.height)
	}
}

// rowRule draws the rule above a row, but not through cells that come down from above.
func (g *grid) rowRule(r *rowBox, y float64) {
	look := &g.f.sheet.Table
	for k := 0; k < len(r.cells); {
		from := r.cells[k].col
		to := from
		for ; k < len(r.cells) && r.cells[k].col == to; k++ {
			to += r.cells[k].cols
		}
		g.f.rule(look.InsideH, g.x[from], y, g.x[to], y)
	}
}

// announce marks where a row begins and tells outline and running header of it.
func (g *grid) announce(r *rowBox, y float64) {
	f := g.f
	f.anchorAt(r.row.Anchor, y)
	if r.row.Entry != nil {
		f.outline = append(f.outline, OutlineEntry{Level: 3, Text: r.row.Entry.String(), To: Position{len(f.pages) - 1, y}})
	}
	if r.row.Running != "" {
		p := f.page()
		p.items = append(p.items, r.row.Running)
	}
}

func (f *flow) anchorAt(a book.Anchor, y float64) {
	if _, known := f.anchors[a]; a != "" && !known {
		f.anchors[a] = Position{len(f.pages) - 1, y}
	}
}

// cell draws the text of a cell with its first line at y.
func (g *grid) cell(c *cellBox, y float64) {
	f := g.f
	x := g.x[c.col] + f.sheet.Table.PadX
	for k, p := range c.paras {
		y += p.look.Before
		for i := range p.lines {
			f.line(&p.lines[i], p.runs, x, y, p.look.Color, c.of(k))
			y += p.lines[i].height
		}
		y += p.look.After
	}
}

// edges extends the vertical rules at both sides of a cell.
func (g *grid) edges(c *cellBox, y1, y2 float64) {
	g.edge(c.col, y1, y2)
	g.edge(c.col+c.cols, y1, y2)
}

// edge remembers that column edge i is to be ruled from y1 to y2. The rule is drawn when it ends.
func (g *grid) edge(i int, y1, y2 float64) {
	rule := g.edgeRule(i)
	if rule.Width == 0 {
		return
	}
	n := len(g.f.page().page.Ops)
	if n > 0 && g.open[i] >= 0 {
		if l, ok := g.f.page().page.Ops[g.open[i]].(Line); ok && l.X1 == g.x[i] && l.Y2 >= y1-slack {
			l.Y2 = max(l.Y2, y2)
			g.f.page().page.Ops[g.open[i]] = l
			return
		}
	}
	g.open[i] = n
	g.f.rule(rule, g.x[i], y1, g.x[i], y2)
}

func (g *grid) edgeRule(i int) style.Rule {
	look := &g.f.sheet.Table
	switch i {
	case 0:
		return look.Left
	case len(g.x) - 1:
		return look.Right
	}
	return look.InsideV
}

// rule draws a rule across the table.
func (g *grid) rule(r style.Rule, y float64) {
	if r.Width > 0 {
		g.f.rule(r, g.x[0], y, g.x[len(g.x)-1], y)
	}
}

// end closes the part of the table that stands on this page.
func (g *grid) end() {
	g.rule(g.f.sheet.Table.Bottom, g.f.y)
}

// tall divides a row that is higher than a page at line ends.
func (g *grid) tall(r *rowBox) {
	f := g.f
	look := &f.sheet.Table
	type cursor struct{ para, line int }
	at := make([]cursor, len(r.cells))
	for first := true; ; first = false {
		y := f.y
		if y > g.top+g.height+slack {
			g.rowRule(r, y)
		}
		if first {
			g.announce(r, y)
		}
		limit := f.bottom() - look.PadY - look.InsideH.Width
		named := !first && at[0].para == len(r.cells[0].paras) // overleaf
		lowest, more := y+look.PadY, false
		for k := range r.cells {
			c := &r.cells[k]
			cy := y + look.PadY + look.InsideH.Width/2
			cu := &at[k]
			for placed := false; cu.para < len(c.paras); {
				p := c.paras[cu.para]
				if cu.line >= len(p.lines) {
					cu.para, cu.line = cu.para+1, 0
					continue
				}
				ln := &p.lines[cu.line]
				if cy+ln.height > limit+slack && (placed || cy > f.geo.Top+g.height+slack+look.PadY+look.InsideH.Width) {
					more = true
					break
				}
				f.line(ln, p.runs, g.x[c.col]+look.PadX, cy, p.look.Color, c.of(cu.para))
				cy += ln.height
				cu.line++
				placed = true
			}
			lowest = max(lowest, cy)
		}
		if named {
			g.again(r, y, lowest)
		}
		bottom := lowest + look.PadY + look.InsideH.Width/2
		if more {
			bottom = max(bottom, f.bottom())
		}
		for k := range r.cells {
			g.edges(&r.cells[k], y, bottom)
		}
		f.y = bottom
		if !more {
			return
		}
		g.overleaf()
	}
}
