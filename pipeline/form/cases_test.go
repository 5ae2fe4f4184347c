package form

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"huibian/pipeline/notice"
)

var update = flag.Bool("update", false, "write what the cases give now into testdata/cases")

const divider = "----------\n"

// loadNotice reads a notice of the repository, once.
var loadNotice = func() func(t testing.TB, name string) *notice.Notice {
	var mu sync.Mutex
	loaded := map[string]*notice.Notice{}
	return func(t testing.TB, name string) *notice.Notice {
		mu.Lock()
		defer mu.Unlock()
		if n := loaded[name]; n != nil {
			return n
		}
		path := filepath.Join("..", "..", "templates", name, "notice.yaml")
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		n, err := notice.Parse(path, data)
		if err != nil {
			t.Fatal(err)
		}
		loaded[name] = n
		return n
	}
}()

// TestCases reads every testdata/cases/*.txt: a submission in the notation of notation_test.go, a line of dashes, and
// what must come out of it. To add one, write the first half and run go test ./pipeline/form -run TestCases -update;
// then read the second half as if an office depended on it.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			input, want, _ := strings.Cut(string(data), divider)
			s := parseSample(input)
			reading := NewReader(loadNotice(t, s.notice)).Read(s.doc, Source{File: s.file, SHA256: "00", Section: s.section})
			if err := reading.Account.Balance(); err != nil {
				t.Error(err)
			}
			checkWords(t, loadNotice(t, s.notice), s.doc, reading)
			got := describe(reading)
			if *update {
				if err := os.WriteFile(file, []byte(input+divider+got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != want {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

// describe is a reading in words.
func describe(r *Reading) string {
	var b strings.Builder
	if r.Section != "" {
		fmt.Fprintf(&b, "section: %s\n", r.Section)
	}
	if r.Zero {
		b.WriteString("zero: yes\n")
	}
	for _, t := range r.Tables {
		if t.Table == 0 {
			fmt.Fprintf(&b, "%s from paragraph %d: %s records=%d", t.Layout, t.Paragraph, t.Form, t.Records)
		} else {
			fmt.Fprintf(&b, "table %d: %s %s header=%d records=%d", t.Table, t.Layout, t.Form, t.HeaderRows, t.Records)
		}
		if t.Continues > 0 {
			fmt.Fprintf(&b, " continues=%d", t.Continues)
		}
		fmt.Fprintf(&b, " — %s\n", t.Reason)
		for _, c := range t.Columns {
			fmt.Fprintf(&b, "  %d %s → %s\n", c.Column, c.Header, describeColumn(c))
		}
	}
	for i, rec := range r.Records {
		fmt.Fprintf(&b, "record %d: %s %s %s at %s rows=%d\n", i+1, rec.Class, rec.Layout, rec.Form, rec.Place, rec.Rows)
		keys := make([]string, 0, len(rec.Fields))
		for k, v := range rec.Fields {
			if v.Text != "" || v.Raw != "" {
				keys = append(keys, k)
			}
		}
		slices.Sort(keys)
		for _, k := range keys {
			v := rec.Fields[k]
			fmt.Fprintf(&b, "  %s: %s", k, oneLine(v.Text))
			if v.Raw != v.Text {
				fmt.Fprintf(&b, " ⟵ %s", oneLine(v.Raw))
			}
			if v.Inherited {
				fmt.Fprintf(&b, " [inherited from %s]", v.Place)
			}
			b.WriteByte('\n')
		}
	}
	for _, c := range r.Counts {
		fmt.Fprintf(&b, "count: %q %q %d at %s\n", c.Section, c.Category, c.N, c.Place)
	}
	describeBesides(&b, r)
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "%s %s %s: %s → %s\n", f.Rule, f.Level, f.Place, f.Message, f.Advice)
	}
	a := r.Account
	fmt.Fprintf(&b, "account: %d tables, %d rows, %d paragraphs, %d pictures; %d used\n", a.Tables, a.Rows, a.Paragraphs, a.Pictures, a.Used)
	for _, s := range a.SetAside {
		fmt.Fprintf(&b, "  %s %s: %s: %s\n", s.What, s.Where, s.Why, oneLine(s.Text))
	}
	return b.String()
}

// describeBesides says in words what a reading holds besides powers.
func describeBesides(b *strings.Builder, r *Reading) {
	if s := r.Signature; s != nil {
		fmt.Fprintf(b, "signature at %s: %q by %q, stamped %v, on %s\n", s.Place, s.Opinion, s.Signer, s.Stamped, s.On)
	}
	if !r.Dated.IsZero() {
		fmt.Fprintf(b, "dated %s at %s\n", r.Dated, r.DatedAt)
	}
	for _, c := range r.Charts {
		fmt.Fprintf(b, "chart at %s: %q %s picture %v: %s\n", c.Place, c.Name, c.Code, c.Picture, oneLine(c.Text))
		for _, s := range c.Shared {
			fmt.Fprintf(b, "  also of %s\n", s)
		}
		if c.Serves != "" {
			fmt.Fprintf(b, "  serves %s\n", c.Serves)
		}
		if c.Of > 0 {
			fmt.Fprintf(b, "  the %d. of %d\n", c.Order, c.Of)
		}
		if c.Class != "" {
			fmt.Fprintf(b, "  is %s\n", c.Class)
		}
		for _, e := range c.Elements {
			fmt.Fprintf(b, "  element %d at %s: %s: %s\n", e.Element, e.Place, e.Label, oneLine(e.Text))
		}
		if len(c.Rest) > 0 {
			fmt.Fprintf(b, "  carried, drawn %v: blocks %v\n", c.Drawn, c.Rest)
		}
		for _, s := range c.Steps {
			fmt.Fprintf(b, "  step at %s: %s\n", s.Place, oneLine(strings.Join([]string{s.Name, s.Section, s.Post, s.Limit, s.Disclosure, s.Task, s.No, s.Kind, s.Next}, " / ")))
		}
	}
	for _, d := range r.Duties {
		fmt.Fprintf(b, "duty at %s: %s %s\n", d.Place, oneLine(d.Name), d.Code)
		for _, p := range d.Posts {
			fmt.Fprintf(b, "  %s at %s: %s; %s\n", oneLine(p.Step), p.Place, oneLine(p.Text), oneLine(p.Task))
		}
	}
	for _, t := range r.Texts {
		fmt.Fprintf(b, "text at %s: %s %s, %d characters, blocks %d to %d\n", t.Place, t.Kind, t.Title, t.Words, t.From, t.To)
	}
}

// describeColumn says what a column was taken for, and why.
func describeColumn(c ColumnReading) string {
	switch {
	case c.Over:
		return "(over others)"
	case c.Rival != "":
		return "(" + c.Rival + " was taken)"
	case c.Near != "":
		return "(like " + c.Near + "?)"
	case c.Field == "":
		return c.Title
	}
	how := c.Field + " contains " + c.Synonym
	if c.Exact {
		how = c.Field + " = " + c.Synonym
	}
	if c.Also != "" {
		how += ", and speaks of " + c.Also
	}
	if c.Sure == Doubtful {
		how += " (doubtful)"
	}
	return how
}

var lineMarks = strings.NewReplacer("\n", `\n`, "\t", `\t`)

func oneLine(s string) string { return lineMarks.Replace(s) }
