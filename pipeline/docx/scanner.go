package docx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/xml"
)

// scanner reads one part element by element: it joins the lexer's tokens, resolves namespaces, and checks that what is
// opened is closed. A void element yields a start and an end.
type scanner struct {
	in *parse.Input
	lx *xml.Lexer

	elem  elem // of the last start
	start int  // offset of its "<"
	attrs []attr
	text  []byte // of the last text
	cdata bool

	open  []frame
	binds []binding
	cache binding // the prefix resolved last; nearly always "w"
	scope int     // changes with every change of the bindings
	void  bool
	depth int // limit
	left  *int64
	err   error
}

// seen is an element read before, byte for byte. Word writes the same properties for run after run and cell after
// cell: what they said need not be read again.
type seen struct {
	raw   []byte
	scope int
}

type attr struct{ name, val []byte }

type frame struct {
	name  []byte
	binds int // bindings in force outside this element
}

type binding struct {
	prefix []byte
	ns     namespace
	uri    []byte
	valid  bool
}

type event uint8

const (
	evStart event = iota
	evEnd
	evText
	evEOF
	evErr
)

// maxBindings bounds the namespace declarations in force at once; Word writes about forty.
const maxBindings = 500

// maxAttributes bounds those of one element; Word's longest start tag has about forty.
const maxAttributes = 1000

// weights are roughly the bytes that an element costs where it becomes something of ours, so that a few bytes of XML
// written again and again do not fill the memory. See Limits.Built.
var weights = [elemCount]int64{
	elemP: 160, elemDrawnP: 160, elemTbl: 200, elemTr: 100, elemTc: 120, elemDrawing: 300, elemPict: 300, elemTxbxContent: 80,
	elemDrawnText: 80, elemAltChunk: 80, elemSectPr: 60, elemFldChar: 120, elemNote: 120, elemStyle: 200, elemAbstractNum: 1600,
	elemLvl: 100, elemNum: 500, elemLvlOverride: 200, elemRelationship: 120, elemNoteRef: 60, elemCommentRef: 60, elemCommentStart: 120, elemTextPath: 240,
	elemBlip: 300, elemImageData: 300, elemOLE: 300, elemControl: 300, elemInk: 300, elemChart: 300, elemDiagram: 300,
}

// scan starts reading a part.
func (c *container) scan(b []byte) *scanner {
	in := parse.NewInputBytes(b)
	return &scanner{in: in, lx: xml.NewLexer(in), depth: c.lim.Depth, left: &c.left}
}

// charge counts what is built against Limits.Built.
func (s *scanner) charge(bytes int64) bool {
	*s.left -= bytes
	return *s.left >= 0
}

// pos is the offset after the last event.
func (s *scanner) pos() int { return s.in.Offset() }

func (s *scanner) fail(format string, args ...any) event {
	if s.err == nil {
		s.err = fmt.Errorf(format, args...)
	}
	return evErr
}

func (s *scanner) next() event {
	if s.err != nil {
		return evErr
	}
	if s.void {
		s.void = false
		s.pop()
		return evEnd
	}
	for {
		switch tt, token := s.lx.Next(); tt {
		case xml.StartTagToken:
			return s.startTag(token)
		case xml.EndTagToken:
			n := len(s.open)
			if n == 0 || !bytes.Equal(s.open[n-1].name, s.lx.Text()) {
				return s.fail("unexpected </%s> at byte %d: %w", clip(s.lx.Text()), s.pos(), ErrDamaged)
			}
			s.pop()
			return evEnd
		case xml.TextToken:
			s.text, s.cdata = token, false
			return evText
		case xml.CDATAToken:
			s.text, s.cdata = s.lx.Text(), true
			return evText
		case xml.DOCTYPEToken:
			return s.fail("byte %d: %w", s.pos(), ErrDTD)
		case xml.ErrorToken:
			return s.atEnd()
		}
	}
}

func clip(b []byte) string { return string(b[:min(len(b), 60)]) }

func (s *scanner) atEnd() event {
	switch {
	case !errors.Is(s.lx.Err(), io.EOF):
		return s.fail("byte %d: %w: %w", s.pos(), ErrDamaged, s.lx.Err())
	case len(s.open) > 0:
		return s.fail("XML ends inside <%s>: %w", clip(s.open[len(s.open)-1].name), ErrTruncated)
	}
	return evEOF
}

func (s *scanner) startTag(token []byte) event {
	s.start = s.pos() - len(token)
	name := s.lx.Text()
	s.attrs = s.attrs[:0]
	outer := len(s.binds)
	for {
		tt, _ := s.lx.Next()
		if tt == xml.AttributeToken {
			a := attr{s.lx.Text(), unquote(s.lx.AttrVal())}
			if len(a.name) >= 5 && string(a.name[:5]) == "xmlns" {
				s.bind(a)
			} else {
				s.attrs = append(s.attrs, a)
			}
			continue
		}
		if tt == xml.ErrorToken {
			if errors.Is(s.lx.Err(), io.EOF) {
				return s.fail("XML ends inside <%s>: %w", clip(name), ErrTruncated)
			}
			return s.fail("byte %d: %w", s.pos(), ErrDamaged)
		}
		s.void = tt == xml.StartTagCloseVoidToken
		break
	}
	if len(s.open) >= s.depth {
		return s.fail("byte %d: %w", s.start, ErrTooDeep)
	}
	if len(s.binds) > maxBindings {
		return s.fail("byte %d: more than %d namespaces: %w", s.start, maxBindings, ErrDamaged)
	}
	if len(s.attrs) > maxAttributes {
		return s.fail("byte %d: more than %d attributes: %w", s.start, maxAttributes, ErrDamaged)
	}
	s.open = append(s.open, frame{name, outer})
	prefix, local := cut(name)
	s.elem = elements[s.resolve(prefix)][string(local)]
	if w := weights[s.elem]; w > 0 && !s.charge(w) {
		return s.fail("byte %d: too much in it: %w", s.start, ErrTooLarge)
	}
	return evStart
}

