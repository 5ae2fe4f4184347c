package form

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// Why a paragraph was set aside, where that is asked again.
const (
	whySigned      = "签字、落款"
	whyAttachments = "附件清单"
	whyContents    = "目录行"
	whyTitle       = "标题"
	whyHeading     = "分组标题"
	whyDated       = "填报科室、日期"
	whyCharted     = "流程图文字"
)

// readParagraph decides what a paragraph outside tables is. Every paragraph with words ends used or set aside.
func (x *reading) readParagraph(p *docx.Paragraph) {
	u := x.l.paragraphs[p]
	if u == nil {
		return
	}
	text := strings.TrimSpace(p.String())
	at := x.at()
	var why string
	switch {
	case isSignature(text):
		x.flushLabels(false)
		for _, s := range metaSegments(text) {
			x.takeDate(s, at)
		}
		why = whySigned
	case x.signs(text):
		x.flushLabels(false)
		x.takeSection(text, at)
		x.classLine(text, at)
		why = whySigned
	case isPageNumber(text):
		why = "页码"
	case x.ofChart(text):
		x.flush()
		x.now().prose += utf8.RuneCountInString(text)
		x.chartSection(text)
		x.announced, why = false, whyCharted
	case x.readLabels(u, text):
		return
	case x.isContinuedMark(text) && !x.speaksOfSecrets(text):
		x.titleSince, why = false, "续表标记"
	case x.isAttachmentList(text):
		why = whyAttachments
	case isContentsLine(text) && (x.table == nil || !x.likeRow(text)):
		why = whyContents
	case x.notesSecrecy(text):
		x.flush()
		x.classLine(text, at)
		why = "填表说明、落款"
	case x.labelsOpen() && x.labels.wants() && !x.standsAlone(text) && x.continueLabels(u, text):
		return
	case x.takeSection(text, at):
		why = whyDated
	case x.labelsOpen() && !x.loneDay(text).IsZero(): // below the last power, of which it is no part
		why = whyDated
	case x.takeTitle(text, at):
		why = whyTitle
	case x.takeHeadingLine(text, at):
		why = whyHeading
	case x.attachment(text):
		why = "附件号"
	case x.countsSentence(text, at): // its numbers are compared, its words stand nowhere else
		why = "写明的项数"
	case isZeroStatement(text), x.announced && x.ctx.form != "" && x.r.isEmptyWord(strings.Trim(text, "（）()。 ")):
		x.zero(text, at)
		why = "零申报"
	case x.isNote(text):
		x.flush()
		x.classLine(text, at)
		why = "填表说明、落款"
	case x.labelsOpen() && x.continueLabels(u, text):
		return
	default:
		x.flushLabels(false)
		x.looksTyped(text, at)
		x.titleSince = true
		x.now().prose += utf8.RuneCountInString(text)
		x.plainLine(text)
		x.endCategory(text)
		x.classLine(text, at)
		why = "正文文字"
	}
	u.setAside(why, text)
}

// speaksOfSecrets says whether a line keeps something from the public: 涉密目录（续） is a title as well.
func (x *reading) speaksOfSecrets(text string) bool {
	t := x.r.tell(text, inHeading)
	return t.strict()
}

// notesSecrecy knows a line that keeps items above it from the public: 以上第二项涉密. It is no title, and no words of the
// label before it.
func (x *reading) notesSecrecy(text string) bool {
	return utf8.RuneCountInString(text) <= 60 && pointsBack(notice.Fold(text)) && x.speaksOfSecrets(text)
}

// standsAlone knows lines that no label waits for: the number of an attachment, the title of what is not public. Other
// titles may well be a value (公开内容：职权目录).
func (x *reading) standsAlone(text string) bool {
	if _, ok := attachmentNumber(text); ok {
		return true
	}
	kind, _ := x.r.titleOf(text)
	return kind == notice.FormSecret && x.labels.field != x.r.key("reason")
}

// plainLine looks at a line that is nothing in particular: it may still name the section, as titles do.
func (x *reading) plainLine(text string) {
	if utf8.RuneCountInString(text) <= 30 && !strings.ContainsAny(text, "，。；") {
		x.sectionIn(text, rankHeader)
	}
	for _, w := range []string{"清理工作", "工作制度", "管理制度", "流程图"} {
		if utf8.RuneCountInString(text) <= 40 && strings.Contains(text, w) {
			x.otherForms = true
		}
	}
}

