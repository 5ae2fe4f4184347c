package convert

import (
	"cmp"
	"slices"
	"strings"

	"huibian/pipeline/docx"
)

// Workbook is a workbook (.xlsx), read: its sheets as tables, so that a list in Excel can be read as one in Word is.
type Workbook struct {
	// Document has a table a sheet that holds anything, under its name as a paragraph where it has one of its own. Row
	// and column 1 of a table are row 1 and column A of the sheet; rows and columns behind the last text are left out.
	// Comments are its comments, text boxes its text boxes, and what only a merged cell covers is dropped.
	Document *docx.Document
	Sheets   []Sheet // in the order of their tabs
}

// Sheet is what a table does not say of the sheet it was made of.
type Sheet struct {
	Name       string
	Table      int   // number of its table, from 1; 0 if the sheet is empty
	Hidden     bool  // it was read all the same
	HiddenRows []int // rows from 1 that hold text and do not show, which were read all the same
	HiddenCols []int // the same of columns
	NoResult   []At  // formulas whose result was not saved: there is no text to be read
}

// At is a position in a sheet, from 1.
type At struct{ Row, Col int }

// rawSheet is a sheet before it is a table.
type rawSheet struct {
	Sheet
	rows, cols int // up to the last text
	cells      []sheetCell
	merged     []area
	hiddenRow  map[int]bool // from 0
	hiddenCol  []span
	covered    []string // texts that only merged cells cover

	boxes, headers, footers   []string
	comments                  []docx.NoteText
	pictures, charts, objects int // how many there are of things that are no text
}

// sheetCell is a cell with text; rows and columns count from 0.
type sheetCell struct {
	row, col int
	text     string
}

// area is a range of cells from 0, both ends included; span one of columns.
type (
	area struct{ top, left, bottom, right int }
	span struct{ first, last int }
)

// Bounds of a workbook: Excel's own; what an office PC can hold is in docx.DefaultLimits.
const (
	maxSheetRows = 1 << 20
	maxSheetCols = 1 << 14
	maxStyles    = 1 << 16
)

// ReadWorkbook reads a workbook held in memory. Texts are as Excel shows them in Chinese: numbers and dates by their
// formats, formulas by the results that were saved. Errors match those of docx.Read; one of a file that is no workbook is
// a *docx.FormatError.
func ReadWorkbook(b []byte) (*Workbook, error) {
	if f := docx.Sniff(b); f != docx.FormatXlsx {
		if f == docx.FormatEncrypted {
			return nil, docx.ErrEncrypted
		}
		return nil, &docx.FormatError{Format: f}
	}
	r, err := openWorkbook(b)
	if err != nil {
		return nil, err
	}
	sheets, err := r.sheets()
	if err != nil {
		return nil, err
	}
	w := &Workbook{Document: &docx.Document{}}
	if err := w.build(sheets); err != nil {
		return nil, err
	}
	return w, nil
}

// build makes the document of the sheets.
func (w *Workbook) build(sheets []rawSheet) error {
	d := w.Document
	tables, room := 0, docx.DefaultLimits.Cells
	paragraph := func(p *docx.Paragraph) { d.Blocks = append(d.Blocks, docx.Block{Paragraph: p}) }
	for i := range sheets {
		s := &sheets[i]
		block := len(d.Blocks)
		if s.rows > 0 {
			if s.cols > docx.DefaultLimits.Columns {
				return docx.ErrTooManyColumns
			}
			if room -= s.rows * s.cols; room < 0 {
				return docx.ErrTooManyCells
			}
			t, err := s.table()
			if err != nil {
				return err
			}
			if !unnamedSheet(s.Name) {
				paragraph(&docx.Paragraph{Text: s.Name})
			}
			tables++
			s.Table = tables
			d.Blocks = append(d.Blocks, docx.Block{Table: t})
		}
		if pictures := s.drawn(); len(pictures) > 0 {
			paragraph(&docx.Paragraph{Pictures: pictures})
		}
		for _, text := range s.boxes {
			d.TextBoxes = append(d.TextBoxes, docx.TextBox{Block: min(block, max(len(d.Blocks)-1, 0)), Blocks: lines(text)})
		}
		for _, text := range s.covered {
			d.Dropped = append(d.Dropped, docx.Drop{Kind: docx.DropMerged, Text: text, Block: len(d.Blocks) - 1})
		}
		d.Comments = append(d.Comments, s.comments...)
		w.Sheets = append(w.Sheets, s.Sheet)
		d.Headers, d.Footers = append(d.Headers, s.headers...), append(d.Footers, s.footers...)
	}
	return nil
}

