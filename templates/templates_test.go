package templates

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"huibian/pipeline/calendar"
	"huibian/pipeline/cite"
	"huibian/pipeline/laws"
	"huibian/pipeline/notice"
)

func TestNamesAreTheEmbeddedFolders(t *testing.T) {
	if Names()[0] != Default {
		t.Errorf("%s is first, want the default, %s", Names()[0], Default)
	}
	entries, err := fs.ReadDir(FS(), ".")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{"calendar": true, "fonts": true}
	for _, n := range Names() {
		known[n] = true
	}
	for _, e := range entries {
		if !known[e.Name()] {
			t.Errorf("%s is embedded, but not in Names", e.Name())
		}
		delete(known, e.Name())
	}
	for n := range known {
		t.Errorf("%s is not embedded", n)
	}
	if _, err := Open("nowhere-1999"); !errors.Is(err, ErrUnknownNotice) {
		t.Errorf("Open: %v", err)
	}
}

func TestAllFourLoad(t *testing.T) {
	empty := t.TempDir()
	for _, name := range Names() {
		tpl, err := Load(empty, name)
		if err != nil {
			t.Fatal(err)
		}
		if tpl.Notice.Name != name {
			t.Errorf("%s says it is %s", name, tpl.Notice.Name)
		}
		if !bytes.HasPrefix(tpl.Book, []byte("PK\x03\x04")) {
			t.Errorf("%s: book.docx is no Word file", name)
		}
		if !bytes.HasPrefix(tpl.Foreword, []byte("PK\x03\x04")) {
			t.Errorf("%s: foreword.docx is no Word file", name)
		}
	}
}

func TestFonts(t *testing.T) {
	fonts, err := fs.Glob(Fonts(), "*.ttf")
	if err != nil || len(fonts) == 0 {
		t.Fatalf("no fonts: %v", err)
	}
	// Each font goes with its licence: a font without one may not be shipped.
	if l, _ := fs.Glob(Fonts(), "LICENSE*"); len(l) == 0 {
		t.Error("no licences beside the fonts")
	}
}

func TestInitMakesAWorkspaceThatLoads(t *testing.T) {
	for _, name := range Names() {
		for _, sample := range []bool{false, true} {
			dir := filepath.Join(t.TempDir(), "new", "workspace")
			if err := Init(dir, name, sample); err != nil {
				t.Fatal(err)
			}
			tpl, err := Load(dir, "")
			if err != nil {
				t.Fatal(err)
			}
			if tpl.Notice.Name != name {
				t.Errorf("workspace of %s loads %s", name, tpl.Notice.Name)
			}
			for _, s := range tpl.Notice.Sections {
				if info, err := os.Stat(filepath.Join(dir, "inputs", s.Name)); err != nil || !info.IsDir() {
					t.Errorf("%s: no folder for %s", name, s.Name)
				}
			}
			for _, p := range []string{"output", "huibian.yaml", "templates/" + name + "/notice.yaml", "templates/" + name + "/book.docx"} {
				if _, err := os.Stat(filepath.Join(dir, p)); err != nil {
					t.Error(err)
				}
			}
			if got := len(filesOf(t, os.DirFS(filepath.Join(dir, "inputs")))); (got > 0) != sample {
				t.Errorf("%s: %d files under inputs/ with sample %v", name, got, sample)
			}
			if _, err := os.Stat(filepath.Join(dir, "templates", name, "sample")); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s: the samples were copied into templates/ (%v)", name, err)
			}
		}
	}
}

func TestInitRefuses(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "report.doc"), "x")
	if err := Init(dir, Default, false); !errors.Is(err, ErrNotEmpty) || !strings.Contains(err.Error(), "report.doc") {
		t.Errorf("a directory with a file: %v, want ErrNotEmpty that names it", err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("refused, but %d entries are there", len(entries))
	}
	missing := filepath.Join(t.TempDir(), "missing")
	err := Init(missing, "nowhere-1999", false)
	if !errors.Is(err, ErrUnknownNotice) {
		t.Fatalf("unknown notice: %v", err)
	}
	for _, name := range Names() {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%v does not say that there is %s", err, name)
		}
	}
	if _, err := os.Stat(missing); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an unknown notice, but %s was made (%v)", missing, err)
	}
	other := t.TempDir()
	if err := Init(other, "ningde-2009", false); err != nil {
		t.Fatal(err)
	}
	if err := Init(other, Default, false); !errors.Is(err, ErrNotEmpty) || !strings.Contains(err.Error(), "ningde-2009") {
		t.Errorf("a workspace of another notice: %v, want ErrNotEmpty that names it", err)
	}
	write(t, filepath.Join(other, WorkspaceFile), "notise: x\n")
	var p *notice.Problem
	if err := Init(other, Default, false); !errors.Is(err, ErrNotEmpty) || !errors.As(err, &p) || p.Line != 1 {
		t.Errorf("a workspace whose huibian.yaml is broken: %v", err)
	}
	t.Chdir(dir)
	if err := Init("", Default, false); !errors.Is(err, ErrNotEmpty) {
		t.Errorf("no name, in a directory with a file: %v", err)
	}
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, "x")
	if err := Init(file, Default, false); err == nil {
		t.Error("a file was taken for a directory")
	}
}

