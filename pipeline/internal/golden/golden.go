// Package golden is for tests that hold files of cases: what goes in, a line of dashes, and what must come out.
package golden

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Separator stands between the two halves of a case.
const Separator = "----------\n"

// Read reads a case.
func Read(t testing.TB, file string) (input, want string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	input, want, ok := strings.Cut(string(data), Separator)
	if !ok {
		t.Fatalf("%s: no line %q", file, strings.TrimSpace(Separator))
	}
	return input, want
}

// Refusals holds every case below testdata/parse, of which there are at least so many: a file, then the problems it must be
// refused with, "ok" if none. To add a case, write the upper half and the separator, run with -update, and read what was
// written.
func Refusals(t *testing.T, least int, update bool, parse func(input []byte) error) {
	t.Helper()
	files, err := filepath.Glob("testdata/parse/*.txt")
	if err != nil || len(files) < least {
		t.Fatalf("only %d cases (%v)", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			input, want := Read(t, file)
			got := "ok\n"
			if err := parse([]byte(input)); err != nil {
				got = err.Error() + "\n"
			}
			if update {
				if err := os.WriteFile(file, []byte(input+Separator+got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}

// Seed gives a fuzz target what goes in of every case below testdata/parse.
func Seed(f *testing.F) {
	f.Helper()
	files, err := filepath.Glob("testdata/parse/*.txt")
	if err != nil || len(files) == 0 {
		f.Fatalf("no cases (%v)", err)
	}
	for _, file := range files {
		input, _ := Read(f, file)
		f.Add([]byte(input))
	}
}

// Tree is a folder's files by their names, with slashes.
func Tree(t testing.TB, dir string) map[string]string {
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
