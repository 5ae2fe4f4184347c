//go:build unix

package pipeline

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A pipe in place of a file is named, and nobody waits for what comes out of it.
func TestAPipeInAPackage(t *testing.T) {
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立审批", "全社会")})
	release(t, w)
	p := packed(t, w, "第一版")
	for _, name := range []string{directoryName, "电子档案/2009/WS/" + p.Number + "/eep.xml"} {
		dir := filepath.Join(t.TempDir(), "包")
		if err := os.CopyFS(dir, os.DirFS(p.Dir)); err != nil {
			t.Fatal(err)
		}
		pipe := filepath.Join(dir, "data", filepath.FromSlash(name))
		if err := os.Remove(pipe); err != nil {
			t.Fatal(err)
		}
		if err := syscall.Mkfifo(pipe, 0o600); err != nil {
			t.Skip(err)
		}
		said := make(chan []string, 1)
		go func() {
			v, err := VerifyPackage(context.Background(), dir, nil)
			if err != nil {
				t.Error(err)
			}
			said <- v.Wrong
		}()
		select {
		case wrong := <-said:
			if !slices.ContainsFunc(wrong, func(s string) bool { return strings.Contains(s, "data/"+name) }) {
				t.Errorf("%s: says %q", name, wrong)
			}
		case <-time.After(time.Minute):
			t.Fatalf("%s: verify waits for the pipe", name)
		}
	}
}
