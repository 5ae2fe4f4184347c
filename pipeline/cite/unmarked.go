package cite

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// startUnmarked tries to begin a citation at the beginning of a segment that names its law without 《》, a document
// number alone, or the 三定 document.
func (p *parser) startUnmarked(i int) (next int, ok bool) {
	j, hint := skipLead(p.s, i)
	if hint.set {
		p.hint = hint.level
	}
	if j >= len(p.s) || strings.HasPrefix(p.s[j:], "《") {
		return j, j > i // the title is read next; what led to it stays in the segment
	}
	if end, ok := p.further(j); ok {
		return end, true
	}
	if c, end, ok := p.unmarked(j); ok {
		if p.text && !located(p.s, end) {
			return i, false
		}
		return p.begins(c, p.leadFrom(), end, p.hint), true
	}
	return i, false
}

// further reads an article of the law cited last at the beginning of a sentence: …规定；第十条规定, and in its wording
// 第八条规定：…. It stays part of that citation's words.
func (p *parser) further(i int) (end int, ok bool) {
	if !p.open || !strings.HasPrefix(p.s[i:], "第") {
		return i, false
	}
	list, end := readLocators(p.s, i)
	if len(list) == 0 || !strings.Contains(list[0], units[rankArticle]) {
		return i, false
	}
	last := &p.out[len(p.out)-1]
	if len(last.Locators) == 0 {
		return i, false
	}
	k := end + fillers.at(p.s, end)
	if p.text {
		if r, _ := utf8.DecodeRuneInString(p.s[k:]); r != ':' && r != '：' && !lineSpace(r) {
			return i, false // wording that speaks of an article
		}
		last.Locators = append(last.Locators, list...)
		p.fresh = false
		return end, true
	}
	if !ends(p.s, k) || wording(p.s[p.claimed:i]) != "" {
		return i, false
	}
	last.Locators = append(last.Locators, list...)
	p.claimed, p.seg = k, k
	return k, true
}

func (p *parser) unmarked(j int) (c Citation, end int, ok bool) {
	if end, ok := staffed(p.s, j); ok && !p.text {
		return Citation{Law: without(p.s[j:end]), Bare: true}, end, true
	}
	if name, end := p.marked(j); end > j {
		return Citation{Law: without(name)}, end, true
	}
	if law, end := p.implementing(j); end > j {
		return Citation{Law: law, Bare: true}, end, true
	}
	if end = p.aliased(j); end == j {
		end = p.bareLaw(j)
	}
	if end > j {
		return Citation{Law: without(p.s[j:end]), Bare: true}, end, true
	}
	if p.text {
		return c, j, false
	}
	d, ok := readDocNo(p.s, j, numberLimit(p.s, j))
	if !ok {
		return c, j, false
	}
	after := skip(p.s, d.end, space)
	after += word(p.s, after, []string{"文件", "文"})
	if located(p.s, after) {
		return Citation{DocNo: d.text}, after, true
	}
	if strings.HasPrefix(p.s[skip(p.s, after, space):], "《") {
		return c, j, false // the number of the title that follows
	}
	return Citation{DocNo: d.text}, d.end, true
}

// numberBytes bounds a number with its issuers.
const numberBytes = 3*issuerLimit + 100

// numberLimit is where a document number at i must have ended: at a separator, unless 、 stands between two numbers of one
// year, 〔2009〕12、13号.
func numberLimit(s string, i int) int {
	inNumber := false
	for end := min(len(s), i+numberBytes); i < end; {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == '、' && inNumber && number(s, i+n) > i+n {
			i += n
			continue
		}
		if Separator(r) && !space(r) || r == '《' || r == '：' || r == ':' {
			return i
		}
		inNumber = digit(r)
		i += n
	}
	return i
}

// otherMarks are what is typed for 《》.
var otherMarks = []struct{ open, close string }{{"〈", "〉"}, {"<<", ">>"}, {"＜＜", "＞＞"}, {"<", ">"}, {"＜", "＞"}, {"“", "”"}, {"「", "」"}, {"『", "』"}, {"‘", "’"}, {"\"", "\""}}

