package word

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"huibian/pipeline/book"
	"huibian/pipeline/style"
	"huibian/pipeline/typeset"
)

var update = flag.Bool("update", false, "rewrite testdata/blocks")

// blocks are parts of one block each, and what they refer to.
var blocks = map[string]book.Part{
	"heading": {Blocks: []book.Block{book.Heading{Level: 1, Text: "第一篇　行政职权统计", Anchor: "a"}}},
	"hidden heading": {Blocks: []book.Block{
		book.Heading{Level: 2, Text: `引号"与\`, Anchor: "a", Hidden: true}, words(style.Body, "其下")}},
	"paragraph": {Blocks: []book.Block{book.Paragraph{Style: style.Body, Anchor: "a", Break: true, Runs: []book.Run{
		{Text: "〈甲〉&“乙”\t丙\n丁"}, {Text: "粗", Bold: true}, {Text: "XK-0001", Code: true}}}}},
	"blanks": {Blocks: []book.Block{book.Paragraph{Style: style.Body, Runs: []book.Run{{Text: "结论："},
		{Blank: &book.Blank{Tag: "甲\"1", Title: "审核结论", Options: []string{"确认", "废止<"}, Placeholder: "请选择"}},
		{Text: "废止<", Blank: &book.Blank{Tag: "甲2", Title: "审核结论", Options: []string{"确认", "废止<"}, Placeholder: "请选择"}},
		{Blank: &book.Blank{}}, {Text: "第一行\n第二行", Small: true, Blank: &book.Blank{Tag: "理由", Title: "理由"}}}}}},
	"index entry": {Blocks: []book.Block{book.Paragraph{Style: style.IndexEntry, Runs: []book.Run{
		{Text: "设立审批", Link: "a"}, {Text: "XK-0001", Code: true, Link: "a"}, {Text: "\t"}, {Page: "a", Link: "a"},
		{Text: "不存在", Link: "nowhere"}, {Page: "nowhere"}}}, book.Heading{Level: 3, Text: "（一）设立", Anchor: "a"}}},
	"contents": {Folio: book.FolioRoman, Blocks: []book.Block{book.Contents{Entries: true},
		book.Heading{Level: 1, Text: "目录", Anchor: "a"}, &book.Table{Columns: make([]book.Column, 1), Body: []book.Row{
			{Anchor: "b", Entry: &book.Entry{Code: "XK-0001", Text: "设立审批"}, Cells: []book.Cell{one("设立审批")}}}}}},
	"table": {Landscape: true, Blocks: []book.Block{&book.Table{
		Caption: "一、行政许可",
		Columns: []book.Column{{Align: book.Center}, {}, {Align: book.Right}},
		Head: []book.Row{{Cells: []book.Cell{{Paras: one("序号").Paras, Rows: 2}, {Paras: one("时限").Paras, Cols: 2}}},
			{Cells: []book.Cell{one("法定"), one("承诺")}}},
		Body: []book.Row{
			{Group: true, Cells: []book.Cell{one("业务科室")}},
			{Anchor: "a", Cells: []book.Cell{one("1"), {Paras: []book.Paragraph{words("", "甲"), words(style.Small, "乙")}}}},
			{Cells: []book.Cell{{Paras: one("2").Paras, Rows: 2}, one("丙"), one("丁"), one("没有栏目的一格")}},
			{Cells: []book.Cell{one("戊"), one("己")}},
			{Total: true, Cells: []book.Cell{one("合计"), {}, one("2")}},
		}}}},
	"chart": {Blocks: []book.Block{book.Chart{Title: "职权数量（项）", Bars: []book.Bar{{Label: "行政许可", Value: 12}, {Label: "其他", Value: 0}}}}},
	"small chart": {Blocks: []book.Block{book.Chart{Title: "问题（处）", Small: true, Bars: []book.Bar{{Label: "依据未到条", Value: 4}}},
		&book.Table{Columns: make([]book.Column, 1), Body: []book.Row{{Cells: []book.Cell{one("甲")}}}}}},
	"two tables": {Blocks: []book.Block{
		&book.Table{Columns: make([]book.Column, 1), Body: []book.Row{{Cells: []book.Cell{one("甲")}}}},
		&book.Table{Columns: make([]book.Column, 1), Body: []book.Row{{Cells: []book.Cell{one("乙")}}}}}},
	"numbered part": {Title: "编制说明", Anchor: "a", Header: true, Folio: book.FolioArabic, Blocks: []book.Block{words(style.Body, "正文")}},
}

// lines puts paragraphs, rows and tables each on a line of its own.
var lines = regexp.MustCompile(`<(w:p|w:tr|w:tbl|w:sectPr|/w:tbl)>`)

// TestBlocks holds what each kind of block becomes against testdata/blocks. To add a case, name it above, run the test
// with -update, and read what came out.
func TestBlocks(t *testing.T) {
	s := sheet(t)
	for name, part := range blocks {
		t.Run(name, func(t *testing.T) {
			b := &book.Book{Volume: "公开版", Parts: []book.Part{part}}
			l := &typeset.Layout{
				Pages:   []typeset.Page{{Label: "7", Folio: part.Folio}},
				Anchors: map[book.Anchor]typeset.Position{"a": {}, "b": {}},
			}
			var out bytes.Buffer
			if err := Write(&out, b, s, l); err != nil {
				t.Fatal(err)
			}
			main := parts(t, out.Bytes())["word/document.xml"]
			_, main, _ = strings.Cut(main, "<w:body>")
			main, _, _ = strings.Cut(main, "</w:body>")
			golden(t, name+".xml", lines.ReplaceAllString(main, "\n$0")+"\n")
		})
	}
}

// TestMetadata: title, unit, keywords and the date of the edition, and nothing else.
func TestMetadata(t *testing.T) {
	file, _, _ := written(t, 1)
	p := parts(t, file)
	golden(t, "metadata.xml", p["docProps/core.xml"]+"\n"+p["docProps/app.xml"]+"\n")
	for name, data := range p {
		if strings.Contains(data, "rsid") {
			t.Errorf("%s tells who edited the reference file when", name)
		}
	}
}

// golden compares with a file of testdata/blocks.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "blocks", strings.ReplaceAll(name, " ", "-"))
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
