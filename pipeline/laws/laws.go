package laws

import (
	"fmt"
	"strings"

	"huibian/pipeline/cite"
	"huibian/pipeline/notice"
)

// File is the list below a workspace, as errors name it.
const File = "templates/laws.yaml"

// List (法规目录) is what the office knows of laws. A nil List knows none. It is safe for use by many at once.
type List struct {
	Laws []Law `yaml:"laws"` // in the order of the file

	byKey    map[string]int // titles and aliases, as cite.Key
	byNumber map[string]int // numbers, as cite.NumberKey; shared if several laws bear one
}

// shared marks a number that finds no law. Decrees of the President (主席令) are counted anew by each congress, so that
// laws of two may have the same.
const shared = -1

// Law (法规) is what the office knows of a law, a rule or a document. Dates that are not known are zero.
type Law struct {
	Title    string        `yaml:"title"`    // without 《》: 中华人民共和国统计法
	Aliases  []string      `yaml:"aliases"`  // other names
	Number   string        `yaml:"number"`   // 主席令第十五号
	From     notice.Date   `yaml:"from"`     // first day in force
	Amended  []notice.Date `yaml:"amended"`  // earliest first
	Repealed notice.Date   `yaml:"repealed"` // first day no longer in force
	By       string        `yaml:"by"`       // what took its place
	Articles int           `yaml:"articles"` // how many it has; 0 if not known
}

// Parse reads a list and checks it. name is what errors call the file; they are [*notice.Problem]s, joined.
func Parse(name string, data []byte) (*List, error) {
	return notice.Read(name, "list of laws", data, (*List).check)
}

// Find is the law that a citation names: by its title, or by its document number where it names no title.
func (l *List) Find(c cite.Citation) (*Law, bool) {
	if l == nil {
		return nil, false
	}
	if c.Law != "" {
		return l.at(l.byKey, c.Key)
	}
	for _, no := range c.Numbers() {
		if law, ok := l.at(l.byNumber, no); ok {
			return law, true
		}
	}
	return nil, false
}

func (l *List) at(index map[string]int, key string) (*Law, bool) {
	i, ok := index[key]
	if !ok || i == shared {
		return nil, false
	}
	return &l.Laws[i], true
}

type sayer = func(path, format string, args ...any)

// check finds contradictions, and makes the indexes on the way.
func (l *List) check(say sayer) {
	l.byKey, l.byNumber = map[string]int{}, map[string]int{}
	if l.Laws == nil {
		say("laws", "laws is missing; write the laws, or take the file away")
	}
	for i := range l.Laws {
		at, law := fmt.Sprintf("laws[%d]", i), &l.Laws[i]
		if strings.TrimSpace(law.Title) == "" {
			say(at+".title", "law without a title")
			continue
		}
		l.name(say, at+".title", law.Title, i)
		for k, alias := range law.Aliases {
			l.name(say, fmt.Sprintf("%s.aliases[%d]", at, k), alias, i)
		}
		if law.Number != "" {
			key := cite.NumberKey(law.Number)
			if _, taken := l.byNumber[key]; taken {
				i = shared
			}
			l.byNumber[key] = i
		}
		law.check(say, at)
	}
}

// name enters one of the names of the law with index i.
func (l *List) name(say sayer, at, name string, i int) {
	key := cite.Key(name)
	other, taken := l.byKey[key]
	switch {
	case key == "":
		say(at, "empty name of %s; fill it in or take it out", l.Laws[i].Title)
	case strings.HasPrefix(strings.TrimSpace(name), "《"):
		say(at, "%s: write the title without 《》", name)
	case taken && other == i:
		say(at, "%s names %s once more, with or without 中华人民共和国 and year; once is enough", name, l.Laws[i].Title)
	case taken:
		say(at, "%s is there twice: %s is the same law by its name; make one entry of them", name, l.Laws[other].Title)
	default:
		l.byKey[key] = i
	}
}

// check finds what contradicts itself in one law.
func (l *Law) check(say sayer, at string) {
	ended := !l.Repealed.IsZero()
	if ended && !l.From.Before(l.Repealed) && !l.From.IsZero() {
		say(at+".repealed", "%s is repealed from %s, and in force only from %s", l.Title, l.Repealed, l.From)
	}
	if l.By != "" && !ended {
		say(at+".by", "%s took the place of %s, but repealed is missing; write the day", l.By, l.Title)
	}
	if l.Articles < 0 {
		say(at+".articles", "%s has %d articles; write how many it has, or take the key out", l.Title, l.Articles)
	}
	for i, d := range l.Amended {
		here := fmt.Sprintf("%s.amended[%d]", at, i)
		switch {
		case d.Before(l.From):
			say(here, "%s is amended on %s, before it is in force from %s", l.Title, d, l.From)
		case ended && !d.Before(l.Repealed):
			say(here, "%s is amended on %s, but repealed from %s", l.Title, d, l.Repealed)
		case i > 0 && !l.Amended[i-1].Before(d):
			say(here, "%s is amended on %s, which does not come after %s; write the days in their order", l.Title, d, l.Amended[i-1])
		}
	}
}
