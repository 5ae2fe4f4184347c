package docx

import (
	"strconv"
	"strings"
)

// Elements that go, with all that is in them, and what is noted of it; "" is nothing.
var carryDrops = map[string]CarryKind{
	"del": CarryTracked, "moveFrom": CarryTracked, "rPrChange": CarryTracked, "pPrChange": CarryTracked, "sectPrChange": CarryTracked, "tblPrChange": CarryTracked,
	"trPrChange": CarryTracked, "tcPrChange": CarryTracked, "tblGridChange": CarryTracked, "tblPrExChange": CarryTracked, "numberingChange": CarryTracked,
	"cellIns": CarryTracked, "cellDel": CarryTracked, "cellMerge": CarryTracked,
	"moveFromRangeStart": "", "moveFromRangeEnd": "", "moveToRangeStart": "", "moveToRangeEnd": "", "customXmlInsRangeStart": "", "customXmlInsRangeEnd": "",
	"customXmlDelRangeStart": "", "customXmlDelRangeEnd": "", "customXmlMoveFromRangeStart": "", "customXmlMoveFromRangeEnd": "", "customXmlMoveToRangeStart": "", "customXmlMoveToRangeEnd": "",
	"commentRangeStart": "", "commentRangeEnd": "", "commentReference": CarryComments, "annotationRef": "",
	"proofErr": "", "permStart": "", "permEnd": "", "lastRenderedPageBreak": "", "smartTagPr": "", "customXmlPr": "", "sdtPr": "", "sdtEndPr": "", "divId": "", "cnfStyle": "",
}

// Elements whose content takes their place.
var carryUnwraps = map[string]bool{"ins": true, "moveTo": true, "smartTag": true, "customXml": true, "sdtContent": true, "dir": true, "bdo": true}

// switches are on where they stand: they know the words on and off alone, and programs write others.
var switches = map[string]bool{"bidiVisual": true, "cantSplit": true, "tblHeader": true, "noWrap": true, "tcFitText": true, "hideMark": true}

// wordML tells whether an element is Word's own.
func (n *Node) wordML() bool { return n.Space == spaceW }

// blocks carries blocks. A paragraph whose mark was deleted goes on in the next.
func (x *carrying) blocks(in []*Node) []*Node {
	var out []*Node
	var ahead []*Node // content of paragraphs whose mark is gone
	for _, n := range in {
		for _, b := range x.node(n) {
			if b.wordML() && b.Local == "p" && ahead != nil {
				at := 0
				if len(b.Kids) > 0 && b.Kids[0].Local == "pPr" {
					at = 1
				}
				kids := append([]*Node{}, b.Kids[:at]...)
				b.Kids = append(append(kids, ahead...), b.Kids[at:]...)
				ahead = nil
			}
			if n.Local == "p" && n.Kid("pPr").Kid("rPr").Kid("del") != nil && b.Local == "p" {
				x.note1(CarryTracked)
				for _, k := range b.Kids {
					if k.Local != "pPr" {
						ahead = append(ahead, k)
					}
				}
				if ahead == nil {
					ahead = []*Node{}
				}
				continue
			}
			out = append(out, b)
		}
	}
	if len(ahead) > 0 {
		out = append(out, &Node{Space: spaceW, Local: "p", Kids: ahead})
	}
	return out
}

// deepest bounds the recursion.
const deepest = 400

// node carries one element: nothing, itself in a new form, or what is in it.
func (x *carrying) node(n *Node) []*Node {
	if n.Local == "" {
		return []*Node{{Text: n.Text}}
	}
	if x.depth++; x.depth > deepest {
		x.err = ErrTooDeep
	}
	defer func() { x.depth-- }()
	if x.err != nil || x.drop[n] {
		return nil
	}
	if n.wordML() {
		if kind, drops := carryDrops[n.Local]; drops {
			if kind != "" {
				x.note1(kind)
			}
			return nil
		}
		if carryUnwraps[n.Local] {
			if n.Local == "ins" || n.Local == "moveTo" {
				x.note1(CarryTracked)
			}
			return x.kids(n)
		}
		if switches[n.Local] {
			if !isOn(n) {
				return nil
			}
			return []*Node{{Space: n.Space, Local: n.Local}}
		}
		if f := carryElements[n.Local]; f != nil {
			return f(x, n)
		}
	}
	if strings.Contains(n.Space, "/office/word/20") && !strings.Contains(n.Space, "wordprocessing") { // w14 and its like: effects
		return nil
	}
	if n.Local == "schemeClr" && n.Space == "http://schemas.openxmlformats.org/drawingml/2006/main" {
		if c := x.theme.named(drawingRoles[n.Attr("val")]); c != "" {
			return []*Node{{Space: n.Space, Local: "srgbClr", Attrs: []Attr{{"", "val", c}}, Kids: x.kids(n)}}
		}
	}
	if n.Local == "sizeRelH" || n.Local == "sizeRelV" {
		return nil
	}
	if t := n.Attr("type"); n.Space == nsVML && strings.HasPrefix(t, "#") {
		return append(x.shapeType(t[1:]), x.copy(n))
	}
	return []*Node{x.copy(n)}
}

