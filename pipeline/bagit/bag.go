package bagit

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
)

// ErrNotBag says that a folder is no bag: it has no bagit.txt, or one that nobody could read.
var ErrNotBag = errors.New("not a bag")

// mostTag is how long a manifest or bag-info.txt may be: a list of half a million files.
const mostTag = 64 << 20

// Bag is what a bag says of itself. Nothing of it is verified.
type Bag struct {
	version string
	info    []Field
	lists   map[Algorithm]*list
	tags    map[Algorithm]*list
	digest  string
}

// Open reads bagit.txt, bag-info.txt and the manifests. Errors match ErrNotBag, or ErrMalformed and name the file.
func Open(dir string) (*Bag, error) {
	b, err := open(dir)
	if err != nil {
		return nil, fmt.Errorf("open bag: %w", err)
	}
	return b, nil
}

func open(dir string) (*Bag, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	text, err := readTag(root, bagitFile)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, ErrMalformed) {
		return nil, fmt.Errorf("%s: %w: %w", dir, ErrNotBag, err)
	}
	if err != nil {
		return nil, err
	}
	b := &Bag{lists: map[Algorithm]*list{}, tags: map[Algorithm]*list{}}
	if b.version, err = parseDeclaration(text); err != nil {
		return nil, fmt.Errorf("%s: %w: %s: %w", dir, ErrNotBag, bagitFile, err)
	}
	switch text, err := readTag(root, infoFile); {
	case err == nil:
		if b.info, err = parseFields(text); err != nil {
			return nil, fmt.Errorf("%s: %w", infoFile, err)
		}
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	lists, err := readLists(root, payloadPrefix)
	if err != nil {
		return nil, err
	}
	for _, l := range lists {
		if err := l.err(); err != nil {
			return nil, err
		}
		b.lists[l.alg] = l
	}
	if lists, err = readLists(root, tagPrefix); err != nil {
		return nil, err
	}
	for _, l := range lists {
		if err := l.err(); err != nil {
			return nil, err
		}
		b.tags[l.alg] = l
	}
	if text, err = readTag(root, payloadPrefix+string(SHA256)+".txt"); err == nil {
		sum := sha256.Sum256(text)
		b.digest = hex.EncodeToString(sum[:])
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return b, nil
}

// Version is that of BagIt: 1.0 or 0.97.
func (b *Bag) Version() string { return b.version }

// Fields are the lines of bag-info.txt, in their order.
func (b *Bag) Fields() []Field { return slices.Clone(b.info) }

// Info is the first value of a label in bag-info.txt, in whatever case; "" if it has none.
func (b *Bag) Info(label string) string {
	if all := values(b.info, label); len(all) > 0 {
		return all[0]
	}
	return ""
}

// Tags is the tag manifest of an algorithm: digests (hex, small letters) by the names below the bag's folder. It is nil if the
// bag has none.
func (b *Bag) Tags(a Algorithm) map[string]string {
	l, ok := b.tags[a]
	if !ok {
		return nil
	}
	return maps.Clone(l.sums)
}

// Manifest is the payload manifest of an algorithm: digests (hex, small letters) by the names below data/. It is nil if the
// bag has none.
func (b *Bag) Manifest(a Algorithm) map[string]string {
	l, ok := b.lists[a]
	if !ok {
		return nil
	}
	out := make(map[string]string, len(l.sums))
	for name, sum := range l.sums {
		out[strings.TrimPrefix(name, dataDir+"/")] = sum
	}
	return out
}

// Digest is the SHA-256 of manifest-sha256.txt (hex), by which a seal from outside holds the whole payload; "" if the bag
// has no such manifest.
func (b *Bag) Digest() string { return b.digest }

// readTag reads a tag file of the format. An error matches ErrMalformed if it is no file, or longer than any of its kind.
func readTag(root *os.Root, name string) ([]byte, error) {
	info, err := root.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: %w", name, faultf("it is a %s", kindOf(info.Mode())))
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, mostTag+1))
	if err != nil {
		return nil, err
	}
	if len(b) > mostTag {
		return nil, fmt.Errorf("%s: %w", name, faultf("it is longer than %d bytes", mostTag))
	}
	return b, nil
}

// readLists reads the manifests whose names begin so, sorted by name. What is no file, or too long, is a list with a fault, as is
// what the disk does not give.
func readLists(root *os.Root, prefix string) ([]*list, error) {
	top, err := root.Open(".")
	if err != nil {
		return nil, err
	}
	names, err := top.Readdirnames(-1)
	if err := errors.Join(err, top.Close()); err != nil {
		return nil, err
	}
	slices.Sort(names)
	var out []*list
	for _, name := range names {
		alg, ok := manifestOf(name, prefix)
		if !ok {
			continue
		}
		b, err := readTag(root, name)
		switch {
		case errors.Is(err, ErrMalformed):
			out = append(out, &list{file: name, alg: alg, bad: []string{reason(err)}})
		case err != nil:
			out = append(out, &list{file: name, alg: alg, lost: err})
		default:
			out = append(out, parseManifest(name, alg, b))
		}
	}
	return out, nil
}

// kinds name what is no file.
var kinds = map[fs.FileMode]string{
	fs.ModeDir: "folder", fs.ModeSymlink: "symbolic link", fs.ModeNamedPipe: "pipe", fs.ModeSocket: "socket",
	fs.ModeDevice: "device", fs.ModeDevice | fs.ModeCharDevice: "device",
}

func kindOf(m fs.FileMode) string {
	if k, ok := kinds[m.Type()]; ok {
		return k
	}
	return "thing of no known kind"
}

// algsOf are the known algorithms of lists, sorted.
func algsOf(lists ...*list) []Algorithm {
	set := map[Algorithm]bool{}
	for _, l := range lists {
		if _, known := algorithms[l.alg]; known {
			set[l.alg] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}