// endCategory ends the category of the heading above at a heading of the same kind of number that names none:
// 一、行政许可 … 二、非行政许可审批.
func (x *reading) endCategory(text string) {
	if k := numberKind(text); k == 0 || k != numberKind(x.ctx.category.raw) || utf8.RuneCountInString(text) > 30 || strings.HasSuffix(text, "。") {
		return
	}
	x.closeGroups(levelCategory)
	x.ctx.category = caption{}
}

// numberKind tells 一、 from （一） and from 1. at the beginning of a heading; 0 is no number.
func numberKind(text string) rune {
	n := listMark(text)
	if n == 0 {
		return 0
	}
	mark := strings.TrimSpace(text[:n])
	kind, _ := nextRune(mark)
	switch {
	case unicode.IsDigit(kind):
		return '1'
	case strings.ContainsRune(hanDigits, kind):
		return '一'
	case kind == '（':
		return '('
	}
	return kind
}

// takeTitle reads a line as the title of a form (附件4 涉密不宜公开行政职权目录) and begins it.
func (x *reading) takeTitle(text string, at notice.Place) bool {
	return x.title(text, at, false)
}

// title reads a title above a table, or inside one, where what was said above still holds.
func (x *reading) title(text string, at notice.Place, inside bool) bool {
	kind, plain := x.r.titleOf(text)
	if _, chart := x.chartName(text); chart && kind == "" { // 甲审批流程示意图
		kind, plain = notice.FormFlowchart, true
	}
	if kind == "" {
		return false
	}
	if kind == notice.FormSecret && (!plain || !inside) {
		x.expect(notice.Secret, text, at)
	}
	if !plain && x.ctx.form == notice.FormFlowchart { // a step may be called so; what is no chart below it is as strict all the same
		x.ctx.listClass, x.ctx.listWords, x.announced = notice.Secret, "“"+shorten(text, 30)+"”", true
		return true
	}
	x.beginForm(kind, text, inside)
	if !plain {
		return true
	}
	x.sectionIn(text, rankTitle)
	if s, ok := x.r.n.SectionIn(text); ok {
		x.ctx.stated = s.Name
	}
	if h, ok := x.r.readHeading(text); ok && (h.category != nil || h.class != "" && h.count >= 0) {
		x.takeHeading(h, text, levelCategory, at) // 行政许可职权目录（4项）
	}
	return true
}

// titleOf says which form a line is the title of, "" if of none; plain is one that the notice knows, the others keep
// powers from the public in words of their own.
func (r *Reader) titleOf(text string) (kind notice.FormKind, plain bool) {
	if utf8.RuneCountInString(text) > 60 || strings.ContainsAny(text, "，；？,;") || strings.HasSuffix(text, "。") {
		return "", false
	}
	folded := notice.FoldHead(text)
	if strings.Contains(folded, "签署意见") { // 对《行政职权目录》签署意见如下
		return "", false
	}
	for _, t := range r.titles {
		i := strings.Index(folded, t.folded)
		if i < 0 {
			continue
		}
		if after := folded[i+len(t.folded):]; utf8.RuneCountInString(after) > 8 {
			continue // 职权目录编制工作的通知 is about a form, not one
		}
		return t.kind, true
	}
	if t := r.tell(text, inHeading); t.class == notice.Secret && !pointsBack(text) && aboutPowers(notice.Fold(text), t.word) {
		return notice.FormSecret, false
	}
	return "", false
}

