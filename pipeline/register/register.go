package register

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// What can be wrong with a register, for errors.Is.
var (
	ErrNewer    = errors.New("the register was written by a newer version of the program; install that version")
	ErrDamaged  = errors.New("the register is damaged; stop the program and make it again from its log with “huibian recover”")
	ErrNetwork  = errors.New("the register cannot lie on a network share")
	ErrReplaced = errors.New("another file has taken the place of the register while it was open; start the program again")
)

//go:embed migrations/*.sql
var migrations embed.FS

// Register is an open register. It is safe for concurrent use; what is called while it calls back must not use it.
type Register struct {
	db   *sql.DB
	log  *journal
	path string
	file fs.FileInfo // the file that was opened
}

// LogPath is where the log of a register lies.
func LogPath(path string) string { return strings.TrimSuffix(path, filepath.Ext(path)) + ".log" }

// care is what is done so that what is written is still there after a power failure.
type care struct {
	synchronous string // SQLite's
	sync        func(*os.File) error
}

// durable is for what is real; scratch for a copy that nobody needs after the process.
var (
	durable = care{"FULL", (*os.File).Sync}
	scratch = care{"OFF", func(*os.File) error { return nil }}
)

// pragmas let a second process read while one writes, and make each change take its turn as a whole.
const pragmas = "_pragma=journal_mode(WAL)&_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)&_txlock=immediate&_pragma=synchronous"

// Open opens the register at path, which it makes if there is none. Its folder must be on a disk of this machine: SQLite's
// log does not work over a network. A register that is damaged, or older than its log, or gone while its log is there, is
// refused: see [Recover].
func Open(ctx context.Context, path string) (*Register, error) { return open(ctx, path, durable) }

func open(ctx context.Context, path string, c care) (*Register, error) {
	log := &journal{LogPath(path), c.sync}
	if !exists(path) {
		tail, err := log.tail()
		if err == nil && tail.n > 0 {
			err = fmt.Errorf("%w: it is gone, and the log ends with event %d", ErrOlder, tail.n)
		}
		if err != nil {
			return nil, fmt.Errorf("open register %s: %w", path, err)
		}
	}
	r, err := openDB(ctx, path, log, c)
	if err != nil {
		return nil, err
	}
	if err := r.join(ctx); err != nil {
		return nil, fmt.Errorf("open register %s: %w", path, errors.Join(sound(err), r.Close()))
	}
	return r, nil
}

// openDB opens the database alone.
func openDB(ctx context.Context, path string, log *journal, c care) (*Register, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fmt.Errorf("open register: %w", err)
	}
	if onNetwork(path) {
		return nil, fmt.Errorf("open register %s: %w; put the workspace on a disk of this machine, and only inputs/ and output/ on the share", path, ErrNetwork)
	}
	// The register names files of secret lists: it is for its owner alone.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open register: %w", err)
	}
	file, err := f.Stat()
	f.Close()
	if err != nil {
		return nil, fmt.Errorf("open register: %w", err)
	}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(), RawQuery: pragmas + "(" + c.synchronous + ")"}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return nil, fmt.Errorf("open register: %w", err)
	}
	db.SetMaxOpenConns(1)
	r := &Register{db, log, path, file}
	for range patience {
		if err = r.prepare(ctx); !busy(err) || pause(ctx) != nil {
			break
		}
	}
	if err != nil {
		return nil, fmt.Errorf("open register %s: %w", path, errors.Join(sound(err), db.Close()))
	}
	return r, nil
}

// patience is how many times a register is opened while another process is just making it, or closing it as the last one:
// SQLite does not wait then, as it does for a change.
const patience = 100

func busy(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_BUSY
}

func pause(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(20 * time.Millisecond):
		return nil
	}
}

// inPlace makes sure that the file at the register's path is the one that is open: one that was moved there since would
// never see what is written. Bytes written into the open file by others cannot be told here.
func (r *Register) inPlace() error {
	now, err := os.Stat(r.path)
	if err == nil && os.SameFile(r.file, now) {
		return nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return ErrReplaced
}

// prepare makes sure that the file is a sound database of our making, and brings it up to date.
func (r *Register) prepare(ctx context.Context) error {
	if err := r.examine(ctx, "quick_check(1)"); err != nil {
		return err
	}
	steps, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, r.db, steps, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	// Another process may be doing the same: a step it was faster with fails here, and the next look finds it done.
	for last := int64(-1); ; {
		have, want, err := p.GetVersions(ctx)
		if err != nil {
			return err
		}
		if have > want {
			return fmt.Errorf("%w: its form is %d, this program knows %d", ErrNewer, have, want)
		}
		if have == want {
			return nil
		}
		if _, err := p.Up(ctx); err != nil && have == last {
			return err
		}
		last = have
	}
}

// examine has SQLite look through the file for damage.
func (r *Register) examine(ctx context.Context, how string) error {
	var verdict string
	if err := r.db.QueryRowContext(ctx, "PRAGMA "+how).Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return fmt.Errorf("%w: %s", ErrDamaged, verdict)
	}
	return nil
}

// numbered are the tables of which rows are numbered 1, 2, 3 … and none ever goes: an old database with the write-ahead log
// of a newer one has holes there.
var numbered = []struct{ name, number string }{{"events", "n"}, {"arrivals", "id"}, {"powers", "id"}, {"codes", "id"}}

// join brings the log up to date, and refuses a database that is older than it, or another.
func (r *Register) join(ctx context.Context) error {
	tail, err := r.log.tail()
	if err != nil {
		return err
	}
	highest := map[string]int64{}
	for _, table := range numbered {
		var rows, last int64
		if err := r.db.QueryRowContext(ctx, "SELECT COUNT(*), COALESCE(MAX("+table.number+"), 0) FROM "+table.name).Scan(&rows, &last); err != nil {
			return err
		}
		if rows != last {
			return fmt.Errorf("%w: table %s has %d rows, and the last is number %d", ErrDamaged, table.name, rows, last)
		}
		highest[table.name] = last
	}
	n := highest["events"]
	if err := agree(ctx, r.db, tail, n); err != nil {
		return err
	}
	if n == 0 && highest["arrivals"] > 0 { // arrivals of before there were events
		return r.remember(ctx)
	}
	if tail.n < n {
		return r.log.catchUp(ctx, r)
	}
	return nil
}

// remember enters an event for each arrival that has none; its table has them already.
func (r *Register) remember(ctx context.Context) error {
	all, err := r.All(ctx)
	if err != nil || len(all) == 0 {
		return err
	}
	return r.Do(ctx, all[len(all)-1].At, "", func(t *Tx) error {
		if t.n > 0 {
			return nil // another process did
		}
		for _, a := range all {
			if _, err := t.enter(&received{a}); err != nil {
				return err
			}
		}
		return nil
	})
}

// damages are SQLite's codes for what only damage explains: the statements themselves are right, so that one which does
// not fit the tables has met others than ours.
var damages = map[int]bool{
	sqlite3.SQLITE_CORRUPT: true, sqlite3.SQLITE_NOTADB: true, sqlite3.SQLITE_ERROR: true, sqlite3.SQLITE_MISMATCH: true,
}

// sound says of an error that comes from a damaged database what to make of it.
func sound(err error) error {
	var e *sqlite.Error
	if errors.Is(err, ErrDamaged) || !errors.As(err, &e) {
		return err
	}
	if damages[e.Code()&0xff] || e.Code() == sqlite3.SQLITE_IOERR_SHORT_READ || e.Code() == sqlite3.SQLITE_IOERR_CORRUPTFS {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}

// Close closes the register.
func (r *Register) Close() error { return r.db.Close() }
