package form

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// textEndings end the titles of rules texts and of reports, besides the notice's own words.
var textEndings = map[notice.FormKind][]string{
	notice.FormRules:  {"制度", "办法", "规定", "细则", "规程", "规则", "守则", "准则", "责任制", "裁量基准", "裁量标准", "裁量权基准", "裁量权标准", "工作流程", "办理流程"},
	notice.FormReport: {"清理工作情况", "清理情况", "工作总结", "清理总结", "情况报告", "工作报告", "清理报告", "情况汇报", "工作汇报", "清理汇报", "清理工作的报告", "清理情况的报告", "清理工作情况的报告", "清理工作情况的汇报"},
}

// notTitles are words of lines that only speak of a law or of rules.
var notTitles = []string{"有关规定", "相关规定", "条规定", "条的规定", "另有规定", "中华人民共和国", "国务院", "下列", "以下", "如下", "我局", "我科"}

// textEnding says whether a line ends like the title of a rules text.
func textEnding(line string) bool {
	_, ok := suffixed(line, textEndings[notice.FormRules])
	return ok
}

// compileTexts gathers what the titles of texts end in, and a character of each for a quick test.
func (r *Reader) compileTexts() {
	r.textEndings = map[notice.FormKind][]string{}
	for _, f := range r.n.Forms {
		endings, ok := textEndings[f.Kind]
		if !ok {
			continue
		}
		r.textEndings[f.Kind] = endings
		for _, w := range slices.Concat(endings, f.Titles, []string{f.Name}) {
			last, _ := utf8.DecodeLastRuneInString(w)
			r.textSigns += string(last)
		}
	}
}

// textSpan is what stands under a title of a text.
type textSpan struct {
	Text
	raw      string // the title as written
	first    int    // passage after it
	end      int
	umbrella bool // the notice's own words and nothing else: 配套制度
}

// texts finds the rules texts (H2, P51) and reports (P41) of a file by their titles. Titles with nothing below them are a
// list of texts, unless there is but one.
func (x *reading) texts(all []passage) {
	spans := x.textSpans(all)
	listed := 0 // titles with nothing below them right above
	for i := range spans {
		s := &spans[i]
		if i == 0 || !s.follows(&spans[i-1]) {
			listed = -1
		}
		listed++
		after := i+1 < len(spans) && s.end == spans[i+1].first-1
		if s.Words > 0 && listed < 2 || s.Words == 0 && !after && !s.umbrella && listed == 0 {
			x.out.Texts = append(x.out.Texts, s.Text)
		}
	}
	defer func() {
		for i := range x.out.Texts {
			x.out.Texts[i].Class = x.mark.class
		}
	}()
	x.otherForms = x.otherForms || len(x.out.Texts) > 0
	if len(x.out.Texts) > 0 || len(x.out.Charts) > 0 || x.gathered() > 0 || len(all) == 0 {
		return
	}
	name := x.baseName()
	if kind := x.textKind(name); kind != "" {
		if words := x.countWords(slices.DeleteFunc(slices.Clone(all), func(g passage) bool { return g.why() == whyTitle })); words > 0 {
			x.otherForms = true
			x.out.Texts = append(x.out.Texts, Text{Kind: kind, Title: x.textTitle(name), Words: words, Place: all[0].at, From: max(all[0].block, 0), To: all[len(all)-1].block + 1})
		}
	}
}

// follows says whether the title of a span stands right below that of another, which has nothing below it and is numbered
// alike.
func (s *textSpan) follows(other *textSpan) bool {
	return other.Words == 0 && !other.umbrella && other.end == s.first-1 && numberKind(other.raw) == numberKind(s.raw)
}

// textSpans divides a file at the titles of texts, and at what ends one: the title of another form, a table of powers.
func (x *reading) textSpans(all []passage) []textSpan {
	var out []textSpan
	var open *textSpan
	end := func(i int) {
		if open != nil {
			open.end, open.Words = i, x.countWords(all[open.first:i])
			if own := withoutForm(all[open.first:i]); open.Words > 0 && len(own) > 0 {
				open.From, open.To = own[0].block, own[len(own)-1].block+1
			}
			out, open = append(out, *open), nil
		}
	}
	for i := range all {
		g := &all[i]
		if g.plain() && g.why() != whySigned && g.why() != whyDated {
			if kind := x.textKind(g.text); kind != "" && (!open.holds(g.text) || beginsArticles(all[i+1:])) {
				end(i)
				open = &textSpan{Text: Text{Kind: kind, Title: x.textTitle(g.text), Place: g.at}, raw: g.text, first: i + 1}
				folded := notice.FoldHead(open.Title)
				open.umbrella = slices.ContainsFunc(x.r.titles, func(t formTitle) bool { return t.folded == folded })
				if open.umbrella && i > 0 && all[i-1].plain() && x.firstHalf(all[i-1].text) {
					open.Title, open.Place, open.umbrella = x.textTitle(all[i-1].text)+open.Title, all[i-1].at, false
				}
				continue
			}
		}
		if open != nil && x.endsText(g) {
			end(i)
		}
	}
	end(len(all))
	return out
}

