package archive

import (
	"fmt"
	"path"
	"strings"
)

// metadataReadable (GD-3-1).
func metadataReadable(e *Evidence) Finding {
	var bad findings
	there := e.entries()
	for _, name := range []string{path.Join(e.Folder, "元数据.xml"), path.Join(e.Folder, "eep.xml"), directoryFile} {
		switch f := there[name]; {
		case f == nil || !f.Found:
			bad.add("没有%s", name)
		case !f.Inspected:
			return Finding{Unchecked, name + "没有打开"}
		case f.Content.Problem != "":
			bad.add("%s：%s", name, f.Content.Problem)
		}
	}
	return bad.finding("元数据.xml、eep.xml、文件目录.XML可以解析")
}

// lasting says whether a format is one for keeping a text in (DA/T 47-2009, GB/T 33190-2016).
func lasting(format string) bool { return strings.HasPrefix(format, "PDF/A-") || format == "OFD" }

// formats (GD-3-3): the text is there in a format for keeping, and what ends in .pdf is PDF/A.
func formats(e *Evidence) Finding {
	var bad, unread findings
	there := e.entries()
	kept := false
	for _, f := range e.Record.Files {
		got := there[e.at(f)]
		if got == nil || got.AsItCame {
			continue
		}
		if !got.Inspected {
			return Finding{Unchecked, f.Path + "没有打开"}
		}
		if strings.HasSuffix(strings.ToLower(f.Path), ".pdf") && got.Content.Unread != "" {
			unread.add("%s：%s", f.Path, got.Content.Unread)
		}
		if got.Content.Encrypted {
			bad.add("%s已加密", f.Path)
		}
		kept = kept || f.Role == Main && lasting(got.Content.Format)
		if got.Content.Format == "PDF" || strings.HasPrefix(f.Format, "PDF/A") && !lasting(got.Content.Format) {
			bad.add("%s没有声明PDF/A", f.Path)
		}
		if got.Content.Lacks != "" {
			bad.add("%s声明为%s，但%s", f.Path, got.Content.Format, got.Content.Lacks)
		}
	}
	if !kept {
		bad.add("主文档没有PDF/A或OFD格式的")
	}
	if len(bad) == 0 && len(unread) > 0 {
		return Finding{Unchecked, unread.finding("").Note}
	}
	return bad.finding("正本为长期保存格式：核对了XMP声明、OutputIntent、字体均有嵌入的字体程序、无加密、无脚本，未用veraPDF全面验证；原始申报材料保留原格式")
}

// readable (GD-3-4).
func readable(e *Evidence) Finding {
	var bad, unread findings
	opened := 0
	for _, f := range e.Entries {
		switch {
		case !f.Found: // told by the digests
		case !f.Inspected:
			unread.add("%s没有打开", f.Path)
		case f.Content.Problem != "":
			bad.add("%s：%s", f.Path, f.Content.Problem)
		case f.Content.Unread != "":
			unread.add("%s：%s", f.Path, f.Content.Unread)
		case f.Content.Encrypted:
			unread.add("%s：已加密，没有打开", f.Path)
		default:
			opened++
		}
	}
	if len(bad) == 0 && len(unread) > 0 {
		return Finding{Unchecked, fmt.Sprintf("%d个文件可以打开，%d个未能检查：%s", opened, len(unread), unread.finding("").Note)}
	}
	return bad.finding(fmt.Sprintf("%d个文件可以打开（PDF核对到各Flate数据流的校验和，Word、Excel核对到各部件的校验和）", opened))
}

// environment (what a reader needs).
func environment(e *Evidence) Finding {
	var bad findings
	if !filled(e.Record.System) {
		bad.add("没有信息系统描述")
	}
	for _, f := range e.Record.Files {
		if !filled(f.Program) {
			bad.add("%s没有文档创建程序", f.Path)
		}
	}
	if len(e.Entries) > 0 {
		if f := e.entries()[descriptionFile]; f == nil || !f.Found {
			bad.add("没有写明所需软硬件的说明文件")
		}
	}
	if words := unstated(e.Record); len(bad) == 0 && words != "" {
		return Finding{ByHand, "信息系统和所需软硬件已写明" + words}
	}
	return bad.finding("信息系统、文档创建程序和所需软硬件均已写明")
}

// Unstated is written for the program that made a file, where the file does not say.
const Unstated = "不详"

// unstated tells how many files do not say what made them.
func unstated(r *Record) string {
	n := 0
	for _, f := range r.Files {
		if f.Program == Unstated {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("；%d个文件没有写明创建程序，著录为“%s”", n, Unstated)
}

// unlocked (GD-3-8).
func unlocked(e *Evidence) Finding {
	var bad, unread findings
	for _, f := range e.Entries {
		switch {
		case !f.Found:
		case f.Content.Encrypted:
			bad.add("%s已加密", f.Path)
		case f.Content.Packed != "":
			bad.add("%s使用非公开的压缩（%s）", f.Path, f.Content.Packed)
		case !f.Inspected || f.Content.Unread != "":
			unread.add("%s", f.Path)
		}
	}
	if len(bad) == 0 && len(unread) > 0 {
		return Finding{Unchecked, fmt.Sprintf("%d个文件未能检查：%s", len(unread), unread.finding("").Note)}
	}
	return bad.finding("没有加密和非公开的压缩")
}

// nothingElse (GD-4-3).
func nothingElse(e *Evidence) Finding {
	if e.Extra == nil {
		return Finding{Unchecked, "没有检查包内有无清单以外的文件"}
	}
	var bad findings
	for _, x := range e.Extra {
		bad.add("多余文件%s", x)
	}
	return bad.finding("包内没有清单以外的文件；载体上的由人工检查")
}

// trail (GD-4-7).
func trail(e *Evidence) Finding {
	if e.Trail == nil {
		return Finding{Unchecked, "没有检查操作记录"}
	}
	return e.Trail.sober()
}

// noSecrets: what is a state secret may not be in the package, nor named in the directory.
func noSecrets(e *Evidence) Finding {
	if e.ForSecrets {
		return Finding{Exempt, "移交策略为包含涉密件，接收系统应为涉密档案系统"}
	}
	var bad findings
	if Secret(e.Record.Secrecy) {
		bad.add("本件为%s，不得进入非涉密的包", e.Record.Secrecy)
	}
	for _, d := range e.Directory {
		if Secret(d.Secrecy) && (!d.IsPlaceholder() || d.Responsible != "" || d.Date != "" || d.Note != placeholderNote) {
			bad.add("文件目录中%s为%s，条目应只有档号和密级", d.Number, d.Secrecy)
		}
	}
	return bad.finding("据密级，本包没有涉密件；文件目录中的涉密件只有档号和密级")
}
