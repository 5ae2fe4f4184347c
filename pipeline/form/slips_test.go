package form

import (
	"os"
	"slices"
	"strings"
	"testing"

	"huibian/pipeline/docx"
)

// TestSlips proposes a field for every head of testdata/slips.txt, and takes none of them for one.
func TestSlips(t *testing.T) {
	data, err := os.ReadFile("testdata/slips.txt")
	if err != nil {
		t.Fatal(err)
	}
	r := NewReader(loadNotice(t, "putian-2009"))
	n := 0
	for line := range strings.Lines(string(data)) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		for _, head := range words[1:] {
			n++
			if cs := r.goodClaims([]string{head}); len(cs) > 0 {
				t.Errorf("%s: taken for %s", head, r.fields[cs[0].field].Key)
			}
			got := "-"
			if f := r.near(head); f >= 0 {
				got = r.fields[f].Key
			}
			if got != words[0] {
				t.Errorf("%s: %s is proposed, want %s", head, got, words[0])
			}
		}
	}
	if n < 60 {
		t.Errorf("only %d heads", n)
	}
}

// TestSlipOfEveryHead spoils one character of every head of every notice. What is proposed must be the head's own field,
// and what is taken for another field by a part of it must be told as doubtful.
func TestSlipOfEveryHead(t *testing.T) {
	for _, name := range []string{"putian-2009", "ningde-2009", "fuxing-statistics", "heshan-2010"} {
		r := NewReader(loadNotice(t, name))
		spoiled, right, taken := 0, 0, 0
		for _, h := range r.long {
			runes := []rune(h.folded)
			if len(runes) < minSlip {
				continue
			}
			for i := range runes {
				head := string(runes[:i]) + "囗" + string(runes[i+1:])
				spoiled++
				if cs := r.goodClaims([]string{head}); len(cs) > 0 {
					taken++
					if cs[0].field != h.field && cs[0].certainty() != Doubtful {
						t.Errorf("%s: %s is taken for %s, not %s", name, head, r.fields[cs[0].field].Title, r.fields[h.field].Title)
					}
					continue
				}
				if f := r.near(head); f == h.field {
					right++
				} else if f >= 0 {
					t.Errorf("%s: %s: %s is proposed, want %s", name, head, r.fields[f].Title, r.fields[h.field].Title)
				}
			}
		}
		t.Logf("%s: %d heads with one wrong character: %d proposed, %d known by a part, %d neither", name, spoiled, right, taken, spoiled-right-taken)
	}
}

// TestMended puts right what a finding about an unrecognised table asks to be put right; where it promises that the table
// can then be read, it must be.
func TestMended(t *testing.T) {
	data, err := os.ReadFile("testdata/slips.txt")
	if err != nil {
		t.Fatal(err)
	}
	r := NewReader(loadNotice(t, "putian-2009"))
	var heads []string // the first slip of each field
	for line := range strings.Lines(string(data)) {
		if words := strings.Fields(line); len(words) > 1 && words[0] != "#" && words[0] != "-" {
			heads = append(heads, words[1])
		}
	}
	promised := 0
	for i, a := range heads {
		b, c := heads[(i+1)%len(heads)], heads[(i+2)%len(heads)]
		for _, rows := range [][][]string{
			{{a, b}, {"甲", "乙"}}, {{a, b, c}, {"甲", "乙", "丙"}}, {{a, "备注", b}, {"甲", "", "丙"}}, {{a, "办事名目", "数量"}, {"甲", "乙", "丙"}},
			{{a, "甲"}, {b, "乙"}}, {{a, "甲"}, {b, "乙"}, {c, "丙"}}, {{a, "甲"}, {"备注", "乙"}, {b, "丙"}},
		} {
			read := func() *Reading {
				return r.Read(&docx.Document{Blocks: []docx.Block{{Table: buildTable(rows)}}}, Source{File: "x.docx"})
			}
			got := read()
			if len(got.Records) > 0 || !strings.Contains(got.Findings[0].Advice, "本表即可读入") {
				continue
			}
			promised++
			for _, c := range got.Tables[0].Columns {
				for _, row := range rows {
					if j := slices.Index(row, c.Header); j >= 0 && c.Near != "" {
						row[j] = c.Near
					}
				}
			}
			if mended := read(); len(mended.Records) == 0 {
				t.Errorf("%v\n%s", rows, describe(mended))
			}
		}
	}
	if promised == 0 {
		t.Error("nothing was promised")
	}
	t.Log(promised, "tables")
}
