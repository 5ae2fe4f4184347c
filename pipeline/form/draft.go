package form

import (
	"strings"
	"unicode/utf8"

	"huibian/pipeline/notice"
)

// piece is one cell's, or one label's, contribution to a field.
type piece struct {
	raw  string
	text string // set where the words point elsewhere (同上)
	told bool   // text is set
	unit string // of the column's head
	part string // child head of a shared field

	option bool // part is a value to be ticked

	header string // of its column, or its label
}

// entry is one field of a record being gathered.
type entry struct {
	pieces    []piece
	place     notice.Place
	inherited bool
	set       bool

	raw, text string // filled by close
	unticked  bool   // check boxes of which none is ticked; filled by close
}

// stray is a word of a record's rows that no field took. like is the field its head was probably meant for, -1 if none.
type stray struct {
	header, text string
	like         int
}

// draft is a record being gathered, over as many rows or paragraphs as it takes.
type draft struct {
	entries []entry // by field
	stray   []stray
	place   notice.Place
	rows    int
	layout  Layout
	form    notice.FormKind
	ctx     context
	table   int // index into Reading.Tables, for horizontal tables
}

func (r *Reader) newDraft(layout Layout, form notice.FormKind, at notice.Place, ctx context) *draft {
	return &draft{entries: make([]entry, len(r.fields)), layout: layout, form: form, place: at, ctx: ctx}
}

// get returns a field that was given.
func (d *draft) get(field int) (entry, bool) {
	if field < 0 || !d.entries[field].set {
		return entry{}, false
	}
	return d.entries[field], true
}

// has says whether a field was given with words.
func (d *draft) has(field int) bool {
	if field < 0 {
		return false
	}
	for _, p := range d.entries[field].pieces {
		if p.raw != "" {
			return true
		}
	}
	return false
}

// add gives words to a field. A field given twice keeps both, in order, but not the same words twice.
func (d *draft) add(field int, p piece, at notice.Place, header string, inherited bool) {
	e := &d.entries[field]
	if !e.set {
		e.set, e.place, e.inherited = true, at, inherited
	}
	p.header = header
	for i := range e.pieces {
		if e.pieces[i].raw == p.raw && e.pieces[i].part == p.part {
			return
		}
	}
	if p.raw != "" && !d.has(field) {
		e.place, e.inherited = at, inherited
	}
	e.pieces = append(e.pieces, p)
}

// given counts the fields that have words.
func (d *draft) given() int {
	n := 0
	for f := range d.entries {
		if d.has(f) {
			n++
		}
	}
	return n
}

// close cleans every field and turns the draft into a record.
func (x *reading) close(d *draft) {
	r := x.r
	rec := Record{Fields: make(map[string]Value, 12), Layout: d.layout, Form: d.form, Place: d.place, Rows: max(d.rows, 1)}
	var problems []located
	for f := range d.entries {
		if d.entries[f].set {
			problems = x.closeEntry(f, &d.entries[f], problems)
		}
	}
	x.inherit(d, r.category, d.ctx.category)
	x.inherit(d, r.key("section"), d.ctx.section)
	class, contradictions := x.classify(d, &d.ctx)
	rec.Class = class
	item := ""
	for f := range d.entries {
		e := &d.entries[f]
		if !e.set {
			continue
		}
		rec.Fields[r.fields[f].Key] = Value{Text: e.text, Raw: e.raw, Place: e.place, Inherited: e.inherited}
		if f == r.name {
			item = e.text
		}
	}
	for _, p := range problems {
		x.report(p.problem, p.place, item)
	}
	for _, p := range contradictions {
		x.report(p, d.place, item)
	}
	x.out.Records = append(x.out.Records, rec)
	x.guests = x.guests.add(d.ctx.stated, &rec)
	x.announced = false
	x.countRecord()
}

// located is a problem with its place.
type located struct {
	problem
	place notice.Place
}