// beginForm starts a form: what was said above it does not hold any more. But a title inside a table, and a title that
// follows another with nothing read between them (涉密不宜公开 / 行政职权目录 on two lines), never makes public again what
// the one before it made secret or internal.
func (x *reading) beginForm(kind notice.FormKind, title string, inside bool) {
	if kind == notice.FormFlowchart && !inside {
		x.beginChart(title)
		return
	}
	before := x.ctx
	if inside {
		x.flush()
		if x.ctx.form == "" {
			x.ctx.form = kind
		}
	} else {
		x.closeGroups(levelList)
		x.ctx = x.freshContext()
		x.ctx.form, x.titleSince, x.typedGap, x.since = kind, true, false, len(x.out.Records)
		if x.announced {
			x.ctx.formClass, x.ctx.formWords = before.formClass, before.formWords
			x.ctx.listClass, x.ctx.listWords = before.listClass, before.listWords
			if before.form == notice.FormSecret {
				x.ctx.form = before.form
				if kind == notice.FormCatalog && x.r.tell(title, inHeading).class != notice.Secret {
					x.report(problem{ruleClass, "标题“" + shorten(title, 30) + "”上面是" + before.formWords + "，其间没有内容，先从严按涉密不宜公开职权目录读", "如不涉密，请在两者之间写明“零申报”，或删去上面的标题。"}, x.at(), "")
				}
			}
		}
		x.announced = true
	}
	t := x.r.tell(title, inHeading)
	if kind == notice.FormSecret || t.class == notice.Secret {
		x.ctx.form, x.ctx.formClass, x.ctx.formWords = notice.FormSecret, notice.Secret, "标题“"+shorten(title, 30)+"”"
	} else if t.class != "" && x.ctx.listClass.Stricter(t.class) == t.class {
		x.ctx.listClass, x.ctx.listWords = t.class, "标题“"+shorten(title, 30)+"”"
	}
	if !inside {
		x.beginPart(x.ctx.form)
	}
	switch kind {
	case notice.FormFlowchart, notice.FormRules, notice.FormReport:
		x.otherForms = true
	}
}

// beginChart begins a chart. Powers may go on below it, for which all holds that was said above; what the caption says holds
// to the next: 援外涉密人员审批流程图.
func (x *reading) beginChart(caption string) {
	x.flush()
	x.ctx.form, x.ctx.chartClass, x.ctx.chartWords = notice.FormFlowchart, "", ""
	x.titleSince, x.typedGap, x.otherForms = true, false, true
	if t := x.r.tell(caption, inHeading); t.strict() {
		x.ctx.chartClass, x.ctx.chartWords = t.class, "标题“"+shorten(caption, 30)+"”"
	}
	x.beginPart(notice.FormFlowchart)
}

// takeHeadingLine reads a paragraph as a heading of what follows.
func (x *reading) takeHeadingLine(text string, at notice.Place) bool {
	h, ok := x.r.readHeading(text)
	if !ok {
		return false
	}
	x.takeHeading(h, text, levelCategory, at)
	x.headed, x.since = true, len(x.out.Records)
	if h.section != nil {
		x.nameSection(h.section.Name, rankHeader)
	}
	return true
}

// takeHeading lets a heading hold for what follows. level is where it stands: above a table or inside one.
func (x *reading) takeHeading(h heading, text string, level int, at notice.Place) {
	if h.class != "" && level == levelCategory {
		level = levelList
	}
	x.openGroup(level, text, h.count, at)
	switch {
	case h.category != nil:
		x.ctx.category = caption{text: h.category.Name, raw: text, place: at}
	case h.class != "":
		x.expect(h.class, text, at)
		x.announced = true
		if level == levelRow && h.class.Stricter(x.ctx.floor) != h.class {
			x.report(problem{ruleClass, "表内“" + shorten(text, 30) + "”与表前" + x.ctx.listWords + "相矛盾，仍从严按“" + className(x.ctx.floor) + "”处理", "请核对这些事项是否公开，改正其中一处。"}, at, "")
			x.ctx.listClass = x.ctx.floor
			break
		}
		x.ctx.listClass, x.ctx.listWords = h.class, "“"+shorten(text, 30)+"”"
		if level == levelList {
			x.ctx.category = caption{}
		}
	case h.section != nil:
		x.ctx.section, x.ctx.stated = caption{text: h.section.Name, raw: text, place: at}, h.section.Name
	}
}

// isAttachmentList knows the lines that only list attachments, whose titles begin no form:
// "附件：1.行政职权统计表" and the numbered lines below it.
func (x *reading) isAttachmentList(text string) bool {
	folded := notice.Fold(text)
	if rest, ok := strings.CutPrefix(folded, "附件:"); ok {
		x.listing = listMark(rest) > 0 || rest == ""
		return x.listing
	}
	x.listing = x.listing && listMark(text) > 0
	return x.listing
}

