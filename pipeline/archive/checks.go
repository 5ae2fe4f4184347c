package archive

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"huibian/pipeline/notice"
)

// digests holds every file to the digest it is listed with (GD-1-1).
func digests(e *Evidence) Finding {
	var bad findings
	for _, f := range e.Entries {
		switch {
		case !f.Found:
			bad.add("%s不在包内", f.Path)
		case f.SHA256 == "":
			bad.add("%s没有摘要", f.Path)
		case !strings.EqualFold(f.SHA256, f.FoundSHA256):
			bad.add("%s的SHA-256与清单不符", f.Path)
		}
	}
	return bad.finding(fmt.Sprintf("重新计算%d个文件的SHA-256，与清单相符", len(e.Entries)))
}

// lengths (GD-1-2).
func lengths(e *Evidence) Finding {
	var bad findings
	for _, f := range fieldsOf(e.Record) {
		if n := utf8.RuneCountInString(f.value); n > f.most {
			bad.add("%s有%d个字符，超过%d个", f.name, n, f.most)
		}
	}
	return bad.finding("各项未超过本程序规定的字符数：" + longest())
}

// forms (GD-1-3).
func forms(e *Evidence) Finding {
	var bad findings
	if _, err := time.Parse("20060102", e.Record.Date); err != nil {
		bad.add("日期“%s”不是8位日期", short(e.Record.Date))
	}
	if e.Record.Pages < 0 {
		bad.add("页数为%d", e.Record.Pages)
	}
	for _, f := range e.Record.Files {
		if !digestForm.MatchString(f.SHA256) {
			bad.add("%s的SHA-256不是64位十六进制数", f.Path)
		}
		if f.Size < 0 || f.Pages < 0 {
			bad.add("%s的大小或页数为负", f.Path)
		}
	}
	for _, v := range e.Record.Events {
		if v.At.IsZero() {
			bad.add("业务行为“%s”没有时间", v.Action)
		}
	}
	return bad.finding("日期、页数、大小、摘要、时间的格式正确")
}

// ranges (GD-1-4).
func ranges(e *Evidence) Finding {
	var bad findings
	in := func(what, value string, words ...string) {
		if !slices.Contains(words, value) {
			bad.add("%s“%s”不在“%s”之中", what, short(value), strings.Join(words, "、"))
		}
	}
	in("密级", e.Record.Secrecy, Secrecies...)
	in("保管期限", string(e.Record.Number.Retention), string(notice.Permanent), string(notice.Years30), string(notice.Years10))
	for _, f := range e.Record.Files {
		in("文档主从声明", string(f.Role), string(Main), string(Attached))
	}
	for _, v := range e.Record.Events {
		in("业务状态", or(v.State, Done), Done, Planned)
	}
	for _, a := range e.Record.Agents {
		in("机构人员类型", a.Kind, Body, Section, Person, "")
	}
	return bad.finding("密级、保管期限、文档主从声明、业务状态、机构人员类型在值域之内")
}

// reasonable (GD-1-5).
func reasonable(e *Evidence) Finding {
	const founded, thick = 1949, 100_000
	var bad findings
	r := e.Record
	if y := r.Number.Year; y < founded || y > e.At.Year() {
		bad.add("年度%d不在%d至%d年之间", y, founded, e.At.Year())
	}
	if d, err := time.Parse("20060102", r.Date); err == nil && d.Format("20060102") > e.At.Format("20060102") {
		bad.add("日期%s晚于检测时间", r.Date)
	} else if err == nil && d.Year() < founded {
		bad.add("日期%s早于%d年", r.Date, founded)
	}
	for _, n := range append(mapped(r.Files, func(f File) int { return f.Pages }), r.Pages) {
		if n > thick {
			bad.add("页数为%d", n)
		}
	}
	if !r.Packed.IsZero() && r.Packed.After(e.At) {
		bad.add("封装包创建时间晚于检测时间")
	}
	for _, v := range r.Events {
		switch {
		case v.State != Planned && v.At.After(e.At):
			bad.add("“%s”是历史行为，时间晚于检测时间", v.Action)
		case !v.At.IsZero() && v.At.Year() < founded:
			bad.add("“%s”的时间早于%d年", v.Action, founded)
		}
	}
	return bad.finding(fmt.Sprintf("年度、日期、行为时间不早于%d年，不晚于检测时间；页数不超过%d页。先后次序未检测", founded, thick))
}

