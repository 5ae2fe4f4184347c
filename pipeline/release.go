package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"huibian/pipeline/catalog"
	"huibian/pipeline/deposit"
	"huibian/pipeline/intake"
	"huibian/pipeline/notice"
	"huibian/pipeline/register"
	"huibian/templates"
)

// The lists of all findings, and of all items.
const (
	findingsFile = "data/findings.json"
	catalogFile  = "data/catalog.json"
)

// longestLabel is how long the label of an edition may be, in characters.
const longestLabel = 100

// What keeps an edition from being released, for errors.Is.
var (
	ErrLabel      = errors.New("the label of an edition is one line of at most 100 characters: it stands in titles and archives")
	ErrReleased   = errors.New("an edition of this name has been released")
	ErrUndecided  = errors.New("questions are open that a release would answer for ever")
	ErrUnapproved = errors.New("the public book has not been approved")
)

// Act is what somebody does to the register, and answers for.
type Act struct {
	By string    // who
	At time.Time // when
}

// ReleaseOptions say what Release is to do.
type ReleaseOptions struct {
	Act
	Label    string      // "": the notice's
	Date     notice.Date // zero: the notice's, if the label is, else the day of the act
	Anyway   bool        // also with open questions: what may be a known power becomes a new one, what is missing is 废止
	Progress Progress    // nil: silent
	Program  string

	unsaid []string // sections of which more items are elsewhere than lie here
}

// Released is an edition, and what came with it.
type Released struct {
	register.Edition
	Report    *Report
	New       int // powers that had no code
	Recoded   int // powers that got another
	Abolished int
	Restored  int
	Path      string // of the manifest, in the vault
	To        string // where it is to be handed over; "" if nobody has said
}

// Release freezes the catalog as an edition: every code in it is given for ever, everything it was made of is sealed, and
// the outputs are of this edition.
func Release(ctx context.Context, w Workspace, o ReleaseOptions) (*Released, error) {
	if o.Progress == nil {
		o.Progress = silent{}
	}
	d, err := w.desk(ctx, o.Progress)
	if err != nil {
		return nil, err
	}
	defer d.close()
	h, s := d.house, d.state
	edition := h.Notice.Edition
	if o.Label = cmp.Or(strings.TrimSpace(o.Label), edition.Label); o.Label != edition.Label {
		edition.Date = today(o.At)
	}
	if !o.Date.IsZero() {
		edition.Date = o.Date
	}
	edition.Label = o.Label
	if strings.ContainsFunc(edition.Label, unicode.IsControl) || utf8.RuneCountInString(edition.Label) > longestLabel {
		return nil, fmt.Errorf("%w: %.60q…", ErrLabel, edition.Label)
	}
	if s.released(edition.Label) {
		return nil, fmt.Errorf("%w: %s; choose another label", ErrReleased, edition.Label)
	}
	if err := s.ready(o.Anyway); err != nil {
		return nil, err
	}
	if err := d.reg.CheckCodes(ctx); err != nil {
		return nil, fmt.Errorf("nothing is released on codes that a damaged disk may have made: %w", err)
	}
	n := *s.n
	n.Edition = edition
	s.rename(&n)
	s.before = s.last
	if o.unsaid != nil {
		s.unsaid = o.unsaid
	}
	set, err := newOutputSet(w.Output())
	if err != nil {
		return nil, err
	}
	defer set.discard()
	fresh := s.newPowers() // their numbers stand in the catalog
	build := Options{Progress: o.Progress, Program: o.Program}
	if err := s.write(ctx, h, set, build); err != nil {
		return nil, err
	}
	o.Progress.Stage("封存版次")
	vault, err := intake.JoinVault(w.vault())
	if err != nil {
		return nil, err
	}
	m, sum, err := s.seal(vault, w, h, set, o.Program)
	if err != nil {
		return nil, err
	}
	date, err := notice.ParseDate(m.Date)
	if err != nil {
		return nil, fmt.Errorf("the edition needs a date, --date or edition.date in notice.yaml: %w", err)
	}
	out := &Released{Edition: register.Edition{Label: m.Edition, Date: date, Manifest: sum, Items: s.shown(), Digest: s.digest(),
		By: o.By, At: o.At}, Path: vault.Path(sum)}
	err = d.reg.Do(ctx, o.At, o.By, func(t *register.Tx) error {
		if err := t.Note(s.unwatched()...); err != nil {
			return err
		}
		return s.freeze(t, fresh, out)
	})
	if err != nil {
		return nil, err
	}
	if err := set.commit(set.removable()); err != nil {
		return nil, fmt.Errorf("the edition is released, but its outputs are not in place: build once more: %w", err)
	}
	out.Report = s.report(set.list())
	out.Report.Waiting = s.exposed(w.Output(), set.waiting)
	to, err := templates.DepositOf(w.Dir)
	out.To = deposit.Config{To: to.To}.String()
	return out, err
}

// unwatched are the files that were read for this edition and whose arrival nobody has entered, because nobody watched.
func (s *state) unwatched() (out []register.Read) {
	for i, d := range s.drops {
		sum, lines := s.readings[i].Source.SHA256, s.memory.arrivals[d.File]
		if sum != "" && (len(lines) == 0 || lines[len(lines)-1].SHA256 != sum) {
			out = append(out, readOf(s.readings[i], s.closed[d.File]))
		}
	}
	return out
}

// today is the day of a time where offices are.
func today(at time.Time) notice.Date {
	y, m, d := at.In(china).Date()
	return notice.Date{Year: y, Month: int(m), Day: d}
}

