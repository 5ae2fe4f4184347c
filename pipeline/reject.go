package pipeline

import (
	"errors"
	"io/fs"

	"huibian/pipeline/convert"
	"huibian/pipeline/docx"
	"huibian/pipeline/form"
	"huibian/pipeline/intake"
	"huibian/pipeline/notice"
)

// rejection says in the words of office staff why a file could not be read and what to do about it.
type rejection struct {
	cause           error
	rule            string
	message, advice string
}

const adviceResave = "请用Word或WPS打开原件，另存为“Word文档（.docx）”后重新放入文件夹。"

// rejections are matched from the top with errors.Is.
var rejections = []rejection{
	{docx.ErrEncrypted, "R02", "文件设有打开密码，无法读取", "请在Word中取消密码（文件→信息→保护文档）后重新放入文件夹。"},
	{docx.ErrTruncated, "R01", "文件不完整，可能没有复制完", "请从原电脑重新复制一次；若原件也打不开，请重新保存。"},
	{docx.ErrNoMainPart, "R01", "文件里没有Word正文", adviceResave},
	{docx.ErrUnsafeName, "R03", "文件内部含有不安全的路径，已停止读取", "此文件不像由Word保存，请核实来源，用Word重新制作后再放入。"},
	{docx.ErrDuplicatePart, "R03", "文件内部有两个同名部分，无法确定以哪个为准", adviceResave},
	{docx.ErrDTD, "R03", "文件内部含有不允许的声明，已停止读取", "此文件不像由Word保存，请核实来源，用Word重新制作后再放入。"},
	{docx.ErrEncoding, "R01", "文件内部的文字编码不对", adviceResave},
	{docx.ErrRatio, "R03", "文件解开后异常庞大，疑似压缩炸弹，已停止读取", "请核实文件来源，用Word重新制作后再放入。"},
	{docx.ErrTooManyParts, "R03", "文件内部的部件过多，已停止读取", "请核实文件来源；如确需申报，请分成几个文件。"},
	{docx.ErrTooLarge, "R03", "文件解开后过大，已停止读取", "请删去大图片，或分成几个文件后重新放入。"},
	{docx.ErrTooDeep, "R03", "文件结构嵌套过深，已停止读取", adviceResave},
	{docx.ErrTooManyColumns, "R03", "表格的列数异常多，已停止读取", "目录表一般不超过20列，请检查表格，删去空列后重新放入。"},
	{docx.ErrTooManyRows, "R03", "表格的行数异常多，已停止读取", "请删去表后的空行，或分成几个文件后重新放入。"},
	{docx.ErrTooManyCells, "R03", "表格的单元格异常多，已停止读取", "请删去空行空列，或分成几个文件后重新放入。"},
	{docx.ErrDamaged, "R01", "文件已损坏", "请用Word打开并修复（打开→打开并修复）后另存为.docx，重新放入文件夹。"},
	{intake.ErrTooLarge, "R03", "文件过大，没有读取", "请删去大图片，或分成几个文件后重新放入。"},
	{intake.ErrLink, "R24", "是链接（快捷方式），指向收件文件夹之外、文件夹或不存在的文件，没有读取", "请把文件本身放入本科室的文件夹。"},
	{intake.ErrFolder, "R01", "文件夹打不开，其中的文件都没有读取", "请检查文件夹的权限和网络连接，再重新汇编。"},
	{intake.ErrNotRegular, "R01", "是文件夹或特殊文件，没有读取", "请给出其中的Word文件本身。"},
	{fs.ErrPermission, "R01", "没有权限读取此文件", "请检查文件的权限，或关闭正在使用它的程序后再试。"},
	{fs.ErrNotExist, "R01", "找不到文件，可能已移走或改名", "请核对文件名和位置，或重新放入文件夹。"},
	{errInternal, "R25", "处理此文件时程序出现内部错误，已跳过，其他文件不受影响", "请将此文件交给维护人员。"},
}

