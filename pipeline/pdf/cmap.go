package pdf

import (
	"fmt"
	"unicode/utf16"
)

// cmapSection is the most entries a section of a CMap may have (Adobe Technical Note 5411).
const cmapSection = 100

// toUnicode is the map from glyphs back to characters by which text is searched and copied. gopdf's own has sections
// that are too long and five digits for characters beyond the first plane.
func (f *bookFont) toUnicode() []byte {
	b := []byte("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for from := 0; from < len(f.sub.Chars); from += cmapSection {
		part := f.sub.Chars[from:min(from+cmapSection, len(f.sub.Chars))]
		b = fmt.Appendf(b, "%d beginbfchar\n", len(part))
		for i, r := range part {
			b = fmt.Appendf(b, "<%04X> <", from+i+1)
			for _, u := range utf16.AppendRune(nil, r) {
				b = fmt.Appendf(b, "%04X", u)
			}
			b = append(b, ">\n"...)
		}
		b = append(b, "endbfchar\n"...)
	}
	return append(b, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"...)
}

// widths is the font's W array: the glyphs that are not as wide as the type size, which is the default.
func (f *bookFont) widths() []byte {
	const full = 1000
	b := []byte("/DW 1000\n/W [")
	for i := 0; i < len(f.sub.Chars); {
		if f.width(i) == full {
			i++
			continue
		}
		b = fmt.Appendf(b, "%d [", i+1)
		for ; i < len(f.sub.Chars) && f.width(i) != full; i++ {
			b = fmt.Appendf(b, "%d ", f.width(i))
		}
		b = append(b, ']')
	}
	return append(b, "]\n"...)
}