// closeEntry cleans a field's pieces and joins them.
func (x *reading) closeEntry(f int, e *entry, problems []located) []located {
	r := x.r
	say := func(p problem) { problems = append(problems, located{p, e.place}) }
	offered, ticked := false, false
	for i := range e.pieces {
		p := &e.pieces[i]
		text := p.text
		if !p.told {
			c := r.clean(f, p.raw, p.unit)
			text = c.text
			for _, w := range c.watermarks {
				say(problem{ruleTorn, "“" + r.fields[f].Title + "”栏混有网页文字“" + shorten(w, 30) + "”，已去掉", "请核对原文，删去从网页复制来的文字。"})
			}
			offered, ticked = offered || c.unticked, ticked || c.ticked
		}
		switch yes := answerOf(p.raw); {
		case p.part == "":
		case p.option && yes != 0 && r.choosable(f):
			offered, ticked, text = true, ticked || yes > 0, ""
			if yes > 0 {
				text = r.clean(f, p.part, "").text
			}
		case text != "":
			text = p.part + "：" + text
		}
		e.raw = joinWith(e.raw, p.raw)
		e.text = joinWith(e.text, text)
	}
	if r.fields[f].Kind == notice.KindList {
		e.text = strings.ReplaceAll(e.text, "\n", "、")
	}
	if offered && !ticked {
		e.unticked = true
		say(problem{ruleLeftOver, "“" + r.fields[f].Title + "”栏列了选项“" + shorten(e.words(), 30) + "”，但一项也没有勾选", "请勾选其中一项，或直接写明。"})
	}
	if f == r.name {
		x.nameProblems(e, say)
	}
	return problems
}

func joinWith(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "":
		return a
	}
	return a + "\n" + b
}

// nameProblems reports names that are torn, and names that are several.
func (x *reading) nameProblems(e *entry, say func(problem)) {
	if isTorn(e.text) {
		say(problem{ruleTorn, "名称“" + shorten(e.text, 30) + "”的开头像是缺了字", "请补全名称，或确认名称就是这样。"})
	}
	if isCutOff(e.text) {
		say(problem{ruleTorn, "名称“" + shorten(e.text, 30) + "”的末尾像是缺了字", "请补全名称，或确认名称就是这样。"})
	}
	if strings.Contains(e.text, "??") || strings.Contains(e.text, "？？") || strings.ContainsRune(e.text, utf8.RuneError) {
		say(problem{ruleTorn, "名称“" + shorten(e.text, 30) + "”里有没能转换过来的字", "请对照原件补上这些字。"})
	}
	if c, ok := unsimplified(e.text); ok {
		say(problem{ruleTorn, "名称“" + shorten(e.text, 30) + "”里有“" + c + "”，像是从繁体网页转来的文字", "请改用规范的简体字，并核对全文。"})
	}
	items := 0
	for line := range strings.SplitSeq(e.raw, "\n") {
		if isListLine(line) {
			items++
		}
	}
	if items >= 2 {
		e.text = strings.TrimSpace(foldProse(e.raw))
		say(problem{ruleSeveral, "名称一格内列了" + decimal(items) + "项：“" + shorten(e.text, 40) + "”，现作为一项读入", "请一项职权填一行，各自写明依据等内容。"})
	}
	if utf8.RuneCountInString(e.text) > 200 {
		say(problem{ruleMisfit, "名称栏有200多字：“" + shorten(e.text, 30) + "”，可能填错了栏", "名称请用法定名称或简称，其他内容写入相应的栏。"})
	}
}

// inherit fills a field that the record leaves open from the caption, heading or group row it stands under.
func (x *reading) inherit(d *draft, field int, from caption) {
	if field < 0 || from.text == "" {
		return
	}
	e := &d.entries[field]
	if e.set && (e.text != "" || e.raw != "") {
		return
	}
	*e = entry{set: true, raw: from.raw, text: from.text, place: from.place, inherited: true}
}
