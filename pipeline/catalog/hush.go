package catalog

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"huibian/pipeline/notice"
)

// Unsaid stands for a text that names a secret item.
const Unsaid = "（内容从略）"

// shortestName is the shortest name of a secret item that is looked for in other texts, in characters: shorter ones are
// common words.
const shortestName = 6

// hush finds the fields of other items in which the name of a secret one stands, in whatever spelling: what is kept back
// in its own row must not be read in another.
func (m *merger) hush() {
	names := secretNames{map[rune]bool{}, map[string][]string{}, map[string]bool{}}
	m.secrets = names
	items := m.catalog.Items
	for i := range items {
		if items[i].Class == notice.Secret {
			names.add(m.folded[i])
		}
	}
	m.catalog.kept = m.keptNames()
	for _, name := range m.catalog.kept {
		names.add(name)
	}
	m.catalog.secrets = names
	if len(names.names) == 0 {
		return
	}
	for i := range items {
		if items[i].Class == notice.Secret {
			continue
		}
		for _, f := range m.n.Fields {
			found := false
			if f.Key == "name" {
				found = names.in(m.folded[i])
			} else if text := items[i].Fields[f.Key]; text != "" {
				found = names.speaks(text)
			}
			if found {
				items[i].Hushed = append(items[i].Hushed, f.Key)
			}
		}
	}
}

// hushCodes finds the fields of other items in which the code of a secret one stands, as it is now or as it was submitted.
func (m *merger) hushCodes() {
	var codes []string
	add := func(code string) {
		if code = notice.NormalizeCode(code); len(code) >= shortestCode {
			codes = append(codes, code)
		}
	}
	items := m.catalog.Items
	for i := range items {
		if it := &items[i]; it.Class == notice.Secret {
			add(it.Code)
			add(it.Submitted)
		}
	}
	for p, x := range m.known.powers {
		if i := m.known.item[p]; x.Secret() && (i < 0 || items[i].Class == notice.Secret) {
			add(x.Code)
			add(x.OldCode)
		}
	}
	if len(codes) == 0 {
		return
	}
	said := map[string]bool{} // many cells say the same
	speaks := func(text string) bool {
		found, again := said[text]
		if !again {
			folded := notice.NormalizeCode(text)
			found = slices.ContainsFunc(codes, func(code string) bool { return strings.Contains(folded, code) })
			said[text] = found
		}
		return found
	}
	for i := range items {
		it := &items[i]
		if it.Class == notice.Secret {
			continue
		}
		for _, f := range m.n.Fields {
			text := it.Fields[f.Key]
			if f.Kind != notice.KindCode && strings.ContainsFunc(text, digital) && !slices.Contains(it.Hushed, f.Key) && speaks(text) {
				it.Hushed = append(it.Hushed, f.Key)
			}
		}
	}
}

// shortestCode is the shortest code of a secret item that is looked for in other texts, in bytes.
const shortestCode = 6

func digital(r rune) bool { return unicode.IsDigit(r) }

// NamesSecret reports whether a text names a secret item, in whatever spelling: its name stands in it, or it is no more than
// the name, however short, or the code. It is not for several goroutines at once.
func (c *Catalog) NamesSecret(text string) bool {
	if text == "" {
		return false
	}
	if c.secrets.names != nil && c.secrets.speaks(text) {
		return true
	}
	if c.secret == nil {
		c.secret = map[string]bool{}
		for _, name := range c.kept {
			c.secret[name] = true
		}
		for i := range c.Items {
			if it := &c.Items[i]; it.Class == notice.Secret {
				c.secret[sameName(it.Name)], c.secret[it.Code] = true, true
			}
		}
		delete(c.secret, "")
	}
	return len(c.secret) > 0 && (c.secret[sameName(text)] || c.secret[notice.NormalizeCode(text)])
}

// keptNames are the names of powers that were secret and are not here, or by another name: what the section left out this
// time is no less secret. A name that an open item bears is none any more.
func (m *merger) keptNames() (out []string) {
	var here map[string]bool
	for p, x := range m.known.powers {
		if !x.Secret() {
			continue
		}
		if i := m.known.item[p]; i >= 0 && m.catalog.Items[i].Class != notice.Secret {
			continue // it was opened
		}
		if here == nil {
			here = map[string]bool{}
			for _, name := range m.folded {
				here[name] = true
			}
		}
		if name := m.known.at[p].name; !here[name] {
			out = append(out, name)
		}
	}
	return out
}