// conversions are the words for what kept a file from being converted, after what it is; matched from the top. What is not
// in this table is in rejections.
var conversions = []rejection{
	{convert.ErrNoOffice, "R01", "读取这种文件需要LibreOffice，而这台电脑上没有找到",
		"请在运行汇编的电脑上安装LibreOffice（免费，有离线安装包）后重新汇编；或" + adviceResave},
	{convert.ErrTime, "R01", "转换时间过长，已停止", "可能是图片太多或文件有问题。" + adviceResave},
	{convert.ErrNothing, "R01", "LibreOffice打不开它，可能已损坏", adviceResave},
	{convert.ErrFailed, "R01", "LibreOffice转换时出错", "请重新汇编一次；仍不行时，" + adviceResave},
	{convert.ErrStart, "R01", "LibreOffice无法启动", "请在运行汇编的电脑上打开一次LibreOffice，打不开时重新安装；或" + adviceResave},
	{convert.ErrNoRoom, "R01", "转换时不能写入临时文件，磁盘可能已满", "请清理运行汇编的电脑的系统盘后重新汇编；或" + adviceResave},
}

// formatNames say what a file is that is not a Word document, and what to do with it.
var formatNames = map[docx.Format]struct{ is, advice string }{
	docx.FormatEmpty:   {"是空文件（0字节）", "请从原电脑重新复制一次。"},
	docx.FormatDoc:     {"是Word 97–2003格式（.doc）或WPS格式", adviceResave},
	docx.FormatWorks:   {"是Microsoft Works文档（.wps）", adviceResave},
	docx.FormatXls:     {"是Excel表格（.xls）", "通知要求表格统一用Word格式：请把表格粘贴到Word中，保存为.docx后放入。"},
	docx.FormatXlsx:    {"是Excel表格（.xlsx）", "通知要求表格统一用Word格式：请把表格粘贴到Word中，保存为.docx后放入。"},
	docx.FormatODS:     {"是电子表格（.ods）", "通知要求表格统一用Word格式：请把表格粘贴到Word中，保存为.docx后放入。"},
	docx.FormatPpt:     {"是演示文稿", "请把表格粘贴到Word中，保存为.docx后放入。"},
	docx.FormatPptx:    {"是演示文稿", "请把表格粘贴到Word中，保存为.docx后放入。"},
	docx.FormatODT:     {"是ODT文档", adviceResave},
	docx.FormatOFD:     {"是OFD版式文件", "请交原Word文件，不要交版式文件。"},
	docx.FormatRTF:     {"是RTF文档", adviceResave},
	docx.FormatPDF:     {"是PDF文件", "请交原Word文件，不要交PDF。"},
	docx.FormatHTML:    {"其实是网页（HTML），只是改了扩展名", adviceResave},
	docx.FormatMHT:     {"其实是网页（MHT），只是改了扩展名", adviceResave},
	docx.FormatXML:     {"是XML文件", adviceResave},
	docx.FormatImage:   {"是图片", "请交可编辑的Word表格，不要交照片或扫描件。"},
	docx.FormatText:    {"是纯文本", "请把内容做成Word表格，保存为.docx后放入。"},
	docx.FormatZip:     {"是压缩包", "请解压后把其中的Word文件放入文件夹。"},
	docx.FormatOLE:     {"不是Word文件", adviceResave},
	docx.FormatUnknown: {"不是Word文件，内容无法识别", adviceResave},
}

// rejected is the reading of a file that could not be read: no records, and one finding that names the file.
func rejected(n *notice.Notice, src form.Source, err error) *form.Reading {
	rule, message, advice := explain(err)
	return &form.Reading{
		Source: src,
		Findings: []notice.Finding{{
			Rule:    rule,
			Level:   n.Level(rule),
			Message: message,
			Advice:  advice,
			Place:   notice.Place{File: src.File, SHA256: src.SHA256},
		}},
		Rejected: true,
	}
}

// explain finds the words for an error. The error's own text is English and stays out of them, but for causes that are
// not in the table: there it is all we know.
func explain(err error) (rule, message, advice string) {
	var c *convert.Error
	if errors.As(err, &c) {
		for _, r := range conversions {
			if errors.Is(err, r.cause) {
				return r.rule, "文件" + formatNames[c.Format].is + "，" + r.message, r.advice
			}
		}
	}
	var f *docx.FormatError
	if errors.As(err, &f) {
		if w, ok := formatNames[f.Format]; ok {
			return "R01", "文件" + w.is + "，未读取", w.advice
		}
	}
	for _, r := range rejections {
		if errors.Is(err, r.cause) {
			return r.rule, r.message, r.advice
		}
	}
	return "R01", "文件无法读取：" + err.Error(), adviceResave
}
