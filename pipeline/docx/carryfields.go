package docx

import (
	"strconv"
	"strings"
)

// survey looks ahead: which bookmarks lie in the stretch as a whole, and what becomes of its fields.
func (x *carrying) survey(nodes []*Node) {
	starts, ends := map[string]string{}, map[string]bool{}
	var fields []*carriedField
	var open []*carriedField
	var walk func(n *Node, depth int)
	walk = func(n *Node, depth int) {
		if depth > deepest {
			return
		}
		switch {
		case n.Local == "shapetype":
			x.types[n.Attr("id")] = true
		case !n.wordML():
		case n.Local == "bookmarkStart":
			starts[n.Attr("id")] = n.Attr("name")
		case n.Local == "bookmarkEnd":
			ends[n.Attr("id")] = true
		case n.Local == "del" || n.Local == "moveFrom":
			return
		case n.Local == "fldChar":
			switch n.Attr("fldCharType") {
			case "begin":
				f := &carriedField{chars: []*Node{n}}
				fields, open = append(fields, f), append(open, f)
			case "separate":
				if k := len(open); k > 0 {
					open[k-1].chars, open[k-1].result = append(open[k-1].chars, n), true
				}
			case "end":
				if k := len(open); k > 0 {
					open[k-1].chars, open[k-1].ended = append(open[k-1].chars, n), true
					open = open[:k-1]
				} else {
					x.drop[n] = true
				}
			}
		case n.Local == "instrText":
			if k := len(open); k > 0 && !open[k-1].result {
				open[k-1].instr = append(open[k-1].instr, n)
			}
		}
		for _, k := range n.Kids {
			walk(k, depth+1)
		}
	}
	for _, n := range nodes {
		walk(n, 0)
	}
	for id, name := range starts {
		if ends[id] && x.markID[id] == "" {
			x.markID[id] = strconv.Itoa(x.nextID())
			x.marks[name] = "" // named below, in the order of the text
		}
	}
	x.nameMarks(nodes)
	for _, f := range fields {
		x.settle(f)
	}
}

// nameMarks gives the bookmarks their names in the order in which they begin: a map has none.
func (x *carrying) nameMarks(nodes []*Node) {
	n := 0
	var walk func(n *Node, depth int)
	walk = func(k *Node, depth int) {
		if depth > deepest {
			return
		}
		if k.wordML() && k.Local == "bookmarkStart" && x.markID[k.Attr("id")] != "" {
			if name, known := x.marks[k.Attr("name")]; known && name == "" {
				x.marks[k.Attr("name")] = x.newBookmark()
				n++
			}
		}
		for _, kid := range k.Kids {
			walk(kid, depth+1)
		}
	}
	for _, k := range nodes {
		walk(k, 0)
	}
}

// carriedField is a field with a beginning, an instruction, a result and an end.
type carriedField struct {
	chars, instr  []*Node
	result, ended bool
}

// Fields that stay fields; of all others what they read last stays. Those of the second list are about a bookmark.
var (
	liveFields = map[string]bool{"HYPERLINK": true, "EQ": true, "SYMBOL": true, "SEQ": true, "ADVANCE": true, "QUOTE": true, "PAGE": true}
	markFields = map[string]bool{"REF": true, "PAGEREF": true, "NOTEREF": true}
)

// settle decides what becomes of a field.
func (x *carrying) settle(f *carriedField) {
	text := ""
	for _, n := range f.instr {
		text += n.Words()
	}
	if f.ended && x.isLive(text) {
		if !strings.HasPrefix(strings.TrimSpace(text), "HYPERLINK") {
			x.lock[f.chars[0]] = true
		}
		return
	}
	x.note1(CarryFields)
	for _, n := range append(f.chars, f.instr...) {
		x.drop[n] = true
	}
}

func (x *carrying) isLive(instr string) bool {
	word := strings.Fields(instr)
	if len(word) == 0 {
		return false
	}
	name := strings.ToUpper(word[0])
	switch {
	case markFields[name]:
		return len(word) > 1 && x.marks[word[1]] != ""
	case name == "HYPERLINK":
		for i, w := range word {
			if w == `\l` {
				return i+1 < len(word) && x.marks[strings.Trim(word[i+1], `"`)] != ""
			}
		}
	}
	return liveFields[name]
}

// renamed puts the new names of bookmarks into an instruction.
func (x *carrying) renamed(instr string) string {
	for _, w := range strings.Fields(instr) {
		bare := strings.Trim(w, `"`)
		if name := x.marks[bare]; name != "" && name != bare {
			instr = strings.Replace(instr, bare, name, 1)
		}
	}
	return instr
}

func (x *carrying) simpleField(n *Node) []*Node {
	if !x.isLive(n.Attr("instr")) {
		x.note1(CarryFields)
		return x.kids(n)
	}
	out := x.copy(n)
	for i := range out.Attrs {
		if out.Attrs[i].Local == "instr" {
			out.Attrs[i].Value = x.renamed(out.Attrs[i].Value)
		}
	}
	return []*Node{out}
}

func (x *carrying) fieldChar(n *Node) []*Node {
	out := &Node{Space: spaceW, Local: "fldChar", Attrs: []Attr{{spaceW, "fldCharType", n.Attr("fldCharType")}}}
	if x.lock[n] {
		out.Attrs = append(out.Attrs, Attr{spaceW, "fldLock", "1"})
	}
	return []*Node{out}
}

func (x *carrying) instruction(n *Node) []*Node {
	out := x.copy(n)
	for _, k := range out.Kids {
		k.Text = x.renamed(k.Text)
	}
	return []*Node{out}
}
