package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"huibian/pipeline"
	"huibian/pipeline/answer"
)

type statusCmd struct {
	Today time.Time `format:"2006-01-02" placeholder:"YYYY-MM-DD" help:"Day that decides what is late; default: today."`
	Page  bool      `help:"Also write the status page, output/报送情况.docx and .pdf."`
}

// Help is the long help of the command.
func (statusCmd) Help() string {
	return "Reads all of inputs/ and prints, section by section, what has been sent, which parts of the submission are there, " +
		"what is still wrong, and who is late; then the powers that have changed, and by when their flowcharts have to be " +
		"revised; and the released editions, whether they have been handed over. Names no other items, none that is secret, and no files of secret lists.\n\n" +
		"EXIT STATUS: 0 status printed, whatever it says; 1 failed; 2 wrong usage."
}

// Run prints the status.
func (c statusCmd) Run(ctx context.Context, g *globals) error {
	w := g.workspace()
	today := c.Today
	if today.IsZero() {
		today = time.Now()
	}
	s, err := pipeline.Status(ctx, w, pipeline.StatusOptions{Today: today, Page: c.Page, Program: programName})
	if err != nil {
		return err
	}
	printStatus(g.out, s)
	if c.Page {
		fmt.Fprintf(g.out, "\n已写入 %s 和 .pdf\n", filepath.Join(w.Output(), "报送情况.docx"))
	}
	return nil
}

func printStatus(out *console, s *answer.Status) {
	fmt.Fprintf(out, "%s报送情况（截至%s）\n\n", s.Notice.Unit.Name, s.Today.Chinese())
	for _, t := range s.Summary() {
		fmt.Fprintln(out, t)
	}
	heads := s.Heads()
	t := newTable(heads...)
	t.limit = out.columns()
	for i := 1; i < len(heads)-2; i++ {
		t.right(i)
	}
	row := func(texts []string) {
		for i := range texts {
			texts[i] = clip(texts[i], itemCells)
		}
		t.row(texts...)
	}
	for i := range s.Sections {
		row(s.Row(&s.Sections[i]))
	}
	t.rule()
	row(s.Total())
	fmt.Fprintln(out)
	t.write(out)
	printChanges(out, s)
	printHandovers(out, s)
}

// printHandovers prints the table of the editions that are handed over, or are to be, if there are any.
func printHandovers(out *console, s *answer.Status) {
	if len(s.Handovers) == 0 {
		return
	}
	fmt.Fprintf(out, "\n%s\n\n", s.HandoversTitle())
	t := newTable(s.HandoverHeads()...)
	t.limit = out.columns()
	for _, r := range s.HandoverRows() {
		t.row(r...)
	}
	t.write(out)
}

// printChanges prints the table of the changes, if there are any.
func printChanges(out *console, s *answer.Status) {
	if len(s.Changes) == 0 {
		return
	}
	fmt.Fprintf(out, "\n%s\n%s\n\n", s.ChangesTitle(), s.ChangesNote())
	t := newTable(s.ChangeHeads()...)
	t.limit = out.columns()
	for _, r := range s.ChangeRows() {
		for i := range r {
			r[i] = clip(r[i], itemCells)
		}
		t.row(r...)
	}
	t.write(out)
}
