package form

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"huibian/pipeline/docx"
)

// TestKnownDutiesComeBack writes who does which step of powers in each of the layouts of a 职权分解表, and demands the same
// back, in order, in a balanced account that lost no word.
func TestKnownDutiesComeBack(t *testing.T) {
	n := loadNotice(t, "ningde-2009")
	r := NewReader(n)
	rapid.Check(t, func(t *rapid.T) {
		duties, steps := drawDuties(t)
		layout := rapid.SampledFrom([]string{"columns", "columns of two rows", "rows", "rows below names", "form"}).Draw(t, "layout")
		rows := dutyRows(duties, steps, layout)
		doc := &docx.Document{Blocks: []docx.Block{paragraph("", "职权分解表"), {Table: buildTable(rows)}}}
		got := r.Read(doc, Source{File: "x.docx"})
		if err := got.Account.Balance(); err != nil {
			t.Fatal(err)
		}
		checkWords(t, n, doc, got)
		if len(got.Records) > 0 {
			t.Fatalf("records of a %s table\n%s", layout, describe(got))
		}
		same := func(a, b Post) bool { return a.Step == b.Step && a.Text == b.Text && a.Task == b.Task }
		if !slices.EqualFunc(got.Duties, duties, func(a, b Duty) bool { return a.Name == b.Name && slices.EqualFunc(a.Posts, b.Posts, same) }) {
			t.Fatalf("%s: %v\n%s", layout, duties, describe(got))
		}
	})
}

func drawDuties(t *rapid.T) ([]Duty, []string) {
	steps := rapid.Permutation([]string{"受理", "初审", "审查", "复审", "合法性审查", "决定", "送达"}).Draw(t, "steps")[:rapid.IntRange(2, 5).Draw(t, "number of steps")]
	duties := make([]Duty, rapid.IntRange(1, 5).Draw(t, "powers"))
	for i := range duties {
		duties[i].Name = fmt.Sprintf("第%d号%s", i+1, rapid.SampledFrom([]string{"航道审批", "路产损坏的处罚", "船舶登记"}).Draw(t, "name"))
		for _, step := range steps {
			duties[i].Posts = append(duties[i].Posts, Post{
				Step: step,
				Text: rapid.SampledFrom([]string{"窗口", "航道科", "局领导"}).Draw(t, "office") + "　" + rapid.SampledFrom([]string{"科员", "科长", "分管局长"}).Draw(t, "post"),
			})
		}
	}
	return duties, steps
}

// dutyRows is a table of duties in a layout.
func dutyRows(duties []Duty, steps []string, layout string) [][]string {
	var rows [][]string
	halves := func(p Post) []string {
		office, post, _ := strings.Cut(p.Text, "　")
		return []string{office, post}
	}
	switch layout {
	case "columns":
		rows = append(rows, append([]string{"职权名称"}, steps...))
	case "columns of two rows":
		top, below := []string{"职权名称"}, []string{"^"}
		for _, s := range steps {
			top, below = append(top, s, "<"), append(below, "机构", "岗位")
		}
		rows = append(rows, top, below)
	case "rows":
		rows = append(rows, []string{"职权名称", "环节", "承办机构", "岗位"})
	}
	for _, d := range duties {
		row := []string{d.Name}
		switch layout {
		case "rows below names":
			rows = append(rows, []string{"职权名称", d.Name, "<"}, []string{"环节", "机构", "岗位"})
		case "form":
			rows = append(rows, []string{"职权名称", d.Name, "<"})
		}
		for i, p := range d.Posts {
			switch layout {
			case "columns":
				row = append(row, p.Text)
			case "columns of two rows":
				row = append(row, halves(p)...)
			case "rows":
				name := d.Name
				if i > 0 {
					name = "^"
				}
				rows = append(rows, append([]string{name, p.Step}, halves(p)...))
			default:
				rows = append(rows, append([]string{p.Step}, halves(p)...))
			}
		}
		if len(row) > 1 {
			rows = append(rows, row)
		}
	}
	return rows
}
