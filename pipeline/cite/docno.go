package cite

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// docNo is a document number (文号) or decree number (令号) and where it stands.
type docNo struct {
	text       string // 莆政法〔2009〕12号, 国务院令第332号
	start, end int
}

// issuerLimit is the longest name before a number that is taken for its issuer, in runes: 对外贸易经济合作部 has nine,
// and three of them may decree together: 商务部、海关总署、质检总局令2008年第7号.
const issuerLimit = 36

// issuerEnds are the last characters of issuers, after which 、 joins another one.
const issuerEnds = "部局委署会院行厅府办室"

// readDocNo reads the number that begins at i. limit is where it must have ended.
//
//	闽政〔2009〕12号  莆政法[2009]第12号  国务院令第332号  国务院第681号令  2001年第8号令  商务部公告2008年第7号
func readDocNo(s string, i, limit int) (docNo, bool) {
	if d, ok := standard(s, i); ok && d.end <= limit {
		return d, true
	}
	i = skipDate(s, i)
	for j, runes := i, 0; j < limit && runes <= issuerLimit; runes++ {
		r, n := utf8.DecodeRuneInString(s[j:])
		switch {
		case openYear(r):
			if d, ok := yearNumber(s, i, j, j+n, false); ok && d.end <= limit {
				return d, true
			}
			if r != '(' && r != '（' {
				return docNo{}, false
			}
			if d, ok := decree(s, i, j); ok && d.end <= limit {
				return d, true
			}
			return docNo{}, false
		case r == '第' || arabic(r):
			if d, ok := decree(s, i, j); ok && d.end <= limit {
				return d, true
			}
			return docNo{}, false
		case space(r):
		case r == '、' && j > i && issuing(s[i:j]):
		case !unicode.Is(unicode.Han, r) && (r >= 0x80 || !unicode.IsLetter(r)):
			return docNo{}, false
		}
		j += n
	}
	return docNo{}, false
}

// standard reads the number of a technical standard: GB 50016-2006, JT/T 200—2004, DB35/T 1013-2010. Its dashes become one.
func standard(s string, i int) (docNo, bool) {
	if i >= len(s) || s[i] < 'A' || s[i] > 'Z' {
		return docNo{}, false
	}
	m := standardForm.FindStringSubmatchIndex(s[i:min(len(s), i+standardLimit)])
	if m == nil {
		return docNo{}, false
	}
	return docNo{s[i+m[2]:i+m[3]] + " " + s[i+m[4]:i+m[5]] + "-" + s[i+m[6]:i+m[7]], i, i + m[1]}, true
}

// standardForm is what stands before the number, the number, the year.
var standardForm = regexp.MustCompile(`^([A-Z]{2,4}\d{0,6}(?:/[TZ])?) ?(\d{1,6}(?:\.\d{1,3})?) ?[-—–―－] ?((?:19|20)\d{2})`)

const standardLimit = 40 // bytes

// issuing reports whether s ends with the name of an issuer.
func issuing(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(issuerEnds, r)
}

// skipDate moves over 2001年12月10日, which is no part of an issuer's name.
func skipDate(s string, i int) int {
	j := skip(s, i, space)
	for n, unit := range [...]string{"年", "月", "日"} {
		k := skip(s, j, digit)
		if k == j || !strings.HasPrefix(s[k:], unit) {
			if n == 0 {
				return i
			}
			break
		}
		j = skip(s, k+len(unit), space)
		if n == 0 && strings.HasPrefix(s[j:], "第") {
			return i // 2001年第8号令
		}
	}
	return j
}

func openYear(r rune) bool {
	switch r {
	case '〔', '[', '［', '【', '(', '（', '{', '﹝':
		return true
	}
	return false
}

func closeYear(r rune) bool {
	switch r {
	case '〕', ']', '］', '】', ')', '）', '}', '﹞':
		return true
	}
	return false
}

