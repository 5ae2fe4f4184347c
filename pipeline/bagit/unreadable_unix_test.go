//go:build unix

package bagit

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// asNobody lets a test, which may be root's, read only what everybody may.
func asNobody(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		return
	}
	if err := syscall.Setreuid(-1, 65534); err != nil {
		t.Skipf("this user cannot be another: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Setreuid(-1, 0); err != nil {
			panic(err)
		}
	})
}

// What the disk does not give is told like what is damaged, and the rest is verified all the same.
func TestVerifyTellsWhatItCannotRead(t *testing.T) {
	for name, c := range map[string]struct {
		closed []string
		do     damage
		want   []string
	}{
		"a file":            {[]string{chart}, do(), []string{"unreadable: " + chart + ": permission denied"}},
		"a folder":          {[]string{"data/发改科"}, do(), []string{"unreadable: data/发改科: permission denied"}},
		"the payload":       {[]string{"data"}, do(), []string{"unreadable: data: permission denied"}},
		"beside damage":     {[]string{"data/外资管理科"}, flip(chart, 0, 1), []string{"damaged: " + chart, "unreadable: data/外资管理科: permission denied"}},
		"the declaration":   {[]string{"bagit.txt"}, do(), []string{"unreadable: bagit.txt: permission denied"}},
		"the description":   {[]string{"bag-info.txt"}, do(), []string{"unreadable: bag-info.txt: permission denied"}},
		"one manifest":      {[]string{"manifest-sha256.txt"}, flip(readme, 0, 1), []string{"damaged: " + readme, "unreadable: manifest-sha256.txt: permission denied"}},
		"both manifests":    {[]string{"manifest-sha256.txt", "manifest-sha512.txt"}, do(), []string{"unreadable: manifest-sha256.txt: permission denied", "unreadable: manifest-sha512.txt: permission denied"}},
		"all tag manifests": {[]string{"tagmanifest-sha256.txt", "tagmanifest-sha512.txt"}, remove(readme), []string{"missing: " + readme, "unreadable: tagmanifest-sha256.txt: permission denied", "unreadable: tagmanifest-sha512.txt: permission denied"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := bagOf(t, small, someInfo, nil)
			top := filepath.Dir(filepath.Dir(dir)) // of the test
			c.do(t, dir)
			err := filepath.WalkDir(top, func(p string, e fs.DirEntry, err error) error {
				return errors.Join(err, os.Chmod(p, map[bool]fs.FileMode{true: 0o755, false: 0o644}[e.IsDir()]))
			})
			for _, name := range c.closed {
				err = errors.Join(err, os.Chmod(at(dir, name), 0))
			}
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = os.Chmod(at(dir, c.closed[0]), 0o755) })
			asNobody(t)
			if d := cmp.Diff(c.want, problems(t, dir)); d != "" {
				t.Errorf("problems (-want +got):\n%s", d)
			}
		})
	}
}
