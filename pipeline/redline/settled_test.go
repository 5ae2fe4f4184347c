package redline

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// node is an element, or text where it has no name. The tests read files with it, so that they share nothing with what
// they test.
type node struct {
	name  string
	attrs map[string]string
	text  string
	kids  []*node
}

func tree(t testing.TB, file []byte) *node {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(partOf(t, file, "word/document.xml")))
	root := &node{}
	open := []*node{root}
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return root
		}
		if err != nil {
			t.Fatal(err)
		}
		top := open[len(open)-1]
		switch tok := tok.(type) {
		case xml.StartElement:
			n := &node{name: tok.Name.Local, attrs: map[string]string{}}
			for _, a := range tok.Attr {
				n.attrs[a.Name.Local] = a.Value
			}
			top.kids = append(top.kids, n)
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			top.kids = append(top.kids, &node{text: string(tok)})
		}
	}
}

func (n *node) child(path ...string) *node {
	for _, name := range path {
		i := slices.IndexFunc(n.kids, func(k *node) bool { return k.name == name })
		if i < 0 {
			return nil
		}
		n = n.kids[i]
	}
	return n
}

func (n *node) each(what func(*node)) {
	what(n)
	for _, k := range n.kids {
		k.each(what)
	}
}

// settle accepts all changes, where gone is "del", or rejects them, where it is "ins".
func (n *node) settle(gone string) {
	var out []*node
	var waiting []*node // content of a paragraph whose mark is gone
	flush := func() {
		if len(waiting) > 0 {
			out = append(out, &node{name: "p", kids: waiting})
		}
		waiting = nil
	}
	for _, k := range n.kids {
		k.settle(gone)
		switch k.name {
		case gone:
			continue
		case "ins", "del":
			out = append(out, k.kids...)
			continue
		case "delText":
			k.name = "t"
		case "tr":
			if k.attrs["gone"] == gone {
				continue
			}
		case "tbl":
			flush()
			if k.child("tr") == nil {
				continue
			}
		case "p":
			if k.attrs["gone"] == gone {
				waiting = append(waiting, k.kids...)
				continue
			}
			k.kids = append(waiting, k.kids...)
			waiting = nil
		}
		out = append(out, k)
	}
	flush()
	n.kids = out
}

// flagged notes at rows and paragraphs what their properties say, before those are settled away.
func (n *node) flagged() *node {
	n.each(func(k *node) {
		for _, s := range []string{"ins", "del"} {
			if k.name == "tr" && k.child("trPr", s) != nil || k.name == "p" && k.child("pPr", "rPr", s) != nil {
				k.attrs["gone"] = s
			}
		}
	})
	return n
}

// reading is what a book says, a line for each paragraph of the body and each row: but for the contents, indexes by
// pages, charts, and the numbers of pages, which are always the new book's.
type reading struct {
	lines  []string
	fields int  // open ones
	result bool // that of the field has begun
}

var pageAtEnd = regexp.MustCompile(`\t(#|[0-9ivx]+)$`)

func (r *reading) read(n *node) {
	for _, k := range n.kids {
		switch k.name {
		case "p":
			if text := r.paragraph(k); strings.Trim(text, "#\t") != "" {
				r.lines = append(r.lines, pageAtEnd.ReplaceAllString(text, "\t#"))
			}
		case "tbl":
			r.table(k)
		default:
			r.read(k)
		}
	}
}

func (r *reading) table(n *node) {
	var lines []string
	paged := n.child("tblPr", "tblStyle") == nil
	for _, tr := range n.kids {
		if tr.name != "tr" {
			continue
		}
		var cells []string
		for _, tc := range tr.kids {
			if tc.name != "tc" {
				continue
			}
			var paras []string
			for _, p := range tc.kids {
				if p.name == "p" {
					text := r.paragraph(p)
					paged = paged || strings.Contains(text, "#")
					paras = append(paras, text)
				}
			}
			cells = append(cells, strings.Join(paras, "/"))
		}
		lines = append(lines, strings.Join(cells, " | "))
	}
	if !paged {
		r.lines = append(r.lines, lines...)
	}
}

func (r *reading) paragraph(p *node) string {
	var b strings.Builder
	p.each(func(k *node) {
		switch {
		case k.name == "fldChar" && k.attrs["fldCharType"] == "begin":
			r.fields++
			r.result = false
		case k.name == "fldChar" && k.attrs["fldCharType"] == "separate":
			r.result = true
		case k.name == "fldChar" && k.attrs["fldCharType"] == "end":
			r.fields--
		case r.fields > 0 && r.result && k.name == "t":
			b.WriteString("#")
			r.result = false
		case r.fields > 0:
		case k.name == "t":
			for _, text := range k.kids {
				b.WriteString(text.text)
			}
		case k.name == "tab":
			b.WriteString("\t")
		case k.name == "br":
			b.WriteString("\n")
		}
	})
	return b.String()
}

// says reads a file as it stands, settled "ins" or "del", or with "" as it is.
func says(t testing.TB, file []byte, gone string) []string {
	t.Helper()
	root := tree(t, file)
	if gone != "" {
		root.flagged().settle(gone)
	}
	var r reading
	r.read(root)
	return r.lines
}
