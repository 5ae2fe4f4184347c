package intake

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"huibian/pipeline/notice"
)

// Drop (收件) is one file in the shared folder.
type Drop struct {
	File    string // path below the shared folder, with slashes
	Path    string // path to open
	Section string // name of the section whose folder it lies in, "" for a file at the top
	Known   bool   // the notice lists that section
	Size    int64
}

// Ignored is a file that is not a submission, and why, in the words of office staff.
type Ignored struct {
	File string
	Why  string
}

// Folders below the shared folder that are not sections (DESIGN §3).
const (
	folderReceipts  = "回执" // what we answer; never read
	folderDecisions = "审核" // decisions of the office
)

// Scan lists what lies under root, in the order of the notice's sections and then by path. Folders and files whose name
// begins with "." or "_", lock files of word processors and folders named 回执 are not listed as drops. A folder the
// notice does not list is a section all the same, with Known false. A missing root is an empty one.
func Scan(root string, n *notice.Notice) ([]Drop, []Ignored, error) {
	s := scan{root: root, n: n}
	err := filepath.WalkDir(root, s.visit)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("scan %s: %w", root, err)
	}
	rank := map[string]int{}
	for i, sec := range n.Sections {
		rank[sec.Name] = i + 1
	}
	slices.SortStableFunc(s.drops, func(a, b Drop) int {
		ra, rb := rank[a.Section], rank[b.Section]
		switch {
		case ra != rb && ra != 0 && rb != 0:
			return ra - rb
		case ra != rb:
			return rb - ra // unknown sections and loose files after the known ones
		}
		return strings.Compare(a.File, b.File)
	})
	return s.drops, s.ignored, nil
}

type scan struct {
	root    string
	n       *notice.Notice
	drops   []Drop
	ignored []Ignored
}

func (s *scan) visit(p string, d fs.DirEntry, err error) error {
	if err != nil {
		if p == s.root {
			return err
		}
		s.ignored = append(s.ignored, Ignored{File: s.rel(p), Why: "无法读取，请检查文件权限：" + err.Error()})
		return nil
	}
	if p == s.root {
		return nil
	}
	rel, name := s.rel(p), d.Name()
	if d.IsDir() {
		if skipFolder(rel, name) {
			return fs.SkipDir
		}
		return nil
	}
	if why, skip := skipFile(name); skip {
		if why != "" {
			s.ignored = append(s.ignored, Ignored{File: rel, Why: why})
		}
		return nil
	}
	info, err := os.Stat(p) // follows a link, as the person who opens it would
	if err != nil || !info.Mode().IsRegular() {
		s.ignored = append(s.ignored, Ignored{File: rel, Why: "不是普通文件，未读取"})
		return nil
	}
	drop := Drop{File: rel, Path: p, Size: info.Size()}
	if folder, _, nested := strings.Cut(rel, "/"); nested {
		drop.Section = folder
		if sec, ok := s.n.Section(folder); ok {
			drop.Section, drop.Known = sec.Name, true
		}
	}
	s.drops = append(s.drops, drop)
	return nil
}

func (s *scan) rel(p string) string {
	r, err := filepath.Rel(s.root, p)
	if err != nil {
		return filepath.ToSlash(p)
	}
	return filepath.ToSlash(r)
}

// skipFolder reports folders that are never read: hidden ones, our own receipts, and the office's decisions, which are
// not submissions.
func skipFolder(rel, name string) bool {
	return hidden(name) || name == folderReceipts || rel == folderDecisions || path.Base(rel) == folderReceipts
}

func hidden(name string) bool { return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") }

// lockPrefixes tell the files that word processors lay beside an open document.
var lockPrefixes = []struct{ prefix, program string }{
	{"~$", "Word"},
	{".~lock.", "LibreOffice"},
	{".~", "WPS"},
}

// leftovers are files that systems and browsers leave in folders; they are passed over without a word.
var leftovers = []string{"thumbs.db", "desktop.ini", ".ds_store"}

// unfinishedSuffixes tell files that are still being written or downloaded.
var unfinishedSuffixes = []string{".tmp", ".part", ".crdownload", ".partial", ".download"}

// skipFile reports files that are not submissions; an empty reason means that nobody needs to hear of it.
func skipFile(name string) (why string, skip bool) {
	for _, l := range lockPrefixes {
		if strings.HasPrefix(name, l.prefix) {
			return "该文件正在 " + l.program + " 中打开，请保存并关闭", true
		}
	}
	lower := strings.ToLower(name)
	if hidden(name) || slices.Contains(leftovers, lower) {
		return "", true
	}
	for _, s := range unfinishedSuffixes {
		if strings.HasSuffix(lower, s) {
			return "临时文件，未读取", true
		}
	}
	return "", false
}
