package pipeline

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"huibian/pipeline/bagit"
	"huibian/pipeline/intake"
	"huibian/pipeline/register"
	"huibian/templates"
)

// What keeps a package from being made a workspace, for errors.Is.
var (
	ErrPackage  = errors.New("the package is not whole")
	ErrNotOurs  = errors.New("the package holds no edition that the program has made")
	ErrOccupied = errors.New("a workspace is made only in a folder that is empty, or not there yet, and not in a package; name another")
)

// bagSource finds the bytes of a package by their SHA-256.
type bagSource struct {
	dir   string
	names map[string]string // by hash, below data/
}

// Path is where the bytes of a hash lie.
func (s *bagSource) Path(sum string) string {
	return filepath.Join(s.dir, "data", filepath.FromSlash(s.names[sum]))
}

// Get returns the bytes of a hash.
func (s *bagSource) Get(sum string) ([]byte, error) {
	if s.names[sum] == "" {
		return nil, fmt.Errorf("%w: %s is not in the package", intake.ErrDamaged, sum)
	}
	b, err := os.ReadFile(s.Path(sum))
	if err != nil {
		return nil, err
	}
	if sumOf(b) != sum {
		return nil, fmt.Errorf("%w: %s", intake.ErrDamaged, s.names[sum])
	}
	return b, nil
}

