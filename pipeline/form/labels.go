package form

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"huibian/pipeline/notice"
)

// labelRun is a record in label paragraphs while it is gathered (layout [Labels]).
type labelRun struct {
	d      *draft
	units  []*unit
	texts  []string
	field  int // last field given, -1 after an unknown label
	opener int // field the record began with

	columns []ColumnReading // what became of its labels
}

func (x *reading) labelsOpen() bool { return x.labels != nil }

// fieldLabel is what splitLabels knows of labels of fields.
func (r *Reader) fieldLabel(folded string) (int, bool) {
	f, ok := r.heads[folded]
	return f, ok
}

// bullets may stand before a label, made by Word or typed.
const bullets = "•·●○◆◇■▪▫‣➢➤►▶*-–— \t　"

// labelLine reads a line as labels of fields. number is the item number before them (1、职权名称：…).
func (r *Reader) labelLine(line string, runOpen bool) (number string, segs []segment) {
	if !strings.ContainsAny(line, ":：") {
		return "", r.bareLabel(strings.TrimLeft(line, bullets), runOpen)
	}
	rest := strings.TrimLeft(line, bullets)
	if n := listMark(rest); n > 0 {
		number, rest = strings.Trim(strings.TrimSpace(rest[:n]), "()（）、.．"), rest[n:]
	}
	if segs = splitLabels(rest, r.fieldLabel); segs != nil {
		return number, segs
	}
	if segs = r.bareLabel(rest, runOpen); segs != nil {
		return number, segs
	}
	if segs = r.unknownLabel(rest); segs == nil || !runOpen && !segs[0].almostName(r) {
		return number, nil
	}
	return number, segs
}

// almostName says whether a label that no field claims resembles that of the name: it parts one power from the next.
func (s *segment) almostName(r *Reader) bool { return s.field < 0 && s.like == r.name }

// bareLabel reads a label that forgot its colon: 公开范围　部门内部. Only a name begins a record so.
func (r *Reader) bareLabel(line string, runOpen bool) []segment {
	line = strings.TrimSpace(line)
	i := strings.IndexFunc(line, unicode.IsSpace)
	if i < 0 || i > 4*maxLabel || utf8.RuneCountInString(line[:i]) < 4 {
		return nil
	}
	f, ok := r.heads[notice.FoldHead(line[:i])]
	if !ok || !runOpen && f != r.name {
		return nil
	}
	return []segment{{label: line[:i], value: strings.TrimSpace(line[i:]), field: f, bare: true}}
}

// unknownLabel reads "监督电话科：…" inside a record: a short head before a colon, known by a part of it or not at all.
func (r *Reader) unknownLabel(line string) []segment {
	i := strings.IndexAny(line, ":：")
	if i <= 0 {
		return nil
	}
	label := notice.FoldHead(line[:i])
	n := utf8.RuneCountInString(label)
	if n < 2 || n > 10 || strings.ContainsAny(line[:i], "《》“”，。；、第") || !allHan(label) {
		return nil
	}
	_, size := nextRune(line[i:])
	s := segment{label: label, value: strings.TrimSpace(line[i+size:]), field: -1, like: -1}
	if cs := r.goodClaims([]string{label}); len(cs) > 0 && !cs[0].weak {
		s.field, s.near = cs[0].field, cs[0].synonym
	} else {
		s.like = r.near(label)
	}
	return []segment{s}
}

func allHan(s string) bool {
	for _, c := range s {
		if !unicode.Is(unicode.Han, c) {
			return false
		}
	}
	return true
}

// readLabels takes a paragraph of labels. It returns false for one that has none, which may still continue the last.
func (x *reading) readLabels(u *unit, text string) bool {
	lines := strings.Split(text, "\n")
	if _, segs := x.r.labelLine(lines[0], x.labelsOpen()); segs == nil {
		return false
	}
	for _, line := range lines {
		number, segs := x.r.labelLine(line, x.labelsOpen())
		if segs == nil {
			x.appendLabel(line)
			continue
		}
		for i, s := range segs {
			if i > 0 {
				number = ""
			}
			x.takeLabel(number, s)
		}
	}
	x.labels.units = append(x.labels.units, u)
	x.labels.texts = append(x.labels.texts, text)
	return true
}

