package bagit

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// TestMute are releases of Linux on which syncfs tells of errors, and on which it does not.
func TestMute(t *testing.T) {
	t.Parallel()
	for release, want := range map[string]bool{
		"4.19.90-52.22.v2207.ky10.loongarch64": true, "5.7.19": true, "5.8.0": false, "5.10.0-60": false, "6.12.1": false, "": true,
	} {
		if mute(release) != want {
			t.Errorf("%q: %v", release, !want)
		}
	}
}

// TestOldKernel closes a bag as on a kernel whose syncfs does not tell.
func TestOldKernel(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "bag")
	w, err := Create(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	w.disk.mute = true
	if err := errors.Join(w.Add(t.Context(), itemsOf(small)...), w.Close(nil, nil)); err != nil {
		t.Fatal(err)
	}
	if w := problems(t, dir); len(w) > 0 {
		t.Errorf("problems: %q", w)
	}
}

// fullAt writes a bag and demands that it fails as a full disk has it fail, naming a file, and leaves no bag.
func fullAt(t *testing.T, dir string, files int, want error) (failed bool) {
	t.Helper()
	w, err := Create(dir, Options{})
	if err == nil {
		err = w.Add(t.Context(), generated(files, 9_000)...)
	}
	adding := err != nil
	if err == nil {
		err = w.Close([]Field{{"External-Description", strings.Repeat("字", 2000)}}, map[string][]byte{"x/y.txt": bytes.Repeat([]byte("y"), 5000)})
	}
	if err == nil {
		return false
	}
	if !errors.Is(err, want) || adding && !strings.Contains(err.Error(), ".docx") || !adding && !strings.Contains(err.Error(), ".txt") {
		t.Errorf("%d files: %v", files, err)
	}
	if _, err := Open(dir); !errors.Is(err, ErrNotBag) && !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%d files: opened with %v", files, err)
	}
	if _, err := os.Lstat(filepath.Join(dir, "bagit.txt")); err == nil {
		t.Errorf("%d files: there is a bagit.txt", files)
	}
	return true
}

// TestFullDisk runs out of space at many points, in the payload and after it; where no disk can be mounted, it skips.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	disk := t.TempDir()
	if err := unix.Mount("none", disk, "tmpfs", 0, "size=256k"); err != nil {
		t.Skipf("no disk can be mounted here: %v", err) // it takes more than root
	}
	t.Cleanup(func() {
		if err := unix.Unmount(disk, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	dir := filepath.Join(disk, "bag")
	failed, whole := 0, 0
	for files := 2; files < 26; files++ {
		if fullAt(t, dir, files, syscall.ENOSPC) {
			failed++
		} else {
			whole++
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
	}
	if failed < 3 || whole < 3 {
		t.Errorf("%d bags failed, %d did not", failed, whole)
	}
}

// TestShortFiles is the same where files can only be so long, which every system knows.
func TestShortFiles(t *testing.T) {
	home := t.TempDir()
	var old unix.Rlimit
	if err := unix.Prlimit(0, unix.RLIMIT_FSIZE, nil, &old); err != nil {
		t.Fatal(err)
	}
	for most, files := range map[uint64]int{8_000: 3, 2_000: 0, 80: 0, 40: 0} { // in the payload, a tag file, a manifest, bagit.txt
		limit := unix.Rlimit{Cur: most, Max: old.Max}
		if err := unix.Prlimit(0, unix.RLIMIT_FSIZE, &limit, nil); err != nil {
			t.Fatal(err)
		}
		failed := fullAt(t, filepath.Join(home, "bag"), files, syscall.EFBIG)
		if err := errors.Join(unix.Prlimit(0, unix.RLIMIT_FSIZE, &old, nil), os.RemoveAll(filepath.Join(home, "bag"))); err != nil {
			t.Fatal(err)
		}
		if !failed {
			t.Errorf("files of %d bytes: it is written", most)
		}
	}
}
