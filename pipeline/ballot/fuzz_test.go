package ballot

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"huibian/pipeline/docx"
	"huibian/pipeline/form"
	"huibian/pipeline/internal/docxtest"
	"huibian/pipeline/notice"
)

// FuzzRead reads sheets in the notation of the cases: never a panic, no verdict that the rules of the sheet do not allow, and
// no decision that is neither a verdict nor a problem.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/cases/*.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		in, _, _ := strings.Cut(string(data), divider)
		f.Add(in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		markup := func(r rune) bool {
			return unicode.IsControl(r) && r != '\n' || strings.ContainsRune("<>&\uFFFE\uFFFF", r)
		}
		if len(in) > 20_000 || strings.Count(in, "|") > 2000 || !utf8.ValidString(in) || strings.ContainsFunc(in, markup) {
			return
		}
		doc, err := docx.Read(docxtest.Pack(map[string]string{"body": bodyOf(in)}), docx.Limits{})
		if err != nil {
			t.Skip(err)
		}
		sound(t, doc)
	})
}

// sound demands of a reading what must be so of any.
func sound(t interface {
	Helper()
	Fatalf(string, ...any)
}, doc *docx.Document) {
	t.Helper()
	got := Read(theNotice(), doc, notice.Place{File: "审核/审核表.docx"})
	if IsSheet(doc) == (len(got.Problems) == 1 && strings.Contains(got.Problems[0].Message, "这份文件里没有")) {
		t.Fatalf("a sheet or not: %+v", got)
	}
	if d := cmp.Diff(got, Read(theNotice(), doc, notice.Place{File: "审核/审核表.docx"})); d != "" {
		t.Fatalf("read twice: %s", d)
	}
	if got.By == "" && (len(got.Verdicts) > 0 || got.Approval != nil) {
		t.Fatalf("nobody decided %+v", got)
	}
	given := map[string]bool{}
	for _, v := range got.Verdicts {
		if _, ok := theNotice().Codes.Parse(v.Code); !ok || !checkForm.MatchString(strings.ToUpper(v.Check)) || v.Place.Row == 0 {
			t.Fatalf("whose verdict is %+v", v)
		}
		if _, ok := v.Decision.Ruling(); !ok || v.Reason == "" && needReason[v.Decision] {
			t.Fatalf("no verdict: %+v", v)
		}
		given[v.Code+v.Check+string(v.Decision)] = true
	}
	if len(got.Problems) > 0 {
		return
	}
	for _, table := range form.Tables(doc) {
		l := firstHead(table)
		if l == nil {
			continue
		}
		for row := range table.Rows {
			d, decided := decisionIn(textAt(table, row, l.at[colDecision]))
			check, _ := checkIn(textAt(table, row, l.at[colCheck]))
			code, _ := codeIn(theNotice(), textAt(table, row, l.at[colCode]))
			if decided && !given[code+check+string(d)] {
				t.Fatalf("row %d is lost: %+v", row+1, got)
			}
		}
	}
}

// TestWhateverTheMarkup: sheets in the mark-up that programs and years of editing leave, with tracked changes, fields,
// nested tables and hidden words, read as what they show.
func TestWhateverTheMarkup(t *testing.T) {
	t.Parallel()
	const sheet = `【表头】
1 | PT01WJ-XK-0001 | 甲⏎外资管理科　行政许可　公开 | 【问】 | 确认 | | 3fa91c
2 | PT01WJ-XK-0002 | 乙⏎外资管理科　行政许可　公开 | 【问】 | 废止 | 没有依据⏎已失效 | 07be52
3 | PT01WJ-XK-0003 | 丙⏎外资管理科　行政许可　公开 | 疑为同一职权：PT01WJ-XK-0002 乙⏎【同】 | 另一职权 | | c04d9e

审核人 | 王处长 | 审核日期 | 2009年9月1日`
	plain, err := docx.Read(docxtest.Pack(map[string]string{"body": bodyOf(sheet)}), docx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want := Read(theNotice(), plain, notice.Place{})
	if len(want.Verdicts) != 3 || len(want.Problems) > 0 {
		t.Fatalf("%+v", want)
	}
	rapid.Check(t, func(t *rapid.T) {
		doc, err := docx.Read(docxtest.Write(t, shown(plain)).Bytes, docx.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		got := Read(theNotice(), doc, notice.Place{})
		got.Problems = nil // there may be comments
		if d := cmp.Diff(want, got); d != "" {
			t.Fatal(d)
		}
	})
}

// shown is a document as package docxtest has it.
func shown(doc *docx.Document) *docxtest.Document {
	return &docxtest.Document{Blocks: shownBlocks(doc.Blocks)}
}

func shownBlocks(blocks []docx.Block) []docxtest.Block {
	var out []docxtest.Block
	for _, b := range blocks {
		if b.Paragraph != nil {
			out = append(out, docxtest.Text(b.Paragraph.String()))
			continue
		}
		t := &docxtest.Table{Cols: b.Table.Cols}
		for _, r := range b.Table.Rows {
			row := docxtest.Row{Header: r.Header}
			for _, c := range r.Cells {
				row.Cells = append(row.Cells, &docxtest.Cell{Row: c.Row, Col: c.Col, Rows: c.Rows, Cols: c.Cols, Blocks: shownBlocks(c.Blocks)})
			}
			t.Rows = append(t.Rows, row)
		}
		out = append(out, docxtest.Block{Table: t})
	}
	return out
}

// Damaged sheets are read or refused, and never misread into what nobody may decide.
func TestDamaged(t *testing.T) {
	t.Parallel()
	file := written(t, full())
	rapid.Check(t, func(t *rapid.T) {
		if doc, err := docx.Read(docxtest.Damage(t, file), docx.Limits{}); err == nil {
			sound(t, doc)
		}
	})
}
