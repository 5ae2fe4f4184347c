package catalog

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

// 越位, 错位, 缺位 (N13): what is said, to the office and to the section, and where nothing is.
func TestOverlaps(t *testing.T) {
	inherited := power("戊", "行政许可")
	inherited.Fields["section"] = form.Value{Text: "外资管理科", Inherited: true}
	for _, c := range []struct {
		name   string
		files  []*form.Reading
		powers []Power
		want   []string // message, discreet
	}{
		{"one name under two categories in two sections",
			[]*form.Reading{
				submission("办公室/1.docx", "办公室", power("企业年检", "行政许可"), power("企业年检", "行政许可", "subitem", "外资")),
				submission("监察室/2.docx", "监察室", power("企业 年检", "行政确认"), power("企业年检", "行政确认", "subitem", "外资")),
			}, nil,
			[]string{
				"“企业 年检”在此处列为行政确认，而办公室/1.docx（表1第2行）列为行政许可，类别不一致，疑为错位", "“企业 年检”在此处列为行政确认，与办公室所列的类别不一致，疑为错位",
				"“企业年检”在此处列为行政确认，而办公室/1.docx（表1第2行）列为行政许可，类别不一致，疑为错位", "“企业年检”在此处列为行政确认，与办公室所列的类别不一致，疑为错位",
			}},
		{"a secret one", []*form.Reading{
			submission("办公室/1.docx", "办公室", record(notice.Secret, "name", "企业年检", "category", "行政许可")),
			submission("监察室/2.docx", "监察室", record(notice.Secret, "name", "企业年检", "category", "行政确认")),
		}, nil, []string{"“企业年检”在此处列为行政确认，而办公室列为行政许可，类别不一致，疑为错位", "“企业年检”在此处列为行政确认，与其他科室所列的类别不一致，疑为错位"}},
		{"in one section, or of no category: nothing",
			[]*form.Reading{submission("办公室/1.docx", "办公室", power("企业年检", "行政许可"), power("企业年检", "行政确认")), submission("监察室/2.docx", "监察室", power("企业年检", "说不清"))}, nil, nil},
		{"abolished: nothing",
			[]*form.Reading{submission("办公室/1.docx", "办公室", power("企业年检", "行政许可"), power("企业年检", "行政许可"), power("对企业年检", "行政许可")), submission("监察室/2.docx", "监察室", power("企业年检", "行政确认"))},
			[]Power{before(1, "", "企业年检", decided(notice.Abolish, "")), before(2, "", "企业年检", decided(notice.Abolish, ""))}, nil},
		{"done by another section",
			[]*form.Reading{submission("办公室/1.docx", "办公室", power("甲", "行政许可", "section", "外资管理科 科长"), power("乙", "行政许可", "section", "办公室"), power("丙", "行政许可", "section", "办公室、外资管理科"),
				power("丁", "行政许可", "section", "局领导"), inherited)}, nil,
			[]string{"“甲”由办公室申报，承办科室却写“外资管理科 科长”，疑为越位", ""}},
		{"done by nobody of the notice",
			[]*form.Reading{submission("1.docx", "", power("甲", "行政许可", "section", "某处"), power("乙", "行政许可"), power("丙", "行政许可", "section", "监察室")), submission("新科/2.docx", "新科", power("丁", "行政许可"))}, nil,
			[]string{"“甲”的承办科室“某处”不在科室名单中，疑为缺位", ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, findings := Merge(putian(t), c.files, c.powers)
			var got []string
			for _, f := range of("I02", findings) {
				if f.Advice == "" || f.Item == "" {
					t.Errorf("%+v", f)
				}
				got = append(got, f.Message, f.Discreet)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// The bureau may submit for its offices.
func TestTheBureauSubmitsForItsOffices(t *testing.T) {
	n := theNotice(t, "fuxing-statistics")
	_, findings := Merge(n, []*form.Reading{submission("统计局/1.docx", "统计局", power("甲", n.Categories[0].Name, "section", "办公室"))}, nil)
	if len(findings) > 0 {
		t.Error(told(findings))
	}
}
