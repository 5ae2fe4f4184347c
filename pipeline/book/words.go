package book

import (
	"strings"
	"unicode/utf8"

	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

const bodyStyle = style.Body

var digits = [...]string{"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"}

// ordinal writes 1…99 as Chinese counts: 一, 十, 十一, 二十.
func ordinal(n int) string {
	switch {
	case n < 10:
		return digits[n]
	case n < 20:
		return "十" + unitDigit(n)
	case n < 100:
		return digits[n/10] + "十" + unitDigit(n)
	}
	return digitwise(n)
}

func unitDigit(n int) string {
	if n%10 == 0 {
		return ""
	}
	return digits[n%10]
}

// digitwise writes a number digit by digit, as years are written: 二〇〇九.
func digitwise(n int) string {
	if n < 10 {
		return digits[n]
	}
	return digitwise(n/10) + digits[n%10]
}

// chineseMonth is a date as covers print it: 二〇〇九年九月.
func chineseMonth(d notice.Date) string {
	if d.IsZero() {
		return ""
	}
	return digitwise(d.Year) + "年" + ordinal(d.Month) + "月"
}

// coverBreaks are the words before which a long title of the cover is broken, so that no line breaks inside a word.
var coverBreaks = []string{"行政职权", "行政权力", "职权目录", "权力目录"}

// coverTitle breaks a title of the cover: before 汇编, whose two characters are spread, and a title too long for one line
// before the words that say what it is a catalog of.
func coverTitle(t string) string {
	const last = "汇编"
	const line = 10 // characters of the cover's title that fit a line
	if strings.HasSuffix(t, last) && utf8.RuneCountInString(t) >= 6 {
		return coverTitle(strings.TrimSuffix(t, last)) + "\n汇　编"
	}
	if utf8.RuneCountInString(t) <= line {
		return t
	}
	for _, word := range coverBreaks {
		if at := strings.Index(t, word); at > 0 {
			return t[:at] + "\n" + t[at:]
		}
	}
	return t
}
