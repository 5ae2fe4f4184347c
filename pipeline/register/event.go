package register

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Event is one line of the audit trail (操作记录): what happened, when, by whose hand. Its JSON, with the hash before it,
// is a line of the log.
type Event struct {
	N     int64           `json:"n"` // 1, 2, 3 … without gaps
	At    time.Time       `json:"at"`
	Kind  string          `json:"kind"`
	About string          `json:"about,omitempty"` // the code, the file or the edition it is about
	By    string          `json:"by,omitempty"`    // who answers for it; "" the program itself
	Data  json.RawMessage `json:"data"`
	Salt  string          `json:"salt,omitempty"` // chance of 128 bits, so that the hash alone confirms no guess of the rest; "" before there was one
	Hash  string          `json:"-"`              // hex SHA-256 of the hash before, a line feed and the JSON
}

// first is the hash before the first event.
const firstHash = "0000000000000000000000000000000000000000000000000000000000000000"

// chain is the hash of a line that follows one with the hash before.
func chain(before, line string) string {
	h := sha256.New()
	h.Write([]byte(before))
	h.Write([]byte{'\n'})
	h.Write([]byte(line))
	return hex.EncodeToString(h.Sum(nil))
}

// fact is what an event says: how it changes the tables. The tables hold nothing that does not follow from facts, so that
// they can be made again from the log.
type fact interface {
	// kind names it in the log, about what it is about.
	kind() string
	about() string
	apply(t *Tx, e *Event) error
}

// facts make a fact of each kind, to be filled from its JSON.
var facts = map[string]func() fact{
	"received":  func() fact { return new(received) },
	"read":      func() fact { return new(Read) },
	"described": func() fact { return new(described) },
	"issued":    func() fact { return new(issued) },
	"listed":    func() fact { return new(listed) },
	"abolished": func() fact { return new(abolished) },
	"restored":  func() fact { return new(restored) },
	"decided":   func() fact { return new(decided) },
	"traced":    func() fact { return new(traced) },
	"approved":  func() fact { return new(approved) },
	"sheet":     func() fact { return new(Sheet) },
	"released":  func() fact { return new(released) },
	"changed":   func() fact { return new(changed) },
	"settled":   func() fact { return new(settled) },
	"recovered": func() fact { return new(recovered) },
	"unpacked":  func() fact { return new(Unpacked) },
	"filed":     func() fact { return new(Filing) },
	"deposited": func() fact { return new(Deposit) },
}

// Tx is what one change of the register is made of: all of it happens, or nothing.
type Tx struct {
	ctx  context.Context
	tx   *sql.Tx
	at   time.Time
	by   string
	n    int64  // of the last event
	hash string // of the last event
	stmt map[string]*sql.Stmt

	failed   error          // the first thing that went wrong: nothing of the change happens, whoever overlooks it
	scopes   map[string]int // the last numbers issued in this change
	arrivals []Arrival      // that were added
}

// Do makes one change. at is when, by who answers for it; "" is the program itself. When Do returns nil, the change is in
// the database and in the log, and on disk. An error that matches ErrUnlogged says that it is in the database alone, and
// that the log will have it when the disk takes it. After any other error nothing has happened.
//
// change speaks to the register through its Tx alone. It may be called by one at a time only, in all processes.
func (r *Register) Do(ctx context.Context, at time.Time, by string, change func(*Tx) error) error {
	tail, err := r.log.tail()
	if err != nil {
		return err
	}
	tx, err := r.db.BeginTx(ctx, nil)
	if err != nil {
		return sound(fmt.Errorf("change register: %w", err))
	}
	defer func() { _ = tx.Rollback() }() // also when change panics; after Commit it does nothing
	t := newTx(ctx, tx)
	t.at, t.by = at.UTC(), by
	if err := errors.Join(t.begin(tail), r.inPlace()); err != nil {
		return sound(fmt.Errorf("change register: %w", err))
	}
	before := t.n
	if err := cmp.Or(change(t), t.failed); err != nil {
		return sound(fmt.Errorf("change register: %w", err))
	}
	if err := tx.Commit(); err != nil {
		return sound(fmt.Errorf("change register: %w", err))
	}
	if t.n == before && tail.n == before {
		return nil
	}
	return r.CatchUp(context.WithoutCancel(ctx)) // the change has happened
}

