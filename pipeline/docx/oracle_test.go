package docx

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"pgregory.net/rapid"
)

// The oracle reads the raw XML in the plainest possible way, as a tree and with encoding/xml, and says which visible
// words a document holds. It shares no code with the reader. Its rules, each of which is an exception to "every w:t":
//
//  1. w:del, w:moveFrom: deleted. A row whose trPr has w:del goes with all its cells.
//  2. w:vanish on the run, or by its character or paragraph style: hidden.
//  3. The instruction of a field.
//  4. Content controls that show their placeholder.
//  5. Of mc:AlternateContent one branch.
//  6. w:rt, the annotation of ruby text.
//  7. Text boxes stand after the block they are anchored in, notes at the end in the order of their references.
//  8. What a chart or a SmartArt says stands in a part of its own (every a:t, and of a chart the cached labels, not the
//     numbers) and comes after the paragraph that shows it, a line once.
//  9. WordArt of VML says its words in an attribute of v:textpath; they are a text box.
//  10. A cell with w:cellDel is deleted; one that a merge covers shows nothing (see coveredCells).
//
// m:t counts as a word; what a formula shows besides (fraction bars, brackets) may stand between.

type node struct {
	xml.Name
	attrs    []xml.Attr
	children []*node
	text     string // of a text node
}

func (n *node) is(local string) bool {
	return n.Local == local && (strings.Contains(n.Space, "wordprocessingml"))
}

func (n *node) child(local string) *node {
	if n == nil {
		return nil
	}
	for _, c := range n.children {
		if c.is(local) {
			return c
		}
	}
	return nil
}

func (n *node) attr(local string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.attrs {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

func tree(t rapid.TB, b []byte) *node {
	t.Helper()
	root := &node{}
	stack := []*node{root}
	d := xml.NewDecoder(bytes.NewReader(utf8Of(b)))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // utf8Of has seen to it
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return root.children[0]
		}
		if err != nil {
			t.Fatalf("oracle: %v", err)
		}
		top := stack[len(stack)-1]
		switch v := token.(type) {
		case xml.StartElement:
			n := &node{Name: v.Name, attrs: slices.Clone(v.Attr)}
			top.children = append(top.children, n)
			stack = append(stack, n)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if len(stack) > 1 {
				top.children = append(top.children, &node{text: string(v)})
			}
		}
	}
}

func (n *node) chars() string {
	if n.Local == "" {
		return n.text
	}
	var b strings.Builder
	for _, c := range n.children {
		b.WriteString(c.chars())
	}
	return b.String()
}

type oracle struct {
	t      rapid.TB
	files  map[string][]byte
	styles map[string]*node
	normal string
	words  strings.Builder
	boxes  []*node
	fields []bool            // false while in the instruction
	rels   map[string]string // of the main part: id → part
	drawn  []string          // words of the charts and diagrams of the paragraph
	notes  []*node
	pstyle string

	covered map[*node]bool // cells under a merge
}

// oracleWords returns the visible words of a file, without white space.
func oracleWords(t rapid.TB, b []byte) string {
	t.Helper()
	o := &oracle{t: t, files: unzipped(t, b), covered: map[*node]bool{}}
	main := "word/document.xml"
	for _, r := range tree(t, o.files["_rels/.rels"]).children {
		if strings.HasSuffix(r.attr("Type"), "/officeDocument") {
			main = strings.TrimPrefix(r.attr("Target"), "/")
		}
	}
	o.readStyles(path.Dir(main))
	o.rels = map[string]string{}
	if b, ok := o.files[path.Dir(main)+"/_rels/"+path.Base(main)+".rels"]; ok {
		for _, r := range tree(t, b).children {
			target := r.attr("Target")
			if !strings.HasPrefix(target, "/") {
				target = path.Join(path.Dir(main), target)
			}
			o.rels[r.attr("Id")] = strings.TrimPrefix(target, "/")
		}
	}
	o.blocks(tree(t, o.files[main]).child("body"))
	for _, kind := range []string{"footnote", "endnote"} {
		b, ok := o.files[path.Dir(main)+"/"+kind+"s.xml"]
		if !ok {
			continue
		}
		all := tree(t, b).children
		for _, ref := range o.notes {
			for _, n := range all {
				if ref.Local == kind+"Reference" && n.attr("id") == ref.attr("id") {
					o.blocks(n)
				}
			}
		}
	}
	return bare(o.words.String())
}

