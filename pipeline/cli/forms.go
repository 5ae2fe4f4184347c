package cli

import (
	"context"
	"fmt"

	"huibian/pipeline"
)

type formsCmd struct {
	Sections []string `arg:"" optional:"" name:"section" help:"Sections to write forms for; default: all of the notice."`
	Rows     int      `placeholder:"N" help:"Blank rows of the tables; default: 12."`
	Out      string   `placeholder:"DIR" help:"Folder to write into; default: output/空白表."`
}

// Help is the long help of the command.
func (formsCmd) Help() string {
	return "Writes the blank Word forms of the notice, a folder for each section: the section's name is in already, words of the " +
		"notice are lists to choose from, and what is filled in is read without a doubt. They print well, too.\n\n" +
		"Forms of the same name in the folder are written over; those that are being filled in belong elsewhere.\n\n" +
		"EXIT STATUS: 0 written; 1 failed, or no such section; 2 wrong usage."
}

// mostRows is as many as a table of one section can be thought to have; a thousand rows are a book of their own.
const mostRows = 2000

// Validate refuses numbers of rows that no form has.
func (c formsCmd) Validate() error {
	if c.Rows < 0 || c.Rows > mostRows {
		return fmt.Errorf("--rows=%d: from 1 to %d", c.Rows, mostRows)
	}
	return nil
}

// Run writes the forms.
func (c formsCmd) Run(ctx context.Context, g *globals) error {
	files, err := pipeline.WriteForms(ctx, g.workspace(), pipeline.FormOptions{Sections: c.Sections, Rows: c.Rows, Dir: c.Out})
	if err != nil {
		return err
	}
	for _, f := range files {
		fmt.Fprintln(g.out, f)
	}
	fmt.Fprintf(g.out, "\n共%d份空白表。请发给各科室填写，填好后放入各自的文件夹。\n", len(files))
	return nil
}
