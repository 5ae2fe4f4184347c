package docx

import (
	"strconv"
	"strings"
)

// numbered carries the list of a paragraph.
func (x *carrying) numbered(n *Node) []*Node {
	id := n.Kid("numId").Attr("val")
	out := &Node{Space: spaceW, Local: "numPr"}
	if lvl := n.Kid("ilvl"); lvl != nil {
		out.Kids = append(out.Kids, &Node{Space: spaceW, Local: "ilvl", Attrs: []Attr{{spaceW, "val", lvl.Attr("val")}}})
	}
	switch {
	case id == "0":
	case id != "":
		if id = x.list(id); id == "" {
			return nil
		}
	}
	if id != "" {
		out.Kids = append(out.Kids, &Node{Space: spaceW, Local: "numId", Attrs: []Attr{{spaceW, "val", id}}})
	}
	if len(out.Kids) == 0 {
		return nil
	}
	return []*Node{out}
}

// list is the new number of a list (w:num) of the file; "" for one that is not there. A list goes on where it stood at the
// beginning of the stretch.
func (x *carrying) list(id string) string {
	if to, done := x.nums[id]; done {
		return to
	}
	x.nums[id] = ""
	part := x.pkg.Related(x.pkg.Main(), "numbering")
	root, err := x.pkg.Tree(part)
	if part == "" || err != nil {
		return ""
	}
	num := listOf(root, "num", "numId", id)
	if num == nil {
		return ""
	}
	source := num.Kid("abstractNumId").Attr("val")
	abs := x.abstract(root, part, source, 0)
	if abs == "" {
		return ""
	}
	x.numNo++
	to := strconv.Itoa(x.numNo)
	x.nums[id] = to
	out := &Node{Space: spaceW, Local: "num", Attrs: []Attr{{spaceW, "numId", to}},
		Kids: []*Node{{Space: spaceW, Local: "abstractNumId", Attrs: []Attr{{spaceW, "val", abs}}}}}
	going := x.going(source)
	first := !x.begun(source)
	for lvl := range 9 {
		var own *Node
		for _, o := range num.All("lvlOverride") {
			if o.Attr("ilvl") == strconv.Itoa(lvl) {
				own = o
			}
		}
		o := &Node{Space: spaceW, Local: "lvlOverride", Attrs: []Attr{{spaceW, "ilvl", strconv.Itoa(lvl)}}}
		start := own.Kid("startOverride").Attr("val")
		if first && going[lvl] > 0 && (start == "" || x.usedBefore(id)) {
			start = strconv.Itoa(going[lvl] + 1)
			if lvl < x.lowest(source) {
				start = strconv.Itoa(going[lvl]) // seen in the numbers of the levels below
			}
		}
		if start != "" {
			o.Kids = append(o.Kids, &Node{Space: spaceW, Local: "startOverride", Attrs: []Attr{{spaceW, "val", start}}})
		}
		if l := own.Kid("lvl"); l != nil {
			o.Kids = append(o.Kids, x.inPart(part, func(in *carrying) *Node { return in.level(l) }))
		}
		if len(o.Kids) > 0 {
			out.Kids = append(out.Kids, o)
		}
	}
	x.Carrier.nums = x.prefixes.write(x.Carrier.nums, out)
	return to
}

func listOf(root *Node, local, key, id string) *Node {
	for _, k := range root.Kids {
		if k.Local == local && k.Attr(key) == id {
			return k
		}
	}
	return nil
}

// inPart carries something of another part than the one being read.
func (x *carrying) inPart(part string, f func(*carrying) *Node) *Node {
	inner := *x
	inner.part = part
	out := f(&inner)
	x.err = inner.err
	return out
}

// abstract is the new number of the definition of a list. One that leads to a style of lists is the definition which that
// leads to.
func (x *carrying) abstract(root *Node, part, id string, depth int) string {
	if to, done := x.abs[id]; done {
		return to
	}
	n := listOf(root, "abstractNum", "abstractNumId", id)
	if n == nil || depth > 10 {
		return ""
	}
	if link := n.Kid("numStyleLink").Attr("val"); link != "" {
		if num := listOf(root, "num", "numId", x.source.styles[link].Kid("pPr").Kid("numPr").Kid("numId").Attr("val")); num != nil {
			return x.abstract(root, part, num.Kid("abstractNumId").Attr("val"), depth+1)
		}
	}
	to := strconv.Itoa(x.absNo)
	x.absNo++
	x.abs[id] = to
	sum := strings.ToUpper(sumHex([]byte(x.sum + " " + id + " " + to)))
	out := &Node{Space: spaceW, Local: "abstractNum", Attrs: []Attr{{spaceW, "abstractNumId", to}},
		Kids: []*Node{{Space: spaceW, Local: "nsid", Attrs: []Attr{{spaceW, "val", sum[:8]}}}}}
	if t := n.Kid("multiLevelType"); t != nil {
		out.Kids = append(out.Kids, &Node{Space: spaceW, Local: "multiLevelType", Attrs: []Attr{{spaceW, "val", t.Attr("val")}}})
	}
	out.Kids = append(out.Kids, &Node{Space: spaceW, Local: "tmpl", Attrs: []Attr{{spaceW, "val", sum[8:16]}}})
	for _, l := range n.All("lvl") {
		out.Kids = append(out.Kids, x.inPart(part, func(in *carrying) *Node { return in.level(l) }))
	}
	x.abstracts = x.prefixes.write(x.abstracts, out)
	return to
}

