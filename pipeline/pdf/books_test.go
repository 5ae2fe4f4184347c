package pdf_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"huibian/pipeline"
	"huibian/templates"
)

// TestBooksOfAllNotices builds the samples of every notice and holds each PDF to the rules. Of what is public, every code
// and every name can be found and copied, also where a line breaks it; of what is not, no code can.
func TestBooksOfAllNotices(t *testing.T) {
	for _, n := range templates.Names() {
		t.Run(n, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := templates.Init(dir, n, true); err != nil {
				t.Fatal(err)
			}
			report, err := pipeline.Build(context.Background(), pipeline.Workspace{Dir: dir}, pipeline.Options{})
			if err != nil {
				t.Fatal(err)
			}
			files, err := filepath.Glob(filepath.Join(dir, "output", "*", "*.pdf"))
			if err != nil || len(files) < 2 {
				t.Fatal(files, err)
			}
			for _, f := range files {
				data, err := os.ReadFile(f)
				if err != nil {
					t.Fatal(err)
				}
				d := open(t, data)
				for _, r := range rules {
					if err := r.holds(d); err != nil {
						t.Errorf("%s: %s: %v", f, r.clause, err)
					}
				}
				if filepath.Base(filepath.Dir(f)) == "公开版" {
					publicText(t, dir, d)
				}
				stamped(t, f, d, report.Proof && filepath.Base(filepath.Dir(f)) == "公开版")
			}
		})
	}
}

// stamped holds that every page of a proof that is not blank says that it is one, and no page of another book.
func stamped(t *testing.T, file string, d *document, proof bool) {
	t.Helper()
	pages, _ := d.pages()
	for i, p := range pages {
		found, shown := false, d.show(p)
		if len(shown) == 0 {
			continue
		}
		for _, s := range shown {
			found = found || strings.HasPrefix(s.Text, "校样　未经") && strings.HasSuffix(s.Text, "审定，不得公布") && s.Color == "C00000"
		}
		if found != proof {
			t.Errorf("%s, page %d: a stamp is %v, want %v", file, i+1, found, proof)
		}
	}
}

func publicText(t *testing.T, dir string, d *document) {
	t.Helper()
	var text strings.Builder
	pages, _ := d.pages()
	for _, p := range pages {
		for _, s := range d.show(p) {
			text.WriteString(s.Text)
		}
	}
	all := unspaced(text.String())
	data, err := os.ReadFile(filepath.Join(dir, "output", "data", "catalog.json"))
	if err != nil {
		t.Fatal(err)
	}
	var c struct {
		Items []struct{ Code, Name, Disclosure string }
	}
	if err := json.Unmarshal(data, &c); err != nil {
		t.Fatal(err)
	}
	if len(c.Items) == 0 {
		t.Fatal("no items")
	}
	for _, it := range c.Items {
		public := it.Disclosure == "public"
		if strings.Contains(all, it.Code) != public {
			t.Errorf("%s, which is %s: found is %v", it.Code, it.Disclosure, !public)
		}
		if public && !strings.Contains(all, unspaced(it.Name)) {
			t.Errorf("the text has no %q", it.Name)
		}
	}
}

func unspaced(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}
