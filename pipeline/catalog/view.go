package catalog

import (
	"cmp"
	"slices"

	"huibian/pipeline/cite"
	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

// holds says which classes the volume of a class shows: public the public items, internal these and its own, secret its
// own alone.
var holds = map[notice.Class][]notice.Class{
	notice.Public:   {notice.Public},
	notice.Internal: {notice.Public, notice.Internal},
	notice.Secret:   {notice.Secret},
}

// View copies the items that the volume of a class may show; see veil for what it does not tell of them.
func (c *Catalog) View(class notice.Class) View {
	names := c.veil(class)
	v := View{Notice: c.Notice, Class: class}
	for i := range c.Items {
		if c.Items[i].ShownIn(class) {
			v.Items = append(v.Items, c.Items[i].copy(names))
		}
	}
	return v
}

// All is every item, for the catalog's own file.
func (c *Catalog) All() View {
	return View{Notice: c.Notice, Items: c.Items}
}

// copy makes an item for a view, that shares no map with the catalog. What counts or names its neighbours is left out:
// its number in the submission's own order, the code it was submitted with (it may be another's), and the words of the
// cells as they were (the caption that gave the category may count the secret items below it); and what it once was called
// or decided to be.
func (it *Item) copy(names veil) Item {
	out := *it
	out.Submitted, out.Hushed = "", nil
	out.Decided, out.Stale, out.Declared = nil, false, ""
	out.Source = names.over(it.Source)
	out.Basis = slices.Clone(it.Basis)
	for _, key := range it.Hushed {
		switch key {
		case "name":
			out.Name = Unsaid
		case "basis":
			out.Basis = nil
		}
	}
	out.Fields = make(map[string]string, len(it.Fields))
	for key, text := range it.Fields {
		if text, told := it.told(key, text); told {
			out.Fields[key] = text
		}
	}
	out.Values = make(map[string]form.Value, len(it.Values))
	for key, v := range it.Values {
		if text, told := it.told(key, v.Text); told {
			out.Values[key] = form.Value{Text: text, Place: names.over(v.Place), Inherited: v.Inherited}
		}
	}
	return out
}

// told is what a view says in a field; false if it says nothing.
func (it *Item) told(key, text string) (string, bool) {
	switch {
	case slices.Contains(it.Hushed, key):
		return Unsaid, true
	case key == "seq":
		return "", false
	case key == "code":
		return it.Code, it.Code != ""
	case key == "category":
		return it.CategoryName, it.CategoryName != ""
	}
	return text, true
}

// Statistics (统计表) counts items by section and category.
type Statistics struct {
	Sections   []string // those with items, in the order of the catalog
	Categories []string // those of the notice, then 类别待明确 if there are such items
	Counts     [][]int  // by section, then category
	Totals     []int    // by category
}

// Unclear heads the items whose category nobody knows yet.
const Unclear = "类别待明确"

// Statistics counts the view's items: nothing of what the view does not hold shows in a number.
func (v View) Statistics() Statistics {
	column, rank := map[string]int{}, map[string]int{}
	s := Statistics{}
	for i, c := range v.Notice.Categories {
		column[c.Code] = i
		s.Categories = append(s.Categories, c.Name)
	}
	for i, sec := range v.Notice.Sections {
		rank[sec.Name] = i + 1
	}
	if slices.ContainsFunc(v.Items, func(it Item) bool { _, ok := column[it.Category]; return !ok }) {
		s.Categories = append(s.Categories, Unclear)
	}
	counts := map[string][]int{}
	s.Totals = make([]int, len(s.Categories))
	for i := range v.Items {
		it := &v.Items[i]
		row, ok := counts[it.Section]
		if !ok {
			row = make([]int, len(s.Categories))
			counts[it.Section] = row
			s.Sections = append(s.Sections, it.Section)
		}
		col, ok := column[it.Category]
		if !ok {
			col = len(s.Categories) - 1
		}
		row[col]++
		s.Totals[col]++
	}
	slices.SortStableFunc(s.Sections, func(a, b string) int {
		return cmp.Or(cmp.Compare(cmp.Or(rank[a], 1<<30), cmp.Or(rank[b], 1<<30)), cmp.Compare(a, b))
	})
	for _, name := range s.Sections {
		s.Counts = append(s.Counts, counts[name])
	}
	return s
}

// LawEntry is a line of the register of legal bases: a law and the items that rest on it.
type LawEntry struct {
	Title string // without 《》; "" for a document that is only known by its number
	DocNo string
	Level cite.Level
	Items []LawRef
}

// LawRef says where in a law an item finds its basis; Item is an index into View.Items.
type LawRef struct {
	Item     int
	Locators []string
}

// Laws is the register of legal bases of the view, by rank and then by title in stroke order. A law that is written in
// several ways stands under the fullest one.
func (v View) Laws() []LawEntry {
	at := map[string]int{}
	var out []LawEntry
	for i := range v.Items {
		for _, b := range v.Items[i].Basis {
			if !b.Named() {
				continue
			}
			k, ok := at[b.Key]
			if !ok {
				k = len(out)
				at[b.Key] = k
				out = append(out, LawEntry{Title: b.Law, Level: b.Level})
			}
			e := &out[k]
			if len(b.Law) > len(e.Title) {
				e.Title = b.Law
			}
			e.DocNo = cmp.Or(e.DocNo, b.DocNo)
			if b.Level.Rank() < e.Level.Rank() {
				e.Level = b.Level
			}
			e.refer(i, b.Locators)
		}
	}
	titles := make([]string, len(out))
	for i := range out {
		titles[i] = cmp.Or(out[i].Title, out[i].DocNo)
	}
	rank := make([]int, len(out))
	for r, i := range StrokeOrder(titles) {
		rank[i] = r
	}
	idx := make([]int, len(out))
	for i := range idx {
		idx[i] = i
	}
	slices.SortFunc(idx, func(a, b int) int {
		return cmp.Or(cmp.Compare(out[a].Level.Rank(), out[b].Level.Rank()), cmp.Compare(rank[a], rank[b]))
	})
	sorted := make([]LawEntry, len(out))
	for i, j := range idx {
		sorted[i] = out[j]
	}
	return sorted
}

// refer adds a reference; several citations of one law in one item are one.
func (e *LawEntry) refer(item int, locators []string) {
	if n := len(e.Items); n > 0 && e.Items[n-1].Item == item {
		last := &e.Items[n-1]
		for _, l := range locators {
			if !slices.Contains(last.Locators, l) {
				last.Locators = append(last.Locators, l)
			}
		}
		return
	}
	e.Items = append(e.Items, LawRef{Item: item, Locators: slices.Clone(locators)})
}
