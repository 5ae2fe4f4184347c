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
		return c.Law != "" && (!c.unmarked() || levelOf(c.Law, "", "") != Organisation) && strings.TrimSuffix(c.Key, "("+c.Version+")") != Key(c.Law)
	}},
	{"a title whose own marks do not match", func(c Citation) bool {
		depth, least := 0, 0
		for _, r := range c.Law {
			depth += map[rune]int{'《': 1, '》': -1}[r]
			least = min(least, depth)
		}
		return depth != 0 || least < 0
	}},
	{"the name of a law that was read as none for what stands beside it", func(c Citation) bool {
		return !c.Named() && slices.ContainsFunc(Parse(c.Text), Citation.Named)
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

// A citation made of what laws, numbers, versions and wordings there are is read from what it prints.
func TestPrintComposed(t *testing.T) {
	drawn.Steady(t)
	laws := []string{
		"中华人民共和国统计法", "对外贸易法", "货物进出口管理条例", "福建省实施〈中华人民共和国水法〉办法", "关于印发《福建省行政执法程序规定》的通知",
		"中小企业国际市场开拓资金管理办法（试行）", "国务院对确需保留的行政审批项目设定行政许可的决定", "民法典",
	}
	numbers := []string{"", "", "国务院令第332号", "莆政法〔2009〕12号", "商务部、海关总署、质检总局令2008年第7号", "闽政〔2003〕5号、闽外经贸〔2004〕8号", "主席令第十五号"}
	versions := []string{"", "", "2004年修订", "试行", "2006", "1994年7月1日起施行，2004年修订"}
	texts := []string{"", "", "申请人应当提交申请书。", "下列事项：（一）甲；\n（二）乙", "所称“统计”，依照《行政许可法》第十二条。《公路法》第三条", "第八类"}
	rapid.Check(t, func(t *rapid.T) {
		draw := func(from []string, name string) string { return rapid.SampledFrom(from).Draw(t, name) }
		c := Citation{Law: draw(laws, "law"), DocNo: draw(numbers, "number"), Version: draw(versions, "version"), Text: draw(texts, "text")}
		for range rapid.IntRange(0, 4).Draw(t, "places") {
			c.Locators = append(c.Locators, placed(t).String())
		}
		got := Parse(c.String())
		if len(got) != 1 {
			t.Fatalf("%s reads as %d", c, len(got))
		}
		d := got[0]
		if c.Law != d.Law || c.DocNo != d.DocNo || c.Version != d.Version || c.Text != d.Text || !slices.Equal(c.Locators, d.Locators) {
			t.Fatalf("%s\n reads as %s", c, line(d))
		}
	})
}
