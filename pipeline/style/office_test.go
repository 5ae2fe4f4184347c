package style

import (
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// folder is a workspace's templates/fonts.
func folder(files map[string][]byte) fstest.MapFS {
	out := fstest.MapFS{}
	for name, data := range files {
		out[name] = &fstest.MapFile{Data: data}
	}
	return out
}

func TestFontsOfTheOfficeWin(t *testing.T) {
	kai, err := os.ReadFile("../../templates/fonts/kai.ttf")
	if err != nil {
		t.Fatal(err)
	}
	f := load(t, folder(map[string][]byte{
		"FZXBSJW.TTF":   testFont{family: "方正小标宋简体", full: "方正小标宋简体"}.file(t),
		"simfang.ttf":   testFont{family: "仿宋_GB2312", full: "仿宋_GB2312"}.file(t),
		"simsun.ttc":    collection(testFont{family: "宋体", full: "宋体"}.file(t), testFont{family: "新宋体", full: "新宋体"}.file(t)),
		"times.ttf":     testFont{family: "Times New Roman", full: "Times New Roman"}.file(t),
		"timesbd.ttf":   testFont{family: "Times New Roman", full: "Times New Roman Bold", bold: true}.file(t),
		"timesi.ttf":    testFont{family: "Times New Roman", full: "Times New Roman Italic", italic: true}.file(t),
		"a-slanted.ttf": testFont{family: "仿宋_GB2312", full: "仿宋_GB2312 斜体", italic: true}.file(t),
		"kai.ttf":       kai, // the repository is a workspace itself: what is shipped lies in its folder
		"._simfang.ttf": []byte("what macOS leaves beside a copied file"),
		"readme.txt":    nil,
	}))
	for _, c := range []struct {
		name string
		bold bool
		want string
	}{
		{"方正小标宋简体", false, "office: FZXBSJW.TTF"},
		{"FZXBSJW", false, "office: FZXBSJW.TTF"},
		{"方正小标宋简体", true, "office: FZXBSJW.TTF"}, // its only weight
		{"仿宋_GB2312", false, "office: simfang.ttf"},
		{"仿宋_GB2312 斜体", false, "office: a-slanted.ttf"},
		{"仿宋", false, "fang"}, // not what the office's font is called
		{"宋体", false, "office: simsun.ttc"},
		{"宋体", true, "office: simsun.ttc"}, // rather than the shipped bold one: it would not match
		{"新宋体", false, "office: simsun.ttc, font 2"},
		{"@新宋体", false, "office: simsun.ttc, font 2"},
		{"times new roman", false, "office: times.ttf"},
		{"Times New Roman", true, "office: timesbd.ttf"},
		{"楷体", false, "kai"},
		{"黑体", true, "hei"},
		{"思源宋体", true, "songbold"},
	} {
		if face := f.Chain(c.name, "", c.bold).Face('权'); face.Name != c.want {
			t.Errorf("%s, bold %v, is set in %s, want %s", c.name, c.bold, face.Name, c.want)
		}
	}
}

// A rare character that an office adds in a font of its own is found, whatever font a style names.
func TestFontOfTheOfficeHasTheLastWord(t *testing.T) {
	rare := rune(0xE815) // private use: names of people, in fonts made for one office
	for _, face := range load(t, nil).faces {
		if face.Has(rare) {
			t.Fatalf("%s has U+%04X", face.Name, rare)
		}
	}
	own := testFont{family: "补字", chars: "A权", change: func(tables map[string][]byte) {
		tables["cmap"] = cmapOf(3, 1, []rune{'A', rare})
	}}.file(t)
	f := load(t, folder(map[string][]byte{"补字.ttf": own}))
	if face := f.Chain("仿宋_GB2312", "", false).Face(rare); face == nil || face.Name != "office: 补字.ttf" {
		t.Errorf("U+%04X is set in %v", rare, face)
	}
}

// sized is a file of a size that it does not have to hold.
type sized struct{ fstest.MapFS }

func (s sized) Open(name string) (fs.File, error) {
	f, err := s.MapFS.Open(name)
	if err != nil || name == "." {
		return f, err
	}
	return sizedFile{f}, nil
}

type sizedFile struct{ fs.File }

func (f sizedFile) Stat() (fs.FileInfo, error) {
	info, err := f.File.Stat()
	return sizedInfo{info}, err
}

type sizedInfo struct{ fs.FileInfo }

func (sizedInfo) Size() int64 { return 4 << 30 }

func TestUnusableFontIsNamed(t *testing.T) {
	good := testFont{family: "好"}.file(t)
	without := func(tag string) []byte {
		return testFont{change: func(tables map[string][]byte) { delete(tables, tag) }}.file(t)
	}
	changed := func(tag string, at int, v uint16) []byte {
		return testFont{change: func(tables map[string][]byte) { binary.BigEndian.PutUint16(tables[tag][at:], v) }}.file(t)
	}
	cff := append([]byte("OTTO"), good[4:]...)
	for _, c := range []struct {
		file string
		data []byte
		says string
	}{
		{"空.ttf", nil, "empty"},
		{"网页.ttf", []byte("<html><body>not found"), "not a TrueType file"},
		{"短.ttf", good[:11], "ends early"},
		{"半.ttf", good[:len(good)/2], "ends early"},
		{"思源.otf", cff, "convert it to .ttf"},
		{"思源.ttc", collection(good, cff), "思源.ttc, font 2"},
		{"集.ttc", []byte("ttcf\x00\x01\x00\x00\x00\x00\x00\x00"), "collection of 0 fonts"},
		{"集.ttc", []byte("ttcf\x00\x01\x00\x00\xFF\xFF\xFF\xFF"), "collection of"},
		{"集.ttc", collection(good)[:14], "ends early"},
		{"无字形.ttf", without("glyf"), `no table "glyf"`},
		{"无字表.ttf", without("cmap"), `no table "cmap"`},
		{"无大小.ttf", changed("head", 18, 0), "impossible sizes"},
		{"无度量.ttf", changed("hhea", 34, 0), "impossible sizes"},
		{"度量多.ttf", changed("hhea", 34, 9), "impossible sizes"},
		{"国标.ttf", testFont{change: func(tables map[string][]byte) {
			tables["cmap"] = cmapOf(3, 3, []rune{'A', 0xC8A8}) // 权 in GB 2312, 좨 in Unicode
		}}.file(t), "Unicode"},
	} {
		_, err := LoadFonts(embedded, folder(map[string][]byte{c.file: c.data, "好.ttf": good}))
		if !errors.Is(err, ErrFont) || !strings.Contains(err.Error(), c.file) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: err = %v, want it to say %q", c.file, err, c.says)
		}
	}
	_, err := LoadFonts(embedded, folder(map[string][]byte{"甲.ttf": nil, "乙.otf": cff}))
	if err == nil || !strings.Contains(err.Error(), "甲.ttf") || !strings.Contains(err.Error(), "乙.otf") {
		t.Errorf("two bad files: err = %v", err)
	}
	_, err = LoadFonts(embedded, sized{folder(map[string][]byte{"大.ttf": good})})
	if !errors.Is(err, ErrFont) || !strings.Contains(err.Error(), "4096 MB") {
		t.Errorf("a file of 4 GB: err = %v", err)
	}
}

