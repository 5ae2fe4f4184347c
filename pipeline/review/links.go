package review

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"huibian/pipeline/catalog"
	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

// links says which charts and rules texts belong to which items: by code, else by name. One may serve several items, and
// an item may have several.
type links struct {
	charts []Charted // in the order of the files
	texts  []text
	duties []Divided

	chartOf, textOf []bool // by item: it has one, or may have
}

// Charted is a flowchart with the items it belongs to.
type Charted struct {
	*form.Chart
	Reading *form.Reading
	Key     string // by which a decision on it is remembered: its section and what it is called, or what it shows
	Items   []int  // it belongs to, as indexes into the catalog's: it says so, or the office does
	Maybe   []int  // it may belong to, the likeliest first; the office decides. None where Items has some
	why     string // of Maybe
}

// items are those that a chart belongs to, or may.
func (c *Charted) items() []int {
	if len(c.Items) > 0 {
		return c.Items
	}
	return c.Maybe
}

// ID is what a chart is called where it is decided whose it is: 图3f2a9c1b.
func (c *Charted) ID() string { return "图" + c.Key[:8] }

// Why is why a chart may belong to the items of Maybe: 名称相近.
func (c *Charted) Why() string { return c.why }

// Charts says of every flowchart of the submissions, in their order, which items it belongs to.
func Charts(s Subject) []Charted { return newChecker(s).links().charts }

// chartKey is what a chart is known by from one submission to the next: a section's chart of a name stays that, however it is
// drawn; one without a name is known by its words and what it is called beside others.
func chartKey(section string, c *form.Chart) string {
	name := notice.FoldHead(c.Name)
	if name == "" && c.Code != "" {
		name = notice.NormalizeCode(c.Code)
	}
	if name == "" {
		name = fmt.Sprint("#", c.Place.SHA256, " ", c.Place.Table, " ", c.Place.Paragraph)
	}
	sum := sha256.Sum256([]byte(section + "\x00" + name))
	return hex.EncodeToString(sum[:])
}

type text struct {
	*form.Text
	r     *form.Reading
	items []int
}

// alikeName is how much the name on a chart or a text must have in common with an item's to be taken for its, in percent,
// where it is not the same.
const alikeName = 70

// links are made once, when the first rule asks for them.
func (k *checker) links() *links {
	if k.linked != nil {
		return k.linked
	}
	l := &links{chartOf: make([]bool, len(k.c.Items)), textOf: make([]bool, len(k.c.Items))}
	k.linked = l
	f := newFinder(k)
	for _, r := range k.Readings {
		own := k.ownSection(r)
		for i := range r.Charts {
			c := Charted{Chart: &r.Charts[i], Reading: r, Key: chartKey(own, &r.Charts[i])}
			found, sure := f.find(c.Code, c.Name, own)
			if sure {
				c.Items = found
			}
			c.Items = append(c.Items, f.served(strings.Join(append(c.Shared, c.Serves), "、"), own)...)
			if len(c.Items) == 0 {
				c.Items = f.ofCategory(k.n, c.Name, own)
			}
			if len(c.Items) == 0 {
				c.Maybe, c.why = found, "名称相近"
			}
			if len(c.Items)+len(c.Maybe) == 0 && c.Of > 0 {
				if at, ok := f.inOrder(c.Order, c.Of, r, own); ok {
					c.Maybe, c.why = []int{at}, "次序相当"
				}
			}
			k.decided(&c)
			slices.Sort(c.Items)
			c.Items = slices.Compact(c.Items)
			mark(l.chartOf, c.items())
			l.charts = append(l.charts, c)
		}
		for i := range r.Texts {
			if r.Texts[i].Kind != notice.FormRules {
				continue
			}
			t := text{Text: &r.Texts[i], r: r}
			t.items = append(f.ruled(t.Title, own), f.titled[notice.FoldHead(t.Title)]...)
			mark(l.textOf, t.items)
			l.texts = append(l.texts, t)
		}
		for i := range r.Duties {
			d := Divided{Duty: &r.Duties[i], Reading: r}
			if found, sure := f.find(d.Code, d.Name, own); sure {
				d.Items = found
			}
			l.duties = append(l.duties, d)
		}
	}
	return l
}

