package bagit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// Errors of writing.
var (
	ErrDamaged = errors.New("content is not what it must be") // an item has another SHA-256
	ErrExists  = errors.New("exists already")                 // a folder that is not empty, a tag file with other content
	ErrClosed  = errors.New("bag is closed")
)

// Item is a file to be put into a bag.
type Item struct {
	Name   string                        // path below data/, with slashes
	Open   func() (io.ReadCloser, error) // its bytes; called once, and read to the end
	SHA256 string                        // what it must have, in hex; "" if not known
}

// Options of a new bag.
type Options struct {
	Extra    []Algorithm // beside SHA-256 and SHA-512
	DirMode  fs.FileMode // of folders, before umask; 0: 0700
	FileMode fs.FileMode // of files, before umask; 0: 0600
	Hands    int         // how many files are written at once; 0: as many as there are processors

	lazy bool // nothing is waited for to be on disk: for tests of something else
}

// Entry is a file of the payload.
type Entry struct {
	Name string // path below data/
	Size int64  // bytes
	Sums map[Algorithm]string
}

// Writer writes a bag. Its methods may be called by several goroutines.
type Writer struct {
	dir   string
	o     Options
	algs  []Algorithm
	root  *os.Root
	disk  *disk
	hands sync.Pool // of *hand

	mu      sync.Mutex
	names   names
	folders []string // below the bag's folder, outer ones first
	entries map[string]Entry
	err     error // why it cannot go on
}

// Create begins a bag in a folder, which must be empty or absent (ErrExists); its parent must be there.
func Create(dir string, o Options) (*Writer, error) {
	algs, err := withExtras(o.Extra)
	if err != nil {
		return nil, fmt.Errorf("create bag: %w", err)
	}
	if o.DirMode == 0 {
		o.DirMode = 0o700
	}
	if o.FileMode == 0 {
		o.FileMode = 0o600
	}
	if o.Hands <= 0 {
		o.Hands = runtime.GOMAXPROCS(0)
	}
	w := &Writer{dir: dir, o: o, algs: algs, names: names{}, folders: []string{".", dataDir}, entries: map[string]Entry{}}
	w.hands.New = func() any { return newHand(algs) }
	if err := w.begin(); err != nil {
		return nil, fmt.Errorf("create bag: %w", err)
	}
	return w, nil
}

func (w *Writer) begin() error {
	if err := os.Mkdir(w.dir, w.o.DirMode); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	there, err := os.ReadDir(w.dir)
	if err != nil {
		return err
	}
	if len(there) > 0 {
		return fmt.Errorf("%s: %w: it has %s", w.dir, ErrExists, there[0].Name())
	}
	if w.disk, err = openDisk(w.dir, w.o.lazy); err != nil {
		return err
	}
	if w.root, err = os.OpenRoot(w.dir); err == nil {
		err = w.root.Mkdir(dataDir, w.o.DirMode)
	}
	if err != nil {
		w.leave()
	}
	return err
}

// leave gives back what the writer holds.
func (w *Writer) leave() {
	w.disk.close()
	if w.root != nil {
		w.root.Close()
	}
}

// Abandon gives back what the writer holds, if Close has not; the folder is for the caller to remove.
func (w *Writer) Abandon() { _ = w.fail(ErrClosed) }

// fail remembers why the writer cannot go on. What came first stays.
func (w *Writer) fail(err error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		w.err = err
		w.leave()
	}
	return err
}

