package register

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"huibian/pipeline/catalog"
	"huibian/pipeline/notice"
)

// described says what powers are called from now on; a new number makes a new power.
type described struct {
	Powers []naming `json:"powers"`
}

type naming struct {
	ID          int64       `json:"power"`
	Description description `json:"description"`
}

// description is a catalog.Description under the names of the log.
type description struct {
	Section  string       `json:"section"`
	Category string       `json:"category"`
	Name     string       `json:"name"`
	Subitem  string       `json:"subitem,omitempty"`
	Class    notice.Class `json:"class"`
	Basis    []string     `json:"basis,omitempty"`
	Digest   string       `json:"digest"`
}

func (*described) kind() string { return "described" }

func (f *described) about() string {
	if len(f.Powers) == 1 {
		return powerName(f.Powers[0].ID)
	}
	return ""
}

// Named is a power as an event calls it.
type Named struct {
	ID    int64
	Name  string
	Class notice.Class
}

// Described is what the event calls powers from then on, if it is about that.
func (e *Event) Described() (out []Named) {
	if e.Kind != (*described)(nil).kind() {
		return nil
	}
	f, err := e.fact()
	if err != nil {
		return nil
	}
	for _, p := range f.(*described).Powers {
		out = append(out, Named{p.ID, p.Description.Name, p.Description.Class})
	}
	return out
}

// powerName is how a power without a code is called in the log.
func powerName(id int64) string { return fmt.Sprintf("power:%d", id) }

func (f *described) apply(t *Tx, _ *Event) error {
	rows := make([][]any, len(f.Powers))
	for i := range f.Powers {
		d := &f.Powers[i].Description
		basis, err := encode(slices.Concat([]string{}, d.Basis)) // none is [], as in the log
		if err != nil {
			return err
		}
		rows[i] = []any{f.Powers[i].ID, d.Section, d.Category, d.Name, d.Subitem, string(d.Class), string(basis), d.Digest}
	}
	return t.insertAll("INSERT INTO powers (id, section, category, name, subitem, class, basis, digest)", rows,
		`ON CONFLICT (id) DO UPDATE SET section = excluded.section, category = excluded.category, name = excluded.name,
		subitem = excluded.subitem, class = excluded.class, basis = excluded.basis, digest = excluded.digest`)
}

// batch is how many powers one event speaks of, at most: a line of the log stays short enough to be read.
const batch = 100

// Describe enters new powers and returns the number of the first; the others follow.
func (t *Tx) Describe(ds ...catalog.Description) (first int64, err error) {
	if err := t.tx.QueryRowContext(t.ctx, "SELECT COALESCE(MAX(id), 0) + 1 FROM powers").Scan(&first); err != nil {
		return 0, err
	}
	id := first
	for chunk := range slices.Chunk(ds, batch) {
		f := &described{}
		for _, d := range chunk {
			f.Powers = append(f.Powers, naming{id, description(d)})
			id++
		}
		if err := t.record(f); err != nil {
			return 0, err
		}
	}
	return first, nil
}

// Redescribe enters what a power is called from now on. One that there is not is an error that matches ErrUnknown.
func (t *Tx) Redescribe(id int64, d catalog.Description) error {
	var there bool
	if err := t.tx.QueryRowContext(t.ctx, "SELECT EXISTS (SELECT 1 FROM powers WHERE id = $1)", id).Scan(&there); err != nil {
		return err
	}
	if !there {
		t.failed = cmp.Or(t.failed, fmt.Errorf("power %d: %w", id, ErrUnknown))
	}
	return t.record(&described{[]naming{{id, description(d)}}})
}

// Issue is a code to be given to a power, for ever.
type Issue struct {
	Power int64  `json:"power"`
	Code  string `json:"code"`
	Scope string `json:"scope"` // within which sequence numbers count
	Seq   int    `json:"seq"`
	First int    `json:"first"` // of the scope's range
	Why   string `json:"why,omitempty"`
}

// issued says that powers bear codes from an edition on. The numbers between the last one of a scope and a code's own are
// left out for ever, for the reason in Why.
type issued struct {
	Edition string  `json:"edition"`
	Codes   []Issue `json:"codes"`
}

