package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"huibian/pipeline/answer"
	"huibian/pipeline/book"
	"huibian/pipeline/catalog"
	"huibian/pipeline/form"
	"huibian/pipeline/notice"
	"huibian/pipeline/pdf"
	"huibian/pipeline/review"
	"huibian/pipeline/typeset"
	"huibian/pipeline/word"
)

// volume is one bound book: the view it is made from and the path of its two files, without ending.
type volume struct {
	class notice.Class
	name  string
	path  string
	mode  fs.FileMode
}

// volumes are the books of a compilation (DESIGN §3).
var volumes = []volume{
	{notice.Internal, "内部版", "内部版/职权目录汇编", modeOpen},
	{notice.Public, "公开版", "公开版/职权目录汇编", modeOpen},
	{notice.Secret, "涉密册", "涉密册/涉密不宜公开职权目录", modeSecret},
}

// cardsPath is the path of the cards (办事明白卡), without ending.
const cardsPath = "公开版/办事明白卡"

// ownedOutputs are the outputs that a build may also have to remove.
var ownedOutputs = append(bothFiles("涉密册/涉密不宜公开职权目录"), bothFiles(cardsPath)...)

func bothFiles(path string) []string { return []string{path + ".docx", path + ".pdf"} }

// numbered is the path of a numbered copy of a volume: the first has the volume's own.
func (v *volume) numbered(number int) string {
	if number < 2 {
		return v.path
	}
	return fmt.Sprintf("%s（份号%06d）", v.path, number)
}

// surplus are the numbered copies that the last build made: this one may make fewer.
func (a account) surplus() []string {
	made := map[string]bool{}
	for _, o := range a.Outputs {
		made[o.File] = true
	}
	var out []string
	for _, v := range volumes {
		for number := 2; number <= notice.MaxCopies; number++ {
			out = append(out, bothFiles(v.numbered(number))...)
		}
	}
	return slices.DeleteFunc(out, func(file string) bool { return !made[file] })
}

// removable are the outputs that go if they are not made again.
func (s *outputSet) removable() []string {
	return slices.Concat(ownedOutputs, s.last.answers(), s.last.surplus())
}

// write stages every output: books first, since what they find (a character no font has) belongs into the findings, and
// receipts and opinions after them.
func (s *state) write(ctx context.Context, h *house, set *outputSet, o Options) error {
	o.Progress.Stage("排版成册")
	s.forewordLoss(h)
	s.otherFonts(h)
	public := s.public()
	if err := s.books(ctx, h, set, public, o); err != nil {
		return err
	}
	s.sortFindings()
	press, err := answer.NewPress(h.sheet)
	if err != nil {
		return err
	}
	g, rest := errgroup.WithContext(ctx)
	g.Go(func() error { return s.cards(rest, h, set, public, o) }) // not beside the books: each takes its room in memory
	g.Go(func() error {
		if err := s.receipts(rest, press, h, set); err != nil {
			return err
		}
		return s.opinions(rest, press, h, set, o)
	})
	if err := g.Wait(); err != nil {
		return err
	}
	return s.record(set)
}

// books stages the books and the data: with the cards, what an edition consists of.
func (s *state) books(ctx context.Context, h *house, set *outputSet, public catalog.View, o Options) error {
	taken, err := s.collect(ctx, h)
	if err != nil {
		return err
	}
	g, books := errgroup.WithContext(ctx)
	g.Go(func() error { // one after another: each takes its room in memory, and is written by two hands
		for _, v := range volumes {
			view := public
			if v.class != notice.Public {
				view = s.catalog.View(v.class)
			}
			if v.class == notice.Secret && len(view.Items) == 0 {
				continue
			}
			copies := s.n.Book.Volume(v.class).Copies
			for number := min(copies, 1); number <= copies; number++ {
				if err := s.bind(books, h, set, v, number, view, taken, o); err != nil {
					return err
				}
			}
		}
		return nil
	})
	g.Go(func() error { return s.publish(set, public) })
	return g.Wait()
}