// Add copies items into the payload, several at a time, with a fixed buffer for each. Items are begun in the order given;
// none is begun after an error. Errors name the item; they match ErrName for what names cannot be, and ErrDamaged for an
// item with another SHA-256 than said. After an error the writer only gives errors, and its folder is for the caller to
// remove.
func (w *Writer) Add(ctx context.Context, items ...Item) error {
	if err := w.claim(items); err != nil {
		return w.fail(fmt.Errorf("add to bag: %w", err))
	}
	var next atomic.Int64
	g, ctx := errgroup.WithContext(ctx)
	for range min(w.o.Hands, len(items)) {
		g.Go(func() error {
			h := w.hands.Get().(*hand)
			defer w.hands.Put(h)
			for i := next.Add(1) - 1; i < int64(len(items)); i = next.Add(1) - 1 {
				if err := w.add(ctx, h, items[i]); err != nil {
					return fmt.Errorf("%s: %w", items[i].Name, err)
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return w.fail(fmt.Errorf("add to bag: %w", err))
	}
	return nil
}

// claim enters the names of items and makes their folders.
func (w *Writer) claim(items []Item) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return w.err
	}
	for _, it := range items {
		folders, err := w.names.claim(it.Name)
		if err != nil {
			return err
		}
		for _, f := range folders {
			f = path.Join(dataDir, f)
			if err := w.root.Mkdir(f, w.o.DirMode); err != nil {
				return err
			}
			w.folders = append(w.folders, f)
		}
	}
	return nil
}

// add copies one item.
func (w *Writer) add(ctx context.Context, h *hand, it Item) error {
	in, err := it.Open()
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	defer in.Close()
	out, err := w.root.OpenFile(path.Join(dataDir, it.Name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, w.o.FileMode)
	if err != nil {
		return err
	}
	size, sums, err := h.digest(ctx, out, in)
	if err == nil {
		err = w.disk.written(out)
	}
	if err := errors.Join(err, out.Close()); err != nil {
		return err
	}
	if it.SHA256 != "" && !strings.EqualFold(it.SHA256, sums[SHA256]) {
		return fmt.Errorf("%w: SHA-256 is %s, not %s", ErrDamaged, sums[SHA256], it.SHA256)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.entries[it.Name] = Entry{it.Name, size, sums}
	return nil
}

// Entry is what has been added under a name.
func (w *Writer) Entry(name string) (Entry, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	e, ok := w.entries[name]
	return e, ok
}

// Entries are all files added, sorted by name.
func (w *Writer) Entries() []Entry {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.sorted()
}

func (w *Writer) sorted() []Entry {
	return slices.SortedFunc(maps.Values(w.entries), func(a, b Entry) int { return strings.Compare(a.Name, b.Name) })
}

// Close writes bag-info.txt, with the fields in their order and Payload-Oxum last, the tag files given by their names, and
// the manifests. When all is on disk it writes bagit.txt, by which the folder is a bag. The same items and the same arguments
// give the same bytes. Errors match ErrField and ErrName for what bag-info.txt and the bag cannot hold. Whatever it returns, the
// writer has ended; after an error there is no bag, and the folder is for the caller to remove.
func (w *Writer) Close(info []Field, tags map[string][]byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return fmt.Errorf("close bag: %w", w.err)
	}
	w.err = ErrClosed
	defer w.leave()
	if err := w.finish(info, tags); err != nil {
		w.err = err
		return fmt.Errorf("close bag: %w", err)
	}
	return nil
}

func (w *Writer) finish(info []Field, tags map[string][]byte) error {
	files, err := w.tagFiles(info, tags)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := w.create(name, files[name], w.disk.written); err != nil {
			return err
		}
	}
	written := slices.Sorted(maps.Keys(files))
	for name := range w.entries {
		written = append(written, path.Join(dataDir, name))
	}
	if err := w.disk.flush(w.root, w.folders, written); err != nil {
		return err
	}
	err = w.create(bagitFile, []byte(declaration), w.disk.last)
	if err == nil {
		err = w.disk.settle(w.root)
	}
	if err != nil {
		return errors.Join(err, absent(w.root.Remove(bagitFile)))
	}
	return nil
}

// absent is nil where nothing was there to be removed.
func absent(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// tagFiles makes everything outside the payload but bagit.txt, and the folders of the tag files.
func (w *Writer) tagFiles(info []Field, tags map[string][]byte) (map[string][]byte, error) {
	files := map[string][]byte{}
	taken := names{}
	for _, name := range slices.Sorted(maps.Keys(tags)) {
		folders, err := taken.claim(name)
		if err != nil {
			return nil, err
		}
		if reserved(name) {
			return nil, fmt.Errorf("%w: %q is the format's own", ErrName, name)
		}
		for _, f := range folders {
			if err := w.root.Mkdir(f, w.o.DirMode); err != nil {
				return nil, err
			}
			w.folders = append(w.folders, f)
		}
		files[name] = tags[name]
	}
	for _, f := range info {
		if err := checkField(f); err != nil {
			return nil, err
		}
	}
	entries := w.sorted()
	var size int64
	for _, e := range entries {
		size += e.Size
	}
	files[infoFile] = renderFields(append(slices.Clone(info), Field{oxum, formatOxum(size, len(entries))}))
	for _, a := range w.algs {
		l := &list{sums: map[string]string{}}
		for _, e := range entries {
			l.sums[path.Join(dataDir, e.Name)] = e.Sums[a]
		}
		files[payloadPrefix+string(a)+".txt"] = l.render()
	}
	listed := maps.Clone(files)
	listed[bagitFile] = []byte(declaration)
	for _, a := range w.algs {
		l := &list{sums: map[string]string{}}
		for name, b := range listed {
			l.sums[name] = sumsOf(b, []Algorithm{a})[a]
		}
		files[tagPrefix+string(a)+".txt"] = l.render()
	}
	return files, nil
}

// create writes a small file that is not there yet.
func (w *Writer) create(name string, b []byte, written func(*os.File) error) error {
	out, err := w.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, w.o.FileMode)
	if err != nil {
		return err
	}
	if _, err = out.Write(b); err == nil {
		err = written(out)
	}
	if err := errors.Join(err, out.Close()); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// syncDir makes the entries of a folder durable; Windows has no such thing, and writes them by itself.
func syncDir(f *os.File, err error) error {
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && filepath.Separator == '/' {
		return err
	}
	return nil
}

// last is called with the last file of a bag, of which nothing comes after.
func (d *disk) last(f *os.File) error {
	if d.lazy {
		return nil
	}
	return f.Sync()
}

// settle makes the names in a bag's folder durable, and its own.
func (d *disk) settle(root *os.Root) error {
	if d.lazy {
		return nil
	}
	if err := syncDir(root.Open(".")); err != nil {
		return err
	}
	whole, err := filepath.Abs(root.Name())
	if err != nil {
		return err
	}
	return syncDir(os.Open(filepath.Dir(whole)))
}
