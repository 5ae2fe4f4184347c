package redline

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/xml"
)

// cursor goes through XML tag by tag and knows where each stands. Names are compared as they are written: package word
// knows one prefix, "w".
type cursor struct {
	xml []byte
	in  *parse.Input
	lx  *xml.Lexer
}

type tagKind int

const (
	startTag tagKind = iota
	voidTag          // <w:tab/>
	endTag
	words // text between tags
	atEnd
)

// tag is one tag, or the text between two.
type tag struct {
	kind     tagKind
	name     string
	from, to int // bytes of the XML
}

func newCursor(text []byte) *cursor {
	in := parse.NewInputBytes(slices.Clip(text)) // else it writes behind the text
	return &cursor{xml: text, in: in, lx: xml.NewLexer(in)}
}

// next is the next tag or text; declarations and comments are passed over.
func (c *cursor) next() (tag, error) {
	for {
		from := c.in.Offset()
		switch kind, _ := c.lx.Next(); kind {
		case xml.StartTagToken:
			t := tag{startTag, name(c.lx.Text()), from, 0}
			for {
				kind, _ := c.lx.Next()
				if kind == xml.ErrorToken {
					return tag{}, fmt.Errorf("XML ends inside <%s>: %w", t.name, ErrNotBook)
				}
				if kind == xml.AttributeToken {
					continue
				}
				if kind == xml.StartTagCloseVoidToken {
					t.kind = voidTag
				}
				t.to = c.in.Offset()
				return t, nil
			}
		case xml.EndTagToken:
			return tag{endTag, name(c.lx.Text()), from, c.in.Offset()}, nil
		case xml.TextToken:
			return tag{words, "", from, c.in.Offset()}, nil
		case xml.ErrorToken:
			if !errors.Is(c.lx.Err(), io.EOF) {
				return tag{}, fmt.Errorf("byte %d: %w: %w", from, ErrNotBook, c.lx.Err())
			}
			return tag{kind: atEnd, from: from, to: from}, nil
		}
	}
}

// raw are the bytes of a tag.
func (c *cursor) raw(t tag) []byte { return c.xml[t.from:t.to] }

// element are the bytes of the whole element that a tag begins.
func (c *cursor) element(t tag) ([]byte, error) {
	from, depth := t.from, 1
	for t.kind == startTag && depth > 0 {
		in, err := c.next()
		if err != nil {
			return nil, err
		}
		switch in.kind {
		case startTag:
			depth++
		case endTag:
			depth--
		case atEnd:
			return nil, fmt.Errorf("XML ends inside <%s>: %w", t.name, ErrNotBook)
		}
		if depth == 0 {
			return c.xml[from:in.to], nil
		}
	}
	return c.raw(t), nil
}

// each calls what for every child of the element just started; what reads the child to its end. It returns the end tag.
func (c *cursor) each(t tag, what func(tag) error) (tag, error) {
	if t.kind == voidTag {
		return t, nil
	}
	for {
		in, err := c.next()
		switch {
		case err != nil:
			return in, err
		case in.kind == endTag && in.name == t.name:
			return in, nil
		case in.kind == startTag || in.kind == voidTag:
			if err := what(in); err != nil {
				return in, err
			}
		case in.kind == endTag || in.kind == atEnd:
			return in, fmt.Errorf("<%s> does not end: %w", t.name, ErrNotBook)
		case len(bytes.TrimSpace(c.raw(in))) > 0:
			return in, fmt.Errorf("words in <%s>: %w", t.name, ErrNotBook)
		}
	}
}

func (c *cursor) unknown(in string, t tag) error {
	return fmt.Errorf("<%s> in <%s>: %w", t.name, in, ErrNotBook)
}

// names are those a book is made of, so that none of a hundred thousand is allocated.
var names = func() map[string]string {
	out := map[string]string{}
	for _, n := range []string{"document", "body", "p", "pPr", "r", "rPr", "t", "tab", "br", "tbl", "tblPr", "tblGrid",
		"gridCol", "tr", "trPr", "tc", "tcPr", "tcW", "sectPr", "fldChar", "instrText", "hyperlink", "bookmarkStart",
		"bookmarkEnd", "pStyle"} {
		out["w:"+n] = "w:" + n
	}
	return out
}()

func name(b []byte) string {
	if n, ok := names[string(b)]; ok {
		return n
	}
	return string(b)
}

// attribute is the value of an attribute in a tag or in the first element of that name in XML; "" if there is none.
func attribute(raw []byte, before string) string {
	_, rest, ok := bytes.Cut(raw, []byte(before+`="`))
	if !ok {
		return ""
	}
	v, _, _ := bytes.Cut(rest, []byte(`"`))
	return string(v)
}
