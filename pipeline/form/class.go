package form

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"huibian/pipeline/notice"
)

// classWord is a word that tells how open an item is.
type classWord struct {
	folded string
	class  notice.Class // "" for words that only cover others: 商业秘密 is no state secret
	whole  bool         // counts only as the whole text: 公开 turns up in 公开栏
}

// alwaysSecret are words that make an item secret wherever they stand in a field of disclosure, whatever the notice
// lists: the one mistake that does real harm is a secret item in a public book (domain.md §7).
var alwaysSecret = []string{"国家秘密", "绝密", "机密", "涉密", "秘密级", "不予公开", "不宜公开", "不公开", "不得公开", "禁止公开"}

// neutral words hold a telling word without telling anything.
var neutral = []string{"商业秘密", "公开栏", "保密审查", "不公开理由", "公开形式", "公开范围", "公开时间", "公开内容"}

// classNegations before a word say the opposite: 不涉密, 不属于国家秘密.
var classNegations = []string{"不", "非", "无", "未", "没有", "不含", "不涉及", "不属于", "不属", "不是", "不包括", "不向", "除"}

func (r *Reader) compileClasses() {
	add := func(class notice.Class, words ...string) {
		for _, w := range words {
			folded := notice.Fold(w)
			if folded == "" || slices.ContainsFunc(r.classes, func(c classWord) bool { return c.folded == folded }) {
				continue
			}
			short := utf8.RuneCountInString(folded) < 3
			r.classes = append(r.classes, classWord{folded, class, short && class == notice.Public})
		}
	}
	add("", neutral...)
	add(notice.Secret, alwaysSecret...)
	add(notice.Secret, r.n.Disclosure.Secret...)
	add(notice.Internal, r.n.Disclosure.Internal...)
	add(notice.Public, r.n.Disclosure.Public...)
	slices.SortStableFunc(r.classes, func(a, b classWord) int { return len(b.folded) - len(a.folded) })
}

// telling is what a text says of the class.
type telling struct {
	class   notice.Class // strictest of the words found, "" if none
	word    string       // the word that decided
	public  string       // a word that says public, if one was found as well
	negated string       // a strict word that was denied: 不涉密
}

// tell reads the class out of a text. Longer words cover shorter ones (对内公开 is not 公开).
func (r *Reader) tell(text string) telling {
	var t telling
	folded := notice.Fold(text)
	if folded == "" {
		return t
	}
	for i := range r.classes {
		w := &r.classes[i]
		if w.whole {
			if folded == w.folded {
				t.take(w, "")
			}
			continue
		}
		for from := 0; ; {
			at := strings.Index(folded[from:], w.folded)
			if at < 0 {
				break
			}
			at += from
			if from = at + len(w.folded); w.class == "" && strings.HasSuffix(folded[:at], "不") {
				continue // 不公开范围 tells something, 公开范围 does not
			}
			t.take(w, folded[:at])
			folded = folded[:at] + strings.Repeat("\x00", len(w.folded)) + folded[at+len(w.folded):]
		}
	}
	return t
}

// take counts one occurrence of a word.
func (t *telling) take(w *classWord, before string) {
	if w.class == "" {
		return
	}
	for _, n := range classNegations {
		if strings.HasSuffix(before, n) {
			if w.class != notice.Public {
				t.negated = n + w.folded
			}
			return
		}
	}
	if w.class == notice.Public {
		t.public = w.folded
	}
	if s := t.class.Stricter(w.class); s != t.class || t.word == "" {
		t.class, t.word = cmp.Or(s, w.class), w.folded
	}
}

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
func (r *Reader) classify(rec *draft, ctx *context) (notice.Class, []problem) {
	var all []evidence
	var problems []problem
	add := func(c notice.Class, from string) {
		if c != "" {
			all = append(all, evidence{c, from})
		}
	}
	add(ctx.formClass, ctx.formWords)
	add(ctx.listClass, ctx.listWords)
	if i, ok := rec.get(r.category); ok && i.text != "" {
		if c, found := r.categoryOf(i.text); found && c.Internal {
			add(notice.Internal, "权力类别“"+c.Name+"”")
		}
	}
	reason, weak := "", []string(nil) // weak evidence stands outside the fields of disclosure
	for f := range r.fields {
		e, ok := rec.get(f)
		if !ok || e.raw == "" {
			continue
		}
		switch {
		case r.tellsClass(f):
			problems = r.tellField(f, e, add, problems)
		case r.isReason(f) && e.text != "":
			reason = r.fields[f].Title + "“" + shorten(e.words(), 20) + "”"
		case r.fields[f].Key == "remark" || r.fields[f].Key == "secrecyPeriod" && e.text != "":
			if t := r.tell(e.words()); t.class == notice.Secret || r.fields[f].Key == "secrecyPeriod" {
				weak = append(weak, r.fields[f].Title+"“"+shorten(e.words(), 20)+"”")
			}
		}
	}
	for _, w := range rec.stray {
		if r.tell(w.text).class == notice.Secret || r.tell(w.header).class == notice.Secret && !r.isEmptyWord(w.text) {
			weak = append(weak, "“"+w.header+"”栏的“"+shorten(w.text, 20)+"”")
		}
	}
	if reason != "" {
		c := r.reasonClass(rec, all)
		add(c, reason)
		if c == notice.Internal {
			problems = append(problems, problem{ruleClass, "写了" + reason + "，但按“对内公开”处理，未列入涉密册", "如本项涉密或依法不能公开，请在公开范围栏写“不公开”。"})
		}
	}
	for _, from := range weak {
		if !slices.ContainsFunc(all, func(e evidence) bool { return e.class == notice.Secret }) {
			problems = append(problems, saySecret(from))
		}
		add(notice.Secret, from)
	}
	return settle(all, problems)
}

