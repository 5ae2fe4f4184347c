package book

import (
	"fmt"
	"strings"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

// foreword takes over the office's own text: headings, paragraphs and tables of foreword.docx, in order. Its first
// heading is the part's title and is not set twice.
func (c *composer) foreword(_ notice.Part, p *Part) []Block {
	if c.opts.Foreword == nil {
		return nil
	}
	if p.Title == "" {
		p.Title = "编制说明"
	}
	blocks := carry(c.opts.Foreword.Blocks, p.Title)
	if len(blocks) == 0 {
		return nil
	}
	p.Folio = FolioRoman // it stands before the contents, which are
	return append([]Block{title(p)}, blocks...)
}

// carry turns the blocks of a Word file into blocks of the book, leaving out a heading that repeats partTitle.
func carry(in []docx.Block, partTitle string) []Block {
	var out []Block
	for _, b := range in {
		switch {
		case b.Table != nil:
			out = append(out, carryTable(b.Table))
		case b.Paragraph != nil:
			text := strings.TrimSpace(b.Paragraph.String())
			if text == "" || len(out) == 0 && squeeze(text) == squeeze(partTitle) {
				continue
			}
			out = append(out, line(proseStyle(b.Paragraph.Level), text))
		}
	}
	return out
}

// proseStyle is the style of a paragraph of the foreword: only the part itself stands in the contents, so its headings
// (GB/T 9704: 一、 and （一）) are paragraphs that look like headings.
func proseStyle(level int) string {
	switch {
	case level == 0:
		return style.Body
	case level <= 2:
		return style.Prose1
	}
	return style.Prose2
}

// NotCarried says what of a foreword the book does not take over, in Chinese and in the order of this list: pictures, text
// boxes, notes, tables inside tables. It is empty for a foreword of headings, paragraphs and tables.
func NotCarried(doc *docx.Document) []string {
	var pictures, nested int
	var count func(blocks []docx.Block, inCell bool)
	count = func(blocks []docx.Block, inCell bool) {
		for _, b := range blocks {
			switch {
			case b.Paragraph != nil:
				pictures += len(b.Paragraph.Pictures)
			case b.Table != nil:
				if inCell {
					nested++
				}
				for _, r := range b.Table.Rows {
					for _, c := range r.Cells {
						count(c.Blocks, true)
					}
				}
			}
		}
	}
	count(doc.Blocks, false)
	var out []string
	for _, x := range []struct {
		n    int
		what string
	}{{pictures, "幅图片"}, {len(doc.TextBoxes), "个文本框"}, {len(doc.Footnotes) + len(doc.Endnotes), "条脚注或尾注"}, {nested, "个表中之表"}} {
		if x.n > 0 {
			out = append(out, fmt.Sprint(x.n, x.what))
		}
	}
	return out
}

func carryTable(t *docx.Table) *Table {
	out := &Table{Columns: make([]Column, t.Cols)}
	for _, r := range t.Rows {
		row := Row{}
		for _, cl := range r.Cells {
			bc := Cell{Cols: cl.Cols, Rows: cl.Rows}
			for _, l := range strings.Split(cl.Text(), "\n") {
				bc.Paras = append(bc.Paras, line("", l))
			}
			row.Cells = append(row.Cells, bc)
		}
		if r.Header && len(out.Body) == 0 {
			out.Head = append(out.Head, row)
			continue
		}
		out.Body = append(out.Body, row)
	}
	return out
}

func squeeze(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(s, "　", " ")), "")
}
