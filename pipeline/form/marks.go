package form

import (
	"path"
	"strings"
	"unicode/utf8"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// fileMark is a mark that keeps a whole file from the public: 秘密★1年, 内部资料 注意保存.
type fileMark struct {
	text  string
	class notice.Class
}

// innerMarks begin a line that keeps a file inside the office.
var innerMarks = []string{"内部资料", "内部文件", "内部材料", "内部使用", "仅供内部", "内部掌握", "内部传阅", "不得外传", "请勿外传", "注意保存"}

// marks looks for such marks wherever they are put: page margins, paragraphs, text boxes, rows with one text.
func (x *reading) marks() {
	at := notice.Place{File: x.src.File, SHA256: x.src.SHA256}
	for _, texts := range [][]string{x.doc.Headers, x.doc.Footers} {
		for _, t := range texts {
			for line := range strings.SplitSeq(t, "\n") {
				x.takeMark(line, at, true)
			}
		}
	}
	n := 0
	for _, b := range x.doc.Blocks {
		if b.Paragraph != nil {
			n++
			x.takeMark(b.Paragraph.Text, notice.Place{File: at.File, SHA256: at.SHA256, Paragraph: n}, false)
		}
	}
	for i := range x.doc.TextBoxes {
		for _, b := range x.doc.TextBoxes[i].Blocks {
			if b.Paragraph != nil && !strings.Contains(b.Paragraph.Text, "是否") { // a step of a flowchart asks
				x.takeMark(b.Paragraph.Text, at, true)
			}
		}
	}
	for _, u := range x.l.tables {
		for i := range u.rows {
			if c := onlyText(u.table, i); c != nil {
				x.takeMark(cellText(c), x.place(u, i, c.Col), false)
			}
		}
	}
}

// onlyText is the only cell of a row that has words, nil if there are none or several.
func onlyText(t *docx.Table, row int) *docx.Cell {
	var only *docx.Cell
	for _, c := range t.Rows[row].Cells {
		if cellText(c) == "" {
			continue
		}
		if only != nil {
			return nil
		}
		only = c
	}
	return only
}

// takeMark takes a line as a mark of the whole file. In page margins and in text boxes a title will do: it stands on
// every page, or floats above the table it belongs to.
func (x *reading) takeMark(text string, at notice.Place, margin bool) {
	if len(text) > 120 {
		return
	}
	m := fileMark{}
	if m.text = starred(text); m.text != "" {
		m.class = notice.Secret
	} else if _, ok := prefixed(notice.Fold(text), innerMarks); ok && utf8.RuneCountInString(text) <= 20 {
		m = fileMark{strings.TrimSpace(text), notice.Internal}
	} else if t := x.r.tell(text, anywhere); margin && t.strict() && aboutPowers(notice.Fold(text), t.word) {
		m = fileMark{strings.TrimSpace(text), t.class}
	}
	if m.class == "" || x.mark.class.Stricter(m.class) == x.mark.class {
		return
	}
	x.mark = m
	x.report(problem{ruleClass, "文件标有“" + shorten(m.text, 30) + "”，其中各项一律按“" + className(m.class) + "”处理", "如不涉密、可以公开，请删去这个标志；如涉密，请按保密规定报送。"}, at, "")
}

// starred finds the mark of secrecy in a text: 秘密★1年.
func starred(text string) string {
	if !maySign(text) && strings.IndexByte(text, '*') < 0 {
		return ""
	}
	for _, w := range []string{"绝密", "机密", "秘密"} {
		for from := 0; ; {
			i := strings.Index(text[from:], w)
			if i < 0 {
				break
			}
			i += from
			from = i + len(w)
			if strings.ContainsAny(text[from:min(len(text), from+6)], "★☆*") {
				return shorten(text[i:], 20)
			}
		}
	}
	return ""
}

// secretNotes hears what stands in notes and comments, once all items are read.
func (x *reading) secretNotes() {
	for _, n := range x.doc.Footnotes {
		x.secretNote(WhatNote, n)
	}
	for _, n := range x.doc.Endnotes {
		x.secretNote(WhatNote, n)
	}
	for _, n := range x.doc.Comments {
		x.secretNote(WhatRemark, n)
	}
}

// secretNote hears a note or a comment that speaks of secrets: the items it is on become as strict as it says. Where it is
// on none, somebody has to look: which it means, only its author knows.
func (x *reading) secretNote(what string, n docx.NoteText) {
	t := x.r.tell(n.Text, anywhere)
	if t.class != notice.Secret {
		return
	}
	words := what + "“" + shorten(n.Text, 30) + "”"
	on := 0
	for i := range x.out.Records {
		if rec := &x.out.Records[i]; x.l.anchored(n, rec) {
			on++
			if c := rec.Class.Stricter(t.class); c != rec.Class {
				rec.Class = c
				x.report(problem{ruleClass, "因" + words + "，本项按“" + className(c) + "”处理", "如可以公开，请删去" + what + "；如确实不公开，请在公开范围栏写明。"}, rec.Place, "")
			}
		}
	}
	if on == 0 {
		x.report(problem{ruleClass, words + "里有“" + t.word + "”字样，未据此改变任何一项的公开属性", "如说的是某项职权，请在该项的公开范围栏写明。"},
			notice.Place{File: x.src.File, SHA256: x.src.SHA256}, "")
	}
}

// takeAttachment begins the form that a line 附件4 announces. Only the secret one matters, for its title may say
// nothing more.
func (x *reading) takeAttachment(n int, text string) {
	x.flush()
	x.titleSince, x.since = true, len(x.out.Records)
	x.announced = x.r.attached[n] == notice.FormSecret
	if !x.announced {
		return
	}
	x.closeGroups(levelList)
	x.ctx = x.freshContext()
	x.ctx.form, x.ctx.formClass, x.ctx.formWords = notice.FormSecret, notice.Secret, "“"+shorten(text, 10)+"”"
}

// Words by which a line points at the power above it, at all above it, below it, or on both sides; and those of
// instructions, which point at other papers.
var (
	pointsHere = []string{"本项", "此项", "该项", "本事项", "此事项", "该事项"}
	pointsUp   = []string{"以上", "上述", "上列", "上表", "所列", "表中", "表内"}
	pointsDown = []string{"以下", "下列", "下述", "如下", "下表", "本附件"}
	pointsAll  = []string{"本表", "本目录", "本册", "均", "全部", "一律", "都", "本科室", "我科", "我室"}
	instructs  = []string{"填入", "填写", "填报", "填附件", "填在", "列入", "另行", "另册", "另报", "另附", "单独"}
)

// signs a table may put before an item, to be explained below it: 带★的不公开.
const signs = "★☆※*▲△●◆◎＊#"

// classLine hears a line that is no title, no heading and no value, but speaks of secrecy: a note below a table (以上均
// 不公开, 带★的涉密), a heading too long to be one. The items it points at become as strict as it says, and a finding
// says so.
func (x *reading) classLine(text string, at notice.Place) {
	n := utf8.RuneCountInString(text)
	if n > 120 || x.otherContext() {
		return
	}
	t := x.r.tell(text, inHeading)
	if !t.strict() {
		return
	}
	words := "“" + shorten(text, 30) + "”"
	if i := strings.IndexAny(text, signs); i >= 0 {
		_, size := nextRune(text[i:])
		if x.restrict(t.class, words, at, func(rec *Record) bool { return rec.holds(text[i : i+size]) }) == 0 {
			x.report(problem{ruleClass, words + "里的“" + text[i:i+size] + "”在上面各项里没有找到，未据此改变公开属性", "请在不公开的各项的公开范围栏写明。"}, at, "")
		}
		return
	}
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
	if containsAny(folded, pointsHere) {
		last := x.lastRecord()
		x.restrict(t.class, words, at, func(rec *Record) bool { return rec == last })
		return
	}
	up, down, all := containsAny(folded, pointsUp), containsAny(folded, pointsDown), containsAny(folded, pointsAll)
	if up || all && !down {
		x.restrict(t.class, words, at, nil)
	}
	heading := n <= 60 && !strings.HasSuffix(text, "。") && aboutPowers(folded, t.word)
	if down || !up && (all || heading) {
		x.flush()
		x.since = len(x.out.Records)
		x.ctx.listClass, x.ctx.listWords = x.ctx.listClass.Stricter(t.class), words
		x.report(problem{ruleClass, "因" + words + "，其后各项按“" + className(t.class) + "”处理", "如并非如此，请改写这一行。"}, at, "")
	} else if !up && !all && len(x.out.Records) > x.since {
		x.report(problem{ruleClass, words + "没有写明指的是哪一项，未据此改变任何一项的公开属性", "如上面有的项不公开，请在该项的公开范围栏写明。"}, at, "")
	}
}

// restrict makes the records since the last title or heading as strict as a note below them says, all or those it means,
// and returns how many.
func (x *reading) restrict(class notice.Class, words string, at notice.Place, means func(*Record) bool) int {
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
		x.report(problem{ruleClass, "因" + words + "，上面" + decimal(n) + "项按“" + className(class) + "”处理", "如并非如此，请改写这一行；如确是如此，请在公开范围栏逐项写明。"}, at, "")
	}
	return n
}

// holds says whether a sign stands anywhere in a record's words.
func (rec *Record) holds(sign string) bool {
	for _, v := range rec.Fields {
		if strings.Contains(v.Raw, sign) {
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
	return containsAny(text, pointsHere) || containsAny(text, pointsUp)
}

func containsAny(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// fileName hears what the file is called: where its name speaks of secrets and nothing in it does, all of it is meant.
func (x *reading) fileName() {
	name := strings.TrimPrefix(x.src.File, x.src.Section+"/")
	t := x.r.tell(strings.TrimSuffix(name, path.Ext(name)), inHeading)
	if !t.strict() || len(x.out.Records) == 0 {
		return
	}
	for i := range x.out.Records {
		if c := x.out.Records[i].Class; c.Stricter(t.class) == c {
			return
		}
	}
	for i := range x.out.Records {
		x.out.Records[i].Class = t.class
	}
	x.report(problem{ruleClass, "文件名里有“" + t.word + "”字样，而文件里没有写明哪些项不公开，各项一律按“" + className(t.class) + "”处理", "如可以公开，请改文件名；否则请在表里写明。"},
		notice.Place{File: x.src.File, SHA256: x.src.SHA256}, "")
}
