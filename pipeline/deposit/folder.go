package deposit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
)

// folder is a place in the file system. Everything goes through its root, which stays the folder it was when opened, whatever
// is mounted or unmounted at its path meanwhile.
type folder struct {
	path, mark string
	root       *os.Root
	made       map[string]bool // folders that are known to be there
}

func openFolder(dir string) (Place, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("is it mounted? %w", err)
	}
	return &folder{dir, mark(), root, map[string]bool{}}, nil
}

// String is the path.
func (f *folder) String() string { return f.path }

// Close closes the folder.
func (f *folder) Close() error { return f.root.Close() }

// Piecemeal says no.
func (f *folder) Piecemeal() bool { return false }

// Undo has nothing to do.
func (f *folder) Undo(context.Context, string, string, string) error { return nil }

// List walks through a folder.
func (f *folder) List(ctx context.Context, dir string) (map[string]int64, error) {
	m := map[string]int64{}
	err := fs.WalkDir(f.root.FS(), dir, func(name string, e fs.DirEntry, err error) error {
		if err := errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		if e.IsDir() {
			return nil
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		m[strings.TrimPrefix(name, dir+"/")] = sizeOf(info)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", dir, err)
	}
	return m, nil
}

// sizeOf is the size of a file, -1 of what is none.
func sizeOf(info fs.FileInfo) int64 {
	if !info.Mode().IsRegular() {
		return -1
	}
	return info.Size()
}

// Folders reads the top.
func (f *folder) Folders(_ context.Context, prefix string) ([]string, error) {
	entries, err := fs.ReadDir(f.root.FS(), ".")
	if err != nil {
		return nil, err
	}
	var out []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), prefix) {
			out = append(out, e.Name())
		}
	}
	return out, nil
}

// Put writes a file and renames it.
func (f *folder) Put(ctx context.Context, name string, size int64, r io.Reader) error {
	tmp := putName(name, f.mark)
	if err := f.mkdir(path.Dir(tmp)); err != nil {
		return err
	}
	out, err := f.root.Create(tmp)
	if err != nil {
		return f.forget(err)
	}
	n, err := io.Copy(out, ctxReader{ctx, r})
	if err == nil && n != size {
		err = io.ErrUnexpectedEOF
	}
	if err == nil {
		err = out.Sync()
	}
	if err = errors.Join(err, out.Close()); err == nil {
		if err = f.mkdir(path.Dir(name)); err == nil {
			err = f.root.Rename(tmp, name)
		}
	}
	if err != nil {
		_ = f.root.Remove(tmp) // makes room where the disk is full; else the staging folder goes as a whole
		return f.forget(err)
	}
	return nil
}

func (f *folder) mkdir(dir string) error {
	if f.made[dir] {
		return nil
	}
	if err := f.root.MkdirAll(dir, 0o777); err != nil {
		return f.forget(err)
	}
	f.made[dir] = true
	return nil
}

// forget makes sure after an error that folders are made anew: another deposit may have removed them.
func (f *folder) forget(err error) error {
	clear(f.made)
	return fullError(err)
}

// Get opens a file.
func (f *folder) Get(_ context.Context, name string) (io.ReadCloser, error) { return f.root.Open(name) }

// Replaces says yes.
func (f *folder) Replaces() bool { return true }

// Move renames a file.
func (f *folder) Move(_ context.Context, from, to string, _ bool) error {
	if err := f.mkdir(path.Dir(to)); err != nil {
		return err
	}
	if err := f.root.Rename(from, to); err != nil {
		return f.forget(err)
	}
	return fullError(errors.Join(f.sync(path.Dir(to)), f.sync(path.Dir(path.Dir(to)))))
}

// Promote syncs the folders and renames the topmost one.
func (f *folder) Promote(_ context.Context, from, to, _ string, _ map[string]int64) error {
	return f.forget(f.promote(from, to))
}

func (f *folder) promote(from, to string) error {
	err := fs.WalkDir(f.root.FS(), from, func(name string, e fs.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return err
		}
		return f.sync(name)
	})
	if err != nil {
		return err
	}
	if _, err := f.root.Lstat(to); err == nil {
		return fmt.Errorf("%s: %w", to, fs.ErrExist)
	}
	if err := f.root.Rename(from, to); err != nil { // fails where to is a folder with something in it
		if _, there := f.root.Lstat(to); there == nil {
			return fmt.Errorf("%s: %w", to, fs.ErrExist)
		}
		return err
	}
	return f.sync(".")
}

// sync makes the names in a folder durable. Windows cannot, and some network file systems do not need it.
func (f *folder) sync(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := f.root.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, invalid) {
		return err
	}
	return nil
}

// Remove renames a folder and removes it.
func (f *folder) Remove(_ context.Context, dir string) error {
	clear(f.made)
	gone := goneName(dir, f.mark)
	if gone != dir {
		if err := f.root.Rename(dir, gone); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return f.root.RemoveAll(gone)
}