func TestInitWhereNothingCanBeWritten(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	if os.WriteFile(filepath.Join(dir, "probe"), nil, 0o600) == nil {
		t.Skip("whoever runs this may write into read-only folders")
	}
	if err := Init(dir, Default, true); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("read-only folder: %v", err)
	}
}

// Files where folders should be: what is there stays, and the directory is not yet called a workspace.
func TestInitStopsAtAFile(t *testing.T) {
	for _, name := range []string{"inputs", "output", "templates"} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, name), "ours")
		if err := Init(dir, Default, true); err == nil {
			t.Errorf("%s is a file, and Init was content", name)
		}
		if data, _ := os.ReadFile(filepath.Join(dir, name)); string(data) != "ours" {
			t.Errorf("%s now holds %q", name, data)
		}
		if _, err := os.Stat(filepath.Join(dir, WorkspaceFile)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: the directory is called a workspace (%v)", name, err)
		}
	}
}

func TestInitCompletesAndKeeps(t *testing.T) {
	dir := t.TempDir()
	own := filepath.Join(dir, "templates", Default, "notice.yaml")
	write(t, own, "# ours\n")
	write(t, filepath.Join(dir, ".git", "HEAD"), "ref\n")
	drop := filepath.Join(dir, "inputs", "办公室", "行政职权目录.docx") // as one of the samples is called
	write(t, drop, "submitted")
	if err := Init(dir, Default, true); err != nil {
		t.Fatal(err)
	}
	if data, _ := os.ReadFile(drop); string(data) != "submitted" {
		t.Errorf("a submission was written over by a sample: %q", data)
	}
	if data, _ := os.ReadFile(own); string(data) != "# ours\n" {
		t.Errorf("the office's notice.yaml was written over: %q", data)
	}
	if _, err := os.Stat(filepath.Join(dir, "templates", Default, "book.docx")); err != nil {
		t.Error(err)
	}
	if err := Init(dir, Default, true); err != nil {
		t.Errorf("a second time: %v", err)
	}
}

func TestLoadPrefersTheWorkspaceFileByFile(t *testing.T) {
	dir := t.TempDir()
	embedded, err := Load(dir, "") // no huibian.yaml: the default
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "templates", Default, "foreword.docx"), "ours")
	tpl, err := Load(dir, "")
	if err != nil {
		t.Fatal(err)
	}
	if string(tpl.Foreword) != "ours" || !bytes.Equal(tpl.Book, embedded.Book) {
		t.Error("the office's foreword and the embedded book were wanted")
	}
}

// An office makes its own notice by copying a folder and renaming it.
func TestLoadOwnNotice(t *testing.T) {
	dir := t.TempDir()
	data, err := fs.ReadFile(FS(), Default+"/notice.yaml")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "huibian.yaml"), "notice: ours-2010\n")
	if _, err := Load(dir, ""); !errors.Is(err, ErrUnknownNotice) {
		t.Errorf("without its folder: %v", err)
	}
	file := filepath.Join(dir, "templates", "ours-2010", "notice.yaml")
	write(t, file, string(data))
	write(t, filepath.Join(dir, "templates", "ours-2010", "book.docx"), "PK")
	var p *notice.Problem
	if _, err := Load(dir, ""); !errors.As(err, &p) || !strings.Contains(p.Message, "ours-2010") {
		t.Errorf("name and folder differ: %v", err)
	}
	write(t, file, strings.Replace(string(data), "name: "+Default, "name: ours-2010", 1))
	tpl, err := Load(dir, "")
	if err != nil {
		t.Fatal(err)
	}
	if tpl.Notice.Name != "ours-2010" || tpl.Foreword != nil {
		t.Errorf("got %s with a foreword of %d bytes", tpl.Notice.Name, len(tpl.Foreword))
	}
	if err := os.Remove(filepath.Join(dir, "templates", "ours-2010", "book.docx")); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(dir, ""); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "book.docx") {
		t.Errorf("without book.docx: %v", err)
	}
}

