package pipeline

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"huibian/pipeline/convert"
	"huibian/pipeline/docx"
	"huibian/pipeline/style"
	"huibian/templates"
)

// Workspace (工作区) is a folder with templates/, inputs/ and output/.
type Workspace struct {
	Dir    string
	Notice string // overrides the workspace's own choice; "" keeps it
}

// ErrNoWorkspace says that a folder is none.
var ErrNoWorkspace = errors.New("no workspace")

// Exists makes sure that there is a shared folder to read: a build in a wrong place, or of a share that is not
// connected, must not put an empty book where a good one was.
func (w Workspace) Exists() error {
	switch in := w.Inputs(); {
	case !isDir(w.Dir):
		return fmt.Errorf("%w: there is no folder %s; make one with “huibian init %s”, or name another with -C", ErrNoWorkspace, w.Dir, w.Dir)
	case !isDir(in):
		return fmt.Errorf("%w: %s is not there; connect the share, make a workspace with “huibian init DIR”, or name one with -C", ErrNoWorkspace, in)
	}
	return nil
}

// ErrNothingThere says that the shared folder is empty and was not at the last build.
var ErrNothingThere = errors.New("the shared folder is empty")

// stillThere keeps the last book when the place a share was mounted at is there, and the share is not.
func (w Workspace) stillThere(drops int) error {
	if drops > 0 {
		return nil
	}
	last := w.lastAccount()
	if len(last.Inputs) == 0 {
		return nil // no last build, or one of nothing
	}
	return fmt.Errorf("%w, and the last build read %d files from it; connect the share, or remove %s if it is meant to be empty",
		ErrNothingThere, len(last.Inputs), filepath.Join(w.Output(), accountFile))
}

// lastAccount is what the last build wrote into build.json; empty if there was none, or it cannot be read.
func (w Workspace) lastAccount() (last account) {
	if readJSON(filepath.Join(w.Output(), accountFile), &last) != nil {
		return account{}
	}
	return last
}

// Inputs is the shared folder of the workspace.
func (w Workspace) Inputs() string { return filepath.Join(w.Dir, "inputs") }

// Output is where results go.
func (w Workspace) Output() string { return filepath.Join(w.Dir, "output") }

// office converts what is not .docx, and keeps the results in the workspace; in a folder that is none, nothing.
func (w Workspace) office() *convert.Office {
	if !isDir(w.Inputs()) {
		return convert.New("")
	}
	return convert.New(filepath.Join(w.Dir, ".huibian", "converted"))
}

// house is what a build needs of its workspace: the notice and its look.
type house struct {
	*templates.Template
	sheet    *style.Sheet
	foreword *docx.Document
	fonts    *style.Fonts
}

// open reads the notice and its template files. Errors name the file.
func (w Workspace) open() (*house, error) {
	t, err := templates.Load(w.Dir, w.Notice)
	if err != nil {
		return nil, err
	}
	h := &house{Template: t}
	if h.sheet, err = style.Read(t.Book); err != nil {
		return nil, fmt.Errorf("templates/%s/book.docx: %w", t.Notice.Name, err)
	}
	if len(t.Foreword) > 0 {
		if h.foreword, err = docx.Read(t.Foreword, docx.Limits{}); err != nil {
			return nil, fmt.Errorf("templates/%s/foreword.docx: %w", t.Notice.Name, err)
		}
	}
	var office fs.FS
	if dir := filepath.Join(w.Dir, "templates", "fonts"); isDir(dir) {
		office = os.DirFS(dir)
	}
	if h.fonts, err = style.LoadFonts(templates.Fonts(), office); err != nil {
		return nil, fmt.Errorf("fonts: %w", err)
	}
	return h, nil
}

func isDir(p string) bool {
	info, err := os.Stat(p)
	return err == nil && info.IsDir()
}

// within says whether an absolute path is that of a folder, or of something below it, by whatever links it leads there. It need
// not be there yet.
func within(path, folder string) bool {
	home, err := os.Stat(folder)
	if err != nil {
		return false
	}
	for {
		if followed, err := filepath.EvalSymlinks(path); err == nil {
			path = followed
		}
		if info, err := os.Stat(path); err == nil && os.SameFile(info, home) {
			return true
		}
		up := filepath.Dir(path)
		if up == path {
			return false
		}
		path = up
	}
}
