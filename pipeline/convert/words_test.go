package convert

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"huibian/pipeline/docx"
)

func TestRTFWords(t *testing.T) {
	for _, x := range []struct{ name, rtf, want string }{
		{"plain", `{\rtf1\ansi abc\par def}`, "abc\ndef"},
		{"GBK bytes", `{\rtf1\ansi\ansicpg936 \'c8\'a8\'c1\'a6}`, "权力"},
		{"GBK by the font", `{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset134 SimSun;}}\f1 \'c8\'a8\f0 a}`, "权a"},
		{"Unicode with its fallback", `{\rtf1\ansi\uc1 \u26435?\u21147\'3f}`, "权力"},
		{"Unicode with two characters of fallback", `{\rtf1\uc2 \u26435\'c8\'a8\u-28207 xx.}`, "权金."},
		{"a table", `{\rtf1 \trowd a\cell b\cell\row}`, "a\nb\n\n"},
		{"destinations that are no text", `{\rtf1{\info{\title x}}{\*\generator y;}{\header h}{\pict 00ff}a}`, "a"},
		{"instruction and result of a field", `{\rtf1{\field{\*\fldinst HYPERLINK "x"}{\fldrslt b}}}`, "b"},
		{"hidden, then not", `{\rtf1 a{\v b}c\v d\v0 e}`, "ace"},
		{"binary data", "{\\rtf1 a{\\pict\\bin4 }}{{}b}", "ab"},
		{"escapes", `{\rtf1 \{a\}\\\~b}`, `{a}\ b`},
	} {
		got, ok := rtfWords([]byte(x.rtf))
		if !ok || got.text != x.want {
			t.Errorf("%s: %q, want %q (%v)", x.name, got.text, x.want, ok)
		}
	}
	for _, broken := range []string{`{\rtf1 a`, `{\rtf1 a}}`, strings.Repeat("{", 20_000)} {
		if _, ok := rtfWords([]byte(broken)); ok {
			t.Errorf("%.20q passes for whole", broken)
		}
	}
}

func odt(content string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("content.xml")
	if err == nil {
		_, err = w.Write([]byte(content))
	}
	if err = z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func TestODTWords(t *testing.T) {
	got, ok := odtWords(odt(`<d xmlns:text="t" xmlns:table="u" xmlns:office="o"><office:styles>x</office:styles><office:body><text:tracked-changes>gone</text:tracked-changes>` +
		`<text:p>甲<text:span>乙</text:span><office:annotation><text:p>note</text:p></office:annotation></text:p>` +
		`<table:table><table:table-row><table:table-cell><text:p>丙</text:p></table:table-cell></table:table-row></table:table></office:body></d>`))
	if want := (plain{"甲乙\n丙\n", 1}); !ok || got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	for _, broken := range [][]byte{nil, []byte("PK"), odt("<a><b></a>")} {
		if _, ok := odtWords(broken); ok {
			t.Errorf("%.20q passes for whole", broken)
		}
	}
}

func corpusDocs(t testing.TB) []string {
	docs, _ := filepath.Glob("../../../shared/corpora/*/*.doc")
	if len(docs) == 0 {
		t.Skip("no .doc files in the corpora")
	}
	return docs
}

// The .doc files of the corpora, which no office of ours has written, give their words and all of them arrive.
func TestDocWords(t *testing.T) {
	for _, file := range corpusDocs(t) {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := docWords(src)
		if !ok || len(strings.Fields(got.text)) < 10 {
			t.Errorf("%s: %q", file, got.text)
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			doc, err := office(t).Read(t.Context(), src, "", docx.FormatDoc)
			if err != nil {
				t.Fatal(err)
			}
			if loss := Lost(src, docx.FormatDoc, doc); loss != (Loss{}) {
				t.Errorf("loss: %+v", loss)
			}
		})
	}
}

// No file, whole or broken, brings down what reads the originals, or makes it read for ever.
func FuzzWords(f *testing.F) {
	f.Add([]byte(`{\rtf1\ansi\ansicpg936{\fonttbl{\f1\fcharset134 S;}}\uc1\u26435?\'c8\'a8\par{\v x}\cell}`))
	f.Add(odt(`<a><body><p>甲</p></body></a>`))
	if docs, _ := filepath.Glob("../../../shared/corpora/*/*.doc"); len(docs) > 0 {
		if b, err := os.ReadFile(docs[0]); err == nil {
			f.Add(b)
		}
	}
	f.Add(tinyDoc())
	f.Fuzz(func(t *testing.T, b []byte) {
		for format, read := range readers {
			if got, ok := read(b); ok && len(got.text) > 16*len(b)+1024 && format != docx.FormatODT {
				t.Errorf("%s: %d bytes give %d of text", format, len(b), len(got.text))
			}
		}
	})
}

// FuzzPieces goes past the compound file, whose sectors a fuzzer seldom gets right.
func FuzzPieces(f *testing.F) {
	f.Add([]byte("some text in the main stream"), tinyClx(4, 0), 4)
	f.Add([]byte("a"), []byte{1, 0, 0, 2}, 1)
	f.Fuzz(func(_ *testing.T, main, clx []byte, limit int) {
		if plc, ok := pieceTable(clx); ok {
			_, _ = pieces(main, plc, limit)
		}
	})
}

// tinyClx is a piece table of one piece of n single-byte characters at byte at.
func tinyClx(n, at uint32) []byte {
	b := []byte{2, 16, 0, 0, 0, 0, 0, 0, 0}
	b = append(b, byte(n), byte(n>>8), 0, 0, 0, 0)
	fc := at*2 | 1<<30
	return append(b, byte(fc), byte(fc>>8), byte(fc>>16), byte(fc>>24), 0, 0)
}

func tinyDoc() []byte {
	b := make([]byte, 2048)
	copy(b, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
	b[24], b[26], b[28], b[30], b[32] = 0x3E, 3, 0xFE, 9, 6
	return b
}

func TestPieces(t *testing.T) {
	plc, ok := pieceTable(append([]byte{1, 2, 0, 9, 9}, tinyClx(4, 5)...))
	if !ok {
		t.Fatal("a property list before the pieces is not passed over")
	}
	for limit, want := range map[int]string{4: "abcd", 2: "ab", 0: ""} {
		if got, ok := pieces([]byte("12345abcdef"), plc, limit); !ok || got.text != want {
			t.Errorf("limit %d: %q, want %q (%v)", limit, got.text, want, ok)
		}
	}
	var f fieldFilter
	f.write("a\x13 PAGE \x141\x15b\x07c\rd")
	if f.out.String() != "ab\nc\nd" || f.cells != 1 {
		t.Errorf("%q, %d cells", f.out.String(), f.cells)
	}
}
