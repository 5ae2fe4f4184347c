package catalog

import (
	"regexp"
	"slices"
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
var immediate = []string{"即时", "即办", "即到即", "立等可取", "当场", "当即", "现场办", "立即", "马上", "随时", "随到随"}

// limitPattern is a number and a unit, or the words for one, and whatever stands around them: 自受理之日起20个工作日内.
// Groups: number and unit; unit and number (工作日20个); a word that is a limit by itself; the kind of day in parentheses.
var limitPattern = regexp.MustCompile(`(?:([0-9]+|[零〇○一二两三四五六七八九十百]+)个?(工作日|自然日|日历日|日|天|个?月|年|小时|钟头|时|周|星期)` +
	`|(工作日)[::]?([0-9]+|[零〇○一二两三四五六七八九十百]+)(?:个|天|日)?|(半年|半个?月|当日|当天|即日))(?:内)?(?:\(((?:按|以)?(?:工作日|自然日|日历日))(?:计|计算)?\))?`)

// startPattern is where a limit begins to run, in the words before its number: 自受理之日起, 材料齐全后.
var startPattern = regexp.MustCompile(`(?:自|从|于|在)?([^,，。;；:：()（）]{1,30}?)(?:起算|算起|开始|起|之后|以后|后)(?:的|,|，|:|：|计)?(?:不超过|不得超过|最长|约)?$`)

// sameDay is the day itself, on which somebody is at work.
var sameDay = Limit{Value: 1, Unit: UnitDay, Calendar: CalendarWorkday}

// wordLimits are the limits that are words.
var wordLimits = map[string]Limit{
	"半年": {Value: 6, Unit: UnitMonth, Calendar: CalendarNatural}, "半月": {Value: 15, Unit: UnitDay, Calendar: CalendarNatural},
	"当日": sameDay, "当天": sameDay, "即日": sameDay,
}

// ParseLimit reads a time limit in the spellings of domain.md §2.4. By how much it can be extended, and what it does not
// count, is no part of it. A text that gives two different limits, or a number without a unit, is none: it stays as it
// is written.
func ParseLimit(text string) (Limit, bool) {
	s := strings.Join(strings.Fields(width.Fold.String(text)), "")
	found := limitPattern.FindAllStringSubmatchIndex(s, -1)
	var out Limit
	given, end := false, 0
	for _, m := range found {
		before := s[end:m[0]]
		if word := group(s, m, 5); word != "" && (strings.HasPrefix(word, "半") && counted(before) || starts(s[m[1]:])) {
			if starts(s[m[1]:]) {
				continue // 自受理当日起: where it begins to run
			}
			return Limit{}, false // 一个半月
		}
		end = m[1]
		if partOfNumber(before) {
			return Limit{}, false
		}
		if beside(before) {
			continue
		}
		l, ok := readLimit(s, m)
		if !ok || given && !l.same(out) {
			return Limit{}, false
		}
		if !given {
			if from := startPattern.FindStringSubmatch(before); from != nil {
				l.From = from[1]
			}
			out = l
		}
		given = true
	}
	if given || len(found) > 0 && containsNumber(s, found) {
		return out, given
	}
	for _, w := range immediate {
		if strings.Contains(s, w) {
			return Limit{Unit: UnitImmediate}, true
		}
	}
	return Limit{}, false
}

// group is the n-th group of a match, "" if it took no part.
func group(s string, m []int, n int) string {
	if m[2*n] < 0 {
		return ""
	}
	return s[m[2*n]:m[2*n+1]]
}

// starts reports whether what follows a day makes it the beginning of the limit: 当日起.
func starts(after string) bool {
	return strings.HasPrefix(after, "起") || strings.HasPrefix(after, "算起") || strings.HasPrefix(after, "开始")
}

// counted reports whether a number stands right before: 一个半月.
func counted(before string) bool {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimSuffix(before, "个"))
	return last >= '0' && last <= '9' || strings.ContainsRune("一二两三四五六七八九十百", last)
}

// containsNumber reports whether one of the matches gives a number: such a text is no 即时.
func containsNumber(s string, found [][]int) bool {
	return slices.ContainsFunc(found, func(m []int) bool { return group(s, m, 1) != "" || group(s, m, 4) != "" })
}

// readLimit reads one match of limitPattern.
func readLimit(s string, m []int) (Limit, bool) {
	l, known := Limit{}, false
	switch word := group(s, m, 5); {
	case word != "":
		l, known = wordLimits[strings.Replace(word, "个", "", 1)]
	case group(s, m, 3) != "":
		if n, ok := parseNumber(group(s, m, 4)); ok {
			l, known = limitUnit(n, group(s, m, 3))
		}
	default:
		if n, ok := parseNumber(group(s, m, 1)); ok {
			l, known = limitUnit(n, group(s, m, 2))
		}
	}
	if kind := group(s, m, 6); known && kind != "" && l.Unit == UnitDay {
		if l.Calendar = CalendarNatural; strings.HasSuffix(kind, "工作日") {
			l.Calendar = CalendarWorkday
		}
	}
	return l, known
}

// same reports whether two limits are the same length; where they begin is no part of it.
func (l Limit) same(m Limit) bool {
	l.From, m.From = "", ""
	return l == m
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
		return Limit{Value: n, Unit: UnitDay, Calendar: CalendarWorkday}, true
	case "自然日", "日历日":
		return Limit{Value: n, Unit: UnitDay, Calendar: CalendarNatural}, true
	case "日", "天":
		return Limit{Value: n, Unit: UnitDay}, true // which days, the law says or nobody
	case "周", "星期":
		return Limit{Value: 7 * n, Unit: UnitDay, Calendar: CalendarNatural}, true
	case "月":
		return Limit{Value: n, Unit: UnitMonth, Calendar: CalendarNatural}, true
	case "年":
		return Limit{Value: 12 * n, Unit: UnitMonth, Calendar: CalendarNatural}, true
	case "小时", "时", "钟头":
		return Limit{Value: n, Unit: UnitHour, Calendar: CalendarNatural}, true
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
