package review

import (
	"fmt"
	"slices"

	"huibian/pipeline/catalog"
	"huibian/pipeline/notice"
)

// papers are the rules that ask for papers.
var papers = []string{"E06", "E07", "W12", "W13"}

// Papers reports whether a finding asks for papers that are not there, and not for a correction of the file in which it is
// told: nothing in that file is wrong, and nobody decides on an item because of it.
func Papers(f notice.Finding) bool {
	return slices.Contains(papers, f.Rule) && (f.Rule != "E06" || f.Place.Paragraph == 0 && f.Place.Table == 0)
}

// fewItems is how many items of a file are told one by one that they lack something; of more the file is told once.
const fewItems = 3

// missing tells which of the items asked lack something: 没有流程图. No words of another file stand in the message.
func (k *checker) missing(asked func(*catalog.Item) bool, lacks func(i int) bool, what, advice string) {
	type file struct{ asked, lacking []*catalog.Item }
	files := map[string]*file{}
	var order []*file
	for i := range k.c.Items {
		it := &k.c.Items[i]
		if it.Name == "" || !asked(it) {
			continue
		}
		f := files[it.Source.File]
		if f == nil {
			f = &file{}
			files[it.Source.File] = f
			order = append(order, f)
		}
		if f.asked = append(f.asked, it); lacks(i) {
			f.lacking = append(f.lacking, it)
		}
	}
	for _, f := range order {
		switch n, all := len(f.lacking), len(f.asked); {
		case n <= fewItems:
			for _, it := range f.lacking {
				k.find(it, "name", called(it)+what, advice)
			}
		case n == all:
			k.add(around(f.lacking), "", fmt.Sprintf("本文件%d项都%s", n, what), advice)
		case all-n <= fewItems:
			have := slices.DeleteFunc(f.asked, func(it *catalog.Item) bool { return slices.Contains(f.lacking, it) })
			k.add(around(f.lacking), "", fmt.Sprintf("本文件%d项中%d项%s，有的只是%s", all, n, what, several(namesOf(have), "项")), advice)
		default:
			k.add(around(f.lacking), "", fmt.Sprintf("本文件%d项中%d项%s：%s", all, n, what, several(namesOf(f.lacking), "项")), advice)
		}
	}
}

// around is the place of several items of one file: their table, if they stand in one.
func around(items []*catalog.Item) notice.Place {
	at := notice.Place{File: items[0].Source.File, SHA256: items[0].Source.SHA256, Table: items[0].Source.Table}
	if slices.ContainsFunc(items, func(it *catalog.Item) bool { return it.Source.Table != at.Table }) {
		at.Table = 0
	}
	return at
}

func namesOf(items []*catalog.Item) []string {
	out := make([]string, len(items))
	for i, it := range items {
		out[i] = it.Name
	}
	return out
}
