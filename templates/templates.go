package templates

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"huibian/pipeline/calendar"
	"huibian/pipeline/laws"
	"huibian/pipeline/notice"
)

//go:embed all:putian-2009 all:ningde-2009 all:fuxing-statistics all:heshan-2010 calendar fonts
var files embed.FS

// Default is the notice of a workspace that names none: the one that requires tables in Word.
const Default = "putian-2009"

// WorkspaceFile names the notice of a workspace: "notice: putian-2009".
const WorkspaceFile = "huibian.yaml"

// Errors of this package, for errors.Is.
var (
	ErrUnknownNotice = errors.New("unknown notice")
	ErrNotEmpty      = errors.New("directory is not empty")
)

// parts are the files of a notice's folder that a workspace holds copies of; sample/ is not among them.
var parts = []struct {
	name     string
	optional bool
}{
	{"notice.yaml", false},
	{"book.docx", false},
	{"foreword.docx", true},
}

// Names are the embedded notices, the default first.
func Names() []string {
	return []string{Default, "ningde-2009", "fuxing-statistics", "heshan-2010"}
}

// FS is everything embedded: a folder for each notice, calendar and fonts.
func FS() fs.FS { return files }

// Fonts are the embedded fonts, with their licences.
func Fonts() fs.FS { return sub("fonts") }

// Calendar is the working days a workspace goes by: the embedded years, and over them the files of its own
// templates/calendar/, year by year. What is wrong in one is a [*notice.Problem].
func Calendar(workspace string) (*calendar.Calendar, error) {
	return calendar.Load(sub("calendar"), os.DirFS(filepath.Join(workspace, filepath.FromSlash(calendar.Dir))))
}

// Laws is the list of laws that a workspace keeps, templates/laws.yaml; nil if it keeps none, and no error. What is wrong in
// it is a [*notice.Problem].
func Laws(workspace string) (*laws.List, error) {
	data, err := os.ReadFile(filepath.Join(workspace, filepath.FromSlash(laws.File)))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("list of laws: %w", err)
	}
	return laws.Parse(laws.File, data)
}

// Open is the folder of an embedded notice. The error is [ErrUnknownNotice] if there is none of that name.
func Open(name string) (fs.FS, error) {
	if !slices.Contains(Names(), name) {
		return nil, fmt.Errorf("%w %q; valid: %s", ErrUnknownNotice, name, strings.Join(Names(), ", "))
	}
	return sub(name), nil
}

func sub(dir string) fs.FS {
	f, err := fs.Sub(files, dir)
	if err != nil {
		panic(err) // only for an invalid path, and dir is one of ours
	}
	return f
}

func unknown(name string) error {
	return fmt.Errorf("%w %q; valid: %s, or a folder under the workspace's templates/", ErrUnknownNotice, name, strings.Join(Names(), ", "))
}

// Template is what a build needs of a notice.
type Template struct {
	Notice   *notice.Notice
	Book     []byte // book.docx, whose styles are the look of the books
	Foreword []byte // foreword.docx, 编制说明; nil if the notice has none

	Files map[string][]byte // what it was read from, by the name in the folder of the notice
}

// Load reads the template of a workspace. override names another notice than the workspace's own choice; "" keeps it. A
// workspace without huibian.yaml has the default. What is wrong in huibian.yaml or notice.yaml is a [*notice.Problem].
func Load(workspace, override string) (*Template, error) {
	name, err := choice(workspace, override)
	if err != nil {
		return nil, err
	}
	own := filepath.Join(workspace, "templates", name)
	if !slices.Contains(Names(), name) {
		if _, err := os.Stat(filepath.Join(own, "notice.yaml")); err != nil {
			return nil, unknown(name)
		}
	}
	content := map[string][]byte{}
	for _, p := range parts {
		data, err := os.ReadFile(filepath.Join(own, p.name))
		if errors.Is(err, fs.ErrNotExist) {
			data, err = fs.ReadFile(files, path.Join(name, p.name))
		}
		if p.optional && errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("template %s: %w", name, err)
		}
		content[p.name] = data
	}
	file := path.Join("templates", name, "notice.yaml")
	n, err := notice.Parse(file, content["notice.yaml"])
	if err != nil {
		return nil, err
	}
	if n.Name != name {
		return nil, &notice.Problem{File: file, Message: fmt.Sprintf("name is %s, but the folder is %s; make them the same", n.Name, name)}
	}
	return &Template{Notice: n, Book: content["book.docx"], Foreword: content["foreword.docx"], Files: content}, nil
}

// choice is the name of the notice to load.
func choice(workspace, override string) (string, error) {
	name := override
	if name == "" {
		data, err := os.ReadFile(filepath.Join(workspace, WorkspaceFile))
		if errors.Is(err, fs.ErrNotExist) {
			return Default, nil
		}
		if err != nil {
			return "", fmt.Errorf("workspace: %w", err)
		}
		if name, err = chosen(data); err != nil {
			return "", err
		}
	}
	// The name becomes a path below templates/: nothing that could lead out of it.
	if !fs.ValidPath(name) || strings.ContainsAny(name, `/\:.`) {
		return "", unknown(name)
	}
	return name, nil
}

// workspaceFile is a huibian.yaml.
type workspaceFile struct {
	Notice  string  `yaml:"notice"`
	Deposit Deposit `yaml:"deposit"`
}

// Deposit (移交) says where packages of released editions go. The zero value: nowhere.
type Deposit struct {
	To          string `yaml:"to"`          // a folder, or https://, sftp://, s3:// …, without a password
	HostKey     string `yaml:"hostKey"`     // of an SFTP server: ssh-ed25519 AAAA…, or SHA256:…
	Credentials string `yaml:"credentials"` // file of mode 0600 with user and password; default: the environment
}

// DepositOf is where the packages of a workspace go. What is wrong in huibian.yaml is a [*notice.Problem].
func DepositOf(workspace string) (Deposit, error) {
	data, err := os.ReadFile(filepath.Join(workspace, WorkspaceFile))
	if errors.Is(err, fs.ErrNotExist) {
		return Deposit{}, nil
	}
	if err != nil {
		return Deposit{}, fmt.Errorf("workspace: %w", err)
	}
	w, err := readWorkspace(data)
	return w.Deposit, err
}

// chosen is the notice that a huibian.yaml names.
func chosen(data []byte) (string, error) {
	w, err := readWorkspace(data)
	return w.Notice, err
}

func readWorkspace(data []byte) (w workspaceFile, err error) {
	err = yaml.UnmarshalWithOptions(data, &w, yaml.Strict())
	var y yaml.Error
	switch {
	case errors.As(err, &y) && y.GetToken() != nil:
		at := y.GetToken().Position
		return w, &notice.Problem{File: WorkspaceFile, Line: at.Line, Column: at.Column,
			Message: y.GetMessage() + "; valid keys: notice, deposit (with to, hostKey, credentials)"}
	case err != nil:
		return w, &notice.Problem{File: WorkspaceFile, Message: err.Error()}
	case w.Notice == "":
		return w, &notice.Problem{File: WorkspaceFile, Message: "names no notice; write one, for example notice: " + Default}
	case w.Deposit != Deposit{} && w.Deposit.To == "":
		return w, &notice.Problem{File: WorkspaceFile, Message: "deposit says how, but not where to; write to, for example to: /mnt/archive"}
	}
	return w, nil
}
