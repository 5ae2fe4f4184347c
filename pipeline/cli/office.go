package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os/user"
	"path/filepath"
	"strings"
	"time"

	"huibian/pipeline"
	"huibian/pipeline/notice"
)

// actor is who answers for what is entered in the register.
type actor struct {
	By string `placeholder:"NAME" help:"Who answers for it; default: the name of the user who runs the program."`
}

func (a actor) act() (pipeline.Act, error) {
	by := strings.TrimSpace(a.By)
	if by == "" {
		u, err := user.Current()
		if err != nil {
			return pipeline.Act{}, fmt.Errorf("nobody is known to answer for this; say who with --by: %w", err)
		}
		by = cmp.Or(u.Name, u.Username)
	}
	return pipeline.Act{By: by, At: time.Now()}, nil
}

// day is a date on the command line.
type day struct{ notice.Date }

// UnmarshalText reads 2009-08-20.
func (d *day) UnmarshalText(b []byte) (err error) {
	d.Date, err = notice.ParseDate(string(b))
	return err
}

type reviewCmd struct {
	Files []string `arg:"" optional:"" name:"file" help:"审核表 that came back: their decisions are entered, and none is written."`
	All   bool     `help:"Ask about every item, also those that are decided or have nothing against them."`
}

// Help is the long help of the command.
func (reviewCmd) Help() string {
	return "Writes output/审核表/审核表.docx, a row for each item that needs deciding, with what is against it, and for each " +
		"question whether an item is a power that is known already; secret items stand in a table of their own (mode 0600).\n\n" +
		"The office fills it in with Word or WPS and drops it into inputs/审核/: the next build, or the watch, enters the " +
		"decisions and answers below output/回执/审核/. “huibian review FILE” enters those of a table that lies elsewhere.\n\n" +
		"EXIT STATUS: 0 written, nothing to decide, or all entered; 1 failed, or something in FILE is unclear; 2 wrong usage."
}

// Run writes the sheets.
func (c reviewCmd) Run(ctx context.Context, g *globals) error {
	w := g.workspace()
	if len(c.Files) > 0 {
		return c.apply(ctx, g, w)
	}
	p := newProgress(g.err, false)
	sheets, err := pipeline.WriteReview(ctx, w, pipeline.ReviewOptions{All: c.All, Progress: p, Act: pipeline.Act{At: time.Now()}})
	p.end()
	if err != nil {
		return err
	}
	if len(sheets) == 0 {
		fmt.Fprintln(g.out, "没有需要审核的事项。")
		return nil
	}
	for _, s := range sheets {
		fmt.Fprintf(g.out, "%s  %d项\n", filepath.Join(w.Output(), filepath.FromSlash(s.File)), s.Rows)
	}
	fmt.Fprintf(g.out, "\n请在Word或WPS中逐行选定结论、写明理由，保存后放入 %s，再汇编一次。\n", filepath.Join(w.Inputs(), "审核"))
	return nil
}

// apply enters what came back.
func (c reviewCmd) apply(ctx context.Context, g *globals, w pipeline.Workspace) error {
	all, err := pipeline.ApplyReview(ctx, w, expand(c.Files)...)
	unclear := false
	for _, a := range all {
		fmt.Fprintf(g.out, "%s\n", a.File)
		if a.Before {
			fmt.Fprintln(g.out, "  这份审核表以前已经登记过，没有重复登记。")
		}
		t := newTable("编码", "项目名称", "结论", "理由")
		t.indent, t.limit = "  ", g.out.columns()
		for _, e := range a.Entered {
			t.row(e.Code, clip(oneLine(e.Name), itemCells), e.Decision, oneLine(e.Reason))
		}
		if len(a.Entered) > 0 {
			t.write(g.out)
		}
		for _, f := range a.Unclear {
			f.Place.File = ""
			printFinding(g.out, f)
			unclear = unclear || f.Level != notice.Info
		}
		fmt.Fprintf(g.out, "  采用审核结论%d项。\n\n", len(a.Entered))
	}
	if err == nil && unclear {
		return errFindings
	}
	return err
}

