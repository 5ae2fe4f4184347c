package catalog

import (
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"huibian/pipeline/notice"
)

// unnamed stands for the name of a submission that is not to be told.
const unnamed = "（名称从略）"

// veil says by what name a volume may call a submission: the true path, to the name that is told.
type veil map[string]string

// veil finds the names that the volume of a class may not tell: of submissions that also hold a stricter item, and those
// in which the name of one stands. A folder below the section's is not told either if such a file, or one that holds
// nothing but stricter items, lies in it. The secret volume tells them all.
func (c *Catalog) veil(class notice.Class) veil {
	if class == notice.Secret {
		return nil
	}
	hidden, files := map[string]bool{}, map[string]bool{}
	kept := names{}
	for i := range c.Items {
		it := &c.Items[i]
		files[it.Source.File] = true
		if !it.keptFrom(class) {
			continue
		}
		hidden[it.Source.File] = true
		kept.add(sameName(it.Name))
	}
	for _, name := range c.kept {
		kept.add(name)
	}
	folders := map[string]bool{}
	for file := range files {
		section, rest := splitPath(file)
		hidden[file] = hidden[file] || kept.in(sameName(rest))
		if hidden[file] {
			for _, dir := range foldersOf(section, file) {
				folders[dir] = true
			}
		}
	}
	out := veil{}
	for file := range files {
		section, _ := splitPath(file)
		switch {
		case hidden[file]:
			out[file] = path.Join(section, unnamed)
		case slices.ContainsFunc(foldersOf(section, file), func(dir string) bool { return folders[dir] }):
			out[file] = path.Join(section, path.Base(file))
		}
	}
	return out
}

// foldersOf are the folders a file lies in below its section's; of a file that is named by an absolute path, all.
func foldersOf(section, file string) (out []string) {
	for dir := path.Dir(file); dir != "." && dir != "/" && dir != section; dir = path.Dir(dir) {
		out = append(out, dir)
	}
	return out
}

// names are folded names of items by their first two characters, to be looked for in other texts. What is shorter is no
// name.
type names map[string][]string

func (n names) add(name string) {
	if key := firstTwo(name); key != "" {
		n[key] = append(n[key], name)
	}
}

func (n names) in(text string) bool {
	for i := range text {
		for _, name := range n[firstTwo(text[i:])] {
			if strings.HasPrefix(text[i:], name) {
				return true
			}
		}
	}
	return false
}

// firstTwo is the first two characters of a text, "" if it has not as many.
func firstTwo(s string) string {
	_, first := utf8.DecodeRuneInString(s)
	_, second := utf8.DecodeRuneInString(s[first:])
	if second == 0 {
		return ""
	}
	return s[:first+second]
}

// over is a place under the name that may be told.
func (v veil) over(p notice.Place) notice.Place {
	if name, changed := v[p.File]; changed {
		p.File = name
	}
	return p
}

// veiled reports whether the file of a place goes without its name.
func veiled(p notice.Place) bool { return path.Base(p.File) == unnamed }

// splitPath parts the section's folder from the rest; "" for a file at the top.
func splitPath(file string) (section, rest string) {
	if section, rest, below := strings.Cut(file, "/"); below {
		return section, rest
	}
	return "", file
}

// SourceCount is a submission as the volume of a class may account for it.
type SourceCount struct {
	File   string // path below inputs/, the true one: for the office, and for a page only if Whole
	SHA256 string
	Items  int  // its items in the volume, never 0
	Whole  bool // the volume holds every item of the file that is not withheld by a decision, and its name speaks of no other
}

// Sources counts the items of a class's volume by the file they came from, in the order of the catalog.
func (c *Catalog) Sources(class notice.Class) []SourceCount {
	told := c.veil(class)
	at := map[string]int{}
	var out []SourceCount
	for i := range c.Items {
		src := c.Items[i].Source
		k, seen := at[src.File]
		if !seen {
			k = len(out)
			at[src.File] = k
			out = append(out, SourceCount{File: src.File, SHA256: src.SHA256, Whole: !veiled(told.over(src))})
		}
		switch it := &c.Items[i]; {
		case it.ShownIn(class):
			out[k].Items++
		case it.keptFrom(class):
			out[k].Whole = false
		}
	}
	return slices.DeleteFunc(out, func(s SourceCount) bool { return s.Items == 0 })
}
