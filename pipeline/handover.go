package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"huibian/pipeline/answer"
	"huibian/pipeline/bagit"
	"huibian/pipeline/deposit"
	"huibian/pipeline/notice"
	"huibian/pipeline/register"
	"huibian/templates"
)

// What keeps a package from being handed over, for errors.Is.
var (
	ErrNowhere  = errors.New("huibian.yaml does not say where packages go; write deposit, with to")
	ErrUnsealed = errors.New("the package waits for its seal (archive.sealed in notice.yaml): put it in with “huibian archive LABEL --seal FILE”")
)

// handable are the editions that are for this workspace to hand over, oldest first, and the last receipt of each that has one.
func handable(ctx context.Context, reg *register.Register) (editions []register.Edition, receipts map[string]register.Deposit, err error) {
	if editions, err = reg.Editions(ctx); err != nil {
		return nil, nil, err
	}
	from, err := originOf(ctx, reg)
	if err != nil {
		return nil, nil, err
	}
	editions = slices.DeleteFunc(editions, func(e register.Edition) bool {
		return e.Baseline || from.edition == e.Label || from.elsewhere(&e) // it came from its package
	})
	all, err := reg.Deposits(ctx)
	receipts = map[string]register.Deposit{}
	for _, d := range all {
		receipts[d.Edition] = d
	}
	return editions, receipts, err
}

// owed are the editions that lie nowhere yet, or whose package has been sealed since, oldest first.
func (w Workspace) owed(ctx context.Context, reg *register.Register) ([]register.Edition, error) {
	editions, receipts, err := handable(ctx, reg)
	if err != nil {
		return nil, err
	}
	var out []register.Edition
	for _, e := range editions {
		d, there := receipts[e.Label]
		switch {
		case !there:
			out = append(out, e)
		default:
			tags, err := os.ReadFile(filepath.Join(w.packageDir(d.Number), tagList))
			if err != nil || sumOf(tags) == d.Digest {
				break
			}
			if p := w.packageOf(d.Number); p.Content == d.Content {
				out = append(out, e) // it has been sealed since
			}
		}
	}
	return out, nil
}

// HandedOver is what became of an edition.
type HandedOver struct {
	Package *Package
	Receipt *register.Deposit // nil: nowhere to go to, or Err
	Sent    int64             // bytes sent this time
	Err     error             // why it is not there yet
}

// HandOver packs an edition, or with no label each that is owed, and puts it where huibian.yaml says, if it says so. What did
// not arrive is tried again by Watch.
func HandOver(ctx context.Context, w Workspace, o ArchiveOptions, log *slog.Logger) ([]HandedOver, error) {
	if o.Progress == nil {
		o.Progress = silent{}
	}
	t, err := templates.Load(w.Dir, w.Notice)
	if err != nil {
		return nil, err
	}
	to, err := templates.DepositOf(w.Dir)
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
	defer reg.Close()
	labels := []string{o.Label}
	if o.Label == "" {
		owed, err := w.owed(ctx, reg)
		if err != nil {
			return nil, err
		}
		labels = nil
		for _, e := range owed {
			labels = append(labels, e.Label)
		}
	}
	h := &handover{w: w, n: t.Notice, to: to, reg: reg, log: log, o: o}
	var out []HandedOver
	var failed error
	for _, label := range labels { // one that cannot be packed keeps no other
		x, err := h.edition(ctx, label)
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", label, err))
			continue
		}
		out = append(out, *x)
	}
	return out, failed
}

// handover takes editions to their place.
type handover struct {
	w   Workspace
	n   *notice.Notice
	to  templates.Deposit
	reg *register.Register
	log *slog.Logger
	o   ArchiveOptions
}

