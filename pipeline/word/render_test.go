package word

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"huibian/pipeline/internal/tooltest"
)

// TestRendered looks at the file as LibreOffice does: page for page it is the layout. Page numbers are those that the
// contents promise, items and titles stand on their pages, and the head of the table on every page of it.
//
// A proof is rendered, since its stamp must not move anything, and must stand on every page.
func TestRendered(t *testing.T) {
	soffice, pdftotext := tooltest.Find(t, "soffice"), tooltest.Find(t, "pdftotext")
	proof := sampleBook(40)
	proof.Proof, proof.Stamp = "校样", "校样　未经市法制办审定，不得公布"
	file, b, l := writtenBook(t, proof)
	dir := t.TempDir()
	in := filepath.Join(dir, "book.docx")
	if err := os.WriteFile(in, file, 0o644); err != nil {
		t.Fatal(err)
	}
	fonts := "FONTCONFIG_FILE=" + tooltest.Fonts(t, "../../templates/fonts")
	run := func(name string, args ...string) string {
		ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute) // LibreOffice at times waits for ever
		defer stop()
		cmd := exec.CommandContext(ctx, name, args...)
		cmd.Env = append(os.Environ(), fonts)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
		return string(out)
	}
	run(soffice, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "pdf", "--outdir", dir, in)
	pages := strings.Split(strings.TrimSuffix(run(pdftotext, "-layout", filepath.Join(dir, "book.pdf"), "-"), "\f"), "\f")
	if len(pages) != len(l.Pages) {
		t.Fatalf("%d pages, the layout has %d", len(pages), len(l.Pages))
	}
	squeeze := strings.NewReplacer(" ", "", "\n", "", "　", "")
	must := func(page int, text, what string) {
		if !strings.Contains(squeeze.Replace(pages[page]), squeeze.Replace(text)) {
			t.Errorf("%s is not on page %d of the file:\n%s", what, page+1, pages[page])
		}
	}
	for i, p := range l.Pages {
		part := &b.Parts[p.Part]
		must(i, b.Stamp, "the stamp")
		if p.Label != "" {
			must(i, "— "+p.Label+" —", "number "+p.Label)
		}
		if part.Header {
			must(i, part.Title, "title "+part.Title)
		}
		if part.Landscape {
			must(i, "权力编码", "the head of the table")
		}
	}
	for a, at := range l.Anchors {
		if code, ok := strings.CutPrefix(string(a), "item:"); ok {
			must(at.Page, code, code)
		}
	}
}

// TestValid asks the Open XML SDK's validator, by the path in HUIBIAN_OOXML_VALIDATOR. Its exit status is 0 whatever it
// finds.
func TestValid(t *testing.T) {
	file, _, _ := written(t, 12)
	isValid(t, file, "Microsoft365", "Office2010")
}

// isValid has the validator look at a file as versions of Word do.
func isValid(t *testing.T, file []byte, versions ...string) {
	t.Helper()
	validator := tooltest.Find(t, cmp.Or(os.Getenv("HUIBIAN_OOXML_VALIDATOR"), "ooxml-validator"))
	in := filepath.Join(t.TempDir(), "book.docx")
	if err := os.WriteFile(in, file, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, version := range versions {
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

// TestPythonDocx has the file read as most scripts read Word files.
func TestPythonDocx(t *testing.T) {
	const script = `import sys, docx
d = docx.Document(sys.argv[1])
print(d.core_properties.title, len(d.sections), len(d.tables))
for p in d.paragraphs:
    if p.style.name.startswith('Heading'):
        print(p.style.name, p.text)
for r in d.tables[-2].rows[:3] if len(d.tables) > 1 else []:
    print([c.text for c in r.cells])
`
	python := "/usr/bin/python3" // the one that sees the system's packages
	if exec.CommandContext(t.Context(), python, "-c", "import docx").Run() != nil {
		if tooltest.Required() {
			t.Fatal("python-docx is not installed")
		}
		t.Skip("python-docx is not installed")
	}
	file, b, _ := written(t, 3)
	in := filepath.Join(t.TempDir(), "book.docx")
	if err := os.WriteFile(in, file, 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), python, "-c", script, in).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	want := fmt.Sprintf(`行政职权目录汇编（公开版） %d 4
Heading 1 编制说明
Heading 3 （一）说明
Heading 1 第一篇　行政职权统计
Heading 1 第二篇　行政职权目录
Heading 2 一、行政许可（3项）
Heading 1 法律依据一览
Heading 1 索引
`, len(b.Parts))
	if got := string(out); !strings.HasPrefix(got, want) || !strings.Contains(got, "'权力编码', '项目名称'") {
		t.Errorf("python-docx reads\n%s\nwant\n%s", got, want)
	}
}
