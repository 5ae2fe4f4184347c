package form

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// chartEnding is how the caption of a flowchart ends behind the name of its power.
var chartEnding = regexp.MustCompile(`(?:(?:(?:行政)?(?:权力|职权))?运行)?流程(?:示意|框|简)?图$`)

// mentions begin lines that only speak of a flowchart or of a text.
var mentions = []string{"见", "详见", "参见", "另见", "根据", "依据", "按照", "依照", "按本", "按此", "如图", "如下", "以下", "以上", "请见", "请按", "遵守",
	"本图", "本流程", "本项", "本制度", "本办法", "本规定", "此图", "此流程", "该图", "该流程", "该项", "绘制", "制作"}

// isMention knows such a line. 见义勇为 is something to be confirmed.
func isMention(line string) bool {
	_, ok := prefixed(line, mentions)
	return ok && !strings.HasPrefix(line, "见义勇为") || strings.Contains(line, "绘制")
}

// powerEndings end the names of powers, so that 和 behind one parts two of them (P29).
var powerEndings = []string{"审批", "许可", "核准", "登记", "备案", "审核", "初审", "确认", "征收", "检查", "强制", "给付", "裁决", "处罚", "查处", "年检", "认定", "认证", "核发", "发放", "奖励", "监督"}

// noNames begin what a chart may be for and that is no power: 本流程图适用于本局各科室.
var noNames = []string{"本", "各", "所有", "全部", "全", "一切", "任何", "我", "以上", "上述", "以下", "下列", "下述", "如下"}

// What may stand before and behind the name in a caption.
var (
	figure     = regexp.MustCompile(`^(?:附件|附图|附表|图)\s*[\d一二三四五六七八九十]*(?:[-－—–.]\d+)*\s*[、.．:：]?\s*`)
	inBrackets = regexp.MustCompile(`[（(][^（）()]*[）)]$`)
)

// chartSpan is what stands between one caption and the next. Without a caption it is of no chart, unless captions stand
// below their charts.
type chartSpan struct {
	caption string
	named   string // the line above a picture, where captions tell nothing
	order   int    // among charts told apart by their pictures alone, from 1; 0 for others
	of      int
	at      notice.Place
	in      []*passage
}

// charts gathers the flowcharts (附件6): from a caption to the next, or to a title, a heading or a table of powers. A
// caption with nothing to show below it is a line of a list.
func (x *reading) charts(all []passage) {
	if !x.speaksOfCharts(all) {
		return
	}
	spans := x.chartSpans(all)
	if last := len(spans) - 1; x.captionsBelow(spans) {
		for i := last; i > 0; i-- {
			spans[i].in = spans[i-1].in
		}
	}
	for i := range spans {
		if s := &spans[i]; s.caption != "" && x.isChart(s) {
			for _, part := range x.divide(*s) {
				x.out.Charts = append(x.out.Charts, x.chart(&part))
			}
		}
	}
	name, ok := x.chartName(x.baseName())
	switch {
	case !ok:
	case len(x.out.Charts) == 1 && x.out.Charts[0].Name == "":
		x.out.Charts[0].Name = name
	case len(x.out.Charts) == 0 && x.gathered() == 0:
		s := chartSpan{at: notice.Place{File: x.src.File, SHA256: x.src.SHA256}}
		for i := range all {
			s.in = append(s.in, &all[i])
		}
		if s.shows() || x.tellsSteps(&s, name) {
			s.at = all[0].at
			parts := x.divide(s)
			for i := range parts {
				c := x.chart(&parts[i])
				if c.Name == "" && len(parts) == 1 {
					c.Name = name
				}
				x.out.Charts = append(x.out.Charts, c)
			}
		}
	}
	x.otherForms = x.otherForms || len(x.out.Charts) > 0
	x.out.Findings = slices.DeleteFunc(x.out.Findings, func(f notice.Finding) bool {
		return (f.Rule == ruleColumn || f.Rule == ruleNested && strings.HasPrefix(f.Message, boxUnread)) && x.inCharts[f.Place]
	})
}

