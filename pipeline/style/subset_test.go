package style

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// whole is a shipped face as another library reads it.
func whole(t testing.TB, name string) *font.Face {
	t.Helper()
	return parseFont(t, fileOf(t, name+".ttf"))
}

func parseFont(t testing.TB, data []byte) *font.Face {
	t.Helper()
	f, err := font.ParseTTF(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func outline(f *font.Face, g font.GID) []opentype.Segment {
	o, _ := f.GlyphData(g).(font.GlyphOutline)
	return o.Segments
}

// TestSubsetIsTheFont: whatever characters a book uses, a program that opens the subset sees for each of them the
// outline and the width that the whole font has. Every shipped face is tried.
func TestSubsetIsTheFont(t *testing.T) {
	for name, face := range load(t, nil).faces {
		all := whole(t, name)
		var chars []rune
		for r := range rune(0x30000) {
			if face.Has(r) {
				chars = append(chars, r)
			}
		}
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				some := rapid.SliceOfNDistinct(rapid.SampledFrom(chars), 1, 60, rapid.ID).Draw(t, "chars")
				slices.Sort(some)
				sub, err := face.Subset(some)
				if err != nil {
					t.Fatal(err)
				}
				f, err := font.ParseTTF(bytes.NewReader(sub.File))
				if err != nil {
					t.Fatal(err)
				}
				for i, r := range some {
					g, ok := f.NominalGlyph(r)
					old, _ := all.NominalGlyph(r)
					if !ok || int(g) != i+1 {
						t.Fatalf("%q is glyph %d, want %d", r, g, i+1)
					}
					if got, want := f.HorizontalAdvance(g), all.HorizontalAdvance(old); got != want || got != float32(sub.Advances[i]) {
						t.Errorf("%q is %v wide, want %v", r, got, want)
					}
					if want := float64(all.HorizontalAdvance(old)) / float64(sub.Upem); face.Advance(r) != want {
						t.Errorf("%q advances %v em, want %v", r, face.Advance(r), want)
					}
					if diff := cmp.Diff(outline(all, old), outline(f, g)); diff != "" {
						t.Errorf("%q looks different:\n%s", r, diff)
					}
				}
			})
		})
	}
}

// TestSubsetFile holds the files of a subset to what OpenType asks of every font file.
func TestSubsetFile(t *testing.T) {
	sub, err := load(t, nil).faces[faceSong].Subset([]rune("Å行𬭊"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		file   []byte
		tables []string
	}{
		"File":    {sub.File, []string{"OS/2", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post"}},
		"Program": {sub.Program, []string{"glyf", "head", "hhea", "hmtx", "loca", "maxp"}},
	} {
		t.Run(name, func(t *testing.T) {
			if sum := checksum(c.file); sum != 0xB1B0AFBA {
				t.Errorf("checksum of the file is %X", sum)
			}
			var tags []string
			end := 12 + 16*int(binary.BigEndian.Uint16(c.file[4:]))
			for i := range int(binary.BigEndian.Uint16(c.file[4:])) {
				row := c.file[12+16*i:]
				at, n := int(binary.BigEndian.Uint32(row[8:])), int(binary.BigEndian.Uint32(row[12:]))
				tags = append(tags, string(row[:4]))
				if at != end {
					t.Errorf("%s begins at %d, want %d", row[:4], at, end)
				}
				end = at + (n+3)&^3
			}
			if end != len(c.file) {
				t.Errorf("the file has %d bytes, want %d", len(c.file), end)
			}
			if diff := cmp.Diff(c.tables, tags); diff != "" {
				t.Error(diff)
			}
			tables := tablesOf(c.file)
			if n := int(binary.BigEndian.Uint16(tables["maxp"][4:])); n < 1+len(sub.Chars) || len(tables["hmtx"]) != 4*n || len(tables["loca"]) != 4*(n+1) {
				t.Errorf("%d glyphs, hmtx of %d and loca of %d bytes", n, len(tables["hmtx"]), len(tables["loca"]))
			}
		})
	}
}

// TestSubsetRefuses: a character that a face lacks is named, and no broken outline gets into a book.
func TestSubsetRefuses(t *testing.T) {
	_, err := load(t, nil).faces[faceFang].Subset([]rune("行㐀"))
	if !errors.Is(err, ErrNoGlyph) || !strings.Contains(err.Error(), "㐀") {
		t.Errorf("a character 仿宋 lacks: err = %v", err)
	}
	part := []byte{0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 99, 0, 0} // composed of glyph 99
	for name, change := range map[string]func(map[string][]byte){
		"loca descends":     func(tt map[string][]byte) { binary.BigEndian.PutUint32(tt["loca"][4:], 1<<20) },
		"loca ends early":   func(tt map[string][]byte) { tt["loca"] = tt["loca"][:8] },
		"glyf ends early":   func(tt map[string][]byte) { tt["glyf"] = tt["glyf"][:8] },
		"part is not there": func(tt map[string][]byte) { copy(tt["glyf"][binary.BigEndian.Uint32(tt["loca"][4:]):], part) },
	} {
		f := load(t, folder(map[string][]byte{"坏.ttf": testFont{family: "坏", change: change}.file(t)}))
		_, err := f.Chain("坏", "", false).Face('A').Subset([]rune("A权"))
		if !errors.Is(err, ErrFont) || !strings.Contains(err.Error(), "坏.ttf") {
			t.Errorf("%s: err = %v", name, err)
		}
	}
}
