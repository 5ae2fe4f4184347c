package form

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Lines that say what a chart is for. Names may hold the marks that stand between them, so that the words are kept as they
// are. 适用条件, 适用法律 and 使用流程 are none.
var (
	servesBehind = regexp.MustCompile(`^[^:：]{0,24}?(?:` + // 适用事项：甲、乙
		`(?:适用|共用|合用|通用)于?|适用范围|` + // 本图为以下事项共用：
		`(?:适用|共用|合用|通用|包括|包含|涵盖|涉及|使用|服务|对应|参照)[^:：]{0,10}?(?:事项|职权|权力|项目)|` + // 包括下列事项：
		`(?:(?:适用|共用|合用|通用)[^:：]{0,4}?|(?:使用|参照)(?:本|此|该|同一|上述))(?:张|个|幅)?(?:权力)?(?:运行)?(?:流程图|流程|图)` + // 下列事项适用本流程：
		`)(?:名称)?(?:如下|以下|有|为|是|包括)?[:：](.*)$`)
	servesOnly = regexp.MustCompile(`^[^:：]{0,24}适用(?:于|事项|职权|项目)(?:以下|下列)?(?:行政)?(?:职权|权力|事项|项目)?([^:：]+)$`) // 本图适用于甲、乙
	noteMark   = regexp.MustCompile(`^[（(]?(?:注|说明|备注|注意)[:：]`)
)

// serving are the words of a line that name what a chart serves, "" where they stand below it.
func serving(line string) (names string, ok bool) {
	if len(line) > 6000 || !containsAny(line, []string{"用", "包", "涉及", "涵盖", "服务", "对应", "参照"}) {
		return "", false
	}
	line = strings.Join(strings.Fields(foldProse(line)), "")
	line = noteMark.ReplaceAllString(line[listMark(line):], "")
	for _, re := range []*regexp.Regexp{servesBehind, servesOnly} {
		if m := re.FindStringSubmatch(line); m != nil {
			return strings.TrimRight(m[1], "。；"), true
		}
	}
	return "", false
}

// mostServed is the most characters of a line that holds names only.
const mostServed = 300

// served are the names that the lines of a chart say it serves, as they are written: on the line that says so, or a list
// below it.
func served(lines []string) string {
	var out []string
	listed := false // names stand below
	for _, line := range lines {
		names, ok := serving(line)
		switch {
		case ok && names != "":
			out, listed = append(out, names), false
		case ok:
			listed = true
		case listed && (listMark(line) > 0 || strings.Contains(line, "、")) && !strings.ContainsAny(line, ":：→↓") && utf8.RuneCountInString(line) <= mostServed:
			out = append(out, strings.TrimRight(stripNumber(strings.TrimSpace(foldProse(line))), "。；;，,"))
		default:
			listed = false
		}
	}
	return strings.Join(out, "、")
}

// namesShare is a line that names powers and then says that they share a chart; afterNames is what may stand behind names.
var (
	namesShare = regexp.MustCompile(`^[（(]?(?:注[:：])?(.+?)(?:等)?(?:[\d一二三四五六七八九十]+项)?(?:职权|权力|事项|项目)?(?:均|都|可|也)*(?:共用|合用|通用|同用|使用|参照|适用)(?:此|本|该|上述|上|同一)(?:张|个|幅|份)?(?:权力)?(?:运行)?(?:流程)?图`)
	afterNames = regexp.MustCompile(`(?:等)?(?:[\d一二三四五六七八九十]+[项个])?(?:行政)?(?:职权|权力|事项|项目)?[。；;）)]*$`)
)

// sharedIn are the powers that share a chart, by a line that names them first: 甲、乙共用此图.
func sharedIn(line string) []string {
	if len(line) > 600 || !strings.Contains(line, "图") {
		return nil
	}
	line = strings.Join(strings.Fields(foldProse(line)), "")
	if servesBehind.MatchString(line[listMark(line):]) { // kept as written
		return nil
	}
	m := namesShare.FindStringSubmatch(line)
	if m == nil {
		return nil
	}
	return splitNames(afterNames.ReplaceAllString(m[1], ""))
}

// splitNames parts an enumeration of powers. 和 parts two only behind what ends the name of one.
func splitNames(text string) []string {
	var out []string
	for part := range strings.FieldsFuncSeq(text, func(c rune) bool { return strings.ContainsRune("、；;，,", c) }) {
		for part != "" {
			at, size := len(part), 0
			for _, w := range []string{"以及", "和", "及", "与"} {
				if i := strings.Index(part, w); i > 0 && i < at {
					if _, ends := suffixed(part[:i], powerEndings); ends {
						at, size = i, len(w)
					}
				}
			}
			name := unquote(part[:at])
			if _, nobody := prefixed(name, noNames); name != "" && !nobody {
				out = append(out, name)
			}
			part = part[at+size:]
		}
	}
	return out
}

// distinct drops repeated names, and one that is given apart.
func distinct(names []string, but string) []string {
	var out []string
	for _, n := range names {
		if n != but && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}
