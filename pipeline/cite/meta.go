package cite

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// parenLimit bounds what is read as a parenthesis behind a title, in bytes.
const parenLimit = 400

// remark is the next parenthesis at i, unless that is an item, (一). Other brackets are one if they hold a version or a
// number, [国务院令第332号]; what else stands in them labels what follows, 【规章】.
func remark(s string, i int) (start, end int, ok bool) {
	start = skip(s, i, space)
	if end, ok = bracketed(s, start, parenLimit); !ok {
		return squared(s, start)
	}
	item := ordinalEnd(s, start) == end && !plausibleYear(strings.TrimFunc(inner(s[start:end]), space))
	return start, end, !item
}

// squares are the brackets that remarks stand in besides parentheses.
var squares = map[rune]string{'[': "]", '［': "］", '〔': "〕", '【': "】", '﹝': "﹞"}

func squared(s string, i int) (start, end int, ok bool) {
	r, n := utf8.DecodeRuneInString(s[i:])
	if !openYear(r) || squares[r] == "" {
		return i, i, false
	}
	for j := i + n; ; { // the last one closes: 〔莆政法〔2009〕12号〕
		k := strings.Index(s[j:min(len(s), i+parenLimit)], squares[r])
		if k < 0 {
			return i, end, ok
		}
		words := s[i+n : j+k]
		j += k + len(squares[r])
		whole := "(" + words + ")" // its own parentheses match
		if k, _ := bracketed(whole, 0, parenLimit); k == len(whole) && !plausibleYear(words) && (version(words) || len(numbersIn(words)) > 0) {
			end, ok = j, true
		}
		if strings.Count(words, string(r)) == strings.Count(words, squares[r]) {
			return i, end, ok
		}
	}
}

// remarked moves over the parentheses right after a title.
func remarked(s string, i int) int {
	for {
		_, end, ok := remark(s, i)
		if !ok {
			return i
		}
		i = end
	}
}

// meta reads the parentheses right after a title or a place: numbers, version, places, short names, which it adds to
// those there are. It returns where they end.
func (p *parser) meta(c *Citation, places *locators, i int, aliases []string) (int, []string) {
	for {
		j, end, ok := remark(p.s, i)
		if !ok {
			return i, aliases
		}
		words := inner(p.s[j:end])
		more := *places
		more.list = slices.Clone(more.list)
		if k := more.read(words, 0); k > 0 && strings.TrimFunc(words[k:], lineSpace) == "" {
			*places, i = more, end // (第七条、第八条)
			continue
		}
		if title := strings.Trim(without(words), "《》"); c.Law == "" && entitled(title) {
			c.Law, i = title, end // 国务院令第332号（《货物进出口管理条例》）
			continue
		}
		if a, ok := shortName(words); ok {
			aliases = append(aliases, a...)
		}
		for _, d := range numbersIn(words) {
			c.DocNo = join(c.DocNo, d)
		}
		if v := strings.TrimFunc(words, lineSpace); version(v) {
			c.Version = join(c.Version, v)
		}
		i = end
	}
}

func ordinalEnd(s string, i int) int {
	end, paren := ordinalAt(s, i)
	if !paren {
		return i
	}
	return end
}

// join adds b to a list, unless it is there.
func join(list, b string) string {
	switch {
	case list == "":
		return b
	case strings.Contains("、"+list+"、", "、"+b+"、"):
		return list
	}
	return list + "、" + b
}

// shortName reads 以下简称《统计法》, 简称“统计法”, 下称统计法, also several joined by 或.
func shortName(words string) (names []string, ok bool) {
	for _, w := range []string{"以下简称", "以下统称", "简称为", "简称", "以下称", "下称", "旧称", "原称", "原名"} {
		i := strings.Index(words, w)
		if i < 0 {
			continue
		}
		rest := strings.TrimLeft(words[i+len(w):], "为:： ")
		for _, name := range strings.FieldsFunc(rest, func(r rune) bool { return strings.ContainsRune("《》“”\"'、，,；; 〈〉", r) }) {
			if name != "或" && name != "和" {
				names = append(names, strings.TrimPrefix(name, "或"))
			}
		}
		return names, true
	}
	return nil, false
}

// versionAfter moves over the version of a title that stands behind it without parentheses, before the first place:
// 2004年修正版第七条.
func versionAfter(c *Citation, s string, i int) int {
	j := skip(s, i, space)
	k := skip(s, j, arabic)
	if !plausibleYear(s[j:k]) {
		return i
	}
	k += word(s, k, []string{"年"})
	n := word(s, k, versionEnds)
	if n == 0 || !located(s, k+n) {
		return i
	}
	c.Version = join(c.Version, s[j:k+n])
	return k + n
}

// version reports whether remarks tell the version of what is cited, and not only its number or short name.
func version(words string) bool {
	if strings.Contains(words, "简称") || strings.Contains(words, "下称") {
		return false
	}
	if years := strings.FieldsFunc(words, Separator); !slices.ContainsFunc(years, func(y string) bool { return !plausibleYear(y) || number(y, 0) < len(y) }) {
		return len(years) > 0 // (2006)
	}
	return containsAny(words, "年", "修订", "修正", "修改", "试行", "暂行", "公布", "施行", "通过", "版") && !onlyNumbers(words)
}

// onlyNumbers reports whether words are nothing but document numbers: 商务部令2005年第9号.
func onlyNumbers(words string) bool {
	words = strings.TrimFunc(words, Separator)
	for words != "" {
		d, ok := readDocNo(words, 0, len(words))
		if !ok {
			return false
		}
		words = strings.TrimFunc(words[d.end:], Separator)
	}
	return true
}

// numbersIn finds all document numbers in words.
func numbersIn(words string) (list []string) {
	for i := 0; i < len(words); {
		d, ok := readDocNo(words, i, len(words))
		if r, n := utf8.DecodeRuneInString(words[i:]); !ok && openYear(r) {
			d, ok = yearNumber(words, i, i, i+n, true)
		}
		if ok {
			list = append(list, trimIssuer(d.text))
			i = d.end
			continue
		}
		i = nextWord(words, i)
	}
	return list
}

// nextWord moves behind the next separator or mark, where a number may begin anew; behind a date too, for
// 1999年11月1日国务院令第273号.
func nextWord(s string, i int) int {
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		if Separator(r) || r == '》' || r == '(' || r == '（' || r == '日' || r == '年' || r == '月' || r == '由' || r == '经' || r == '以' {
			return i
		}
	}
	return i
}

// trimIssuer takes words off the front of a number that are no part of its issuer.
func trimIssuer(text string) string {
	for _, w := range []string{"根据", "依据", "按照", "详见", "见"} {
		text = strings.TrimPrefix(text, w)
	}
	return text
}

// numberAfter reads a document number directly behind a title.
func numberAfter(s string, i int) (docNo, bool) {
	j := skip(s, i, space)
	if j >= len(s) || strings.HasPrefix(s[j:], "第") || connectors.at(s, j) > 0 || fillers.at(s, j) > 0 {
		return docNo{}, false
	}
	limit := len(s)
	if k := strings.IndexFunc(s[j:], func(r rune) bool {
		return strong(r) || r == '《' || r == '：' || r == ':' || r == '、' || r == '，'
	}); k >= 0 {
		limit = j + k
	}
	d, ok := readDocNo(s, j, limit)
	d.text = trimIssuer(d.text)
	return d, ok
}
