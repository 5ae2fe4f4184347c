package review

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"huibian/pipeline/notice"
)

// words are the notice's words for review, folded once.
type words struct {
	forms, scopes, times, sections    []string
	elements, steps, systems, reasons []element
	weak, standard                    map[string]bool
}

// element is a thing that must be there and the folded words that show it, its name among them.
type element struct {
	name    string
	words   []string
	pattern *regexp.Regexp // nil for none
}

func newWords(n *notice.Notice) words {
	v := &n.Review
	var sections []string
	for i := range n.Sections {
		sections = append(append(sections, n.Sections[i].Name), n.Sections[i].Aliases...)
	}
	return words{
		sections: folded(sections),
		forms:    folded(n.Vocabulary.Forms), scopes: folded(n.Vocabulary.Scopes), times: folded(n.Vocabulary.Times),
		elements: elementsOf(v.Elements), steps: elementsOf(v.Steps), systems: elementsOf(v.Systems), reasons: elementsOf(v.Reasons),
		weak: setOf(v.Weak), standard: setOf(v.Standard),
	}
}

func folded(all []string) []string {
	out := make([]string, len(all))
	for i, w := range all {
		out[i] = notice.Fold(w)
	}
	return out
}

func elementsOf(all []notice.Element) []element {
	out := make([]element, len(all))
	for i, e := range all {
		out[i] = element{name: e.Name, words: folded(append([]string{e.Name}, e.Words...))}
		if re, err := regexp.Compile(e.Pattern); err == nil && e.Pattern != "" { // notice.Parse has refused the others
			out[i].pattern = re
		}
	}
	return out
}

func setOf(all []string) map[string]bool {
	out := make(map[string]bool, len(all))
	for _, w := range all {
		out[w] = true
	}
	return out
}

// in reports whether a folded text shows the element.
func (e element) in(text string) bool {
	return containsAny(text, e.words...) || e.pattern != nil && e.pattern.MatchString(text)
}

// lacking are the names of the elements that a folded text does not show.
func lacking(all []element, text string) []string {
	var out []string
	for _, e := range all {
		if !e.in(text) {
			out = append(out, e.name)
		}
	}
	return out
}

// stepOf is the step that a head or a cell names, by its longest word: 合法性审查 is no 审查. -1 for none.
func stepOf(steps []element, text string) int {
	text = notice.Fold(text)
	best, at := 0, -1
	for i, e := range steps {
		for _, w := range e.words {
			if len(w) > best && strings.Contains(text, w) {
				best, at = len(w), i
			}
		}
	}
	return at
}

func containsAny(s string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
}

func hasSuffixAny(s string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasSuffix(s, w) })
}

// shown is how much of a cell's words a message repeats, in characters.
const shown = 40

// quote repeats words in a message, cut where they are long.
func quote(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > shown {
		s = string([]rune(s)[:shown]) + "……"
	}
	return "“" + s + "”"
}

// listed is how many names a message gives of many.
const listed = 10

// several names the first few of many: “甲”、“乙”、“丙”等8项.
func several(names []string, unit string) string {
	quoted := make([]string, min(len(names), listed))
	for i := range quoted {
		quoted[i] = quote(names[i])
	}
	s := strings.Join(quoted, "、")
	if len(names) > listed {
		s += "等" + decimal(len(names)) + unit
	}
	return s
}

func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}