func (*issued) kind() string { return "issued" }

func (f *issued) about() string {
	if len(f.Codes) == 1 {
		return f.Codes[0].Code
	}
	return ""
}

func (f *issued) apply(t *Tx, _ *Event) error {
	rows := make([][]any, len(f.Codes))
	for i, c := range f.Codes {
		last, err := t.last0(c.Scope, c.First)
		if err != nil {
			return err
		}
		if c.Seq > last+1 {
			const gap = "INSERT INTO gaps (scope, first, last, why) VALUES ($1, $2, $3, $4)"
			if err := t.exec(gap, c.Scope, last+1, c.Seq-1, c.Why); err != nil {
				return err
			}
		}
		rows[i] = []any{c.Code, c.Power, c.Scope, c.Seq, f.Edition}
		t.scopes[c.Scope] = c.Seq
	}
	err := t.insertAll("INSERT INTO codes (code, power, scope, seq, edition)", rows, "")
	var e *sqlite.Error
	if errors.As(err, &e) && e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE {
		return fmt.Errorf("issue %s …: %w: %w", f.Codes[0].Code, ErrGiven, err)
	} else if err != nil {
		return fmt.Errorf("issue %s …: %w", f.Codes[0].Code, err)
	}
	return nil
}

// last0 is the last number issued in a scope; the one before its first if there is none.
func (t *Tx) last0(scope string, first int) (int, error) {
	if n, known := t.scopes[scope]; known {
		return n, nil
	}
	var n int
	err := t.tx.QueryRowContext(t.ctx, "SELECT COALESCE(MAX(seq), $1) FROM codes WHERE scope = $2", first-1, scope).Scan(&n)
	return n, err
}

// Why a code cannot be issued, for errors.Is.
var (
	ErrGap   = errors.New("a gap in a sequence needs a reason")
	ErrGiven = errors.New("a code is given once, and numbers only go up")
)

