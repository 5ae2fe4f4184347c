package redline

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"huibian/pipeline/book"
	"huibian/pipeline/docx"
	"huibian/pipeline/internal/tooltest"
)

var signed = Options{Author: "局领导小组办公室", Date: time.Date(2010, 9, 20, 0, 0, 0, 0, time.UTC)}

func compared(t testing.TB, old, now []byte) []byte {
	t.Helper()
	out, err := Compare(old, now, signed)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func partOf(t testing.TB, file []byte, name string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// extra is a table with cells that are merged across rows.
func extra(last string) *book.Table {
	tall := cellOf("合并")
	tall.Rows = 2
	return tableOf(rowOf("甲", "乙"), book.Row{Cells: []book.Cell{tall, cellOf("一")}}, rowOf(last))
}

// edits are what an office does between two editions.
var edits = []struct {
	name string
	edit func(*edition)
}{
	{"nothing", func(*edition) {}},
	{"a limit", func(e *edition) { e.items[0].rest = "《中外合资经营企业法》第三条|15个工作日" }},
	{"a name", func(e *edition) { e.items[2].name = "加工贸易业务核准" }},
	{"an item comes", func(e *edition) {
		e.items = slices.Insert(e.items, 2, item{"PT01WJ-XK-0005", "限制出口技术许可", "《技术进出口管理条例》第三十三条|30日"})
	}},
	{"an item goes", func(e *edition) { e.items = slices.Delete(e.items, 1, 2) }},
	{"the first and the last item go", func(e *edition) { e.items = e.items[1:3] }},
	{"items trade places", func(e *edition) { e.items[0], e.items[3] = e.items[3], e.items[0] }},
	{"all items are others", func(e *edition) { e.items = []item{{"ND01JT-CF-0001", "超限运输处罚", "《公路法》|无"}} }},
	{"no item is left", func(e *edition) { e.items = nil }},
	{"codes are given anew", func(e *edition) {
		e.items = e.items[1:]
		for i := range e.items {
			e.items[i].code = fmt.Sprintf("PT01WJ-XK-%04d", i+1)
		}
	}},
	{"a paragraph of a cell goes", func(e *edition) { e.items[1].rest = "《外资企业法》第六条|90日" }},
	{"the first paragraph of a cell goes", func(e *edition) { e.items[1].rest = "《外资企业法实施细则》第七条|90日" }},
	{"a paragraph of a cell comes", func(e *edition) {
		e.items[0].rest = "《中外合资经营企业法》第三条\n《实施条例》第六条|20个工作日"
	}},
	{"a cell is emptied", func(e *edition) { e.items[1].rest = "|90日" }},
	{"a law is another", func(e *edition) { e.items[1].rest = "《外商投资法》第二十九条、第三十条|90日" }},
	{"a date", func(e *edition) { e.date = "二〇一〇年九月" }},
	{"prose", func(e *edition) {
		e.foreword[0] = "为规范行政权力公开透明运行，按照上级要求，编制本目录。"
	}},
	{"a paragraph comes", func(e *edition) { e.foreword = slices.Insert(e.foreword, 1, "编制工作由办公室负责。") }},
	{"a paragraph goes", func(e *edition) { e.foreword = slices.Delete(e.foreword, 1, 2) }},
	{"the last paragraphs of a part go", func(e *edition) { e.foreword = e.foreword[:1] }},
	{"paragraphs come at the end of a part", func(e *edition) {
		e.foreword = append(e.foreword, "本目录由办公室负责解释。", "自印发之日起施行。")
	}},
	{"all prose goes", func(e *edition) { e.foreword = nil }},
	{"the last paragraph of the book goes", func(e *edition) { e.notes = e.notes[:1] }},
	{"a paragraph comes at the end of the book", func(e *edition) { e.notes = append(e.notes, "印数：一百册。") }},
	{"the last paragraph is another", func(e *edition) { e.notes[1] = "甲乙丙丁" }},
	{"a table comes", func(e *edition) { e.extra = extra("二") }},
	{"parts come", func(e *edition) { e.parts = []string{"运行流程", "廉政风险防控"} }},
	{"what XML escapes", func(e *edition) { e.foreword[1] = `编排<A&B>以"类别"为序 & 更多` }},
	{"tabs and line breaks", func(e *edition) { e.foreword[1] = "目录\t按权力\n的类别编排。" }},
	{"everything", func(e *edition) {
		*e = edition{date: "另一年", foreword: []string{"另写。"}, notes: []string{"另注。"}, parts: []string{"新篇"},
			items: []item{{"ZZ99ZZ-QT-0009", "另一项", "无|无"}}, extra: extra("三")}
	}},
}

// TestAcceptAndReject compares every edition with the first, and the first with every edition. Accepting all gives the
// new book and rejecting all the old one: as the tests read the XML, and as package docx reads what is accepted.
func TestAcceptAndReject(t *testing.T) {
	base := first().file(t)
	for _, e := range edits {
		other := first()
		e.edit(&other)
		file := other.file(t)
		for _, way := range []struct {
			name     string
			old, now []byte
		}{{"", base, file}, {" undone", file, base}} {
			t.Run(e.name+way.name, func(t *testing.T) { checkPair(t, way.old, way.now) })
		}
	}
}

func checkPair(t *testing.T, old, now []byte) {
	t.Helper()
	out := compared(t, old, now)
	if diff := gocmp.Diff(says(t, now, ""), says(t, out, "del")); diff != "" {
		t.Errorf("accepted (+) is not the new book (-):\n%s", diff)
	}
	if diff := gocmp.Diff(says(t, old, ""), says(t, out, "ins")); diff != "" {
		t.Errorf("rejected (+) is not the old book (-):\n%s", diff)
	}
	if diff := gocmp.Diff(readBy(t, now), readBy(t, out)); diff != "" {
		t.Errorf("package docx reads (+) for the new book (-):\n%s", diff)
	}
	checkShape(t, out)
	sections := func(file []byte) int { return bytes.Count(partOf(t, file, documentPart), []byte("<w:sectPr")) }
	if got, want := sections(out), sections(now); got != want {
		t.Errorf("%d sections, the new book has %d", got, want)
	}
}

// readBy is what package docx reads: every paragraph and cell that says something.
func readBy(t *testing.T, file []byte) []string {
	t.Helper()
	doc, err := docx.Read(file, docx.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	silent := func(s string) bool { return strings.Trim(s, "\t ") == "" }
	return slices.DeleteFunc(strings.Split(doc.Words(), "\n"), silent)
}

// checkShape: what has an id has its own, each bookmark its name, and every link a bookmark; tables do not touch.
func checkShape(t *testing.T, file []byte) {
	t.Helper()
	ids, marks := map[string]bool{}, map[string]bool{}
	var links []string
	tree(t, file).each(func(n *node) {
		switch n.name {
		case "ins", "del", "bookmarkStart":
			if id := n.attrs["id"]; ids[id] {
				t.Errorf("<%s> has the id %s of another", n.name, id)
			} else {
				ids[id] = true
			}
			if name := n.attrs["name"]; n.name == "bookmarkStart" {
				if marks[name] {
					t.Errorf("two bookmarks %s", name)
				}
				marks[name] = true
			} else if n.attrs["author"] != signed.Author || n.attrs["date"] != "2010-09-20T00:00:00Z" {
				t.Errorf("<%s> is of %s, %s", n.name, n.attrs["author"], n.attrs["date"])
			}
		case "hyperlink":
			links = append(links, n.attrs["anchor"])
		case "body":
			for i := range n.kids[1:] {
				if n.kids[i].name == "tbl" && n.kids[i+1].name == "tbl" {
					t.Error("two tables touch")
				}
			}
		}
	})
	for _, l := range links {
		if !marks[l] {
			t.Errorf("a link leads to %s, which is nowhere", l)
		}
	}
}

// TestSameBook: a book compared with itself is what it was, byte for byte.
func TestSameBook(t *testing.T) {
	file := first().file(t)
	if !bytes.Equal(partOf(t, compared(t, file, file), documentPart), partOf(t, file, documentPart)) {
		t.Error("the main part is another")
	}
}

// TestOtherParts: all but the main part is the new book's, in its order, and the same inputs give the same bytes.
func TestOtherParts(t *testing.T) {
	changed := first()
	changed.items[0].name = "另一个名称"
	old, now := first().file(t), changed.file(t)
	out := compared(t, old, now)
	if !bytes.Equal(out, compared(t, old, now)) {
		t.Error("two runs differ")
	}
	want, err := zip.NewReader(bytes.NewReader(now), int64(len(now)))
	if err != nil {
		t.Fatal(err)
	}
	got, err := zip.NewReader(bytes.NewReader(out), int64(len(out)))
	if err != nil {
		t.Fatal(err)
	}
	if len(got.File) != len(want.File) {
		t.Fatalf("%d parts of %d", len(got.File), len(want.File))
	}
	for i, f := range want.File {
		same := f.Name == documentPart || bytes.Equal(partOf(t, out, f.Name), partOf(t, now, f.Name))
		if got.File[i].Name != f.Name || !same {
			t.Errorf("part %d is not %s as it was", i, f.Name)
		}
	}
}

// marked is a paragraph with its changes: [-gone-]{+come+}, and ¶ with them for its mark.
func marked(n *node) string {
	var b strings.Builder
	var walk func(*node)
	walk = func(n *node) {
		for _, k := range n.kids {
			switch k.name {
			case "ins":
				b.WriteString("{+")
				walk(k)
				b.WriteString("+}")
			case "del":
				b.WriteString("[-")
				walk(k)
				b.WriteString("-]")
			case "t", "delText":
				b.WriteString(k.kids[0].text)
			case "instrText":
			case "pPr":
			case "tab":
				b.WriteString("→")
			default:
				walk(k)
			}
		}
	}
	walk(n)
	switch {
	case n.child("pPr", "rPr", "ins") != nil:
		b.WriteString("{+¶+}")
	case n.child("pPr", "rPr", "del") != nil:
		b.WriteString("[-¶-]")
	}
	return b.String()
}

func allMarked(t *testing.T, file []byte) []string {
	t.Helper()
	var out []string
	tree(t, file).each(func(n *node) {
		if n.name == "p" {
			if s := marked(n); strings.Contains(s, "+}") || strings.Contains(s, "-]") {
				out = append(out, s)
			}
		}
	})
	return out
}

// TestMarks: what is marked is what a person would mark.
func TestMarks(t *testing.T) {
	for _, c := range []struct{ old, now, want string }{
		{"20个工作日", "15个工作日", "[-20-]{+15+}个工作日"},
		{"2.5%", "2.75%", "[-2.5-]{+2.75+}%"},
		{"见PT01WJ-XK-0001。", "见PT01WJ-XK-0012。", "见[-PT01WJ-XK-0001-]{+PT01WJ-XK-0012+}。"},
		{"第三条、第五条", "第四条、第六条", "第[-三-]{+四+}条、第[-五-]{+六+}条"},
		{"2009年9月", "2010年10月", "[-2009年9-]{+2010年10+}月"}, // 年 alone is no island
		{"由办公室审核后报局长审批", "由办公室报局长审批", "由办公室[-审核后-]报局长审批"},
		{"由办公室报局长审批", "由办公室审核后报局长审批", "由办公室{+审核后+}报局长审批"},
		{"对外贸易经营者备案", "机电产品国际招标评标", "[-对外贸易经营者备案-]{+机电产品国际招标评标+}"},
		{"甲乙<丙丁", "甲乙&丙丁", "甲乙[-<-]{+&+}丙丁"},
		{"收费", "", "[-收费-]"},
		{"", "不收费", "{+不收费+}"},
	} {
		old, now := first(), first()
		old.items[0].rest, now.items[0].rest = c.old+"|", c.now+"|"
		if got := allMarked(t, compared(t, old.file(t), now.file(t))); !slices.Equal(got, []string{c.want}) {
			t.Errorf("%s → %s: %q, want %q", c.old, c.now, got, c.want)
		}
	}
}

// TestParagraphMarks: whole paragraphs come and go with their marks; at the end of a part, where the mark bears the
// section, with the mark before them.
func TestParagraphMarks(t *testing.T) {
	long, short := first(), first()
	short.foreword = short.foreword[:1]
	got := allMarked(t, compared(t, long.file(t), short.file(t)))
	want := []string{"为规范行政权力运行，编制本目录。[-¶-]", "[-目录按权力的类别编排。-][-¶-]", "[-未列入目录的权力，不得行使。-]"}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	got = allMarked(t, compared(t, short.file(t), long.file(t)))
	want = []string{"为规范行政权力运行，编制本目录。{+¶+}", "{+目录按权力的类别编排。+}{+¶+}", "{+未列入目录的权力，不得行使。+}"}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestRows: a row that comes or goes is tracked as a row, and those below it only for their number.
func TestRows(t *testing.T) {
	old, now := first(), first()
	now.items = slices.Delete(now.items, 1, 2)
	out := compared(t, old.file(t), now.file(t))
	var gone []string
	tree(t, out).each(func(n *node) {
		if n.name == "tr" && n.child("trPr", "del") != nil {
			for _, tc := range n.kids[1:] {
				gone = append(gone, marked(tc.child("p")))
			}
		}
	})
	want := []string{"[-2-]", "[-PT01WJ-XK-0002-]", "[-外资企业设立审批-]", "[-《外资企业法》第六条-][-¶-]", "[-90日-]"}
	if diff := gocmp.Diff(want, gone); diff != "" {
		t.Error(diff)
	}
	all := strings.Join(allMarked(t, out), "\n")
	if strings.Contains(all, "加工贸易") || !strings.Contains(all, "\n[-3-]{+2+}\n[-4-]{+3+}\n") {
		t.Errorf("the rows below it:\n%s", all)
	}
}

// TestTables: a table is written into the one that it was where its columns are the same and no merged cell came or
// went, and beside it where not.
func TestTables(t *testing.T) {
	taller := extra("二")
	taller.Body = append(taller.Body, taller.Body...)
	wider := tableOf(rowOf("甲", "乙", "丙"), rowOf("1", "2", "3"))
	others := tableOf(rowOf("法律依据的名称", "条款的内容"), extra("二").Body...)
	for _, c := range []struct {
		name  string
		other *book.Table
		whole bool
	}{
		{"a word", extra("三"), false}, {"rows of merged cells", taller, true},
		{"a column", wider, true}, {"other columns", others, true},
	} {
		old, now := first(), first()
		old.extra, now.extra = extra("二"), c.other
		checkPair(t, old.file(t), now.file(t))
		checkPair(t, now.file(t), old.file(t))
		rows := 0
		tree(t, compared(t, old.file(t), now.file(t))).each(func(n *node) {
			if n.name == "tr" && (n.child("trPr", "ins") != nil || n.child("trPr", "del") != nil) {
				rows++
			}
		})
		want := 0
		if c.whole {
			want = 2 + len(old.extra.Body) + len(c.other.Body)
		}
		if rows != want {
			t.Errorf("%s: %d rows are tracked, want %d", c.name, rows, want)
		}
	}
}

// TestSigned: changes bear who made them and when, in any words; nobody and no time are 汇编系统 and none.
func TestSigned(t *testing.T) {
	changed := first()
	changed.date = "二〇一〇年九月"
	old, now := first().file(t), changed.file(t)
	for _, c := range []struct {
		o                  Options
		wantBy, wantedDate string
	}{
		{Options{}, "汇编系统", ""},
		{Options{Author: `法规科 "A" & <B>`, Date: time.Date(2010, 9, 20, 8, 30, 0, 0, time.FixedZone("", 8*3600))},
			`法规科 "A" & <B>`, "2010-09-20T08:30:00Z"},
	} {
		out, err := Compare(old, now, c.o)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		tree(t, out).each(func(k *node) {
			if k.name == "ins" || k.name == "del" {
				n++
				if k.attrs["author"] != c.wantBy || k.attrs["date"] != c.wantedDate {
					t.Errorf("%q, %q", k.attrs["author"], k.attrs["date"])
				}
			}
		})
		if n != 2 {
			t.Errorf("%d changes", n)
		}
	}
}

func TestNotABook(t *testing.T) {
	book := first().file(t)
	foreign := func(part, from, to string) []byte {
		var out bytes.Buffer
		z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
		if err != nil {
			t.Fatal(err)
		}
		zw := zip.NewWriter(&out)
		for _, f := range z.File {
			w, err := zw.Create(f.Name)
			if err != nil {
				t.Fatal(err)
			}
			data := partOf(t, book, f.Name)
			if f.Name == part {
				data = bytes.Replace(data, []byte(from), []byte(to), 1)
			}
			_, _ = w.Write(data)
		}
		_ = zw.Close()
		return out.Bytes()
	}
	for name, file := range map[string][]byte{
		"no zip":                   []byte("words"),
		"empty":                    nil,
		"saved by another program": foreign(propertiesPart, "huibian", "WPS Office"),
		"a content control":        foreign(documentPart, "<w:tbl>", "<w:sdt/><w:tbl>"),
		"a picture":                foreign(documentPart, "<w:tab/>", "<w:drawing/>"),
		"a proofing mark":          foreign(documentPart, "<w:r>", `<w:proofErr w:type="spellStart"/><w:r>`),
		"cut short":                foreign(documentPart, "</w:body></w:document>", ""),
		"no section":               foreign(documentPart, "</w:body>", "<w:p/></w:body>"),
	} {
		_, asOld := Compare(file, book, signed)
		_, asNew := Compare(book, file, signed)
		if !errors.Is(asOld, ErrNotBook) || !strings.HasPrefix(asOld.Error(), "old book: ") {
			t.Errorf("%s, old: %v", name, asOld)
		}
		if !errors.Is(asNew, ErrNotBook) || !strings.HasPrefix(asNew.Error(), "new book: ") {
			t.Errorf("%s, new: %v", name, asNew)
		}
	}
}

// pairs are comparisons for programs to judge: one with a bit of everything, and its opposite.
func pairs(t *testing.T) map[string][2][]byte {
	t.Helper()
	few, all := first(), first()
	few.items[0].rest = "《外商投资法》第三条\n第二款|15个工作日"
	few.items = slices.Insert(few.items[:3:3], 1, item{"PT01WJ-XK-0005", "限制出口技术许可", "《技术进出口管理条例》|30日"})
	few.foreword = append(few.foreword[1:], "本目录由办公室负责解释。")
	few.extra, few.parts = extra("二"), []string{"运行流程"}
	edits[len(edits)-1].edit(&all)
	base := first().file(t)
	return map[string][2][]byte{"few": {base, few.file(t)}, "back": {few.file(t), base}, "all": {base, all.file(t)}}
}

// TestValid asks the Open XML SDK's validator, by the path in HUIBIAN_OOXML_VALIDATOR. Its exit status is 0 whatever it
// finds.
func TestValid(t *testing.T) {
	validator := tooltest.Find(t, cmp.Or(os.Getenv("HUIBIAN_OOXML_VALIDATOR"), "ooxml-validator"))
	for name, p := range pairs(t) {
		in := filepath.Join(t.TempDir(), name+".docx")
		if err := os.WriteFile(in, compared(t, p[0], p[1]), 0o644); err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(t.Context(), validator, in, "Microsoft365").Output()
		if err != nil {
			t.Fatal(err)
		}
		var verdict struct {
			OK     bool `json:"ok"`
			Errors []any
		}
		if err := json.Unmarshal(out, &verdict); err != nil {
			t.Fatal(err)
		}
		if !verdict.OK {
			t.Errorf("%s: %s", name, fmt.Sprint(verdict.Errors...))
		}
	}
}
