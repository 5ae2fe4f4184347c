package answer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"huibian/pipeline/notice"
)

// grade is a level of findings in the words of a receipt.
type grade struct {
	level   notice.Level
	word    string // 错误
	measure string // 处错误
	heading string // of its findings in a receipt
	demand  string // what is to be done about them
}

// grades are the levels, gravest first.
var grades = []grade{
	{notice.Error, "错误", "处错误", "错误，必须改正", "须改正"},
	{notice.Warning, "警告", "处警告", "警告，请核对，确有不当的改正", "请核对"},
	{notice.Info, "提示", "处提示", "提示，供参考", "提示"},
}

// gradeOf is the grade of a finding; a level that is none counts as a warning, so that no finding is lost.
func gradeOf(f notice.Finding) int {
	if i := slices.IndexFunc(grades, func(g grade) bool { return g.level == f.Level }); i >= 0 {
		return i
	}
	return 1
}

// byGrade are findings, gravest first, within a grade in the order of the file.
func byGrade(all []notice.Finding) []notice.Finding {
	out := slices.Clone(all)
	slices.SortStableFunc(out, func(a, b notice.Finding) int {
		return cmp.Or(cmp.Compare(gradeOf(a), gradeOf(b)), a.Compare(b))
	})
	return out
}

// tallied counts findings by grade.
func tallied(all []notice.Finding) (n [3]int) {
	for _, f := range all {
		n[gradeOf(f)]++
	}
	return n
}

// counts says how many findings there are: 3处错误、2处警告; "" for none.
func counts(n [3]int) string {
	var parts []string
	for i, g := range grades {
		if n[i] > 0 {
			parts = append(parts, fmt.Sprint(n[i], g.measure))
		}
	}
	return strings.Join(parts, "、")
}

// demands says what is to be done about so many findings: 须改正3处，请核对2处; 没有问题 about none.
func demands(n [3]int) string {
	var parts []string
	for i, g := range grades {
		if n[i] > 0 {
			parts = append(parts, fmt.Sprintf("%s%d处", g.demand, n[i]))
		}
	}
	return cmp.Or(strings.Join(parts, "，"), "没有问题")
}

// oneLine draws a text together that came in several lines.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
