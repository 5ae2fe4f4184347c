package form

import (
	"path"
	"slices"
	"strings"
	"unicode"
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

// marks looks for such marks wherever they are put: page margins, paragraphs, text boxes, charts and diagrams, rows with
// one text.
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
	for _, u := range x.l.pictures {
		for line := range strings.SplitSeq(u.pic.Text, "\n") {
			x.takeMark(line, x.placeOf(u), false) // the labels of a chart (公开, 不公开) are no titles
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
	} else if innerMark(text, margin) {
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

// innerMark says whether a line keeps a file inside the office. In a margin the mark may stand behind other words:
// 市外经贸局　内部资料　注意保存.
func innerMark(text string, margin bool) bool {
	if _, ok := prefixed(notice.Fold(text), innerMarks); ok {
		return utf8.RuneCountInString(text) <= 20
	}
	return margin && slices.ContainsFunc(strings.FieldsFunc(text, unicode.IsSpace), func(part string) bool {
		_, ok := prefixed(notice.Fold(part), innerMarks)
		return ok
	})
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
		x.secretNote(WhatFootnote, n)
	}
	for _, n := range x.doc.Endnotes {
		x.secretNote(WhatEndnote, n)
	}
	for _, n := range x.doc.Comments {
		x.secretNote(WhatRemark, n)
	}
}

// secretNote hears a note or a comment that keeps something from the public: the items it is on become as strict as it says. Where it is
// on none, somebody has to look: which it means, only its author knows.
func (x *reading) secretNote(what string, n docx.NoteText) {
	t := x.r.tell(n.Text, anywhere)
	if !t.strict() {
		x.plainNote(what, n)
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

// plainNote tells of a footnote on an item, whose words no field has. Comments are the office's own talk.
func (x *reading) plainNote(what string, n docx.NoteText) {
	if what == WhatRemark || strings.TrimSpace(n.Text) == "" {
		return
	}
	for i := range x.out.Records {
		if rec := &x.out.Records[i]; x.l.anchored(n, rec) {
			x.report(problem{ruleLeftOver, what + "“" + shorten(n.Text, 40) + "”没有读入本项", "如是职权内容，请写入相应的栏目。"}, rec.Place, "")
		}
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

// fileName hears what the file and its folders are called: where a name speaks of secrets and nothing in the file does,
// all of it is meant. The name of a section is its own: 内部审计科.
func (x *reading) fileName() {
	name := strings.TrimSuffix(x.src.File, path.Ext(x.src.File))
	var t telling
	for part := range strings.SplitSeq(name, "/") {
		if !x.namesSection(part) {
			t = x.nameTells(part, t)
		}
	}
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

// nameTells is the stricter of what a name says and what was told before. 附件4 and no more is the secret form.
func (x *reading) nameTells(name string, before telling) telling {
	t := x.r.tell(name, inHeading)
	if n, ok := attachmentNumber(name); ok && x.r.attached[n] == notice.FormSecret {
		t.class, t.word = notice.Secret, name
	}
	if tighter(before.class, t.class) == before.class {
		return before
	}
	return t
}

// namesSection says whether a folder is called like a section: the notice lists it, or it ends as names of sections do.
func (x *reading) namesSection(name string) bool {
	if _, ok := x.r.n.Section(name); ok {
		return true
	}
	if name != x.src.Section {
		return false
	}
	_, ok := suffixed(name, []string{"科", "室", "处", "股", "局", "办", "所", "站", "队", "中心"})
	return ok
}
