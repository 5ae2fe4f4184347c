package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"huibian/pipeline/archive"
	"huibian/pipeline/bagit"
	"huibian/pipeline/intake"
	"huibian/pipeline/notice"
	"huibian/pipeline/register"
	"huibian/templates"
)

// ErrNoFonds says that nobody has said under which number an edition is to be handed over.
var ErrNoFonds = errors.New("notice.yaml does not say under which 全宗号 editions are handed over; write archive, with fonds and office")

// packagesFolder is where packages lie, below output/.
const packagesFolder = "归档"

// tagList is the list of a package's tag files: it tells a package from what it was before a seal was added.
const tagList = "tagmanifest-sha256.txt"

// sealsFolder is where outside seals are in a package.
const sealsFolder = "签章"

// packing begins the names of packages that are not whole yet.
const packing = ".打包-"

// ArchiveOptions say what Archive is to do.
type ArchiveOptions struct {
	Act
	Label    string
	Untried  bool     // the package is not tried: nobody knows whether the edition can be made again from it
	Progress Progress // nil: silent
	Program  string
}

// Package is an edition as it is handed over.
type Package struct {
	Edition string
	Number  string // 档号
	Dir     string
	Content string // SHA-256 of the list of its payload: what a seal is put to
	Digest  string // SHA-256 of the list of its tag files
	Files   int    // of the payload
	Bytes   int64
	Whole   bool     // everything that the edition consists of is in it
	Left    int      // files of submissions that are not
	Apart   string   // number of the secret volume, where that stays behind
	Example bool     // its 全宗号 is that of an example; the unit has its own
	Fresh   bool     // it was made now
	Trial   Trial    // what came of trying it, if it was made now
	Sealed  bool     // an outside seal is in it
	Failed  []string // items of the check report that are 不合格
}

// Trial (试还原) is what came of making the edition again from its package alone.
type Trial struct {
	Done   bool
	Same   int      // outputs that came out the same to the byte
	Others []string // outputs that did not
	Err    string   // why it could not be made at all; ""
}

// Archive packs a released edition, unless that has been done. The package gets its archival number first, and keeps it.
func Archive(ctx context.Context, w Workspace, o ArchiveOptions) (*Package, error) {
	if o.Progress == nil {
		o.Progress = silent{}
	}
	t, err := templates.Load(w.Dir, w.Notice)
	if err != nil {
		return nil, err
	}
	reg, err := w.registered(ctx)
	if err != nil {
		return nil, err
	}
	if reg == nil {
		return nil, fmt.Errorf("%w: nothing has been released here", ErrNoItem)
	}
	p, err := w.pack(ctx, t.Notice, reg, o)
	return p, errors.Join(err, reg.Close())
}

// pack is Archive with a register that is open. One process packs at a time.
func (w Workspace) pack(ctx context.Context, n *notice.Notice, reg *register.Register, o ArchiveOptions) (*Package, error) {
	if !n.Archive.Demanded() {
		return nil, ErrNoFonds
	}
	unlock, err := w.acquire(ctx, "archive.lock", func() error { o.Progress.Stage("另一次归档正在进行，等它结束"); return nil })
	if err != nil {
		return nil, err
	}
	defer unlock()
	e, err := editionNamed(ctx, reg, o.Label)
	if err != nil {
		return nil, err
	}
	if e.Baseline {
		return nil, fmt.Errorf("edition %q was imported: it is not ours to hand over", e.Label)
	}
	vault, err := intake.JoinVault(w.vault())
	if err != nil {
		return nil, err
	}
	p, err := newParcel(ctx, n.Archive, reg, vault, e)
	if err != nil {
		return nil, err
	}
	if err := p.file(ctx, reg, o.Act); err != nil {
		return nil, err
	}
	dir := w.packageDir(p.number.String())
	home := filepath.Dir(dir)
	out := &Package{Edition: e.Label, Number: p.number.String(), Dir: dir, Whole: p.whole, Left: p.left, Apart: p.apart, Example: p.number.Fonds == archive.ExampleFonds}
	if _, err := os.Stat(filepath.Join(dir, "bagit.txt")); err == nil {
		return out, errors.Join(p.allows(dir), out.look())
	}
	if err := os.MkdirAll(home, 0o700); err != nil {
		return nil, err
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is in the way of the package: %w", dir, err)
	}
	stage := filepath.Join(home, packing+p.number.String())
	if err := os.RemoveAll(stage); err != nil {
		return nil, err
	}
	report, err := p.write(ctx, reg, stage, o)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(stage))
	}
	for _, x := range report.Items {
		if x.Result == archive.Failed {
			out.Failed = append(out.Failed, x.Name+"："+x.Note)
		}
	}
	if !o.Untried { // before it has its name: what has one has been tried
		o.Progress.Stage("试还原“" + p.edition.Label + "”")
		if out.Trial, err = tryPackage(ctx, stage, filepath.Join(w.store(), "trial")); err != nil {
			return nil, err
		}
	}
	if err := os.Rename(stage, dir); err != nil {
		return nil, err
	}
	syncDir(home)
	out.Fresh = true
	return out, out.look()
}

