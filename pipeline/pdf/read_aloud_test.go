package pdf_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"huibian/pipeline/book"
	"huibian/pipeline/pdf"
	"huibian/pipeline/style"
)

// spoken is a book with something of every kind, and a cell that is higher than a page.
func spoken() *book.Book {
	b := sampleBook()
	two := cell(book.Run{Text: "名称与依据"})
	two.Cols = 2
	b.Parts = []book.Part{
		{Title: "目录", Folio: book.FolioRoman, Blocks: []book.Block{book.Contents{Entries: true}}},
		{Title: "职权目录", Folio: book.FolioArabic, Header: true, Landscape: true, Blocks: []book.Block{
			book.Heading{Level: 1, Text: "第一篇　职权目录", Anchor: "catalog"},
			book.Heading{Level: 2, Text: "一、行政许可", Anchor: "XK"},
			book.Paragraph{Style: style.Body, Runs: []book.Run{{Text: "见"}, {Text: "附录", Link: "more"}, {Text: "所列。"}}},
			&book.Table{Columns: make([]book.Column, 3), Head: []book.Row{{Cells: []book.Cell{cell(book.Run{Text: "编码"}), two}}}, Body: []book.Row{
				{Anchor: "item:1", Entry: &book.Entry{Code: "XK-0001", Text: "甲审批"}, Cells: []book.Cell{
					cell(book.Run{Text: "XK-0001"}), cell(book.Run{Text: "甲审批"}), cell(book.Run{Text: words(0, 6000) + "完"})}},
				{Cells: []book.Cell{cell(book.Run{Text: "XK-0002"}), cell(book.Run{Text: "乙审批"}), {}}},
			}},
			book.Heading{Level: 3, Text: "附录", Anchor: "more"},
			book.Chart{Title: "数量", Bars: []book.Bar{{Label: "行政许可", Value: 2}, {Label: "其他", Value: 0}}},
		}},
	}
	return b
}

// TestReadAloud has poppler read a book as a screen reader does: in order, a heading as one, a table by rows and cells with the
// words of its head as heads, a cell once, over however many pages it reaches. What is repeated on every page is not read.
func TestReadAloud(t *testing.T) {
	b := spoken()
	l := lay(t, b)
	if len(l.Pages) < 4 {
		t.Fatalf("%d pages: no cell is broken", len(l.Pages))
	}
	var data bytes.Buffer
	if err := pdf.Write(&data, l, b, pdf.Options{}); err != nil {
		t.Fatal(err)
	}
	for _, r := range rules {
		if err := r.holds(open(t, data.Bytes())); err != nil {
			t.Errorf("%s: %v", r.clause, err)
		}
	}
	file := filepath.Join(t.TempDir(), "book.pdf")
	if err := os.WriteFile(file, data.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	text := run(t, "pdfinfo", "-struct-text", file)
	t.Log(text)
}

var _ = strings.Cut
