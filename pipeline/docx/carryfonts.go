package docx

import (
	"maps"
	"slices"
)

// useFonts notes the fonts that a run names.
func (x *carrying) useFonts(n *Node) {
	for _, a := range n.Attrs {
		switch a.Local {
		case "ascii", "hAnsi", "eastAsia", "cs":
			if x.fonts[a.Value] == nil {
				x.fonts[a.Value] = []byte{}
			}
		}
	}
}

// describeFonts takes over what the file says of the fonts that were named, but for fonts that are embedded in it: they are
// not ours to pass on.
func (x *carrying) describeFonts() {
	part := x.pkg.Related(x.pkg.Main(), "fontTable")
	root, err := x.pkg.Tree(part)
	if part == "" || err != nil {
		return
	}
	for _, k := range root.All("font") {
		name := k.Attr("name")
		if known, used := x.fonts[name]; used && len(known) == 0 {
			f := &Node{Space: spaceW, Local: "font", Attrs: []Attr{{spaceW, "name", name}},
				Kids: k.except("embedRegular", "embedBold", "embedItalic", "embedBoldItalic", "")}
			for i, kid := range f.Kids { // values that no schema knows come from other programs
				f.Kids[i] = &Node{Space: kid.Space, Local: kid.Local, Attrs: slices.DeleteFunc(slices.Clone(kid.Attrs), func(a Attr) bool { return a.Local == "characterSet" })}
			}
			x.fonts[name] = x.prefixes.write(nil, f)
		}
	}
}

// Fonts are what files say of the fonts that stand in what was carried, one element a font, in the order of names.
func (c *Carrier) Fonts() (names []string, elements [][]byte) {
	for _, name := range slices.Sorted(maps.Keys(c.fonts)) {
		if b := c.fonts[name]; len(b) > 0 {
			names, elements = append(names, name), append(elements, b)
		}
	}
	return names, elements
}