// Issue gives codes to powers, in ascending order of their numbers within a scope. A code that has been issued and a
// number that is not above the last of its scope are ErrGiven; a gap without a reason is ErrGap.
func (t *Tx) Issue(edition string, codes ...Issue) error {
	for chunk := range slices.Chunk(codes, batch) {
		if err := t.mayIssue(chunk); err != nil {
			t.failed = cmp.Or(t.failed, err)
		}
		if err := t.record(&issued{edition, chunk}); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) mayIssue(codes []Issue) error {
	before := map[string]int{}
	for _, c := range codes {
		last, known := before[c.Scope]
		if !known {
			var err error
			if last, err = t.last0(c.Scope, c.First); err != nil {
				return err
			}
		}
		switch {
		case c.Code == "" || c.Seq < c.First || c.Seq <= last:
			return fmt.Errorf("issue %q, number %d after %d: %w", c.Code, c.Seq, last, ErrGiven)
		case c.Seq > last+1 && c.Why == "":
			return fmt.Errorf("issue %q, number %d after %d: %w", c.Code, c.Seq, last, ErrGap)
		}
		before[c.Scope] = c.Seq
	}
	return nil
}

// abolished and restored say that a power is 废止, and that it is not any more. It keeps its code.
type abolished struct {
	Power  int64  `json:"power"`
	Code   string `json:"code,omitempty"`
	Reason string `json:"reason"`
}

type restored abolished

func (*abolished) kind() string    { return "abolished" }
func (*restored) kind() string     { return "restored" }
func (f *abolished) about() string { return codeOr(f.Code, f.Power) }
func (f *restored) about() string  { return codeOr(f.Code, f.Power) }

func codeOr(code string, power int64) string {
	if code == "" {
		return powerName(power)
	}
	return code
}

const setAbolished = "UPDATE powers SET abolished = $1 WHERE id = $2"

func (f *abolished) apply(t *Tx, _ *Event) error {
	return t.amend("power", f.Power, setAbolished, 1, f.Power)
}

func (f *restored) apply(t *Tx, _ *Event) error {
	return t.amend("power", f.Power, setAbolished, 0, f.Power)
}

// Abolish enters that a power is 废止.
func (t *Tx) Abolish(p *catalog.Power, reason string) error {
	return t.record(&abolished{p.ID, p.Code, reason})
}

// Restore enters that it is in force again.
func (t *Tx) Restore(p *catalog.Power, reason string) error {
	return t.record(&restored{p.ID, p.Code, reason})
}

// Powers returns every power as it is at one moment, by number. Their former codes stand in the order in which they were
// issued.
func (r *Register) Powers(ctx context.Context) (out []catalog.Power, err error) {
	moment, err := r.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, sound(fmt.Errorf("read register: %w", err))
	}
	defer func() { _ = moment.Rollback() }()
	at := map[int64]int{}
	laws := map[string][]string{} // many powers rest on the same
	for _, q := range []struct {
		rows string
		read func(scanner) error
	}{
		{"SELECT id, section, category, name, subitem, class, basis, digest, abolished FROM powers ORDER BY id", func(scan scanner) error {
			var p catalog.Power
			var basis string
			if err := scan(&p.ID, &p.Section, &p.Category, &p.Name, &p.Subitem, &p.Class, &basis, &p.Digest, &p.Abolished); err != nil {
				return err
			}
			keys, known := laws[basis]
			if !known {
				if err := json.Unmarshal([]byte(basis), &keys); err != nil {
					return err
				}
				laws[basis] = keys
			}
			p.Basis = slices.Clone(keys)
			at[p.ID] = len(out)
			out = append(out, p)
			return nil
		}},
		{"SELECT power, code FROM codes ORDER BY id", func(scan scanner) error {
			var id int64
			var code string
			err := scan(&id, &code)
			i, known := at[id]
			if err != nil || !known {
				return cmp.Or(err, stray(id))
			}
			if p := &out[i]; p.Code != "" {
				p.Former = append(p.Former, p.Code)
			}
			out[i].Code = code
			return nil
		}},
		{"SELECT power, code FROM listings", func(scan scanner) error {
			var id int64
			var code string
			err := scan(&id, &code)
			i, known := at[id]
			if err != nil || !known {
				return cmp.Or(err, stray(id))
			}
			out[i].Listed, out[i].OldCode = true, code
			return nil
		}},
		{"SELECT power, key, same FROM traces ORDER BY power, key", func(scan scanner) error {
			var id int64
			var key string
			var same bool
			err := scan(&id, &key, &same)
			i, known := at[id]
			if err != nil || !known {
				return cmp.Or(err, stray(id))
			}
			keys := &out[i].Not
			if same {
				keys = &out[i].Also
			}
			*keys = append(*keys, key)
			return nil
		}},
		{`SELECT power, decision, digest, reason, by, at FROM decisions d
			WHERE n = (SELECT MAX(n) FROM decisions WHERE power = d.power)`, func(scan scanner) error {
			var id int64
			var d catalog.Decided
			var when string
			err := scan(&id, &d.Decision, &d.Digest, &d.Reason, &d.By, &when)
			i, known := at[id]
			if err != nil || !known {
				return cmp.Or(err, stray(id))
			}
			out[i].Decided = &d
			d.At, err = time.Parse(time.RFC3339Nano, when)
			return err
		}},
	} {
		if err := rowsOf(ctx, moment, q.rows, q.read); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// stray is what is wrong with a row about a power that is not there.
func stray(id int64) error { return fmt.Errorf("power %d is spoken of, and is not there", id) }

// Gap is a run of numbers that no power has, and why.
type Gap struct {
	Scope       string
	First, Last int
	Why         string
}

// Gaps returns the gaps of all sequences.
func (r *Register) Gaps(ctx context.Context) (out []Gap, err error) {
	err = r.each(ctx, "SELECT scope, first, last, why FROM gaps ORDER BY scope, last", func(scan scanner) error {
		var g Gap
		err := scan(&g.Scope, &g.First, &g.Last, &g.Why)
		out = append(out, g)
		return err
	})
	return out, err
}

// Bearer is the number of the power that bears a code, or bore it; 0 if the code was never issued.
func (r *Register) Bearer(ctx context.Context, code string) (id int64, edition string, err error) {
	err = r.each(ctx, "SELECT power, edition FROM codes WHERE code = $1", func(scan scanner) error {
		return scan(&id, &edition)
	}, code)
	return id, edition, err
}

// Decision is a decision as it was entered.
type Decision struct {
	N     int64
	Power int64
	catalog.Decided
	Source string // file of the 审核表 and its hash; "" for a command
}

// decided says how a power was disposed of.
type decided struct {
	Power    int64           `json:"power"`
	Code     string          `json:"code,omitempty"`
	Decision notice.Decision `json:"decision"`
	Digest   string          `json:"digest"`
	Reason   string          `json:"reason"`
	Source   string          `json:"source,omitempty"`
}

func (*decided) kind() string    { return "decided" }
func (f *decided) about() string { return codeOr(f.Code, f.Power) }

func (f *decided) apply(t *Tx, e *Event) error {
	const insert = `INSERT INTO decisions (n, power, decision, digest, reason, by, at, source)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
	return t.exec(insert, e.N, f.Power, string(f.Decision), f.Digest, f.Reason, e.By, stamp(e.At), f.Source)
}

// Decide enters a decision on a power. digest is of the content that was decided on.
func (t *Tx) Decide(power int64, code string, d notice.Decision, digest, reason, source string) error {
	return t.record(&decided{power, code, d, digest, reason, source})
}

// traced says that a description is a power's, or is not.
type traced struct {
	Power  int64  `json:"power"`
	Code   string `json:"code,omitempty"`
	Key    string `json:"key"`
	Same   bool   `json:"same"`
	Reason string `json:"reason"`
	Source string `json:"source,omitempty"`
}

func (*traced) kind() string    { return "traced" }
func (f *traced) about() string { return codeOr(f.Code, f.Power) }

func (f *traced) apply(t *Tx, _ *Event) error {
	const upsert = `INSERT INTO traces (power, key, same) VALUES ($1, $2, $3)
		ON CONFLICT (power, key) DO UPDATE SET same = excluded.same`
	return t.exec(upsert, f.Power, f.Key, f.Same)
}

// Trace enters what a person said of a description (see catalog.Key): it is this power, or it is not.
func (t *Tx) Trace(p *catalog.Power, key string, same bool, reason, source string) error {
	return t.record(&traced{p.ID, p.Code, key, same, reason, source})
}

// Decisions returns the decisions on a power, oldest first.
func (r *Register) Decisions(ctx context.Context, power int64) (out []Decision, err error) {
	const q = "SELECT n, power, decision, digest, reason, by, at, source FROM decisions WHERE power = $1 ORDER BY n"
	err = r.each(ctx, q, func(scan scanner) error {
		var d Decision
		var when string
		err := scan(&d.N, &d.Power, &d.Decision, &d.Digest, &d.Reason, &d.By, &when, &d.Source)
		if err == nil {
			d.At, err = time.Parse(time.RFC3339Nano, when)
		}
		out = append(out, d)
		return err
	}, power)
	return out, err
}

// scanner reads the columns of a row.
type scanner func(into ...any) error

// each calls f for each row of a query. What cannot be read there is damaged.
func (r *Register) each(ctx context.Context, q string, f func(scanner) error, args ...any) error {
	return rowsOf(ctx, r.db, q, f, args...)
}

func rowsOf(ctx context.Context, db queryer, q string, f func(scanner) error, args ...any) error {
	rows, err := db.QueryContext(ctx, q, args...)
	if err != nil {
		return sound(fmt.Errorf("read register: %w", err))
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		err := f(rows.Scan)
		if ended := context.Cause(ctx); err != nil && ended != nil {
			return fmt.Errorf("read register: %w", ended)
		}
		if err != nil {
			return fmt.Errorf("read register: %w: %w", ErrDamaged, err)
		}
	}
	if err := rows.Err(); err != nil {
		return sound(fmt.Errorf("read register: %w", err))
	}
	return nil
}

// AscendingIssues sorts codes as Issue wants them.
func AscendingIssues(codes []Issue) {
	slices.SortFunc(codes, func(a, b Issue) int {
		return cmp.Or(cmp.Compare(a.Scope, b.Scope), cmp.Compare(a.Seq, b.Seq))
	})
}
