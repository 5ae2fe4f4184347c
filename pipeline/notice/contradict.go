package notice

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// contradictions reports what the types alone cannot see: things missing, named twice, or at odds with one another.
func (r *report) contradictions(n *Notice) {
	r.required(n)
	r.approval(n)
	r.sections(n)
	r.categories(n)
	r.codes(n)
	r.fields(n)
	r.forms(n)
	r.disclosure(n)
	r.vocabulary(n)
	r.schedule(n)
	r.revision(n)
	r.review(n)
	r.levels(n)
	r.book(n)
	r.archive(&n.Archive)
}

// plainName is what may be a folder name of ours.
var plainName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func (r *report) required(n *Notice) {
	for _, f := range []struct{ path, value, example string }{
		{"name", n.Name, "putian-2009"},
		{"title", n.Title, "莆田市外经贸局规范行政权力运行工作实施方案"},
		{"unit.name", n.Unit.Name, "莆田市对外贸易经济合作局"},
		{"unit.code", n.Unit.Code, "PT01WJ"},
		{"edition.label", n.Edition.Label, "2009年版"},
		{"book.title", n.Book.Title, "行政职权目录汇编"},
		{"codes.separator", n.Codes.Separator, "-"},
	} {
		if strings.TrimSpace(f.value) == "" {
			r.say(f.path, "%s is missing; write one, for example %s", f.path, f.example)
		}
	}
	if n.Edition.Date.IsZero() {
		r.say("edition.date", "edition.date is missing; write the day printed in the books, for example 2009-09-20")
	}
	if n.Name != "" && !plainName.MatchString(n.Name) {
		r.say("name", "name %q: use lower-case letters, digits and single hyphens, as in putian-2009; it is a folder's name", n.Name)
	}
	for _, l := range []struct {
		path  string
		count int
		what  string
	}{
		{"sections", len(n.Sections), "the sections that submit"},
		{"categories", len(n.Categories), "the categories of powers"},
		{"fields", len(n.Fields), "the fields of a power"},
		{"forms", len(n.Forms), "the forms that are asked for"},
	} {
		if l.count == 0 {
			r.say(l.path, "%s is empty; list %s", l.path, l.what)
		}
	}
}

// maxOffice is the longest name of an office that fits the stamp of a proof, in characters.
const maxOffice = 16

// approval demands both halves: an office that nobody can trace to the notice is no better than none, and a ground
// without an office would publish what it forbids.
func (r *report) approval(n *Notice) {
	a := n.Approval
	if _, given := r.at["approval"]; !given {
		return
	}
	switch by := strings.TrimSpace(a.By); {
	case by == "":
		r.say("approval.by", "approval.by is missing; write the office that approves, for example 市法制办, or take approval out")
	case by != a.By, utf8.RuneCountInString(by) > maxOffice:
		r.say("approval.by", "approval.by %q: at most %d characters, without blanks or line breaks around them; it stands in the stamp of a proof", a.By, maxOffice)
	}
	if strings.TrimSpace(a.Ground) == "" {
		r.say("approval.ground", "approval.ground is missing; quote the words of the notice that demand the approval")
	}
}

// claims remembers who claimed a word first.
type claims map[string]string

// claim reports a word that somebody else has, or that is empty. who names the claimant as an error does.
func (r *report) claim(c claims, path, word, folded, who string) {
	if folded == "" {
		r.say(path, "%s is empty, or nothing but blanks and punctuation", leaf(path))
		return
	}
	if first, taken := c[folded]; taken {
		r.say(path, "%q is already %s", word, first)
		return
	}
	c[folded] = who
}

// reserved are names under inputs/ that are never a section (DESIGN §3).
var reserved = []string{"回执", "审核"}

// device are the names Windows keeps for itself, with any ending.
var device = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)`)

// maxFolder is the longest name of a section, in characters: 255 bytes is what file systems take, and a Han character has
// three of them.
const maxFolder = 80

// notAFolder says why a name cannot be a folder's on Linux and Windows alike; "" if it can.
func notAFolder(name string) string {
	switch {
	case strings.ContainsAny(name, `/\:*?"<>|`):
		return `no / \ : * ? " < > |`
	case strings.HasPrefix(name, "."), strings.HasPrefix(name, "_"):
		return "no leading . or _"
	case strings.HasSuffix(name, "."), strings.TrimSpace(name) != name:
		return "no trailing ., no blank before or behind"
	case slices.Contains(reserved, name):
		return "not 回执 or 审核, which have a meaning of their own"
	case device.MatchString(name):
		return "Windows keeps that name for itself"
	case utf8.RuneCountInString(name) > maxFolder:
		return fmt.Sprintf("at most %d characters", maxFolder)
	}
	return ""
}

