package style

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// Subset is a small font file that holds a few characters of a face.
type Subset struct {
	Name     string   // PostScript name of the face it was made from
	File     []byte   // a TrueType file that any program can open
	Program  []byte   // the tables of it that a PDF embeds (ISO 32000-1, 9.9): no cmap, no names
	Chars    []rune   // ascending; the glyph of Chars[i] is i+1
	Advances []uint16 // of Chars, in font units
	Upem     int
}

// ErrNoGlyph means that a face lacks a character.
var ErrNoGlyph = errors.New("no glyph")

// Subset makes a font file of some characters of the face: their outlines, metrics and what else a PDF needs. Chars
// must be ascending. Every character gets a glyph of its own, even where the face has one for two of them, so that text
// copied out of a PDF is the text that was put in. The cost is that of reading the outlines: about 1 µs a character.
func (f *Face) Subset(chars []rune) (sub *Subset, err error) {
	s, err := f.source.open()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.source, err)
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if len(chars) >= maxGlyphs {
		return nil, fmt.Errorf("%s: %w: %d characters", f.source, ErrFont, len(chars))
	}
	sub = &Subset{Chars: chars}
	b := &subsetter{sfnt: s, seen: map[uint16]uint16{}}
	if b.heads, err = s.heads(); err != nil {
		return nil, fmt.Errorf("%s: %w", f.source, err)
	}
	sub.Upem = b.heads.upem
	b.source = append(make([]uint16, 0, len(chars)+1), 0)
	for _, r := range chars {
		g := f.glyph(r)
		if g == 0 {
			return nil, fmt.Errorf("%s: %w for %q (U+%04X)", f.source, ErrNoGlyph, r, r)
		}
		b.source = append(b.source, g)
		sub.Advances = append(sub.Advances, f.advances[g])
	}
	if err = b.outlines(); err == nil {
		err = b.build(sub, f.advances)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.source, err)
	}
	return sub, nil
}

// subsetter gathers the glyphs of a subset. source[i] is the number that glyph i has in the whole font; parts of
// composite glyphs follow after the characters.
type subsetter struct {
	*sfnt
	heads  tableHeads
	source []uint16
	seen   map[uint16]uint16 // parts: number in the whole font → number here
	glyf   []byte
	loca   []uint32
}

// outlines copies the outlines, and those of the parts they are composed of.
func (b *subsetter) outlines() error {
	unit := 2
	if b.heads.longLoca {
		unit = 4
	}
	loca, err := b.table("loca", (b.heads.glyphs+1)*unit)
	if err != nil {
		return err
	}
	at := func(g int) int64 {
		if b.heads.longLoca {
			return int64(binary.BigEndian.Uint32(loca[4*g:]))
		}
		return 2 * int64(binary.BigEndian.Uint16(loca[2*g:]))
	}
	glyf := b.tables["glyf"]
	const usual = 256 // bytes of an outline
	b.glyf = make([]byte, 0, usual*len(b.source))
	b.loca = append(make([]uint32, 0, len(b.source)+1), 0)
	for i := 0; i < len(b.source); i++ { // grows while it runs
		g := int(b.source[i])
		if g >= b.heads.glyphs || at(g+1) < at(g) || at(g+1) > glyf.length {
			return fmt.Errorf("%w: outline of glyph %d", ErrFont, g)
		}
		outline, err := b.bytes(glyf.offset+at(g), at(g+1)-at(g))
		if err != nil {
			return err
		}
		if err := b.renumberParts(outline); err != nil {
			return fmt.Errorf("glyph %d: %w", g, err)
		}
		b.glyf = append(b.glyf, outline...)
		b.glyf = append(b.glyf, make([]byte, -len(b.glyf)&3)...)
		b.loca = append(b.loca, uint32(len(b.glyf)))
	}
	return nil
}

// Flags of a part of a composite glyph (OpenType, "glyf").
const (
	argsAreWords   = 0x0001
	haveScale      = 0x0008
	moreParts      = 0x0020
	haveXYScale    = 0x0040
	haveTwoByTwo   = 0x0080
	maxGlyphs      = 0xFFFF
	outlineHeadLen = 10
)

// renumberParts puts the new numbers of its parts into a composite glyph.
func (b *subsetter) renumberParts(outline []byte) error {
	if len(outline) < outlineHeadLen || int16(binary.BigEndian.Uint16(outline)) >= 0 {
		return nil
	}
	for p := outline[outlineHeadLen:]; ; {
		if len(p) < 4 {
			return fmt.Errorf("%w: composite outline ends early", ErrFont)
		}
		flags, part := binary.BigEndian.Uint16(p), binary.BigEndian.Uint16(p[2:])
		n, ok := b.seen[part]
		if !ok {
			if len(b.source) >= maxGlyphs {
				return fmt.Errorf("%w: too many glyphs", ErrFont)
			}
			n = uint16(len(b.source))
			b.seen[part] = n
			b.source = append(b.source, part)
		}
		binary.BigEndian.PutUint16(p[2:], n)
		if flags&moreParts == 0 {
			return nil
		}
		p = p[min(partLen(flags), len(p)):]
	}
}

