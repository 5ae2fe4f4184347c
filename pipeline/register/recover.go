package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// recovered says that the database was made again from the log.
type recovered struct {
	Events int64  `json:"events"`
	Why    string `json:"why"`
}

func (*recovered) kind() string            { return "recovered" }
func (*recovered) about() string           { return "" }
func (*recovered) apply(*Tx, *Event) error { return nil }

// Unpacked says that the register was made from the package of an edition: what came before it is not here, nor are the files
// that were superseded before, nor earlier editions.
type Unpacked struct {
	Number  string `json:"number"`
	Edition string `json:"edition"`
	Whole   bool   `json:"whole,omitempty"` // the events before this one are those of the workspace it was released in
}

func (*Unpacked) kind() string            { return "unpacked" }
func (f *Unpacked) about() string         { return f.Edition }
func (*Unpacked) apply(*Tx, *Event) error { return nil }

// Unpack enters that the register was made from a package.
func (t *Tx) Unpack(u Unpacked) error { return t.record(&u) }

// Unpacked is the package that the register was last made from, the number of that event, and how many arrivals came before;
// zero values if it was made from none.
func (r *Register) Unpacked(ctx context.Context) (u Unpacked, n, arrivals int64, err error) {
	var line, hash string
	err = r.db.QueryRowContext(ctx, "SELECT n, line, hash FROM events WHERE kind = $1 ORDER BY n DESC LIMIT 1", u.kind()).Scan(&n, &line, &hash)
	if errors.Is(err, sql.ErrNoRows) {
		return Unpacked{}, 0, 0, nil
	}
	if err != nil {
		return u, 0, 0, sound(err)
	}
	e, err := decode(line, hash)
	if err == nil {
		err = json.Unmarshal(e.Data, &u)
	}
	if err != nil {
		return u, 0, 0, err
	}
	const before = "SELECT COUNT(*) FROM events WHERE kind = $1 AND n < $2"
	err = r.db.QueryRowContext(ctx, before, (*received)(nil).kind(), n).Scan(&arrivals)
	return u, n, arrivals, sound(err)
}

// Recover makes the register at path again from its log, and keeps the old database beside it. The log must be whole; a
// last line that was cut short is left out. Events that the log does not have yet, because the disk was full or it is gone,
// it is told first by the old database, if that is sound. It returns how many events there are, and the name of the old
// database, "" if there was none. Nobody else may have the register open. It can be called again after it was interrupted.
func Recover(ctx context.Context, path string, at time.Time, by, why string) (events int64, kept string, err error) {
	return recoverWith(ctx, path, durable, at, by, why)
}

func recoverWith(ctx context.Context, path string, c care, at time.Time, by, why string) (events int64, kept string, err error) {
	if onNetwork(path) {
		return 0, "", fmt.Errorf("recover register %s: %w", path, ErrNetwork)
	}
	log := &journal{LogPath(path), c.sync}
	fresh := path + ".new"
	if err := errors.Join(handOver(ctx, path, log, c), remove(fresh)); err != nil {
		return 0, "", fmt.Errorf("recover register: %w", err)
	}
	if events, err = remake(ctx, fresh, log, c); err != nil {
		return 0, "", fmt.Errorf("recover register: %w", errors.Join(err, remove(fresh)))
	}
	if kept, err = putAway(path); err != nil {
		return 0, "", fmt.Errorf("recover register: %w", err)
	}
	if err := move(fresh, path); err != nil {
		return 0, "", fmt.Errorf("recover register: %w", err)
	}
	r, err := open(ctx, path, c)
	if err != nil {
		return 0, "", err
	}
	err = r.Do(ctx, at, by, func(t *Tx) error { return t.record(&recovered{events, why}) })
	return events, kept, errors.Join(err, r.Close())
}

