package docx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Node is an element of XML, or a text between elements (Local is "" then).
type Node struct {
	Space string // namespace
	Local string
	Attrs []Attr
	Kids  []*Node
	Text  string
	// Where it stands in the part's XML, in bytes of it as UTF-8: see Range.
	Start, End int
	// Requires are the namespaces that a mc:Choice requires, by their names.
	Requires []string
}

// Attr is an attribute; Space is "" for one without a prefix.
type Attr struct{ Space, Local, Value string }

// Attr is the value of the attribute of a name, of whatever namespace; "" without one.
func (n *Node) Attr(local string) string {
	if n == nil {
		return ""
	}
	for i := range n.Attrs {
		if n.Attrs[i].Local == local {
			return n.Attrs[i].Value
		}
	}
	return ""
}

// Kid is the first child element of a name; nil without one, and of nil.
func (n *Node) Kid(local string) *Node {
	if n == nil {
		return nil
	}
	for _, k := range n.Kids {
		if k.Local == local {
			return k
		}
	}
	return nil
}

// Find is the first element of a name below, in document order; nil without one.
func (n *Node) Find(local string) *Node {
	if n == nil {
		return nil
	}
	for _, k := range n.Kids {
		if k.Local == local {
			return k
		}
		if f := k.Find(local); f != nil {
			return f
		}
	}
	return nil
}

// Words are the texts below, one after the other.
func (n *Node) Words() string {
	if n == nil {
		return ""
	}
	if n.Local == "" {
		return n.Text
	}
	var b strings.Builder
	for _, k := range n.Kids {
		b.WriteString(k.Words())
	}
	return b.String()
}

// nodeWeight is about what a node of a tree takes, in bytes, against Limits.Built.
const nodeWeight = 200

const nsMCName = "http://schemas.openxmlformats.org/markup-compatibility/2006"

// parseTree reads XML into a tree, within the limits of depth and of what is built.
func parseTree(b []byte, lim Limits) (*Node, error) {
	d := xml.NewDecoder(bytes.NewReader(b))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // it is UTF-8 already
	root := &Node{}
	open := []*Node{root}
	scopes := []map[string]string{nil} // prefixes, where an element declares some
	left := lim.Built
	for {
		start := int(d.InputOffset())
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			if len(open) != 1 || len(root.Kids) == 0 {
				return nil, fmt.Errorf("XML that ends too soon: %w", ErrTruncated)
			}
			for _, k := range root.Kids {
				if k.Local != "" {
					return k, nil
				}
			}
			return nil, fmt.Errorf("XML without an element: %w", ErrDamaged)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		top := open[len(open)-1]
		switch t := t.(type) {
		case xml.StartElement:
			if len(open) > lim.Depth {
				return nil, fmt.Errorf("XML %d deep: %w", len(open), ErrTooDeep)
			}
			if left -= nodeWeight + int64(len(t.Attr))*48; left < 0 {
				return nil, ErrTooLarge
			}
			n := &Node{Space: t.Name.Space, Local: t.Name.Local, Start: start}
			var scope map[string]string
			for _, a := range t.Attr {
				if a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns" {
					if scope == nil {
						scope = map[string]string{}
					}
					scope[a.Name.Local] = a.Value
					continue
				}
				n.Attrs = append(n.Attrs, Attr{a.Name.Space, a.Name.Local, a.Value})
			}
			scopes = append(scopes, scope)
			if n.Space == nsMCName && n.Local == "Choice" {
				for _, prefix := range strings.Fields(n.Attr("Requires")) {
					n.Requires = append(n.Requires, inScope(scopes, prefix))
				}
			}
			top.Kids = append(top.Kids, n)
			open = append(open, n)
		case xml.EndElement:
			top.End = int(d.InputOffset())
			open, scopes = open[:len(open)-1], scopes[:len(scopes)-1]
		case xml.CharData:
			if len(open) > 1 {
				if left -= nodeWeight + int64(len(t)); left < 0 {
					return nil, ErrTooLarge
				}
				top.Kids = append(top.Kids, &Node{Text: string(t), Start: start, End: int(d.InputOffset())})
			}
		}
	}
}

func inScope(scopes []map[string]string, prefix string) string {
	for i := len(scopes) - 1; i >= 0; i-- {
		if uri, ok := scopes[i][prefix]; ok {
			return uri
		}
	}
	return ""
}

// Shown is the branch of a mc:AlternateContent that is read: the first Choice that requires nothing unknown, else the
// Fallback; nil if there is none.
func (n *Node) Shown() *Node {
	for _, k := range n.Kids {
		switch k.Local {
		case "Choice":
			known := true
			for _, uri := range k.Requires {
				known = known && namespaceOf([]byte(uri)) != nsNone
			}
			if known {
				return k
			}
		case "Fallback":
			return k
		}
	}
	return nil
}

// All are the child elements of a name; none of nil.
func (n *Node) All(local string) []*Node {
	if n == nil {
		return nil
	}
	var out []*Node
	for _, k := range n.Kids {
		if k.Local == local {
			out = append(out, k)
		}
	}
	return out
}