// takeLabel gives a label's words to the record, and begins the next record where this one has them already.
func (x *reading) takeLabel(number string, s segment) {
	run := x.labels
	if run != nil && s.field >= 0 {
		d := run.d
		again := d.entries[s.field].set
		if again && s.field == x.r.name || again && s.field == run.opener && d.has(x.r.name) || number != "" && s.field == x.r.name && d.has(x.r.name) {
			x.flushLabels(false)
			run = nil
		}
	}
	if run != nil && s.almostName(x.r) && run.d.given() > 0 {
		x.flushLabels(false)
		run = nil
	}
	if run == nil {
		if x.labels == nil {
			x.flush()
		}
		run = &labelRun{d: x.r.newDraft(Labels, x.labelForm(), x.at(), x.ctx), field: -1, opener: s.field}
		x.labels = run
		if number != "" && x.r.seq >= 0 {
			run.d.add(x.r.seq, piece{raw: number}, x.at(), "", false)
		}
	}
	if s.field < 0 {
		x.strayLabel(run, s)
		return
	}
	if run.d.has(s.field) {
		x.report(problem{ruleRival, "同一项职权里“" + s.label + "”出现了两次，已接在一起：“" + shorten(s.value, 30) + "”", "请核对；如是另一项职权，请先写明它的名称。"}, x.at(), "")
	}
	if s.bare {
		x.report(problem{ruleNormalised, "“" + s.label + "”后面没有冒号，按栏目读入：“" + shorten(s.value, 30) + "”", "请核对，并补上冒号。"}, x.at(), "")
	}
	if s.near != "" {
		x.report(problem{ruleNormalised, "“" + s.label + "”按“" + x.r.fields[s.field].Title + "”读入：“" + shorten(s.value, 30) + "”", "请核对；建议改用通知的栏目名称。"}, x.at(), "")
	}
	run.d.add(s.field, piece{raw: s.value, unit: unitOf(s.label)}, x.at(), s.label, false)
	run.field = s.field
	run.columns = append(run.columns, x.r.labelTaken(s))
}

func (x *reading) labelForm() notice.FormKind {
	if x.ctx.form == notice.FormSecret {
		return notice.FormSecret
	}
	return notice.FormCatalog
}

// labelTaken explains a label that was taken. Without its colon it is only likely one.
func (r *Reader) labelTaken(s segment) ColumnReading {
	c := &claim{synonym: s.near}
	if s.near == "" {
		c = r.exactClaim([]string{s.label}, s.field)
		c.exact = !s.bare
	}
	return r.taken(0, s.label, s.field, c)
}

// explainLabels adds a record of label paragraphs to what is told of them, which is told together as long as no table and
// no other form comes between.
func (x *reading) explainLabels(run *labelRun) {
	if x.labelled == 0 || x.out.Tables[x.labelled-1].Form != run.d.form {
		x.out.Tables = append(x.out.Tables, TableReading{Paragraph: run.d.place.Paragraph, Layout: Labels, Form: run.d.form})
		x.labelled = len(x.out.Tables)
	}
	tr := &x.out.Tables[x.labelled-1]
	tr.Records++
	for _, c := range run.columns {
		if !slices.Contains(tr.Columns, c) {
			tr.Columns = append(tr.Columns, c)
		}
	}
}

// strayLabel reports a label nobody knows; its words are kept in the account.
func (x *reading) strayLabel(run *labelRun, s segment) {
	run.field = -1
	run.d.stray = append(run.d.stray, stray{s.label, s.value, s.like})
	like := s.like
	if run.d.has(like) { // that label is there already
		like = -1
	}
	run.columns = append(run.columns, x.r.untaken(0, s.label, like))
	x.l.extra = append(x.l.extra, SetAside{WhatCell, x.at().String(), "“" + s.label + "”不是通知的栏目", s.value})
	for _, m := range metaSegments(s.label + "：" + s.value) { // 填报人：×××　日期：…
		x.takeDate(m, x.at())
	}
	if s.value == "" {
		return
	}
	x.report(problem{ruleColumn, "“" + s.label + "”不是通知的栏目，其内容“" + shorten(s.value, 30) + "”未读入", x.r.advice(s.label, like)}, x.at(), "")
}

// wants says whether the last label still waits for its words, which then stand on the next line whatever they are.
func (run *labelRun) wants() bool {
	if run.field < 0 {
		return false
	}
	p := run.d.entries[run.field].pieces
	return len(p) == 0 || p[len(p)-1].raw == ""
}

// continueLabels adds a line without a label to the value above it. A numbered heading (五、制度保障) that does not
// go on counting in that value ends the record.
func (x *reading) continueLabels(u *unit, text string) bool {
	run := x.labels
	if x.ctx.form == notice.FormFlowchart && !run.wants() {
		return false
	}
	if run.field >= 0 {
		e := &run.d.entries[run.field]
		if n, ok := hanItem(text); ok && !countsOn(e.pieces, n) {
			return false
		}
		if !x.r.runsOn(run.field) && !run.wants() {
			x.report(problem{ruleLeftOver, "“" + x.r.fields[run.field].Title + "”下面多出一行“" + shorten(text, 40) + "”，已接在该栏后面", "请核对这一行属于哪一栏，并写明栏目名称。"}, x.at(), "")
		}
	} else if hanHeading(text) {
		return false
	}
	x.appendLabel(text)
	run.units = append(run.units, u)
	run.texts = append(run.texts, text)
	return true
}

// runsOn says whether a field's words often take several lines.
func (r *Reader) runsOn(field int) bool {
	switch r.fields[field].Kind {
	case notice.KindBasis:
		return true
	case notice.KindText, "":
		return !strings.HasPrefix(r.fields[field].Key, "disclosure") || r.fields[field].Key == "disclosureContent"
	}
	return false
}