type decideCmd struct {
	Code     string `arg:"" help:"Code of the item, or its name if only one has it."`
	Decision string `arg:"" help:"One of 确认 待明确 废止 转公开 不公开 退回 同一职权 另一职权, or confirm clarify abolish open close return same other."`
	Reason   string `placeholder:"TEXT" help:"On what ground."`
	As       string `placeholder:"CODE" help:"With 同一职权 and 另一职权: the power that it is, or is not; or the id of a flowchart (图3f2a9c1b) that is its, or is not."`
	actor
}

// Help is the long help of the command.
func (decideCmd) Help() string {
	var b strings.Builder
	b.WriteString("Records a decision for ever; it is undone only by a later one. 废止, 转公开, 不公开 and 退回 need a reason.\n\n")
	for _, r := range notice.Rulings() {
		fmt.Fprintf(&b, "%s (%s): %s\n\n", r.Name, r.Decision, r.Ground)
	}
	return b.String() + "EXIT STATUS: 0 recorded; 1 failed, or no such item; 2 wrong usage."
}

// Run records the decision.
func (c decideCmd) Run(ctx context.Context, g *globals) error {
	a, err := c.act()
	if err != nil {
		return err
	}
	d, ok := notice.DecisionNamed(c.Decision)
	if !ok {
		return fmt.Errorf("“%s”不是审核结论；应为：%s", c.Decision, rulingNames())
	}
	out, err := pipeline.Decide(ctx, g.workspace(), a, pipeline.Ruling{Code: c.Code, Decision: d, Reason: c.Reason, As: c.As})
	if err != nil {
		return err
	}
	r, _ := d.Ruling()
	for _, x := range out {
		fmt.Fprintf(g.out, "已记录：%s“%s”　%s\n", x.Code, x.Name, r.Name)
		if b := x.Before; b != nil {
			was, _ := b.Decision.Ruling()
			fmt.Fprintf(g.out, "原结论：%s（%s，%s）\n", was.Name, b.By, b.At.Local().Format(time.DateOnly))
		}
	}
	return nil
}

func rulingNames() string {
	var names []string
	for _, r := range notice.Rulings() {
		names = append(names, r.Name)
	}
	return strings.Join(names, " ")
}

type approveCmd struct {
	Number string `arg:"" help:"Number of the document by which it was approved, such as 莆府法〔2009〕5号."`
	Date   day    `arg:"" help:"Its date, YYYY-MM-DD."`
	actor
}

// Help is the long help of the command.
func (approveCmd) Help() string {
	return "Records that the office that the notice names has approved what the public book shows now. Until then, and again " +
		"when that changes, every public output is a proof, stamped 校样.\n\nEXIT STATUS: 0 recorded; 1 failed; 2 wrong usage."
}

// Run records the approval.
func (c approveCmd) Run(ctx context.Context, g *globals) error {
	a, err := c.act()
	if err != nil {
		return err
	}
	if err := pipeline.Approve(ctx, g.workspace(), a, strings.TrimSpace(c.Number), c.Date.Date); err != nil {
		return err
	}
	fmt.Fprintf(g.out, "已登记审定：%s，%s。再汇编一次，公开版就不再是校样。\n", c.Number, c.Date)
	return nil
}

type changeCmd struct {
	Code string `arg:"" help:"Code of the power."`
	What string `arg:"" optional:"" help:"What has changed, or with --done how it was followed."`
	On   day    `placeholder:"YYYY-MM-DD" help:"Day on which it took effect; default: today."`
	Done bool   `help:"The flowchart has been revised: all changes of the power under way are settled."`
	actor
}

