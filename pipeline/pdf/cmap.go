package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strconv"
	"unicode/utf16"
)

// cmapSection is the most entries a section of a CMap may have (Adobe Technical Note 5411).
const cmapSection = 100

// toUnicode writes gopdf's ToUnicode map again by the book: code space of two bytes, sections of at most 100 entries,
// characters beyond the first plane as surrogates.
func toUnicode(data []byte) ([]byte, error) {
	pairs, err := readBfRange(data)
	if err != nil {
		return nil, err
	}
	b := []byte("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for len(pairs) > 0 {
		n := min(len(pairs), cmapSection)
		b = fmt.Appendf(b, "%d beginbfchar\n", n)
		for _, p := range pairs[:n] {
			b = fmt.Appendf(b, "<%04X> <", p.glyph)
			for _, u := range utf16.Encode([]rune{p.char}) {
				b = fmt.Appendf(b, "%04X", u)
			}
			b = append(b, ">\n"...)
		}
		b = append(b, "endbfchar\n"...)
		pairs = pairs[n:]
	}
	return append(b, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"...), nil
}

type pair struct {
	glyph uint16
	char  rune
}

// readBfRange reads the lines <glyph><glyph><character> that gopdf writes.
func readBfRange(data []byte) ([]pair, error) {
	_, rest, ok := bytes.Cut(data, []byte("beginbfrange\n"))
	body, _, ok2 := bytes.Cut(rest, []byte("endbfrange"))
	if !ok || !ok2 {
		return nil, fmt.Errorf("%w: ToUnicode map", errUnexpected)
	}
	var out []pair
	for line := range bytes.Lines(body) {
		parts := bytes.FieldsFunc(line, func(r rune) bool { return r == '<' || r == '>' || r == '\n' })
		if len(parts) != 3 {
			return nil, fmt.Errorf("%w: line of ToUnicode map %q", errUnexpected, line)
		}
		g, err := strconv.ParseUint(string(parts[0]), 16, 16)
		if err != nil {
			return nil, fmt.Errorf("%w: glyph of ToUnicode map: %w", errUnexpected, err)
		}
		r, err := strconv.ParseUint(string(parts[2]), 16, 21)
		if err != nil {
			return nil, fmt.Errorf("%w: character of ToUnicode map: %w", errUnexpected, err)
		}
		out = append(out, pair{uint16(g), rune(r)})
	}
	return out, nil
}

func deflate(b []byte) []byte {
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	_, _ = z.Write(b) // a bytes.Buffer takes everything
	_ = z.Close()
	return out.Bytes()
}
