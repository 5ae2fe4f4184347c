package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"huibian/pipeline/notice"
)

// Key is what a person's word about a power is remembered by ([Power.Also], [Power.Not]): section, category, name and
// sub-item of an item, without what only tells spellings apart.
func Key(it *Item) string {
	return strings.Join([]string{it.Section, it.Category, sameName(it.Name), sameName(it.Fields["subitem"])}, "\x00")
}

// place is what an item or a power is called where: section, category, name and sub-item, folded but for the section. The
// same place has the same id, and what is called the same in its category the same calling.
type place struct {
	section, category, name, subitem string
	id, calling                      int
}

// places gives them their numbers: there are many, and most are looked for several times.
type places struct {
	ids      map[placeKey]int
	callings map[calling]int
}

type calling struct{ category, name, subitem string }

type placeKey struct {
	section string
	calling int
}

func (s *places) of(section, category, name, subitem string) place {
	c := calling{category, name, subitem}
	k, ok := s.callings[c]
	if !ok {
		k = len(s.callings)
		s.callings[c] = k
	}
	at := placeKey{section, k}
	id, ok := s.ids[at]
	if !ok {
		id = len(s.ids)
		s.ids[at] = id
	}
	return place{section, category, name, subitem, id, k}
}

// means is by what an item was recognised, in the words of a finding.
type means string

const (
	byCode means = "按编码"
	byName means = "按名称"
	byWord means = "按审核意见" // a person said so
)

// known are the powers known from before, and which item each of them is.
type known struct {
	powers []*Power // by ID
	item   []int    // of each power: the index of the item that it is, -1 if none is
	at     []place  // of each power: where it stood

	of    []int    // of each item: the index of its power, -1 if it has none
	how   []means  // of each item that has
	where []place  // of each item: where it stands
	code  []string // of each item: the code it was submitted with, folded
	doubt []bool   // of each item: its code was not believed, and that is told

	submitted []int            // items, by the id of their place
	existing  []int            // powers, likewise
	named     [][]int          // powers, by calling
	strangers []bool           // by calling: items are called so in a section that has no such power
	titles    map[calling]bool // of powers, without sub-items; made when it is asked for
}

// power is the power that an item is, nil if it is not known.
func (m *merger) power(i int) *Power {
	if p := m.known.of[i]; p >= 0 {
		return m.known.powers[p]
	}
	return nil
}

// recognise finds out which items are powers that are known already: by their code, by their name, by the word of a
// person. Powers in force come first, then those abolished. Nothing is taken for another by likeness: that is asked (see
// [Question]).
func (m *merger) recognise(powers []Power) {
	k := &m.known
	items := m.catalog.Items
	k.of = slices.Repeat([]int{-1}, len(items))
	k.how = make([]means, len(items))
	k.doubt = make([]bool, len(items))
	k.code = make([]string, len(items))
	for i := range items {
		k.code[i] = notice.NormalizeCode(items[i].Submitted)
	}
	if len(powers) == 0 {
		return
	}
	m.index(powers)
	for _, step := range []struct {
		run       func(abolished bool)
		abolished bool
	}{
		{m.recogniseByCode, false}, {m.recogniseByName, false}, {m.recogniseByName, true}, {m.recogniseByCode, true},
		{m.recogniseMoved, false}, {m.recogniseMoved, true}, {m.recogniseUncategorised, false},
	} {
		step.run(step.abolished)
	}
	for i := range items {
		if p := m.power(i); p != nil {
			items[i].Power = p.ID
		}
	}
}

func (m *merger) index(powers []Power) {
	k := &m.known
	k.powers = make([]*Power, len(powers))
	for p := range powers {
		k.powers[p] = &powers[p]
	}
	slices.SortFunc(k.powers, func(a, b *Power) int { return cmp.Compare(a.ID, b.ID) })
	k.item = slices.Repeat([]int{-1}, len(powers))
	items := m.catalog.Items
	all := places{make(map[placeKey]int, len(powers)), make(map[calling]int, len(powers))}
	k.at, k.where = make([]place, len(powers)), make([]place, len(items))
	for p, x := range k.powers {
		k.at[p] = all.of(x.Section, x.Category, sameName(x.Name), sameName(x.Subitem))
	}
	for i := range items {
		it := &items[i]
		k.where[i] = all.of(it.Section, it.Category, m.folded[i], sameName(it.Fields["subitem"]))
	}
	k.existing, k.submitted = make([]int, len(all.ids)), make([]int, len(all.ids))
	k.named, k.strangers = make([][]int, len(all.callings)), make([]bool, len(all.callings))
	for p, at := range k.at {
		k.existing[at.id]++
		k.named[at.calling] = append(k.named[at.calling], p)
	}
	for _, at := range k.where {
		k.submitted[at.id]++
		if k.existing[at.id] == 0 {
			k.strangers[at.calling] = true
		}
	}
}

