package register

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// mount makes a file system of its own, of so many bytes; where none can be mounted, the test skips.
func mount(t *testing.T, options string) string {
	t.Helper()
	dir := t.TempDir()
	if err := unix.Mount("none", dir, "tmpfs", 0, options); err != nil {
		t.Skipf("no disk can be mounted here: %v", err) // it takes more than root
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// TestLogOnAFullDisk has no space for the log, and space for the database: the change is in, the log is behind, that is
// said, and as soon as there is space the next one writes both.
func TestLogOnAFullDisk(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	disk := mount(t, "size=64k")
	dir := t.TempDir()
	path := filepath.Join(dir, "register.db")
	log := filepath.Join(disk, "register.log")
	if err := os.Symlink(log, LogPath(path)); err != nil {
		t.Fatal(err)
	}
	r, err := open(ctx, path, scratch)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	fill(t, r, 10)
	ballast := filepath.Join(disk, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 1<<20), 0o600); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("the disk cannot be filled: %v", err)
	}
	unlogged := 0
	for range 40 {
		if err := decide(r); errors.Is(err, ErrUnlogged) && errors.Is(err, syscall.ENOSPC) {
			unlogged++
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if unlogged < 10 {
		t.Fatalf("only %d changes had no space", unlogged)
	}
	if err := r.CatchUp(ctx); !errors.Is(err, ErrUnlogged) {
		t.Errorf("the log is written with %v", err)
	}
	if _, err := r.Check(ctx, dir); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("checked with %v", err)
	}
	if _, err := open(ctx, path, scratch); !errors.Is(err, syscall.ENOSPC) || errors.Is(err, ErrDamaged) {
		t.Errorf("opened with %v", err)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if err := r.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	decisions, err := r.Decisions(ctx, 1)
	if err != nil || len(decisions) != 40 {
		t.Errorf("%d decisions, %v", len(decisions), err)
	}
	checked(t, r)
}

// TestDatabaseOnAFullDisk has no space for the database: nothing has happened, and nothing is taken for damage.
func TestDatabaseOnAFullDisk(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	disk := mount(t, "size=1m")
	path := filepath.Join(disk, "register.db")
	r, err := open(ctx, path, scratch)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	fill(t, r, 10)
	before := checked(t, r)
	ballast := filepath.Join(disk, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 1<<20), 0o600); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("the disk cannot be filled: %v", err)
	}
	failed := int64(0)
	for range 10 {
		if err := decide(r); err != nil {
			failed++
			if errors.Is(err, ErrDamaged) || errors.Is(err, ErrUnlogged) || !strings.Contains(err.Error(), "full") {
				t.Errorf("decided with %v", err)
			}
		}
	}
	if failed == 0 {
		t.Fatal("there was always space")
	}
	if _, _, err := recoverWith(ctx, path, scratch, noon, "", ""); err == nil || errors.Is(err, ErrDamaged) {
		t.Errorf("recovered with %v", err)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if err := decide(r); err != nil {
		t.Fatal(err)
	}
	if n := checked(t, r); n != before+10-failed+1 {
		t.Errorf("%d events, want %d", n, before+10-failed+1)
	}
}

// TestReadOnly opens a register that cannot be written: that is said, and not that it is damaged.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	dir := mount(t, "size=8m")
	r := begin(t, dir)
	everything(t, r)
	r.Close()
	if err := unix.Mount("none", dir, "tmpfs", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		t.Skip(err)
	}
	if _, err := Open(context.Background(), home(dir)); !errors.Is(err, syscall.EROFS) || errors.Is(err, ErrDamaged) {
		t.Errorf("opened with %v", err)
	}
}

// TestClosedFolder is the same for a folder that is another's; the system does not keep root out of any.
func TestClosedFolder(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root writes everywhere")
	}
	dir := t.TempDir()
	r := begin(t, dir)
	everything(t, r)
	r.Close()
	if err := os.Chmod(filepath.Dir(home(dir)), 0o555); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.Chmod(filepath.Dir(home(dir)), 0o755) }()
	if _, err := Open(context.Background(), home(dir)); err == nil || errors.Is(err, ErrDamaged) {
		t.Errorf("opened with %v", err)
	}
}
