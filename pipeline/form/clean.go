package form

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// foldProse folds what typing and pasting leave in prose: full-width digits and Latin letters to half width, characters
// of the compatibility blocks to the common ones, every kind of blank to one blank, invisible characters out. Chinese
// punctuation stays full-width, which NFKC would not leave alone (§2.4).
func foldProse(text string) string {
	if !needsFolding(text) {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	blank := false
	for _, c := range text {
		switch {
		case c == '\n':
			trimBlank(&b, blank)
			b.WriteByte('\n')
			blank = true // blanks after a break are indentation
			continue
		case unicode.IsSpace(c):
			if !blank && b.Len() > 0 {
				b.WriteByte(' ')
			}
			blank = true
			continue
		case invisible(c):
			continue
		case c >= '０' && c <= '９', c >= 'Ａ' && c <= 'Ｚ', c >= 'ａ' && c <= 'ｚ':
			b.WriteRune(c - 0xFEE0)
		case c >= 0x2E80 && c <= 0x2FDF, c >= 0xF900 && c <= 0xFAFF:
			b.WriteString(norm.NFKC.String(string(c)))
		default:
			b.WriteRune(c)
		}
		blank = false
	}
	return strings.TrimSpace(b.String())
}

// trimBlank takes back a blank just written, before a line break.
func trimBlank(b *strings.Builder, blank bool) {
	if !blank || b.Len() == 0 {
		return
	}
	if s := b.String(); s[len(s)-1] == ' ' {
		b.Reset()
		b.WriteString(s[:len(s)-1])
	}
}

// needsFolding is the quick test: most cells hold nothing that folding would change.
func needsFolding(text string) bool {
	for _, c := range text {
		switch {
		case c <= ' ', c == 0x7F, c == 0xA0, c == 0xAD, c == 0x3000, c >= 0xFF00 && c <= 0xFF5A && c != '，' && c != '：' && c != '；' && c != '（' && c != '）' && c != '？' && c != '！':
			return true
		case c >= 0x2E80 && c <= 0x2FDF, c >= 0xF900 && c <= 0xFAFF, c >= 0x2000 && c <= 0x200F, c >= 0x2028 && c <= 0x202F, c == 0x2060, c == 0xFEFF, c == 0x205F:
			return true
		}
	}
	return false
}

// invisible characters have no width and no meaning in a catalog: soft hyphens, joiners, marks of direction, control.
func invisible(c rune) bool {
	return c == 0xAD || unicode.Is(unicode.Cf, c) || unicode.Is(unicode.Cc, c)
}

// joinLines joins the lines a cell's width or hard returns have cut, and keeps those that mean something: list lines,
// lines after the end of a sentence, lines that open a new citation (§2.4 单元格内硬回车断词).
func joinLines(text string) string {
	if !strings.Contains(text, "\n") {
		return text
	}
	lines := strings.Split(text, "\n")
	var b strings.Builder
	for _, line := range lines {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(seam(b.String(), line))
		}
		b.WriteString(line)
	}
	return b.String()
}

// seam is what stands between two lines: a break, a blank between Latin words, or nothing.
func seam(before, line string) string {
	last, _ := utf8.DecodeLastRuneInString(before)
	first, _ := utf8.DecodeRuneInString(line)
	switch {
	case isListLine(line), strings.ContainsRune("。；;！？!?：:", last):
		return "\n"
	case strings.ContainsRune("《【", first) && strings.ContainsRune("》】)）条款项号目", last):
		return "\n"
	case isWordRune(last) && isWordRune(first):
		return " "
	}
	return ""
}

func isWordRune(c rune) bool {
	return c < 0x2E80 && (unicode.IsLetter(c) || unicode.IsDigit(c) || c == ',' || c == '.')
}

const hanDigits = "一二三四五六七八九十"

// isListLine says whether a line begins as an item of a list does: 1. （二） 三、 ① .
func isListLine(line string) bool { return listMark(line) > 0 }

