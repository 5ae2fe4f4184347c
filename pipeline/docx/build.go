package docx

// NewTable builds a table of cols grid columns from rows whose cells already know their Row, Col, Rows and Cols
// (counted from 0; spans of 0 mean 1). It fills the grid that At reads. A cell that reaches past the last column or
// row is cut to the grid, and where two cells claim one position the first keeps it, so that any input gives a
// rectangular table. Readers of other formats and tests use it; Read builds its tables itself.
func NewTable(cols int, rows []Row) *Table {
	t := &Table{Cols: max(cols, 0), Rows: rows}
	t.grid = make([]*Cell, t.Cols*len(rows))
	for _, row := range rows {
		for _, c := range row.Cells {
			c.Rows, c.Cols = max(c.Rows, 1), max(c.Cols, 1)
			if c.Row < 0 || c.Col < 0 || c.Row >= len(rows) || c.Col >= t.Cols {
				continue
			}
			c.Rows, c.Cols = min(c.Rows, len(rows)-c.Row), min(c.Cols, t.Cols-c.Col)
			for r := c.Row; r < c.Row+c.Rows; r++ {
				for k := c.Col; k < c.Col+c.Cols; k++ {
					if t.grid[r*t.Cols+k] == nil {
						t.grid[r*t.Cols+k] = c
					}
				}
			}
		}
	}
	return t
}
