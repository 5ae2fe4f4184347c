package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"huibian/pipeline"
	"huibian/pipeline/catalog"
	"huibian/pipeline/review"
)

type checkCmd struct {
	Files  []string `arg:"" name:"file" help:"Word files to read."`
	JSON   bool     `name:"json" xor:"how" help:"Print one JSON object a file."`
	Blocks bool     `xor:"how" help:"Print what was read, before any recognition: one JSON object a file."`
}

// Help is the long help of the command.
func (checkCmd) Help() string {
	return "Reads each file as if it were the only submission. With --blocks prints, a line a file, " +
		`{"file","blocks":[{"type":"paragraph","text"},{"type":"table","rows":[[{"text","cols","rows"}]]}]} or {"file","error"}.` +
		"\n\nEXIT STATUS: 0 no error finding (with --blocks: every file could be read); 1 some; 2 wrong usage."
}

// Run checks the files one after the other.
func (c checkCmd) Run(ctx context.Context, g *globals) error {
	if c.Blocks {
		return c.blocks(ctx, g)
	}
	checker, err := pipeline.NewChecker(g.workspace())
	if err != nil {
		return err
	}
	if !c.JSON {
		fmt.Fprintf(g.out, "按通知“%s”检查。\n\n", checker.Notice().Title)
	}
	bad := false
	for _, f := range expand(c.Files) {
		r := checker.Check(ctx, f)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		bad = bad || r.Errors()
		if c.JSON {
			err = errors.Join(err, printCheckedJSON(g.json, r))
			continue
		}
		printChecked(g.out, r)
	}
	if err == nil && bad {
		return errFindings
	}
	return err
}

// expand resolves patterns such as 外资管理科\*.docx, which the shells of Windows hand over as they are.
func expand(files []string) []string {
	var out []string
	for _, f := range files {
		names, err := filepath.Glob(f)
		if _, there := os.Lstat(f); there == nil || err != nil || len(names) == 0 {
			names = []string{f}
		}
		out = append(out, names...)
	}
	return out
}

func (c checkCmd) blocks(ctx context.Context, g *globals) error {
	e := json.NewEncoder(g.json)
	e.SetEscapeHTML(false)
	bad := false
	for _, f := range expand(c.Files) {
		b := pipeline.Blocks(ctx, g.workspace(), f)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		bad = bad || b.Error != ""
		if err := e.Encode(b); err != nil {
			return err
		}
	}
	if bad {
		return errFindings
	}
	return nil
}

func printCheckedJSON(w io.Writer, c *pipeline.Checked) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(struct {
		File     string `json:"file"`
		SHA256   string `json:"sha256"`
		Section  string `json:"section"`
		Items    any    `json:"items"`
		Findings any    `json:"findings"`
	}{c.File, c.Reading.Source.SHA256, c.Reading.Section, catalog.JSONItems(c.Catalog.All()), review.JSONFindings(c.Findings)})
}

// itemCells is the width of the column of items' names on a terminal.
const itemCells = 44

func printChecked(w io.Writer, c *pipeline.Checked) {
	fmt.Fprintf(w, "%s\n", c.File)
	for _, t := range c.Reading.Tables {
		fmt.Fprintf(w, "  表%d：%s\n", t.Table, t.Reason)
	}
	if a := c.Reading.Account; !c.Reading.Rejected {
		fmt.Fprintf(w, "  %d张表、%d行、%d段、%d幅图：取用%d，另列%d\n", a.Tables, a.Rows, a.Paragraphs, a.Pictures, a.Used, len(a.SetAside))
	}
	if len(c.Catalog.Items) > 0 {
		t := newTable("项目名称", "类别", "科室", "位置")
		for _, it := range c.Catalog.Items {
			t.row(clip(oneLine(it.Name), itemCells), it.CategoryName, it.Section, it.Source.String())
		}
		fmt.Fprintln(w)
		t.write(w)
	}
	if len(c.Findings) > 0 {
		fmt.Fprintln(w)
		for _, f := range c.Findings {
			f.Place.File = ""
			printFinding(w, f)
		}
	}
	fmt.Fprintf(w, "\n共%d项，%s。\n\n", len(c.Catalog.Items), cmp.Or(counts(c.Findings), "没有发现问题"))
}
