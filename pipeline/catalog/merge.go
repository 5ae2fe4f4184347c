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
// by file. powers are those known from before: what is decided on them holds, and one that has a code keeps it.
//
// Nothing is dropped: the same power from two sections is two items and a finding. Only a file that is the same as
// another of its section, byte for byte, counts once.
func Merge(n *notice.Notice, readings []*form.Reading, powers []Power) (*Catalog, []notice.Finding) {
	m := &merger{n: n, catalog: &Catalog{Notice: n}, limits: map[string]*Limit{}}
	type content struct{ section, sha256 string }
	first := map[content]string{}
	for _, r := range readings {
		if r.Rejected {
			continue // has been told already, and there is nothing to count
		}
		this := content{m.section(r), r.Source.SHA256}
		if other, again := first[this]; again && this.sha256 != "" {
			m.find("R13", notice.Place{File: r.Source.File, SHA256: r.Source.SHA256}, nil,
				fmt.Sprintf("与“%s”内容完全相同，只收录一次", other), "如系重复报送，请删除其中一份。")
			continue
		}
		first[this] = r.Source.File
		var laws cite.Reader // short names hold through a submission
		for i := range r.Records {
			m.catalog.Items = append(m.catalog.Items, m.item(r, &r.Records[i], &laws))
		}
	}
	m.sort()
	m.fold()
	m.recognise(powers)
	m.decide()
	m.stricter()
	m.together()
	m.number()
	m.hushCodes()
	m.disposed()
	m.changed()
	m.ask()
	return m.catalog, m.named()
}

type merger struct {
	n        *notice.Notice
	catalog  *Catalog
	findings []notice.Finding
	about    []*Item // of each finding, nil if it is about no item
	limits   map[string]*Limit
	folded   []string // names of the items
	known    known
	secrets  secretNames
}

func (m *merger) find(rule string, at notice.Place, about *Item, message, advice string) {
	m.findAmong(rule, at, about, message, "", advice)
}

// findAmong is find for what is about the items of others, too: discreet says it to the section (see notice.Finding).
func (m *merger) findAmong(rule string, at notice.Place, about *Item, message, discreet, advice string) {
	level := m.n.Level(rule)
	if level == notice.Off {
		return
	}
	m.findings = append(m.findings, notice.Finding{Rule: rule, Level: level, Message: message, Discreet: discreet, Advice: advice, Place: at})
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
func (m *merger) item(r *form.Reading, rec *form.Record, laws *cite.Reader) Item {
	it := Item{
		Name:    rec.Fields["name"].Text,
		Section: m.sectionOf(r, rec),
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
		it.Basis = laws.Parse(text)
	}
	it.Declared = it.Class
	it.Limits.Statutory = m.limit(it.Fields["statutoryLimit"])
	it.Limits.Promised = m.limit(it.Fields["promisedLimit"])
	return it
}

// fold makes the names of the items comparable, once for all.
func (m *merger) fold() {
	m.folded = make([]string, len(m.catalog.Items))
	for i := range m.folded {
		m.folded[i] = sameName(m.catalog.Items[i].Name)
	}
}

// limit reads a text once: there are few limits and many items.
func (m *merger) limit(text string) *Limit {
	l, known := m.limits[text]
	if !known {
		if read, ok := ParseLimit(text); ok {
			l = &read
		}
		m.limits[text] = l
	}
	return l
}

// section is the section a submission counts for: the folder's, else the one the file names. "" if neither is known.
func (m *merger) section(r *form.Reading) string {
	name := cmp.Or(r.Source.Section, r.Section)
	if s, ok := m.n.Section(name); ok {
		return s.Name
	}
	return name
}

// sectionOf is the section of an item: its folder's; else, of a file that lies in none, the one in the heading above it,
// the one the file names, the one in its own row.
func (m *merger) sectionOf(r *form.Reading, rec *form.Record) string {
	if own := rec.Fields["section"]; r.Source.Section == "" && own.Inherited {
		if s, ok := m.n.SectionIn(own.Text); ok {
			return s.Name
		}
	}
	if name := m.section(r); name != "" {
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
