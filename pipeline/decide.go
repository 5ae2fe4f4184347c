package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"huibian/pipeline/catalog"
	"huibian/pipeline/notice"
	"huibian/pipeline/register"
)

// Why a decision cannot be entered, for errors.Is.
var (
	ErrNoItem   = errors.New("no such item")
	ErrNoReason = errors.New("this decision needs a reason")
	ErrNoSense  = errors.New("this decision makes no sense here")

	ErrNoSection = errors.New("no such section")
)

// Refusal is a decision that cannot be entered, and why, in the words of the office. It is one of the errors above.
type Refusal struct {
	Kind  error
	Words string
}

// Error is the error's text.
func (r *Refusal) Error() string { return r.Kind.Error() + ": " + r.Words }

// Unwrap gives the kind.
func (r *Refusal) Unwrap() error { return r.Kind }

func refuse(kind error, format string, args ...any) error {
	return &Refusal{kind, fmt.Sprintf(format, args...)}
}

// Ruling is a decision to be entered.
type Ruling struct {
	Code     string // of the item, as in the last outputs; or its name, if only one has it
	Decision notice.Decision
	As       string // for Same and Other: the code of the power that it is, or is not; or the id of a flowchart that is its, or is not
	Reason   string
	Source   string // the 审核表 it stands in; "" for a command
}

// Decision is what became of a ruling.
type Decision struct {
	Code, Name string
	Before     *catalog.Decided // the decision that it undoes; nil if there was none
}

// needsReason are the decisions that are worth nothing without their ground.
var needsReason = []notice.Decision{notice.Abolish, notice.Close, notice.Open, notice.Return}

// Decide enters decisions, all or none, in the words of whoever answers for them.
func Decide(ctx context.Context, w Workspace, a Act, rulings ...Ruling) ([]Decision, error) {
	d, err := w.desk(ctx, silent{})
	if err != nil {
		return nil, err
	}
	defer d.close()
	for _, r := range rulings {
		codes := []string{r.Code, r.As}
		if isChartID(r.As) {
			codes = codes[:1]
		}
		if err := d.asShown(codes...); err != nil {
			return nil, err
		}
	}
	var out []Decision
	err = d.reg.Do(ctx, a.At, a.By, func(t *register.Tx) error {
		out = out[:0]
		for _, r := range rulings {
			one, err := d.state.rule(t, a, r)
			if err != nil {
				return err
			}
			out = append(out, one)
		}
		return nil
	})
	return out, err
}

// asShown makes sure that draft numbers are still of the items that the last outputs show under them: they may have moved
// since.
func (d *desk) asShown(codes ...string) error {
	var shown []catalog.Entry
	for _, code := range codes {
		code = notice.NormalizeCode(code)
		x, err := d.state.find(code)
		if code == "" || err != nil || x.item == nil || x.item.Code != code || x.code() == code {
			continue // told of later, or no draft number
		}
		if shown == nil {
			f, err := os.Open(filepath.Join(d.w.Output(), catalogFile))
			if err != nil {
				return nil // there are no outputs that could mislead
			}
			shown, err = catalog.ReadEntries(f)
			if err = errors.Join(err, f.Close()); err != nil {
				return err
			}
		}
		i := slices.IndexFunc(shown, func(e catalog.Entry) bool { return e.Code == code })
		if i < 0 || shown[i].Name != x.item.Name || shown[i].Section != x.item.Section {
			return refuse(ErrNoItem, "编码%s还没有发布，上次汇编以后已经挪动，现在是“%s”；请先汇编，看清编码再登记", code, x.item.Name)
		}
	}
	return nil
}

// subject is what a decision is about: an item that is submitted, a power that is known, or both.
type subject struct {
	item  *catalog.Item
	power *catalog.Power
}

func (x subject) code() string {
	if x.power != nil && x.power.Code != "" {
		return x.power.Code
	}
	return ""
}

func (x subject) name() string {
	if x.item != nil {
		return x.item.Name
	}
	return x.power.Name
}