// public is what may be published, under the label of its edition.
func (s *state) public() catalog.View {
	v := s.catalog.View(notice.Public)
	v.Edition = edition(s.n.Edition.Label, s.proof())
	return v
}

// bind makes one volume in Word and in PDF, from one layout.
func (s *state) bind(ctx context.Context, h *house, set *outputSet, v volume, number int, view catalog.View, taken *material, o Options) error {
	options := book.Options{
		Volume:   v.name,
		Copy:     number,
		Foreword: h.foreword,
		Inputs:   s.inputsOf(v.class),
		Program:  o.Program,
	}
	if v.class == notice.Public {
		options.Proof = s.proof()
	}
	taken.of(v.class, view, &options)
	var err error
	if options.Revision, err = s.revision(view); err != nil {
		return err
	}
	if v.class == notice.Internal {
		options.Submitted = s.submitted()
	}
	missing, err := s.print(ctx, h, set, v.numbered(number), v.mode, book.Compose(view, options), o)
	s.missing(missing)
	return err
}

// cards makes the cards of the public items. A character that no font has stands in the public book as well, which tells.
func (s *state) cards(ctx context.Context, h *house, set *outputSet, public catalog.View, o Options) error {
	b := book.ComposeCards(public, book.Options{Volume: "公开版", Proof: s.proof()})
	if b == nil {
		return nil
	}
	_, err := s.print(ctx, h, set, cardsPath, modeOpen, b, o)
	return err
}

// print writes a book in Word and in PDF, from one layout, and tells which characters no font has.
func (s *state) print(ctx context.Context, h *house, set *outputSet, path string, mode fs.FileMode, b *book.Book, o Options) ([]typeset.Missing, error) {
	l, err := typeset.Lay(ctx, b, h.sheet, h.fonts)
	if err != nil {
		return nil, err
	}
	g, _ := errgroup.WithContext(ctx)
	g.Go(func() error {
		return set.create(path+".pdf", mode, func(w io.Writer) (int, error) {
			return len(l.Pages), pdf.Write(w, l, b, pdf.Options{Producer: o.Program})
		})
	})
	g.Go(func() error {
		return set.create(path+".docx", mode, func(w io.Writer) (int, error) {
			return len(l.Pages), word.Write(w, b, h.sheet, l)
		})
	})
	return l.Missing, g.Wait()
}

// submitted is how many powers sections said they have. A section of which other volumes hold some is left out: the number
// would tell how many these are.
func (s *state) submitted() map[string]int {
	out := review.Submitted(s.subject(s.catalog))
	for i := range s.catalog.Items {
		if it := &s.catalog.Items[i]; it.Class == notice.Secret {
			delete(out, it.Section)
		}
	}
	for _, section := range s.unsaid {
		delete(out, section)
	}
	return out
}

// forewordLoss tells the office what of its own foreword is not in the book.
func (s *state) forewordLoss(h *house) {
	if h.foreword == nil {
		return
	}
	if left := book.NotCarried(h.foreword); len(left) > 0 {
		const rule = "R28"
		s.findings = append(s.findings, notice.Finding{
			Rule: rule, Level: s.n.Level(rule),
			Message: "编制说明中有" + strings.Join(left, "、") + "没有收入书中",
			Advice:  "编制说明只收入标题、段落和表格；请把其中的文字写进正文。",
			Place:   notice.Place{File: path.Join("templates", s.n.Name, "foreword.docx")},
		})
	}
}

// otherFonts tells the office which fonts its book.docx names in vain, and what the PDF is set in instead. The Word file
// keeps their names: who opens it may have them.
func (s *state) otherFonts(h *house) {
	const rule = "R46"
	for _, x := range h.fonts.Substitutes(h.sheet) {
		styles := "样式“" + strings.Join(x.Styles[:min(len(x.Styles), 3)], "”“") + "”"
		if n := len(x.Styles); n > 3 {
			styles += fmt.Sprintf("等%d个样式", n)
		}
		s.findings = append(s.findings, notice.Finding{
			Rule: rule, Level: s.n.Level(rule),
			Message: styles + "用的字体“" + x.Font + "”没有找到，PDF中以" + x.By + "代替",
			Advice:  "请把该字体的文件（.ttf）放入 templates/fonts 后重新汇编，或在book.docx中改用宋体、黑体、楷体、仿宋。",
			Place:   notice.Place{File: path.Join("templates", s.n.Name, "book.docx")},
		})
	}
}

