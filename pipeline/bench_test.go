package pipeline

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"huibian/pipeline/intake"
	"huibian/templates"
)

// benchRows makes n rows of realistic length: names of 15 characters, one or two laws with their wording.
func benchRows(r *rand.Rand, n, from int) [][]string {
	pick := func(s ...string) string { return s[r.IntN(len(s))] }
	const text = "申请人应当提交申请书以及法律法规规定的其他材料行政机关自受理之日起依法进行审查并在规定期限内作出决定符合条件的予以批准"
	chars := []rune(text)
	some := func(a, b int) string {
		at, n := r.IntN(len(chars)), a+r.IntN(b-a)
		return string(append(chars, chars...)[at : at+n])
	}
	rows := [][]string{goodHead}
	for k := range n {
		var basis []string
		for range 1 + r.IntN(2) {
			basis = append(basis, fmt.Sprintf("《中华人民共和国%s》第%d条:%s。",
				pick("对外贸易法", "行政许可法", "外资企业法", "货物进出口管理条例", "统计法", "招标投标法"), 1+r.IntN(89), some(20, 60)))
		}
		rows = append(rows, []string{
			fmt.Sprint(k + 1),
			fmt.Sprintf("%s%s%s%d", pick("对外贸易", "外商投资", "货物进口", "加工贸易", "口岸管理"), some(4, 9), pick("审批", "核准", "备案登记", "资格确认"), from+k),
			pick("行政许可", "行政处罚", "行政强制", "行政征收", "行政给付", "行政确认", "行政裁决", "其他行政权力"),
			strings.Join(basis, ";"), pick("政府网站", "政务公开栏", "政府网站、办事指南"), "全社会", pick("长期", "随时公开"), "不收费", "负责人",
		})
	}
	return rows
}

// benchWorkspace is the set of DESIGN §5: files submissions of 20 rows by 9 columns, five files a section.
func benchWorkspace(tb testing.TB, files int) Workspace {
	tb.Helper()
	dir := tb.TempDir()
	if err := templates.Init(dir, templates.Default, false); err != nil {
		tb.Fatal(err)
	}
	r := rand.New(rand.NewPCG(746, 0))
	for i := range files {
		section := fmt.Sprintf("第%d科", i/5+1)
		folder := filepath.Join(dir, "inputs", section)
		if err := os.MkdirAll(folder, 0o755); err != nil {
			tb.Fatal(err)
		}
		body := "<w:p><w:r><w:t>填报科室:" + section + "</w:t></w:r></w:p>" + wordTable(benchRows(r, 20, i*20)...)
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("职权目录%02d.docx", i%5+1)), wordFile(tb, body), 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	return Workspace{Dir: dir}
}

// The budgets of DESIGN §5 stand beside the figures, in seconds: limit-s.
func BenchmarkRead100Files(b *testing.B) {
	w := benchWorkspace(b, 100)
	h, err := w.open()
	if err != nil {
		b.Fatal(err)
	}
	drops, _, err := intake.Scan(w.Inputs(), h.Notice)
	if err != nil || len(drops) != 100 {
		b.Fatal(len(drops), err)
	}
	for b.Loop() {
		if _, err := gather(context.Background(), h.Notice, w.Inputs(), silent{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(0.15, "limit-s")
}

func BenchmarkBuild100Files(b *testing.B) {
	w := benchWorkspace(b, 100)
	for b.Loop() {
		if _, err := Build(context.Background(), w, Options{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(1, "limit-s")
}

func BenchmarkOpenWorkspace(b *testing.B) {
	w := benchWorkspace(b, 1)
	for b.Loop() {
		if _, err := w.open(); err != nil {
			b.Fatal(err)
		}
	}
}
