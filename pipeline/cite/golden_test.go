package cite

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite what the forms are expected to give")

// line is a citation as the forms under testdata write it:
//
//	level  key | as written, where that differs | no=… | ver=… | 第三条 第五条 | text=… | bare
func line(c Citation) string {
	parts := []string{string(c.Level) + "  " + c.Key}
	add := func(mark, s string) {
		if s != "" {
			parts = append(parts, mark+strings.ReplaceAll(s, "\n", "⏎"))
		}
	}
	if c.Law != c.Key {
		add("", c.Law)
	}
	if c.DocNo != c.Key {
		add("no=", c.DocNo)
	}
	add("ver=", c.Version)
	add("", strings.Join(c.Locators, " "))
	add("text=", c.Text)
	if c.Bare {
		parts = append(parts, "bare")
	}
	return strings.TrimSpace(strings.Join(parts, " | "))
}

// Each file under testdata/forms holds forms: lines of a cell beginning with "> " (⏎ stands for a line break inside it),
// then a line for each citation, then a blank one. Lines with # are remarks.
func TestForms(t *testing.T) {
	files, err := filepath.Glob("testdata/forms/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no forms", err)
	}
	seen := map[string]bool{}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		for _, l := range strings.Split(strings.TrimRight(string(b), "\n"), "\n") {
			switch {
			case strings.HasPrefix(l, "> "):
				seen[l] = true
				cell := strings.ReplaceAll(l[2:], "⏎", "\n")
				out.WriteString(l + "\n")
				for _, c := range Parse(cell) {
					out.WriteString(line(c) + "\n")
				}
				if bad := lossless(cell); bad != "" {
					t.Errorf("%s: %q: %s", name, cell, bad)
				}
			case l == "" || strings.HasPrefix(l, "#"):
				out.WriteString(l + "\n")
			}
		}
		if *update {
			if err := os.WriteFile(name, []byte(out.String()), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		compare(t, name, string(b), out.String())
	}
	if len(seen) < 400 {
		t.Errorf("only %d forms", len(seen))
	}
}

func compare(t *testing.T, name, want, got string) {
	t.Helper()
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		switch {
		case i >= len(w):
			t.Errorf("%s:%d: unexpected\n got  %s", name, i+1, g[i])
		case i >= len(g):
			t.Errorf("%s:%d: missing\n want %s", name, i+1, w[i])
		case w[i] != g[i]:
			t.Errorf("%s:%d\n want %s\n got  %s", name, i+1, w[i], g[i])
		default:
			continue
		}
		return
	}
}
