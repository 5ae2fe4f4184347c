package style

import (
	"encoding/binary"
	"io/fs"
	"testing"
	"unicode/utf16"
)

// testFont describes a font file to be made for a test: a few characters of 宋体 under other names.
type testFont struct {
	family, full string
	bold, italic bool
	chars        string                         // "权A" if empty
	change       func(tables map[string][]byte) // before the file is put together
}

func (f testFont) file(t testing.TB) []byte {
	t.Helper()
	chars := f.chars
	if chars == "" {
		chars = "A权"
	}
	sub, err := load(t, nil).faces[faceSong].Subset([]rune(chars))
	if err != nil {
		t.Fatal(err)
	}
	tables := tablesOf(sub.File)
	tables["name"] = names(map[int]string{familyName: f.family, fullName: f.full, postScriptName: "Test"})
	look := 0
	if f.bold {
		look |= 1
	}
	if f.italic {
		look |= 2
	}
	binary.BigEndian.PutUint16(tables["head"][44:], uint16(look))
	if f.change != nil {
		f.change(tables)
	}
	return sfntFile(tables)
}

// tablesOf takes a font file apart.
func tablesOf(file []byte) map[string][]byte {
	out := map[string][]byte{}
	for i := range int(binary.BigEndian.Uint16(file[4:])) {
		row := file[12+16*i:]
		at, n := binary.BigEndian.Uint32(row[8:]), binary.BigEndian.Uint32(row[12:])
		out[string(row[:4])] = append([]byte{}, file[at:at+n]...)
	}
	return out
}

// names is a name table with names in Simplified Chinese; empty ones are left out.
func names(byID map[int]string) []byte {
	var records, text []byte
	n := 0
	for id := range 20 {
		u := utf16.Encode([]rune(byID[id]))
		if len(u) == 0 {
			continue
		}
		n++
		for _, v := range []int{3, 1, 0x804, id, 2 * len(u), len(text)} {
			records = binary.BigEndian.AppendUint16(records, uint16(v))
		}
		for _, v := range u {
			text = binary.BigEndian.AppendUint16(text, v)
		}
	}
	var b []byte
	for _, v := range []int{0, n, 6 + len(records)} {
		b = binary.BigEndian.AppendUint16(b, uint16(v))
	}
	return append(append(b, records...), text...)
}

// collection puts fonts into one file (.ttc): offsets count from its beginning.
func collection(fonts ...[]byte) []byte {
	out := binary.BigEndian.AppendUint32([]byte("ttcf\x00\x01\x00\x00"), uint32(len(fonts)))
	at := len(out) + 4*len(fonts)
	for _, f := range fonts {
		out = binary.BigEndian.AppendUint32(out, uint32(at))
		at += len(f)
	}
	for _, f := range fonts {
		base := len(out)
		out = append(out, f...)
		for i := range int(binary.BigEndian.Uint16(f[4:])) {
			row := out[base+12+16*i:]
			binary.BigEndian.PutUint32(row[8:], binary.BigEndian.Uint32(row[8:])+uint32(base))
		}
	}
	return out
}

// cmapOf is a cmap with one table, of format 4, that maps chars[i] to glyph i+1.
func cmapOf(platform, encoding uint16, chars []rune) []byte {
	b := []byte{0, 0, 0, 1}
	b = binary.BigEndian.AppendUint16(b, platform)
	b = binary.BigEndian.AppendUint16(b, encoding)
	b = binary.BigEndian.AppendUint32(b, 12)
	return append(b, cmapFormat4(chars)...)
}

// fileOf is a file of the shipped fonts.
func fileOf(t testing.TB, name string) []byte {
	t.Helper()
	data, err := fs.ReadFile(embedded, name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