func newTx(ctx context.Context, tx *sql.Tx) *Tx {
	return &Tx{ctx: ctx, tx: tx, stmt: map[string]*sql.Stmt{}, scopes: map[string]int{}}
}

// begin finds the end of the chain, and makes sure that the log knows of nothing that the database does not.
func (t *Tx) begin(tail mark) error {
	err := t.tx.QueryRowContext(t.ctx, "SELECT n, hash FROM events ORDER BY n DESC LIMIT 1").Scan(&t.n, &t.hash)
	if errors.Is(err, sql.ErrNoRows) {
		t.n, t.hash, err = 0, firstHash, nil
	}
	if err != nil {
		return err
	}
	return agree(t.ctx, t.tx, tail, t.n)
}

// record adds an event and does what follows from it.
func (t *Tx) record(f fact) error {
	if t.failed == nil {
		t.failed = t.happen(f)
	}
	return t.failed
}

// replaced is how JSON writes what is no UTF-8. Where that may have been in a text, what follows is what the log says.
var replaced = []byte(`\ufffd`)

// happen enters an event and does what follows from it.
func (t *Tx) happen(f fact) error {
	e, err := t.enter(f)
	if err != nil {
		return err
	}
	if bytes.Contains(e.Data, replaced) {
		if f, err = e.fact(); err != nil {
			return err
		}
	}
	return f.apply(t, e)
}

// enter adds the next event.
func (t *Tx) enter(f fact) (*Event, error) {
	data, err := encode(f)
	if err != nil {
		return nil, err
	}
	e := &Event{N: t.n + 1, At: t.at, Kind: f.kind(), About: f.about(), By: t.by, Data: data, Salt: rand.Text()}
	line, err := encode(e)
	if err != nil {
		return nil, err
	}
	if bytes.Contains(line, replaced) {
		if err := json.Unmarshal(line, e); err != nil {
			return nil, err
		}
	}
	e.Hash = chain(t.hash, string(line))
	return e, t.insert(e, string(line))
}

func (t *Tx) insert(e *Event, line string) error {
	const insert = "INSERT INTO events (n, kind, about, line, hash) VALUES ($1, $2, $3, $4, $5)"
	if err := t.exec(insert, e.N, e.Kind, e.About, line, e.Hash); err != nil {
		return err
	}
	t.n, t.hash = e.N, e.Hash
	return nil
}

// exec runs a statement that is prepared once a change.
func (t *Tx) exec(q string, args ...any) error {
	_, err := t.run(q, args...)
	return err
}

func (t *Tx) run(q string, args ...any) (sql.Result, error) {
	s, ok := t.stmt[q]
	if !ok {
		var err error
		if s, err = t.tx.PrepareContext(t.ctx, q); err != nil {
			return nil, err
		}
		t.stmt[q] = s // closed with the transaction
	}
	return s.ExecContext(t.ctx, args...)
}

// ErrUnknown says that a change is about what the register does not have.
var ErrUnknown = errors.New("the register has nothing like that")

// amend runs a statement that changes one row. If there is none, the error matches ErrUnknown and says what was looked for.
func (t *Tx) amend(what string, id int64, q string, args ...any) error {
	res, err := t.run(q, args...)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return fmt.Errorf("%s %d: %w", what, id, cmp.Or(err, ErrUnknown))
	}
	return nil
}

