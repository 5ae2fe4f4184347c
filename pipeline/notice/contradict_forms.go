package notice

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

var fieldKey = regexp.MustCompile(`^[a-z][A-Za-z0-9]*$`)

// standardKinds are the kinds that the stages after us count on, by standard key (DESIGN §3). All of them but seq must
// be fields of every notice.
var standardKinds = []struct {
	key  string
	kind FieldKind
	need bool
}{
	{"name", KindName, true},
	{"code", KindCode, true},
	{"category", KindCategory, true},
	{"basis", KindBasis, true},
	{"section", "", true},
	{"seq", KindSeq, false},
	{"statutoryLimit", KindLimit, false},
	{"promisedLimit", KindLimit, false},
	{"fee", KindFee, false},
}

// chosen says why fields of a kind have no choices of their own.
var chosen = map[FieldKind]string{
	KindCategory: "it is chosen from categories",
	KindCode:     "codes are given, not chosen",
	KindSeq:      "its numbers are given",
}

func (r *report) fields(n *Notice) {
	keys, heads := claims{}, claims{}
	kinds := map[string]FieldKind{}
	for i, f := range n.Fields {
		at := fmt.Sprintf("fields[%d]", i)
		r.claim(keys, at+".key", f.Key, f.Key, fmt.Sprintf("the key of field %d", i+1))
		if f.Key != "" && !fieldKey.MatchString(f.Key) {
			r.say(at+".key", "field key %q: letters and digits, the first a small letter, as in disclosureForm", f.Key)
		}
		r.claim(heads, at+".title", f.Title, FoldHead(f.Title), fmt.Sprintf("the title of field %q", f.Key))
		for j, s := range f.Synonyms {
			r.claim(heads, fmt.Sprintf("%s.synonyms[%d]", at, j), s, FoldHead(s), fmt.Sprintf("a head of field %q", f.Key))
		}
		choices := claims{}
		for j, c := range f.Choices {
			r.claim(choices, fmt.Sprintf("%s.choices[%d]", at, j), c, Fold(c), fmt.Sprintf("a choice of field %q", f.Key))
		}
		if len(f.Choices) > 0 && chosen[f.Kind] != "" {
			r.say(at+".choices", "field %q is of kind %s: %s", f.Key, f.Kind, chosen[f.Kind])
		}
		kinds[f.Key] = f.Kind
		for _, std := range standardKinds {
			if f.Key == std.key && std.kind != "" && f.Kind != std.kind {
				r.say(at+".kind", "field %q is of kind %s; the standard field must be of kind %s", f.Key, f.Kind, std.kind)
			}
		}
	}
	for _, std := range standardKinds {
		if _, ok := kinds[std.key]; std.need && !ok && len(n.Fields) > 0 {
			r.say("fields", "no field with the key %q; every catalog needs it", std.key)
		}
	}
}

func (r *report) forms(n *Notice) {
	names, titles := claims{}, claims{}
	catalog := false
	for i, f := range n.Forms {
		at := fmt.Sprintf("forms[%d]", i)
		catalog = catalog || f.Kind == FormCatalog
		if f.Kind == "" {
			r.say(at+".kind", "form %q has no kind; valid: %s", f.Name, strings.Join(words[reflect.TypeFor[FormKind]()], ", "))
		}
		if f.Name == "" {
			r.say(at+".name", "form without a name; write the notice's, for example 附件3 行政职权目录")
		} else {
			r.claim(names, at+".name", f.Name, Fold(f.Name), fmt.Sprintf("the name of form %d", i+1))
		}
		if len(f.Titles) == 0 {
			r.say(at+".titles", "form %q has no titles; without one it is never recognised", f.Name)
		}
		for j, t := range f.Titles {
			r.claim(titles, fmt.Sprintf("%s.titles[%d]", at, j), t, FoldHead(t), fmt.Sprintf("a title of form %q", f.Name))
		}
	}
	if !catalog && len(n.Forms) > 0 {
		r.say("forms", "no form of kind catalog; the sections have nothing to submit")
	}
}

func (r *report) disclosure(n *Notice) {
	seen := claims{}
	for _, l := range []struct {
		class string
		words []string
	}{{"public", n.Disclosure.Public}, {"internal", n.Disclosure.Internal}, {"secret", n.Disclosure.Secret}} {
		for i, w := range l.words {
			r.claim(seen, fmt.Sprintf("disclosure.%s[%d]", l.class, i), w, Fold(w), "a word for "+l.class)
		}
	}
	if len(n.Disclosure.Secret) == 0 {
		r.say("disclosure.secret", "disclosure.secret is empty; list the words by which files tell what must not be published, such as 涉密 and 不宜公开")
	}
}

