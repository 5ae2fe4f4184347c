package answer

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"huibian/pipeline/book"
	"huibian/pipeline/notice"
	"huibian/pipeline/review"
	"huibian/pipeline/style"
)

// Summary (审核意见汇总) is the review of the whole unit, for its leadership: how each section stands, what is wrong most
// often, every error, and what belongs to no section. It is for the office alone, and quotes the findings as they are.
type Summary struct {
	Notice   *notice.Notice
	Sections []*Opinion       // those of the notice in its order, then the others; one that has sent nothing has no files
	Whole    []notice.Finding // about nothing that a section sent
	Closed   bool             // it quotes what is secret, or may be
}

const (
	summaryTitle = "审核意见汇总"

	// mostErrors are printed in full: some five pages. All stand in the opinions of the sections.
	mostErrors = 60
	// mostNamed sections, and mostKinds of what is wrong, are named where a list of all would fill the page.
	mostNamed, mostKinds = 5, 3
)

func (s *Summary) findings() []notice.Finding {
	out := slices.Clone(s.Whole)
	for _, o := range s.Sections {
		out = append(out, o.findings()...)
	}
	return out
}

// Verdict says in a few sentences how the unit stands.
func (s *Summary) Verdict() []string {
	files, sent := 0, 0
	of := map[string]int{}
	var silent, faulty []string
	for _, o := range s.Sections {
		files += len(o.Files)
		o.count(of)
		n := tallied(o.findings())
		if len(o.Files) == 0 {
			silent = append(silent, o.Section)
		} else {
			sent++
		}
		if n[0] > 0 {
			faulty = append(faulty, fmt.Sprintf("%s（%d处）", o.Section, n[0]))
		}
	}
	out := []string{fmt.Sprintf("%d个科室报送%d份文件，%s；%s。", sent, files, powers(s.Notice, of), demands(tallied(s.findings())))}
	for _, x := range []struct {
		format string
		names  []string
	}{{"有错误须改正的有%d个科室：%s。", faulty}, {"尚未报送的有%d个科室：%s。", silent}} {
		if len(x.names) > 0 {
			out = append(out, fmt.Sprintf(x.format, len(x.names), strings.Join(x.names, "、")))
		}
	}
	return out
}

// Book is the summary as data, for a page of the sheet's width.
func (s *Summary) Book(sheet *style.Sheet) *book.Book {
	w := &summaryWriter{Summary: s, room: room(sheet, false)}
	w.add(book.Heading{Level: 1, Text: s.Notice.Unit.Name + summaryTitle, Anchor: "opinion"})
	for i, t := range s.Verdict() {
		if i == 0 {
			w.add(line(style.Prose1, t))
		} else {
			w.add(small(t))
		}
	}
	w.add(small(issued(s.Notice)))
	if s.Closed {
		w.add(closedNote("本汇总"))
	}
	w.sections()
	w.kinds()
	w.errors()
	w.rest()
	w.whole()
	w.correspondences()
	return bound(s.Notice, summaryTitle, s.Notice.Edition.Label, false, w.blocks)
}

// summaryWriter gathers the blocks of a summary.
type summaryWriter struct {
	*Summary
	room   float64
	heads  sections
	blocks []book.Block
}

func (w *summaryWriter) add(b ...book.Block) { w.blocks = append(w.blocks, b...) }

// named is the name of a section, which leads to its opinion.
func named(o *Opinion) book.Cell {
	if o.Path == "" || len(o.Files) == 0 {
		return cell(o.Section)
	}
	return book.Cell{Paras: []book.Paragraph{linked(o.Section, &book.Out{Book: o.Path})}}
}

