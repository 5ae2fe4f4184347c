package docx

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// corpora is where Word files of other projects' test suites lie, beside the repository.
const corpora = "../../../shared/corpora"

// eachCorpusFile calls f for every file of the corpora, by the project it comes from; the test is skipped where there
// are none.
func eachCorpusFile(t *testing.T, f func(t *testing.T, project, path string, b []byte)) {
	t.Helper()
	if _, err := os.Stat(corpora); err != nil {
		t.Skipf("no corpora: %v", err)
	}
	err := filepath.WalkDir(corpora, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(corpora, path)
		if err != nil {
			return err
		}
		project, _, _ := strings.Cut(filepath.ToSlash(name), "/")
		t.Run(name, func(t *testing.T) { f(t, project, path, b) })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// tally is what came out of the files of one project.
type tally struct {
	files, blocks, tables, cells, words int
	failures                            map[string]int // by cause
}

func (c *tally) count(blocks []Block) {
	for _, b := range blocks {
		c.blocks++
		if b.Table == nil {
			c.words += len(strings.Fields(b.Paragraph.Text))
			continue
		}
		c.tables++
		for _, row := range b.Table.Rows {
			for _, cell := range row.Cells {
				c.cells++
				c.count(cell.Blocks)
			}
		}
	}
}

// TestCorpus reads every file of the corpora: documents give every word the oracle sees, once and in order; what is no
// document is refused for what it is. It logs a table of what was read, and of failures by cause.
func TestCorpus(t *testing.T) {
	tallies := map[string]*tally{}
	eachCorpusFile(t, func(t *testing.T, project, path string, b []byte) {
		c := tallies[project]
		if c == nil {
			c = &tally{failures: map[string]int{}}
			tallies[project] = c
		}
		c.files++
		doc, err := Read(b, Limits{})
		if err != nil {
			c.failures[err.Error()]++
			var f *FormatError
			if ext := filepath.Ext(path); ext == ".docx" || !errors.As(err, &f) || "."+string(f.Format) != ext {
				t.Error(err)
			}
			return
		}
		checkInvariants(t, doc)
		c.count(doc.Blocks)
		for _, box := range doc.TextBoxes {
			c.count(box.Blocks)
		}
		checkWords(t, doc, b)
		checkMargins(t, doc, b)
	})
	line := "%-14s %6v %7v %7v %7v %8v  %v"
	t.Logf(line, "project", "files", "blocks", "tables", "cells", "words", "failures")
	for _, project := range slices.Sorted(maps.Keys(tallies)) {
		c := tallies[project]
		t.Logf(line, project, c.files, c.blocks, c.tables, c.cells, c.words, c.failures)
	}
}

// checkInvariants holds for every document: ranges nest and lie in the XML, grids agree with their cells.
func checkInvariants(t rapid.TB, doc *Document) {
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

func checkTable(t rapid.TB, tbl *Table) {
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