// outside reports whether r stands in no name between such marks.
func outside(r rune) bool { return r == '《' || r == '》' || Separator(r) && !space(r) }

// marked reads the name of a law between marks that stand for 《》: 〈公路法〉, <<公路法>>.
func (p *parser) marked(i int) (name string, end int) {
	if p.text {
		return "", i
	}
	s := p.s[i:min(len(p.s), i+bareLimit)]
	for _, m := range otherMarks {
		rest, ok := strings.CutPrefix(s, m.open)
		if !ok {
			continue
		}
		if name, _, ok = strings.Cut(rest, m.close); !ok {
			continue
		}
		if entitled(name) && strings.IndexFunc(name, outside) < 0 {
			return name, i + len(m.open) + len(name) + len(m.close)
		}
	}
	return "", i
}

// shortLimit is the longest short name that is looked for without 《》, in characters.
const shortLimit = 20

// aliased reads a short name before a place, 条例第五条, the longest of those that were declared.
func (p *parser) aliased(i int) (end int) {
	end = i
	if len(p.alias) == 0 {
		return end
	}
	for k, n := i, 0; k < len(p.s) && n < shortLimit; n++ {
		_, w := utf8.DecodeRuneInString(p.s[k:])
		k += w
		if _, ok := p.alias[p.s[i:k]]; ok && located(p.s, k) {
			end = k
		}
	}
	return end
}

// implementing reads what implements the law cited before, by a name that leans on it: 及其实施条例, 、实施细则.
func (p *parser) implementing(i int) (law string, end int) {
	k := i + word(p.s, i, []string{"其"})
	n := word(p.s, k, []string{"实施条例", "实施细则", "实施办法", "实施规定"})
	if n == 0 || p.text || p.base == "" {
		return "", i
	}
	if end = k + n; !ends(p.s, end) && !isLocator(p.s, end) && fillers.at(p.s, end) == 0 {
		return "", i
	}
	return p.base + p.s[k:end], end
}

// staffed reads the 三定 document by its everyday names: “三定”方案, 三定规定, 本局“三定”方案.
func staffed(s string, i int) (end int, ok bool) {
	stop := i
	for n := 0; stop < len(s) && n < 20; n++ {
		r, w := utf8.DecodeRuneInString(s[stop:])
		if Separator(r) || r == '《' || r == ':' || r == '：' {
			break
		}
		stop += w
	}
	k := strings.Index(s[i:stop], "三定")
	if k < 0 {
		return i, false
	}
	end = i + k + len("三定")
	end += word(s, end, []string{"”", "\"", "’", "」"})
	end += word(s, end, []string{"方案", "规定", "文件", "职责"})
	return end, true
}

// bareLimit bounds a name without 《》, in bytes: some 60 characters.
const bareLimit = 180

// bareLaw reads the name of a law written without 《》 and returns its end, i if there is none.
func (p *parser) bareLaw(i int) int {
	stop, ended := i, false
	end := i
	for stop < len(p.s) && stop-i < bareLimit {
		r, n := utf8.DecodeRuneInString(p.s[stop:])
		if !unicode.Is(unicode.Han, r) && r != '〈' && r != '〉' || r == '第' && isLocator(p.s, stop) {
			break
		}
		if end > i && connectors.at(p.s, stop) > 0 && namesLaw(p.s[stop+connectors.at(p.s, stop):]) {
			break
		}
		stop += n
		if e, ok := bareEnd(p.s, i, stop); ok {
			end, ended = e, true
		} else if ended && stop-end > len("的有关规定")+6 {
			break
		}
	}
	return end
}

func isLocator(s string, i int) bool {
	_, ok := readComponent(s, i, false, false)
	return ok
}

// namesLaw reports whether the words at the beginning of s are the name of another law.
func namesLaw(s string) bool {
	run := s[:min(len(s), bareLimit)]
	if k := strings.IndexFunc(run, func(r rune) bool { return !unicode.Is(unicode.Han, r) || r == '第' }); k >= 0 {
		run = s[:k]
	}
	return entitled(run)
}

