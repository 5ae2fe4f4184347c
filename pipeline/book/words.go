package book

import (
	"strings"
	"unicode/utf8"

	"huibian/pipeline/internal/sense"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

const bodyStyle = style.Body

var digits = [...]string{"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"}

// Ordinal writes 1…99 as Chinese counts: 一, 十, 十一, 二十.
func Ordinal(n int) string {
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
	return digitwise(d.Year) + "年" + Ordinal(d.Month) + "月"
}

// titleBreaks are the words before which a long title is broken by choice: what is collected begins a line.
var titleBreaks = []string{"行政职权", "行政权力", "职权目录", "权力目录"}

// coverTitle breaks a title of the cover: before 汇编, whose two characters are spread, and once more if it is long.
func coverTitle(t string) string {
	const last, line = "汇编", 10 // characters of the cover's title that fit a line
	if head, ok := strings.CutSuffix(t, last); ok && utf8.RuneCountInString(t) >= 6 {
		return breakTitle(head, line) + "\n汇　编"
	}
	return breakTitle(t, line)
}

// breakTitle breaks a title of more characters than fit a line: where its longer half is shortest before one of
// titleBreaks, else between any words.
func breakTitle(t string, line int) string {
	n := utf8.RuneCountInString(t)
	if n <= line {
		return t
	}
	best, longest := 0, line+1
	for _, word := range titleBreaks {
		if at := strings.Index(t, word); at > 0 {
			first := utf8.RuneCountInString(t[:at])
			if l := max(first, n-first); l < longest {
				best, longest = at, l
			}
		}
	}
	if best == 0 {
		return strings.Join(sense.Title(t, line), "\n")
	}
	return t[:best] + "\n" + t[best:]
}