// firstHalf says whether a line may be the first half of a title on two: 乙审核 above 办理制度.
func (x *reading) firstHalf(text string) bool {
	_, attached := attachmentNumber(text)
	kind, _ := x.r.titleOf(text)
	return !attached && kind == "" && !x.isSender(text) && utf8.RuneCountInString(text) <= 30 && listMark(text) == 0 && !strings.ContainsAny(text, "，。；：！？:;, \t")
}

// holds says whether a numbered line that reads as a title is a heading inside the text that is open: 三、工作制度. Below
// the notice's own words for all of them, and below a title numbered alike, it is a title.
func (s *textSpan) holds(line string) bool {
	if s == nil || numberKind(line) == 0 || s.umbrella && s.Kind == notice.FormRules {
		return false
	}
	return numberKind(s.raw) != numberKind(line)
}

// beginsArticles says whether 第一条 comes next: what stands above it is the title of a text, whatever it is a part of.
func beginsArticles(rest []passage) bool {
	return len(rest) > 0 && rest[0].plain() && strings.HasPrefix(rest[0].text, "第一条")
}

// endsText says whether a passage belongs to no text any more.
func (x *reading) endsText(g *passage) bool {
	if !g.unread() {
		return true
	}
	if g.unit == nil {
		return false
	}
	if _, ok := attachmentNumber(g.text); ok {
		return true
	}
	if _, ok := x.chartName(g.text); ok {
		return true
	}
	kind, plain := x.r.titleOf(g.text)
	return plain && (kind == notice.FormCatalog || kind == notice.FormSecret || kind == notice.FormStatistics || kind == notice.FormDuties)
}

// textKind tells a line that is the title of a text, "" if it is none: short, no sentence, no article, ending in what
// texts are called, or the notice's words.
func (x *reading) textKind(line string) notice.FormKind {
	if len(line) < 12 || len(line) > 240 || !strings.ContainsAny(line, x.r.textSigns) || utf8.RuneCountInString(line) > 50 ||
		strings.ContainsAny(line, "，。；？！：:;,→\t") || isContentsLine(line) {
		return ""
	}
	whole := x.textTitle(line)
	title, bare := notice.FoldHead(whole), notice.FoldHead(inBrackets.ReplaceAllString(whole, ""))
	if strings.HasPrefix(title, "第") && strings.ContainsAny(title, "条章节款") || utf8.RuneCountInString(title) < 4 {
		return ""
	}
	if isMention(title) || containsAny(title, notTitles) || strings.Count(line, "《") > 1 {
		return ""
	}
	for _, kind := range []notice.FormKind{notice.FormRules, notice.FormReport} {
		if _, ok := suffixed(bare, x.r.textEndings[kind]); ok {
			return kind
		}
	}
	if kind, plain := x.r.titleOf(line); plain && (kind == notice.FormRules || kind == notice.FormReport) {
		return kind
	}
	return ""
}

// textTitle is a title without what stands around it: numbers, quotes, 附件5, watermarks, （试行） stays.
func (x *reading) textTitle(line string) string {
	for i := range x.r.watermarks {
		line, _ = x.r.watermarks[i].cut(line)
	}
	line = strings.Join(strings.Fields(foldProse(line)), "")
	line = stripNumber(figure.ReplaceAllString(line, ""))
	if bare := inBrackets.ReplaceAllString(line, ""); bare != line && !containsAny(line[len(bare):], []string{"试行", "暂行", "修订", "草案"}) {
		line = bare
	}
	return unquote(line)
}

// countWords is the number of characters of passages that are no powers, without blanks, without who hands in and signs, and
// without what stands on a form before it is filled in.
func (x *reading) countWords(all []passage) int {
	n := 0
	count := func(text string) {
		for _, c := range text {
			if !unicode.IsSpace(c) {
				n++
			}
		}
	}
	for i := range all {
		switch g := &all[i]; {
		case g.table != nil && g.unread() && !onlyHead(g.table.table):
			count(tableText(g.table.table))
		case g.ofForm() || onlyArticle.MatchString(g.text) || strings.HasPrefix(g.text, "（") && x.isSender(g.text):
		case g.plain() && squash(g.text) != "目录":
			count(g.text)
		}
		for _, b := range all[i].boxes {
			count(blocksText(b.Blocks))
		}
	}
	return n
}

