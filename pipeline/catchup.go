package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
)

// errChanged says that outputs are not as the last build left them, so that they must be made again: somebody wrote into
// one, or a build was cut short.
var errChanged = errors.New("an output is not as it was written")

// catchUp puts in place what an earlier build had to lay beside, as far as readers have let go of it, and returns what
// still waits. It makes nothing anew: it is the commit of what lies there. The workspace must be locked.
func catchUp(output string, held func(path string) bool) ([]Waiting, error) {
	var last account
	if err := readJSON(filepath.Join(output, accountFile), &last); err != nil {
		return nil, fmt.Errorf("read account: %w", err)
	}
	if !anyFree(output, last.Waiting, held) {
		return last.Waiting, nil
	}
	set, err := newOutputSet(output)
	if err != nil {
		return nil, err
	}
	defer set.discard()
	set.held = held
	listed := map[string]Output{}
	for _, o := range last.Outputs {
		listed[o.File] = o
	}
	units := map[string]bool{}
	var owned []string
	for _, w := range last.Waiting {
		switch {
		case isBeside(w.File):
			continue
		case w.Beside == "":
			owned = append(owned, w.File)
		default:
			if err := set.again(w, listed[w.Beside]); err != nil {
				return nil, err
			}
		}
		units[unit(w.File)] = true
	}
	set.carried = []Output{}
	for _, o := range last.Outputs {
		if units[unit(o.File)] || isBeside(o.File) {
			continue
		}
		if sum, err := sumOfFile(set.path(o.File)); err != nil || sum != o.SHA256 {
			return nil, errors.Join(fmt.Errorf("%s: %w", o.File, errChanged), err)
		}
		set.carried = append(set.carried, o)
	}
	info, err := os.Stat(set.path(accountFile))
	if err != nil {
		return nil, fmt.Errorf("read account: %w", err)
	}
	err = set.create(accountFile, info.Mode().Perm(), func(w io.Writer) (int, error) { return 0, writeJSON(w, last) })
	if err != nil {
		return nil, err
	}
	if err := set.commit(owned); err != nil {
		return nil, err
	}
	return set.waiting, nil
}

// anyFree says whether all that is open of some unit has been closed, or what lay beside and is not needed any more.
func anyFree(output string, waiting []Waiting, held func(string) bool) bool {
	open, names := map[string]bool{}, map[string]bool{}
	for _, w := range waiting {
		u := unit(w.File)
		if isBeside(w.File) {
			u = w.File
		}
		p := filepath.Join(output, filepath.FromSlash(w.File))
		_, err := os.Lstat(p)
		open[u], names[u] = open[u] || err == nil && held(p), true
	}
	for u := range names {
		if !open[u] {
			return true
		}
	}
	return false
}

// again stages what lies beside an output.
func (s *outputSet) again(w Waiting, listed Output) error {
	b, err := os.ReadFile(s.path(w.Beside))
	if err != nil || sumOf(b) != listed.SHA256 {
		return errors.Join(fmt.Errorf("%s: %w", w.Beside, errChanged), err)
	}
	info, err := os.Stat(s.path(w.Beside))
	if err != nil {
		return fmt.Errorf("%s: %w", w.Beside, err)
	}
	return s.create(w.File, info.Mode().Perm(), func(to io.Writer) (int, error) {
		_, err := to.Write(b)
		return listed.Pages, err
	})
}

// catchUp is tried at each look while something waits.
func (x *watcher) catchUp(ctx context.Context) {
	unlock, err := x.w.lock(ctx, func() { x.o.Log.Info("waiting for another build to end") })
	if err != nil {
		return
	}
	defer unlock()
	held := x.o.held
	if held == nil {
		held = probe
	}
	left, err := catchUp(x.w.Output(), held)
	switch {
	case errors.Is(err, errChanged):
		x.say("catch up", slog.LevelWarn, "making the outputs again", "err", err)
		x.dirty = true
		return
	case err != nil:
		x.say("catch up", slog.LevelError, "outputs that waited could not be put in place; trying again", "err", err)
		return
	}
	x.clear("catch up")
	shows := map[string]int{}
	for _, w := range x.waiting {
		shows[w.File] = w.Shows
	}
	back(x.letters, x.waiting)
	forward(x.letters, left, nil)
	for i := range left {
		left[i].Shows = shows[left[i].File]
	}
	x.wait(left)
}

// wait takes note of what waits, and tells of it, once.
func (x *watcher) wait(waiting []Waiting) {
	var files, exposed []string
	for _, w := range waiting {
		files = append(files, w.File)
		if w.Shows != 0 {
			exposed = append(exposed, w.File)
		}
	}
	const held, secret = "outputs that are open", "secret items in outputs that are open"
	x.waiting = waiting
	if len(files) == 0 {
		x.clear(held)
	} else {
		x.say(held, slog.LevelWarn, "outputs are open elsewhere: these stay at their older state, the new ones lie beside them, "+
			"and take their place when they are closed", "files", strings.Join(files, ", "))
	}
	if len(exposed) == 0 {
		x.clear(secret)
	} else {
		x.say(secret, slog.LevelError, "SECRET ITEMS MAY BE SHOWN: files that are open and cannot be replaced are of a state "+
			"before items became secret; have them closed and taken out of circulation AT ONCE", "files", strings.Join(exposed, ", "))
	}
}

// forward sends the new answer where the old one could not be replaced, and none where it could not be removed.
func forward(letters map[string]letter, waiting []Waiting, outputs []Output) {
	besides, sums := map[string]string{}, map[string]string{}
	for _, w := range waiting {
		besides[w.File] = w.Beside
	}
	for _, o := range outputs {
		sums[o.File] = o.SHA256
	}
	for to, l := range letters {
		b, waits := besides[l.from]
		switch {
		case waits && b == "": // it is about nothing any more
			delete(letters, to)
		case waits:
			l.from, l.sha256 = b, cmp.Or(sums[b], l.sha256)
			letters[to] = l
		}
	}
}

// back undoes forward: what waited is where it belongs.
func back(letters map[string]letter, waiting []Waiting) {
	files := map[string]string{}
	for _, w := range waiting {
		files[w.Beside] = w.File
	}
	for to, l := range letters {
		l.from = cmp.Or(files[l.from], l.from)
		letters[to] = l
	}
}
