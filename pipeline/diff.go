package pipeline

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"

	"huibian/pipeline/answer"
	"huibian/pipeline/book"
	"huibian/pipeline/catalog"
	"huibian/pipeline/intake"
	"huibian/pipeline/notice"
	"huibian/pipeline/redline"
)

// Current stands for what the inputs give now, where an edition is named.
const Current = "current"

// DiffOptions say what Diff compares.
type DiffOptions struct {
	Old, New string // labels of editions; New may be Current, "" is
	Act             // the day of what is current; By is not asked for
	Progress Progress
	Program  string
}

// Difference is what has changed in one volume.
type Difference struct {
	Class   notice.Class
	Volume  string   // 公开版
	Files   []string // written, below output/
	Changes []catalog.Change
	// Withheld: some changes are of what the readers of the volume may not know of any more. There is no copy with tracked
	// changes then, for it would hold the words of the old book.
	Withheld bool
}

// Diff compares two editions, volume by volume: what one volume says of the difference is what its readers see of both. It
// writes, below output/修订对照/, a table in Word, JSON, and a copy of the new book with tracked changes against the old one.
func Diff(ctx context.Context, w Workspace, o DiffOptions) ([]Difference, error) {
	if o.Progress == nil {
		o.Progress = silent{}
	}
	d, err := w.desk(ctx, o.Progress)
	if err != nil {
		return nil, err
	}
	defer d.close()
	vault, err := intake.JoinVault(w.vault())
	if err != nil {
		return nil, err
	}
	old, err := d.side(ctx, vault, o.Old, o)
	if err != nil {
		return nil, err
	}
	now, err := d.side(ctx, vault, cmp.Or(o.New, Current), o)
	if err != nil {
		return nil, err
	}
	press, set, err := d.papers()
	if err != nil {
		return nil, err
	}
	defer set.discard()
	var out []Difference
	for _, v := range volumes {
		one, err := d.compare(set, press, v, old, now)
		if err != nil {
			return nil, err
		}
		if one != nil {
			out = append(out, *one)
		}
	}
	return out, set.commit(nil)
}

// side is one of two editions that are compared.
type side struct {
	label   string
	date    notice.Date
	catalog func(notice.Class) ([]byte, error)
	book    func(volume) ([]byte, error) // nil bytes if it has none
}

// side finds an edition, or makes one of what the inputs give now.
func (d *desk) side(ctx context.Context, vault *intake.Vault, label string, o DiffOptions) (*side, error) {
	if label == Current {
		return d.currentSide(ctx, o)
	}
	e, err := editionNamed(ctx, d.reg, label)
	if err != nil {
		return nil, err
	}
	m, err := readManifest(vault, e.Manifest)
	if err != nil {
		return nil, err
	}
	return &side{
		label: e.Label, date: e.Date,
		catalog: func(c notice.Class) ([]byte, error) { return vault.Get(m.Catalogs[string(c)]) },
		book: func(v volume) ([]byte, error) {
			for _, out := range m.Outputs {
				if out.File == v.path+".docx" {
					return vault.Get(out.SHA256)
				}
			}
			return nil, nil
		},
	}, nil
}

