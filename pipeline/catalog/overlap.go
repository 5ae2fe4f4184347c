package catalog

import (
	"fmt"
	"slices"
	"strings"

	"huibian/pipeline/notice"
)

// misplaced (错位, N13) reports items of one name that two sections submit under two categories, each against the first of
// another section.
func (m *merger) misplaced(idx []int) {
	items := m.catalog.Items
	type spot struct{ section, category string }
	seen := map[spot]bool{}
	var firsts []*Item // of each section and category
	for _, i := range idx {
		a := &items[i]
		at := spot{a.Section, a.Category}
		if a.Category == "" || a.shelved() {
			continue
		}
		if k := slices.IndexFunc(firsts, func(b *Item) bool { return a.Section != b.Section && a.Category != b.Category }); k >= 0 {
			b := firsts[k]
			message := fmt.Sprintf("“%s”在此处列为%s，而%s列为%s，类别不一致，疑为错位", a.Name, a.CategoryName, b.where(a), b.CategoryName)
			discreet := fmt.Sprintf("“%s”在此处列为%s，与%s所列的类别不一致，疑为错位", a.Name, a.CategoryName, b.discreetly(a))
			m.findAmong("I02", a.Source, a, message, discreet, "请两个科室核对：同一职权的，统一类别，明确由哪个科室承办，另一处删除。")
		}
		if !seen[at] {
			seen[at] = true
			firsts = append(firsts, a)
		}
	}
}

// responsible (越位, 缺位, N13) reports items that name another section as the one that does it, and those that no section
// submits and that name none of the notice's. What a heading says of all below it is the reader's to tell (R08), and that
// nothing is said, too (R07, R16).
func (m *merger) responsible() {
	for i := range m.catalog.Items {
		it := &m.catalog.Items[i]
		text := it.Fields["section"]
		at := it.Source
		if own := it.Values["section"].Place; own != (notice.Place{}) {
			at = own
		}
		doer, named := m.n.SectionIn(text)
		_, listed := m.n.Section(it.Section)
		switch {
		case it.shelved() || len(m.n.Sections) == 0:
		case named && listed && doer.Name != it.Section && !it.Values["section"].Inherited && !m.bureau(it.Section):
			m.find("I02", at, it, fmt.Sprintf("“%s”由%s申报，承办科室却写“%s”，疑为越位", it.Name, it.Section, text),
				"请核对：由"+doer.Name+"承办的，由"+doer.Name+"申报；由本科室承办的，改正承办科室。")
		case it.Section == "" && text != "":
			m.find("I02", at, it, fmt.Sprintf("“%s”的承办科室“%s”不在科室名单中，疑为缺位", it.Name, text), "请写明名单中由哪个科室承办。")
		}
	}
}

// bureau reports whether a section is the bureau itself, which submits for all its offices.
func (m *merger) bureau(section string) bool {
	return strings.HasSuffix(notice.Fold(m.n.Unit.Name), notice.Fold(section)) || notice.Fold(section) == notice.Fold(m.n.Unit.Short)
}

// shelved reports whether a decision keeps an item out of every book.
func (it *Item) shelved() bool { return it.ruling().Shelved }
