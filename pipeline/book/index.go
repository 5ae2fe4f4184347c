package book

import (
	"fmt"
	"strings"

	"huibian/pipeline/catalog"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

// nameIndex lists the items by name in stroke order, one a line: name, code, page.
func (c *composer) nameIndex(_ notice.Part, p *Part) []Block { return c.index(p, catalog.ByStroke) }

// pinyinIndex lists them in the order of their pinyin.
func (c *composer) pinyinIndex(_ notice.Part, p *Part) []Block { return c.index(p, catalog.ByPinyin) }

// index lists the items by name, in the groups that an order of names makes.
func (c *composer) index(p *Part, order func(names []string) []catalog.NameGroup) []Block {
	items := c.view.Items
	if len(items) == 0 {
		return nil
	}
	names := make([]string, len(items))
	for i := range items {
		names[i] = displayName(&items[i])
	}
	blocks := []Block{title(p)}
	for _, g := range order(names) {
		if g.Label != "" {
			blocks = append(blocks, line(style.IndexGroup, g.Label))
		}
		for _, i := range g.Index {
			blocks = append(blocks, c.indexLine(i))
		}
	}
	return blocks
}

// sectionIndex lists them by section, in the order of the catalog.
func (c *composer) sectionIndex(_ notice.Part, p *Part) []Block {
	groups := c.grouped(notice.BySection)
	if len(groups) < 2 {
		return nil // there is nothing to look up
	}
	blocks := []Block{title(p)}
	for _, g := range groups {
		blocks = append(blocks, line(style.IndexGroup, fmt.Sprintf("%s（%d项）", g.title, len(g.idx))))
		for _, i := range g.idx {
			blocks = append(blocks, c.indexLine(i))
		}
	}
	return blocks
}

// indexLine is an item in an index: name, code, page.
func (c *composer) indexLine(i int) Paragraph {
	it := &c.view.Items[i]
	runs := []Run{{Text: displayName(it), Link: c.anchor[i]}}
	if it.Code != "" {
		runs = append(runs, Run{Text: "　"}, Run{Text: it.Code, Code: true})
	}
	runs = append(runs, Run{Text: "\t"}, Run{Page: c.anchor[i], Link: c.anchor[i]})
	return Paragraph{Style: style.IndexEntry, Runs: runs, From: place(it, "name")}
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
	for _, g := range c.grouped(notice.ByCategory) {
		if g.key == "" {
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
