package archive

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// of is what a report says of an item.
func (r *Report) of(code string) Item {
	return r.Items[slices.IndexFunc(r.Items, func(i Item) bool { return i.Code == code })]
}

// breaks are ways of being wrong, each with the item that must see it and a word it must say.
var breaks = []struct {
	code, what string
	wrong      func(e *Evidence)
	said       string
}{
	{"GD-1-1-1", "another byte", func(e *Evidence) { e.Entries[0].FoundSHA256 = digest("x") }, "与清单不符"},
	{"GD-1-1-1", "a file gone", func(e *Evidence) { e.Entries[0].Found = false }, "不在包内"},
	{"GD-1-1-1", "a file without a digest", func(e *Evidence) { e.Entries[0].SHA256 = "" }, "没有摘要"},
	{"GD-1-1-2", "a signature that does not hold", outsideFails("GD-1-1-2"), "由档案部门"},
	{"GD-1-1-3", "a time stamp that does not hold", outsideFails("GD-1-1-3"), "由档案部门"},
	{"GD-1-2", "a long title", func(e *Evidence) { e.Record.Title = strings.Repeat("长", 501) }, "题名有501个字符"},
	{"GD-1-3", "a day of no month", func(e *Evidence) { e.Record.Date = "20160231" }, "不是8位日期"},
	{"GD-1-3", "a date with points", func(e *Evidence) { e.Record.Date = "2016.8.20" }, "不是8位日期"},
	{"GD-1-3", "half a digest", func(e *Evidence) { e.Record.Files[0].SHA256 = "ab" }, "64位十六进制"},
	{"GD-1-3", "pages below none", func(e *Evidence) { e.Record.Pages = -1 }, "页数为-1"},
	{"GD-1-3", "size below none", func(e *Evidence) { e.Record.Files[0].Size = -1 }, "为负"},
	{"GD-1-3", "an act at no time", func(e *Evidence) { e.Record.Events[0].At = time.Time{} }, "没有时间"},
	{"GD-1-4", "a secrecy of our own", func(e *Evidence) { e.Record.Secrecy = "一般" }, "密级“一般”"},
	{"GD-1-4", "a term of our own", func(e *Evidence) { e.Record.Number.Retention = "D20" }, "保管期限"},
	{"GD-1-4", "a state of our own", func(e *Evidence) { e.Record.Events[0].State = "正在" }, "业务状态"},
	{"GD-1-4", "a role of our own", func(e *Evidence) { e.Record.Files[0].Role = "副本" }, "文档主从声明"},
	{"GD-1-4", "a kind of our own", func(e *Evidence) { e.Record.Agents[0].Kind = "系统" }, "机构人员类型"},
	{"GD-1-5", "a year to come", func(e *Evidence) { e.Record.Number.Year = 2017 }, "年度2017"},
	{"GD-1-5", "a date to come", func(e *Evidence) { e.Record.Date = "20160821" }, "晚于检测时间"},
	{"GD-1-5", "an act to come", func(e *Evidence) { e.Record.Events[0].At = e.At.AddDate(0, 0, 1) }, "“起草”是历史行为"},
	{"GD-1-5", "an act of long ago", func(e *Evidence) { e.Record.Events[0].At = e.At.AddDate(-100, 0, 0) }, "早于1949年"},
	{"GD-1-5", "packed tomorrow", func(e *Evidence) { e.Record.Packed = e.At.AddDate(0, 0, 1) }, "封装包创建时间"},
	{"GD-1-5", "a date of long ago", func(e *Evidence) { e.Record.Date = "18991231" }, "日期18991231早于1949年"},
	{"GD-1-5", "a file too thick", func(e *Evidence) { e.Record.Files[0].Pages = 200_000 }, "页数为200000"},
	{"GD-1-5", "too thick", func(e *Evidence) { e.Record.Pages = 1e6 }, "页数为1000000"},
	{"GD-1-6", "a control character", func(e *Evidence) { e.Record.Title += "\x01" }, "题名含有特殊字符U+0001"},
	{"GD-1-6", "a private character", func(e *Evidence) { e.Record.Events[0].Text = "\uE000" }, "U+E000"},
	{"GD-1-6", "no character", func(e *Evidence) { e.Record.Title += "\uFFFE" }, "U+FFFE"},
	{"GD-1-6", "bytes of GBK", func(e *Evidence) { e.Record.Title = "\xB2\xE1" }, "不是UTF-8"},
	{"GD-1-7", "a fonds that is none", func(e *Evidence) { e.Record.Number.Fonds = "全宗" }, "不合DA/T 22"},
	{"GD-1-7", "a number in the directory that is none", func(e *Evidence) { e.Directory[1].Number = "4" }, "文件目录中的档号“4”"},
	{"GD-1-8", "the number is taken", func(e *Evidence) { e.Held[0].Number = sampleNumber.String() }, "档号“0194"},
	{"GD-1-8", "the number is taken, the rest is not known", func(e *Evidence) { e.Held = nil; e.Directory[1].Number = e.Directory[0].Number }, "文件目录中的档号"},
	{"GD-1-8", "the document number is taken", func(e *Evidence) { e.Held[0].DocNo = e.Record.DocNo }, "文号“"},
	{"GD-1-8", "the title is taken", func(e *Evidence) { e.Held[0].Title = e.Record.Title }, "题名“"},
	{"GD-1-8", "a file twice", func(e *Evidence) { e.Record.Files[1].Path = e.Record.Files[0].Path }, "计算机文件名“"},
	{"GD-1-8", "an act twice", func(e *Evidence) { e.Record.Events[1].ID = "YW1" }, "业务标识符“YW1”"},
	{"GD-1-8", "an agent twice", func(e *Evidence) { e.Record.Agents[1].ID = "JG1" }, "机构人员标识符“JG1”"},
	{"GD-1-10", "another size", func(e *Evidence) { e.Record.Files[0].Size++ }, fmt.Sprintf("元数据记为%d", len(pdfA)+1)},
	{"GD-1-10", "another digest", func(e *Evidence) { e.Record.Files[0].SHA256 = digest("x") }, "与元数据不符"},
	{"GD-1-10", "another format", func(e *Evidence) { e.Record.Files[0].Format = "PDF/A-1b" }, "元数据记为PDF/A-1b"},
	{"GD-1-10", "another name", func(e *Evidence) { e.Record.Files[0].Path = "正文.pdf" }, "正文.pdf不在包内"},
	{"GD-1-11", "a file the metadata does not know", func(e *Evidence) { e.Record.Files = e.Record.Files[1:] }, "不在元数据中"},
	{"GD-1-11", "a file only the metadata knows", func(e *Evidence) { e.Record.Files[0].Path = "正文.pdf" }, "没有对应的文件"},
	{"GD-1-11", "an agent nobody knows", func(e *Evidence) { e.Record.Events[0].By = "RY9" }, "“RY9”没有著录"},
	{"GD-1-12", "no description", without(descriptionFile), "没有说明文件.TXT"},
	{"GD-1-12", "no directory", without(directoryFile), "没有文件目录.XML"},
	{"GD-1-12", "a description nobody can read", func(e *Evidence) { e.entries()[descriptionFile].Content.Problem = "不是UTF-8编码" }, "说明文件.TXT：不是UTF-8"},
	{"GD-1-12", "a directory nobody can read", func(e *Evidence) { e.DirectoryProblem = "第1行" }, "文件目录不能读取"},
	{"GD-1-12", "not in the directory", func(e *Evidence) { e.Directory = e.Directory[1:] }, "没有本件"},
	{"GD-1-12", "another title in the directory", func(e *Evidence) { e.Directory[0].Title = "目录" }, "题名“目录”"},
	{"GD-1-12", "another folder in the directory", func(e *Evidence) { e.Directory[0].File = "电子档案/2016/WS/x" }, "电子档案名称“"},
	{"GD-1-13", "a folder of another year", func(e *Evidence) { e.Folder = "电子档案/2015/WS/x" }, "不在“电子档案/2016/WS”下"},
	{"GD-1-13", "a file anywhere", func(e *Evidence) { e.Entries = append(e.Entries, entry("杂项/x.txt", "x")) }, "“杂项/x.txt”不在规定"},
	{"GD-1-13", "a file with a colon", func(e *Evidence) { e.Entries = append(e.Entries, entry("其他/a:b.txt", "x")) }, "不宜用于文件名"},
	{"GD-1-13", "a file above", func(e *Evidence) { e.Entries = append(e.Entries, entry("其他/../x.txt", "x")) }, "相对的"},
	{"GD-1-13", "a file with a space", func(e *Evidence) { e.Entries = append(e.Entries, entry("其他/ x.txt", "x")) }, "空格"},
	{"GD-1-14", "another package came", func(e *Evidence) { e.Received = digest("x") }, "与发送的不符"},

	{"GD-2-1", "a file gone", func(e *Evidence) { e.Entries[0].Found = false }, "应有10个文件，实有9个"},
	{"GD-2-1", "a piece without a folder", func(e *Evidence) {
		e.Directory = append(e.Directory, DirectoryEntry{Number: "x", Title: "y", File: "电子档案/2016/WS/x"})
	}, "x在包内没有文件夹"},
	{"GD-2-1", "a folder without a piece", func(e *Evidence) { e.Directory = e.Directory[1:]; e.Files = nil }, "文件目录有0件（另1件未随包移交），包内有1件"},
	{"GD-2-2", "a byte more", func(e *Evidence) { *e.Bytes-- }, "字节，实有"},
	{"GD-2-2", "a byte more in one, and no sum", func(e *Evidence) { e.Entries[0].FoundSize++; e.Bytes = nil }, "应为"},
	{"GD-2-3", "metadata of another form", func(e *Evidence) { e.Metadata.Problems = []string{"第3行 x"} }, "第3行 x"},
	{"GD-2-4", "no title", func(e *Evidence) { e.Record.Title = "" }, "缺少题名"},
	{"GD-2-5", "nobody sent anything", func(e *Evidence) { e.Record.Events[0].Action = "修改" }, "没有“起草／报送”的记录"},
	{"GD-2-5", "what is to come was not sent", func(e *Evidence) { e.Record.Events[0].State = Planned }, "没有“起草／报送”的记录"},
	{"GD-2-6", "a piece number left out", func(e *Evidence) { e.Issued = []int{1, 3, 4} }, "缺少件号0002"},
	{"GD-2-6", "some left out", func(e *Evidence) { e.Issued = []int{3, 9} }, "缺少件号0004至0008"},
	{"GD-2-6", "a piece number twice", func(e *Evidence) { e.Issued = []int{1, 2, 3, 3, 4} }, "件号0003重复"},
	{"GD-2-6", "not the number of this one", func(e *Evidence) { e.Issued = []int{1, 2} }, "0003不在已编的件号中"},
	{"GD-2-6", "a place in the directory left out", func(e *Evidence) { e.Directory[1].Seq = 3; e.Issued = nil }, "第2条的顺序号为3"},
	{"GD-2-7", "the text gone", without(sampleFolder + "/正本.pdf"), "正本.pdf不在包内"},
	{"GD-2-7", "no text", func(e *Evidence) { e.Record.Files = e.Record.Files[2:] }, "没有主文档"},
	{"GD-2-8", "an attachment gone", without(sampleFolder + "/附件/公开.csv"), "公开.csv不在包内"},
	{"GD-2-8", "an attachment empty", func(e *Evidence) { e.entries()[sampleFolder+"/附件/公开.csv"].FoundSize = 0 }, "是空文件"},
	{"GD-2-9", "not to be filed", outsideFails("GD-2-9"), "由档案部门"},
	{"GD-2-10", "an EEP of another form", func(e *Evidence) { e.EEP.Problems = []string{"第4行 x"} }, "第4行 x"},
	{"GD-2-11", "a file too many", func(e *Evidence) { e.Entries = append(e.Entries, entry(sampleFolder+"/x.txt", "x")) }, "元数据记有5个文件，该件的文件夹内有6个"},

	{"GD-3-1", "no EEP", without(sampleFolder + "/eep.xml"), "没有" + sampleFolder + "/eep.xml"},
	{"GD-3-1", "metadata that is no XML", func(e *Evidence) { e.entries()[sampleFolder+"/元数据.xml"].Content.Problem = "XML不能解析" }, "XML不能解析"},
	{"GD-3-2", "the archive cannot read it", outsideFails("GD-3-2"), "由档案部门"},
	{"GD-3-3", "a PDF that is no PDF/A", func(e *Evidence) { e.entries()[sampleFolder+"/正本.pdf"].Content.Format = "PDF" }, "没有声明PDF/A"},
	{"GD-3-3", "a PDF/A with a font that is not in it", func(e *Evidence) {
		e.entries()[sampleFolder+"/正本.pdf"].Content.Lacks = "2个字体中有1个没有嵌入"
	}, "声明为PDF/A-2b，但2个字体"},
	{"GD-3-3", "a text with a password", func(e *Evidence) { e.entries()[sampleFolder+"/正本.pdf"].Content.Encrypted = true }, "正本.pdf已加密"},
	{"GD-3-3", "no text for keeping", func(e *Evidence) { e.Record.Files = e.Record.Files[1:] }, "主文档没有PDF/A或OFD"},
	{"GD-3-4", "a Word file that does not open", func(e *Evidence) { e.entries()[sampleFolder+"/可编辑.docx"].Content.Problem = "已损坏" }, "已损坏"},
	{"HB-3-1", "no word of the system", func(e *Evidence) { e.Record.System = "" }, "没有信息系统描述"},
	{"HB-3-1", "no word of a program", func(e *Evidence) { e.Record.Files[0].Program = "" }, "没有文档创建程序"},
	{"HB-3-1", "no word of what is needed", without(descriptionFile), "说明文件"},
	{"GD-3-8", "a password", func(e *Evidence) { e.Entries[0].Content.Encrypted = true }, "已加密"},
	{"GD-3-8", "a compression of its own", func(e *Evidence) { e.Entries[0].Content.Packed = "压缩方法99" }, "压缩方法99"},

	{"GD-4-1", "no engine", outsideFails("GD-4-1"), "由档案部门"},
	{"GD-4-2", "a virus", outsideFails("GD-4-2"), "由档案部门"},
	{"GD-4-3", "a file nobody lists", func(e *Evidence) { e.Extra = []string{"Thumbs.db"} }, "多余文件Thumbs.db"},
	{"GD-4-4", "a slow disc", outsideFails("GD-4-4"), "由档案部门"},
	{"GD-4-5", "a scratched disc", outsideFails("GD-4-5"), "由档案部门"},
	{"GD-4-6", "a bad disc", outsideFails("GD-4-6"), "由档案部门"},
	{"GD-4-7", "a broken log", func(e *Evidence) { e.Trail = &Finding{Failed, "第3条的哈希不符"} }, "第3条"},
	{"HB-4-1", "a secret piece", func(e *Evidence) { e.Record.Secrecy = "机密" }, "本件为机密"},
	{"HB-4-1", "a secret piece in the directory, by name", func(e *Evidence) { e.Directory[1].Title = "某事项" }, "条目应只有档号和密级"},
	{"HB-4-1", "who made a secret piece", func(e *Evidence) { e.Directory[1].Responsible = "某科" }, "条目应只有档号和密级"},
	{"HB-4-1", "a word more of a secret piece", func(e *Evidence) { e.Directory[1].Note += "（某事项）" }, "条目应只有档号和密级"},
}

