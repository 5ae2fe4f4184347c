package pdf_test

import (
	"errors"
	"slices"
)

// mark is marked content: a page, and its MCID there.
type mark struct {
	page ref
	id   int
}

// structureOf is what the tree of a document says, walked from its root in reading order.
type structureOf struct {
	*document
	marks map[mark]ref // their elements
	last  map[ref]int  // by page: the highest MCID so far
	links map[ref]ref  // the elements of annotations
	err   error
}

// holders are the elements that may hold one (ISO 32000-1, 14.8.4); a Span holds words that lead nowhere.
var holders = map[name][]name{
	"Document": {""}, "Part": {"Document"}, "H1": {"Part"}, "H2": {"Part"}, "H3": {"Part"}, "P": {"Part", "TH", "TD"},
	"TOC": {"Part", "TOC"}, "TOCI": {"TOC"}, "Table": {"Part"}, "TR": {"Table"}, "TH": {"TR"}, "TD": {"TR"},
	"Link": {"H1", "H2", "H3", "P", "TOCI", "TH", "TD"}, "Span": {"H1", "H2", "H3", "P", "TOCI", "TH", "TD"}, "Figure": {"Part"},
}

// structured holds a file to be tagged as a whole: each mark and each link in the tree, each node of the tree on a page, and
// the tree back from the pages (the parent tree) in step with it.
func structured(d *document) error {
	root, _ := d.root["StructTreeRoot"].(ref)
	if d.dict(d.root["MarkInfo"])["Marked"] != true || d.dict(root)["Type"] != name("StructTreeRoot") {
		return errors.New("not tagged")
	}
	s := &structureOf{document: d, marks: map[mark]ref{}, last: map[ref]int{}, links: map[ref]ref{}}
	s.element(d.dict(root)["K"], root, "")
	s.pagesAndBack(s.parents(root), d.dict(root)["ParentTreeNextKey"])
	return s.err
}

func (s *structureOf) check(ok bool, format string, args ...any) {
	s.err = errors.Join(s.err, check(ok, format, args...))
}

// element walks an element and what it holds.
func (s *structureOf) element(v any, parent ref, in name) {
	r, ok := v.(ref)
	e := s.dict(v)
	kind, _ := e["S"].(name)
	s.check(ok && e["P"] == parent && slices.Contains(holders[kind], in), "%s in %s: %v", kind, in, e)
	kids, _ := e["K"].(array)
	for _, k := range kids {
		switch k := k.(type) {
		case float64:
			s.mark(e["Pg"], k, r)
		case ref:
			s.element(k, r, kind)
		case dict:
			if k["Type"] == name("MCR") {
				s.mark(k["Pg"], k["MCID"], r)
				continue
			}
			obj, _ := k["Obj"].(ref)
			s.check(k["Type"] == name("OBJR") && kind == "Link" && s.links[obj] == 0, "%s holds %v", kind, k)
			s.links[obj] = r
		}
	}
	a := s.dict(e["A"])
	switch kind {
	case "Figure":
		alt, _ := e["Alt"].(string)
		s.check(textOf(alt) != "", "a figure without words")
	case "TH":
		s.check(a["Scope"] == name("Column") || a["Scope"] == name("Row"), "a head of %v", a["Scope"])
	case "Table":
		s.grid(kids)
	}
}

// mark notes marked content. What is read first stands first on its page.
func (s *structureOf) mark(page, id any, of ref) {
	p, ok := page.(ref)
	n, ok2 := id.(float64)
	last, seen := s.last[p]
	s.check(ok && ok2 && (!seen || int(n) > last), "element %d: content %v of page %v after %v", of, id, page, last)
	s.last[p] = int(n)
	s.marks[mark{p, int(n)}] = of
}

