package notice

import (
	"fmt"
	"regexp"
	"strings"
)

// writtenDate is a day as people write it, after NFKC, without blanks: 2009-8-20, 2009.8.20, 2009/08/20, 2009年8月20日, 20090820;
// what may follow is the day of the week.
var writtenDate = regexp.MustCompile(`^(\d{4})(?:[-‐‑–—−./,、年]+(\d{1,2})[-‐‑–—−./,、月]+(\d{1,2})|(\d{2})(\d{2}))[日号.。]?(?:\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?$`)

// ReadDate reads a day as people write it: 2009年8月20日, ２００９．８．２０, 2009/8/20, 20090820, 二〇〇九年八月二十日. The year has all
// its digits. Errors are those of ParseDate.
func ReadDate(text string) (Date, error) {
	s := hanDate.ReplaceAllStringFunc(Fold(text), hanNumber)
	m := writtenDate.FindStringSubmatch(s)
	if m == nil {
		return ParseDate(text)
	}
	month, day := m[2]+m[4], m[3]+m[5]
	return ParseDate(fmt.Sprintf("%s-%02s-%02s", m[1], month, day))
}

// hanDate is a number of a date in Chinese numerals, with what follows it.
var hanDate = regexp.MustCompile(`[〇零○O0一二三四五六七八九十廿卅元]+[年月日号]`)

var hanDigits = map[rune]int{'〇': 0, '零': 0, '○': 0, 'O': 0, '0': 0, '一': 1, '二': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8,
	'九': 9, '元': 1}

// hanNumber writes a number of a date in digits: a year digit by digit (二〇〇九), months and days by tens (二十, 廿一, 三十一).
func hanNumber(s string) string {
	all := []rune(s)
	unit := string(all[len(all)-1])
	all = all[:len(all)-1]
	if unit == "年" {
		var b strings.Builder
		for _, r := range all {
			fmt.Fprint(&b, hanDigits[r])
		}
		return b.String() + unit
	}
	sum, digit := 0, -1
	for _, r := range all {
		switch r {
		case '十':
			sum += 10 * max(digit, 1)
			digit = -1
		case '廿':
			sum += 20
		case '卅':
			sum += 30
		default:
			if digit > 0 { // 一五: two digits side by side are no number of this kind
				return s
			}
			digit = hanDigits[r]
		}
	}
	return fmt.Sprint(sum+max(digit, 0)) + unit
}
