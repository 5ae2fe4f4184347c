package form

import (
	"slices"
	"strings"
	"unicode/utf8"

	"huibian/pipeline/notice"
)

// Words by which a line points at the power above it, at all above it, below it, or on both sides; and those of
// instructions, which point at other papers.
var (
	pointsHere = []string{"本项", "此项", "该项", "本事项", "此事项", "该事项"}
	pointsUp   = []string{"以上", "上述", "上列", "上表", "所列", "表中", "表内"}
	pointsDown = []string{"以下", "下列", "下述", "如下", "下表", "本附件"}
	pointsAll  = []string{"本表", "本目录", "本册", "均", "全部", "一律", "都", "本科室", "我科", "我室"}
	instructs  = []string{"填入", "填写", "填报", "填附件", "填在", "列入", "另行", "另册", "另报", "另附", "单独"}
)

// pointsLast are words for the item just above a line.
var pointsLast = []string{"最后一项", "最末一项", "末项", "末一项"}

// pointsSome are words for some of the items above a line that words alone do not pick out: by their looks, their place.
var pointsSome = []string{"其中", "部分事项", "部分项目", "个别事项", "有的", "有些", "前一项", "后一项", "前两项", "后两项", "前几项", "后几项",
	"标黄", "标红", "红字", "红色", "黄色", "蓝字", "蓝色", "绿色", "灰色", "彩色", "颜色", "字体", "黑体", "斜体", "加粗", "加黑", "下划线", "删除线", "划线", "底纹", "阴影", "突出显示", "高亮", "打勾", "打钩"}

// signs a table may put before an item, to be explained below it: 带★的不公开.
const signs = "★☆※*▲△●◆◎＊#"

// classLine hears a line that is no title, no heading and no value, but speaks of secrecy: a note below a table (以上均
// 不公开, 带★的涉密), a heading too long to be one. The items it points at become as strict as it says, and a finding
// says so.
func (x *reading) classLine(text string, at notice.Place) {
	n := utf8.RuneCountInString(text)
	if x.otherContext() && (x.ctx.form != notice.FormFlowchart || len(x.out.Records) <= x.since || !x.notesSecrecy(text)) {
		x.heedAmongCharts(text)
		return
	}
	if n > 120 {
		x.longNote(text, at)
		return
	}
	in := inHeading
	if itemNumbers(text) != nil {
		in = inField // 序号2按规定保密 is on an item, 工作人员应当保密 is not
	}
	t := x.r.tell(text, in)
	if !t.strict() {
		return
	}
	words := "“" + shorten(text, 30) + "”"
	folded := notice.Fold(text)
	if x.pointed(t.class, text, words, at) {
		return
	}
	if containsAny(folded, instructs) {
		if pointsBack(folded) {
			x.report(problem{ruleClass, words + "像是填报要求，未据此改变上面任何一项的公开属性", "如上面有的项不公开，请在该项的公开范围栏写明。"}, at, "")
		}
		return
	}
	if containsAny(folded, pointsHere) || containsAny(folded, pointsLast) {
		last := x.lastRecord()
		x.restrict(t.class, words, at, func(rec *Record) bool { return rec == last })
		return
	}
	if x.some(t.class, text, words, at) {
		return
	}
	up, all := containsAny(folded, pointsUp), containsAny(folded, pointsAll)
	down := containsAny(folded, pointsDown) || containsAny(folded, pointsSome) // 标黄的不公开, above the table
	if up || all && !down {
		x.restrict(t.class, words, at, nil)
	}
	heading := n <= 60 && !strings.HasSuffix(text, "。") && aboutPowers(folded, t.word)
	if down || !up && (all || heading) {
		x.flush()
		x.since = len(x.out.Records)
		x.ctx.listClass, x.ctx.listWords = x.ctx.listClass.Stricter(t.class), words
		x.report(problem{ruleClass, "因" + words + "，其后各项按“" + className(t.class) + "”处理", "如并非如此，请改写这一行。"}, at, "")
	} else if !up && !all && len(x.out.Records) > x.since && tighter(x.mark.class, t.class) != x.mark.class {
		x.report(problem{ruleClass, words + "没有写明指的是哪一项，未据此改变任何一项的公开属性", "如上面有的项不公开，请在该项的公开范围栏写明。"}, at, "")
	}
}

// heedAmongCharts hears a line under the caption of a chart that speaks of what stands below it: powers may follow all the
// same.
func (x *reading) heedAmongCharts(text string) {
	if x.ctx.form != notice.FormFlowchart || utf8.RuneCountInString(text) > 120 || !containsAny(text, pointsDown) {
		return
	}
	if t := x.r.tell(text, inHeading); t.strict() {
		x.ctx.listClass, x.ctx.listWords = x.ctx.listClass.Stricter(t.class), "“"+shorten(text, 30)+"”"
	}
}

// longNote hears the sentences of a long text that point at items.
func (x *reading) longNote(text string, at notice.Place) {
	for sentence := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune("。；\n", r) }) {
		if utf8.RuneCountInString(sentence) <= 120 && (explainsSign(sentence) || itemNumbers(sentence) != nil) {
			x.classLine(sentence, at)
		}
	}
}

