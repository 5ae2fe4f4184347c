package register

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
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
	ID       int64
	Kind     Kind
	File     string // path below the shared folder, with slashes
	Was      string // of a renamed file: its name before
	Section  string // "" for a file at the top
	SHA256   string // hex
	Before   string // the hash that this one supersedes, "" if none
	Size     int64
	Modified time.Time // of the drop, by its file system; UTC
	At       time.Time // when it was sealed, by our clock; UTC
	Note     string    // for office staff, in Chinese
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
func (r *Register) Take(ctx context.Context, seen ...Seen) ([]Arrival, error) {
	return r.enter(ctx, func(t *entry) error {
		for _, s := range seen {
			if err := t.take(s); err != nil {
				return err
			}
		}
		return nil
	})
}

// Withdraw enters that files are no longer in the shared folder. One that is not there adds no line.
func (r *Register) Withdraw(ctx context.Context, at time.Time, files ...string) ([]Arrival, error) {
	return r.enter(ctx, func(t *entry) error {
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
		return nil
	})
}

// entry is one transaction.
type entry struct {
	ctx   context.Context
	tx    *sql.Tx
	added []Arrival
}

func (r *Register) enter(ctx context.Context, f func(*entry) error) ([]Arrival, error) {
	tx, err := r.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("enter arrivals: %w", err)
	}
	t := &entry{ctx: ctx, tx: tx}
	if err := f(t); err != nil {
		return nil, fmt.Errorf("enter arrivals: %w", errors.Join(err, tx.Rollback()))
	}
	if err := tx.Commit(); err != nil {
		return nil, fmt.Errorf("enter arrivals: %w", err)
	}
	return t.added, nil
}

func (t *entry) take(s Seen) error {
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
	const sealed = "INSERT INTO sealed (sha256, size, sealed_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
	if _, err := t.tx.ExecContext(t.ctx, sealed, s.SHA256, s.Size, stamp(s.At)); err != nil {
		return err
	}
	return t.add(a)
}

// whence tells a name that is not there from one that has moved, one that comes back, and a second copy.
func (t *entry) whence(a *Arrival, last *Arrival, was string) error {
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
func (t *entry) last(file string) (*Arrival, error) {
	a, err := scanArrival(t.tx.QueryRowContext(t.ctx, "SELECT "+columns+" FROM latest WHERE file = $1", file))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return a, err
}

func (t *entry) add(a Arrival) error {
	a.Modified, a.At = a.Modified.UTC(), a.At.UTC()
	const insert = `INSERT INTO arrivals (kind, file, was, section, sha256, before, size, modified, at, note)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`
	res, err := t.tx.ExecContext(t.ctx, insert, string(a.Kind), a.File, a.Was, a.Section, a.SHA256, a.Before, a.Size,
		stamp(a.Modified), stamp(a.At), a.Note)
	if err != nil {
		return err
	}
	if a.ID, err = res.LastInsertId(); err != nil {
		return err
	}
	t.added = append(t.added, a)
	return nil
}