func (r *report) vocabulary(n *Notice) {
	v := &n.Vocabulary
	seen := claims{}
	// A word is one of these things; a cell that says 同上 cannot also be an empty one.
	for _, l := range []struct {
		key   string
		words []string
	}{{"ditto", v.Ditto}, {"empty", v.Empty}, {"totals", v.Totals}, {"continued", v.Continued}, {"notes", v.Notes}} {
		for i, w := range l.words {
			r.claim(seen, fmt.Sprintf("vocabulary.%s[%d]", l.key, i), w, strings.TrimSpace(w), "a word of vocabulary."+l.key)
		}
	}
	forms := claims{}
	for i, w := range v.Forms {
		r.claim(forms, fmt.Sprintf("vocabulary.forms[%d]", i), w, Fold(w), "a word of vocabulary.forms")
	}
	r.expressions("vocabulary.watermarks", v.Watermarks, n.ownWords())
	r.expressions("vocabulary.vague", v.Vague, []string{"《中华人民共和国行政许可法》第十二条", "国发〔2004〕16号"})
}

// ownWords are words that mean something to the notice: a watermark that takes one of them out of a cell does harm.
func (n *Notice) ownWords() []string {
	words := slices.Concat(n.Disclosure.Public, n.Disclosure.Internal, n.Disclosure.Secret)
	for _, c := range n.Categories {
		words = append(words, c.Name)
	}
	for _, s := range n.Sections {
		words = append(words, s.Name)
	}
	for _, f := range n.Fields {
		words = append(words, f.Title)
	}
	return words
}

// expressions checks regular expressions; none may match one of the texts that are to stay.
func (r *report) expressions(path string, all, stay []string) {
	seen := claims{}
	for i, x := range all {
		at := fmt.Sprintf("%s[%d]", path, i)
		r.claim(seen, at, x, x, "an expression above")
		re, err := regexp.Compile(x)
		switch {
		case err != nil:
			r.say(at, "not a regular expression (RE2): %v", err)
		case re.MatchString(""):
			r.say(at, "the expression %s matches the empty text, so it would match everywhere; let it need at least one character", x)
		default:
			if j := slices.IndexFunc(stay, re.MatchString); j >= 0 {
				r.say(at, "the expression %s matches %q, which is no such thing; make it narrower", x, stay[j])
			}
		}
	}
}

func (r *report) schedule(n *Notice) {
	deadline := ""
	names := claims{}
	for i, s := range n.Schedule {
		at := fmt.Sprintf("schedule[%d]", i)
		r.claim(names, at+".name", s.Name, Fold(s.Name), fmt.Sprintf("the name of stage %d", i+1))
		switch {
		case s.From.IsZero():
			r.say(at+".from", "stage %s has no from; write its first day", s.Name)
		case s.To.IsZero():
			r.say(at+".to", "stage %s has no to; write its last day (one day: the same as from)", s.Name)
		case s.To.Before(s.From):
			r.say(at+".to", "stage %s ends on %s, before it begins on %s", s.Name, s.To, s.From)
		case i > 0 && s.From.Before(n.Schedule[i-1].From):
			r.say(at+".from", "stage %s begins on %s, before the stage above it (%s); put stages in order", s.Name, s.From, n.Schedule[i-1].From)
		}
		if s.Deadline && deadline != "" {
			r.say(at+".deadline", "stage %s has the deadline, and so has %s; there is one", s.Name, deadline)
		}
		if s.Deadline {
			deadline = s.Name
		}
	}
}

// maxRevision is a year in working days; a number above it is a slip.
const maxRevision = 250

func (r *report) revision(n *Notice) {
	if _, days := r.at["revision.days"]; !days && n.Revision.Ground == "" {
		return
	}
	if d := n.Revision.Days; d < 1 || d > maxRevision {
		r.say("revision.days", "revision.days %d: the working days to revise a flowchart in, 1 to %d (P36: 20); no revision at all where the notice sets none", d, maxRevision)
	}
	if strings.TrimSpace(n.Revision.Ground) == "" {
		r.say("revision.ground", "revision.ground is missing; write the notice's words, for example 必须在20个工作日内按规定程序及时修订流程图")
	}
}

