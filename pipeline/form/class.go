package form

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"huibian/pipeline/notice"
)

// tellsClass says whether a field's words are evidence of the class.
func (r *Reader) tellsClass(field int) bool {
	return field == r.classField || strings.HasPrefix(r.fields[field].Key, "disclosure")
}

// isReason says whether a field gives the reason, or the basis of the reason, for which an item is not public.
func (r *Reader) isReason(field int) bool {
	return field == r.reason || r.fields[field].Key == "reasonBasis"
}

// evidence is one thing that speaks about a record's class.
type evidence struct {
	class notice.Class
	from  string // 公开范围“部门内部”
}

// classify settles a record's class: the strictest of the form, the list heading, the category and the words of its
// disclosure fields. Where they contradict each other a finding says so.
func (x *reading) classify(rec *draft, ctx *context) (notice.Class, []problem) {
	r := x.r
	var all []evidence
	var problems []problem
	add := func(c notice.Class, from string) {
		if c != "" {
			all = append(all, evidence{c, from})
		}
	}
	add(ctx.formClass, ctx.formWords)
	add(ctx.listClass, ctx.listWords)
	add(ctx.chartClass, ctx.chartWords)
	if i, ok := rec.get(r.category); ok && i.text != "" {
		if c, found := r.categoryOf(i.text); found && c.Internal {
			add(notice.Internal, "权力类别“"+c.Name+"”")
		}
	}
	reason := ""
	above := all
	for f := range r.fields {
		e := &rec.entries[f]
		switch {
		case !e.set || e.raw == "":
		case r.tellsClass(f):
			problems = x.tellField(rec, f, above, add, problems)
		case r.isReason(f) && e.text != "":
			reason = r.quote(f, e)
		}
	}
	if reason != "" {
		c := r.reasonClass(rec, all)
		add(c, reason)
		if c == notice.Internal && !slices.ContainsFunc(all, func(e evidence) bool { return e.class == notice.Secret }) {
			problems = append(problems, problem{ruleClass, "写了" + reason + "，但按“对内公开”处理，未列入涉密册", "如本项涉密或依法不能公开，请在公开范围栏写“不公开”。"})
		}
	}
	for _, w := range r.elsewhere(rec) {
		if !slices.ContainsFunc(all, func(e evidence) bool { return e.class.Stricter(w.class) == e.class }) {
			problems = append(problems, saySo(w))
		}
		add(w.class, w.from)
	}
	return settle(all, problems)
}

// isPlainly says whether a record is as strict as a class by its form, its heading and its category, or by the notice's own
// words in its fields of disclosure.
func (x *reading) isPlainly(class notice.Class, rec *draft, above []evidence) bool {
	if slices.ContainsFunc(above, func(e evidence) bool { return e.class.Stricter(class) == e.class }) {
		return true
	}
	for f := range x.r.fields {
		if e := &rec.entries[f]; e.set && e.raw != "" && !e.unticked && x.r.tellsClass(f) {
			if t := x.hear(e.words(), x.r.groundOf(f)); !t.ours && t.class.Stricter(class) == t.class {
				return true
			}
		}
	}
	return false
}

// elsewhere is what stands outside the fields of disclosure and keeps an item from the public all the same.
func (r *Reader) elsewhere(rec *draft) []evidence {
	var out []evidence
	for f := range r.fields {
		e := &rec.entries[f]
		if !e.set || e.raw == "" || r.tellsClass(f) || r.isReason(f) {
			continue
		}
		var class notice.Class
		switch key := r.fields[f].Key; {
		case key == "secrecyPeriod" && e.text != "":
			class = notice.Secret
		case key == "remark":
			class = r.tell(e.words(), inHeading).class.Stricter(r.marked(f, e))
		default:
			class = r.marked(f, e)
		}
		if class == notice.Secret || class == notice.Internal {
			out = append(out, evidence{class, r.quote(f, e)})
		}
	}
	for _, w := range rec.stray {
		class := r.strayClass(w)
		if class != notice.Secret && class != notice.Internal {
			continue
		}
		from := "“" + shorten(w.text, 20) + "”"
		if w.header != "" {
			from = "“" + w.header + "”栏的" + from
		}
		out = append(out, evidence{class, from})
	}
	return out
}

// quote names a field and the beginning of its words: 公开范围“部门内部”.
func (r *Reader) quote(field int, e *entry) string {
	return r.fields[field].Title + "“" + shorten(e.words(), 20) + "”"
}

// saySo tells of an item made secret or internal by words that stand outside the fields of disclosure.
func saySo(e evidence) problem {
	return problem{ruleClass, "因" + e.from + "，本项已按“" + className(e.class) + "”处理", "如本项可以公开，请改写这些文字；如确实不公开，请在公开范围栏写明，涉密的列入涉密不宜公开职权目录。"}
}

