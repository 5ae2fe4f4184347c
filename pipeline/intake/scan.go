package intake

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"huibian/pipeline/notice"
)

// Drop (收件) is one file in the shared folder. One that is there but cannot be read is a drop as well, with Err set, so
// that nobody takes it for received.
type Drop struct {
	File    string // path below the shared folder, with slashes; unique, and fit to be printed
	Path    string // path to open
	Section string // name of the section whose folder it lies in, "" for a file at the top
	Known   bool   // the notice lists that section
	Renamed bool   // File is not the name on disk: that one is no UTF-8, or holds control characters
	Size    int64
	Changed time.Time // when it was last written, by the clock of its file system
	Err     error     // why Read will fail: ErrLink, ErrNotRegular, ErrFolder, or what the system says; nil for a file
}

// Ignored is a file that is not a submission, and why, in the words of office staff.
type Ignored struct {
	File string
	Why  string
}

// Folders below the shared folder that are not sections (DESIGN §3).
const (
	folderReceipts = "回执" // what we answer; never read, wherever it lies
	Decisions      = "审核" // decisions of the office; at the top only
)

// IsDecision reports whether a drop lies where the office puts its decisions: it is no submission.
func (d Drop) IsDecision() bool {
	folder, _, below := strings.Cut(d.File, "/")
	return below && folder == Decisions
}

// Scan lists what lies under root: the sections in the order of the notice, then those it does not list by name (their
// drops have Known false), then the files at the top; within a section by path. Folders and files whose name begins with
// "." or "_", lock files of word processors and folders named 回执 are not listed as drops. The decisions of the office,
// which are no submissions, are: see [Drop.IsDecision].
//
// A link is followed to a file below root and nowhere else: whoever may write here must not make us publish what only we
// may read. A root that is missing or cannot be opened is an error, not an empty folder: a share may be disconnected.
func Scan(root string, n *notice.Notice) ([]Drop, []Ignored, error) {
	top, err := filepath.EvalSymlinks(root) // root itself may be a link to the share
	if err != nil {
		return nil, nil, fmt.Errorf("scan shared folder: %w", err)
	}
	s := scan{root: top, n: n, seen: map[string]bool{}}
	if err := filepath.WalkDir(top, s.visit); err != nil {
		return nil, nil, fmt.Errorf("scan shared folder: %w", err)
	}
	Sort(s.drops, n)
	return s.drops, s.ignored, nil
}

// Sort brings drops into the order in which Scan lists them.
func Sort(drops []Drop, n *notice.Notice) {
	rank := map[string]int{"": len(n.Sections) + 1}
	for i, sec := range n.Sections {
		rank[sec.Name] = i - len(n.Sections) // below the 0 of those it does not list
	}
	slices.SortStableFunc(drops, func(a, b Drop) int {
		return cmp.Or(
			cmp.Compare(rank[a.Section], rank[b.Section]),
			cmp.Compare(a.Section, b.Section),
			cmp.Compare(a.File, b.File),
		)
	})
}

type scan struct {
	root    string
	n       *notice.Notice
	seen    map[string]bool // names given out
	drops   []Drop
	ignored []Ignored
}

func (s *scan) visit(p string, d fs.DirEntry, err error) error {
	if p == s.root {
		return err
	}
	rel, renamed := s.rel(p)
	switch {
	case err != nil:
		s.drop(Drop{File: rel, Path: p, Renamed: renamed, Err: fmt.Errorf("%w: %w", ErrFolder, err)})
		return nil
	case d.IsDir():
		if skipFolder(d.Name()) {
			return fs.SkipDir
		}
		return nil
	}
	if why, skip := skipFile(d.Name()); skip {
		if why != "" {
			s.ignored = append(s.ignored, Ignored{File: rel, Why: why})
		}
		return nil
	}
	x := Drop{File: rel, Renamed: renamed}
	var info fs.FileInfo
	if x.Path, info, x.Err = s.resolve(p, d); x.Err == nil {
		x.Size, x.Changed = info.Size(), info.ModTime()
	}
	s.drop(x)
	return nil
}

// resolve says where to read a file, and what it is.
func (s *scan) resolve(p string, d fs.DirEntry) (string, fs.FileInfo, error) {
	link := d.Type()&fs.ModeSymlink != 0
	if link {
		target, err := filepath.EvalSymlinks(p)
		if err != nil {
			return p, nil, fmt.Errorf("%w: %w", ErrLink, err)
		}
		below, err := filepath.Rel(s.root, target)
		if err != nil || !filepath.IsLocal(below) {
			return p, nil, fmt.Errorf("%w: it leads out of the shared folder", ErrLink)
		}
		p = target
	}
	info, err := os.Lstat(p)
	switch {
	case err != nil:
		return p, nil, err
	case link && info.IsDir():
		return p, nil, fmt.Errorf("%w: it leads to a folder", ErrLink)
	case !info.Mode().IsRegular():
		return p, nil, ErrNotRegular
	}
	return p, info, nil
}

func (s *scan) drop(d Drop) {
	folder, _, nested := strings.Cut(d.File, "/")
	switch sec, ok := s.n.Section(folder); {
	case d.IsDecision():
		d.Section, d.Known = Decisions, true
	case ok:
		d.Section, d.Known = sec.Name, true
	case nested || errors.Is(d.Err, ErrFolder):
		d.Section = folder
	}
	s.seen[d.File] = true
	s.drops = append(s.drops, d)
}

// rel is the name of a file as it is known from here on, and whether it is another than on disk.
func (s *scan) rel(p string) (name string, renamed bool) {
	r, err := filepath.Rel(s.root, p)
	if err != nil {
		r = p // cannot be: WalkDir only names what is below its root
	}
	r = filepath.ToSlash(r)
	name = printable(r)
	for s.seen[name] {
		name += "′" // two names on disk that print alike
	}
	return name, name != r
}
