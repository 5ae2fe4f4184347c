package catalog

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden holds what was made against testdata/name, or rewrites it under -update.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s (go test -update rewrites it):\n%s", path, d)
	}
}

// sample is a catalog with everything DESIGN §3 lays down: all classes, laws with and without articles, limits read and
// not, a code taken and one refused, words that JSON escapes, line breaks.
func sample(t testing.TB) *Catalog {
	c, _ := Merge(putian(t), []*form.Reading{
		submission("外资管理科/一.docx", "外资管理科",
			power("外资企业设立审批", "许可类", "seq", "1", "code", "ＰＴ０１ＷＪ－ＸＫ－００１２", "section", "外资管理科 科长",
				"basis", "《中华人民共和国外资企业法》第六条；《外资企业法实施细则》（国务院令第301号）第七条、第十条：“设立<外资>企业 & 合同”",
				"statutoryLimit", "90日", "promisedLimit", "60个工作日", "fee", "=1+1", "remark", "第一行\n第二行，含“引号”和,逗号"),
			record(notice.Secret, "seq", "2", "name", "密事项", "category", "行政许可", "reason", "涉及国家秘密"),
			power("备案管理", "说不清", "seq", "3", "code", "PT01WJ-XK-9001", "basis", "莆政法[2009]12号", "promisedLimit", "尽快")),
		submission("办公室/二.docx", "办公室", record(notice.Internal, "name", "公文办理", "category", "其他", "promisedLimit", "当场")),
	}, nil)
	return c
}

func TestWriteJSON(t *testing.T) {
	c := sample(t)
	for name, v := range map[string]View{"catalog.json": c.All(), "public.json": c.View(notice.Public)} {
		var b bytes.Buffer
		if err := WriteJSON(&b, v); err != nil {
			t.Fatal(err)
		}
		if !json.Valid(b.Bytes()) {
			t.Errorf("%s is no JSON", name)
		}
		golden(t, name, b.Bytes())
	}
	var b bytes.Buffer
	if err := WriteJSON(&b, View{Notice: putian(t)}); err != nil {
		t.Fatal(err)
	}
	var empty struct{ Items []any }
	if err := json.Unmarshal(b.Bytes(), &empty); err != nil || empty.Items == nil {
		t.Errorf("a catalog of nothing: %s", b.Bytes())
	}
}

// TestEdition: JSON, the last column of both tables, and the title of the workbook say which edition the data are of; a view
// that says nothing is of the notice's.
func TestEdition(t *testing.T) {
	for _, label := range []string{"", "2010年版（校样）"} {
		v := View{Notice: putian(t), Edition: label, Items: []Item{{Code: "PT01WJ-XK-0001"}, {Code: "PT01WJ-XK-0002"}}}
		want := label
		if want == "" {
			want = v.Notice.Edition.Label
		}
		var j, c, x bytes.Buffer
		if err := errors.Join(WriteJSON(&j, v), WriteCSV(&c, v), WriteXLSX(&x, v)); err != nil {
			t.Fatal(err)
		}
		var head struct{ Edition string }
		if err := json.Unmarshal(j.Bytes(), &head); err != nil || head.Edition != want {
			t.Errorf("JSON: %q, %v, want %q", head.Edition, err, want)
		}
		rows, err := csv.NewReader(&c).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(&x)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		sheet, err := f.GetRows(sheetName)
		if err != nil {
			t.Fatal(err)
		}
		for kind, rows := range map[string][][]string{"CSV": rows, "workbook": sheet} {
			var last []string
			for _, r := range rows {
				last = append(last, r[len(r)-1])
			}
			if d := cmp.Diff([]string{"版本", want, want}, last); d != "" {
				t.Errorf("last column of the %s: %s", kind, d)
			}
		}
		props, err := f.GetDocProps()
		if title := v.Notice.Book.Title + "　" + want; err != nil || props.Title != title {
			t.Errorf("title of the workbook %q, %v, want %q", props.Title, err, title)
		}
	}
}