// characters (GD-1-6).
func characters(e *Evidence) Finding {
	var bad findings
	for _, f := range fieldsOf(e.Record) {
		if !utf8.ValidString(f.value) {
			bad.add("%s不是UTF-8编码", f.name)
			continue
		}
		for _, c := range f.value {
			if c != '\n' && c != '\t' && (unicode.IsControl(c) || unicode.Is(unicode.Co, c) || c == utf8.RuneError || c&0xFFFE == 0xFFFE) {
				bad.add("%s含有特殊字符U+%04X", f.name, c)
				break
			}
		}
	}
	return bad.finding("没有控制字符、私用区字符和乱码")
}

// numbers (GD-1-7).
func numbers(e *Evidence) Finding {
	var bad findings
	if e.Record.Number.Valid() != nil {
		bad.add("档号“%s”不合DA/T 22-2015", short(e.Record.Number.String()))
	}
	for _, d := range e.Directory {
		if _, err := ParseNumber(d.Number); err != nil {
			bad.add("文件目录中的档号“%s”不合DA/T 22-2015", short(d.Number))
		}
	}
	return bad.finding("档号“" + e.Record.Number.String() + "”及文件目录中的档号合DA/T 22-2015")
}

// repeated (GD-1-8).
func repeated(e *Evidence) Finding {
	var bad findings
	number := e.Record.Number.String()
	for _, h := range e.Held {
		if h.Number == number {
			bad.add("档号“%s”已有", number)
		}
		if filled(h.DocNo) && h.DocNo == e.Record.DocNo {
			bad.add("文号“%s”已有（%s）", short(h.DocNo), h.Number)
		}
		if h.Title == e.Record.Title {
			bad.add("题名“%s”已有（%s）", short(h.Title), h.Number)
		}
	}
	twice := func(what string, values []string) {
		seen := map[string]bool{}
		for _, v := range values {
			if seen[v] {
				bad.add("%s“%s”重复", what, short(v))
			}
			seen[v] = true
		}
	}
	twice("文件目录中的档号", mapped(e.Directory, func(d DirectoryEntry) string { return d.Number }))
	twice("计算机文件名", mapped(e.Record.Files, func(f File) string { return f.Path }))
	twice("业务标识符", mapped(e.Record.Events, func(v Event) string { return v.ID }))
	twice("机构人员标识符", mapped(e.Record.Agents, func(a Agent) string { return a.ID }))
	if len(e.Held) == 0 && len(bad) == 0 {
		return Finding{Unchecked, "包内没有重复；没有已编档号的其他件可比，由档案部门与馆藏比对"}
	}
	return bad.finding(fmt.Sprintf("包内没有重复；与本登记簿中其他%d件的档号、文号、题名比对，没有重复；馆藏由档案部门比对", len(e.Held)))
}

// attributesAgree holds what the record says of its files to what they are (GD-1-10).
func attributesAgree(e *Evidence) Finding {
	var bad findings
	there := e.entries()
	for _, f := range e.Record.Files {
		got := there[e.at(f)]
		if got == nil || !got.Found {
			bad.add("%s不在包内", f.Path)
			continue
		}
		if got.FoundSize != f.Size {
			bad.add("%s有%d字节，元数据记为%d", f.Path, got.FoundSize, f.Size)
		}
		if !strings.EqualFold(got.FoundSHA256, f.SHA256) {
			bad.add("%s的SHA-256与元数据不符", f.Path)
		}
		if c := got.Content; got.Inspected && c.Format != "" && !strings.EqualFold(c.Format, f.Format) {
			bad.add("%s是%s，元数据记为%s", f.Path, c.Format, short(f.Format))
		}
	}
	return bad.finding(fmt.Sprintf("%d个文件的文件名、大小、格式、摘要与元数据一致", len(e.Record.Files)))
}

