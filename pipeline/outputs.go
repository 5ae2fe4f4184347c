package pipeline

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
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
var sharedFolders = []string{"data/", receiptFolder, opinionFolder, reviewFolder}

// outputSet stages the outputs of one build beside the last good ones and puts them in place together (see commit), so
// that a build that fails leaves everything as it was. create may be called concurrently.
type outputSet struct {
	dir   string // output/
	stage string // output/.staging-…

	held    func(path string) bool      // whether a reader keeps a file from being replaced
	rename  func(from, to string) error // os.Rename
	last    account                     // build.json as it is
	ours    map[string]map[string]bool  // files beside others that we wrote: name → SHA-256
	journal []Output                    // see journalFile
	carried []Output                    // outputs that are in place and stay
	waiting []Waiting                   // after commit: what is not in place
	done    bool                        // committed

	mu      sync.Mutex
	outputs []Output
	kept    map[string]bool // those of them that are not staged, because they lie in dir already
}

// stagePrefix begins the names of staging folders; one left behind by a crash is removed by the next build.
const stagePrefix = ".staging-"

// journalFile, in a staging folder, lists outputs that build.json may not know of, because a commit was cut short, and that
// no later build need make: files beside others, answers.
const journalFile = "beside.json"

func newOutputSet(dir string) (*outputSet, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make output folder: %w", err)
	}
	old, err := filepath.Glob(filepath.Join(dir, stagePrefix+"*"))
	if err != nil {
		return nil, fmt.Errorf("look for staging folders: %w", err)
	}
	stage, err := os.MkdirTemp(dir, stagePrefix)
	if err != nil {
		return nil, fmt.Errorf("make staging folder: %w", err)
	}
	s := &outputSet{dir: dir, stage: stage, held: probe, rename: os.Rename, ours: map[string]map[string]bool{}, kept: map[string]bool{}}
	if err := s.inherit(old); err != nil {
		s.discard()
		return nil, err
	}
	return s, nil
}

// inherit takes over what is known of the last build, and of those that were cut short, and clears their staging folders.
func (s *outputSet) inherit(old []string) error {
	_ = readJSON(filepath.Join(s.dir, accountFile), &s.last) // the first build, or one whose account cannot be read
	for _, o := range s.last.Outputs {
		if isBeside(o.File) {
			s.own(o)
		}
	}
	for _, dir := range old {
		var cut account // what it was about to do: see plan
		var before []Output
		_ = readJSON(filepath.Join(dir, accountFile), &cut)
		_ = readJSON(filepath.Join(dir, journalFile), &before)
		for _, o := range slices.Concat(cut.Outputs, before) {
			if isBeside(o.File) || isReply(o.File) {
				s.journal = append(s.journal, o)
			}
		}
	}
	s.own(s.journal...)
	if len(s.journal) > 0 {
		err := s.stageFile(journalFile, modeSecret, func(w io.Writer) error { return writeJSON(w, s.journal) })
		if err != nil {
			return err
		}
		syncDir(s.stage)
	}
	for _, dir := range old {
		if err := os.RemoveAll(dir); err != nil && !isHeld(err) {
			return fmt.Errorf("clear staging folder: %w", err)
		}
	}
	return nil
}

// own notes that files with these bytes are ours.
func (s *outputSet) own(outputs ...Output) {
	for _, o := range outputs {
		if !filepath.IsLocal(filepath.FromSlash(o.File)) {
			continue
		}
		if s.ours[o.File] == nil {
			s.ours[o.File] = map[string]bool{}
		}
		s.ours[o.File][o.SHA256] = true
	}
}

func readJSON(file string, v any) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, v)
}

// path is where an output belongs, staged where it is until then.
func (s *outputSet) path(name string) string { return filepath.Join(s.dir, filepath.FromSlash(name)) }
func (s *outputSet) staged(name string) string {
	return filepath.Join(s.stage, filepath.FromSlash(name))
}

// stageFile writes a file of the staging folder anew and makes it durable.
func (s *outputSet) stageFile(name string, mode fs.FileMode, write func(io.Writer) error) error {
	f, err := os.OpenFile(s.staged(name), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return fmt.Errorf("stage %s: %w", name, err)
	}
	if err := errors.Join(write(f), f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
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
	if !isReply(name) { // answers are hundreds; after a power failure the next build mends them by build.json
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

// discard forgets what was staged. What was not committed leaves the journal to the next build.
func (s *outputSet) discard() {
	if s.done || len(s.journal) == 0 {
		_ = os.RemoveAll(s.stage)
		return
	}
	entries, _ := os.ReadDir(s.stage)
	for _, e := range entries {
		if e.Name() != journalFile {
			_ = os.RemoveAll(filepath.Join(s.stage, e.Name()))
		}
	}
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
