package style

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Fonts (字库) finds a face for each character: a chain of faces for each font name that book.docx may use. It is safe
// for concurrent use.
type Fonts struct {
	office  index
	shipped index
	faces   map[string]*Face // the shipped ones, by file name
	last    []*Face          // fallbacks for every chain
}

// index is faces by what documents call them.
type index map[fontKey]*Face

type fontKey struct {
	name string // folded
	bold bool
}

// add names a face; who came first keeps a name. An empty one is none.
func (x index) add(name string, bold bool, face *Face) {
	if k := (fontKey{foldName(name), bold}); k.name != "" && x[k] == nil {
		x[k] = face
	}
}

// find looks for the weight that is asked for, then for the other one.
func (x index) find(name string, bold bool) *Face {
	if face, ok := x[fontKey{name, bold}]; ok {
		return face
	}
	return x[fontKey{name, !bold}]
}

// The faces that are shipped.
const (
	faceSong     = "song"     // 宋体
	faceSongBold = "songbold" // titles, in place of 小标宋
	faceHei      = "hei"      // 黑体
	faceKai      = "kai"      // 楷体
	faceFang     = "fang"     // 仿宋
	faceMono     = "mono"     // codes: Latin only
	faceSymbols  = "symbols"  // ☐ ☑ ✓ and their like, which Chinese text faces lack
)

// fallback is the order in which faces are asked for a character that the named font does not have.
var fallback = []string{faceSong, faceHei, faceKai, faceFang, faceSymbols}

// aliases tell which face stands in for a font that documents name and offices may not ship (tools of the trade:
// 仿宋_GB2312, 方正小标宋 are proprietary).
var aliases = map[string][]string{
	faceSong: {"宋体", "SimSun", "新宋体", "NSimSun", "Noto Serif SC", "Noto Serif CJK SC", "思源宋体", "华文宋体", "STSong", "宋体-简",
		"Times New Roman", "Times", "Georgia", "Cambria", "Liberation Serif"},
	faceSongBold: {"方正小标宋简体", "方正小标宋_GBK", "方正小标宋", "小标宋", "小标宋体", "FZXiaoBiaoSong-B05S", "华文中宋", "STZhongsong",
		"Noto Serif SC Black", "思源宋体 Heavy"},
	faceHei: {"黑体", "SimHei", "微软雅黑", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", "思源黑体", "华文黑体", "STHeiti",
		"等线", "DengXian", "Arial", "Helvetica", "Calibri", "Liberation Sans"},
	faceKai:     {"楷体", "楷体_GB2312", "KaiTi", "KaiTi_GB2312", "华文楷体", "STKaiti", "LXGW WenKai", "霞鹜文楷"},
	faceMono:    {"Consolas", "Courier New", "Courier", "Liberation Mono", "DejaVu Sans Mono"},
	faceSymbols: {"Segoe UI Symbol", "Wingdings", "DejaVu Sans"},
	faceFang:    {"仿宋", "仿宋_GB2312", "FangSong", "FangSong_GB2312", "华文仿宋", "STFangsong", "FandolFang"},
}

// LoadFonts opens the embedded faces and whatever TrueType fonts the office keeps (.ttf, .ttc); a font of the office wins
// where book.docx names it. office may be nil. No file is read further than to learn what it is, but for those of the
// office: one that cannot be embedded is an error that names it, and all such files are named at once.
func LoadFonts(embedded, office fs.FS) (*Fonts, error) {
	f := &Fonts{office: index{}, shipped: index{}, faces: map[string]*Face{}}
	for name, names := range aliases {
		face := &Face{Name: name, source: fontSource{fsys: embedded, file: name + ".ttf"}}
		if _, err := fs.Stat(embedded, face.source.file); err != nil {
			return nil, fmt.Errorf("embedded font: %w", err)
		}
		f.faces[name] = face
		for _, n := range names {
			f.shipped.add(n, false, face)
		}
	}
	for _, n := range aliases[faceSong] { // the one family shipped in two weights
		f.shipped.add(n, true, f.faces[faceSongBold])
	}
	for _, name := range fallback {
		f.last = append(f.last, f.faces[name])
	}
	if office == nil {
		return f, nil
	}
	return f, f.loadOffice(office)
}