// linked (GD-1-11): every file is in the metadata, every agent named is described.
func linked(e *Evidence) Finding {
	var bad findings
	listed, there := map[string]bool{}, e.entries()
	for _, f := range e.Record.Files {
		listed[e.at(f)] = true
		if there[e.at(f)] == nil {
			bad.add("元数据中的%s在包内没有对应的文件", f.Path)
		}
	}
	for _, p := range e.below() {
		if !listed[p] {
			bad.add("%s不在元数据中", p)
		}
	}
	agents := map[string]bool{}
	for _, a := range e.Record.Agents {
		agents[a.ID] = true
	}
	for _, v := range e.Record.Events {
		if !agents[v.By] {
			bad.add("业务行为“%s”的机构人员“%s”没有著录", v.Action, short(v.By))
		}
	}
	return bad.finding("元数据与文件一一对应")
}

// The files that stand first in a package.
const (
	descriptionFile = "说明文件.TXT"
	directoryFile   = "文件目录.XML"
)

// papers (GD-1-12).
func papers(e *Evidence) Finding {
	var bad findings
	there := e.entries()
	for _, name := range []string{descriptionFile, directoryFile} {
		if f := there[name]; f == nil || !f.Found {
			bad.add("没有%s", name)
		} else if f.Content.Problem != "" {
			bad.add("%s：%s", name, f.Content.Problem)
		}
	}
	if e.DirectoryProblem != "" {
		bad.add("文件目录不能读取：%s", e.DirectoryProblem)
	}
	i := slices.IndexFunc(e.Directory, func(d DirectoryEntry) bool { return d.Number == e.Record.Number.String() })
	if i < 0 {
		bad.add("文件目录中没有本件（%s）", e.Record.Number)
		return bad.finding("")
	}
	d := e.Directory[i]
	for _, v := range [][3]string{
		{"题名", d.Title, e.Record.Title}, {"责任者", d.Responsible, e.Record.Responsible}, {"日期", d.Date, e.Record.Date},
		{"密级", d.Secrecy, e.Record.Secrecy}, {"电子档案名称", strings.TrimSuffix(d.File, "/"), e.Folder},
	} {
		if v[1] != v[2] {
			bad.add("文件目录中的%s“%s”与元数据“%s”不符", v[0], short(v[1]), short(v[2]))
		}
	}
	return bad.finding("说明文件和文件目录在包内，文件目录与元数据一致")
}

// layout (GD-1-13).
func layout(e *Evidence) Finding {
	var bad findings
	if e.Record != nil {
		n := e.Record.Number
		if want := path.Join("电子档案", fmt.Sprint(n.Year), n.Category); !strings.HasPrefix(e.Folder, want+"/") {
			bad.add("本件的文件夹“%s”不在“%s”下", e.Folder, want)
		}
	}
	for _, f := range e.Entries {
		switch parts := strings.Split(f.Path, "/"); {
		case f.Path == descriptionFile || f.Path == directoryFile:
		case parts[0] == "其他" && len(parts) > 1:
		case parts[0] == "电子档案" && len(parts) > 4:
		default:
			bad.add("“%s”不在规定的文件夹内", short(f.Path))
		}
		if p := badName(f.Path); p != "" {
			bad.add("“%s”%s", short(f.Path), p)
		}
	}
	return bad.finding("文件夹和文件名合规")
}

// badName is what is wrong with a path.
func badName(p string) string {
	const longest = 255
	for part := range strings.SplitSeq(p, "/") {
		switch {
		case part == "" || part == "." || part == "..":
			return "含有空的或相对的文件夹名"
		case strings.ContainsAny(part, `\:*?"<>|`) || strings.ContainsFunc(part, unicode.IsControl) || !utf8.ValidString(part):
			return "含有不宜用于文件名的字符"
		case strings.TrimSpace(part) != part || strings.HasSuffix(part, "."):
			return "前后有空格或以句点结尾"
		case len(part) > longest:
			return "过长"
		}
	}
	return ""
}

// samePackage (GD-1-14).
func samePackage(e *Evidence) Finding {
	switch {
	case e.Sent == "" || e.Received == "":
		return Finding{Unchecked, "尚未发送，接收后比对发送和接收的摘要"}
	case !strings.EqualFold(e.Sent, e.Received):
		return Finding{Failed, "接收的摘要与发送的不符"}
	}
	return Finding{Passed, "接收的摘要与发送的相符"}
}