// outsideFails has another find fault.
func outsideFails(code string) func(*Evidence) {
	return func(e *Evidence) { e.Outside[code] = Finding{Failed, "由档案部门检测"} }
}

// without takes a file away.
func without(p string) func(*Evidence) {
	return func(e *Evidence) {
		e.Entries = slices.DeleteFunc(e.Entries, func(f Entry) bool { return f.Path == p })
	}
}

func TestNothingWrong(t *testing.T) {
	r := Check(sampleEvidence(t))
	for _, i := range r.Items {
		if i.Result != Passed || i.Note == "" {
			t.Errorf("%s %s: %s: %s", i.Code, i.Name, i.Result, i.Note)
		}
	}
	if r.Conclusion() != "已检项目合格" || r.Stage != "归档环节" {
		t.Errorf("%s: %s", r.Stage, r.Conclusion())
	}
}

func TestEveryItemCanFail(t *testing.T) {
	failed := map[string]bool{}
	for _, b := range breaks {
		e := sampleEvidence(t)
		b.wrong(&e)
		r := Check(e)
		got := r.of(b.code)
		if got.Result != Failed || !strings.Contains(got.Note, b.said) {
			t.Errorf("%s: %s: %s: %q lacks %q", b.code, b.what, got.Result, got.Note, b.said)
		}
		if !strings.HasPrefix(r.Conclusion(), "不合格：") || !strings.Contains(r.Conclusion(), b.code) {
			t.Errorf("%s: %s: %s", b.code, b.what, r.Conclusion())
		}
		failed[b.code] = true
	}
	for _, i := range items {
		if !failed[i.code] {
			t.Errorf("nothing makes %s fail", i.code)
		}
	}
}

