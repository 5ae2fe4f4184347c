package style

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype/tables"
)

// Face is one font file. Its methods are cheap and safe for concurrent use: they look characters up in tables made from
// the file's cmap and hmtx, not from its outlines, when the first character is asked for.
type Face struct {
	Name string // of the file without ending: "song", "hei", …; unique among the faces of a Fonts

	fsys fs.FS
	file string

	once     sync.Once
	err      error
	glyphs   []uint16 // by character, up to U+FFFF; 0 for none
	astral   map[rune]uint16
	advances []uint16 // by glyph, in font units
	upem     float64
	ascent   float64 // em
	descent  float64 // em, positive
}

// ErrFont means that a font file cannot be used: not TrueType outlines, a collection, or broken.
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
	if uint32(r) < uint32(len(f.glyphs)) {
		return f.glyphs[r]
	}
	return f.astral[r]
}

// read fills the tables. It costs about a millisecond a font.
func (f *Face) read() {
	f.upem, f.ascent, f.descent = 1000, 0.88, 0.12 // of most Chinese fonts
	if err := f.readMetrics(); err != nil {
		f.err = fmt.Errorf("%s: %w", f.file, err)
		f.glyphs, f.astral = nil, nil
	}
}

func (f *Face) readMetrics() (err error) {
	s, err := openFont(f.fsys, f.file)
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
	if err := f.readCharacters(s, h); err != nil {
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

func (f *Face) readCharacters(s *sfnt, h tableHeads) error {
	raw, err := s.table("cmap", 4)
	if err != nil {
		return err
	}
	cm, _, err := tables.ParseCmap(raw)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrFont, err)
	}
	chars, _, err := font.ProcessCmap(cm, tables.FPNone)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrFont, err)
	}
	f.glyphs, f.astral = make([]uint16, planeEnd), map[rune]uint16{}
	for it := chars.Iter(); it.Next(); {
		r, g := it.Char()
		switch {
		case g == 0 || int(g) >= h.glyphs || r < 0:
		case r < planeEnd:
			f.glyphs[r] = uint16(g)
		default:
			f.astral[r] = uint16(g)
		}
	}
	return nil
}

// names are the family and full names the file bears, in every language: 仿宋_GB2312 as well as FangSong_GB2312.
func (f *Face) names() (names []string, err error) {
	s, err := openFont(f.fsys, f.file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.file, err)
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if _, ok := s.tables["name"]; !ok {
		return nil, nil
	}
	b, err := s.table("name", 0)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.file, err)
	}
	return fontNames(b, familyNames)
}