func mark(has []bool, items []int) {
	for _, i := range items {
		has[i] = true
	}
}

// finder finds items by what charts and texts call them.
type finder struct {
	items  []catalog.Item
	code   map[string]int
	name   map[string][]int
	titled map[string][]int // by the rules text that the item itself names
	names  catalog.Names
}

func newFinder(k *checker) *finder {
	f := &finder{items: k.c.Items, code: map[string]int{}, name: map[string][]int{}, titled: map[string][]int{}}
	if !slices.ContainsFunc(k.Readings, func(r *form.Reading) bool { return len(r.Charts)+len(r.Texts)+len(r.Duties) > 0 }) {
		return f
	}
	for i := range f.items {
		it := &f.items[i]
		for _, code := range []string{it.Code, it.Submitted, it.Fields["code"]} {
			if code = notice.NormalizeCode(code); code != "" {
				f.code[code] = i
			}
		}
		name := notice.FoldHead(it.Name)
		f.name[name] = append(f.name[name], i)
		for _, title := range valuesIn(it.Fields["institution"]) {
			title = notice.FoldHead(title)
			f.titled[title] = append(f.titled[title], i)
		}
		f.names.Add(it.Name)
	}
	return f
}

// decided puts what the office has said of a chart in the place of what was found.
func (k *checker) decided(c *Charted) {
	for _, d := range k.Decided[c.Key] {
		at := slices.IndexFunc(k.c.Items, func(it catalog.Item) bool { return d.Is(&it) })
		switch {
		case at < 0:
		case d.Not:
			is := func(i int) bool { return i == at }
			c.Items, c.Maybe = slices.DeleteFunc(slices.Clone(c.Items), is), slices.DeleteFunc(slices.Clone(c.Maybe), is)
		default:
			c.Items = append(c.Items, at)
		}
	}
	if len(c.Items) > 0 {
		c.Maybe = nil
	}
}

// inOrder is the item that stands where a chart does: a section's charts that nothing else tells apart are as many as its
// items, of the same file or of all.
func (f *finder) inOrder(order, of int, r *form.Reading, section string) (int, bool) {
	for _, here := range []func(*catalog.Item) bool{
		func(it *catalog.Item) bool { return it.Source.File == r.Source.File },
		func(it *catalog.Item) bool { return it.Section == section },
	} {
		var at []int
		for i := range f.items {
			if here(&f.items[i]) {
				at = append(at, i)
			}
		}
		if len(at) == of {
			return at[order-1], true
		}
	}
	return 0, false
}

// find are the items that a name means, those of the own section first: by code; by the same name; the one name that holds
// the other, or is most like it, which is not sure.
func (f *finder) find(code, name, section string) (items []int, sure bool) {
	if i, ok := f.code[notice.NormalizeCode(code)]; ok && code != "" {
		return []int{i}, true
	}
	folded := notice.FoldHead(name)
	if folded == "" {
		return nil, false
	}
	for _, name := range []string{folded, bareName(folded)} {
		if same := f.name[name]; len(same) > 0 {
			return f.own(same, section), true
		}
	}
	var best []int
	most := 0 // percent, and more for what makes one of two better
	for _, like := range f.names.Like(name, 20) {
		it := &f.items[like.At]
		score := like.Percent
		other := notice.FoldHead(it.Name)
		holds := len(other) >= shortest && strings.Contains(folded, other) || len(folded) >= shortest && strings.Contains(other, folded)
		if !holds && score < alikeName {
			continue
		}
		if holds {
			score += 100
		}
		if it.Section == section {
			score += 10
		}
		switch {
		case score > most:
			best, most = []int{like.At}, score
		case score == most:
			best = append(best, like.At)
		}
	}
	return best, false
}

