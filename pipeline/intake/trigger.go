package intake

import (
	"io/fs"
	"log/slog"
	"path/filepath"
	"slices"

	"github.com/fsnotify/fsnotify"
)

// Trigger says that something may have happened in the shared folder, where the system tells. It is a hint to look at
// once and never the truth: events get lost, and from another machine's share none come at all.
type Trigger struct {
	C <-chan struct{} // one event stands for any number

	root    string
	scanned []string // folders below root of which no events are asked
	log     *slog.Logger
	w       *fsnotify.Watcher
	failed  map[string]bool
}

// NewTrigger returns a Trigger for the folders below root, except those that are scanned only. Where the system has no
// events it is silent.
func NewTrigger(root string, scanned []string, log *slog.Logger) *Trigger {
	c := make(chan struct{}, 1)
	t := &Trigger{C: c, root: root, scanned: scanned, log: log, failed: map[string]bool{}}
	w, err := fsnotify.NewWatcher()
	if err != nil {
		log.Warn("no file events here; changes are found by scanning", "err", err)
		return t
	}
	t.w = w
	go func() {
		hint := func() {
			select {
			case c <- struct{}{}:
			default:
			}
		}
		for w.Events != nil {
			select {
			case _, ok := <-w.Events:
				if !ok {
					return
				}
				hint()
			case err, ok := <-w.Errors:
				if !ok {
					return
				}
				log.Warn("file events were lost; scanning", "err", err)
				hint()
			}
		}
	}()
	return t
}

// Follow asks for the events of every folder there is now. Folders that are followed already, and are still the same,
// cost nothing.
func (t *Trigger) Follow() {
	if t.w == nil {
		return
	}
	_ = filepath.WalkDir(t.root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // the scan tells
		}
		if !d.IsDir() {
			return nil
		}
		rel, err := filepath.Rel(t.root, p)
		if err != nil {
			return nil
		}
		if rel != "." && (skipFolder(d.Name()) || slices.Contains(t.scanned, filepath.ToSlash(rel))) {
			return fs.SkipDir
		}
		if err := t.w.Add(p); err != nil && !t.failed[p] {
			t.failed[p] = true
			t.log.Warn("no file events from this folder; it is scanned", "folder", rel, "err", err)
		}
		return nil
	})
}

// Close ends the events.
func (t *Trigger) Close() error {
	if t.w == nil {
		return nil
	}
	return t.w.Close()
}
