package answer

import (
	"strings"

	"huibian/pipeline/book"
	"huibian/pipeline/style"
)

const statusTitle = "报送情况"

// shares are the widths of the columns before the parts and after them; a part has partShare.
var (
	sharesBefore = []float64{0.14, 0.06, 0.06}
	sharesAfter  = []float64{0.06, 0.06, 0.24, 0.1}
)

const partShare = 0.08

// Book is the status page as data: the sentences at the top and a table of the sections, on landscape paper.
func (s *Status) Book(sheet *style.Sheet) *book.Book {
	blocks := []book.Block{book.Heading{Level: 1, Text: s.Notice.Unit.Name + statusTitle, Anchor: "status"}}
	for _, t := range s.Summary() {
		blocks = append(blocks, small(t))
	}
	heads := s.Heads()
	columns := make([]column, len(heads))
	for i, h := range heads {
		columns[i] = column{head: h, align: book.Center}
		switch from := len(heads) - len(sharesAfter); {
		case i < len(sharesBefore):
			columns[i].share = sharesBefore[i]
		case i >= from:
			columns[i].share = sharesAfter[i-from]
		default:
			columns[i].share = partShare
		}
	}
	columns[0].align, columns[len(heads)-2].align = book.Left, book.Left
	t := table(statusTitle, room(sheet, true), columns)
	for i := range s.Sections {
		t.Body = append(t.Body, tableRow(s.Row(&s.Sections[i]), false))
	}
	t.Body = append(t.Body, tableRow(s.Total(), true))
	blocks = append(blocks, t, small("√为已收到，–为没有收到或从文件中看不出来。错误、警告逐条见各科室的回执。截至"+chinese(s.Today)+"。"))
	return bound(s.Notice, statusTitle, "截至"+chinese(s.Today), true, blocks)
}

func tableRow(texts []string, total bool) book.Row {
	r := book.Row{Total: total}
	for _, t := range texts {
		r.Cells = append(r.Cells, cell(strings.Split(t, "\n")...))
	}
	return r
}
