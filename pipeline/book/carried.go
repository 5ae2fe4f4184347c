package book

import (
	"slices"
	"strings"

	"huibian/pipeline/docx"
	"huibian/pipeline/drawing"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

// Prose turns blocks of a submission into blocks of the book, for pages: headings, paragraphs and tables by the book's look,
// and what is drawn in them where it stands. at are the blocks of the body, ascending; drawn gives what is drawn in one, in
// its order, and may be nil. Notes stand at the end. styleName is that of plain paragraphs, from is where the words came from.
func Prose(doc *docx.Document, at []int, styleName string, drawn func(block int) []*drawing.Drawing, from notice.Place) []Block {
	var out []Block
	for _, i := range at {
		b := &doc.Blocks[i]
		if b.Table != nil {
			t := carryTable(b.Table)
			t.from(from)
			out = append(out, t)
		} else if text := strings.TrimSpace(b.Paragraph.String()); text != "" {
			p := line(styleName, text)
			if b.Paragraph.Level > 0 {
				p.Style = proseStyle(b.Paragraph.Level)
			}
			p.From = from
			out = append(out, p)
		}
		if drawn == nil {
			continue
		}
		for _, d := range drawn(i) {
			out = append(out, &Figure{Drawing: d, From: from})
		}
	}
	for _, notes := range [][]docx.NoteText{doc.Footnotes, doc.Endnotes} {
		for _, n := range notes {
			if slices.ContainsFunc(at, func(i int) bool { r := doc.Blocks[i].Range; return r.Start <= n.From && n.From < r.End }) {
				p := line(style.TableText, "注："+strings.TrimSpace(n.Text))
				p.From = from
				out = append(out, p)
			}
		}
	}
	return out
}

// from says where the words of a table came from.
func (t *Table) from(at notice.Place) {
	for _, rows := range [][]Row{t.Head, t.Body} {
		for i := range rows {
			for j := range rows[i].Cells {
				for k := range rows[i].Cells[j].Paras {
					rows[i].Cells[j].Paras[k].From = at
				}
			}
		}
	}
}