func (o *oracle) readStyles(dir string) {
	o.styles = map[string]*node{}
	b, ok := o.files[dir+"/styles.xml"]
	if !ok {
		return
	}
	for _, s := range tree(o.t, b).children {
		o.styles[s.attr("styleId")] = s
		if s.attr("type") == "paragraph" && (s.attr("default") == "1" || s.attr("default") == "true") {
			o.normal = s.attr("styleId")
		}
	}
}

func unzipped(t rapid.TB, b []byte) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[strings.ReplaceAll(f.Name, "\\", "/")] = content
	}
	return files
}

func (o *oracle) blocks(n *node) {
	for _, c := range n.children {
		switch {
		case c.is("sdt"):
			if !showsPlaceholder(c) && c.child("sdtContent") != nil {
				o.blocks(c.child("sdtContent"))
			}
			continue
		case c.is("customXml"), c.is("ins"), c.is("moveTo"):
			o.blocks(c)
			continue
		case c.Local == "AlternateContent":
			if branch := chosen(c); branch != nil {
				o.blocks(branch)
			}
			continue
		}
		o.walk(c)
		if mark := c.child("pPr").child("rPr"); mark.child("del") != nil || isOnNode(mark.child("vanish")) {
			continue // it runs into the next
		}
		for len(o.boxes) > 0 { // boxes in boxes come after those around them
			box := o.boxes[0]
			o.boxes = o.boxes[1:]
			rest := o.boxes
			o.boxes = nil
			fields := o.fields
			o.fields = nil
			for _, c := range box.children {
				o.walk(c)
			}
			o.fields = fields
			o.boxes = append(o.boxes, rest...)
		}
	}
}

func showsPlaceholder(sdt *node) bool {
	p := sdt.child("sdtPr").child("showingPlcHdr")
	return p != nil && p.attr("val") != "0" && p.attr("val") != "false"
}

func isOnNode(n *node) bool {
	v := n.attr("val")
	return n != nil && v != "0" && v != "false" && v != "off"
}

// hidden asks the run's own property first, then counts the styles that hide: two cancel each other.
func (o *oracle) hidden(run *node) bool {
	if v := run.child("rPr").child("vanish"); v != nil {
		return isOnNode(v)
	}
	return o.styleHides(o.pstyle) != o.styleHides(run.child("rPr").child("rStyle").attr("val"))
}

func (o *oracle) styleHides(id string) bool {
	for range 20 {
		s := o.styles[id]
		if s == nil {
			return false
		}
		if v := s.child("rPr").child("vanish"); v != nil {
			return isOnNode(v)
		}
		id = s.child("basedOn").attr("val")
	}
	return false
}

func (o *oracle) seen() bool { return !slices.Contains(o.fields, false) }

