package convert

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"huibian/pipeline/docx"
	"huibian/pipeline/internal/docxtest"
)

// saved is a workbook as the library saves it.
func saved(t testing.TB, fill func(f *excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	var b bytes.Buffer
	if err := errors.Join(fill(f), f.Write(&b)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// raw is a workbook of one sheet by its XML, for what the library does not write.
func raw(sheet string) []byte {
	const ns = ` xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	return docxtest.Zip(map[string]string{
		"[Content_Types].xml":        `<Types/>`,
		"_rels/.rels":                `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="/xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook` + ns + ` xmlns:r="u"><sheets><sheet name="目录" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
		"xl/sharedStrings.xml": `<sst` + ns + `><si><t>甲</t></si><si><r><t>许</t></r><r><t xml:space="preserve">可 </t></r><rPh sb="0" eb="1"><t>xu</t></rPh></si><si><t>一_x000D_
二_x0007_</t></si></sst>`,
		"xl/worksheets/sheet1.xml": `<worksheet` + ns + `>` + sheet + `</worksheet>`,
	})
}

// grids are the tables of a workbook as text: a line a row, cells apart by "|", what a cell above or on the left covers
// as ^ and <.
func grids(t testing.TB, b []byte) (*Workbook, string) {
	t.Helper()
	w, err := ReadWorkbook(b)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, b := range w.Document.Blocks {
		if b.Table == nil {
			fmt.Fprintf(&out, "%s%v\n", b.Paragraph.Text, kindsOf(b.Paragraph.Pictures))
			continue
		}
		for r := range b.Table.Rows {
			for c := range b.Table.Cols {
				cell := b.Table.At(r, c)
				text := strings.ReplaceAll(cell.FullText(), "\n", "/")
				switch {
				case cell.Row < r:
					text = "^"
				case cell.Col < c:
					text = "<"
				}
				out.WriteString("|" + text)
			}
			out.WriteString("|\n")
		}
	}
	return w, out.String()
}

func kindsOf(pictures []docx.Picture) (out []docx.PictureKind) {
	for _, p := range pictures {
		out = append(out, p.Kind)
	}
	return out
}

func TestWorkbook(t *testing.T) {
	day := time.Date(2008, 12, 31, 0, 0, 0, 0, time.UTC)
	b := saved(t, func(f *excelize.File) error {
		shown := func(at, code string) error {
			id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
			return errors.Join(err, f.SetCellStyle("行政许可", at, at, id))
		}
		date, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		if err := errors.Join(err, f.SetSheetName("Sheet1", "行政许可")); err != nil {
			return err
		}
		for at, v := range map[string]any{
			"A1": "莆田市外经贸局行政职权目录", "A3": "序号", "B3": "项目名称", "C3": "权力编码", "D3": "填报日期", "E3": "收费",
			"A4": 1, "B4": "企业设立", "C4": "ＰＴ０１ＷＪ－ＸＫ－００１２", "D4": day, "E4": 0.5,
			"A5": 2, "B5": "企业变更\n登记", "D5": day, "E5": 1234.5, "A6": 350301000012345678, "E6": 3.1400000000000001,
		} {
			if err := f.SetCellValue("行政许可", at, v); err != nil {
				return err
			}
		}
		for _, name := range []string{"空", "Sheet3"} {
			if _, err := f.NewSheet(name); err != nil {
				return err
			}
		}
		if err := errors.Join(shown("D4", `yyyy"年"m"月"d"日"`), shown("E4", "0%"), shown("E5", "#,##0.00"), f.SetCellStyle("行政许可", "D5", "D5", date),
			f.SetCellValue("Sheet3", "B1", "乙"), f.SetCellFormula("Sheet3", "A1", "1+1")); err != nil { // that was never computed
			return err
		}
		return errors.Join(f.MergeCell("行政许可", "A1", "E1"), f.MergeCell("行政许可", "B5", "B6"), f.MergeCell("行政许可", "A8", "C9"),
			f.SetRowVisible("行政许可", 5, false), f.SetRowVisible("行政许可", 2, false), f.SetColVisible("行政许可", "C:D", false),
			f.SetSheetVisible("Sheet3", false), f.AddComment("行政许可", excelize.Comment{Cell: "B4", Author: "张三", Text: "待核"}),
			f.SetHeaderFooter("行政许可", &excelize.HeaderFooterOptions{OddHeader: `&L&"宋体,加粗"&14填报科室：外资科&R第&P页`}),
			f.AddShape("行政许可", &excelize.Shape{Cell: "G1", Type: "rect", Paragraph: []excelize.RichTextRun{{Text: "注意"}}}))
	})
	w, got := grids(t, b)
	const want = `行政许可[]
|莆田市外经贸局行政职权目录|<|<|<|<|
||||||
|序号|项目名称|权力编码|填报日期|收费|
|1|企业设立|ＰＴ０１ＷＪ－ＸＫ－００１２|2008年12月31日|50%|
|2|企业变更/登记||2008/12/31|1,234.50|
|350301000012345678|^|||3.14|
||乙|
`
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	sheets := []Sheet{{Name: "行政许可", Table: 1, HiddenRows: []int{5}, HiddenCols: []int{3, 4}}, {Name: "空"},
		{Name: "Sheet3", Table: 2, Hidden: true, NoResult: []At{{1, 1}}}}
	if d := cmp.Diff(sheets, w.Sheets); d != "" {
		t.Error(d)
	}
	d := w.Document
	if len(d.Comments) != 1 || d.Comments[0].Author != "张三" || !strings.Contains(d.Comments[0].Text, "待核") {
		t.Errorf("comments: %+v", d.Comments)
	}
	if len(d.Headers) != 1 || strings.Join(strings.Fields(d.Headers[0]), " ") != "填报科室：外资科 第 页" {
		t.Errorf("headers: %q", d.Headers)
	}
	if len(d.TextBoxes) != 1 || d.TextBoxes[0].Blocks[0].Paragraph.Text != "注意" {
		t.Errorf("text boxes: %+v", d.TextBoxes)
	}
}

func TestWorkbookByItsXML(t *testing.T) {
	for _, c := range []struct {
		name, sheet, want string
		dropped           []docx.Drop
	}{
		{"shared, rich, inline and escaped texts; truth, an error, a formula's result",
			`<sheetData><row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c t="s"><v>2</v></c></row>
			<row><c t="inlineStr"><is><r><t>内</t></r><r><t>联</t></r></is></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c t="str"><f>A2</f><v>甲</v></c></row></sheetData>`,
			"目录[]\n|||||\n|甲|许可 |一/二||\n|内联|TRUE|#N/A|甲|\n", nil},
		{"words under a merged cell are told of, areas that overlap are not merged",
			`<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row><row r="2"><c r="B2"><v>7</v></c></row></sheetData>
			<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="B1:B2"/><mergeCell ref="nonsense"/><mergeCell ref="B2:C9"/></mergeCells>`,
			"目录[]\n|甲|<|\n||7|\n", []docx.Drop{{Kind: docx.DropMerged, Text: "许可 ", Block: 1}}},
		{"rows in any order, blanks are nothing", `<sheetData><row r="3"><c r="B3"><v>3</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>
			<row r="9"><c r="Z9" t="inlineStr"><is><t xml:space="preserve">  </t></is></c></row></sheetData>`, "目录[]\n|1||\n|||\n||3|\n", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, got := grids(t, raw(c.sheet))
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(c.dropped, w.Document.Dropped); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestWorkbookRefuses(t *testing.T) {
	cell := func(ref string) string { return `<c r="` + ref + `"><v>1</v></c>` }
	bomb := strings.Repeat(" ", 20<<20)
	for _, c := range []struct {
		name string
		file []byte
		want error
	}{
		{"a Word file", docxtest.Pack(map[string]string{"body": ""}), docx.ErrNotWord},
		{"nothing", nil, docx.ErrNotWord},
		{"broken XML", raw(`<sheetData><row r="1">` + cell("A1")), docx.ErrDamaged},
		{"a text that is not there", raw(`<sheetData><row r="1"><c t="s"><v>9</v></c></row></sheetData>`), docx.ErrDamaged},
		{"two texts in a cell", raw(`<sheetData><row r="1">` + cell("A1") + cell("A1") + `</row></sheetData>`), docx.ErrDamaged},
		{"no such cell", raw(`<sheetData><row r="1">` + cell("A0") + `</row></sheetData>`), docx.ErrDamaged},
		{"no such row", raw(`<sheetData><row r="1048577"/></sheetData>`), docx.ErrDamaged},
		{"a grid no machine holds", raw(`<sheetData><row r="1">` + cell("ALL1") + `</row><row r="1048576">` + cell("A1048576") + `</row></sheetData>`), docx.ErrTooManyCells},
		{"too wide", raw(`<sheetData><row r="1">` + cell("XFD1") + `</row></sheetData>`), docx.ErrTooManyColumns},
		{"a bomb", raw(`<sheetData>` + bomb + `</sheetData>`), docx.ErrRatio},
		{"a DTD", raw(`<!DOCTYPE x><sheetData/>`), docx.ErrDTD},
		{"too deep", raw(strings.Repeat("<a>", 700) + strings.Repeat("</a>", 700)), docx.ErrTooDeep},
		{"no sheet", docxtest.Zip(map[string]string{"xl/styles.xml": "<styleSheet/>"}), docx.ErrNoMainPart},
	} {
		t.Run(c.name, func(t *testing.T) {
			if w, err := ReadWorkbook(c.file); !errors.Is(err, c.want) || w != nil {
				t.Errorf("want %v, got %v", c.want, err)
			}
		})
	}
}

func TestColumnName(t *testing.T) {
	for col, want := range map[int]string{1: "A", 26: "Z", 27: "AA", 52: "AZ", 703: "AAA", 16384: "XFD"} {
		if got := ColumnName(col); got != want {
			t.Errorf("column %d is %s, want %s", col, got, want)
		}
	}
}

// Whatever the bytes are, the outcome is a grid or an error.
func FuzzWorkbook(f *testing.F) {
	f.Add(raw(`<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><f>1</f></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells>`))
	f.Add(saved(f, func(f *excelize.File) error { return f.SetCellValue("Sheet1", "B2", time.Unix(0, 0)) }))
	f.Fuzz(func(t *testing.T, b []byte) { checkWorkbook(t, b) })
}

// FuzzSheet fuzzes the XML of a sheet, which the fuzzer would never find inside a zip.
func FuzzSheet(f *testing.F) {
	f.Add(`<cols><col min="1" max="3" hidden="1"/></cols><sheetData><row r="1" hidden="1"><c r="A1" t="s"><v>1</v></c><c t="b"><v>1</v></c></row></sheetData>`)
	f.Add(`<sheetData><row><c t="inlineStr"><is><r><t>a</t></r><rPh><t>b</t></rPh></is></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>`)
	f.Fuzz(func(t *testing.T, sheet string) { checkWorkbook(t, raw(sheet)) })
}

func checkWorkbook(t *testing.T, b []byte) {
	w, err := ReadWorkbook(b)
	if err != nil {
		if w != nil {
			t.Error("an error, and a workbook")
		}
		return
	}
	tables := 0
	for _, b := range w.Document.Blocks {
		if b.Table == nil {
			continue
		}
		tables++
		for r := range b.Table.Rows {
			for c := range b.Table.Cols {
				if b.Table.At(r, c) == nil {
					t.Fatalf("nothing at row %d, column %d", r, c)
				}
			}
		}
	}
	for _, s := range w.Sheets {
		tables -= min(s.Table, 1)
	}
	if tables != 0 {
		t.Error("a table of no sheet, or a sheet without one")
	}
}

func BenchmarkWorkbook(b *testing.B) {
	file := saved(b, func(f *excelize.File) error {
		w, err := f.NewStreamWriter("Sheet1")
		if err != nil {
			return err
		}
		for i := range 100_000 {
			row := []any{i + 1, fmt.Sprint("外商投资企业设立审批第", i, "项"), "行政许可", "《外资企业法》第六条", "外资管理科", "公开", 20, "无"}
			if err := w.SetRow(fmt.Sprint("A", i+1), row); err != nil {
				return err
			}
		}
		return w.Flush()
	})
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		if _, err := ReadWorkbook(file); err != nil {
			b.Fatal(err)
		}
	}
}
