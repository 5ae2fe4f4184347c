package review

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

func TestPartsOfASubmission(t *testing.T) {
	n := theNotice(t, "putian-2009")
	title := func(s string) form.Account {
		return form.Account{Paragraphs: 1, SetAside: []form.SetAside{{What: form.WhatParagraph, Where: "第1段", Why: whyTitle, Text: s}}}
	}
	for _, c := range []struct {
		what string
		r    form.Reading
		want map[notice.FormKind]Sent
	}{
		{"a catalog", form.Reading{Records: []form.Record{{Form: notice.FormCatalog}}}, map[notice.FormKind]Sent{notice.FormCatalog: There}},
		{"a secret list", form.Reading{Records: []form.Record{{Form: notice.FormSecret}}}, map[notice.FormKind]Sent{notice.FormSecret: There}},
		{"no secret items", form.Reading{Zero: true, Account: title("涉密不宜公开行政职权目录")}, map[notice.FormKind]Sent{notice.FormSecret: Zero}},
		{"no items", form.Reading{Zero: true, Account: title("莆田市外经贸局行政职权目录")}, map[notice.FormKind]Sent{notice.FormCatalog: Zero}},
		{"a sentence with numbers", form.Reading{Counts: []form.Count{{N: 3}}}, map[notice.FormKind]Sent{}},
		{"a table of numbers", form.Reading{Tables: []form.TableReading{{Form: notice.FormStatistics}}, Counts: []form.Count{{N: 3}}}, map[notice.FormKind]Sent{notice.FormStatistics: There}},
		{"a table for numbers with none in it", form.Reading{Tables: []form.TableReading{{Form: notice.FormStatistics}}}, map[notice.FormKind]Sent{}},
		{"the form of a flowchart, not filled in", form.Reading{Account: title("权力运行流程图"), Unfilled: []notice.FormKind{notice.FormFlowchart}}, map[notice.FormKind]Sent{}},
		{"a flowchart by its title", form.Reading{Account: title("外资企业设立审批权力运行流程图")}, map[notice.FormKind]Sent{notice.FormFlowchart: There}},
		{"a flowchart by its name", form.Reading{Source: form.Source{File: "甲/流程图.docx"}, Account: form.Account{Pictures: 1}}, map[notice.FormKind]Sent{notice.FormFlowchart: There}},
		{"a file with the name of one that cannot be read", form.Reading{Source: form.Source{File: "甲/流程图.docx"}, Rejected: true}, map[notice.FormKind]Sent{}},
		{"a report", form.Reading{Account: title("关于行政权力清理工作情况的报告")}, map[notice.FormKind]Sent{notice.FormReport: There}},
		{"a sentence that speaks of one", form.Reading{Account: form.Account{Paragraphs: 1, SetAside: []form.SetAside{{What: form.WhatParagraph, Why: "正文文字", Text: "请见流程图"}}}}, map[notice.FormKind]Sent{}},
	} {
		if d := cmp.Diff(c.want, PartsOf(n, &c.r)); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, d)
		}
	}
}
