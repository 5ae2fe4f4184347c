package typeset

// trait is what a character is to its neighbours.
type trait uint8

const (
	traitDigit   trait = 1 << iota
	traitNumeral       // Chinese
	traitCounter       // what may follow a number: its unit, or what is counted
	traitOrdinal       // what begins a number: 第
	traitLatin         // set off from hanzi by a little air
	traitHan
	traitClose // full-width, the right half blank
	traitOpen  // full-width, the left half blank
)

var traitLists = []struct {
	chars string
	is    trait
}{
	{"0123456789", traitDigit | traitLatin},
	{"０１２３４５６７８９", traitDigit},
	{"〇○零一二三四五六七八九十百千万亿两", traitNumeral},
	{"年月日时分秒号条款项目章节编篇届次个名人元角件份倍岁周天级类页册套台辆吨米亩期批户㎡㎥", traitCounter},
	{"第№", traitOrdinal},
	{"%‰", traitLatin},
	{"，。、；：！？）》」』】〕〉〗”’", traitClose},
	{"（《「『【〔〈〖“‘", traitOpen},
}

var traitRanges = []struct {
	from, to rune
	is       trait
}{
	{'A', 'Z', traitLatin}, {'a', 'z', traitLatin}, {0xC0, 0x24F, traitLatin}, {0x370, 0x52F, traitLatin},
	{0x3400, 0x9FFF, traitHan}, {0xF900, 0xFAFF, traitHan}, {'〇', '〇', traitHan},
}

// gap is what there is between a character and the next on its line, beside what the style adds.
type gap uint8

const (
	gapNone  gap = iota
	gapTight     // half a character less: of two marks that meet, one gives up its blank half
	gapAir       // a little air, where the line has it to spare
)

// between is the gap between two neighbours.
func between(a, b *glyph) gap {
	ta, tb := a.trait, b.trait
	switch {
	case ta&traitLatin != 0 && tb&traitHan != 0, ta&traitHan != 0 && tb&traitLatin != 0:
		return gapAir
	case ta&traitClose != 0 && tb&(traitClose|traitOpen) != 0 && a.full() && b.full():
		return gapTight
	case ta&tb&traitOpen != 0 && a.full() && b.full():
		return gapTight
	}
	return gapNone
}

// full reports whether a mark takes the room of a hanzi; some fonts draw quotation marks narrow.
func (g *glyph) full() bool { return g.w-g.spacing > 0.9*g.size }

// tight is what a mark at g gives up to the next on its line.
func (g *glyph) tight() float64 {
	if g.gap == gapTight {
		return float64(g.size) / 2
	}
	return 0
}

// blank is how much of g is blank at its right end: so much may stand beyond the end of a line.
func (g *glyph) blank() float64 {
	if g.trait&traitClose != 0 && g.full() {
		return float64(g.size) / 2
	}
	return 0
}

// counted are the words behind a number that are read with it, beside the counters of one character.
var counted = [...][]rune{[]rune("个工作日"), []rune("工作日"), []rune("个小时"), []rune("小时"), []rune("个月"), []rune("个年度")}

// bind notes what characters are to their neighbours: the gaps between them, and what had better stand on one line: a
// number with its unit (20 个工作日, 第十二条, 第（三）项, 〔2009〕12号; a date is divided behind 年 and 月 only), a decimal, an
// address.
func bind(g []glyph) {
	const (
		none = iota
		number
		ordinal
	)
	state := none
	var before, last trait
	for i := range g {
		r := g[i].r
		t := g[i].trait
		if (t|last)&^traitHan == 0 && state == none { // most characters
			before, last = last, t
			continue
		}
		if i > 0 {
			g[i-1].gap = between(&g[i-1], &g[i])
		}
		switch {
		case t&(traitDigit|traitNumeral) != 0:
			g[i].keep = g[i].keep || state == ordinal || state == number && g[i-1].class != classSpace ||
				i > 1 && pointed(g[i-1].r) && before&last&t&traitLatin == 0 && before&traitLatin != 0
			state = number
		case t&traitOrdinal != 0:
			state = ordinal
		case state == number && (r == '）' || r == '〕' || g[i].class == classSpace && last&traitDigit != 0):
		case state == ordinal && (r == '（' || r == '〔'):
			g[i].keep = true
		case state == number:
			state = none
			n := 0
			if t&traitCounter != 0 {
				n = 1
			}
			for _, w := range counted {
				if begins(g[i:], w) {
					n = max(n, len(w))
				}
			}
			for k := range n {
				g[i+k].keep = true
			}
			if r == '.' && i+1 < len(g) { // 3.5万元, 2.身份证
				g[i+1].keep = true
			}
		default:
			state = none
			if t&traitLatin != 0 && i > 1 && pointed(g[i-1].r) && before&traitLatin != 0 {
				g[i].keep = true
			}
		}
		before, last = last, t
	}
}

// pointed reports the marks inside decimals, times of day and addresses, behind which a line could end otherwise.
func pointed(r rune) bool { return r == '.' || r == ',' || r == ':' }

func begins(g []glyph, w []rune) bool {
	if len(g) < len(w) {
		return false
	}
	for i, r := range w {
		if g[i].r != r {
			return false
		}
	}
	return true
}
