package answer

import (
	"huibian/pipeline/book"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

// Comparison (修订对照表) is what has changed between two editions of one volume.
type Comparison struct {
	book.Revision
	Notice *notice.Notice
	Volume string // 公开版
	Day    notice.Date
	Secret bool
}

const comparisonTitle = "修订对照表"

// comparisonShares are the shares that the columns of the table have of the width of the page.
var comparisonShares = [...]float64{34, 104, 130, 72, 150, 150}

// Book is the comparison as data, on landscape paper.
func (c *Comparison) Book(sheet *style.Sheet) *book.Book {
	blocks := []book.Block{book.Heading{Level: 1, Text: comparisonTitle, Anchor: "comparison"}, small(c.Summary())}
	if c.Secret {
		blocks = append(blocks, small("本表涉密，请按涉密材料保管，不要转发。"))
	}
	if len(c.Changes) > 0 {
		blocks = append(blocks, c.table(room(sheet, true)))
	}
	return bound(c.Notice, comparisonTitle, c.Volume+"　"+c.New, true, blocks)
}

func (c *Comparison) table(room float64) *book.Table {
	t := c.Table(nil)
	sum := 0.0
	for _, share := range comparisonShares {
		sum += share
	}
	for i, share := range comparisonShares {
		t.Columns[i].Fixed = room * share / sum
	}
	return t
}