// loadOffice adds the fonts of the workspace under the names they bear themselves. All that cannot be used are named.
func (f *Fonts) loadOffice(office fs.FS) error {
	files, err := fs.ReadDir(office, ".")
	if err != nil {
		return fmt.Errorf("fonts of the workspace: %w", err)
	}
	var bad error
	for _, e := range files {
		ext := strings.ToLower(path.Ext(e.Name()))
		if e.IsDir() || strings.HasPrefix(e.Name(), ".") || !slices.Contains(fontFiles, ext) {
			continue
		}
		base := strings.TrimSuffix(e.Name(), path.Ext(e.Name()))
		if !f.isShipped(base, e) {
			bad = errors.Join(bad, f.loadFile(office, e.Name(), base))
		}
	}
	return bad
}

// fontFiles are the endings of files that are taken for fonts. What has another, such as a licence, is passed over.
var fontFiles = []string{".ttf", ".ttc", ".otf", ".otc"}

// loadFile adds the font of a file, or all of a collection's.
func (f *Fonts) loadFile(office fs.FS, file, base string) error {
	s, err := openFile(office, file)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	offsets, err := s.collection()
	if err = errors.Join(err, s.close()); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	for i := range offsets {
		face := &Face{source: fontSource{office, file, i}}
		face.Name = "office: " + face.source.String()
		t, err := face.traits()
		if err = cmp.Or(err, face.Err()); err != nil {
			return err
		}
		f.addOffice(face, t, base)
	}
	return nil
}

// addOffice names a face. An italic one does not stand for its family, as books are not set in italics.
func (f *Fonts) addOffice(face *Face, t fontTraits, base string) {
	names := slices.Concat(t.full, []string{base})
	if !t.italic {
		names = slices.Concat(t.family, names)
	}
	for _, n := range names {
		f.office.add(n, t.bold, face)
	}
	f.last = append(f.last, face) // has the last word for rare characters
}

// isShipped reports a copy of an embedded font: the repository is a workspace itself.
func (f *Fonts) isShipped(base string, e fs.DirEntry) bool {
	ours, ok := f.faces[base]
	if !ok {
		return false
	}
	mine, err := fs.Stat(ours.source.fsys, ours.source.file)
	info, err2 := e.Info()
	return err == nil && err2 == nil && mine.Size() == info.Size()
}

// foldName makes font names comparable: case, blanks and hyphens do not count.
func foldName(s string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '　' {
			return -1
		}
		return r
	}, strings.ToLower(s))
}

// Chain is the faces for one style: Latin characters take the Latin font, all others the East Asian one, and what
// neither has the first of the fallbacks that has it.
type Chain struct {
	latin, eastAsia *Face
	last            []*Face
}

// Chain makes the chain for the fonts a style names. A font that nobody has is set in the shipped face that is nearest by
// its name, and in 宋体 if that tells nothing. Bold takes the bold face of a family that has one, as the shipped 宋体 does
// and others do not.
func (f *Fonts) Chain(eastAsia, latin string, bold bool) Chain {
	song := f.shipped.find(foldName("宋体"), bold)
	c := Chain{eastAsia: f.likely(eastAsia, bold, song), last: f.last}
	c.latin = f.likely(latin, bold, c.eastAsia)
	return c
}

// likely is the face for a font name, that of a font like it, or the other one.
func (f *Fonts) likely(name string, bold bool, other *Face) *Face {
	face := cmp.Or(f.find(name, bold), f.nearest(foldName(name)), other)
	if song := f.faces[faceSong]; face == song && bold {
		return f.faces[faceSongBold]
	}
	return face
}

// find is the face for a font name, nil if nobody knows it.
func (f *Fonts) find(name string, bold bool) *Face {
	name = foldName(strings.TrimPrefix(name, "@")) // vertical
	if face := f.office.find(name, bold); face != nil {
		return face
	}
	return f.shipped.find(name, bold)
}

// Face is the face to set a character in, nil if there is none.
func (c Chain) Face(r rune) *Face {
	first := c.eastAsia
	if isLatin(r) {
		first = c.latin
	}
	if first.Has(r) {
		return first
	}
	if c.eastAsia.Has(r) {
		return c.eastAsia
	}
	for _, f := range c.last {
		if f.Has(r) {
			return f
		}
	}
	return nil
}

// EastAsian is the face of Chinese characters; its ascent and descent decide where the baseline of a line lies.
func (c Chain) EastAsian() *Face { return c.eastAsia }

// isLatin reports characters that Word sets in the Latin font whatever stands around them. The exceptions are the
// symbols of Latin-1 that GB 2312 has: Chinese text means its own, full-width ones.
func isLatin(r rune) bool { return r < 0x250 && !strings.ContainsRune("§¨°±·×÷", r) }
