package docx

// seeker finds what ranges of a document are, and which paragraphs a comment on one of them may stand in.
type seeker struct {
	*survey
	wanted map[Range]bool
	found  map[Range][][]Range
}

// seek returns for each range that is a paragraph, a cell, a row or a table, the choices of paragraphs for a comment on it,
// the best first. A choice of no paragraphs is none.
func (v *survey) seek(doc *Document, ranges []Range) map[Range][][]Range {
	s := &seeker{v, map[Range]bool{}, map[Range][][]Range{}}
	for _, r := range ranges {
		s.wanted[r] = true
	}
	s.blocks(doc.Blocks, nowhere)
	for _, box := range doc.TextBoxes {
		s.blocks(box.Blocks, nowhere)
	}
	return s.found
}

func nowhere() [][]Range { return nil }

// blocks looks among blocks; near gives the choices where a paragraph cannot bear it.
func (s *seeker) blocks(blocks []Block, near func() [][]Range) {
	for _, b := range blocks {
		t := b.Table
		if t == nil {
			s.see(b.Range, func() [][]Range { return append([][]Range{{b.Range}}, near()...) })
			continue
		}
		s.see(b.Range, func() [][]Range {
			var cells []*Cell
			for _, row := range t.Rows {
				cells = append(cells, row.Cells...)
			}
			return s.choices(cells)
		})
		for i := range t.Rows {
			s.row(t, i)
		}
	}
}

func (s *seeker) row(t *Table, i int) {
	row := &t.Rows[i]
	s.see(row.Range, func() [][]Range { return append(s.choices(row.Cells), s.choices(covering(t, i))...) })
	for _, c := range row.Cells {
		near := func() [][]Range { return append(s.choices([]*Cell{c}), s.choices(row.Cells)...) }
		s.see(c.Range, near)
		s.blocks(c.Blocks, near)
	}
}

// see notes what a range is, if it is wanted; of two things that are one range, the inner is as good as the outer.
func (s *seeker) see(r Range, choices func() [][]Range) {
	if s.wanted[r] {
		s.found[r] = choices()
	}
}

// covering are the cells that a row shows, whichever they begin in.
func covering(t *Table, row int) []*Cell {
	var cells []*Cell
	for col := range t.Cols {
		if c := t.At(row, col); c != nil && (len(cells) == 0 || cells[len(cells)-1] != c) {
			cells = append(cells, c)
		}
	}
	return cells
}

// choices are the paragraphs of cells: those that stand in them directly, those of tables in them, and any, as a cell
// that shows nothing at all may have one whose mark is hidden or deleted.
func (s *seeker) choices(cells []*Cell) [][]Range {
	var all []Range
	for _, c := range cells {
		all = append(all, s.inside(c.Range)...)
	}
	return [][]Range{paragraphs(nil, cells, false), paragraphs(nil, cells, true), all}
}

func paragraphs(out []Range, cells []*Cell, nested bool) []Range {
	for _, c := range cells {
		for _, b := range c.Blocks {
			if b.Paragraph != nil {
				out = append(out, b.Range)
				continue
			}
			if nested {
				for _, row := range b.Table.Rows {
					out = paragraphs(out, row.Cells, nested)
				}
			}
		}
	}
	return out
}