// marked finds what a field that is not about disclosure says of it all the same: a word that is the whole text (不公开
// in the column of fees), a bracketed word (甲审批（涉密）), a mark with a star (秘密★).
func (r *Reader) marked(field int, e *entry) notice.Class {
	class := notice.Class("")
	if field == r.seq { // 2（密）
		switch {
		case strings.Contains(e.raw, "密"):
			return notice.Secret
		case strings.Contains(e.raw, "内"):
			return notice.Internal
		}
		return class
	}
	for i := range e.pieces {
		raw := e.pieces[i].raw
		class = class.Stricter(r.wordClass(raw))
		if n := utf8.RuneCountInString(raw); n <= 40 && r.fields[field].Kind != notice.KindBasis { // 涉密，不公开; 甲审批-涉密
			for part := range strings.FieldsFuncSeq(raw, parts) {
				class = class.Stricter(r.wordClass(part))
			}
		}
		if starred(raw) != "" {
			return notice.Secret
		}
		if f := &r.fields[field]; f.Kind != notice.KindBasis && len(raw) <= 600 {
			class = class.Stricter(r.bracketed(raw))
		}
	}
	return class
}

// wordClass is the class of a text that is nothing but a word of secrecy.
func (r *Reader) wordClass(text string) notice.Class {
	if len(text) > 36 { // no such word is longer, blanks between its characters included
		return ""
	}
	return r.strict[variants.Replace(notice.Fold(text))]
}

// parts tells what stands between the parts of a short text.
func parts(c rune) bool { return unicode.IsSpace(c) || unicode.IsPunct(c) }

// bracketed is the class that a remark in brackets gives: （涉密）, （暂不公开）, 【内部】. Longer brackets are prose.
func (r *Reader) bracketed(text string) notice.Class {
	class := notice.Class("")
	if !strings.Contains(text, "（") && !strings.Contains(text, "【") && !strings.Contains(text, "〔") && strings.IndexByte(text, '(') < 0 && strings.IndexByte(text, '[') < 0 {
		return class // most texts, at a tenth of what IndexAny costs
	}
	for {
		i := strings.IndexAny(text, "(（[【〔")
		if i < 0 {
			return class
		}
		_, size := nextRune(text[i:])
		text = text[i+size:]
		j := strings.IndexAny(text, ")）]】〕")
		if j < 0 {
			return class
		}
		for part := range strings.FieldsFuncSeq(text[:j], parts) {
			class = class.Stricter(r.wordClass(part))
			if t := r.tell(part, inHeading); t.strict() && utf8.RuneCountInString(notice.Fold(part)) <= utf8.RuneCountInString(t.word)+4 {
				class = class.Stricter(t.class)
			}
		}
	}
}

// strayClass is what a word that no field took says of disclosure, by itself or as an answer to its head: √ under
// 对内公开, 否 under 是否对外公开.
func (r *Reader) strayClass(w stray) notice.Class {
	if r.isEmptyWord(w.text) && answerOf(w.text) == 0 {
		return ""
	}
	class := notice.Class("")
	if t := r.tell(w.text, anywhere); t.strict() {
		class = t.class
	} else if t := r.tell(w.text, inHeading); t.strict() && aboutPowers(notice.Fold(w.text), t.word) { // 属内部事项
		class = t.class
	}
	class = class.Stricter(r.likeClass(w))
	if asked := r.askedClass(w.header, w.text); asked != "" {
		return class.Stricter(asked)
	}
	if t := r.tell(w.header, anywhere); t.strict() && answerOf(w.text) == 0 {
		return class.Stricter(t.class) // words under 涉密情况
	}
	return class
}

// likeClass is what a word says under a head that is a field of disclosure but for a slip of the pen: it keeps from the
// public what it would under the right one (本局 under 公开范韦), and opens nothing.
func (r *Reader) likeClass(w stray) notice.Class {
	switch {
	case w.like < 0 || r.isEmptyWord(w.text) && answerOf(w.text) == 0:
		return ""
	case r.isReason(w.like) && !r.isEmptyWord(w.text):
		return notice.Secret
	case !r.tellsClass(w.like):
		return ""
	}
	t := r.tell(w.text, r.groundOf(w.like))
	asked := r.askedClass(r.fields[w.like].Title, w.text)
	if w.like == r.classField && t.class == "" && t.negated == "" && asked == "" && !r.isPlain(w.text) && !strings.Contains(notice.Fold(w.text), "公开") {
		return notice.Secret
	}
	return tighter(t.class, asked)
}