// handOver lets an old database that is sound tell the log what it does not know yet.
func handOver(ctx context.Context, path string, log *journal, c care) error {
	if !exists(path) {
		return nil
	}
	r, err := openDB(ctx, path, log, c)
	if errors.Is(err, ErrDamaged) {
		return nil
	} else if err != nil {
		return err
	}
	err = log.catchUp(ctx, r)
	if errors.Is(err, ErrOlder) || errors.Is(err, ErrForked) || errors.Is(err, ErrDamaged) {
		err = nil // the log knows better
	}
	return errors.Join(err, r.Close())
}

// remake makes a database of a log.
func remake(ctx context.Context, path string, log *journal, c care) (int64, error) {
	r, err := openDB(ctx, path, log, c)
	if err != nil {
		return 0, err
	}
	last, err := r.replay(ctx, func(f eventFunc) (mark, error) { return readLog(log.path, f) })
	return last.n, errors.Join(err, r.Close())
}

// eventFunc is told an event and its JSON.
type eventFunc func(*Event, string) error

// replay fills an empty database with the events that all tells, and returns the last.
func (r *Register) replay(ctx context.Context, all func(eventFunc) (mark, error)) (mark, error) {
	tx, err := r.db.BeginTx(ctx, nil)
	if err != nil {
		return mark{}, err
	}
	defer func() { _ = tx.Rollback() }()
	t := newTx(ctx, tx)
	last, err := all(func(e *Event, line string) error {
		f, err := e.fact()
		if err != nil {
			return err
		}
		if err := t.insert(e, line); err != nil {
			return err
		}
		if err := f.apply(t, e); err != nil {
			return fmt.Errorf("event %d: %w", e.N, err)
		}
		return nil
	})
	if err != nil {
		return mark{}, err
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

// move renames what there is of a database; the database itself last, for it is what counts.
func move(from, to string) error {
	for _, b := range slices.Backward(beside) {
		if err := os.Rename(from+b, to+b); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// putAway gives a database, and what is left of one, a name that is free; "" if there is nothing. What lies beside it goes
// too: the write-ahead log of one database would be taken for that of the next.
func putAway(path string) (kept string, err error) {
	if !anyOf(path) {
		return "", nil
	}
	kept = path + ".damaged"
	for i := 2; anyOf(kept); i++ {
		kept = fmt.Sprintf("%s.damaged-%d", path, i)
	}
	return kept, move(path, kept)
}

func anyOf(path string) bool {
	return slices.ContainsFunc(beside, func(b string) bool { return exists(path + b) })
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// Check makes sure that every event follows from the one before, that the log says the same, and that the tables hold
// what follows from the events: it makes them again in a database of its own below dir. It returns the number of events.
// Others may write meanwhile.
func (r *Register) Check(ctx context.Context, dir string) (n int64, err error) {
	if err := r.log.catchUp(ctx, r); err != nil {
		return 0, err
	}
	if err := r.examine(ctx, "integrity_check(1)"); err != nil {
		return 0, sound(err)
	}
	// The log is closed to others while the two are compared, so that neither goes on without the other; then the tables
	// are those of that moment.
	log, err := lockedfile.Open(r.log.path)
	if err != nil {
		return 0, fmt.Errorf("read log: %w", err)
	}
	defer log.Close()
	tx, err := r.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return 0, sound(err)
	}
	defer func() { _ = tx.Rollback() }()
	hashes := []string{firstHash}
	_, err = eventsOf(ctx, tx, func(e *Event, _ string) error {
		hashes = append(hashes, e.Hash)
		return nil
	})
	n = int64(len(hashes) - 1)
	if err != nil {
		return n, err
	}
	_, err = readLines(log, func(e *Event, _ string) error {
		if e.N > n {
			return ErrOlder
		}
		if hashes[e.N] != e.Hash {
			return fmt.Errorf("%w; they differ from event %d on", ErrForked, e.N)
		}
		return nil
	})
	if err != nil {
		return n, fmt.Errorf("log %s: %w", r.log.path, err)
	}
	log.Close()
	return n, compareTables(ctx, tx, dir)
}

// eventsOf calls f for each event of a database, after checking that it follows from the one before.
func eventsOf(ctx context.Context, db queryer, f eventFunc) (mark, error) {
	last := mark{0, firstHash}
	err := rowsOf(ctx, db, "SELECT n, kind, about, line, hash FROM events ORDER BY n", func(scan scanner) error {
		var n int64
		var kind, about, line, hash string
		if err := scan(&n, &kind, &about, &line, &hash); err != nil {
			return err
		}
		next, e, err := last.next(hash + " " + line)
		if err != nil || n != e.N || kind != e.Kind || about != e.About {
			return fmt.Errorf("event %d: %w", last.n+1, ErrChain)
		}
		last = next
		return f(e, line)
	})
	return last, err
}

// projected are the tables that follow from events, with the order of their rows.
var projected = []struct{ table, order string }{
	{"sealed", "sha256"}, {"arrivals", "id"}, {"powers", "id"}, {"codes", "id"}, {"gaps", "scope, last"}, {"listings", "power"},
	{"traces", "power, key"}, {"decisions", "n"}, {"approvals", "n"}, {"sheets", "sha256"}, {"editions", "n"}, {"changes", "n"},
	{"filings", "n"}, {"deposits", "n"},
}

// Follow makes sure that every event follows from the one before, and returns how many there are.
func (r *Register) Follow(ctx context.Context) (int64, error) {
	last, err := eventsOf(ctx, r.db, func(*Event, string) error { return nil })
	return last.n, sound(err)
}

func compareTables(ctx context.Context, mine queryer, dir string) error {
	path := filepath.Join(dir, "register-check.db")
	if err := remove(path); err != nil {
		return err
	}
	defer func() { _ = remove(path) }()
	twin, err := openDB(ctx, path, nil, scratch)
	if err != nil {
		return err
	}
	defer func() { _ = twin.Close() }()
	if _, err := twin.replay(ctx, func(f eventFunc) (mark, error) { return eventsOf(ctx, mine, f) }); err != nil {
		return err
	}
	for _, p := range projected {
		is, err := sumOf(ctx, mine, p.table, p.order)
		if err != nil {
			return err
		}
		should, err := sumOf(ctx, twin.db, p.table, p.order)
		if err != nil {
			return err
		}
		if is != should {
			return fmt.Errorf("%w: table %s does not follow from the events", ErrDamaged, p.table)
		}
	}
	return nil
}

// sumOf is a hash of all rows of a table.
func sumOf(ctx context.Context, db queryer, table, order string) (string, error) {
	rows, err := db.QueryContext(ctx, "SELECT * FROM "+table+" ORDER BY "+order)
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
		sum = chain(sum, fmt.Sprintf("%#v", values))
	}
	return sum, sound(rows.Err())
}

// CheckCodes makes sure that every event follows from the one before, and that the codes are those that were issued, to
// those powers: what a release builds on for ever. It is much faster than [Register.Check], and sees less.
func (r *Register) CheckCodes(ctx context.Context) error {
	tx, err := r.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return sound(err)
	}
	defer func() { _ = tx.Rollback() }()
	bearers := map[string]int64{}
	_, err = eventsOf(ctx, tx, func(e *Event, _ string) error {
		if e.Kind != (*issued)(nil).kind() {
			return nil
		}
		f, err := e.fact()
		if err != nil {
			return err
		}
		for _, c := range f.(*issued).Codes {
			bearers[c.Code] = c.Power
		}
		return nil
	})
	if err != nil {
		return err
	}
	return rowsOf(ctx, tx, "SELECT code, power FROM codes UNION ALL SELECT '', COUNT(*) FROM codes", func(scan scanner) error {
		var code string
		var power int64
		if err := scan(&code, &power); err != nil {
			return err
		}
		if code == "" && power != int64(len(bearers)) || code != "" && bearers[code] != power {
			return fmt.Errorf("%w: the codes do not follow from the events (%s)", ErrDamaged, code)
		}
		return nil
	})
}
