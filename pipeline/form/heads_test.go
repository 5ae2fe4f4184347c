package form

import (
	"os"
	"strings"
	"testing"

	"huibian/pipeline/docx"
)

// TestHeads reads every head of testdata/heads.txt as a column of a table, as a label of a form and as a label before a
// colon; each time its words must come back under its field.
func TestHeads(t *testing.T) {
	data, err := os.ReadFile("testdata/heads.txt")
	if err != nil {
		t.Fatal(err)
	}
	r := NewReader(loadNotice(t, "putian-2009"))
	for line := range strings.Lines(string(data)) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		for _, head := range words[1:] {
			t.Run(words[0]+" "+head, func(t *testing.T) { readsAs(t, r, words[0], head) })
		}
	}
}

func readsAs(t *testing.T, r *Reader, field, head string) {
	const value = "甲"
	name, other := "项目名称", "权力依据"
	switch field {
	case "name":
		name = head
	case "basis":
		other = "承办科室"
	}
	broken := strings.ReplaceAll(head, "_", "\n")
	layouts := map[Layout][]docx.Block{
		Horizontal: {{Table: buildTable([][]string{{name, broken, other}, {value, value, value}})}},
		Vertical:   {{Table: buildTable([][]string{{name, value}, {broken, value}, {other, value}, {"公开属性", ""}})}},
		Labels:     {paragraph("", name+"："+value), paragraph("", strings.ReplaceAll(head, "_", " ")+"："+value), paragraph("", other+"："+value)},
	}
	if field == "name" {
		layouts[Horizontal] = []docx.Block{{Table: buildTable([][]string{{broken, other}, {value, value}})}}
		layouts[Vertical] = []docx.Block{{Table: buildTable([][]string{{broken, value}, {other, value}, {"公开属性", ""}})}}
		layouts[Labels] = []docx.Block{paragraph("", strings.ReplaceAll(head, "_", " ")+"："+value), paragraph("", other+"："+value)}
	}
	for layout, blocks := range layouts {
		got := r.Read(&docx.Document{Blocks: blocks}, Source{File: "x.docx"})
		if len(got.Records) != 1 {
			t.Fatalf("%s: %d records\n%s", layout, len(got.Records), describe(got))
		}
		rec := got.Records[0]
		if v := rec.Fields[field]; rec.Layout != layout || v.Raw != value || rec.Fields["name"].Raw != value {
			t.Errorf("%s:\n%s", layout, describe(got))
		}
	}
}
