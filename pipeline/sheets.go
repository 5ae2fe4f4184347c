package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"huibian/pipeline/answer"
	"huibian/pipeline/ballot"
	"huibian/pipeline/catalog"
	"huibian/pipeline/form"
	"huibian/pipeline/intake"
	"huibian/pipeline/notice"
	"huibian/pipeline/register"
)

// sheet is a 审核表 that lies in the folder 审核, and what became of it.
type sheet struct {
	drop    intake.Drop
	reading *form.Reading // that a receipt speaks of: no items
	register.Sheet
}

// apart parts the submissions from the 审核表.
func apart(all []intake.Drop) (drops []intake.Drop, sheets []*sheet) {
	for _, d := range all {
		if d.IsDecision() {
			sheets = append(sheets, &sheet{drop: d})
		} else {
			drops = append(drops, d)
		}
	}
	return drops, sheets
}

// applySheets enters the decisions of the 审核表 that have not been applied yet, and makes the catalog anew of what is known
// then. One that cannot be read is told of and tried again by the next build.
func (s *state) applySheets(ctx context.Context, w Workspace, reg *register.Register) error {
	if reg == nil {
		return nil
	}
	rd := newReader(s.given, w)
	for _, x := range s.sheets {
		if err := s.applySheet(ctx, rd, reg, x); err != nil {
			return err
		}
	}
	for _, x := range s.sheets {
		s.findings = append(s.findings, x.Answer...)
	}
	s.sortFindings()
	return nil
}

func (s *state) applySheet(ctx context.Context, rd *reader, reg *register.Register, x *sheet) error {
	src := form.Source{File: x.drop.File, Section: intake.Decisions}
	refuse := func(err error) {
		x.reading = rejected(s.given, src, err)
		x.Answer, x.Secret = x.reading.Findings, true
	}
	b, sum, err := x.drop.Read(maxSubmission)
	if err != nil {
		refuse(err)
		return nil
	}
	src.SHA256 = sum
	if was, done := s.memory.sheets[sum]; done {
		x.Sheet, x.reading = was, &form.Reading{Source: src}
		for i := range x.Answer {
			x.Answer[i].Place.File = x.drop.File // it may have moved
		}
		return nil
	}
	doc, k, err := readWord(ctx, rd.office, b, sum, func() {})
	if err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		refuse(err)
		return nil
	}
	if err := s.keepSheet(b); err != nil {
		return err
	}
	x.reading = &form.Reading{Source: src}
	if k != nil {
		x.reading.Source.Converted = k.Name
	}
	filled := ballot.Read(s.given, doc, notice.Place{File: x.drop.File, SHA256: sum})
	x.Sheet = register.Sheet{SHA256: sum, File: x.drop.File, Answer: filled.Problems, Secret: filled.Secret}
	return s.enterSheet(ctx, reg, x, filled)
}

// keepSheet seals a sheet: what was decided rests on it.
func (s *state) keepSheet(b []byte) error {
	vault, err := intake.JoinVault(s.w.vault())
	if err != nil {
		return err
	}
	if _, err := vault.Put(b); err != nil {
		return err
	}
	return vault.Sync()
}

