package docx

import "strings"

// merge is the value of w:vMerge or w:hMerge.
type merge uint8

const (
	mergeNone merge = iota
	mergeRestart
	mergeContinue
)

// cellBuild is a w:tc being read.
type cellBuild struct {
	cell    *Cell
	known   bool // its properties are
	placed  bool
	covered bool
	cellProps
}

// cellProps is what a w:tcPr says.
type cellProps struct {
	span                 int
	vertical, horizontal merge
	deleted              bool
}

// seenCell is a w:tcPr that came before in a grid column.
type seenCell struct {
	seen
	said cellProps
}

// readCell reads a w:tc, or what stands where one should.
func (s *story) readCell(read func() error) error {
	tb, outer := s.table, s.cell
	start, base := s.x.start, s.fieldBase
	tb.cell = cellBuild{cellProps: cellProps{span: 1}}
	s.cell = &tb.cell
	s.fieldBase = len(s.fields)
	s.openBox()
	err := read()
	if err == nil {
		err = s.place()
	}
	if err != nil {
		return err
	}
	blocks, err := s.closeBox()
	if err != nil {
		return err
	}
	cb := tb.cell
	s.fieldBase, s.cell = base, outer
	if cb.deleted {
		s.deleted--
	}
	if cb.covered {
		s.covered--
		s.coveredText(blocks)
	}
	if cb.cell != nil {
		cb.cell.Blocks = blocks
		cb.cell.Range = Range{start, s.x.pos()}
	}
	return nil
}

// coveredText notes the text of a cell that a merge covers.
func (s *story) coveredText(blocks []Block) {
	var b strings.Builder
	writeFlow(&b, blocks)
	if text := strings.TrimSpace(b.String()); text != "" {
		s.drop(DropMerged, []byte(text))
	}
}

func (s *story) cellChild() error {
	if s.x.elem == elemTcPr {
		return s.cellProps()
	}
	if err := s.place(); err != nil {
		return err
	}
	return s.blockChild()
}

func (s *story) cellProps() error {
	last := &s.seenCells[len(s.table.row)%len(s.seenCells)]
	if !s.x.repeats(&last.seen) {
		start := s.x.start
		props, err := s.readCellProps()
		if err != nil {
			return err
		}
		last.said = props
		s.x.remember(&last.seen, start)
	}
	cb := s.cell
	if cb.known || cb.placed { // they come once, and first
		return nil
	}
	cb.known, cb.cellProps = true, last.said
	if cb.deleted {
		s.deleted++
	}
	return nil
}

func (s *story) readCellProps() (cellProps, error) {
	props := cellProps{span: 1}
	err := s.x.each(func() error {
		switch s.x.elem {
		case elemGridSpan:
			props.span = max(parseNumber(s.x.val(), 1), 1)
		case elemVMerge:
			props.vertical = s.mergeValue()
		case elemHMerge:
			props.horizontal = s.mergeValue()
		case elemCellMerge: // a tracked merge, taken as accepted; a tracked split begins anew
			props.vertical = mergeContinue
			if string(s.x.attr(nsW, "vMerge")) == "rest" {
				props.vertical = mergeRestart
			}
		case elemCellDel:
			props.deleted = true
		}
		return s.x.skip()
	})
	return props, err
}

// mergeValue: an absent value means continue (ECMA-376 17.4.84).
func (s *story) mergeValue() merge {
	if string(s.x.val()) == "restart" {
		return mergeRestart
	}
	return mergeContinue
}

// place gives the cell being read its place in the grid, once its properties are known.
func (s *story) place() error {
	tb, cb := s.table, s.cell
	if cb.placed {
		return nil
	}
	cb.placed = true
	if tb.deleted || cb.deleted {
		return nil
	}
	col := len(tb.row)
	if cb.horizontal == mergeContinue && tb.last != nil {
		if tb.swallow > 0 {
			tb.swallow -= cb.span
			s.cover()
			return nil
		}
		if !tb.lastMerged {
			if err := s.fill(slot{tb.last, tb.row[col-1].open}, cb.span); err != nil {
				return err
			}
			tb.last.Cols += cb.span
			s.cover()
			return nil
		}
	}
	if cb.vertical == mergeContinue {
		if c := s.mergeable(col); c != nil {
			tb.last, tb.lastMerged, tb.swallow = c, true, c.Cols-cb.span
			c.Rows++
			s.cover()
			return s.fill(slot{c, true}, c.Cols)
		}
	}
	cell := s.cells.one()
	*cell = Cell{Row: len(tb.rows), Col: col, Rows: 1, Cols: cb.span}
	cb.cell, tb.last, tb.lastMerged, tb.swallow = cell, cell, false, 0
	tb.cells = append(tb.cells, cell)
	return s.fill(slot{cell, cb.vertical != mergeNone}, cb.span)
}

// mergeable returns the cell above that a "continue" at this column joins: it must begin in the same column, be as
// wide, and itself be merged. Otherwise the cell stands for itself, as Word shows it.
func (s *story) mergeable(col int) *Cell {
	tb, cb := s.table, s.cell
	if col >= len(tb.above) {
		return nil
	}
	up := tb.above[col]
	if up.cell == nil || !up.open || up.cell.Col != col {
		return nil
	}
	if up.cell.Cols == cb.span || cb.horizontal == mergeRestart && up.cell.Cols > cb.span {
		return up.cell
	}
	return nil
}

func (s *story) cover() {
	s.cell.covered = true
	s.covered++
}

func (s *story) fill(sl slot, n int) error {
	if err := s.widen(n); err != nil {
		return err
	}
	for range n {
		s.table.row = append(s.table.row, sl)
	}
	return nil
}
