package catalog

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/collate"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/language"
)

// initials are the letters with which syllables begin; none does with I, U or V. level is the letter's first code in the first
// level of GB/T 2312, the official list of 3,755 characters in the order of their pinyin. first is the letter's first character
// in the pinyin order of the Unicode collation (CLDR), by which all other characters are placed.
var initials = []struct {
	label string
	level uint16
	first string
}{
	{"A", 0xB0A1, "阿"}, {"B", 0xB0C5, "八"}, {"C", 0xB2C1, "嚓"}, {"D", 0xB4EE, "咑"}, {"E", 0xB6EA, "妸"}, {"F", 0xB7A2, "发"}, {"G", 0xB8C1, "旮"}, {"H", 0xB9FE, "哈"},
	{"J", 0xBBF7, "丌"}, {"K", 0xBFA6, "咔"}, {"L", 0xC0AC, "垃"}, {"M", 0xC2E8, "呣"}, {"N", 0xC4C3, "嗯"}, {"O", 0xC5B6, "喔"}, {"P", 0xC5BE, "妑"}, {"Q", 0xC6DA, "七"},
	{"R", 0xC8BB, "呥"}, {"S", 0xC8F6, "仨"}, {"T", 0xCBFA, "他"}, {"W", 0xCDDA, "穵"}, {"X", 0xCEF4, "夕"}, {"Y", 0xD1B9, "丫"}, {"Z", 0xD4D1, "帀"},
}

// lastOfLevel is the last code of the first level of GB/T 2312.
const lastOfLevel = 0xD7F9

// ByPinyin groups names by the first letter of their pinyin, in the order of pinyin, then tones, then strokes. A character of
// several readings stands where GB/T 2312 has it. Names that begin with no Chinese character come first, under 西文.
func ByPinyin(names []string) []NameGroup {
	p := newPinyin()
	type key struct {
		letter int
		rest   []byte
	}
	keys := make([]key, len(names))
	order := make([]int, len(names))
	for i, name := range names {
		rest := p.collator.KeyFromString(&p.buf, name)
		keys[i], order[i] = key{p.letter(name, rest), rest}, i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(keys[a].letter, keys[b].letter), slices.Compare(keys[a].rest, keys[b].rest))
	})
	var out []NameGroup
	for k, i := range order {
		if letter := keys[i].letter; k == 0 || letter != keys[order[k-1]].letter {
			label := strokeLabels[0] // 西文
			if letter >= 0 {
				label = initials[letter].label
			}
			out = append(out, NameGroup{Label: label})
		}
		g := &out[len(out)-1]
		g.Index = append(g.Index, i)
	}
	return out
}

type pinyin struct {
	collator *collate.Collator
	buf      collate.Buffer
	first    [][]byte // keys of the first characters of the letters
}

func newPinyin() *pinyin {
	p := &pinyin{collator: collate.New(language.Chinese)} // whose order is that of pinyin
	for _, l := range initials {
		p.first = append(p.first, p.collator.KeyFromString(&p.buf, l.first))
	}
	return p
}

// letter is the index into initials of a name's first letter, -1 for none.
func (p *pinyin) letter(name string, key []byte) int {
	r, _ := utf8.DecodeRuneInString(name)
	at := -1
	if code := codeOf(r); code >= initials[0].level && code <= lastOfLevel {
		for at+1 < len(initials) && code >= initials[at+1].level {
			at++
		}
		return at
	}
	for at+1 < len(initials) && slices.Compare(key, p.first[at+1]) >= 0 {
		at++
	}
	return at
}

// codeOf is the code of a character in GB/T 2312 and its extensions, 0 for one that has none of two bytes.
func codeOf(r rune) uint16 {
	b, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(string(r)))
	if err != nil || len(b) != 2 {
		return 0
	}
	return uint16(b[0])<<8 | uint16(b[1])
}
