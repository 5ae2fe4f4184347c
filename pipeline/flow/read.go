package flow

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"huibian/pipeline/drawing"
	"huibian/pipeline/notice"
)

// read finds out what leads to what, and what symbol each step has.
func read(steps []Step) (*chart, []Problem) {
	c := &chart{steps: steps, kinds: make([]drawing.Preset, len(steps))}
	var problems []Problem
	for i := range steps {
		edges, bad := c.next(i)
		c.edges = append(c.edges, edges...)
		for _, text := range bad {
			problems = append(problems, Problem{Step: i, Text: text, Place: steps[i].Place})
		}
	}
	for i := range steps {
		c.kinds[i] = c.kind(i)
	}
	return c, problems
}

// marks part a branch's condition from what it leads to, ends says that there is nothing more.
var (
	marks = regexp.MustCompile(`^(.*?)\s*(?:→|⇒|➔|-+>|=+>|[:：]|则?(?:转入|转至|转到|进入|返回|退回至|退回到|回到|转|到|至))\s*(.+)$`)
	ends  = []string{"结束", "终止", "办结", "完", "流程结束", "程序结束", "无", "—", "－", "-", "/", "止"}
	lead  = regexp.MustCompile(`^(?:第|环节|步骤|序号)*\s*[（(]?\s*(\d{1,3}|[一二三四五六七八九十]{1,3})\s*[)）]?\s*(?:步|环节|项|号)*$`)
)

// mostEdges is how many branches a step may have: what says more is no list of branches.
const mostEdges = 12

// next reads what a step leads to; without a word about it, to the next. bad are the parts that are not understood.
func (c *chart) next(i int) (out []edge, bad []string) {
	text := strings.TrimSpace(c.steps[i].Next)
	following := i+1 < len(c.steps)
	if text == "" {
		if following {
			out = append(out, edge{i, i + 1, ""})
		}
		return out, nil
	}
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("；;，,。、\n", r) })
	ended := false
	for _, part := range parts {
		part = strings.TrimSpace(part)
		if part == "" || len(out) >= mostEdges {
			continue
		}
		to, label, ok := c.branch(i, part)
		switch {
		case !ok:
			bad = append(bad, part)
		case to < 0:
			ended = true
		default:
			if !slices.ContainsFunc(out, func(e edge) bool { return e.to == to && e.label == label }) {
				out = append(out, edge{i, to, label})
			}
		}
	}
	if len(out) == 0 && !ended && following {
		out = append(out, edge{i, i + 1, ""})
	}
	return out, bad
}

// branch reads one branch. to is -1 where the chart ends.
func (c *chart) branch(i int, part string) (to int, label string, ok bool) {
	if to, ok = c.target(i, part); ok {
		return to, "", true
	}
	m := marks.FindStringSubmatch(part)
	if m == nil {
		return 0, "", false
	}
	to, ok = c.target(i, m[2])
	return to, strings.TrimSuffix(strings.TrimSpace(m[1]), "的"), ok
}

// target is the step that a text means: by its number, by its name, as the next, or as the end.
func (c *chart) target(i int, text string) (int, bool) {
	text = strings.Trim(strings.TrimSpace(text), "“”\"《》「」")
	if slices.Contains(ends, text) && !slices.ContainsFunc(c.steps, func(s Step) bool { return s.Name == text }) {
		return -1, true
	}
	if text == "下一环节" || text == "下一步" || text == "下环节" {
		if i+1 < len(c.steps) {
			return i + 1, true
		}
		return -1, true
	}
	if m := lead.FindStringSubmatch(text); m != nil {
		for k := range c.steps {
			if no := strings.Trim(c.steps[k].No, "（）()、.． "); no == m[1] || number(no) == number(m[1]) && number(no) > 0 {
				return k, true
			}
		}
		if n := number(m[1]); n >= 1 && n <= len(c.steps) && !slices.ContainsFunc(c.steps, func(s Step) bool { return s.No != "" }) {
			return n - 1, true
		}
		return 0, false
	}
	return c.named(text)
}

// named is the one step whose name is a text, or else begins or ends with it.
func (c *chart) named(text string) (int, bool) {
	folded := notice.FoldHead(text)
	if utf8.RuneCountInString(folded) < 2 {
		return 0, false
	}
	at, n := 0, 0
	for k := range c.steps {
		name := notice.FoldHead(c.steps[k].Name)
		if name == folded {
			return k, true
		}
		if strings.HasPrefix(name, folded) || strings.HasSuffix(name, folded) {
			at = k
			n++
		}
	}
	return at, n == 1
}

// number reads 12 or 十二; 0 is none.
func number(text string) int {
	if n, err := strconv.Atoi(text); err == nil {
		return n
	}
	const digits = "一二三四五六七八九"
	n, unit := 0, 0
	for _, r := range text {
		if r == '十' {
			n += max(unit, 1) * 10
			unit = 0
			continue
		}
		i := strings.IndexRune(digits, r)
		if i < 0 {
			return 0
		}
		unit = i/3 + 1
	}
	return n + unit
}

// kindWords are what a section may call the kinds of its steps.
var kindWords = []struct {
	preset drawing.Preset
	words  []string
}{
	{drawing.Terminator, []string{"起止", "开始", "结束", "起点", "终点", "端点"}},
	{drawing.Decision, []string{"判断", "判定", "决策", "分支", "选择"}},
	{drawing.Document, []string{"文书", "文件", "文档", "证照", "单据"}},
	{drawing.Process, []string{"处理", "办理", "过程", "操作", "环节", "步骤"}},
}

// Words of names by which a step has a symbol of its own.
var (
	beginWords = []string{"申请", "提出", "提交", "申报", "开始", "立案", "启动"}
	endWords   = []string{"办结", "送达", "归档", "结束", "结案", "公开", "公示", "公告", "领取", "发证", "存档"}
	asks       = []string{"？", "?", "是否", "吗"}
	makes      = regexp.MustCompile(`^(?:出具|制作|核发|颁发|发出|制发|开具|下达|送达).*(?:书|证|通知|决定|批复|意见|凭证|单)$`)
)

// kind is the symbol of a step (GB/T 1526): what the section says, else what its branches and its name tell.
func (c *chart) kind(i int) drawing.Preset {
	s := &c.steps[i]
	for _, k := range kindWords {
		if contains(s.Kind, k.words) {
			return k.preset
		}
	}
	out := 0
	for _, e := range c.edges {
		if e.from == i && e.to != i {
			out++
		}
	}
	switch {
	case out > 1 || contains(s.Name, asks):
		return drawing.Decision
	case i == 0 && len(c.steps) > 1 && contains(s.Name, beginWords), out == 0 && len(c.steps) > 1 && contains(s.Name, endWords):
		return drawing.Terminator
	case makes.MatchString(s.Name):
		return drawing.Document
	}
	return drawing.Process
}

func contains(text string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}
