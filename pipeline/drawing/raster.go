package drawing

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	_ "image/gif"  // registers the format
	_ "image/jpeg" // registers the format
	_ "image/png"  // registers the format
	"runtime"

	_ "golang.org/x/image/bmp"  // registers the format
	_ "golang.org/x/image/tiff" // registers the format
)

// Raster is a raster picture where it lies: it is read when it is painted or written, one at a time, so that a book of a
// thousand pictures needs no more memory than one.
type Raster struct {
	Name          string // for people: what it is called and where it stands
	Sum           string // SHA-256 of its bytes in hexadecimal: pictures that are the same are kept once
	Width, Height int    // pixels
	Format        string // "png", "jpeg", "gif", "bmp", "tiff"
	Open          func() ([]byte, error)
}

// Errors of pictures.
var (
	ErrPicture = errors.New("picture cannot be read")
	ErrPixels  = errors.New("picture has too many pixels")
)

// Limits of pictures, in pixels: beyond the first they are made smaller, beyond the second not opened at all.
const (
	manyPixels = 24 << 20
	mostPixels = 120 << 20
)

// NewRaster looks at a picture and makes sure that it can be read to its end. Errors are ErrPicture and ErrPixels.
func NewRaster(name string, b []byte, open func() ([]byte, error)) (*Raster, error) {
	c, format, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPicture, err)
	}
	if c.Width <= 0 || c.Height <= 0 || c.Width > mostPixels/c.Height {
		return nil, fmt.Errorf("%w: %d × %d", ErrPixels, c.Width, c.Height)
	}
	sum := sha256.Sum256(b)
	r := &Raster{Name: name, Sum: hex.EncodeToString(sum[:]), Width: c.Width, Height: c.Height, Format: format, Open: open}
	if _, err := decode(b); err != nil {
		return nil, err
	}
	return r, nil
}

func decode(b []byte) (m image.Image, err error) {
	defer func() {
		if p := recover(); p != nil { // a decoder that a damaged picture brings down must not bring us down
			if e, ok := p.(runtime.Error); ok {
				err = fmt.Errorf("%w: %w", ErrPicture, e)
				return
			}
			err = fmt.Errorf("%w: %v", ErrPicture, p)
		}
	}()
	if m, _, err = image.Decode(bytes.NewReader(b)); err != nil {
		err = fmt.Errorf("%w: %w", ErrPicture, err)
	}
	return m, err
}

// Pixels (像素) are a picture ready for a page: of a JPEG that a page can take as it is its bytes, of others a byte for each
// of red, green and blue, or one where all are grey, row by row. What can be seen through is on white.
type Pixels struct {
	Width, Height int
	Gray          bool
	JPEG          []byte
	Data          []byte
}

// Pixels opens the picture.
func (r *Raster) Pixels() (*Pixels, error) {
	b, err := r.Open()
	if err != nil {
		return nil, err
	}
	c, format, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPicture, err)
	}
	if c.Width <= 0 || c.Height <= 0 || c.Width > mostPixels/c.Height {
		return nil, fmt.Errorf("%w: %d × %d", ErrPixels, c.Width, c.Height)
	}
	if format == "jpeg" {
		if c.ColorModel == color.YCbCrModel || c.ColorModel == color.GrayModel {
			return &Pixels{Width: c.Width, Height: c.Height, Gray: c.ColorModel == color.GrayModel, JPEG: b}, nil
		}
	}
	m, err := decode(b)
	if err != nil {
		return nil, err
	}
	return flat(m), nil
}

// flat puts a picture on white, and makes one of too many pixels smaller.
func flat(m image.Image) *Pixels {
	at := m.Bounds()
	by := 1
	for at.Dx()/by*(at.Dy()/by) > manyPixels {
		by++
	}
	w, h := max(at.Dx()/by, 1), max(at.Dy()/by, 1)
	p := &Pixels{Width: w, Height: h, Gray: true, Data: make([]byte, 0, 3*w*h)}
	row := image.NewRGBA(image.Rect(0, 0, at.Dx(), 1)) // a row at a time: the whole would be held twice
	for y := range h {
		draw.Draw(row, row.Bounds(), image.White, image.Point{}, draw.Src)
		draw.Draw(row, row.Bounds(), m, image.Pt(at.Min.X, at.Min.Y+y*by), draw.Over)
		for x := range w {
			c := row.Pix[4*x*by : 4*x*by+3]
			p.Gray = p.Gray && c[0] == c[1] && c[1] == c[2]
			p.Data = append(p.Data, c...)
		}
	}
	if p.Gray {
		for i := range w * h {
			p.Data[i] = p.Data[3*i]
		}
		p.Data = p.Data[:w*h]
	}
	return p
}
