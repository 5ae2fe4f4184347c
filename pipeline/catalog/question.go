package catalog

import (
	"cmp"
	"fmt"
	"slices"
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
	released := m.anyReleased()
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
		basis := m.catalog.Items[i].laws()
		for _, c := range like.to(i, basis) {
			put(Question{Kind: QuestionSame, Item: i, Power: m.known.powers[c.power].ID, Score: c.score, Why: m.why(i, c, basis)})
		}
		if released {
			put(Question{Kind: QuestionNew, Item: i})
		}
	}
	for _, p := range m.missing() {
		put(Question{Kind: QuestionMissing, Item: -1, Power: p.ID})
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

// likeness finds powers in force that no item is by their names.
type likeness struct {
	m     *merger
	free  []int // indexes of powers
	Names       // of the free ones
}

// likely is a power that an item may be.
type likely struct{ power, dice, score int }

func (m *merger) likeness() *likeness {
	l := &likeness{m: m}
	for p, x := range m.known.powers {
		if m.known.item[p] >= 0 || x.Abolished || m.known.at[p].name == "" {
			continue
		}
		l.free = append(l.free, p)
		l.Add(m.known.at[p].name)
	}
	return l
}

// to are the powers most like an item, best first.
func (l *likeness) to(i int, basis []string) []likely {
	k := &l.m.known
	name := k.where[i].name
	if name == "" || len(l.free) == 0 {
		return nil
	}
	own := gramsOf(name)
	var out []likely
	for _, f := range l.near(own) {
		p := l.free[f]
		elsewhere := k.at[p].category != k.where[i].category && !k.powers[p].uncategorised()
		if elsewhere && k.at[p].name != name || l.m.denied(i, p) {
			continue
		}
		if c := l.m.score(i, p, dice(own, l.grams[f]), basis); c.score >= leastScore {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b likely) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.power, b.power)) })
	return out[:min(len(out), proposals)]
}

// score says how alike an item and a power are whose names have dice percent in common; basis are the laws of the item.
func (m *merger) score(i, p, dice int, basis []string) likely {
	k := &m.known
	score := dice * weighName
	if k.at[p].name == k.where[i].name {
		score = 100 * weighName
	}
	if n := common(basis, k.powers[p].Basis); n > 0 {
		score += 100 * weighBasis * 2 * n / (len(basis) + len(k.powers[p].Basis))
	}
	if k.at[p].section == k.where[i].section {
		score += 100 * weighSection
	}
	return likely{p, dice, score / 100}
}

// common counts what stands in both of two lists.
func common(a, b []string) (n int) {
	for _, s := range a {
		if slices.Contains(b, s) {
			n++
		}
	}
	return n
}

// why says in words what makes a power like an item.
func (m *merger) why(i int, c likely, basis []string) string {
	k := &m.known
	was, now := k.at[c.power], k.where[i]
	why := fmt.Sprintf("名称相似%d%%", c.dice)
	if was.name == now.name {
		why = "名称相同"
	}
	if n := common(basis, k.powers[c.power].Basis); n > 0 {
		why += fmt.Sprintf("，依据相同的有%d部", n)
	}
	if was.section == now.section {
		why += "，同一科室"
	}
	if was.category != now.category && !k.powers[c.power].uncategorised() {
		why += fmt.Sprintf("，类别由%s改为%s", m.categoryName(was.category), cmp.Or(m.catalog.Items[i].CategoryName, Unclear))
	}
	return why
}

// categoryName is the name of a category code.
func (m *merger) categoryName(code string) string {
	if cat, ok := m.n.Category(code); ok && code != "" {
		return cat.Name
	}
	return cmp.Or(code, Unclear)
}
