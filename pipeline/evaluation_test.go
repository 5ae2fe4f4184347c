package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"huibian/pipeline/answer"
	"huibian/pipeline/notice"
	"huibian/pipeline/review"
	"huibian/templates"
)

const (
	evaluationRows  = 300 // powers of the set, at least
	evaluationNoise = 0   // warnings and notes that nothing in the set gives a ground for
)

// TestEvaluation measures the review on a set of its own: submissions as offices write them, with faults planted in less
// than half of the rows. Every planted fault is to be found, and nothing else. With -v the table of confusion is printed:
// of each rule how many faults were planted, found and missed, and how many findings nothing was planted for.
func TestEvaluation(t *testing.T) {
	files, err := filepath.Glob("testdata/evaluation/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	var score confusion
	rows, clean := 0, 0
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		c := readEvalCase(t, file, noticeNamed(t))
		for _, r := range c.rows {
			rows++
			if !slices.ContainsFunc(r.marks, func(p *evalPlant) bool { return p.must }) {
				clean++
			}
		}
		score.add(name, c, c.findings(t, strings.TrimSuffix(file, ".txt")))
	}
	t.Logf("%d rows in %d bureaus, %d of them clean\n%s", rows, len(files), clean, &score)
	if rows < evaluationRows || clean*2 < rows {
		t.Errorf("%d rows, %d of them clean: want at least %d, half of them clean", rows, clean, evaluationRows)
	}
	if len(score.missed) > 0 || score.unplanned(notice.Error) > 0 {
		t.Errorf("%d planted faults missed, %d errors unfounded", len(score.missed), score.unplanned(notice.Error))
	}
	if noise := score.unplanned(notice.Warning) + score.unplanned(notice.Info); noise > evaluationNoise {
		t.Errorf("%d warnings and notes unfounded, at most %d are right", noise, evaluationNoise)
	}
}

func noticeNamed(t *testing.T) func(name string) *notice.Notice {
	return func(name string) *notice.Notice {
		tmpl, err := templates.Load("", name)
		if err != nil {
			t.Fatal(err)
		}
		return tmpl.Notice
	}
}

// findings is what a build says of the case. base is its path without .txt: beside it may lie what is known of laws.
func (c *evalCase) findings(t *testing.T, base string) []notice.Finding {
	t.Helper()
	w := Workspace{Dir: filepath.Join(t.TempDir(), "工作区")}
	if err := templates.Init(w.Dir, c.notice, false); err != nil {
		t.Fatal(err)
	}
	put := func(file string, b []byte) {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if laws, err := os.ReadFile(base + ".laws.yaml"); err == nil {
		put(filepath.Join(w.Dir, "templates", "laws.yaml"), laws)
	}
	for _, f := range c.files {
		if f.path != c.baseline {
			put(filepath.Join(w.Inputs(), filepath.FromSlash(f.path)), f.bytes())
			continue
		}
		file := filepath.Join(t.TempDir(), filepath.FromSlash(f.path))
		put(file, f.bytes())
		o := ImportOptions{Act: Act{At: time.Date(2009, 6, 1, 9, 0, 0, 0, time.UTC), By: "审核员"}, Files: []string{file}, Label: "2008年版"}
		if _, err := Import(context.Background(), w, o); err != nil {
			t.Fatal(err)
		}
	}
	h, err := w.open()
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	s, err := gather(ctx, h.Notice, w, silent{})
	if err != nil {
		t.Fatal(err)
	}
	reg, err := w.registered(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if reg != nil {
		defer reg.Close()
	}
	cal, err := templates.Calendar(w.Dir)
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range c.changes {
		ch := answer.NewChange(cal, answer.Change{On: x.day}, s.n.Revision.Days, x.today)
		s.revisions = append(s.revisions, review.Revision{Item: fmt.Sprint(i), Name: x.power, What: x.what, On: x.day, Due: ch.Due, Late: ch.Overdue(x.today)})
	}
	if err := s.settleWith(ctx, w, reg); err != nil {
		t.Fatal(err)
	}
	if err := s.balance(); err != nil {
		t.Error(err)
	}
	return s.findings
}

// A confusion is what was planted against what was found.
type confusion struct {
	rules  map[string]*ruleScore
	missed []string
	extra  []string
}

type ruleScore struct {
	planted, found int
	unplanned      map[notice.Level]int
}

func (c *confusion) rule(id string) *ruleScore {
	if c.rules == nil {
		c.rules = map[string]*ruleScore{}
	}
	if c.rules[id] == nil {
		c.rules[id] = &ruleScore{unplanned: map[notice.Level]int{}}
	}
	return c.rules[id]
}

// add holds the findings of a case against its faults. What the reader notes of how it read is not of the review.
func (c *confusion) add(name string, e *evalCase, findings []notice.Finding) {
	for _, f := range findings {
		planned := false
		for _, p := range e.plants {
			if p.matches(f) {
				p.found, planned = true, true
			}
		}
		if !planned && (f.Rule[0] != 'R' || f.Level != notice.Info) {
			c.rule(f.Rule).unplanned[f.Level]++
			c.extra = append(c.extra, fmt.Sprintf("%s %s %s/%s %s [%s] %s", f.Rule, f.Level, name, f.Place.File, f.Place, f.Item, f.Message))
		}
	}
	for _, p := range e.plants {
		if !p.must {
			continue
		}
		r := c.rule(p.rule)
		r.planted++
		if p.found {
			r.found++
			continue
		}
		what := cmp.Or(p.word, p.section)
		if p.unit != nil {
			what = cmp.Or(p.unit.name, what)
		}
		c.missed = append(c.missed, fmt.Sprintf("%s %s %s %s", p.rule, p.line, p.file, what))
	}
}

func (c *confusion) unplanned(l notice.Level) (n int) {
	for _, r := range c.rules {
		n += r.unplanned[l]
	}
	return n
}

// String is the table of confusion, and below it what was missed and what was found without ground.
func (c *confusion) String() string {
	var b strings.Builder
	b.WriteString("rule  planted  found  missed  unplanned errors  warnings  notes\n")
	line := func(id string, planted, found, e, w, i int) {
		fmt.Fprintf(&b, "%-5s %7d %6d %7d %17d %9d %6d\n", id, planted, found, planted-found, e, w, i)
	}
	planted, found := 0, 0
	for _, id := range slices.Sorted(maps.Keys(c.rules)) {
		r := c.rules[id]
		planted, found = planted+r.planted, found+r.found
		line(id, r.planted, r.found, r.unplanned[notice.Error], r.unplanned[notice.Warning], r.unplanned[notice.Info])
	}
	line("all", planted, found, c.unplanned(notice.Error), c.unplanned(notice.Warning), c.unplanned(notice.Info))
	for _, list := range []struct {
		title string
		lines []string
	}{{"missed", c.missed}, {"unplanned", c.extra}} {
		slices.Sort(list.lines)
		fmt.Fprintf(&b, "\n%s: %d\n", list.title, len(list.lines))
		for _, l := range list.lines {
			b.WriteString("  " + l + "\n")
		}
	}
	return b.String()
}
