package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"huibian/pipeline/notice"
)

// sameName is what two spellings of one power's name share: neither blanks, punctuation nor width tell powers apart.
func sameName(name string) string { return notice.FoldHead(name) }

// variations takes out the words by which people vary a name: what is left of names that are nearly the same is the same.
var variations = strings.NewReplacer("对于", "", "对", "", "的", "", "及", "", "和", "", "与", "", "或", "", "等", "")

// groups are the indexes of keys that are the same, in their order, where there are several; "" is no key.
func groups(keys []string) [][]int {
	at := make(map[string]int, len(keys))
	var out [][]int
	for i, k := range keys {
		if k == "" {
			continue
		}
		g, seen := at[k]
		if !seen {
			g = len(out)
			at[k] = g
			out = append(out, nil)
		}
		out[g] = append(out[g], i)
	}
	return slices.DeleteFunc(out, func(g []int) bool { return len(g) < 2 })
}

// together looks at items of one name: the stricter class holds for all of them, so that a power that one section keeps
// secret does not become public through another; and whoever names it twice hears of it.
func (m *merger) together() {
	keys := slices.Clone(m.folded)
	for _, idx := range groups(keys) {
		m.strictest(idx)
		m.duplicates(idx)
		m.misplaced(idx)
	}
	m.responsible()
	m.hush()
	for i := range keys {
		keys[i] = variations.Replace(keys[i])
	}
	for _, idx := range groups(keys) {
		m.alike(idx)
	}
	m.overlapping()
}

func (m *merger) strictest(idx []int) {
	items := m.catalog.Items
	class := notice.Public
	by := idx[0]
	for _, i := range idx {
		if c := class.Stricter(items[i].Class); c != class {
			class, by = c, i
		}
	}
	for _, i := range idx {
		it := &items[i]
		if it.Class == class {
			continue
		}
		message := func(where string) string {
			return fmt.Sprintf("“%s”在此处按%s申报，而%s按%s申报，已从严处理", it.Name, className[it.Class], where, className[class])
		}
		m.findAmong("E08", it.Source, it, message(items[by].where(it)), message(items[by].discreetly(it)), "请核实该事项能否公开，两处改为一致。")
		it.Class = class
	}
}

var className = map[notice.Class]string{notice.Public: "公开", notice.Internal: "对内公开", notice.Secret: "涉密不宜公开"}

// where is where an item stands, in the words of a message to the section of another. The file of what a section keeps
// secret is not named to others.
func (it *Item) where(reader *Item) string {
	if it.Class == notice.Secret && it.Section != reader.Section {
		return it.Section
	}
	return fmt.Sprintf("%s（%s）", it.Source.File, it.Source)
}

// discreetly is where an item stands, in words that name no file of another section and none with secrets, and do not say
// which section keeps one.
func (it *Item) discreetly(reader *Item) string {
	switch {
	case it.Source.File == reader.Source.File:
		return "本文件" + it.Source.String()
	case it.Section != reader.Section && it.Class == notice.Secret:
		return "其他科室"
	case it.Section != reader.Section:
		return cmp.Or(it.Section, "未注明科室的材料")
	case it.beside(reader) && it.Class != notice.Secret:
		return it.where(reader)
	}
	return "另一份材料"
}

// beside reports whether two items were sent by one section in one folder: what is said of the one may name the other.
func (it *Item) beside(reader *Item) bool {
	folder, _, below := strings.Cut(it.Source.File, "/")
	other, _, too := strings.Cut(reader.Source.File, "/")
	return below && too && folder == other && it.Section == reader.Section
}

// quotable reports whether what is said to the section of another item may quote this one.
func (it *Item) quotable(reader *Item) bool {
	return it.Source.File == reader.Source.File || it.beside(reader) && it.Class != notice.Secret
}

// kin tells the powers of one name apart: by category and sub-item.
func (it *Item) kin() [2]string { return [2]string{it.Category, sameName(it.Fields["subitem"])} }

