package pipeline

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"huibian/pipeline/catalog"
	"huibian/pipeline/docx"
	"huibian/pipeline/form"
	"huibian/pipeline/intake"
	"huibian/pipeline/laws"
	"huibian/pipeline/notice"
	"huibian/templates"
)

// Checked is one file, read and reviewed as if it were the only submission.
type Checked struct {
	File     string // as given
	Reading  *form.Reading
	Catalog  *catalog.Catalog
	Findings []notice.Finding
}

// Errors reports whether any finding is an error.
func (c *Checked) Errors() bool {
	return slices.ContainsFunc(c.Findings, func(f notice.Finding) bool { return f.Level == notice.Error })
}

// Account is what became of everything in the file, in the shape build.json has for an input (DESIGN §3).
func (c *Checked) Account() any { return contentsOf(c.Reading) }

// Checker reads files outside of a build.
type Checker struct {
	n *notice.Notice
	r *reader

	laws *laws.List
}

// Notice is what files are checked against.
func (c *Checker) Notice() *notice.Notice { return c.n }

// NewChecker makes a checker for the workspace's notice. A folder that is no workspace has the default notice, so that
// a file can be checked anywhere; a folder that is not there is [ErrNoWorkspace].
func NewChecker(w Workspace) (*Checker, error) {
	if !isDir(w.Dir) {
		return nil, fmt.Errorf("%w: there is no folder %s", ErrNoWorkspace, w.Dir)
	}
	t, err := templates.Load(w.Dir, w.Notice)
	if err != nil {
		return nil, err
	}
	known, err := templates.Laws(w.Dir)
	if err != nil {
		return nil, err
	}
	return &Checker{n: t.Notice, r: newReader(t.Notice, w), laws: known}, nil
}

// Check reads one file. Its section is the folder it lies in, if the notice knows a section of that name. When ctx ends,
// what it gives means nothing.
func (c *Checker) Check(ctx context.Context, file string) *Checked {
	d := intake.Drop{File: filepath.ToSlash(file), Path: file}
	if sec, ok := c.n.Section(folderOf(file)); ok {
		d.Section, d.Known = sec.Name, true
	}
	if info, err := os.Stat(file); err == nil {
		d.Size = info.Size()
	}
	s := &state{n: c.n, given: c.n, drops: []intake.Drop{d}, readings: []*form.Reading{c.r.file(ctx, d)}, laws: c.laws, alone: true}
	s.settle()
	// A file on its own says nothing about where it will be dropped.
	s.findings = slices.DeleteFunc(s.findings, func(f notice.Finding) bool { return f.Rule == "R06" || f.Rule == "R07" })
	return &Checked{File: file, Reading: s.readings[0], Catalog: s.catalog, Findings: s.findings}
}

func folderOf(file string) string {
	abs, err := filepath.Abs(file)
	if err != nil {
		return ""
	}
	return filepath.Base(filepath.Dir(abs))
}

// BlocksOf is what was read from one file, for `check --blocks`: blocks, or why there are none.
type BlocksOf struct {
	File   string           `json:"file"`
	Blocks []docx.JSONBlock `json:"blocks,omitzero"`
	Error  string           `json:"error,omitempty"`
}

// Blocks reads one file as Word and nothing more. What is not .docx is converted, and the result is kept in the workspace.
func Blocks(ctx context.Context, w Workspace, file string) (out BlocksOf) {
	out.File = file
	defer func() {
		if p := recover(); p != nil {
			out.Blocks, out.Error = nil, fmt.Sprintf("%v: %v", errInternal, p)
		}
	}()
	info, err := os.Stat(file)
	if err != nil {
		out.Error = err.Error()
		return out
	}
	b, sum, err := intake.Drop{File: file, Path: file, Size: info.Size()}.Read(maxSubmission)
	if err != nil {
		out.Error = err.Error()
		return out
	}
	doc, _, err := readWord(ctx, w.office(), b, sum, nil)
	if err != nil {
		out.Error = err.Error()
		return out
	}
	out.Blocks = doc.JSONBlocks()
	if out.Blocks == nil {
		out.Blocks = []docx.JSONBlock{}
	}
	return out
}
