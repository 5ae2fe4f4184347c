package form

import (
	"slices"
	"strings"
	"unicode/utf8"

	"huibian/pipeline/notice"
)

// chain reads the steps of a chart that is written in lines, one below the other with arrows between them (附件6 as it is
// typed without a table):
//
//	受理：外资管理科窗口工作人员，1日（材料不全的，一次告知补正）
//	↓
//	审核：外资管理科科长，3日
//
// A chart has one chain, with an arrow between any two of its lines, or none. The lines that were read are given back.
func (x *reading) chain(in []*passage) (steps []Step, lines []*passage) {
	arrow, begun := true, false
	for _, g := range in {
		switch {
		case g.table != nil || g.draws():
			return nil, nil
		case g.unit == nil:
			continue
		case isArrow(g.text):
			if arrow && begun { // two arrows in a row, or one above all steps
				return nil, nil
			}
			arrow = true
			if begun {
				lines = append(lines, g)
			}
		case arrow && (begun || x.arrowAfter(in, g)):
			steps, lines = append(steps, x.chainStep(g)), append(lines, g)
			arrow, begun = false, true
		case begun && x.arrowAfter(in, g):
			return nil, nil // a line that goes on, or branches side by side: nobody can tell
		}
	}
	if len(steps) < 3 || arrow {
		return nil, nil
	}
	return steps, lines
}

// arrowAfter says whether an arrow stands right below a passage.
func (x *reading) arrowAfter(in []*passage, g *passage) bool {
	i := slices.Index(in, g) + 1
	return i < len(in) && isArrow(in[i].text)
}

// isArrow knows a line that is an arrow and nothing else.
func isArrow(text string) bool {
	return text != "" && strings.ContainsAny(text, arrows) && strings.Trim(text, arrows+"|｜ 　") == ""
}

// longestStep is the most characters of the name of a step before a colon.
const longestStep = 12

// chainStep reads one line. What stands behind the colon is parted at commas that are in no brackets: what is a time is the
// limit, what names a post before it who does it; the rest is what is done.
func (x *reading) chainStep(g *passage) Step {
	s := Step{Name: g.text, Place: g.at}
	name, rest, found := cutColon(g.text)
	if n := utf8.RuneCountInString(name); !found || n > longestStep {
		return s
	}
	s.Name = strings.TrimSpace(name)
	for _, part := range partedAt(rest, "，,；;") {
		more := ""
		if i := strings.IndexAny(part, "（("); i > 0 && strings.HasSuffix(part, "）") {
			part, more = part[:i], part[i:]
		}
		switch {
		case s.Limit == "" && isTime(part):
			s.Limit = part
		case s.Post == "" && s.Task == "" && x.namesPost(part):
			s.Post = part
		default:
			more = part + more
		}
		if more != "" {
			s.Task = joinWith(s.Task, more)
		}
	}
	return s
}

// partedAt parts a text at marks that stand in no brackets.
func partedAt(text, marks string) []string {
	var out []string
	depth, from := 0, 0
	for i, c := range text {
		switch {
		case strings.ContainsRune("（(《“", c):
			depth++
		case strings.ContainsRune("）)》”", c):
			depth = max(depth-1, 0)
		case depth == 0 && strings.ContainsRune(marks, c):
			out = append(out, strings.TrimSpace(text[from:i]))
			from = i + utf8.RuneLen(c)
		}
	}
	out = append(out, strings.TrimSpace(text[from:]))
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

// timeWords end what is a time, or are one.
var timeWords = []string{"日", "天", "工作日", "日内", "天内", "小时", "小时内", "个月", "个月内", "周", "当场", "即时", "当日", "即日", "随时"}

// isTime says whether a short text is a time limit: 3日, 5个工作日内, 当场.
func isTime(text string) bool {
	_, ok := suffixed(text, timeWords)
	return ok && utf8.RuneCountInString(text) <= longestStep
}

// namesPost says whether a text says who does a step: it names a section, or ends like a post.
func (x *reading) namesPost(text string) bool {
	if utf8.RuneCountInString(text) > 2*longestStep {
		return false
	}
	if _, ok := x.r.n.SectionIn(text); ok {
		return true
	}
	_, ok := suffixed(notice.FoldHead(text), []string{"科", "室", "处", "股", "局", "科长", "副科长", "局长", "副局长", "主任", "副主任", "科员", "人员", "负责人", "承办人", "经办人", "窗口", "领导", "会议", "岗", "申请人"})
	return ok
}
