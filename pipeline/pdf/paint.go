package pdf

import (
	"fmt"
	"math"
	"strconv"

	"huibian/pipeline/style"
	"huibian/pipeline/typeset"
)

// painter turns display lists into content streams. It writes what changes and nothing else.
type painter struct {
	fonts  *fontSet
	images *imageSet
	tree   *structure
	colors map[string]rgb
	out    []byte

	height float64 // of the page
	state
	marked bool        // inside marked content
	tag    typeset.Tag // of that
}

// state is the graphics state that operators have left behind; the zero value is that of a new page, but for the line
// width, which is 1.
type state struct {
	face         *style.Face
	font         *bookFont
	size         float64
	spacing      float64
	fill, stroke string
	width        float64
	dash         string
}

type rgb struct{ r, g, b uint8 }

func newPainter(fonts *fontSet, images *imageSet, s *structure) *painter {
	return &painter{fonts: fonts, images: images, tree: s, colors: map[string]rgb{}}
}

// page paints one page. The result is good until the next call.
func (p *painter) page(pg *typeset.Page) ([]byte, error) {
	p.out, p.state, p.height = p.out[:0], state{width: 1}, pg.Height
	p.tree.page(pg.Part)
	if pg.Shift != 0 {
		p.numbers(1, 0, 0, 1, pg.Shift, 0)
		p.out = append(p.out, "cm\n"...)
	}
	for _, op := range pg.Ops {
		switch op := op.(type) {
		case typeset.Text:
			if err := p.text(op); err != nil {
				return nil, err
			}
		case typeset.Line:
			p.line(op)
		case typeset.Fill:
			p.mark(op.Tag)
			p.setFill(op.Color)
			p.numbers(op.X, p.height-op.Y-op.H, op.W, op.H)
			p.out = append(p.out, "re f\n"...)
		case typeset.Path:
			p.path(op)
		case typeset.Image:
			p.image(op)
		default:
			return nil, fmt.Errorf("unknown kind of op %T", op)
		}
	}
	p.unmark()
	return p.out, nil
}

// mark begins marked content (ISO 32000-1, 14.6) where what is painted next belongs to another element than what was before.
func (p *painter) mark(t typeset.Tag) {
	if p.marked && t == p.tag {
		return
	}
	p.unmark()
	p.marked, p.tag = true, t
	if t == 0 {
		p.out = append(p.out, "/Artifact BMC\n"...)
		return
	}
	id, kind := p.tree.mark(t)
	p.out = append(append(append(p.out, '/'), kind.String()...), "<</MCID "...)
	p.out = append(strconv.AppendInt(p.out, int64(id), 10), ">>BDC\n"...)
}

func (p *painter) unmark() {
	if p.marked {
		p.out, p.marked = append(p.out, "EMC\n"...), false
	}
}

func (p *painter) line(l typeset.Line) {
	p.mark(l.Tag)
	p.setStroke(l.Color, l.Width, nil)
	p.numbers(l.X1, p.height-l.Y1)
	p.out = append(p.out, "m "...)
	p.numbers(l.X2, p.height-l.Y2)
	p.out = append(p.out, "l S\n"...)
}

func (p *painter) text(t typeset.Text) error {
	if t.Text == "" {
		return nil
	}
	p.mark(t.Tag)
	p.setFill(t.Color)
	p.setFont(t)
	p.out = append(p.out, "BT "...)
	p.place(t)
	for _, r := range t.Text {
		c := p.font.code(r)
		if c == 0 {
			return fmt.Errorf("%w for %q", ErrNoGlyph, r)
		}
		p.out = appendByte(appendByte(p.out, byte(c>>8)), byte(c))
	}
	p.out = append(p.out, ") Tj ET\n"...)
	return nil
}

// setFont writes the font, its size and the spacing where they change.
func (p *painter) setFont(t typeset.Text) {
	if t.Face != p.face || t.Size != p.size {
		p.face, p.size = t.Face, t.Size
		p.font = p.fonts.byFace[t.Face]
		p.out = append(p.out, p.font.resource...)
		p.numbers(t.Size)
		p.out = append(p.out, "Tf\n"...)
	}
	if t.Spacing != p.spacing {
		p.spacing = t.Spacing
		p.out = appendNumber(p.out, t.Spacing, 4) // it adds up over a line
		p.out = append(p.out, " Tc\n"...)
	}
}

// appendByte appends a byte of a literal string (ISO 32000-1, 7.3.4.2).
func appendByte(b []byte, c byte) []byte {
	switch c {
	case '(', ')', '\\':
		return append(b, '\\', c)
	case '\r': // would be read as a line feed
		return append(b, '\\', 'r')
	}
	return append(b, c)
}

func (p *painter) setFill(color string) {
	if color != p.fill {
		p.fill = color
		p.color(color, "rg\n")
	}
}

// color writes a colour of the form RRGGBB; anything else is black.
func (p *painter) color(hex, op string) {
	c, ok := p.colors[hex]
	if !ok {
		if n, err := strconv.ParseUint(hex, 16, 24); err == nil && len(hex) == len("RRGGBB") {
			c = rgb{uint8(n >> 16), uint8(n >> 8), uint8(n)}
		}
		p.colors[hex] = c
	}
	for _, v := range []uint8{c.r, c.g, c.b} {
		p.out = appendNumber(p.out, float64(v)/math.MaxUint8, 3)
		p.out = append(p.out, ' ')
	}
	p.out = append(p.out, op...)
}

// numbers writes lengths in points, to the hundredth, each followed by a blank.
func (p *painter) numbers(v ...float64) {
	for _, x := range v {
		p.out = append(appendNumber(p.out, x, 2), ' ')
	}
}

// appendNumber writes a number with so many decimals at most. What is no number is 0: a broken length must not break the
// page.
func appendNumber(b []byte, v float64, decimals int) []byte {
	scale := int64(1)
	for range decimals {
		scale *= 10
	}
	x := math.Round(v * float64(scale))
	if !(math.Abs(x) < 1<<40) {
		return append(b, '0')
	}
	n := int64(x)
	if n < 0 {
		b, n = append(b, '-'), -n
	}
	b = strconv.AppendInt(b, n/scale, 10)
	if n %= scale; n == 0 {
		return b
	}
	b = append(b, '.')
	for n > 0 {
		scale /= 10
		b = append(b, '0'+byte(n/scale))
		n %= scale
	}
	return b
}
