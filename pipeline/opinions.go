package pipeline

import (
	"context"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"huibian/pipeline/answer"
	"huibian/pipeline/notice"
	"huibian/pipeline/pdf"
	"huibian/pipeline/typeset"
)

// Where the opinions of the review go, and what they are called.
const (
	opinionFolder = "审核意见/"
	opinionName   = "审核意见"   // after the section's name
	summaryName   = "审核意见汇总" // of the whole unit
)

// opinionEndings are those of an opinion's two files.
var opinionEndings = []string{".docx", ".pdf"}

// Where links of opinions lead, from their folder.
const (
	outputFromOpinion = "../"
	inputsFromOpinion = "../../inputs/"
)

// opinion is one paper of the review on its way to its two files.
type opinion struct {
	path string // below output/, without ending
	mode fs.FileMode
	page answer.Page
}

// opinions stages the opinion of the review for every section that sent anything, and the summary for the office, each in
// Word and in PDF.
func (s *state) opinions(ctx context.Context, press *answer.Press, h *house, set *outputSet, o Options) error {
	g, each := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, x := range s.papers() {
		g.Go(func() error {
			b := x.page.Book(h.sheet)
			sum := s.answered.sum(b, o.Program) // all that it says
			if still := s.answered.still(set.dir, x.path, h, nil, sum); still != nil {
				set.keep(still...)
				return nil
			}
			l, err := typeset.Lay(each, b, h.sheet, h.fonts)
			if err != nil {
				return err
			}
			outputs := make([]Output, len(opinionEndings))
			for i, write := range []func(io.Writer) error{
				func(w io.Writer) error { return press.WriteBook(w, b, l) },
				func(w io.Writer) error { return pdf.Write(w, l, b, pdf.Options{Producer: o.Program}) },
			} {
				outputs[i], err = set.put(x.path+opinionEndings[i], x.mode, func(w io.Writer) (int, error) { return len(l.Pages), write(w) })
				if err != nil {
					return err
				}
			}
			s.answered.note(x.path, h, nil, sum, outputs)
			return nil
		})
	}
	return g.Wait()
}

// papers are the opinions and the summary.
func (s *state) papers() []opinion {
	all, whole := s.reviewed()
	var out []opinion
	closed := s.mode() == modeSecret
	for _, o := range all {
		if len(o.Files) > 0 {
			out = append(out, opinion{opinionFolder + o.Path, modeOf(o.Closed), o})
			closed = closed || o.Closed
		}
	}
	return append(out, opinion{opinionFolder + summaryName, modeOf(closed), &answer.Summary{Notice: s.n, Sections: all, Whole: whole, Closed: closed}})
}

func modeOf(closed bool) fs.FileMode {
	if closed {
		return modeSecret
	}
	return modeOpen
}

// reviewed is what there is to say to each section: those of the notice in its order, then the others as their files come;
// and what is to be said of no file that a section sent.
func (s *state) reviewed() (all []*answer.Opinion, whole []notice.Finding) {
	at := map[string]*answer.Opinion{}
	names := answerNamer{}
	of := func(section string) *answer.Opinion {
		if at[section] == nil {
			name := names.free("", section+opinionName, opinionEndings[0])
			at[section] = &answer.Opinion{Notice: s.n, Section: section, Volumes: volumesFromOpinion(), Path: strings.TrimSuffix(name, opinionEndings[0])}
			all = append(all, at[section])
		}
		return at[section]
	}
	for _, sec := range s.n.Sections {
		of(sec.Name)
	}
	about, items := s.findingsByFile(), s.itemsByFile()
	open := map[*answer.Opinion]bool{} // it has a file that is not closed
	for i, d := range s.drops {
		o := of(s.sectionOf(i))
		f := answer.Reviewed{File: belowFolder(d.File), Reading: s.readings[i], Items: items[d.File], Findings: about[d.File]}
		if !d.Renamed {
			f.Path = inputsFromOpinion + d.File
		}
		o.Files = append(o.Files, f)
		open[o] = open[o] || !s.closed[d.File]
		o.Closed = o.Closed || s.closed[d.File] && len(f.Findings) > 0
		delete(about, d.File)
	}
	for _, o := range all {
		o.Closed = o.Closed || !open[o] // all that is known of it, its name included, may be from a secret file
	}
	for _, f := range s.findings {
		if _, left := about[f.Place.File]; left {
			whole = append(whole, f)
		}
	}
	return all, whole
}

// volumesFromOpinion are where items are looked for, from the folder of the opinions: most in the public book.
func volumesFromOpinion() (out []answer.Volume) {
	for _, class := range []notice.Class{notice.Public, notice.Internal, notice.Secret} {
		for _, v := range volumes {
			if v.class == class {
				out = append(out, answer.Volume{Class: class, Path: outputFromOpinion + v.path})
			}
		}
	}
	return out
}

// IsOpinion reports whether an output is of the review: 审核意见/<科室>审核意见.docx, .pdf and nothing that leads elsewhere.
func IsOpinion(name string) bool {
	file, ok := strings.CutPrefix(name, opinionFolder)
	return ok && !strings.Contains(file, "/") && slices.Contains(opinionEndings, path.Ext(file)) && filepath.IsLocal(filepath.FromSlash(name))
}

// isReply reports whether an output is an answer or an opinion: those are many, each stands for itself, and goes when what it is
// about is gone.
func isReply(name string) bool { return isAnswer(name) || IsOpinion(name) }