// tryPackage makes an edition again from its package alone, in a folder that is there for nothing else, and compares. What the
// process before left there when it was ended, secret books perhaps, goes.
func tryPackage(ctx context.Context, pkg, dir string) (t Trial, err error) {
	m, from, _, err := openPackage(pkg)
	if err != nil {
		return t, err
	}
	if err := errors.Join(os.RemoveAll(dir), os.MkdirAll(dir, 0o700)); err != nil {
		return t, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	t.Done = true
	got, err := rebuild(ctx, from, m, dir)
	switch {
	case ctx.Err() != nil:
		return t, context.Cause(ctx)
	case err != nil:
		t.Err = err.Error()
		return t, nil
	}
	t.compare(m, got)
	return t, nil
}

// compare holds what came out against what was released.
func (t *Trial) compare(m *manifest, got []Output) {
	for _, o := range m.Outputs {
		if slices.Contains(got, o) {
			t.Same++
		} else {
			t.Others = append(t.Others, o.File)
		}
	}
}

// Restored is a workspace that was made from a package.
type Restored struct {
	Edition, Number, Program string // Program made the edition
	Whole                    bool   // with its audit trail, to be gone on with
	Inputs                   int
	Trial                    Trial // what came of building it
}

// Restore makes a workspace in dir, which must be empty or absent, from a package alone, and builds it. If everything was in
// the package, the workspace goes on where the edition was released. If not, it has a register of its own, in which the
// edition has been released once more from what there is.
func Restore(ctx context.Context, pkg, dir string, a Act, p Progress, program string) (*Restored, error) {
	if p == nil {
		p = silent{}
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := vacant(dir, pkg); err != nil {
		return nil, err
	}
	p.Stage("核对归档包")
	if err := wholePackage(ctx, pkg); err != nil {
		return nil, err
	}
	m, from, bag, err := openPackage(pkg)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return nil, err
	}
	stage, err := os.MkdirTemp(filepath.Dir(dir), ".还原-*")
	if err != nil {
		return nil, err
	}
	p.Stage("还原工作文件夹")
	out := &Restored{Edition: m.Edition, Number: bag.Info("External-Identifier"), Program: m.Program, Whole: m.Log != ""}
	r := &restoring{m: m, from: from, w: Workspace{Dir: stage}, act: a, out: out, program: program}
	if err := r.all(ctx, p); err != nil {
		return nil, errors.Join(fmt.Errorf("restore %s: %w", pkg, err), os.RemoveAll(stage))
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	return out, os.Rename(stage, dir)
}

// vacant makes sure that a workspace made in dir takes the place of nothing, and spoils not the package that it is made from.
func vacant(dir, pkg string) error {
	info, err := os.Lstat(dir) // a link would be replaced, and what it leads to left as it is
	switch {
	case errors.Is(err, os.ErrNotExist):
	case err != nil:
		return err
	case !info.IsDir():
		return fmt.Errorf("%s is no folder: %w", dir, ErrOccupied)
	default:
		entries, err := os.ReadDir(dir)
		if err != nil {
			return err
		}
		if len(entries) > 0 {
			return fmt.Errorf("%s is not empty: %w", dir, ErrOccupied)
		}
	}
	if within(dir, pkg) {
		return fmt.Errorf("%s is in the package: %w", dir, ErrOccupied)
	}
	return nil
}

// wholePackage makes sure that nothing of a package is damaged.
func wholePackage(ctx context.Context, pkg string) error {
	report, err := bagit.Verify(ctx, pkg, 0)
	if err != nil {
		return err
	}
	var wrong []error
	for _, x := range report.Wrong {
		wrong = append(wrong, errors.New(x.String()))
	}
	if len(wrong) > 0 {
		return fmt.Errorf("%w: %w", ErrPackage, errors.Join(wrong...))
	}
	return nil
}

// openPackage reads what an edition's package consists of.
func openPackage(pkg string) (*manifest, *bagSource, *bagit.Bag, error) {
	bag, err := bagit.Open(pkg)
	if err != nil {
		return nil, nil, nil, err
	}
	from := &bagSource{pkg, map[string]string{}}
	for name, sum := range bag.Manifest(bagit.SHA256) {
		if was := from.names[sum]; was == "" || name < was {
			from.names[sum] = name
		}
	}
	b, err := os.ReadFile(filepath.Join(pkg, "data", filepath.FromSlash(manifestName)))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil, nil, fmt.Errorf("%s: %w", pkg, ErrNotOurs)
	}
	if err != nil {
		return nil, nil, nil, err
	}
	m := &manifest{}
	if err := json.Unmarshal(b, m); err != nil {
		return nil, nil, nil, fmt.Errorf("%s: %w: %w", pkg, ErrNotOurs, err)
	}
	return m, from, bag, nil
}

// restoring is a Restore under way.
type restoring struct {
	m       *manifest
	from    *bagSource
	w       Workspace
	act     Act
	out     *Restored
	program string
}

func (r *restoring) all(ctx context.Context, p Progress) error {
	if err := r.files(); err != nil {
		return err
	}
	vault, err := intake.JoinVault(r.w.vault())
	if err != nil {
		return err
	}
	if err := r.seal(vault); err != nil {
		return err
	}
	if r.out.Whole {
		err = r.recover(ctx)
	} else {
		err = r.enter(ctx, vault)
	}
	if err != nil {
		return err
	}
	p.Stage("汇编并与归档的书核对")
	var report *Report
	if r.out.Whole {
		report, err = Build(ctx, r.w, Options{Program: cmp.Or(r.m.Program, r.program)})
	} else {
		report, err = r.release(ctx)
	}
	if err == nil {
		err = r.numbered(ctx)
	}
	if err != nil {
		return err
	}
	r.out.Trial.Done = true
	r.out.Trial.compare(r.m, report.Outputs)
	return nil
}

// files puts in place what people work with: the notice and its look, the submissions, the 审核表 that came back.
func (r *restoring) files() error {
	if err := os.MkdirAll(r.w.Inputs(), 0o755); err != nil {
		return err
	}
	put := func(dir string, f sealed) error {
		b, err := r.from.Get(f.SHA256)
		if err != nil {
			return fmt.Errorf("%s: %w", f.File, err)
		}
		name := filepath.FromSlash(f.File)
		if !filepath.IsLocal(name) || path.Clean(f.File) != f.File || filepath.Clean(name) != name {
			return fmt.Errorf("%w: %s leads elsewhere", intake.ErrDamaged, f.File)
		}
		to := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		return os.WriteFile(to, b, 0o644)
	}
	for _, f := range r.m.Templates {
		if f.File == templates.WorkspaceFile {
			continue // where packages go is for this workspace to say, not for a package
		}
		if !strings.HasPrefix(f.File, "templates/") || strings.Contains(f.File, `\`) { // which is a slash where there is Windows
			return fmt.Errorf("%w: %s is no template", intake.ErrDamaged, f.File)
		}
		if err := put(r.w.Dir, f); err != nil {
			return err
		}
	}
	if err := templates.Choose(r.w.Dir, r.m.Notice); err != nil {
		return err
	}
	for _, f := range r.m.Sheets {
		if strings.HasPrefix(f.File, intake.Decisions+"/") {
			if err := put(r.w.Inputs(), f); err != nil {
				return err
			}
		}
	}
	office := r.w.office()
	for _, in := range r.m.Inputs {
		if in.SHA256 == "" {
			continue // nobody could read it then
		}
		if err := put(r.w.Inputs(), in.sealed); err != nil {
			return err
		}
		r.out.Inputs++
		if in.Converted != "" {
			b, err := r.from.Get(in.Converted)
			if err != nil {
				return fmt.Errorf("%s, converted: %w", in.File, err)
			}
			office.Keep(in.SHA256, b)
		}
	}
	return nil
}

// seal puts into the vault all that the edition consists of; or, if it is to be released once more, what that needs.
func (r *restoring) seal(vault *intake.Vault) error {
	parts := slices.Concat(r.m.parts(), r.m.Sheets)
	if !r.out.Whole {
		before := manifest{Before: r.m.Before}
		parts = before.parts()
	}
	for _, part := range parts {
		b, err := r.from.Get(part.SHA256)
		if err != nil {
			return fmt.Errorf("%s: %w", part.File, err)
		}
		if _, err := vault.Put(b); err != nil {
			return err
		}
	}
	return vault.Sync()
}

// recover makes the register from the log that is in the package.
func (r *restoring) recover(ctx context.Context) error {
	log, err := r.from.Get(r.m.Log)
	if err != nil {
		return fmt.Errorf("log of the register: %w", err)
	}
	if err := os.WriteFile(register.LogPath(r.w.register()), log, 0o600); err != nil {
		return err
	}
	if _, _, err := register.Recover(ctx, r.w.register(), r.act.At, r.act.By, "由归档包"+r.out.Number+"还原"); err != nil {
		return err
	}
	reg, err := r.w.openRegister(ctx)
	if err != nil {
		return err
	}
	defer reg.Close()
	e, err := editionNamed(ctx, reg, r.m.Edition)
	if err != nil {
		return err
	}
	b, err := r.from.Get(e.Manifest)
	if err != nil {
		return fmt.Errorf("manifest of the edition: %w", err)
	}
	vault, err := intake.JoinVault(r.w.vault())
	if err != nil {
		return err
	}
	if _, err := vault.Put(b); err != nil {
		return err
	}
	return reg.Do(ctx, r.act.At, r.act.By, func(t *register.Tx) error {
		return t.Unpack(register.Unpacked{Number: r.out.Number, Edition: r.m.Edition, Whole: true})
	})
}

// origin is the package that a workspace was made from; the zero value if it was not.
type origin struct {
	event    int64 // by which it was
	arrivals int64 // before that
	edition  string
}

func originOf(ctx context.Context, reg *register.Register) (origin, error) {
	u, n, arrivals, err := reg.Unpacked(ctx)
	return origin{n, arrivals, u.Edition}, err
}

// elsewhere reports whether what an edition consists of lies in a package of its own, and need not be here.
func (o origin) elsewhere(e *register.Edition) bool { return e.N < o.event && e.Label != o.edition }
