package form

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// power is a record as it is meant; the layouts below must not change a word of it.
type power map[string]string

// fieldWords are the heads a field may be given under, and words for its values.
var fieldWords = map[string]struct{ heads, values []string }{
	"name":            {[]string{"项目名称", "职权名称", "事项名称", "项 目\n名 称"}, nil},
	"category":        {[]string{"权力类别", "职权类别", "类别", "权力类型"}, []string{"行政许可", "行政处罚", "行政强制", "行政征收", "其他行政权力"}},
	"basis":           {[]string{"权力依据", "实施依据", "法律依据", "依据"}, []string{"《对外贸易法》第九条", "《行政许可法》第十二条第一款", "《海关法》第三条；", "根据省、市有关文件规定", "1.《甲法》第一条\n2.《乙条例》第二条", "一、《甲法》第一条\n二、《乙条例》第二条\n三、《丙规定》", "《甲法》第一条；《乙条例》第二条"}},
	"disclosureForm":  {[]string{"公开形式", "公开方式"}, []string{"政府网站", "政务公开栏", "政府网站、办事指南"}},
	"disclosureScope": {[]string{"公开范围", "公开对象"}, []string{"全社会", "申请企业", "部门内部", "不公开"}},
	"disclosureTime":  {[]string{"公开时间", "公开时限"}, []string{"长期", "随时公开"}},
	"fee":             {[]string{"收费依据及标准", "收费标准", "收费及依据\n标准"}, []string{"不收费", "每证50元"}},
	"section":         {[]string{"承办科室和负责人", "承办科室", "责任科室"}, []string{"外资管理科 科长", "对外贸易科"}},
	"statutoryLimit":  {[]string{"法定时限", "法定期限"}, []string{"20日", "30个工作日", "即时"}},
	"reason":          {[]string{"不公开理由", "不公开的理由"}, []string{"涉及国家秘密", "涉及商业秘密"}},
	"promisedLimit":   {[]string{"承诺时限", "承诺期限"}, []string{"10日", "13个工作日"}},
}

// children are heads that may stand under a parent.
var children = map[string][2]string{
	"disclosureForm": {"公开", "形式"}, "disclosureScope": {"公开", "范围"}, "disclosureTime": {"公开", "时间"},
	"statutoryLimit": {"办理时限", "法定"}, "promisedLimit": {"办理时限", "承诺"},
}

var optional = []string{"basis", "disclosureForm", "disclosureScope", "disclosureTime", "fee", "section", "statutoryLimit", "promisedLimit"}

func drawPowers(t *rapid.T) ([]power, []string) {
	fields := slices.Clone(optional)
	fields = rapid.Permutation(fields).Draw(t, "fields")[:rapid.IntRange(2, len(fields)).Draw(t, "number of fields")]
	n := rapid.IntRange(1, 9).Draw(t, "powers")
	powers := make([]power, n)
	secret := rapid.IntRange(0, 5).Draw(t, "secret list") == 5
	if secret {
		fields = []string{"reason"}
	}
	for i := range powers {
		p := power{
			"name":     fmt.Sprintf("%s第%d号%s", rapid.SampledFrom([]string{"货物进口", "外商投资", "境外投资", "注册商标", "3C认证"}).Draw(t, "name"), i+1, rapid.SampledFrom([]string{"审批", "核准", "备案", "的处罚"}).Draw(t, "act")),
			"category": rapid.SampledFrom(fieldWords["category"].values).Draw(t, "category"),
		}
		for _, f := range fields {
			if rapid.IntRange(0, 9).Draw(t, "filled") > 0 || f == "basis" || f == "reason" {
				p[f] = rapid.SampledFrom(fieldWords[f].values).Draw(t, f)
			}
		}
		powers[i] = p
	}
	return powers, fields
}

func (p power) class() notice.Class {
	if p["reason"] != "" {
		return notice.Secret
	}
	switch p["disclosureScope"] {
	case "部门内部":
		return notice.Internal
	case "不公开":
		return notice.Secret
	}
	return notice.Public
}

// submission is a document and the records it was written from.
type submission struct {
	doc    *docx.Document
	powers []power
	fields []string
	counts map[string]int // of a statistics table, by category
}

// drawSubmission draws records and writes them in a layout offices use.
func drawSubmission(t *rapid.T) submission {
	s := submission{doc: &docx.Document{}}
	s.powers, s.fields = drawPowers(t)
	above(t, s.doc, s.fields)
	switch rapid.SampledFrom([]Layout{Horizontal, Horizontal, Vertical, Labels}).Draw(t, "layout") {
	case Horizontal:
		s.powers = horizontalDoc(t, s.doc, s.powers, s.fields)
	case Vertical:
		verticalDoc(t, s.doc, s.powers, s.fields)
	case Labels:
		labelDoc(t, s.doc, s.powers, s.fields)
	}
	below(t, &s)
	for _, b := range s.doc.Blocks {
		if b.Table != nil {
			paragraphsInCells(t, b.Table)
		}
	}
	return s
}

// check demands the records back, in order, word for word, in a balanced account.
func (s submission) check(t rapid.TB, got *Reading) {
	t.Helper()
	if err := got.Account.Balance(); err != nil {
		t.Fatal(err)
	}
	if len(got.Records) != len(s.powers) {
		t.Fatalf("%d records, want %d\n%s", len(got.Records), len(s.powers), describe(got))
	}
	for i, p := range s.powers {
		rec := got.Records[i]
		for _, f := range append([]string{"name", "category"}, s.fields...) {
			if text := rec.Fields[f].Text; text != p[f] {
				t.Fatalf("record %d, %s: %q, want %q\n%s", i+1, f, text, p[f], describe(got))
			}
		}
		if rec.Class != p.class() {
			t.Fatalf("record %d: class %s, want %s\n%s", i+1, rec.Class, p.class(), describe(got))
		}
	}
	counts := map[string]int{}
	for _, c := range got.Counts {
		counts[c.Category] += c.N
	}
	if !maps.Equal(counts, s.counts) {
		t.Fatalf("counts %v, want %v\n%s", counts, s.counts, describe(got))
	}
}

// TestKnownRecordsComeBack demands back the records a structure was written from.
func TestKnownRecordsComeBack(t *testing.T) {
	r := NewReader(loadNotice(t, "putian-2009"))
	rapid.Check(t, func(t *rapid.T) {
		s := drawSubmission(t)
		s.check(t, r.Read(s.doc, Source{File: "x.docx"}))
	})
}
