package review

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"huibian/pipeline/catalog"
	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

// The shape of findings.json (DESIGN §3): by file, place and rule, whatever the order they were found in.
func TestWriteJSON(t *testing.T) {
	at := func(file string, table, row, column int) notice.Place {
		return notice.Place{File: file, SHA256: "00", Table: table, Row: row, Column: column}
	}
	var b bytes.Buffer
	if err := WriteJSON(&b, []notice.Finding{
		{Rule: "W01", Level: notice.Warning, Message: "乙", Advice: "改 <乙>", Place: at("乙科/1.docx", 1, 2, 3), Item: "PT01WJ-XK-0001"},
		{Rule: "E01", Level: notice.Error, Message: "甲", Advice: "改", Place: at("乙科/1.docx", 1, 2, 3), Item: "甲"},
		{Rule: "I02", Level: notice.Info, Message: "丙", Place: at("丙科/1.docx", 0, 0, 0)},
		{Rule: "R16", Level: notice.Warning, Message: "丁", Place: at("乙科/1.docx", 1, 0, 0)},
	}); err != nil {
		t.Fatal(err)
	}
	want := `[
{"rule":"I02","level":"note","message":"丙","advice":"","file":"丙科/1.docx","table":0,"row":0,"column":0,"item":""},
{"rule":"R16","level":"warning","message":"丁","advice":"","file":"乙科/1.docx","table":1,"row":0,"column":0,"item":""},
{"rule":"E01","level":"error","message":"甲","advice":"改","file":"乙科/1.docx","table":1,"row":2,"column":3,"item":"甲"},
{"rule":"W01","level":"warning","message":"乙","advice":"改 <乙>","file":"乙科/1.docx","table":1,"row":2,"column":3,"item":"PT01WJ-XK-0001"}
]
`
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Error(d)
	}
	b.Reset()
	if err := WriteJSON(&b, nil); err != nil || b.String() != "[]\n" {
		t.Errorf("no findings: %q, %v", b.String(), err)
	}
}

// Every rule that is checked is in the catalogue of rules, once.
func TestRulesAreKnown(t *testing.T) {
	seen := map[string]bool{}
	know := func(id string) {
		if _, ok := notice.LookupRule(id); !ok || seen[id] {
			t.Errorf("rule %s is unknown or checked twice", id)
		}
		seen[id] = true
	}
	for _, r := range itemRules {
		know(r.id)
	}
	for _, r := range setRules {
		know(r.id)
	}
}

// Of what a decision closed the office has the reason, and no section is asked for it (E05).
func TestClosedNeedsNoReason(t *testing.T) {
	n := theNotice(t, "putian-2009")
	at := notice.Place{File: "外资管理科/1.docx", Table: 1, Row: 2}
	rec := itemOf(at, []string{"name", "category"}, []string{"敏感物项核查", "行政许可"})
	readings := []*form.Reading{{Source: form.Source{File: at.File, Section: "外资管理科"}, Records: []form.Record{rec}}}
	p := catalog.Power{ID: 1, Description: catalog.Description{Section: "外资管理科", Category: "XK", Name: "敏感物项核查"}}
	for _, d := range []notice.Decision{notice.Close, notice.Abolish} {
		p.Decided = &catalog.Decided{Decision: d}
		if d == notice.Abolish {
			readings[0].Records[0].Class = notice.Secret
		}
		c, _ := catalog.Merge(n, readings, []catalog.Power{p})
		asked := slices.ContainsFunc(Check(Subject{Notice: n, Catalog: c, Readings: readings}), func(f notice.Finding) bool { return f.Rule == "E05" })
		if secret := c.Items[0].Class == notice.Secret; !secret || asked != (d != notice.Close) {
			t.Errorf("%s: secret %t, asked for a reason %t", d, secret, asked)
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	n := theNotice(b, "putian-2009")
	for _, items := range []int{2_000, 20_000, 100_000} {
		var readings []*form.Reading
		for f := range items / 20 {
			r := &form.Reading{Source: form.Source{File: fmt.Sprintf("外资管理科/%d.docx", f), SHA256: fmt.Sprint(f), Section: "外资管理科"}}
			for i := range 20 {
				at := notice.Place{File: r.Source.File, Table: 1, Row: i + 2}
				rec := itemOf(at, []string{"name", "category", "basis", "statutoryLimit", "promisedLimit", "class"}, []string{
					fmt.Sprintf("对第%d号货物进出口经营者违反配额管理规定行为的处罚", f*20+i), "行政处罚",
					"《中华人民共和国对外贸易法》第三十三条；《中华人民共和国行政许可法》第十二条", "20日", "14日",
					map[int]string{7: "secret"}[i]})
				complete(n, rec)
				r.Records = append(r.Records, rec)
			}
			readings = append(readings, r)
		}
		c, _ := catalog.Merge(n, readings, nil)
		b.Run(fmt.Sprint(items), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Check(Subject{Notice: n, Catalog: c, Readings: readings})
			}
		})
	}
}
