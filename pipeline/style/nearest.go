package style

import (
	"slices"
	"strings"
)

// kinship is pieces of names by which a font that nobody has is known for one of a kind, the most telling first: 仿宋 before
// 宋, and PingFang, which is no 仿宋, before it.
var kinship = []struct {
	face  string
	words []string
}{
	{faceHei, []string{"pingfang", "苹方"}},
	{faceSongBold, []string{"标宋", "粗宋", "大宋", "biaosong"}},
	{faceFang, []string{"仿宋", "fangsong"}},
	{faceKai, []string{"楷", "kai"}},
	{faceHei, []string{"黑", "雅", "圆", "hei", "sans", "gothic"}},
	{faceMono, []string{"mono", "courier", "consol"}},
	{faceSong, []string{"宋", "明", "song", "ming", "serif", "roman"}},
}

// nearest is the shipped face that comes nearest to a font by its name, nil if the name does not say.
func (f *Fonts) nearest(folded string) *Face {
	for _, k := range kinship {
		if slices.ContainsFunc(k.words, func(w string) bool { return strings.Contains(folded, w) }) {
			return f.faces[k.face]
		}
	}
	return nil
}

// faceNames are the shipped faces as people call them.
var faceNames = map[string]string{faceSong: "宋体", faceSongBold: "粗宋体", faceHei: "黑体", faceKai: "楷体", faceFang: "仿宋",
	faceMono: "等宽字体", faceSymbols: "符号字体"}

// Substitute (代用字体) is a font that a sheet names and that is neither shipped, under whatever name, nor the office's.
type Substitute struct {
	Font   string
	By     string   // what sets its text: 宋体, 黑体, 楷体, 仿宋 …
	Styles []string // that name it, in the order of their names
}

// Substitutes are the fonts that a sheet names in vain, in the order of their names.
func (f *Fonts) Substitutes(s *Sheet) []Substitute {
	var out []Substitute
	note := func(font, style string, face *Face) {
		if font == "" || f.find(font, false) != nil {
			return
		}
		i, known := slices.BinarySearchFunc(out, font, func(x Substitute, name string) int { return strings.Compare(x.Font, name) })
		if !known {
			out = slices.Insert(out, i, Substitute{Font: font, By: faceNames[face.Name]})
		}
		if !slices.Contains(out[i].Styles, style) {
			out[i].Styles = append(out[i].Styles, style)
		}
	}
	for _, name := range s.Names() {
		st := s.Styles[name]
		c := f.Chain(st.EastAsia, st.Latin, st.Bold)
		note(st.EastAsia, name, c.eastAsia)
		note(st.Latin, name, c.latin)
	}
	return out
}