// appendLabel adds a line to the last label's words.
func (x *reading) appendLabel(text string) {
	run := x.labels
	if run.field < 0 {
		if n := len(run.d.stray); n > 0 {
			run.d.stray[n-1].text = joinWith(run.d.stray[n-1].text, text)
		}
		x.l.extra = append(x.l.extra, SetAside{WhatCell, x.at().String(), "上一行不是通知的栏目", text})
		return
	}
	e := &run.d.entries[run.field]
	if len(e.pieces) == 0 {
		run.d.add(run.field, piece{raw: text}, x.at(), "", false)
		return
	}
	p := &e.pieces[len(e.pieces)-1]
	if p.raw == "" {
		e.place = x.at()
	}
	p.raw = joinWith(p.raw, text)
}

// hanItem reads the number of a line that begins 一、 二、 ….
func hanItem(text string) (int, bool) {
	i := strings.Index(text, "、")
	if i <= 0 || i > 12 {
		return 0, false
	}
	for _, c := range text[:i] {
		if !strings.ContainsRune(hanDigits, c) {
			return 0, false
		}
	}
	return number(text[:i])
}

func hanHeading(text string) bool { _, ok := hanItem(text); return ok }

// countsOn says whether a value's last numbered line came just before n.
func countsOn(pieces []piece, n int) bool {
	last := 0
	for _, p := range pieces {
		for line := range strings.SplitSeq(p.raw, "\n") {
			if m, ok := hanItem(line); ok {
				last = m
			}
		}
	}
	return n == last+1
}

// flushLabels ends the label paragraphs. Labels without a name are no power: above a table, or fewer than three, they
// are a caption, from which the category, the class and the section are taken.
func (x *reading) flushLabels(beforeTable bool) {
	run := x.labels
	if run == nil {
		return
	}
	x.labels = nil
	d := run.d
	almost := slices.ContainsFunc(d.stray, func(w stray) bool { return w.like == x.r.name })
	ofChart := x.ctx.form == notice.FormFlowchart && // 项目名称：××　权力编码：…
		(!d.has(x.r.category) && !d.has(x.r.key("basis")) || !d.has(x.r.name) && !almost)
	if !ofChart && ((d.has(x.r.name) || almost) && d.given() >= 2 || !beforeTable && d.given() >= 3) {
		d.rows = len(run.units)
		x.explainLabels(run)
		for _, u := range run.units {
			u.use()
		}
		x.close(d)
		x.titleSince = true
		x.leaveCharts()
		return
	}
	for i, u := range run.units {
		u.setAside("表前说明", run.texts[i])
		if !beforeTable || x.remarks(run.texts[i]) {
			x.classLine(run.texts[i], d.place) // 备注：第2项涉密 below a table, 备注：以下各项涉密 above one
		}
	}
	if d.has(x.r.name) && !ofChart {
		x.report(problem{ruleLeftOver, "这里写了职权名称“" + shorten(x.nameOf(d), 30) + "”，但没有其他栏目，未读入", "如是一项职权，请逐行写明类别、依据等栏目。"}, d.place, "")
	}
	x.takeCaption(d)
}

// remarks says whether a line of labels is a remark, and not a field that [reading.takeCaption] takes.
func (x *reading) remarks(text string) bool {
	segs := splitLabels(text, x.r.fieldLabel)
	return len(segs) == 0 || segs[0].field == x.r.key("remark")
}

// takeCaption takes from labels above a table what holds for all of it.
func (x *reading) takeCaption(d *draft) {
	for _, w := range d.stray { // 公开范韦：部门内部
		if c := x.r.strayClass(w); c == notice.Internal || c == notice.Secret {
			x.ctx.listClass = x.ctx.listClass.Stricter(c)
			x.ctx.listWords = "表前“" + w.header + "：" + shorten(w.text, 20) + "”"
		}
	}
	for f := range d.entries {
		if !d.has(f) {
			continue
		}
		e := &d.entries[f]
		raw := e.pieces[0].raw
		switch {
		case f == x.r.category:
			name, count := cutCount(raw)
			if c, ok := x.r.categoryOf(name); ok {
				x.takeHeading(heading{category: c, count: count}, raw, levelCategory, e.place)
			}
		case x.r.tellsClass(f):
			t := x.r.tell(raw, x.r.groundOf(f))
			if c := t.class.Stricter(x.r.askedClass(e.pieces[0].header, e.pieces[0].words())); c == notice.Internal || c == notice.Secret {
				x.ctx.listClass = x.ctx.listClass.Stricter(c)
				x.ctx.listWords = "表前“" + x.r.fields[f].Title + "：" + shorten(raw, 20) + "”"
			}
		case x.r.fields[f].Key == "section":
			if s, ok := x.r.n.SectionIn(raw); ok {
				x.nameSection(s.Name, rankTitle)
			}
		}
	}
}
