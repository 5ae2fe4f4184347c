package style

import (
	"encoding/binary"
	"fmt"
	"sort"
)

// charMap finds glyphs for characters; it holds what a font's cmap says.
type charMap struct {
	low  []uint16 // by character, up to U+FFFF; 0 for none
	high []span   // the characters after, in runs
}

func (m *charMap) glyph(r rune) uint16 {
	if uint32(r) < uint32(len(m.low)) {
		return m.low[r]
	}
	i := sort.Search(len(m.high), func(i int) bool { return m.high[i].last >= r })
	if i == len(m.high) || m.high[i].first > r {
		return 0
	}
	return uint16(m.high[i].glyph + int(r-m.high[i].first))
}

// unicodeTables are the tables of a cmap that are asked with Unicode characters, by platform and encoding, best first.
// Old Chinese fonts may have one for GB 2312 alone (3, 3): read as Unicode, it would give other characters.
var unicodeTables = []struct{ platform, encoding uint16 }{
	{3, 10}, {0, 6}, {0, 4}, // all characters
	{3, 1}, {0, 3}, {0, 2}, {0, 1}, {0, 0}, // those of the first plane
	{3, 0}, // a symbol font: its characters are of private use
}

// readCharMap reads a cmap for a font of so many glyphs: the best of its tables, in format 4 or 12, which are those of
// all TrueType fonts for Windows. Whatever it holds, the cost is bounded: runs must ascend, as OpenType asks.
func readCharMap(cmap []byte, glyphs int) (*charMap, error) {
	const head, record = 4, 8
	if len(cmap) < head {
		return nil, brokenCmap("too short")
	}
	n := int(binary.BigEndian.Uint16(cmap[2:]))
	if len(cmap) < head+n*record {
		return nil, brokenCmap("too short")
	}
	for _, want := range unicodeTables {
		for r := cmap[head : head+n*record]; len(r) > 0; r = r[record:] {
			at := binary.BigEndian.Uint32(r[4:])
			if binary.BigEndian.Uint16(r) != want.platform || binary.BigEndian.Uint16(r[2:]) != want.encoding {
				continue
			}
			if int64(at)+2 > int64(len(cmap)) {
				return nil, brokenCmap("too short")
			}
			m := &charMap{low: make([]uint16, planeEnd)}
			switch table := cmap[at:]; binary.BigEndian.Uint16(table) {
			case 4:
				return m, m.readFormat4(table, glyphs)
			case 12:
				return m, m.readFormat12(table, glyphs)
			}
		}
	}
	return nil, brokenCmap("no table from Unicode to glyphs in format 4 or 12")
}

func brokenCmap(what string) error { return fmt.Errorf("%w: cmap: %s", ErrFont, what) }

// readFormat4 reads runs of characters of the first plane: the ends of all, then the starts, the differences from
// character to glyph, and for some runs a way to a list of glyphs, counted in bytes from where it is written.
func (m *charMap) readFormat4(t []byte, glyphs int) error {
	const head = 14
	if len(t) < head {
		return brokenCmap("too short")
	}
	n := int(binary.BigEndian.Uint16(t[6:])) / 2
	if len(t) < head+2+8*n {
		return brokenCmap("too short")
	}
	word := func(at int) int { return int(binary.BigEndian.Uint16(t[at:])) }
	ends, starts := head, head+2*n+2
	deltas, ways := starts+2*n, starts+4*n
	next := 0 // the first character that no run before has
	for i := 0; i < 2*n; i += 2 {
		first, last := word(starts+i), word(ends+i)
		for r := max(first, next); r <= last; r++ {
			g := r
			if way := word(ways + i); way != 0 {
				at := ways + i + way + 2*(r-first)
				if at+2 > len(t) {
					break // as in the last run of many fonts
				}
				if g = word(at); g == 0 {
					continue
				}
			}
			if g = (g + word(deltas+i)) & 0xFFFF; g < glyphs {
				m.low[r] = uint16(g)
			}
		}
		next = max(next, last+1)
	}
	return nil
}

// readFormat12 reads runs of characters of all planes whose glyphs follow each other.
func (m *charMap) readFormat12(t []byte, glyphs int) error {
	const head, group, lastChar = 16, 12, 0x10FFFF
	if len(t) < head {
		return brokenCmap("too short")
	}
	n := int64(binary.BigEndian.Uint32(t[12:]))
	if int64(len(t)) < head+n*group {
		return brokenCmap("too short")
	}
	next := int64(0)
	for g := t[head : head+n*group]; len(g) > 0; g = g[group:] {
		first, last := int64(binary.BigEndian.Uint32(g)), int64(binary.BigEndian.Uint32(g[4:]))
		glyph := int64(binary.BigEndian.Uint32(g[8:]))
		if first < next || last < first || last > lastChar {
			return brokenCmap("runs out of order")
		}
		next = last + 1
		last = min(last, first+int64(glyphs)-1-glyph) // what has no glyph is not there
		for ; first <= min(last, planeEnd-1); first++ {
			m.low[first] = uint16(glyph)
			glyph++
		}
		if first <= last {
			m.high = append(m.high, span{rune(first), rune(last), int(glyph)})
		}
	}
	return nil
}
