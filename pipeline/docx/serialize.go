package docx

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// prefixes are the names under which namespaces are written. The usual ones are Word's own.
type prefixes struct {
	known map[string]string
	next  int
}

func newPrefixes() prefixes {
	return prefixes{known: map[string]string{
		spaceW: "w", spaceR: "r", nsMCName: "mc", "http://www.w3.org/XML/1998/namespace": "xml",
		"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
		"http://schemas.openxmlformats.org/drawingml/2006/main":                  "a",
		"http://schemas.openxmlformats.org/drawingml/2006/picture":               "pic",
		"http://schemas.openxmlformats.org/drawingml/2006/chart":                 "c",
		"http://schemas.openxmlformats.org/drawingml/2006/diagram":               "dgm",
		"http://schemas.openxmlformats.org/officeDocument/2006/math":             "m",
		"http://schemas.microsoft.com/office/word/2010/wordprocessingShape":      "wps",
		"http://schemas.microsoft.com/office/word/2010/wordprocessingGroup":      "wpg",
		"http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas":     "wpc",
		"http://schemas.microsoft.com/office/word/2010/wordprocessingInk":        "wpi",
		"http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing":    "wp14",
		"http://schemas.microsoft.com/office/word/2010/wordml":                   "w14",
		"http://schemas.microsoft.com/office/drawing/2010/main":                  "a14",
		"urn:schemas-microsoft-com:vml":                                          "v",
		"urn:schemas-microsoft-com:office:office":                                "o",
		"urn:schemas-microsoft-com:office:word":                                  "w10",
		"urn:schemas-microsoft-com:office:excel":                                 "x",
	}}
}

func (p *prefixes) of(uri string) string {
	if uri == "" {
		return ""
	}
	name, ok := p.known[uri]
	if !ok {
		p.next++
		name = "n" + strconv.Itoa(p.next)
		p.known[uri] = name
	}
	return name
}

// write writes an element that stands for itself: every prefix in it is declared on it.
func (p *prefixes) write(out []byte, n *Node) []byte {
	used := map[string]bool{}
	p.gather(n, used)
	var uris []string
	for uri := range used {
		uris = append(uris, uri)
	}
	slices.SortFunc(uris, func(a, b string) int { return strings.Compare(p.of(a), p.of(b)) })
	var decl []byte
	for _, uri := range uris {
		if uri == "" || p.of(uri) == "xml" {
			continue
		}
		decl = append(decl, ` xmlns:`...)
		decl = append(decl, p.of(uri)...)
		decl = append(decl, `="`...)
		decl = append(decl, escapeAttr(uri)...)
		decl = append(decl, '"')
	}
	return p.element(out, n, decl)
}

func (p *prefixes) gather(n *Node, used map[string]bool) {
	if n.Local == "" {
		return
	}
	if !used[n.Space] {
		used[n.Space] = true
		p.of(n.Space)
	}
	for _, a := range n.Attrs {
		if a.Space != "" && !used[a.Space] {
			used[a.Space] = true
			p.of(a.Space)
		}
	}
	for _, uri := range n.Requires {
		used[uri] = true
		p.of(uri)
	}
	for _, k := range n.Kids {
		p.gather(k, used)
	}
}

func (p *prefixes) name(space, local string) string {
	if pre := p.of(space); pre != "" {
		return pre + ":" + local
	}
	return local
}

func (p *prefixes) element(out []byte, n *Node, decl []byte) []byte {
	if n.Local == "" {
		return appendEscaped(out, n.Text, false)
	}
	name := p.name(n.Space, n.Local)
	out = append(append(out, '<'), name...)
	out = append(out, decl...)
	for _, a := range n.Attrs {
		value := a.Value
		if n.Local == "Choice" && a.Local == "Requires" && a.Space == "" {
			var names []string
			for _, uri := range n.Requires {
				names = append(names, p.of(uri))
			}
			value = strings.Join(names, " ")
		}
		out = append(append(append(out, ' '), p.name(a.Space, a.Local)...), `="`...)
		out = append(appendEscaped(out, value, true), '"')
	}
	if len(n.Kids) == 0 {
		return append(out, "/>"...)
	}
	out = append(out, '>')
	for _, k := range n.Kids {
		out = p.element(out, k, nil)
	}
	return append(append(append(out, "</"...), name...), '>')
}

func escapeAttr(s string) string { return string(appendEscaped(nil, s, true)) }

// appendEscaped writes a text, without what XML cannot hold.
func appendEscaped(out []byte, s string, attr bool) []byte {
	for _, r := range s {
		switch {
		case r == '&':
			out = append(out, "&amp;"...)
		case r == '<':
			out = append(out, "&lt;"...)
		case r == '>':
			out = append(out, "&gt;"...)
		case r == '"' && attr:
			out = append(out, "&quot;"...)
		case attr && (r == '\n' || r == '\t' || r == '\r'):
			out = append(out, "&#"...)
			out = append(strconv.AppendInt(out, int64(r), 10), ';')
		case r < ' ' && r != '\n' && r != '\t', r == utf8.RuneError, r == 0xFFFE, r == 0xFFFF:
		default:
			out = utf8.AppendRune(out, r)
		}
	}
	return out
}
