package register

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Kind says what an arrival was.
type Kind string

// The kinds of arrivals.
const (
	New       Kind = "new"       // a name that was not there
	Changed   Kind = "changed"   // other bytes under a name that is there; the older ones stay sealed
	Again     Kind = "again"     // the bytes of a file that is there, under another name
	Renamed   Kind = "renamed"   // the file Was, under a new name
	Withdrawn Kind = "withdrawn" // no longer in the shared folder
	Returned  Kind = "returned"  // a name that had been withdrawn
)

// Arrival is one line of the book of arrivals. It is never changed.
type Arrival struct {
	ID       int64     `json:"id"`
	Kind     Kind      `json:"kind"`
	File     string    `json:"file"`              // path below the shared folder, with slashes
	Was      string    `json:"was,omitempty"`     // of a renamed file: its name before
	Section  string    `json:"section,omitempty"` // "" for a file at the top
	SHA256   string    `json:"sha256"`            // hex
	Before   string    `json:"before,omitempty"`  // the hash that this one supersedes, "" if none
	Size     int64     `json:"size"`
	Modified time.Time `json:"modified"`       // of the drop, by its file system; UTC
	At       time.Time `json:"at"`             // when it was sealed, by our clock; UTC
	Note     string    `json:"note,omitempty"` // for office staff, in Chinese
}

// Seen is a file that has been sealed.
type Seen struct {
	File, Section, SHA256 string
	Size                  int64
	Modified, At          time.Time
	Note                  string
	Was                   string // the name it had, if it seems to be a file that vanished
}

// Take enters sealed files, all or none, and returns the lines that were added. A file that is there with the same bytes
// adds none.
func (r *Register) Take(ctx context.Context, seen ...Seen) (added []Arrival, err error) {
	if len(seen) == 0 {
		return nil, nil
	}
	err = r.Do(ctx, seen[0].At, "", func(t *Tx) error {
		for _, s := range seen {
			if err := t.take(s); err != nil {
				return err
			}
		}
		added = t.arrivals
		return nil
	})
	if err != nil && !errors.Is(err, ErrUnlogged) {
		return nil, err
	}
	return added, err
}

// Withdraw enters that files are no longer in the shared folder. One that is not there adds no line.
func (r *Register) Withdraw(ctx context.Context, at time.Time, files ...string) (added []Arrival, err error) {
	if len(files) == 0 {
		return nil, nil
	}
	err = r.Do(ctx, at, "", func(t *Tx) error {
		for _, f := range files {
			last, err := t.last(f)
			if err != nil {
				return err
			}
			if last == nil || last.Kind == Withdrawn {
				continue
			}
			a := *last
			a.Kind, a.Was, a.Before, a.At, a.Note = Withdrawn, "", "", at, ""
			if err := t.add(a); err != nil {
				return err
			}
		}
		added = t.arrivals
		return nil
	})
	if err != nil && !errors.Is(err, ErrUnlogged) {
		return nil, err
	}
	return added, err
}

func (t *Tx) take(s Seen) error {
	last, err := t.last(s.File)
	if err != nil {
		return err
	}
	a := Arrival{Kind: New, File: s.File, Section: s.Section, SHA256: s.SHA256, Size: s.Size,
		Modified: s.Modified, At: s.At, Note: s.Note}
	switch {
	case last != nil && last.Kind != Withdrawn && last.SHA256 == s.SHA256 && last.Section == s.Section:
		return nil
	case last != nil && last.Kind != Withdrawn:
		a.Kind, a.Before = Changed, last.SHA256
	default:
		if err := t.whence(&a, last, s.Was); err != nil {
			return err
		}
	}
	return t.add(a)
}

// whence tells a name that is not there from one that has moved, one that comes back, and a second copy.
func (t *Tx) whence(a *Arrival, last *Arrival, was string) error {
	if was != "" && was != a.File {
		old, err := t.last(was)
		if err != nil {
			return err
		}
		if old != nil && old.Kind != Withdrawn && old.SHA256 == a.SHA256 {
			a.Kind, a.Was = Renamed, was
			return nil
		}
	}
	if last != nil {
		a.Kind = Returned
		if last.SHA256 != a.SHA256 {
			a.Before = last.SHA256
		}
		return nil
	}
	var n int
	err := t.tx.QueryRowContext(t.ctx, "SELECT count(*) FROM current WHERE sha256 = $1", a.SHA256).Scan(&n)
	if n > 0 {
		a.Kind = Again
	}
	return err
}

// last is the last line of a name, nil if there is none or the file went on under another.
func (t *Tx) last(file string) (*Arrival, error) {
	a, err := scanArrival(t.tx.QueryRowContext(t.ctx, "SELECT "+columns+" FROM latest WHERE file = $1", file).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return a, err
}

func (t *Tx) add(a Arrival) error {
	a.Modified, a.At = a.Modified.UTC(), a.At.UTC()
	if y := a.Modified.Year(); y < 0 || y > 9999 {
		a.Modified = time.Time{} // no clock was ever set to that, and JSON has no word for it
	}
	if err := t.tx.QueryRowContext(t.ctx, "SELECT COALESCE(MAX(id), 0) + 1 FROM arrivals").Scan(&a.ID); err != nil {
		return err
	}
	return t.record(&received{a})
}

// received says that a file came, changed, moved or went.
type received struct{ Arrival }

func (*received) kind() string    { return "received" }
func (f *received) about() string { return f.File }

func (f *received) apply(t *Tx, _ *Event) error {
	a := f.Arrival
	const sealed = "INSERT INTO sealed (sha256, size, sealed_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
	if err := t.exec(sealed, a.SHA256, a.Size, stamp(a.At)); err != nil {
		return err
	}
	const insert = "INSERT INTO arrivals (" + columns + ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
	if err := t.exec(insert, a.ID, string(a.Kind), a.File, a.Was, a.Section, a.SHA256, a.Before, a.Size,
		stamp(a.Modified), stamp(a.At), a.Note); err != nil {
		return err
	}
	t.arrivals = append(t.arrivals, a)
	return nil
}

// Arrival is the line of the book of arrivals that the event added; 0 if it added none.
func (e *Event) Arrival() int64 {
	if e.Kind != (*received)(nil).kind() {
		return 0
	}
	f, err := e.fact()
	if err != nil {
		return 0
	}
	return f.(*received).ID
}

// Read says that a version of a file was read, and what was found in it.
type Read struct {
	File     string `json:"file"`
	SHA256   string `json:"sha256"`
	Items    int    `json:"items"`
	Errors   int    `json:"errors,omitempty"`
	Warnings int    `json:"warnings,omitempty"`
	Rejected bool   `json:"rejected,omitempty"` // it could not be read at all
	Closed   bool   `json:"closed,omitempty"`   // its words, and its name, are for its section and the office alone
}

func (*Read) kind() string            { return "read" }
func (f *Read) about() string         { return f.File }
func (*Read) apply(*Tx, *Event) error { return nil } // no table is about it

// Note enters that versions of files were read.
func (t *Tx) Note(reads ...Read) error {
	for i := range reads {
		if err := t.record(&reads[i]); err != nil {
			return err
		}
	}
	return nil
}
