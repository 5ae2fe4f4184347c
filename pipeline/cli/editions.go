package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"huibian/pipeline"
	"huibian/pipeline/book"
	"huibian/pipeline/catalog"
	"huibian/pipeline/notice"
	"huibian/pipeline/register"
)

type diffCmd struct {
	Old    string `arg:"" help:"Label of the older edition."`
	New    string `arg:"" optional:"" help:"Label of the newer one; default: current, what the inputs give now."`
	JSON   bool   `name:"json" help:"Print one JSON object for each volume, in the shape of 修订对照表.json."`
	Volume string `enum:"public,internal,secret,all" default:"all" help:"Volume to print: public, internal, secret or all."`
}

// Help is the long help of the command.
func (diffCmd) Help() string {
	return "Compares two editions, volume by volume, and writes below output/修订对照/OLD—NEW/ for each volume a table of what was " +
		"added, changed field by field, renumbered or abolished (Word, JSON), and a copy of the new book with tracked changes against " +
		"the old one.\n\nEXIT STATUS: 0 compared, whether they differ or not; 1 failed; 2 wrong usage."
}

// Run compares.
func (c diffCmd) Run(ctx context.Context, g *globals) error {
	w := g.workspace()
	p := newProgress(g.err, c.JSON)
	all, err := pipeline.Diff(ctx, w, pipeline.DiffOptions{Old: c.Old, New: c.New, Act: pipeline.Act{At: time.Now()}, Progress: p, Program: programName})
	p.end()
	if err != nil {
		return err
	}
	for i := range all {
		d := &all[i]
		if c.Volume != "all" && c.Volume != string(d.Class) {
			continue
		}
		if c.JSON {
			e := json.NewEncoder(g.json)
			e.SetEscapeHTML(false)
			err = errors.Join(err, e.Encode(pipeline.JSONDiff(c.Old, cmp.Or(c.New, pipeline.Current), d)))
			continue
		}
		g.printDifference(w, d)
	}
	return err
}

func (g *globals) printDifference(w pipeline.Workspace, d *pipeline.Difference) {
	fmt.Fprintf(g.out, "%s：", d.Volume)
	if len(d.Changes) == 0 {
		fmt.Fprintln(g.out, "没有变化")
	} else {
		fmt.Fprintf(g.out, "%d项\n", len(d.Changes))
		t := newTable("情形", "编码", "项目名称", "变更内容")
		t.limit = g.out.columns()
		for _, x := range d.Changes {
			t.row(book.ChangeWord(x.Kind), codesOf(&x), clip(oneLine(entryOf(&x).Name), itemCells), strings.Join(titlesOf(x.Fields), "、"))
		}
		t.write(g.out)
	}
	if d.Withheld {
		fmt.Fprintln(g.out, "  有的事项现在不得在本册公开，没有列出，也不另写带修订痕迹的书")
	}
	for _, f := range d.Files {
		fmt.Fprintf(g.out, "  %s\n", filepath.Join(w.Output(), filepath.FromSlash(f)))
	}
	fmt.Fprintln(g.out)
}

func entryOf(c *catalog.Change) *catalog.Entry { return cmp.Or(c.New, c.Old) }

func codesOf(c *catalog.Change) string {
	if c.Old != nil && c.New != nil && c.Old.Code != c.New.Code {
		return cmp.Or(c.Old.Code, "（无）") + "→" + c.New.Code
	}
	return entryOf(c).Code
}

func titlesOf(fields []catalog.FieldChange) []string {
	var out []string
	for _, f := range fields {
		out = append(out, f.Title)
	}
	return out
}

type historyCmd struct {
	Code string `arg:"" optional:"" help:"Code of a power, also one that is not in use any more; without one, the whole audit trail."`
	JSON bool   `name:"json" help:"Print the events of the audit trail, one JSON object a line, with its hash; with a code, one object about its power."`
}

// Help is the long help of the command.
func (historyCmd) Help() string {
	return "Tells which power bears a code, since when, by whose decision, and what each edition said of it. Without a code prints the " +
		"audit trail: what was received, read, decided, issued and released, in order.\n\n" +
		"EXIT STATUS: 0 printed; 1 failed, or the code was never given; 2 wrong usage."
}

