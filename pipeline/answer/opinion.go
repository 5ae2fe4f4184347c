package answer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"huibian/pipeline/book"
	"huibian/pipeline/catalog"
	"huibian/pipeline/form"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

// Opinion (审核意见) is what the review has to say to one section of everything it sent.
type Opinion struct {
	Notice  *notice.Notice
	Section string
	Files   []Reviewed // in their order
	Volumes []Volume   // where a click on an item leads: to the first of them that has it
	Path    string     // of the opinion itself, as that of a volume; for the summary
	Closed  bool       // it quotes what is secret, or may be: not for everybody's eyes
}

// Volume is a book that has items, and where it lies; see [book.Out].
type Volume struct {
	Class notice.Class
	Path  string
}

// Reviewed (审核的文件) is one file of a section under review.
type Reviewed struct {
	File     string // path below the section's folder, with slashes
	Path     string // where a click on a place leads; see [book.Out]
	Reading  *form.Reading
	Items    []catalog.Item // taken from the file
	Findings []notice.Finding
}

const opinionTitle = "审核意见"

// findings are all of the section.
func (o *Opinion) findings() (out []notice.Finding) {
	for i := range o.Files {
		out = append(out, o.Files[i].Findings...)
	}
	return out
}

// count adds the items of the section that stand in a book, by category, and says how many they are.
func (o *Opinion) count(of map[string]int) (sum int) {
	for i := range o.Files {
		for k := range o.Files[i].Items {
			if it := &o.Files[i].Items[k]; !it.Shelved() {
				of[it.Category]++
				sum++
			}
		}
	}
	return sum
}

// Verdict says in one sentence what came and what is to be done.
func (o *Opinion) Verdict() string {
	of := map[string]int{}
	o.count(of)
	return fmt.Sprintf("报送%d份文件，%s；%s。", len(o.Files), powers(o.Notice, of), demands(tallied(o.findings())))
}

// fewCategories are named in a sentence; more make it hard to read.
const fewCategories = 4

// powers says how many items there are, and of which categories.
func powers(n *notice.Notice, of map[string]int) string {
	sum := 0
	for _, k := range of {
		sum += k
	}
	rest := sum
	var named []string
	only := catalog.Unclear // the last that was named
	for _, c := range n.Categories {
		if k := of[c.Code]; k > 0 {
			named, rest, only = append(named, fmt.Sprintf("%s%d项", c.Name, k)), rest-k, c.Name
		}
	}
	if rest > 0 {
		named = append(named, fmt.Sprintf("%s%d项", catalog.Unclear, rest))
	}
	switch {
	case sum == 0:
		return "没有读到职权事项"
	case len(named) == 1:
		return fmt.Sprintf("共%d项，均为%s", sum, only)
	case len(named) > fewCategories:
		return fmt.Sprintf("共%d项，分属%d类", sum, len(named))
	}
	return fmt.Sprintf("共%d项，其中%s", sum, strings.Join(named, "、"))
}

// Book is the opinion as data, for a page of the sheet's width.
func (o *Opinion) Book(s *style.Sheet) *book.Book {
	all := kinds(o.findings())
	width := room(s, false)
	blocks := []book.Block{
		book.Heading{Level: 1, Text: o.Section + opinionTitle, Anchor: "opinion"},
		line(style.Prose1, o.Verdict()),
		small(issued(o.Notice)),
	}
	if o.Closed {
		blocks = append(blocks, closedNote("本意见"))
	}
	var heads sections
	if len(all) > 0 {
		blocks = append(blocks,
			small("请改正本科室自己的原文件，保存后放回原来的文件夹，替换原来的文件；下次汇编时重新审核，换成新的审核意见。"),
			heads.heading("问题汇总"))
		blocks = append(append(blocks, chartOf("各类错误和警告（处）", all)...), o.overview(all, width))
	}
	number := 0
	for i := range o.Files {
		if f := &o.Files[i]; len(f.Findings) > 0 {
			blocks = append(blocks, heads.heading(fmt.Sprintf("%s（%d处）", f.File, len(f.Findings))), o.file(f, &number, width))
		}
	}
	return bound(o.Notice, opinionTitle, o.Section, false, blocks)
}

