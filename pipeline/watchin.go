package pipeline

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"huibian/pipeline/intake"
	"huibian/pipeline/register"
)

// noteOverdue is what a section is told of a file that was taken while it was open.
const noteOverdue = "文件长时间处于打开状态，已按上次保存的内容收下"

// sealers is how many drops are copied at a time: most of the time is spent waiting for disks and networks.
const sealers = 8

// takeIn seals what has settled and enters it, with what has gone, in the register. It returns how long at most to wait
// for the next look.
func (x *watcher) takeIn(ctx context.Context, h *house) (next time.Duration, err error) {
	next = x.o.Interval
	now := x.o.clock.Since()
	all, ignored, err := intake.Scan(x.w.Inputs(), h.Notice)
	if err != nil {
		x.say("share", slog.LevelError, "the shared folder cannot be read; nothing counts as withdrawn, trying again", "err", err)
		return next, nil
	}
	x.clear("share")
	x.ignored = ignored
	drops, refused := sift(all)
	ready, waiting := x.settler.Look(now, drops, ignored, intake.Whole)
	changing := false
	for _, w := range waiting {
		changing = changing || w.Reason == intake.Changing
		next = min(next, w.Left)
		if w.Reason != intake.Changing {
			x.say("waiting "+w.File, slog.LevelInfo, "waiting", "file", w.File, "reason", w.Reason)
		}
	}
	seen, err := x.seal(ctx, ready, now)
	if err != nil {
		return next, err
	}
	x.refuse(append(refused, x.unreadable(drops, now)...), now)
	vanished, gone, left := x.vanished(all, now)
	next = min(next, left)
	x.markRenames(seen, vanished)
	// A book of what little has settled yet must not replace a whole one, unless there is always someone writing.
	x.begun = x.begun || !changing || now-x.start > 5*x.o.Patience.Still
	return max(next, eventPause), x.enter(ctx, seen, gone, now)
}

// sift parts the drops that can be copied from those that cannot.
func sift(all []intake.Drop) (drops, refused []intake.Drop) {
	for _, d := range all {
		switch {
		case d.Err != nil && intake.Later(&intake.ReadError{File: d.File, Err: d.Err}):
		case d.Err != nil, d.Size > maxSubmission:
			refused = append(refused, d)
		default:
			drops = append(drops, d)
		}
	}
	return drops, refused
}

