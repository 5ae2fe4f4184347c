package docx

import (
	"slices"
	"strconv"
	"strings"
)

// hostStyles are the styles of the file that things are carried into.
type hostStyles struct {
	ids    map[string]string // kind and name, folded → id
	taken  map[string]bool   // ids
	usual  string            // id of the paragraph style that holds where none is named
	equals map[string]string // definition → id
}

// readHost reads the styles of the other file.
func (c *Carrier) readHost(b []byte) error {
	c.host = hostStyles{ids: map[string]string{}, taken: map[string]bool{}, equals: map[string]string{}}
	if b == nil {
		return nil
	}
	b, err := decodeXML(b)
	if err != nil {
		return err
	}
	tree, err := parseTree(b, DefaultLimits)
	if err != nil {
		return err
	}
	for _, s := range tree.All("style") {
		id, kind := s.Attr("styleId"), s.Attr("type")
		name := foldName(s.Kid("name").Attr("val"))
		c.host.ids[kind+" "+name], c.host.taken[id], c.names[name] = id, true, true
		if kind == "paragraph" && isOn2(s.Attr("default")) {
			c.host.usual = id
		}
	}
	return nil
}

func isOn2(v string) bool { return v == "1" || v == "true" || v == "on" }

func foldName(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

// sourceStyles are the styles of the file that is being carried from.
type sourceStyles struct {
	styles    map[string]*Node // by id
	usual     string           // id of the default paragraph style
	run, para *Node            // document defaults
	hides     map[string]bool  // character styles that hide
	mapped    map[string]string
	grid      bool // its pages have lines that text snaps to
	depth     int
}

func (x *carrying) readSource() {
	s := &x.source
	s.styles, s.hides, s.mapped = map[string]*Node{}, map[string]bool{}, map[string]string{}
	if body, err := x.pkg.Tree(x.pkg.Main()); err == nil {
		t := body.Find("docGrid").Attr("type")
		s.grid = t != "" && t != "default"
	}
	part := x.pkg.Related(x.pkg.Main(), "styles")
	root, err := x.pkg.Tree(part)
	if part == "" || err != nil {
		return
	}
	for _, k := range root.Kids {
		switch k.Local {
		case "docDefaults":
			s.run, s.para = k.Kid("rPrDefault").Kid("rPr"), k.Kid("pPrDefault").Kid("pPr")
		case "style":
			id := k.Attr("styleId")
			s.styles[id] = k
			if k.Attr("type") == "paragraph" && isOn2(k.Attr("default")) {
				s.usual = id
			}
			if v := k.Kid("rPr").Kid("vanish"); v != nil && isOn(v) && k.Attr("type") == "character" {
				s.hides[id] = true
			}
		}
	}
}

// style is the id under which a style of the file stands in the other one; "" for one that is not there. A style is taken over
// with those it is based on, so that it looks as it did: two files mean different things by one name.
func (x *carrying) style(id, kind string) string {
	s := &x.source
	if to, done := s.mapped[id]; done {
		return to
	}
	st := s.styles[id]
	if st == nil || st.Attr("type") != kind || s.depth > 40 {
		return ""
	}
	s.mapped[id] = "" // while it is being taken over: a style that is based on itself
	s.depth++
	defer func() { s.depth-- }()
	based := ""
	if b := st.Kid("basedOn").Attr("val"); b != "" && b != id {
		based = x.style(b, kind)
	}
	def := &Node{Space: spaceW, Local: "style", Attrs: []Attr{{spaceW, "type", kind}, {spaceW, "customStyle", "1"}}}
	var kids []*Node
	for _, k := range st.Kids {
		switch k.Local {
		case "pPr", "rPr", "tblPr", "trPr", "tcPr", "tblStylePr":
			kids = append(kids, x.node(k)...)
		}
	}
	if based == "" && kind == "paragraph" {
		kids = x.withDefaults(kids)
	}
	for _, k := range kids {
		if k.Local == "rPr" { // a style cannot be marked with a pen
			k.Kids = k.except("highlight")
		}
	}
	def.Kids = kids
	p := newPrefixes()
	key := kind + based + foldName(st.Kid("name").Attr("val")) + string(p.write(nil, def))
	if to := x.styleKeys[key]; to != "" {
		s.mapped[id] = to
		return to
	}
	x.styleNo++
	to := "Carried" + strconv.Itoa(x.styleNo)
	for x.host.taken[to] {
		x.styleNo++
		to = "Carried" + strconv.Itoa(x.styleNo)
	}
	name := strings.TrimSpace(st.Kid("name").Attr("val"))
	if name == "" {
		name = id
	}
	unique := name + "（摘录）"
	for n := 2; x.names[foldName(unique)]; n++ {
		unique = name + "（摘录" + strconv.Itoa(n) + "）"
	}
	x.names[foldName(unique)] = true
	def.Attrs = append(def.Attrs, Attr{spaceW, "styleId", to})
	head := []*Node{{Space: spaceW, Local: "name", Attrs: []Attr{{spaceW, "val", unique}}}}
	if based != "" {
		head = append(head, &Node{Space: spaceW, Local: "basedOn", Attrs: []Attr{{spaceW, "val", based}}})
	}
	head = append(head, &Node{Space: spaceW, Local: "uiPriority", Attrs: []Attr{{spaceW, "val", "99"}}})
	def.Kids = append(head, kids...)
	x.styles = x.prefixes.write(x.styles, def)
	x.styleKeys[key], s.mapped[id] = to, to
	return to
}

// property is one with its attributes.
type property struct {
	local string
	attrs []Attr
}

// Properties that a file's defaults set, and what holds where it sets nothing (ECMA-376 17.7.5): a style that is based on
// none must say them, because the other file has defaults of its own.
var (
	runDefaults = []property{
		{"rFonts", []Attr{{spaceW, "ascii", "Times New Roman"}, {spaceW, "eastAsia", "宋体"}, {spaceW, "hAnsi", "Times New Roman"}, {spaceW, "cs", "Times New Roman"}}},
		{"b", []Attr{{spaceW, "val", "0"}}}, {"i", []Attr{{spaceW, "val", "0"}}},
		{"color", []Attr{{spaceW, "val", "auto"}}}, {"spacing", []Attr{{spaceW, "val", "0"}}}, {"kern", []Attr{{spaceW, "val", "0"}}},
		{"sz", []Attr{{spaceW, "val", "20"}}}, {"szCs", []Attr{{spaceW, "val", "20"}}},
	}
	paraDefaults = []property{
		{"widowControl", nil},
		{"spacing", []Attr{{spaceW, "before", "0"}, {spaceW, "after", "0"}, {spaceW, "line", "240"}, {spaceW, "lineRule", "auto"}}},
		{"ind", []Attr{{spaceW, "left", "0"}, {spaceW, "right", "0"}, {spaceW, "firstLine", "0"}}},
		{"jc", []Attr{{spaceW, "val", "left"}}},
	}
)

// withDefaults adds the defaults of the file to the properties of a style.
func (x *carrying) withDefaults(kids []*Node) []*Node {
	var pPr, rPr *Node
	var rest []*Node
	for _, k := range kids {
		switch k.Local {
		case "pPr":
			pPr = k
		case "rPr":
			rPr = k
		default:
			rest = append(rest, k)
		}
	}
	fill := func(own *Node, local string, source *Node, standard []property) *Node {
		out := &Node{Space: spaceW, Local: local}
		have := map[string]bool{}
		if own != nil {
			for _, k := range own.Kids {
				out.Kids, have[k.Local] = append(out.Kids, k), true
			}
		}
		if source != nil {
			for _, k := range source.Kids {
				if !have[k.Local] && k.Local != "" {
					for _, c := range x.node(k) {
						out.Kids, have[c.Local] = append(out.Kids, c), true
					}
				}
			}
		}
		for _, d := range standard {
			if !have[d.local] {
				out.Kids = append(out.Kids, &Node{Space: spaceW, Local: d.local, Attrs: d.attrs})
			}
		}
		out.tidy()
		return out
	}
	inPara, inRun := paraDefaults, runDefaults
	if !x.source.grid { // the pages of the other file may have one
		off := property{"snapToGrid", []Attr{{spaceW, "val", "0"}}}
		inPara, inRun = append(slices.Clone(inPara), off), append(slices.Clone(inRun), off)
	}
	pPr = fill(pPr, "pPr", x.source.para, inPara)
	rPr = fill(rPr, "rPr", x.source.run, inRun)
	return append([]*Node{pPr, rPr}, rest...)
}
