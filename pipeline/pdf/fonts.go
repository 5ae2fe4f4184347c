package pdf

import (
	"crypto/sha256"
	"fmt"
	"math"
	"math/bits"
	"slices"

	"github.com/signintech/gopdf"

	"huibian/pipeline/style"
	"huibian/pipeline/typeset"
)

// ErrNoGlyph means that a layout sets a character in a face that does not have it. typeset never does; an archive copy
// with an empty box in it would be worse than none.
var ErrNoGlyph = style.ErrNoGlyph

// fontSet is the fonts of a book, in the order in which they first appear: the part of each that the book uses.
type fontSet struct {
	list   []*bookFont
	byFace map[*style.Face]*bookFont
}

// bookFont is a face and what of it a book uses. gopdf gets a small font file of these characters alone instead of the
// whole: parsing a Chinese font takes it 40 ms, this takes 2, and the tables it embeds shrink with the file.
type bookFont struct {
	face     *style.Face
	name     string // in the PDF, with the subset tag before it
	resource string // what selects it: "/F1 "
	sub      *style.Subset
	codes    []uint16 // glyph by character, up to the last one used below U+10000
	high     map[rune]uint16
}

// collectFonts finds the characters that a layout sets in each face and makes a subset of each.
func collectFonts(l *typeset.Layout) (*fontSet, error) {
	used := map[*style.Face]*runeSet{}
	set := &fontSet{byFace: map[*style.Face]*bookFont{}}
	var face *style.Face
	var chars *runeSet
	for i := range l.Pages {
		for _, op := range l.Pages[i].Ops {
			t, ok := op.(typeset.Text)
			if !ok || t.Text == "" {
				continue
			}
			if t.Face == nil {
				return nil, fmt.Errorf("page %d: %w: no face for %q", i+1, ErrNoGlyph, t.Text)
			}
			if t.Face != face {
				face = t.Face
				if chars = used[face]; chars == nil {
					chars = &runeSet{}
					used[face] = chars
					f := &bookFont{face: face}
					set.list, set.byFace[face] = append(set.list, f), f
				}
			}
			for _, r := range t.Text {
				chars.add(r)
			}
		}
	}
	for i, f := range set.list {
		f.resource = fmt.Sprintf("/F%d ", i+1) // as gopdf counts them
		if err := f.load(used[f.face].list()); err != nil {
			return nil, err
		}
	}
	return set, nil
}

func (f *bookFont) load(chars []rune) (err error) {
	if f.sub, err = f.face.Subset(chars); err != nil {
		return err
	}
	f.name = subsetTag(f.face.Name, chars) + "+" + f.sub.Name
	low, _ := slices.BinarySearch(chars, firstHigh)
	if low > 0 {
		f.codes = make([]uint16, chars[low-1]+1)
	}
	for i, r := range chars[:low] {
		f.codes[r] = uint16(i + 1)
	}
	f.high = map[rune]uint16{}
	for i, r := range chars[low:] {
		f.high[r] = uint16(low + i + 1)
	}
	return nil
}

const firstHigh = 0x10000 // the first character outside the Basic Multilingual Plane

// code is the glyph of a character in the subset, which is also what stands for it in the text of a page.
func (f *bookFont) code(r rune) uint16 {
	if uint32(r) < uint32(len(f.codes)) {
		return f.codes[r]
	}
	return f.high[r]
}

// width is a glyph's advance in thousandths of the type size.
func (f *bookFont) width(i int) int {
	const thousand = 1000
	return int(math.Round(float64(f.sub.Advances[i]) * thousand / float64(f.sub.Upem)))
}

// subsetTag is the six capitals that must stand before the name of a font of which only a part is embedded, different
// for different parts (ISO 32000-1, 9.6.4).
func subsetTag(face string, chars []rune) string {
	h := sha256.Sum256([]byte(face + "\x00" + string(chars)))
	tag := h[:6]
	for i := range tag {
		tag[i] = 'A' + tag[i]%26
	}
	return string(tag)
}

// addTo tells gopdf of the fonts. It writes their dictionaries; what grows with the number of characters, the font
// program, widths and map, is put in afterwards (mend), so one character each is enough for it.
func (s *fontSet) addTo(pdf *gopdf.GoPdf) error {
	for _, f := range s.list {
		if err := pdf.AddTTFFontData(f.name, f.sub.File); err != nil {
			return fmt.Errorf("font %s: %w", f.face.Name, err)
		}
		if err := pdf.SetFont(f.name, "", 1); err != nil {
			return fmt.Errorf("font %s: %w", f.face.Name, err)
		}
		if _, err := pdf.MeasureTextWidth(string(f.sub.Chars[:1])); err != nil {
			return fmt.Errorf("font %s: %w", f.face.Name, err)
		}
	}
	return nil
}

// runeSet is a set of characters as bits.
type runeSet struct{ words []uint64 }

func (s *runeSet) add(r rune) {
	w := int(uint32(r) / 64)
	if w >= len(s.words) {
		s.words = append(s.words, make([]uint64, w+1-len(s.words))...)
	}
	s.words[w] |= 1 << (uint32(r) % 64)
}

// list is the characters in ascending order.
func (s *runeSet) list() []rune {
	var out []rune
	for i, w := range s.words {
		for ; w != 0; w &= w - 1 {
			out = append(out, rune(i*64+bits.TrailingZeros64(w)))
		}
	}
	return out
}
