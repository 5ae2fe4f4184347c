package pipeline

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"huibian/pipeline/calendar"
	"huibian/pipeline/catalog"
	"huibian/pipeline/intake"
	"huibian/pipeline/laws"
	"huibian/pipeline/notice"
	"huibian/pipeline/review"
	"huibian/templates"
)

// manifest (版次清单) is everything that a released edition was made of and what came of it, by hash: the bytes lie in the
// vault. It is kept there itself, and the register knows its hash.
type manifest struct {
	Baseline  bool              `json:"baseline,omitempty"` // last year's list, imported: it has inputs and catalogs only
	Edition   string            `json:"edition"`
	Date      string            `json:"date"`
	Notice    string            `json:"notice"`
	Program   string            `json:"program,omitempty"` // as printed in the books
	Approval  *approvalRecord   `json:"approval,omitempty"`
	Templates []sealed          `json:"templates,omitempty"` // by their path in the workspace
	Inputs    []sealedInput     `json:"inputs"`
	Before    *former           `json:"before,omitempty"`   // what it tells the changes since
	Powers    string            `json:"powers,omitempty"`   // what the register knew of powers before: JSON
	Catalogs  map[string]string `json:"catalogs"`           // by class: what catalog.WriteEdition writes
	Findings  string            `json:"findings,omitempty"` // findings.json
	Outputs   []Output          `json:"outputs,omitempty"`

	Told   bool     `json:"told,omitempty"`   // it says which inputs are closed
	Open   string   `json:"open,omitempty"`   // the findings that quote no closed file and no secret item
	Unsaid []string `json:"unsaid,omitempty"` // in a package: sections of which more items are elsewhere
	Sheets []sealed `json:"sheets,omitempty"` // in a package: the 审核表 that were entered
	Log    string   `json:"log,omitempty"`    // in a package that holds all: the log of the register up to the release
}

type approvalRecord struct {
	Number string `json:"number"`
	Date   string `json:"date"`
}

type sealed struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
}

type sealedInput struct {
	sealed
	Section   string `json:"section"`
	Known     bool   `json:"known,omitempty"`   // the notice lists the section
	Renamed   bool   `json:"renamed,omitempty"` // the name on disk was another, see intake.Drop
	Converted string `json:"converted,omitempty"`
	Closed    bool   `json:"closed,omitempty"` // its words are for its section and the office alone, see state.close
	Err       string `json:"unread,omitempty"` // why it could not be read at all
}

// editionOutputs are those that an edition consists of: the books and the data. Receipts and accounts are of the day.
func editionOutputs(all []Output) []Output {
	var out []Output
	for _, o := range all {
		dir, _, _ := strings.Cut(o.File, "/")
		if strings.HasPrefix(o.File, "data/public.") || o.File == catalogFile ||
			slices.ContainsFunc(volumes, func(v volume) bool { return path.Dir(v.path) == dir }) {
			out = append(out, o)
		}
	}
	return out
}