// borne reports whether an item bears the name of a power: in its section, or in one to which it may have moved.
func (k *known) borne(p int) bool {
	at := k.at[p]
	return k.submitted[at.id] >= k.existing[at.id] || k.submitted[at.id] == 0 && k.strangers[at.calling]
}

// titled reports whether a power of a category has a name, with whatever sub-item.
func (k *known) titled(category, name string) bool {
	if k.titles == nil {
		k.titles = make(map[calling]bool, len(k.at))
		for _, at := range k.at {
			k.titles[calling{at.category, at.name, ""}] = true
		}
	}
	return k.titles[calling{category, name, ""}]
}

// is takes an item for a power, if neither is taken.
func (k *known) is(i, p int, how means) bool {
	if k.of[i] >= 0 || k.item[p] >= 0 {
		return false
	}
	k.of[i], k.item[p], k.how[i] = p, i, how
	return true
}

// recogniseByCode looks at the codes in the submissions. Of several items with one code that one has it whose name is the
// power's, in its own section if possible; under another name it is believed where nobody bears the power's own, and where
// it does not speak against the name of another power.
func (m *merger) recogniseByCode(abolished bool) {
	k := &m.known
	owner := make(map[string]int, len(k.powers))
	for p, x := range k.powers {
		if x.Abolished != abolished {
			continue
		}
		if code := notice.NormalizeCode(x.OldCode); code != "" {
			owner[code] = p
		}
		for _, code := range x.Former {
			owner[code] = p
		}
	}
	for p, x := range k.powers {
		if x.Abolished == abolished && x.Code != "" {
			owner[x.Code] = p
		}
	}
	type claim struct{ item, power, rank int }
	var claims []claim
	for i := range m.catalog.Items {
		p, known := owner[k.code[i]]
		category := m.catalog.Items[i].Category
		if !known || k.of[i] >= 0 || k.doubt[i] || category == "" || k.powers[p].Category != category && !k.powers[p].uncategorised() {
			continue
		}
		if why, advice := m.doubtful(i, p); why != "" {
			k.doubt[i] = true
			m.find("E04", m.codePlace(i), &m.catalog.Items[i], why, advice)
			continue
		}
		rank := 0
		switch {
		case k.at[p].calling != k.where[i].calling:
			if k.borne(p) {
				continue // the code is another's, who is here
			}
			rank = 2
			if k.at[p].section != k.where[i].section {
				rank = 3
			}
		case k.at[p].id != k.where[i].id:
			rank = 1
		}
		claims = append(claims, claim{i, p, rank})
	}
	slices.SortStableFunc(claims, func(a, b claim) int { return cmp.Compare(a.rank, b.rank) })
	for _, c := range claims {
		k.is(c.item, c.power, byCode)
	}
}

// codePlace is where an item's code stands.
func (m *merger) codePlace(i int) notice.Place {
	it := &m.catalog.Items[i]
	if at := it.Values["code"].Place; at != (notice.Place{}) {
		return at
	}
	return it.Source
}

// doubtful says why an item's code is not believed: its name is that of another power, or a person said it is not this
// one. "" if it is believed.
func (m *merger) doubtful(i, p int) (why, advice string) {
	k, it := &m.known, &m.catalog.Items[i]
	own, its := k.where[i], k.at[p]
	owner := "另一项职权"
	if m.mayName(k.powers[p], it) {
		owner = "“" + k.powers[p].Name + "”"
	}
	if slices.Contains(k.powers[p].Not, Key(it)) {
		return fmt.Sprintf("权力编码“%s”是%s的编码，已经认定与“%s”不是同一职权，没有采用", k.code[i], owner, it.Name), "请填写本项自己的编码，或留空由系统编码。"
	}
	var other bool
	switch {
	case own.id == its.id:
	case own.calling == its.calling: // moved, unless its section has a power of this name
		other = k.existing[own.id] > 0
	case own.name == its.name:
		other = len(k.named[own.calling]) > 0
	default:
		other = k.titled(own.category, own.name)
	}
	if !other {
		return "", ""
	}
	return fmt.Sprintf("权力编码“%s”是%s的编码，而“%s”是另一项已有职权的名称，编码没有采用，按名称认定", k.code[i], owner, it.Name),
		"请核对：编码写错的，改为本项自己的编码或留空；名称写错的，改正名称。"
}

