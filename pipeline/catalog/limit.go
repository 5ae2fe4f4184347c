package catalog

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// Units and calendars of a Limit.
const (
	UnitDay       = "day"
	UnitMonth     = "month"
	UnitHour      = "hour"
	UnitImmediate = "immediate"

	CalendarWorkday = "workday"
	CalendarNatural = "natural"
)

// immediate are the words for "on the spot".
var immediate = []string{"即时", "即办", "当场", "立即", "随时", "随到随办"}

// limitPattern is a number, a unit, and whatever stands around them: 自受理之日起20个工作日内. Groups: number, unit.
var limitPattern = regexp.MustCompile(`([0-9]+|[零〇○一二两三四五六七八九十百]+)\s*个?\s*(工作日|自然日|日历日|日|天|个?月|年|小时|时|周)`)

// ParseLimit reads a time limit in the spellings of domain.md §2.4. By how much it can be extended, and what it does not
// count, is no part of it. A text that gives two different limits, or a number without a unit, is none: it stays as it
// is written.
func ParseLimit(text string) (Limit, bool) {
	s := width.Fold.String(strings.TrimSpace(text))
	found := limitPattern.FindAllStringSubmatchIndex(s, -1)
	if len(found) == 0 {
		for _, w := range immediate {
			if strings.Contains(s, w) {
				return Limit{Unit: UnitImmediate}, true
			}
		}
		return Limit{}, false
	}
	var out Limit
	given, end := false, 0
	for _, m := range found {
		before := s[end:m[0]]
		end = m[1]
		if partOfNumber(before) {
			return Limit{}, false
		}
		if beside(before) {
			continue
		}
		n, ok := parseNumber(s[m[2]:m[3]])
		l, known := limitUnit(n, s[m[4]:m[5]])
		if !ok || !known || given && l != out {
			return Limit{}, false
		}
		out, given = l, true
	}
	return out, given
}

// partOfNumber reports whether what stands before a number is more of it: 1.5个月, 一千二百日.
func partOfNumber(before string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	return strings.ContainsRune(".千万/", last) // RuneError, for nothing, is none of them
}

// beside reports whether the words before a number give it as something beside the limit: 可延长10日, 不含公示7日.
func beside(before string) bool {
	for _, w := range []string{"延长", "延期", "顺延", "不含", "不包括", "不计", "除外"} {
		if strings.Contains(before, w) {
			return true
		}
	}
	return false
}

// limitUnit puts number and unit together. 周 and 年 become the days and months they are.
func limitUnit(n int, unit string) (Limit, bool) {
	switch strings.TrimPrefix(unit, "个") {
	case "工作日":
		return Limit{n, UnitDay, CalendarWorkday}, true
	case "自然日", "日历日":
		return Limit{n, UnitDay, CalendarNatural}, true
	case "日", "天":
		return Limit{n, UnitDay, ""}, true // which days, the law says or nobody
	case "周":
		return Limit{7 * n, UnitDay, CalendarNatural}, true
	case "月":
		return Limit{n, UnitMonth, CalendarNatural}, true
	case "年":
		return Limit{12 * n, UnitMonth, CalendarNatural}, true
	case "小时", "时":
		return Limit{n, UnitHour, CalendarNatural}, true
	}
	return Limit{}, false
}

var chineseDigits = map[rune]int{'零': 0, '〇': 0, '○': 0, '一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}

// longestNumber is the longest number that is read, in characters: 九百九十九 and less.
const longestNumber = 7

// parseNumber reads 20, 二十, 一百二十, 二〇.
func parseNumber(s string) (int, bool) {
	if n, err := strconv.Atoi(s); err == nil {
		return n, n < 100_000
	}
	if utf8.RuneCountInString(s) > longestNumber {
		return 0, false
	}
	total, digit, positional := 0, 0, true
	for _, r := range s {
		d, isDigit := chineseDigits[r]
		switch {
		case isDigit:
			digit = digit*10 + d
		case r == '十':
			total += max(digit, 1) * 10
			digit, positional = 0, false
		case r == '百':
			total += max(digit, 1) * 100
			digit, positional = 0, false
		default:
			return 0, false
		}
	}
	if !positional && digit > 9 {
		digit %= 10 // 一百〇五
	}
	n := total + digit
	return n, n > 0 && n < 100_000
}
