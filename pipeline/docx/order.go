package docx

import "slices"

// propertyOrder is the order of children that the schema wants (ECMA-376 part 1, A.1). Some programs write them as they come;
// Word refuses a file for less.
var propertyOrder = map[string][]string{
	"rPr": {"rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike", "outline", "shadow", "emboss", "imprint", "noProof", "snapToGrid", "vanish", "webHidden",
		"color", "spacing", "w", "kern", "position", "sz", "szCs", "highlight", "u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang", "eastAsianLayout", "specVanish", "oMath"},
	"pPr": {"pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap",
		"overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents", "suppressOverlap", "jc",
		"textDirection", "textAlignment", "textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr", "sectPr"},
	"tblPr": {"tblStyle", "tblpPr", "tblOverlap", "bidiVisual", "tblStyleRowBandSize", "tblStyleColBandSize", "tblW", "jc", "tblCellSpacing", "tblInd", "tblBorders", "shd", "tblLayout",
		"tblCellMar", "tblLook", "tblCaption", "tblDescription"},
	"tcPr":       {"cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders", "shd", "noWrap", "tcMar", "textDirection", "tcFitText", "vAlign", "hideMark"},
	"numPr":      {"ilvl", "numId"},
	"pBdr":       {"top", "left", "bottom", "right", "between", "bar"},
	"tblBorders": {"top", "left", "start", "bottom", "right", "end", "insideH", "insideV"},
	"tcBorders":  {"top", "left", "start", "bottom", "right", "end", "insideH", "insideV", "tl2br", "tr2bl"},
	"tblCellMar": {"top", "left", "start", "bottom", "right", "end"},
	"tcMar":      {"top", "left", "start", "bottom", "right", "end"},
}

// needsValue are properties that are nothing without a value.
var needsValue = map[string]bool{"highlight": true, "jc": true, "sz": true, "szCs": true, "outlineLvl": true, "vertAlign": true, "kern": true, "w": true, "position": true, "effect": true, "em": true,
	"textAlignment": true, "textDirection": true, "ilvl": true, "numId": true, "gridSpan": true, "shd": true}

// tidy puts the properties of an element into their order, each once; a table gets what it must have.
func (n *Node) tidy() {
	if n.Local == "tbl" {
		n.Kids = append([]*Node{n.one("tblPr"), n.one("tblGrid")}, n.except("tblPr", "tblGrid")...)
		return
	}
	order := propertyOrder[n.Local]
	if order == nil {
		return
	}
	seen := map[string]bool{}
	kept := n.Kids[:0]
	for _, k := range n.Kids {
		if k.Local == "" || seen[k.Local] || needsValue[k.Local] && k.Attr("val") == "" || k.wordML() && !slices.Contains(order, k.Local) {
			continue
		}
		seen[k.Local] = true
		kept = append(kept, k)
	}
	n.Kids = kept
	sortKids(n, order)
}

// one is the first child of a name, or a new one.
func (n *Node) one(local string) *Node {
	if k := n.Kid(local); k != nil {
		return k
	}
	return &Node{Space: n.Space, Local: local}
}

func (n *Node) except(names ...string) []*Node {
	var out []*Node
	for _, k := range n.Kids {
		other := true
		for _, name := range names {
			other = other && k.Local != name
		}
		if other {
			out = append(out, k)
		}
	}
	return out
}

// sortKids puts children into an order. What is not in it comes last.
func sortKids(n *Node, order []string) {
	rank := make(map[string]int, len(order))
	for i, name := range order {
		rank[name] = i + 1
	}
	at := func(k *Node) int {
		if r := rank[k.Local]; r > 0 {
			return r
		}
		return len(order) + 1
	}
	for i := 1; i < len(n.Kids); i++ {
		for j := i; j > 0 && at(n.Kids[j]) < at(n.Kids[j-1]); j-- {
			n.Kids[j], n.Kids[j-1] = n.Kids[j-1], n.Kids[j]
		}
	}
}
