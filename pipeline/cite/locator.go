package cite

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// units are the parts of a law from the largest to the smallest; their index is their rank.
var units = [...]string{"编", "分编", "章", "节", "条", "款", "项", "目"}

const (
	rankArticle = 4
	rankClause  = 5
	rankItem    = 6
)

// inserted joins the number of an article that was put in later to that of the one it follows: 第一百二十条之一.
const inserted = "之"

// rangeMark stands between the ends of a range in a locator.
const rangeMark = "至"

var (
	ranges = newLexicon("至", "到", "——", "—", "－－", "－", "--", "-", "–", "―", "~", "～", "〜")
	// relative words point back at the law or article just named.
	sameLaw     = newLexicon("同法", "该法", "本法", "该条例", "同条例", "本条例", "该办法", "本办法", "该规定", "本规定", "该细则")
	sameArticle = newLexicon("同条", "该条", "本条")
	// within may stand between a law or a place and a place in it.
	within = newLexicon("的", "之", "中的", "中", "里的", "有关", "——", "—", "-")
)

// listLimit bounds a list of numbers before their unit: no cell names more articles of one law one by one.
const listLimit = 100

// component is one "第(二)项", or a list of such, ranges among them: 第三、五条, 第26-31、34条.
type component struct {
	rank  int
	annex string   // that begins with it
	items []string // "第三条", "第五条至第七条"
	upto  int      // rank of the far end of a range, at most that of the near one: 第三条第二款至第五条
	plain bool     // one item whose words stand in the input without a gap
	end   int
}

// ordinals is a number in a component, or a range of them, as written.
type ordinals struct{ from, to string }

// word completes the number by what it shares with the others of its component: the 第 before it and the unit behind.
func (o ordinals) word(head, unit string) string {
	if o.to == "" {
		return head + without(o.from) + unit
	}
	return head + without(o.from) + unit + rangeMark + head + without(o.to) + unit
}

// readComponent reads a component at i. Where inside is set (something larger stands before it), an item may do without 第
// and 项: 第三条(一). Where touching is set (it stands right there), so may a clause: 第三条二款.
func readComponent(s string, i int, inside, touching bool) (c component, ok bool) {
	ordinal := strings.HasPrefix(s[i:], "第")
	j := i
	if ordinal {
		j = skip(s, i+len("第"), lineSpace)
	} else if !inside {
		return c, false
	}
	var buf [4]ordinals
	nums, ranged := buf[:0], false
	bare, clauses := !ordinal, touching
	var items component // 第三条(一)(二): bare numbers in parentheses after an article are items, if nothing but an end follows
	for {
		n, paren := ordinalAt(s, j)
		if ordinal && !paren {
			n, paren = mistyped(s, j, n)
		}
		if n == j {
			break
		}
		if ranged {
			nums[len(nums)-1].to = s[j:n]
		} else {
			nums = append(nums, ordinals{from: s[j:n]})
		}
		clauses = clauses && !paren
		if j = skip(s, n, space); j < len(s) && ordinal && lineBreak(s[j]) {
			if k := skip(s, n, lineSpace); hasUnit(s, k) {
				j = k // 第三⏎条
			}
		}
		if rank, n := unitAt(s, j); n > 0 && (ordinal || rank >= rankItem && (paren || enclosedWord(nums[0].from)) || rank >= rankClause && clauses) {
			return finish(s, i, j, n, rank, ordinal, nums)
		}
		if bare = bare && paren && !plausibleYear(inner(nums[len(nums)-1].from)); bare && ends(s, j) {
			items = component{rank: rankItem, upto: rankItem, plain: len(nums) == 1 && !ranged, end: j}
			for _, o := range nums {
				items.items = append(items.items, o.word("", ""))
			}
		}
		if len(nums) == listLimit {
			break
		}
		k, span, more := joint(s, j)
		if r, _ := utf8.DecodeRuneInString(s[j:]); paren && (r == '(' || r == '（') {
			k, more = j, true // 第(一)(二)项
		}
		if !more || ranged && span {
			break
		}
		ranged = span
		j = k
	}
	return items, items.rank > 0
}

