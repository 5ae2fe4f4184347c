package docx

import (
	"errors"
	"strings"
)

// tri is a property that may be absent.
type tri int8

const (
	unset tri = iota
	off
	on
)

func triOf(b bool) tri {
	if b {
		return on
	}
	return off
}

// numRef says which list and level a paragraph belongs to.
type numRef struct {
	id, level       int
	hasID, hasLevel bool
}

// style is what of a style decides how text reads, its ancestors already taken in.
type style struct {
	id, name string
	basedOn  string
	outline  int // 0…8, 9 body text, -1 unset
	num      numRef
	vanish   tri
	resolved bool
}

// styles are the styles of a document by id, and the default paragraph style.
type styles struct {
	byID   map[string]*style
	order  []*style // as in the part
	normal *style
	vanish bool // some style, or the defaults, hides text
	hidden bool // the defaults do
}

func (c *container) readStyles(name string) (*styles, error) {
	st := &styles{byID: map[string]*style{}}
	b, err := c.readXML(name)
	if errors.Is(err, errNoPart) {
		return st, nil
	}
	if err != nil {
		return nil, err
	}
	s := c.scan(b)
	for {
		switch s.next() {
		case evErr:
			return nil, s.err
		case evEOF:
			st.resolveAll()
			return st, nil
		case evStart:
			switch s.elem {
			case elemStyle:
				err = st.read(s)
			case elemDocDefaults:
				err = st.readDefaults(s)
			case elemProperties:
				err = s.skip()
			}
			if err != nil {
				return nil, err
			}
		}
	}
}

func (st *styles) read(s *scanner) error {
	v := &style{id: string(s.attr(nsW, "styleId")), outline: -1}
	if s.isOn("default") && string(s.attr(nsW, "type")) == "paragraph" {
		st.normal = v
	}
	if _, taken := st.byID[v.id]; !taken {
		st.byID[v.id] = v
		st.order = append(st.order, v)
	}
	return s.each(func() error {
		switch s.elem {
		case elemName:
			v.name = string(s.val())
			if v.outline < 0 {
				v.outline = headingLevel(v.name)
			}
		case elemBasedOn:
			v.basedOn = string(s.val())
		case elemPPr:
			return s.each(func() error {
				switch s.elem {
				case elemOutlineLvl:
					v.outline = parseNumber(s.val(), -1)
				case elemNumPr:
					return v.num.read(s)
				}
				return s.skip()
			})
		case elemRPr:
			return s.each(func() error {
				if s.elem == elemVanish {
					v.vanish = triOf(s.onOff())
					st.vanish = true
				}
				return s.skip()
			})
		}
		return s.skip()
	})
}

func (st *styles) readDefaults(s *scanner) error {
	return s.each(func() error {
		if s.elem != elemRPrDefault {
			return s.skip()
		}
		return s.each(func() error {
			return s.each(func() error {
				if s.elem == elemVanish && s.onOff() {
					st.vanish, st.hidden = true, true
				}
				return s.skip()
			})
		})
	})
}

// each calls f for each child element of the one just started; f must read the child to its end.
func (s *scanner) each(f func() error) error {
	for {
		switch s.next() {
		case evStart:
			if err := f(); err != nil {
				return err
			}
		case evEnd:
			return nil
		case evErr:
			return s.err
		}
	}
}

// isOn reads an attribute of type ST_OnOff that is off where absent.
func (s *scanner) isOn(local string) bool {
	switch string(s.attr(nsW, local)) {
	case "1", "true", "on":
		return true
	}
	return false
}

func (n *numRef) read(s *scanner) error {
	return s.each(func() error {
		switch s.elem {
		case elemNumID:
			n.id, n.hasID = parseNumber(s.val(), 0), true
		case elemIlvl:
			n.level, n.hasLevel = min(max(parseNumber(s.val(), 0), 0), 8), true
		}
		return s.skip()
	})
}

// or takes from base what n leaves open.
func (n numRef) or(base numRef) numRef {
	if !n.hasID {
		n.id, n.hasID = base.id, base.hasID
	}
	if !n.hasLevel {
		n.level, n.hasLevel = base.level, base.hasLevel
	}
	return n
}

func (st *styles) resolveAll() {
	for _, v := range st.order { // not the map: what a loop of styles resolves to depends on the order
		st.resolve(v, 0)
	}
	if st.normal == nil {
		st.normal = &style{name: "Normal", outline: -1}
	}
}

// maxBasedOn bounds a chain of styles; Word allows eleven (ECMA-376 17.7.4.3 names no limit, Word's UI does).
const maxBasedOn = 60

func (st *styles) resolve(v *style, depth int) {
	if v.resolved || depth > maxBasedOn {
		return
	}
	v.resolved = true // also ends a loop
	base := st.byID[v.basedOn]
	if base == nil {
		return
	}
	st.resolve(base, depth+1)
	if v.outline < 0 {
		v.outline = base.outline
	}
	if v.vanish == unset {
		v.vanish = base.vanish
	}
	v.num = v.num.or(base.num)
}

// headingLevel knows the built-in heading styles by name, for writers that leave their outline level out.
func headingLevel(name string) int {
	for _, prefix := range []string{"heading ", "标题 "} {
		if len(name) == len(prefix)+1 && strings.EqualFold(name[:len(prefix)], prefix) {
			if d := name[len(prefix)]; d >= '1' && d <= '9' {
				return int(d - '1')
			}
		}
	}
	return -1
}

// paragraph returns the style of a paragraph: the default one where none is named. An id that no style has reads as
// the default style under that name.
func (st *styles) paragraph(id []byte) *style {
	if len(id) == 0 {
		if st.normal == nil {
			st.normal = &style{name: "Normal", outline: -1}
		}
		return st.normal
	}
	if v := st.byID[string(id)]; v != nil {
		return v
	}
	v := &style{id: string(id), name: string(id), outline: -1}
	st.byID[v.id] = v
	return v
}

// hides tells whether a run without a vanish of its own is hidden by its styles. vanish is a toggle property: set by
// both paragraph and character style it cancels itself (ECMA-376 17.7.3).
func (st *styles) hides(para *style, char []byte) bool {
	if !st.vanish {
		return false
	}
	if st.hidden {
		return true
	}
	hidden := para != nil && para.vanish == on
	if len(char) > 0 {
		if v := st.byID[string(char)]; v != nil && v.vanish == on {
			hidden = !hidden
		}
	}
	return hidden
}
