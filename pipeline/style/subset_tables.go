package style

import (
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"
)

// planeEnd is the first character that a cmap of format 4 cannot hold.
const planeEnd = 0x10000

// cmapTable maps chars[i] to glyph i+1: characters of the first plane in format 4 for Windows (3, 1), all of them in
// format 12 (3, 10).
func cmapTable(chars []rune) ([]byte, error) {
	four, twelve := cmapFormat4(chars), cmapFormat12(chars)
	const head, limit = 4 + 2*8, 0xFFFF
	if len(four) > limit { // 8,000 runs of characters; all of GB 18030 has 300
		return nil, fmt.Errorf("%w: %d characters in too many runs", ErrFont, len(chars))
	}
	b := binary.BigEndian.AppendUint32(nil, 2) // version 0, two tables
	b = appendRecord(b, 1, head)
	b = appendRecord(b, 10, head+len(four))
	return append(append(b, four...), twelve...), nil
}

func appendRecord(b []byte, encoding uint16, offset int) []byte {
	const windows = 3
	b = binary.BigEndian.AppendUint16(b, windows)
	b = binary.BigEndian.AppendUint16(b, encoding)
	return binary.BigEndian.AppendUint32(b, uint32(offset))
}

// span is a run of characters that follow each other, and the glyph of the first.
type span struct {
	first, last rune
	glyph       int
}

func spans(chars []rune) []span {
	var out []span
	for i, r := range chars {
		if n := len(out); n > 0 && out[n-1].last == r-1 {
			out[n-1].last = r
			continue
		}
		out = append(out, span{r, r, i + 1})
	}
	return out
}

func cmapFormat4(chars []rune) []byte {
	n := 0
	for n < len(chars) && chars[n] < planeEnd-1 {
		n++
	}
	segs := append(spans(chars[:n]), span{planeEnd - 1, planeEnd - 1, 0})
	count, power := len(segs), 0
	for 2<<power <= count {
		power++
	}
	words := []int{4, 16 + 8*count, 0, 2 * count, 2 << power, power, 2 * (count - 1<<power)}
	for _, s := range segs {
		words = append(words, int(s.last))
	}
	words = append(words, 0)
	for _, s := range segs {
		words = append(words, int(s.first))
	}
	for _, s := range segs {
		delta := s.glyph - int(s.first)
		if s.first == planeEnd-1 {
			delta = 1 // the last segment must map U+FFFF to glyph 0
		}
		words = append(words, delta&0xFFFF)
	}
	words = append(words, make([]int, count)...) // idRangeOffset
	var b []byte
	for _, w := range words {
		b = binary.BigEndian.AppendUint16(b, uint16(w))
	}
	return b
}

func cmapFormat12(chars []rune) []byte {
	segs := spans(chars)
	b := binary.BigEndian.AppendUint32(nil, 12<<16)
	for _, v := range []int{16 + 12*len(segs), 0, len(segs)} {
		b = binary.BigEndian.AppendUint32(b, uint32(v))
	}
	for _, s := range segs {
		for _, v := range []int{int(s.first), int(s.last), s.glyph} {
			b = binary.BigEndian.AppendUint32(b, uint32(v))
		}
	}
	return b
}

// fileName is the name that programs know a font by; "Unnamed" if it has none. It has ASCII letters, digits and
// hyphens only, as it becomes a PDF name.
func fileName(table []byte) (string, error) {
	name := ""
	if len(table) > 0 {
		names, err := fontNames(table, postScriptName)
		if err != nil {
			return "", err
		}
		name = strings.Join(names[:min(len(names), 1)], "")
	}
	name = strings.Map(func(r rune) rune {
		if r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, name)
	if name == "" {
		name = "Unnamed"
	}
	const longest = 63 // OpenType, name ID 6
	return name[:min(len(name), longest)], nil
}

// nameTable holds the PostScript name alone.
func nameTable(name string) []byte {
	const windows, unicodeBMP, english, head = 3, 1, 0x409, 6 + 12
	var b []byte
	u := utf16.Encode([]rune(name))
	for _, v := range []int{0, 1, head, windows, unicodeBMP, english, postScriptName, 2 * len(u), 0} {
		b = binary.BigEndian.AppendUint16(b, uint16(v))
	}
	for _, v := range u {
		b = binary.BigEndian.AppendUint16(b, v)
	}
	return b
}

// postTable is the head of the post table in format 3: without names of glyphs, which would be those of other glyphs.
func postTable(post []byte) []byte {
	const head = 32
	b := make([]byte, head)
	copy(b, post)
	binary.BigEndian.PutUint32(b, 0x00030000)
	return b
}