func TestWhatWasNotLookedAtIsNeverPassed(t *testing.T) {
	r := Check(Evidence{Package: "x", At: noon})
	for _, i := range r.Items {
		if i.Result != Unchecked && i.Result != ByHand || i.Note == "" {
			t.Errorf("%s %s: %s: %q", i.Code, i.Name, i.Result, i.Note)
		}
	}
	if r.Conclusion() != "未检" {
		t.Error(r.Conclusion())
	}
	// What is not known makes one item each 未检, and no other.
	for code, forget := range map[string]func(*Evidence){
		"GD-1-8": func(e *Evidence) { e.Held = nil }, "GD-1-14": func(e *Evidence) { e.Received = "" },
		"GD-2-1": func(e *Evidence) { e.Files = nil }, "GD-2-2": func(e *Evidence) { e.Bytes = nil },
		"GD-2-3": func(e *Evidence) { e.Metadata = nil }, "GD-2-6": func(e *Evidence) { e.Issued = nil },
		"GD-2-10": func(e *Evidence) { e.EEP = nil }, "GD-4-3": func(e *Evidence) { e.Extra = nil }, "GD-4-7": func(e *Evidence) { e.Trail = nil },
		"GD-3-4": func(e *Evidence) {
			f := entry(sampleFolder+"/原始申报/表.xml", "<a/>")
			f.OfTheStructure, f.Content.Unread = true, "旧版Office格式，只核对了文件头"
			*e.Files, *e.Bytes = *e.Files+1, *e.Bytes+f.Size
			e.Entries = append(e.Entries, f)
		},
		"GD-4-2": func(e *Evidence) { delete(e.Outside, "GD-4-2") }, "GD-1-1-2": func(e *Evidence) { delete(e.Outside, "GD-1-1-2") },
	} {
		e := sampleEvidence(t)
		forget(&e)
		r := Check(e)
		if r.of(code).Result != Unchecked {
			t.Errorf("%s is %s", code, r.of(code).Result)
		}
		want := "已检项目合格，1项未检"
		if code == "GD-3-4" {
			want = "已检项目合格，2项未检" // neither is it known to be without a password
		}
		if r.Conclusion() != want {
			t.Errorf("%s: %s", code, r.Conclusion())
		}
	}
	// What others say counts where nothing here can check, and only with a word of what it goes by.
	e := sampleEvidence(t)
	e.Outside["GD-4-2"] = Finding{Passed, " "}
	e.Outside["GD-4-5"] = Finding{"通过", "某某"}
	e.Outside["GD-4-6"] = Finding{Exempt, "不用光盘"}
	e.Outside["GD-2-9"] = Finding{ByHand, "待核对"}
	e.Outside["GD-1-1-1"] = Finding{Passed, "某某"}
	e.Trail = &Finding{Passed, ""}
	e.Entries[0].FoundSHA256 = ""
	r = Check(e)
	for code, want := range map[string]Result{"GD-4-2": Unchecked, "GD-4-5": Unchecked, "GD-4-6": Exempt, "GD-2-9": ByHand, "GD-1-1-1": Failed, "GD-4-7": Unchecked} {
		if got := r.of(code).Result; got != want {
			t.Errorf("%s is %s, not %s", code, got, want)
		}
	}
	e.Entries[0].FoundSHA256 = e.Entries[0].SHA256
	if got := Check(e).Conclusion(); got != "已检项目合格，3项未检，1项待检（人工）" {
		t.Error(got)
	}
	e = sampleEvidence(t)
	e.Record.Files = e.Record.Files[:2]
	if got := Check(e).of("GD-2-8"); got.Result != Exempt {
		t.Errorf("no attachments: %+v", got)
	}
}

