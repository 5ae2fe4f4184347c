package ballot

import (
	"strings"

	"huibian/pipeline/book"
	"huibian/pipeline/style"
)

// column is a column of a table: its head, "" for none, and its share of the width.
type column struct {
	head  string
	share float64
	align book.Align
}

// fixed is a table of a width in points, whose columns have theirs whatever is in them.
func fixed(caption string, width float64, columns []column) *book.Table {
	t := &book.Table{Caption: caption, Columns: make([]book.Column, len(columns))}
	sum, named := 0.0, false
	var head book.Row
	for _, c := range columns {
		sum += c.share
		named = named || c.head != ""
		head.Cells = append(head.Cells, cell(book.Run{Text: c.head}))
	}
	for i, c := range columns {
		t.Columns[i] = book.Column{Align: c.align, Fixed: width * c.share / sum}
	}
	if named {
		t.Head = []book.Row{head}
	}
	return t
}

func cell(r book.Run) book.Cell { return book.Cell{Paras: []book.Paragraph{{Runs: []book.Run{r}}}} }

func code(text string) book.Cell { return cell(book.Run{Text: oneLine(text), Code: true}) }

func blank(text string, b *book.Blank) book.Cell { return cell(book.Run{Text: text, Blank: b}) }

// label is a cell that says what stands in the next.
func label(text string) book.Cell {
	return book.Cell{Paras: []book.Paragraph{{Style: style.TableHead, Runs: []book.Run{{Text: text}}}}}
}

// fine is a paragraph of a cell in small type.
func fine(text string) book.Paragraph {
	return book.Paragraph{Runs: []book.Run{{Text: text, Small: true}}}
}

// small is a paragraph beside a table.
func small(text string) book.Paragraph {
	return book.Paragraph{Style: style.Small, Runs: []book.Run{{Text: text}}}
}

// oneLine is a text with single blanks for whatever white space it has.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