// review checks the words and numbers that rules go by.
func (r *report) review(n *Notice) {
	v := &n.Review
	forms, categories := map[FormKind]bool{}, map[string]bool{}
	for _, f := range n.Forms {
		forms[f.Kind] = true
	}
	for _, c := range n.Categories {
		categories[c.Name] = true
	}
	for i, k := range v.Parts {
		if !forms[k] {
			r.say(fmt.Sprintf("review.parts[%d]", i), "part %s has no form; forms must say by which titles it is known", k)
		}
	}
	if f := v.Shorten; f != (Fraction{}) && (f.Part < 1 || f.Of < 2 || f.Part >= f.Of) {
		r.say("review.shorten", "shorten by %d of %d: write a fraction below one, as {part: 1, of: 3}", f.Part, f.Of)
	}
	category := func(path, name string) {
		if !categories[name] {
			r.say(path, "%q is none of the categories; write the name of one", name)
		}
	}
	for i, name := range v.Weak {
		category(fmt.Sprintf("review.weak[%d]", i), name)
	}
	for i, name := range v.Standard {
		category(fmt.Sprintf("review.standard[%d]", i), name)
	}
	for i, m := range v.Naming {
		at := fmt.Sprintf("review.naming[%d]", i)
		category(at+".category", m.Category)
		if len(m.Endings) == 0 || m.Advice == "" {
			r.say(at, "naming needs endings and an advice")
		}
	}
	steps := r.elements(n, "steps", v.Steps)
	for _, list := range []struct {
		key string
		all []Element
	}{{"elements", v.Elements}, {"reasons", v.Reasons}, {"systems", v.Systems}} {
		r.elements(n, list.key, list.all)
	}
	for i, p := range v.Apart {
		at := fmt.Sprintf("review.apart[%d]", i)
		for _, x := range []struct{ key, step string }{{"first", p.First}, {"second", p.Second}} {
			if !steps[x.step] {
				r.say(at+"."+x.key, "%q is none of the steps; write the name of one", x.step)
			}
		}
	}
}

// elements checks a list and returns the names in it.
func (r *report) elements(n *Notice, key string, all []Element) map[string]bool {
	names := map[string]bool{}
	for i, e := range all {
		at := fmt.Sprintf("review.%s[%d].name", key, i)
		switch {
		case e.Name == "":
			r.say(at, "an entry of %s has no name", key)
		case names[e.Name]:
			r.say(at, "%s stands in %s twice", e.Name, key)
		}
		names[e.Name] = true
		for j, key := range e.Fields {
			if _, known := n.Field(key); !known {
				r.say(fmt.Sprintf("review.elements[%d].fields[%d]", i, j), "field %q is not listed under fields", key)
			}
		}
		if _, err := regexp.Compile(e.Pattern); err != nil {
			r.say(fmt.Sprintf("review.%s[%d].pattern", key, i), "not a regular expression (RE2): %v", err)
		}
	}
	return names
}

func (r *report) levels(n *Notice) {
	seen := claims{}
	for i, c := range n.Rules {
		at := fmt.Sprintf("rules[%d]", i)
		if _, ok := LookupRule(c.ID); !ok {
			r.say(at+".id", "unknown rule %q; valid: E01–E08, W01–W28, I01–I08, R01–%s", c.ID, rules[len(rules)-1].ID)
			continue
		}
		r.claim(seen, at+".id", c.ID, c.ID, "given a level above")
		if c.Level == "" && strings.TrimSpace(c.Ground) == "" {
			r.say(at+".level", "rule %s has neither a level (error, warning, note, off) nor a ground; leave it out", c.ID)
		}
		if c.Level == Off && slices.Contains(alwaysTold, c.ID) {
			r.say(at+".level", "rule %s tells of words that were lost or of secrets at risk; lower it to note, but it cannot be off", c.ID)
		}
	}
}

func (r *report) book(n *Notice) {
	if len(n.Issue.Text) > 0 && n.Issue.Title == "" {
		r.say("issue.title", "the notice of issue has a text and no title; write it, as in 关于印发职权目录的通知")
	}
	fields := map[string]bool{"seq": true}
	for _, f := range n.Fields {
		fields[f.Key] = true
	}
	r.parts("book", n.Book.Parts, fields)
	volumes := claims{}
	for i, v := range n.Book.Volumes {
		at := fmt.Sprintf("book.volumes[%d]", i)
		switch {
		case v.Class == "":
			r.say(at+".class", "volume without a class; valid: internal, secret (the public one is the book itself)")
			continue
		case v.Title == "" && v.Mark == "" && v.Copies == 0 && len(v.Parts) == 0:
			r.say(at, "volume %s has neither title nor mark, copies or parts; give it one, or leave it out", v.Class)
		}
		if v.Copies < 0 || v.Copies > MaxCopies {
			r.say(at+".copies", "%d copies; from 1 to %d are made, or leave it out", v.Copies, MaxCopies)
		}
		r.claim(volumes, at+".class", string(v.Class), string(v.Class), "a volume above")
		if len(v.Parts) > 0 {
			r.parts(at, v.Parts, fields)
		}
	}
	r.cards(&n.Book.Cards, fields)
}

