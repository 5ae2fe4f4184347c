package pipeline

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// accountFile is put in place last of all outputs.
const accountFile = "build.json"

// commit puts the staged outputs in place and removes those of owned that this build did not make (a secret volume when
// no secret item is left). What a reader has open waits, with all that belongs to it (see plan). If anything else keeps
// one of them from being replaced, all are put back.
//
// A rename replaces a file whole, so nobody ever opens half of one. The set is not replaced in one instant: a machine
// that fails between two renames leaves new files beside old ones. build.json comes last, after the others are on disk,
// and holds the hash of each: a set that agrees with it is whole, and the next build mends one that does not.
func (s *outputSet) commit(owned []string) error {
	held := map[string]bool{}
	for {
		p := s.plan(owned, held)
		name, err := s.carryOut(p)
		if err == nil {
			return nil
		}
		if name == "" || held[name] {
			return err
		}
		held[name] = true // opened since it was probed, or no probe can tell
	}
}

// carryOut does what is planned, or nothing. If that is because a reader has an output open, held is its name.
func (s *outputSet) carryOut(p *plan) (held string, err error) {
	if err := s.account(p); err != nil {
		return "", err
	}
	r := replacement{set: s, dirs: map[string]bool{s.dir: true}}
	if err := r.all(p); err != nil {
		if wrong := r.undo(); wrong != nil {
			return "", errors.Join(err, wrong)
		}
		// Where nothing lies, nobody has anything open: the folder is closed to us.
		if _, absent := os.Lstat(s.path(r.at)); isHeld(err) && absent == nil && r.at != accountFile {
			held = r.at
		}
		return held, err
	}
	for _, d := range r.emptied {
		_ = os.Remove(d) // only if it is empty now
	}
	s.settled(p)
	s.discard()
	return "", nil
}

// replacement is a commit under way.
type replacement struct {
	set     *outputSet
	at      string          // the output it is at
	dirs    map[string]bool // folders in which names have changed
	emptied []string        // folders that may be empty
	undos   []func() error
}

func (r *replacement) all(p *plan) error {
	for _, m := range p.place {
		if err := r.place(m); err != nil {
			return err
		}
	}
	for _, name := range p.remove {
		if err := r.remove(name); err != nil {
			return err
		}
	}
	r.sync()
	if !p.account {
		return nil
	}
	if err := r.place(move{accountFile, accountFile}); err != nil {
		return err
	}
	r.sync()
	return nil
}

// paths are where an output belongs, and where what lies there now is kept until all is done.
func (r *replacement) paths(name string) (final, kept string) {
	return r.set.path(name), filepath.Join(r.set.stage, "kept", filepath.FromSlash(name))
}

// place moves a staged file to its name, in a folder with the mode of the staged one.
func (r *replacement) place(m move) error {
	r.at = m.to
	staged := r.set.staged(m.from)
	final, kept := r.paths(m.to)
	wrong := func(err error) error {
		return fmt.Errorf("put %s in place (close it if a program has it open): %w", final, err)
	}
	info, err := os.Stat(filepath.Dir(staged))
	if err != nil {
		return wrong(err)
	}
	if err := os.MkdirAll(filepath.Dir(final), info.Mode().Perm()); err != nil {
		return wrong(err)
	}
	had, err := keep(final, kept)
	if err != nil {
		return wrong(err)
	}
	if err := r.set.rename(staged, final); err != nil {
		_ = os.Remove(kept) // for the next attempt
		return wrong(err)
	}
	r.dirs[filepath.Dir(final)] = true
	r.undos = append(r.undos, func() error {
		_, err := keep(final, staged) // for the next attempt
		if had {
			return errors.Join(err, os.Rename(kept, final))
		}
		return errors.Join(err, os.Remove(final))
	})
	return nil
}

// remove moves an outdated output out of the way.
func (r *replacement) remove(name string) error {
	r.at = name
	final, kept := r.paths(name)
	if _, err := os.Lstat(final); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	err := os.MkdirAll(filepath.Dir(kept), 0o700)
	if err == nil {
		err = r.set.rename(final, kept)
	}
	if err != nil {
		return fmt.Errorf("remove outdated %s (close it if a program has it open): %w", final, err)
	}
	r.dirs[filepath.Dir(final)] = true
	r.emptied = append(r.emptied, filepath.Dir(final))
	r.undos = append(r.undos, func() error { return os.Rename(kept, final) })
	return nil
}

func (r *replacement) undo() error {
	var errs []error
	for _, undo := range slices.Backward(r.undos) {
		errs = append(errs, undo())
	}
	r.sync()
	return errors.Join(errs...)
}

func (r *replacement) sync() {
	for d := range r.dirs {
		syncDir(d)
	}
}

// keep gives a file a second name, or copies it where the file system knows no links, or none that can go again. had is
// false if there is no file.
func keep(file, kept string) (had bool, err error) {
	info, err := os.Lstat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, err
	case info.IsDir():
		return false, errors.New("a folder is in its place")
	}
	if err := os.MkdirAll(filepath.Dir(kept), 0o700); err != nil {
		return false, err
	}
	if linksGo && os.Link(file, kept) == nil {
		return true, nil
	}
	return true, copyFile(file, kept, info.Mode().Perm())
}

func copyFile(from, to string, mode fs.FileMode) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// syncDir makes renames in a folder durable. Windows has no such call and needs none.
func syncDir(dir string) {
	d, err := os.Open(dir)
	if err != nil {
		return
	}
	defer d.Close()
	_ = d.Sync()
}