// saySecret tells of an item made secret by words that stand outside the fields of disclosure.
func saySecret(from string) problem {
	return problem{ruleClass, "因" + from + "，本项已按涉密、不公开处理", "如本项可以公开，请改写这些文字；如确实涉密，请列入涉密不宜公开职权目录。"}
}

// tellField reads a field of disclosure. 否 under 是否公开 and 是 under 是否涉密 speak through their head.
func (r *Reader) tellField(f int, e entry, add func(notice.Class, string), problems []problem) []problem {
	from := r.fields[f].Title + "“" + shorten(e.words(), 20) + "”"
	text := e.words()
	t := r.tell(text)
	if f == r.classField {
		for _, p := range e.pieces {
			t.class = cmp.Or(t.class.Stricter(byAnswer(p.header, p.words())), t.class)
		}
	}
	add(t.class, from)
	if e.unticked && t.class.Stricter(notice.Public) != notice.Public {
		problems = append(problems, problem{ruleClass, from + "没有勾选，先从严按“" + className(t.class) + "”处理", "请勾选其中一项。"})
	}
	if t.class == notice.Secret && f != r.classField && utf8.RuneCountInString(text) > utf8.RuneCountInString(t.word)+4 {
		problems = append(problems, problem{rule: ruleClass, message: from + "中有“" + t.word + "”字样，本项已按涉密、不公开处理",
			advice: "如本项可以公开，请改写这一栏，去掉“" + t.word + "”；如确实涉密，请列入涉密不宜公开职权目录。"})
	}
	if t.negated != "" && t.class.Stricter(notice.Public) != notice.Secret {
		problems = append(problems, problem{rule: ruleClass, message: from + "中的“" + t.negated + "”按不涉密理解，未另册",
			advice: "如本项涉密，请在公开属性栏写“涉密”并列入涉密不宜公开职权目录。"})
	}
	if t.public != "" && t.class != notice.Public {
		add(notice.Public, from)
	}
	return problems
}

// byAnswer reads yes and no.
func byAnswer(header, answer string) notice.Class {
	yes, no := false, false
	switch notice.Fold(answer) {
	case "是", "√", "✓", "有":
		yes = true
	case "否", "×", "X", "无":
		no = true
	}
	switch {
	case strings.Contains(header, "涉密") || strings.Contains(header, "密级"):
		if yes {
			return notice.Secret
		}
	case no:
		return notice.Secret
	case yes:
		return notice.Public
	}
	return ""
}

// reasonClass is the class a reason for not publishing gives: secret, unless the item's own words put it inside the
// office only and nothing speaks of secrecy.
func (r *Reader) reasonClass(rec *draft, all []evidence) notice.Class {
	internal := slices.ContainsFunc(all, func(e evidence) bool { return e.class == notice.Internal })
	for _, f := range []int{r.reason, r.key("reasonBasis")} {
		if f < 0 {
			continue
		}
		if e, ok := rec.get(f); ok && r.tell(e.words()).class == notice.Secret {
			return notice.Secret
		}
	}
	if internal {
		return notice.Internal
	}
	return notice.Secret
}

// words are what a piece says of the class: the options ticked, what 同上 stands for, else the words as written.
func (p *piece) words() string {
	if p.told {
		return p.text
	}
	if picked, ok := chosen(foldProse(p.raw)); ok {
		return picked
	}
	return p.raw
}

// words are those of all pieces, and of the text where a caption filled it.
func (e *entry) words() string {
	text := ""
	for i := range e.pieces {
		text = joinWith(text, e.pieces[i].words())
	}
	if text == "" {
		return e.raw
	}
	return text
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
