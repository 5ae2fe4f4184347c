package register

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Filing (归档) is the archival number (档号, DA/T 22) that a part of an edition was given, for ever.
type Filing struct {
	N       int64     `json:"-"`       // of its event
	Number  string    `json:"number"`  // 0194-WS·2016-D30-BGS-0001
	Scope   string    `json:"scope"`   // all of it but the piece
	Piece   int       `json:"piece"`   // 1, 2, 3 … within the scope
	Edition string    `json:"edition"` // its label
	Part    string    `json:"part"`
	At      time.Time `json:"-"`
}

// Parts of an edition that are filed apart.
const (
	FiledWhole  = "edition" // the edition as it is handed over
	FiledSecret = "secret"  // its secret volume, where that is kept elsewhere
)

func (*Filing) kind() string    { return "filed" }
func (f *Filing) about() string { return f.Edition }

func (f *Filing) apply(t *Tx, e *Event) error {
	const insert = "INSERT INTO filings (n, number, scope, piece, edition, part, at) VALUES ($1, $2, $3, $4, $5, $6, $7)"
	return t.exec(insert, e.N, f.Number, f.Scope, f.Piece, f.Edition, f.Part, stamp(e.At))
}

// File returns the number of a part of an edition, and gives it one if it has none: the next piece of its scope, of which
// number makes the whole.
func (t *Tx) File(edition, part, scope string, number func(piece int) string) (string, error) {
	var given string
	err := t.tx.QueryRowContext(t.ctx, "SELECT number FROM filings WHERE edition = $1 AND part = $2", edition, part).Scan(&given)
	if !errors.Is(err, sql.ErrNoRows) {
		return given, err
	}
	var piece int
	if err := t.tx.QueryRowContext(t.ctx, "SELECT COALESCE(MAX(piece), 0) + 1 FROM filings WHERE scope = $1", scope).Scan(&piece); err != nil {
		return "", err
	}
	f := &Filing{Number: number(piece), Scope: scope, Piece: piece, Edition: edition, Part: part}
	if err := t.record(f); err != nil {
		return "", fmt.Errorf("file %s: %w", edition, err)
	}
	return f.Number, nil
}

// Filed enters a number that a part of an edition was given where the register was made from a package: it is not given here
// again. One that is known is not entered twice.
func (t *Tx) Filed(f Filing) error {
	var known bool
	const q = "SELECT EXISTS (SELECT 1 FROM filings WHERE edition = $1 AND part = $2)"
	if err := t.tx.QueryRowContext(t.ctx, q, f.Edition, f.Part).Scan(&known); err != nil || known {
		return err
	}
	if err := t.record(&f); err != nil {
		return fmt.Errorf("file %s: %w", f.Edition, err)
	}
	return nil
}

// Filings returns all archival numbers, oldest first.
func (r *Register) Filings(ctx context.Context) (out []Filing, err error) {
	err = r.each(ctx, "SELECT n, number, scope, piece, edition, part, at FROM filings ORDER BY n", func(scan scanner) error {
		var f Filing
		var at string
		err := scan(&f.N, &f.Number, &f.Scope, &f.Piece, &f.Edition, &f.Part, &at)
		if err == nil {
			f.At, err = time.Parse(time.RFC3339Nano, at)
		}
		out = append(out, f)
		return err
	})
	return out, err
}

// Deposit (移交) is a package that lies where it was to go: it was read back there, and every hash is right.
type Deposit struct {
	N       int64     `json:"-"`
	Edition string    `json:"edition"`
	Number  string    `json:"number"`
	Place   string    `json:"place"`
	Digest  string    `json:"digest"`  // SHA-256 of the list of its tag files, which tells the package from what it was before a seal was added
	Content string    `json:"content"` // SHA-256 of the list of its payload: what a seal is put to
	Files   int       `json:"files"`
	Bytes   int64     `json:"bytes"`
	At      time.Time `json:"verified"` // when the last of it had been read back
}

func (*Deposit) kind() string    { return "deposited" }
func (d *Deposit) about() string { return d.Edition }

func (d *Deposit) apply(t *Tx, e *Event) error {
	const insert = `INSERT INTO deposits (n, edition, number, place, digest, content, files, bytes, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
	return t.exec(insert, e.N, d.Edition, d.Number, d.Place, d.Digest, d.Content, d.Files, d.Bytes, stamp(d.At))
}

// Deposit enters a receipt. One that says what another has said is not entered again.
func (t *Tx) Deposit(d Deposit) error {
	var known bool
	const q = "SELECT EXISTS (SELECT 1 FROM deposits WHERE edition = $1 AND number = $2 AND place = $3 AND digest = $4)"
	if err := t.tx.QueryRowContext(t.ctx, q, d.Edition, d.Number, d.Place, d.Digest).Scan(&known); err != nil || known {
		return err
	}
	d.At = d.At.UTC()
	return t.record(&d)
}

// Deposits returns all receipts, oldest first.
func (r *Register) Deposits(ctx context.Context) (out []Deposit, err error) {
	err = r.each(ctx, "SELECT n, edition, number, place, digest, content, files, bytes, at FROM deposits ORDER BY n", func(scan scanner) error {
		var d Deposit
		var at string
		err := scan(&d.N, &d.Edition, &d.Number, &d.Place, &d.Digest, &d.Content, &d.Files, &d.Bytes, &at)
		var wrong error
		d.At, wrong = time.Parse(time.RFC3339Nano, at)
		out = append(out, d)
		return cmp.Or(err, wrong)
	})
	return out, err
}
