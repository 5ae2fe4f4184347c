package cite

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// numeral is the value of a number as the grammar reads it: 26, ２６, 二十六, 二〇, 廿六, ㈡, ⑵. ok is false for what is
// none: 二二十, 十百, 1十. Values that no int32 holds are the largest that it does.
func numeral(s string) (value int, ok bool) {
	r, n := utf8.DecodeRuneInString(s)
	if n == len(s) && enclosed(r) {
		return enclosedValue(r), true
	}
	if digits := positional(s); digits != "" {
		value, err := strconv.ParseInt(digits, 10, 32)
		if err != nil {
			value = math.MaxInt32
		}
		return int(value), true
	}
	return spelt(s)
}

// enclosedStarts are the numbers that are one character, each run counting from 1.
var enclosedStarts = [...]struct{ first, last rune }{
	{'①', '⑳'}, {'⑴', '⒇'}, {'⒈', '⒛'}, {'㈠', '㈩'}, {'㊀', '㊉'},
}

func enclosedValue(r rune) int {
	for _, x := range enclosedStarts {
		if r >= x.first && r <= x.last {
			return int(r-x.first) + 1
		}
	}
	return 0
}

// zeros are the characters for nought.
const zeros = "零〇○"

const ones = "一二三四五六七八九"

// one is the value of a Chinese digit, 0 if r is none.
func one(r rune) int {
	if i := strings.IndexRune(ones, r); i >= 0 {
		return i/len("一") + 1
	}
	return 0
}

// positional writes a number whose digits stand for themselves in Arabic ones: ２６, 二〇, 一二六; "" if it is none of
// these. Chinese ones do not begin with nought, unless they are nothing else.
func positional(s string) string {
	var b strings.Builder
	wide := false
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r >= '０' && r <= '９':
			b.WriteRune(r - '０' + '0')
		case strings.ContainsRune(zeros, r):
			wide = true
			b.WriteByte('0')
		case one(r) > 0:
			wide = true
			b.WriteByte(byte('0' + one(r)))
		default:
			return ""
		}
	}
	digits := b.String()
	if wide && strings.IndexFunc(s, arabic) >= 0 {
		return "" // 二6
	}
	if wide && strings.HasPrefix(digits, "0") && strings.Trim(digits, "0") != "" {
		return ""
	}
	return digits
}

// spelt reads a number with its units: 九千九百九十九, 一百零二, 十, 廿一, 一百十. A place that is passed over is filled with
// nought before a last digit, because 一百二 is a hundred and twenty to one reader and a hundred and two to the other.
func spelt(s string) (value int, ok bool) {
	below := 10_000 // the unit that the next one is smaller than
	filled := false
	for s != "" {
		r, n := utf8.DecodeRuneInString(s)
		s = s[n:]
		if strings.ContainsRune(zeros, r) {
			if filled || value == 0 || below < 100 {
				return 0, false
			}
			filled = true
			continue
		}
		digit, unit := one(r), 1
		switch {
		case r == '十' && (value == 0 || below > 10):
			digit, unit = 1, 10
		case r == '廿':
			digit, unit = 2, 10
		case r == '卅':
			digit, unit = 3, 10
		default:
			next, n := utf8.DecodeRuneInString(s)
			switch next {
			case '十':
				unit = 10
			case '百':
				unit = 100
			case '千':
				unit = 1000
			default:
				n = 0
			}
			s = s[n:]
			if r == '两' && unit >= 100 {
				digit = 2
			}
		}
		skipped := below > unit*10
		switch {
		case digit == 0, unit >= below:
			return 0, false
		case filled && !skipped: // 一百零十
			return 0, false
		case !filled && skipped && unit == 1 && value > 0:
			return 0, false
		}
		value, below, filled = value+digit*unit, unit, false
	}
	return value, !filled && value > 0
}

// written writes a number as laws do, 二十六; Arabic from 10,000 on.
func written(n int) string {
	if n <= 0 || n >= 10_000 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	gap := false
	for _, u := range [...]struct {
		value int
		word  string
	}{{1000, "千"}, {100, "百"}, {10, "十"}, {1, ""}} {
		digit := n / u.value % 10
		if digit == 0 {
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteString("零")
		}
		gap = false
		if digit > 1 || u.value != 10 || b.Len() > 0 {
			b.WriteString(ones[(digit-1)*len("一") : digit*len("一")])
		}
		b.WriteString(u.word)
	}
	return b.String()
}
