package cite

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// quotes reports whether quoted wording begins at i.
func (p *parser) quotes(i int, located bool) bool {
	j := skip(p.s, i, lineSpace)
	broken := j > i
	for {
		n := fillers.at(p.s, j)
		if n == 0 {
			break
		}
		j = skip(p.s, j+n, space)
		broken = false
	}
	if j >= len(p.s) {
		return false
	}
	switch r, n := utf8.DecodeRuneInString(p.s[j:]); {
	case (r == ':' || r == '：') && !located && strings.HasPrefix(p.s[skip(p.s, j+n, lineSpace):], "《"):
		return false // 《统计法》（以下简称…）、《条例》（以下简称…）：《统计法》第三条
	case r == ':' || r == '：' || r == '“' || r == '「' || r == '『' || r == '"':
		return true
	case !located || Separator(r) || r == '《':
		return false
	case connectors.at(p.s, j) > 0 && !broken:
		return false
	}
	if k, _ := skipLead(p.s, j); k > j || lawAt(p.s, j) {
		return false // the next citation's number or label, or itself
	}
	n := 0 // prose right behind an article: long enough to be its wording
	for ; j < len(p.s) && n <= proseLength; n++ {
		r, w := utf8.DecodeRuneInString(p.s[j:])
		if Separator(r) || r == '《' {
			break
		}
		j += w
	}
	return n > proseLength || broken && n > 3 && j < len(p.s) && !strings.HasPrefix(p.s[j:], "《")
}

// lawAt reports whether the next citation begins at i with nothing between it and the last one: 统计法第三条行政处罚法第八条.
func lawAt(s string, i int) bool {
	run := s[i:min(len(s), i+bareLimit)]
	end := strings.IndexFunc(run, func(r rune) bool { return !unicode.Is(unicode.Han, r) || r == '第' })
	return end > 0 && entitled(run[:end]) && !containsAny(run[:end], proseWords...) && isLocator(s, i+end)
}

// proseWords stand in the wording of an article before a law that it names, and hardly ever in a title.
var proseWords = []string{"依照", "依据", "按照", "根据", "违反", "适用", "参照", "遵守", "执行", "应当", "可以", "不得", "由", "的"}

// proseLength is how many characters after an article without colon are taken for its wording.
const proseLength = 12

// wording is what a tail quotes: without the words and marks that lead into it.
func wording(tail string) string {
	t := strings.TrimFunc(tail, lineSpace)
	for {
		n := fillers.at(t, 0)
		if n == 0 {
			break
		}
		t = t[n:]
	}
	t = strings.TrimLeftFunc(t, func(r rune) bool {
		return lineSpace(r) || r == ':' || r == '：' || r == '，' || r == ',' || r == '、'
	})
	t = strings.TrimRightFunc(t, func(r rune) bool { return r != '。' && Separator(r) })
	for _, q := range [...][2]string{{"“", "”"}, {"「", "」"}, {"『", "』"}, {"\"", "\""}} {
		if len(t) > len(q[0])+len(q[1]) && strings.HasPrefix(t, q[0]) && strings.HasSuffix(t, q[1]) && !strings.Contains(t[len(q[0]):len(t)-len(q[1])], q[0]) {
			return t[len(q[0]) : len(t)-len(q[1])]
		}
	}
	if strings.Trim(t, "。…") == "" {
		return ""
	}
	return t
}
