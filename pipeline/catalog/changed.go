package catalog

import (
	"cmp"
	"fmt"
	"slices"

	"huibian/pipeline/notice"
)

// What a section is to do (P39: nothing is added, enlarged, given up or concealed unseen).
const (
	confirmSame = "如不是同一职权，请改正权力编码，并报领导小组办公室重新认定。"
	explainNew  = "确系新增的，请说明依据；如系原有职权改名，请填写它的权力编码。"
	explainGone = "确已取消的，请说明依据；漏报的，请补报。"
)

// changed tells what is not as it was: powers that are called otherwise, have moved, come back, are new, are missing.
func (m *merger) changed() {
	released := m.anyReleased()
	for i := range m.catalog.Items {
		it, p := &m.catalog.Items[i], m.power(i)
		switch {
		case p != nil:
			m.differs(it, p, m.known.how[i], m.known.where[i], m.known.at[m.known.of[i]])
		case released:
			m.find("I01", it.Source, it, fmt.Sprintf("“%s”是上一版没有的职权", it.Name), explainNew)
		}
	}
	for _, p := range m.missing() {
		m.gone(p)
	}
}

// anyReleased reports whether there was an edition.
func (m *merger) anyReleased() bool { return slices.ContainsFunc(m.known.powers, (*Power).released) }

// differs tells how an item is another than its power was. A name that was secret, or another section's, is not told
// where it could be read by others.
func (m *merger) differs(it *Item, p *Power, how means, now, was place) {
	say := func(named, nameless, advice string) {
		message, discreet := named, ""
		if !m.mayName(p, it) {
			discreet = nameless
		}
		if p.Class == notice.Secret && p.Section != it.Section {
			message = nameless
		}
		m.findAmong("I01", it.Source, it, message, discreet, advice)
	}
	switch {
	case now.name != was.name || now.subitem != was.subitem:
		to := fmt.Sprintf("现名称“%s”", titled(it.Name, it.Fields["subitem"]))
		say(fmt.Sprintf("%s认定为同一职权：原名称“%s”，%s", how, titled(p.Name, p.Subitem), to),
			fmt.Sprintf("%s认定为原有的一项职权，名称有改动：%s", how, to), confirmSame)
	case now.category != was.category && !p.uncategorised():
		m.find("I01", it.Source, it, fmt.Sprintf("%s认定为同一职权：“%s”的类别由%s改为%s", how, it.Name, m.categoryName(was.category), m.categoryName(now.category)), confirmSame)
	}
	if now.section != was.section && (was.section != "" || !p.Listed) {
		named := fmt.Sprintf("“%s”原由%s申报，现由%s申报，沿用原有认定", it.Name, cmp.Or(was.section, "未注明的科室"), cmp.Or(now.section, "未注明的科室"))
		say(named, fmt.Sprintf("“%s”原由其他科室申报，现由%s申报，沿用原有认定", it.Name, cmp.Or(now.section, "未注明的科室")),
			"请两个科室核对由谁承办；不是同一职权的，报领导小组办公室重新认定。")
	}
	if p.Abolished && it.ruling().Decision != notice.Abolish {
		m.find("I01", it.Source, it, fmt.Sprintf("“%s”在上一版中已经废止，现又申报，恢复收入", it.Name), "请说明恢复行使的依据；误报的，请删除。")
	}
}

// titled is a name with its sub-item.
func titled(name, subitem string) string {
	if subitem == "" {
		return name
	}
	return name + "（" + subitem + "）"
}

// missing are the powers that were in an edition, are still in force and no item is, by code.
func (m *merger) missing() (out []*Power) {
	for p, x := range m.known.powers {
		if m.known.item[p] < 0 && x.released() && !x.Abolished && (x.Decided == nil || x.Decided.Decision != notice.Abolish) {
			out = append(out, x)
		}
	}
	uncoded := func(p *Power) int { // those of last year's list come last, as they stood there
		if p.Code == "" {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(out, func(a, b *Power) int {
		return cmp.Or(cmp.Compare(uncoded(a), uncoded(b)), cmp.Compare(a.Code, b.Code), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// gone tells of a missing power. There is no file to tell it in, so it is told to the office; a secret one is not named.
func (m *merger) gone(p *Power) {
	level := m.n.Level("I01")
	if level == notice.Off {
		return
	}
	section := cmp.Or(p.Section, "未注明科室")
	named := fmt.Sprintf("“%s”", titled(p.Name, p.Subitem))
	if code := cmp.Or(p.Code, p.OldCode); code != "" {
		named += "（" + code + "）"
	}
	f := notice.Finding{Rule: "I01", Level: level, Advice: explainGone, Item: cmp.Or(p.Code, p.Name),
		Message: section + "：上一版的" + named + "这次没有申报"}
	if p.Class == notice.Secret {
		f.Item, f.Message = "", section+"：上一版的一项涉密职权这次没有申报"
	}
	m.findings, m.about = append(m.findings, f), append(m.about, nil)
}
