package deposit

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// File is a file of a package.
type File struct {
	Name   string // path inside the package, with slashes
	Size   int64  // bytes
	SHA256 string // hex, lower case
}

// Package is what is to be deposited.
type Package struct {
	Name   string // of its folder at the place: a 档号 such as "0194-WS·2016-D30-BGS-0001"
	Dir    string // where it lies here
	Files  []File // all of it, in the order of sending
	Last   string // the file without which it is no package ("bagit.txt"): put in place last where folders cannot be renamed
	Digest string // identifies the contents: hex SHA-256, lower case
}

// Options are what a caller may leave out.
type Options struct {
	Log      *slog.Logger            // nil: none
	Progress func(done, total int64) // bytes of the package that are at the place; called from one goroutine at a time
	Clock    func() time.Time        // nil: time.Now
}

// Receipt (移交回执) says that a package lies at a place, whole.
type Receipt struct {
	Place  string    `json:"place"` // without anything secret
	Name   string    `json:"name"`
	Digest string    `json:"digest"`
	Files  int       `json:"files"`
	Bytes  int64     `json:"bytes"`
	At     time.Time `json:"at"`   // when it had been verified there
	Sent   int64     `json:"sent"` // bytes sent this time
}

// rounds are how often Deposit looks again when another deposit was faster. One is enough if there is one other; more are for
// more.
const rounds = 4

// Deposit puts a package into a place, unless it is there, and returns when all of it was read back from there.
//
// A package that is there already is read back; if it is the same, that is all. Files outside data/ that it lacks are added, and
// tagmanifest-*.txt at its top replaced, after the others: that is how signatures get to a package that was deposited before.
// Anything else that differs, or is there and not in the package, is an ErrConflict that names the first difference, and
// nothing is changed.
//
// After an error that Retry approves of, Deposit on a newly opened place goes on where it was.
func Deposit(ctx context.Context, place Place, p Package, o Options) (*Receipt, error) {
	if err := p.check(); err != nil {
		return nil, fmt.Errorf("deposit: %w", err)
	}
	d := &deposit{Place: place, p: p, o: o, part: partMark + p.Name + "-" + p.Digest[:digestPart]}
	d.staged = d.part + "/files"
	if d.o.Log == nil {
		d.o.Log = slog.New(slog.DiscardHandler)
	}
	if d.o.Clock == nil {
		d.o.Clock = time.Now
	}
	d.o.Log = d.o.Log.With("package", p.Name, "place", place.String())
	for _, f := range p.Files {
		d.total += f.Size
	}
	var err error
	for range rounds {
		d.done = 0
		var r *Receipt
		if r, err = d.round(ctx); err == nil {
			return r, nil
		}
		if !overtaken(err) {
			break
		}
		d.o.Log.Info("another deposit seems to be at it: looking again", "reason", err)
	}
	return nil, fmt.Errorf("deposit %s: %w", p.Name, err)
}

// digestPart is how much of a digest is in the name of a staging folder: 48 bits tell the builds of one package apart.
const digestPart = 12

var hexDigest = regexp.MustCompile(`^[0-9a-f]{64}$`)

