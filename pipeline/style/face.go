package style

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
)

// Face is one font: a file, or one of those in a collection. Its methods are cheap and safe for concurrent use: they look characters up in tables made from
// the file's cmap and hmtx, not from its outlines, when the first character is asked for.
type Face struct {
	Name string // "song", "hei", …, "office: simsun.ttc, font 2"; unique among the faces of a Fonts

	source fontSource

	once     sync.Once
	err      error
	chars    *charMap
	advances []uint16 // by glyph, in font units
	upem     float64
	ascent   float64 // em
	descent  float64 // em, positive
}

// ErrFont means that a font file cannot be used: not TrueType outlines, or broken.
var ErrFont = errors.New("font cannot be embedded")

// Advance is the width of a character in em: 1.0 is the type size. It is 0 for a character the face does not have.
func (f *Face) Advance(r rune) float64 {
	if g := f.glyph(r); g != 0 {
		return float64(f.advances[g]) / f.upem
	}
	return 0
}

// Has reports whether the face has a glyph for the character.
func (f *Face) Has(r rune) bool { return f.glyph(r) != 0 }

// Ascent and Descent are the distances from the baseline to the top and to the bottom of a line, in em, as Word takes
// them for the height of a line.
func (f *Face) Ascent() float64 { f.once.Do(f.read); return f.ascent }

// Descent is positive.
func (f *Face) Descent() float64 { f.once.Do(f.read); return f.descent }

// Err says what is wrong with the file, if anything is; a broken face has no characters.
func (f *Face) Err() error { f.once.Do(f.read); return f.err }

func (f *Face) glyph(r rune) uint16 {
	f.once.Do(f.read)
	return f.chars.glyph(r)
}

// read fills the tables. It costs about a millisecond a font.
func (f *Face) read() {
	f.upem, f.ascent, f.descent = 1000, 0.88, 0.12 // of most Chinese fonts
	if err := f.readMetrics(); err != nil {
		f.err = fmt.Errorf("%s: %w", f.source, err)
		f.chars = &charMap{}
	}
}

func (f *Face) readMetrics() (err error) {
	s, err := f.source.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	h, err := s.heads()
	if err != nil {
		return err
	}
	if f.advances, err = s.advances(h); err != nil {
		return err
	}
	cmap, err := s.table("cmap", 0)
	if err != nil {
		return err
	}
	if f.chars, err = readCharMap(cmap, h.glyphs); err != nil {
		return err
	}
	f.upem = float64(h.upem)
	f.ascent = float64(int16(binary.BigEndian.Uint16(h.hhea[4:]))) / f.upem
	f.descent = -float64(int16(binary.BigEndian.Uint16(h.hhea[6:]))) / f.upem
	return nil
}

// advances reads hmtx: the advance of every glyph.
func (s *sfnt) advances(h tableHeads) ([]uint16, error) {
	const metric = 4 // an advance and a left side bearing
	hmtx, err := s.table("hmtx", h.metrics*metric)
	if err != nil {
		return nil, err
	}
	out := make([]uint16, h.glyphs)
	for g := range out {
		out[g] = binary.BigEndian.Uint16(hmtx[min(g, h.metrics-1)*metric:])
	}
	return out, nil
}

// fontTraits is what a font says of itself.
type fontTraits struct {
	family       []string // in every language: 仿宋_GB2312 as well as FangSong_GB2312
	full         []string // the family with the weight
	bold, italic bool
}

func (f *Face) traits() (t fontTraits, err error) {
	s, err := f.source.open()
	if err != nil {
		return t, fmt.Errorf("%s: %w", f.source, err)
	}
	defer func() { err = errors.Join(err, s.close()) }()
	h, err := s.heads()
	if err != nil {
		return t, fmt.Errorf("%s: %w", f.source, err)
	}
	const macStyle, boldBit, italicBit = 44, 1, 2
	look := binary.BigEndian.Uint16(h.head[macStyle:])
	t.bold, t.italic = look&boldBit != 0, look&italicBit != 0
	if _, ok := s.tables["name"]; !ok {
		return t, nil
	}
	b, err := s.table("name", 0)
	if err != nil {
		return t, fmt.Errorf("%s: %w", f.source, err)
	}
	if t.family, err = fontNames(b, familyName); err == nil {
		t.full, err = fontNames(b, fullName)
	}
	if err != nil {
		return t, fmt.Errorf("%s: %w", f.source, err)
	}
	return t, nil
}
