package docx

import (
	"errors"
	"strconv"
	"strings"
)

// levels of a list; WordprocessingML has nine.
const levels = 9

// level is one level of a list definition.
type level struct {
	start   int
	format  string
	pattern string // of a custom format: "001, 002, …"
	text    string // "%1.%2"
	font    string // of the number, for bullets
	style   string // paragraph style bound to the level
	restart int    // -1 after any higher level, 0 never, n after level n (from 1)
	gap     string
	legal   bool
	hidden  bool
	picture bool
	defined bool
}

func newLevel() level { return level{restart: -1, gap: "\t", format: "decimal"} }

// abstractNum is a list definition with the counters of everything that uses it.
type abstractNum struct {
	levels [levels]level
	link   string // numStyleLink: the definition is that of a style
	count  [levels]int
	used   [levels]bool // counting since the last restart
}

// list is one w:num: a definition, perhaps with changes.
type list struct {
	abstract *abstractNum
	override [levels]*level
	start    [levels]startOverride
}

// startOverride is where a list of its own begins a level, the first time and after every restart (ECMA-376 17.9.26).
type startOverride struct {
	at            int
	set, restarts bool // restarts until the level is first used
}

// numbering rebuilds the automatic numbers (自动编号) of a document; paragraphs must come in document order.
type numbering struct {
	abstracts map[int]*abstractNum
	lists     map[int]*list
	styles    *styles
}

func (c *container) readNumbering(name string, st *styles) (*numbering, error) {
	n := &numbering{abstracts: map[int]*abstractNum{}, lists: map[int]*list{}, styles: st}
	b, err := c.readXML(name)
	if errors.Is(err, errNoPart) {
		return n, nil
	}
	if err != nil {
		return nil, err
	}
	s := c.scan(b)
	refs := map[int]int{} // num → abstractNum: the definition may come later in a careless file
	for {
		switch s.next() {
		case evErr:
			return nil, s.err
		case evEOF:
			for id, abstract := range refs {
				n.lists[id].abstract = n.abstracts[abstract]
			}
			return n, nil
		case evStart:
			switch s.elem {
			case elemAbstractNum:
				err = n.readAbstract(s)
			case elemNum:
				err = n.readList(s, refs)
			}
			if err != nil {
				return nil, err
			}
		}
	}
}

func (n *numbering) readAbstract(s *scanner) error {
	a := &abstractNum{}
	for i := range a.levels {
		a.levels[i] = newLevel()
	}
	n.abstracts[s.number("abstractNumId", -1)] = a
	return s.each(func() error {
		switch s.elem {
		case elemNumStyleLink:
			a.link = string(s.val())
		case elemLvl:
			if i := s.number("ilvl", -1); i >= 0 && i < levels {
				return a.levels[i].read(s)
			}
		}
		return s.skip()
	})
}

func (l *level) read(s *scanner) error {
	l.defined = true
	return s.each(func() error { return l.property(s) })
}

func (l *level) property(s *scanner) error {
	switch s.elem {
	case elemStart:
		l.start = parseNumber(s.val(), 0)
	case elemNumFmt:
		l.format, l.pattern = string(s.val()), string(s.attr(nsW, "format"))
	case elemAlternateContent: // Word 2010 writes formats like "001" this way
		return l.alternate(s)
	case elemLvlText:
		l.text = string(s.val())
	case elemLvlRestart:
		l.restart = parseNumber(s.val(), -1)
	case elemIsLgl:
		l.legal = s.onOff()
	case elemStyleRef:
		l.style = string(s.val())
	case elemPicBullet:
		l.picture = true
	case elemSuff:
		switch string(s.val()) {
		case "space":
			l.gap = " "
		case "nothing":
			l.gap = ""
		}
	case elemRPr:
		return s.each(func() error {
			switch s.elem {
			case elemVanish:
				l.hidden = s.onOff()
			case elemRFonts:
				l.font = string(s.attr(nsW, "ascii"))
			}
			return s.skip()
		})
	}
	return s.skip()
}

func (l *level) alternate(s *scanner) error {
	taken := false
	return s.each(func() error {
		if taken || s.elem != elemChoice && s.elem != elemFallback || s.elem == elemChoice && !s.understands() {
			return s.skip()
		}
		taken = true
		return s.each(func() error { return l.property(s) })
	})
}

