package answer

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"huibian/pipeline/book"
	"huibian/pipeline/catalog"
	"huibian/pipeline/docx"
	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// told is a book as text: a line a paragraph, a line a row, a line a bar. Where words lead out of the book, that follows them.
func told(b *book.Book) string {
	var out strings.Builder
	text := func(p book.Paragraph) string {
		s := ""
		for _, r := range p.Runs {
			s += strings.ReplaceAll(r.Text, "\n", "⏎")
			if r.Out != nil {
				s += "→" + strings.TrimSuffix(r.Out.Path(".x")+"#"+string(r.Out.Anchor), "#")
			}
		}
		return s
	}
	rows := func(kind string, all []book.Row) {
		for _, r := range all {
			var cells []string
			for _, c := range r.Cells {
				var paras []string
				for _, p := range c.Paras {
					paras = append(paras, text(p))
				}
				cells = append(cells, strings.Join(paras, "⏎"))
			}
			fmt.Fprintf(&out, "%s %s\n", kind, strings.Join(cells, " | "))
		}
	}
	fmt.Fprintf(&out, "《%s》%s\n", b.Title, b.Volume)
	for _, p := range b.Parts {
		for _, block := range p.Blocks {
			switch block := block.(type) {
			case book.Heading:
				fmt.Fprintf(&out, "%s %s\n", strings.Repeat("#", block.Level), block.Text)
			case book.Paragraph:
				fmt.Fprintf(&out, "[%s] %s\n", block.Style, text(block))
			case *book.Table:
				rows("=", block.Head)
				rows("-", block.Body)
			case book.Chart:
				fmt.Fprintf(&out, "( %s\n", block.Title)
				for _, b := range block.Bars {
					fmt.Fprintf(&out, "( %s %d\n", b.Label, b.Value)
				}
			}
		}
	}
	return out.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); d != "" {
		t.Errorf("%s (-want +got):\n%s", path, d)
	}
}

// Whole receipts, to be read: one of everything, one without a fault, one of a file that could not be read.
func TestReceipts(t *testing.T) {
	sheet := theSheet(t, putian)
	full := fullReceipt(t)
	clean := fullReceipt(t)
	clean.Findings, clean.Arrivals, clean.Items = nil, nil, clean.Items[1:]
	rejected := &Receipt{Notice: full.Notice, Section: "监察室", File: "第二批/目录.docx", Closed: true, Size: 0,
		Reading:  &form.Reading{Source: form.Source{SHA256: sum("e")}, Rejected: true},
		Findings: []notice.Finding{{Rule: "R02", Level: notice.Error, Message: "文件设有打开密码，无法读取", Advice: "请在Word中取消密码后重新放入文件夹。"}}}
	for name, r := range map[string]*Receipt{"full.txt": full, "clean.txt": clean, "rejected.txt": rejected} {
		t.Run(name, func(t *testing.T) { golden(t, name, told(r.Book(sheet))) })
	}
}

func TestVerdict(t *testing.T) {
	n := theNotice(t, putian)
	items := make([]catalog.Item, 28)
	find := func(levels ...notice.Level) (out []notice.Finding) {
		for _, l := range levels {
			out = append(out, notice.Finding{Level: l, Message: "某处不对"})
		}
		return out
	}
	table := func(k notice.FormKind) []form.TableReading { return []form.TableReading{{Table: 1, Form: k}} }
	for _, c := range []struct {
		want     string
		reading  form.Reading
		items    []catalog.Item
		findings []notice.Finding
	}{
		{"已收到，收录28项，没有问题。", form.Reading{}, items, nil},
		{"已收到，收录28项，没有问题。", form.Reading{}, items, find(notice.Info)},
		{"已收到，收录28项，有3处错误须改正。", form.Reading{}, items, find(notice.Error, notice.Error, notice.Error)},
		{"已收到，收录28项，有1处错误须改正，另有2处请核对。", form.Reading{}, items, find(notice.Warning, notice.Error, notice.Warning)},
		{"已收到，收录28项，没有错误，有1处请核对。", form.Reading{}, items, find(notice.Warning)},
		{"已收到：零申报，没有问题。", form.Reading{Zero: true}, nil, find(notice.Info)},
		{"已收到：统计表，没有问题。", form.Reading{Tables: table(notice.FormStatistics), Counts: []form.Count{{N: 28}}}, nil, nil},
		{"已收到，没有读到职权事项。", form.Reading{Tables: table(notice.FormStatistics)}, nil, nil}, // a form without a number
		{"已收到：流程图，没有问题。", form.Reading{Source: form.Source{File: "甲/设立审批流程图.docx"}, Account: form.Account{Pictures: 1}}, nil, nil},
		{"已收到，没有读到职权事项，有1处错误须改正。", form.Reading{}, nil, find(notice.Error)},
		{"已收到，没有读到职权事项。", form.Reading{}, nil, nil},
		{"已收到，与另一份内容完全相同，不重复收录，没有问题。", form.Reading{}, nil, []notice.Finding{{Rule: ruleSame, Level: notice.Info}}},
		{"收到了，但读不出来：某处不对。", form.Reading{Rejected: true}, nil, find(notice.Error)},
		{"收到了，但读不出来：文件已损坏。", form.Reading{Rejected: true, Findings: []notice.Finding{{Message: "文件已损坏。"}}}, nil, nil},
	} {
		r := Receipt{Notice: n, Reading: &c.reading, Items: c.items, Findings: c.findings}
		if got := r.Verdict(); got != c.want {
			t.Errorf("%s\nwant %s", got, c.want)
		}
	}
}

