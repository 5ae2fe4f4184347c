package style

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/font/opentype/tables"
)

// Face is one font file. Its methods are cheap and safe for concurrent use: they look characters up in a table of
// advances that is made from the file's cmap and hmtx, not from its outlines, when the first character is asked for.
type Face struct {
	Name string // of the file without ending: "song", "hei", …; unique among the faces of a Fonts
	Data []byte // the TrueType file; do not change it

	once    sync.Once
	err     error
	bmp     []uint16 // advance in font units plus 1 by character, 0 for none; characters up to U+FFFF
	astral  map[rune]uint16
	upem    float64
	ascent  float64 // em
	descent float64 // em, positive
}

// ErrFont means that a font file cannot be used: not TrueType outlines, a collection, or broken.
var ErrFont = errors.New("font cannot be embedded")

// openFace reads a font file's directory; the rest is read when it is needed.
func openFace(name string, data []byte) (*Face, error) {
	if _, err := loader(data); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &Face{Name: name, Data: data}, nil
}

func loader(data []byte) (*opentype.Loader, error) {
	ld, err := opentype.NewLoader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFont, err)
	}
	if !ld.HasTable(opentype.MustNewTag("glyf")) {
		return nil, fmt.Errorf("%w: no TrueType outlines (an OpenType/CFF font?); convert it to .ttf", ErrFont)
	}
	return ld, nil
}

// Advance is the width of a character in em: 1.0 is the type size. It is 0 for a character the face does not have.
func (f *Face) Advance(r rune) float64 {
	return float64(max(f.units(r), 1)-1) / f.em()
}

// Has reports whether the face has a glyph for the character.
func (f *Face) Has(r rune) bool { return f.units(r) != 0 }

// Ascent and Descent are the distances from the baseline to the top and to the bottom of a line, in em, as Word takes
// them for the height of a line.
func (f *Face) Ascent() float64 { f.once.Do(f.read); return f.ascent }

// Descent is positive.
func (f *Face) Descent() float64 { f.once.Do(f.read); return f.descent }

// Err says what is wrong with the file, if anything is; a broken face has no characters.
func (f *Face) Err() error { f.once.Do(f.read); return f.err }

func (f *Face) em() float64 { f.once.Do(f.read); return f.upem }

func (f *Face) units(r rune) uint16 {
	f.once.Do(f.read)
	if uint32(r) < uint32(len(f.bmp)) {
		return f.bmp[r]
	}
	return f.astral[r]
}

// read fills the tables. It costs about a millisecond a font.
func (f *Face) read() {
	f.upem, f.ascent, f.descent = 1000, 0.88, 0.12
	if err := f.readMetrics(); err != nil {
		f.err = fmt.Errorf("%s: %w: %w", f.Name, ErrFont, err)
		f.bmp, f.astral = nil, nil
	}
}

func (f *Face) readMetrics() error {
	ld, err := loader(f.Data)
	if err != nil {
		return err
	}
	raw := func(tag string) []byte {
		b, e := ld.RawTable(opentype.MustNewTag(tag))
		err = errors.Join(err, e)
		return b
	}
	headB, hheaB, hmtxB, maxpB, cmapB := raw("head"), raw("hhea"), raw("hmtx"), raw("maxp"), raw("cmap")
	if err != nil {
		return err
	}
	head, _, err := tables.ParseHead(headB)
	if err != nil {
		return err
	}
	if head.UnitsPerEm == 0 {
		return errors.New("no units per em")
	}
	hhea, _, err := tables.ParseHhea(hheaB)
	if err != nil {
		return err
	}
	maxp, _, err := tables.ParseMaxp(maxpB)
	if err != nil {
		return err
	}
	n := int(hhea.NumOfLongMetrics)
	hmtx, _, err := tables.ParseHmtx(hmtxB, n, int(maxp.NumGlyphs)-n)
	if err != nil {
		return err
	}
	cm, _, err := tables.ParseCmap(cmapB)
	if err != nil {
		return err
	}
	chars, _, err := font.ProcessCmap(cm, tables.FPNone)
	if err != nil {
		return err
	}
	f.upem = float64(head.UnitsPerEm)
	f.ascent, f.descent = float64(hhea.Ascender)/f.upem, -float64(hhea.Descender)/f.upem
	f.fill(chars.Iter(), hmtx)
	return nil
}

func (f *Face) fill(it font.CmapIter, hmtx tables.Hmtx) {
	const bmpEnd = 0x10000
	f.bmp, f.astral = make([]uint16, bmpEnd), map[rune]uint16{}
	for it.Next() {
		r, g := it.Char()
		if g == 0 {
			continue
		}
		adv := uint16(min(int(advance(hmtx, int(g)))+1, 0xFFFF))
		if r >= 0 && r < bmpEnd {
			f.bmp[r] = adv
		} else {
			f.astral[r] = adv
		}
	}
}

// advance is a glyph's advance in font units; the last long metric holds for all glyphs after it.
func advance(t tables.Hmtx, g int) int16 {
	if len(t.Metrics) == 0 {
		return 0
	}
	return max(t.Metrics[min(g, len(t.Metrics)-1)].AdvanceWidth, 0)
}

// readFace opens a font file of a file system.
func readFace(fsys fs.FS, file, name string) (*Face, error) {
	data, err := fs.ReadFile(fsys, file)
	if err != nil {
		return nil, fmt.Errorf("read font: %w", err)
	}
	return openFace(name, data)
}
