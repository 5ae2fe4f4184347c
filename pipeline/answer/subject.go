package answer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"huibian/pipeline/catalog"
	"huibian/pipeline/notice"
)

// subject is the item of a file that a finding is about: by its code, else by its name or its row, if only one has that. Nil
// if it is about none, or nobody can tell about which.
func subject(items []catalog.Item, f notice.Finding) *catalog.Item {
	only := func(is func(it *catalog.Item) bool) (found *catalog.Item) {
		for i := range items {
			switch {
			case !is(&items[i]):
			case found != nil:
				return nil
			default:
				found = &items[i]
			}
		}
		return found
	}
	if f.Item != "" {
		it := only(func(it *catalog.Item) bool { return it.Code == f.Item })
		return cmp.Or(it, only(func(it *catalog.Item) bool { return it.Name == f.Item }))
	}
	if f.Place.Table == 0 || f.Place.Row == 0 {
		return nil
	}
	return only(func(it *catalog.Item) bool { return it.Source.Table == f.Place.Table && it.Source.Row == f.Place.Row })
}

// sums says how many items there are of each category: 行政许可16项、行政确认3项.
func sums(groups [][]catalog.Item) string {
	var out []string
	for _, g := range groups {
		out = append(out, fmt.Sprintf("%s%d项", g[0].CategoryName, len(g)))
	}
	return strings.Join(out, "、")
}

// byCategory are the items by category: those of the notice in its order, then those of none; within one in the order
// of the file.
func byCategory(n *notice.Notice, items []catalog.Item) [][]catalog.Item {
	rank := map[string]int{}
	for i, c := range n.Categories {
		rank[c.Code] = i - len(n.Categories)
	}
	all := slices.Clone(items)
	for i := range all {
		if _, known := rank[all[i].Category]; !known {
			all[i].Category, all[i].CategoryName = "", catalog.Unclear
		}
	}
	slices.SortStableFunc(all, func(a, b catalog.Item) int {
		return cmp.Or(cmp.Compare(rank[a.Category], rank[b.Category]), cmp.Compare(a.Source.Table, b.Source.Table),
			cmp.Compare(a.Source.Row, b.Source.Row), cmp.Compare(a.Source.Paragraph, b.Source.Paragraph))
	})
	var out [][]catalog.Item
	for i := range all {
		if i == 0 || all[i].Category != all[i-1].Category {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], all[i])
	}
	return out
}
