package pipeline

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"huibian/pipeline/archive"
	"huibian/pipeline/catalog"
	"huibian/pipeline/intake"
	"huibian/pipeline/notice"
	"huibian/pipeline/register"
)

// enter makes a register that knows of powers what was known before the release, of those that are in the package.
func (r *restoring) enter(ctx context.Context, vault *intake.Vault) error {
	reg, err := r.w.openRegister(ctx)
	if err != nil {
		return err
	}
	defer reg.Close()
	b, err := r.from.Get(r.m.Powers)
	if err != nil {
		return fmt.Errorf("what was known of powers: %w", err)
	}
	var powers []catalog.Power
	if err := json.Unmarshal(b, &powers); err != nil {
		return fmt.Errorf("what was known of powers: %w", err)
	}
	h, err := r.w.open()
	if err != nil {
		return err
	}
	s := newState(h.Notice)
	elsewhere, err := s.elsewhere(r.m, r.from, powers)
	if err != nil {
		return err
	}
	return reg.Do(ctx, r.act.At, r.act.By, func(t *register.Tx) error {
		if err := t.Unpack(register.Unpacked{Number: r.out.Number, Edition: r.m.Edition}); err != nil {
			return err
		}
		if err := s.enterKnown(t, powers); err != nil {
			return err
		}
		if err := s.enterElsewhere(t, elsewhere); err != nil {
			return err
		}
		return r.enterBefore(t, vault)
	})
}

// elsewhere are codes that powers bear of which the package says nothing: the last before the first that the edition gave in
// its scope. Without them the edition would give others when it is released once more.
func (s *state) elsewhere(m *manifest, from store, powers []catalog.Power) (out []register.Issue, err error) {
	last, given := map[string]int{}, map[string]bool{}
	for i := range powers {
		for _, code := range append(slices.Clone(powers[i].Former), powers[i].Code) {
			if code != "" {
				c := s.issue(&catalog.Item{Code: code})
				given[code], last[c.Scope] = true, max(last[c.Scope], c.Seq)
			}
		}
	}
	next := map[string]register.Issue{} // the first that is new, by scope
	for _, class := range []notice.Class{notice.Public, notice.Internal} {
		b, err := from.Get(m.Catalogs[string(class)])
		if err != nil {
			return nil, err
		}
		entries, err := catalog.ReadEntries(bytes.NewReader(b))
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if e.Code == "" || given[e.Code] {
				continue
			}
			c := s.issue(&catalog.Item{Code: e.Code})
			if was, known := next[c.Scope]; !known || c.Seq < was.Seq {
				next[c.Scope] = c
			}
		}
	}
	for _, scope := range slices.Sorted(maps.Keys(next)) {
		c := next[scope]
		if c.Seq-1 <= max(last[scope], c.First-1) {
			continue
		}
		parsed, ok := s.n.Codes.Parse(c.Code)
		if !ok {
			continue
		}
		c.Seq--
		if c.Code, err = s.n.Codes.Format(parsed.Unit, parsed.Section, parsed.Category, c.Seq); err != nil {
			return nil, err
		}
		c.Why = "其他号码不在归档包内"
		out = append(out, c)
	}
	return out, nil
}

// absent is what a power is called of which the package says nothing.
var absent = catalog.Description{Name: "（不在归档包内）", Class: notice.Public}

// enterElsewhere enters codes that powers bear of which nothing is known, so that nobody is given them.
func (s *state) enterElsewhere(t *register.Tx, codes []register.Issue) error {
	for _, c := range codes {
		id, err := t.Describe(absent)
		if err != nil {
			return err
		}
		c.Power = id
		if err := t.Issue("以前各版", c); err != nil {
			return err
		}
		if err := t.Abolish(&catalog.Power{ID: id, Code: c.Code}, "归档包"); err != nil {
			return err
		}
	}
	return nil
}

// enterBefore enters the edition before, which the books compare themselves with.
func (r *restoring) enterBefore(t *register.Tx, vault *intake.Vault) error {
	if r.m.Before == nil {
		return nil
	}
	m := &manifest{Baseline: true, Edition: r.m.Before.Edition, Date: r.m.Date, Notice: r.m.Notice, Catalogs: r.m.Before.Catalogs}
	sum, err := sealManifest(vault, m)
	if err != nil {
		return err
	}
	return t.Release(register.Edition{Label: m.Edition, Date: m.date(), Manifest: sum, Baseline: true})
}

