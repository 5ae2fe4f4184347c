package register

import (
	"cmp"
	"context"
	"encoding/json"
	"time"

	"huibian/pipeline/notice"
)

// Edition (版次) is a catalog that was released, once and for all.
type Edition struct {
	N        int64 // of its event
	Label    string
	Date     notice.Date
	Manifest string // SHA-256 of the list of everything it consists of
	Items    int
	Digest   string // of what its public book shows
	Baseline bool   // it is last year's list, that was imported before all others: nothing can be built from it again
	By       string // only in what comes from an event
	At       time.Time
}

// released says that an edition was released, or imported.
type released struct {
	Label    string `json:"edition"`
	Date     string `json:"date"`
	Manifest string `json:"manifest"`
	Items    int    `json:"items"`
	Digest   string `json:"digest"`
	Baseline bool   `json:"baseline,omitempty"`
}

func (*released) kind() string    { return "released" }
func (f *released) about() string { return f.Label }

func (f *released) apply(t *Tx, e *Event) error {
	const insert = `INSERT INTO editions (n, label, date, manifest, items, digest, baseline, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
	return t.exec(insert, e.N, f.Label, f.Date, f.Manifest, f.Items, f.Digest, f.Baseline, stamp(e.At))
}

// Release enters an edition. A label that has been released before is an error, a date that is none, and a baseline that is
// not the first.
func (t *Tx) Release(e Edition) error {
	if err := t.dated(e.Date); err != nil {
		return err
	}
	return t.record(&released{e.Label, e.Date.String(), e.Manifest, e.Items, e.Digest, e.Baseline})
}

// Editions returns all editions, oldest first.
func (r *Register) Editions(ctx context.Context) (out []Edition, err error) {
	err = r.each(ctx, "SELECT n, label, date, manifest, items, digest, baseline, at FROM editions ORDER BY n", func(scan scanner) error {
		var e Edition
		var date, at string
		if err := scan(&e.N, &e.Label, &date, &e.Manifest, &e.Items, &e.Digest, &e.Baseline, &at); err != nil {
			return err
		}
		var wrong error
		e.At, wrong = time.Parse(time.RFC3339Nano, at)
		day, err := notice.ParseDate(date)
		e.Date = day
		out = append(out, e)
		return cmp.Or(wrong, err)
	})
	return out, err
}

// Approval (审定) is the word of the office outside the bureau, without which nothing is published (P45).
type Approval struct {
	N      int64
	Number string // of its document
	Date   notice.Date
	Digest string // of what was approved
	By     string // who entered it
	At     time.Time
}

// approved says that what a digest stands for was approved.
type approved struct {
	Number string `json:"number"`
	Date   string `json:"date"`
	Digest string `json:"digest"`
	Source string `json:"source,omitempty"`
}

func (*approved) kind() string    { return "approved" }
func (f *approved) about() string { return f.Number }

func (f *approved) apply(t *Tx, e *Event) error {
	const insert = "INSERT INTO approvals (n, number, date, digest, by, at) VALUES ($1, $2, $3, $4, $5, $6)"
	return t.exec(insert, e.N, f.Number, f.Date, f.Digest, e.By, stamp(e.At))
}

// dated makes sure that a date can be read again: what is entered stands for ever.
func (t *Tx) dated(d notice.Date) error {
	_, err := notice.ParseDate(d.String())
	t.failed = cmp.Or(t.failed, err)
	return t.failed
}

// Approve enters an approval. A date that is none is an error.
func (t *Tx) Approve(number string, date notice.Date, digest, source string) error {
	if err := t.dated(date); err != nil {
		return err
	}
	return t.record(&approved{number, date.String(), digest, source})
}

// Approvals returns all approvals, oldest first.
func (r *Register) Approvals(ctx context.Context) (out []Approval, err error) {
	err = r.each(ctx, "SELECT n, number, date, digest, by, at FROM approvals ORDER BY n", func(scan scanner) error {
		var a Approval
		var date, at string
		if err := scan(&a.N, &a.Number, &date, &a.Digest, &a.By, &at); err != nil {
			return err
		}
		var wrong error
		a.At, wrong = time.Parse(time.RFC3339Nano, at)
		day, err := notice.ParseDate(date)
		a.Date = day
		out = append(out, a)
		return cmp.Or(wrong, err)
	})
	return out, err
}

// Sheet is a 审核表 that came back, and what became of it.
type Sheet struct {
	N       int64            `json:"-"`
	SHA256  string           `json:"sha256"`
	File    string           `json:"file"`
	Entered []Entered        `json:"entered,omitempty"` // what was adopted
	Answer  []notice.Finding `json:"answer,omitempty"`  // what was unclear, with the cells
	Secret  bool             `json:"secret,omitempty"`  // it speaks of what is not for everybody's eyes
}

// Entered is a decision of a 审核表 as it was entered, in its own words.
type Entered struct {
	Code     string `json:"code,omitempty"`
	Name     string `json:"name"`
	Decision string `json:"decision"`
	Reason   string `json:"reason,omitempty"`
}

func (*Sheet) kind() string    { return "sheet" }
func (f *Sheet) about() string { return f.File }

func (f *Sheet) apply(t *Tx, e *Event) error {
	answer, err := encode(f)
	if err != nil {
		return err
	}
	return t.exec("INSERT INTO sheets (sha256, n, file, answer) VALUES ($1, $2, $3, $4)", f.SHA256, e.N, f.File, string(answer))
}

// Apply enters that the decisions of a 审核表 have been entered, so that they are not a second time.
func (t *Tx) Apply(s Sheet) error { return t.record(&s) }

// Change (变更) is a change of a power that makes its flowchart be revised (P36).
type Change struct {
	N       int64
	Power   int64
	What    string
	On      notice.Date
	By      string    // who entered it; only in what comes from an event
	Settled time.Time // zero while it is under way
	How     string
}

// changed says that a power has changed; settled, that its flowchart follows.
type changed struct {
	Power int64  `json:"power"`
	Code  string `json:"code,omitempty"`
	What  string `json:"what"`
	Date  string `json:"date"`
}

type settled struct {
	Change int64  `json:"change"`
	Code   string `json:"code,omitempty"`
	How    string `json:"how"`
}

func (*changed) kind() string    { return "changed" }
func (*settled) kind() string    { return "settled" }
func (f *changed) about() string { return codeOr(f.Code, f.Power) }
func (f *settled) about() string { return f.Code }

func (f *changed) apply(t *Tx, e *Event) error {
	return t.exec("INSERT INTO changes (n, power, what, date) VALUES ($1, $2, $3, $4)", e.N, f.Power, f.What, f.Date)
}

func (f *settled) apply(t *Tx, e *Event) error {
	const update = "UPDATE changes SET settled = $1, how = $2 WHERE n = $3 AND settled = ''"
	return t.amend("change under way", f.Change, update, stamp(e.At), f.How, f.Change)
}

// Change enters that a power has changed on a day.
func (t *Tx) Change(power int64, code, what string, on notice.Date) error {
	if err := t.dated(on); err != nil {
		return err
	}
	return t.record(&changed{power, code, what, on.String()})
}

// Settle enters that a change has been followed. One that is not under way is an error that matches ErrUnknown.
func (t *Tx) Settle(c Change, code, how string) error { return t.record(&settled{c.N, code, how}) }

// Changes returns all changes, oldest first.
func (r *Register) Changes(ctx context.Context) (out []Change, err error) {
	err = r.each(ctx, "SELECT n, power, what, date, settled, how FROM changes ORDER BY n", func(scan scanner) error {
		var c Change
		var date, at string
		if err := scan(&c.N, &c.Power, &c.What, &date, &at, &c.How); err != nil {
			return err
		}
		var wrong error
		if at != "" {
			c.Settled, wrong = time.Parse(time.RFC3339Nano, at)
		}
		day, err := notice.ParseDate(date)
		c.On = day
		out = append(out, c)
		return cmp.Or(wrong, err)
	})
	return out, err
}

// Sheets returns the 审核表 that came back, oldest first.
func (r *Register) Sheets(ctx context.Context) (out []Sheet, err error) {
	err = r.each(ctx, "SELECT n, answer FROM sheets ORDER BY n", func(scan scanner) error {
		var s Sheet
		var answer string
		if err := scan(&s.N, &answer); err != nil {
			return err
		}
		err := json.Unmarshal([]byte(answer), &s)
		out = append(out, s)
		return err
	})
	return out, err
}
