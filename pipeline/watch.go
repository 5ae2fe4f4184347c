package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"huibian/pipeline/form"
	"huibian/pipeline/intake"
	"huibian/pipeline/register"
)

// WatchOptions say how Watch goes about its work. The zero value will do.
type WatchOptions struct {
	Program  string          // name and version printed in the colophon
	Interval time.Duration   // between two looks at the shared folder; 0: ten seconds
	Patience intake.Patience // zero: intake.DefaultPatience
	Keep     bool            // receipts stay in output/ and are not put into the sections' folders as well
	Scanned  []string        // folders below inputs/ of which no file events are asked
	Log      *slog.Logger    // nil: silent
	Built    func(Built)     // told of every set of outputs; may be nil

	clock clock                  // nil: the system's
	held  func(path string) bool // nil: as the system says
}

// Built is a set of outputs that Watch has put in place.
type Built struct {
	Report *Report
	Took   time.Duration // since the last of the changes in it had settled
	Read   int           // files that were read; the others were known
}

// clock is what a watcher knows of time: now, to be written down, and a span that only grows, whatever people do to the
// clock on the wall.
type clock interface {
	Now() time.Time
	Since() time.Duration
}

type systemClock struct{ start time.Time }

// Now is the time of day.
func (c systemClock) Now() time.Time { return time.Now() }

// Since goes by the monotonic clock.
func (c systemClock) Since() time.Duration { return time.Since(c.start) }

const (
	defaultInterval = 10 * time.Second
	eventPause      = 100 * time.Millisecond // events come in bursts
)

// ErrWatched says that another process watches the workspace.
var ErrWatched = errors.New("the workspace is already being watched")