func (n *numbering) readList(s *scanner, refs map[int]int) error {
	id := s.number("numId", -1)
	l := &list{}
	n.lists[id] = l
	return s.each(func() error {
		switch s.elem {
		case elemAbstractNumID:
			refs[id] = parseNumber(s.val(), -1)
		case elemLvlOverride:
			i := s.number("ilvl", -1)
			if i < 0 || i >= levels {
				return s.skip()
			}
			return s.each(func() error {
				switch s.elem {
				case elemStartOverride:
					l.start[i] = startOverride{parseNumber(s.val(), 0), true, true}
				case elemLvl:
					v := newLevel()
					l.override[i] = &v
					return v.read(s)
				}
				return s.skip()
			})
		}
		return s.skip()
	})
}

// definition follows numStyleLink to the list that really defines the levels.
func (n *numbering) definition(l *list) *abstractNum {
	a := l.abstract
	for range levels { // a bound against loops
		if a == nil || a.link == "" {
			return a
		}
		st := n.styles.byID[a.link]
		if st == nil || n.lists[st.num.id] == nil {
			return a
		}
		a = n.lists[st.num.id].abstract
	}
	return a
}

// next counts one paragraph and returns its number and the gap after it. direct is the paragraph's own numPr.
func (n *numbering) next(direct numRef, st *style) (number, gap string) {
	ref := direct
	if st != nil {
		ref = direct.or(st.num)
	}
	l := n.lists[ref.id]
	if !ref.hasID || ref.id == 0 || l == nil {
		return "", ""
	}
	a := n.definition(l)
	if a == nil {
		return "", ""
	}
	at := ref.level
	if !direct.hasLevel && st != nil { // a style is bound to its level by the level (ECMA-376 17.9.23)
		for i := range a.levels {
			if st.id != "" && a.levels[i].style == st.id {
				at = i
				break
			}
		}
	}
	a.step(l, at)
	lv := a.level(l, at)
	if lv.hidden {
		return "", ""
	}
	return a.format(l, at), lv.gap
}

func (a *abstractNum) level(l *list, i int) *level {
	if o := l.override[i]; o != nil {
		return o
	}
	return &a.levels[i]
}

// begin is the number a level of a list begins with.
func (a *abstractNum) begin(l *list, i int) int {
	if o := l.start[i]; o.set {
		return o.at
	}
	return a.level(l, i).start
}

// step advances the counter of a level and makes those below it begin anew.
func (a *abstractNum) step(l *list, at int) {
	switch {
	case a.used[at] && !l.start[at].restarts:
		a.count[at]++
	default:
		l.start[at].restarts = false
		a.count[at] = a.begin(l, at)
	}
	a.used[at] = true
	for i := range at {
		if !a.used[i] { // a level that was jumped over shows its start and counts on from there
			a.count[i] = a.begin(l, i)
			a.used[i] = true
		}
	}
	for i := at + 1; i < levels; i++ {
		if r := a.level(l, i).restart; r < 0 || r > 0 && at < r {
			a.used[i] = false
		}
	}
}

// format fills the level text: %n is the counter of level n in that level's format.
func (a *abstractNum) format(l *list, at int) string {
	lv := a.level(l, at)
	switch {
	case lv.picture:
		return "•"
	case lv.format == "none" && !strings.Contains(lv.text, "%"):
		return lv.text
	case lv.format == "bullet":
		return bullet(lv.text, lv.font)
	}
	var b strings.Builder
	for i := 0; i < len(lv.text); i++ {
		c := lv.text[i]
		if c != '%' || i+1 == len(lv.text) || lv.text[i+1] < '1' || lv.text[i+1] > '9' {
			b.WriteByte(c)
			continue
		}
		i++
		of := int(lv.text[i] - '1')
		if of > at {
			continue // a deeper level has no number here
		}
		from := a.level(l, of)
		if lv.legal && from.format != "decimalZero" {
			b.WriteString(strconv.Itoa(a.count[of]))
		} else {
			b.WriteString(formatNumber(a.count[of], from.format, from.pattern))
		}
	}
	return b.String()
}

// bullet turns the character of a symbol font into one that any font has.
func bullet(text, font string) string {
	var b strings.Builder
	glyphs := glyphsOf([]byte(font))
	for _, r := range text {
		r = glyph(glyphs, r)
		if r >= 0xE000 && r <= 0xF8FF || r == '·' && glyphs != nil {
			r = '•'
		}
		b.WriteRune(r)
	}
	return b.String()
}