const nsVML = "urn:schemas-microsoft-com:vml"

// shapeType gives the type of a VML shape where it does not stand in the stretch: Word writes it once, where it is first used.
func (x *carrying) shapeType(id string) []*Node {
	if x.types[id] {
		return nil
	}
	x.types[id] = true
	root, err := x.pkg.Tree(x.part)
	if err != nil {
		return nil
	}
	if t := root.vmlType(id, 0); t != nil {
		return []*Node{x.copy(t)}
	}
	return nil
}

func (n *Node) vmlType(id string, depth int) *Node {
	if depth > deepest {
		return nil
	}
	for _, k := range n.Kids {
		if k.Local == "shapetype" && k.Attr("id") == id {
			return k
		}
		if t := k.vmlType(id, depth+1); t != nil {
			return t
		}
	}
	return nil
}

func (x *carrying) kids(n *Node) []*Node {
	var out []*Node
	for _, k := range n.Kids {
		if k.Local == "" && !textual[n.Local] && strings.TrimSpace(k.Text) == "" {
			continue // how the file was indented
		}
		out = append(out, x.node(k)...)
	}
	return out
}

// textual are elements in which blanks are text.
var textual = map[string]bool{"t": true, "instrText": true, "delText": true, "posOffset": true, "align": true, "textpath": true}

// copy is an element with its attributes and all that is in it, under new names.
func (x *carrying) copy(n *Node) *Node {
	out := &Node{Space: n.Space, Local: n.Local, Requires: n.Requires}
	for _, a := range n.Attrs {
		if a, keep := x.attr(n, a); keep {
			out.Attrs = append(out.Attrs, a)
		}
	}
	if n.wordML() && (n.Local == "tc" || n.Local == "txbxContent" || n.Local == "footnote" || n.Local == "endnote") {
		out.Kids = x.blocks(n.Kids)
		if k := len(out.Kids); k == 0 || out.Kids[k-1].Local != "p" {
			out.Kids = append(out.Kids, &Node{Space: spaceW, Local: "p"}) // a cell ends in a paragraph
		}
		return out
	}
	out.Kids = x.kids(n)
	if n.wordML() {
		out.tidy()
	}
	return out
}

// attr carries an attribute.
func (x *carrying) attr(n *Node, a Attr) (Attr, bool) {
	switch {
	case a.Space == spaceR:
		id, ok := x.relation(a.Value)
		a.Value = id
		return a, ok
	case a.Space == spaceW && strings.HasPrefix(a.Local, "rsid"), a.Space == nsMCName,
		strings.Contains(a.Space, "/office/word/20"):
		return a, false
	case a.Space == "urn:schemas-microsoft-com:office:office" && a.Local == "relid":
		id, ok := x.relation(a.Value)
		a.Value = id
		return a, ok
	case a.Space == "" && a.Local == "id" && (n.Local == "docPr" || n.Local == "cNvPr" || n.Local == "stCxn" || n.Local == "endCxn"):
		a.Value = x.drawingID(a.Value)
	case n.Space == nsVML && (a.Local == "id" && a.Space == "" || a.Local == "spid"):
		a.Value = x.shapeID(a.Value)
	case n.Space == nsVML && a.Local == "ID": // as LibreOffice writes it beside id
		return a, false
	case n.Space == nsVML && a.Local == "type" && strings.HasPrefix(a.Value, "#"):
		a.Value = "#" + x.shapeID(a.Value[1:])
	case n.Local == "OLEObject" && a.Local == "ShapeID":
		a.Value = x.shapeID(a.Value)
	case n.wordML() && a.Space == spaceW && strings.HasPrefix(a.Local, "theme") || n.Local == "rFonts" && strings.HasSuffix(a.Local, "Theme") || n.Local == "rFonts" && a.Local == "cstheme":
		return a, false // rewritten where it can be, see named
	}
	return a, true
}

// drawingID is the new id of a drawing or a shape of it.
func (x *carrying) drawingID(old string) string {
	id := x.ids[old]
	if id == "" {
		id = strconv.Itoa(x.nextID())
		x.ids[old] = id
	}
	return id
}

func (x *carrying) shapeID(old string) string {
	id := x.shapes[old]
	if id == "" {
		x.shapeNo++
		id = "_x0000_c" + strconv.Itoa(x.shapeNo)
		x.shapes[old] = id
	}
	return id
}

