package pipeline

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"

	"huibian/pipeline/intake"
)

// homes remembers on which file system the shared folder and each folder in it lay when they last showed a file. A folder
// that is empty on another one is not empty: the share that was mounted there is gone.
type homes struct {
	file string          // where it is kept between runs
	of   map[string]home // by folder; "" is the shared folder itself
	id   func(dir string) home
}

// home is a file system: its kind, which stays the same when it is mounted again, and its number, which may not.
type home struct {
	Kind string `json:"kind"`
	dev  uint64
}

func loadHomes(file string) homes {
	h := homes{file: file, of: map[string]home{}, id: identify}
	if b, err := os.ReadFile(file); err == nil {
		_ = json.Unmarshal(b, &h.of) // what cannot be read is learnt anew
	}
	return h
}

// doubt learns from a scan and returns which files may be there though it does not show them.
func (h *homes) doubt(root string, shown []intake.Drop) func(file string) bool {
	now := map[string]home{}
	for _, d := range shown {
		for _, dir := range []string{"", topFolder(d.File)} {
			if _, ok := now[dir]; !ok && d.Err == nil {
				now[dir] = h.id(filepath.Join(root, filepath.FromSlash(dir)))
			}
		}
	}
	learnt := maps.Clone(h.of)
	maps.Copy(learnt, now)
	if !maps.Equal(learnt, h.of) {
		h.of = learnt
		if b, err := json.Marshal(learnt); err == nil {
			_ = os.WriteFile(h.file, b, 0o600) // a lost one is learnt anew
		}
	}
	return func(file string) bool {
		for _, dir := range []string{"", topFolder(file)} {
			if _, ok := now[dir]; ok {
				continue // it shows files
			}
			p := filepath.Join(root, filepath.FromSlash(dir))
			if isDir(p) && !h.of[dir].same(h.id(p)) {
				return true
			}
		}
		return false
	}
}

// same says whether a folder is where it was. One of which nothing is known is not.
func (h home) same(now home) bool {
	return h.Kind == now.Kind && (h.dev == 0 || h.dev == now.dev)
}
