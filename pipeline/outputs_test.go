package pipeline

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"huibian/pipeline/internal/golden"

	"github.com/google/go-cmp/cmp"
)

func text(s string) func(io.Writer) (int, error) {
	return func(w io.Writer) (int, error) {
		_, err := io.WriteString(w, s)
		return 0, err
	}
}

var tree = golden.Tree

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

// One output cannot be replaced (on Windows: a reader has it open; here: a folder lies in its place): the others stay, or
// come back, as they were, and so does the secret volume that was to go.
func TestAFailedCommitIsTakenBack(t *testing.T) {
	for _, blocked := range []string{"a.pdf", "m/m.pdf", "z.pdf", accountFile} {
		t.Run(blocked, func(t *testing.T) {
			dir := t.TempDir()
			files := []string{"a.pdf", "m/m.pdf", "new/n.pdf", "z.pdf", accountFile}
			old, _ := newOutputSet(dir)
			for _, name := range files {
				if name != blocked && name != "new/n.pdf" {
					_ = old.create(name, modeOpen, text("old "+name))
				}
			}
			_ = old.create(ownedOutputs[0], modeSecret, text("old secret"))
			if err := old.commit(nil); err != nil {
				t.Fatal(err)
			}
			if err := os.MkdirAll(filepath.Join(dir, filepath.FromSlash(blocked), "in the way"), 0o755); err != nil {
				t.Fatal(err)
			}
			want := tree(t, dir)
			set, err := newOutputSet(dir)
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range files {
				_ = set.create(name, modeOpen, text("new "+name))
			}
			err = set.commit(ownedOutputs)
			if err == nil || !strings.Contains(err.Error(), filepath.FromSlash(blocked)) {
				t.Errorf("err = %v, want one that names %s", err, blocked)
			}
			set.discard()
			if d := cmp.Diff(want, tree(t, dir)); d != "" {
				t.Errorf("after the failure (-want +got):\n%s", d)
			}
		})
	}
}

// build.json tells a reader whether the set is whole, so it must not be there before the others are.
func TestTheAccountComesLast(t *testing.T) {
	dir := t.TempDir()
	set, _ := newOutputSet(dir)
	for _, name := range []string{accountFile, "公开版/a.pdf", "data/x.json"} {
		_ = set.create(name, modeOpen, text(name))
	}
	r := replacement{set: set, dirs: map[string]bool{}}
	if err := r.all(set.plan(nil, nil)); err != nil {
		t.Fatal(err)
	}
	if err := r.undos[len(r.undos)-1](); err != nil { // what came last
		t.Fatal(err)
	}
	got := tree(t, dir)
	if _, there := got[accountFile]; there || got["公开版/a.pdf"] == "" || got["data/x.json"] == "" {
		t.Errorf("without what came last: %v", got)
	}
}

func TestCopyWhereThereAreNoLinks(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	if err := os.WriteFile(a, []byte("x"), modeSecret); err != nil {
		t.Fatal(err)
	}
	if err := copyFile(a, b, modeSecret); err != nil {
		t.Fatal(err)
	}
	if got := tree(t, dir); got["b"] != "x" {
		t.Errorf("copied: %v", got)
	}
}