func TestAReportSaysEveryItemOnce(t *testing.T) {
	whole := string(bytesOf(t, func(w io.Writer) error { return WriteReport(w, Check(sampleEvidence(t))) }))
	for what, c := range map[string][3]string{
		"one twice":       {`编码="GD-1-2"`, `编码="GD-1-3"`, "项“GD-1-3”（元数据项数据类型、格式检测）有2个"},
		"one of our own":  {`编码="GD-4-7"`, `编码="GD-9-9"`, "没有“GD-9-9”这一项"},
		"an other result": {"<结果>合格", "<结果>通过", "“结果”应为“合格”或“不合格”"},
	} {
		problems, err := CheckReport(strings.NewReader(strings.Replace(whole, c[0], c[1], 1)))
		if err != nil || !strings.Contains(strings.Join(problems, "\n"), c[2]) {
			t.Errorf("%s: %q lacks %q (%v)", what, problems, c[2], err)
		}
	}
}

func TestDirectory(t *testing.T) {
	e := sampleEvidence(t)
	b := bytesOf(t, func(w io.Writer) error { return WriteDirectory(w, e.Directory) })
	got, err := ReadDirectory(bytes.NewReader(b))
	want := slices.Clone(e.Directory)
	want[0].Seq, want[1].Seq = 1, 2
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Error(d, err)
	}
	if !got[1].IsPlaceholder() || got[0].IsPlaceholder() {
		t.Error("the placeholder is not known again")
	}
	p := Placeholder(sampleNumber, "机密")
	if d := cmp.Diff(DirectoryEntry{Number: sampleNumber.String(), Title: "（涉密件，未随包移交）", Secrecy: "机密", Note: placeholderNote}, p); d != "" {
		t.Error(d)
	}
	for what, bad := range map[string]DirectoryEntry{
		"no number": {Title: "x", Secrecy: "公开"}, "no title": {Number: "x", Secrecy: "公开"}, "no secrecy": {Number: "x", Title: "x"},
		"a date with points": {Number: "x", Title: "x", Secrecy: "公开", Date: "2016.8.20"}, "place -1": {Seq: -1, Number: "x", Title: "x", Secrecy: "公开"},
	} {
		if err := WriteDirectory(io.Discard, []DirectoryEntry{bad}); err == nil {
			t.Errorf("%s: no error", what)
		}
	}
	if _, err := ReadDirectory(strings.NewReader("<文件目录><文件/></文件目录>")); err == nil || !strings.Contains(err.Error(), "缺少“顺序号”") {
		t.Error(err)
	}
	if path.Base(got[0].File) != sampleNumber.String() {
		t.Error(got[0].File)
	}
}

