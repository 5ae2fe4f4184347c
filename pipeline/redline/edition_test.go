package redline

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"huibian/pipeline/book"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
	"huibian/pipeline/typeset"
	"huibian/pipeline/word"
)

// edition is what a test says of a book; the rest of it follows.
type edition struct {
	date     string
	foreword []string
	items    []item
	notes    []string // paragraphs of the last part, which ends in the last of them
	extra    *book.Table
	parts    []string // titles of parts with a table each, between the catalog and the index
}

// item is a row of the catalog: its code, its name and its other cells, "|" between two and "\n" between paragraphs.
type item struct{ code, name, rest string }

var press = sync.OnceValues(func() (*word.Press, error) {
	data, err := os.ReadFile(filepath.Join("..", "..", "templates", "putian-2009", "book.docx"))
	if err != nil {
		return nil, err
	}
	sheet, err := style.Read(data)
	if err != nil {
		return nil, err
	}
	return word.NewPress(sheet)
})

func words1(styleName, text string) book.Paragraph {
	return book.Paragraph{Style: styleName, Runs: []book.Run{{Text: text}}}
}

func cellOf(text string) book.Cell {
	var c book.Cell
	for _, p := range strings.Split(text, "\n") {
		c.Paras = append(c.Paras, words1("", p))
	}
	return c
}

func rowOf(texts ...string) book.Row {
	var r book.Row
	for _, t := range texts {
		r.Cells = append(r.Cells, cellOf(t))
	}
	return r
}

// tableOf is a table with one row of heads.
func tableOf(head book.Row, body ...book.Row) *book.Table {
	return &book.Table{Columns: make([]book.Column, len(head.Cells)), Head: []book.Row{head}, Body: body}
}

// book is the edition as package book would make it: cover, foreword, contents, statistics with their chart, catalog,
// index by names, index by codes, notes.
func (e edition) book() *book.Book {
	total := fmt.Sprint(len(e.items))
	catalog := tableOf(rowOf("序号", "权力编码", "项目名称", "权力依据", "法定时限"))
	catalog.Caption = "一、行政许可"
	var index []book.Block
	codes := tableOf(rowOf("编码", "页"))
	for i, it := range e.items {
		a := book.Anchor(fmt.Sprint("item:", it.code, i))
		cells := append([]string{fmt.Sprint(i + 1), it.code, it.name}, strings.Split(it.rest, "|")...)
		r := rowOf(cells[:5]...)
		r.Cells[1] = book.Cell{Paras: []book.Paragraph{{Runs: []book.Run{{Text: it.code, Code: true}}}}}
		r.Anchor, r.Entry = a, &book.Entry{Code: it.code, Text: it.name}
		catalog.Body = append(catalog.Body, r)
		index = append(index, book.Paragraph{Style: style.IndexEntry, Runs: []book.Run{
			{Text: it.name, Link: a}, {Text: "　"}, {Text: it.code, Code: true, Link: a},
			{Text: "\t"}, {Page: a, Link: a}}})
		codes.Body = append(codes.Body, book.Row{Cells: []book.Cell{
			{Paras: []book.Paragraph{{Runs: []book.Run{{Text: it.code, Code: true, Link: a}}}}},
			{Paras: []book.Paragraph{{Runs: []book.Run{{Page: a, Link: a}}}}}}})
	}
	stats := tableOf(rowOf("科　室", "项数"), book.Row{Group: true, Cells: []book.Cell{cellOf("业务科室")}},
		rowOf("外资管理科", total), book.Row{Total: true, Cells: rowOf("合　计", total).Cells})
	chart := book.Chart{Title: "各类职权数量（项）", Bars: []book.Bar{{Label: "行政许可", Value: len(e.items)}}}
	prose := func(texts []string) (out []book.Block) {
		for _, t := range texts {
			out = append(out, words1(style.Body, t))
		}
		return out
	}
	b := &book.Book{Title: "行政职权目录汇编", Unit: "莆田市对外贸易经济合作局", Date: notice.Date{Year: 2009, Month: 9, Day: 20}}
	add := func(p book.Part, title string, blocks ...book.Block) {
		p.Title, p.Blocks = title, append([]book.Block{book.Heading{Level: 1, Text: title}}, blocks...)
		b.Parts = append(b.Parts, p)
	}
	numbered, wide := book.Part{Folio: book.FolioArabic}, book.Part{Folio: book.FolioArabic, Landscape: true}
	b.Parts = []book.Part{{Blocks: []book.Block{words1(style.CoverTitle, "行政职权目录\n汇　编"), words1(style.CoverDate, e.date)}}}
	add(numbered, "编制说明", prose(e.foreword)...)
	b.Parts = append(b.Parts, book.Part{Folio: book.FolioRoman,
		Blocks: []book.Block{words1(style.TOCHead, "目　录"), book.Contents{Entries: true}}})
	add(numbered, "第一篇　行政职权统计", stats, chart)
	add(wide, "第二篇　行政职权目录", book.Heading{Level: 2, Text: "一、行政许可（" + total + "项）", Anchor: "category:XK"}, catalog)
	for _, t := range e.parts {
		add(numbered, t, tableOf(rowOf("步骤", "责任人"), rowOf(t+"受理", "窗口")))
	}
	if len(e.items) > 0 {
		add(numbered, "名称索引", index...)
		add(numbered, "编码索引", codes)
	}
	notes := prose(e.notes)
	if e.extra != nil {
		notes = append(notes, e.extra)
	}
	add(book.Part{}, "编印说明", notes...)
	return b
}

// layout puts each part on a page of its own.
func layout(b *book.Book) *typeset.Layout {
	l := &typeset.Layout{Anchors: map[book.Anchor]typeset.Position{}}
	for i, p := range b.Parts {
		l.Pages = append(l.Pages, typeset.Page{Label: fmt.Sprint(i + 1), Folio: p.Folio, Part: i})
		for _, bl := range p.Blocks {
			if t, ok := bl.(*book.Table); ok {
				for r := range t.Body {
					if a := t.Body[r].Anchor; a != "" {
						l.Anchors[a] = typeset.Position{Page: i}
					}
				}
			}
		}
	}
	return l
}

// file is the edition as a Word file.
func (e edition) file(t testing.TB) []byte {
	t.Helper()
	p, err := press()
	if err != nil {
		t.Fatal(err)
	}
	b := e.book()
	var out bytes.Buffer
	if err := p.Write(&out, b, layout(b)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// first is the edition that the others are changed from.
func first() edition {
	return edition{
		date:     "二〇〇九年九月",
		foreword: []string{"为规范行政权力运行，编制本目录。", "目录按权力的类别编排。", "未列入目录的权力，不得行使。"},
		items: []item{
			{"PT01WJ-XK-0001", "中外合资经营企业设立审批", "《中外合资经营企业法》第三条|20个工作日"},
			{"PT01WJ-XK-0002", "外资企业设立审批", "《外资企业法》第六条\n《外资企业法实施细则》第七条|90日"},
			{"PT01WJ-XK-0003", "加工贸易业务批准", "《加工贸易审批管理暂行办法》|10日"},
			{"PT01WJ-XK-0004", "自由进出口技术合同登记", "《对外贸易法》第十五条|3个工作日"},
		},
		notes: []string{"本汇编由各科室申报的材料汇总编成。", "共收录申报材料四份。"},
	}
}
