package answer

import (
	"slices"
	"strings"
	"unicode/utf8"

	"huibian/pipeline/book"
	"huibian/pipeline/style"
)

const statusTitle = "报送情况"

// Shares of the page's width: in points, on A4. What the first and the last columns leave is for the parts.
var (
	sharesBefore = []float64{102, 29, 29}
	sharesAfter  = []float64{29, 29, 0, 84}
)

const (
	partShare  = 40
	pageShares = 638
	longTime   = 118 // of the times, where one has a year or an hour
	shortTime  = 8   // characters of one that has neither
)

// Book is the status page as data: the sentences at the top, a table of the sections, and one of the changes if there are
// any, on landscape paper.
func (s *Status) Book(sheet *style.Sheet) *book.Book {
	blocks := []book.Block{book.Heading{Level: 1, Text: s.Notice.Unit.Name + statusTitle, Anchor: "status"}}
	for _, t := range s.Summary() {
		blocks = append(blocks, small(t))
	}
	blocks = append(blocks, small("表中√为已收到，–为没有收到，或从文件中看不出来；错误和警告逐条见各科室的回执。"))
	t := table(statusTitle, room(sheet, true), s.columns())
	for i := range s.Sections {
		t.Body = append(t.Body, tableRow(s.Row(&s.Sections[i]), false))
	}
	t.Body = append(t.Body, tableRow(s.Total(), true))
	blocks = append(append(append(blocks, t), s.changes(sheet)...), s.handovers(sheet)...)
	return bound(s.Notice, statusTitle, "截至"+s.Today.Chinese(), true, blocks)
}

// changeColumns are the shares and aligns of the columns of the changes. A code with a section in it stays in one line, and
// so does 已逾期10个工作日.
var changeColumns = []column{
	{share: 142}, {share: 116, align: book.Center}, {share: 80}, {share: 62, align: book.Center},
	{share: 62, align: book.Center}, {share: 106, align: book.Center}, {share: 142},
}

// changes is the table of the changes under its heading; nothing if there are none.
func (s *Status) changes(sheet *style.Sheet) []book.Block {
	if len(s.Changes) == 0 {
		return nil
	}
	columns := slices.Clone(changeColumns)
	for i, h := range s.ChangeHeads() {
		columns[i].head = h
	}
	t := table(s.ChangesTitle(), room(sheet, true), columns)
	for _, r := range s.ChangeRows() {
		t.Body = append(t.Body, tableRow(r, false))
	}
	return []book.Block{
		book.Heading{Level: 2, Text: s.ChangesTitle(), Anchor: "changes"},
		small(s.ChangesNote()),
		t,
	}
}

// handoverColumns are the shares and aligns of the columns of what is handed over. An archival number stays in one line.
var handoverColumns = []column{
	{share: 96}, {share: 168}, {share: 56, align: book.Center}, {share: 104, align: book.Center}, {share: 286},
}

// handovers is the table of what is handed over under its heading; nothing if nothing is.
func (s *Status) handovers(sheet *style.Sheet) []book.Block {
	if len(s.Handovers) == 0 {
		return nil
	}
	columns := slices.Clone(handoverColumns)
	for i, h := range s.HandoverHeads() {
		columns[i].head = h
	}
	t := table(s.HandoversTitle(), room(sheet, true), columns)
	for _, r := range s.HandoverRows() {
		row := tableRow(r, false)
		last := len(r) - 1
		if words, sum, found := strings.Cut(r[last], listSum); found {
			row.Cells[last] = cell(words + listSum)
			row.Cells[last].Paras = append(row.Cells[last].Paras, hash(sum).Paras...)
		}
		t.Body = append(t.Body, row)
	}
	return []book.Block{book.Heading{Level: 2, Text: s.HandoversTitle(), Anchor: "handovers"}, t}
}

// columns are those of the table; that of the files takes what the others leave.
func (s *Status) columns() []column {
	heads := s.Heads()
	out := make([]column, len(heads))
	rest, after := float64(pageShares), len(heads)-len(sharesAfter)
	for i, h := range heads {
		out[i] = column{head: h, align: book.Center, share: partShare}
		switch {
		case i < len(sharesBefore):
			out[i].share = sharesBefore[i]
		case i >= after:
			out[i].share = sharesAfter[i-after]
		default:
			out[i].head = twoLines(h)
		}
		rest -= out[i].share
	}
	if slices.ContainsFunc(s.Sections, func(x Section) bool { return utf8.RuneCountInString(x.when(s.Today.Year)) > shortTime }) {
		times := &out[len(out)-1].share
		rest += *times - longTime
		*times = longTime
	}
	out[0].align = book.Left
	files := &out[len(out)-2]
	files.align, files.share = book.Left, rest
	return out
}

// twoLines breaks a head of four characters in the middle.
func twoLines(head string) string {
	if r := []rune(head); len(r) == 4 {
		return string(r[:2]) + "\n" + string(r[2:])
	}
	return head
}

func tableRow(texts []string, total bool) book.Row {
	r := book.Row{Total: total}
	for _, t := range texts {
		r.Cells = append(r.Cells, cell(t))
	}
	return r
}
