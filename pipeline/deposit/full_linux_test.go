package deposit

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pkg/sftp"
	"golang.org/x/sys/unix"
)

// smallDisk is a file system of its own; where none can be mounted, the test skips. The function leaves so many bytes on it; -1: all.
func smallDisk(t *testing.T) (string, func(left int64)) {
	t.Helper()
	dir := t.TempDir()
	if err := unix.Mount("none", dir, "tmpfs", 0, "size=1m"); err != nil {
		t.Skipf("no small disk can be mounted here: %v", err) // not even where tools are required: it takes more than root
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	root := filepath.Join(dir, "root")
	ballast := filepath.Join(dir, "ballast")
	if err := os.Mkdir(root, 0o755); err != nil {
		t.Fatal(err)
	}
	return root, func(left int64) {
		t.Helper()
		if err := os.Remove(ballast); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		if left < 0 {
			return
		}
		var s unix.Statfs_t
		if err := unix.Statfs(dir, &s); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(ballast, make([]byte, max(0, int64(s.Bavail)*s.Bsize-left)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestFullDisk has a disk that is full: at once, after some files, in the middle of the biggest. That is said, in words and as
// something that may be tried again; with room again, the deposit goes on, and there is one good package.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	for kind, start := range kinds {
		if kind == "s3" { // the one of the tests is in memory; see TestFull and TestS3Answers
			continue
		}
		for _, left := range []int64{0, 4 << 10, 16 << 10, 48 << 10} {
			t.Run(fmt.Sprint(kind, " ", left>>10), func(t *testing.T) {
				t.Parallel()
				dir, full := smallDisk(t)
				s := start(t, dir)
				p := testPackage(t, testName, bagFiles())
				full(left)
				for range 2 {
					_, err := Deposit(t.Context(), s.open(t), p, Options{})
					if !errors.Is(err, ErrFull) || !Retry(err) || errors.Is(err, ErrCredentials) || !strings.Contains(fmt.Sprint(err), "no space left") {
						t.Errorf("full: %v", err)
					}
				}
				full(-1)
				if r := must(t, s.open(t), p); left > 20_000 && r.Sent >= size(p) {
					t.Error("all was sent again")
				}
				s.exactly(t, p)
			})
		}
	}
}

// TestSilentFullDisk is a server that says of a full disk only FAILURE (OpenSSH) or PERMISSION_DENIED: it is asked for the room
// that it has.
func TestSilentFullDisk(t *testing.T) {
	t.Parallel()
	dir, full := smallDisk(t)
	p := sftpServer(t, dir).open(t).(*sftpPlace)
	failure := &sftp.StatusError{Code: 4}
	full(8 << 10)
	for _, c := range []struct {
		err     error
		size    int64
		allowed bool
		want    error
	}{
		{failure, 20_000, false, ErrFull},
		{failure, 100, false, failure},
		{fs.ErrPermission, 20_000, true, ErrFull},
		{fs.ErrPermission, 20_000, false, ErrFull},
		{fs.ErrPermission, 100, false, fs.ErrPermission},
		{fs.ErrNotExist, 20_000, true, fs.ErrNotExist},
	} {
		if err := p.refused(c.err, c.size, c.allowed); !errors.Is(err, c.want) || errors.Is(c.want, ErrFull) && errors.Is(err, fs.ErrPermission) {
			t.Errorf("%v of %d bytes: %v", c.err, c.size, err)
		}
	}
	if err := p.refused(fs.ErrPermission, 100, true); errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), "full?") {
		t.Errorf("rights that went away: %v", err)
	}
	full(0)
	if err := p.refused(failure, 0, false); !errors.Is(err, ErrFull) {
		t.Errorf("an empty file: %v", err)
	}
}
