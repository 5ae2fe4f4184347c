package bagit

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// disk makes what was written durable: by one syncfs(2) for all, which costs a tenth of a sync for each file. Errors of
// writing out since the folder was opened are errors of syncfs; before Linux 5.8 they were not, so that flush also asks for
// each file what has become of it.
type disk struct {
	dir  *os.File
	lazy bool
}

func openDisk(dir string, lazy bool) (*disk, error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	return &disk{f, lazy}, nil
}

func (d *disk) close() { d.dir.Close() }

// written is called with each file when all its bytes are written. It has the disk begin with them, and does not wait.
func (d *disk) written(f *os.File) error {
	if d.lazy {
		return nil
	}
	// Only a hint: what cannot follow it still has flush to come.
	_ = unix.SyncFileRange(int(f.Fd()), 0, 0, unix.SYNC_FILE_RANGE_WRITE)
	return nil
}

// flush waits until all is on disk.
func (d *disk) flush(*os.Root, []string) error {
	if d.lazy {
		return nil
	}
	if err := unix.Syncfs(int(d.dir.Fd())); err != nil {
		return fmt.Errorf("sync %s: %w", d.dir.Name(), err)
	}
	return nil
}