// missing turns characters that no font has into findings, each once a cell. A view may not know the name of the file a
// cell stands in, but it knows its hash.
func (s *state) missing(ms []typeset.Missing) {
	if len(ms) == 0 {
		return
	}
	file := map[string]string{}
	for _, r := range s.readings {
		file[r.Source.SHA256] = r.Source.File
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range ms {
		m.From.File = cmp.Or(file[m.From.SHA256], m.From.File)
		s.findings = append(s.findings, missingGlyph(s.n, m))
	}
}

// inputsOf lists the submissions that stand behind the volume of a class. A name is only printed if the whole file belongs
// to the volume: the name of a file that also holds a secret item may speak of it.
func (s *state) inputsOf(class notice.Class) []book.Input {
	sources := map[string]catalog.SourceCount{}
	for _, src := range s.catalog.Sources(class) {
		sources[src.File] = src
	}
	var out []book.Input
	for i, r := range s.readings {
		src, ok := sources[r.Source.File]
		if !ok {
			continue
		}
		in := book.Input{Section: s.sectionOf(i), SHA256: src.SHA256, Items: src.Items, From: notice.Place{File: src.File}}
		if src.Whole || class == notice.Secret {
			in.File = baseName(src.File)
		}
		out = append(out, in)
	}
	return out
}

// publish stages the data files: the whole catalog, and the public items as open data.
func (s *state) publish(set *outputSet, public catalog.View) error {
	files := []struct {
		name  string
		mode  fs.FileMode
		write func(io.Writer) error
	}{
		{catalogFile, s.mode(), func(w io.Writer) error { return catalog.WriteJSON(w, s.catalog.All()) }},
		{"data/public.json", modeOpen, func(w io.Writer) error { return catalog.WriteJSON(w, public) }},
		{"data/public.csv", modeOpen, func(w io.Writer) error { return catalog.WriteCSV(w, public) }},
		{"data/public.xlsx", modeOpen, func(w io.Writer) error { return catalog.WriteXLSX(w, public) }},
	}
	for _, f := range files {
		if err := set.create(f.name, f.mode, func(w io.Writer) (int, error) { return 0, f.write(w) }); err != nil {
			return err
		}
	}
	return nil
}

// record stages the findings and the account. They quote submissions, so they are as secret as the most secret of them.
func (s *state) record(set *outputSet) error {
	err := set.create(findingsFile, s.mode(), func(w io.Writer) (int, error) {
		return 0, review.WriteJSON(w, s.findings)
	})
	if err != nil {
		return err
	}
	account := s.account(set.list())
	return set.create(accountFile, s.mode(), func(w io.Writer) (int, error) { return 0, writeJSON(w, account) })
}

// mode is the mode of files that speak of every item and every submission. One that could not be read may have been the
// list of secret ones, and its name may say so; words that a conversion lost may have been what marked it as one.
func (s *state) mode() fs.FileMode {
	if slices.ContainsFunc(s.catalog.Items, func(it catalog.Item) bool { return it.Class == notice.Secret }) ||
		slices.ContainsFunc(s.readings, func(r *form.Reading) bool { return r.Rejected || otherWords(r) }) ||
		slices.ContainsFunc(s.sheets, func(x *sheet) bool { return x.Secret }) {
		return modeSecret
	}
	return modeOpen
}

// missingGlyph is the finding about a character that no font has.
func missingGlyph(n *notice.Notice, m typeset.Missing) notice.Finding {
	const rule = "R15"
	return notice.Finding{
		Rule:    rule,
		Level:   n.Level(rule),
		Message: glyphMessage(m.Rune),
		Advice:  "请核对该字是否有误；如确为生僻字，请把含有该字的字体文件（.ttf）放入 templates/fonts 后重新汇编。",
		Place:   m.From,
	}
}