// find is the item or power of a code or a name.
func (s *state) find(codeOrName string) (subject, error) {
	code := notice.NormalizeCode(codeOrName)
	items := s.catalog.Items
	if i := slices.IndexFunc(items, func(it catalog.Item) bool { return it.Code == code && code != "" }); i >= 0 {
		return subject{&items[i], s.power(items[i].Power)}, nil
	}
	powers := s.memory.powers
	if i := slices.IndexFunc(powers, func(p catalog.Power) bool { return answersTo(&p, code) }); i >= 0 && code != "" {
		x := subject{power: &powers[i]}
		if k := slices.IndexFunc(items, func(it catalog.Item) bool { return it.Power == powers[i].ID }); k >= 0 {
			x.item = &items[k]
		}
		return x, nil
	}
	name := notice.FoldHead(codeOrName)
	var found []int
	for i := range items {
		if notice.FoldHead(items[i].Name) == name && name != "" {
			found = append(found, i)
		}
	}
	switch len(found) {
	case 1:
		it := &items[found[0]]
		return subject{it, s.power(it.Power)}, nil
	case 0:
		gone := slices.DeleteFunc(slices.Clone(powers), func(p catalog.Power) bool { return notice.FoldHead(p.Name) != name || p.Abolished || name == "" })
		switch len(gone) {
		case 0:
			return subject{}, refuse(ErrNoItem, "“%s”既不是编码，也不是事项名称", codeOrName)
		case 1:
			return subject{power: s.power(gone[0].ID)}, nil
		}
		found = make([]int, len(gone))
	}
	return subject{}, refuse(ErrNoItem, "有%d项都叫“%s”，请写编码", len(found), codeOrName)
}

// answersTo reports whether a power is meant by a code: it bears it or bore it, here or in last year's list.
func answersTo(p *catalog.Power, code string) bool {
	return p.Handle() == code || slices.Contains(p.Former, code) || p.OldCode != "" && notice.NormalizeCode(p.OldCode) == code
}

// digest is of what the section sends now; of what it sent last, if it sends nothing.
func (x subject) digest() string {
	if x.item != nil {
		return x.item.Digest()
	}
	return x.power.Digest
}

func (s *state) power(id int64) *catalog.Power {
	i, ok := slices.BinarySearchFunc(s.memory.powers, id, func(p catalog.Power, id int64) int { return int(p.ID - id) })
	if !ok {
		return nil
	}
	return &s.memory.powers[i]
}

// rule enters one decision.
func (s *state) rule(t *register.Tx, a Act, r Ruling) (Decision, error) {
	x, err := s.find(r.Code)
	if err != nil {
		return Decision{}, err
	}
	means, ok := r.Decision.Ruling()
	if !ok {
		return Decision{}, refuse(ErrNoSense, "“%s”不是审核结论", r.Decision)
	}
	r.Reason = strings.TrimSpace(r.Reason)
	if r.Reason == "" && slices.Contains(needsReason, r.Decision) {
		return Decision{}, refuse(ErrNoReason, "结论为“%s”的，须写明理由", means.Name)
	}
	out := Decision{Code: x.code(), Name: x.name()}
	if x.item != nil {
		out.Code, out.Before = x.item.Code, x.item.Decided
	}
	if r.Decision == notice.Same || r.Decision == notice.Other {
		if isChartID(r.As) {
			return out, s.ruleChart(t, x, r)
		}
		return out, s.trace(t, x, r)
	}
	if x.item == nil && !means.Lasts {
		return out, refuse(ErrNoSense, "%s（%s）没有申报，只能废止", x.power.Name, x.power.Handle())
	}
	if x.power == nil {
		if err := s.describe(t, &x); err != nil {
			return out, err
		}
	}
	digest := "" // of what is not submitted
	if x.item != nil {
		digest = x.item.Digest()
	}
	if was := x.power.Decided; r.Source != "" && was != nil && was.Decision == r.Decision && was.Digest == digest && was.Reason == r.Reason && was.By == a.By {
		return out, nil // a 审核表 that was corrected says once more what it has said
	}
	if err := t.Decide(x.power.ID, x.code(), r.Decision, digest, r.Reason, r.Source); err != nil {
		return out, err
	}
	return out, s.changes(t, x, r.Decision, a)
}