// edition packs one and takes it there. The error is of the packing; what keeps it from arriving is in the result, and noted.
func (h *handover) edition(ctx context.Context, label string) (*HandedOver, error) {
	o := h.o
	o.Label = label
	p, err := h.w.pack(ctx, h.n, h.reg, o)
	if err != nil {
		return nil, err
	}
	out := &HandedOver{Package: p}
	if err := p.export(); err != nil {
		return nil, err
	}
	if h.to.To == "" {
		return out, nil
	}
	if h.n.Archive.Sealed && !p.Sealed {
		out.Err = ErrUnsealed
		return out, nil
	}
	unlock, err := h.w.acquire(ctx, "deposit.lock", func() error { o.Progress.Stage("另一次移交正在进行，等它结束"); return nil })
	if err != nil {
		return nil, err
	}
	defer unlock()
	o.Progress.Stage("移交“" + label + "”")
	setting := h.w.setting(h.to) // what is changed meanwhile has not been tried
	out.Receipt, out.Sent, out.Err = h.send(ctx, p)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return out, h.note(label, setting, out.Err, whyNot(out.Err))
}

// note remembers an attempt, for the next.
func (h *handover) note(label, setting string, failed error, reason string) error {
	all := h.w.attempts()
	if failed == nil {
		if _, had := all[label]; !had {
			return nil
		}
		delete(all, label)
		return all.save(h.w)
	}
	a := all[label]
	if a.Setting != setting {
		a.Tries = 0
	}
	all[label] = attempt{a.Tries + 1, h.o.At, failed.Error(), reason, !deposit.Retry(failed), setting}
	return all.save(h.w)
}

// send puts a package in its place and enters the receipt.
func (h *handover) send(ctx context.Context, p *Package) (*register.Deposit, int64, error) {
	c := deposit.Config{To: h.to.To, HostKey: h.to.HostKey, Credentials: h.w.credentials(h.to), Getenv: os.Getenv}
	if !strings.Contains(c.To, "://") && !filepath.IsAbs(c.To) {
		c.To = filepath.Join(h.w.Dir, c.To)
	}
	files, err := p.list()
	if err != nil {
		return nil, 0, fmt.Errorf("%w: %w", errUnlisted, err)
	}
	place, err := deposit.Open(ctx, c)
	if err != nil {
		return nil, 0, err
	}
	defer place.Close()
	if err := h.w.outside(place.String()); err != nil {
		return nil, 0, err
	}
	r, err := deposit.Deposit(ctx, place, deposit.Package{Name: p.Number, Dir: p.Dir, Files: files, Last: "bagit.txt", Digest: p.Digest}, deposit.Options{Log: h.log})
	if err != nil {
		return nil, 0, err
	}
	d := register.Deposit{Edition: p.Edition, Number: p.Number, Place: r.Place, Digest: p.Digest, Content: p.Content, Files: r.Files, Bytes: r.Bytes, At: r.At}
	err = h.reg.Do(ctx, h.o.At, h.o.By, func(t *register.Tx) error { return t.Deposit(d) })
	return &d, r.Sent, err
}

// outside makes sure that a folder where packages go is none of the workspace's own: below output/ a package would be taken for
// its own copy, below inputs/ its files would be read as submissions.
func (w Workspace) outside(place string) error {
	if !filepath.IsAbs(place) {
		return nil // a server
	}
	for _, own := range []string{w.Inputs(), w.Output(), w.store()} {
		if within(place, own) {
			return fmt.Errorf("%w: %s is in %s of this workspace: name a place outside it in huibian.yaml (deposit, to)",
				deposit.ErrConfig, place, filepath.Base(own))
		}
	}
	return nil
}