func (o *oracle) walk(n *node) {
	switch {
	case n.is("del"), n.is("moveFrom"), n.is("rt"), n.is("pPr"), n.is("rPr"), n.is("sdtPr"), n.is("delText"):
		return
	case n.is("sdt") && showsPlaceholder(n):
		return
	case n.is("tr") && n.child("trPr").child("del") != nil, n.is("tc") && (n.child("tcPr").child("cellDel") != nil || o.covered[n]):
		return
	case n.is("tbl"):
		coveredCells(n, o.covered)
	case n.is("p"):
		outer := o.pstyle
		if o.pstyle = n.child("pPr").child("pStyle").attr("val"); o.pstyle == "" {
			o.pstyle = o.normal
		}
		defer func() {
			o.pstyle = outer
			for _, words := range o.drawn {
				o.words.WriteString(words)
			}
			o.drawn = nil
		}()
	case n.is("r") && o.hidden(n):
		o.fieldsOnly(n)
		return
	case n.is("txbxContent"), n.Local == "txBody" && strings.Contains(n.Space, "drawingml"):
		if o.seen() {
			o.boxes = append(o.boxes, n)
		}
		return
	case n.is("t"), n.Local == "t" && (strings.Contains(n.Space, "/math") || strings.Contains(n.Space, "drawingml")):
		if o.seen() {
			o.words.WriteString(n.chars())
		}
		return
	case n.Local == "textpath" && n.attr("string") != "":
		if o.seen() {
			o.boxes = append(o.boxes, &node{children: []*node{{Name: xml.Name{Space: "wordprocessingml", Local: "t"}, children: []*node{{text: n.attr("string")}}}}})
		}
		return
	case n.Local == "chart" && strings.Contains(n.Space, "/chart"), n.Local == "relIds" && strings.Contains(n.Space, "/diagram"):
		if b, ok := o.files[o.rels[cmp.Or(n.attr("dm"), n.attr("id"))]]; ok && o.seen() {
			o.drawn = append(o.drawn, drawnWords(tree(o.t, b), map[string]bool{}))
		}
		return
	case n.is("noBreakHyphen") && o.seen():
		o.words.WriteByte('-')
	case n.is("sym") && o.seen():
		code, _ := strconv.ParseUint(n.attr("char"), 16, 16)
		o.words.WriteRune(rune(0xF000 | code&0xFF))
	case n.is("fldChar"):
		o.field(n)
		return
	case n.is("footnoteReference"), n.is("endnoteReference"):
		o.notes = append(o.notes, n)
	case n.Local == "AlternateContent":
		if n = chosen(n); n == nil {
			return
		}
	}
	for _, c := range n.children {
		o.walk(c)
	}
}

// drawnWords are the words of a part of charts or diagrams (rule 8).
func drawnWords(n *node, seen map[string]bool) string {
	chart := strings.Contains(n.Space, "/chart")
	line := ""
	switch {
	case chart && slices.Contains([]string{"numCache", "numLit", "numDim", "f"}, n.Local), n.Local == "pt" && n.attr("type") == "pres":
		return ""
	case n.Local == "p" && strings.Contains(n.Space, "drawingml"):
		for _, r := range n.children {
			for _, c := range r.children {
				if c.Local == "t" {
					line += c.chars()
				}
			}
		}
	case chart && (n.Local == "v" || n.Local == "pt" && !slices.ContainsFunc(n.children, func(c *node) bool { return c.Local == "v" })):
		line = n.chars()
	}
	if line = bare(line); line != "" {
		if seen[line] {
			return ""
		}
		seen[line] = true
		return line
	}
	words := ""
	for _, c := range n.children {
		words += drawnWords(c, seen)
	}
	return words
}

func (o *oracle) fieldsOnly(n *node) {
	for _, c := range n.children {
		if c.is("fldChar") {
			o.field(c)
		}
	}
}

func (o *oracle) field(n *node) {
	last := len(o.fields) - 1
	switch n.attr("fldCharType") {
	case "begin":
		o.fields = append(o.fields, false)
	case "separate":
		if last >= 0 {
			o.fields[last] = true
		}
	case "end":
		if last >= 0 {
			o.fields = o.fields[:last]
		}
	}
}

// chosen is the branch of an mc:AlternateContent that is read, nil if none.
func chosen(n *node) *node {
	known := []string{"wps", "wpg", "wpc", "w14", "w15", "wp14", "a14"}
	for _, c := range n.children {
		ok := c.Local == "Fallback"
		if c.Local == "Choice" {
			ok = true
			for _, r := range strings.Fields(c.attr("Requires")) {
				ok = ok && slices.Contains(known, r)
			}
		}
		if ok {
			return c
		}
	}
	return nil
}