func partLen(flags uint16) int {
	n := 4 + 2
	if flags&argsAreWords != 0 {
		n += 2
	}
	switch {
	case flags&haveScale != 0:
		n += 2
	case flags&haveXYScale != 0:
		n += 4
	case flags&haveTwoByTwo != 0:
		n += 8
	}
	return n
}

// build puts the tables of the subset into its files.
func (b *subsetter) build(sub *Subset, advances []uint16) (err error) {
	out := map[string][]byte{"glyf": b.glyf}
	// What is not in every font, and what is not about characters, is taken as it is.
	for _, tag := range []string{"OS/2", "post", "cvt ", "fpgm", "prep", "name"} {
		if out[tag], err = b.table(tag, 0); err != nil {
			return err
		}
	}
	n := len(b.source)
	for i := range b.loca {
		out["loca"] = binary.BigEndian.AppendUint32(out["loca"], b.loca[i])
	}
	hmtx, err := b.table("hmtx", b.heads.metrics*4)
	if err != nil {
		return err
	}
	for _, g := range b.source {
		out["hmtx"] = binary.BigEndian.AppendUint16(out["hmtx"], advances[g])
		out["hmtx"] = binary.BigEndian.AppendUint16(out["hmtx"], bearing(hmtx, int(g), b.heads.metrics))
	}
	binary.BigEndian.PutUint16(b.heads.head[50:], 1) // long loca
	binary.BigEndian.PutUint16(b.heads.hhea[34:], uint16(n))
	binary.BigEndian.PutUint16(b.heads.maxp[4:], uint16(n))
	out["head"], out["hhea"], out["maxp"] = b.heads.head, b.heads.hhea, b.heads.maxp
	if sub.Name, err = fileName(out["name"]); err != nil {
		return err
	}
	if out["cmap"], err = cmapTable(sub.Chars); err != nil {
		return err
	}
	out["name"], out["post"] = nameTable(sub.Name), postTable(out["post"])
	sub.File = sfntFile(out)
	for _, tag := range []string{"OS/2", "post", "name", "cmap"} {
		delete(out, tag)
	}
	sub.Program = sfntFile(out)
	return nil
}

// bearing is the left side bearing of a glyph; glyphs after the last long metric have theirs in a list of their own.
func bearing(hmtx []byte, g, metrics int) uint16 {
	at := 4*g + 2
	if g >= metrics {
		at = 4*metrics + 2*(g-metrics)
	}
	if at+2 > len(hmtx) {
		return 0
	}
	return binary.BigEndian.Uint16(hmtx[at:])
}

// sfntFile puts tables together. Empty ones are left out.
func sfntFile(tables map[string][]byte) []byte {
	const head, entry = 12, 16
	const adjustment, magic = 8, 0xB1B0AFBA // the field of head that makes the checksum of the whole file this number
	var tags []string
	size := head
	for tag, t := range tables {
		if len(t) > 0 {
			tags = append(tags, tag)
			size += entry + (len(t)+3)&^3
		}
	}
	slices.Sort(tags)
	power := 0
	for 2<<power <= len(tags) {
		power++
	}
	b := binary.BigEndian.AppendUint32(make([]byte, 0, size), versionTrueType)
	for _, v := range []int{len(tags), entry << power, power, entry * (len(tags) - 1<<power)} {
		b = binary.BigEndian.AppendUint16(b, uint16(v))
	}
	binary.BigEndian.PutUint32(tables["head"][adjustment:], 0)
	b = b[:head+entry*len(tags)]
	adjust := 0
	for i, tag := range tags {
		at := len(b)
		if tag == "head" {
			adjust = at + adjustment
		}
		b = append(b, tables[tag]...)
		b = append(b, make([]byte, -len(b)&3)...)
		row := b[head+entry*i:]
		copy(row, tag)
		binary.BigEndian.PutUint32(row[4:], checksum(b[at:]))
		binary.BigEndian.PutUint32(row[8:], uint32(at))
		binary.BigEndian.PutUint32(row[12:], uint32(len(tables[tag])))
	}
	binary.BigEndian.PutUint32(b[adjust:], magic-checksum(b))
	return b
}

// checksum is the sum of a padded table's words.
func checksum(padded []byte) (sum uint32) {
	for ; len(padded) >= 4; padded = padded[4:] {
		sum += binary.BigEndian.Uint32(padded)
	}
	return sum
}
