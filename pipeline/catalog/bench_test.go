package catalog

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"huibian/pipeline/cite"
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

// BenchmarkRecognise is what it costs to know 100,000 powers again: all of them by name, all but a few hundred, which are
// asked about, by name, all by code, and a few hundred new items among 100,000 powers of which none was submitted.
func BenchmarkRecognise(b *testing.B) {
	const many, few = 100_000, 300
	n := wide(b)
	var records []form.Record
	for i := range many {
		records = append(records, record("", "name", fmt.Sprintf("对%s货物进出口经营者违反%s管理规定行为的处罚", numeral(i), numeral(i/7)), "category", n.Categories[i%len(n.Categories)].Name,
			"basis", fmt.Sprintf("《第%d法》第三条", i%300)))
	}
	read := func(records []form.Record) []*form.Reading {
		return []*form.Reading{submission("办公室/一.docx", "办公室", records...)}
	}
	c, _ := Merge(n, read(records), nil)
	powers := released(c, nil)
	renamed := func(count int) []form.Record {
		out := slices.Clone(records)
		for k := range count {
			i := k * (many / count)
			text := strings.Replace(records[i].Fields["name"].Text, "的处罚", "的行政处罚决定", 1)
			out[i] = record("", "name", text, "category", records[i].Fields["category"].Text, "basis", records[i].Fields["basis"].Text)
		}
		return out
	}
	byCode := slices.Clone(records)
	for i := range byCode {
		it := &c.Items[i] // in the order of the book
		byCode[i] = record("", "name", it.Name+"改", "category", it.CategoryName, "code", it.Code)
	}
	var fresh []form.Record
	for k, r := range renamed(few) {
		if k%(many/few) == 0 {
			fresh = append(fresh, r)
		}
	}
	for _, x := range []struct {
		name    string
		records []form.Record
		powers  []Power
	}{
		{"nothing known", records, nil},
		{"by name", records, powers},
		{"by code", byCode, powers},
		{"300 renamed", renamed(few), powers},
		{"300 new, none submitted", fresh, powers},
	} {
		b.Run(x.name, func(b *testing.B) {
			readings := read(x.records)
			m := &merger{n: n, catalog: &Catalog{Notice: n}, limits: map[string]*Limit{}}
			for i := range readings[0].Records {
				m.catalog.Items = append(m.catalog.Items, m.item(readings[0], &readings[0].Records[i], new(cite.Reader)))
			}
			m.sort()
			items := m.catalog.Items
			b.ReportAllocs()
			for b.Loop() {
				m := &merger{n: n, catalog: &Catalog{Notice: n, Items: slices.Clone(items)}}
				m.fold()
				m.recognise(x.powers)
				m.decide()
				m.stricter()
				m.number()
				m.disposed()
				m.changed()
				m.ask()
			}
		})
	}
}

// numeral is a number in Chinese digits.
func numeral(i int) string {
	var out []rune
	for _, d := range fmt.Sprint(i) {
		out = append(out, []rune("零一二三四五六七八九")[d-'0'])
	}
	return string(out)
}

// wide is a notice whose codes have six digits: more than a district has powers.
func wide(t testing.TB) *notice.Notice {
	t.Helper()
	const block = "(?P<seq>[0-9]{4})$'\n  separator: \"-\"\n  width: 4"
	n := changed(t, "putian-2009", block, strings.ReplaceAll(block, "4", "6"))
	n.Codes.First.Internal, n.Codes.First.Secret = 800_001, 900_001
	return n
}
