package archive

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Result (结果) is what came of checking an item.
type Result string

// The results there are. What could not be checked is never Passed.
const (
	Passed    Result = "合格"
	Failed    Result = "不合格"
	Unchecked Result = "未检"     // nothing here can check it, or what it needs is not there
	ByHand    Result = "待检（人工）" // someone has to look
	Exempt    Result = "免检"     // there is nothing to check
)

// results are all of them.
var results = []Result{Passed, Failed, Unchecked, ByHand, Exempt}

// Finding is a result with what is to be said of it: what was wrong, why it was not checked, what it was checked by.
type Finding struct {
	Result Result
	Note   string
}

// Item is one item of a report.
type Item struct {
	Code  string // of DA/T 70-2018 (GD-…), or our own where its code could not be verified (HB-…)
	Group string // 真实性 完整性 可用性 安全性
	Name  string // 说明
	Finding
}

// Report (四性检测报告) is what came of checking a package before it is deposited (归档环节), by DA/T 70-2018.
type Report struct {
	File  string // what was checked: the name of the package
	At    time.Time
	Stage string // 环节
	Items []Item // in the order of the standard, none missing
}

// Groups are the four natures (四性), in order.
var Groups = []string{"真实性", "完整性", "可用性", "安全性"}

// Of counts the items of a result.
func (r *Report) Of(x Result) int {
	n := 0
	for _, i := range r.Items {
		if i.Result == x {
			n++
		}
	}
	return n
}

// Conclusion (结论) is 不合格 with the items, if one failed; otherwise it says that what was checked is 合格, and how much
// was not.
func (r *Report) Conclusion() string {
	if n := r.Of(Failed); n > 0 {
		var codes []string
		for _, i := range r.Items {
			if i.Result == Failed {
				codes = append(codes, i.Code)
			}
		}
		return fmt.Sprintf("不合格：%d项不合格（%s）", n, strings.Join(codes, "、"))
	}
	if r.Of(Passed) == 0 {
		return "未检"
	}
	var open []string
	for _, x := range []Result{Unchecked, ByHand} {
		if n := r.Of(x); n > 0 {
			open = append(open, fmt.Sprintf("%d项%s", n, x))
		}
	}
	if open == nil {
		return "已检项目合格"
	}
	return "已检项目合格，" + strings.Join(open, "，")
}

// reportSchema is 四性检测报告.xml.
var reportSchema = newSchema("", "四性检测报告", "四性检测报告，检测项依DA/T 70-2018归档环节", []row{
	{name: "四性检测报告", model: "文件, 检测时间, 环节, 结论, 检测+", attrs: []need{{"标准", textual, true, "DA/T 70-2018"}}},
	{name: "文件", kind: textual},
	{name: "检测时间", kind: moment},
	{name: "环节", kind: textual},
	{name: "结论", kind: textual},
	{name: "检测", model: "项+", attrs: []need{{"性", textual, true, ""}}},
	{name: "项", model: "说明, 结果, 备注", attrs: []need{{"编码", textual, true, ""}}},
	{name: "说明", kind: textual},
	{name: "结果", kind: textual, words: words(results)},
	{name: "备注", kind: anything},
})

// words are results as a schema has them.
func words(list []Result) []string {
	var out []string
	for _, x := range list {
		out = append(out, string(x))
	}
	return out
}

// WriteReport writes 四性检测报告.xml.
func WriteReport(w io.Writer, r *Report) error {
	p := newPrinter(w)
	p.begin("四性检测报告", attr{"标准", "DA/T 70-2018"})
	p.leaf("文件", r.File)
	p.leaf("检测时间", dateTime(r.At))
	p.leaf("环节", r.Stage)
	p.leaf("结论", r.Conclusion())
	for _, g := range Groups {
		p.begin("检测", attr{"性", g})
		for _, i := range r.Items {
			if i.Group != g {
				continue
			}
			p.begin("项", attr{"编码", i.Code})
			p.leaf("说明", i.Name)
			p.leaf("结果", string(i.Result))
			p.leaf("备注", i.Note)
			p.done()
		}
		p.done()
	}
	return p.end()
}

