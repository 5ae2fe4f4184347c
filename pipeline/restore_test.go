package pipeline

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// A workspace takes the place of nothing: not of a file, not of a link, not of a part of the package that it is made from.
func TestARestoredWorkspaceReplacesNothing(t *testing.T) {
	t.Parallel()
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立审批", "全社会")})
	release(t, w)
	p := packed(t, w, "第一版")
	home := t.TempDir()
	file, link, full := filepath.Join(home, "要紧.txt"), filepath.Join(home, "链接"), filepath.Join(home, "有东西")
	into := filepath.Join(home, "包的链接")
	for _, err := range []error{
		os.WriteFile(file, []byte("要紧"), 0o600), os.Mkdir(filepath.Join(home, "空"), 0o700), os.Symlink("空", link),
		os.Mkdir(full, 0o700), os.WriteFile(filepath.Join(full, "x"), nil, 0o600), os.Symlink(p.Dir, into),
	} {
		if err != nil {
			t.Skip(err) // links are not for everybody on Windows
		}
	}
	for name, dir := range map[string]string{
		"a file": file, "a link": link, "a folder with something in it": full, "the package": p.Dir,
		"in the package": filepath.Join(p.Dir, "新", "工作区"), "in the package, by a link": filepath.Join(into, "新"),
	} {
		if _, err := Restore(context.Background(), p.Dir, dir, wang, nil, tester); !errors.Is(err, ErrOccupied) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is %v, %v", info, err)
	}
	if b, err := os.ReadFile(file); err != nil || string(b) != "要紧" {
		t.Errorf("the file is %q, %v", b, err)
	}
	wholePack(t, p.Dir)
}
