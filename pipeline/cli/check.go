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
	"huibian/pipeline/form"
	"huibian/pipeline/review"
)

type checkCmd struct {
	Files   []string `arg:"" name:"file" help:"Word files to read."`
	Explain bool     `xor:"how" help:"Print how every column was recognised, also where that is certain."`
	JSON    bool     `name:"json" xor:"how" help:"Print one JSON object a file."`
	Blocks  bool     `xor:"how" help:"Print what was read, before any recognition: one JSON object a file."`
}

// Help is the long help of the command.
func (checkCmd) Help() string {
	return "Reads each file as if it were the only submission. Tells of every table how it was recognised, and of every column " +
		"that is not certain what it was taken for and why; with --explain of all columns.\n\n" +
		"With --json prints, a line a file, " +
		`{"file","sha256","section","tables":[…],"account":{…},"items":[…],"findings":[…]}; ` +
		"account, items and findings have the shapes of build.json (an input), catalog.json and findings.json. A table is " +
		`{"table", "paragraph", "layout":"horizontal|vertical|labels", "form":"catalog|secret|statistics|duties", "headerRows", "continues", "records", "reason", ` +
		`"columns":[{"column", "header", "field", "title", "synonym", "certainty":"certain|likely|doubtful|none|parent", "also", "proposal", "rival"}]}: ` +
		"table counts from 1 and is 0 for label paragraphs, which begin at paragraph; form is empty for a table set aside, and reason says why; " +
		"field is a key of notice.yaml; also is the title of another field that the header speaks of; proposal is the key of the field that an " +
		"unknown header resembles, never taken; rival is the column that has that field.\n\n" +
		"With --blocks prints, a line a file, " +
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
	e := explainer{w: g.out, all: c.Explain, columns: g.out.columns(), n: checker.Notice(), dir: g.Dir}
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
		printChecked(g.out, r, e)
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
		Tables   any    `json:"tables"`
		Account  any    `json:"account"`
		Items    any    `json:"items"`
		Findings any    `json:"findings"`
	}{c.File, c.Reading.Source.SHA256, c.Reading.Section, form.JSONTables(c.Reading.Tables), c.Account(),
		catalog.JSONItems(c.Catalog.All()), review.JSONFindings(c.Findings)})
}

// itemCells is the width of the column of items' names; on a terminal that is too narrow they give way to the other
// columns, but for leastCells.
const (
	itemCells  = 44
	otherCells = 46
)

func printChecked(w io.Writer, c *pipeline.Checked, e explainer) {
	fmt.Fprintf(w, "%s\n", c.File)
	e.explain(c.Reading.Tables)
	if a := c.Reading.Account; !c.Reading.Rejected {
		fmt.Fprintf(w, "  %d张表、%d行、%d段、%d幅图：取用%d，另列%d\n", a.Tables, a.Rows, a.Paragraphs, a.Pictures, a.Used, len(a.SetAside))
	}
	if len(c.Catalog.Items) > 0 {
		names := itemCells
		if e.columns > 0 {
			names = max(min(names, e.columns-otherCells), leastCells)
		}
		t := newTable("项目名称", "类别", "科室", "位置")
		for _, it := range c.Catalog.Items {
			t.row(clip(oneLine(it.Name), names), it.CategoryName, it.Section, it.Source.String())
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
