package form

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"huibian/pipeline/docx"
)

// TestTypedTablesComeBack types known records with tabs, blanks and bars, and demands them back word for word.
func TestTypedTablesComeBack(t *testing.T) {
	r := NewReader(loadNotice(t, "putian-2009"))
	rapid.Check(t, func(t *rapid.T) {
		powers, fields := drawPowers(t)
		columns := slices.Insert(slices.Clone(fields), 0, "seq", "name", "category")
		rows := [][]string{nil}
		for _, c := range columns {
			head := "序号"
			if c != "seq" {
				head = strings.ReplaceAll(rapid.SampledFrom(fieldWords[c].heads).Draw(t, "head"), "\n", "")
			}
			rows[0] = append(rows[0], head)
		}
		for i, p := range powers {
			row := []string{decimal(i + 1)}
			for _, c := range columns[1:] {
				p[c] = strings.ReplaceAll(p[c], "\n", "；")
				row = append(row, p[c])
			}
			rows = append(rows, row)
		}
		doc := &docx.Document{}
		k := rapid.SampledFrom([]ruling{tabs, blanks, bars}).Draw(t, "ruling")
		for _, line := range typeRows(t, k, rows) {
			doc.Blocks = append(doc.Blocks, paragraph("", line))
		}
		got := r.Read(doc, Source{File: "x.docx"})
		if err := got.Account.Balance(); err != nil {
			t.Fatal(err)
		}
		if len(got.Records) != len(powers) {
			t.Fatalf("%d records, want %d\n%s", len(got.Records), len(powers), describe(got))
		}
		for i, p := range powers {
			for _, f := range columns[1:] {
				if text := got.Records[i].Fields[f].Text; text != p[f] {
					t.Fatalf("record %d, %s: %q, want %q\n%s", i+1, f, text, p[f], describe(got))
				}
			}
			if got.Records[i].Class != p.class() {
				t.Fatalf("record %d: class %s\n%s", i+1, got.Records[i].Class, describe(got))
			}
		}
	})
}

// typeRows types the rows of a table, its header first.
func typeRows(t *rapid.T, k ruling, rows [][]string) (lines []string) {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, c := range row {
			widths[i] = max(widths[i], lineWidth(c))
		}
	}
	gap := rapid.IntRange(2, 5).Draw(t, "gap")
	border := "├" + strings.Repeat("──┼", len(widths)-1) + "──┤"
	ruled := rapid.Bool().Draw(t, "borders between rows")
	for i, row := range rows {
		switch k {
		case tabs:
			lines = append(lines, strings.Join(row, "\t"))
		case blanks:
			line := ""
			for j, c := range row {
				line += c + strings.Repeat(" ", widths[j]-lineWidth(c)+gap)
			}
			lines = append(lines, strings.TrimRight(line, " "))
		case bars:
			if i < 2 || ruled {
				lines = append(lines, border)
			}
			lines = append(lines, "│"+strings.Join(row, "│")+"│")
		}
	}
	if k == bars {
		lines = append(lines, border)
	}
	return lines
}

func lineWidth(s string) (n int) {
	for _, c := range s {
		n++
		if wide(c) {
			n++
		}
	}
	return n
}

// Lines that look like tables and are none cost little, however many there are.
func TestTypedLinesAreCheap(t *testing.T) {
	r := NewReader(loadNotice(t, "putian-2009"))
	for _, line := range []string{
		"│职权名称│甲│", "序号\t项目名称\t甲\t乙", "序号\t项目名称\t权力类别\t甲\t乙\t丙\t丁\t戊\t己", "a\tb\tc\td", "├──┤", "甲  乙  丙", "序号  项目名称  权力类别",
	} {
		doc := &docx.Document{}
		for range 4_000 {
			doc.Blocks = append(doc.Blocks, paragraph("", line))
		}
		if got := r.Read(doc, Source{File: "x.docx"}); got.Account.Balance() != nil {
			t.Errorf("%q: %v", line, got.Account.Balance())
		}
	}
}