// list is every file of a package, in the order in which they are sent: what makes it one last.
func (p *Package) list() ([]deposit.File, error) {
	bag, err := bagit.Open(p.Dir)
	if err != nil {
		return nil, err
	}
	var out []deposit.File
	add := func(name, sum string) error {
		info, err := os.Lstat(filepath.Join(p.Dir, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		out = append(out, deposit.File{Name: name, Size: info.Size(), SHA256: strings.ToLower(sum)})
		return nil
	}
	payload, tags := bag.Manifest(bagit.SHA256), bag.Tags(bagit.SHA256)
	for _, name := range slices.Sorted(maps.Keys(payload)) {
		if err := add("data/"+name, payload[name]); err != nil {
			return nil, err
		}
	}
	const last = "bagit.txt"
	for _, name := range slices.Sorted(maps.Keys(tags)) {
		if name != last {
			if err := add(name, tags[name]); err != nil {
				return nil, err
			}
		}
	}
	lists, err := fs.Glob(os.DirFS(p.Dir), "tagmanifest-*.txt")
	if err != nil {
		return nil, err
	}
	for _, name := range lists {
		sum, err := hashFile(filepath.Join(p.Dir, name))
		if err == nil {
			err = add(name, sum)
		}
		if err != nil {
			return nil, err
		}
	}
	return out, add(last, tags[last])
}

// Seal takes an outside seal into a package: a tag file, that says nothing to us.
func Seal(ctx context.Context, w Workspace, o ArchiveOptions, file string) (*Package, error) {
	b, err := readSeal(file)
	if err != nil {
		return nil, err
	}
	p, err := Archive(ctx, w, o)
	if err != nil {
		return nil, err
	}
	if bytes.HasPrefix(b, []byte(p.Content)) {
		return nil, fmt.Errorf("%s: %w", file, ErrNoSeal) // .清单摘要.txt itself: what is to be sealed
	}
	if p.Fresh {
		return nil, fmt.Errorf("the package was not there, and has been made now: nobody can have sealed it; its hash is %s", p.Content)
	}
	unlock, err := w.acquire(ctx, "archive.lock", func() error { return nil }) // one adds to a package at a time
	if err != nil {
		return nil, err
	}
	defer unlock()
	if err := bagit.AddTag(p.Dir, sealsFolder+"/"+filepath.Base(file), b); err != nil {
		return nil, err
	}
	return p, p.look()
}

// mostSeal is far more than a signature takes: another file was meant.
const mostSeal = 16 << 20

// ErrNoSeal says that a file is no seal. What is once in a package stays in it.
var ErrNoSeal = errors.New("this is no seal: it is empty, longer than 16 MB, no file, or the hash that is to be sealed; give what the seal service returned")

func readSeal(file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() == 0 || info.Size() > mostSeal {
		return nil, fmt.Errorf("%s: %w", file, ErrNoSeal)
	}
	return os.ReadFile(file)
}

// handovers tells how each edition stands that is to be handed over.
func (w Workspace) handovers(ctx context.Context, n *notice.Notice, reg *register.Register) (out []answer.Handover, err error) {
	if reg == nil {
		return nil, nil
	}
	to, err := templates.DepositOf(w.Dir)
	if err != nil {
		return nil, err
	}
	editions, receipts, err := handable(ctx, reg)
	if err != nil {
		return nil, err
	}
	filings, err := reg.Filings(ctx)
	if err != nil {
		return nil, err
	}
	tried := w.attempts()
	for _, e := range editions {
		h := answer.Handover{Edition: e.Label, Nowhere: to.To == ""}
		for _, f := range filings {
			if f.Edition == e.Label && f.Part == register.FiledWhole {
				h.Number = f.Number
			}
		}
		if r, there := receipts[e.Label]; there {
			h.Done, h.Content, h.Files, h.Place = r.At.In(china), r.Content, r.Files, r.Place
		}
		if h.Nowhere && h.Number == "" {
			continue // nobody means to hand it over
		}
		if h.Done.IsZero() {
			a := tried[e.Label]
			h.Tries, h.Last, h.Next = a.Tries, inChina(a.Last), inChina(a.due(w.setting(to), time.Now()))
			h.Why, h.Mend = a.Reason, a.mend()
			h.Sealing = n.Archive.Sealed && h.Number != "" && !w.packageOf(h.Number).Sealed
		}
		out = append(out, h)
	}
	return out, nil
}

// packageOf is what the package of a number says of itself, as far as it is there.
func (w Workspace) packageOf(number string) *Package {
	p := &Package{Number: number, Dir: w.packageDir(number)}
	_ = p.look() // one that is not there, or damaged, says nothing
	return p
}

func (w Workspace) packageDir(number string) string {
	return filepath.Join(w.Output(), packagesFolder, number)
}

func inChina(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(china)
}

// keepHandingOver takes to their place what is owed and due, until ctx ends: it runs beside the watching, so that a slow
// archive keeps no section waiting.
func (x *watcher) keepHandingOver(ctx context.Context) {
	before := x.w.attempts()
	for {
		x.handOver(ctx, before)
		select {
		case <-ctx.Done():
			return
		case <-time.After(x.o.Interval):
		}
	}
}

// handOver is one round of it. before are the attempts of earlier watches: what somebody had to mend is tried at once, and then
// struck off, for a password in the environment cannot be mended but by a start.
func (x *watcher) handOver(ctx context.Context, before attempts) {
	defer func() {
		if p := recover(); p != nil {
			x.archiveSay(slog.LevelError, fmt.Sprint("internal error: ", p))
		}
	}()
	to, err := templates.DepositOf(x.w.Dir)
	if err != nil || to.To == "" {
		return // the look tells what is wrong in huibian.yaml
	}
	owed, err := x.w.owed(ctx, x.reg)
	if err != nil || len(owed) == 0 {
		return
	}
	t, err := templates.Load(x.w.Dir, x.w.Notice)
	if err != nil {
		return
	}
	tried := x.w.attempts()
	now := x.o.clock.Now()
	h := &handover{w: x.w, n: t.Notice, to: to, reg: x.reg, log: x.o.Log,
		o: ArchiveOptions{Act: Act{At: now}, Progress: silent{}, Program: x.o.Program}}
	for _, e := range owed {
		mended := before[e.Label].mend()
		if ctx.Err() != nil || !mended && now.Before(tried[e.Label].due(x.w.setting(to), now)) {
			continue
		}
		delete(before, e.Label)
		out, err := h.edition(ctx, e.Label)
		if err == nil {
			x.tellPackage(out.Package)
		}
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			x.archiveSay(slog.LevelError, "an edition could not be packed", "edition", e.Label, "err", err)
			if err := h.note(e.Label, x.w.setting(to), err, unpacked); err != nil {
				x.archiveSay(slog.LevelError, "the attempt could not be noted", "err", err)
			}
		case errors.Is(out.Err, ErrUnsealed):
			x.archiveSay(slog.LevelInfo, "an edition waits for its seal", "edition", e.Label, "number", out.Package.Number)
		case out.Err != nil:
			x.archiveSay(slog.LevelWarn, "an edition could not be handed over; it will be tried again", "edition", e.Label,
				"number", out.Package.Number, "next", x.w.attempts()[e.Label].due(x.w.setting(to), now).Format(time.RFC3339), "err", out.Err)
		default:
			x.archiveSay(slog.LevelInfo, "an edition has been handed over", "edition", e.Label, "number", out.Package.Number,
				"place", out.Receipt.Place, "files", out.Receipt.Files, "bytes", out.Receipt.Bytes, "content", out.Receipt.Content)
		}
	}
}

// tellPackage logs what is wrong with a package that has been made now: it is handed over all the same, and nobody else hears of
// it.
func (x *watcher) tellPackage(p *Package) {
	if p.Fresh && p.Example {
		x.o.Log.Warn("the number of a package has the fonds of an example; write the unit's own in notice.yaml (archive, fonds)", "number", p.Number)
	}
	if t := p.Trial; t.Err != "" || len(t.Others) > 0 {
		x.o.Log.Warn("an edition could not be made again from its package as it was", "edition", p.Edition, "number", p.Number,
			"others", t.Others, "err", t.Err)
	}
	if len(p.Failed) > 0 {
		x.o.Log.Warn("the check report of a package has items that failed", "edition", p.Edition, "number", p.Number, "failed", p.Failed)
	}
}

// archiveSay logs what stays the same from round to round only once.
func (x *watcher) archiveSay(level slog.Level, msg string, args ...any) {
	text := fmt.Sprint(append([]any{msg}, args...)...)
	if x.handed == text {
		return
	}
	x.handed = text
	x.o.Log.Log(context.Background(), level, msg, args...)
}