// enterKnown enters powers as they were known: descriptions, codes in the order in which they can be issued, what was said of
// them.
func (s *state) enterKnown(t *register.Tx, powers []catalog.Power) error {
	descriptions := make([]catalog.Description, len(powers))
	for i := range powers {
		descriptions[i] = powers[i].Description
	}
	if first, err := t.Describe(descriptions...); err != nil || len(powers) > 0 && powers[0].ID != first {
		return cmp.Or(err, fmt.Errorf("%w: powers are not numbered from %d", ErrNotOurs, first))
	}
	var codes []register.Issue
	var listed []register.Listing
	for i := range powers {
		p := &powers[i]
		all := slices.Clone(p.Former)
		if p.Code != "" {
			all = append(all, p.Code)
		}
		for _, code := range all {
			c := s.issue(&catalog.Item{Power: p.ID, Code: code})
			c.Why = "其他号码不在归档包内"
			codes = append(codes, c)
		}
		if p.Listed {
			listed = append(listed, register.Listing{Power: p.ID, Code: p.OldCode})
		}
	}
	if err := t.Issue("以前各版", inTurn(codes)...); err != nil {
		return err
	}
	if len(listed) > 0 {
		if err := t.List("以前各版", listed...); err != nil {
			return err
		}
	}
	for i := range powers {
		if err := enterSaid(t, &powers[i]); err != nil {
			return err
		}
	}
	return nil
}

// inTurn brings codes into an order in which they may have been issued: numbers of a scope ascend, and those of a power, which
// come in their order, follow each other.
func inTurn(codes []register.Issue) []register.Issue {
	next := map[int64][]string{} // of each power: the codes that it is still to get
	for _, c := range codes {
		next[c.Power] = append(next[c.Power], c.Code)
	}
	register.AscendingIssues(codes)
	var out []register.Issue
	for len(codes) > 0 {
		var later []register.Issue
		blocked := map[string]bool{} // scopes of which an earlier number waits
		for _, c := range codes {
			if blocked[c.Scope] || next[c.Power][0] != c.Code {
				blocked[c.Scope] = true
				later = append(later, c)
				continue
			}
			next[c.Power] = next[c.Power][1:]
			out = append(out, c)
		}
		if len(later) == len(codes) {
			return append(out, later...) // no register ever came to this; the next refuses it
		}
		codes = later
	}
	return out
}

// enterSaid enters what was said of a power.
func enterSaid(t *register.Tx, p *catalog.Power) error {
	if d := p.Decided; d != nil {
		if err := t.Decide(p.ID, p.Code, d.Decision, d.Digest, d.Reason, "归档包"); err != nil {
			return err
		}
	}
	for _, x := range []struct {
		keys []string
		same bool
	}{{p.Also, true}, {p.Not, false}} {
		for _, key := range x.keys {
			if err := t.Trace(p, key, x.same, "", "归档包"); err != nil {
				return err
			}
		}
	}
	if p.Abolished {
		return t.Abolish(p, "归档包")
	}
	return nil
}

// release releases the edition once more, from what there is.
func (r *restoring) release(ctx context.Context) (*Report, error) {
	if a := r.m.Approval; a != nil {
		d, err := notice.ParseDate(a.Date)
		if err != nil {
			return nil, err
		}
		if err := Approve(ctx, r.w, r.act, a.Number, d); err != nil {
			return nil, err
		}
	}
	out, err := Release(ctx, r.w, ReleaseOptions{Act: r.act, Label: r.m.Edition, Date: r.m.date(), Anyway: true, unsaid: r.m.Unsaid,
		Program: cmp.Or(r.m.Program, r.program)})
	if err != nil {
		return nil, err
	}
	return out.Report, nil
}

// numbered enters the archival numbers that the package tells of, so that no edition to come is given one of them again: the
// register of the package ends with the release, before they were given.
func (r *restoring) numbered(ctx context.Context) error {
	if r.out.Number == "" {
		return nil // somebody else packed it
	}
	filings := []register.Filing{{Number: r.out.Number, Part: register.FiledWhole}}
	f, err := os.Open(filepath.Join(r.from.dir, "data", directoryName))
	if err != nil {
		return err
	}
	entries, err := archive.ReadDirectory(f)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	for i := range entries {
		if e := &entries[i]; e.IsPlaceholder() {
			filings = append(filings, register.Filing{Number: e.Number, Part: register.FiledSecret})
		}
	}
	reg, err := r.w.openRegister(ctx)
	if err != nil {
		return err
	}
	defer reg.Close()
	return reg.Do(ctx, r.act.At, r.act.By, func(t *register.Tx) error {
		for _, f := range filings {
			n, err := archive.ParseNumber(f.Number)
			if err != nil {
				return err
			}
			f.Scope, f.Piece, f.Edition = n.Sequence(), n.Piece, r.m.Edition
			if err := t.Filed(f); err != nil {
				return err
			}
		}
		return nil
	})
}