// What may have happened on paper, and what a file does not say, is for someone to look at; what stays behind is said where things
// are counted.
func TestWhatOnlyPeopleKnow(t *testing.T) {
	for what, c := range map[string]struct {
		code   string
		change func(*Evidence)
		want   Result
		said   string
	}{
		"nobody reviewed it here": {"GD-2-5", func(e *Evidence) { e.Record.Events[1].Action = "检查" }, ByHand, "没有“审核”的记录；如在纸上办理"},
		"nobody approved it here": {"GD-2-5", func(e *Evidence) { e.Record.Events[2].Action = "印发" }, ByHand, "没有“审定／签发”的记录"},
		"no word of a program":    {"HB-3-1", func(e *Evidence) { e.Record.Files[1].Program = Unstated }, ByHand, "1个文件没有写明创建程序"},
		"there, without a word":   {"GD-2-4", func(e *Evidence) { e.Record.Files[1].Program = Unstated }, Passed, "1个文件没有写明创建程序"},
		"counted without":         {"GD-2-1", func(e *Evidence) { e.Partial = true }, Passed, "按策略不随包移交的材料不在其内"},
		"attached without":        {"GD-2-8", func(e *Evidence) { e.Partial = true }, Passed, "按策略不随包移交的材料不在其内"},
		"a text too long to open": {"GD-3-3", func(e *Evidence) { e.entries()[sampleFolder+"/正本.pdf"].Content.Unread = "文件过大" }, Unchecked, "正本.pdf：文件过大"},
		"a password":              {"GD-3-4", func(e *Evidence) { e.entries()[sampleFolder+"/正本.pdf"].Content.Encrypted = true }, Unchecked, "已加密，没有打开"},
		"no other number":         {"GD-1-8", func(e *Evidence) { e.Held = []Held{} }, Unchecked, "没有已编档号的其他件可比"},
	} {
		e := sampleEvidence(t)
		c.change(&e)
		if got := Check(e).of(c.code); got.Result != c.want || !strings.Contains(got.Note, c.said) {
			t.Errorf("%s: %s: %q", what, got.Result, got.Note)
		}
	}
}