// grid holds the rows of a table to be of as many columns each, with what reaches into them from above.
func (s *structureOf) grid(rows array) {
	var covered []int // by column: rows below that a cell reaches into
	for i, r := range rows {
		var now []int
		above := func() {
			for len(now) < len(covered) && covered[len(now)] > 0 {
				now = append(now, covered[len(now)]-1)
			}
		}
		cells, _ := s.dict(r)["K"].(array)
		for _, c := range cells {
			above()
			a := s.dict(s.dict(c)["A"])
			cols, _ := a["ColSpan"].(float64)
			down, _ := a["RowSpan"].(float64)
			s.check(i+max(int(down), 1) <= len(rows), "row %d of %d: a cell of %v rows", i, len(rows), down)
			for range max(int(cols), 1) {
				now = append(now, max(int(down)-1, 0))
			}
		}
		above()
		s.check(i == 0 || len(now) == len(covered), "row %d has %d columns, that above %d", i, len(now), len(covered))
		covered = now
	}
}

// parents reads the parent tree, whose keys must be in order.
func (s *structureOf) parents(root ref) map[int]any {
	out := map[int]any{}
	last := -1
	kids, _ := s.dict(s.dict(root)["ParentTree"])["Kids"].(array)
	for _, k := range kids {
		node := s.dict(k)
		limits, nums := node["Limits"].(array), node["Nums"].(array)
		for i := 0; i+1 < len(nums); i += 2 {
			key := int(nums[i].(float64))
			s.check(key > last && float64(key) >= limits[0].(float64) && float64(key) <= limits[1].(float64), "key %d after %d in %v", key, last, limits)
			out[key], last = nums[i+1], key
		}
	}
	return out
}

// pagesAndBack compares pages and links with the two trees. nextKey is the first key that is not used.
func (s *structureOf) pagesAndBack(parents map[int]any, nextKey any) {
	marks, links, keys := 0, 0, 0
	pages, refs := s.pages()
	for i, p := range pages {
		key, ok := p["StructParents"].(float64)
		of, ok2 := parents[int(key)].(array)
		s.check(ok && ok2 && p["Tabs"] == name("S"), "page %d: %v, %v", i+1, p["StructParents"], p["Tabs"])
		n := s.painted(p, func(id int, tag name) {
			if id >= len(of) || s.marks[mark{refs[i], id}] != of[id] {
				s.check(false, "page %d: content %d is of element %v", i+1, id, s.marks[mark{refs[i], id}])
				return
			}
			kind := s.dict(of[id])["S"]
			s.check(tag == kind || tag == "Link" && kind == name("Span"), "page %d: content %d is %s in a %v", i+1, id, tag, kind)
		})
		s.check(n == len(of), "page %d: %d pieces of content, %d in the parent tree", i+1, n, len(of))
		marks, keys = marks+n, keys+1
		annots, _ := p["Annots"].(array)
		for _, v := range annots {
			key, ok := s.dict(v)["StructParent"].(float64)
			if element, known := s.links[v.(ref)]; !ok {
				s.check(!known, "page %d: a link of element %d does not know it", i+1, element)
				continue
			}
			s.check(parents[int(key)] == s.links[v.(ref)], "page %d: link %v is of element %v", i+1, v, s.links[v.(ref)])
			links, keys = links+1, keys+1
		}
	}
	s.check(marks == len(s.marks) && links == len(s.links), "%d pieces of content and %d links, in the tree %d and %d", marks, links, len(s.marks), len(s.links))
	s.check(keys == len(parents) && nextKey == float64(keys), "%d keys of %d, the next is %v", keys, len(parents), nextKey)
}

// painted calls f for the marked content of a page and returns how much there is. Nothing is painted outside, and no mark
// begins inside another or inside a text object.
func (s *structureOf) painted(p dict, f func(id int, tag name)) (n int) {
	inside, text := false, false
	operators(s.stream(p["Contents"]), func(o op, v []any) {
		switch o {
		case "BMC", "BDC":
			s.check(!inside && !text, "%s %v inside another", o, v)
			inside = true
			if o == "BMC" {
				s.check(v[0] == name("Artifact"), "content of no element: %v", v)
				break
			}
			id, _ := v[1].(dict)["MCID"].(float64)
			s.check(int(id) == n, "content %v after %d", id, n)
			f(n, v[0].(name))
			n++
		case "EMC":
			s.check(inside && !text, "an end without a beginning")
			inside = false
		case "BT", "ET":
			text = o == "BT"
		case "Tj", "S", "f", "B", "Do":
			s.check(inside, "%s outside marked content", o)
		}
	})
	s.check(!inside, "the last mark has no end")
	return n
}
