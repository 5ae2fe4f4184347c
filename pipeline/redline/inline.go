package redline

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// atom is the least that is inserted or deleted: a word, a character, a break, a field; or a bookmark, which is
// neither.
type atom struct {
	text  string // as written in the file; fieldMark for a field that shows something; "" for what shows nothing
	raw   []byte // of what is no word: fields with their runs, bookmarks
	props []byte // w:rPr of its run
	link  string // start tag of the w:hyperlink it stands in
	said  []atom // by a field
}

// inlines takes a paragraph's content apart.
func inlines(inner []byte) ([]atom, error) {
	p := &inliner{cursor: newCursor(inner)}
	for {
		t, err := p.next()
		if err != nil || t.kind == atEnd {
			return p.out, err
		}
		if t.kind != startTag && t.kind != voidTag {
			return nil, p.unknown("w:p", t)
		}
		if err := p.child(t); err != nil {
			return nil, err
		}
	}
}

type inliner struct {
	*cursor
	out   []atom
	link  string
	depth int    // of fields
	from  int    // where the field began
	shows bool   // the field has come to its result
	said  []atom // of it
}

func (p *inliner) child(t tag) error {
	switch t.name {
	case "w:hyperlink":
		p.link = string(p.raw(t))
		_, err := p.each(t, p.child)
		p.link = ""
		return err
	case "w:bookmarkStart", "w:bookmarkEnd":
		if p.depth == 0 {
			p.out = append(p.out, atom{raw: p.raw(t), link: p.link})
		}
		return nil
	case "w:r":
		return p.run(t)
	}
	return p.unknown("w:p", t)
}

func (p *inliner) run(t tag) error {
	if p.depth == 0 {
		p.from = t.from
	}
	var props []byte
	field := p.depth > 0
	end, err := p.each(t, func(in tag) error {
		switch in.name {
		case "w:rPr":
			var err error
			props, err = p.element(in)
			return err
		case "w:t":
			raw, err := p.element(in)
			if err == nil && in.kind == startTag {
				p.words(string(inside(raw, "w:t")), props)
			}
			return err
		case "w:tab", "w:br":
			p.words(breaks[in.name], props)
			return nil
		case "w:instrText":
			_, err := p.element(in)
			return err
		case "w:fldChar":
			field = true
			switch attribute(p.raw(in), " w:fldCharType") {
			case "begin":
				p.depth++
			case "separate":
				p.shows = p.shows || p.depth == 1
			case "end":
				p.depth--
			}
			return nil
		}
		return p.unknown("w:r", in)
	})
	if err != nil {
		return err
	}
	if field && p.depth == 0 {
		a := atom{raw: p.xml[p.from:end.to], link: p.link, said: p.said}
		if p.shows {
			a.text = fieldMark
		}
		p.out, p.said, p.shows = append(p.out, a), nil, false
	}
	if p.depth < 0 {
		return fmt.Errorf("a field ends that did not begin: %w", ErrNotBook)
	}
	return nil
}

// words adds what a run says.
func (p *inliner) words(text string, props []byte) {
	to := &p.out
	if p.depth > 0 {
		if !p.shows {
			return
		}
		to = &p.said
	}
	for text != "" {
		n := token(text)
		*to = append(*to, atom{text: text[:n], props: props, link: p.link})
		text = text[n:]
	}
}

// token is how long the first word of a text is, in bytes: a Chinese character, or Latin letters and digits together
// with what joins them (PT01WJ-XK-0001, 2.5, 1,000), or an escaped character.
func token(text string) int {
	if end := strings.IndexByte(text, ';'); text[0] == '&' && end > 0 {
		return end + 1
	}
	n := 0
	joins := func(i int) bool {
		return i > 0 && i+1 < len(text) && strings.IndexByte("-.,/_", text[i]) >= 0 && latin(text[i+1])
	}
	for n < len(text) && (latin(text[n]) || joins(n)) {
		n++
	}
	if n == 0 {
		_, n = utf8.DecodeRuneInString(text)
	}
	return n
}

func latin(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

// shown are the atoms that show something, and where each stands among all.
func shown(atoms []atom) (out []atom, at []int) {
	for i := range atoms {
		if atoms[i].text != "" {
			out, at = append(out, atoms[i]), append(at, i)
		}
	}
	return out, at
}

// change is a stretch of two sequences of atoms: the same on both sides, or replaced.
type change struct {
	same           bool
	a0, a1, b0, b1 int
}

// little is the part of a paragraph, of the longer of its two states, that must stay for its words to be compared one
// by one. Where less stays, all of it is replaced: what is left of a rewritten sentence are islands that nobody can
// read.
const little = 0.2

// changes compares atom by atom. What stays between two changes and has less than two characters, or no more than
// either of them has words, is replaced with them.
func changes(a, b []atom, n numbers) []change {
	ids := func(atoms []atom) []uint32 {
		out := make([]uint32, len(atoms))
		for i := range atoms {
			out[i] = n.of(atoms[i].text)
		}
		return out
	}
	var out []change
	add := func(c change) {
		if c.a0 == c.a1 && c.b0 == c.b1 {
			return
		}
		if k := len(out) - 1; k >= 0 && out[k].same == c.same {
			out[k].a1, out[k].b1 = c.a1, c.b1
			return
		}
		out = append(out, c)
	}
	i, j := 0, 0
	common(ids(a), ids(b), func(x, y int) {
		add(change{false, i, x, j, y})
		add(change{true, x, x + 1, y, y + 1})
		i, j = x+1, y+1
	})
	add(change{false, i, len(a), j, len(b)})
	out = joined(out, a)
	kept, fields := 0, false
	for _, c := range out {
		if c.same {
			kept += c.a1 - c.a0
			fields = fields || hasField(a[c.a0:c.a1])
		}
	}
	if !fields && float64(kept) < little*float64(max(len(a), len(b))) {
		return []change{{false, 0, len(a), 0, len(b)}}
	}
	return out
}

// joined replaces the islands between changes.
func joined(in []change, a []atom) []change {
	var out []change
	size := func(c change) int { return max(c.a1-c.a0, c.b1-c.b0) }
	for k, c := range in {
		n := len(out)
		if n > 0 && !c.same && !out[n-1].same { // the island between went
			out[n-1].a1, out[n-1].b1 = c.a1, c.b1
			continue
		}
		if c.same && n > 0 && k+1 < len(in) && !hasField(a[c.a0:c.a1]) {
			if l := length(a[c.a0:c.a1]); l < 2 || l <= size(out[n-1]) && l <= size(in[k+1]) {
				out[n-1].a1, out[n-1].b1 = c.a1, c.b1
				continue
			}
		}
		out = append(out, c)
	}
	return out
}

func hasField(atoms []atom) bool {
	for i := range atoms {
		if atoms[i].raw != nil {
			return true
		}
	}
	return false
}

// length is how many characters atoms say.
func length(atoms []atom) int {
	n := 0
	for i := range atoms {
		if strings.HasPrefix(atoms[i].text, "&") {
			n++
		} else {
			n += utf8.RuneCountInString(atoms[i].text)
		}
	}
	return n
}
