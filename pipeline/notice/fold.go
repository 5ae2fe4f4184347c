package notice

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// dashes are the characters offices write for the hyphen of a code, after NFKC: hyphens, dashes, minus, the box line,
// and by slip of the input method the Han numeral 一 and the kana ー (domain.md §2.4). For codes only.
const dashes = "-‐‑‒–—―−﹘─━一ー－"

// NormalizeCode folds a code as submitted: NFKC (full width to half), every dash to "-" and runs of them to one, blanks
// out, upper case. What is then still not a code is not mended: O for 0 stays (domain.md §2.4).
func NormalizeCode(raw string) string {
	var b strings.Builder
	for _, r := range norm.NFKC.String(raw) {
		switch {
		case isBlank(r):
		case strings.ContainsRune(dashes, r):
			if !strings.HasSuffix(b.String(), "-") {
				b.WriteByte('-')
			}
		default:
			b.WriteRune(unicode.ToUpper(r))
		}
	}
	return b.String()
}

// Fold makes names comparable: NFKC, all blanks and line breaks out, Latin letters in upper case.
func Fold(text string) string {
	return foldWith(text, isBlank)
}

// FoldHead makes table heads comparable as §2.2 says: [Fold], and punctuation and symbols out as well, so that
// "收费依据及标准（元）", "办理 环节" and "公开／形式" meet their synonyms.
func FoldHead(text string) string {
	return foldWith(text, func(r rune) bool {
		return isBlank(r) || unicode.IsPunct(r) || unicode.IsSymbol(r)
	})
}

func foldWith(text string, drop func(rune) bool) string {
	if plain(text) {
		return text
	}
	return strings.Map(func(r rune) rune {
		if drop(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, norm.NFKC.String(text))
}

// plain reports whether a text is nothing but common Han characters, which no folding changes: most names and heads.
func plain(text string) bool {
	for _, r := range text {
		if r < 0x4E00 || r > 0x9FFF {
			return false
		}
	}
	return true
}

// isBlank also takes the invisible characters that copying from web pages leaves between letters.
func isBlank(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Cc, r)
}
