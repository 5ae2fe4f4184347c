package pipeline

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func text(s string) func(io.Writer) (int, error) {
	return func(w io.Writer) (int, error) {
		_, err := io.WriteString(w, s)
		return 0, err
	}
}

// tree lists the files below dir with their contents.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		rel, _ := filepath.Rel(dir, p)
		out[filepath.ToSlash(rel)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestOutputsAppearTogether(t *testing.T) {
	dir := t.TempDir()
	set, err := newOutputSet(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"公开版/a.pdf", "build.json"} {
		if err := set.create(name, modeOpen, text(name)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "build.json")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("build.json is there before commit: %v", err)
	}
	if err := set.commit(nil); err != nil {
		t.Fatal(err)
	}
	got := tree(t, dir)
	if len(got) != 2 || got["公开版/a.pdf"] != "公开版/a.pdf" || got["build.json"] != "build.json" {
		t.Errorf("after commit: %v", got)
	}
}

func TestFailedOutputsLeaveTheLastGoodOnes(t *testing.T) {
	dir := t.TempDir()
	good, _ := newOutputSet(dir)
	_ = good.create("build.json", modeOpen, text("good"))
	if err := good.commit(nil); err != nil {
		t.Fatal(err)
	}
	full := errors.New("no space left")
	bad, err := newOutputSet(dir)
	if err != nil {
		t.Fatal(err)
	}
	_ = bad.create("data/x.json", modeOpen, text("new"))
	err = bad.create("build.json", modeOpen, func(io.Writer) (int, error) { return 0, full })
	if !errors.Is(err, full) {
		t.Errorf("err = %v", err)
	}
	bad.discard()
	if got := tree(t, dir); len(got) != 1 || got["build.json"] != "good" {
		t.Errorf("after a failed build: %v", got)
	}
}

func TestOutdatedSecretVolumeIsRemoved(t *testing.T) {
	dir := t.TempDir()
	first, _ := newOutputSet(dir)
	_ = first.create(ownedOutputs[0], modeSecret, text("secret"))
	if err := first.commit(ownedOutputs); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(ownedOutputs[0])))
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != modeSecret {
		t.Errorf("mode of the secret volume = %v", info.Mode())
	}
	second, _ := newOutputSet(dir)
	_ = second.create("build.json", modeOpen, text("x"))
	if err := second.commit(ownedOutputs); err != nil {
		t.Fatal(err)
	}
	var names []string
	for n := range tree(t, dir) {
		names = append(names, n)
	}
	if !slices.Equal(names, []string{"build.json"}) {
		t.Errorf("left: %v", names)
	}
	if _, err := os.Stat(filepath.Join(dir, "涉密册")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the empty folder of the secret volume is still there: %v", err)
	}
}

func TestLeftoverStagingIsCleared(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, stagePrefix+"dead", "x"), 0o755); err != nil {
		t.Fatal(err)
	}
	set, err := newOutputSet(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := set.commit(nil); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
}
