package form

import (
	"regexp"
	"strings"
)

// serves is a line that says what a chart is for: 适用事项：甲、乙, 本图为共用流程图，适用于：甲、乙。 Names may hold the marks that
// stand between them, so that the words are kept as they are.
var serves = regexp.MustCompile(`^[^:：]{0,24}(?:适用事项|适用职权|适用范围|适用项目|共用事项|适用于)(?:有|为|是|包括)?[:：]?(.+)$`)

// servedIn are the words of a line that name what a chart serves, "" if it is none.
func servedIn(line string) string {
	if !strings.Contains(line, "适用") && !strings.Contains(line, "共用") {
		return ""
	}
	m := serves.FindStringSubmatch(strings.Join(strings.Fields(foldProse(line)), ""))
	if m == nil {
		return ""
	}
	return strings.TrimRight(m[1], "。")
}
