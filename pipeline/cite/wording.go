package cite

import (
	"strings"
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
	switch r, _ := utf8.DecodeRuneInString(p.s[j:]); {
	case r == ':' || r == '：' || r == '“' || r == '「' || r == '『' || r == '"':
		return true
	case !located || Separator(r) || r == '《':
		return false
	case connectors.at(p.s, j) > 0 && !broken:
		return false
	}
	if k, _ := skipLead(p.s, j); k > j {
		return false // the next citation's number or label
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
	if t == "。" {
		return ""
	}
	return t
}