// No file that ends early brings the program down, wherever it ends.
func TestTornFont(t *testing.T) {
	good := testFont{family: "好"}.file(t)
	for n := range good {
		f, err := LoadFonts(embedded, folder(map[string][]byte{"x.ttf": good[:n]}))
		if err == nil {
			useFont(f.Chain("x", "x", false))
		}
	}
}

// useFont does with a font what a book does.
func useFont(c Chain) {
	var chars []rune
	for _, r := range "A权Å𬭊" {
		if c.eastAsia.Has(r) {
			_ = c.eastAsia.Advance(r)
			chars = append(chars, r)
		}
	}
	_, _ = c.eastAsia.Subset(chars)
}

// FuzzFont: whatever a font file holds, it can be used or is refused.
func FuzzFont(f *testing.F) {
	good := testFont{family: "好", chars: "A权𬭊Å"}
	f.Add(good.file(f))
	f.Add(collection(good.file(f), testFont{family: "次", bold: true}.file(f)))
	f.Add(testFont{change: func(tables map[string][]byte) { tables["cmap"] = cmapOf(3, 0, []rune{'A', 0xF041}) }}.file(f))
	f.Fuzz(func(_ *testing.T, b []byte) {
		fonts, err := LoadFonts(embedded, folder(map[string][]byte{"x.ttf": b}))
		if err == nil {
			useFont(fonts.Chain("x", "x", false))
		}
	})
}