func (r *report) cards(c *Cards, fields map[string]bool) {
	if c.Title == "" && len(c.Fields) > 0 {
		r.say("book.cards.title", "the cards have no title; write the notice's word, for example 办事明白卡")
	}
	if c.Title != "" && len(c.Fields) == 0 {
		r.say("book.cards.fields", "the cards have no fields; list those that they show")
	}
	shown := claims{}
	for i, key := range c.Fields {
		at := fmt.Sprintf("book.cards.fields[%d]", i)
		if !fields[key] || key == "seq" {
			r.say(at, "the unknown field %q on the cards; fields has no such key", key)
			continue
		}
		r.claim(shown, at, key, key, "a field of the cards above")
	}
}

// parts checks the parts of the book, or of a volume of it; of is its path.
func (r *report) parts(of string, parts []Part, fields map[string]bool) {
	kinds := claims{}
	for i, p := range parts {
		at := fmt.Sprintf("%s.parts[%d]", of, i)
		if p.Kind == "" {
			r.say(at+".kind", "part without a kind; valid: %s", strings.Join(words[reflect.TypeFor[PartKind]()], ", "))
			continue
		}
		r.claim(kinds, at+".kind", string(p.Kind), string(p.Kind), "a part above")
		if p.Title == "" && p.Kind != PartCover && p.Kind != PartTitlePage {
			r.say(at+".title", "part %s has no title", p.Kind)
		}
		switch {
		case p.Kind != PartCatalog && len(p.Columns) > 0:
			r.say(at+".columns", "part %s has columns; only the catalog has", p.Kind)
		case p.Kind == PartCatalog && len(p.Columns) == 0:
			r.say(at+".columns", "the catalog has no columns; list the fields it shows")
		}
		if p.Kind != PartCatalog && p.By != "" {
			r.say(at+".by", "part %s has a grouping; only the catalog has", p.Kind)
		}
		r.columns(at, p.Columns, fields)
	}
	if _, ok := kinds[string(PartCatalog)]; !ok {
		r.say(of+".parts", "no part of kind catalog; a book without it has nothing to say")
	}
}

func (r *report) columns(at string, columns []Column, fields map[string]bool) {
	shown, heads := claims{}, claims{}
	var groups []string
	for i, c := range columns {
		at := fmt.Sprintf("%s.columns[%d]", at, i)
		for j, key := range append([]string{c.Field}, c.With...) {
			path := at + ".field"
			if j > 0 {
				path = fmt.Sprintf("%s.with[%d]", at, j-1)
			}
			if !fields[key] {
				r.say(path, "column of the unknown field %q; fields has no such key", key)
				continue
			}
			r.claim(shown, path, key, key, "a column above")
		}
		if c.Title == "" && fields[c.Field] {
			r.say(at+".title", "column %s has no title", c.Field)
		} else if c.Title != "" {
			r.claim(heads, at+".title", c.Title, c.Group+"/"+FoldHead(c.Title), "the head of a column above")
		}
		if c.Align != "left" && c.Align != "center" {
			r.say(at+".align", "unknown align %q; valid: left, center", c.Align)
		}
		if c.Group != "" && (i == 0 || columns[i-1].Group != c.Group) {
			if slices.Contains(groups, c.Group) {
				r.say(at+".group", "group %s is torn apart; put its columns side by side", c.Group)
			}
			groups = append(groups, c.Group)
		}
	}
}

// Parts of an archival number (档号): DA/T 22 writes them in capitals and digits.
var (
	fondsForm    = regexp.MustCompile(`^[A-Z0-9]{1,20}$`)
	categoryForm = regexp.MustCompile(`^[A-Z]{2}$`)
	officeForm   = regexp.MustCompile(`^[A-Z0-9]{1,10}$`)
)

func (r *report) archive(a *Archive) {
	if !a.Demanded() {
		if a.Office != "" || a.Keeper != "" || a.SM3 || a.Sealed || a.Secret == SecretIncluded {
			r.say("archive.fonds", "archive says how editions are handed over, but not under which 全宗号; write fonds, for example \"0194\", as the archive gave it")
		}
		return
	}
	for _, f := range []struct {
		path, value, like string
		form              *regexp.Regexp
	}{
		{"archive.fonds", a.Fonds, `capitals and digits, as in "0194"`, fondsForm},
		{"archive.category", a.Category, "two capitals, as in WS", categoryForm},
		{"archive.office", a.Office, "capitals and digits, as in BGS", officeForm},
	} {
		if !f.form.MatchString(f.value) {
			r.say(f.path, "%q is no part of an archival number (档号); use %s", f.value, f.like)
		}
	}
}
