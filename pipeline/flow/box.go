package flow

import (
	"strings"
	"unicode/utf8"

	"huibian/pipeline/drawing"
)

// Type, in points.
const (
	nameSize  = 10.5
	smallSize = 8.5
	tinySize  = 7.5
	leading   = 1.3
	padX      = 5.0
	padY      = 4.0
	leastHigh = 30.0
)

// longName is how many characters a name has at most of which what stands in brackets is set as large as the rest.
const longName = 10

// boxWidth is how wide the boxes of a chart are.
func (c *chart) boxWidth() float64 { return min(c.width-gapX, widest) }

// newBox makes the symbol of a step as large as its words need.
func (c *chart) newBox(i int) *box {
	s := &c.steps[i]
	b := &box{step: i, kind: c.kinds[i], lane: c.lane[i], row: c.row[i], w: c.boxWidth()}
	if b.kind == drawing.Decision {
		b.w = min(c.width-gapX*0.6, b.w*1.2)
	}
	l, t, r, bottom := b.kind.TextRect()
	pad := padX
	if l > 0.2 { // the edges of a decision are far from its words
		pad = 0
	}
	inner := b.w*(r-l) - 2*pad
	w := &drawing.Words{Anchor: drawing.Middle}
	height := 0.0
	add := func(text string, size float64, color string) {
		text = strings.Join(strings.Fields(text), " ")
		if text == "" {
			return
		}
		lines := wrap(text, int(inner/size*2))
		for _, l := range lines {
			w.Paras = append(w.Paras, drawing.Para{Align: drawing.Center, Leading: size * leading, Runs: []drawing.Run{{Text: l, Size: size, Color: color}}})
			height += size * leading
		}
	}
	name := s.Name
	if name == "" {
		name = "（未填环节名称）"
	}
	more := ""
	if at := strings.IndexAny(name, "（("); at > 0 && utf8.RuneCountInString(name) > longName {
		name, more = name[:at], name[at:]
	}
	add(name, nameSize, "")
	add(more, smallSize, "")
	if strings.TrimSpace(s.Post) != "" {
		add("（"+s.Post+"）", smallSize, "")
	}
	add(s.Limit, smallSize, "")
	if d := strings.Join(strings.Fields(s.Disclosure), " "); d != "" {
		if textWidth("公开："+d) > 3*int(inner/tinySize*2) {
			d = "见下表"
		}
		add("公开："+d, tinySize, "555555")
	}
	b.h = max((height+2*padY)/(bottom-t), leastHigh)
	w.Left, w.Top, w.Right, w.Bottom = b.w*l+pad, b.h*t, b.w*(1-r)+pad, b.h*(1-bottom)
	b.words = w
	return b
}

// textWidth is how wide a text is, in halves of an em.
func textWidth(text string) int {
	n := 0
	for _, r := range text {
		n += runeWidth(r)
	}
	return n
}

func runeWidth(r rune) int {
	if r < 0x2000 {
		return 1
	}
	return 2
}

// noBegin are characters that no line begins with; they go up with the one before.
const noBegin = "，。；：！？、）》」”’…%"

// wrap breaks a text into lines of a width in halves of an em, as even as can be.
func wrap(text string, most int) []string {
	most = max(most, 4)
	text = strings.ToValidUTF8(text, "")
	total := textWidth(text)
	if total <= most {
		return []string{text}
	}
	n := (total + most - 1) / most
	even := max((total+n-1)/n, 4)
	for even < most { // as even as the characters allow
		if lines := breakAt(text, even); len(lines) <= n {
			return lines
		}
		even++
	}
	return breakAt(text, most)
}

func breakAt(text string, most int) []string {
	var lines []string
	from, w, space := 0, 0, -1
	for i, r := range text {
		if w+runeWidth(r) > most && i > from && !strings.ContainsRune(noBegin, r) {
			cut := i
			if space > from && r < 0x2000 { // a Latin word is not torn
				cut = space
			}
			if cut > from {
				lines = append(lines, strings.TrimSpace(text[from:cut]))
				w = textWidth(text[cut:i])
				from, space = cut, -1
			}
		}
		if r == ' ' || r >= 0x2000 {
			space = i + utf8.RuneLen(r)
		}
		w += runeWidth(r)
	}
	return append(lines, strings.TrimSpace(text[from:]))
}
