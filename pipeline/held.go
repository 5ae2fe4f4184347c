package pipeline

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// Waiting is an output that could not be put in place, or removed, because a reader has it open, or another one of the
// same folder: a volume stands at one state as a whole.
type Waiting struct {
	File   string `json:"file"`             // here the older state stands, if any
	Beside string `json:"beside,omitempty"` // and here lies the new one; "" if File is to be removed
	Held   bool   `json:"-"`                // it is this file that is open
	Shows  int    `json:"-"`                // secret items that this older state, which is not secret, names; -1: unreadable
}

// beside is the name of an output that is laid beside the one it cannot replace: 汇编（新）.docx, and 汇编（新2）.docx, if
// that is taken.
func beside(name string, n int) string {
	mark := besideMark
	if n > 1 {
		mark = strings.Replace(besideMark, "）", strconv.Itoa(n)+"）", 1)
	}
	ext := path.Ext(name)
	return strings.TrimSuffix(name, ext) + mark + ext
}

var besidePattern = regexp.MustCompile(`（新\d*）\.[^./]*$`)

func isBeside(name string) bool { return besidePattern.MatchString(name) }

// unit is what must stand at one state: a folder right below output/, what has one name there, but each answer for itself, and
// each opinion.
func unit(name string) string {
	switch {
	case isAnswer(name):
		return name
	case IsOpinion(name):
		return strings.TrimSuffix(name, path.Ext(name))
	}
	if dir := topFolder(name); dir != "" {
		return dir
	}
	return strings.TrimSuffix(name, path.Ext(name)) // 报送情况.docx and .pdf
}

// move is a staged output and the name it is to have.
type move struct{ from, to string }

// plan is what a commit is to do, and how things stand when it is done.
type plan struct {
	place   []move // but build.json
	remove  []string
	account bool // build.json comes last
	outputs []Output
	waiting []Waiting
}

// planner makes a plan of a set. held are outputs that are known to be.
type planner struct {
	plan
	set  *outputSet
	held map[string]bool
	last map[string]Output
	used map[string]bool // names that the plan is done with
}

// plan decides what is replaced and what waits. A unit of which one file is to change and is held stays as it is, with
// all its files, and the new ones are laid beside it, all of them, under a mark of their own. What stands and what lies
// beside is listed in build.json with the hash of what is there; files beside others are found again by that, and
// replaced and removed only while their bytes are ours.
func (s *outputSet) plan(owned []string, held map[string]bool) *plan {
	p := &planner{set: s, held: held, last: map[string]Output{}, used: map[string]bool{}}
	for _, o := range s.last.Outputs {
		p.last[o.File] = o
	}
	made, gone := map[string][]Output{}, map[string][]string{}
	for _, o := range s.list() {
		p.used[o.File] = true
		if o.File == accountFile {
			p.account = true
			continue
		}
		if s.kept[o.File] {
			p.outputs = append(p.outputs, o)
			continue
		}
		made[unit(o.File)] = append(made[unit(o.File)], o)
	}
	for _, name := range owned {
		if !p.used[name] && !isBeside(name) && p.exists(name) {
			gone[unit(name)] = append(gone[unit(name)], name)
			p.used[name] = true
		}
	}
	for _, o := range s.carried {
		p.outputs, p.used[o.File] = append(p.outputs, o), true
	}
	units := slices.AppendSeq(slices.Collect(maps.Keys(made)), maps.Keys(gone))
	slices.Sort(units)
	for _, u := range slices.Compact(units) {
		p.settle(made[u], gone[u])
	}
	p.clear()
	slices.SortFunc(p.outputs, func(a, b Output) int { return strings.Compare(a.File, b.File) })
	return &p.plan
}

// settle plans one unit: what was made of it, and what is to go.
func (p *planner) settle(made []Output, gone []string) {
	stuck := map[string]bool{}
	for _, o := range made {
		stuck[o.File] = p.isHeld(o.File) && !p.same(o, o.File)
	}
	for _, name := range gone {
		stuck[name] = p.isHeld(name)
	}
	if !slices.Contains(slices.Collect(maps.Values(stuck)), true) {
		for _, o := range made {
			p.put(o, o.File)
		}
		p.remove = append(p.remove, gone...)
		return
	}
	n := p.mark(made)
	for _, o := range made {
		b := beside(o.File, n)
		p.used[b] = true
		p.put(o, b)
		p.stands(o.File)
		p.waiting = append(p.waiting, Waiting{File: o.File, Beside: b, Held: stuck[o.File]})
	}
	for _, name := range gone {
		p.stands(name)
		p.waiting = append(p.waiting, Waiting{File: name, Held: stuck[name]})
	}
}

// put plans for an output to lie under a name. One that is held lies there already.
func (p *planner) put(o Output, name string) {
	if !p.isHeld(name) || !p.same(o, name) {
		p.place = append(p.place, move{o.File, name})
	}
	o.File = name
	p.outputs = append(p.outputs, o)
}

// stands lists what lies under a name and stays.
func (p *planner) stands(name string) {
	sum, err := sumOfFile(p.set.path(name))
	last := p.last[name]
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err == nil && sum != last.SHA256:
		p.outputs = append(p.outputs, Output{File: name, SHA256: sum})
	case last.File != "":
		p.outputs = append(p.outputs, last)
	}
}

// mark is the first under which all of a unit can be laid beside it: nothing of others lies there, and nothing of ours
// that is open.
func (p *planner) mark(made []Output) int {
	for n := 1; ; n++ {
		taken := func(o Output) bool {
			b := beside(o.File, n)
			return p.exists(b) && !p.same(o, b) && (!p.isOurs(b) || p.isHeld(b))
		}
		if !slices.ContainsFunc(made, taken) {
			return n
		}
	}
}

