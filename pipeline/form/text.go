package form

import (
	"strings"

	"huibian/pipeline/docx"
)

// cellText is the visible text of a cell: its paragraphs line by line, nested tables flattened row by row.
func cellText(c *docx.Cell) string {
	if c == nil || len(c.Blocks) == 0 {
		return ""
	}
	if len(c.Blocks) == 1 && c.Blocks[0].Paragraph != nil {
		return strings.TrimSpace(c.Blocks[0].Paragraph.String())
	}
	return blocksText(c.Blocks)
}

func blocksText(blocks []docx.Block) string {
	var lines []string
	for _, b := range blocks {
		text := ""
		switch {
		case b.Paragraph != nil:
			text = strings.TrimSpace(b.Paragraph.String())
		case b.Table != nil:
			text = strings.ReplaceAll(tableText(b.Table), "\n", "；")
		}
		if text != "" {
			lines = append(lines, text)
		}
	}
	return strings.Join(lines, "\n")
}

// tableText is a table as text: a line a row, cells apart by a blank.
func tableText(t *docx.Table) string {
	var lines []string
	for i := range t.Rows {
		if text := rowText(t, i); text != "" {
			lines = append(lines, text)
		}
	}
	return strings.Join(lines, "\n")
}

// rowText is the text of the cells that begin in a row.
func rowText(t *docx.Table, row int) string {
	var cells []string
	for _, c := range t.Rows[row].Cells {
		if text := cellText(c); text != "" {
			cells = append(cells, text)
		}
	}
	return strings.Join(cells, " ")
}
