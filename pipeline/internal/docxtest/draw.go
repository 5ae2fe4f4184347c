package docxtest

import (
	"strings"

	"pgregory.net/rapid"
)

// phrases are what drawn documents are written with: the characters that mark-up is tried on are all among them.
var phrases = []string{"职权目录", "甲", "对外贸易经营者备案", "1.", "12、", "（三）", "一、", "（十二）", "第二条", "(4)", " ", "  ", "\t", "\n", "-", "PT01DS-XK-0001",
	"√", "□☑", "①→", "a<b&c>\"d'", "𠮷野", "≤20日", "×●★", "《行政许可法》第九条；", "2009年8月18日", "x", "　"}

// Draw draws a document of paragraphs and tables with whatever in them.
func Draw(t *rapid.T) *Document {
	return &Document{Blocks: drawBlocks(t, 6, 0)}
}

func drawBlocks(t *rapid.T, most, depth int) []Block {
	blocks := make([]Block, rapid.IntRange(1, most).Draw(t, "blocks"))
	for i := range blocks {
		if rapid.IntRange(0, 2+2*depth).Draw(t, "a table") == 1 && depth < 3 {
			blocks[i].Table = drawTable(t, depth)
			continue
		}
		blocks[i] = Text(drawText(t))
	}
	return blocks
}

var drawnText = rapid.SliceOfN(rapid.SampledFrom(phrases), 0, 6)

func drawText(t *rapid.T) string { return strings.Join(drawnText.Draw(t, "text"), "") }

// drawTable draws a grid with merges in both directions and rows that begin late or end early.
func drawTable(t *rapid.T, depth int) *Table {
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
			cell.Blocks = append(cell.Blocks, Text(drawText(t)))
			if chances[6].Draw(t, "more in the cell") == 5 {
				cell.Blocks = append(drawBlocks(t, 2, depth+1), cell.Blocks...)
			}
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