func lineBreak(b byte) bool { return b == '\n' || b == '\r' || b == '\v' || b == '\f' }

func hasUnit(s string, i int) bool {
	_, n := unitAt(s, i)
	return n > 0
}

// mistyped reads a number of which one parenthesis is missing or is another bracket, 第（一项, 第1）项, 第〔一〕项. n is where
// a number at i ends.
func mistyped(s string, i, n int) (end int, paren bool) {
	start, j := i, n
	if r, w := utf8.DecodeRuneInString(s[i:]); n == i && openYear(r) {
		start = skip(s, i+w, space)
		j = number(s, start)
	}
	if j == start {
		return n, false
	}
	k := j
	if r, w := utf8.DecodeRuneInString(s[j:]); closeYear(r) {
		k += w
	}
	if k == n {
		return n, false
	}
	if rank, w := unitAt(s, k); w == 0 || rank < rankItem {
		return n, false
	}
	return k, true
}

func enclosedWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return enclosed(r)
}

// finish builds the component from its numbers and its unit at j.
func finish(s string, i, j, n, rank int, ordinal bool, nums []ordinals) (component, bool) {
	c := component{rank: rank, upto: rank, end: j + n}
	unit := s[j : j+n]
	if rank == rankArticle {
		if k := skip(s, c.end, space); strings.HasPrefix(s[k:], inserted) {
			if m := number(s, k+len(inserted)); m > k+len(inserted) {
				unit, c.end = unit+s[k:m], m
			}
		}
	}
	if len(nums) == 1 && nums[0].to == "" {
		raw := s[i:c.end]
		c.items = []string{without(raw)}
		c.plain = len(c.items[0]) == len(raw)
		return c, true
	}
	head := ""
	if ordinal {
		head = "第"
	}
	c.items = make([]string, len(nums))
	for k, x := range nums {
		c.items[k] = x.word(head, unit)
	}
	return c, true
}

// ordinalAt reads a number, bare or in parentheses, and returns its end.
func ordinalAt(s string, i int) (end int, paren bool) {
	if r, n := utf8.DecodeRuneInString(s[i:]); r == '(' || r == '（' {
		j := skip(s, i+n, space)
		k := number(s, j)
		if k == j {
			return i, false
		}
		k = skip(s, k, space)
		if r, n := utf8.DecodeRuneInString(s[k:]); r == ')' || r == '）' {
			return k + n, true
		}
		return i, false
	}
	return number(s, i), false
}

// noUnits begin like a unit.
var noUnits = newLexicon("项目", "目录", "条例")

func unitAt(s string, i int) (rank, n int) {
	for rank, u := range units {
		if strings.HasPrefix(s[i:], u) {
			if noUnits.at(s, i) > 0 {
				return 0, 0
			}
			return rank, len(u)
		}
	}
	return 0, 0
}

// joint reads what may stand between two numbers of one unit: 、 , 和, or a range sign.
func joint(s string, i int) (end int, span, ok bool) {
	if n := ranges.at(s, i); n > 0 {
		i, span = i+n, true
	} else if n := connectors.at(s, i); n > 0 {
		i += n
	} else if r, n := utf8.DecodeRuneInString(s[i:]); r == '、' || r == '，' || r == ',' {
		i += n
	} else {
		return i, false, false
	}
	i = skip(s, i, space)
	if strings.HasPrefix(s[i:], "第") {
		i = skip(s, i+len("第"), space)
	}
	return i, span, true
}

