package review

import (
	"strings"
	"testing"

	"huibian/pipeline/catalog"
	"huibian/pipeline/form"
	"huibian/pipeline/laws"
	"huibian/pipeline/notice"
)

// FuzzCheck writes anything into the cells that rules read, and into what a file says beside them: no rule panics or hangs,
// and each finding says what is wrong, what to do, and where.
func FuzzCheck(f *testing.F) {
	var notices []*notice.Notice
	for _, name := range []string{"putian-2009", "ningde-2009", "heshan-2010", "fuxing-statistics"} {
		notices = append(notices, theNotice(f, name))
	}
	known, err := laws.Parse("laws.yaml", []byte("laws:\n  - {title: 统计法, from: 1984-01-01, amended: [1996-05-15], articles: 34}\n"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add("外资企业设立审批", "《统计法》（1983年）第零条、第三十五条", "自受理之日起20个工作日", "30天", "受理（1日）→审查（40日）→决定（即时）", "协助市公安局", "看情况、公开栏", "外资管理科")
	f.Add("", "根据有关规定", "1个月", "十五个工作日", "受理2日、审查6日", "一般", "（", "宁德市交通局机关 处长")
	f.Fuzz(func(t *testing.T, name, basis, statutory, promised, procedure, nature, form3, section string) {
		for _, n := range notices {
			readings := drawnReadings(n, name, basis, statutory, promised, procedure, nature, form3, section)
			c, _ := catalog.Merge(n, readings, nil)
			for _, finding := range Check(Subject{Notice: n, Catalog: c, Readings: readings, Laws: known}) {
				if finding.Message == "" || finding.Advice == "" || finding.Level == notice.Off || finding.Place.File == "" && finding.Rule != "I06" {
					t.Errorf("%+v", finding)
				}
			}
		}
	})
}

// drawnReadings are two submissions that say the same words in every place a rule looks at.
func drawnReadings(n *notice.Notice, name, basis, statutory, promised, procedure, nature, form3, section string) (out []*form.Reading) {
	for i, class := range []notice.Class{"", notice.Secret} {
		file := n.Sections[i%len(n.Sections)].Name + "/一.docx"
		at := notice.Place{File: file, SHA256: file, Table: 1, Row: 2}
		keys := []string{"name", "category", "basis", "statutoryLimit", "promisedLimit", "procedure", "nature", "disclosureForm", "disclosureScope", "disclosureTime",
			"section", "fee", "reason", "discretion", "matchLaw", "matchSection", "institution", "examination", "decision"}
		texts := []string{name, n.Categories[0].Name, basis, statutory, promised, procedure, nature, form3, form3, form3,
			section, promised, basis, nature, nature, section, name, section, section}
		rec := itemOf(at, keys, texts)
		rec.Class = class
		out = append(out, &form.Reading{
			Source:    form.Source{File: file, SHA256: file, Section: n.Sections[i%len(n.Sections)].Name},
			Records:   []form.Record{rec},
			Signature: &form.Signature{Opinion: nature, Signer: section, Place: at},
			Dated:     notice.Date{Year: 2009, Month: 8, Day: 21}, DatedAt: at,
			Charts: []form.Chart{{Name: name, Text: procedure, Serves: strings.Repeat(name+"、", 2), Place: at, Steps: []form.Step{
				{Name: "审查", Post: section, Limit: promised, Place: at}, {Name: "决定", Post: section, Limit: statutory, Place: at}}}},
			Duties: []form.Duty{{Name: name, Place: at, Posts: []form.Post{{Step: nature, Text: section, Place: at}, {Step: "决定", Text: section, Place: at}}}},
			Texts:  []form.Text{{Kind: notice.FormRules, Title: name + "制度", Words: 10, Place: at}},
		})
	}
	return out
}
