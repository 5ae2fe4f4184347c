package docx

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// corpora is where Word files of other projects' test suites lie, beside the repository.
const corpora = "../../../shared/corpora"

// eachCorpusFile calls f for every .docx of the corpora; the test is skipped where there are none.
func eachCorpusFile(t *testing.T, f func(t *testing.T, b []byte)) {
	t.Helper()
	if _, err := os.Stat(corpora); err != nil {
		t.Skipf("no corpora: %v", err)
	}
	err := filepath.WalkDir(corpora, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".docx") {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(corpora, path)
		t.Run(name, func(t *testing.T) { f(t, b) })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestCorpusReads(t *testing.T) {
	eachCorpusFile(t, func(t *testing.T, b []byte) {
		doc, err := Read(b, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		checkInvariants(t, doc)
	})
}

// checkInvariants holds for every document: ranges nest and lie in the XML, grids agree with their cells.
func checkInvariants(t *testing.T, doc *Document) {
	t.Helper()
	end := 0
	for i, b := range doc.Blocks {
		if (b.Paragraph == nil) == (b.Table == nil) {
			t.Fatalf("block %d: not exactly one of paragraph and table", i)
		}
		if b.Range.Start < end || b.Range.End <= b.Range.Start || b.Range.End > len(doc.XML()) {
			t.Fatalf("block %d: range %v after %d", i, b.Range, end)
		}
		end = b.Range.End
		xml := string(doc.XML()[b.Range.Start:b.Range.End])
		if !strings.HasPrefix(xml, "<") || !strings.HasSuffix(xml, ">") {
			t.Fatalf("block %d: range holds %.40q", i, xml)
		}
		if b.Table != nil {
			checkTable(t, b.Table)
		}
	}
	for _, box := range doc.TextBoxes {
		if box.Block >= len(doc.Blocks) {
			t.Fatalf("text box at block %d of %d", box.Block, len(doc.Blocks))
		}
	}
	for _, d := range doc.Dropped {
		if d.Block >= len(doc.Blocks) {
			t.Fatalf("drop at block %d of %d", d.Block, len(doc.Blocks))
		}
	}
}

func checkTable(t *testing.T, tbl *Table) {
	t.Helper()
	seen := 0
	for r, row := range tbl.Rows {
		for _, c := range row.Cells {
			if c.Row != r || c.Rows < 1 || c.Cols < 1 || c.Row+c.Rows > len(tbl.Rows) || c.Col+c.Cols > tbl.Cols {
				t.Fatalf("cell %d,%d spans %d×%d in a grid of %d×%d", c.Row, c.Col, c.Rows, c.Cols, len(tbl.Rows), tbl.Cols)
			}
			for i := c.Row; i < c.Row+c.Rows; i++ {
				for j := c.Col; j < c.Col+c.Cols; j++ {
					if tbl.At(i, j) != c {
						t.Fatalf("grid at %d,%d is not the cell of %d,%d", i, j, c.Row, c.Col)
					}
					seen++
				}
			}
			for _, b := range c.Blocks {
				if b.Table != nil {
					checkTable(t, b.Table)
				}
			}
		}
	}
	for i := range tbl.Rows {
		for j := range tbl.Cols {
			if tbl.At(i, j) != nil {
				seen--
			}
		}
	}
	if seen != 0 {
		t.Fatalf("grid and cells disagree by %d positions", seen)
	}
}
