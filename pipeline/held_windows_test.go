package pipeline

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/windows"
)

// openAsWord opens a file as Word does: others may read it, and neither write nor delete.
func openAsWord(t *testing.T, file string) (closed func()) {
	t.Helper()
	p, err := windows.UTF16PtrFromString(file)
	if err != nil {
		t.Fatal(err)
	}
	h, err := windows.CreateFile(p, windows.GENERIC_READ, windows.FILE_SHARE_READ, nil, windows.OPEN_EXISTING,
		windows.FILE_ATTRIBUTE_NORMAL, 0)
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := windows.CloseHandle(h); err != nil {
			t.Error(err)
		}
	}
}

func TestProbe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.docx")
	if probe(file) {
		t.Error("what is not there is held")
	}
	if err := os.WriteFile(file, []byte("a"), 0o644); err != nil {
		t.Fatal(err)
	}
	if probe(file) {
		t.Error("what nobody has open is held")
	}
	closed := openAsWord(t, file)
	if !probe(file) {
		t.Error("what Word has open is not held")
	}
	closed()
	if probe(file) {
		t.Error("what Word has closed is held")
	}
}

// The scenarios of held_test.go with a true reader: the probe tells, and where it does not, the rename.
func TestOutputThatWordHasOpen(t *testing.T) {
	for name, held := range map[string]func(string) bool{"probed": nil, "renamed": func(string) bool { return false }} {
		t.Run(name, func(t *testing.T) {
			w := emptyWorkspace(t)
			x := &watched{t: t, w: w}
			compile := func(held func(string) bool) *Report {
				t.Helper()
				r, err := Build(context.Background(), w, Options{held: held})
				if err != nil {
					t.Fatal(err)
				}
				whole(t, w)
				return r
			}
			x.drop("外资管理科/目录.docx", submission(t, "甲审批"))
			compile(held)
			word := filepath.Join(w.Output(), "公开版", "职权目录汇编.docx")
			closed := openAsWord(t, word)
			x.drop("外资管理科/目录.docx", submission(t, "甲审批", "乙审批"))
			if r := compile(held); len(r.Waiting) != 2 || !r.Waiting[0].Held && !r.Waiting[1].Held {
				t.Errorf("waiting: %+v", r.Waiting)
			}
			closed()
			if left, err := catchUp(w.Output(), probe); err != nil || len(left) > 0 {
				t.Errorf("left: %v, %v", left, err)
			}
			whole(t, w)
		})
	}
}
