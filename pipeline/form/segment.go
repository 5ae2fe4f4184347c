package form

import (
	"strings"
	"unicode"

	"huibian/pipeline/notice"
)

// segment is a label and what stands behind it. field is -1 for a label no field claims.
type segment struct {
	label, value string
	field        int
	near         string // synonym that the label only holds
	like         int    // field that a label without one resembles, -1 if none
	bare         bool   // without a colon
}

// clauseEnds part labels of one line where no blank does.
const clauseEnds = "；;，,。"

// maxLabel is the most characters a label has.
const maxLabel = 16

// splitLabels finds the known labels of a line and what follows each. A label begins the line or follows a blank, ends
// at a colon of either width, and may have blanks inside (名　　称：). The longest reading wins.
func splitLabels(line string, known func(folded string) (int, bool)) []segment {
	if !strings.ContainsAny(line, ":：") {
		return nil
	}
	runes := []rune(line)
	type mark struct{ start, colon, field int }
	var marks []mark
	floor := 0
	for i, c := range runes {
		if c != ':' && c != '：' {
			continue
		}
		if start, field, ok := labelBefore(runes, floor, i, known); ok {
			marks = append(marks, mark{start, i, field})
			floor = i + 1
		}
	}
	if len(marks) == 0 || strings.TrimSpace(string(runes[:marks[0].start])) != "" {
		return nil
	}
	segs := make([]segment, len(marks))
	for i, m := range marks {
		end := len(runes)
		if i+1 < len(marks) {
			end = marks[i+1].start
			if end > m.colon+1 && strings.ContainsRune(clauseEnds, runes[end-1]) {
				end--
			}
		}
		segs[i] = segment{label: strings.Join(strings.Fields(string(runes[m.start:m.colon])), ""), value: strings.TrimSpace(string(runes[m.colon+1 : end])), field: m.field, like: -1}
	}
	return segs
}

// labelBefore looks backwards from a colon for the longest known label. Blanks inside a label part short pieces
// (职 权 名 称, 公开 范围); longer ones only by one blank, and only where what stands right before the colon is no label
// by itself (收费及依据 标准): in "不公开 依据：" the label is 依据 and not 不公开依据.
func labelBefore(runes []rune, floor, colon int, known func(string) (int, bool)) (start, field int, ok bool) {
	end := colon
	for end > floor && unicode.IsSpace(runes[end-1]) {
		end--
	}
	if end > floor && strings.ContainsRune(")）", runes[end-1]) { // 办理时限（工作日）：
		for open := end - 2; open > floor; open-- {
			if strings.ContainsRune("(（", runes[open]) {
				end = open
				break
			}
		}
	}
	longest, widest := 0, 0 // piece, gap
	for i := end; i > floor && end-i <= 2*maxLabel; {
		j := i
		for j > floor && !unicode.IsSpace(runes[j-1]) && !strings.ContainsRune(clauseEnds, runes[j-1]) {
			j--
		}
		if j > floor && !unicode.IsSpace(runes[j-1]) && end-j < 4 { // 依据 behind a comma is prose, 承办科室 is a label
			break
		}
		longest = max(longest, i-j)
		if i < end && longest >= 2 && (widest > 1 || longest > 2 && ok) {
			break
		}
		if f, found := known(notice.FoldHead(string(runes[j:end]))); found && i-j <= maxLabel {
			start, field, ok = j, f, true
		}
		if j > floor && !unicode.IsSpace(runes[j-1]) {
			break
		}
		for i = j; i > floor && unicode.IsSpace(runes[i-1]); i-- {
			if runes[i-1] == '\t' {
				return start, field, ok
			}
		}
		widest = max(widest, j-i)
	}
	return start, field, ok
}
