package answer

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"huibian/pipeline/book"
	"huibian/pipeline/catalog"
	"huibian/pipeline/form"
	"huibian/pipeline/notice"
	"huibian/pipeline/review"
	"huibian/pipeline/style"
)

// Receipt (回执) is what a section is told of one file it sent.
type Receipt struct {
	Notice   *notice.Notice
	Section  string
	File     string // path below the section's folder, with slashes
	Size     int64  // bytes
	Reading  *form.Reading
	Items    []catalog.Item   // taken from the file
	Findings []notice.Finding // about the file
	Arrivals []Arrival        // of the file, oldest first; none if nobody kept a register
	Closed   bool             // it quotes what is secret, or may be: not for everybody's eyes
	Returned string           // name of the copy beside the receipt that has the findings as comments; "" if there is none
	Sheet    bool             // the file is a 审核表
	Ruled    []Ruled          // the decisions in it that were adopted
}

// Ruled is a decision of the office, as it was adopted.
type Ruled struct{ Code, Name, Decision, Reason string }

const (
	title = "收件回执"

	ruleSame = "R13" // the same as another file, byte for byte: its items stand under that one
)

// Verdict says in one sentence whether the file came and what is wrong.
func (r *Receipt) Verdict() string {
	n := tallied(r.Findings)
	if r.Reading.Rejected {
		return "收到了，但读不出来：" + strings.TrimRight(oneLine(r.cause()), "。") + "。"
	}
	if r.Sheet {
		return fmt.Sprintf("已收到，采用审核结论%d项%s。", len(r.Ruled), judged(n))
	}
	taken := r.taken()
	if taken == takenNothing && n[0]+n[1] == 0 {
		return "已收到" + taken + "。"
	}
	return "已收到" + taken + judged(n) + "。"
}

// cause is why a file could not be read.
func (r *Receipt) cause() string {
	for _, all := range [][]notice.Finding{byGrade(r.Findings), r.Reading.Findings} {
		if len(all) > 0 {
			return all[0].ForSection()
		}
	}
	return "原因不明"
}

// takenNothing is said of a file that may be none of the papers asked for: nobody can say that it has no fault.
const takenNothing = "，没有读到职权事项"

// taken is what the verdict says of a file's items, with the mark before it.
func (r *Receipt) taken() string {
	same := slices.ContainsFunc(r.Findings, func(f notice.Finding) bool { return f.Rule == ruleSame })
	switch {
	case len(r.Items) > 0:
		return fmt.Sprintf("，收录%d项", len(r.Items))
	case same:
		return "，与另一份内容完全相同，不重复收录"
	case r.Reading.Zero:
		return "：零申报"
	}
	var names []string
	sent := review.PartsOf(r.Notice, r.Reading)
	for _, p := range review.Parts(r.Notice) {
		if sent[p.Kind] == review.There {
			names = append(names, p.Head)
		}
	}
	if len(names) == 0 {
		return takenNothing
	}
	return "：" + strings.Join(names, "、")
}

// judged is what the verdict says of the findings.
func judged(n [3]int) string {
	switch {
	case n[0] > 0 && n[1] > 0:
		return fmt.Sprintf("，有%d处错误须改正，另有%d处请核对", n[0], n[1])
	case n[0] > 0:
		return fmt.Sprintf("，有%d处错误须改正", n[0])
	case n[1] > 0:
		return fmt.Sprintf("，没有错误，有%d处请核对", n[1])
	}
	return "，没有问题"
}

// Book is the receipt as data, for a page of the sheet's width.
func (r *Receipt) Book(s *style.Sheet) *book.Book {
	w := &writer{Receipt: r, room: room(s, false), arrivals: r.Arrivals, places: placesOf(r.Notice, r.Reading)}
	w.add(book.Heading{Level: 1, Text: title, Anchor: "receipt"}, line(style.Prose1, r.Verdict()))
	w.add(small("本回执由汇编系统自动生成，不需要签收；所列内容以收到时的文件为准。"))
	if r.Closed {
		w.add(closedNote("本回执"))
	}
	w.file()
	w.history()
	w.findings()
	w.correction()
	w.ruled()
	w.items()
	w.aside()
	return bound(r.Notice, title, w.running(), false, w.blocks)
}

