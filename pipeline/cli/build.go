package cli

import (
	"context"
	"fmt"
	"path/filepath"

	"huibian/pipeline"
)

type buildCmd struct {
	Quiet   bool   `short:"q" help:"Print nothing unless the build fails."`
	Edition string `placeholder:"LABEL" and:"edition" help:"Build a released edition again, from what is sealed, to the byte; needs --to."`
	To      string `placeholder:"DIR" and:"edition" help:"Folder for the edition, empty or not there yet."`
}

// Help is the long help of the command.
func (buildCmd) Help() string {
	return "Writes the public and the internal book (and a secret volume if there are secret items) in Word and in PDF, " +
		"the open data, the findings, the account, the answer to every file that was dropped, and the opinion of the review for every " +
		"section, all below output/. Progress goes to standard error.\n\n" +
		"A volume of which a file is open in another program stays as it is, and the new one is laid beside it under names with " +
		"（新）; the next build that finds it closed puts it in place.\n\n" +
		"EXIT STATUS: 0 book written; 1 failed, the last good outputs are untouched, or an open file kept a new one from its " +
		"place; 2 wrong usage."
}

// Run builds and reports.
func (c buildCmd) Run(ctx context.Context, g *globals) error {
	w := g.workspace()
	if c.Edition != "" {
		return c.rebuild(ctx, g, w)
	}
	p := newProgress(g.err, c.Quiet)
	r, err := pipeline.Build(ctx, w, pipeline.Options{Progress: p, Program: programName})
	p.end()
	if err != nil {
		return err
	}
	if c.Quiet {
		printWaiting(g.err, w.Output(), r.Waiting)
		return inPlace(r)
	}
	files := 0
	for _, s := range r.Sections {
		files += s.Files
	}
	if files == 0 {
		fmt.Fprintf(g.out, "\n没有收到任何文件，书中没有事项。请把各科室的Word文件放入 %s 下本科室的文件夹。\n", w.Inputs())
	}
	printBuild(g.out, w.Output(), r)
	return inPlace(r)
}

// rebuild builds a released edition again.
func (c buildCmd) rebuild(ctx context.Context, g *globals, w pipeline.Workspace) error {
	out, err := pipeline.Rebuild(ctx, w, c.Edition, c.To)
	if err != nil || c.Quiet {
		return err
	}
	fmt.Fprintf(g.out, "“%s”已按封存的材料重新生成，与发布时逐字节相同：\n", c.Edition)
	for _, o := range out {
		fmt.Fprintf(g.out, "  %s\n", filepath.Join(c.To, filepath.FromSlash(o.File)))
	}
	return nil
}

// inPlace is an error if a script that goes on with the outputs would take an older state for the new one.
func inPlace(r *pipeline.Report) error {
	if len(r.Waiting) == 0 {
		return nil
	}
	return fmt.Errorf("%d outputs are of an older state, because files are open; the new ones lie beside them", len(r.Waiting))
}
