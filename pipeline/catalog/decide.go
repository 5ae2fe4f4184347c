package catalog

import (
	"fmt"
	"slices"

	"huibian/pipeline/notice"
)

// ruling is what the decision in force for an item means; the zero value if there is none.
func (it *Item) ruling() notice.Ruling {
	if it.Decided == nil {
		return notice.Ruling{}
	}
	r, _ := it.Decided.Decision.Ruling()
	return r
}

// ShownIn reports whether the volume of a class shows an item.
func (it *Item) ShownIn(class notice.Class) bool {
	r := it.ruling()
	return !it.keptFrom(class) && !r.Shelved && (class != notice.Public || !r.Public)
}

// Shelved reports whether an item stands in no book, because it was decided so.
func (it *Item) Shelved() bool { return it.ruling().Shelved }

// keptFrom reports whether an item is none that the readers of a class's volume may know of. An item that is only
// withheld by a decision is no secret.
func (it *Item) keptFrom(class notice.Class) bool { return !slices.Contains(holds[class], it.Class) }

// decide gives the items the decisions that were taken on their powers, where they hold. Neither makes an item open that
// the notice keeps inside.
func (m *merger) decide() {
	for i := range m.catalog.Items {
		it, p := &m.catalog.Items[i], m.power(i)
		if p == nil || p.Decided == nil {
			continue
		}
		r, ok := p.Decided.Decision.Ruling()
		if !ok {
			continue
		}
		if !r.Lasts && p.Decided.Digest != it.Digest() {
			it.Stale = true
			continue
		}
		it.Decided = p.Decided
		switch r.Decision {
		case notice.Close:
			it.Class = notice.Secret
		case notice.Open:
			it.Class = notice.Public
			if cat, ok := m.n.Category(it.Category); ok && it.Category != "" && cat.Internal {
				it.Class = notice.Internal
				m.find("E08", it.Source, it, fmt.Sprintf("“%s”审核结论为%s，而%s类事项只对内公开，仍按%s处理", it.Name, r.Name, cat.Name, className[it.Class]),
					"请核对权力类别；确应对外公开的，请改正类别后重新审核。")
			}
		}
	}
}

// stricter keeps what was kept back: a power that has come to another section, and a name that a missing secret power
// bears, do not become open by what that section says, but by a decision. What a section opens of its own is its own.
func (m *merger) stricter() {
	secret := map[string]bool{}
	for p, x := range m.known.powers {
		if m.known.item[p] < 0 && !x.Abolished && x.Class == notice.Secret {
			secret[m.known.at[p].name] = true
		}
	}
	for i := range m.catalog.Items {
		it, p := &m.catalog.Items[i], m.power(i)
		was := it.Class
		if p != nil && p.Section != it.Section && it.ruling().Decision != notice.Open {
			was = was.Stricter(p.Class)
		}
		if secret[m.folded[i]] {
			was = notice.Secret
		}
		if was == it.Class {
			continue
		}
		m.find("E08", it.Source, it, fmt.Sprintf("“%s”在此处按%s申报，而上一版中按%s收录，已从严处理", it.Name, className[it.Class], className[was]),
			"请核实该事项能否公开；确能公开的，报领导小组办公室审核。")
		it.Class = was
	}
}

// disposed tells the sections what is kept out of the books by a decision, and why.
func (m *merger) disposed() {
	for i := range m.catalog.Items {
		it := &m.catalog.Items[i]
		r := it.ruling()
		where := "各册均不收入"
		switch {
		case !r.Public && !r.Shelved:
			continue
		case !r.Shelved && it.Class == notice.Secret:
			continue // stands in the secret volume, and would not in the public one
		case !r.Shelved:
			where = "公开版暂不收入"
		}
		message := fmt.Sprintf("“%s”审核结论为%s，%s", it.Name, r.Name, where)
		if reason := it.Decided.Reason; reason != "" && !m.secrets.speaks(reason) {
			message += "：" + reason
		}
		m.find("I04", it.Source, it, message, disposal[r.Decision])
	}
}

// disposal is what a section is to do about a decision that keeps its item out.
var disposal = map[notice.Decision]string{
	notice.Clarify: "请按审核意见明确职责，改好后重新报送。",
	notice.Return:  "请按审核意见修改后重新报送。",
	notice.Abolish: "已废止的职权不再行使；确有依据的，请补充依据，报领导小组办公室重新审核。",
}
