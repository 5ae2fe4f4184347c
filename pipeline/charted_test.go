package pipeline

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"huibian/pipeline/intake"
	"huibian/pipeline/internal/docxtest"
	"huibian/pipeline/notice"
)

// A flowchart that only looks like a power's stands in no book before the office has said that it is; what it said holds when
// the chart is handed in again, and is asked for anew when the caption says something else.
func TestTheOfficeSaysWhoseAChartIs(t *testing.T) {
	w := dropped(t, map[string]string{
		"外资管理科/目录.docx": para("填报科室：外资管理科") + wordTable(goodHead, power("外资企业设立审批", "全社会"), power("外资企业终止核准", "全社会")),
		"外资管理科/图.docx":  chartOf("外资企业的设立审批", "标记"),
	})
	shows := func() bool {
		build(t, w)
		return strings.Contains(bookText(t, w, "公开版/职权目录汇编"), "标记")
	}
	if shows() {
		t.Fatal("the book shows a chart nobody was sure of")
	}
	sheets, err := WriteReview(t.Context(), w, ReviewOptions{})
	if err != nil {
		t.Fatal(err)
	}
	text := bookText(t, w, strings.TrimSuffix(sheets[0].File, ".docx"))
	if !strings.Contains(text, "是这一项的流程图吗？") {
		t.Fatalf("the sheet does not ask: %s", text)
	}
	at := strings.Index(text, "疑为本项的流程图：")
	id, _, _ := strings.Cut(text[at+len("疑为本项的流程图："):], " ")
	act := Act{By: "审核人", At: time.Date(2009, 9, 1, 9, 0, 0, 0, time.UTC)}
	if _, err := Decide(t.Context(), w, act, Ruling{Code: "外资企业设立审批", Decision: notice.Same, As: "图00000000"}); !errors.Is(err, ErrNoItem) {
		t.Errorf("an unknown chart: %v", err)
	}
	blank, err := os.ReadFile(filepath.Join(w.Output(), filepath.FromSlash(sheets[0].File)))
	if err != nil {
		t.Fatal(err)
	}
	filled, err := docxtest.EditMain(blank, func(xml string) (string, error) { // the question is the last of the sheet
		xml, err := docxtest.Fill(xml, fmt.Sprint("decision:", sheets[0].Rows), "同一职权")
		if err == nil {
			xml, err = docxtest.Fill(xml, "by", "甲")
		}
		return xml, err
	})
	if err != nil {
		t.Fatal(err)
	}
	decisions := filepath.Join(w.Inputs(), intake.Decisions)
	if err := os.MkdirAll(decisions, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(decisions, "审核表.docx"), filled, 0o644); err != nil {
		t.Fatal(err)
	}
	if !shows() {
		t.Error("the book does not show a chart that was decided on")
	}
	replace := func(caption string) {
		p := filepath.Join(w.Inputs(), "外资管理科", "图.docx")
		if err := os.WriteFile(p, wordFile(t, chartOf(caption, "标记", "监督电话照旧。")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if replace("外资企业的设立审批"); !shows() {
		t.Error("handed in again, the chart is not the power's any more")
	}
	if _, err := Decide(t.Context(), w, act, Ruling{Code: "外资企业设立审批", Decision: notice.Other, As: id}); err != nil {
		t.Fatal(err)
	}
	if shows() {
		t.Error("it was said not to be the power's, and the book shows it")
	}
	if replace("外资企业之设立审批"); shows() {
		t.Error("another caption, and nobody was asked")
	}
}
