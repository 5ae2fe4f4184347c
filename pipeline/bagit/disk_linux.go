package bagit

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// disk makes what was written durable: by one syncfs(2) for all, which waits for the disk once and not with each of
// thousands of files. To have the disk begin earlier, by sync_file_range(2) with each file, gained nothing.
//
// The folder is held open from the beginning, for syncfs tells of bytes that could not be written out since then. Before
// Linux 5.8, which many offices still have, it did not; there each file is asked afterwards, when nothing of it is left to
// be waited for.
type disk struct {
	dir  *os.File
	lazy bool
	mute bool // syncfs does not tell
}

func openDisk(dir string, lazy bool) (*disk, error) {
	var u unix.Utsname
	if err := unix.Uname(&u); err != nil {
		return nil, fmt.Errorf("uname: %w", err)
	}
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	return &disk{f, lazy, mute(unix.ByteSliceToString(u.Release[:]))}, nil
}

// mute says whether syncfs of a release of Linux (“4.19.90-52.22.v2207.ky10”) tells nothing; also of one that cannot be
// read.
func mute(release string) bool {
	var major, minor int
	if _, err := fmt.Sscanf(release, "%d.%d", &major, &minor); err != nil {
		return true
	}
	return major < 5 || major == 5 && minor < 8
}

func (d *disk) close() { d.dir.Close() }

// written is called with each file when all its bytes are written.
func (d *disk) written(*os.File) error { return nil }

// flush waits until these files and folders are on disk.
func (d *disk) flush(root *os.Root, _, files []string) error {
	if d.lazy {
		return nil
	}
	if err := unix.Syncfs(int(d.dir.Fd())); err != nil {
		return fmt.Errorf("sync %s: %w", d.dir.Name(), err)
	}
	if !d.mute {
		return nil
	}
	for _, name := range files {
		if err := syncOne(root.Open(name)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func syncOne(f *os.File, err error) error {
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
