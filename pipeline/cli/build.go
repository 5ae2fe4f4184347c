package cli

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strconv"

	"huibian/pipeline"
	"huibian/pipeline/notice"
)

type buildCmd struct {
	Quiet bool `short:"q" help:"Print only what went wrong."`
}

// Help is the long help of the command.
func (buildCmd) Help() string {
	return "Writes the public and the internal book (and a secret volume if there are secret items) in Word and in PDF, " +
		"the open data, the findings and the account, all below output/.\n\n" +
		"EXIT STATUS: 0 book written; 1 failed, the last good outputs are untouched; 2 wrong usage."
}

// Run builds and reports.
func (c buildCmd) Run(ctx context.Context, g *globals) error {
	p := newProgress(g.err, c.Quiet)
	r, err := pipeline.Build(ctx, g.workspace(), pipeline.Options{Progress: p, Program: programName})
	p.end()
	if err != nil {
		return err
	}
	if c.Quiet {
		return nil
	}
	printBuild(g.out, g.workspace().Output(), r)
	return nil
}

// shownFindings is how many errors are printed in full; the rest stands in findings.json.
const shownFindings = 12

func printBuild(w io.Writer, output string, r *pipeline.Report) {
	printSections(w, r.Sections)
	printErrors(w, output, r.Findings)
	for _, g := range r.Ignored {
		fmt.Fprintf(w, "未读取  %s：%s\n", g.File, g.Why)
	}
	t := newTable("输出", "页数")
	t.right(1)
	for _, o := range r.Outputs {
		pages := ""
		if o.Pages > 0 {
			pages = strconv.Itoa(o.Pages)
		}
		t.row(filepath.Join(output, filepath.FromSlash(o.File)), pages)
	}
	fmt.Fprintln(w)
	t.write(w)
}

func printSections(w io.Writer, sections []pipeline.SectionReport) {
	t := newTable("科室", "文件", "事项", "错误", "警告", "提示")
	for i := 1; i <= 5; i++ {
		t.right(i)
	}
	var sum pipeline.SectionReport
	for _, s := range sections {
		t.row(s.Name, count(s.Files), count(s.Items), count(s.Errors), count(s.Warnings), count(s.Informations))
		sum.Files += s.Files
		sum.Items += s.Items
		sum.Errors += s.Errors
		sum.Warnings += s.Warnings
		sum.Informations += s.Informations
	}
	t.rule()
	t.row("合计", count(sum.Files), count(sum.Items), count(sum.Errors), count(sum.Warnings), count(sum.Informations))
	fmt.Fprintln(w)
	t.write(w)
}

func count(n int) string {
	if n == 0 {
		return "–"
	}
	return strconv.Itoa(n)
}

// printErrors shows the gravest findings with their place and what to do.
func printErrors(w io.Writer, output string, all []notice.Finding) {
	shown, left := 0, 0
	for _, f := range all {
		if f.Level != notice.Error {
			continue
		}
		if shown == shownFindings {
			left++
			continue
		}
		if shown == 0 {
			fmt.Fprintln(w, "\n需要处理的错误：")
		}
		shown++
		printFinding(w, f)
	}
	if left > 0 {
		fmt.Fprintf(w, "  ……另有%d条错误\n", left)
	}
	if len(all) > 0 {
		fmt.Fprintf(w, "\n全部问题见 %s\n", filepath.Join(output, "data", "findings.json"))
	}
}

var levelWords = map[notice.Level]string{notice.Error: "错误", notice.Warning: "警告", notice.Info: "提示"}

func printFinding(w io.Writer, f notice.Finding) {
	place := f.Place.File
	if at := f.Place.String(); at != "" {
		place += " " + at
	}
	fmt.Fprintf(w, "  %s %s  %s\n", levelWords[f.Level], f.Rule, place)
	fmt.Fprintf(w, "       %s\n", f.Message)
	if f.Advice != "" {
		fmt.Fprintf(w, "       → %s\n", f.Advice)
	}
}
