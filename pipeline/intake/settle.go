package intake

import (
	"path"
	"strings"
	"time"
	"unicode/utf8"
)

// Patience is how long a Settler waits.
type Patience struct {
	Still time.Duration // a file must look the same this long before it is taken
	Whole time.Duration // a file that looks unfinished is taken as it is after this long without a change
	Open  time.Duration // a file that is open in a word processor is taken as last saved after this long
	Again time.Duration // after so long what was taken is compared once more: a share may show an old time
}

// DefaultPatience is what offices and their networks need: copying over a slow line stands still for seconds, and a
// document is left open over lunch, not over night.
var DefaultPatience = Patience{Still: 2 * time.Second, Whole: 30 * time.Second, Open: 10 * time.Minute, Again: time.Minute}

// Waiting is a drop that is not taken yet.
type Waiting struct {
	File   string
	Reason Reason
	Left   time.Duration // until it may be taken, if nothing changes
}

// Reason says why a drop is not taken yet.
type Reason string

// The reasons.
const (
	Changing   Reason = "changing"   // its size or its time has just changed
	Unfinished Reason = "unfinished" // it ends before its contents do
	Opened     Reason = "open"       // a word processor has it open
	Busy       Reason = "busy"       // it could not be read just now
)

// Settler tells from one look at the shared folder to the next which drops stand still. It goes by the time it is given,
// a span that only grows, and never by the clocks of file systems: these are compared, not read.
type Settler struct {
	patience Patience
	looks    map[string]look
}

// look is a drop as it was when it last changed.
type look struct {
	size    int64
	changed time.Time
	since   time.Duration // seen like this
	open    time.Duration // seen open since, if opened
	opened  bool
}

// NewSettler returns a Settler that has seen nothing.
func NewSettler(p Patience) *Settler { return &Settler{patience: p, looks: map[string]look{}} }

// Settled is a drop that stands still.
type Settled struct {
	Drop
	Overdue bool // it was open until patience ended
}

// Look compares drops, and the lock files among ignored, with those of the look before. now is the time since any fixed
// moment. whole says whether a file ends where its contents do; it is asked of drops that stand still.
func (s *Settler) Look(now time.Duration, drops []Drop, ignored []Ignored, whole func(Drop) bool) (out []Settled, waiting []Waiting) {
	open := openFiles(ignored)
	next := make(map[string]look, len(drops))
	for _, d := range drops {
		if d.Err != nil {
			continue
		}
		l, seen := s.looks[d.File]
		if !seen || l.size != d.Size || !l.changed.Equal(d.Changed) {
			l = look{size: d.Size, changed: d.Changed, since: now, open: l.open, opened: l.opened}
		}
		if is := open.has(d.File); is != l.opened {
			l.opened, l.open = is, now
		}
		next[d.File] = l
		still, overdue := now-l.since, false
		wait := func(r Reason, left time.Duration) { waiting = append(waiting, Waiting{d.File, r, left}) }
		switch {
		case still < s.patience.Still:
			wait(Changing, s.patience.Still-still)
			continue
		case l.opened && now-l.open < s.patience.Open:
			wait(Opened, s.patience.Open-(now-l.open))
			continue
		case l.opened:
			overdue = true
		}
		if still < s.patience.Whole && !whole(d) {
			wait(Unfinished, min(s.patience.Still, s.patience.Whole-still))
			continue
		}
		out = append(out, Settled{d, overdue})
	}
	s.looks = next
	return out, waiting
}

// Forget makes a drop wait anew, because it changed while it was read.
func (s *Settler) Forget(file string) { delete(s.looks, file) }

// openSet knows the lock files of each folder.
type openSet map[string][]string

func openFiles(ignored []Ignored) openSet {
	o := openSet{}
	for _, g := range ignored {
		if name := path.Base(g.File); lockOf(name) != "" {
			o[path.Dir(g.File)] = append(o[path.Dir(g.File)], name)
		}
	}
	return o
}

func (o openSet) has(file string) bool {
	for _, lock := range o[path.Dir(file)] {
		if locks(lock, path.Base(file)) {
			return true
		}
	}
	return false
}

// locks says whether a lock file belongs to a document. LibreOffice writes .~lock.目录.docx#, WPS .~目录.docx, Word
// ~$目录.docx, but of a longer name it overwrites the first or the first two characters.
func locks(lock, name string) bool {
	switch lockOf(lock) {
	case "LibreOffice":
		return lock == ".~lock."+name+"#"
	case "WPS":
		return lock == ".~"+name
	case "Word":
		rest := strings.TrimPrefix(lock, "~$")
		if !strings.HasSuffix(name, rest) {
			return false
		}
		dropped := utf8.RuneCountInString(name) - utf8.RuneCountInString(rest)
		return dropped <= 2
	}
	return false
}