func TestSize(t *testing.T) {
	for n, want := range map[int64]string{0: "0字节", 1023: "1023字节", 1024: "1.0KB（1,024字节）", 37412: "36.5KB（37,412字节）", 268435456: "256.0MB（268,435,456字节）"} {
		if got := size(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}

func TestPlacesInWords(t *testing.T) {
	n := theNotice(t, putian)
	cell := notice.Place{Table: 2, Row: 3, Column: 2}
	line := notice.Place{Paragraph: 25}
	r := &form.Reading{
		Tables: []form.TableReading{
			{Table: 1, Layout: form.Horizontal, Form: notice.FormCatalog, Columns: []form.ColumnReading{{Column: 2, Header: "职权 名称"}, {Column: 3, Header: "公开", Over: true}, {Column: 4, Header: strings.Repeat("长", 40)}}},
			{Table: 2, Layout: form.Vertical, Form: notice.FormCatalog},
			{Table: 3, Layout: form.Horizontal, Columns: []form.ColumnReading{{Column: 1, Header: "不认识的"}}},
		},
		Records: []form.Record{
			{Layout: form.Vertical, Place: notice.Place{Table: 2, Row: 1, Column: 2}, Fields: map[string]form.Value{"basis": {Place: cell}}},
			{Layout: form.Labels, Place: notice.Place{Paragraph: 24}, Fields: map[string]form.Value{"basis": {Place: line}}},
		},
	}
	p := placesOf(n, r)
	for at, want := range map[notice.Place]string{
		{Table: 1, Row: 3, Column: 2}: "表1第3行“职权名称”列",
		{Table: 1, Row: 3, Column: 3}: "表1第3行第3列",
		{Table: 1, Row: 3, Column: 4}: "表1第3行第4列",
		{Table: 1, Column: 2}:         "表1",
		cell:                          "表2第3行“权力依据”",
		line:                          "第25段“权力依据”",
		{Table: 3, Row: 1, Column: 1}: "表3第1行第1列",
		{Paragraph: 7, Column: 2}:     "第7段第2列",
		{}:                            "整份文件",
	} {
		if got := p.say(at); got != want {
			t.Errorf("%+v: %s, want %s", at, got, want)
		}
	}
}

// Every arrival has a word, and its time is that of where it was.
func TestArrivals(t *testing.T) {
	for _, kind := range []string{New, Changed, Again, Renamed, Withdrawn, Returned} {
		if (Arrival{Kind: kind}).Word() == kind {
			t.Errorf("%s has no word", kind)
		}
	}
	if got := (Arrival{At: clockTime(20, 14, 3)}).Time(); got != "2009年8月20日 14:03:05" {
		t.Errorf("time %s", got)
	}
	if got := (Arrival{}).Time(); got != "" {
		t.Errorf("a time that nobody knows: %s", got)
	}
}

func written(t testing.TB, r *Receipt) []byte {
	t.Helper()
	p, err := NewPress(theSheet(t, putian))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := p.Write(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The order in which findings and items come is nothing to the receipt; arrivals stand as the register has them.
func TestSameReceiptWhateverTheOrder(t *testing.T) {
	want := written(t, fullReceipt(t))
	r := fullReceipt(t)
	slices.Reverse(r.Findings)
	slices.Reverse(r.Items)
	if !bytes.Equal(want, written(t, r)) {
		t.Error("other bytes")
	}
}

// Whatever words findings, items and the account bring along, the receipt reads back with all of them and in tables whose
// head is repeated on every page.
func TestNothingIsLeftOutOfAReceipt(t *testing.T) {
	full := fullReceipt(t)
	p, err := NewPress(theSheet(t, putian))
	if err != nil {
		t.Fatal(err)
	}
	words := rapid.StringMatching(`[一-龥a-zA-Z0-9“”<>&"'（）。，\n]{1,60}`)
	rapid.Check(t, func(t *rapid.T) {
		r := *full
		var want []string
		say := func(what string) string {
			s := words.Draw(t, what)
			want = append(want, oneLine(s))
			return s
		}
		r.Findings, r.Items, r.Reading = nil, nil, &form.Reading{}
		for i := range rapid.IntRange(0, 12).Draw(t, "findings") {
			r.Findings = append(r.Findings, notice.Finding{Level: rapid.SampledFrom([]notice.Level{notice.Error, notice.Warning, notice.Info, "?"}).Draw(t, "level"),
				Message: say("message"), Advice: say("advice"), Place: notice.Place{Table: 1, Row: i}})
		}
		for i := range rapid.IntRange(0, 8).Draw(t, "items") {
			r.Items = append(r.Items, catalog.Item{Name: say("name"), Category: rapid.SampledFrom([]string{"XK", "CF", "", "??"}).Draw(t, "category"), Source: notice.Place{Table: 1, Row: i}})
		}
		for range rapid.IntRange(0, 8).Draw(t, "aside") {
			r.Reading.Account.SetAside = append(r.Reading.Account.SetAside, form.SetAside{What: form.WhatRow, Why: say("why"), Text: say("text")})
		}
		var b bytes.Buffer
		if err := p.Write(&b, &r); err != nil {
			t.Fatal(err)
		}
		doc, err := docx.Read(b.Bytes(), docx.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]int{}
		for _, line := range strings.Split(doc.Words(), "\n") {
			got[strings.TrimSpace(line)]++
		}
		for _, w := range want {
			if w == "" {
				continue
			}
			if got[w]--; got[w] < 0 {
				t.Fatalf("%q is missing", w)
			}
		}
		for i, block := range doc.Blocks {
			if block.Table != nil && i > 6 && !block.Table.Rows[0].Header {
				t.Fatalf("table of block %d has no head that repeats", i)
			}
		}
	})
}