// ends reports whether a locator may end at i: at a separator, a closing mark, a connector, or the end.
func ends(s string, i int) bool {
	if i >= len(s) {
		return true
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return Separator(r) || r == '：' || r == ':' || r == '(' || r == '（' || connectors.at(s, i) > 0
}

// locators is the state of reading a chain of places in one law.
type locators struct {
	s     string
	list  []string
	annex string             // that the last place is in
	at    [len(units)]string // its parts, for places that lean on it
	last  int                // rank of the last component
	from  int                // where the last place begins, if its words stand in the input as they are; else -1
}

// located reports whether a place stands at i: whether readLocators finds any.
func located(s string, i int) bool {
	i = skip(s, i, lineSpace)
	_, ok := firstPlace(s, i)
	return ok
}

// firstPlace reads the place that begins a chain.
func firstPlace(s string, i int) (c component, ok bool) {
	if c, ok = readComponent(s, i, false, false); !ok {
		c, ok = plainArticle(s, i)
	}
	if !ok {
		c, ok = annexed(s, i)
	}
	return c, ok
}

// readLocators reads a chain of places at i and returns the end of the last one, i if there is none.
func readLocators(s string, i int) ([]string, int) {
	l := locators{last: -1}
	end := l.read(s, i)
	return l.list, end
}

// read reads a chain of places at i, which goes on with the one read before if there is one: （第三条）第二款.
func (l *locators) read(s string, i int) (end int) {
	l.s, l.from, end = s, -1, i
	for {
		j, linked := l.link(end)
		c, ok := l.next(j, linked, j == end)
		if !ok {
			return end
		}
		c = l.ranged(c)
		if j != end {
			l.from = -1
		}
		l.add(c, j, linked || len(l.list) == 0)
		end = c.end
	}
}

// next reads the place at i, that touches the last one or is linked to it.
func (l *locators) next(i int, linked, touching bool) (component, bool) {
	if len(l.list) == 0 {
		return firstPlace(l.s, i)
	}
	c, ok := readComponent(l.s, i, true, touching)
	if !ok && linked {
		c, ok = plainArticle(l.s, i)
	}
	if !ok && linked {
		c, ok = annexed(l.s, i)
	}
	return c, ok
}

// plainLimit bounds articles without 第, in bytes.
const plainLimit = 60

// plainArticle reads articles without 第: 第九条、十条, 《公路法》107-109条, 3条1款.
func plainArticle(s string, i int) (component, bool) {
	if number(s, i) == i {
		return component{}, false
	}
	const ordinal = "第"
	c, ok := readComponent(ordinal+s[i:min(len(s), i+plainLimit)], 0, false, false)
	c.end += i - len(ordinal)
	c.plain = false
	if !ok || c.rank != rankArticle {
		return c, false
	}
	_, more := readComponent(s, c.end, true, true)
	return c, more || ends(s, c.end) || ranges.at(s, c.end) > 0
}

// annexes are what stands behind the articles of a law and is counted for itself.
var annexes = newLexicon("附件", "附录", "附表")

// annexEnd returns where the name of an annex at i ends, 附件, 附件1, i if none is there.
func annexEnd(s string, i int) int {
	n := annexes.at(s, i)
	if n == 0 {
		return i
	}
	return number(s, i+n)
}

// annexed reads a place in an annex: 附件第183项, 附件1第3项.
func annexed(s string, i int) (component, bool) {
	j := annexEnd(s, i)
	if j == i {
		return component{}, false
	}
	c, ok := readComponent(s, j, true, false)
	c.annex = without(s[i:j])
	return c, ok
}

// link moves over what joins the next place to the last one. linked is false where they touch.
func (l *locators) link(i int) (j int, linked bool) {
	j = skip(l.s, i, lineSpace)
	if len(l.list) == 0 {
		return j, true
	}
	for {
		k := j
		if n := connectors.at(l.s, k); n > 0 {
			k += n
		} else if r, n := utf8.DecodeRuneInString(l.s[k:]); n > 0 && r != '。' && Separator(r) {
			k += n
		}
		if n := sameLaw.at(l.s, k); n > 0 {
			k += n
		}
		if n := sameArticle.at(l.s, k); n > 0 {
			k += n
		}
		if n := within.at(l.s, k); n > 0 && strings.HasPrefix(l.s[k+n:], "第") {
			return k + n, linked // 第三条的第二款
		}
		k = skip(l.s, k, lineSpace)
		if k == j {
			return j, linked
		}
		j, linked = k, true
	}
}

// ranged reads the second half of a range that the last item of c is the first of: 第26条至第31条, 第(一)项至第(三)项,
// 第26条-31条, 第二十条第二款至第二十二条, 第一百二十条之一至之六.
func (l *locators) ranged(c component) component {
	i := skip(l.s, c.end, space)
	n := ranges.at(l.s, i)
	last := len(c.items) - 1
	if n == 0 || strings.Contains(c.items[last], rangeMark) {
		return c
	}
	i = skip(l.s, i+n, space)
	from := c.items[last]
	upto := func(item string, rank, end int) component {
		c.items[last], c.plain, c.upto, c.end = from+rangeMark+item, false, rank, end
		return c
	}
	if d, ok := readComponent(l.s, i, true, false); ok && d.rank <= c.rank && len(d.items) == 1 && !strings.Contains(d.items[0], rangeMark) {
		return upto(d.items[0], d.rank, d.end)
	}
	if j := number(l.s, i); j > i { // the second 第 is left out, or both
		if rank, n := unitAt(l.s, j); n > 0 && rank == c.rank {
			return upto(from[:word(from, 0, []string{"第"})]+l.s[i:j+n], rank, j+n)
		}
	}
	if article, _, ok := strings.Cut(from, inserted); ok && strings.HasPrefix(l.s[i:], inserted) {
		if j := number(l.s, i+len(inserted)); j > i+len(inserted) {
			return upto(article+l.s[i:j], c.rank, j)
		}
	}
	return c
}

// add takes a component in: as a refinement of the last place where it touches it and is smaller, else as a place of its
// own that leans on the larger parts of the last one.
func (l *locators) add(c component, i int, linked bool) {
	if !linked && c.rank > l.last {
		base := l.list[len(l.list)-1]
		l.list = l.list[:len(l.list)-1]
		if c.plain && l.from >= 0 {
			l.list = append(l.list, l.s[l.from:c.end])
		} else {
			l.from = -1
			l.emit(base, c)
		}
	} else {
		if c.annex != "" || l.annex != "" && c.rank <= rankArticle && l.at[rankArticle] == "" { // no article of the annex
			l.annex = c.annex
			clear(l.at[:])
		}
		base := l.annex
		if c.rank != rankArticle { // articles are counted through the whole law, whatever chapter they stand in
			low := 0
			if c.rank > rankArticle {
				low = rankArticle
			}
			base += strings.Join(l.at[low:c.rank], "")
		}
		l.from = -1
		if c.plain && base == "" {
			l.from = i
		}
		l.emit(base, c)
	}
	l.at[c.upto] = farEnd(c.items[len(c.items)-1])
	clear(l.at[c.upto+1:])
	l.last = c.upto
}

func (l *locators) emit(base string, c component) {
	if base == l.annex {
		for i, x := range c.items {
			c.items[i] = whole(x)
		}
	}
	for _, x := range c.items {
		l.list = append(l.list, base+x)
	}
}

// farEnd is where a range ends, and any other place itself.
func farEnd(item string) string {
	if i := strings.LastIndex(item, rangeMark); i >= 0 {
		return item[i+len(rangeMark):]
	}
	return item
}

// whole completes an item that leans on no article, (三), by the words it does without elsewhere.
func whole(item string) string {
	if strings.HasPrefix(item, "第") {
		return item
	}
	if from, to, ok := strings.Cut(item, rangeMark); ok {
		return whole(from) + rangeMark + whole(to)
	}
	if _, n := utf8.DecodeLastRuneInString(item); !slices.Contains(units[:], item[len(item)-n:]) {
		item += units[rankItem]
	}
	return "第" + item
}