// CheckReport reads 四性检测报告.xml and says what in it is not as WriteReport writes it, items that are missing or there twice
// included. The error is one of reading.
func CheckReport(r io.Reader) ([]string, error) {
	seen := map[string]int{}
	problems, err := reportSchema.check(r, func(_, name, _ string, f *frame) {
		if name == "项" {
			seen[f.attrs["编码"]]++
		}
	})
	if err != nil {
		return problems, fmt.Errorf("check report: %w", err)
	}
	for _, i := range items {
		if seen[i.code] != 1 {
			problems = append(problems, fmt.Sprintf("项“%s”（%s）有%d个", i.code, i.name, seen[i.code]))
		}
		delete(seen, i.code)
	}
	for _, code := range sortedKeys(seen) {
		problems = append(problems, fmt.Sprintf("没有“%s”这一项", short(code)))
	}
	return problems, nil
}

// item is one line of the table of what is checked.
type item struct {
	code  string
	group string
	name  string
	// check goes by the evidence; an item without is one that nothing here can check: what Evidence.Outside says of it,
	// otherwise what is said here.
	check func(*Evidence) Finding
	still Finding
	// record and files are what the check cannot do without: there is nothing to check.
	record, files bool
}

// items are what DA/T 70-2018 has checked at filing (归档环节), in its order. Codes GD- are those other programs are known
// to use for the standard; for what has no such code (HB-) the code is ours. GD-1-1 has three rows, since three things are
// to be checked and any may be missing. The standard's GD-1-9 and GD-3-5 to GD-3-7 could not be verified and are not claimed.
var items = []item{
	{code: "GD-1-1-1", group: "真实性", name: "固化信息有效性检测（数字摘要）", check: digests, files: true},
	{code: "GD-1-1-2", group: "真实性", name: "固化信息有效性检测（电子签名）", still: Finding{Unchecked, "包内没有电子签名，由单位另行办理"}},
	{code: "GD-1-1-3", group: "真实性", name: "固化信息有效性检测（时间戳）", still: Finding{Unchecked, "包内没有可信时间戳"}},
	{code: "GD-1-2", group: "真实性", name: "元数据项数据长度检测", check: lengths, record: true},
	{code: "GD-1-3", group: "真实性", name: "元数据项数据类型、格式检测", check: forms, record: true},
	{code: "GD-1-4", group: "真实性", name: "设定值域的元数据项值域符合度检测", check: ranges, record: true},
	{code: "GD-1-5", group: "真实性", name: "元数据项数据值合理性检测", check: reasonable, record: true},
	{code: "GD-1-6", group: "真实性", name: "元数据项数据包含特殊字符检测", check: characters, record: true},
	{code: "GD-1-7", group: "真实性", name: "档号规范性检测", check: numbers, record: true},
	{code: "GD-1-8", group: "真实性", name: "元数据项数据重复性检测", check: repeated, record: true},
	{code: "GD-1-10", group: "真实性", name: "内容数据的电子属性一致性检测", check: attributesAgree, record: true, files: true},
	{code: "GD-1-11", group: "真实性", name: "元数据与内容数据关联一致性检测", check: linked, record: true, files: true},
	{code: "GD-1-12", group: "真实性", name: "说明文件和目录文件规范性检测", check: papers, record: true, files: true},
	{code: "GD-1-13", group: "真实性", name: "信息包目录结构规范性检测", check: layout, files: true},
	{code: "GD-1-14", group: "真实性", name: "信息包一致性检测", check: samePackage},

	{code: "GD-2-1", group: "完整性", name: "总件数相符性检测", check: pieceCount, files: true},
	{code: "GD-2-2", group: "完整性", name: "总字节数相符性检测", check: byteCount, files: true},
	{code: "GD-2-3", group: "完整性", name: "电子文件元数据项完整性检测", check: metadataForm},
	{code: "GD-2-4", group: "完整性", name: "元数据必填著录项目检测", check: mandatoryThere, record: true},
	{code: "GD-2-5", group: "完整性", name: "过程信息完整性检测", check: process, record: true},
	{code: "GD-2-6", group: "完整性", name: "连续性元数据项检测", check: continuous, record: true},
	{code: "GD-2-7", group: "完整性", name: "内容数据完整性检测", check: mainThere, record: true, files: true},
	{code: "GD-2-8", group: "完整性", name: "附件数据完整性检测", check: attachedThere, record: true, files: true},
	{code: "GD-2-9", group: "完整性", name: "归档范围检测", still: Finding{ByHand, "由档案部门对照归档范围和保管期限表核对"}},
	{code: "GD-2-10", group: "完整性", name: "信息包元数据完整性检测", check: eepForm},
	{code: "GD-2-11", group: "完整性", name: "信息包内容数据完整性检测", check: fileCount, record: true, files: true},

	{code: "GD-3-1", group: "可用性", name: "信息包中元数据的可读性检测", check: metadataReadable, files: true},
	{code: "GD-3-2", group: "可用性", name: "目标数据库中元数据的可访问性检测", still: Finding{Unchecked, "由接收系统在导入后检测"}},
	{code: "GD-3-3", group: "可用性", name: "内容数据格式检测", check: formats, record: true, files: true},
	{code: "GD-3-4", group: "可用性", name: "内容数据可读性检测", check: readable, files: true},
	{code: "HB-3-1", group: "可用性", name: "软硬件环境信息检测", check: environment, record: true},
	{code: "GD-3-8", group: "可用性", name: "信息包中内容数据格式合规性检测（无非公开压缩、无加密）", check: unlocked, files: true},

	{code: "GD-4-1", group: "安全性", name: "系统环境中是否安装杀毒软件检测", still: Finding{Unchecked, "本程序不检测操作系统的杀毒软件"}},
	{code: "GD-4-2", group: "安全性", name: "病毒感染检测", still: Finding{Unchecked, "没有杀毒引擎，移交前请用杀毒软件检查"}},
	{code: "GD-4-3", group: "安全性", name: "载体中多余文件检测", check: nothingElse},
	{code: "GD-4-4", group: "安全性", name: "载体读取速度检测", still: Finding{ByHand, "写入载体后检测"}},
	{code: "GD-4-5", group: "安全性", name: "载体外观检测", still: Finding{ByHand, "写入载体后检测"}},
	{code: "GD-4-6", group: "安全性", name: "光盘合格性检测", still: Finding{ByHand, "写入光盘后检测；不用光盘的免检"}},
	{code: "GD-4-7", group: "安全性", name: "操作过程安全性检测", check: trail},
	{code: "HB-4-1", group: "安全性", name: "涉密内容未混入检测", check: noSecrets, record: true},
}

// Check holds the evidence to every item. What it was given nothing of is 未检, with the reason.
func Check(e Evidence) *Report {
	r := &Report{File: e.Package, At: e.At, Stage: or(e.Stage, "归档环节")}
	for _, i := range items {
		f := i.still
		said, ok := e.Outside[i.code]
		switch {
		case i.record && e.Record == nil:
			f = noRecord
		case i.files && len(e.Entries) == 0:
			f = noEntries
		case i.check != nil:
			f = i.check(&e)
		case ok:
			f = said.sober()
		}
		r.Items = append(r.Items, Item{Code: i.code, Group: i.group, Name: i.name, Finding: f})
	}
	return r
}

// sober is a finding from outside that says what it claims: a pass without a word of what it was checked by is none.
func (f Finding) sober() Finding {
	switch {
	case !slices.Contains(results, f.Result):
		return Finding{Unchecked, "检测结果无效：" + short(string(f.Result))}
	case f.Result == Passed && !filled(f.Note):
		return Finding{Unchecked, "没有写明由什么检测"}
	}
	return f
}