// carryElements are Word's elements that need more than copying.
var carryElements map[string]func(*carrying, *Node) []*Node

func init() {
	value := func(n *Node, v string) *Node {
		return &Node{Space: n.Space, Local: n.Local, Attrs: []Attr{{spaceW, "val", v}}}
	}
	styled := func(kind string) func(*carrying, *Node) []*Node {
		return func(x *carrying, n *Node) []*Node {
			if id := x.style(n.Attr("val"), kind); id != "" {
				return []*Node{value(n, id)}
			}
			return nil
		}
	}
	note := func(kind int) func(*carrying, *Node) []*Node {
		return func(x *carrying, n *Node) []*Node { return x.noteReference(kind, n) }
	}
	carryElements = map[string]func(*carrying, *Node) []*Node{
		"p": (*carrying).paragraph, "r": (*carrying).run, "tr": (*carrying).row, "sdt": (*carrying).control,
		"pStyle": styled("paragraph"), "rStyle": styled("character"), "tblStyle": styled("table"),
		"numPr": (*carrying).numbered, "rFonts": (*carrying).named, "color": (*carrying).colored, "shd": (*carrying).colored,
		"sectPr":        func(x *carrying, _ *Node) []*Node { x.note1(CarrySections); return nil },
		"bookmarkStart": (*carrying).mark, "bookmarkEnd": (*carrying).mark, "hyperlink": (*carrying).hyperlink, "fldSimple": (*carrying).simpleField,
		"footnoteReference": note(0), "endnoteReference": note(1), "object": (*carrying).object, "fldChar": (*carrying).fieldChar, "instrText": (*carrying).instruction,
		"tbl": (*carrying).table,
	}
}

// paragraph carries a paragraph. One that names no style is of the file's usual one.
func (x *carrying) paragraph(n *Node) []*Node {
	out := x.copy(n)
	if n.Kid("pPr").Kid("pStyle") != nil || x.source.usual == "" {
		return []*Node{out}
	}
	id := x.style(x.source.usual, "paragraph")
	if id == "" || id == x.host.usual {
		return []*Node{out}
	}
	st := &Node{Space: spaceW, Local: "pStyle", Attrs: []Attr{{spaceW, "val", id}}}
	if len(out.Kids) > 0 && out.Kids[0].Local == "pPr" {
		out.Kids[0].Kids = append([]*Node{st}, out.Kids[0].Kids...)
	} else {
		out.Kids = append([]*Node{{Space: spaceW, Local: "pPr", Kids: []*Node{st}}}, out.Kids...)
	}
	return []*Node{out}
}

// table carries a table, if a row of it is left.
func (x *carrying) table(n *Node) []*Node {
	out := x.copy(n)
	if out.Kid("tr") == nil {
		return nil
	}
	return []*Node{out}
}

// run carries a run. What is hidden is not carried: nobody would know what the other file holds.
func (x *carrying) run(n *Node) []*Node {
	pr := n.Kid("rPr")
	if x.hidden(pr) {
		x.note1(CarryHidden)
		return nil
	}
	out := x.copy(n)
	if len(n.Kids) > 0 && len(out.Kids) == 0 || len(out.Kids) == 1 && out.Kids[0].Local == "rPr" && (pr == nil || len(n.Kids) > 1) {
		return nil // all of it went
	}
	return []*Node{out}
}

func (x *carrying) hidden(pr *Node) bool {
	if v := pr.Kid("vanish"); v != nil {
		return isOn(v)
	}
	return x.source.hides[pr.Kid("rStyle").Attr("val")]
}

func isOn(n *Node) bool {
	switch n.Attr("val") {
	case "0", "false", "off":
		return false
	}
	return true
}

// row carries a table row, if it was not deleted.
func (x *carrying) row(n *Node) []*Node {
	if n.Kid("trPr").Kid("del") != nil {
		x.note1(CarryTracked)
		return nil
	}
	out := x.copy(n)
	if out.Kid("tc") == nil {
		return nil
	}
	return []*Node{out}
}

// control carries what is in a content control; a placeholder is no content.
func (x *carrying) control(n *Node) []*Node {
	if s := n.Kid("sdtPr").Kid("showingPlcHdr"); s != nil && isOn(s) {
		x.note1(CarryHidden)
		if c := n.Kid("sdtContent"); c.Kid("p") != nil {
			return []*Node{{Space: spaceW, Local: "p"}}
		} else if c.Kid("tc") != nil {
			return []*Node{{Space: spaceW, Local: "tc", Kids: []*Node{{Space: spaceW, Local: "p"}}}}
		}
		return nil
	}
	return x.kids(n)
}

