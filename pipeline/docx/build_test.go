package docx

import "testing"

func TestNewTableFillsTheGrid(t *testing.T) {
	a := &Cell{Row: 0, Col: 0, Rows: 2}
	b := &Cell{Row: 0, Col: 1, Cols: 9} // reaches past the grid
	c := &Cell{Row: 1, Col: 1}
	late := &Cell{Row: 1, Col: 1} // claims what c has
	table := NewTable(3, []Row{{Cells: []*Cell{a, b}}, {Cells: []*Cell{c, late}}})
	want := [][]*Cell{{a, b, b}, {a, c, nil}}
	for r := range want {
		for k, cell := range want[r] {
			if got := table.At(r, k); got != cell {
				t.Errorf("At(%d, %d) = %p, want %p", r, k, got, cell)
			}
		}
	}
	if b.Cols != 2 || a.Cols != 1 || a.Rows != 2 {
		t.Errorf("spans: a %d×%d, b %d×%d", a.Rows, a.Cols, b.Rows, b.Cols)
	}
	if table.At(2, 0) != nil || table.At(0, -1) != nil {
		t.Error("positions outside the grid must be nil")
	}
}
