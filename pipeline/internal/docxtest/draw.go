package docxtest

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"
)

// phrases are what drawn documents are written with: the characters that mark-up is tried on are all among them.
var phrases = []string{"职权目录", "甲", "对外贸易经营者备案", "1.", "12、", "（三）", "一、", "（十二）", "第二条", "(4)", " ", "  ", "\t", "\n", "-", "PT01DS-XK-0001",
	"√", "□☑", "①→", "a<b&c>\"d'", "𠮷野", "≤20日", "×●★", "《行政许可法》第九条；", "2009年8月18日", "x", "　"}

// Draw draws a document of paragraphs and tables with whatever in them.
func Draw(t *rapid.T) *Document {
	d := &drawer{t: t}
	return &Document{Blocks: d.blocks(6, 0)}
}

// drawer draws one document.
type drawer struct {
	t      *rapid.T
	counts [3]int // of the lists that run through it
}

// lineNumbers are how the lists of a document number their paragraphs.
var lineNumbers = [3]string{"%d.", "%d、", "（%d）"}

func (d *drawer) blocks(most, depth int) []Block {
	t := d.t
	blocks := make([]Block, rapid.IntRange(1, most).Draw(t, "blocks"))
	for i := range blocks {
		if rapid.IntRange(0, 2+2*depth).Draw(t, "a table") == 1 && depth < 3 {
			blocks[i].Table = d.table(depth)
			continue
		}
		blocks[i] = Text(d.text())
	}
	return blocks
}

var drawnText = rapid.SliceOfN(rapid.SampledFrom(phrases), 0, 6)

// text draws what a paragraph says; it may begin with the next number of a list.
func (d *drawer) text() string {
	text := strings.Join(drawnText.Draw(d.t, "text"), "")
	if list := chances[8].Draw(d.t, "list"); list > 4 {
		list -= 5
		d.counts[list]++
		text = fmt.Sprintf(lineNumbers[list], d.counts[list]) + text
	}
	return text
}

// drawTable draws a grid with merges in both directions and rows that begin late or end early.
func (d *drawer) table(depth int) *Table {
	t := d.t
	most := 6 - 2*depth
	rows, cols := rapid.IntRange(1, most).Draw(t, "rows"), rapid.IntRange(1, most).Draw(t, "columns")
	tbl := &Table{Cols: cols, Rows: make([]Row, rows)}
	taken := make([][]bool, rows)
	for r := range taken {
		taken[r] = make([]bool, cols)
	}
	gaps := rapid.Bool().Draw(t, "gaps")
	header := rapid.IntRange(0, 2).Draw(t, "header rows")
	for r := range rows {
		tbl.Rows[r].Header = r < header
		from, to := 0, cols
		if gaps && r > 0 { // the first row is as wide as the table
			for from < cols-1 && !taken[r][from] && chances[4].Draw(t, "gap before") == 3 {
				taken[r][from] = true
				from++
			}
			for to > from+1 && !taken[r][to-1] && chances[4].Draw(t, "gap after") == 3 {
				to--
				taken[r][to] = true
			}
		}
		for c := from; c < to; c++ {
			if taken[r][c] {
				continue
			}
			wide := 1
			for c+wide < to && !taken[r][c+wide] && chances[4].Draw(t, "wider") == 3 {
				wide++
			}
			high := 1
			for r+high < rows && chances[4].Draw(t, "higher") == 3 {
				high++
			}
			cell := &Cell{Row: r, Col: c, Rows: high, Cols: wide}
			if chances[6].Draw(t, "more in the cell") == 5 {
				cell.Blocks = d.blocks(2, depth+1)
			}
			cell.Blocks = append(cell.Blocks, Text(d.text()))
			for i := r; i < r+high; i++ {
				for k := c; k < c+wide; k++ {
					taken[i][k] = true
				}
			}
			tbl.Rows[r].Cells = append(tbl.Rows[r].Cells, cell)
		}
	}
	return tbl
}
