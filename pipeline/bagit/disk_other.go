//go:build !linux

package bagit

import "os"

// disk makes what was written durable: file by file, while the others are being written.
type disk struct{ lazy bool }

func openDisk(_ string, lazy bool) (*disk, error) { return &disk{lazy}, nil }

func (d *disk) close() {}

// written is called with each file when all its bytes are written.
func (d *disk) written(f *os.File) error {
	if d.lazy {
		return nil
	}
	return f.Sync()
}

// flush waits until the names in these folders are on disk.
func (d *disk) flush(root *os.Root, folders, _ []string) error {
	if d.lazy {
		return nil
	}
	for _, f := range folders {
		if err := syncDir(root.Open(f)); err != nil {
			return err
		}
	}
	return nil
}
