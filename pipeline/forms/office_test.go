package forms

import (
	"cmp"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"huibian/pipeline/internal/tooltest"
	"huibian/templates"
)

// saved are the forms of a section as files, by their paths.
func saved(t *testing.T, name string) map[string]Form {
	t.Helper()
	n, p := press(t, name)
	dir, out := t.TempDir(), map[string]Form{}
	for _, f := range of(n, n.Sections[0].Name, 0) {
		path := filepath.Join(dir, f.Name+".docx")
		if err := os.WriteFile(path, given(t, p, f), 0o644); err != nil {
			t.Fatal(err)
		}
		out[path] = f
	}
	return out
}

// TestValid asks the Open XML SDK's validator.
func TestValid(t *testing.T) {
	validator := tooltest.Find(t, cmp.Or(os.Getenv("HUIBIAN_OOXML_VALIDATOR"), "ooxml-validator"))
	for _, name := range templates.Names() {
		for path := range saved(t, name) {
			out, err := exec.CommandContext(t.Context(), validator, path, "Office2010").Output()
			if err != nil {
				t.Fatal(err)
			}
			var verdict struct {
				OK bool `json:"ok"`
			}
			if err := json.Unmarshal(out, &verdict); err != nil || !verdict.OK {
				t.Errorf("%s, %s: %s", name, filepath.Base(path), out)
			}
		}
	}
}

// TestOnPaper prints the forms: each is on two sheets at most, its place to sign and its notes among them, and the heads of its
// table stand on every page that has rows.
func TestOnPaper(t *testing.T) {
	pdftotext := tooltest.FindSlow(t, "pdftotext")
	for _, name := range templates.Names() {
		forms := saved(t, name)
		var files []string
		for path := range forms {
			files = append(files, path)
		}
		dir := tooltest.SaveAs(t, "pdf", files...)
		for path, f := range forms {
			printed := filepath.Join(dir, strings.TrimSuffix(filepath.Base(path), ".docx")+".pdf")
			out, err := exec.CommandContext(t.Context(), pdftotext, "-layout", printed, "-").Output()
			if err != nil {
				t.Fatal(err)
			}
			pages := strings.Split(strings.TrimSuffix(string(out), "\f"), "\f")
			if len(pages) > 2 {
				t.Errorf("%s, %s: %d pages", name, f.Name, len(pages))
			}
			if !strings.Contains(f.Book.Title, "制度") && !strings.Contains(pages[len(pages)-1], notesLead) {
				t.Errorf("%s, %s: the last page has no notes:\n%s", name, f.Name, pages[len(pages)-1])
			}
			for i, page := range pages {
				if strings.Contains(string(out), "序号") && !strings.Contains(page, "序号") {
					t.Errorf("%s, %s: page %d has no heads", name, f.Name, i+1)
				}
			}
		}
	}
}