// insertAll inserts rows of the same columns, many with one statement. what is “INSERT INTO table (columns)”, then what
// stands behind the values.
func (t *Tx) insertAll(what string, rows [][]any, then string) error {
	const most = 50 // rows a statement
	for chunk := range slices.Chunk(rows, most) {
		var args []any
		var q strings.Builder
		q.WriteString(what)
		q.WriteString(" VALUES ")
		for i, row := range chunk {
			if i > 0 {
				q.WriteString(", ")
			}
			for k := range row {
				q.WriteString([]string{"(?", ", ?"}[min(k, 1)])
			}
			q.WriteString(")")
			args = append(args, row...)
		}
		q.WriteString(" ")
		q.WriteString(then)
		if err := t.exec(q.String(), args...); err != nil {
			return err
		}
	}
	return nil
}

// encode is compact JSON with Chinese and signs as they are.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// decode is the event of a line.
func decode(line, hash string) (*Event, error) {
	e := &Event{Hash: hash}
	if err := json.Unmarshal([]byte(line), e); err != nil {
		return nil, fmt.Errorf("event: %w", err)
	}
	return e, nil
}

// fact is what an event says.
func (e *Event) fact() (fact, error) {
	blank, ok := facts[e.Kind]
	if !ok {
		return nil, fmt.Errorf("event %d: %w: it is of the kind %q", e.N, ErrNewer, e.Kind)
	}
	f := blank()
	if err := json.Unmarshal(e.Data, f); err != nil {
		return nil, fmt.Errorf("event %d: %w", e.N, err)
	}
	return f, nil
}

// Read is what the event says of a file that was read, if it does.
func (e *Event) Read() (Read, bool) {
	if e.Kind != (*Read)(nil).kind() {
		return Read{}, false
	}
	f, err := e.fact()
	if err != nil {
		return Read{}, false
	}
	return *f.(*Read), true
}

// Last is the number of the last event, 0 if there is none.
func (r *Register) Last(ctx context.Context) (n int64, err error) {
	err = r.db.QueryRowContext(ctx, "SELECT COALESCE(MAX(n), 0) FROM events").Scan(&n)
	return n, sound(err)
}

// WriteLog writes the events up to number n as the log has them: what Recover makes a register of. Of those that seen says no
// word of may be told of, the last before one that is told is written by its hash alone, so that the chain of the others can
// still be followed. The hashes between are not: of an event of before there was salt, a hash next to the one before it lets
// anybody try what it may have said. With seen nil, all are written.
func (r *Register) WriteLog(ctx context.Context, w io.Writer, n int64, seen func(*Event) bool) error {
	hidden := "" // hash of the last event, if it is not told
	err := r.each(ctx, "SELECT line, hash FROM events WHERE n <= $1 ORDER BY n", func(scan scanner) error {
		var line, hash string
		if err := scan(&line, &hash); err != nil {
			return err
		}
		if seen != nil {
			e, err := decode(line, hash)
			if err != nil {
				return err
			}
			if !seen(e) {
				hidden = hash
				return nil
			}
		}
		if hidden != "" {
			if _, err := fmt.Fprintf(w, "%s \n", hidden); err != nil {
				return err
			}
			hidden = ""
		}
		_, err := fmt.Fprintf(w, "%s %s\n", hash, line)
		return err
	}, n)
	if err == nil && hidden != "" {
		_, err = fmt.Fprintf(w, "%s \n", hidden)
	}
	return err
}

// Events calls f for each event from number n on, oldest first, of those about something if about is not "".
func (r *Register) Events(ctx context.Context, n int64, about string, f func(*Event) error) error {
	q, args := "SELECT line, hash FROM events WHERE n >= $1 ORDER BY n", []any{n}
	if about != "" {
		q, args = "SELECT line, hash FROM events WHERE n >= $1 AND about = $2 AND about <> '' ORDER BY n", []any{n, about}
	}
	var stopped error // by f, which is no damage
	err := r.each(ctx, q, func(scan scanner) error {
		var line, hash string
		if err := scan(&line, &hash); err != nil {
			return err
		}
		e, err := decode(line, hash)
		if err == nil {
			stopped = f(e)
		}
		return cmp.Or(err, stopped)
	}, args...)
	return cmp.Or(stopped, err)
}
