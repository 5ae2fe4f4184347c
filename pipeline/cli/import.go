package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"huibian/pipeline"
)

type importCmd struct {
	Files  []string `arg:"" name:"file" help:"The list: Word files, or workbooks (.xlsx; .xls and .ods where LibreOffice is installed)."`
	Label  string   `placeholder:"LABEL" help:"Name of the edition, such as 2008年版; default: 基线."`
	Date   day      `placeholder:"YYYY-MM-DD" help:"Date of the edition; default: today."`
	Anyway bool     `help:"Take what was understood, also where not all of it was."`
	actor
}

// Help is the long help of the command.
func (importCmd) Help() string {
	return "Takes in the list of powers that was valid before the first edition, as edition 0. From then on a build says which " +
		"powers are new and which are missing (I01), and an item that is known keeps its code: an item of the list whose code " +
		"follows the notice's scheme keeps it for ever; one without, or with a code of another scheme, gets its code with the " +
		"first release. A file in a folder that is called as a section is that section's.\n\n" +
		"It is the first thing that is done: with powers or editions in the register it is refused. So is a list in which two " +
		"items bear one code, and, without --anyway, one of which not everything was understood.\n\n" +
		"EXIT STATUS: 0 taken in; 1 failed, or refused; 2 wrong usage."
}

// Run imports.
func (c importCmd) Run(ctx context.Context, g *globals) error {
	a, err := c.act()
	if err != nil {
		return err
	}
	p := newProgress(g.err, false)
	r, err := pipeline.Import(ctx, g.workspace(), pipeline.ImportOptions{Act: a, Files: expand(c.Files), Label: c.Label, Date: c.Date.Date,
		Anyway: c.Anyway, Progress: p})
	p.end()
	if r == nil {
		return err
	}
	if err == nil {
		fmt.Fprintf(g.out, "已导入“%s”（%s），共%d项：沿用编码%d项，原编码不沿用%d项，没有编码%d项。\n", r.Label, r.Date, r.Items, r.Kept, len(r.Old), r.Without)
	}
	printTold(g.out, "没有读懂的内容，没有收入或不完整", r.Unclear)
	printTold(g.out, "编码相同的事项", r.Twice)
	printTold(g.out, "没有沿用的编码，留作原编码，首次发布时另编", r.Old)
	printTold(g.out, "请核对", r.Notes)
	if err == nil {
		fmt.Fprintln(g.out, "\n再汇编一次，就与它比对：新增、缺失的职权见 I01。")
	}
	if errors.Is(err, pipeline.ErrNotUnderstood) {
		return fmt.Errorf("%w; mend the list, or take what was understood with --anyway", err)
	}
	return err
}

// shownTold is how many of a kind are printed in full.
const shownTold = 20

func printTold(w io.Writer, head string, all []pipeline.Told) {
	if len(all) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s（%d处）：\n", head, len(all))
	for _, f := range all[:min(len(all), shownTold)] {
		if f.Where != "" {
			fmt.Fprintf(w, "  %s\n", f.Where)
		}
		printAdvice(w, f.Message, f.Advice)
	}
	if left := len(all) - shownTold; left > 0 {
		fmt.Fprintf(w, "  ……另有%d处\n", left)
	}
}
