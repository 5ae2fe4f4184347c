package book

import (
	"strings"

	"huibian/pipeline/catalog"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

// nameIndex lists the items by name in stroke order, one a line: name, code, page.
func (c *composer) nameIndex(_ notice.Part, p *Part) []Block {
	items := c.view.Items
	if len(items) == 0 {
		return nil
	}
	names := make([]string, len(items))
	for i := range items {
		names[i] = displayName(&items[i])
	}
	blocks := []Block{title(p)}
	for _, g := range catalog.ByStroke(names) {
		if g.Label != "" {
			blocks = append(blocks, line(style.IndexGroup, g.Label))
		}
		for _, i := range g.Index {
			runs := []Run{{Text: names[i], Link: c.anchor[i]}}
			if code := items[i].Code; code != "" {
				runs = append(runs, Run{Text: "　"}, Run{Text: code, Code: true})
			}
			runs = append(runs, Run{Text: "\t"}, Run{Page: c.anchor[i], Link: c.anchor[i]})
			blocks = append(blocks, Paragraph{Style: style.IndexEntry, Runs: runs, From: place(&items[i], "name")})
		}
	}
	return blocks
}

// codeColumns is how many pairs of code and page stand side by side in the index of codes.
const codeColumns = 3

// codeIndex lists the codes, grouped by category, with their pages: a table of codeColumns pairs, read line by line.
func (c *composer) codeIndex(_ notice.Part, p *Part) []Block {
	t := &Table{Caption: p.Title}
	var head Row
	for range codeColumns {
		t.Columns = append(t.Columns, Column{Short: true}, Column{Align: Center, Short: true})
		head.Cells = append(head.Cells, centered(c.codeTitle()), centered("页码"))
	}
	t.Head = []Row{head}
	for _, g := range c.groups {
		if g.code == "" {
			continue
		}
		t.Body = append(t.Body, Row{Group: true, Cells: []Cell{{Paras: []Paragraph{{Runs: []Run{{Text: g.title}}}}, Cols: 2 * codeColumns}}})
		for at := 0; at < len(g.idx); at += codeColumns {
			t.Body = append(t.Body, c.codeRow(g.idx[at:min(at+codeColumns, len(g.idx))]))
		}
	}
	if len(t.Body) == 0 {
		return nil
	}
	return []Block{title(p), t}
}

func (c *composer) codeRow(idx []int) Row {
	var r Row
	for _, i := range idx {
		a := c.anchor[i]
		r.Cells = append(r.Cells,
			Cell{Paras: []Paragraph{{Runs: []Run{{Text: c.view.Items[i].Code, Code: true, Link: a}}}}},
			Cell{Paras: []Paragraph{{Runs: []Run{{Page: a, Link: a}}}}})
	}
	for len(r.Cells) < 2*codeColumns {
		r.Cells = append(r.Cells, Cell{})
	}
	return r
}

func (c *composer) codeTitle() string {
	if f, ok := c.n.Field("code"); ok {
		return f.Title
	}
	return "编码"
}

// laws is the register of legal bases: each law once, by rank, with the items that rest on it and where in it.
func (c *composer) laws(_ notice.Part, p *Part) []Block {
	entries := c.view.Laws()
	if len(entries) == 0 {
		return nil
	}
	blocks := []Block{title(p)}
	groups := 0
	for k, e := range entries {
		if k == 0 || e.Level != entries[k-1].Level {
			groups++
			name := e.Level.Title()
			// Below the level that stands in the contents: there one line for the register is enough.
			blocks = append(blocks, Heading{Level: 3, Text: Ordinal(groups) + "、" + name, Running: name})
		}
		blocks = append(blocks, line(style.LawEntry, lawName(e)), Paragraph{Style: style.LawRefs, Runs: c.lawRefs(e)})
	}
	return blocks
}

func lawName(e catalog.LawEntry) string {
	switch {
	case e.Title == "":
		return e.DocNo
	case e.DocNo == "":
		return "《" + e.Title + "》"
	}
	return "《" + e.Title + "》（" + e.DocNo + "）"
}

func (c *composer) lawRefs(e catalog.LawEntry) []Run {
	runs := make([]Run, 0, 3*len(e.Items))
	for k, ref := range e.Items {
		if k > 0 {
			runs = append(runs, Run{Text: "；"})
		}
		it := &c.view.Items[ref.Item]
		label := Run{Text: it.Code, Code: true, Link: c.anchor[ref.Item]}
		if it.Code == "" {
			label = Run{Text: displayName(it), Link: c.anchor[ref.Item]}
		}
		runs = append(runs, label)
		if len(ref.Locators) > 0 {
			runs = append(runs, Run{Text: "（" + strings.Join(ref.Locators, "、") + "）"})
		}
	}
	return runs
}