// seal keeps everything of an edition in the vault, and returns the manifest and its hash. The outputs must be staged.
func (s *state) seal(v *intake.Vault, w Workspace, h *house, set *outputSet, program string) (m *manifest, sum string, err error) {
	m = &manifest{Edition: s.n.Edition.Label, Date: s.n.Edition.Date.String(), Notice: s.n.Name, Program: program, Before: s.before}
	if a := s.memory.approval; a != nil && s.n.Approval.Demanded() {
		m.Approval = &approvalRecord{a.Number, a.Date.String()}
	}
	if m.Templates, err = s.sealTemplates(v, w, h); err != nil {
		return nil, "", err
	}
	if m.Inputs, err = s.sealInputs(v, w); err != nil {
		return nil, "", err
	}
	powers, err := json.Marshal(s.memory.powers)
	if err != nil {
		return nil, "", err
	}
	if m.Powers, err = v.Put(powers); err != nil {
		return nil, "", err
	}
	if m.Catalogs, err = sealCatalogs(v, s.catalog); err != nil {
		return nil, "", err
	}
	m.Outputs = editionOutputs(set.list())
	for _, o := range slices.Concat(m.Outputs, []Output{{File: findingsFile}}) {
		b, err := os.ReadFile(set.staged(o.File))
		if err != nil {
			return nil, "", fmt.Errorf("seal %s: %w", o.File, err)
		}
		sum, err := v.Put(b)
		switch {
		case err != nil:
			return nil, "", err
		case o.File == findingsFile:
			m.Findings = sum
		case sum != o.SHA256:
			return nil, "", fmt.Errorf("seal %s: %w", o.File, intake.ErrDamaged)
		}
	}
	m.Told, m.Unsaid = true, s.unsaid
	var b bytes.Buffer
	if err := review.WriteJSON(&b, s.openFindings()); err != nil {
		return nil, "", err
	}
	if m.Open, err = v.Put(b.Bytes()); err != nil {
		return nil, "", err
	}
	sum, err = sealManifest(v, m)
	return m, sum, err
}

// openFindings are the findings that quote no closed file and no secret item, and tell no section's number of such.
func (s *state) openFindings() []notice.Finding {
	kept := map[string]bool{} // sections with secret items
	for i := range s.catalog.Items {
		if it := &s.catalog.Items[i]; it.Class == notice.Secret {
			kept[it.Section] = true
		}
	}
	const counts = "W11" // numbers of a section's statistics beside those that were counted
	return slices.DeleteFunc(slices.Clone(s.findings), func(f notice.Finding) bool {
		section, _, _ := strings.Cut(f.Place.File, "/")
		return s.closed[f.Place.File] || namedSecret(s.n, f.Place.File) || f.Rule == counts && kept[section] ||
			slices.ContainsFunc([]string{f.Message, f.Advice, f.Item}, s.catalog.NamesSecret)
	})
}

// sealManifest keeps a manifest and returns its hash. Then everything that was sealed before is on disk.
func sealManifest(v *intake.Vault, m *manifest) (string, error) {
	b, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return "", err
	}
	sum, err := v.Put(b)
	return sum, errors.Join(err, v.Sync())
}

// sealCatalogs keeps what each volume shows, by its class.
func sealCatalogs(v *intake.Vault, c *catalog.Catalog) (map[string]string, error) {
	out := map[string]string{}
	for _, vol := range volumes {
		var b bytes.Buffer
		if err := catalog.WriteEdition(&b, c.View(vol.class)); err != nil {
			return nil, err
		}
		sum, err := v.Put(b.Bytes())
		if err != nil {
			return nil, err
		}
		out[string(vol.class)] = sum
	}
	return out, nil
}

