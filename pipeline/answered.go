package pipeline

import (
	"crypto/sha256"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"time"

	"huibian/pipeline/answer"
	"huibian/pipeline/form"
)

// answered is what a watcher remembers of the answers it has written, by the file they are about, and of the opinions, by their
// path: those that would come out the same are left where they are. Nil remembers nothing.
type answered struct {
	mu   sync.Mutex
	last map[string]*written
}

// written are the answers to one file: what they were made of, and what lies in output/ if nobody has touched it.
type written struct {
	house   *house
	reading *form.Reading     // nil of an opinion: its sum is of all it says
	sum     [sha256.Size]byte // of the rest
	outputs []Output
	looks   []look
	used    bool // by the build that is under way
}

// look is what tells an untouched file.
type look struct {
	size int64
	at   time.Time
}

func lookAt(file string) (look, bool) {
	info, err := os.Lstat(file)
	if err != nil || !info.Mode().IsRegular() {
		return look{}, false
	}
	return look{info.Size(), info.ModTime()}, true
}

// sumOfReceipt is of everything that a receipt says beyond the notice and the reading.
func (a *answered) sumOfReceipt(r *answer.Receipt, names answerName) [sha256.Size]byte {
	return a.sum(r.Section, r.File, r.Size, r.Items, r.Findings, r.Arrivals, r.Closed, r.Ruled, names.receipt, names.returned)
}

// sum is of what an answer says; the zero sum, that of no answer, where nothing is remembered.
func (a *answered) sum(what ...any) (sum [sha256.Size]byte) {
	if a == nil {
		return sum
	}
	b, err := json.Marshal(what)
	if err != nil {
		return sum
	}
	return sha256.Sum256(b)
}

// still finds the answers to a file that were made of the same and lie untouched in a folder of outputs.
func (a *answered) still(dir, file string, h *house, r *form.Reading, sum [sha256.Size]byte) []Output {
	if a == nil || sum == [sha256.Size]byte{} {
		return nil
	}
	a.mu.Lock()
	was := a.last[file]
	a.mu.Unlock()
	if was == nil || was.looks == nil || was.house != h || was.reading != r || was.sum != sum {
		return nil
	}
	for i, o := range was.outputs {
		if now, ok := lookAt(filepath.Join(dir, filepath.FromSlash(o.File))); !ok || now != was.looks[i] {
			return nil
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	was.used = true
	return was.outputs
}

// note remembers answers that have been staged.
func (a *answered) note(file string, h *house, r *form.Reading, sum [sha256.Size]byte, outputs []Output) {
	if a == nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.last[file] = &written{house: h, reading: r, sum: sum, outputs: outputs, used: true}
}

// inPlace looks at the answers that a commit has put in place, and forgets those that its build has not asked for. Those that
// wait are made again.
func (a *answered) inPlace(set *outputSet) {
	if a == nil {
		return
	}
	waits := map[string]bool{}
	for _, w := range set.waiting {
		waits[w.File] = true
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	maps.DeleteFunc(a.last, func(_ string, w *written) bool { return !w.used })
	for file, w := range a.last {
		w.used = false
		if w.looks != nil {
			continue
		}
		for _, o := range w.outputs {
			now, ok := lookAt(set.path(o.File))
			if !ok || waits[o.File] {
				delete(a.last, file)
				break
			}
			w.looks = append(w.looks, now)
		}
	}
}