// sections is how each stands.
func (w *summaryWriter) sections() {
	w.add(w.heads.heading("各科室情况"))
	columns := []column{{head: "科　室", share: 0.3}}
	for _, h := range []string{"文　件", "事　项", grades[0].word, grades[1].word, grades[2].word} {
		columns = append(columns, column{head: h, share: 0.14, align: book.Center})
	}
	t := table("各科室情况", w.room, columns)
	c := book.Chart{Title: "各科室的错误和警告（处）", Small: true}
	var total [5]int
	row := func(head book.Cell, total bool, n [5]int) {
		r := book.Row{Cells: []book.Cell{head}, Total: total}
		for _, x := range n {
			r.Cells = append(r.Cells, cell(count(x)))
		}
		t.Body = append(t.Body, r)
	}
	add := func(head book.Cell, files, items int, all []notice.Finding) {
		g := tallied(all)
		n := [5]int{files, items, g[0], g[1], g[2]}
		for i := range n {
			total[i] += n[i]
		}
		row(head, false, n)
	}
	for _, o := range w.Sections {
		n := tallied(o.findings())
		add(named(o), len(o.Files), o.count(map[string]int{}), o.findings())
		if n[0]+n[1] > 0 {
			c.Bars = append(c.Bars, book.Bar{Label: o.Section, Value: n[0] + n[1]})
		}
	}
	if len(w.Whole) > 0 {
		add(cell("（不分科室）"), 0, 0, w.Whole)
	}
	row(cell("合　计"), true, total)
	slices.SortStableFunc(c.Bars, func(a, b book.Bar) int { return cmp.Compare(b.Value, a.Value) })
	if len(c.Bars) > mostBars {
		c.Title, c.Bars = fmt.Sprintf("错误和警告最多的%d个科室（处）", mostBars), c.Bars[:mostBars]
	}
	w.add(t)
	w.add(drawn(c)...)
}

// correspondences are the four correspondences (P9: 四个对应) by section: how many powers answer to each. Where no form asked
// for them there is no table.
func (w *summaryWriter) correspondences() {
	columns := []column{{head: "科　室", share: 0.24}, {head: "已　填", share: 0.1, align: book.Center}}
	for _, key := range review.Correspondences() {
		f, ok := w.Notice.Field(key)
		if !ok {
			return
		}
		columns = append(columns, column{head: f.Title, share: 0.14, align: book.Center})
	}
	t := table("四个对应核对", w.room, append(columns, column{head: "四项都对应", share: 0.1, align: book.Center}))
	for _, o := range w.Sections {
		n := make([]int, len(columns)) // filled in, each of the four, all four
		for _, f := range o.Files {
			for i := range f.Items {
				answers, all := review.Corresponding(&f.Items[i])
				if answers == nil {
					continue
				}
				n[0]++
				for k, yes := range answers {
					if yes {
						n[1+k]++
					}
				}
				if all {
					n[len(n)-1]++
				}
			}
		}
		if n[0] == 0 {
			continue
		}
		r := book.Row{Cells: []book.Cell{named(o)}}
		for _, x := range n {
			r.Cells = append(r.Cells, cell(count(x)))
		}
		t.Body = append(t.Body, r)
	}
	if len(t.Body) > 0 {
		w.add(w.heads.heading("四个对应核对"), t)
	}
}

// kinds is what is wrong, how often and with whom.
func (w *summaryWriter) kinds() {
	all := kinds(w.findings())
	if len(all) == 0 {
		return
	}
	w.add(w.heads.heading("各类问题"))
	t := table("各类问题", w.room, []column{{head: "编　号", share: 0.1, align: book.Center}, {head: "问　题", share: 0.35},
		{head: "处　数", share: 0.1, align: book.Center}, {head: "涉及的科室", share: 0.45}})
	with := map[string]map[int]int{} // rule and level → section → how many
	of := func(f notice.Finding) string { return fmt.Sprint(f.Rule, gradeOf(f)) }
	for i, o := range w.Sections {
		for _, f := range o.findings() {
			if with[of(f)] == nil {
				with[of(f)] = map[int]int{}
			}
			with[of(f)][i]++
		}
	}
	t.Body = graded(all, func(k *kind) book.Row {
		n := with[of(k.all[0])]
		return book.Row{Cells: []book.Cell{code(k.rule.ID), cell(k.rule.Name), cell(fmt.Sprint(len(k.all))), cell(cmp.Or(w.sharing(n), dash))}}
	})
	w.add(chartOf("最常见的错误和警告（处）", all)...) // first: a chart is not divided, the table may be
	w.add(t)
}

