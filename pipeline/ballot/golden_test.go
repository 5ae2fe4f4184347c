package ballot

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"huibian/pipeline/docx"
	"huibian/pipeline/internal/docxtest"
	"huibian/pipeline/notice"
)

var update = flag.Bool("update", false, "rewrite what the cases in testdata/cases expect")

const divider = "----------\n"

// TestFilledInByHand reads the sheets of testdata/cases: as people filled them in, then what was read. A line with bars is a
// row, a line without is a paragraph and ends the table. In a cell ⏎ begins a new line, ↔ before the text makes it as wide
// as two; 【表头】 stands for the head of the sheet, 【问】 for the options of an ordinary question, 【同】 for those of the question
// whether two powers are the same.
func TestFilledInByHand(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			in, want, _ := strings.Cut(string(data), divider)
			doc, err := docx.Read(docxtest.Pack(map[string]string{"body": bodyOf(in)}), docx.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			got := told(Read(theNotice(), doc, notice.Place{}))
			if *update {
				if err := os.WriteFile(file, []byte(in+divider+got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if d := cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// bodyOf is the XML of a case's document.
func bodyOf(in string) string {
	var head []string
	for _, c := range columns {
		head = append(head, c.head)
	}
	of := func(same bool) string {
		return optionsLead + strings.Join(words(fitting(same)), optionsMark)
	}
	in = strings.NewReplacer("【表头】", strings.Join(head, " | "), "【问】", of(false), "【同】", of(true)).Replace(in)
	var out strings.Builder
	table := false
	end := func() {
		if table {
			out.WriteString("</w:tbl>")
		}
		table = false
	}
	for _, line := range strings.Split(in, "\n") {
		if !strings.Contains(line, "|") {
			end()
			fmt.Fprintf(&out, "<w:p><w:r><w:t>%s</w:t></w:r></w:p>", line)
			continue
		}
		if !table {
			out.WriteString("<w:tbl>")
		}
		table = true
		out.WriteString("<w:tr>")
		for _, c := range strings.Split(line, "|") {
			text, wide := strings.CutPrefix(strings.TrimSpace(c), "↔")
			out.WriteString("<w:tc>")
			if wide {
				out.WriteString(`<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>`)
			}
			for _, p := range strings.Split(text, "⏎") {
				fmt.Fprintf(&out, `<w:p><w:r><w:t xml:space="preserve">%s</w:t></w:r></w:p>`, p)
			}
			out.WriteString("</w:tc>")
		}
		out.WriteString("</w:tr>")
	}
	end()
	return out.String()
}

// told is what was read, a line a thing.
func told(f *Filled) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s %s\n", byLabel, strings.TrimSpace(f.By+" "+day(f.On)))
	if f.Secret {
		fmt.Fprintln(&out, secretMark)
	}
	for _, v := range f.Verdicts {
		fmt.Fprintf(&out, "%s %s（%s）%s %s", v.Code, v.Name, v.Section, v.Check, word(v.Decision))
		if v.About != "" {
			fmt.Fprintf(&out, "：%s", v.About)
		}
		if v.Reason != "" {
			fmt.Fprintf(&out, "，%s", strings.ReplaceAll(v.Reason, "\n", "⏎"))
		}
		fmt.Fprintf(&out, " [%s]\n", v.Place)
	}
	if a := f.Approval; a != nil {
		fmt.Fprintf(&out, "%s %s %s %s [%s]\n", numberLabel, a.Number, a.Date, a.Check, a.Place)
	}
	for _, p := range f.Problems {
		fmt.Fprintf(&out, "! %s %s [%s] %s\n  %s\n", p.Rule, p.Level, strings.TrimSpace(p.Place.String()+" "+p.Item), p.Message, p.Advice)
	}
	return out.String()
}

func day(d notice.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}
