package cite

import (
	"strconv"
	"strings"
)

// Place (条款) is what a locator says, its numbers as values: 第三十四条第一款第(二)项 is article 34, clause 1, item 2. Two
// ways of writing one place are equal Places.
type Place struct {
	Annex string // 附件, 附件2; "" in the text of the law itself
	Point        // the place, or where a range begins
	To    Point  // where a range ends, with the larger parts it shares with its beginning; else the zero Point

	fault   Fault  // of a numeral
	written string // the locator, where a numeral in it has no value
}

// Point is one point in a law. A part that is not named is 0.
type Point struct {
	Part, Subpart, Chapter, Section int // 编 分编 章 节
	Article, Inserted               int // 第一百二十条之一 is article 120, inserted 1
	Clause, Item, Subitem           int // 款 项 目
}

// Fault is why no law can have a place. Whether a law that could have it does is another question.
type Fault string

// The faults of a place, the first that it has.
const (
	NoNumeral Fault = "noNumeral" // the words are no number: 第二二十条, 第十百条
	Nought    Fault = "nought"    // nothing counts from nought: 第零条
	TooHigh   Fault = "tooHigh"   // no law has so many articles: 第2009条
	Backwards Fault = "backwards" // a range ends before it begins: 第三十一条至第二十六条
	TooWide   Fault = "tooWide"   // a range of more articles than anybody means: 第一条至第二百条
)

const (
	lastArticle = 1500 // the longest law, 民法典, has 1,260
	widestRange = 100  // articles (§4.2 ③)
)

// ParsePlace reads a locator of a Citation, or any words that name one place or one range: 第26-31条. ok is false if they
// name none, or more than one.
func ParsePlace(locator string) (p Place, ok bool) {
	s := without(locator)
	list, end := readLocators(s, 0)
	if len(list) != 1 || end != len(s) {
		return p, false
	}
	s = list[0]
	n := annexes.at(s, 0)
	if p.Annex = s[:n]; n > 0 {
		if end := annexEnd(s, 0); end > n {
			p.Annex, n = p.Annex+strconv.Itoa(p.value(s[n:end], rankItem)), end
		}
	}
	from, to, ranged := strings.Cut(s[n:], rangeMark)
	p.Point = p.read(from, Point{})
	if ranged {
		p.To = p.read(to, p.Point)
	}
	if p.fault != "" {
		p.written = s
	}
	return p, true
}

// read takes the parts of one point out of s. What is larger than the first of them is that of base.
func (p *Place) read(s string, base Point) (point Point) {
	for i := 0; i < len(s); {
		c, ok := readComponent(s, i, true, true)
		if !ok {
			break
		}
		if i == 0 {
			point = base.above(c.rank)
		}
		item, insertion, isInserted := strings.Cut(c.items[0], inserted)
		*point.part(c.rank) = p.value(item, c.rank)
		if isInserted {
			point.Inserted = p.value(insertion, c.rank)
		}
		i = c.end
	}
	return point
}

// value is the number in a component, 2 in 第(二)项; 0 if it is at fault, which p then is.
func (p *Place) value(item string, rank int) int {
	digits := strings.Trim(strings.TrimSuffix(strings.TrimPrefix(item, "第"), units[rank]), "()（）")
	n, ok := numeral(digits)
	switch {
	case !ok:
		p.fault = NoNumeral
	case n == 0 && p.fault == "":
		p.fault = Nought
	}
	return n
}

// part is the part of the given rank.
func (p *Point) part(rank int) *int {
	return [...]*int{&p.Part, &p.Subpart, &p.Chapter, &p.Section, &p.Article, &p.Clause, &p.Item, &p.Subitem}[rank]
}

// above is p without the parts of that rank and smaller.
func (p Point) above(rank int) Point {
	for r := rank; r < len(units); r++ {
		*p.part(r) = 0
	}
	if rank <= rankArticle {
		p.Inserted = 0
	}
	return p
}

// Ranged reports whether the place is a range.
func (p Place) Ranged() bool { return p.To != Point{} }

// Fault tells why no law can have the place, "" if nothing speaks against it.
func (p Place) Fault() Fault {
	switch first, last := p.Articles(); {
	case p.fault != "":
		return p.fault
	case max(first, last) > lastArticle:
		return TooHigh
	case p.Ranged() && p.To.before(p.Point):
		return Backwards
	case last-first >= widestRange:
		return TooWide
	}
	return ""
}

// before compares two points of one law. Articles are counted through the whole law, whatever chapter they stand in.
func (p Point) before(q Point) bool {
	rank := 0
	if p.Article > 0 && q.Article > 0 {
		rank = rankArticle
	}
	for ; rank < len(units); rank++ {
		if a, b := *p.part(rank), *q.part(rank); a != b {
			return a < b
		}
		if rank == rankArticle && p.Inserted != q.Inserted {
			return p.Inserted < q.Inserted
		}
	}
	return false
}

// Articles are the first and the last article that the place lies in, the same one unless it is a range of them; 0 and 0
// where it names none, or one whose number has no value. They are those of the annex where Annex is not "".
func (p Place) Articles() (first, last int) {
	if !p.Ranged() || p.Article == 0 || p.To.Article == 0 {
		return p.Article, p.Article
	}
	return p.Article, p.To.Article
}

// String writes the place as laws do: 第三十四条第一款第（二）项, 第二十六条至第三十一条. ParsePlace reads it back, to an
// equal Place. A place with a numeral that has no value is written as it was.
func (p Place) String() string {
	if p.written != "" {
		return p.written
	}
	s := p.Annex + p.from(0)
	if !p.Ranged() {
		return s
	}
	rank := 0 // from which on the end is written: as much as differs, and at least the smallest part of either
	for rank < min(p.last(), p.To.last()) && *p.part(rank) == *p.To.part(rank) && (rank != rankArticle || p.Inserted == p.To.Inserted) {
		rank++
	}
	return s + rangeMark + p.To.from(rank)
}

// last is the rank of the smallest part.
func (p *Point) last() int {
	for rank := len(units) - 1; rank > 0; rank-- {
		if *p.part(rank) != 0 {
			return rank
		}
	}
	return 0
}

// from writes the parts from a rank on.
func (p Point) from(rank int) string {
	var b strings.Builder
	for ; rank < len(units); rank++ {
		n := *p.part(rank)
		if n == 0 {
			continue
		}
		number := written(n)
		if rank == rankItem && p.Article > 0 {
			number = "（" + number + "）"
		}
		b.WriteString("第" + number + units[rank])
		if rank == rankArticle && p.Inserted > 0 {
			b.WriteString(inserted + written(p.Inserted))
		}
	}
	return b.String()
}

// Places are the places that the citation names, in the order of its Locators.
func (c Citation) Places() []Place {
	places := make([]Place, 0, len(c.Locators))
	for _, l := range c.Locators {
		if p, ok := ParsePlace(l); ok {
			places = append(places, p)
		}
	}
	return places
}
