package bagit

import (
	"bytes"
	"errors"
	"fmt"
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
func fullAt(t *testing.T, dir string, files int, want error) (failure error) {
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
		return nil
	}
	failure = err
	if !errors.Is(err, want) || adding && !strings.Contains(err.Error(), ".docx") || !adding && !strings.Contains(err.Error(), ".txt") {
		t.Errorf("%d files: %v", files, err)
	}
	if _, err := Open(dir); !errors.Is(err, ErrNotBag) && !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%d files: opened with %v", files, err)
	}
	if _, err := os.Lstat(filepath.Join(dir, "bagit.txt")); err == nil {
		t.Errorf("%d files: there is a bagit.txt", files)
	}
	return failure
}

// TestFullDisk runs out of space at every page of a bag, up to bagit.txt; where no disk can be mounted, it skips.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	const pages = 64
	page := os.Getpagesize()
	disk := t.TempDir()
	if err := unix.Mount("none", disk, "tmpfs", 0, fmt.Sprintf("size=%d", pages*page)); err != nil {
		t.Skipf("no disk can be mounted here: %v", err) // it takes more than root
	}
	t.Cleanup(func() {
		if err := unix.Unmount(disk, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	dir := filepath.Join(disk, "bag")
	at := map[string]int{}
	for left := range pages - 8 {
		ballast := filepath.Join(disk, "ballast")
		if err := os.WriteFile(ballast, make([]byte, (pages-left)*page), 0o600); err != nil && !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
		stage := "none"
		if err := fullAt(t, dir, 3, syscall.ENOSPC); err != nil {
			stage = "before"
			if strings.Contains(err.Error(), "bagit.txt") {
				stage = "bagit.txt"
			} else if strings.Contains(err.Error(), ".docx") {
				stage = "payload"
			}
		}
		at[stage]++
		if err := errors.Join(os.RemoveAll(dir), os.Remove(ballast)); err != nil {
			t.Fatal(err)
		}
	}
	for _, stage := range []string{"payload", "before", "bagit.txt", "none"} {
		if at[stage] == 0 {
			t.Errorf("no bag failed there: %v, want also %s", at, stage)
		}
	}
}

// TestShortFiles is the same where files can only be so long, which every system knows.
func TestShortFiles(t *testing.T) {
	home := t.TempDir()
	var old unix.Rlimit
	if err := unix.Prlimit(0, unix.RLIMIT_FSIZE, nil, &old); err != nil {
		t.Fatal(err)
	}
	for most, files := range map[uint64]int{8_000: 3, 5_500: 0, 4_000: 0} { // in the payload, in bag-info.txt, in a tag file
		limit := unix.Rlimit{Cur: most, Max: old.Max}
		if err := unix.Prlimit(0, unix.RLIMIT_FSIZE, &limit, nil); err != nil {
			t.Fatal(err)
		}
		failed := fullAt(t, filepath.Join(home, "bag"), files, syscall.EFBIG)
		if err := errors.Join(unix.Prlimit(0, unix.RLIMIT_FSIZE, &old, nil), os.RemoveAll(filepath.Join(home, "bag"))); err != nil {
			t.Fatal(err)
		}
		if failed == nil {
			t.Errorf("files of %d bytes: it is written", most)
		}
	}
}
