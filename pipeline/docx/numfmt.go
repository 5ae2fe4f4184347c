package docx

import (
	"strconv"
	"strings"
)

// A number format of ST_NumberFormat (ECMA-376 17.18.59). What lies outside a format's range is written in decimal, as
// Word does.

// sequences are formats that walk through fixed signs: the first is 1.
var sequences = map[string]string{
	"decimalEnclosedCircle":        "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
	"decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
	"decimalEnclosedParen":         "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
	"decimalEnclosedFullstop":      "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
	"ideographEnclosedCircle":      "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
	"ideographTraditional":         stems,
	"ideographZodiac":              branches,
	"aiueoFullWidth":               "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン",
	"iroha":                        "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン",
	"ganada":                       "가나다라마바사아자차카타파하",
	"chosung":                      "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ",
	"chicago":                      "*†‡§",
}

const (
	stems    = "甲乙丙丁戊己庚辛壬癸"
	branches = "子丑寅卯辰巳午未申酉戌亥"
)

// counting describes a format that names places (十, 百, 千).
type counting struct {
	digits string // 0…9
	places string // 1, 10, 100, 1000; a blank where the place has no name
	myriad string
	max    int
	oneTen bool // 10 is 一十 (壹拾), not 十
	zero   bool // 101 is 一百零一, not 百一
	ones   bool // 100 is 一百, not 百
}

// countings: ST_NumberFormat's description of each; beyond max, digits are written one by one where digits exist.
var countings = map[string]counting{
	"chineseCounting":            {digits: plainDigits, places: " 十", max: 99},
	"taiwaneseCounting":          {digits: plainDigits, places: " 十", max: 99},
	"chineseCountingThousand":    {digits: plainDigits, places: " 十百千", myriad: "万", max: 99_999_999, zero: true, ones: true},
	"taiwaneseCountingThousand":  {digits: plainDigits, places: " 十百千", myriad: "萬", max: 99_999_999, zero: true, ones: true},
	"japaneseCounting":           {digits: plainDigits, places: " 十百千", myriad: "万", max: 99_999_999},
	"chineseLegalSimplified":     {digits: "零壹贰叁肆伍陆柒捌玖", places: " 拾佰仟", myriad: "万", max: 99_999_999, oneTen: true, zero: true, ones: true},
	"ideographLegalTraditional":  {digits: "零壹貳參肆伍陸柒捌玖", places: " 拾佰仟", myriad: "萬", max: 99_999_999, oneTen: true, zero: true, ones: true},
	"japaneseLegal":              {digits: "零壱弐参四伍六七八九", places: " 拾百阡", myriad: "萬", max: 99_999_999, oneTen: true, ones: true},
	"koreanCounting":             {digits: "영일이삼사오육칠팔구", places: " 십백천", myriad: "만", max: 99_999_999},
	"ideographDigital":           {digits: plainDigits},
	"japaneseDigitalTenThousand": {digits: plainDigits},
	"taiwaneseDigital":           {digits: plainDigits},
	"koreanDigital":              {digits: "영일이삼사오육칠팔구"},
	"koreanDigital2":             {digits: "零一二三四五六七八九"},
	"decimalFullWidth":           {digits: "０１２３４５６７８９"},
	"decimalFullWidth2":          {digits: "０１２３４５６７８９"},
}

// plainDigits writes zero as 〇 (U+3007), the character of GB/T 15835, where Word's own table has the circle ○.
const plainDigits = "〇一二三四五六七八九"

// formatNumber writes n in the named format.
func formatNumber(n int, format, pattern string) string {
	if n < 0 {
		return strconv.Itoa(n)
	}
	if signs, ok := sequences[format]; ok {
		return nth(n, signs)
	}
	if c, ok := countings[format]; ok {
		return c.format(n)
	}
	switch format {
	case "none", "bullet": // a bullet is no number where another level quotes it
		return ""
	case "decimalZero":
		return zeros(n, 2)
	case "custom":
		first, _, _ := strings.Cut(pattern, ",")
		return zeros(n, len(strings.TrimSpace(first)))
	case "upperRoman":
		return roman(n)
	case "lowerRoman":
		return strings.ToLower(roman(n))
	case "upperLetter":
		return letters(n, 'A')
	case "lowerLetter":
		return letters(n, 'a')
	case "ideographZodiacTraditional":
		return sexagenary(n)
	case "numberInDash":
		return "- " + strconv.Itoa(n) + " -"
	case "hex":
		return strings.ToUpper(strconv.FormatInt(int64(n), 16))
	case "ordinal":
		return ordinal(n)
	}
	return strconv.Itoa(n)
}

func zeros(n, width int) string {
	s := strconv.Itoa(n)
	if width > 20 {
		width = 20 // no counter is longer
	}
	if len(s) < width {
		s = strings.Repeat("0", width-len(s)) + s
	}
	return s
}

func nth(n int, signs string) string {
	i := 1
	for _, r := range signs {
		if i == n {
			return string(r)
		}
		i++
	}
	return strconv.Itoa(n)
}

// sexagenary is 甲子, 乙丑, … 癸亥.
func sexagenary(n int) string {
	if n < 1 || n > 60 {
		return strconv.Itoa(n)
	}
	return nth((n-1)%10+1, stems) + nth((n-1)%12+1, branches)
}

var romans = []struct {
	n    int
	sign string
}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"},
	{9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}}

func roman(n int) string {
	if n < 1 || n > 32_767 { // Word's range for a counter
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, r := range romans {
		for ; n >= r.n; n -= r.n {
			b.WriteString(r.sign)
		}
	}
	return b.String()
}

// letters is a … z, aa, bb … zz, aaa: Word repeats the letter; 780 is its last (thirty z).
func letters(n int, a rune) string {
	if n < 1 || n > 780 {
		return strconv.Itoa(n)
	}
	return strings.Repeat(string(a+rune((n-1)%26)), (n-1)/26+1)
}

func ordinal(n int) string {
	suffix := "th"
	if n/10%10 != 1 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(n) + suffix
}

func (c counting) format(n int) string {
	digits := []rune(c.digits)
	if n == 0 {
		return string(digits[0])
	}
	if n > c.max {
		var b strings.Builder
		for _, d := range strconv.Itoa(n) {
			b.WriteRune(digits[d-'0'])
		}
		return b.String()
	}
	if n < 10_000 {
		return c.group(n, false)
	}
	s := c.group(n/10_000, false) + c.myriad
	if rest := n % 10_000; rest > 0 {
		s += c.group(rest, rest < 1000)
	}
	return s
}

// group writes 1…9999; gap says that something higher stands before it with an empty place between.
func (c counting) group(n int, gap bool) string {
	digits, places := []rune(c.digits), []rune(c.places)
	inside := gap
	var b strings.Builder
	for at, unit := len(places)-1, pow10(len(places)-1); at >= 0; at, unit = at-1, unit/10 {
		d := n / unit % 10
		if d == 0 {
			gap = gap || b.Len() > 0
			continue
		}
		if gap && c.zero && (b.Len() > 0 || inside) {
			b.WriteRune('零')
		}
		gap = false
		named := at > 0
		switch leadingTen := at == 1 && b.Len() == 0 && !inside; {
		case named && d == 1 && leadingTen && !c.oneTen:
		case named && d == 1 && !leadingTen && !c.ones:
		default:
			b.WriteRune(digits[d])
		}
		if named {
			b.WriteRune(places[at])
		}
	}
	return b.String()
}

func pow10(n int) int {
	p := 1
	for range n {
		p *= 10
	}
	return p
}
