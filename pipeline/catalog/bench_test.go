package catalog

import (
	"fmt"
	"io"
	"testing"

	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

// bench is 20 powers a file, of which one in twenty is secret and one internal.
func bench(b *testing.B, items int) []*form.Reading {
	b.Helper()
	n := putian(b)
	var out []*form.Reading
	for f := range items / 20 {
		section := n.Sections[f%len(n.Sections)].Name
		var records []form.Record
		for i := range 20 {
			class := map[int]notice.Class{7: notice.Secret, 13: notice.Internal}[i]
			law := fmt.Sprintf("中华人民共和国对外贸易第%d法", (f*20+i)%300)
			records = append(records, record(class,
				"seq", fmt.Sprint(i+1), "code", "",
				"name", fmt.Sprintf("对第%d号货物进出口经营者违反配额管理规定行为的处罚", f*20+i),
				"category", n.Categories[i%len(n.Categories)].Name,
				"basis", "《"+law+"》第三十三条:申请人应当提交申请书以及法律法规规定的其他材料行政机关自受理之日起依法进行审查并在规定期限内作出决定。;《中华人民共和国行政许可法》第十二条第一款第(二)项、第三款",
				"disclosureForm", "政府网站、办事指南", "disclosureScope", "全社会", "statutoryLimit", "20日", "promisedLimit", "13日", "fee", "不收费", "section", section,
			))
		}
		out = append(out, submission(fmt.Sprintf("%s/第%d份.docx", section, f), section, records...))
	}
	return out
}

// The stages of DESIGN §5 that are this package's, at 2,000 items and at ten times as many.
func BenchmarkCatalog(b *testing.B) {
	for _, items := range []int{2_000, 20_000} {
		readings := bench(b, items)
		c, _ := Merge(putian(b), readings, nil)
		v := c.View(notice.Public)
		names := make([]string, len(v.Items))
		for i := range v.Items {
			names[i] = v.Items[i].Name
		}
		for _, s := range []struct {
			name string
			run  func() error
		}{
			{"Merge", func() error { Merge(putian(b), readings, nil); return nil }},
			{"View", func() error { c.View(notice.Public); return nil }},
			{"Sources", func() error { c.Sources(notice.Public); return nil }},
			{"Laws", func() error { v.Laws(); return nil }},
			{"Statistics", func() error { v.Statistics(); return nil }},
			{"ByStroke", func() error { ByStroke(names); return nil }},
			{"WriteJSON", func() error { return WriteJSON(io.Discard, v) }},
			{"WriteCSV", func() error { return WriteCSV(io.Discard, v) }},
			{"WriteXLSX", func() error { return WriteXLSX(io.Discard, v) }},
		} {
			b.Run(fmt.Sprintf("%s/%d", s.name, items), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := s.run(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
