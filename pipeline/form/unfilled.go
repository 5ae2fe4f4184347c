package form

import (
	"slices"
	"strings"
	"unicode/utf8"

	"huibian/pipeline/notice"
)

// unfilledCharts takes the charts that are no more than their form (附件6) out of a reading, and says so: a form that was
// handed in as it was given out is no flowchart.
func (x *reading) unfilledCharts() {
	x.out.Charts = slices.DeleteFunc(x.out.Charts, func(c Chart) bool {
		if !x.unfilled(&c) {
			return false
		}
		x.out.Unfilled = append(x.out.Unfilled, notice.FormFlowchart)
		x.report(problem{ruleNoTable, "流程图的表样没有填写", "请填写各环节，或把画好的流程图贴在表的下面。"}, c.Place, "")
		return true
	})
}

// unfilled says whether a chart has nothing but the heads and labels of a form with a table of steps, the numbers of its rows,
// and what the form says of itself. Its name may be that of its file.
func (x *reading) unfilled(c *Chart) bool {
	if c.Code != "" || c.Serves != "" || len(c.Steps) > 0 || c.Drawn || c.Picture {
		return false
	}
	heads, instructed := 0, false
	for line := range strings.SplitSeq(c.Text, "\n") {
		if instructed = explainsForm(line) || instructed && listMark(strings.TrimSpace(line)) > 0; instructed || x.isSenders(line) {
			continue
		}
		for _, word := range strings.Fields(line) {
			switch {
			case onlyNumber(word):
			case x.isHead(word):
				heads++
			default:
				return false
			}
		}
	}
	return heads >= fewestHeads
}

// fewestHeads is how many heads and labels make a form: with fewer, a chart may be words that look like them.
const fewestHeads = 4

// isHead knows the words of a form of a chart: the heads of steps, the labels of the power, of elements, of what it serves.
// A line that says something behind a label is none: 四、办理时限：10日.
func (x *reading) isHead(word string) bool {
	if utf8.RuneCountInString(word) > maxLabel || strings.ContainsAny(word, ":：，。；,;"+arrows) {
		return false
	}
	if stepHead(word) != stepOther {
		return true
	}
	if names, ok := serving(word + "："); ok && names == "" {
		return true
	}
	if _, ok := x.r.labelOf(word, ""); ok {
		return true
	}
	_, ok := x.namedElement(notice.FoldHead(word))
	return ok
}
