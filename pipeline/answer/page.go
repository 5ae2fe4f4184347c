package answer

import (
	"fmt"
	"io"

	"huibian/pipeline/book"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
	"huibian/pipeline/typeset"
	"huibian/pipeline/word"
)

// column is a column of a table: its head and its share of the width of the page.
type column struct {
	head  string
	share float64
	align book.Align
}

// room is the width of the text on a page of the sheet, in points.
func room(s *style.Sheet, landscape bool) float64 {
	p := &s.Portrait
	if landscape {
		p = &s.Landscape
	}
	return p.Width - p.Left - p.Right
}

// table is a table of fixed widths, that all receipts look alike. Without heads it has no head row.
func table(caption string, room float64, columns []column) *book.Table {
	t := &book.Table{Caption: caption, Columns: make([]book.Column, len(columns))}
	sum := 0.0
	for _, c := range columns {
		sum += c.share
	}
	var head book.Row
	named := false
	for i, c := range columns {
		t.Columns[i] = book.Column{Align: c.align, Fixed: room * c.share / sum}
		head.Cells = append(head.Cells, centered(c.head))
		named = named || c.head != ""
	}
	if named {
		t.Head = []book.Row{head}
	}
	return t
}

// Widths are those of the tables of a book, as they were fixed: no page has to be laid out to write it in Word.
func Widths(b *book.Book) *typeset.Layout {
	l := &typeset.Layout{Widths: map[*book.Table][]float64{}}
	for i := range b.Parts {
		for _, block := range b.Parts[i].Blocks {
			if t, ok := block.(*book.Table); ok {
				w := make([]float64, len(t.Columns))
				for c := range w {
					w[c] = t.Columns[c].Fixed
				}
				l.Widths[t] = w
			}
		}
	}
	return l
}

func line(styleName, text string) book.Paragraph {
	return book.Paragraph{Style: styleName, Runs: []book.Run{{Text: text}}}
}

func small(text string) book.Paragraph { return line(style.Small, text) }

// closedNote is said of a paper that is for its section and the office alone.
func closedNote(paper string) book.Paragraph {
	return small(paper + "引用的内容涉密或可能涉密，请按涉密材料保管，不要转发。")
}

// cell has a paragraph for each text that is not empty.
func cell(texts ...string) book.Cell {
	var c book.Cell
	for _, t := range texts {
		if t != "" {
			c.Paras = append(c.Paras, book.Paragraph{Runs: []book.Run{{Text: t}}})
		}
	}
	return c
}

func centered(text string) book.Cell {
	c, a := cell(text), book.Center
	c.Align = &a
	return c
}

func code(text string) book.Cell {
	return book.Cell{Paras: []book.Paragraph{{Runs: []book.Run{{Text: text, Code: true}}}}}
}

// label is the left cell of a table of labels and values.
func label(text string) book.Cell {
	return book.Cell{Paras: []book.Paragraph{{Style: style.TableHead, Runs: []book.Run{{Text: text}}}}}
}

// groupRow heads the rows below it.
func groupRow(text string) book.Row { return book.Row{Group: true, Cells: []book.Cell{cell(text)}} }

// hash is a SHA-256 in the code face, in two lines of 32 digits.
func hash(sum string) book.Cell {
	var c book.Cell
	for len(sum) > 32 {
		c.Paras = append(c.Paras, book.Paragraph{Runs: []book.Run{{Text: sum[:32], Code: true}}})
		sum = sum[32:]
	}
	c.Paras = append(c.Paras, book.Paragraph{Runs: []book.Run{{Text: sum, Code: true}}})
	return c
}

// size is a number of bytes as people read it: 36.5KB（37,412字节）.
func size(n int64) string {
	const k = 1024
	switch {
	case n < k:
		return fmt.Sprint(n, "字节")
	case n < k*k:
		return fmt.Sprintf("%.1fKB（%s字节）", float64(n)/k, thousands(n))
	}
	return fmt.Sprintf("%.1fMB（%s字节）", float64(n)/(k*k), thousands(n))
}

func thousands(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// sections number the headings of a page as they come: 一、二、三.
type sections struct{ n int }

func (s *sections) heading(text string) book.Heading {
	s.n++
	text = book.Ordinal(s.n) + "、" + text
	return book.Heading{Level: 2, Text: text, Anchor: book.Anchor(fmt.Sprintf("section:%d", s.n))}
}

// bound is a book of one part.
func bound(n *notice.Notice, title, volume string, landscape bool, blocks []book.Block) *book.Book {
	return &book.Book{
		Title: title, Volume: volume, Unit: n.Unit.Name, Editor: n.Edition.Editor, Date: n.Edition.Date, Keyword: n.Title,
		Parts: []book.Part{{Title: title, Landscape: landscape, Folio: book.FolioArabic, Header: true, Blocks: blocks}},
	}
}

// Page is a short paper whose tables have fixed widths: a receipt, the status page, a sheet of package ballot.
type Page interface {
	// Book is the page as data, for paper of the sheet's width.
	Book(sheet *style.Sheet) *book.Book
}

// Press writes pages in the look of one sheet. It is safe for concurrent use.
type Press struct {
	sheet *style.Sheet
	press *word.Press
}

// NewPress makes a press for a sheet. The error is word.ErrSheet.
func NewPress(sheet *style.Sheet) (*Press, error) {
	p, err := word.NewPress(sheet)
	if err != nil {
		return nil, err
	}
	return &Press{sheet: sheet, press: p}, nil
}

// Write writes a page as a .docx. The same page and sheet give the same bytes. Errors are those of w.
func (p *Press) Write(w io.Writer, page Page) error {
	b := page.Book(p.sheet)
	return p.press.Write(w, b, Widths(b))
}

// WriteBook writes a page that was laid out, as it is for its PDF.
func (p *Press) WriteBook(w io.Writer, b *book.Book, l *typeset.Layout) error {
	return p.press.Write(w, b, l)
}
