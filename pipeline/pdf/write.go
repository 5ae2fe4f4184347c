package pdf

import (
	"bytes"
	"fmt"
	"io"
	"strconv"

	"github.com/signintech/gopdf"

	"huibian/pipeline/book"
	"huibian/pipeline/style"
	"huibian/pipeline/typeset"
)

// Options is what a PDF needs beside the layout.
type Options struct {
	Fonts *Fonts // parsed fonts to share between books; nil parses them for this one
}

// Write writes the layout of a book. Titles, dates and language in the metadata are the book's. The same layout and book
// give the same bytes.
func Write(w io.Writer, l *typeset.Layout, b *book.Book, o Options) error {
	if o.Fonts == nil {
		o.Fonts = NewFonts()
	}
	raw, err := paint(l, o.Fonts)
	if err != nil {
		return fmt.Errorf("paint pages: %w", err)
	}
	return finish(w, raw, l, b)
}

// paint draws all pages and returns gopdf's file.
func paint(l *typeset.Layout, fonts *Fonts) ([]byte, error) {
	c := &canvas{pdf: &gopdf.GoPdf{}, families: map[*style.Face]string{}}
	c.pdf.Start(gopdf.Config{Unit: gopdf.UnitPT, PageSize: *gopdf.PageSizeA4})
	if err := c.addFonts(l, fonts); err != nil {
		return nil, err
	}
	for i := range l.Pages {
		p := &l.Pages[i]
		c.pdf.AddPageWithOption(gopdf.PageOption{PageSize: &gopdf.Rect{W: p.Width, H: p.Height}})
		if err := c.page(p); err != nil {
			return nil, fmt.Errorf("page %d: %w", i+1, err)
		}
	}
	if len(l.Pages) == 0 {
		c.pdf.AddPage()
	}
	var out bytes.Buffer
	if _, err := c.pdf.WriteTo(&out); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// canvas paints display lists with gopdf.
type canvas struct {
	pdf      *gopdf.GoPdf
	families map[*style.Face]string
	face     *style.Face
	size     float64
	colors   map[string]rgb
}

type rgb struct{ r, g, b uint8 }

// addFonts gives gopdf every face that the layout uses, in the order in which they first appear.
func (c *canvas) addFonts(l *typeset.Layout, fonts *Fonts) error {
	for i := range l.Pages {
		for _, op := range l.Pages[i].Ops {
			t, ok := op.(typeset.Text)
			if !ok || t.Face == nil {
				continue
			}
			if _, known := c.families[t.Face]; known {
				continue
			}
			container, err := fonts.container(t.Face)
			if err != nil {
				return err
			}
			c.families[t.Face] = family(t.Face)
			if err := c.pdf.AddTTFFontFromFontContainer(family(t.Face), container); err != nil {
				return fmt.Errorf("font %s: %w", t.Face.Name, err)
			}
		}
	}
	return nil
}

func (c *canvas) page(p *typeset.Page) error {
	c.face, c.size = nil, 0 // gopdf forgets the font with the page
	for _, op := range p.Ops {
		switch op := op.(type) {
		case typeset.Text:
			if err := c.text(op); err != nil {
				return err
			}
		case typeset.Line:
			col := c.color(op.Color)
			c.pdf.SetStrokeColor(col.r, col.g, col.b)
			c.pdf.SetLineWidth(op.Width)
			c.pdf.Line(op.X1, op.Y1, op.X2, op.Y2)
		case typeset.Fill:
			col := c.color(op.Color)
			c.pdf.SetFillColor(col.r, col.g, col.b)
			c.pdf.RectFromUpperLeftWithStyle(op.X, op.Y, op.W, op.H, "F")
		}
	}
	return nil
}

func (c *canvas) text(t typeset.Text) error {
	if t.Text == "" || t.Face == nil {
		return nil
	}
	if t.Face != c.face || t.Size != c.size {
		if err := c.pdf.SetFontWithStyle(c.families[t.Face], gopdf.Regular, t.Size); err != nil {
			return err
		}
		c.face, c.size = t.Face, t.Size
	}
	if err := c.pdf.SetCharSpacing(t.Spacing); err != nil {
		return err
	}
	col := c.color(t.Color)
	c.pdf.SetTextColor(col.r, col.g, col.b) // always: a fill before it has changed the colour of the page
	c.pdf.SetXY(t.X, t.Y)
	return c.pdf.Text(t.Text)
}

// color reads RRGGBB; anything else is black.
func (c *canvas) color(hex string) rgb {
	if hex == "" {
		return rgb{}
	}
	if v, ok := c.colors[hex]; ok {
		return v
	}
	var v rgb
	if n, err := strconv.ParseUint(hex, 16, 24); err == nil && len(hex) == 6 {
		v = rgb{uint8(n >> 16), uint8(n >> 8), uint8(n)}
	}
	if c.colors == nil {
		c.colors = map[string]rgb{}
	}
	c.colors[hex] = v
	return v
}