func (w Workspace) vault() string { return filepath.Join(w.store(), "sealed") }

// ready says what has to be decided before an edition is released.
func (s *state) ready(anyway bool) error {
	if !s.approved && s.n.Approval.Demanded() {
		return fmt.Errorf("%w: %s的审定尚未登记，或登记之后公开的内容有改动；审定后用“huibian approve 文号 日期”登记", ErrUnapproved, s.n.Approval.By)
	}
	if anyway {
		return nil
	}
	open := map[catalog.QuestionKind]int{}
	for _, q := range s.catalog.Questions {
		open[q.Kind]++
	}
	var says []string
	if n := len(itemsAsked(s.catalog)); n > 0 {
		says = append(says, fmt.Sprintf("%d项可能就是已有编码的职权", n))
	}
	if n := open[catalog.QuestionMissing]; n > 0 {
		says = append(says, fmt.Sprintf("%d项上一版的职权这次没有申报", n))
	}
	if n := open[catalog.QuestionChanged]; n > 0 {
		says = append(says, fmt.Sprintf("%d项在审核之后有改动", n))
	}
	if len(says) == 0 {
		return nil
	}
	return fmt.Errorf("%w: %s；用“huibian review”写出审核表审定，或加 --anyway 照现状发布", ErrUndecided, strings.Join(says, "，"))
}

// itemsAsked are the items of which it is asked whether they are a known power.
func itemsAsked(c *catalog.Catalog) map[int]bool {
	out := map[int]bool{}
	for _, q := range c.Questions {
		if q.Kind == catalog.QuestionSame {
			out[q.Item] = true
		}
	}
	return out
}

// shown is how many items the books hold, all volumes together.
func (s *state) shown() int {
	return len(s.catalog.View(notice.Internal).Items) + len(s.catalog.View(notice.Secret).Items)
}

// newPowers gives the items that no power is known of the numbers that they will have, and returns them. The workspace is
// locked: nobody else enters powers.
func (s *state) newPowers() (fresh []*catalog.Item) {
	next := int64(1)
	for i := range s.memory.powers {
		next = max(next, s.memory.powers[i].ID+1)
	}
	items := s.catalog.Items
	for i := range items {
		if items[i].Power == 0 && items[i].Code != "" {
			items[i].Power = next
			next++
			fresh = append(fresh, &items[i])
		}
	}
	return fresh
}

// freeze enters what the edition makes permanent.
func (s *state) freeze(t *register.Tx, fresh []*catalog.Item, out *Released) error {
	known := make(map[int64]*catalog.Power, len(s.memory.powers))
	for i := range s.memory.powers {
		known[s.memory.powers[i].ID] = &s.memory.powers[i]
	}
	news := make([]catalog.Description, len(fresh))
	for i, it := range fresh {
		news[i] = catalog.Describe(it)
	}
	first, err := t.Describe(news...)
	if err != nil {
		return err
	}
	if len(fresh) > 0 && fresh[0].Power != first {
		return fmt.Errorf("the first new power is number %d, not %d: somebody else has entered some", first, fresh[0].Power)
	}
	items := s.catalog.Items
	here := map[int64]bool{}
	var codes []register.Issue
	for i := range items {
		it := &items[i]
		p := known[it.Power]
		here[it.Power] = true
		if p != nil {
			if d := catalog.Describe(it); d.Digest != p.Digest || p.Class != d.Class {
				if err := t.Redescribe(p.ID, d); err != nil {
					return err
				}
			}
		}
		if it.Code == "" || p != nil && p.Code == it.Code {
			continue
		}
		if p == nil || p.Code == "" {
			out.New++
		} else {
			out.Recoded++
		}
		codes = append(codes, s.issue(it))
	}
	register.AscendingIssues(codes)
	if err := t.Issue(out.Label, codes...); err != nil {
		return err
	}
	for i := range s.memory.powers {
		p := &s.memory.powers[i]
		if p.Code == "" && !p.Listed {
			continue
		}
		standing := here[p.ID] && !s.shelved(p)
		switch {
		case !standing && !p.Abolished:
			out.Abolished++
			err = t.Abolish(p, reasonOf(p, out.Label))
		case standing && p.Abolished:
			out.Restored++
			err = t.Restore(p, "重新申报，收入"+out.Label)
		}
		if err != nil {
			return err
		}
	}
	return t.Release(out.Edition)
}

// shelved says whether a power is 废止 by a decision.
func (s *state) shelved(p *catalog.Power) bool {
	return p.Decided != nil && p.Decided.Decision == notice.Abolish
}

func reasonOf(p *catalog.Power, label string) string {
	if p.Decided != nil && p.Decided.Decision == notice.Abolish {
		return "审核结论：废止。" + p.Decided.Reason
	}
	return label + "未再申报"
}

// issue is how the code of an item is entered.
func (s *state) issue(it *catalog.Item) register.Issue {
	c, _ := s.n.Codes.Parse(it.Code) // it is one of ours
	class := s.classOf(c.Seq)
	first, _ := s.n.Codes.Range(class)
	return register.Issue{
		Power: it.Power, Code: it.Code, Seq: c.Seq, First: first,
		Scope: c.Unit + c.Section + s.n.Codes.Separator + c.Category + "/" + string(class),
		Why:   "申报时已有编码，其间的号码未见使用，不再编给其他事项",
	}
}

// classOf is the class from whose range a number is.
func (s *state) classOf(seq int) notice.Class {
	for _, c := range []notice.Class{notice.Secret, notice.Internal} {
		if first, _ := s.n.Codes.Range(c); seq >= first {
			return c
		}
	}
	return notice.Public
}
