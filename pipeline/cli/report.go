package cli

import (
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"huibian/pipeline"
	"huibian/pipeline/notice"
)

// How many unread files and errors are printed in full; all of them stand in findings.json.
const (
	shownUnread = 20
	shownErrors = 12
)

func printBuild(w io.Writer, output string, r *pipeline.Report) {
	printSections(w, r.Sections)
	printUnread(w, r.Unread)
	printErrors(w, r)
	if len(r.Findings) > 0 {
		fmt.Fprintf(w, "\n共%s，逐条见 %s\n", counts(r.Findings), filepath.Join(output, "data", "findings.json"))
	}
	t := newTable("输出", "页数")
	t.right(1)
	receipts, returned, opinions := 0, 0, 0
	for _, o := range r.Outputs {
		if pipeline.IsReceipt(o.File) {
			receipts++
			continue
		}
		if pipeline.IsReturn(o.File) {
			returned++
			continue
		}
		if pipeline.IsOpinion(o.File) {
			if strings.HasSuffix(o.File, "审核意见.docx") { // not its PDF, the summary, or what was laid beside it
				opinions++
			}
			continue
		}
		pages := ""
		if o.Pages > 0 {
			pages = strconv.Itoa(o.Pages)
		}
		t.row(filepath.Join(output, filepath.FromSlash(o.File)), pages)
	}
	fmt.Fprintln(w)
	t.write(w)
	if receipts > 0 {
		back := ""
		if returned > 0 {
			back = fmt.Sprintf("、带批注退回的文件%d份", returned)
		}
		fmt.Fprintf(w, "\n各科室的回执%d份%s，在 %s\n", receipts, back, filepath.Join(output, "回执"))
	}
	if opinions > 0 {
		fmt.Fprintf(w, "\n各科室的审核意见%d份和汇总，在 %s\n", opinions, filepath.Join(output, "审核意见"))
	}
	printProof(w, r)
	printWaiting(w, output, r.Waiting)
}

// printProof says that the public book may not be published yet, and what it takes.
func printProof(w io.Writer, r *pipeline.Report) {
	if r.Proof {
		fmt.Fprintf(w, "\n公开版为校样：尚未登记%s的审定文号。\n  → 审定后，用 huibian approve 文号 日期 登记，再汇编一次。\n", r.Notice.Approval.By)
	}
}

// printWaiting names the outputs that were open and stand at an older state: nobody may take them for the new ones.
func printWaiting(w io.Writer, output string, waiting []pipeline.Waiting) {
	if len(waiting) == 0 {
		return
	}
	place := func(name string) string { return filepath.Join(output, filepath.FromSlash(name)) }
	fmt.Fprintf(w, "\n有文件正被其他程序打开，以下%d个文件没有更新，仍是旧的内容，请勿使用：\n", len(waiting))
	for _, x := range waiting {
		why := "与打开的文件同属一套，一并等候"
		if x.Held {
			why = "正被打开"
		}
		what := "应当删除，关闭后再汇编即删除"
		if x.Beside != "" {
			what = "新的在旁边：" + filepath.Base(place(x.Beside))
		}
		fmt.Fprintf(w, "  %s\n", place(x.File))
		printAdvice(w, why, what)
	}
	fmt.Fprintln(w, "  请关闭打开的文件，然后再汇编一次；正在值守（watch）时会自动换成新的。")
	printExposed(w, place, waiting)
}

// printExposed comes last, where nobody overlooks it.
func printExposed(w io.Writer, place func(string) string, waiting []pipeline.Waiting) {
	told := false
	for _, x := range waiting {
		if x.Shows == 0 {
			continue
		}
		if !told {
			fmt.Fprintln(w, "\n！！！严重：可能泄密。下列旧文件不是涉密文件，却含有现已列为涉密的事项，因被打开而无法撤换。")
			fmt.Fprintln(w, "！！！请立即关闭这些文件，停止使用、传阅和公开，收回已发出的副本，并报告保密工作负责人：")
			told = true
		}
		if x.Shows < 0 {
			fmt.Fprintf(w, "  %s（无法读取，不能排除含有涉密事项）\n", place(x.File))
		} else {
			fmt.Fprintf(w, "  %s（涉密事项%d项）\n", place(x.File), x.Shows)
		}
	}
}

func printSections(w io.Writer, sections []pipeline.SectionReport) {
	t := newTable("科室", "文件", "事项", "错误", "警告", "提示")
	for i := 1; i <= 5; i++ {
		t.right(i)
	}
	var sum pipeline.SectionReport
	for _, s := range sections {
		t.row(clip(s.Name, nameCells), count(s.Files), count(s.Items), count(s.Errors), count(s.Warnings), count(s.Informations))
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

// printUnread names the files none of whose words are in the book: nobody may take them for received.
func printUnread(w io.Writer, files []pipeline.UnreadFile) {
	if len(files) == 0 {
		return
	}
	fmt.Fprintf(w, "\n没有读取的文件（%d个）：\n", len(files))
	for _, f := range files[:min(len(files), shownUnread)] {
		fmt.Fprintf(w, "  %s\n", f.File)
		printAdvice(w, f.Why, f.Advice)
	}
	if left := len(files) - shownUnread; left > 0 {
		fmt.Fprintf(w, "  ……另有%d个\n", left)
	}
}

// printErrors shows the gravest findings about what was read, with their place and what to do.
func printErrors(w io.Writer, r *pipeline.Report) {
	unread := map[string]bool{}
	for _, f := range r.Unread {
		unread[f.File] = true
	}
	var errors []notice.Finding
	for _, f := range r.Findings {
		if f.Level == notice.Error && !unread[f.Place.File] {
			errors = append(errors, f)
		}
	}
	if len(errors) == 0 {
		return
	}
	fmt.Fprintf(w, "\n需要处理的错误（%d条）：\n", len(errors))
	for _, f := range errors[:min(len(errors), shownErrors)] {
		printFinding(w, f)
	}
	if left := len(errors) - shownErrors; left > 0 {
		fmt.Fprintf(w, "  ……另有%d条\n", left)
	}
}

var levels = []notice.Level{notice.Error, notice.Warning, notice.Info}

// counts says how many findings there are of each level: 7条错误、43条警告.
func counts(all []notice.Finding) string {
	var parts []string
	for _, l := range levels {
		n := 0
		for _, f := range all {
			if f.Level == l {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d条%s", n, l.Text()))
		}
	}
	return strings.Join(parts, "、")
}

func printFinding(w io.Writer, f notice.Finding) {
	fmt.Fprintf(w, "  %s\n", strings.TrimSpace(fmt.Sprintf("%s %s  %s", f.Level.Text(), f.Rule, strings.TrimSpace(f.Place.File+" "+f.Place.String()))))
	printAdvice(w, f.Message, f.Advice)
}

// printAdvice says what is wrong and what to do; values of several lines are drawn together.
func printAdvice(w io.Writer, what, advice string) {
	fmt.Fprintf(w, "       %s\n", oneLine(what))
	if advice != "" {
		fmt.Fprintf(w, "       → %s\n", oneLine(advice))
	}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
