package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"huibian/pipeline/catalog"
	"huibian/pipeline/notice"
	"huibian/pipeline/register"
)

// memory is what the register knows that bears on a compilation. The zero value is that of a workspace without one.
type memory struct {
	powers   []catalog.Power
	approval *register.Approval // the last; nil if there is none
	editions []register.Edition
	sheets   map[string]register.Sheet     // 审核表 that were applied, by hash
	arrivals map[string][]register.Arrival // by file, oldest first
	changes  []register.Change             // under way
}

// recall reads a register. A nil one knows nothing.
func recall(ctx context.Context, r *register.Register) (m memory, err error) {
	if r == nil {
		return m, nil
	}
	if m.powers, err = r.Powers(ctx); err != nil {
		return m, err
	}
	approvals, err := r.Approvals(ctx)
	if err != nil {
		return m, err
	}
	if n := len(approvals); n > 0 {
		m.approval = &approvals[n-1]
	}
	if m.editions, err = r.Editions(ctx); err != nil {
		return m, err
	}
	sheets, err := r.Sheets(ctx)
	if err != nil {
		return m, err
	}
	m.sheets = make(map[string]register.Sheet, len(sheets))
	for _, s := range sheets {
		m.sheets[s.SHA256] = s
	}
	changes, err := r.Changes(ctx)
	if err != nil {
		return m, err
	}
	for _, c := range changes {
		if c.Settled.IsZero() {
			m.changes = append(m.changes, c)
		}
	}
	lines, err := r.All(ctx)
	if err != nil {
		return m, err
	}
	m.arrivals = map[string][]register.Arrival{}
	histories(m.arrivals, lines)
	return m, nil
}

// openRegister opens the register of the workspace, which it makes if there is none.
func (w Workspace) openRegister(ctx context.Context) (*register.Register, error) {
	return register.Open(ctx, w.register())
}

// registered opens the register if the workspace has one; nil if not.
func (w Workspace) registered(ctx context.Context) (*register.Register, error) {
	switch _, err := os.Stat(w.register()); {
	case errors.Is(err, fs.ErrNotExist) && !w.logged():
		return nil, nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("register: %w", err)
	}
	return w.openRegister(ctx) // one that is gone while its log is there is refused
}

// logged says whether the register has a log: it has been there, even if it is not any more.
func (w Workspace) logged() bool {
	info, err := os.Stat(register.LogPath(w.register()))
	return err == nil && info.Size() > 0
}

// remembered is what the register of the workspace knows.
func (w Workspace) remembered(ctx context.Context) (memory, error) {
	r, err := w.registered(ctx)
	if err != nil || r == nil {
		return memory{}, err
	}
	m, err := recall(ctx, r)
	return m, errors.Join(err, r.Close())
}

// nameEdition decides what the books are called: as long as they say what the last edition said they are that edition; if it
// was of the name that the notice gives, they are its revision.
func (s *state) nameEdition() {
	if len(s.memory.editions) == 0 {
		return
	}
	last := s.memory.editions[len(s.memory.editions)-1]
	s.before = s.last
	n := *s.n
	switch {
	case !last.Baseline && last.Digest == s.digest():
		n.Edition.Label, n.Edition.Date = last.Label, last.Date
		s.before = s.beforeLast
	case s.released(n.Edition.Label):
		n.Edition.Label += "（修订稿）"
	default:
		return
	}
	s.rename(&n)
}

func (s *state) rename(n *notice.Notice) { s.n, s.catalog.Notice = n, n }

func (s *state) released(label string) bool {
	for _, e := range s.memory.editions {
		if e.Label == label {
			return true
		}
	}
	return false
}

// digest stands for everything the books say: of each volume what it shows, and which files that came from.
func (s *state) digest() string {
	h := sha256.New()
	for _, v := range volumes {
		fmt.Fprintln(h, v.class, s.catalog.View(v.class).Digest())
	}
	for i, d := range s.drops {
		fmt.Fprintf(h, "%q %q %s\n", d.File, s.sectionOf(i), s.readings[i].Source.SHA256)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Recover makes the register of the workspace again from its log.
func Recover(ctx context.Context, w Workspace, a Act, why string) (events int64, kept string, err error) {
	unlock, err := w.claim(ctx) // nobody may watch
	if err != nil {
		return 0, "", err
	}
	defer unlock()
	free, err := w.lock(ctx, func() {})
	if err != nil {
		return 0, "", err
	}
	defer free()
	return register.Recover(ctx, w.register(), a.At, a.By, why)
}