// cells are what a spreadsheet could run, and what breaks tables.
var cells = rapid.OneOf(rapid.StringMatching(`[=+\-@\t '"＝＋－＠][A-Z0-9"!|(),]{0,8}`), rapid.StringMatching(`[甲乙,"';<>&\n ]{0,6}`))

// A row of a CSV is what was in the item, with an apostrophe before what a spreadsheet would run; nothing starts a formula.
func TestCSVIsHarmless(t *testing.T) {
	n := putian(t)
	rapid.Check(t, func(t *rapid.T) {
		it := Item{Code: "PT01WJ-XK-0001", Name: cells.Draw(t, "name"), CategoryName: cells.Draw(t, "category"), Section: cells.Draw(t, "section"),
			Fields: map[string]string{"fee": cells.Draw(t, "fee"), "basis": cells.Draw(t, "basis")}}
		var b bytes.Buffer
		if err := WriteCSV(&b, View{Notice: n, Items: []Item{it}}); err != nil {
			t.Fatal(err)
		}
		text, marked := strings.CutPrefix(b.String(), "\uFEFF")
		if !marked {
			t.Fatal("no byte order mark: Excel would take it for GBK")
		}
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil || len(rows) != 2 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		found := map[string]bool{}
		for _, cell := range rows[1] {
			if cell != "" && strings.ContainsAny(firstSign(cell), "=+-@＝＋－＠\t\r") {
				t.Fatalf("a spreadsheet runs %q", cell)
			}
			found[strings.TrimPrefix(cell, "'")] = true
		}
		for _, want := range []string{it.Code, it.Name, it.CategoryName, it.Section, it.Fields["fee"], it.Fields["basis"]} {
			if !found[strings.TrimPrefix(want, "'")] {
				t.Fatalf("%q is lost: %q", want, rows[1])
			}
		}
	})
}

// firstSign is the first character that a spreadsheet looks at: it skips blanks and line breaks.
func firstSign(s string) string {
	s = strings.TrimLeft(s, " \n")
	for _, r := range s {
		return string(r)
	}
	return ""
}

// A workbook opens with the same texts, none of them a formula, whatever they begin with, however long.
func TestXLSXHoldsTexts(t *testing.T) {
	n := putian(t)
	long := strings.Repeat("长", 40_000)
	texts := []string{"=1+1", "+1", "-1", "@SUM(A1)", "甲\n乙", "<a>&\"", "  两端空白  ", "", "0012", "_x000D_", "控\x01制", long}
	var items []Item
	for _, s := range texts {
		items = append(items, Item{Name: s, Fields: map[string]string{"fee": s}})
	}
	var b bytes.Buffer
	if err := WriteXLSX(&b, View{Notice: n, Items: items}); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(sheetName)
	if err != nil || len(rows) != len(texts)+1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for i, want := range texts {
		switch want {
		case long:
			want = long[:3*(32767-21)] + "……（未完，全文见public.json）"
		case "控\x01制":
			want = "控\uFFFD制"
		}
		got := ""
		if len(rows[i+1]) > 1 {
			got = rows[i+1][1]
		}
		if got != want {
			t.Errorf("%.20q came out as %.20q (%d bytes)", want, got, len(got))
		}
		axis, _ := excelize.CoordinatesToCellName(2, i+2)
		if formula, _ := f.GetCellFormula(sheetName, axis); formula != "" {
			t.Errorf("%q is a formula", want)
		}
	}
}

// The same catalog gives the same bytes.
func TestSameBytes(t *testing.T) {
	v := sample(t).View(notice.Internal)
	var first bytes.Buffer
	for range 3 {
		var b bytes.Buffer
		for _, err := range []error{WriteJSON(&b, v), WriteCSV(&b, v), WriteXLSX(&b, v)} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if first.Len() == 0 {
			first = b
		} else if !bytes.Equal(first.Bytes(), b.Bytes()) {
			t.Fatal("other bytes")
		}
	}
}
