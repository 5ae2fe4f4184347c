package typeset

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"huibian/pipeline/book"
	"huibian/pipeline/style"
)

// told is the structure of a part as a screen reader tells it: an element a line, with what is said of it and its own words.
func structureTold(l *Layout, part int) string {
	elements, own := l.Structure[part], map[Tag]string{}
	for _, p := range l.Pages {
		for _, op := range p.Ops {
			if t, ok := op.(Text); ok && p.Part == part {
				own[t.Tag] += t.Text
			}
		}
	}
	var out strings.Builder
	var tell func(Tag, string)
	tell = func(t Tag, indent string) {
		e := elements[t]
		line := indent + e.Kind.String()
		if e.Kind == KindRowTH {
			line += " of its row"
		}
		if e.Cols > 1 || e.Rows > 1 {
			line += fmt.Sprintf(" %d×%d", e.Cols, e.Rows)
		}
		if e.Detail != nil {
			line += " “" + e.Detail.Text + "”"
		}
		if t != 0 && own[t] != "" {
			line += " " + own[t]
		}
		out.WriteString(line + "\n")
		for k := range elements {
			if k > 0 && elements[k].Parent == t {
				tell(Tag(k), indent+" ")
			}
		}
	}
	tell(0, "")
	return out.String()
}

func TestStructure(t *testing.T) {
	tall, wide, two, name := plain("序号"), plain("名称"), plain("甲"), plain("电话")
	tall.Rows, wide.Cols = 2, 2
	two.Paras = append(two.Paras, book.Paragraph{Runs: []book.Run{{Text: "乙", Link: "h"}}})
	name.Paras[0].Runs[0].Bold = true
	b := &book.Book{Parts: []book.Part{
		{Title: "目录", Blocks: []book.Block{book.Contents{Entries: true}}},
		{Title: "职权目录", Header: true, Folio: book.FolioArabic, Blocks: []book.Block{
			book.Heading{Level: 1, Text: "第一篇", Anchor: "h"},
			book.Heading{Level: 2, Text: "不印", Hidden: true},
			book.Paragraph{Style: style.Body, Runs: []book.Run{{Text: "见"}, {Text: "附件", Link: "h"}, {Text: "。"}}},
			&book.Table{Caption: "表一", Columns: make([]book.Column, 3), Head: []book.Row{{Cells: []book.Cell{tall, wide}}, {Cells: []book.Cell{plain("全称"), plain("简称")}}},
				Body: []book.Row{
					{Group: true, Cells: []book.Cell{plain("警告")}},
					{Anchor: "i", Entry: &book.Entry{Text: "丁"}, Cells: []book.Cell{plain("1"), two, {}}},
				}},
			&book.Table{Columns: make([]book.Column, 2), Body: []book.Row{{Cells: []book.Cell{name, plain("12345")}}}},
			book.Chart{Title: "数量", Bars: []book.Bar{{Label: "许可", Value: 27}, {Label: "其他", Value: 0}}},
			book.Heading{Level: 3, Text: "附则"},
		}},
	}}
	l := lay(t, b)
	t.Log(structureTold(l, 0), structureTold(l, 1))
	_ = cmp.Diff
}

// Words between two links to one place are read between them; those of a link that goes on on the next line are one.
func TestLinksAreReadInOrder(t *testing.T) {
	l := lay(t, &book.Book{Parts: []book.Part{{Title: "索引", Folio: book.FolioArabic, Blocks: []book.Block{
		book.Paragraph{Style: style.Body, Anchor: "a", Runs: []book.Run{{Text: "甲", Link: "a"}, {Text: "（乙）"}, {Page: "a", Link: "a"}}},
		book.Paragraph{Style: style.Body, Runs: []book.Run{{Text: prose(0, 100), Link: "a"}}},
	}}}})
	want := "Part “索引”\n P （乙）\n  Link 甲\n  Link 1\n P\n  Link " + prose(0, 100) + "\n"
	if d := cmp.Diff(want, structureTold(l, 0)); d != "" {
		t.Error(d)
	}
}

// A cell that is broken over pages is one element, and every cell is one, with words or without.
func TestBrokenCellIsOneElement(t *testing.T) {
	const rows = 20
	table := sampleTable(rows, false, true)
	l := lay(t, &book.Book{Parts: []book.Part{{Folio: book.FolioArabic, Blocks: []book.Block{table}}}})
	cells, pages := 0, map[Tag]map[int]bool{}
	for _, e := range l.Structure[0] {
		if e.Kind == KindTD {
			cells++
		}
	}
	for i, p := range l.Pages {
		for _, op := range p.Ops {
			if x, ok := op.(Text); ok && x.Tag != 0 {
				if pages[x.Tag] == nil {
					pages[x.Tag] = map[int]bool{}
				}
				pages[x.Tag][i] = true
			}
		}
	}
	broken := 0
	for _, on := range pages {
		if len(on) > 1 {
			broken++
		}
	}
	if cells != rows*len(table.Columns) || broken < 2 {
		t.Errorf("%d cells, %d of them on several pages", cells, broken)
	}
}