// seal copies the drops that are not known yet. An error is that of the vault; what goes wrong with a drop is for the next
// look.
func (x *watcher) seal(ctx context.Context, ready []intake.Settled, now time.Duration) ([]register.Seen, error) {
	var mu sync.Mutex
	var seen []register.Seen
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(sealers)
	for _, c := range x.unsealed(ready, now) {
		g.Go(func() error {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			sum, size, err := x.vault.Seal(c.drop)
			mu.Lock()
			defer mu.Unlock()
			var r *intake.ReadError
			switch {
			case errors.Is(err, intake.ErrMoved):
				x.settler.Forget(c.drop.File)
				return nil
			case intake.Later(err), errors.As(err, &r):
				x.trouble(c.drop, err, now)
				return nil
			case err != nil:
				return err
			}
			delete(x.troubled, c.drop.File)
			x.taken[c.drop.File] = c.taken
			seen = append(seen, register.Seen{File: c.drop.File, Section: c.drop.Section, SHA256: sum, Size: size,
				Modified: c.drop.Changed, At: x.o.clock.Now(), Note: c.note})
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	slices.SortFunc(seen, func(a, b register.Seen) int { return cmp.Compare(a.File, b.File) })
	if len(seen) == 0 {
		return nil, nil
	}
	return seen, x.vault.Sync()
}

// candidate is a drop to be sealed.
type candidate struct {
	taken
	note string
}

// unsealed are the settled drops that this run has not sealed as they are now, and those whose bytes are due to be compared
// once more.
func (x *watcher) unsealed(ready []intake.Settled, now time.Duration) (out []candidate) {
	for _, d := range ready {
		known, ok := x.taken[d.File]
		same := ok && known.drop.Size == d.Size && known.drop.Changed.Equal(d.Changed) && known.drop.Section == d.Section
		if same && (known.checked || now-known.at < x.o.Patience.Again) {
			continue
		}
		c := candidate{taken: taken{d.Drop, now, same && x.sound(d.File)}}
		if d.Overdue {
			c.note = noteOverdue
		}
		out = append(out, c)
	}
	return out
}

// sound says whether the last version of a file could be read. Of one that could not, bytes may still be on their way that
// neither its size nor its time tells of: these are compared again and again.
func (x *watcher) sound(file string) bool {
	a := x.current[file]
	return x.readings[readingKey{file, a.Section, a.SHA256}] != nil
}

// trouble takes note of a drop that could not be read.
func (x *watcher) trouble(d intake.Drop, err error, now time.Duration) {
	x.say("read "+d.File, slog.LevelWarn, "cannot be read now; trying again", "file", d.File, "err", err)
	if intake.Later(err) {
		return // time mends it
	}
	if _, ok := x.troubled[d.File]; !ok {
		x.troubled[d.File] = now
	}
}

// unreadable are the drops that have not been readable for as long as a file may take to be whole, and are not known by an
// earlier version.
func (x *watcher) unreadable(drops []intake.Drop, now time.Duration) (out []intake.Drop) {
	for _, d := range drops {
		since, ok := x.troubled[d.File]
		if _, known := x.current[d.File]; ok && !known && now-since >= x.o.Patience.Whole {
			out = append(out, d)
		}
	}
	return out
}

// refuse keeps the list of what cannot be sealed, which the outputs tell of.
func (x *watcher) refuse(drops []intake.Drop, now time.Duration) {
	same := slices.EqualFunc(drops, x.refused, func(a, b intake.Drop) bool {
		return a.File == b.File && a.Size == b.Size && a.Changed.Equal(b.Changed)
	})
	if !same {
		x.refused, x.dirty, x.settled = drops, true, now
	}
}

// vanished are the current files that the shared folder does not show, and gone those of them that have been missing for
// long enough to count as withdrawn. left is when the next may be.
//
// What lies in a folder that cannot be read, or in one that is empty and not the one it was (the share behind it is gone),
// is not missing.
func (x *watcher) vanished(all []intake.Drop, now time.Duration) (vanished, gone []string, left time.Duration) {
	left = x.o.Interval
	shown, closed := map[string]bool{}, []string{}
	for _, d := range all {
		shown[d.File] = true
		if errors.Is(d.Err, intake.ErrFolder) {
			closed = append(closed, d.File+"/")
		}
	}
	doubted := x.homes.doubt(x.w.Inputs(), all)
	for _, file := range slices.Sorted(maps.Keys(x.current)) {
		hidden := slices.ContainsFunc(closed, func(dir string) bool { return strings.HasPrefix(file, dir) })
		if shown[file] || hidden || doubted(file) {
			delete(x.missing, file)
			if !shown[file] && !hidden {
				x.say("empty "+topFolder(file), slog.LevelWarn, "the folder is empty and its share seems to be gone; its files still count", "folder", topFolder(file))
			}
			continue
		}
		vanished = append(vanished, file)
		since, ok := x.missing[file]
		if !ok {
			since = now
			x.missing[file] = now
		}
		if wait := 2*x.o.Patience.Still - (now - since); wait > 0 {
			left = min(left, wait)
			continue
		}
		gone = append(gone, file)
	}
	return vanished, gone, left
}

// topFolder is the folder right below the shared one in which a file lies, "" at the top.
func topFolder(file string) string {
	dir, _, nested := strings.Cut(file, "/")
	if !nested {
		return ""
	}
	return dir
}

// markRenames finds files that vanished under one name and came under another: the same bytes, best in the same folder or
// under the same base name.
func (x *watcher) markRenames(seen []register.Seen, vanished []string) {
	free := map[string][]string{}
	for _, file := range vanished {
		sum := x.current[file].SHA256
		free[sum] = append(free[sum], file)
	}
	for i := range seen {
		s := &seen[i]
		if _, there := x.current[s.File]; there || len(free[s.SHA256]) == 0 {
			continue
		}
		best := slices.MaxFunc(free[s.SHA256], func(a, b string) int { return cmp.Compare(alike(a, s.File), alike(b, s.File)) })
		s.Was = best
		free[s.SHA256] = slices.DeleteFunc(free[s.SHA256], func(f string) bool { return f == best })
	}
}

// alike is how much two names have in common.
func alike(a, b string) (n int) {
	if path.Dir(a) == path.Dir(b) {
		n++
	}
	if path.Base(a) == path.Base(b) {
		n += 2
	}
	return n
}

// enter puts what was seen and what has gone into the register.
func (x *watcher) enter(ctx context.Context, seen []register.Seen, gone []string, now time.Duration) error {
	lines, err := x.reg.Take(ctx, seen...)
	if err != nil {
		for _, s := range seen {
			delete(x.taken, s.File) // to be sealed and entered again
		}
		return err
	}
	for _, a := range lines {
		delete(x.current, a.Was)
		delete(x.missing, a.Was)
		x.current[a.File] = a
	}
	x.entered(lines, now)
	gone = slices.DeleteFunc(gone, func(f string) bool { _, there := x.current[f]; return !there })
	withdrawn, err := x.reg.Withdraw(ctx, x.o.clock.Now(), gone...)
	if err != nil {
		return err
	}
	for _, a := range withdrawn {
		delete(x.current, a.File)
		delete(x.taken, a.File)
		delete(x.missing, a.File)
	}
	x.entered(withdrawn, now)
	x.withdrew = x.withdrew || len(withdrawn) > 0
	return nil
}

// entered takes note of new lines of the register.
func (x *watcher) entered(lines []register.Arrival, now time.Duration) {
	for _, a := range lines {
		x.dirty, x.settled = true, now
		args := []any{"kind", a.Kind, "file", a.File, "sha256", a.SHA256[:min(len(a.SHA256), 12)]}
		if a.Was != "" {
			args = append(args, "was", a.Was)
		}
		x.o.Log.Info("arrival", args...)
	}
}
