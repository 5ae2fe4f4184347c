package convert

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"huibian/pipeline/internal/cfb"
)

// fields reads the characters of one part of a .doc.
func fields(s string) []string {
	var w words
	w.doc([]rune(s))
	return w.done
}

func TestFields(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"code and result", "a\x13 HYPERLINK \"x\" \x14b\x15c", "abc"},
		{"no result", "a\x13 XE \"x\" \x15c", "ac"},
		{"computed", "a\x13 PAGE \x147\x15c", "a￼c"},
		{"computed from its code", "a\x13 EQ \\o(x,y) \x15c", "a￼c"},
		{"in a code", "a\x13 IF \x13 REF x \x14y\x15 = 1 \x14b\x15c", "abc"},
		{"in a result", "a\x13 TOC \x14b\x13 PAGEREF x \x147\x15\rd\x15c", "ab7|dc"},
		{"paragraphs in a code", "a\x13 QUOTE \rx\r \x14b\x15c", "abc"},
		{"cells", "a\x07b\x07\x07c\r", "a|b|c"},
		{"ends without a beginning", "a\x15\x14b", "ab"},
	} {
		if got := strings.Join(fields(c.in), "|"); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// However deep a file nests, it is read in no time: in one that grows with the square of the depth, the test never ends.
func TestNestedForEver(t *testing.T) {
	fields(strings.Repeat("\x13 A \x14b", 1_000_000))
	fields(strings.Repeat("\x13", 5_000_000))
	if _, err := rtfWords([]byte(strings.Repeat("{", 5_000_000))); !errors.Is(err, errTooMuch) {
		t.Errorf("braces: %v", err)
	}
	if _, err := rtfWords([]byte(strings.Repeat(`{\field\fldrslt a}`, 500_000))); err != nil {
		t.Errorf("results: %v", err)
	}
	if _, err := odfWords([]byte(`<b:body xmlns:b="` + nsOffice + `" xmlns:t="` + nsText + `">` + strings.Repeat("<t:p>a", 300_000))); err == nil {
		t.Error("paragraphs that never end are read")
	}
}

// Chains of sectors that bite their tails, or lead out of the file, are errors.
func TestBrokenCompound(t *testing.T) {
	const cfbEnd, cfbNone, cfbEntry = 0xFFFFFFFE, 0xFFFFFFFF, 128 // of a chain; no entry; the length of one
	sector := func(words ...uint32) []byte {
		b := make([]byte, 512)
		for i := range 128 {
			n := uint32(cfbNone)
			if i < len(words) {
				n = words[i]
			}
			le.PutUint32(b[4*i:], n)
		}
		return b
	}
	header := func(directory uint32) []byte {
		b := sector()
		copy(b, cfb.Magic)
		le.PutUint16(b[30:], 9)
		le.PutUint32(b[48:], directory)
		le.PutUint32(b[60:], cfbEnd)
		le.PutUint32(b[68:], cfbEnd)
		le.PutUint32(b[76:], 0) // the table is sector 0
		return b
	}
	entry := func(name string, kind byte, left, child, first, size uint32) []byte {
		b := make([]byte, cfbEntry)
		for i, u := range utf16.Encode([]rune(name)) {
			le.PutUint16(b[2*i:], u)
		}
		le.PutUint16(b[64:], uint16(2*len(name)+2))
		b[66] = kind
		for i, n := range []uint32{left, cfbNone, child} {
			le.PutUint32(b[68+4*i:], n)
		}
		le.PutUint32(b[116:], first)
		le.PutUint32(b[120:], size)
		return b
	}
	directory := func(entries ...[]byte) []byte {
		return append(slices.Concat(entries...), make([]byte, 512-cfbEntry*len(entries))...)
	}
	root := entry("Root Entry", 5, cfbNone, 1, cfbEnd, 0)
	whole := slices.Concat(header(1), sector(cfbEnd, cfbEnd, 3, 4, 5, 6, 7, 8, 9, cfbEnd),
		directory(root, entry("WordDocument", 2, 2, cfbNone, 2, 4096), entry("x", 1, 1, cfbNone, 0, 0)), make([]byte, 4096))
	c, err := cfb.Open(whole)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := c.Stream("WordDocument"); err != nil || len(b) != 4096 {
		t.Errorf("%d bytes, %v", len(b), err)
	}
	if _, err := c.Stream("gone"); err == nil { // entries 1 and 2 name each other
		t.Error("a stream that is not there is found")
	}
	for name, b := range map[string][]byte{
		"directory outside":        slices.Concat(header(99), sector(cfbEnd, cfbEnd), directory(root)),
		"directory bites its tail": slices.Concat(header(1), sector(cfbEnd, 1), directory(root)),
		"table outside":            header(1),
		"half a header":            whole[:300],
		"stream bites its tail": slices.Concat(header(1), sector(cfbEnd, cfbEnd, 2),
			directory(root, entry("WordDocument", 2, cfbNone, cfbNone, 2, 1<<30)), make([]byte, 512)),
		"stream cut short": whole[:len(whole)-1024],
	} {
		if _, _, err := openDoc(b); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
