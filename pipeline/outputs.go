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

// sharedFolders hold open outputs beside secret ones.
var sharedFolders = []string{"data/", receiptFolder}

// outputSet stages the outputs of one build beside the last good ones and puts them in place together (see commit), so
// that a build that fails leaves everything as it was. create may be called concurrently.
type outputSet struct {
	dir   string // output/
	stage string // output/.staging-…

	mu      sync.Mutex
	outputs []Output
	kept    map[string]bool // those of them that are not staged, because they lie in dir already
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
	return &outputSet{dir: dir, stage: stage, kept: map[string]bool{}}, nil
}

// create stages one output. write may leave pages at 0 for what has none.
func (s *outputSet) create(name string, mode fs.FileMode, write func(io.Writer) (pages int, err error)) error {
	_, err := s.put(name, mode, write)
	return err
}

// put is create, and says what came of it.
func (s *outputSet) put(name string, mode fs.FileMode, write func(io.Writer) (pages int, err error)) (out Output, err error) {
	p := filepath.Join(s.stage, filepath.FromSlash(name))
	dirMode := fs.FileMode(0o755)
	if mode == modeSecret && !slices.ContainsFunc(sharedFolders, func(f string) bool { return strings.HasPrefix(name, f) }) {
		dirMode = 0o700
	}
	if err := os.MkdirAll(filepath.Dir(p), dirMode); err != nil {
		return Output{}, fmt.Errorf("stage %s: %w", name, err)
	}
	f, err := os.OpenFile(p, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return Output{}, fmt.Errorf("stage %s: %w", name, err)
	}
	h := &hashWriter{w: f, h: sha256.New()}
	pages, err := write(h)
	if !isAnswer(name) { // answers are hundreds; after a power failure the next build mends them by build.json
		err = errors.Join(err, f.Sync())
	}
	err = errors.Join(err, f.Close())
	if err != nil {
		return Output{}, fmt.Errorf("write %s: %w", name, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	out = Output{File: name, SHA256: hex.EncodeToString(h.h.Sum(nil)), Pages: pages}
	s.outputs = append(s.outputs, out)
	return out, nil
}

// keep counts outputs of the last build among those of this one, as they are and where they are.
func (s *outputSet) keep(outputs ...Output) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outputs = append(s.outputs, outputs...)
	for _, o := range outputs {
		s.kept[o.File] = true
	}
}

// list is what has been staged so far, by name.
func (s *outputSet) list() []Output {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := slices.Clone(s.outputs)
	slices.SortFunc(out, func(a, b Output) int { return strings.Compare(a.File, b.File) })
	return out
}

// discard forgets what was staged.
func (s *outputSet) discard() { _ = os.RemoveAll(s.stage) }

type hashWriter struct {
	w io.Writer
	h hash.Hash
}

func (w *hashWriter) Write(p []byte) (int, error) {
	n, err := w.w.Write(p)
	w.h.Write(p[:n])
	return n, err
}