// captionsBelow says whether captions stand below their charts: something is drawn right above the first, and nothing
// below the last.
func (x *reading) captionsBelow(spans []chartSpan) bool {
	before := spans[0].in
	return len(spans) > 1 && len(before) > 0 && shows(before[len(before)-1]) && !x.isChart(&spans[len(spans)-1])
}

// speaksOfCharts is the quick test of a file.
func (x *reading) speaksOfCharts(all []passage) bool {
	const word = "图" // 流 程 图
	return strings.Contains(path.Base(x.src.File), word) || slices.ContainsFunc(all, func(g passage) bool {
		return strings.Contains(g.text, word) || g.table != nil && g.unread() && strings.Contains(firstRow(g.table.table), word) ||
			slices.ContainsFunc(g.boxes, func(b *docx.TextBox) bool { return strings.Contains(firstLine(b), word) })
	})
}

// firstRow is the text of a table's first row that has any.
func firstRow(t *docx.Table) string {
	for i := range t.Rows {
		if text := rowText(t, i); text != "" {
			return text
		}
	}
	return ""
}

func firstLine(b *docx.TextBox) string {
	line, _, _ := strings.Cut(blocksText(b.Blocks), "\n")
	return line
}

// chartSpans divides a file at the captions of its charts, and at what ends a chart. The first span has no caption.
func (x *reading) chartSpans(all []passage) []chartSpan {
	spans := []chartSpan{{}}
	open := true
	for i := range all {
		g := &all[i]
		caption := x.captionOf(g)
		cur := &spans[len(spans)-1]
		switch {
		case caption != "" && cur.caption != "" && len(cur.in) > 0 && x.sameChart(cur.caption, caption): // （续）
		case caption != "":
			whole := x.wholeCaption(all, i, caption)
			if n := len(cur.in); n > 0 && cur.in[n-1].text != "" && whole == cur.in[n-1].text+caption { // the name above is not of the chart before
				cur.in = cur.in[:n-1]
			}
			spans, open = append(spans, chartSpan{caption: whole, at: g.at}), true
			cur = &spans[len(spans)-1]
		case x.endsChart(g) && (!open || i == 0 || !isArrow(all[i-1].text)): // below an arrow 审批 is a step, and no heading
			open = false
		}
		if open {
			cur.in = append(cur.in, g)
		}
	}
	return spans
}

// endsChart says whether a passage belongs to no chart any more.
func (x *reading) endsChart(g *passage) bool {
	if !g.unread() {
		return true
	}
	if g.unit == nil {
		return false
	}
	if g.why() == whyCharted {
		return false
	}
	if _, ok := attachmentNumber(g.text); ok {
		return true
	}
	if x.textKind(g.text) != "" && !strings.HasSuffix(squash(g.text), "流程") { // a chart may be headed 办理流程
		return true
	}
	if kind, plain := x.r.titleOf(g.text); plain && kind != notice.FormFlowchart {
		return true
	}
	h, heading := x.r.readHeading(g.text)
	return !g.plain() || heading && g.why() == whyHeading && h.class == ""
}

// ofChart says whether a line is the chart's under whose caption it stands: it says what the chart serves, shows steps, or
// tells an element of it behind a label (办理时限：3日). Labels that begin a power, and what keeps one from the public, are none.
func (x *reading) ofChart(text string) bool {
	if x.ctx.form != notice.FormFlowchart || x.labelsOpen() || isZeroStatement(text) {
		return false
	}
	if _, serves := serving(text); serves || namesShare.MatchString(squash(foldProse(text))) || strings.ContainsAny(text, arrows) {
		return true
	}
	rest := strings.TrimLeft(text, bullets)
	rest = rest[listMark(rest):]
	i := strings.IndexAny(rest, ":：")
	if i < 0 || metaSegments(text) != nil {
		return false
	}
	label := notice.FoldHead(rest[:i])
	if n := utf8.RuneCountInString(label); n < 2 || n > maxLabel || strings.ContainsAny(rest[:i], "，。；《》“”") || strings.HasPrefix(label, "附") ||
		x.speaksOfSecrets(label) || containsAny(rest, pointsDown) && x.speaksOfSecrets(rest) { // 说明：以下事项不予公开
		return false
	}
	field, known := x.r.heads[label]
	if !known {
		return x.r.near(label) != x.r.name
	}
	return !slices.Contains([]int{x.r.name, x.r.code, x.r.category, x.r.seq}, field) && !x.r.tellsClass(field) && !x.r.isReason(field)
}

