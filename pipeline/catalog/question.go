package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// QuestionKind says what the office is asked.
type QuestionKind string

// The kinds of questions.
const (
	QuestionSame    QuestionKind = "same"    // is the item this power by another name?
	QuestionNew     QuestionKind = "new"     // a power that was not there before
	QuestionChanged QuestionKind = "changed" // what was decided on is not what is submitted now
	QuestionMissing QuestionKind = "missing" // a power that was there before
)

// Question (待认定) is what only a person can answer about an item and a power.
type Question struct {
	Kind  QuestionKind
	Item  int    // index into Catalog.Items, -1 if it is about no item
	Power int64  // 0 if it is about none
	Score int    // how alike they are, in percent, of QuestionSame
	Why   string // the same in words
}

// proposals is how many powers at most an item is asked about.
const proposals = 3

// ask collects the questions.
func (m *merger) ask() {
	if len(m.known.powers) == 0 {
		return
	}
	put := func(q Question) { m.catalog.Questions = append(m.catalog.Questions, q) }
	issued := m.anyIssued()
	var like *likeness
	for i := range m.catalog.Items {
		if p := m.power(i); p != nil {
			if m.catalog.Items[i].Stale {
				put(Question{Kind: QuestionChanged, Item: i, Power: p.ID, Why: staleWords(p.Decided)})
			}
			continue
		}
		if like == nil {
			like = m.likeness()
		}
		for _, c := range like.to(i) {
			put(Question{Kind: QuestionSame, Item: i, Power: m.known.powers[c.power].ID, Score: c.score, Why: c.why})
		}
		if issued {
			put(Question{Kind: QuestionNew, Item: i})
		}
	}
	for p, x := range m.known.powers {
		if m.missing(p) {
			put(Question{Kind: QuestionMissing, Item: -1, Power: x.ID})
		}
	}
}

func staleWords(d *Decided) string {
	r, _ := d.Decision.Ruling()
	return fmt.Sprintf("审核结论“%s”作出后，申报内容有改动", r.Name)
}

// What the three likenesses weigh, in percent, and how alike two must be to be asked about: by name alone, nearly two
// thirds of it.
const (
	weighName, weighBasis, weighSection = 70, 20, 10
	leastScore                          = 45
)

// reach bounds how many powers are compared with one item. They are found by its rarest characters first, so that those
// left out share only what stands in every name.
const reach = 10_000

// likeness finds powers in force that no item is by the pairs of characters in their names.
type likeness struct {
	m     *merger
	free  []int             // indexes of powers
	grams [][]gram          // of each free one, sorted, each once
	with  map[gram][]uint32 // → positions in free
	count []uint16          // scratch: grams in common with each free one
}

// gram is two characters that follow one another; the second is 0 in a name of one.
type gram [2]rune

// likely is a power that an item may be.
type likely struct {
	power, score int
	why          string
}

func (m *merger) likeness() *likeness {
	l := &likeness{m: m, with: map[gram][]uint32{}}
	for p, x := range m.known.powers {
		if m.known.item[p] >= 0 || x.Abolished || m.known.at[p].name == "" {
			continue
		}
		grams := gramsOf(m.known.at[p].name)
		for _, g := range grams {
			l.with[g] = append(l.with[g], uint32(len(l.free)))
		}
		l.free, l.grams = append(l.free, p), append(l.grams, grams)
	}
	l.count = make([]uint16, len(l.free))
	return l
}

// gramsOf are the pairs of a folded name, without the words by which people vary it.
func gramsOf(name string) []gram {
	runes := []rune(cmp.Or(variations.Replace(name), name))
	if len(runes) == 1 {
		return []gram{{runes[0], 0}}
	}
	out := make([]gram, 0, len(runes))
	for i := 1; i < len(runes); i++ {
		out = append(out, gram{runes[i-1], runes[i]})
	}
	slices.SortFunc(out, func(a, b gram) int { return slices.Compare(a[:], b[:]) })
	return slices.Compact(out)
}

// to are the powers most like an item, best first.
func (l *likeness) to(i int) []likely {
	k := &l.m.known
	name := k.where[i].name
	if name == "" || len(l.free) == 0 {
		return nil
	}
	own := gramsOf(name)
	it := &l.m.catalog.Items[i]
	basis := Describe(it).Basis
	var out []likely
	for _, f := range l.near(own) {
		p := l.free[f]
		shared := int(l.count[f])
		l.count[f] = 0
		if l.m.denied(i, p) || k.powers[p].Category != it.Category && k.at[p].name != name {
			continue
		}
		c := l.m.score(i, p, 2*shared*100/(len(own)+len(l.grams[f])), basis)
		if c.score >= leastScore {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b likely) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.power, b.power)) })
	return out[:min(len(out), proposals)]
}

// near are the positions in free of those that share pairs with a name; count says how many, and is the caller's to clear.
func (l *likeness) near(own []gram) (out []uint32) {
	rarest := slices.Clone(own)
	slices.SortStableFunc(rarest, func(a, b gram) int { return cmp.Compare(len(l.with[a]), len(l.with[b])) })
	looked := 0
	for n, g := range rarest {
		few := looked+len(l.with[g]) <= reach
		if !few && len(out) > 0 {
			l.rest(rarest[n:], out)
			break
		}
		looked += len(l.with[g])
		for _, f := range l.with[g] {
			if l.count[f] == 0 {
				out = append(out, f)
			}
			l.count[f]++
		}
	}
	return out
}

// rest counts pairs that stand in too many names to look at each: in those that were found already.
func (l *likeness) rest(grams []gram, found []uint32) {
	for _, f := range found {
		for _, g := range grams {
			if _, has := slices.BinarySearchFunc(l.grams[f], g, func(a, b gram) int { return slices.Compare(a[:], b[:]) }); has {
				l.count[f]++
			}
		}
	}
}

// score says how alike an item and a power are whose names have dice percent of their pairs in common.
func (m *merger) score(i, p, dice int, basis []string) likely {
	it, x := &m.catalog.Items[i], m.known.powers[p]
	why := []string{fmt.Sprintf("名称相似%d%%", dice)}
	if m.known.at[p].name == m.known.where[i].name {
		dice, why[0] = 100, "名称相同"
	}
	score := dice * weighName
	common := 0
	for _, key := range basis {
		if _, has := slices.BinarySearch(x.Basis, key); has {
			common++
		}
	}
	if common > 0 {
		score += 100 * weighBasis * 2 * common / (len(basis) + len(x.Basis))
		why = append(why, fmt.Sprintf("依据相同的有%d部", common))
	}
	if x.Section == it.Section {
		score += 100 * weighSection
		why = append(why, "同一科室")
	}
	if x.Category != it.Category {
		why = append(why, fmt.Sprintf("类别由%s改为%s", m.categoryName(x.Category), cmp.Or(it.CategoryName, Unclear)))
	}
	return likely{p, score / 100, strings.Join(why, "，")}
}

// categoryName is the name of a category code.
func (m *merger) categoryName(code string) string {
	if cat, ok := m.n.Category(code); ok && code != "" {
		return cat.Name
	}
	return cmp.Or(code, Unclear)
}
