package style_test

import (
	"errors"
	"os"
	"testing"
	"testing/fstest"

	"huibian/pipeline/style"
)

func load(t testing.TB, office fstest.MapFS) *style.Fonts {
	t.Helper()
	var f *style.Fonts
	var err error
	if office == nil {
		f, err = style.LoadFonts(os.DirFS("../../templates/fonts"), nil)
	} else {
		f, err = style.LoadFonts(os.DirFS("../../templates/fonts"), office)
	}
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

func TestFontsOfTheOfficeWin(t *testing.T) {
	kai, err := os.ReadFile("../../templates/fonts/kai.ttf")
	if err != nil {
		t.Fatal(err)
	}
	f := load(t, fstest.MapFS{"本局字体.ttf": {Data: kai}, "kai.ttf": {Data: kai}, "readme.txt": {}})
	if face := f.Chain("霞鹜文楷", "", false).Face('权'); face.Name != "office-本局字体" {
		t.Errorf("霞鹜文楷 is set in %s", face.Name)
	}
	if face := f.Chain("本局字体", "", false).Face('权'); face.Name != "office-本局字体" {
		t.Errorf("本局字体 is set in %s", face.Name)
	}
}

func TestUnusableFontIsNamed(t *testing.T) {
	for name, data := range map[string]string{"坏.ttf": "not a font", "集.ttc": "ttcf\x00\x01\x00\x00"} {
		_, err := style.LoadFonts(os.DirFS("../../templates/fonts"), fstest.MapFS{name: {Data: []byte(data)}})
		if !errors.Is(err, style.ErrFont) {
			t.Errorf("%s: err = %v", name, err)
		}
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

func FuzzFontNames(f *testing.F) {
	song, err := os.ReadFile("../../templates/fonts/songbold.ttf")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(song[:4096])
	f.Add([]byte("\x00\x01\x00\x00"))
	f.Fuzz(func(_ *testing.T, b []byte) {
		fonts, err := style.LoadFonts(os.DirFS("../../templates/fonts"), fstest.MapFS{"x.ttf": {Data: b}})
		if err == nil {
			_ = fonts.Chain("x", "x", false).Face('权')
		}
	})
}
