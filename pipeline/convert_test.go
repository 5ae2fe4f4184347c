package pipeline

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"huibian/pipeline/convert"
	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

// Tests see no office unless they ask for it: what they read must not depend on what the machine has.
func TestMain(m *testing.M) {
	if err := os.Setenv(convert.EnvProgram, "none"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// saveOld has LibreOffice save a Word file as another word processor would have written it. It is the test's own office,
// not that of package convert.
func saveOld(t *testing.T, file, ending string) []byte {
	t.Helper()
	office, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("HUIBIAN_TOOLS") == "required" {
			t.Fatal("LibreOffice is required and not installed")
		}
		t.Skip("LibreOffice is not installed")
	}
	dir := t.TempDir()
	out, err := exec.CommandContext(t.Context(), office, "-env:UserInstallation=file://"+filepath.ToSlash(dir)+"/profile",
		"--headless", "--convert-to", ending, "--outdir", dir, file).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	b, err := os.ReadFile(filepath.Join(dir, strings.TrimSuffix(filepath.Base(file), ".docx")+"."+ending))
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return b
}

// Submissions in old formats, under any name, give the records of the Word file they were made from. Where there is no
// office, they are findings; where there is one, the book is the same whether it was asked or had been asked before.
func TestOldFormats(t *testing.T) {
	w := sampleWorkspace(t, "putian-2009")
	section := filepath.Join(w.Inputs(), "外资管理科")
	original := filepath.Join(section, "外商投资管理职权目录.docx")
	want := build(t, w).Sections
	for _, x := range []struct{ ending, name string }{{"doc", "目录.doc"}, {"doc", "其实是旧格式.docx"}, {"doc", "目录.wps"}, {"rtf", "目录.rtf"}, {"odt", "目录.odt"}} {
		t.Run(x.name, func(t *testing.T) {
			w := sampleWorkspace(t, "putian-2009")
			section := filepath.Join(w.Inputs(), "外资管理科")
			old := saveOld(t, original, x.ending)
			if err := errors.Join(os.Remove(filepath.Join(section, filepath.Base(original))), os.WriteFile(filepath.Join(section, x.name), old, 0o644)); err != nil {
				t.Fatal(err)
			}
			r := build(t, w)
			if len(r.Unread) != 1 || !strings.Contains(r.Unread[0].Why, "没有安装LibreOffice") || !strings.Contains(r.Unread[0].Advice, ".docx") {
				t.Errorf("without an office: %+v", r.Unread)
			}
			t.Setenv(convert.EnvProgram, "")
			r = build(t, w)
			if len(r.Unread) > 0 {
				t.Fatalf("unread: %+v", r.Unread)
			}
			for i, s := range r.Sections {
				if s.Files != want[i].Files || s.Items != want[i].Items || s.Errors != want[i].Errors {
					t.Errorf("%+v, want %+v", s, want[i])
				}
			}
			if told := rulesOf(r.Findings, "外资管理科/"+x.name); !slices.Contains(told, "R29") || slices.Contains(told, "R30") {
				t.Errorf("findings of %s: %v", x.name, told)
			}
			sum := sha256.Sum256(old)
			account := string(readOutput(t, w, accountFile))
			if !strings.Contains(account, hex.EncodeToString(sum[:])) || !strings.Contains(account, `"convertedFrom": "`+x.ending+`"`) {
				t.Error("the account does not name the original")
			}
			kept, err := filepath.Glob(filepath.Join(w.Converted(), hex.EncodeToString(sum[:])+".docx"))
			if err != nil || len(kept) != 1 {
				t.Errorf("kept: %v, %v", kept, err)
			}
			first := outputsOf(t, w)
			t.Setenv(convert.EnvProgram, "none") // what was converted is kept
			build(t, w)
			if second := outputsOf(t, w); !slices.Equal(first, second) {
				t.Error("the kept conversion gives other outputs")
			}
			if err := os.RemoveAll(w.Converted()); err != nil {
				t.Fatal(err)
			}
			t.Setenv(convert.EnvProgram, "")
			build(t, w)
			if third := outputsOf(t, w); !slices.Equal(first, third) {
				t.Error("a new conversion gives other outputs")
			}
		})
	}
}

func rulesOf(findings []notice.Finding, file string) (out []string) {
	for _, f := range findings {
		if f.Place.File == file {
			out = append(out, f.Rule)
		}
	}
	return out
}

func readOutput(t *testing.T, w Workspace, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(w.Output(), name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// outputsOf is the name and the hash of every output.
func outputsOf(t *testing.T, w Workspace) (out []string) {
	t.Helper()
	err := filepath.WalkDir(w.Output(), func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		sum := sha256.Sum256(b)
		out = append(out, p+" "+hex.EncodeToString(sum[:]))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// A loss on the way is told with the words that are missing.
func TestConversionLossIsTold(t *testing.T) {
	rtf := []byte(`{\rtf1\ansi\ansicpg936 \trowd \u26435?\u21147?\cell\row}`)
	src := form.Source{File: "a.rtf"}
	doc, _, err := open(t.Context(), convert.New(""), wordFile(t, "<w:p/>"), "")
	if err != nil {
		t.Fatal(err)
	}
	f := converted(&notice.Notice{}, src, rtf, "rtf", doc)
	if len(f) != 3 || f[1].Rule != "R30" || !strings.Contains(f[1].Message, "少2个字，首见于“权力”") || !strings.Contains(f[2].Message, "原件有表格") {
		t.Errorf("findings: %+v", f)
	}
}