// secretNames are folded names by their first characters, as many as the shortest has.
type secretNames struct {
	first map[rune]bool
	names map[string][]string
	known map[string]bool // texts looked at: many cells say the same
}

// speaks reports whether one of the names stands in a text, in whatever spelling.
func (n *secretNames) speaks(text string) bool {
	found, again := n.known[text]
	if !again {
		found = n.mayBeIn(text) && n.in(sameName(text))
		n.known[text] = found
	}
	return found
}

func (n *secretNames) add(name string) {
	head := firstOf(name, shortestName)
	if head == "" {
		return
	}
	r, _ := utf8.DecodeRuneInString(name)
	n.first[r] = true
	n.names[head] = append(n.names[head], name)
}

// mayBeIn reports whether a text has a character with which a name could begin: most have none and need not be folded.
func (n *secretNames) mayBeIn(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return n.first[r] || !han(r) && !punctuation(r) })
}

// in reports whether one of the names stands in a folded text.
func (n *secretNames) in(text string) bool {
	for i, r := range text {
		if !n.first[r] {
			continue
		}
		for _, name := range n.names[firstOf(text[i:], shortestName)] {
			if strings.HasPrefix(text[i:], name) {
				return true
			}
		}
	}
	return false
}

// han and punctuation are the characters that no folding turns into the first of a name.
func han(r rune) bool         { return r >= 0x4E00 && r <= 0x9FFF }
func punctuation(r rune) bool { return r >= 0x3000 && r <= 0x3015 || r >= 0x2010 && r <= 0x203A }

// firstOf is the first n characters of a text, "" if it has not as many.
func firstOf(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	if n == 0 {
		return s
	}
	return ""
}

// Secrets are the names and codes of items that must not be told where others may read. The zero value knows none. It is not
// for several goroutines at once.
type Secrets struct {
	names secretNames
	exact map[string]bool
	short []string // names that In does not look for in other texts
}

// Add adds a name, and the code that goes with it; "" is none.
func (s *Secrets) Add(name, code string) {
	if s.exact == nil {
		s.names, s.exact = secretNames{map[rune]bool{}, map[string][]string{}, map[string]bool{}}, map[string]bool{}
	}
	name = sameName(name)
	s.names.add(name)
	if n := utf8.RuneCountInString(name); n >= shortestNear && n < shortestName && !slices.Contains(s.short, name) {
		s.short = append(s.short, name)
	}
	s.exact[name], s.exact[notice.NormalizeCode(code)] = true, true
	delete(s.exact, "")
}

// None reports whether there is nothing that must not be told.
func (s *Secrets) None() bool { return len(s.exact) == 0 }

// shortestNear is the shortest name that Near looks for in other texts, in characters.
const shortestNear = 3

// Near is In where a text may as well be left out altogether: short names are looked for in it, too.
func (s *Secrets) Near(text string) bool {
	if s.In(text) {
		return true
	}
	if len(s.short) == 0 {
		return false
	}
	text = sameName(text)
	return slices.ContainsFunc(s.short, func(name string) bool { return strings.Contains(text, name) })
}

// In reports whether a text names one of them: the name or the code stands in it, or, of a short name, it is no more than that.
func (s *Secrets) In(text string) bool {
	if len(s.exact) == 0 || text == "" {
		return false
	}
	return s.names.speaks(text) || s.exact[sameName(text)] || s.holdsCode(text)
}

// Within is In for a long text of many lines, such as all of a file: a name may run over lines, and one that is short may be a
// line. A code of a digit or two, as lists of old have them, is not looked for: it stands in every table. It remembers nothing.
func (s *Secrets) Within(text string) bool {
	if len(s.exact) == 0 || text == "" {
		return false
	}
	if s.names.in(sameName(text)) || s.holdsCode(text) {
		return true
	}
	lines := strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\t' })
	return slices.ContainsFunc(lines, func(line string) bool { return len(line) >= shortestCode && s.exact[sameName(line)] })
}

// holdsCode reports whether one of the codes stands in a text.
func (s *Secrets) holdsCode(text string) bool {
	if !strings.ContainsFunc(text, digital) {
		return false
	}
	folded := notice.NormalizeCode(text)
	for code := range s.exact {
		if len(code) >= shortestCode && strings.ContainsFunc(code, digital) && strings.Contains(folded, code) {
			return true
		}
	}
	return false
}