// mark carries a bookmark that begins and ends in the stretch, under a new name.
func (x *carrying) mark(n *Node) []*Node {
	id := x.markID[n.Attr("id")]
	if id == "" {
		return nil
	}
	out := &Node{Space: spaceW, Local: n.Local, Attrs: []Attr{{spaceW, "id", id}}}
	if n.Local == "bookmarkStart" {
		out.Attrs = append(out.Attrs, Attr{spaceW, "name", x.marks[n.Attr("name")]})
		for _, a := range n.Attrs {
			if a.Local == "colFirst" || a.Local == "colLast" {
				out.Attrs = append(out.Attrs, a)
			}
		}
	}
	return []*Node{out}
}

// hyperlink carries a link that leads to a page outside, or into the stretch. Of others the words stay.
func (x *carrying) hyperlink(n *Node) []*Node {
	out := &Node{Space: spaceW, Local: "hyperlink"}
	for _, a := range n.Attrs {
		switch {
		case a.Space == spaceR && a.Local == "id":
			id, ok := x.relation(a.Value)
			if ok {
				out.Attrs = append(out.Attrs, Attr{spaceR, "id", id})
			}
		case a.Local == "anchor":
			if name := x.marks[a.Value]; name != "" {
				out.Attrs = append(out.Attrs, Attr{spaceW, "anchor", name})
			}
		case a.Local == "tooltip", a.Local == "history", a.Local == "tgtFrame":
			out.Attrs = append(out.Attrs, a)
		}
	}
	out.Kids = x.kids(n)
	for _, a := range out.Attrs {
		if a.Local == "id" || a.Local == "anchor" {
			return []*Node{out}
		}
	}
	return out.Kids
}

// object carries an embedded object; of one that is not to be carried the preview stays.
func (x *carrying) object(n *Node) []*Node {
	out := x.copy(n)
	if ole := out.Find("OLEObject"); ole != nil && (x.clip.Bare || ole.Attr("id") == "") {
		x.note1(CarryEmbedded)
		var kids []*Node
		for _, k := range out.Kids {
			if k.Local != "OLEObject" {
				kids = append(kids, k)
			}
		}
		out.Kids = kids
	}
	return []*Node{out}
}

// noteReference carries a footnote or an endnote.
func (x *carrying) noteReference(kind int, n *Node) []*Node {
	if x.note >= 0 { // a note in a note
		return nil
	}
	k := noteKinds[kind]
	part := x.pkg.Related(x.pkg.Main(), k.part)
	if part == "" {
		return nil
	}
	tree, err := x.pkg.Tree(part)
	if err != nil {
		return nil
	}
	for _, t := range tree.Kids {
		if t.Local != k.element || t.Attr("id") != n.Attr("id") || t.Attr("type") != "" && t.Attr("type") != "normal" {
			continue
		}
		if refuses(x.pkg, []*Node{t}) != nil {
			return nil
		}
		list := &x.notes[kind]
		list.n++
		id := strconv.Itoa(list.n)
		inner := *x
		inner.part, inner.note = part, kind
		inner.survey(t.Kids)
		c := inner.copy(t)
		x.err = inner.err
		c.Attrs = []Attr{{spaceW, "id", id}}
		list.xml = x.prefixes.write(list.xml, c)
		out := &Node{Space: spaceW, Local: n.Local, Attrs: []Attr{{spaceW, "id", id}}}
		if v := n.Attr("customMarkFollows"); v != "" {
			out.Attrs = append([]Attr{{spaceW, "customMarkFollows", v}}, out.Attrs...)
		}
		return []*Node{out}
	}
	return nil
}

// named writes the fonts of a run by their names, where they are named by their roles in the file's theme.
func (x *carrying) named(n *Node) []*Node {
	out := x.copy(n)
	for _, f := range []struct{ role, name string }{{"asciiTheme", "ascii"}, {"hAnsiTheme", "hAnsi"}, {"eastAsiaTheme", "eastAsia"}, {"cstheme", "cs"}} {
		font := x.theme.font(n.Attr(f.role))
		if font == "" {
			continue
		}
		kept := out.Attrs[:0]
		for _, a := range out.Attrs {
			if a.Local != f.name {
				kept = append(kept, a)
			}
		}
		out.Attrs = append(kept, Attr{spaceW, f.name, font})
	}
	if len(out.Attrs) == 0 {
		return nil
	}
	x.useFonts(out)
	return []*Node{out}
}

// colored writes a colour by its value, where it is named by its role.
func (x *carrying) colored(n *Node) []*Node {
	out := x.copy(n)
	if n.Local == "color" {
		if role := n.Attr("themeColor"); role != "" && (n.Attr("val") == "" || n.Attr("val") == "auto") {
			if c := x.theme.named(role); c != "" {
				out.Attrs = []Attr{{spaceW, "val", c}}
			}
		}
		if out.Attr("val") == "" {
			return nil
		}
	}
	return []*Node{out}
}