// issued says of which edition a paper is, by whom and when.
func issued(n *notice.Notice) string {
	var out []string
	for _, t := range []string{n.Edition.Label, n.Edition.Editor, chineseIf(n.Edition.Date)} {
		if t != "" {
			out = append(out, t)
		}
	}
	return strings.Join(out, "　")
}

func chineseIf(d notice.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.Chinese()
}

// overview counts the kinds, and says for each, once, what the notice demands.
func (o *Opinion) overview(all []kind, width float64) *book.Table {
	t := table("问题汇总", width, []column{{head: "编　号", share: 0.09, align: book.Center}, {head: "问　题", share: 0.31},
		{head: "处　数", share: 0.09, align: book.Center}, {head: "通知的要求", share: 0.51}})
	t.Body = graded(all, func(k *kind) book.Row {
		ground := cmp.Or(notice.Quoted(o.Notice.Ground(k.rule.ID)), dash)
		return book.Row{Cells: []book.Cell{code(k.rule.ID), cell(k.rule.Name), cell(fmt.Sprint(len(k.all))), cell(ground)}}
	})
	return t
}

// mostAlike warnings or hints of one kind in a file are told in full, of the others the places. Whoever has corrected twenty knows
// what is wanted, and a paper of forty pages is read by nobody.
const mostAlike = 20

// file lists the findings of a file by kind. They are numbered through the whole opinion.
func (o *Opinion) file(f *Reviewed, number *int, width float64) *book.Table {
	t := table(f.File, width, findingColumns)
	at := placesOf(o.Notice, f.Reading)
	for _, k := range kinds(f.Findings) {
		t.Body = append(t.Body, groupRow(fmt.Sprintf("%s　%s（%d处）", grades[k.grade].word, k.title(), len(k.all))))
		full := len(k.all)
		if k.grade > 0 {
			full = min(full, mostAlike)
		}
		for _, x := range k.all[:full] {
			*number++
			where := append([]book.Paragraph{linked(at.say(x.Place), f.out())}, ofItem(subject(f.Items, x), o.Volumes)...)
			t.Body = append(t.Body, findingRow(*number, where, x.ForSection(), x.Advice))
		}
		if more := k.all[full:]; len(more) > 0 {
			t.Body = append(t.Body, o.alike(f, at, *number+1, more)...)
			*number += len(more)
		}
	}
	return t
}

// alike are rows of the places of findings that are like those above them, as many in a row as it has cells beside that of the
// number; the first has a number.
func (o *Opinion) alike(f *Reviewed, at places, first int, all []notice.Finding) []book.Row {
	out := []book.Row{groupRow(fmt.Sprintf("同类问题还有%d处，处理办法同上", len(all)))}
	beside := len(findingColumns) - 1
	for some := range slices.Chunk(all, beside) {
		r := book.Row{Cells: make([]book.Cell, len(findingColumns))}
		last := first + len(some) - 1
		r.Cells[0] = cell(fmt.Sprint(first))
		if last > first {
			r.Cells[0] = cell(fmt.Sprint(first, dash), fmt.Sprint(last))
		}
		for i, x := range some {
			r.Cells[1+i].Paras = []book.Paragraph{linked(at.say(x.Place), f.out())}
			if named := ofItem(subject(f.Items, x), o.Volumes); named != nil {
				r.Cells[1+i].Paras = append(r.Cells[1+i].Paras, named[0])
			}
		}
		out, first = append(out, r), last+1
	}
	return out
}

// out leads to the file itself.
func (f *Reviewed) out() *book.Out {
	if f.Path == "" {
		return nil
	}
	return &book.Out{File: f.Path}
}