// Run tells.
func (c historyCmd) Run(ctx context.Context, g *globals) error {
	w := g.workspace()
	if c.Code == "" {
		return g.printEvents(ctx, w, c.JSON)
	}
	t, err := pipeline.History(ctx, w, c.Code)
	if err != nil {
		return err
	}
	if c.JSON {
		e := json.NewEncoder(g.json)
		e.SetEscapeHTML(false)
		return e.Encode(t)
	}
	g.printTrail(t)
	return nil
}

func (g *globals) printTrail(t *pipeline.Trail) {
	p := &t.Power
	state := "在用"
	switch {
	case p.Abolished:
		state = "废止"
	case p.Decided != nil && p.Decided.Decision == notice.Abolish:
		state = "已审定废止，下一版起生效"
	}
	fmt.Fprintf(g.out, "%s　%s　%s（%s）\n\n", cmp.Or(p.Code, "（无编码）"), p.Name, state, cmp.Or(p.Section, "未注明科室"))
	codes := newTable("编码", "起用版次")
	for _, c := range t.Codes {
		codes.row(c.Code, c.Edition)
	}
	codes.write(g.out)
	if len(t.Decisions) > 0 {
		fmt.Fprintln(g.out)
		d := newTable("审核结论", "审核人", "日期", "理由", "审核表")
		d.limit = g.out.columns()
		for _, x := range t.Decisions {
			r, _ := x.Decision.Ruling()
			source, _, _ := strings.Cut(x.Source, " ")
			d.row(r.Name, x.By, x.At.Local().Format(time.DateOnly), oneLine(x.Reason), source)
		}
		d.write(g.out)
	}
	if len(t.Changes) > 0 {
		fmt.Fprintln(g.out)
		d := newTable("变更日期", "内容", "了结")
		d.limit = g.out.columns()
		for _, x := range t.Changes {
			done := "未了结"
			if !x.Settled.IsZero() {
				done = x.Settled.Local().Format(time.DateOnly) + "　" + x.How
			}
			d.row(x.On.String(), oneLine(x.What), oneLine(done))
		}
		d.write(g.out)
	}
	for _, s := range t.Said {
		fmt.Fprintf(g.out, "\n%s（%s）", s.Edition.Label, s.Edition.Date)
		if s.Entry == nil {
			fmt.Fprintln(g.out, "：没有收录")
			continue
		}
		fmt.Fprintf(g.out, "：%s　%s　%s\n", s.Entry.Code, s.Entry.Name, s.Entry.Class.Word())
		for _, f := range t.Fields {
			if text := s.Entry.Fields[f.Key]; text != "" {
				fmt.Fprintf(g.out, "    %s　%s\n", f.Title, oneLine(text))
			}
		}
	}
}

// eventWords are what happened, in the words of the office.
var eventWords = map[string]string{
	"received": "收件", "read": "读取", "described": "登记职权", "issued": "编定编码", "listed": "导入列入", "abolished": "废止", "restored": "恢复", "decided": "审核",
	"traced": "认定", "approved": "审定", "sheet": "审核表", "released": "发布", "changed": "变更", "settled": "变更了结", "recovered": "重建登记簿",
	"filed": "编定档号", "deposited": "移交", "unpacked": "由归档包还原",
}

func (g *globals) printEvents(ctx context.Context, w pipeline.Workspace, asJSON bool) error {
	return pipeline.Events(ctx, w, func(e *register.Event) error {
		if asJSON {
			out := json.NewEncoder(g.json)
			out.SetEscapeHTML(false)
			return out.Encode(struct {
				*register.Event
				Hash string `json:"hash"`
			}{e, e.Hash})
		}
		fmt.Fprintf(g.out, "%6d  %s  %s  %s  %s\n", e.N, e.At.Local().Format(time.DateTime), cmp.Or(eventWords[e.Kind], e.Kind), e.About, e.By)
		return g.out.err
	})
}
