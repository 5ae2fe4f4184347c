package archive

import (
	"embed"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"
)

//go:embed texts
var textFiles embed.FS

// Text is a file to read by eye: its name and its bytes.
type Text struct {
	Name string
	Body []byte
}

// Texts are the rules a package carries in 其他: 元数据规范.txt, 分类编号规则.txt, 命名规则.txt, by name.
func Texts() []Text {
	var out []Text
	err := fs.WalkDir(textFiles, "texts", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".txt") {
			return err
		}
		b, err := textFiles.ReadFile(p)
		out = append(out, Text{d.Name(), []byte(forNotepad(string(b)))})
		return err
	})
	if err != nil {
		panic(err) // they are in the program
	}
	slices.SortFunc(out, func(a, b Text) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// forNotepad is a text as every Windows opens it: lines end CR LF, and a byte order mark stands before, because the Notepad
// of Windows 7 and 10, where archives still have it, takes UTF-8 without one for GBK when it is short, and shows rubbish.
func forNotepad(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return "\uFEFF" + strings.ReplaceAll(s, "\n", "\r\n")
}

// unknown is written for what only who hands over can say.
const unknown = "（交接时填写）"

// Description is what 说明文件.TXT says. What is "" is left to be filled in by hand.
type Description struct {
	Package string    // name of the package
	Archive string    // 接收档案馆
	Unit    string    // 移交单位
	Number  Number    // 档号
	Title   string    // 题名
	Made    time.Time // when the package was made

	Carrier         string // 载体类型、规格
	CarrierNumber   string // 载体编号
	CarrierCapacity string // 载体容量

	Maker, Checker, Keeper string // 制作、检查、保管单位（人）

	Files   int    // in the folder of the piece
	Bytes   int64  // of them
	Folder  string // of the piece, as 电子档案/2016/WS/0194-WS·2016-Y-BGS-0001
	Program string // “huibian 0.1”
	Label   string // of the edition, as the program calls it
	LeftOut int    // secret pieces that stand in the directory only
	Whole   bool   // all that the edition consists of is in the package
}

// folders are the parts of a package.
var folders = [][2]string{
	{"说明文件.TXT", "本文件"},
	{"文件目录.XML", "每件一条：顺序号、档号、责任者、题名、日期、密级、电子档案名称、备注"},
	{"电子档案/", "按 年度/门类/档号 存放，一件一个文件夹"},
	{"    正本.pdf、可编辑.docx", "公开版汇编"},
	{"    元数据.xml", "该件的元数据（DA/T 46-2009）"},
	{"    eep.xml", "该件的电子文件封装包（DA/T 48-2009）；原始申报在其中只有摘要"},
	{"    附件/", "内部版汇编、办事明白卡、数据（只有public.*和“公开”的可以公开，其余内部使用）"},
	{"    过程/", "检查意见（csv可直接阅读，json供程序使用）、审核结论、操作记录；填过审核表的，有审核表"},
	{"    原始申报/", "各科室报送的原件，收件登记"},
	{"其他/", "元数据规范、分类编号规则、命名规则、XML模式、交接登记表、四性检测报告"},
	{"    通知与模板/", "通知的各项要求（notice.yaml）、版式（book.docx）、编制说明"},
	{"    系统/", "重新生成汇编所需的数据"},
}

// scope is what can be made again from a package.
var scope = map[bool]string{
	true:  "本包含有全部原始申报和操作记录",
	false: "本包含有不涉密的原始申报和操作记录；涉密的和不能确定是否涉密的不在包内，汇编中来自这些材料的内容不能由本包重新生成",
}

// WriteDescription writes 说明文件.TXT: what the carrier is, who made it, what is needed to read it, how to check it and how
// to make the book again. UTF-8 with a byte order mark, lines end CR LF.
func WriteDescription(w io.Writer, d Description) error {
	var b strings.Builder
	head := func(s string) { fmt.Fprintf(&b, "\n%s\n", s) }
	item := func(name, value string) {
		fmt.Fprintf(&b, "    %s：%s\n", name, or(oneLine(value), unknown))
	}
	b.WriteString("说明文件\n")
	head("一、内容")
	item("包名", d.Package)
	item("移交单位", d.Unit)
	item("接收档案馆", d.Archive)
	item("档号", d.Number.String())
	item("题名", d.Title)
	item("电子档案文件数", fmt.Sprintf("%d个，%d字节", d.Files, d.Bytes))
	item("制作时间", date(d.Made))
	if d.LeftOut > 0 {
		fmt.Fprintf(&b, "    涉密件%d件未随包移交，文件目录中留有条目，只写档号和密级。\n", d.LeftOut)
	}
	head("二、载体")
	item("载体类型、规格", d.Carrier)
	item("载体编号", d.CarrierNumber)
	item("载体容量", d.CarrierCapacity)
	item("制作单位（人）", d.Maker)
	item("检查单位（人）", d.Checker)
	item("保管单位（人）", d.Keeper)
	head("三、所需软硬件")
	b.WriteString(`    硬件：能读取本载体的普通计算机。
    正本（PDF/A）：任何PDF阅读器。
    可编辑文本（DOCX、XLSX）：Word、WPS或LibreOffice。
    数据（JSON、CSV、XML）和说明（TXT）：任何文本编辑器，UTF-8编码。
    重新生成汇编：` + or(oneLine(d.Program), unknown) + "，在Windows或Linux上运行，不需要其他软件\n")
	head("四、文件夹")
	for _, f := range folders {
		fmt.Fprintf(&b, "    %s  %s\n", f[0], f[1])
	}
	if filled(d.Folder) {
		fmt.Fprintf(&b, "    本件在：%s\n", oneLine(d.Folder))
	}
	head("五、核对")
	b.WriteString(`    本包是BagIt（RFC 8493）格式，以上内容都在data文件夹内，各文件的SHA-256摘要在manifest-sha256.txt，
    SHA-512摘要在manifest-sha512.txt；这些清单和包的基本信息（bag-info.txt）的摘要在tagmanifest-sha256.txt等文件中。
    在包的最上一层执行，全部为OK（成功）即内容未变：
        sha256sum -c manifest-sha256.txt
    或用本程序核对（另查元数据、封装包和目录）：
        huibian verify 包所在的文件夹
`)
	head("六、重新生成")
	b.WriteString("    " + scope[d.Whole] + "。用同一版本的程序重新生成：\n        huibian restore 包所在的文件夹 新工作文件夹\n")
	if filled(d.Label) {
		fmt.Fprintf(&b, "    本版本的名称：%s\n", oneLine(d.Label))
	}
	if _, err := io.WriteString(w, forNotepad(b.String())); err != nil {
		return fmt.Errorf("write description: %w", err)
	}
	return nil
}

// oneLine is a value without line breaks and other control characters.
func oneLine(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD")))
}

// date is a day in words, "" if it is not known.
func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2006年1月2日")
}