func (d *desk) currentSide(ctx context.Context, o DiffOptions) (*side, error) {
	s := d.state
	temp, err := os.MkdirTemp("", "huibian-diff-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp)
	set, err := newOutputSet(temp)
	if err != nil {
		return nil, err
	}
	defer set.discard()
	o.Progress.Stage("排版成册")
	if err := s.books(ctx, d.house, set, s.public(), Options{Progress: silent{}, Program: o.Program}); err != nil {
		return nil, err
	}
	books := map[string][]byte{}
	for _, v := range volumes {
		b, err := os.ReadFile(set.staged(v.path + ".docx"))
		if err == nil {
			books[v.path] = b
		} else if !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
	}
	return &side{
		label: "现稿", date: today(o.At),
		catalog: func(c notice.Class) ([]byte, error) {
			var b bytes.Buffer
			err := catalog.WriteEdition(&b, s.catalog.View(c))
			return b.Bytes(), err
		},
		book: func(v volume) ([]byte, error) { return books[v.path], nil },
	}, nil
}

// compare writes what has changed in one volume; nil if neither edition has it.
func (d *desk) compare(set *outputSet, press *answer.Press, v volume, old, now *side) (*Difference, error) {
	a, err := old.catalog(v.class)
	if err != nil {
		return nil, fmt.Errorf("edition %s: %w", old.label, err)
	}
	b, err := now.catalog(v.class)
	if err != nil {
		return nil, fmt.Errorf("edition %s: %w", now.label, err)
	}
	changes, err := catalog.CompareLines(d.state.n, a, b)
	if err != nil {
		return nil, err
	}
	changes, withheld := d.state.tellable(v.class, changes)
	before, err := old.book(v)
	if err != nil {
		return nil, fmt.Errorf("edition %s: %w", old.label, err)
	}
	after, err := now.book(v)
	if err != nil {
		return nil, fmt.Errorf("edition %s: %w", now.label, err)
	}
	if v.class == notice.Secret && len(changes) == 0 && after == nil {
		return nil, nil
	}
	out := &Difference{Class: v.class, Volume: v.name, Changes: changes, Withheld: withheld}
	folder := path.Join("修订对照", fileName(old.label+"—"+now.label, ""), v.name)
	put := func(name string, write func(io.Writer) error) error {
		name = path.Join(folder, name)
		out.Files = append(out.Files, name)
		return set.create(name, v.mode, func(w io.Writer) (int, error) { return 0, write(w) })
	}
	table := &answer.Comparison{Revision: book.Revision{Old: old.label, New: now.label, Changes: changes}, Notice: d.state.n, Volume: v.name,
		Day: now.date, Secret: v.class == notice.Secret}
	if err := put("修订对照表.docx", func(w io.Writer) error { return press.Write(w, table) }); err != nil {
		return nil, err
	}
	if err := put("修订对照表.json", func(w io.Writer) error { return writeJSON(w, JSONDiff(old.label, now.label, out)) }); err != nil {
		return nil, err
	}
	if before == nil || after == nil || withheld {
		return out, nil
	}
	marked, err := redline.Compare(before, after, redline.Options{Author: d.state.n.Edition.Editor, Date: now.date.Time()})
	if err != nil {
		return nil, fmt.Errorf("compare the books: %w", err)
	}
	return out, put(path.Base(v.path)+"（修订痕迹）.docx", func(w io.Writer) error {
		_, err := w.Write(marked)
		return err
	})
}

// jsonChange is a change as it is written for programs.
type jsonChange struct {
	Kind     catalog.ChangeKind    `json:"kind"`
	Code     string                `json:"code"`
	Former   string                `json:"former,omitempty"` // code before, if it is another
	Name     string                `json:"name"`
	Category string                `json:"categoryName"`
	Section  string                `json:"section"`
	Fields   []catalog.FieldChange `json:"fields"`
}

// JSONDiff is a difference in the shape of 修订对照表.json.
func JSONDiff(old, now string, d *Difference) any {
	changes := []jsonChange{}
	for _, c := range d.Changes {
		e := c.New
		if e == nil {
			e = c.Old
		}
		j := jsonChange{Kind: c.Kind, Code: e.Code, Name: e.Name, Category: e.CategoryName, Section: e.Section, Fields: c.Fields}
		if c.Old != nil && c.Old.Code != e.Code {
			j.Former = c.Old.Code
		}
		if j.Fields == nil {
			j.Fields = []catalog.FieldChange{}
		}
		changes = append(changes, j)
	}
	return struct {
		Old     string       `json:"old"`
		New     string       `json:"new"`
		Volume  string       `json:"volume"`
		Changes []jsonChange `json:"changes"`
	}{old, now, d.Volume, changes}
}