// unnamedSheet reports whether a sheet has the name that programs give it.
func unnamedSheet(name string) bool {
	name = strings.TrimRight(strings.ToLower(strings.TrimSpace(name)), "0123456789 ()（）")
	return slices.Contains([]string{"", "sheet", "工作表", "表"}, name)
}

// lines are the lines of a text as paragraphs.
func lines(text string) (out []docx.Block) {
	for line := range strings.SplitSeq(text, "\n") {
		out = append(out, docx.Block{Paragraph: &docx.Paragraph{Text: line}})
	}
	return out
}

// drawn are the pictures of a sheet: how many there are of a kind is all that is known of them.
func (s *rawSheet) drawn() (out []docx.Picture) {
	for _, k := range []struct {
		kind docx.PictureKind
		n    int
	}{{docx.Image, s.pictures}, {docx.Chart, s.charts}, {docx.Embedded, s.objects}} {
		for range k.n {
			out = append(out, docx.Picture{Kind: k.kind})
		}
	}
	return out
}

// table makes the grid of a sheet: every position is a cell, or covered by a merged one.
func (s *rawSheet) table() (*docx.Table, error) {
	slices.SortFunc(s.cells, func(a, b sheetCell) int { return cmp.Or(a.row-b.row, a.col-b.col) })
	for i := 1; i < len(s.cells); i++ {
		if a, b := s.cells[i-1], s.cells[i]; a.row == b.row && a.col == b.col {
			return nil, docx.ErrDamaged // two texts in one cell
		}
	}
	grid := make([]*docx.Cell, s.rows*s.cols)
	work := 4 * docx.DefaultLimits.Cells // of a hostile file, whose areas overlap
	for _, a := range s.merged {
		a.bottom, a.right = min(a.bottom, s.rows-1), min(a.right, s.cols-1)
		if a.top > a.bottom || a.left > a.right {
			continue // behind the last text
		}
		if work -= (a.bottom - a.top + 1) * (a.right - a.left + 1); work < 0 {
			return nil, docx.ErrTooManyCells
		}
		s.merge(grid, a)
	}
	blank := make([]docx.Cell, 0, 1024)
	rows := make([]docx.Row, s.rows)
	next, unseen := 0, s.unseen()
	for r := range rows {
		for c := range s.cols {
			text := ""
			if next < len(s.cells) && s.cells[next].row == r && s.cells[next].col == c {
				text = s.cells[next].text
				next++
			}
			cell := grid[r*s.cols+c]
			switch {
			case cell == nil:
				if len(blank) == cap(blank) {
					blank = make([]docx.Cell, 0, cap(blank))
				}
				blank = append(blank, docx.Cell{Row: r, Col: c, Rows: 1, Cols: 1})
				cell = &blank[len(blank)-1]
			case cell.Row != r || cell.Col != c:
				if text != "" {
					s.covered = append(s.covered, text)
				}
				continue
			}
			if text != "" {
				cell.Blocks = []docx.Block{{Paragraph: &docx.Paragraph{Text: text}}}
				s.seen(r, c, unseen)
			}
			rows[r].Cells = append(rows[r].Cells, cell)
		}
	}
	slices.Sort(s.HiddenCols)
	return docx.NewTable(s.cols, rows), nil
}

// merge covers an area with one cell; where areas overlap, which Excel does not make, the first keeps what it has.
func (s *rawSheet) merge(grid []*docx.Cell, a area) {
	for r := a.top; r <= a.bottom; r++ {
		for c := a.left; c <= a.right; c++ {
			if grid[r*s.cols+c] != nil {
				return
			}
		}
	}
	cell := &docx.Cell{Row: a.top, Col: a.left, Rows: a.bottom - a.top + 1, Cols: a.right - a.left + 1}
	for r := a.top; r <= a.bottom; r++ {
		for c := a.left; c <= a.right; c++ {
			grid[r*s.cols+c] = cell
		}
	}
}

// unseen are the columns of the table that do not show.
func (s *rawSheet) unseen() []bool {
	out := make([]bool, s.cols)
	for _, h := range s.hiddenCol {
		for c := h.first; c <= min(h.last, s.cols-1); c++ {
			out[c] = true
		}
	}
	return out
}

// seen notes that a text stands in a row or column that does not show; unseen are such columns, those of HiddenCols less.
func (s *rawSheet) seen(r, c int, unseen []bool) {
	if n := len(s.HiddenRows); s.hiddenRow[r] && (n == 0 || s.HiddenRows[n-1] != r+1) {
		s.HiddenRows = append(s.HiddenRows, r+1)
	}
	if unseen[c] {
		unseen[c] = false
		s.HiddenCols = append(s.HiddenCols, c+1)
	}
}