// chartSection takes the section that an element of a chart names: 承办科室：外资管理科.
func (x *reading) chartSection(text string) {
	for _, s := range splitLabels(text, x.r.fieldLabel) {
		if s.field == x.r.key("section") {
			x.sectionIn(s.value, rankTitle)
		}
	}
}

// arrows stand between the steps of a chart in words.
const arrows = "→↓⇒⇓▼➔"

// elements are words of what a chart tells besides its steps (P33).
var elements = []string{"依申请", "依职权", "条件", "岗位", "时限", "工作日", "监督", "投诉", "陈述", "窗口", "经办", "承办", "收件", "核实", "办结"}

// pointsElsewhere begin lines that tell where a chart stands, or what became of it.
var pointsElsewhere = []string{"见", "详见", "参见", "另见", "请见", "附后", "略", "另附", "另行", "以上", "上述", "已按", "已经", "已报", "（略", "（见", "（另"}

// isChart says whether there is a chart below a caption: something drawn, or its steps in sentences.
func (x *reading) isChart(s *chartSpan) bool {
	name, _ := x.chartName(s.caption)
	return s.shows() || x.tellsSteps(s, name)
}

// tellsSteps says whether sentences or labels tell two steps or elements of a chart, and not only speak of one. Below a
// caption that names no power a line must be the chart's for certain.
func (x *reading) tellsSteps(s *chartSpan, name string) bool {
	told := map[string]bool{}
	sentence := false
	for _, g := range s.in {
		_, serves := serving(g.text)
		if !g.plain() || g.why() == whySigned || g.why() == whyDated || strings.Contains(g.text, "图") && !serves {
			continue
		}
		if _, elsewhere := prefixed(g.text, pointsElsewhere); elsewhere {
			continue
		}
		sentence = sentence || g.why() == whyCharted || name != "" && strings.ContainsAny(g.text, "，。；：,;:")
		for _, words := range [][]string{x.r.steps, elements} {
			for _, w := range words {
				if strings.Contains(g.text, w) {
					told[w] = true
				}
			}
		}
	}
	return sentence && len(told) >= 2
}

// shows says whether a span has anything of a chart: a picture, an object, a text box, a table, or words with arrows.
func (s *chartSpan) shows() bool { return slices.ContainsFunc(s.in, shows) }

func shows(g *passage) bool {
	return len(g.boxes) > 0 || g.table != nil && g.unread() || g.p != nil && len(g.p.Pictures) > 0 || strings.ContainsAny(g.text, arrows)
}