// legend is a note that stands above the items it points at.
type legend struct {
	class       notice.Class
	text, words string
	at          notice.Place
	from        int // records before it
}

// notFound is said of a note whose signs and numbers no item bears. Where the note stands above the items, that is
// known at the end only.
func (x *reading) notFound(l legend) {
	if l.from = len(x.out.Records); l.from == x.since {
		x.legends = append(x.legends, l)
		return
	}
	x.missing("上面", l)
}

func (x *reading) missing(where string, l legend) {
	what := "写的序号"
	if signs := signsIn(l.text); signs != nil {
		what = "的“" + strings.Join(signs, "") + "”"
	}
	x.report(problem{ruleClass, l.words + "里" + what + "在" + where + "各项里没有找到，未据此改变公开属性", "请在不公开的各项的公开范围栏写明。"}, l.at, "")
}

// hearLegends applies the notes that stood above their items.
func (x *reading) hearLegends() {
	x.flush()
	for _, l := range x.legends {
		x.since = l.from
		if x.restrictAt("下面", l.class, l.words, l.at, x.meant(l.text)) == 0 {
			x.missing("下面", l)
		}
	}
	x.legends = nil
}

// restrict makes the records since the last title or heading as strict as a note below them says, all or those it means,
// and returns how many.
func (x *reading) restrict(class notice.Class, words string, at notice.Place, means func(*Record) bool) int {
	return x.restrictAt("上面", class, words, at, means)
}

// restrictAt is restrict for a note that says where the items stand: 上面, 下面.
func (x *reading) restrictAt(where string, class notice.Class, words string, at notice.Place, means func(*Record) bool) int {
	x.flush()
	n := 0
	for i := x.since; i < len(x.out.Records); i++ {
		rec := &x.out.Records[i]
		if means == nil || means(rec) {
			rec.Class = rec.Class.Stricter(class)
			n++
		}
	}
	if n > 0 {
		x.report(problem{ruleClass, "因" + words + "，" + where + decimal(n) + "项按“" + className(class) + "”处理", "如并非如此，请改写这一行；如确是如此，请在公开范围栏逐项写明。"}, at, "")
	}
	return n
}

// holds says whether one of several signs stands anywhere in a record's words.
func (rec *Record) holds(signs []string) bool {
	for _, v := range rec.Fields {
		if containsAny(v.Raw, signs) {
			return true
		}
	}
	return false
}

// lastRecord is the power a line speaks of that says 本项.
func (x *reading) lastRecord() *Record {
	x.flush()
	if n := len(x.out.Records); n > 0 {
		return &x.out.Records[n-1]
	}
	return nil
}

// pointsBack says whether a line speaks of what stands above it, and so is no heading.
func pointsBack(text string) bool {
	for _, words := range [][]string{pointsHere, pointsUp, pointsLast, pointsSome} {
		if containsAny(text, words) {
			return true
		}
	}
	return explainsSign(text) || itemNumbers(text) != nil
}

// explainsSign says whether a line tells what a sign means (★为涉密事项, 带★的), and is not adorned with one (★涉密事项).
func explainsSign(text string) bool {
	i := strings.IndexAny(text, signs)
	if i < 0 {
		return false
	}
	_, size := nextRune(text[i:])
	_, after := prefixed(text[i+size:], []string{"为", "的", "号", "项", "者", "标", "表示", "代表", "指", "系"})
	_, before := suffixed(text[:i], []string{"带", "标", "注", "打", "有", "加", "画"})
	return after || before
}

func containsAny(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// strictLine is a line taken as a title or heading that keeps from the public what stands below it.
type strictLine struct {
	class   notice.Class
	text    string
	at      notice.Place
	since   int // records before the list above it
	records int // records before it
}

// expect remembers such a line until an item stands below it. Where no item above is less strict, no other can be meant;
// lines in text boxes belong to no list, and [reading.marks] has heard them.
func (x *reading) expect(class notice.Class, text string, at notice.Place) {
	x.unheeded()
	looser := func(rec Record) bool { return rec.Class.Stricter(class) != rec.Class }
	if x.box == 0 && slices.ContainsFunc(x.out.Records[x.since:], looser) {
		x.expecting = &strictLine{class, text, at, x.since, len(x.out.Records)}
	}
}

// unheeded hears the line again if no item stands below it: it may have been a note on those above. Which it means, a
// name in it says, or else somebody has to.
func (x *reading) unheeded() {
	x.flush()
	line := x.expecting
	x.expecting = nil
	if line == nil || len(x.out.Records) > line.records {
		return
	}
	since := x.since
	x.since = line.since
	defer func() { x.since = since }()
	words := "“" + shorten(line.text, 30) + "”"
	if !x.pointed(line.class, line.text, words, line.at) {
		x.report(problem{ruleClass, words + "下面没有职权，未据此改变上面任何一项的公开属性", "如说的是上面的某些项，请在这些项的公开范围栏写明；如下面应有职权，请补填。"}, line.at, "")
	}
}

// some restricts all items above a line that means some of them and does not say which. It says whether it does.
func (x *reading) some(class notice.Class, text, words string, at notice.Place) bool {
	return containsAny(notice.Fold(text), pointsSome) &&
		x.restrict(class, words+"没有写明是哪几项", at, nil) > 0
}
