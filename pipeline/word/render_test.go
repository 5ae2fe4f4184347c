package word

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// tool finds a program, or skips the test where it is missing; with HUIBIAN_TOOLS=required that is a failure.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	switch {
	case err == nil && name != "":
		return path
	case os.Getenv("HUIBIAN_TOOLS") == "required":
		t.Fatalf("%s is not installed", name)
	}
	t.Skipf("%s is not installed", name)
	return ""
}

// TestRendered looks at the file as LibreOffice does: as many pages as the layout has, give or take what other fonts do to
// line breaks; the page numbers of each part those that the contents promise; the head of the table on every page.
func TestRendered(t *testing.T) {
	soffice, pdftotext := tool(t, "soffice"), tool(t, "pdftotext")
	file, b, l := written(t, 40)
	dir := t.TempDir()
	in := filepath.Join(dir, "book.docx")
	if err := os.WriteFile(in, file, 0o644); err != nil {
		t.Fatal(err)
	}
	run := func(name string, args ...string) string {
		out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
		return string(out)
	}
	run(soffice, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "pdf", "--outdir", dir, in)
	pages := strings.Split(strings.TrimSuffix(run(pdftotext, "-layout", filepath.Join(dir, "book.pdf"), "-"), "\f"), "\f")
	if d := len(pages) - len(l.Pages); d < -2 || d > 2 {
		t.Errorf("%d pages, the layout has %d", len(pages), len(l.Pages))
	}
	squeeze := strings.NewReplacer(" ", "", "\n", "", "　", "")
	first := func(text string) string {
		for _, p := range pages {
			if p = squeeze.Replace(p); strings.Contains(p, text) && !strings.Contains(p, "目录标题") && !strings.Contains(p, "....") {
				return p
			}
		}
		return ""
	}
	for i := range b.Parts {
		p := &b.Parts[i]
		if p.Anchor == "" || !p.Header {
			continue
		}
		page, label := first(squeeze.Replace(p.Title)), l.Label(p.Anchor)
		// Behind the catalog, what other fonts do to its rows moves the numbers.
		if i <= 5 && !strings.Contains(page, "—"+label+"—") {
			t.Errorf("%s does not begin on page %s: %.200s", p.Title, label, page)
		}
	}
	contents := 0
	for _, p := range pages {
		p = squeeze.Replace(p)
		if strings.Contains(p, "....") && strings.Contains(p, []string{"—i—", "—ii—", "—iii—"}[min(contents, 2)]) {
			contents++
		}
		if strings.Contains(p, "外资管理科") && strings.Contains(p, "PT01WJ-XK-00") && strings.Contains(p, "90日") && !strings.Contains(p, "权力编码") {
			t.Error("a page of the catalog lacks the head of the table")
		}
	}
	if contents == 0 {
		t.Error("the contents bear no Roman numbers")
	}
}

// TestValid asks the Open XML SDK's validator, by the path in HUIBIAN_OOXML_VALIDATOR. Its exit status is 0 whatever it
// finds.
func TestValid(t *testing.T) {
	validator := tool(t, os.Getenv("HUIBIAN_OOXML_VALIDATOR"))
	file, _, _ := written(t, 12)
	in := filepath.Join(t.TempDir(), "book.docx")
	if err := os.WriteFile(in, file, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, version := range []string{"Microsoft365", "Office2010"} {
		out, err := exec.CommandContext(t.Context(), validator, in, version).Output()
		if err != nil {
			t.Fatal(err)
		}
		var verdict struct {
			OK     bool `json:"ok"`
			Errors []any
		}
		if err := json.Unmarshal(out, &verdict); err != nil {
			t.Fatal(err)
		}
		if !verdict.OK {
			t.Errorf("%s: %s", version, fmt.Sprint(verdict.Errors...))
		}
	}
}
