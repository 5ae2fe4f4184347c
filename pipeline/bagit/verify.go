package bagit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// Kind is what is wrong with a file.
type Kind string

// Kinds of problems.
const (
	Damaged    Kind = "damaged"    // its bytes are not those listed; of a manifest also: its digest of a file is not that of the others
	Missing    Kind = "missing"    // listed and not there
	Extra      Kind = "extra"      // there and not listed
	Renamed    Kind = "renamed"    // not listed, with the bytes of a file that is missing, which is Was
	Malformed  Kind = "malformed"  // no file, or a tag file that is not as the format wants it
	Unreadable Kind = "unreadable" // a file or folder that the disk, or who set its rights, does not give
)

// Problem is something wrong with a bag. Of what is found wrong with one file in one way, the first is told.
type Problem struct {
	Kind Kind
	File string // path below the bag's folder
	Was  string // of what is renamed: its listed path
	Note string // what is wrong with it, in English, if Kind does not tell
}

// String tells a problem in one line.
func (p Problem) String() string {
	s := string(p.Kind) + ": " + p.File
	if p.Was != "" {
		s += " was " + p.Was
	}
	if p.Note != "" {
		s += ": " + p.Note
	}
	return s
}

// Report is the result of a verification.
type Report struct {
	Files int       // of the payload, as found
	Bytes int64     // of the payload, as found
	Wrong []Problem // sorted by File and Kind; empty if the bag is whole
}

// Whole says whether nothing is wrong.
func (r *Report) Whole() bool { return len(r.Wrong) == 0 }

// found is a file of the bag.
type found struct {
	mode fs.FileMode
	size int64
	sums map[Algorithm]string
	lost error // why it could not be read
}

// check is a verification.
type check struct {
	root    *os.Root
	version string // "" if bagit.txt does not tell
	files   map[string]*found
	tags    []*list
	payload []*list
	wrong   map[string]Problem // by kind and file
	strays  map[string]bool    // files that no list has
	closed  []string           // folders that could not be looked into
}

// Verify reads every byte of a bag, several files at a time (hands; 0: as many as there are processors), and tells what is
// wrong; what cannot be read is told among that, and the rest is read. An error is one of the folder itself, of the context, or
// matches ErrNotBag: there is no bagit.txt.
func Verify(ctx context.Context, dir string, hands int) (*Report, error) {
	r, err := verify(ctx, dir, hands)
	if err != nil {
		return nil, fmt.Errorf("verify bag: %w", err)
	}
	return r, nil
}

func verify(ctx context.Context, dir string, hands int) (*Report, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	if _, err := root.Lstat(bagitFile); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w: %w", dir, ErrNotBag, err)
	} else if err != nil {
		return nil, err
	}
	c := &check{root: root, files: map[string]*found{}, wrong: map[string]Problem{}, strays: map[string]bool{}}
	if err := c.walk("."); err != nil {
		return nil, err
	}
	if c.tags, err = readLists(root, tagPrefix); err != nil {
		return nil, err
	}
	if c.payload, err = readLists(root, payloadPrefix); err != nil {
		return nil, err
	}
	if err := c.digest(ctx, hands); err != nil {
		return nil, err
	}
	c.judge()
	return c.report(), nil
}

// walk finds all files below a folder. It follows no link.
func (c *check) walk(dir string) error {
	f, err := c.root.Open(dir)
	if err != nil {
		return err
	}
	there, err := f.ReadDir(-1)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	for _, e := range there {
		name := path.Join(dir, e.Name())
		if e.IsDir() {
			if err := c.walk(name); err != nil {
				c.closed = append(c.closed, name)
				c.unreadable(name, err)
			}
			continue
		}
		c.files[name] = &found{}
		if info, err := e.Info(); err != nil {
			c.files[name].lost = err
		} else {
			*c.files[name] = found{mode: info.Mode(), size: info.Size()}
		}
	}
	return nil
}

