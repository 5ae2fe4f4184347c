package style

import (
	"io/fs"
	"math"
	"os"
	"slices"
	"testing"
	"unicode"

	"github.com/go-text/typesetting/font"
	"github.com/google/go-cmp/cmp"
)

// embedded is the faces that are shipped.
var embedded = os.DirFS("../../templates/fonts")

func load(t testing.TB, office fs.FS) *Fonts {
	t.Helper()
	f, err := LoadFonts(embedded, office)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestChain(t *testing.T) {
	f := load(t, nil)
	for _, c := range []struct {
		eastAsia, latin string
		bold            bool
		r               rune
		want            string
		advance         float64
	}{
		{"宋体", "Times New Roman", false, '职', "song", 1},
		{"宋体", "Times New Roman", false, '，', "song", 1},
		{"仿宋_GB2312", "Times New Roman", false, '权', "fang", 1},
		{"仿宋_GB2312", "Times New Roman", false, 'A', "song", 0.6875},
		{"仿宋_GB2312", "", false, 'A', "fang", 0},
		{"仿宋_GB2312", "Times New Roman", false, '㐀', "song", 1}, // Ext A: not in 仿宋, so from 宋
		{"黑体", "Arial", false, '汇', "hei", 1},
		{"楷体_GB2312", "Times New Roman", false, '编', "kai", 1},
		{"方正小标宋简体", "", false, '录', "songbold", 1},
		{"方正小标宋简体", "", false, '㐀', "song", 1},
		{"宋体", "", true, '合', "songbold", 1},
		{"从未听说的字体", "", false, '字', "song", 1},
		{"SIMSUN", "", false, '字', "song", 1},
	} {
		face := f.Chain(c.eastAsia, c.latin, c.bold).Face(c.r)
		if face == nil || face.Name != c.want {
			t.Errorf("%s/%s %c: face %v, want %s", c.eastAsia, c.latin, c.r, face, c.want)
			continue
		}
		if got := face.Advance(c.r); c.advance > 0 && (got < c.advance-.1 || got > c.advance+.1) {
			t.Errorf("%s %c: advance %v, want about %v", face.Name, c.r, got, c.advance)
		}
	}
	if face := f.Chain("宋体", "", false).Face('\U0002FA1D'); face != nil {
		t.Errorf("a character no font has is set in %s", face.Name)
	}
}

// GB 2312 is what office documents are written in: no character of it may be missing from any chain.
func TestEveryFaceCoversItsPart(t *testing.T) {
	f := load(t, nil)
	for _, name := range []string{"宋体", "黑体", "楷体", "仿宋", "方正小标宋简体"} {
		c := f.Chain(name, "Times New Roman", false)
		missing := 0
		for r := rune(0x4E00); r <= 0x9FA5; r++ {
			if c.Face(r) == nil {
				missing++
			}
		}
		for _, r := range "，。、；：？！“”‘’（）《》〈〉〔〕【】—…·～＋－×÷＝％℃①②③⑩⑴⒈㈠ⅠⅡ→←↑↓√□■☑☐●○★☆〇々" {
			if c.Face(r) == nil {
				t.Errorf("%s: %c is missing", name, r)
			}
		}
		if missing > 0 {
			t.Errorf("%s: %d of the 20,902 unified ideographs are missing", name, missing)
		}
	}
}

// TestOddCharacters: what has a glyph is set in a face that has it, with that face's width; for the rest there is none,
// and typeset reports it. None is ever set as a blank box.
func TestOddCharacters(t *testing.T) {
	c := load(t, nil).Chain("仿宋_GB2312", "Times New Roman", false)
	for _, x := range []struct {
		what    string
		r       rune
		face    string // "" for none
		advance float64
	}{
		{"hanzi of 仿宋", '权', "fang", 1},
		{"hanzi 仿宋 lacks", '囍', "song", 1},
		{"extension A", '㐀', "song", 1},
		{"extension E, in the Table of General Standard Characters", '𬭊', "song", 1},
		{"extension B, the last of it", 0x2A6D6, "", 0},
		{"compatibility supplement", 0x2FA1D, "", 0},
		{"zero of document numbers", '〇', "fang", 1},
		{"half-width kana", 'ｱ', "song", 0.5},
		{"full-width letter", 'Ａ', "fang", 1},
		{"circled number past 20", '㉑', "song", 1},
		{"telephone", '☎', "song", 1},
		{"emoji", '😀', "", 0},
		{"private use, as of Wingdings", 0xF0FE, "", 0},
		{"private use, as of GBK", 0xE815, "", 0},
		{"control", 0x07, "", 0},
		{"delete", 0x7F, "", 0},
		{"next line", 0x85, "", 0},
		{"Mongolian", 'ᠮ', "", 0},
		{"Tibetan", 'བ', "", 0},
		{"variation selector", 0xFE0F, "", 0},
		{"ideographic variation selector", 0xE0100, "", 0},
		{"byte order mark", 0xFEFF, "", 0},
		{"replacement character", 0xFFFD, "", 0},
		{"not a character", 0xFFFF, "", 0},
		{"no-break space", 0xA0, "song", 0.25},
		{"combining acute", 0x301, "symbols", 0},
		{"combining voiced mark", 0x3099, "song", 0},
		{"joiner", 0x200D, "symbols", 0},
	} {
		face := c.Face(x.r)
		switch {
		case face == nil && x.face == "":
		case face == nil || face.Name != x.face:
			t.Errorf("%s, U+%04X: face %v, want %q", x.what, x.r, face, x.face)
		case math.Abs(face.Advance(x.r)-x.advance) > 0.05:
			t.Errorf("%s, U+%04X: %v wide in %s, want %v", x.what, x.r, face.Advance(x.r), face.Name, x.advance)
		}
	}
}

// TestNoCharacterIsBlank looks at what the shipped faces have under each of their characters: an outline of its own, and
// not that of .notdef, or nothing where nothing is to be seen.
func TestNoCharacterIsBlank(t *testing.T) {
	for name, face := range load(t, nil).faces {
		f := whole(t, name)
		box := outline(f, 0)
		for r := range rune(0x30000) {
			if !face.Has(r) {
				continue
			}
			o := outline(f, font.GID(face.glyph(r)))
			seen := unicode.IsGraphic(r) && !unicode.IsSpace(r) && r != 0x34F // the grapheme joiner is a mark that has no look
			if seen && (len(o) == 0 || slices.Equal(o, box)) {
				t.Errorf("%s: U+%04X is blank", name, r)
			}
			if unicode.Is(unicode.Co, r) {
				t.Errorf("%s: U+%04X means something else in every font", name, r)
			}
		}
	}
}

// TestNamesStandForOneFace: a name in two lists would be one face today and another tomorrow.
func TestNamesStandForOneFace(t *testing.T) {
	seen := map[string]string{}
	for face, names := range aliases {
		for _, n := range names {
			if other, ok := seen[foldName(n)]; ok {
				t.Errorf("%s stands for %s and for %s", n, other, face)
			}
			seen[foldName(n)] = face
		}
	}
}

// opened counts the files that are opened.
type opened struct {
	fs.FS
	files map[string]int
}

func (o opened) Open(name string) (fs.File, error) { o.files[name]++; return o.FS.Open(name) }

func (o opened) Stat(name string) (fs.FileInfo, error) { return fs.Stat(o.FS, name) }

// TestFacesAreReadWhenAsked: 44 MB of fonts must not be parsed for a book that is set in two of them.
func TestFacesAreReadWhenAsked(t *testing.T) {
	o := opened{embedded, map[string]int{}}
	f, err := LoadFonts(o, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := f.Chain("仿宋_GB2312", "Times New Roman", false)
	if len(o.files) > 0 {
		t.Errorf("opened before anyone asked: %v", o.files)
	}
	for _, r := range "权A囍" {
		_ = c.Face(r).Advance(r)
	}
	if diff := cmp.Diff(map[string]int{"fang.ttf": 1, "song.ttf": 1}, o.files); diff != "" {
		t.Error(diff)
	}
}

func BenchmarkAdvance(b *testing.B) {
	c := load(b, nil).Chain("宋体", "Times New Roman", false)
	for b.Loop() {
		for _, r := range "行政机关应当自受理申请之日起20日内作出决定" {
			_ = c.Face(r).Advance(r)
		}
	}
}

func BenchmarkReadFace(b *testing.B) {
	for b.Loop() {
		f := load(b, nil)
		for _, n := range []string{"宋体", "黑体", "楷体", "仿宋", "小标宋"} {
			_ = f.Chain(n, "", false).Face('权')
		}
	}
}
