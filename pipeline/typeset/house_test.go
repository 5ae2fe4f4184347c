package typeset

import (
	"context"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"testing"

	"huibian/pipeline/book"
	"huibian/pipeline/style"
	"huibian/templates"
)

// house is the look and the fonts of the default notice, read once for all tests.
var house = sync.OnceValues(func() (*style.Sheet, *style.Fonts) {
	file, err := fs.ReadFile(templates.FS(), templates.Default+"/book.docx")
	if err != nil {
		panic(err)
	}
	sheet, err := style.Read(file)
	if err != nil {
		panic(err)
	}
	fonts, err := style.LoadFonts(templates.Fonts(), nil)
	if err != nil {
		panic(err)
	}
	return sheet, fonts
})

func newTestSetter() *setter {
	sheet, fonts := house()
	return &setter{looks: newLooks(sheet, fonts), missing: map[Missing]bool{}, label: func(book.Anchor) string { return "8" }}
}

func lay(t testing.TB, b *book.Book) *Layout {
	t.Helper()
	sheet, fonts := house()
	l, err := Lay(context.Background(), b, sheet, fonts)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// prose gives n characters of running text; texts from different starts differ.
func prose(from, n int) string {
	const text = "行政机关应当自受理行政许可申请之日起二十日内作出决定；二十日内不能作出决定的，经本行政机关负责人批准，可以延长十日，" +
		"并应当将理由告知申请人。《对外贸易法》（2004年修订）第十五条规定：“可以对部分自由进出口的货物实行自动许可”，罚款5万元以上。"
	r := []rune(text)
	var b strings.Builder
	for i := range n {
		b.WriteRune(r[(from+i)%len(r)])
	}
	return b.String()
}

func plain(s string) book.Cell {
	return book.Cell{Paras: []book.Paragraph{{Runs: []book.Run{{Text: s}}}}}
}

// sampleTable has rows of different heights; with tall ones, every tenth is higher than a page.
func sampleTable(rows int, anchors, tall bool) *book.Table {
	t := &book.Table{
		Columns: []book.Column{{Align: book.Center, Short: true}, {Short: true}, {}, {}, {Align: book.Center}},
		Head:    []book.Row{{Cells: []book.Cell{plain("序号"), plain("编码"), plain("名称"), plain("依据"), plain("范围")}}},
	}
	for i := range rows {
		n := 20 + i*7%90
		if tall && i%10 == 9 {
			n = 2500
		}
		r := book.Row{Cells: []book.Cell{plain(fmt.Sprint(i + 1)), plain(fmt.Sprintf("PT01WJ-XK-%04d", i+1)), plain(prose(i, 16)), plain(prose(3*i, n)), plain("全社会")}}
		if anchors {
			r.Anchor = book.Anchor(fmt.Sprintf("item:%d", i+1))
			r.Entry = &book.Entry{Code: fmt.Sprintf("XK-%04d", i+1), Text: prose(i, 10)}
			r.Running = fmt.Sprintf("PT01WJ-XK-%04d", i+1)
		}
		t.Body = append(t.Body, r)
	}
	return t
}

// sampleBook has every kind of block, on pages of every kind.
func sampleBook(rows int) *book.Book {
	index := book.Part{Title: "名称索引", Anchor: "part:index", Folio: book.FolioArabic, Header: true,
		Blocks: []book.Block{book.Heading{Level: 1, Text: "名称索引", Anchor: "part:index"}}}
	for i := range rows {
		a := book.Anchor(fmt.Sprintf("item:%d", i+1))
		index.Blocks = append(index.Blocks, book.Paragraph{Style: style.IndexEntry, Runs: []book.Run{
			{Text: prose(i, 12), Link: a}, {Text: "\t"}, {Page: a, Link: a}}})
	}
	return &book.Book{Title: "行政职权目录汇编", Volume: "公开版", Parts: []book.Part{
		{Folio: book.FolioNone, Blocks: []book.Block{
			book.Paragraph{Style: style.CoverUnit, Runs: run("某某局")},
			book.Paragraph{Style: style.CoverTitle, Runs: run("行政职权目录\n汇　编")},
		}},
		{Title: "编制说明", Anchor: "part:foreword", Folio: book.FolioArabic, Header: true, Blocks: []book.Block{
			book.Heading{Level: 1, Text: "编制说明", Anchor: "part:foreword"},
			book.Heading{Level: 3, Text: "一、依据"},
			book.Paragraph{Style: style.Body, Runs: run(prose(0, 1500))},
			book.Paragraph{Style: style.Body, Runs: run(prose(40, 300))},
		}},
		{Folio: book.FolioRoman, Blocks: []book.Block{
			book.Paragraph{Style: style.TOCHead, Runs: run("目　录")}, book.Contents{Entries: true}}},
		{Title: "统计", Anchor: "part:statistics", Folio: book.FolioArabic, Header: true, Blocks: []book.Block{
			book.Heading{Level: 1, Text: "统计", Anchor: "part:statistics"},
			book.Chart{Title: "数量（项）", Bars: []book.Bar{{Label: "行政许可", Value: 27}, {Label: "其他", Value: 0}}},
		}},
		{Title: "职权目录", Anchor: "part:catalog", Folio: book.FolioArabic, Header: true, Landscape: true, Blocks: []book.Block{
			book.Heading{Level: 1, Text: "职权目录", Anchor: "part:catalog"},
			book.Heading{Level: 2, Text: "一、行政许可", Anchor: "category:XK", Running: "一、行政许可"},
			sampleTable(rows, true, true),
		}},
		index,
	}}
}
