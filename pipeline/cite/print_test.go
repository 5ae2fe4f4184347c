package cite

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"huibian/pipeline/internal/drawn"
)

// cells are those of the forms.
func cells(t testing.TB) (list []string) {
	t.Helper()
	files, err := filepath.Glob("testdata/forms/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no forms", err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range strings.Split(string(b), "\n") {
			if cell, ok := strings.CutPrefix(l, "> "); ok {
				list = append(list, strings.ReplaceAll(cell, "⏎", "\n"))
			}
		}
	}
	return list
}

// unsaid are the citations that no words of their own can say, by the reason.
var unsaid = []struct {
	why string
	is  func(c Citation) bool
}{
	{"a short name declared elsewhere", func(c Citation) bool {
		return c.Law != "" && c.Key != staffing && strings.TrimSuffix(c.Key, "("+c.Version+")") != Key(c.Law)
	}},
	{"wording with all marks of quotation in it", func(c Citation) bool { return c.Text != "" && quote(c.Text) == c.Text }},
}

// unprinted tells why printing and reading a citation again gives another one, "" if it gives the same or need not.
func unprinted(c Citation) string {
	for _, u := range unsaid {
		if u.is(c) {
			return ""
		}
	}
	s := c.String()
	again := Parse(s)
	if len(again) != 1 {
		return s + ": reads as several"
	}
	d := again[0]
	same := c.Law == d.Law && c.Key == d.Key && c.DocNo == d.DocNo && c.Version == d.Version && c.Text == d.Text && slices.Equal(c.Locators, d.Locators)
	if labelled := c.Law != "" && levelOf(c.Law, c.DocNo, "") != c.Level || c.Law == "" && or(decreed(c.DocNo), "") != c.Level; !labelled {
		same = same && c.Level == d.Level
	}
	switch {
	case !same:
		return s + "\n read  " + line(c) + "\n again " + line(d)
	case d.String() != s:
		return s + ": printed again " + d.String()
	}
	return ""
}

// Whatever is read from the forms is printed so that it reads the same, and so are its places.
func TestPrint(t *testing.T) {
	for _, cell := range cells(t) {
		for _, c := range Parse(cell) {
			if bad := unprinted(c); bad != "" {
				t.Errorf("%s\n%s", cell, bad)
			}
			if bad := unplaced(c); bad != "" {
				t.Errorf("%s\n%s", cell, bad)
			}
		}
	}
}

// unplaced tells which locator of a citation is no place, or one that does not read the same when printed.
func unplaced(c Citation) string {
	for _, l := range c.Locators {
		p, ok := ParsePlace(l)
		if !ok {
			return l + " is no place"
		}
		again, ok := ParsePlace(p.String())
		if !ok || again != p || again.String() != p.String() {
			return l + " is printed " + p.String() + ", which reads as " + again.String()
		}
	}
	return ""
}

func TestPrintDrawn(t *testing.T) {
	drawn.Steady(t)
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 25).Draw(t, "pieces"), "")
		for _, c := range Parse(s) {
			if bad := unprinted(c); bad != "" {
				t.Fatalf("%q: %s", s, bad)
			}
			if bad := unplaced(c); bad != "" {
				t.Fatalf("%q: %s", s, bad)
			}
		}
	})
}