// longestRunning is how many characters of the file's name stand in the running head.
const longestRunning = 30

func (r *Receipt) running() string {
	return r.Section + "　" + clipped(path.Base(r.File), longestRunning)
}

func clipped(s string, n int) string {
	if all := []rune(s); len(all) > n {
		return string(all[:n-1]) + "…"
	}
	return s
}

// writer gathers the blocks of a receipt.
type writer struct {
	*Receipt
	room     float64
	arrivals []Arrival // in order
	places   places
	sections sections
	blocks   []book.Block
}

func (w *writer) add(b ...book.Block) { w.blocks = append(w.blocks, b...) }

// file says what came.
func (w *writer) file() {
	w.add(w.sections.heading("收到的文件"))
	t := table("收到的文件", w.room, []column{{share: 0.2, align: book.Center}, {share: 0.8}})
	row := func(name string, value book.Cell) {
		t.Body = append(t.Body, book.Row{Cells: []book.Cell{label(name), value}})
	}
	row("文件名称", cell(w.File))
	row("报送科室", cell(w.Section))
	now, known := latest(w.arrivals, w.Reading.Source.SHA256)
	if known && now.Time() != "" {
		row("收到时间", cell(now.Time()+"（"+now.Word()+"）", now.Note))
	}
	if w.Reading.Source.SHA256 != "" {
		row("文件大小", cell(size(w.Size)))
		row("校验值\n（SHA-256）", hash(w.Reading.Source.SHA256))
	}
	w.add(t)
}

// history lists all times that the file came, if there were several.
func (w *writer) history() {
	if len(w.arrivals) < 2 {
		return
	}
	w.add(w.sections.heading("历次收件"))
	t := table("历次收件", w.room, []column{{head: "时　间", share: 0.33, align: book.Center}, {head: "情　形", share: 0.14, align: book.Center},
		{head: "文件名称和说明", share: 0.34}, {head: "校验值前12位", share: 0.19, align: book.Center}})
	for _, a := range w.arrivals {
		t.Body = append(t.Body, book.Row{Cells: []book.Cell{cell(a.Time()), cell(a.Word()), cell(a.Name, a.Note), code(a.SHA256[:min(len(a.SHA256), 12)])}})
	}
	w.add(t)
}

// findings lists what is wrong, gravest first.
func (w *writer) findings() {
	if len(w.Findings) == 0 {
		return
	}
	w.add(w.sections.heading("发现的问题（" + counts(tallied(w.Findings)) + "）"))
	t := table("发现的问题", w.room, []column{{head: "序号", share: 0.07, align: book.Center}, {head: "位　置", share: 0.26},
		{head: "问　题", share: 0.37}, {head: "怎么办", share: 0.3}})
	last := -1
	all := byGrade(w.Findings)
	n := tallied(all)
	for i, f := range all {
		if g := gradeOf(f); g != last {
			last = g
			t.Body = append(t.Body, groupRow(fmt.Sprintf("%s（%d处）", grades[g].heading, n[g])))
		}
		t.Body = append(t.Body, book.Row{Cells: []book.Cell{cell(fmt.Sprint(i + 1)), cell(w.places.say(f.Place), w.about(f)),
			cell(oneLine(f.ForSection())), cell(oneLine(f.Advice))}})
	}
	w.add(t)
}

// longestName is how much of an item's name stands beside the place of a finding, in characters.
const longestName = 24

// about is the name of the item a finding is about, where its words do not say it.
func (w *writer) about(f notice.Finding) string {
	it := subject(w.Items, f)
	if it == nil || it.Name == "" || strings.Contains(f.ForSection(), it.Name) {
		return ""
	}
	return "（" + clipped(oneLine(it.Name), longestName) + "）"
}