// digest takes the digests of all files, by every algorithm of a manifest.
func (c *check) digest(ctx context.Context, hands int) error {
	algs := algsOf(append(slices.Clone(c.tags), c.payload...)...)
	var names []string
	for _, name := range slices.Sorted(maps.Keys(c.files)) {
		if f := c.files[name]; f.mode.IsRegular() && f.lost == nil {
			names = append(names, name)
		}
	}
	if hands <= 0 {
		hands = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	g, ctx := errgroup.WithContext(ctx)
	for range min(hands, len(names)) {
		g.Go(func() error {
			h := newHand(algs)
			for i := next.Add(1) - 1; i < int64(len(names)); i = next.Add(1) - 1 {
				f := c.files[names[i]] // of this goroutine only
				if f.lost = c.read(ctx, h, names[i], f); ctx.Err() != nil {
					return context.Cause(ctx)
				}
			}
			return nil
		})
	}
	return g.Wait()
}

func (c *check) read(ctx context.Context, h *hand, name string, f *found) error {
	in, err := c.root.Open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	size, sums, err := h.digest(ctx, nil, in)
	if err != nil {
		return err
	}
	f.size, f.sums = size, sums
	return nil
}

// unreadable notes what the disk does not give.
func (c *check) unreadable(name string, err error) {
	var bare *fs.PathError
	if errors.As(err, &bare) {
		err = bare.Err // the path is told beside it
	}
	c.problem(Problem{Kind: Unreadable, File: name, Note: err.Error()})
}

// problem notes a problem, unless the same is known of the same file.
func (c *check) problem(p Problem) {
	key := string(p.Kind) + " " + p.File
	if _, known := c.wrong[key]; !known {
		c.wrong[key] = p
	}
}

func (c *check) has(k Kind, file string) bool {
	_, ok := c.wrong[string(k)+" "+file]
	return ok
}

// judge compares files and lists.
func (c *check) judge() {
	c.declared()
	for _, l := range append(slices.Clone(c.tags), c.payload...) {
		if l.lost != nil {
			c.unreadable(l.file, l.lost)
		}
		if len(l.bad) > 0 {
			c.problem(Problem{Kind: Malformed, File: l.file, Note: l.faults()})
		}
	}
	for name, f := range c.files {
		if f.lost != nil {
			c.unreadable(name, f.lost)
		}
		if !f.mode.IsRegular() {
			c.problem(Problem{Kind: Malformed, File: name, Note: "it is a " + kindOf(f.mode)})
		}
	}
	if _, ok := c.files[fetchFile]; ok {
		c.problem(Problem{Kind: Malformed, File: fetchFile, Note: "files that are elsewhere are not supported"})
	}
	c.unvouched()
	c.compare(c.tags, false)
	c.compare(c.intact(), true)
	c.info()
	c.rename()
}

// told notes what is wrong with a tag file of the format.
func (c *check) told(name string, err error) {
	switch {
	case errors.Is(err, ErrMalformed):
		c.problem(Problem{Kind: Malformed, File: name, Note: reason(err)})
	case err != nil:
		c.unreadable(name, err)
	}
}

// declared reads bagit.txt.
func (c *check) declared() {
	b, err := readTag(c.root, bagitFile)
	if err == nil {
		c.version, err = parseDeclaration(b)
	}
	c.told(bagitFile, err)
}

// unvouched finds manifests that should be there.
func (c *check) unvouched() {
	algs := algsOf(c.payload...)
	if len(algs) == 0 {
		algs = []Algorithm{SHA256}
		c.problem(Problem{Kind: Missing, File: payloadPrefix + string(SHA256) + ".txt", Note: "no manifest lists the payload"})
	}
	for _, a := range algs {
		if name := tagPrefix + string(a) + ".txt"; c.files[name] == nil {
			c.problem(Problem{Kind: Missing, File: name})
		}
	}
}

// intact are the payload manifests that are not damaged, or all if there are no such: what a damaged one says of other files
// says nothing of them.
func (c *check) intact() []*list {
	var out []*list
	for _, l := range c.payload {
		if !c.has(Damaged, l.file) && l.lost == nil {
			out = append(out, l)
		}
	}
	if len(out) == 0 {
		return c.payload
	}
	return out
}

// compare judges the payload, or the tag files, by their lists.
func (c *check) compare(lists []*list, payload bool) {
	lists = slices.DeleteFunc(slices.Clone(lists), func(l *list) bool { return l.sums == nil })
	names := map[string]bool{}
	for name := range c.files {
		_, tagList := manifestOf(name, tagPrefix)
		if strings.HasPrefix(name, dataDir+"/") == payload && !tagList {
			names[name] = true
		}
	}
	for _, l := range lists {
		for name := range l.sums {
			names[name] = true
		}
	}
	if len(lists) == 0 {
		return // told by unvouched
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		var with, without []*list
		for _, l := range lists {
			if _, ok := l.sums[name]; ok {
				with = append(with, l)
			} else {
				without = append(without, l)
			}
		}
		if c.version == versions[0] {
			without = nil
		}
		f := c.files[name]
		switch {
		case f == nil:
			c.absent(name, with, without)
		case !f.mode.IsRegular(), f.lost != nil:
			// told already
		case len(with) == 0:
			c.stray(name)
		default:
			c.present(name, f, with, without, payload)
		}
	}
}

func (c *check) stray(name string) {
	note := ""
	if strings.HasPrefix(name, adding) {
		note = "left by the adding of a tag file that did not come to its end"
	}
	c.strays[name] = true
	c.problem(Problem{Kind: Extra, File: name, Note: note})
}

// absent judges a file that is listed and not there. If only some lists have it, those are wrong.
func (c *check) absent(name string, with, without []*list) {
	if slices.ContainsFunc(c.closed, func(dir string) bool { return strings.HasPrefix(name, dir+"/") }) {
		return // told of its folder
	}
	if len(without) == 0 {
		c.problem(Problem{Kind: Missing, File: name})
		return
	}
	for _, l := range with {
		c.problem(Problem{Kind: Malformed, File: l.file, Note: fmt.Sprintf("lists %s, which is not there, nor in %s", name, without[0].file)})
	}
}

// present judges a file that is listed and there. If only some lists disagree with it, those are wrong.
func (c *check) present(name string, f *found, with, without []*list, payload bool) {
	var against []*list
	for _, l := range with {
		if f.sums[l.alg] != l.sums[name] {
			against = append(against, l)
		}
	}
	if len(against) == len(with) {
		c.problem(Problem{Kind: Damaged, File: name})
		against = nil
	}
	for _, l := range against {
		c.problem(Problem{Kind: Damaged, File: l.file, Note: fmt.Sprintf("its digest of %s is not that of the file, and that of another manifest is", name)})
	}
	for _, l := range without {
		if payload || reserved(name) {
			c.problem(Problem{Kind: Malformed, File: l.file, Note: "does not list " + name})
		} else { // as AddTag leaves it if it is interrupted
			c.problem(Problem{Kind: Extra, File: name, Note: "not listed in " + l.file})
		}
	}
}

// info reads bag-info.txt, and compares its Payload-Oxum with the payload if that is sound: else it cannot but differ.
func (c *check) info() {
	if c.has(Damaged, infoFile) || c.files[infoFile] == nil {
		return
	}
	b, err := readTag(c.root, infoFile)
	var fields []Field
	if err == nil {
		fields, err = parseFields(b)
	}
	if err == nil && c.sound() {
		files, size := c.size()
		err = checkOxum(fields, size, files)
	}
	c.told(infoFile, err)
}

// sound says whether nothing is wrong with a file of the payload, nor with its folder.
func (c *check) sound() bool {
	for _, p := range c.wrong {
		if p.File == dataDir || strings.HasPrefix(p.File, dataDir+"/") {
			return false
		}
	}
	return true
}

// size is that of the payload.
func (c *check) size() (files int, size int64) {
	for name, f := range c.files {
		if strings.HasPrefix(name, dataDir+"/") && f.mode.IsRegular() {
			files++
			size += f.size
		}
	}
	return files, size
}

// rename finds missing files under other names.
func (c *check) rename() {
	byDigest := map[string][]string{}
	for _, name := range slices.Sorted(maps.Keys(c.strays)) {
		for a, sum := range c.files[name].sums {
			byDigest[string(a)+sum] = append(byDigest[string(a)+sum], name)
		}
	}
	for _, p := range c.problems() {
		if p.Kind != Missing {
			continue
		}
		for _, l := range append(slices.Clone(c.tags), c.payload...) {
			sum, listed := l.sums[p.File]
			candidates := byDigest[string(l.alg)+sum]
			i := slices.IndexFunc(candidates, func(name string) bool { return c.strays[name] })
			if !listed || i < 0 {
				continue
			}
			now := candidates[i]
			delete(c.strays, now)
			delete(c.wrong, string(Missing)+" "+p.File)
			delete(c.wrong, string(Extra)+" "+now)
			c.problem(Problem{Kind: Renamed, File: now, Was: p.File})
			break
		}
	}
}

func (c *check) problems() []Problem {
	return slices.SortedFunc(maps.Values(c.wrong), func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.File, b.File), strings.Compare(string(a.Kind), string(b.Kind)))
	})
}

func (c *check) report() *Report {
	r := &Report{Wrong: c.problems()}
	r.Files, r.Bytes = c.size()
	return r
}