func (r *report) sections(n *Notice) {
	names, codes := claims{}, claims{}
	for i, s := range n.Sections {
		at := fmt.Sprintf("sections[%d]", i)
		r.claim(names, at+".name", s.Name, Fold(s.Name), fmt.Sprintf("the name of section %d", i+1))
		if why := notAFolder(s.Name); why != "" {
			r.say(at+".name", "section %q cannot be a folder under inputs/: %s", s.Name, why)
		}
		for j, a := range s.Aliases {
			r.claim(names, fmt.Sprintf("%s.aliases[%d]", at, j), a, Fold(a), "a name of section "+s.Name)
		}
		if s.Code == "" {
			continue
		}
		if !sectionCode.MatchString(s.Code) {
			r.say(at+".code", "section code %q: two capital letters or digits (P25), or leave it out", s.Code)
		}
		r.claim(codes, at+".code", s.Code, s.Code, "the code of section "+s.Name)
	}
}

var (
	sectionCode  = regexp.MustCompile(`^[A-Z0-9]{2}$`)
	categoryCode = regexp.MustCompile(`^[A-Z]{2}$`)
)

func (r *report) categories(n *Notice) {
	names := claims{} // a code is a name too: the column 类别 of a file may hold either
	for i, c := range n.Categories {
		at := fmt.Sprintf("categories[%d]", i)
		r.claim(names, at+".name", c.Name, Fold(c.Name), fmt.Sprintf("the name of category %d", i+1))
		for j, a := range c.Aliases {
			r.claim(names, fmt.Sprintf("%s.aliases[%d]", at, j), a, Fold(a), "a name of category "+c.Name)
		}
		if !categoryCode.MatchString(c.Code) {
			r.say(at+".code", "category code %q: two capital letters, as in XK (P26)", c.Code)
			continue
		}
		r.claim(names, at+".code", c.Code, c.Code, "the code of category "+c.Name)
	}
}

// codes holds the scheme against the codes it will have to make.
func (r *report) codes(n *Notice) {
	s := &n.Codes
	if s.Width < 1 || s.Width > 9 {
		r.say("codes.width", "codes.width %d: the number of digits of the sequence, 1 to 9; the notice has 4 (P27)", s.Width)
		return
	}
	if f := s.First; f.Public < 1 || f.Public >= f.Internal || f.Internal >= f.Secret || f.Secret > s.Last() {
		r.say("codes.first", "codes.first %d, %d, %d: ranges overlap; 1 ≤ public < internal < secret ≤ %d is wanted", f.Public, f.Internal, f.Secret, s.Last())
	}
	re, err := regexp.Compile(s.Pattern)
	switch {
	case s.Pattern == "":
		r.say("codes.pattern", "codes.pattern is missing; write a regular expression with the groups %s", strings.Join(codeGroups, ", "))
		return
	case err != nil:
		r.say("codes.pattern", "codes.pattern is not a regular expression (RE2): %v", err)
		return
	}
	for _, g := range codeGroups {
		if re.SubexpIndex(g) < 0 {
			r.say("codes.pattern", "codes.pattern lacks the group (?P<%s>…); it needs %s", g, strings.Join(codeGroups, ", "))
			return
		}
	}
	s.re = re
	r.ownCodes(n)
}

// ownCodes demands that the pattern takes every code of the notice's own, apart into the parts it was made of.
func (r *report) ownCodes(n *Notice) {
	s := &n.Codes
	takes := func(c Code) (string, bool) {
		text := s.join(c.Unit, c.Section, c.Category, c.Seq)
		got, ok := s.Parse(text)
		return text, ok && got == c
	}
	if len(n.Categories) == 0 || n.Unit.Code == "" || strings.TrimSpace(s.Separator) == "" {
		return // said already
	}
	some := Code{n.Unit.Code, "", n.Categories[0].Code, 1}
	unitFits := false
	for i, c := range n.Categories {
		_, ok := takes(Code{n.Unit.Code, "", c.Code, 1})
		if unitFits = unitFits || ok; ok {
			some.Category = n.Categories[i].Code
		}
	}
	if !unitFits {
		text, _ := takes(some)
		r.say("unit.code", "codes.pattern does not take %s, made of unit code %q, apart into unit, category and %d digits; change unit.code, codes.pattern or codes.width", text, n.Unit.Code, s.Width)
		return
	}
	for i, c := range n.Categories {
		if text, ok := takes(Code{n.Unit.Code, "", c.Code, 1}); !ok && categoryCode.MatchString(c.Code) {
			r.say(fmt.Sprintf("categories[%d].code", i), "codes.pattern does not take %s, made of category code %q", text, c.Code)
		}
	}
	for i, sec := range n.Sections {
		if sec.Code == "" || !sectionCode.MatchString(sec.Code) {
			continue
		}
		some.Section = sec.Code
		if text, ok := takes(some); !ok {
			r.say(fmt.Sprintf("sections[%d].code", i), "codes.pattern does not take %s, made of section code %q", text, sec.Code)
		}
	}
	some.Section, some.Seq = "", s.Last()
	if text, ok := takes(some); !ok {
		r.say("codes.width", "codes.pattern does not take %s, the last code of %d digits", text, s.Width)
	}
}
