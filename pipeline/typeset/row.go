package typeset

import (
	"huibian/pipeline/book"
	"huibian/pipeline/style"
)

// cellBox is a cell set to its width.
type cellBox struct {
	col, cols, rows int
	paras           []*paragraph
	height          float64 // of its text, without padding
	tag             Tag     // 0 where it is repeated
}

// rowBox is a row set to the widths of its table.
type rowBox struct {
	cells  []cellBox
	height float64
	row    *book.Row
}

// role is what a row is in its table; it decides styles and rules.
type role int

const (
	roleBody role = iota
	roleHead
	roleTotal
	roleGroup
)

func roleOf(r *book.Row) role {
	switch {
	case r.Group:
		return roleGroup
	case r.Total:
		return roleTotal
	}
	return roleBody
}

// cellStyle is the style and alignment of a paragraph of a cell.
func (s *setter) cellStyle(p *book.Paragraph, c *book.Cell, col *book.Column, ro role) (*look, style.Align) {
	align := col.Align
	if c.Align != nil {
		align = *c.Align
	}
	name := p.Style
	if name == "" {
		switch {
		case ro == roleHead:
			name = style.TableHead
		case ro == roleGroup:
			name = style.TableGroup
		case ro == roleTotal:
			name = style.TableTotal
		case align == book.Center:
			name = style.TableCenter
		default:
			name = style.TableText
		}
	}
	k := s.get(name)
	switch {
	case ro == roleHead || ro == roleGroup:
		return k, k.Align
	case align == book.Center:
		return k, style.Center
	case align == book.Right:
		return k, style.Right
	case ro == roleTotal:
		return k, style.Left
	case k.Align == style.Left:
		return k, filled
	}
	return k, k.Align
}

// row sets a row. covered tells, by column, how many rows a cell from above still covers; it is brought up to date.
func (s *setter) row(t *book.Table, r *book.Row, ro role, widths []float64, covered []int) rowBox {
	out := rowBox{row: r, cells: make([]cellBox, 0, len(r.Cells))}
	col := 0
	look := &s.sheet.Table
	for i := range r.Cells {
		for col < len(widths) && covered[col] > 0 {
			covered[col]--
			col++
		}
		if col >= len(widths) {
			break
		}
		c := &r.Cells[i]
		box := cellBox{col: col, cols: min(max(c.Cols, 1), len(widths)-col), rows: max(c.Rows, 1)}
		if ro == roleGroup {
			box.cols = len(widths) - col
		}
		w := 0.0
		for k := range box.cols {
			w += widths[col+k]
			covered[col+k] = box.rows - 1
		}
		inner := max(w-2*look.PadX, 1)
		for j := range c.Paras {
			p := &c.Paras[j]
			k, align := s.cellStyle(p, c, &t.Columns[col], ro)
			set := s.set(k, align, p.Runs, p.From, inner)
			box.paras = append(box.paras, set)
			box.height += k.Before + set.height() + k.After
		}
		out.cells = append(out.cells, box)
		col += box.cols
	}
	for ; col < len(widths); col++ {
		covered[col] = max(covered[col]-1, 0)
	}
	return out
}

// rows sets consecutive rows and gives them their heights; a cell that covers several rows stretches the last of them.
func (s *setter) rows(t *book.Table, rs []book.Row, ro func(*book.Row) role, widths []float64) []rowBox {
	covered := make([]int, len(widths))
	out := make([]rowBox, len(rs))
	look := &s.sheet.Table
	frame := 2*look.PadY + look.InsideH.Width
	floor := s.get(style.TableText).height + frame
	for i := range rs {
		out[i] = s.row(t, &rs[i], ro(&rs[i]), widths, covered)
		for _, c := range out[i].cells {
			if c.rows == 1 {
				out[i].height = max(out[i].height, c.height+frame)
			}
		}
		out[i].height = max(out[i].height, floor)
	}
	for i := range out {
		for _, c := range out[i].cells {
			if c.rows == 1 {
				continue
			}
			last := min(i+c.rows, len(out)) - 1
			have := 0.0
			for k := i; k <= last; k++ {
				have += out[k].height
			}
			out[last].height += max(c.height+frame-have, 0)
		}
	}
	return out
}