// ErrTooMuch says that a package holds what must not go any more.
var ErrTooMuch = errors.New("the package that is there holds what policy, or what has become secret since, leaves out")

// allows makes sure that a package that was made before holds nothing that would not be packed today.
func (p *parcel) allows(dir string) error {
	m, from, _, err := openPackage(dir)
	if err != nil || p.whole { // then there is nothing that may not go
		return err
	}
	too := func(what string) error { // not its name, which may be what must not be told: the log of the watch says this
		return fmt.Errorf("%s: %w (%s); move it away, and it is made anew", dir, ErrTooMuch, what)
	}
	if m.Log != "" {
		return too("the whole audit trail")
	}
	for _, in := range m.Inputs {
		if !slices.ContainsFunc(p.m.Inputs, func(x sealedInput) bool { return x.sealed == in.sealed }) {
			return too("a submission")
		}
	}
	for _, o := range m.Outputs {
		if !slices.Contains(p.m.Outputs, o) {
			return too(o.File)
		}
	}
	for _, x := range m.Sheets {
		b, err := from.Get(x.SHA256)
		if err != nil {
			return err
		}
		if p.closed[x.SHA256] || p.speaks("", x.File) || p.quotes(b) {
			return too("a review sheet")
		}
	}
	b, err := from.Get(m.Findings)
	if err != nil {
		return err
	}
	if kept, err := p.untold(b); err != nil || kept != nil {
		return errors.Join(too("findings"), err)
	}
	return nil
}

// look reads what the package says of itself.
func (p *Package) look() error {
	bag, err := bagit.Open(p.Dir)
	if err != nil {
		return fmt.Errorf("package %s: %w; move it away and try again", p.Dir, err)
	}
	p.Content, p.Files = bag.Digest(), len(bag.Manifest(bagit.SHA256))
	b, err := os.ReadFile(filepath.Join(p.Dir, tagList))
	if err != nil {
		return err
	}
	p.Digest = sumOf(b)
	_, _ = fmt.Sscanf(bag.Info("Payload-Oxum"), "%d.", &p.Bytes)
	entries, _ := os.ReadDir(filepath.Join(p.Dir, sealsFolder)) // there is none without a seal
	p.Sealed = len(entries) > 0
	return nil
}

// file gives the edition its archival number, and its secret volume one of its own where that stays behind.
func (p *parcel) file(ctx context.Context, reg *register.Register, a Act) error {
	next := archive.Number{Fonds: p.policy.Fonds, Category: p.policy.Category, Year: p.m.date().Year,
		Retention: p.policy.Retention, Office: p.policy.Office, Piece: 1}
	number := func(piece int) string {
		next.Piece = piece
		return next.String()
	}
	if err := next.Valid(); err != nil {
		return err
	}
	var whole string
	err := reg.Do(ctx, a.At, a.By, func(t *register.Tx) (err error) {
		if whole, err = t.File(p.edition.Label, register.FiledWhole, next.Sequence(), number); err != nil {
			return err
		}
		if len(p.secret) > 0 {
			p.apart, err = t.File(p.edition.Label, register.FiledSecret, next.Sequence(), number)
		}
		return err
	})
	if err != nil {
		return err
	}
	if p.number, err = archive.ParseNumber(whole); err != nil {
		return err
	}
	all, err := reg.Filings(ctx)
	for _, f := range all {
		switch f.Number {
		case whole:
			p.at, p.filed = f.At, max(p.filed, f.N)
		case p.apart:
			p.filed = max(p.filed, f.N)
		}
	}
	return err
}

// write makes the bag.
func (p *parcel) write(ctx context.Context, reg *register.Register, dir string, o ArchiveOptions) (*archive.Report, error) {
	o.Progress.Stage("打包“" + p.edition.Label + "”")
	var extra []bagit.Algorithm
	if p.policy.SM3 {
		extra = append(extra, bagit.SM3)
	}
	bag, err := bagit.Create(dir, bagit.Options{Extra: extra})
	if err != nil {
		return nil, err
	}
	defer bag.Abandon()
	if err := p.collect(ctx, reg); err != nil {
		return nil, err
	}
	flush := func() error {
		items := p.items
		p.items = nil
		return bag.Add(ctx, items...)
	}
	if err := flush(); err != nil {
		return nil, err
	}
	record, err := p.describe(ctx, reg, o.Program, p.files(bag.Entries()))
	if err != nil {
		return nil, err
	}
	d := &dossier{parcel: p, record: record, open: func(name string) (io.ReadCloser, error) {
		return os.Open(filepath.Join(dir, "data", filepath.FromSlash(name)))
	}}
	for _, step := range []func(context.Context, *register.Register, *bagit.Writer) error{d.inspect, d.papers, d.directory} {
		if err := step(ctx, reg, bag); err != nil {
			return nil, err
		}
		if err := flush(); err != nil {
			return nil, err
		}
	}
	report, err := d.check(ctx, reg, bag)
	if err != nil {
		return nil, err
	}
	if err := flush(); err != nil {
		return nil, err
	}
	return report, bag.Close(p.info(o.Program), nil)
}

