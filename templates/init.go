package templates

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"huibian/pipeline/notice"
)

// workspaceEntries are what a workspace may hold and still be completed by Init; hidden files (.git, .huibian) as well.
var workspaceEntries = []string{"templates", "inputs", "output", WorkspaceFile}

// Init makes a workspace in dir: huibian.yaml, the notice's files under templates/, a folder for each section under
// inputs/ (with sample submissions if asked) and output/. An unfinished workspace of the same notice is completed; no
// file that is there is ever written over. A directory with anything else in it is refused with [ErrNotEmpty], an
// unknown notice with [ErrUnknownNotice], both before anything is written.
func Init(dir, name string, sample bool) error {
	folder, err := Open(name)
	if err != nil {
		return err
	}
	dir = filepath.Clean(dir) // "" is the current directory, which may well hold something
	if err := free(dir, name); err != nil {
		return err
	}
	data, err := fs.ReadFile(folder, "notice.yaml")
	if err != nil {
		return fmt.Errorf("notice %s: %w", name, err)
	}
	n, err := notice.Parse(name+"/notice.yaml", data)
	if err != nil {
		return err
	}
	for _, s := range n.Sections {
		if err := os.MkdirAll(filepath.Join(dir, "inputs", s.Name), 0o755); err != nil {
			return fmt.Errorf("workspace: %w", err)
		}
	}
	if err := os.MkdirAll(filepath.Join(dir, "output"), 0o755); err != nil {
		return fmt.Errorf("workspace: %w", err)
	}
	for _, p := range parts {
		data, err := fs.ReadFile(folder, p.name)
		if p.optional && errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("notice %s: %w", name, err)
		}
		if err := put(filepath.Join(dir, "templates", name, p.name), data); err != nil {
			return err
		}
	}
	if sample {
		if err := putSample(folder, filepath.Join(dir, "inputs")); err != nil {
			return err
		}
	}
	// Last, because it is what makes the directory a workspace of this notice.
	return Choose(dir, name)
}

// Choose makes a directory a workspace of a notice, unless it is one already.
func Choose(dir, name string) error {
	return put(filepath.Join(dir, WorkspaceFile), []byte("# The notice this workspace compiles for: a folder under templates/.\nnotice: "+name+"\n"))
}

// free demands that dir is missing, empty, or a workspace of the same notice.
func free(dir, name string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("workspace: %w", err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") && !slices.Contains(workspaceEntries, e.Name()) {
			return fmt.Errorf("%s: %w: it holds %s", dir, ErrNotEmpty, e.Name())
		}
	}
	data, err := os.ReadFile(filepath.Join(dir, WorkspaceFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("workspace: %w", err)
	}
	other, err := chosen(data)
	if err != nil {
		return fmt.Errorf("%s: %w: %w", dir, ErrNotEmpty, err)
	}
	if other != name {
		return fmt.Errorf("%s: %w: it is a workspace of %s", dir, ErrNotEmpty, other)
	}
	return nil
}

// putSample copies the sample submissions.
func putSample(folder fs.FS, inputs string) error {
	return fs.WalkDir(folder, "sample", func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("sample submissions: %w", err)
		}
		if e.IsDir() {
			return nil
		}
		data, err := fs.ReadFile(folder, p)
		if err != nil {
			return fmt.Errorf("sample submissions: %w", err)
		}
		return put(filepath.Join(inputs, filepath.FromSlash(strings.TrimPrefix(p, "sample/"))), data)
	})
}

// put writes a file that is not there yet, and leaves one that is.
func put(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("workspace: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("workspace: %w", err)
	}
	_, err = f.Write(data)
	if err := errors.Join(err, f.Close()); err != nil {
		_ = os.Remove(path) // half a file would never be written over
		return fmt.Errorf("workspace: %w", err)
	}
	return nil
}