// clear plans for what lay beside others and is not needed any more to go, and for answers that a build left behind which
// was cut short.
func (p *planner) clear() {
	for _, name := range slices.Sorted(maps.Keys(p.set.ours)) {
		switch {
		case p.used[name] || !p.isOurs(name):
		case p.isHeld(name):
			p.stands(name)
			p.waiting = append(p.waiting, Waiting{File: name, Held: true})
		default:
			p.remove = append(p.remove, name)
		}
	}
}

func (p *planner) exists(name string) bool {
	_, err := os.Lstat(p.set.path(name))
	return err == nil
}

func (p *planner) isHeld(name string) bool {
	return p.held[name] || p.exists(name) && p.set.held(p.set.path(name))
}

// isOurs says whether a file beside another is as we wrote it.
func (p *planner) isOurs(name string) bool {
	sum, err := sumOfFile(p.set.path(name))
	return err == nil && p.set.ours[name][sum]
}

// same says whether a staged output lies under a name already, with its mode.
func (p *planner) same(o Output, name string) bool {
	there, err := os.Lstat(p.set.path(name))
	if err != nil || !there.Mode().IsRegular() {
		return false
	}
	staged, err := os.Lstat(p.set.staged(o.File))
	if err != nil || staged.Size() != there.Size() || staged.Mode() != there.Mode() {
		return false
	}
	sum, err := sumOfFile(p.set.path(name))
	return err == nil && sum == o.SHA256
}

func sumOfFile(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// account makes the staged build.json say how things will stand. It is on disk before anything is moved: a commit that is
// cut short is understood by it.
func (s *outputSet) account(p *plan) error {
	if !p.account || len(p.waiting) == 0 && s.carried == nil {
		return nil
	}
	var a account
	if err := readJSON(s.staged(accountFile), &a); err != nil {
		return err
	}
	a.Outputs, a.Waiting = p.outputs, p.waiting
	info, err := os.Stat(s.staged(accountFile))
	if err != nil {
		return err
	}
	if err := s.stageFile(accountFile, info.Mode().Perm(), func(w io.Writer) error { return writeJSON(w, a) }); err != nil {
		return err
	}
	syncDir(s.stage)
	sum, err := sumOfFile(s.staged(accountFile))
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.outputs {
		if s.outputs[i].File == accountFile {
			s.outputs[i].SHA256 = sum
		}
	}
	return err
}

// settled makes the set list what is in place now, and takes rights from what waits that the new one does not give.
func (s *outputSet) settled(p *plan) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outputs = slices.DeleteFunc(s.outputs, func(o Output) bool { return o.File != accountFile })
	s.outputs, s.waiting, s.done = append(s.outputs, p.outputs...), p.waiting, true
	for _, w := range p.waiting {
		was, err := os.Lstat(s.path(w.File))
		now, err2 := os.Lstat(s.path(w.Beside))
		if w.Beside != "" && errors.Join(err, err2) == nil && was.Mode().IsRegular() && was.Mode().Perm()&^now.Mode().Perm() != 0 {
			_ = os.Chmod(s.path(w.File), was.Mode().Perm()&now.Mode().Perm())
		}
	}
}

// isHeld says whether an error means that a program has the file open.
func isHeld(err error) bool {
	return slices.ContainsFunc(heldErrors, func(e error) bool { return errors.Is(err, e) })
}

// openOutputs begin the names of outputs that are not secret: no older state of them may name what is secret now.
var openOutputs = []string{"公开版/", "内部版/", "data/public."}

// exposed says of outputs that wait how many items that are secret now the older state names that cannot be taken away.
// It goes by the words of the files, so that it does not matter how old they are: by those of the Word file for a PDF, of
// the CSV for a workbook. What cannot be read counts as unknown.
func (s *state) exposed(output string, waiting []Waiting) []Waiting {
	var secrets []string
	for i := range s.catalog.Items {
		if name := notice.FoldHead(s.catalog.Items[i].Name); name != "" && s.catalog.Items[i].Class == notice.Secret {
			secrets = append(secrets, name)
		}
	}
	slices.Sort(secrets)
	secrets = slices.Compact(secrets)
	out := slices.Clone(waiting)
	for i, w := range out {
		file := filepath.Join(output, filepath.FromSlash(w.File))
		open := slices.ContainsFunc(openOutputs, func(begin string) bool { return strings.HasPrefix(w.File, begin) })
		if _, err := os.Lstat(file); !open || err != nil || len(secrets) == 0 {
			continue
		}
		words, err := wordsOf(file)
		if err != nil {
			out[i].Shows = -1
			continue
		}
		words = notice.FoldHead(words)
		for _, name := range secrets {
			if strings.Contains(words, name) {
				out[i].Shows++
			}
		}
	}
	return out
}

// readable names the file of one state with another that can be searched for words.
var readable = map[string]string{".pdf": ".docx", ".xlsx": ".csv"}

func wordsOf(file string) (string, error) {
	ext := filepath.Ext(file)
	file = strings.TrimSuffix(file, ext) + cmp.Or(readable[ext], ext)
	b, err := os.ReadFile(file)
	if err != nil || filepath.Ext(file) != ".docx" {
		return string(b), err
	}
	doc, err := docx.Read(b, docx.Limits{})
	if err != nil {
		return "", err
	}
	return doc.Words(), nil
}
