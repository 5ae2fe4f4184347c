package form

import (
	"slices"
	"strings"
	"unicode/utf8"

	"huibian/pipeline/notice"
)

// wholeCaption is a caption with the power's name that stands on the line above it, or in brackets below it.
func (x *reading) wholeCaption(all []passage, i int, caption string) string {
	if name, _ := x.chartName(caption); name != "" {
		return caption
	}
	if i > 0 && all[i-1].plain() && all[i-1].why() != whyHeading && x.firstHalf(all[i-1].text) {
		return all[i-1].text + caption
	}
	if i+1 < len(all) && all[i+1].plain() && inBrackets.FindString(all[i+1].text) == all[i+1].text {
		return strings.Trim(all[i+1].text, "（）()") + caption
	}
	return caption
}

// sameChart says whether two captions are of one power.
func (x *reading) sameChart(a, b string) bool {
	p, _ := x.chartName(a)
	q, _ := x.chartName(b)
	return p != "" && p == q
}

// captionOf is the caption of a chart that a passage is or begins with: a line, the first row of a table, the first line of
// a text box.
func (x *reading) captionOf(g *passage) string {
	texts := []string{}
	switch {
	case g.table != nil && g.unread():
		texts = append(texts, firstRow(g.table.table))
	case g.plain():
		texts = append(texts, g.text)
	}
	for _, b := range g.boxes {
		texts = append(texts, firstLine(b))
	}
	for _, text := range texts {
		if _, ok := x.chartName(text); ok {
			return text
		}
	}
	return ""
}

// chartName is the power's name in the caption of a chart, "" where it says none: 附件6　外资企业设立审批权力运行流程图.
func (x *reading) chartName(text string) (string, bool) {
	if len(text) > 240 || !strings.Contains(text, "图") {
		return "", false
	}
	words := slices.DeleteFunc(strings.Fields(foldProse(text)), func(w string) bool { return x.isCode(notice.NormalizeCode(w)) })
	text = strings.TrimRight(strings.Join(words, ""), ":：")
	if namesShare.MatchString(text) {
		return "", false
	}
	for range 2 { // 流程图（一）（续）, 甲审批（权力运行流程图）
		bracket := inBrackets.FindString(text)
		cut := strings.TrimSuffix(text, bracket)
		switch inside := strings.Trim(bracket, "（）()"); {
		case strings.HasSuffix(cut, "图"):
			text = cut
		case inside != "" && chartEnding.FindString(inside) == inside:
			text = cut + inside
		}
	}
	if utf8.RuneCountInString(text) > 60 || strings.ContainsAny(text, "，。；？！:：;,") && figure.FindString(text) == "" {
		return "", false
	}
	text = unquote(text)
	at := chartEnding.FindStringIndex(text)
	if at == nil {
		return "", false
	}
	name := stripNumber(figure.ReplaceAllString(text[:at[0]], ""))
	name = name[listMark(name):]                                // 一、流程图 names no power
	if power := strings.TrimSuffix(name, "办理"); power != name { // 甲审批办理流程图
		if _, ends := suffixed(power, powerEndings); ends {
			name = power
		}
	}
	if isMention(name) || strings.ContainsAny(name, "，。；？！:：;,") || strings.HasPrefix(name, "第") && strings.Contains(name, "条") {
		return "", false
	}
	if i := strings.LastIndexAny(name, "(（"); i > 0 && x.isCode(notice.NormalizeCode(strings.Trim(name[i:], "（）()"))) {
		name = name[:i]
	}
	name = unquote(name)
	for _, unit := range []string{x.r.n.Unit.Name, x.r.n.Unit.Short} {
		if rest, cut := strings.CutPrefix(name, unit); cut && unit != "" {
			name = rest
			break
		}
	}
	return strings.TrimSuffix(unquote(strings.Trim(name, "-—")), "的"), true
}

// quotes may stand around a name.
var quotes = []string{"《》", "“”", "\"\"", "「」", "〈〉", "【】"}

// unquote takes off the marks around a name, both or none.
func unquote(name string) string {
	for _, pair := range quotes {
		marks := []rune(pair)
		left, right := string(marks[0]), string(marks[1])
		if inner, ok := strings.CutPrefix(name, left); ok {
			if inner, ok = strings.CutSuffix(inner, right); ok && !strings.Contains(inner, right) {
				return inner
			}
		}
	}
	return name
}
