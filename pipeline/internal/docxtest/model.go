package docxtest

import (
	"fmt"
	"strings"
)

// Document is what a finished document says in its body.
type Document struct{ Blocks []Block }

// Block is a paragraph or a table; exactly one of the pointers is set.
type Block struct {
	Paragraph *Paragraph
	Table     *Table
}

// Paragraph is one paragraph as displayed, its automatic number included: "\t" is a tab, "\n" a line break.
type Paragraph struct{ Text string }

// Table is a grid of Cols columns. A position that no cell covers is a gap; gaps stand at the ends of rows only.
type Table struct {
	Cols  int
	Width []int // of the columns in twips; nil: nothing is said of them, or anything
	Rows  []Row
}

// Row is a row with the cells that begin in it, left to right.
type Row struct {
	Cells  []*Cell
	Header bool
}

// Cell covers Rows×Cols positions from (Row, Col), counted from 0. The last of its Blocks is a paragraph, as in Word.
type Cell struct {
	Row, Col, Rows, Cols int
	Blocks               []Block
}

// Text makes a paragraph.
func Text(s string) Block { return Block{Paragraph: &Paragraph{Text: s}} }

// String prints a document one thing a line, for comparison.
func (d *Document) String() string {
	var b strings.Builder
	dump(&b, d.Blocks, "")
	return b.String()
}

func dump(b *strings.Builder, blocks []Block, indent string) {
	for _, block := range blocks {
		if block.Paragraph != nil {
			fmt.Fprintf(b, "%sp %q\n", indent, block.Paragraph.Text)
			continue
		}
		t := block.Table
		fmt.Fprintf(b, "%stable of %d columns\n", indent, t.Cols)
		for _, r := range t.Rows {
			fmt.Fprintf(b, "%s row, header %v\n", indent, r.Header)
			for _, c := range r.Cells {
				fmt.Fprintf(b, "%s  cell %d,%d %d×%d\n", indent, c.Row, c.Col, c.Rows, c.Cols)
				dump(b, c.Blocks, indent+"   ")
			}
		}
	}
}

// at returns the cells of a table by position, nil for gaps.
func (t *Table) at() [][]*Cell {
	grid := make([][]*Cell, len(t.Rows))
	for r := range grid {
		grid[r] = make([]*Cell, t.Cols)
	}
	for _, row := range t.Rows {
		for _, c := range row.Cells {
			for r := c.Row; r < c.Row+c.Rows; r++ {
				for k := c.Col; k < c.Col+c.Cols; k++ {
					grid[r][k] = c
				}
			}
		}
	}
	return grid
}