// check makes sure that a package can be put anywhere.
func (p Package) check() error {
	bad := func(what string, args ...any) error {
		return fmt.Errorf("%w: "+what, append([]any{ErrSource}, args...)...)
	}
	if !fs.ValidPath(p.Name) || strings.ContainsAny(p.Name, `/\`) || strings.HasPrefix(p.Name, ".") {
		return bad("%q is no name of a folder", p.Name)
	}
	if !hexDigest.MatchString(p.Digest) {
		return bad("digest %q is no SHA-256", p.Digest)
	}
	seen := map[string]bool{}
	for _, f := range p.Files {
		switch {
		case !fs.ValidPath(f.Name) || f.Name == "." || strings.ContainsAny(f.Name, "\\\x00"):
			return bad("%q is no name of a file", f.Name)
		case seen[f.Name]:
			return bad("%s is listed twice", f.Name)
		case f.Size < 0 || !hexDigest.MatchString(f.SHA256):
			return bad("%s has no size or no SHA-256", f.Name)
		}
		seen[f.Name] = true
	}
	if !seen[p.Last] {
		return bad("the last file %q is not in it", p.Last)
	}
	return nil
}

// deposit is one call of Deposit.
type deposit struct {
	Place
	p            Package
	o            Options
	part, staged string // the staging folder, and that in it which becomes the package
	total        int64
	done, sent   int64
}

// round goes through it once.
func (d *deposit) round(ctx context.Context) (*Receipt, error) {
	there, unfinished, err := d.found(ctx)
	if err != nil {
		return nil, err
	}
	if unfinished {
		// First what other builds have left there, else it would be in the way of this one.
		if err := d.clear(ctx, false); err != nil {
			return nil, err
		}
		if there, unfinished, err = d.found(ctx); err != nil {
			return nil, err
		}
	}
	if there != nil {
		lacking, err := d.judge(ctx, there, unfinished)
		if err != nil {
			return nil, err
		}
		if !unfinished {
			if len(lacking) > 0 {
				if err := d.supplement(ctx, lacking, there); err != nil {
					return nil, err
				}
			}
			return d.finish(ctx)
		}
	}
	if err := d.clear(ctx, false); err != nil {
		return nil, err
	}
	if err := d.fill(ctx, d.p.Files, true); err != nil {
		return nil, err
	}
	staged, err := d.list(ctx, d.staged)
	if err != nil {
		return nil, err
	}
	if err := d.listed(staged); err != nil { // else what another deposit does would get the name
		return nil, err
	}
	if d.Piecemeal() {
		// Of two builds that came here at once, each has staged its own before it looks here for the other's: one sees it.
		if err := d.clear(ctx, false); err != nil {
			return nil, err
		}
	}
	if err := d.Promote(ctx, d.staged, d.p.Name, d.p.Last, staged); err != nil {
		return nil, fmt.Errorf("give it its name: %w", err)
	}
	return d.finish(ctx)
}

// found is what bears the name of the package, and whether it is unfinished: of a Promote that was cut, or nobody's.
func (d *deposit) found(ctx context.Context) (there map[string]int64, unfinished bool, err error) {
	there, err = d.list(ctx, d.p.Name)
	_, begun := there[d.p.Last]
	return there, d.Piecemeal() && !begun, err
}

// list is List, where nil stands for what is not there.
func (d *deposit) list(ctx context.Context, folder string) (map[string]int64, error) {
	m, err := d.List(ctx, folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil && m == nil {
		m = map[string]int64{}
	}
	return m, err
}

// judge compares what bears the name of the package with it. lacking is what may be added, in this order. Of an unfinished one
// everything may be.
func (d *deposit) judge(ctx context.Context, there map[string]int64, unfinished bool) (lacking []File, err error) {
	conflict := func(file, what string) error {
		if unfinished {
			return fmt.Errorf("%w: its %s %s, but there is no %s: it is no package, and nothing shows that it is a part of one; look at it and remove all that lies at the place below %s/",
				ErrConflict, file, what, d.p.Last, d.p.Name)
		}
		return fmt.Errorf("%w: %s is there already, but its %s %s; nothing was changed", ErrConflict, d.p.Name, file, what)
	}
	known := map[string]bool{}
	for _, f := range d.p.Files {
		known[f.Name] = true
		if _, ok := there[f.Name]; !ok {
			if !unfinished && (strings.HasPrefix(f.Name, "data/") || f.Name == d.p.Last) {
				return nil, conflict(f.Name, "is missing")
			}
			lacking = append(lacking, f)
			continue
		}
		same, err := d.same(ctx, d.p.Name, f, there)
		switch {
		case err != nil:
			return nil, err
		case same:
		case !unfinished && isTagManifest(f.Name) && there[f.Name] >= 0:
			lacking = append(lacking, f)
		default:
			return nil, conflict(f.Name, "differs")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(there)) {
		if !known[name] {
			return nil, conflict(name, "is not in the package")
		}
	}
	// A tag manifest that lists what is not there yet would make the bag invalid in between.
	slices.SortStableFunc(lacking, func(a, b File) int { return cmp.Compare(rank(a.Name), rank(b.Name)) })
	return lacking, nil
}

// isTagManifest says whether a file is a list of the files outside data/ (RFC 8493 §2.2.1).
func isTagManifest(name string) bool {
	return strings.HasPrefix(name, "tagmanifest-") && strings.HasSuffix(name, ".txt") && !strings.Contains(name, "/")
}

func rank(name string) int {
	if isTagManifest(name) {
		return 1
	}
	return 0
}

// same reads a file back.
func (d *deposit) same(ctx context.Context, folder string, f File, there map[string]int64) (bool, error) {
	if size, ok := there[f.Name]; ok && size != f.Size {
		return false, nil
	}
	r, err := d.Get(ctx, folder+"/"+f.Name)
	if err != nil {
		return false, fmt.Errorf("read back %s: %w", f.Name, err)
	}
	h := sha256.New()
	n, err := io.Copy(h, io.LimitReader(ctxReader{ctx, r}, f.Size+1))
	if err := errors.Join(err, r.Close()); err != nil {
		return false, fmt.Errorf("read back %s: %w", f.Name, err)
	}
	return n == f.Size && hex.EncodeToString(h.Sum(nil)) == f.SHA256, nil
}

// supplement adds files to a package that is there.
func (d *deposit) supplement(ctx context.Context, files []File, there map[string]int64) error {
	d.o.Log.Info("supplementing", "files", len(files))
	if err := d.fill(ctx, files, false); err != nil {
		return err
	}
	for _, f := range files {
		_, replace := there[f.Name]
		if err := d.Move(ctx, d.staged+"/"+f.Name, d.p.Name+"/"+f.Name, replace); err != nil {
			return fmt.Errorf("add %s: %w", f.Name, err)
		}
	}
	return nil
}

// fill brings files into the staging folder, and reads them back. If all, they are all that may be in it.
func (d *deposit) fill(ctx context.Context, files []File, all bool) error {
	have, err := d.list(ctx, d.staged)
	if err != nil {
		return err
	}
	if all && d.foreign(have) || !d.Replaces() && slices.ContainsFunc(files, func(f File) bool { size, ok := have[f.Name]; return ok && size != f.Size }) {
		if err := d.Remove(ctx, d.part); err != nil {
			return err
		}
		have = nil
	}
	var missing []File
	for _, f := range files {
		if size, ok := have[f.Name]; ok && size == f.Size {
			d.progress(f.Size)
			continue
		}
		missing = append(missing, f)
	}
	d.o.Log.Info("sending", "files", len(missing), "there", len(files)-len(missing))
	for again := range 2 {
		if err := d.send(ctx, missing, again > 0); err != nil {
			return err
		}
		if again == 0 {
			missing = files
		}
		if missing, err = d.wrong(ctx, missing); err != nil || len(missing) == 0 {
			return err
		}
		d.o.Log.Warn("read back, it is not what was sent", "file", missing[0].Name, "files", len(missing))
		if again == 0 && !d.Replaces() {
			// Not the file alone: another deposit may be about to give the folder its name, which then must fail.
			if err := d.Remove(ctx, d.part); err != nil {
				return err
			}
			missing = files
		}
	}
	return fmt.Errorf("%s: %w", missing[0].Name, ErrDamaged)
}

// foreign says whether something is in the staging folder that is not in the package.
func (d *deposit) foreign(have map[string]int64) bool {
	n := 0
	for _, f := range d.p.Files {
		if _, ok := have[f.Name]; ok {
			n++
		}
	}
	return n != len(have)
}

// wrong are the files in the staging folder that are not what was sent.
func (d *deposit) wrong(ctx context.Context, files []File) (wrong []File, err error) {
	for _, f := range files {
		same, err := d.same(ctx, d.staged, f, nil)
		if err != nil {
			return nil, err
		}
		if !same {
			wrong = append(wrong, f)
		}
	}
	return wrong, nil
}

// send sends files into the staging folder.
func (d *deposit) send(ctx context.Context, files []File, again bool) error {
	for _, f := range files {
		if again {
			d.progress(-f.Size)
		}
		if err := d.sendFile(ctx, f); err != nil {
			return fmt.Errorf("send %s: %w", f.Name, err)
		}
	}
	return nil
}

func (d *deposit) sendFile(ctx context.Context, f File) error {
	in, err := os.Open(filepath.Join(d.p.Dir, filepath.FromSlash(f.Name)))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSource, err)
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() != f.Size {
		return fmt.Errorf("%w: it has not the size that is listed", ErrSource)
	}
	src := &source{r: ctxReader{ctx, in}, h: sha256.New(), read: func(n int) { d.sent += int64(n); d.progress(int64(n)) }}
	err = d.Put(ctx, d.staged+"/"+f.Name, f.Size, src)
	n, sum, failed := src.end()
	switch {
	case failed != nil && ctx.Err() == nil:
		return errors.New("cannot be read here: " + failed.Error()) // not wrapped: what is missing here is not missing there
	case err != nil:
		return err
	case n != f.Size:
		return fmt.Errorf("the place took %d of %d bytes", n, f.Size)
	case sum != f.SHA256:
		return fmt.Errorf("%w: it has not the SHA-256 that is listed", ErrSource)
	}
	return nil
}

// source is a file that is sent: it counts and hashes what is read. A client may read on after it has failed, hence the lock.
type source struct {
	mu   sync.Mutex
	r    io.Reader
	h    hash.Hash
	n    int64
	err  error
	over bool
	read func(n int)
}

// Read reads.
func (s *source) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return 0, fs.ErrClosed
	}
	n, err := s.r.Read(p)
	s.h.Write(p[:n])
	s.n += int64(n)
	if n > 0 {
		s.read(n)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// end says what was read, and lets nothing more be read.
func (s *source) end() (n int64, sum string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	return s.n, hex.EncodeToString(s.h.Sum(nil)), s.err
}

func (d *deposit) progress(n int64) {
	d.done += n
	if d.o.Progress != nil {
		d.o.Progress(min(d.done, d.total), d.total)
	}
}

// listed demands that a list of files is that of the package.
func (d *deposit) listed(have map[string]int64) error {
	for _, f := range d.p.Files {
		switch size, ok := have[f.Name]; {
		case !ok:
			return fmt.Errorf("%s is gone: %w", f.Name, fs.ErrNotExist)
		case size != f.Size:
			return fmt.Errorf("%s: %w", f.Name, ErrDamaged)
		}
	}
	if d.foreign(have) {
		return fmt.Errorf("files that are not in it: %w", ErrDamaged)
	}
	return nil
}

// finish looks at the package under its name, clears away the staging folders and makes the receipt.
func (d *deposit) finish(ctx context.Context) (*Receipt, error) {
	there, err := d.list(ctx, d.p.Name)
	if err != nil {
		return nil, err
	}
	if err := d.listed(there); err != nil {
		return nil, fmt.Errorf("under its name: %w", err)
	}
	if err := d.clear(ctx, true); err != nil {
		return nil, err
	}
	d.o.Log.Info("deposited", "files", len(d.p.Files), "bytes", d.total, "sent", d.sent)
	return &Receipt{Place: d.String(), Name: d.p.Name, Digest: d.p.Digest, Files: len(d.p.Files), Bytes: d.total,
		At: d.o.Clock(), Sent: d.sent}, nil
}

// partName is the rest of the name of a staging folder.
var partName = regexp.MustCompile(`^[0-9a-f]{12}(\.gone-[0-9a-z]+)?$`)

// clear removes the staging folders of other builds of the package, with what they have put under its name where that is not
// done at once, and if all, its own.
func (d *deposit) clear(ctx context.Context, all bool) error {
	prefix := partMark + d.p.Name + "-"
	names, err := d.Folders(ctx, prefix)
	if err != nil {
		return err
	}
	for _, name := range names {
		if rest := strings.TrimPrefix(name, prefix); !partName.MatchString(rest) || !all && name == d.part {
			continue
		}
		if name != d.part {
			if err := d.Undo(ctx, name+"/files", d.p.Name, d.p.Last); err != nil {
				return fmt.Errorf("undo %s: %w", name, err)
			}
		}
		if err := d.Remove(ctx, name); err != nil {
			return fmt.Errorf("clear %s: %w", name, err)
		}
	}
	return nil
}