// Help is the long help of the command.
func (changeCmd) Help() string {
	return "Records that a released power has changed. From the next working day on the time of the notice runs in which its " +
		"flowchart is to be revised; “huibian status” shows what is due and overdue.\n\nEXIT STATUS: 0 recorded; 1 failed; 2 wrong usage."
}

// Run records the change.
func (c changeCmd) Run(ctx context.Context, g *globals) error {
	a, err := c.act()
	if err != nil {
		return err
	}
	what := strings.TrimSpace(c.What)
	if what == "" {
		return errors.New("say what has changed, or with --done how it was followed")
	}
	n, err := pipeline.RecordChange(ctx, g.workspace(), pipeline.ChangeOptions{Act: a, Code: c.Code, What: what, On: c.On.Date, Done: c.Done})
	if err != nil {
		return err
	}
	if c.Done {
		fmt.Fprintf(g.out, "已了结%d项变更：%s\n", n, c.Code)
		return nil
	}
	fmt.Fprintf(g.out, "已记录变更：%s　%s\n", c.Code, what)
	return nil
}

type releaseCmd struct {
	Label  string `arg:"" optional:"" help:"Name of the edition; default: that of the notice."`
	Date   day    `placeholder:"YYYY-MM-DD" help:"Date printed in it; default: the notice's, if the name is, else today."`
	Anyway bool   `help:"Release with open questions: what may be a known power becomes a new one, what is missing is abolished."`
	actor
}

// Help is the long help of the command.
func (releaseCmd) Help() string {
	return "Freezes the catalog as an edition: every code in it is given for ever, and everything it was made of is sealed, so that " +
		"the edition can be built again to the byte (“huibian verify”).\n\n" +
		"EXIT STATUS: 0 released; 1 failed, or not ready: questions are open, or the approval is missing; 2 wrong usage."
}

// Run releases.
func (c releaseCmd) Run(ctx context.Context, g *globals) error {
	a, err := c.act()
	if err != nil {
		return err
	}
	w := g.workspace()
	p := newProgress(g.err, false)
	r, err := pipeline.Release(ctx, w, pipeline.ReleaseOptions{Act: a, Label: c.Label, Date: c.Date.Date, Anyway: c.Anyway, Progress: p, Program: programName})
	p.end()
	if err != nil {
		return err
	}
	fmt.Fprintf(g.out, "已发布“%s”（%s），收录%d项：新编编码%d项，改编%d项，废止%d项，恢复%d项。\n", r.Label, r.Date, r.Items, r.New, r.Recoded, r.Abolished, r.Restored)
	fmt.Fprintf(g.out, "清单 %s\n", r.Path)
	if r.To != "" {
		fmt.Fprintf(g.out, "待移交 %s：由 huibian watch 自动移交，或现在运行 huibian archive\n", r.To)
	}
	printWaiting(g.err, w.Output(), r.Report.Waiting)
	return inPlace(r.Report)
}

type verifyCmd struct {
	Path string `arg:"" optional:"" help:"Package, or workspace, to check; default: the workspace of -C."`
}

// Help is the long help of the command.
func (verifyCmd) Help() string {
	return "Checks a package, wherever it lies: every file against the lists of its hashes, none missing, renamed or there besides, its " +
		"directory, metadata and EEP file by their forms.\n\n" +
		"Or checks the store of a workspace: that its register has not been tampered with and agrees with its log, that every " +
		"sealed file is whole, none missing and none there besides, and that each released edition can be built again to the byte.\n\n" +
		"Whatever is wrong is named. EXIT STATUS: 0 whole; 1 not; 2 wrong usage."
}

