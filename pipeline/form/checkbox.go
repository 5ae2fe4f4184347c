package form

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	boxesOn  = "■☑☒✔✓√▣◼" // ☒ is what Word's check box shows when it is ticked
	boxesOff = "□☐◻"
)

// chosen keeps the options that are ticked (§2.4 勾选): "■全社会 □部门内部" is 全社会. ok is false for a text that is no
// choice, and for one whose options cannot be told apart. The text is "" where nothing is ticked.
func chosen(text string) (value string, ok bool) {
	if !maySign(text) {
		return text, false
	}
	text = radioButtons(foldProse(text))
	if !strings.ContainsAny(text, boxesOn+boxesOff) {
		return text, false
	}
	if strings.ContainsAny(text, "(（") {
		if v, ok := chosenBehindBrackets(text); ok {
			return v, true
		}
		if v, ok := chosenInBrackets(text); ok {
			return v, true
		}
	}
	first := strings.IndexAny(text, boxesOn+boxesOff)
	if strings.TrimSpace(text[:first]) != "" {
		return chosenAfter(text)
	}
	var picked []string
	on := false
	var option strings.Builder
	flush := func() {
		if s := trimOption(option.String()); s != "" && on {
			picked = append(picked, s)
		}
		option.Reset()
	}
	for _, c := range text {
		switch {
		case strings.ContainsRune(boxesOn, c):
			flush()
			on = true
		case strings.ContainsRune(boxesOff, c):
			flush()
			on = false
		default:
			option.WriteRune(c)
		}
	}
	flush()
	if len(picked) == 0 && !strings.ContainsAny(text, boxesOff) { // a lone √
		return text, false
	}
	return strings.Join(picked, "、"), true
}

// maySign is the quick test for boxes, stars, ticks and dashes: all of them begin with the byte of U+2000 to U+2FFF, as
// hardly anything else in Chinese text does but quotation marks.
func maySign(text string) bool { return strings.IndexByte(text, 0xE2) >= 0 }

// radioButtons writes ● and ○ as boxes, where they stand for such: ●全社会 ○部门内部, and not in 二○○九年.
func radioButtons(text string) string {
	if !strings.ContainsAny(text, "●◉○◯") {
		return text
	}
	rest := strings.TrimLeft(text, "○◯")
	first, _ := nextRune(rest)
	alone := rest != text && len(text)-len(rest) == len("○") && !strings.ContainsRune("〇"+hanDigits, first)
	if !alone && !strings.ContainsAny(text, "●◉") {
		return text
	}
	return strings.NewReplacer("●", "■", "◉", "■", "○", "□", "◯", "□").Replace(text)
}

// chosenBehindBrackets reads （√）公开 （ ）不公开: each option follows its bracket.
func chosenBehindBrackets(text string) (string, bool) {
	flat := strings.TrimSpace(strings.NewReplacer("（", "(", "）", ")").Replace(text))
	if !strings.HasPrefix(flat, "(") {
		return text, false
	}
	var picked []string
	for part := range strings.SplitSeq(flat[1:], "(") {
		inside, option, ok := strings.Cut(part, ")")
		inside, option = strings.TrimSpace(inside), trimOption(option)
		if !ok || option == "" || utf8.RuneCountInString(inside) > 1 || inside != "" && !strings.ContainsAny(inside, boxesOn+boxesOff) {
			return text, false
		}
		if inside != "" && strings.ContainsAny(inside, boxesOn) {
			picked = append(picked, option)
		}
	}
	return strings.Join(picked, "、"), true
}

// chosenAfter reads marks that follow their options: 公开√ 不公开□. Every option must have its mark.
func chosenAfter(text string) (string, bool) {
	var picked []string
	for _, word := range strings.FieldsFunc(text, func(c rune) bool { return unicode.IsSpace(c) || c == '、' || c == '；' }) {
		runes := []rune(word)
		last := runes[len(runes)-1]
		option := trimOption(string(runes[:len(runes)-1]))
		switch {
		case option == "" || strings.ContainsAny(option, boxesOn+boxesOff):
			return text, false
		case strings.ContainsRune(boxesOn, last):
			picked = append(picked, option)
		case !strings.ContainsRune(boxesOff, last):
			return text, false
		}
	}
	return strings.Join(picked, "、"), true
}

// chosenInBrackets reads 公开（√） 不公开（ ）: each option is followed by its bracket.
func chosenInBrackets(text string) (string, bool) {
	flat := strings.NewReplacer("（", "(", "）", ")").Replace(text)
	var picked []string
	options := 0
	for rest := flat; ; {
		i := strings.IndexByte(rest, '(')
		if i < 0 {
			if strings.TrimSpace(rest) != "" {
				return text, false
			}
			break
		}
		j := strings.IndexByte(rest[i:], ')')
		if j < 0 {
			return text, false
		}
		option, inside := trimOption(rest[:i]), strings.TrimSpace(rest[i+1:i+j])
		if option == "" || len([]rune(inside)) > 1 || inside != "" && !strings.ContainsAny(inside, boxesOn+boxesOff) {
			return text, false
		}
		if strings.ContainsAny(inside, boxesOn) && inside != "" {
			picked = append(picked, option)
		}
		options++
		rest = rest[i+j+1:]
	}
	return strings.Join(picked, "、"), options > 0
}

func trimOption(s string) string {
	return strings.TrimFunc(s, func(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune("、，,；;/／|", c) })
}