// isSignature knows the line on which the head of a section signs (P38): 科室主要负责人（签字）：.
func isSignature(text string) bool {
	i := strings.IndexAny(text, ":：")
	head := text
	if i >= 0 {
		head = text[:i]
	}
	if n := utf8.RuneCountInString(head); n > 20 || i < 0 && n > 14 {
		return false
	}
	if i < 0 && (textEnding(head) || strings.HasSuffix(head, "。")) {
		return false // 公章管理使用制度, 第一条　公章由办公室管理。
	}
	for _, w := range []string{"签字", "签名", "签章", "签署", "盖章", "公章"} {
		if strings.Contains(head, w) && !strings.Contains(head, "填报") && !strings.Contains(head, "申报") {
			return true
		}
	}
	return false
}

// pageNumber is the number of a page as it gets among the text where pages are pasted together (§2.4): — 3 —, 第3页 共9页.
var pageNumber = regexp.MustCompile(`^([-—–―─]+\d{1,4}[-—–―─]+|第\d{1,4}页([,/、]?共\d{1,4}页)?)$`)

func isPageNumber(text string) bool {
	return len(text) <= 40 && pageNumber.MatchString(notice.Fold(text))
}

// attachment takes a line that is the number of an attachment.
func (x *reading) attachment(text string) bool {
	n, ok := attachmentNumber(text)
	if ok {
		x.takeAttachment(n, text)
	}
	return ok
}

// isContentsLine knows a line of a table of contents by the page number at its end: 四、涉密职权目录……5.
func isContentsLine(text string) bool {
	rest := strings.TrimRightFunc(text, unicode.IsDigit)
	return rest != text && len(text)-len(rest) <= 4 && (strings.HasSuffix(rest, "\t") || strings.HasSuffix(rest, "……") || strings.HasSuffix(rest, "....") || strings.HasSuffix(rest, "····"))
}

// attachmentNumber knows 附件3 on a line of its own; 0 is 附件 without a number.
func attachmentNumber(text string) (int, bool) {
	folded := notice.FoldHead(text)
	rest, ok := strings.CutPrefix(folded, "附件")
	if !ok {
		rest, ok = strings.CutPrefix(folded, "附表")
	}
	if !ok || rest == "" {
		return 0, ok
	}
	return number(rest)
}

// isZeroStatement knows the sentence by which a section says that it has nothing to report.
func isZeroStatement(text string) bool {
	if utf8.RuneCountInString(text) > 50 {
		return false
	}
	folded := notice.Fold(text)
	if asksForZero(folded) {
		return false
	}
	if strings.Contains(folded, "零申报") {
		return true
	}
	for _, none := range []string{"没有", "暂无", "无"} {
		for from := 0; ; {
			i := strings.Index(folded[from:], none)
			if i < 0 {
				break
			}
			from += i + len(none)
			if _, ok := prefixed(folded[from:], zeroObjects); ok {
				return true
			}
		}
	}
	return false
}

// asksForZero knows the words of a form on how to say so, which say nothing themselves: 没有的，请写明“零申报”. To take
// them for the statement would let a form that was not filled in pass. 填报科室：外资管理科　零申报 asks for nothing.
func asksForZero(folded string) bool {
	before, _, found := strings.Cut(folded, "零申报")
	if !found {
		return false
	}
	clause := strings.TrimRight(before[strings.LastIndexAny(before, ",.;:")+1:], "\"'“”‘’「『 ")
	_, filled := suffixed(clause, []string{"填写", "填报", "填"})
	return filled || containsAny(clause, []string{"请", "须", "写明", "注明", "标明"})
}

// zeroObjects follow 无 or 没有 in such a sentence.
var zeroObjects = []string{"涉密", "不宜公开", "不公开", "不能公开", "此类", "此项", "该类", "该项", "行政职权", "行政权力", "职权", "权力", "需申报", "需要申报", "应申报", "申报事项", "可申报", "上述", "相关职权", "对应职权", "对外行政", "对外职权", "属于"}

// zero notes the statement (R23).
func (x *reading) zero(text string, at notice.Place) {
	x.flush()
	x.announced, x.expecting = false, nil
	x.out.Zero, x.now().zero = true, true
	x.report(problem{ruleZero, "按零申报收下：“" + shorten(text, 40) + "”", "如并非零申报，请补填表格。"}, at, "")
}
