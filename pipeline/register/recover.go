package register

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// recovered says that the database was made again from the log.
type recovered struct {
	Events int64  `json:"events"`
	Why    string `json:"why"`
}

func (*recovered) kind() string            { return "recovered" }
func (*recovered) about() string           { return "" }
func (*recovered) apply(*Tx, *Event) error { return nil }

// Recover makes the register at path again from its log, and keeps the old database beside it. The log must be whole; a
// last line that was cut short is left out. It returns how many events there are, and the name of the old database, ""
// if there was none. Nobody else may have the register open.
func Recover(ctx context.Context, path string, at time.Time, by, why string) (events int64, kept string, err error) {
	if onNetwork(path) {
		return 0, "", fmt.Errorf("recover register %s: %w", path, ErrNetwork)
	}
	log := LogPath(path)
	fresh := path + ".new"
	if err := remove(fresh); err != nil {
		return 0, "", fmt.Errorf("recover register: %w", err)
	}
	events, err = replay(ctx, fresh, log)
	if err != nil {
		return 0, "", fmt.Errorf("recover register: %w", errors.Join(err, remove(fresh)))
	}
	if _, err := os.Stat(path); err == nil {
		kept = path + ".damaged"
		for i := 2; exists(kept); i++ {
			kept = fmt.Sprintf("%s.damaged-%d", path, i)
		}
		if err := move(path, kept); err != nil {
			return 0, "", fmt.Errorf("recover register: %w", err)
		}
	}
	if err := move(fresh, path); err != nil {
		return 0, "", fmt.Errorf("recover register: %w", err)
	}
	r, err := Open(ctx, path)
	if err != nil {
		return 0, "", err
	}
	err = r.Do(ctx, at, by, func(t *Tx) error { return t.record(&recovered{events, why}) })
	return events, kept, errors.Join(err, r.Close())
}

// replay makes a database of a log.
func replay(ctx context.Context, path, log string) (int64, error) {
	r, err := openDB(ctx, path, &journal{log})
	if err != nil {
		return 0, err
	}
	last, err := r.replay(ctx, log)
	return last.n, errors.Join(err, r.Close())
}

func (r *Register) replay(ctx context.Context, log string) (mark, error) {
	tx, err := r.db.BeginTx(ctx, nil)
	if err != nil {
		return mark{}, err
	}
	t := newTx(ctx, tx)
	last, err := readLog(log, func(e *Event, line string) error {
		f, err := e.fact()
		if err != nil {
			return err
		}
		t.at, t.by = e.At, e.By
		if err := t.insert(e, line); err != nil {
			return err
		}
		if err := f.apply(t, e); err != nil {
			return fmt.Errorf("event %d: %w", e.N, err)
		}
		return nil
	})
	if err != nil {
		return mark{}, errors.Join(err, tx.Rollback())
	}
	return last, tx.Commit()
}

// beside are the files that a database may have beside it.
var beside = []string{"", "-wal", "-shm"}

func remove(path string) error {
	var all error
	for _, b := range beside {
		if err := os.Remove(path + b); err != nil && !errors.Is(err, fs.ErrNotExist) {
			all = errors.Join(all, err)
		}
	}
	return all
}

// move renames a database with what is beside it; the database last, for it is what counts.
func move(from, to string) error {
	for i := len(beside) - 1; i >= 0; i-- {
		if err := os.Rename(from+beside[i], to+beside[i]); err != nil && !(i > 0 && errors.Is(err, fs.ErrNotExist)) {
			return err
		}
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// Check makes sure that every event follows from the one before, that the log says the same, and that the tables hold
// what follows from the events: it makes them again in a database of its own below dir. It returns the number of events.
func (r *Register) Check(ctx context.Context, dir string) (n int64, err error) {
	last := mark{0, firstHash}
	var lines []string
	err = r.each(ctx, "SELECT n, line, hash FROM events ORDER BY n", func(scan scanner) error {
		var n int64
		var line, hash string
		if err := scan(&n, &line, &hash); err != nil {
			return err
		}
		if n != last.n+1 || chain(last.hash, line) != hash {
			return fmt.Errorf("event %d of the register: %w", last.n+1, ErrChain)
		}
		last = mark{n, hash}
		lines = append(lines, hash)
		return nil
	})
	if err != nil {
		return last.n, err
	}
	end, err := readLog(r.log.path, func(e *Event, _ string) error {
		if e.N > last.n {
			return ErrOlder
		}
		if lines[e.N-1] != e.Hash {
			return fmt.Errorf("%w from event %d on", ErrForked, e.N)
		}
		return nil
	})
	if last.n == 0 && errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return last.n, err
	}
	if end.n < last.n {
		return last.n, fmt.Errorf("log: %w: it ends with event %d, the register with %d", ErrChain, end.n, last.n)
	}
	return last.n, r.compareTables(ctx, dir)
}

// projected are the tables that follow from events, with the order of their rows.
var projected = []struct{ table, order string }{
	{"arrivals", "id"}, {"powers", "id"}, {"codes", "id"}, {"gaps", "scope, last"}, {"listings", "power"}, {"traces", "power, key"}, {"decisions", "n"},
	{"approvals", "n"}, {"sheets", "sha256"}, {"editions", "n"}, {"changes", "n"},
}

func (r *Register) compareTables(ctx context.Context, dir string) error {
	path := dir + "/register-check.db"
	if err := remove(path); err != nil {
		return err
	}
	defer func() { _ = remove(path) }()
	twin, err := openDB(ctx, path, r.log)
	if err != nil {
		return err
	}
	defer func() { _ = twin.Close() }()
	if _, err := twin.replay(ctx, r.log.path); err != nil {
		return err
	}
	for _, p := range projected {
		mine, err := r.sumOf(ctx, p.table, p.order)
		if err != nil {
			return err
		}
		theirs, err := twin.sumOf(ctx, p.table, p.order)
		if err != nil {
			return err
		}
		if mine != theirs {
			return fmt.Errorf("%w: table %s does not follow from the events", ErrDamaged, p.table)
		}
	}
	return nil
}

// sumOf is a hash of all rows of a table.
func (r *Register) sumOf(ctx context.Context, table, order string) (string, error) {
	rows, err := r.db.QueryContext(ctx, "SELECT * FROM "+table+" ORDER BY "+order)
	if err != nil {
		return "", sound(err)
	}
	defer func() { _ = rows.Close() }()
	names, err := rows.Columns()
	if err != nil {
		return "", err
	}
	values, into := make([]any, len(names)), make([]any, len(names))
	for i := range values {
		into[i] = &values[i]
	}
	sum := firstHash
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return "", sound(err)
		}
		sum = chain(sum, fmt.Sprintf("%q", values))
	}
	return sum, sound(rows.Err())
}