// bareName is a name without words that say no more than that it is a power's: 办理孤儿养育津贴初审工作.
func bareName(folded string) string {
	name := strings.TrimPrefix(folded, "办理")
	for _, w := range []string{"工作", "事项", "项目", "职权", "权力"} {
		name = strings.TrimSuffix(name, w)
	}
	return name
}

// served are the items of a section whose names stand in the words that say what a chart serves.
func (f *finder) served(words, section string) []int {
	words = notice.Fold(words)
	if words == "" {
		return nil
	}
	var out []int
	for i := range f.items {
		if it := &f.items[i]; it.Section == section && it.Name != "" && listedIn(words, notice.Fold(it.Name)) {
			out = append(out, i)
		}
	}
	return out
}

// listedIn reports whether a name stands in an enumeration, as a whole: other names may hold it, and it may hold the marks
// that part them.
func listedIn(words, name string) bool {
	const marks = "、,，;；。和及与等"
	for at := 0; ; {
		i := strings.Index(words[at:], name)
		if i < 0 {
			return false
		}
		before, _ := utf8.DecodeLastRuneInString(words[:at+i])
		after, _ := utf8.DecodeRuneInString(words[at+i+len(name):])
		if (at+i == 0 || strings.ContainsRune(marks, before)) && (at+i+len(name) == len(words) || strings.ContainsRune(marks, after)) {
			return true
		}
		at += i + len(name)
	}
}

// ofCategory are the items of a section in the category that a chart is titled by: 外资管理科行政许可类事项.
func (f *finder) ofCategory(n *notice.Notice, name, section string) []int {
	if s, ok := n.SectionIn(name); ok {
		for _, own := range append([]string{s.Name}, s.Aliases...) {
			name = strings.TrimPrefix(name, own)
		}
	}
	for _, w := range []string{"事项", "项目", "职权", "权力", "类"} {
		name = strings.TrimSuffix(name, w)
	}
	c, ok := n.Category(name)
	if !ok || name == "" {
		return nil
	}
	var out []int
	for i := range f.items {
		if it := &f.items[i]; it.Section == section && it.Category == c.Code {
			out = append(out, i)
		}
	}
	return out
}

// shortest is the shortest name that is looked for inside another, in bytes: four characters.
const shortest = 12

// own are those of the section, all if it has none.
func (f *finder) own(items []int, section string) []int {
	var out []int
	for _, i := range items {
		if f.items[i].Section == section {
			out = append(out, i)
		}
	}
	if len(out) == 0 {
		return items
	}
	return out
}

// ruled are the items that a rules text is about, by its title: 农村五保供养对象审核办理制度. The words at its end are taken off
// one by one, since some of them may be the power's own: 骨灰堂管理办理制度.
func (f *finder) ruled(title, section string) []int {
	name := strings.Trim(strings.TrimPrefix(strings.TrimSpace(title), "关于"), "《》")
	shortest := name
	for {
		if same := f.name[notice.FoldHead(name)]; len(same) > 0 {
			return f.own(same, section)
		}
		rest := name
		for _, w := range titleWords {
			if cut := strings.TrimSuffix(name, w); cut != name && cut != "" && len(cut) < len(rest) {
				rest = cut
			}
		}
		if rest == name {
			items, _ := f.find("", shortest, section)
			return items
		}
		if !strings.HasSuffix(name, "管理") { // what is managed is more than what manages it
			shortest = rest
		}
		name = rest
	}
}

// titleWords end the titles of rules texts behind the name of the power.
var titleWords = []string{"制度", "办法", "规定", "细则", "规程", "流程", "（试行）", "(试行)", "（暂行）", "的", "办理", "工作", "管理", "运行", "权力", "暂行", "实施", "规范", "审批"}
