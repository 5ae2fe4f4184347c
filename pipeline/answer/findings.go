package answer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"huibian/pipeline/book"
	"huibian/pipeline/catalog"
	"huibian/pipeline/notice"
)

// kind are the findings of one rule at one level.
type kind struct {
	rule  notice.Rule
	grade int
	all   []notice.Finding // in the order of the files
}

// kinds are findings by kind: gravest first, then in the order of the catalogue of rules.
func kinds(all []notice.Finding) []kind {
	rank := map[string]int{}
	for i, r := range notice.Rules() {
		rank[r.ID] = i + 1
	}
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b notice.Finding) int {
		return cmp.Or(cmp.Compare(gradeOf(a), gradeOf(b)), cmp.Compare(rank[a.Rule], rank[b.Rule]), cmp.Compare(a.Rule, b.Rule), a.Compare(b))
	})
	var out []kind
	for _, f := range sorted {
		if n := len(out); n == 0 || out[n-1].rule.ID != f.Rule || out[n-1].grade != gradeOf(f) {
			r, known := notice.LookupRule(f.Rule)
			if !known {
				r.ID = f.Rule
			}
			out = append(out, kind{rule: r, grade: gradeOf(f)})
		}
		k := &out[len(out)-1]
		k.all = append(k.all, f)
	}
	return out
}

// commonest are the kinds of which there are most, at most n of them.
func commonest(all []kind, n int) []kind {
	out := slices.Clone(all)
	slices.SortStableFunc(out, func(a, b kind) int { return cmp.Compare(len(b.all), len(a.all)) })
	return out[:min(len(out), n)]
}

// title is a kind with its number, as lists have it: E01　依据为空或空泛.
func (k *kind) title() string { return strings.TrimSpace(k.rule.ID + "　" + k.rule.Name) }

// numbered says how many there are of some kinds: 依据未到条（4处）；名称为空（1处）.
func numbered(all []kind) string {
	var out []string
	for i := range all {
		out = append(out, fmt.Sprintf("%s（%d处）", cmp.Or(all[i].rule.Name, all[i].rule.ID), len(all[i].all)))
	}
	return strings.Join(out, "；")
}

// graded are rows of kinds under the heads of their levels.
func graded(all []kind, row func(k *kind) book.Row) []book.Row {
	var out []book.Row
	last := -1
	for i := range all {
		if g := all[i].grade; g != last {
			last = g
			n := 0
			for _, k := range all {
				if k.grade == g {
					n += len(k.all)
				}
			}
			out = append(out, groupRow(fmt.Sprintf("%s（%d处）", grades[g].heading, n)))
		}
		out = append(out, row(&all[i]))
	}
	return out
}

// A chart of two bars tells nothing that the table above it does not; one of more than these takes half a page.
const (
	fewestBars = 3
	mostBars   = 10
)

// chartOf is a chart of the commonest kinds that are more than hints, if there are enough to compare.
func chartOf(title string, all []kind) []book.Block {
	c := book.Chart{Title: title, Small: true}
	grave := slices.DeleteFunc(slices.Clone(all), func(k kind) bool { return k.grade > 1 })
	for _, k := range commonest(grave, mostBars) {
		c.Bars = append(c.Bars, book.Bar{Label: k.title(), Value: len(k.all)})
	}
	return drawn(c)
}

func drawn(c book.Chart) []book.Block {
	if len(c.Bars) < fewestBars {
		return nil
	}
	return []book.Block{c}
}

// findingColumns are those of a table of findings.
var findingColumns = []column{{head: "序号", share: 0.07, align: book.Center}, {head: "位置和事项", share: 0.32},
	{head: "问　题", share: 0.305}, {head: "怎么办", share: 0.305}}

// findingRow is a row of it: what is said of where the finding is about, and in which words.
func findingRow(number int, where []book.Paragraph, message, advice string) book.Row {
	return book.Row{Cells: []book.Cell{cell(fmt.Sprint(number)), {Paras: where}, cell(oneLine(message)), cell(oneLine(advice))}}
}

// linked is a paragraph whose words lead out; nil leads nowhere.
func linked(text string, out *book.Out) book.Paragraph {
	return book.Paragraph{Runs: []book.Run{{Text: text, Out: out}}}
}

// ofItem is an item by code and name, which leads to its place in the first of some volumes that has it. Nil for no item.
func ofItem(it *catalog.Item, volumes []Volume) []book.Paragraph {
	if it == nil {
		return nil
	}
	var out *book.Out
	at := slices.IndexFunc(volumes, func(v Volume) bool { return it.ShownIn(v.Class) })
	if anchor := book.ItemAnchor(it.Code); anchor != "" && at >= 0 {
		out = &book.Out{Book: volumes[at].Path, Anchor: anchor}
	}
	name := linked(cmp.Or(clipped(oneLine(it.Name), longestName), "（未填项目名称）"), out)
	if it.Code == "" {
		return []book.Paragraph{name}
	}
	return []book.Paragraph{{Runs: []book.Run{{Text: it.Code, Code: true, Out: out}}}, name}
}