// listMark is the length in bytes of the item number a line begins with, 0 if there is none. A full stop counts only
// where no digit follows: 1.5 is a number.
func listMark(line string) int {
	rest := strings.TrimLeft(line, " \t　")
	indent := len(line) - len(rest)
	c, size := utf8.DecodeRuneInString(rest)
	if c >= '①' && c <= '⒇' {
		return indent + size
	}
	at, bracket := 0, false
	if c == '(' || c == '（' {
		at, bracket = size, true
	}
	digits := 0
	for at < len(rest) {
		d, n := utf8.DecodeRuneInString(rest[at:])
		if !unicode.IsDigit(d) && !strings.ContainsRune(hanDigits, d) {
			break
		}
		at += n
		digits++
	}
	if digits == 0 || digits > 3 || at >= len(rest) {
		return 0
	}
	end, n := utf8.DecodeRuneInString(rest[at:])
	next, _ := utf8.DecodeRuneInString(rest[at+n:])
	switch {
	case end == ')' || end == '）':
		return indent + at + n
	case bracket:
		return 0
	case end == '、':
		if unicode.IsDigit(next) { // 110、119 is a list of numbers
			return 0
		}
		return indent + at + n
	case end == '.' || end == '．':
		if unicode.IsDigit(next) || next == utf8.RuneError {
			return 0
		}
		return indent + at + n
	}
	return 0
}

// stripNumber takes the item number off a name (§2.4 名称含序号).
func stripNumber(name string) string {
	for range 2 { // （一）1、…
		n := listMark(name)
		if n == 0 || strings.TrimSpace(name[n:]) == "" {
			return name
		}
		name = strings.TrimSpace(name[n:])
	}
	return name
}

// joinPersonName takes out the blanks that align two-character names: 刘　庆 → 刘庆 (§2.4, H5). Only single
// characters that stand apart on both sides are joined.
func joinPersonName(text string) string {
	if !strings.Contains(text, " ") {
		return text
	}
	runes := []rune(text)
	out := make([]rune, 0, len(runes))
	for i := 0; i < len(runes); i++ {
		if runes[i] == ' ' && single(runes, i-1) && single(runes, i+1) && (i < 2 || runes[i-2] != ' ' || !joined(out)) {
			continue
		}
		out = append(out, runes[i])
	}
	return string(out)
}

// joined says whether the last two characters written already are a joined name.
func joined(out []rune) bool {
	n := len(out)
	return n >= 2 && unicode.Is(unicode.Han, out[n-1]) && unicode.Is(unicode.Han, out[n-2])
}

// single says whether the Han character at i stands alone between blanks, ends or punctuation.
func single(runes []rune, i int) bool {
	han := func(i int) bool { return i >= 0 && i < len(runes) && unicode.Is(unicode.Han, runes[i]) }
	word := func(i int) bool {
		return i >= 0 && i < len(runes) && (unicode.IsLetter(runes[i]) || unicode.IsDigit(runes[i]))
	}
	return han(i) && !word(i-1) && !word(i+1)
}

// mendPhone makes 0375--5161157 and 0375－－5161157 one number (§2.4 电话).
func mendPhone(text string) string {
	if strings.IndexByte(text, '-') < 0 && !maySign(text) && !strings.Contains(text, "－") { // dashes
		return text
	}
	runes := []rune(text)
	var out []rune
	for i := 0; i < len(runes); i++ {
		j := i
		for j < len(runes) && strings.ContainsRune("-－—–―", runes[j]) {
			j++
		}
		if j > i && digitsBefore(runes, i) && digitsAfter(runes, j) {
			out = append(out, '-')
			i = j - 1
			continue
		}
		out = append(out, runes[i])
	}
	return string(out)
}

// digitsBefore says whether an area code (0 and two or three digits) ends at i.
func digitsBefore(runes []rune, i int) bool {
	n := 0
	for i-n-1 >= 0 && runes[i-n-1] >= '0' && runes[i-n-1] <= '9' {
		n++
	}
	return (n == 3 || n == 4) && runes[i-n] == '0'
}

// digitsAfter says whether a number of seven or eight digits begins at j.
func digitsAfter(runes []rune, j int) bool {
	n := 0
	for j+n < len(runes) && runes[j+n] >= '0' && runes[j+n] <= '9' {
		n++
	}
	return n == 7 || n == 8
}
