package docx

import (
	"fmt"
	"strings"
)

// Package is a Word file by its parts, for those who need more of it than its words: what is drawn, and what is carried
// into another file. It reads parts when asked for them, within its limits, and is not safe for concurrent use.
type Package struct {
	c     *container
	main  string
	rels  map[string][]rel
	trees map[string]*Node
	types map[string]string // content types by part name, and by ending with a dot before it
}

// Open opens a Word file held in memory. The zero Limits mean DefaultLimits. Errors are those of Read.
func Open(b []byte, lim Limits) (*Package, error) {
	c, _, main, err := openMain(b, lim)
	if err != nil {
		return nil, err
	}
	return &Package{c: c, main: main, rels: map[string][]rel{}, trees: map[string]*Node{}}, nil
}

// Main is the name of the main part.
func (p *Package) Main() string { return p.main }

// Part reads a part. A part may be read again and again: it counts once against the limits.
func (p *Package) Part(name string) ([]byte, error) {
	b, err := p.c.inflate(name, p.c.lim.Total)
	if err != nil {
		return nil, err
	}
	return b, nil
}

// Has reports whether there is a part of a name.
func (p *Package) Has(name string) bool { return p.c.has(name) }

// Target is where a relationship leads: to a part, or out of the package.
type Target struct {
	Kind string // last word of its type: "image", "chart"
	Part string
	URL  string
}

// Target follows a relationship of a part.
func (p *Package) Target(part, id string) (Target, bool) {
	for _, r := range p.relations(part) {
		if r.id == id {
			return Target{r.kind, r.target, r.url}, true
		}
	}
	return Target{}, false
}

// Related is the first part to which a part has a relationship of a kind; "" if there is none.
func (p *Package) Related(part, kind string) string {
	for _, r := range p.relations(part) {
		if r.kind == kind && p.c.has(r.target) {
			return r.target
		}
	}
	return ""
}

func (p *Package) relations(part string) []rel {
	rels, known := p.rels[part]
	if !known {
		rels, _ = p.c.relsOf(part) // without them nothing leads anywhere
		p.rels[part] = rels
	}
	return rels
}

// ContentType is what the package says a part is; "" if nothing.
func (p *Package) ContentType(part string) string {
	if p.types == nil {
		p.types = map[string]string{}
		if t, err := p.Tree("[Content_Types].xml"); err == nil {
			for _, n := range t.Kids {
				switch n.Local {
				case "Override":
					p.types[partName(resolve("", n.Attr("PartName")))] = n.Attr("ContentType")
				case "Default":
					p.types["."+strings.ToLower(n.Attr("Extension"))] = n.Attr("ContentType")
				}
			}
		}
	}
	name := partName(part)
	if t := p.types[name]; t != "" {
		return t
	}
	if at := strings.LastIndexByte(name, '.'); at >= 0 {
		return p.types[name[at:]]
	}
	return ""
}

// Tree reads a part of XML. The tree is shared: it must not be changed.
func (p *Package) Tree(part string) (*Node, error) {
	if t := p.trees[part]; t != nil {
		return t, nil
	}
	b, err := p.c.inflate(part, p.c.lim.Total)
	if err != nil {
		return nil, err
	}
	if b, err = decodeXML(b); err != nil {
		return nil, fmt.Errorf("part %s: %w", part, err)
	}
	t, err := parseTree(b, p.c.lim)
	if err != nil {
		return nil, fmt.Errorf("part %s: %w", part, err)
	}
	p.trees[part] = t
	return t, nil
}

// Blocks finds the elements of the main part that begin at the given ranges, one for each paragraph and table in them, in
// their order. A paragraph that is but the prompt of a content control is empty.
func (p *Package) Blocks(ranges []Range) ([]*Node, error) {
	t, err := p.Tree(p.main)
	if err != nil {
		return nil, err
	}
	var out []*Node
	prompts := 0 // content controls around that show no more than a prompt
	var find func(n *Node)
	find = func(n *Node) {
		if s := n.Kid("sdtPr").Kid("showingPlcHdr"); s != nil && isOn(s) {
			prompts++
			defer func() { prompts-- }()
		}
		for _, k := range n.Kids {
			if k.Local == "" {
				continue
			}
			for _, r := range ranges {
				if k.Start >= r.Start && k.End <= r.End && (k.Local == "p" || k.Local == "tbl") {
					if prompts > 0 && k.Local == "p" {
						k = &Node{Space: k.Space, Local: "p", Start: k.Start, End: k.End}
					}
					out = append(out, k)
					break
				}
				if k.Start < r.End && r.Start < k.End && (k.Start < r.Start || k.End > r.End || k.Local != "p" && k.Local != "tbl") {
					find(k)
					break
				}
			}
		}
	}
	find(t)
	return out, nil
}
