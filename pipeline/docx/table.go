package docx

import "fmt"

// tableBuild is a table being read. Cells are placed as they come, so that it is known of each whether a merge covers
// it before its paragraphs are counted and numbered.
type tableBuild struct {
	table *Table
	rows  []Row
	slots []slot // of all finished rows, row after row; a row's width is its own
	ends  []int  // where each row ends in slots
	above []slot // the row before
	row   []slot // the row being read
	cells []*Cell
	start int

	deleted, hidden, header bool // of the row
	after                   int  // its gridAfter
	last                    *Cell
	lastMerged              bool // last is a cell of a row above
	swallow                 int  // columns of it already taken that hMerge cells still stand for
	cell                    cellBuild
}

// slot is one grid position of a row: the cell that covers it, and whether a vertical merge may go on from it.
type slot struct {
	cell *Cell
	open bool
}

// readTable reads a w:tbl.
func (s *story) readTable() error {
	if err := s.emitPending(); err != nil {
		return err
	}
	outer, outerCell := s.table, s.cell
	tb := &tableBuild{table: &Table{}, start: s.x.start}
	s.table = tb
	err := s.content(inTable)
	s.table, s.cell = outer, outerCell
	if err != nil {
		return err
	}
	if err := s.finishTable(tb); err != nil {
		return err
	}
	if len(tb.rows) > 0 {
		s.box.blocks = append(s.box.blocks, Block{Table: tb.table, Range: Range{tb.start, s.x.pos()}})
	}
	return nil
}

// finishTable lays the rows out on a rectangle.
func (s *story) finishTable(tb *tableBuild) error {
	t := tb.table
	t.Rows = tb.rows
	s.positions += t.Cols * len(t.Rows)
	if s.positions > s.c.lim.Cells {
		return fmt.Errorf("table at byte %d: %w", tb.start, ErrTooManyCells)
	}
	t.grid = make([]*Cell, t.Cols*len(t.Rows))
	from := 0
	for row, end := range tb.ends {
		for i, sl := range tb.slots[from:end] {
			t.grid[row*t.Cols+i] = sl.cell
		}
		from = end
	}
	return nil
}

func (s *story) tableChild() error {
	switch s.x.elem {
	case elemTr:
		return s.readRow(func() error { return s.content(inRow) })
	case elemTblPr:
		return s.tableProps()
	case elemTblGrid:
		return s.x.each(func() error {
			if s.x.elem == elemGridCol && len(s.table.table.Width) < s.c.lim.Columns {
				s.table.table.Width = append(s.table.table.Width, s.x.number("w", 0))
			}
			return s.x.skip()
		})
	case elemTc, elemP, elemTbl, elemR, elemT: // no row around it: a row of its own
		return s.readRow(s.rowChild)
	}
	return s.content(inTable)
}

func (s *story) tableProps() error {
	return s.x.each(func() error {
		switch s.x.elem {
		case elemTblCaption:
			s.table.table.Title = string(s.x.val())
		case elemTblDescription:
			if s.table.table.Title == "" {
				s.table.table.Title = string(s.x.val())
			}
		}
		return s.x.skip()
	})
}

func (s *story) readRow(read func() error) error {
	tb := s.table
	tb.row = tb.row[:0]
	tb.deleted, tb.hidden, tb.header, tb.after = false, false, false, 0
	tb.last, tb.lastMerged, tb.swallow = nil, false, 0
	first, start := len(tb.cells), s.x.start
	err := read()
	if tb.deleted {
		s.deleted--
	}
	if err != nil || tb.deleted {
		return err
	}
	if tb.hidden && len(tb.cells) > first && !anyText(tb.cells[first:]) {
		s.unplaceRow(first)
		return nil
	}
	if width := len(tb.row) + tb.after; width > tb.table.Cols {
		if width > s.c.lim.Columns {
			return fmt.Errorf("table at byte %d: %d columns: %w", tb.start, width, ErrTooManyColumns)
		}
		tb.table.Cols = width
	}
	if len(tb.rows) == s.c.lim.Rows {
		return fmt.Errorf("table at byte %d: more than %d rows: %w", tb.start, s.c.lim.Rows, ErrTooManyRows)
	}
	if len(tb.slots)+len(tb.row) > s.c.lim.Cells {
		return fmt.Errorf("table at byte %d: %w", tb.start, ErrTooManyCells)
	}
	cells := s.cellRefs.take(len(tb.cells) - first)
	copy(cells, tb.cells[first:])
	tb.rows = append(tb.rows, Row{Cells: cells, Header: tb.header, Range: Range{start, s.x.pos()}})
	tb.slots = append(tb.slots, tb.row...)
	tb.ends = append(tb.ends, len(tb.slots))
	tb.above, tb.row = tb.row, tb.above
	return nil
}

// unplaceRow takes a hidden row back: the merges it continued end above it.
func (s *story) unplaceRow(first int) {
	tb := s.table
	tb.cells = tb.cells[:first]
	var before *Cell
	for _, sl := range tb.row {
		if sl.cell != nil && sl.cell != before && sl.cell.Row < len(tb.rows) {
			sl.cell.Rows--
		}
		before = sl.cell
	}
}

func anyText(cells []*Cell) bool {
	for _, c := range cells {
		for _, b := range c.Blocks {
			if b.Table != nil || b.Paragraph.Text != "" || len(b.Paragraph.Pictures) > 0 {
				return true
			}
		}
	}
	return false
}

func (s *story) rowChild() error {
	switch s.x.elem {
	case elemTc:
		return s.readCell(func() error { return s.content(inCell) })
	case elemTrPr:
		return s.rowProps()
	case elemP, elemTbl, elemR, elemT: // no cell around it: a cell of its own
		return s.readCell(s.cellChild)
	}
	return s.content(inRow)
}

func (s *story) rowProps() error {
	tb := s.table
	return s.x.each(func() error {
		switch s.x.elem {
		case elemGridBefore:
			return s.gap(parseNumber(s.x.val(), 0))
		case elemGridAfter:
			tb.after = min(max(parseNumber(s.x.val(), 0), 0), s.c.lim.Columns+1)
		case elemTblHeader:
			tb.header = s.x.onOff()
		case elemHidden:
			tb.hidden = s.x.onOff()
		case elemDel:
			if !tb.deleted {
				tb.deleted = true
				s.deleted++
			}
		}
		return s.x.skip()
	})
}

// gap leaves grid columns empty at the beginning of a row.
func (s *story) gap(n int) error {
	if err := s.widen(n); err != nil {
		return err
	}
	for range n {
		s.table.row = append(s.table.row, slot{})
	}
	return s.x.skip()
}

// widen checks the limit before a row grows by n columns.
func (s *story) widen(n int) error {
	if width := len(s.table.row) + max(n, 0); n > s.c.lim.Columns || width > s.c.lim.Columns {
		return fmt.Errorf("table at byte %d: %d columns: %w", s.table.start, width, ErrTooManyColumns)
	}
	return nil
}