// Run checks.
func (c verifyCmd) Run(ctx context.Context, g *globals) error {
	w := g.workspace()
	w.Dir = cmp.Or(c.Path, w.Dir)
	p := newProgress(g.err, false)
	if pipeline.IsPackage(w.Dir) {
		v, err := pipeline.VerifyPackage(ctx, w.Dir, p)
		p.end()
		if err != nil {
			return err
		}
		return g.printVerified(v)
	}
	v, err := pipeline.Verify(ctx, w, p)
	p.end()
	if err != nil {
		return err
	}
	fmt.Fprintf(g.out, "操作记录%d条，封存文件%d个。\n", v.Events, v.Sealed)
	if v.Baseline != "" {
		fmt.Fprintf(g.out, "“%s”是导入的上一版，封存的原件和目录完好。\n", v.Baseline)
	}
	for _, e := range v.Editions {
		fmt.Fprintf(g.out, "“%s”已重新生成，与发布时逐字节相同。\n", e)
	}
	if v.Elsewhere > 0 {
		fmt.Fprintf(g.out, "本工作文件夹由归档包还原，登记簿提到的%d个以前的文件和版次不在此处。\n", v.Elsewhere)
	}
	return g.verdict(v.Wrong)
}

// verdict says that all is whole, or what is not.
func (g *globals) verdict(wrong []string) error {
	if len(wrong) == 0 {
		fmt.Fprintln(g.out, "完好。")
		return nil
	}
	for _, x := range wrong {
		fmt.Fprintln(g.err, "huibian:", strings.NewReplacer("\n", "␊", "\r", "␍").Replace(x)) // names of files may hold these
	}
	return errFindings
}

func (g *globals) printVerified(v *pipeline.VerifiedPackage) error {
	if v.Number != "" {
		fmt.Fprintf(g.out, "归档包 %s", v.Number)
		if v.Edition != "" {
			fmt.Fprintf(g.out, "（%s）", v.Edition)
		}
		fmt.Fprintln(g.out)
	}
	fmt.Fprintf(g.out, "核对文件%d个，%d字节。\n", v.Files, v.Bytes)
	if v.Content != "" {
		fmt.Fprintf(g.out, "清单摘要（SHA-256）：%s\n", v.Content)
	}
	for _, s := range v.Seals {
		fmt.Fprintf(g.out, "签章 %s：由签章方核验，本程序只核对它没有改动。\n", s)
	}
	return g.verdict(v.Wrong)
}

type rulesCmd struct{}

// Help is the long help of the command.
func (rulesCmd) Help() string {
	return "Lists the rules in force for the workspace's notice: what they are about, how grave they are, and the words they rest on." +
		"\n\nEXIT STATUS: 0 printed; 1 failed; 2 wrong usage."
}

// Run prints the rules.
func (rulesCmd) Run(g *globals) error {
	c, err := pipeline.NewChecker(g.workspace())
	if err != nil {
		return err
	}
	n := c.Notice()
	t := newTable("规则", "级别", "内容", "依据")
	t.limit = g.out.columns()
	for _, r := range notice.Rules() {
		t.row(r.ID, n.Level(r.ID).Text(), r.Name, cmp.Or(notice.Quoted(n.Ground(r.ID)), "系统自身的检查"))
	}
	t.write(g.out)
	return nil
}

type recoverCmd struct {
	Reason string `required:"" placeholder:"TEXT" help:"Why the register has to be made again; it is recorded."`
	actor
}

// Help is the long help of the command.
func (recoverCmd) Help() string {
	return "Makes the register again from its log, when it is damaged, gone, or was restored from an older copy. The old " +
		"database is kept beside it. Stop the watch first.\n\nEXIT STATUS: 0 recovered; 1 failed; 2 wrong usage."
}

// Run recovers.
func (c recoverCmd) Run(ctx context.Context, g *globals) error {
	a, err := c.act()
	if err != nil {
		return err
	}
	n, kept, err := pipeline.Recover(ctx, g.workspace(), a, c.Reason)
	if err != nil {
		return err
	}
	fmt.Fprintf(g.out, "登记簿已按%d条操作记录重建。\n", n)
	if kept != "" {
		fmt.Fprintf(g.out, "原来的数据库留在 %s\n", kept)
	}
	return nil
}
