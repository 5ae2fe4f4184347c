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

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// What can be wrong with a register, for errors.Is.
var (
	ErrNewer   = errors.New("the register was written by a newer version of the program")
	ErrDamaged = errors.New("the register is damaged")
	ErrNetwork = errors.New("the register cannot lie on a network share")
)

//go:embed migrations/*.sql
var migrations embed.FS

// Register is an open register. It is safe for concurrent use.
type Register struct {
	db  *sql.DB
	log *journal
}

// LogPath is where the log of a register lies.
func LogPath(path string) string { return strings.TrimSuffix(path, filepath.Ext(path)) + ".log" }

// pragmas make a committed line survive a power failure, and let a second process read meanwhile.
const pragmas = "_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)&_txlock=immediate"

// Open opens the register at path, which it makes if there is none. Its folder must be on a disk of this machine: SQLite's
// log does not work over a network.
func Open(ctx context.Context, path string) (*Register, error) {
	r, err := openDB(ctx, path, &journal{LogPath(path)})
	if err != nil {
		return nil, err
	}
	if err := r.join(ctx); err != nil {
		return nil, fmt.Errorf("open register %s: %w", path, errors.Join(sound(err), r.Close()))
	}
	return r, nil
}

// openDB opens the database alone.
func openDB(ctx context.Context, path string, log *journal) (*Register, error) {
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
	f.Close()
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(), RawQuery: pragmas}).String())
	if err != nil {
		return nil, fmt.Errorf("open register: %w", err)
	}
	db.SetMaxOpenConns(1)
	r := &Register{db, log}
	if err := r.prepare(ctx); err != nil {
		return nil, fmt.Errorf("open register %s: %w", path, errors.Join(err, db.Close()))
	}
	return r, nil
}

// prepare makes sure that the file is a sound database of our making, and brings it up to date.
func (r *Register) prepare(ctx context.Context) (err error) {
	defer func() { err = sound(err) }()
	var verdict string
	if err := r.db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if verdict != "ok" {
		return fmt.Errorf("%w: %s", ErrDamaged, verdict)
	}
	steps, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, r.db, steps, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	have, want, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	if have > want {
		return fmt.Errorf("%w: version %d, this program knows %d", ErrNewer, have, want)
	}
	_, err = p.Up(ctx)
	return err
}

// join brings the log up to date, and refuses a database that is older than it, or another.
func (r *Register) join(ctx context.Context) error {
	tail, err := r.log.tail()
	if err != nil {
		return err
	}
	var n, lines int64
	if err := r.db.QueryRowContext(ctx, "SELECT COALESCE((SELECT MAX(n) FROM events), 0), (SELECT COUNT(*) FROM arrivals)").Scan(&n, &lines); err != nil {
		return err
	}
	if err := agree(ctx, r.db, tail, n); err != nil {
		return err
	}
	if n == 0 && lines > 0 { // arrivals of before there were events
		return r.remember(ctx)
	}
	if tail.n < n {
		return r.mirror(ctx)
	}
	return nil
}

// remember enters an event for each arrival that has none.
func (r *Register) remember(ctx context.Context) error {
	all, err := r.All(ctx)
	if err != nil || len(all) == 0 {
		return err
	}
	return r.Do(ctx, all[len(all)-1].At, "", func(t *Tx) error {
		for _, a := range all {
			if err := t.record(&remembered{received{a}}); err != nil {
				return err
			}
		}
		return nil
	})
}

// remembered is an arrival that its table has already.
type remembered struct{ received }

func (*remembered) apply(*Tx, *Event) error { return nil }

// sound says of an error that comes from a damaged database what to make of it.
func sound(err error) error {
	var e *sqlite.Error
	if errors.As(err, &e) && (e.Code()&0xff == sqlite3.SQLITE_CORRUPT || e.Code()&0xff == sqlite3.SQLITE_NOTADB) {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}

// Close closes the register.
func (r *Register) Close() error { return r.db.Close() }