// changes enters that a released power is from now on another than the one that was released.
func (s *state) changes(t *register.Tx, x subject, d notice.Decision, a Act) error {
	compiled := slices.ContainsFunc(s.memory.editions, func(e register.Edition) bool { return !e.Baseline })
	if s.n.Revision.Days == 0 || !compiled || x.item == nil || x.code() == "" {
		return nil
	}
	var what string
	switch {
	case d == notice.Confirm && x.power.Digest != x.item.Digest():
		what = "内容变更，审核结论为确认"
	case (d == notice.Open || d == notice.Close) && (x.item.Decided == nil || x.item.Decided.Decision != d):
		means, _ := d.Ruling()
		what = "公开属性变更：" + means.Name
	default:
		return nil
	}
	return t.Change(x.power.ID, x.power.Code, what, today(a.At))
}

// trace enters that an item is a known power, or is not.
func (s *state) trace(t *register.Tx, x subject, r Ruling) error {
	other, err := s.find(r.As)
	switch {
	case err != nil:
		return err
	case x.item == nil:
		return refuse(ErrNoSense, "%s没有申报", x.power.Name)
	case other.power == nil:
		return refuse(ErrNoSense, "%s还没有编定的编码", other.name())
	case x.code() != "" && r.Decision == notice.Same:
		return refuse(ErrNoSense, "%s已有编定的编码%s", x.item.Name, x.code())
	case other.item != nil && r.Decision == notice.Same:
		return refuse(ErrNoSense, "%s（%s）这次也申报了", other.item.Name, other.item.Code)
	}
	return t.Trace(other.power, catalog.Key(x.item), r.Decision == notice.Same, r.Reason, r.Source)
}

// Approve enters that the office outside the bureau has approved what the public book shows now (P45).
func Approve(ctx context.Context, w Workspace, a Act, number string, date notice.Date) error {
	d, err := w.desk(ctx, silent{})
	if err != nil {
		return err
	}
	defer d.close()
	if !d.state.n.Approval.Demanded() {
		return refuse(ErrNoSense, "通知没有要求外部审定")
	}
	return d.reg.Do(ctx, a.At, a.By, func(t *register.Tx) error {
		return t.Approve(number, date, d.state.publicDigest(), "")
	})
}

// publicDigest stands for what the public book shows, whatever its edition is called.
func (s *state) publicDigest() string { return s.catalog.View(notice.Public).Digest() }

// isApproved says whether what the public book shows is what was approved.
func (s *state) isApproved() bool {
	return !s.n.Approval.Demanded() || s.memory.approval != nil && s.memory.approval.Digest == s.publicDigest()
}

// ChangeOptions are a change of a power that is under way (P36).
type ChangeOptions struct {
	Act
	Code string
	What string
	On   notice.Date // when it took effect; zero: the day of the act
	Done bool        // the flowchart has been revised
}

// RecordChange enters that a released power has changed, or that its flowchart has been revised since, and returns how many
// changes were settled.
func RecordChange(ctx context.Context, w Workspace, o ChangeOptions) (settled int, err error) {
	d, err := w.desk(ctx, silent{})
	if err != nil {
		return 0, err
	}
	defer d.close()
	x, err := d.state.find(o.Code)
	if err != nil {
		return 0, err
	}
	if x.code() == "" {
		return 0, refuse(ErrNoSense, "%s还没有发布过，谈不上变更", x.name())
	}
	all, err := d.reg.Changes(ctx)
	if err != nil {
		return 0, err
	}
	if o.On.IsZero() {
		o.On = today(o.At)
	}
	err = d.reg.Do(ctx, o.At, o.By, func(t *register.Tx) error {
		if !o.Done {
			return t.Change(x.power.ID, x.power.Code, o.What, o.On)
		}
		settled = 0
		for _, c := range all {
			if c.Power == x.power.ID && c.Settled.IsZero() {
				settled++
				if err := t.Settle(c, x.power.Code, o.What); err != nil {
					return err
				}
			}
		}
		if settled == 0 {
			return refuse(ErrNoSense, "%s没有未了结的变更", x.power.Code)
		}
		return nil
	})
	return settled, err
}