// files are those in the piece's folder, as its record lists them: the text first.
func (p *parcel) files(entries []bagit.Entry) []archive.File {
	pages := map[string]int{}
	for _, o := range p.m.Outputs {
		pages[o.SHA256] = o.Pages
	}
	at := p.record() + "/"
	var out []archive.File
	for _, x := range entries {
		name, in := strings.CutPrefix(x.Name, at)
		if !in {
			continue
		}
		f := archive.File{Path: name, Title: strings.TrimSuffix(name, path.Ext(name)), Role: archive.Attached,
			Format: formatOf(name), Size: x.Size, SHA256: x.Sums[bagit.SHA256], Pages: pages[x.Sums[bagit.SHA256]],
			Program: cmp.Or(p.m.Program, "huibian")}
		top, _, _ := strings.Cut(name, "/")
		switch {
		case top == name: // 正本 and 可编辑 are one document in two formats
			f.Role, f.Title = archive.Main, p.title()
		case top == originalsFolder && name != path.Join(originalsFolder, arrivalsName):
			f.Outside, f.Title, f.Program = true, name, archive.Unstated // x.doc and x.docx are two submissions
		}
		if path.Ext(name) != ".pdf" {
			f.Pages = 0 // how many there are depends on who lays them out
		}
		out = append(out, f)
	}
	slices.SortStableFunc(out, func(a, b archive.File) int { return cmp.Compare(rank(a), rank(b)) })
	return out
}

// rank puts the text first, and of it what is to last.
func rank(f archive.File) int {
	switch {
	case f.Role != archive.Main:
		return 2
	case path.Ext(f.Path) != ".pdf":
		return 1
	}
	return 0
}

// formats are the words for what files are, by their endings.
var formats = map[string]string{".docx": "DOCX", ".json": "JSON", ".csv": "CSV", ".xlsx": "XLSX", ".xml": "XML", ".log": "TXT", ".txt": "TXT"}

func formatOf(name string) string {
	ending := strings.ToLower(path.Ext(name))
	return cmp.Or(formats[ending], strings.ToUpper(strings.TrimPrefix(ending, ".")), "未知")
}

// info is bag-info.txt.
func (p *parcel) info(program string) []bagit.Field {
	out := []bagit.Field{
		{Label: "Source-Organization", Value: p.n.Unit.Name},
		{Label: "External-Identifier", Value: p.number.String()},
		{Label: "External-Description", Value: p.title()},
		{Label: "Bagging-Date", Value: p.at.In(china).Format(time.DateOnly)},
		{Label: "Bag-Software-Agent", Value: cmp.Or(program, "huibian")},
		{Label: "Huibian-Edition", Value: p.m.Edition},
		{Label: "Huibian-Edition-Date", Value: p.m.Date},
		{Label: "Huibian-Released-By-Program", Value: cmp.Or(p.m.Program, "huibian")},
		{Label: "Huibian-Notice", Value: p.m.Notice},
		{Label: "Huibian-Scope", Value: scopeWords[p.whole]},
	}
	return out
}

var scopeWords = map[bool]string{true: "whole", false: "without what is secret or closed"}

// export writes the hash of the payload's list for an outside seal, in the form that sha256sum -c accepts, beside the package;
// that of SM3 as well, if the package has a list of it.
func (p *Package) export() error {
	list, err := os.ReadFile(filepath.Join(p.Dir, "manifest-sha256.txt"))
	if err != nil {
		return err
	}
	for ending, a := range map[string]bagit.Algorithm{".清单摘要.txt": bagit.SHA256, ".清单摘要.sm3.txt": bagit.SM3} {
		if _, err := os.Stat(filepath.Join(p.Dir, "manifest-"+string(a)+".txt")); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		name := filepath.Join(filepath.Dir(p.Dir), p.Number+ending)
		line := fmt.Sprintf("%s  %s/manifest-sha256.txt\n", bagit.Sum(a, list), p.Number)
		if b, err := os.ReadFile(name); err == nil && string(b) == line {
			continue
		}
		if err := os.WriteFile(name, []byte(line), 0o600); err != nil {
			return err
		}
	}
	return nil
}
