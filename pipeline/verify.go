package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"huibian/pipeline/catalog"
	"huibian/pipeline/form"
	"huibian/pipeline/intake"
	"huibian/pipeline/register"
)

// Verified is what Verify looked at, and what is wrong.
type Verified struct {
	Events   int64
	Sealed   int      // files in the vault
	Baseline string   // the edition that was imported, if it is whole; "" if there is none
	Editions []string // that were built again and came out the same
	Wrong    []string // what is not as it should be, for an operator

	Elsewhere int // files and editions of before the workspace was made from a package: they are not expected here

	whole  map[string]bool // what lies in the vault, by hash: whether its bytes have it
	spoken map[string]bool // what anything speaks of, by hash
	origin origin
}

// Verify checks the workspace's own store: that every event follows from the one before and the tables from the events,
// that every sealed file has its hash, that nothing an edition consists of is missing, and that each edition can be built
// again to the byte.
func Verify(ctx context.Context, w Workspace, p Progress) (*Verified, error) {
	if p == nil {
		p = silent{}
	}
	v := &Verified{}
	reg, err := w.registered(ctx)
	if err != nil {
		return nil, err
	}
	if reg == nil { // nothing has been sealed; of a wrong place, or of an empty carrier, nobody may hear that it is whole
		if !isDir(w.Inputs()) {
			return nil, fmt.Errorf("%w: %s is neither a package nor a workspace; nothing was checked", ErrNoWorkspace, w.Dir)
		}
		return v, nil
	}
	defer reg.Close()
	wrong := func(format string, args ...any) { v.Wrong = append(v.Wrong, fmt.Sprintf(format, args...)) }
	temp, err := os.MkdirTemp("", "huibian-verify-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp)
	p.Stage("核对登记簿")
	if v.Events, err = reg.Check(ctx, temp); err != nil {
		wrong("register: %v", err)
	}
	vault, err := intake.JoinVault(w.vault())
	if err != nil {
		return nil, err
	}
	p.Stage("核对封存的文件")
	if err := v.checkVault(ctx, vault, reg, wrong); err != nil {
		return nil, err
	}
	editions, err := reg.Editions(ctx)
	if err != nil {
		return nil, err
	}
	for _, e := range editions {
		v.spoken[e.Manifest] = true
		m, err := readManifest(vault, e.Manifest)
		switch {
		case err != nil && v.origin.elsewhere(&e):
			v.Elsewhere++
			continue
		case err != nil:
			wrong("edition %s: %v", e.Label, err)
			continue
		}
		if e.Baseline {
			if v.checkParts(m, wrong) {
				v.Baseline = e.Label
			}
			continue
		}
		p.Stage("重建“" + e.Label + "”")
		dir, err := os.MkdirTemp(temp, "edition-")
		if err != nil {
			return nil, err
		}
		same, err := v.checkEdition(ctx, vault, m, dir, wrong)
		if err != nil {
			return nil, err
		}
		if same {
			v.Editions = append(v.Editions, e.Label)
		}
		if err := os.RemoveAll(dir); err != nil {
			return nil, err
		}
	}
	return v, v.checkStrays(ctx, reg, wrong)
}

// checkVault compares every sealed file with its name, and looks for those that the register speaks of.
func (v *Verified) checkVault(ctx context.Context, vault *intake.Vault, reg *register.Register, wrong func(string, ...any)) error {
	sums, err := vault.List()
	if err != nil {
		return err
	}
	v.whole, v.spoken = map[string]bool{}, map[string]bool{}
	for _, sum := range sums {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		have, err := hashFile(vault.Path(sum))
		switch {
		case err != nil:
			wrong("sealed file %s: %v", sum, err)
		case have != sum:
			wrong("sealed file %s: its bytes have the hash %s", sum, have)
		}
		v.whole[sum] = err == nil && have == sum
		v.Sealed++
	}
	if v.origin, err = originOf(ctx, reg); err != nil {
		return err
	}
	lines, err := reg.All(ctx)
	if err != nil {
		return err
	}
	said := map[string]bool{}
	for _, a := range lines {
		v.spoken[a.SHA256] = true
		if _, there := v.whole[a.SHA256]; !there && a.ID <= v.origin.arrivals {
			v.Elsewhere++ // if it is part of the edition it is missed there
			continue
		}
		if _, there := v.whole[a.SHA256]; !there && !said[a.SHA256] {
			said[a.SHA256] = true
			wrong("sealed file %s (%s): is not there", a.SHA256, a.File)
		}
	}
	return nil
}

// checkStrays looks for sealed files that nothing speaks of.
func (v *Verified) checkStrays(ctx context.Context, reg *register.Register, wrong func(string, ...any)) error {
	sheets, err := reg.Sheets(ctx)
	if err != nil {
		return err
	}
	for _, x := range sheets {
		v.spoken[x.SHA256] = true
	}
	for _, sum := range slices.Sorted(maps.Keys(v.whole)) {
		if v.whole[sum] && !v.spoken[sum] {
			wrong("sealed file %s: nothing here speaks of it; it was put there, or left by a release that failed: move it away", sum)
		}
	}
	return nil
}

// checkParts makes sure that everything an edition consists of is in the vault, whole.
func (v *Verified) checkParts(m *manifest, wrong func(string, ...any)) (whole bool) {
	whole = true
	for _, part := range m.parts() {
		v.spoken[part.SHA256] = true
		if !v.whole[part.SHA256] {
			whole = false
			wrong("edition %s: %s is damaged or missing in the store (%s)", m.Edition, part.File, part.SHA256)
		}
	}
	return whole
}

// checkEdition builds an edition again and compares.
func (v *Verified) checkEdition(ctx context.Context, vault *intake.Vault, m *manifest, dir string, wrong func(string, ...any)) (same bool, err error) {
	before := len(v.Wrong)
	v.checkParts(m, wrong)
	got, err := rebuild(ctx, vault, m, dir)
	if errors.Is(err, intake.ErrDamaged) {
		wrong("edition %s: cannot be built again: %v", m.Edition, err)
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("edition %s: %w", m.Edition, err)
	}
	for _, o := range m.Outputs {
		i := slices.IndexFunc(got, func(g Output) bool { return g.File == o.File })
		switch {
		case i < 0:
			wrong("edition %s: %s is not made any more", m.Edition, o.File)
		case got[i] != o:
			wrong("edition %s: %s comes out otherwise (made by %s)", m.Edition, o.File, m.Program)
		}
	}
	return len(v.Wrong) == before, nil
}

// ErrOtherwise says that an edition is not what was released, when it is built again.
var ErrOtherwise = errors.New("the edition comes out otherwise than it was released")

// Rebuild builds a released edition again, from what is sealed alone, below dir, which must be empty or not there yet. The
// error is ErrNoItem if there is no such edition, ErrOtherwise if it does not come out as it was released.
func Rebuild(ctx context.Context, w Workspace, label, dir string) ([]Output, error) {
	reg, err := w.registered(ctx)
	if err != nil {
		return nil, err
	}
	if reg == nil {
		return nil, fmt.Errorf("%w: nothing has been released here", ErrNoItem)
	}
	e, err := editionNamed(ctx, reg, label)
	if err = errors.Join(err, reg.Close()); err != nil {
		return nil, err
	}
	if e.Baseline {
		return nil, fmt.Errorf("edition %q was imported: there is nothing to build it from", label)
	}
	vault, err := intake.JoinVault(w.vault())
	if err != nil {
		return nil, err
	}
	m, err := readManifest(vault, e.Manifest)
	if err != nil {
		return nil, err
	}
	if entries, _ := os.ReadDir(dir); len(entries) > 0 { // a folder that is not there has none
		return nil, fmt.Errorf("%s is not empty", dir)
	}
	temp, err := os.MkdirTemp("", "huibian-edition-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp)
	out, err := rebuild(ctx, vault, m, temp)
	if err != nil {
		return nil, err
	}
	for _, o := range m.Outputs {
		if !slices.Contains(out, o) {
			return nil, fmt.Errorf("%w: %s (released by %s)", ErrOtherwise, o.File, m.Program)
		}
	}
	from := Workspace{Dir: temp}.Output()
	for _, o := range out {
		to := filepath.Join(dir, filepath.FromSlash(o.File))
		if err := copyOut(filepath.Join(from, filepath.FromSlash(o.File)), to); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// editionNamed is the edition of a label.
func editionNamed(ctx context.Context, reg *register.Register, label string) (register.Edition, error) {
	all, err := reg.Editions(ctx)
	if err != nil {
		return register.Edition{}, err
	}
	i := slices.IndexFunc(all, func(e register.Edition) bool { return e.Label == label })
	if i < 0 {
		var labels []string
		for _, e := range all {
			labels = append(labels, e.Label)
		}
		return register.Edition{}, fmt.Errorf("%w: no edition %q; there are %q", ErrNoItem, label, labels)
	}
	return all[i], nil
}

// rebuild makes a workspace of an edition in an empty folder, and builds it there.
func rebuild(ctx context.Context, vault store, m *manifest, dir string) ([]Output, error) {
	w := Workspace{Dir: dir}
	if err := os.MkdirAll(w.Inputs(), 0o700); err != nil {
		return nil, err
	}
	for _, f := range m.Templates {
		b, err := vault.Get(f.SHA256)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.File, err)
		}
		if !filepath.IsLocal(filepath.FromSlash(f.File)) {
			return nil, fmt.Errorf("%w: %s leads elsewhere", intake.ErrDamaged, f.File)
		}
		to := filepath.Join(dir, filepath.FromSlash(f.File))
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			return nil, err
		}
		if err := os.WriteFile(to, b, 0o600); err != nil {
			return nil, err
		}
	}
	h, err := w.open()
	if err != nil {
		return nil, err
	}
	n := *h.Notice
	n.Edition.Label, n.Edition.Date = m.Edition, m.date()
	h.Notice = &n
	s := &state{n: &n, given: &n, drops: make([]intake.Drop, len(m.Inputs)), sealed: true, vault: vault, before: m.Before, unsaid: m.Unsaid}
	office := w.office()
	for i, in := range m.Inputs {
		d := intake.Drop{File: in.File, Section: in.Section, Known: in.Known, Renamed: in.Renamed, Path: vault.Path(in.SHA256)}
		if in.SHA256 == "" {
			d.Err = errors.New(in.Err)
		}
		if in.Converted != "" {
			b, err := vault.Get(in.Converted)
			if err != nil {
				return nil, fmt.Errorf("%s, converted: %w", in.File, err)
			}
			office.Keep(in.SHA256, b)
		}
		s.drops[i] = d
	}
	powers, err := vault.Get(m.Powers)
	if err != nil {
		return nil, fmt.Errorf("what was known of powers: %w", err)
	}
	if err := json.Unmarshal(powers, &s.memory.powers); err != nil {
		return nil, fmt.Errorf("what was known of powers: %w", err)
	}
	if _, packed := vault.(*bagSource); packed && m.Log == "" {
		codes, err := s.elsewhere(m, vault, s.memory.powers)
		if err != nil {
			return nil, err
		}
		for _, c := range codes { // as Restore enters them
			s.memory.powers = append(s.memory.powers, catalog.Power{ID: int64(len(s.memory.powers) + 1), Description: absent, Code: c.Code, Abolished: true})
		}
	}
	s.readings, err = readAll(ctx, newReader(&n, w), s.drops, silent{}, func(int, *form.Reading) {})
	if err != nil {
		return nil, err
	}
	for i, in := range m.Inputs {
		if s.readings[i].Source.SHA256 != in.SHA256 {
			return nil, fmt.Errorf("%w: %s", intake.ErrDamaged, in.File)
		}
	}
	s.w = w
	s.settle()
	s.newPowers()
	set, err := newOutputSet(w.Output())
	if err != nil {
		return nil, err
	}
	defer set.discard()
	build := Options{Progress: silent{}, Program: m.Program}
	if err := s.books(ctx, h, set, s.public(), build); err != nil {
		return nil, err
	}
	if err := s.cards(ctx, h, set, s.public(), build); err != nil {
		return nil, err
	}
	out := set.list()
	return out, set.commit(nil)
}

func hashFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// copyOut copies a file to where its folder may not be yet.
func copyOut(from, to string) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	return copyFile(from, to, info.Mode().Perm())
}
