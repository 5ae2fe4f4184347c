package review

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"huibian/pipeline/catalog"
	"huibian/pipeline/cite"
	"huibian/pipeline/laws"
	"huibian/pipeline/notice"
)

// faultWords say why no law can have a place.
var faultWords = map[cite.Fault]string{
	cite.NoNumeral: "序号写法不成数目",
	cite.Nought:    "条款从一起编，没有第零",
	cite.TooHigh:   "没有哪部法律有这么多条",
	cite.Backwards: "起止倒置",
	cite.TooWide:   "跨度过大，不像是一项职权的依据",
}

// possible (W25; §4.2): a place that no law can have.
func (k *checker) possible(it *catalog.Item) {
	for _, c := range it.Basis {
		for _, l := range c.Locators {
			if f := k.fault(l); f != "" {
				k.find(it, "basis", fmt.Sprintf("%s的条款%s有误：%s", cmp.Or(cited(c), "依据"), quote(l), faultWords[f]), "请对照法律文本改正条款序号。")
			}
		}
	}
}

// fault is that of a locator, read once: many items rest on few places.
func (k *checker) fault(locator string) cite.Fault {
	f, known := k.faults[locator]
	if !known {
		if p, ok := cite.ParsePlace(locator); ok {
			f = p.Fault()
		}
		k.faults[locator] = f
	}
	return f
}

// inForce (W26; P11): by the office's list of laws, what is cited is in force on the day of the edition and has the article.
func (k *checker) inForce(it *catalog.Item) {
	k.known(it, func(c cite.Citation, l *laws.Law) {
		switch day := k.n.Edition.Date; {
		case !l.Repealed.IsZero() && !day.Before(l.Repealed):
			instead := "请改引现行有效的依据；没有的，按通知应予取消或废止。"
			if l.By != "" {
				instead = "已由" + l.By + "取代；" + instead
			}
			k.find(it, "basis", fmt.Sprintf("%s已于%s废止", cited(c), l.Repealed.Chinese()), instead)
			return
		case !l.From.IsZero() && day.Before(l.From):
			k.find(it, "basis", fmt.Sprintf("%s自%s起施行，尚未生效", cited(c), l.From.Chinese()), "请改引现行有效的依据。")
			return
		case superseded(c, l):
			k.find(it, "basis", fmt.Sprintf("%s的文号是%s，这里写的是%s，不是现行的一部", cited(c), l.Number, c.DocNo), "请改引现行有效的依据。")
			return
		}
		if next, ok := k.pending(c, l); ok {
			k.find(it, "basis", fmt.Sprintf("%s的%d年版本自%s起施行，尚未生效", cited(c), c.Year(), next.Chinese()), "请改引现行有效的文本。")
			return
		}
		for i, p := range c.Places() {
			if _, last := p.Articles(); l.Articles > 0 && last > l.Articles && p.Annex == "" && p.Fault() == "" {
				k.find(it, "basis", fmt.Sprintf("%s只有%d条，没有%s", cited(c), l.Articles, c.Locators[i]), "请对照法律文本改正条款序号。")
			}
		}
	})
}

// superseded reports whether a citation gives another number than the law bears. Who amends a law gives it another number,
// so of one that was amended nobody can tell.
func superseded(c cite.Citation, l *laws.Law) bool {
	numbers := c.Numbers()
	return l.Number != "" && len(l.Amended) == 0 && len(numbers) > 0 && !slices.Contains(numbers, cite.NumberKey(l.Number))
}

// pending is when the version that is cited comes into force, if that is after the day of the edition: the version is later
// than the last in force, and another is to come.
func (k *checker) pending(c cite.Citation, l *laws.Law) (next notice.Date, ok bool) {
	day, year := k.n.Edition.Date, l.From.Year
	for _, d := range l.Amended {
		if !day.Before(d) {
			year = max(year, d.Year)
		} else if next.IsZero() || d.Before(next) {
			next = d
		}
	}
	return next, !next.IsZero() && year > 0 && c.Year() > year
}