// bareEnd reports whether the run s[i:end] is a law's name by its ending, and what follows lets it end there.
func bareEnd(s string, i, end int) (int, bool) {
	run := s[i:end]
	last, _ := utf8.DecodeLastRuneInString(run)
	if !strings.ContainsRune(bareFinals, last) {
		return 0, false
	}
	ok, weakly := lawTitle(run)
	if !ok || weakly {
		return 0, false
	}
	n := utf8.RuneCountInString(run)
	if n < 3 && run != "宪法" {
		return 0, false
	}
	if containsAny(run, vagueWords...) && !strings.HasPrefix(run, republic) && !strings.Contains(run, "关于") {
		return 0, false
	}
	if !hasSuffixAny(run, "法", "法典", "条例") || strings.HasSuffix(run, "办法") {
		if n < 6 {
			return 0, false // 管理办法, 暂行规定: no name
		}
		if i := strings.LastIndex(run, "的规定"); i > 0 && !strings.Contains(run, "关于") && namesLaw(run[:i]) {
			return 0, false // 统计法的规定
		}
	}
	k := skip(s, end, space)
	if ends(s, k) || isLocator(s, k) || k > end && (namesLaw(s[k:]) || strings.HasPrefix(s[k:], "《")) || fillers.at(s, k) > 0 || word0(s[k:], "“", "》") { // 》 without 《
		return end, true
	}
	return 0, false
}

// bareFinals are the last characters of the suffixes that a name without 《》 may have.
const bareFinals = "法典例细则定规办知见决议复告案"

type levelHint struct {
	level Level
	set   bool
}

// skipLead moves over what may stand before a citation without being part of it: numbering, labels, 根据.
func skipLead(s string, i int) (int, levelHint) {
	var hint levelHint
	for {
		j := skip(s, i, lineSpace)
		k := numbering(s, j)
		if e, level, ok := label(s, k); ok {
			k, hint = e, levelHint{level, true}
		}
		if n := openers.at(s, k); n > 0 {
			k += n
		}
		if k == j {
			return j, hint
		}
		i = k
	}
}

// numbering reads "1." "1、" "(1)" "①" "一、" and returns its end, i if there is none.
func numbering(s string, i int) int {
	if r, n := utf8.DecodeRuneInString(s[i:]); enclosed(r) {
		return i + n
	}
	j, paren := ordinalAt(s, i)
	if j == i {
		return i
	}
	if paren {
		if strings.HasPrefix(s[j:], "项") || strings.HasPrefix(s[j:], "目") {
			return i
		}
		return j
	}
	r, n := utf8.DecodeRuneInString(s[j:])
	switch r {
	case '.', '．', '、', ')', '）', ':', '：':
		return j + n
	}
	return i
}

// label reads 【法律】 or 法律： at i.
func label(s string, i int) (end int, level Level, ok bool) {
	r, n := utf8.DecodeRuneInString(s[i:])
	var closing string
	switch r {
	case '【':
		closing = "】"
	case '[':
		closing = "]"
	case '［':
		closing = "］"
	case '〔':
		closing = "〕"
	}
	if closing != "" {
		k := strings.Index(s[i+n:], closing)
		if k < 0 || k > 60 {
			return i, "", false
		}
		words := strings.TrimFunc(s[i+n:i+n+k], lineSpace)
		for _, l := range labels {
			if words == l.word {
				level = l.level
			}
		}
		return i + n + k + len(closing), level, !plausibleYear(words)
	}
	if labelWords.at(s, i) == 0 {
		return i, "", false
	}
	for _, l := range labels {
		if strings.HasPrefix(s[i:], l.word) {
			j := skip(s, i+len(l.word), space)
			r, n := utf8.DecodeRuneInString(s[j:])
			if r == ':' || r == '：' {
				return j + n, l.level, true
			}
			if strings.HasPrefix(s[j:], "《") {
				return j, l.level, true
			}
		}
	}
	return i, "", false
}
