package pipeline

import (
	"context"
	"fmt"
	"io"
	"time"

	"huibian/pipeline/answer"
	"huibian/pipeline/notice"
	"huibian/pipeline/pdf"
	"huibian/pipeline/register"
	"huibian/pipeline/typeset"
	"huibian/pipeline/word"
	"huibian/templates"
)

// statusPage is the path of the status page, without ending.
const statusPage = "报送情况"

// StatusOptions says what a status is to know that the files do not say.
type StatusOptions struct {
	Today    time.Time // decides what is late
	Page     bool      // write the page, in Word and in PDF
	Progress Progress  // nil: silent
	Program  string    // name and version, for the metadata
}

// Status tells who has sent what, and who is late. It reads the inputs as Build does and writes nothing but the page, if
// that is asked for.
func Status(ctx context.Context, w Workspace, o StatusOptions) (*answer.Status, error) {
	if o.Progress == nil {
		o.Progress = silent{}
	}
	if err := w.Exists(); err != nil {
		return nil, err
	}
	h, err := w.open()
	if err != nil {
		return nil, err
	}
	s, err := gather(ctx, h.Notice, w, o.Progress)
	if err != nil {
		return nil, err
	}
	if err := w.stillThere(len(s.drops) + len(s.sheets)); err != nil {
		return nil, err
	}
	reg, err := w.registered(ctx)
	if err != nil {
		return nil, err
	}
	if reg != nil {
		defer reg.Close()
	}
	if s.memory, err = recall(ctx, reg); err != nil {
		return nil, err
	}
	if err := s.learn(w); err != nil {
		return nil, err
	}
	s.settle()
	out, err := s.status(ctx, w, reg, o.Today)
	if err != nil || !o.Page {
		return out, err
	}
	unlock, err := w.lock(ctx, func() { o.Progress.Stage("汇编正在进行，等它结束") })
	if err != nil {
		return nil, err
	}
	defer unlock()
	return out, writeStatus(ctx, w, h, out, o.Program, nil)
}

// status is what is to be told of the state on a day.
func (s *state) status(ctx context.Context, w Workspace, reg *register.Register, today time.Time) (*answer.Status, error) {
	out := answer.NewStatus(s.given, s.submissions(), today)
	var err error
	if out.Changes, err = s.underway(w, out.Today); err != nil {
		return nil, err
	}
	out.Handovers, err = w.handovers(ctx, s.given, reg)
	return out, err
}

// underway are the changes of which the flowchart is still to be revised, as they stand on a day.
func (s *state) underway(w Workspace, today notice.Date) (out []answer.Change, err error) {
	if len(s.memory.changes) == 0 {
		return nil, nil
	}
	cal, err := templates.Calendar(w.Dir)
	if err != nil {
		return nil, err
	}
	for _, c := range s.memory.changes {
		p := s.power(c.Power)
		if p == nil {
			continue // cannot be: the register knows what it speaks of
		}
		out = append(out, answer.NewChange(cal, answer.Change{
			Code: p.Code, Name: p.Name, Section: p.Section, Class: p.Class, What: c.What, On: c.On,
		}, s.given.Revision.Days, today))
	}
	return out, nil
}

// writeStatus puts the page in place. The workspace must be locked.
func writeStatus(ctx context.Context, w Workspace, h *house, s *answer.Status, program string, held func(path string) bool) error {
	b := s.Book(h.sheet)
	l, err := typeset.Lay(ctx, b, h.sheet, h.fonts)
	if err != nil {
		return err
	}
	set, err := newOutputSet(w.Output())
	if err != nil {
		return err
	}
	defer set.discard()
	if held != nil {
		set.held = held
	}
	for _, f := range []struct {
		ending string
		write  func(io.Writer) error
	}{
		{".docx", func(out io.Writer) error { return word.Write(out, b, h.sheet, l) }},
		{".pdf", func(out io.Writer) error { return pdf.Write(out, l, b, pdf.Options{Producer: program}) }},
	} {
		if err := set.create(statusPage+f.ending, modeOpen, func(out io.Writer) (int, error) { return len(l.Pages), f.write(out) }); err != nil {
			return err
		}
	}
	set.ours = nil                 // what a build has laid beside others is its own to clear
	for _, o := range set.list() { // the page of another day is no use beside it
		if _, there := lookAt(set.path(o.File)); there && set.held(set.path(o.File)) {
			return fmt.Errorf("%s is open in another program, which keeps it from being replaced: close it, then try again", o.File)
		}
	}
	return set.commit(nil)
}