// amended (I03; P11, §4.2): by the office's list, what is cited was amended after the version that is cited, or nobody says
// which version that is.
func (k *checker) amended(it *catalog.Item) {
	k.known(it, func(c cite.Citation, l *laws.Law) {
		day := k.n.Edition.Date
		if !l.Repealed.IsZero() && !day.Before(l.Repealed) {
			return
		}
		var since []notice.Date
		for _, d := range l.Amended {
			if !day.Before(d) && c.Year() < d.Year {
				since = append(since, d)
			}
		}
		if len(since) == 0 {
			return
		}
		last := slices.MaxFunc(since, func(a, b notice.Date) int {
			if a.Before(b) {
				return -1
			}
			return 1
		}).Chinese()
		message := fmt.Sprintf("%s于%s修正，引用没有写明版本", cited(c), last)
		if y := c.Year(); y > 0 {
			message = fmt.Sprintf("引用的是%s的%d年版本，该法已于%s修正", cited(c), y, last)
		}
		k.find(it, "basis", message, "请对照现行文本核对条款序号和内容。")
	})
}

// known calls f for each law of an item, once, that is on the office's list.
func (k *checker) known(it *catalog.Item, f func(cite.Citation, *laws.Law)) {
	if k.Laws == nil {
		return
	}
	for i, c := range it.Basis {
		if l, ok := k.Laws.Find(c); ok && !slices.ContainsFunc(it.Basis[:i], func(b cite.Citation) bool { return b.Key == c.Key && slices.Equal(b.Locators, c.Locators) }) {
			f(c, l)
		}
	}
}

// consistent (W24; §4.2 ⑦): one law is cited in one version and under one number, and one decree of the State Council under
// one title. What most of the catalog says stands; the others are told.
func (k *checker) consistent() {
	years, numbers, titles := map[string]count[int]{}, map[string]count[string]{}, map[string]count[string]{}
	k.eachCitation(func(_ *catalog.Item, c cite.Citation) {
		if y := c.Year(); y > 0 {
			years[c.Key] = years[c.Key].add(y)
		}
		if no := decree(c); no != "" {
			numbers[c.Key] = numbers[c.Key].add(no)
			titles[no] = titles[no].add(c.Key)
		}
	})
	const advice = "请核对哪一个是现行有效的，全书写法一致。"
	k.eachCitation(func(it *catalog.Item, c cite.Citation) {
		y, no := c.Year(), decree(c)
		if most, n := years[c.Key].most(); y > 0 && most != y {
			k.find(it, "basis", fmt.Sprintf("%s这里引用的是%d年版本，另有%d处引用的是%d年版本", cited(c), y, n, most), advice)
		} else if most, n := numbers[c.Key].most(); no != "" && most != no {
			k.find(it, "basis", fmt.Sprintf("%s这里的文号是%s，另有%d处是%s", cited(c), no, n, most), advice)
		} else if most, n := titles[no].most(); no != "" && most != c.Key {
			k.find(it, "basis", fmt.Sprintf("%s这里的名称是%s，另有%d处是“%s”", no, cited(c), n, most), advice)
		}
	})
}

// decree is a number that is given once: those of the State Council's decrees (those of presidents and ministers begin anew).
func decree(c cite.Citation) string {
	for _, no := range c.Numbers() {
		if c.Law != "" && strings.HasPrefix(no, "国务院令") {
			return no
		}
	}
	return ""
}

// count is how often each of several things was seen, in the order in which they came.
type count[T comparable] struct {
	things []T
	n      []int
}

func (c count[T]) add(x T) count[T] {
	if i := slices.Index(c.things, x); i >= 0 {
		c.n[i]++
		return c
	}
	return count[T]{append(c.things, x), append(c.n, 1)}
}

// most is what was seen most often, the first of several, and how often.
func (c count[T]) most() (x T, n int) {
	for i := range c.things {
		if c.n[i] > n {
			x, n = c.things[i], c.n[i]
		}
	}
	return x, n
}

func (k *checker) eachCitation(f func(*catalog.Item, cite.Citation)) {
	for i := range k.c.Items {
		for _, c := range k.c.Items[i].Basis {
			f(&k.c.Items[i], c)
		}
	}
}
