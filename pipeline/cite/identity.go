package cite

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Year is the year of the version that is cited, by what stands in the title or behind it: 2004年修订, （2006）. Where it names
// several, passing and revision, the latest; 0 where it names none. The year of a document number is none.
func (c Citation) Year() int {
	title := without(c.Law)
	return max(latestYear(c.Version), latestYear(title[len(bareTitle(title)):]))
}

// latestYear is the latest of the years in words, 0 if there is none.
func latestYear(words string) (latest int) {
	for i := 0; i < len(words); {
		j := skip(words, i, digit)
		after, n := utf8.DecodeRuneInString(words[j:])
		if digits := positional(words[i:j]); plausibleYear(digits) && dated(after) && (!closeYear(after) || !numbered(words[j+n:])) {
			year, _ := numeral(digits)
			latest = max(latest, year)
		}
		i = j + n
	}
	return latest
}

// dated reports whether what stands behind four digits lets them be a year: 年, a word of a version, or the end.
func dated(after rune) bool {
	return after == utf8.RuneError || closeYear(after) || Separator(after) || strings.ContainsRune("年版修本", after)
}

// numbered reports whether a document number goes on with s, behind the bracket of its year.
func numbered(s string) bool {
	s = strings.TrimPrefix(s, "第")
	return number(s, 0) > 0
}

// Difference is in what two citations of one law name it differently.
type Difference string

// What two citations of one law may differ in.
const (
	DifferentName   Difference = "name"   // 统计法, 中华人民共和国统计法
	DifferentYear   Difference = "year"   // 2004年修订, 2016年修正
	DifferentNumber Difference = "number" // 国务院令第332号, 国务院令第432号
)

// Differences tells in what two citations of one law, those with one Key, name it differently. What one of them leaves out
// is no difference, nor is another way of writing the same: 第15号, 第十五号.
func Differences(a, b Citation) (list []Difference) {
	if a.Law != "" && b.Law != "" && foldTitle(bareTitle(a.Law)) != foldTitle(bareTitle(b.Law)) {
		list = append(list, DifferentName)
	}
	if x, y := a.Year(), b.Year(); x > 0 && y > 0 && x != y {
		list = append(list, DifferentYear)
	}
	if x, y := a.Numbers(), b.Numbers(); len(x) > 0 && len(y) > 0 && !slices.ContainsFunc(x, func(no string) bool { return slices.Contains(y, no) }) {
		list = append(list, DifferentNumber)
	}
	return list
}

// Numbers are the document numbers of the citation, each as its NumberKey.
func (c Citation) Numbers() (list []string) {
	for rest := c.DocNo; rest != ""; {
		var no string
		no, rest = firstNumber(rest)
		list = append(list, NumberKey(no))
	}
	return list
}

// NumberKey normalises a document or decree number: the same for every way of writing one. Brackets are 〔〕, the issuer is
// without 中华人民共和国, numbers are Arabic, 第 stands in those of decrees alone: 主席令第15号, 莆政法〔2009〕12号.
func NumberKey(no string) string {
	if d, ok := readDocNo(no, 0, len(no)); ok && d.end == len(no) {
		no = d.text
	}
	no = strings.TrimPrefix(foldTitle(without(no)), republic)
	if rest, ok := strings.CutPrefix(no, "国令"); ok {
		no = "国务院令" + rest
	}
	head, rest, ok := strings.Cut(no, "第")
	digits, tail, whole := strings.Cut(rest, "号")
	n, counts := numeral(digits)
	if !ok || !whole || !counts {
		return no
	}
	if !strings.Contains(head, "〔") {
		head += "第"
	}
	return head + strconv.Itoa(n) + "号" + tail
}
