package catalog

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"huibian/pipeline/cite"
	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

// Merge makes one catalog of all readings and numbers it. The readings come in the order of the book: by section, then
// by file. issued are the codes that powers already have; a power that has one keeps it.
//
// Nothing is dropped: the same power from two sections is two items and a finding. Only a file that is the same as
// another, byte for byte, counts once.
func Merge(n *notice.Notice, readings []*form.Reading, issued []Issued) (*Catalog, []notice.Finding) {
	m := &merger{n: n, catalog: &Catalog{Notice: n}}
	first := map[string]string{}
	for _, r := range readings {
		if other, again := first[r.Source.SHA256]; again && r.Source.SHA256 != "" {
			m.find("R13", notice.Place{File: r.Source.File, SHA256: r.Source.SHA256}, nil,
				fmt.Sprintf("与“%s”内容完全相同，只收录一次", other), "如系重复报送，请删除其中一份。")
			continue
		}
		first[r.Source.SHA256] = r.Source.File
		for i := range r.Records {
			m.catalog.Items = append(m.catalog.Items, m.item(r, &r.Records[i]))
		}
	}
	m.sort()
	m.together()
	m.number(issued)
	return m.catalog, m.named()
}

type merger struct {
	n        *notice.Notice
	catalog  *Catalog
	findings []notice.Finding
	about    []*Item // of each finding, nil if it is about no item
}

func (m *merger) find(rule string, at notice.Place, about *Item, message, advice string) {
	level := m.n.Level(rule)
	if level == notice.Off {
		return
	}
	m.findings = append(m.findings, notice.Finding{Rule: rule, Level: level, Message: message, Advice: advice, Place: at})
	m.about = append(m.about, about)
}

// named gives the findings the codes of their items, now that they have them.
func (m *merger) named() []notice.Finding {
	for i, it := range m.about {
		if it != nil {
			m.findings[i].Item = cmp.Or(it.Code, it.Name)
		}
	}
	return m.findings
}

// item turns a record into an item that has no code yet.
func (m *merger) item(r *form.Reading, rec *form.Record) Item {
	it := Item{
		Name:    rec.Fields["name"].Text,
		Section: m.section(r, rec),
		Class:   rec.Class,
		Fields:  make(map[string]string, len(rec.Fields)),
		Values:  maps.Clone(rec.Fields),
		Source:  rec.Place,
	}
	for key, v := range rec.Fields {
		it.Fields[key] = v.Text
	}
	it.Submitted = it.Fields["code"]
	it.CategoryName = it.Fields["category"]
	if cat, ok := m.n.Category(it.CategoryName); ok && it.CategoryName != "" {
		it.Category, it.CategoryName = cat.Code, cat.Name
		if cat.Internal {
			it.Class = it.Class.Stricter(notice.Internal)
		}
	}
	if it.Class == "" {
		it.Class = notice.Public // P46: 以公开为原则,不公开为例外
	}
	if text := it.Fields["basis"]; text != "" {
		it.Basis = cite.Parse(text)
	}
	it.Limits.Statutory = limit(it.Fields["statutoryLimit"])
	it.Limits.Promised = limit(it.Fields["promisedLimit"])
	return it
}

func limit(text string) *Limit {
	if l, ok := ParseLimit(text); ok {
		return &l
	}
	return nil
}

// section is the section an item belongs to: the folder's, else the one the file names, else the one in its own row.
func (m *merger) section(r *form.Reading, rec *form.Record) string {
	for _, name := range []string{r.Source.Section, r.Section} {
		if name == "" {
			continue
		}
		if s, ok := m.n.Section(name); ok {
			return s.Name
		}
		return name
	}
	if s, ok := m.n.SectionIn(rec.Fields["section"].Text); ok {
		return s.Name
	}
	return ""
}

// sort brings the items into the order of the book: category and section as the notice lists them, what it does not
// list at the end, and within these as submitted.
func (m *merger) sort() {
	categories, sections := map[string]int{}, map[string]int{}
	for i, c := range m.n.Categories {
		categories[c.Code] = i + 1
	}
	for i, s := range m.n.Sections {
		sections[s.Name] = i + 1
	}
	last := func(rank int) int { return cmp.Or(rank, 1<<30) }
	slices.SortStableFunc(m.catalog.Items, func(a, b Item) int {
		return cmp.Or(
			cmp.Compare(last(categories[a.Category]), last(categories[b.Category])),
			cmp.Compare(last(sections[a.Section]), last(sections[b.Section])),
			cmp.Compare(a.Section, b.Section),
		)
	})
}

// sameName is what two spellings of one power's name share: neither blanks, punctuation nor width tell powers apart.
func sameName(name string) string { return notice.FoldHead(name) }

// together looks at items of one name: the stricter class holds for all of them, so that a power that one section keeps
// secret does not become public through another; and whoever names it twice hears of it.
func (m *merger) together() {
	items := m.catalog.Items
	same := map[string][]int{}
	var order []string
	for i := range items {
		key := sameName(items[i].Name)
		if key == "" {
			continue
		}
		if _, seen := same[key]; !seen {
			order = append(order, key)
		}
		same[key] = append(same[key], i)
	}
	for _, key := range order {
		idx := same[key]
		if len(idx) < 2 {
			continue
		}
		m.strictest(idx)
		m.duplicates(idx)
	}
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
		m.find("E08", it.Source, it,
			fmt.Sprintf("“%s”在此处按%s申报，而%s（%s）按%s申报，已从严处理", it.Name, className[it.Class],
				items[by].Source.File, items[by].Source, className[class]),
			"请核实该事项能否公开，两处改为一致。")
		it.Class = class
	}
}

var className = map[notice.Class]string{notice.Public: "公开", notice.Internal: "对内公开", notice.Secret: "涉密不宜公开"}

// duplicates reports items of one name, sub-item and category, each against the first of them.
func (m *merger) duplicates(idx []int) {
	items := m.catalog.Items
	for k, i := range idx[1:] {
		a := &items[i]
		for _, j := range idx[:k+1] {
			b := &items[j]
			if a.Category != b.Category || sameName(a.Fields["subitem"]) != sameName(b.Fields["subitem"]) {
				continue
			}
			where := fmt.Sprintf("%s（%s）", b.Source.File, b.Source)
			message := fmt.Sprintf("“%s”与%s重复申报", a.Name, where)
			if a.Section != b.Section {
				message = fmt.Sprintf("“%s”同时由%s申报：%s", a.Name, b.Section, where)
			}
			m.find("I02", a.Source, a, message, "两处均已收录；请明确由哪个科室承办，另一处删除。")
			break
		}
	}
}
