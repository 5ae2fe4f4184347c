package pipeline

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// Output is one file below output/, as build.json lists it.
type Output struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
	Pages  int    `json:"pages,omitempty"`
}

// File modes of outputs. What holds secret items is for its owner alone.
const (
	modeOpen   fs.FileMode = 0o644
	modeSecret fs.FileMode = 0o600
)

// outputSet stages the outputs of one build beside the last good ones and puts them in place together, so that a build
// that fails leaves everything as it was. Create may be called concurrently.
type outputSet struct {
	dir   string // output/
	stage string // output/.staging-…

	mu      sync.Mutex
	outputs []Output
}

// stagePrefix begins the names of staging folders; one left behind by a crash is removed by the next build.
const stagePrefix = ".staging-"

func newOutputSet(dir string) (*outputSet, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make output folder: %w", err)
	}
	old, err := filepath.Glob(filepath.Join(dir, stagePrefix+"*"))
	if err != nil {
		return nil, fmt.Errorf("look for staging folders: %w", err)
	}
	for _, o := range old {
		if err := os.RemoveAll(o); err != nil {
			return nil, fmt.Errorf("clear staging folder: %w", err)
		}
	}
	stage, err := os.MkdirTemp(dir, stagePrefix)
	if err != nil {
		return nil, fmt.Errorf("make staging folder: %w", err)
	}
	return &outputSet{dir: dir, stage: stage}, nil
}

// create stages one output. write may leave pages at 0 for what has none.
func (s *outputSet) create(name string, mode fs.FileMode, write func(io.Writer) (pages int, err error)) error {
	p := filepath.Join(s.stage, filepath.FromSlash(name))
	dirMode := fs.FileMode(0o755)
	if mode == modeSecret && !strings.HasPrefix(name, "data/") {
		dirMode = 0o700
	}
	if err := os.MkdirAll(filepath.Dir(p), dirMode); err != nil {
		return fmt.Errorf("stage %s: %w", name, err)
	}
	f, err := os.OpenFile(p, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return fmt.Errorf("stage %s: %w", name, err)
	}
	h := &hashWriter{w: f, h: sha256.New()}
	pages, err := write(h)
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outputs = append(s.outputs, Output{File: name, SHA256: hex.EncodeToString(h.h.Sum(nil)), Pages: pages})
	return nil
}

// list is what has been staged so far, by name.
func (s *outputSet) list() []Output {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := slices.Clone(s.outputs)
	slices.SortFunc(out, func(a, b Output) int { return strings.Compare(a.File, b.File) })
	return out
}

// commit puts the staged outputs in place and removes those of owned that this build did not make (a secret volume when
// no secret item is left). A rename replaces a file whole: nobody ever opens half of one.
func (s *outputSet) commit(owned []string) error {
	made := map[string]bool{}
	dirs := map[string]bool{s.dir: true}
	for _, o := range s.list() {
		made[o.File] = true
		from, to := filepath.Join(s.stage, filepath.FromSlash(o.File)), filepath.Join(s.dir, filepath.FromSlash(o.File))
		if err := s.place(from, to); err != nil {
			return fmt.Errorf("put %s in place: %w", o.File, err)
		}
		dirs[filepath.Dir(to)] = true
	}
	for _, name := range owned {
		if made[name] {
			continue
		}
		p := filepath.Join(s.dir, filepath.FromSlash(name))
		if err := os.Remove(p); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove outdated %s: %w", name, err)
		}
		_ = os.Remove(filepath.Dir(p)) // only if it is empty now
	}
	for d := range dirs {
		syncDir(d)
	}
	return os.RemoveAll(s.stage)
}

// place moves a staged file to its name, in a folder with the mode of the staged one.
func (s *outputSet) place(from, to string) error {
	info, err := os.Stat(filepath.Dir(from))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), info.Mode().Perm()); err != nil {
		return err
	}
	return os.Rename(from, to)
}

// discard forgets what was staged.
func (s *outputSet) discard() { _ = os.RemoveAll(s.stage) }

// syncDir makes renames in a folder durable. Windows has no such call and needs none.
func syncDir(dir string) {
	d, err := os.Open(dir)
	if err != nil {
		return
	}
	defer d.Close()
	_ = d.Sync()
}

type hashWriter struct {
	w io.Writer
	h hash.Hash
}

func (w *hashWriter) Write(p []byte) (int, error) {
	n, err := w.w.Write(p)
	w.h.Write(p[:n])
	return n, err
}