// mayName reports whether what is said to the section of an item, in its file, may name a power: it is that section's own,
// and no secret is told in a file that has none.
func (m *merger) mayName(p *Power, it *Item) bool {
	return p.Section == it.Section && (p.Class != notice.Secret || it.Class == notice.Secret)
}

// recogniseByName looks for items that a person said are a power, then for those that are called as it is, in its section.
func (m *merger) recogniseByName(abolished bool) {
	k := &m.known
	said, called := map[string][]int{}, make([][]int, len(k.existing))
	for p, x := range k.powers {
		if x.Abolished != abolished || k.item[p] >= 0 {
			continue
		}
		called[k.at[p].id] = append(called[k.at[p].id], p)
		for _, key := range x.Also {
			said[key] = append(said[key], p)
		}
	}
	items := make([][]int, len(k.existing)) // those of a place that has such powers
	var order []int
	for i := range m.catalog.Items {
		if k.of[i] >= 0 {
			continue
		}
		if len(said) > 0 && slices.ContainsFunc(said[Key(&m.catalog.Items[i])], func(p int) bool { return k.is(i, p, byWord) }) {
			continue
		}
		at := k.where[i].id
		if len(called[at]) == 0 {
			continue
		}
		if items[at] == nil {
			order = append(order, at)
		}
		items[at] = append(items[at], i)
	}
	for _, at := range order {
		m.pair(items[at], called[at])
	}
}

// pair tells items and powers apart that are called the same in one section: first those that say the same, then in their
// order. What has no name is only known by what it says.
func (m *merger) pair(items, powers []int) {
	k := &m.known
	nameless := k.where[items[0]].name == ""
	if nameless || len(items)+len(powers) > 2 {
		said := map[string][]int{}
		for _, p := range powers {
			said[k.powers[p].Digest] = append(said[k.powers[p].Digest], p)
		}
		for _, i := range items {
			m.first(i, said[m.catalog.Items[i].Digest()])
		}
	}
	if nameless {
		return
	}
	for _, i := range items {
		m.first(i, powers)
	}
}

// first takes an item by its name for the first of some powers that no other item is, and that nobody said it is not.
func (m *merger) first(i int, powers []int) {
	for _, p := range powers {
		if !m.denied(i, p) && m.known.is(i, p, byName) {
			return
		}
	}
}

// denied reports whether a person said that an item is not a power.
func (m *merger) denied(i, p int) bool {
	not := m.known.powers[p].Not
	return len(not) > 0 && slices.Contains(not, Key(&m.catalog.Items[i]))
}

// recogniseMoved looks for powers that another section submits now, and their own does not.
func (m *merger) recogniseMoved(abolished bool) {
	k := &m.known
	for i := range m.catalog.Items {
		if k.of[i] >= 0 || k.where[i].name == "" {
			continue
		}
		var moved []int
		for _, p := range k.named[k.where[i].calling] {
			if k.item[p] < 0 && k.powers[p].Abolished == abolished && k.submitted[k.at[p].id] == 0 {
				moved = append(moved, p)
			}
		}
		m.first(i, moved)
	}
}

// recogniseUncategorised looks for powers of a list that says no categories, by their names in their sections; where it says
// no sections either, by their names.
func (m *merger) recogniseUncategorised(abolished bool) {
	k := &m.known
	named := map[calling][]int{}
	for p, x := range k.powers {
		if x.uncategorised() && x.Abolished == abolished && k.item[p] < 0 {
			c := calling{"", k.at[p].name, k.at[p].subitem}
			named[c] = append(named[c], p)
		}
	}
	if len(named) == 0 {
		return
	}
	for i := range m.catalog.Items {
		at := k.where[i]
		if k.of[i] >= 0 || at.name == "" {
			continue
		}
		var called []int
		for _, p := range named[calling{"", at.name, at.subitem}] {
			if x := k.powers[p]; x.Section == at.section || x.Section == "" {
				called = append(called, p)
			}
		}
		m.first(i, called)
	}
}
