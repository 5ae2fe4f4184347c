package cite

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The words of the grammar, as tables. Longer words stand before their own beginnings.
var (
	// connectors join two citations or two locators.
	connectors = newLexicon("以及", "和", "及", "与", "或者", "或", "并")
	// openers lead a citation in and are no part of a title.
	openers = newLexicon("根据", "依据", "依照", "按照", "按", "参照", "遵照", "执行", "见", "详见")
	// fillers may follow the locators without being quoted wording.
	fillers = newLexicon(
		"的有关规定", "的相关规定", "等有关规定", "等相关规定", "等法律法规规定", "等法律法规", "等法律、法规",
		"的明确规定", "之规定", "的规定", "等规定", "中规定", "有关规定", "相关规定", "明确规定", "规定", "有关条款",
		"的有关条款", "相关条款", "的要求", "文件精神", "精神", "等文件", "文件", "执行", "等", "的", "文",
	)
	// labels name the level of what follows: 【法律】《…》, 法规：《…》.
	labels = []struct {
		word  string
		level Level
	}{
		{"宪法法律", Law}, {"行政法规", Regulation}, {"地方性法规", LocalRegulation}, {"地方法规", LocalRegulation},
		{"部门规章", Rule}, {"部委规章", Rule}, {"政府规章", Rule}, {"地方政府规章", Rule}, {"地方规章", Rule},
		{"省政府规章", Rule}, {"规范性文件", Normative}, {"其他规范性文件", Normative}, {"三定方案", Organisation},
		{"“三定”方案", Organisation}, {"三定规定", Organisation}, {"“三定”规定", Organisation},
		{"法律法规", ""}, {"法律", Law}, {"法规", ""}, {"规章", Rule}, {"文件", Normative},
		{"法律依据", ""}, {"设定依据", ""}, {"实施依据", ""}, {"权力依据", ""}, {"政策依据", ""}, {"监管依据", ""}, {"依据", ""},
	}
)

// labelWords are the words of labels.
var labelWords = func() *lexicon {
	var words []string
	for _, l := range labels {
		words = append(words, l.word)
	}
	return newLexicon(words...)
}()

// lexicon is a list of words that share a place in the grammar, with a quick no for most texts.
type lexicon struct {
	words []string
	keys  [256]bool // by keyByte of each word
}

func newLexicon(words ...string) *lexicon {
	l := &lexicon{words: words}
	for _, w := range words {
		l.keys[keyByte(w)] = true
	}
	return l
}

// keyByte is the byte that tells most of the first character: the last of the three that a Han character takes.
func keyByte(s string) byte {
	if len(s) >= 3 && s[0] >= 0xe0 && s[0] < 0xf0 {
		return s[2]
	}
	if s == "" {
		return 0
	}
	return s[0]
}

// at returns the length of the first of the words that s begins with at i, 0 if none.
func (l *lexicon) at(s string, i int) int {
	if i >= len(s) || !l.keys[keyByte(s[i:])] {
		return 0
	}
	return word(s, i, l.words)
}

// Separator reports whether r may stand between two citations without belonging to either.
func Separator(r rune) bool { return strong(r) || weak(r) }

// strong separators end a sentence or line.
func strong(r rune) bool {
	switch r {
	case '；', ';', '\n', '\r', '\v', '\f', '。', '\u2028', '\u2029':
		return true
	}
	return false
}

func weak(r rune) bool {
	switch r {
	case '、', '，', ',':
		return true
	}
	return space(r)
}

func space(r rune) bool {
	if r < 0x80 {
		return r == ' ' || r == '\t'
	}
	return r == '\u3000' || r == '\u00a0' || (r > 0x1680 && r < 0x4e00 && unicode.Is(unicode.Zs, r))
}

func lineSpace(r rune) bool { return space(r) || r == '\n' || r == '\r' || r == '\v' || r == '\f' }

// skip moves over runes for which f holds.
func skip(s string, i int, f func(rune) bool) int {
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !f(r) {
			break
		}
		i += n
	}
	return i
}

// skipHan moves over Han characters of the blocks whose first byte tells them from every mark of the grammar: most of a
// cell is these.
func skipHan(s string, i int) int {
	for i+2 < len(s) && s[i] >= 0xe4 && s[i] <= 0xe9 && s[i+1]&0xc0 == 0x80 && s[i+2]&0xc0 == 0x80 {
		i += 3
	}
	return i
}

// word returns the length of the first of words that s begins with at i, 0 if none.
func word(s string, i int, words []string) int {
	for _, w := range words {
		if strings.HasPrefix(s[i:], w) {
			return len(w)
		}
	}
	return 0
}

// without drops all white space, line breaks included.
func without(s string) string {
	if strings.IndexFunc(s, lineSpace) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if lineSpace(r) {
			return -1
		}
		return r
	}, s)
}

// digit reports whether r may be part of a number: Chinese, Arabic in either width.
func digit(r rune) bool {
	switch {
	case r >= '0' && r <= '9', r >= '０' && r <= '９':
		return true
	case r < 0x3000:
		return r == '○'
	}
	switch r {
	case '一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '百', '千', '零', '〇', '两', '廿', '卅':
		return true
	}
	return false
}

func arabic(r rune) bool { return r >= '0' && r <= '9' || r >= '０' && r <= '９' }

// enclosed are the numbers that are one character: ① ⑴ ㈠ ⒈.
func enclosed(r rune) bool {
	return r >= 0x2460 && r <= 0x249b || r >= 0x3220 && r <= 0x3229 || r >= 0x3280 && r <= 0x3289
}

// number returns the end of the number at i, i if there is none.
func number(s string, i int) int {
	j := skip(s, i, digit)
	if j == i {
		if r, n := utf8.DecodeRuneInString(s[i:]); enclosed(r) {
			return i + n
		}
	}
	return j
}

// bracketed returns the end of "(…)" at i, parentheses of either width, nested; ok is false if it does not close within
// limit bytes.
func bracketed(s string, i, limit int) (end int, ok bool) {
	depth := 0
	for j := i; j < len(s) && j-i < limit; {
		r, n := utf8.DecodeRuneInString(s[j:])
		switch r {
		case '(', '（':
			depth++
		case ')', '）':
			depth--
			if depth == 0 {
				return j + n, true
			}
		}
		if j == i && depth == 0 {
			return i, false
		}
		j += n
	}
	return i, false
}

// inner is s without its first and last rune.
func inner(s string) string {
	_, a := utf8.DecodeRuneInString(s)
	_, b := utf8.DecodeLastRuneInString(s)
	if a+b > len(s) {
		return ""
	}
	return s[a : len(s)-b]
}
