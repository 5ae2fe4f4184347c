package templates

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// Samples lie in folders of sections the notice lists.
func TestSamplesAreOfKnownSections(t *testing.T) {
	for _, name := range Names() {
		tpl, err := Load(t.TempDir(), name)
		if err != nil {
			t.Fatal(err)
		}
		entries, err := fs.ReadDir(FS(), name+"/sample")
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if s, ok := tpl.Notice.Section(e.Name()); !ok || s.Name != e.Name() {
				t.Errorf("%s: sample folder %s is no section", name, e.Name())
			}
		}
	}
}

// The repository's root is the sample workspace of the default notice: its inputs are that notice's samples.
func TestRootInputsAreTheSamples(t *testing.T) {
	sample, err := fs.Sub(FS(), Default+"/sample")
	if err != nil {
		t.Fatal(err)
	}
	want := filesOf(t, sample)
	got := filesOf(t, os.DirFS(filepath.Join("..", "inputs")))
	if len(want) == 0 {
		t.Fatal("no samples")
	}
	for name, data := range want {
		if !bytes.Equal(got[name], data) {
			t.Errorf("inputs/%s is missing or another than the sample", name)
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("inputs/%s is not among the samples", name)
		}
	}
	if data, err := os.ReadFile(filepath.Join("..", WorkspaceFile)); err != nil {
		t.Error(err)
	} else if name, err := chosen(data); err != nil || name != Default {
		t.Errorf("the root is a workspace of %q (%v), want %s", name, err, Default)
	}
}

// The samples are to show that we read what others write: they come from another word processor and name nobody.
func TestSamplesAreOfAnotherWordProcessor(t *testing.T) {
	for _, name := range Names() {
		sample, err := fs.Sub(FS(), name+"/sample")
		if err != nil {
			t.Fatal(err)
		}
		sections := map[string]bool{}
		all := filesOf(t, sample)
		for file, data := range all {
			sections[path.Dir(file)] = true
			zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
			if err != nil {
				t.Fatalf("%s/%s: %v", name, file, err)
			}
			if app := string(member(t, zr, "docProps/app.xml")); !strings.Contains(app, "<Application>LibreOffice/") {
				t.Errorf("%s/%s: not of LibreOffice", name, file)
			}
			core := string(member(t, zr, "docProps/core.xml"))
			for _, who := range []string{"<dc:creator></dc:creator>", "<cp:lastModifiedBy></cp:lastModifiedBy>"} {
				if !strings.Contains(core, who) {
					t.Errorf("%s/%s: names a person: no %s", name, file, who)
				}
			}
		}
		if big := name == Default || name == "ningde-2009"; big && (len(all) < 12 || len(sections) < 5) {
			t.Errorf("%s: %d files of %d sections, want a dozen of five or more", name, len(all), len(sections))
		}
	}
}

func member(t *testing.T, zr *zip.Reader, name string) []byte {
	t.Helper()
	data, err := fs.ReadFile(zr, name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// filesOf reads all files of a tree but hidden ones (.gitkeep).
func filesOf(t *testing.T, tree fs.FS) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	err := fs.WalkDir(tree, ".", func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || strings.HasPrefix(e.Name(), ".") {
			return err
		}
		data, err := fs.ReadFile(tree, p)
		all[p] = data
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