// level carries one level of a list. Styles that belong to a level name it themselves.
func (x *carrying) level(n *Node) *Node {
	out := &Node{Space: spaceW, Local: "lvl", Attrs: []Attr{{spaceW, "ilvl", n.Attr("ilvl")}}}
	for _, a := range []string{"tplc", "tentative"} {
		if v := n.Attr(a); v != "" {
			out.Attrs = append(out.Attrs, Attr{spaceW, a, v})
		}
	}
	for _, k := range n.Kids {
		switch k.Local {
		case "pStyle":
		case "lvlPicBulletId":
			if id := x.bullet(k.Attr("val")); id != "" {
				out.Kids = append(out.Kids, &Node{Space: spaceW, Local: "lvlPicBulletId", Attrs: []Attr{{spaceW, "val", id}}})
			}
		default:
			out.Kids = append(out.Kids, x.node(k)...)
		}
	}
	return out
}

// bullet carries a picture that stands for a number.
func (x *carrying) bullet(id string) string {
	root, err := x.pkg.Tree(x.part)
	if err != nil {
		return ""
	}
	n := listOf(root, "numPicBullet", "numPicBulletId", id)
	if n == nil {
		return ""
	}
	to := strconv.Itoa(x.bulletNo)
	x.bulletNo++
	out := &Node{Space: spaceW, Local: "numPicBullet", Attrs: []Attr{{spaceW, "numPicBulletId", to}}, Kids: x.kids(n)}
	x.bullets = x.prefixes.write(x.bullets, out)
	return to
}

// counters of the lists of a file, by definition, where the stretch begins.
type counters struct {
	at     map[string][9]int
	used   map[string]bool // lists
	lowest map[string]int  // the level of the first paragraph of a definition in the stretch
}

// standing counts the lists of the file up to the stretch, as Word does.
func (x *carrying) standing() *counters {
	if x.counted != nil {
		return x.counted
	}
	c := &counters{at: map[string][9]int{}, used: map[string]bool{}, lowest: map[string]int{}}
	x.counted = c
	body, err := x.pkg.Tree(x.pkg.Main())
	part := x.pkg.Related(x.pkg.Main(), "numbering")
	root, err2 := x.pkg.Tree(part)
	if err != nil || err2 != nil || len(x.clip.Ranges) == 0 {
		return c
	}
	abs := map[string]string{}
	starts := map[string][9]int{}
	for _, n := range root.Kids {
		switch n.Local {
		case "num":
			abs[n.Attr("numId")] = n.Kid("abstractNumId").Attr("val")
		case "abstractNum":
			s := [9]int{}
			for _, l := range n.All("lvl") {
				if i, err := strconv.Atoi(l.Attr("ilvl")); err == nil && i >= 0 && i < 9 {
					s[i], _ = strconv.Atoi(l.Kid("start").Attr("val"))
				}
			}
			starts[n.Attr("abstractNumId")] = s
		}
	}
	begin, end := x.clip.Ranges[0].Start, x.clip.Ranges[len(x.clip.Ranges)-1].End
	var walk func(n *Node, depth int)
	walk = func(n *Node, depth int) {
		if depth > deepest || n.Start >= end {
			return
		}
		if n.Local == "del" || n.Local == "txbxContent" {
			return
		}
		if n.Local != "p" {
			for _, k := range n.Kids {
				walk(k, depth+1)
			}
			return
		}
		id, lvl := x.listAt(n)
		a := abs[id]
		if id == "" || id == "0" || a == "" {
			return
		}
		if n.Start >= begin {
			if _, known := c.lowest[a]; !known {
				c.lowest[a] = lvl
			}
			return
		}
		at := c.at[a]
		if !c.used[id] {
			c.used[id] = true
			if num := listOf(root, "num", "numId", id); num != nil {
				for _, o := range num.All("lvlOverride") {
					i, err := strconv.Atoi(o.Attr("ilvl"))
					if v := o.Kid("startOverride").Attr("val"); err == nil && v != "" && i >= 0 && i < 9 {
						s, _ := strconv.Atoi(v)
						at[i] = s - 1
					}
				}
			}
		}
		if at[lvl] == 0 {
			at[lvl] = max(starts[a][lvl]-1, 0)
		}
		at[lvl]++
		for i := lvl + 1; i < 9; i++ {
			at[i] = 0
		}
		c.at[a] = at
	}
	walk(body, 0)
	return c
}

// listAt is the list of a paragraph and its level, by its own properties or its style's.
func (x *carrying) listAt(p *Node) (id string, lvl int) {
	pr := p.Kid("pPr")
	look := func(n *Node) {
		if id == "" {
			id = n.Kid("numId").Attr("val")
		}
		if v := n.Kid("ilvl").Attr("val"); v != "" && lvl == 0 {
			lvl, _ = strconv.Atoi(v)
		}
	}
	look(pr.Kid("numPr"))
	style := pr.Kid("pStyle").Attr("val")
	if style == "" {
		style = x.source.usual
	}
	for range 20 {
		st := x.source.styles[style]
		if id != "" || st == nil {
			break
		}
		look(st.Kid("pPr").Kid("numPr"))
		style = st.Kid("basedOn").Attr("val")
	}
	return id, max(0, min(lvl, 8))
}

// going is how far the levels of a definition are where the stretch begins.
func (x *carrying) going(abs string) [9]int { return x.standing().at[abs] }

// lowest is the level at which a definition is first used in the stretch.
func (x *carrying) lowest(abs string) int { return x.standing().lowest[abs] }

func (x *carrying) usedBefore(num string) bool { return x.standing().used[num] }

// begun says whether a definition has been used in the stretch already, and notes that it is.
func (x *carrying) begun(abs string) bool {
	was := x.started[abs]
	x.started[abs] = true
	return was
}