// onlyArticle is an article in which nothing is written yet.
var onlyArticle = regexp.MustCompile(`^第[一二三四五六七八九十]+条\s*$`)

// onlyHead knows a table of a form that was not filled in: below its first row stand numbers at most.
func onlyHead(t *docx.Table) bool {
	for i := 1; i < len(t.Rows); i++ {
		for _, c := range t.Rows[i].Cells {
			if text := cellText(c); text != "" && !onlyNumber(text) {
				return false
			}
		}
	}
	return len(t.Rows) > 1
}

// ofForm says whether a passage is a form's and no word of what is written in it: who hands in and signs, how to fill it in.
func (g *passage) ofForm() bool {
	return g.why() == whyDated || g.why() == whySigned || explainsForm(g.text)
}

// withoutForm is a text without such passages at its ends.
func withoutForm(all []passage) []passage {
	for len(all) > 0 && all[0].ofForm() {
		all = all[1:]
	}
	for len(all) > 0 && all[len(all)-1].ofForm() {
		all = all[:len(all)-1]
	}
	return all
}

// mostHeading is the most characters of a heading that may be found to have nothing below it.
const mostHeading = 20

// headingLevel is how deep a numbered heading stands: 1 一、, 2 （一）, 3 1., 4 (1); 0 is no heading.
func headingLevel(text string) int {
	n := listMark(text)
	if n == 0 || strings.TrimSpace(text[n:]) == "" || utf8.RuneCountInString(text) > mostHeading+6 || strings.ContainsAny(text, "。；：:，,;") {
		return 0
	}
	bracket := strings.ContainsAny(text[:n], "(（")
	han := strings.ContainsAny(text[:n], hanDigits)
	switch {
	case han && !bracket:
		return 1
	case han:
		return 2
	case !bracket:
		return 3
	}
	return 4
}

// emptyHeadings finds headings with nothing below them (F15: 五、制度保障), in texts and among label paragraphs: what
// follows is a heading of their level or above, or the end. Where most of their fellows have nothing either they are a
// list, and groups of the catalog may well be empty.
func (x *reading) emptyHeadings(all []passage) {
	labels := slices.ContainsFunc(x.out.Tables, func(t TableReading) bool { return t.Layout == Labels })
	if !labels && len(x.out.Texts) == 0 {
		return
	}
	type fellows struct{ full, empty int }
	type heading struct {
		g *passage
		*fellows
	}
	var found []heading
	var groups [3]*fellows // by level, of the headings under the last one above
	for i := range all {
		g := &all[i]
		if !g.plain() {
			continue
		}
		level := headingLevel(g.text)
		switch {
		case x.textKind(g.text) != "":
			groups = [3]*fellows{}
			continue
		case level == 0 || level > 2 || len(g.boxes) > 0 || len(g.p.Pictures) > 0:
			continue
		case level == 1:
			groups[2] = nil
		}
		if groups[level] == nil {
			groups[level] = &fellows{}
		}
		switch {
		case !x.nothingBelow(all[i+1:], level):
			groups[level].full++
		case g.why() != whyHeading:
			groups[level].empty++
			found = append(found, heading{g, groups[level]})
		}
	}
	for _, h := range found {
		if h.full > h.empty {
			x.reportAs(notice.Info, problem{ruleTorn, "标题“" + shorten(h.g.text, 30) + "”下面没有内容", "请补写内容；如无此项，请删去标题。"}, h.g.at, "")
		}
	}
}

// nothingBelow says whether a heading of a level is followed by one of its level or above, or by nothing but who signs.
func (x *reading) nothingBelow(rest []passage, level int) bool {
	for i := range rest {
		g := &rest[i]
		switch {
		case g.table != nil || len(g.boxes) > 0 || g.unit == nil || !g.unread():
			return false
		case g.why() == whySigned || g.why() == whyDated || isPageNumber(g.text) || x.isSender(g.text):
			continue
		}
		next := headingLevel(g.text)
		_, chart := x.chartName(g.text)
		return next > 0 && next <= level || chart || x.textKind(g.text) != ""
	}
	return true
}

// isSender knows the lines at the end of a text that say who wrote it and when.
func (x *reading) isSender(text string) bool {
	if utf8.RuneCountInString(text) > 40 {
		return false
	}
	text = strings.Trim(foldProse(text), "（）() ")
	if _, from, to := findDate(text); to > 0 {
		text = text[:from] + text[to:]
	}
	text = strings.TrimSpace(text)
	_, section := x.r.n.Section(text)
	return text == "" || section || text == x.r.n.Unit.Name || text == x.r.n.Unit.Short
}