// correction says how to correct the file.
func (w *writer) correction() {
	n := tallied(w.Findings)
	if n[0]+n[1] == 0 {
		return
	}
	w.add(w.sections.heading("怎样改正"))
	where := "打开本科室自己的原文件“" + path.Base(w.File) + "”，按上面所列逐处改正。"
	switch {
	case w.Reading.Rejected:
		where = "按上面“怎么办”一栏处理本科室自己的原文件“" + path.Base(w.File) + "”。"
	case w.Returned != "":
		where = "和回执放在一起的“" + w.Returned + "”就是本科室自己的文件，有问题的格子上加了批注，其他一字未动。可以照着批注改自己的原文件“" +
			path.Base(w.File) + "”；也可以直接改这一份，改好后另存到原来的文件夹，替换原来的文件，批注留着不碍事。"
	}
	w.add(small("1.　"+where), small("2.　保存，关闭Word或WPS。"),
		small("3.　放回原来的文件夹，替换原来的文件。其他什么都不用做：下次汇编时会重新读取，并换成新的回执。"))
}

// ruled lists the decisions that were adopted.
func (w *writer) ruled() {
	if len(w.Ruled) == 0 {
		return
	}
	w.add(w.sections.heading(fmt.Sprintf("采用的审核结论（%d项）", len(w.Ruled))))
	t := table("采用的审核结论", w.room, []column{{head: "编　码", share: 0.22, align: book.Center}, {head: "职权名称", share: 0.36},
		{head: "结　论", share: 0.14, align: book.Center}, {head: "理　由", share: 0.28}})
	for _, r := range w.Ruled {
		t.Body = append(t.Body, book.Row{Cells: []book.Cell{code(cmp.Or(r.Code, "—")), cell(oneLine(r.Name)), cell(r.Decision), cell(oneLine(r.Reason))}})
	}
	w.add(t)
}

// items lists what was taken into the catalog, by category.
func (w *writer) items() {
	if len(w.Items) == 0 {
		return
	}
	w.add(w.sections.heading(fmt.Sprintf("收录的事项（%d项）", len(w.Items))))
	groups := byCategory(w.Notice, w.Items)
	w.add(small("其中" + sums(groups) + "。"))
	t := table("收录的事项", w.room, []column{{head: "编　码", share: 0.22, align: book.Center}, {head: "职权名称", share: 0.46},
		{head: "公开属性", share: 0.14, align: book.Center}, {head: "位　置", share: 0.18, align: book.Center}})
	for _, g := range groups {
		t.Body = append(t.Body, groupRow(fmt.Sprintf("%s（%d项）", g[0].CategoryName, len(g))))
		for i := range g {
			it := &g[i]
			at := it.Source
			at.Column = 0
			t.Body = append(t.Body, book.Row{Cells: []book.Cell{code(cmp.Or(it.Code, "待编")), cell(cmp.Or(oneLine(it.Name), "（未填项目名称）")),
				cell(it.Class.Word()), cell(at.String())}})
		}
	}
	w.add(t)
}

// aside lists what of the file is in no item, and why.
func (w *writer) aside() {
	all := w.Reading.Account.SetAside
	if len(all) == 0 {
		return
	}
	w.add(w.sections.heading(fmt.Sprintf("没有收进目录的内容（%d处）", len(all))),
		small("标题、说明、签字等本来就不是职权，不必处理；如有职权写在其中，请移到表格里。"))
	t := table("没有收进目录的内容", w.room, []column{{head: "内　容", share: 0.14, align: book.Center}, {head: "位　置", share: 0.17, align: book.Center},
		{head: "原　因", share: 0.23}, {head: "文　字", share: 0.46}})
	for _, a := range all {
		t.Body = append(t.Body, book.Row{Cells: []book.Cell{cell(a.What), cell(a.Where), cell(oneLine(a.Why)), cell(oneLine(a.Text))}})
	}
	w.add(t)
}
