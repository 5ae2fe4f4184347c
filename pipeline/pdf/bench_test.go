package pdf_test

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"testing"

	"huibian/pipeline/book"
	"huibian/pipeline/pdf"
	"huibian/pipeline/style"
	"huibian/pipeline/typeset"
	"huibian/templates"
)

// BenchmarkWrite is a book as large as the one of 2,000 items: 300 pages of 2,500 characters (DESIGN §5).
func BenchmarkWrite(b *testing.B) {
	l, bk := large(b, 300, 2500)
	b.ReportAllocs()
	for b.Loop() {
		if err := pdf.Write(io.Discard, l, bk, pdf.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBook sets and writes the book of a province: 5,000 powers with contents, links and index.
func BenchmarkBook(b *testing.B) {
	bk := powers(5000)
	l := lay(b, bk)
	b.Run("lay", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			lay(b, bk)
		}
		b.ReportMetric(float64(len(l.Pages)), "pages")
	})
	b.Run("write", func(b *testing.B) {
		b.ReportAllocs()
		var out bytes.Buffer
		for b.Loop() {
			out.Reset()
			if err := pdf.Write(&out, l, bk, pdf.Options{}); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(out.Len()), "B/file")
	})
}

// lay sets a book in the look of the default notice.
func lay(t testing.TB, b *book.Book) *typeset.Layout {
	t.Helper()
	file, err := fs.ReadFile(templates.FS(), templates.Default+"/book.docx")
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := style.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	fonts, err := style.LoadFonts(templates.Fonts(), nil)
	if err != nil {
		t.Fatal(err)
	}
	l, err := typeset.Lay(t.Context(), b, sheet, fonts)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// words are n characters of prose from a place on.
func words(from, n int) string {
	out, all := make([]rune, n), []rune(prose)
	for i := range out {
		out[i] = all[(from+i)%len(all)]
	}
	return string(out)
}

func cell(runs ...book.Run) book.Cell {
	return book.Cell{Paras: []book.Paragraph{{Runs: runs}}}
}

// powers is a book of n powers, with contents before and an index behind.
func powers(n int) *book.Book {
	b := sampleBook()
	table := &book.Table{Caption: "职权目录", Columns: []book.Column{{Short: true}, {Short: true}, {}, {}, {Align: book.Center}},
		Head: []book.Row{{Cells: []book.Cell{cell(book.Run{Text: "序号"}), cell(book.Run{Text: "编码"}), cell(book.Run{Text: "名称"}),
			cell(book.Run{Text: "依据"}), cell(book.Run{Text: "范围"})}}}}
	index := []book.Block{book.Heading{Level: 1, Text: "名称索引", Anchor: "index"}}
	for i := range n {
		at, code, title := book.Anchor(fmt.Sprintf("item:%d", i)), fmt.Sprintf("PT01WJ-XK-%04d", i+1), words(7*i, 14)
		table.Body = append(table.Body, book.Row{Anchor: at, Entry: &book.Entry{Code: code, Text: title}, Running: code, Cells: []book.Cell{
			cell(book.Run{Text: fmt.Sprint(i + 1)}), cell(book.Run{Text: code, Code: true}), cell(book.Run{Text: title}),
			cell(book.Run{Text: words(i, 12), Link: "index"}, book.Run{Text: words(3*i, 20+i*7%90)}), cell(book.Run{Text: "全社会"})}})
		index = append(index, book.Paragraph{Style: style.IndexEntry, Runs: []book.Run{{Text: title, Link: at}, {Text: "\t"}, {Page: at, Link: at}}})
	}
	b.Parts = []book.Part{
		{Title: "目录", Folio: book.FolioRoman, Blocks: []book.Block{book.Contents{Entries: true}}},
		{Title: "职权目录", Folio: book.FolioArabic, Header: true, Landscape: true, Blocks: []book.Block{
			book.Heading{Level: 1, Text: "职权目录", Anchor: "catalog"}, table}},
		{Title: "名称索引", Folio: book.FolioArabic, Header: true, Blocks: index},
	}
	return b
}