// chart reads what a span says.
func (x *reading) chart(s *chartSpan) Chart {
	c := Chart{Place: s.at}
	if x.inCharts == nil {
		x.inCharts = map[notice.Place]bool{}
	}
	c.Name, _ = x.chartName(s.caption)
	var words []string
	for n := len(s.in); n > 0 && (s.in[n-1].why() == whySigned || s.in[n-1].why() == whyDated); n-- { // who signs is on no chart
		s.in = s.in[:n-1]
	}
	for _, g := range s.in {
		if _, caption := x.chartName(g.text); g.unit != nil && !caption {
			words = append(words, g.text)
			if t, ok := x.elementIn(g.text); ok && t.Text != "" && g.table == nil {
				t.Place = g.at
				c.Elements = append(c.Elements, t)
			}
		}
		if g.table == nil {
			x.inCharts[g.at] = true
		}
		if g.table != nil && g.unread() {
			x.charted = append(x.charted, g.table)
			words = append(words, tableText(g.table.table))
			steps := x.stepsOf(g.table)
			c.Steps = append(c.Steps, steps...)
			c.Elements = append(c.Elements, x.elementsInTable(g.table, steps)...)
			x.labelsInTable(&c, g.table.table)
			drawnIn(&c, &words, []docx.Block{{Table: g.table.table}})
		}
		for _, b := range g.boxes {
			words = append(words, blocksText(b.Blocks))
			x.inCharts[x.boxAt(b)] = true
			drawnIn(&c, &words, b.Blocks)
		}
		if g.p != nil {
			drawnIn(&c, &words, []docx.Block{{Paragraph: g.p}})
		}
	}
	c.Text = strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), "\n")
	x.labelsOf(&c, s.caption)
	x.labelsOf(&c, s.named)
	c.Order, c.Of = s.order, s.of
	lines := strings.Split(c.Text, "\n")
	for _, line := range lines {
		x.labelsOf(&c, line)
		c.Shared = append(c.Shared, sharedIn(line)...)
	}
	if c.Serves = served(lines); c.Name == "" {
		c.Name = x.lineName(s.named)
	}
	if names := splitNames(c.Name); len(names) > 1 {
		c.Name, c.Shared = names[0], append(names[1:], c.Shared...)
	}
	c.Shared = distinct(c.Shared, c.Name)
	var chained []*passage
	if len(c.Steps) == 0 {
		c.Steps, chained = x.chain(s.in)
	}
	c.Class = x.classOf(append(lines, s.caption))
	x.remains(&c, s, chained)
	return c
}

// drawnIn notes what is drawn in blocks: words where it has some, or that they cannot be read.
func drawnIn(c *Chart, words *[]string, blocks []docx.Block) {
	drawn(blocks, func(p *docx.Picture) {
		switch {
		case p.Text != "":
			*words = append(*words, p.Text)
		case p.Kind != docx.Drawing && p.Kind != docx.VML && !p.Boxed:
			c.Picture = true
		}
	})
}

// labelsOf takes the power's name and code from a line: 项目名称：外资企业设立审批　权力编码：PT01WJ-XK-0001.
func (x *reading) labelsOf(c *Chart, line string) {
	if len(line) > 600 {
		return
	}
	for _, s := range splitLabels(foldProse(line), x.r.fieldLabel) {
		x.ofPower(c, s.field, s.value)
	}
	if c.Code != "" || strings.IndexFunc(line, unicode.IsDigit) < 0 {
		return
	}
	for _, word := range strings.FieldsFunc(foldProse(line), func(c rune) bool {
		return unicode.IsSpace(c) || strings.ContainsRune("（）():：，。；、[]【】", c)
	}) {
		if code := notice.NormalizeCode(word); x.isCode(code) {
			c.Code = code
			return
		}
	}
}

func (x *reading) isCode(code string) bool {
	_, ok := x.r.n.Codes.Parse(code)
	return ok
}

// labelsInTable takes them from a label and the cell beside it.
func (x *reading) labelsInTable(c *Chart, t *docx.Table) {
	for row := range min(len(t.Rows), 4) {
		cells := t.Rows[row].Cells
		for i := 0; i+1 < len(cells); i++ {
			if f, ok := x.r.labelOf(cellText(cells[i]), ""); ok && (f == x.r.name || f == x.r.code) {
				x.ofPower(c, f, cellText(cells[i+1]))
			}
		}
	}
}

func (x *reading) ofPower(c *Chart, field int, value string) {
	if value == "" || utf8.RuneCountInString(value) > 60 {
		return
	}
	if _, head := x.r.labelOf(value, ""); head {
		return
	}
	switch {
	case field == x.r.name && x.r.name >= 0 && c.Name == "":
		c.Name = x.r.clean(field, value, "").text
	case field == x.r.code && x.r.code >= 0 && c.Code == "":
		c.Code = x.r.clean(field, value, "").text
	}
}