// enterSheet enters what a sheet decides: first about the powers, then, by what the books show after that, whether the
// whole is approved.
func (s *state) enterSheet(ctx context.Context, reg *register.Register, x *sheet, filled *ballot.Filled) error {
	act := Act{By: filled.By, At: s.now()}
	source := x.File + " " + x.SHA256
	before := s.publicDigest()
	checks := map[string][]*catalog.Item{}
	for i := range s.catalog.Items {
		it := &s.catalog.Items[i]
		c := checkOf(it.Digest())
		checks[c] = append(checks[c], it)
	}
	err := reg.Do(ctx, act.At, act.By, func(t *register.Tx) error {
		for i := range filled.Verdicts {
			v := &filled.Verdicts[i]
			if err := s.enterVerdict(t, act, x, v, checks[v.Check], source); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if s.memory, err = recall(ctx, reg); err != nil {
		return err
	}
	s.settle()
	return reg.Do(ctx, act.At, act.By, func(t *register.Tx) error {
		if a := filled.Approval; a != nil && filled.By != "" {
			fresh := a.Check == checkOf(before) || a.Check == checkOf(s.publicDigest())
			switch {
			case x.unclear(): // what was approved is not what the books show
				x.tell(s.given, "R38", a.Place, "审定登记没有采用：同一份表里还有没采用的结论", "请先改正表中的问题，再登记审定文号。")
			case !fresh:
				x.tell(s.given, "R39", a.Place, "审定登记没有采用：审核表生成以后，对外公开的内容有改动", "请用新的审核表送审，再登记审定文号。")
			default:
				if err := t.Approve(a.Number, a.Date, s.publicDigest(), source); err != nil {
					return err
				}
				x.Entered = append(x.Entered, register.Entered{Name: "对外公开的职权目录", Decision: "审定", Reason: a.Number})
			}
		}
		return t.Apply(x.Sheet)
	})
}

// Applied is what became of a 审核表.
type Applied struct {
	File    string
	Before  bool // it had been applied before: nothing was entered now
	Entered []register.Entered
	Unclear []notice.Finding
}

// ApplyReview enters the decisions of 审核表 that lie anywhere, as a build does with those in the folder 审核.
func ApplyReview(ctx context.Context, w Workspace, files ...string) ([]Applied, error) {
	d, err := w.desk(ctx, silent{})
	if err != nil {
		return nil, err
	}
	defer d.close()
	rd := newReader(d.state.given, w)
	var out []Applied
	for _, f := range files {
		x := &sheet{drop: intake.Drop{File: path.Join(intake.Decisions, filepath.Base(f)), Path: f}}
		last, err := d.reg.Last(ctx)
		if err != nil {
			return out, err
		}
		if err := d.state.applySheet(ctx, rd, d.reg, x); err != nil {
			return out, err
		}
		now, err := d.reg.Last(ctx)
		if err != nil {
			return out, err
		}
		out = append(out, Applied{File: f, Before: now == last && !x.reading.Rejected, Entered: x.Entered, Unclear: x.Answer})
	}
	return out, nil
}

// checkOf is the 核对码 of a digest.
func checkOf(digest string) string { return digest[:min(len(digest), 6)] }

// unclear reports whether something of the sheet was not adopted.
func (x *sheet) unclear() bool {
	return slices.ContainsFunc(x.Answer, func(f notice.Finding) bool { return f.Level == notice.Error || f.Level == notice.Warning })
}

func (x *sheet) tell(n *notice.Notice, rule string, at notice.Place, message, advice string) {
	x.Answer = append(x.Answer, notice.Finding{Rule: rule, Level: n.Level(rule), Message: message, Advice: advice, Place: at})
}

// enterVerdict enters one row. One that cannot be adopted is told of. alike are the items of its 核对码: draft numbers may
// have moved since the sheet was written, and then the item is known by its words.
func (s *state) enterVerdict(t *register.Tx, a Act, x *sheet, v *ballot.Verdict, alike []*catalog.Item, source string) error {
	means, _ := v.Decision.Ruling()
	about, err := s.find(v.Code)
	code := v.Code
	x.Secret = x.Secret || s.namesSecret(v)
	if err != nil || v.Check != checkOf(about.digest()) {
		same := slices.DeleteFunc(slices.Clone(alike), func(it *catalog.Item) bool { return notice.FoldHead(it.Name) != notice.FoldHead(v.Name) })
		switch {
		case len(same) == 1 && same[0].Code != "":
			code, err = same[0].Code, nil
		case err == nil:
			x.tell(s.given, "R39", v.Place, fmt.Sprintf("“%s”在审核表生成以后有改动，这一行的结论没有采用", v.Name), "请用“huibian review”生成新的审核表，再审定这一项。")
			return nil
		}
	}
	var d Decision
	if err == nil {
		r := Ruling{Code: code, Decision: v.Decision, Reason: v.Reason, Source: source}
		r.As, _, _ = strings.Cut(strings.TrimSpace(v.About), " ")
		d, err = s.rule(t, a, r)
	}
	var no *Refusal
	if errors.As(err, &no) {
		x.tell(s.given, "R38", v.Place, "这一行的结论没有采用："+no.Words, "请核对编码和结论；需要时用新的审核表。")
		return nil
	}
	if err != nil {
		return err
	}
	x.Entered = append(x.Entered, register.Entered{Code: d.Code, Name: d.Name, Decision: means.Name, Reason: v.Reason})
	return nil
}

// namesSecret reports whether a row is of something secret, by its code or by its name.
func (s *state) namesSecret(v *ballot.Verdict) bool {
	name := notice.FoldHead(v.Name)
	is := func(class notice.Class, code, called string) bool {
		return class == notice.Secret && (code != "" && code == v.Code || notice.FoldHead(called) == name)
	}
	return slices.ContainsFunc(s.catalog.Items, func(it catalog.Item) bool { return is(it.Class, it.Code, it.Name) }) ||
		slices.ContainsFunc(s.memory.powers, func(p catalog.Power) bool { return is(p.Class, p.Code, p.Name) })
}

// now is the time by the clock of whoever builds.
func (s *state) now() time.Time {
	if s.clock != nil {
		return s.clock.Now()
	}
	return time.Now()
}

// answerSheets stages the receipts of the 审核表, and those that have something unclear with comments.
func (s *state) answerSheets(press *answer.Press, set *outputSet) error {
	names := s.sheetNames()
	for i, x := range s.sheets {
		if x.reading == nil {
			continue
		}
		r := &answer.Receipt{Notice: s.n, Section: intake.Decisions, File: belowFolder(x.drop.File), Size: x.drop.Size, Reading: x.reading,
			Findings: x.Answer, Arrivals: s.history(x.drop.File), Closed: x.Secret, Sheet: true}
		for _, e := range x.Entered {
			r.Ruled = append(r.Ruled, answer.Ruled(e))
		}
		mode := modeOf(x.Secret)
		back := returned(x.drop, x.reading, x.Answer)
		if back != nil {
			r.Returned = path.Base(names[i].returned)
			if err := set.create(names[i].returned, mode, func(w io.Writer) (int, error) {
				_, err := w.Write(back)
				return 0, err
			}); err != nil {
				return err
			}
		}
		if err := set.create(names[i].receipt, mode, func(w io.Writer) (int, error) { return 0, press.Write(w, r) }); err != nil {
			return err
		}
	}
	return nil
}

// sheetFolder is where the answers to 审核表 go.
const sheetFolder = receiptFolder + intake.Decisions + "/"

// sheetNames are the names of the answers, one a sheet.
func (s *state) sheetNames() []answerName {
	n := answerNamer{}
	out := make([]answerName, len(s.sheets))
	for i, x := range s.sheets {
		out[i] = n.name(sheetFolder, x.drop.File)
	}
	return out
}