// sharing names the sections that have most of a kind: 外资管理科5、对外贸易科3等8个科室.
func (w *summaryWriter) sharing(n map[int]int) string {
	var at []int
	for i := range w.Sections {
		if n[i] > 0 {
			at = append(at, i)
		}
	}
	slices.SortStableFunc(at, func(a, b int) int { return cmp.Compare(n[b], n[a]) })
	var out []string
	for _, i := range at[:min(len(at), mostNamed)] {
		out = append(out, fmt.Sprint(w.Sections[i].Section, n[i]))
	}
	text := strings.Join(out, "、")
	if len(at) > mostNamed {
		text += fmt.Sprintf("等%d个科室", len(at))
	}
	return text
}

// errors lists every error, section by section.
func (w *summaryWriter) errors() {
	n := 0
	t := table("须改正的错误", w.room, findingColumns)
	for _, o := range w.Sections {
		of := tallied(o.findings())[0]
		if of == 0 {
			continue
		}
		if n < mostErrors {
			t.Body = append(t.Body, groupRow(fmt.Sprintf("%s（%d处）", o.Section, of)))
		}
		for i := range o.Files {
			f := &o.Files[i]
			at := placesOf(w.Notice, f.Reading)
			for _, x := range byGrade(f.Findings) {
				if gradeOf(x) > 0 {
					break
				}
				if n++; n <= mostErrors {
					t.Body = append(t.Body, findingRow(n, o.where(f, at, x), x.Message, x.Advice))
				}
			}
		}
	}
	if n == 0 {
		return
	}
	w.add(w.heads.heading(fmt.Sprintf("须改正的错误（%d处）", n)))
	if n > mostErrors {
		w.add(small(fmt.Sprintf("这里列出前%d处，其余见各科室的审核意见。", mostErrors)))
	}
	w.add(t)
}

// where is where a finding stands, for a paper about many files.
func (o *Opinion) where(f *Reviewed, at places, x notice.Finding) []book.Paragraph {
	out := []book.Paragraph{linked(path.Base(f.File), f.out()), linked(at.say(x.Place), f.out())}
	return append(out, ofItem(subject(f.Items, x), o.Volumes)...)
}

// rest is how many findings each section has that are no errors, and which for the most part.
func (w *summaryWriter) rest() {
	t := table("请核对的问题", w.room, []column{{head: "科　室", share: 0.24}, {head: grades[1].word, share: 0.1, align: book.Center},
		{head: grades[2].word, share: 0.1, align: book.Center}, {head: "主要是", share: 0.56}})
	for _, o := range w.Sections {
		all := o.findings()
		n := tallied(all)
		if n[1]+n[2] == 0 {
			continue
		}
		rest := slices.DeleteFunc(kinds(all), func(k kind) bool { return k.grade == 0 })
		most := numbered(commonest(rest, mostKinds))
		if len(rest) > mostKinds {
			most += "等"
		}
		t.Body = append(t.Body, book.Row{Cells: []book.Cell{named(o), cell(count(n[1])), cell(count(n[2])), cell(most)}})
	}
	if len(t.Body) > 0 {
		w.add(w.heads.heading("请核对的问题"), small("逐条见各科室的审核意见。"), t)
	}
}

// whole lists what belongs to no section.
func (w *summaryWriter) whole() {
	if len(w.Whole) == 0 {
		return
	}
	w.add(w.heads.heading(fmt.Sprintf("不属于哪个科室的问题（%d处）", len(w.Whole))))
	t := table("不属于哪个科室的问题", w.room, findingColumns)
	for i, x := range byGrade(w.Whole) {
		where := cmp.Or(strings.TrimSpace(x.Place.File+" "+x.Place.String()), "整册")
		t.Body = append(t.Body, findingRow(i+1, []book.Paragraph{linked(where, nil)}, x.Message, x.Advice))
	}
	w.add(t)
}
