package answer

import (
	"fmt"

	"huibian/pipeline/book"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

// HandoverForm (交接登记表) is the sheet on which those who hand an edition over and those who take it sign what both have
// checked, by annex 2 of 《电子档案移交与接收办法》. What only they can say is left blank.
type HandoverForm struct {
	Notice *notice.Notice
	Title  string // of the piece
	Number string // 档号
	Keeper string // 接收档案馆; "" if it is not known
	Files  int    // of the piece
	Bytes  int64
	Apart  int // secret pieces that are not in the package
}

const handoverFormTitle = "电子档案移交与接收登记表"

// lines are how high a blank cell is.
func lines(n int) book.Cell {
	var c book.Cell
	for range n {
		c.Paras = append(c.Paras, book.Paragraph{Runs: []book.Run{{Text: "\u3000"}}})
	}
	return c
}

// Book is the form as data.
func (f *HandoverForm) Book(sheet *style.Sheet) *book.Book {
	about := f.Title + "，档号" + f.Number
	if f.Apart > 0 {
		about += fmt.Sprintf("；涉密件%d件未随包移交，另行保管", f.Apart)
	}
	facts := table("移交内容", room(sheet, false), []column{{share: 30}, {share: 90}})
	for _, x := range []struct {
		name  string
		value book.Cell
	}{
		{"交接工作名称", cell(f.Notice.Unit.Name + "移交" + f.Title)},
		{"内容描述", cell(about)},
		{"移交电子档案数量", cell(fmt.Sprintf("1件，文件%d个", f.Files))},
		{"移交数据量", cell(size(f.Bytes))},
		{"载体起止顺序号", lines(1)},
		{"移交载体类型、规格", lines(1)},
	} {
		facts.Body = append(facts.Body, book.Row{Cells: []book.Cell{label(x.name), x.value}})
	}
	checks := table("检验", room(sheet, false), []column{
		{"检验内容", 30, book.Center}, {"移交单位", 45, book.Left}, {"接收单位", 45, book.Left},
	})
	row := func(name string, cells ...book.Cell) {
		checks.Body = append(checks.Body, book.Row{Cells: append([]book.Cell{label(name)}, cells...)})
	}
	row("单位名称", cell(f.Notice.Unit.Name), cell(f.Keeper))
	for _, name := range []string{"准确性检验", "完整性检验", "可用性检验", "安全性检验", "载体外观检验"} {
		row(name, lines(1), lines(1))
	}
	for _, name := range []string{"填表人（签名）", "审核人（签名）"} {
		row(name, lines(2), lines(2))
	}
	stamped := func() book.Cell {
		c := lines(2)
		c.Paras = append(c.Paras, book.Paragraph{Runs: []book.Run{{Text: "\u3000\u3000\u3000\u3000年\u3000\u3000月\u3000\u3000日"}}})
		return c
	}
	row("单位（印章）", stamped(), stamped())
	return bound(f.Notice, handoverFormTitle, "", false, []book.Block{
		book.Heading{Level: 1, Text: handoverFormTitle, Anchor: "form"},
		facts, small("双方检验以后，逐项填写合格、不合格或免检："), checks,
		small("四性检测的结果见包内“四性检测报告.xml”；没有引擎或要由人工检测的项目，在上表中填写。各文件的摘要在包的manifest-sha256.txt中，用sha256sum -c核对。"),
	})
}