func (s *scanner) pop() {
	n := len(s.open) - 1
	if outer := s.open[n].binds; outer != len(s.binds) {
		s.binds = s.binds[:outer]
		s.rebound()
	}
	s.open = s.open[:n]
}

func (s *scanner) bind(a attr) {
	var prefix []byte
	if len(a.name) > 5 {
		if a.name[5] != ':' {
			return
		}
		prefix = a.name[6:]
	}
	uri := unescape(a.val)
	s.binds = append(s.binds, binding{prefix, namespaceOf(uri), uri, true})
	s.rebound()
}

func (s *scanner) rebound() {
	s.cache.valid = false
	s.scope++
}

// repeats reads past the element just started if it says what m holds, in the same bindings.
func (s *scanner) repeats(m *seen) bool {
	if s.void || m.scope != s.scope || len(m.raw) == 0 || !bytes.HasPrefix(s.in.Bytes()[s.start:], m.raw) {
		return false
	}
	s.in.Move(s.start + len(m.raw) - s.pos())
	s.in.Skip()
	s.pop()
	return true
}

// remember keeps the element that began at start and has just ended.
func (s *scanner) remember(m *seen, start int) {
	*m = seen{s.in.Bytes()[start:s.pos()], s.scope}
}

func (s *scanner) resolve(prefix []byte) namespace {
	if s.cache.valid && bytes.Equal(s.cache.prefix, prefix) {
		return s.cache.ns
	}
	ns := nsNone
	for i := len(s.binds) - 1; i >= 0; i-- {
		if bytes.Equal(s.binds[i].prefix, prefix) {
			ns = s.binds[i].ns
			break
		}
	}
	if string(prefix) == "xml" {
		ns = nsXML
	}
	s.cache = binding{prefix, ns, nil, true}
	return ns
}

// skip reads to the end of the element just started.
func (s *scanner) skip() error {
	if s.void {
		s.next()
		return nil
	}
	depth := 1
	for depth > 0 {
		switch tt, _ := s.lx.Next(); tt {
		case xml.StartTagToken:
			depth++
			if depth+len(s.open) > s.depth {
				s.fail("byte %d: %w", s.pos(), ErrTooDeep)
				return s.err
			}
		case xml.StartTagCloseVoidToken, xml.EndTagToken:
			depth--
		case xml.ErrorToken:
			s.atEnd()
			return s.err
		case xml.DOCTYPEToken:
			s.fail("byte %d: %w", s.pos(), ErrDTD)
			return s.err
		}
	}
	s.pop()
	return nil
}

// attr returns an attribute of the element just started, unescaped, nil if it has none. Attributes of WordprocessingML
// are sometimes written without a prefix; those count as well.
func (s *scanner) attr(ns namespace, local string) []byte {
	for i := range s.attrs {
		prefix, name := cut(s.attrs[i].name)
		if string(name) != local {
			continue
		}
		if len(prefix) == 0 && ns != nsR || len(prefix) > 0 && s.resolve(prefix) == ns {
			if v := unescape(s.attrs[i].val); v != nil {
				return v
			}
			return []byte{}
		}
	}
	return nil
}

func (s *scanner) val() []byte { return s.attr(nsW, "val") }

// number reads a w: attribute as a whole number; what does not parse is def. Strict documents may carry a unit ("10pt"):
// twips are what is asked for then.
func (s *scanner) number(local string, def int) int {
	return parseNumber(s.attr(nsW, local), def)
}

// pointsToTwips: a point is 20 twips; the other units of ST_UniversalMeasure in points.
var unitTwips = map[string]float64{"pt": 20, "mm": 1440 / 25.4, "cm": 1440 / 2.54, "in": 1440, "pc": 240, "pi": 240}

func parseNumber(v []byte, def int) int {
	text := string(bytes.TrimSpace(v))
	if n, err := strconv.Atoi(text); err == nil {
		return n
	}
	if f, err := strconv.ParseFloat(text, 64); err == nil && f > -1e9 && f < 1e9 {
		return int(f)
	}
	if len(text) > 2 {
		if unit, ok := unitTwips[text[len(text)-2:]]; ok {
			if f, err := strconv.ParseFloat(text[:len(text)-2], 64); err == nil && f > -1e6 && f < 1e6 {
				return int(f*unit + 0.5)
			}
		}
	}
	return def
}

// onOff reads the value of a toggle: absent means on (ST_OnOff).
func (s *scanner) onOff() bool {
	switch v := s.val(); string(v) {
	case "0", "false", "off", "none":
		return false
	}
	return true
}

func cut(name []byte) (prefix, local []byte) {
	for i, c := range name {
		if c == ':' {
			return name[:i], name[i+1:]
		}
	}
	return nil, name
}

func unquote(v []byte) []byte {
	if n := len(v); n >= 2 && (v[0] == '"' || v[0] == '\'') && v[n-1] == v[0] {
		return v[1 : n-1]
	}
	return v
}