// tellField reads a field of disclosure. 否 under 是否公开 and 是 under 是否涉密 speak through their head. Words of no notice that
// say what is plain already, as 全体职工 under 对内公开 does, need no finding.
func (x *reading) tellField(rec *draft, f int, above []evidence, add func(notice.Class, string), problems []problem) []problem {
	r, e := x.r, &rec.entries[f]
	text := e.words()
	from := r.quote(f, e)
	say := func(message, advice string) { problems = append(problems, problem{ruleClass, message, advice}) }
	t := x.hear(text, r.groundOf(f))
	long := utf8.RuneCountInString(text) > utf8.RuneCountInString(t.word)+4
	asked := notice.Class("")
	for _, p := range e.pieces {
		asked = tighter(asked, r.askedClass(p.header, p.words()))
	}
	switch {
	case asked != "":
		t.class = tighter(t.class, asked)
	case f == r.classField && t.class == "" && t.negated == "" && !r.isPlain(text):
		t.class = notice.Public
		if !strings.Contains(notice.Fold(text), "公开") {
			t.class = notice.Secret
			say(from+"看不出是否公开，先从严按“"+className(t.class)+"”处理", "请写“公开”“对内公开”或“不公开”。")
		}
	case e.unticked && t.strict():
		say(from+"没有勾选，先从严按“"+className(t.class)+"”处理", "请勾选其中一项。")
	case t.class == notice.Secret && f != r.classField && long:
		say(from+"中有“"+t.word+"”字样，本项已按涉密、不公开处理", "如本项可以公开，请改写这一栏，去掉“"+t.word+"”；如确实涉密，请列入涉密不宜公开职权目录。")
	case t.strict() && t.ours && !x.isPlainly(t.class, rec, above):
		say(from+"按“"+className(t.class)+"”理解", "如本项可以向社会公开，请写“全社会”；如只在机关内部公开，请写“部门内部”；如不公开，请写“不公开”。")
	}
	add(t.class, from)
	if t.negated != "" && t.class != notice.Secret && (f != r.classField || long) {
		say(from+"中的“"+t.negated+"”按不涉密理解，未另册", "如本项涉密，请在公开属性栏写“涉密”并列入涉密不宜公开职权目录。")
	}
	if t.public != "" && t.class != notice.Public {
		add(notice.Public, from)
	}
	return problems
}

// tighter is the stricter of two classes, or the one there is.
func tighter(a, b notice.Class) notice.Class {
	if a == "" {
		return b
	}
	return a.Stricter(b)
}

// heard is a text and where it stands.
type heard struct {
	text string
	in   ground
}

// hear is tell, which remembers: a table says 全社会 in every row.
func (x *reading) hear(text string, in ground) telling {
	t, ok := x.told[heard{text, in}]
	if !ok {
		t = x.r.tell(text, in)
		x.told[heard{text, in}] = t
	}
	return t
}

// groundOf is how much is read into the words of a field of disclosure. 公开内容 may speak of inner procedures.
func (r *Reader) groundOf(field int) ground {
	switch r.fields[field].Key {
	case "disclosureContent":
		return anywhere
	case "disclosureScope":
		return inScope
	}
	return inField
}

// reasonClass is the class a reason for not publishing gives: secret, unless the item's own words put it inside the
// office only and nothing speaks of secrecy.
func (r *Reader) reasonClass(rec *draft, all []evidence) notice.Class {
	internal := slices.ContainsFunc(all, func(e evidence) bool { return e.class == notice.Internal })
	for _, f := range []int{r.reason, r.key("reasonBasis")} {
		if f < 0 {
			continue
		}
		if e, ok := rec.get(f); ok && r.tell(e.words(), inField).class == notice.Secret {
			return notice.Secret
		}
	}
	if internal {
		return notice.Internal
	}
	return notice.Secret
}

// words are what a piece says of the class: the options ticked, what 同上 stands for, else the words as written. A tick
// under one of several heads (公开范围: 对外 √) says the head.
func (p *piece) words() string {
	if p.told {
		return p.text
	}
	if p.option {
		switch answerOf(p.raw) {
		case 1:
			return p.part
		case -1:
			return ""
		}
	}
	if picked, ok := chosen(p.raw); ok {
		return picked
	}
	return p.raw
}

// words are those of all pieces, and of the text where a caption filled it. Where no box is ticked and no head, all of
// them are, for any may be meant.
func (e *entry) words() string {
	text := ""
	for i := range e.pieces {
		text = joinWith(text, e.pieces[i].words())
	}
	if text != "" {
		return text
	}
	for i := range e.pieces {
		if p := &e.pieces[i]; p.option && p.raw != "" {
			text = joinWith(text, p.part)
		}
	}
	return cmp.Or(text, e.raw)
}

// settle takes the strictest and reports what speaks against it.
func settle(all []evidence, problems []problem) (notice.Class, []problem) {
	class, from := notice.Public, ""
	for _, e := range all {
		if s := class.Stricter(e.class); s != class {
			class, from = s, e.from
		}
	}
	for _, e := range all {
		if class != notice.Public && e.class == notice.Public && e.from != from {
			problems = append(problems, problem{rule: ruleClass,
				message: e.from + "与" + from + "相矛盾，已从严按“" + className(class) + "”处理",
				advice:  "请核对本项是否公开，改正其中一处。"})
			break
		}
	}
	return class, problems
}

func className(c notice.Class) string {
	switch c {
	case notice.Secret:
		return "涉密、不公开"
	case notice.Internal:
		return "对内公开"
	}
	return "公开"
}
