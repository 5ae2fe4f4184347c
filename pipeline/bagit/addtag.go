package bagit

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
)

// AddTag adds a tag file, of a name like “signatures/manifest-sha256.sig”, to a bag that is closed, and enters it in the tag
// manifests; nothing else is touched. When it returns nil all is on disk. A tag file that is there already with the same bytes is
// entered where it is not listed; one with other bytes, also if it is listed and missing, is an error that matches ErrExists.
// Other errors match ErrName, ErrNotBag, or ErrMalformed for tag manifests that cannot be read.
//
// Files are put in place whole, the tag file first. Interrupted anywhere, it leaves a bag of which Verify says at worst that
// the tag file, or one beside it whose name begins with “.adding-”, is extra; AddTag again mends that. Only one process may
// add to a bag at a time.
func AddTag(dir, name string, content []byte) error {
	if err := addTag(dir, name, content); err != nil {
		return fmt.Errorf("add tag file: %w", err)
	}
	return nil
}

func addTag(dir, name string, content []byte) error {
	if err := CheckName(name); err != nil {
		return err
	}
	if reserved(name) {
		return fmt.Errorf("%w: %q is the format's own", ErrName, name)
	}
	if _, err := open(dir); err != nil && !errors.Is(err, ErrMalformed) || errors.Is(err, ErrNotBag) {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	a, err := newAdder(root)
	if err != nil {
		return err
	}
	lists, err := readLists(root, tagPrefix)
	if err != nil {
		return err
	}
	if len(lists) == 0 {
		return faultf("there is no tag manifest")
	}
	if err := unlike(lists, name); err != nil {
		return err
	}
	sums := sumsOf(content, algsOf(lists...))
	for _, l := range lists {
		if err := l.err(); err != nil {
			return err
		}
		if sum, listed := l.sums[name]; listed && sum != sums[l.alg] {
			return fmt.Errorf("%s: %w: %s lists it with other content", name, ErrExists, l.file)
		}
	}
	if err := a.tag(name, content); err != nil {
		return err
	}
	for _, l := range lists {
		if l.sums[name] == sums[l.alg] {
			continue
		}
		l.sums[name] = sums[l.alg]
		if err := a.replace(l.file, l.render()); err != nil {
			return err
		}
	}
	return nil
}

// unlike says whether some systems take a name for that of another tag file.
func unlike(lists []*list, name string) error {
	there := names{}
	for _, l := range lists {
		for other := range l.sums {
			if other != name {
				_, _ = there.claim(other) // others may have named theirs as they liked
			}
		}
	}
	_, err := there.claim(name)
	return err
}

// adder puts files into a bag, with the modes that its files and folders have.
type adder struct {
	root      *os.Root
	dir, file fs.FileMode
}

// newAdder also clears away what one that was interrupted has left.
func newAdder(root *os.Root) (*adder, error) {
	dir, err := root.Stat(".")
	if err != nil {
		return nil, err
	}
	file, err := root.Lstat(bagitFile)
	if err != nil {
		return nil, err
	}
	top, err := root.Open(".")
	if err != nil {
		return nil, err
	}
	names, err := top.Readdirnames(-1)
	if err := errors.Join(err, top.Close()); err != nil {
		return nil, err
	}
	for _, name := range names {
		if strings.HasPrefix(name, adding) {
			if err := root.Remove(name); err != nil {
				return nil, err
			}
		}
	}
	return &adder{root, dir.Mode().Perm(), file.Mode().Perm()}, nil
}

// tag puts the tag file in place, unless it is there.
func (a *adder) tag(name string, content []byte) error {
	there, err := readTag(a.root, name)
	switch {
	case err == nil && bytes.Equal(there, content):
		return a.durable(name)
	case err == nil || errors.Is(err, ErrMalformed):
		return fmt.Errorf("%s: %w with other content", name, ErrExists)
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if err := a.root.MkdirAll(path.Dir(name), a.dir); err != nil {
		return err
	}
	return a.replace(name, content)
}

// replace puts a file in place of another, or of none, whole and on disk.
func (a *adder) replace(name string, content []byte) error {
	half := adding + path.Base(name)
	out, err := a.root.OpenFile(half, os.O_WRONLY|os.O_CREATE|os.O_EXCL, a.file)
	if err != nil {
		return err
	}
	_, err = out.Write(content)
	if err = errors.Join(err, out.Sync(), out.Close()); err == nil {
		err = a.root.Rename(half, name)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, errors.Join(err, a.root.Remove(half)))
	}
	return a.durable(name)
}

// durable makes the name of a file durable, and those of the folders it is in.
func (a *adder) durable(name string) error {
	for {
		name = path.Dir(name)
		if err := syncDir(a.root.Open(name)); err != nil {
			return err
		}
		if name == "." {
			return nil
		}
	}
}
