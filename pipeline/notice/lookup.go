package notice

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// minContained is the least length, in characters, of a word that may be recognised inside a longer text: 许可类 and
// 处罚类 tell enough, 许可 alone turns up in 吊销许可证.
const minContained = 3

// word is a name or alias, folded, and the position of what it stands for.
type word struct {
	text string
	to   int
}

// vocabulary finds words by equality and, longest first, inside texts.
type vocabulary struct {
	exact map[string]int
	long  []word // at least minContained characters, longest first
}

func newVocabulary() vocabulary { return vocabulary{exact: map[string]int{}} }

func (v *vocabulary) add(text string, to int, contained bool) {
	text = Fold(text)
	if _, taken := v.exact[text]; taken || text == "" {
		return
	}
	v.exact[text] = to
	if contained && utf8.RuneCountInString(text) >= minContained {
		v.long = append(v.long, word{text, to})
	}
}

func (v *vocabulary) sort() {
	sort.SliceStable(v.long, func(i, j int) bool {
		return utf8.RuneCountInString(v.long[i].text) > utf8.RuneCountInString(v.long[j].text)
	})
}

// find looks a text up: exactly, else as the one thing named inside it. The longest words are looked for first and what
// they cover is not read again (非行政许可审批 is not also 行政许可); a word after 非 is its opposite and does not count.
// A text that names two things names none: -1, nothing is guessed.
func (v *vocabulary) find(text string) int {
	text = Fold(text)
	if i, ok := v.exact[text]; ok {
		return i
	}
	found := -1
	for _, w := range v.long {
		rest, hit := cover(text, w.text)
		text = rest
		switch {
		case !hit || found == w.to:
		case found >= 0:
			return -1
		default:
			found = w.to
		}
	}
	return found
}

// cover blanks every occurrence of a word in a text, and says whether one of them stands for itself.
func cover(text, word string) (rest string, hit bool) {
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return text, hit
		}
		i += from
		hit = hit || !strings.HasSuffix(text[:i], "非")
		text = text[:i] + strings.Repeat(" ", len(word)) + text[i+len(word):]
		from = i + len(word)
	}
}

// index is what the look-ups need, built once by Parse.
type index struct {
	sections   vocabulary
	categories vocabulary
	fields     map[string]int
	levels     map[string]Level
	grounds    map[string]string
}

func newIndex(n *Notice) *index {
	x := &index{newVocabulary(), newVocabulary(), map[string]int{}, map[string]Level{}, map[string]string{}}
	for i, s := range n.Sections {
		for _, name := range append([]string{s.Name}, s.Aliases...) {
			x.sections.add(name, i, true)
		}
	}
	for i, c := range n.Categories {
		for _, name := range append([]string{c.Name}, c.Aliases...) {
			x.categories.add(name, i, true)
		}
		x.categories.add(c.Code, i, false)
	}
	x.sections.sort()
	x.categories.sort()
	for i, f := range n.Fields {
		x.fields[f.Key] = i
	}
	for _, r := range n.Rules {
		x.levels[r.ID], x.grounds[r.ID] = r.Level, strings.TrimSpace(r.Ground)
	}
	return x
}

// look is the index of a parsed notice, or a fresh one of a notice put together by hand.
func (n *Notice) look() *index {
	if n.index != nil {
		return n.index
	}
	return newIndex(n)
}

// Section finds a section by its name or an alias, blanks and width folded. It does not look inside longer texts; see
// [Notice.SectionIn].
func (n *Notice) Section(name string) (*Section, bool) {
	if i, ok := n.look().sections.exact[Fold(name)]; ok {
		return &n.Sections[i], true
	}
	return nil, false
}

// SectionIn finds the one section a text names: "外资管理科 科长" is 外资管理科. A text that names two names none.
func (n *Notice) SectionIn(text string) (*Section, bool) {
	if i := n.look().sections.find(text); i >= 0 {
		return &n.Sections[i], true
	}
	return nil, false
}

// Category finds a category by its name, an alias or its code, exactly first; else the one category the text names
// (一、行政处罚类). The longest word wins and a word after 非 does not count, so 非行政许可审批 is never 行政许可 (§2.2).
func (n *Notice) Category(text string) (*Category, bool) {
	if i := n.look().categories.find(text); i >= 0 {
		return &n.Categories[i], true
	}
	return nil, false
}

// Field finds a field by its key.
func (n *Notice) Field(key string) (*Field, bool) {
	if i, ok := n.look().fields[key]; ok {
		return &n.Fields[i], true
	}
	return nil, false
}

// Deadline is the day by which sections must have submitted (P38: 2009-08-20), false if the notice sets none.
func (n *Notice) Deadline() (Date, bool) {
	for _, s := range n.Schedule {
		if s.Deadline {
			return s.To, true
		}
	}
	return Date{}, false
}

// Level is the level of a rule under this notice: its own, else the rule's default. An unknown rule has the level
// [Warning], so that a finding is never lost for want of a name.
func (n *Notice) Level(rule string) Level {
	if l, ok := n.look().levels[rule]; ok && l != "" {
		return l
	}
	if r, ok := LookupRule(rule); ok {
		return r.Level
	}
	return Warning
}

// Ground is what a rule rests on under this notice: the notice's own words, else those of the catalogue; "" for an unknown
// rule. For print see [Quoted].
func (n *Notice) Ground(rule string) string {
	if g := n.look().grounds[rule]; g != "" {
		return g
	}
	r, _ := LookupRule(rule)
	return r.Ground
}

// Volume is the volume of a class, complete: its title and parts are the book's where the notice gives it none.
func (b *Book) Volume(class Class) Volume {
	v := Volume{Class: class, Title: b.Title, Parts: b.Parts}
	for _, own := range b.Volumes {
		if own.Class != class {
			continue
		}
		v.Mark, v.Copies = own.Mark, own.Copies
		if own.Title != "" {
			v.Title = own.Title
		}
		if len(own.Parts) > 0 {
			v.Parts = own.Parts
		}
	}
	return v
}

// Heads are all words a field's column may be headed by: its title, then its synonyms.
func (f *Field) Heads() []string {
	return append([]string{f.Title}, f.Synonyms...)
}