// yearNumber reads 〔2009〕12号 whose bracket opens at open, its year at year. Behind the bracket may stand what kind of
// document it is, 闽价〔2001〕费字456号; in old numbers the issuer stands there, 〔1996〕外经贸管发第822号. Only right behind a title,
// which tells the issuer, may it be missing: 会议纪要（〔2009〕12号).
func yearNumber(s string, start, open, year int, titled bool) (docNo, bool) {
	i := skip(s, year, space)
	j := skip(s, i, arabic)
	if !plausibleYear(s[i:j]) {
		return docNo{}, false
	}
	digits := foldDigits(s[i:j])
	j = skip(s, j, space)
	j += word(s, j, []string{"年"})
	r, n := utf8.DecodeRuneInString(s[j:])
	if !closeYear(r) {
		return docNo{}, false
	}
	j = skip(s, j+n, space)
	words, k := series(s, j)
	if issued := utf8.RuneCountInString(words); open == start && issued < 2 && (!titled || issued > 0) || open > start && issued > 3 {
		return docNo{}, false // nobody issued it, or the words are no kind
	}
	j = k
	ordinal := word(s, j, []string{"第"})
	j = skip(s, j+ordinal, space)
	k = number(s, j)
	if k == j {
		return docNo{}, false
	}
	for strings.HasPrefix(s[k:], "、") { // 〔2009〕12、13号
		next := k + len("、")
		if k = number(s, next); k == next {
			return docNo{}, false
		}
	}
	e := skip(s, k, space)
	if !strings.HasPrefix(s[e:], "号") {
		return docNo{}, false
	}
	e += len("号")
	num := foldDigits(without(s[j:k]))
	if ordinal > 0 {
		num = "第" + num
	}
	tail := ""
	if strings.HasPrefix(s[e:], "令") {
		tail, e = "令", e+len("令")
	}
	return docNo{without(s[start:open]) + "〔" + digits + "〕" + words + num + "号" + tail, start, e}, true
}

// series reads the Han characters between the year of a number and the number itself: 费字.
func series(s string, i int) (words string, end int) {
	end = i
	for n := 0; end < len(s) && n < 10; n++ {
		r, w := utf8.DecodeRuneInString(s[end:])
		if r == '第' || r == '号' || digit(r) || !unicode.Is(unicode.Han, r) {
			break
		}
		end += w
	}
	return s[i:end], skip(s, end, space)
}

// plausibleYear accepts the years in which a document of the People's Republic can have been numbered.
func plausibleYear(s string) bool {
	if utf8.RuneCountInString(s) != 4 {
		return false
	}
	s = foldDigits(s)
	return s[:2] == "19" || s[:2] == "20"
}

func foldDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			return r - '０' + '0'
		}
		return r
	}, s)
}

var (
	decreeEnds = []string{"令", "公告", "通告", "议案"}
)

// decree reads 国务院令第332号, 国务院令(第332号), 国务院第681号令, 商务部令2005年第9号, 2001年第8号令, whose number (or
// year, or opening parenthesis) stands at i; the issuer begins at start.
func decree(s string, start, i int) (docNo, bool) {
	issuer, year := without(s[start:i]), ""
	j, closing := i, 0
	if r, n := utf8.DecodeRuneInString(s[j:]); r == '(' || r == '（' {
		j, closing = skip(s, j+n, space), 1
	}
	if k := skip(s, j, arabic); k > j && plausibleYear(s[j:k]) && strings.HasPrefix(s[k:], "年") {
		year, j = foldDigits(s[j:k])+"年", skip(s, k+len("年"), space)
	}
	if n := word(s, j, []string{"第"}); n > 0 {
		j = skip(s, j+n, space)
	} else if !strings.HasSuffix(issuer, "令") {
		return docNo{}, false // 国务院令332号, but no number without 令 and 第
	}
	k := number(s, j)
	if k == j {
		return docNo{}, false
	}
	num := foldDigits(s[j:k])
	k = skip(s, k, space)
	if !strings.HasPrefix(s[k:], "号") {
		return docNo{}, false
	}
	end := k + len("号")
	kind := ""
	for _, w := range decreeEnds {
		if strings.HasSuffix(issuer, w) {
			kind = w
		}
	}
	if kind == "" { // 第681号令: the other order
		n := word(s, end, decreeEnds)
		if n == 0 {
			return docNo{}, false
		}
		kind = s[end : end+n]
		end += n
		if issuer == "" {
			return docNo{year + "第" + num + "号" + kind, start, end}, true
		}
		issuer += kind
	}
	if closing > 0 {
		r, n := utf8.DecodeRuneInString(s[end:])
		if r != ')' && r != '）' {
			return docNo{}, false
		}
		end += n
	}
	return docNo{issuer + year + "第" + num + "号", start, end}, true
}

// decreed tells the level that a number gives what bears it; "" if it tells nothing.
func decreed(no string) Level {
	switch {
	case no == "":
		return ""
	case strings.Contains(no, "主席令"):
		return Law
	case containsAny(no, "国务院令", "国令第", "国务院、中央军委令", "国务院中央军委令", "国务院、中央军事委员会令"):
		return Regulation
	case strings.Contains(no, "人民代表大会") || strings.Contains(no, "人大"):
		return LocalRegulation
	case strings.Contains(no, "令"):
		return Rule
	case strings.Contains(no, "〔"), strings.Contains(no, "公告"), strings.Contains(no, "通告"):
		return Normative
	}
	return ""
}
