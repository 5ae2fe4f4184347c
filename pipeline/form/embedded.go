package form

import (
	"cmp"
	"path"
	"strings"

	"huibian/pipeline/docx"
)

// noun is what office staff call a thing that is drawn or embedded, and what they should do about it.
type noun struct{ what, advice string }

// Nouns of things of which there are several kinds.
var (
	nounImage    = noun{"图片", ""}
	nounSheet    = noun{"内嵌的Excel表格", "请双击打开它，把其中的表格复制后粘贴为Word表格，再删去这个对象。"}
	nounDocument = noun{"内嵌的Word文件", "请双击打开它，把其中的表格和文字复制到本文件里，再删去这个对象。"}
	nounSlides   = noun{"内嵌的演示文稿", "请把其中的职权内容填入Word表格，再删去这个对象。"}
	nounPDF      = noun{"内嵌的PDF文件", "请把其中的职权内容填入Word表格；其他材料请另行报送。"}
	nounPacked   = noun{"内嵌的文件", "请把其中的职权内容填入Word表格；其他材料请另行报送。"}
	nounChart    = noun{"图表", "图表不收入目录；其中如有应报的数字或文字，请填入Word表格。"}
	nounFormula  = noun{"公式对象", "请把公式直接打成文字，或用Word自带的公式重新输入。"}
	nounPage     = noun{"内嵌的网页", nounPacked.advice}
	nounArchive  = noun{"内嵌的压缩文件", nounPacked.advice}
	nounDrawing  = noun{"内嵌的图", "图里的职权内容请填入Word表格。"}
)

// nounsOfKinds are those of pictures that are no embedded files.
var nounsOfKinds = map[docx.PictureKind]noun{
	docx.Image: nounImage, docx.Drawing: {"图形", ""}, docx.VML: {"图形", ""}, docx.Chart: nounChart,
	docx.Diagram: {"SmartArt图形", "SmartArt图形不收入目录；其中如有职权内容，请填入Word表格。"},
	docx.Control: {"ActiveX控件", "请把控件里填的内容直接打成文字，再删去控件。"},
	docx.Ink:     {"手写的墨迹", "请把手写的内容打成文字。"},
}

// nounsOfPrograms tell embedded objects by the beginning of their program's name, those of WPS included.
var nounsOfPrograms = []struct {
	program string
	noun    noun
}{
	{"Excel", nounSheet}, {"ET.", nounSheet}, {"Ket.", nounSheet}, {"LibreOffice.Calc", nounSheet}, {"opendocument.Calc", nounSheet},
	{"Word", nounDocument}, {"WPS.", nounDocument}, {"KWPS.", nounDocument}, {"LibreOffice.Writer", nounDocument}, {"opendocument.Writer", nounDocument},
	{"PowerPoint", nounSlides}, {"WPP.", nounSlides}, {"KWPP.", nounSlides}, {"LibreOffice.Impress", nounSlides},
	{"AcroExch", nounPDF}, {"Acrobat", nounPDF}, {"Foxit", nounPDF}, {"PDF", nounPDF}, {"WPSPDF", nounPDF},
	{"MSGraph", nounChart}, {"Equation", nounFormula}, {"MathType", nounFormula}, {"KSEE", nounFormula},
	{"PBrush", nounImage}, {"Paint.Picture", nounImage}, {"MSPhotoEd", nounImage}, {"Photoshop", nounImage},
	{"Visio", nounDrawing}, {"AutoCAD", nounDrawing},
}

// nounsOfFormats tell embedded files by their content, where the program says nothing.
var nounsOfFormats = map[docx.Format]noun{
	docx.FormatXlsx: nounSheet, docx.FormatXls: nounSheet, docx.FormatODS: nounSheet, docx.FormatDocx: nounDocument, docx.FormatDoc: nounDocument,
	docx.FormatODT: nounDocument, docx.FormatRTF: nounDocument, docx.FormatPptx: nounSlides, docx.FormatPpt: nounSlides, docx.FormatPDF: nounPDF,
	docx.FormatImage: nounImage, docx.FormatHTML: nounPage, docx.FormatMHT: nounPage,
	docx.FormatZip: nounArchive, docx.FormatOFD: {"内嵌的OFD文件", nounPacked.advice},
}

// nounOf is what a picture is called; a file that is only linked is not inside.
func nounOf(p *docx.Picture) noun {
	n := ownNoun(p)
	if p.Link != "" {
		n.what = strings.Replace(n.what, "内嵌的", "链接的", 1)
	}
	return n
}

func ownNoun(p *docx.Picture) noun {
	if n, ok := nounsOfKinds[p.Kind]; ok {
		return n
	}
	for _, n := range nounsOfPrograms {
		if strings.HasPrefix(strings.ToLower(p.Program), strings.ToLower(n.program)) {
			return n.noun
		}
	}
	if n, ok := nounsOfFormats[p.Format]; ok {
		return n
	}
	if n, ok := nounsOfEndings[strings.ToLower(path.Ext(p.Name))]; ok {
		return n
	}
	return nounPacked
}

// named is by what an object can be told from others: its sheets, the file it stands for, its description.
func named(p *docx.Picture) string {
	switch {
	case len(p.Sheets) > 0:
		return "（工作表" + quoted(strings.Join(p.Sheets, "、")) + "）"
	case p.Link != "":
		return quoted(baseOf(p.Link))
	}
	return quoted(cmp.Or(p.Name, p.Alt))
}

// baseOf is the name of a file in a link, which has slashes of any kind.
func baseOf(link string) string { return path.Base(strings.ReplaceAll(link, "\\", "/")) }

// nounsOfEndings tell files by their names, where nothing else does.
var nounsOfEndings = map[string]noun{
	".xlsx": nounSheet, ".xlsm": nounSheet, ".xls": nounSheet, ".et": nounSheet, ".csv": nounSheet,
	".docx": nounDocument, ".docm": nounDocument, ".doc": nounDocument, ".wps": nounDocument, ".rtf": nounDocument, ".odt": nounDocument,
	".pptx": nounSlides, ".ppt": nounSlides, ".pdf": nounPDF, ".htm": nounPage, ".html": nounPage, ".xhtml": nounPage, ".mht": nounPage,
	".txt": {"内嵌的文本文件", nounPacked.advice}, ".zip": nounArchive, ".rar": nounArchive, ".7z": nounArchive,
}

// importedFile reports another file that Word shows as part of this one (altChunk, subDoc).
func (x *reading) importedFile(d docx.Drop) {
	what := "另一个文件"
	if n, ok := nounsOfEndings[strings.ToLower(path.Ext(d.Text))]; ok {
		what = "另一个" + strings.TrimPrefix(n.what, "内嵌的")
	}
	at := x.anchor(d.Block)
	x.l.extra = append(x.l.extra, SetAside{What: WhatFile, Where: at.String(), Why: "插入的另一个文件，没有读取", Text: shorten(d.Text, asideText)})
	x.report(problem{ruleEmbedded, "这里插入了" + what + quoted(baseOf(d.Text)) + "，其中内容没有读取", "请用Word打开本文件，把插入的内容复制、粘贴到本文件里，另存后再报送。"}, at, "")
}