// duplicates reports items of one name, category and sub-item, each against the first of them.
func (m *merger) duplicates(idx []int) {
	items := m.catalog.Items
	first := map[[2]string]*Item{}
	for _, i := range idx {
		a := &items[i]
		if a.shelved() {
			continue // the office has settled it
		}
		b, again := first[a.kin()]
		if !again {
			first[a.kin()] = a
			continue
		}
		message := fmt.Sprintf("“%s”与%s重复申报", a.Name, b.where(a))
		discreet := fmt.Sprintf("“%s”与%s重复申报", a.Name, b.discreetly(a))
		if a.Section != b.Section {
			message = fmt.Sprintf("“%s”同时由%s申报", a.Name, b.Section)
			if where := b.where(a); where != b.Section {
				message += "：" + where
			}
			discreet = fmt.Sprintf("“%s”同时由%s申报", a.Name, b.discreetly(a))
		}
		m.findAmong("I02", a.Source, a, message, discreet, "两处均已收录；请明确由哪个科室承办，另一处删除。")
	}
}

// alike reports items of one category whose names are nearly the same, each against the first of them. Between an open
// item and a secret one only the section that keeps the secret hears of it.
func (m *merger) alike(idx []int) {
	items := m.catalog.Items
	idx = slices.DeleteFunc(idx, func(i int) bool { return items[i].shelved() })
	for k, i := range idx {
		a, b := &items[i], &items[idx[0]]
		if k == 0 || sameName(a.Name) == sameName(b.Name) || a.Category != b.Category {
			continue
		}
		m.tellAlike(a, b, "名称相近")
	}
}

// tellAlike reports that one item may be the same power as another, and by what: 名称相近.
func (m *merger) tellAlike(a, b *Item, by string) {
	advice := "如系同一职权，请统一名称，明确由哪个科室承办，另一处删除。"
	if a.Class != b.Class {
		advice = "如系同一职权，请统一名称，并核实能否公开，两处改为一致。"
	}
	if b.Class == notice.Secret && a.Class != notice.Secret {
		a, b = b, a
	}
	message := fmt.Sprintf("“%s”与%s的“%s”%s", a.Name, b.where(a), b.Name, by)
	discreet := message
	if !b.quotable(a) {
		discreet = fmt.Sprintf("“%s”与%s的一项职权%s", a.Name, b.discreetly(a), by)
	}
	m.findAmong("I02", a.Source, a, message, discreet, advice)
}

// How much the names of two powers must have in common to be asked about, in percent, if both rest on one law, and if they
// rest on the same place in it; and how many items on one law are compared each with each.
const (
	alikeOnLaw   = 80
	alikeOnPlace = 65
	onOneLaw     = 100
)

// overlapping reports items of one category that two sections submit on one basis under names that are like: each against
// the first of them. Of what is nearly the same, alike has told.
func (m *merger) overlapping() {
	type ground struct{ category, law, place string }
	items := m.catalog.Items
	on := map[ground][]int{}
	var order []ground
	add := func(g ground, i int) {
		if idx := on[g]; len(idx) == 0 {
			order = append(order, g)
		} else if idx[len(idx)-1] == i {
			return
		}
		on[g] = append(on[g], i)
	}
	for i := range items {
		it := &items[i]
		if it.Category == "" || it.Name == "" || it.shelved() {
			continue
		}
		for _, c := range it.Basis {
			if c.Law == "" {
				continue
			}
			add(ground{it.Category, c.Key, ""}, i)
			for _, p := range c.Places() {
				add(ground{"", c.Key, p.String()}, i)
			}
		}
	}
	told := make([]bool, len(items))
	grams := make([][]gram, len(items)) // made when they are asked for
	for _, g := range order {
		idx := on[g]
		if len(idx) < 2 || len(idx) > onOneLaw || !slices.ContainsFunc(idx, func(i int) bool { return items[i].Section != items[idx[0]].Section }) {
			continue
		}
		least, by := alikeOnLaw, "依据同一部法律，名称相似"
		if g.place != "" {
			least, by = alikeOnPlace, "依据同一条款，名称相似"
		}
		m.overlap(idx, least, by, told, grams)
	}
}

// overlap compares the items of one basis, each with those of other sections before it.
func (m *merger) overlap(idx []int, least int, by string, told []bool, grams [][]gram) {
	items := m.catalog.Items
	for k, i := range idx {
		if grams[i] == nil {
			grams[i] = gramsOf(m.folded[i])
		}
		for _, j := range idx[:k] {
			if told[i] {
				break
			}
			a, b := grams[i], grams[j]
			if items[i].Section == items[j].Section || 200*min(len(a), len(b)) < least*(len(a)+len(b)) || dice(a, b) < least {
				continue
			}
			if variations.Replace(m.folded[i]) != variations.Replace(m.folded[j]) {
				told[i] = true
				m.tellAlike(&items[i], &items[j], by)
			}
		}
	}
}
