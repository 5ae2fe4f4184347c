package review

import (
	"fmt"
	"maps"

	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

// tally counts the catalog for comparison with submitted tables: by section and category, each "" for all.
type tally struct {
	open, secret, unclear map[cell]int
}

type cell struct{ section, category string }

func (k *checker) tally() tally {
	t := tally{map[cell]int{}, map[cell]int{}, map[cell]int{}}
	add := func(m map[cell]int, section, category string) {
		for _, c := range []cell{{section, category}, {section, ""}, {"", category}, {"", ""}} {
			m[c]++
		}
	}
	for i := range k.c.Items {
		it := &k.c.Items[i]
		switch {
		case it.Category == "":
			t.unclear[cell{it.Section, ""}]++
			t.unclear[cell{"", ""}]++
		case it.Class == notice.Secret:
			add(t.secret, it.Section, it.CategoryName)
		default:
			add(t.open, it.Section, it.CategoryName)
		}
	}
	return t
}

// fits reports whether n is what the catalog has in a cell, with or without its secret items and those of no known
// category, of which a table may or may not take account.
func (t tally) fits(c cell, n int) bool {
	for _, s := range []int{0, t.secret[c]} {
		for _, u := range []int{0, t.unclear[c]} {
			if n == t.open[c]+s+u {
				return true
			}
		}
	}
	return false
}

// statistics (W11; P14, N5): the table a section hands in against the catalog.
func (k *checker) statistics() {
	if len(k.c.Items) == 0 {
		return // a table on its own: nothing to hold it against
	}
	t := k.tally()
	for _, r := range k.Readings {
		k.off(r, t.fits, func(at cell, c form.Count) {
			k.add(c.Place, "", fmt.Sprintf("统计表中%s为%d项，目录中为%d项", at, c.N, t.open[at]), "请核对后改为一致，或补报漏报的职权。")
		})
	}
}

// off calls f for each number of a submitted table that is not right. A total only if the numbers it adds up are: else it
// carries their fault on.
func (k *checker) off(r *form.Reading, right func(at cell, n int) bool, f func(at cell, c form.Count)) {
	if len(r.Counts) == 0 {
		return
	}
	own := k.ownSection(r)
	wrong := map[cell]bool{} // sections and categories with a wrong number
	for _, total := range []bool{false, true} {
		for _, c := range r.Counts {
			at := cell{k.sectionName(c.Section, own, r.Counts), c.Category}
			isTotal := c.Section == "" && at.section == "" || c.Category == ""
			if isTotal != total || right(at, c.N) {
				continue
			}
			if !total {
				for _, up := range []cell{{at.section, ""}, {"", at.category}, {"", ""}} {
					wrong[up] = true
				}
			} else if wrong[at] {
				continue
			}
			f(at, c)
		}
	}
}

// Telling are the files with a table whose numbers tell how many secret items a section has: more than the open ones, where
// there are others.
func Telling(s Subject) map[string]bool {
	k := newChecker(s)
	t := k.tally()
	out := map[string]bool{}
	for _, r := range s.Readings {
		k.off(r, func(at cell, n int) bool { return n == t.open[at] }, func(at cell, c form.Count) {
			if c.N > t.open[at] && t.secret[at] > 0 {
				out[c.Place.File] = true
			}
		})
	}
	return out
}

// Submitted is how many powers each section says it has, by the statistics that it handed in; of several the last.
func Submitted(s Subject) map[string]int {
	k := newChecker(s)
	out := map[string]int{}
	for _, r := range s.Readings {
		own := k.ownSection(r)
		sums, totals := map[string]int{}, map[string]int{}
		for _, c := range r.Counts {
			switch section := k.sectionName(c.Section, own, r.Counts); {
			case section == "" || c.Section == "" && section != own:
			case c.Category == "":
				totals[section] = c.N
			case c.Section != "" || totals[section] == 0:
				sums[section] += c.N
			}
		}
		maps.Copy(out, sums)
		maps.Copy(out, totals)
	}
	return out
}

// ownSection is the section a submission speaks for.
func (k *checker) ownSection(r *form.Reading) string {
	for _, name := range []string{r.Source.Section, r.Section} {
		if name == "" {
			continue
		}
		if s, ok := k.n.Section(name); ok {
			return s.Name
		}
		return name
	}
	return ""
}

// sectionName is the section a number is about. The totals of a table that names one section are that section's, those of one
// that names none the submitter's.
func (k *checker) sectionName(name, own string, counts []form.Count) string {
	if name != "" {
		if s, ok := k.n.Section(name); ok {
			return s.Name
		}
		return name
	}
	only := ""
	for _, c := range counts {
		switch s := c.Section; {
		case s == "" || s == only:
		case only == "":
			only = s
		default:
			return "" // several sections: the total is the bureau's
		}
	}
	if only != "" {
		return k.sectionName(only, own, nil)
	}
	return own
}

// String is the cell in the words of a message.
func (c cell) String() string {
	switch {
	case c.section == "" && c.category == "":
		return "总计"
	case c.section == "":
		return c.category + "合计"
	case c.category == "":
		return c.section + "合计"
	}
	return c.section + c.category
}