func TestLoadBroken(t *testing.T) {
	for name, c := range map[string]struct {
		file, text   string
		line, column int
	}{
		"notice.yaml":           {"templates/" + Default + "/notice.yaml", "name: x\n  y: z\n", 1, 7},
		"workspace unknown key": {"huibian.yaml", "notice: putian-2009\nnotise: x\n", 2, 1},
		"workspace wrong type":  {"huibian.yaml", "notice: [a]\n", 1, 9},
		"workspace no mapping":  {"huibian.yaml", "putian-2009\n", 1, 1},
		"workspace nowhere to":  {"huibian.yaml", "notice: putian-2009\ndeposit: {credentials: x}\n", 0, 0},
		"workspace no notice":   {"huibian.yaml", "# nothing\n", 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, filepath.Join(dir, filepath.FromSlash(c.file)), c.text)
			_, err := Load(dir, "")
			var p *notice.Problem
			if !errors.As(err, &p) {
				t.Fatalf("%v is no *notice.Problem", err)
			}
			if p.File != c.file || p.Line != c.line || p.Column != c.column {
				t.Errorf("%v, want it at %s:%d:%d", p, c.file, c.line, c.column)
			}
		})
	}
}

func TestDepositOf(t *testing.T) {
	dir := t.TempDir()
	if d, err := DepositOf(dir); err != nil || d != (Deposit{}) {
		t.Errorf("without huibian.yaml: %+v, %v", d, err)
	}
	write(t, filepath.Join(dir, "huibian.yaml"), "notice: putian-2009\ndeposit:\n  to: sftp://in@archive.example/huibian\n  hostKey: SHA256:x\n  credentials: .huibian/deposit.key\n")
	d, err := DepositOf(dir)
	if want := (Deposit{"sftp://in@archive.example/huibian", "SHA256:x", ".huibian/deposit.key"}); err != nil || d != want {
		t.Errorf("%+v, %v", d, err)
	}
	if _, err := Load(dir, ""); err != nil {
		t.Error(err)
	}
}

// The name of a notice is a folder's name and leads nowhere else.
func TestLoadStaysInside(t *testing.T) {
	outside := t.TempDir()
	dir := filepath.Join(outside, "workspace")
	write(t, filepath.Join(outside, "notice.yaml"), "name: x\n")
	for _, name := range []string{"../..", "..", ".", "/etc", `..\..`, "a/b", "fonts", "calendar", "C:"} {
		if _, err := Load(dir, name); !errors.Is(err, ErrUnknownNotice) {
			t.Errorf("%s: %v, want ErrUnknownNotice", name, err)
		}
		write(t, filepath.Join(dir, "huibian.yaml"), "notice: '"+name+"'\n")
		if _, err := Load(dir, ""); !errors.Is(err, ErrUnknownNotice) {
			t.Errorf("huibian.yaml with %s: %v, want ErrUnknownNotice", name, err)
		}
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// The years are there without a workspace's doing; its own files add to them and replace them.
func TestCalendar(t *testing.T) {
	dir := t.TempDir()
	workday := func(y, m, d int) (bool, error) {
		c, err := Calendar(dir)
		if err != nil {
			return false, err
		}
		return c.Workday(notice.Date{Year: y, Month: m, Day: d})
	}
	if works, err := workday(2025, 1, 26); err != nil || !works {
		t.Errorf("26 January 2025, a Sunday that is worked: %v (%v)", works, err)
	}
	if _, err := workday(2031, 1, 26); !errors.Is(err, calendar.ErrUnknownYear) {
		t.Errorf("2031: %v, want ErrUnknownYear", err)
	}
	data, err := fs.ReadFile(FS(), "calendar/2025.yaml")
	if err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(dir, filepath.FromSlash(calendar.Dir), "2025.yaml")
	write(t, own, strings.Replace(string(data), "2025-01-26, ", "", 1))
	if works, err := workday(2025, 1, 26); err != nil || works {
		t.Errorf("26 January 2025, not worked by the workspace's file: %v (%v)", works, err)
	}
	write(t, own, "year: 2025\nsauce: x\n")
	var p *notice.Problem
	if _, err := workday(2025, 1, 26); !errors.As(err, &p) || p.File != "templates/calendar/2025.yaml" || p.Line != 2 {
		t.Errorf("a broken file: %v", err)
	}
}

func TestLaws(t *testing.T) {
	dir := t.TempDir()
	c := cite.Parse("《统计法》第三条")[0]
	list, err := Laws(dir)
	if err != nil || list != nil {
		t.Errorf("a workspace without the list: %v (%v)", list, err)
	}
	if _, ok := list.Find(c); ok {
		t.Error("no list, and a law is found")
	}
	own := filepath.Join(dir, filepath.FromSlash(laws.File))
	write(t, own, "laws:\n  - title: 中华人民共和国统计法\n    articles: 50\n")
	if list, err = Laws(dir); err != nil {
		t.Fatal(err)
	}
	if law, ok := list.Find(c); !ok || law.Articles != 50 {
		t.Errorf("%+v (%v), want 50 articles", law, ok)
	}
	write(t, own, "laws:\n  - title: 统计法\n    pages: 50\n")
	var p *notice.Problem
	if _, err := Laws(dir); !errors.As(err, &p) || p.File != laws.File || p.Line != 3 {
		t.Errorf("a broken file: %v", err)
	}
}