// Watch takes in what lies in the shared folder and what is dropped there, and keeps every output current, until ctx
// ends; then it returns nil. What goes wrong while it runs is logged and tried again: an error means that it could not
// begin.
//
// Beside that it hands released editions over to where huibian.yaml says, and tries until each is there.
//
// Each version of a file is sealed by its hash and entered in the register before anything else is done with it, and
// read from there, so that nothing depends on what happens to the drop meanwhile.
func Watch(ctx context.Context, w Workspace, o WatchOptions) error {
	o.Interval = cmp.Or(o.Interval, defaultInterval)
	if o.Patience == (intake.Patience{}) {
		o.Patience = intake.DefaultPatience
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.clock == nil {
		o.clock = systemClock{time.Now()}
	}
	if err := w.Exists(); err != nil {
		return err
	}
	unlock, err := w.claim(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	x, err := newWatcher(ctx, w, o)
	if err != nil {
		return err
	}
	var beside sync.WaitGroup
	beside.Go(func() { x.keepHandingOver(ctx) })
	err = x.run(ctx)
	beside.Wait()
	return errors.Join(err, x.reg.Close())
}

// watcher is a Watch under way.
type watcher struct {
	w       Workspace
	o       WatchOptions
	reg     *register.Register
	vault   *intake.Vault
	settler *intake.Settler
	house   houseKeeper

	current  map[string]register.Arrival // what is there, as the register says
	taken    map[string]taken            // the same as the shared folder showed it, in this run
	missing  map[string]time.Duration    // current files that the last looks did not show, and since when
	troubled map[string]time.Duration    // drops that could not be read, and since when
	refused  []intake.Drop               // drops that cannot be sealed: links, what nobody may read, what is too large
	ignored  []intake.Ignored
	readings map[readingKey]*form.Reading
	answered answered
	homes    homes
	post     *delivery         // nil: receipts stay in output/
	letters  map[string]letter // what the sections' folders are to hold
	owing    bool              // and do not all hold yet
	edited   []string          // files that were corrected where nothing is read

	events   int64           // the last that this run has taken note of
	noted    map[string]bool // versions of files that the register knows were read, see noteOf
	unlogged bool            // the register has lines that its log does not

	waiting []Waiting // outputs that are not in place

	start    time.Duration // of this run
	begun    bool          // what lay there at the beginning has been taken in
	dirty    bool          // the outputs are not current
	day      string        // of the status page
	settled  time.Duration // since when
	withdrew bool          // files were withdrawn in this run: an empty folder is believed
	mute     map[string]string
	handed   string // what was last said of handing over
}

// taken is a drop as it was when it was sealed.
type taken struct {
	drop    intake.Drop
	at      time.Duration
	checked bool // its bytes were compared again, some time later
}

type readingKey struct{ file, section, sha256 string }

func newWatcher(ctx context.Context, w Workspace, o WatchOptions) (*watcher, error) {
	reg, err := register.Open(ctx, w.register())
	if err != nil {
		return nil, err
	}
	x := &watcher{w: w, o: o, reg: reg, settler: intake.NewSettler(o.Patience), current: map[string]register.Arrival{},
		taken: map[string]taken{}, missing: map[string]time.Duration{}, troubled: map[string]time.Duration{},
		readings: map[readingKey]*form.Reading{}, mute: map[string]string{}, noted: map[string]bool{},
		answered: answered{last: map[string]*written{}}, dirty: true}
	x.house.w, x.start = w, o.clock.Since()
	x.homes = loadHomes(filepath.Join(w.store(), "homes.json"))
	if !o.Keep {
		x.post = newDelivery(w)
		x.post.log = x.say
	}
	x.vault, err = intake.OpenVault(filepath.Join(w.store(), "sealed"))
	if err == nil {
		err = x.load(ctx)
	}
	if err == nil {
		_, err = x.house.fresh() // a notice that cannot be read is told at once
	}
	if err != nil {
		return nil, errors.Join(err, reg.Close())
	}
	return x, nil
}

// load takes over what the register says.
func (x *watcher) load(ctx context.Context) error {
	lines, err := x.reg.Current(ctx)
	if err != nil {
		return err
	}
	for _, a := range lines {
		x.current[a.File] = a
	}
	err = x.reg.Events(ctx, 1, "", func(e *register.Event) error {
		x.events = e.N
		if r, ok := e.Read(); ok {
			x.noted[noteOf(r)] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	return nil
}

// run looks at the shared folder until ctx ends: at each interval, when the system tells of an event, and when a file
// that was seen to change may have settled.
func (x *watcher) run(ctx context.Context) error {
	trigger := intake.NewTrigger(x.w.Inputs(), x.o.Scanned, x.o.Log)
	defer func() { _ = trigger.Close() }()
	x.o.Log.Info("watching", "folder", x.w.Inputs(), "interval", x.o.Interval, "known", len(x.current))
	for {
		trigger.Follow()
		pause := x.look(ctx)
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
		case <-timer.C:
		case <-trigger.C:
			select { // let a burst end
			case <-ctx.Done():
			case <-time.After(eventPause):
			}
		}
		timer.Stop()
		if ctx.Err() != nil {
			x.o.Log.Info("stopped")
			return nil
		}
	}
}

// look is one look at the shared folder and all that follows from it. It returns how long to wait for the next. A defect
// of our own must not end the watching.
func (x *watcher) look(ctx context.Context) (pause time.Duration) {
	pause = x.o.Interval
	defer func() {
		if p := recover(); p != nil {
			x.say("panic", slog.LevelError, fmt.Sprint("internal error: ", p))
		}
	}()
	h, err := x.house.fresh()
	if err != nil {
		x.say("notice", slog.LevelError, "the notice cannot be read; the outputs stay as they are", "err", err)
		return pause
	}
	x.clear("notice")
	if x.house.changed() {
		x.readings, x.dirty, x.settled = map[readingKey]*form.Reading{}, true, x.o.clock.Since()
	}
	next, err := x.takeIn(ctx, h)
	switch {
	case ctx.Err() != nil:
		return 0
	case err != nil:
		x.say("intake", slog.LevelError, "taking in failed; trying again", "err", err)
		return pause
	}
	x.clear("intake")
	pause = min(pause, next)
	if x.post != nil {
		if now := x.post.edited(x.letters); !slices.Equal(now, x.edited) {
			x.edited, x.dirty, x.settled = now, true, x.o.clock.Since()
		}
	}
	if x.day != "" && x.day != x.o.clock.Now().In(china).Format(time.DateOnly) {
		x.dirty, x.settled = true, x.o.clock.Since() // who is late is another question today
	}
	if err := x.heed(ctx); err != nil {
		x.say("register", slog.LevelError, "the register cannot be read; trying again", "err", err)
		return pause
	}
	x.clear("register")
	if x.dirty && x.begun {
		x.build(ctx, h)
	}
	if len(x.waiting) > 0 && !x.dirty {
		x.catchUp(ctx)
	}
	if x.owing {
		x.owing = !x.post.deliver(x.letters)
	}
	return pause
}

// heed notices what others have entered in the register: decisions, approvals, editions.
func (x *watcher) heed(ctx context.Context) error {
	n, err := x.reg.Last(ctx)
	if err != nil || n == x.events {
		return err
	}
	err = x.reg.Events(ctx, x.events+1, "", func(e *register.Event) error {
		if e.Kind != "received" && e.Kind != "read" && !x.dirty { // those are our own, and make the outputs anew by themselves
			x.dirty, x.settled = true, x.o.clock.Since()
		}
		return nil
	})
	x.events = n
	return err
}

// say logs what stays the same from look to look only once.
func (x *watcher) say(about string, level slog.Level, msg string, args ...any) {
	text := fmt.Sprint(append([]any{msg}, args...)...)
	if x.mute[about] == text {
		return
	}
	x.mute[about] = text
	x.o.Log.Log(context.Background(), level, msg, args...)
}

// clear ends what say said.
func (x *watcher) clear(about string) {
	if x.mute[about] != "" {
		delete(x.mute, about)
		x.o.Log.Info("all right again", "about", about)
	}
}
