package pipeline

import (
	"context"
	"io"
	"path/filepath"
	"slices"

	"huibian/pipeline/answer"
	"huibian/pipeline/forms"
	"huibian/pipeline/notice"
	"huibian/pipeline/word"
)

// FormOptions say which blank forms are written, and where.
type FormOptions struct {
	Sections []string // names or other names of sections; none: all
	Rows     int      // of tables; 0: as many as a page or two has
	Dir      string   // a folder; "": 空白表 below output/
}

// formFolder is where blank forms go.
const formFolder = "空白表"

// WriteForms writes the blank forms of the notice, a folder for each section, and returns their paths.
func WriteForms(ctx context.Context, w Workspace, o FormOptions) ([]string, error) {
	h, err := w.open()
	if err != nil {
		return nil, err
	}
	sections, err := sectionsNamed(h.Notice, o.Sections)
	if err != nil {
		return nil, err
	}
	dir := o.Dir
	if dir == "" {
		dir = filepath.Join(w.Output(), formFolder)
	}
	press, err := word.NewPress(h.sheet)
	if err != nil {
		return nil, err
	}
	set, err := newOutputSet(dir)
	if err != nil {
		return nil, err
	}
	defer set.discard()
	up, across := h.sheet.Portrait, h.sheet.Landscape
	var out []string
	for _, s := range sections {
		for _, f := range forms.Of(h.Notice, s, forms.Options{Rows: o.Rows, Upright: up.Width - up.Left - up.Right, Across: across.Width - across.Left - across.Right}) {
			if err := ctx.Err(); err != nil {
				return nil, context.Cause(ctx)
			}
			name := s + "/" + f.Name + ".docx"
			err := set.create(name, modeOpen, func(to io.Writer) (int, error) { return 0, press.Write(to, f.Book, answer.Widths(f.Book)) })
			if err != nil {
				return nil, err
			}
			out = append(out, filepath.Join(dir, filepath.FromSlash(name)))
		}
	}
	return out, set.commit(nil)
}

// sectionsNamed are the sections of a notice by their names, in its order.
func sectionsNamed(n *notice.Notice, names []string) (out []string, err error) {
	wanted := map[string]bool{}
	for _, name := range names {
		i := slices.IndexFunc(n.Sections, func(s notice.Section) bool { return s.Name == name || slices.Contains(s.Aliases, name) })
		if i < 0 {
			return nil, refuse(ErrNoSection, "通知里没有“%s”这个科室", name)
		}
		wanted[n.Sections[i].Name] = true
	}
	for _, s := range n.Sections {
		if len(names) == 0 || wanted[s.Name] {
			out = append(out, s.Name)
		}
	}
	return out, nil
}
