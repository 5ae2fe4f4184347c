package catalog

import (
	"slices"

	"huibian/pipeline/notice"
)

// SourceCount is a submission as the volume of a class may account for it.
type SourceCount struct {
	File   string // path below inputs/, the true one: for the office, and for a page only if Whole
	SHA256 string
	Items  int  // its items in the volume, never 0
	Whole  bool // the volume holds every item of the file; of any other file the name may speak of what is kept back
}

// Sources counts the items of a class's volume by the file they came from, in the order of the catalog.
func (c *Catalog) Sources(class notice.Class) []SourceCount {
	show := holds[class]
	at := map[string]int{}
	var out []SourceCount
	for i := range c.Items {
		src := c.Items[i].Source
		k, seen := at[src.File]
		if !seen {
			k = len(out)
			at[src.File] = k
			out = append(out, SourceCount{File: src.File, SHA256: src.SHA256, Whole: true})
		}
		if slices.Contains(show, c.Items[i].Class) {
			out[k].Items++
		} else {
			out[k].Whole = false
		}
	}
	return slices.DeleteFunc(out, func(s SourceCount) bool { return s.Items == 0 })
}