// sealTemplates keeps what a house was read from, under the paths that a workspace has for it.
func (s *state) sealTemplates(v *intake.Vault, w Workspace, h *house) ([]sealed, error) {
	files := map[string][]byte{templates.WorkspaceFile: []byte("notice: " + s.n.Name + "\n")}
	for name, b := range h.Files {
		files[path.Join("templates", s.n.Name, name)] = b
	}
	own := []string{laws.File}
	for _, dir := range []string{"templates/fonts", calendar.Dir} {
		entries, err := os.ReadDir(filepath.Join(w.Dir, filepath.FromSlash(dir)))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		for _, e := range entries {
			if e.Type().IsRegular() {
				own = append(own, path.Join(dir, e.Name()))
			}
		}
	}
	for _, name := range own {
		b, err := os.ReadFile(filepath.Join(w.Dir, filepath.FromSlash(name)))
		if err == nil {
			files[name] = b
		} else if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	var out []sealed
	for _, name := range slices.Sorted(maps.Keys(files)) {
		sum, err := v.Put(files[name])
		if err != nil {
			return nil, err
		}
		out = append(out, sealed{name, sum})
	}
	return out, nil
}

// sealInputs keeps the submissions, and of those that were converted the conversion as well: another LibreOffice may make
// another one.
func (s *state) sealInputs(v *intake.Vault, w Workspace) ([]sealedInput, error) {
	out := make([]sealedInput, len(s.drops))
	office := w.office()
	for i, d := range s.drops {
		r := s.readings[i]
		in := sealedInput{sealed: sealed{d.File, r.Source.SHA256}, Section: d.Section, Known: d.Known, Renamed: d.Renamed, Closed: s.closed[d.File]}
		if r.Source.SHA256 == "" {
			in.Err = r.Findings[0].Message
			out[i] = in
			continue
		}
		b, sum, err := d.Read(maxSubmission)
		if err != nil {
			return nil, fmt.Errorf("seal %s: %w", d.File, err)
		}
		if sum != r.Source.SHA256 {
			return nil, fmt.Errorf("seal %s: %w; try again", d.File, intake.ErrMoved)
		}
		if _, err := v.Put(b); err != nil {
			return nil, err
		}
		if r.Source.Converted != "" {
			if b := office.Kept(sum); b != nil {
				if in.Converted, err = v.Put(b); err != nil {
					return nil, err
				}
			}
		}
		out[i] = in
	}
	return out, nil
}

// store is where bytes lie by their SHA-256: the vault of a workspace, or a package. Get makes sure of the hash, and its
// error matches intake.ErrDamaged; what lies at Path may have another.
type store interface {
	Get(sum string) ([]byte, error)
	Path(sum string) string
}

// readManifest is the manifest of an edition, from the vault.
func readManifest(v store, sum string) (*manifest, error) {
	b, err := v.Get(sum)
	if err != nil {
		return nil, fmt.Errorf("manifest of the edition: %w", err)
	}
	m := &manifest{}
	if err := json.Unmarshal(b, m); err != nil {
		return nil, fmt.Errorf("manifest of the edition: %w", err)
	}
	return m, nil
}

// parts are everything in the vault that the edition consists of, and what each is.
func (m *manifest) parts() []sealed {
	out := slices.Clone(m.Templates)
	for _, in := range m.Inputs {
		if in.SHA256 != "" {
			out = append(out, in.sealed)
		}
		if in.Converted != "" {
			out = append(out, sealed{in.File + " (converted)", in.Converted})
		}
	}
	for _, class := range slices.Sorted(maps.Keys(m.Catalogs)) {
		out = append(out, sealed{"catalog (" + class + ")", m.Catalogs[class]})
	}
	if m.Before != nil {
		for _, class := range slices.Sorted(maps.Keys(m.Before.Catalogs)) {
			out = append(out, sealed{"catalog of " + m.Before.Edition + " (" + class + ")", m.Before.Catalogs[class]})
		}
	}
	for _, o := range m.Outputs {
		out = append(out, sealed{o.File, o.SHA256})
	}
	for _, x := range []sealed{{"powers", m.Powers}, {findingsFile, m.Findings}, {findingsFile + " (open)", m.Open}} {
		if x.SHA256 != "" { // a list that was imported has none
			out = append(out, x)
		}
	}
	return out
}

// notice is the notice that the edition followed.
func (m *manifest) notice(from store) (*notice.Notice, error) {
	name := path.Join("templates", m.Notice, "notice.yaml")
	i := slices.IndexFunc(m.Templates, func(f sealed) bool { return f.File == name })
	if i < 0 {
		return nil, fmt.Errorf("%s: the edition has no %s", m.Edition, name)
	}
	b, err := from.Get(m.Templates[i].SHA256)
	if err != nil {
		return nil, err
	}
	return notice.Parse(name, b)
}

// date is the date of the edition.
func (m *manifest) date() notice.Date {
	d, _ := notice.ParseDate(m.Date) // as it was written
	return d
}
