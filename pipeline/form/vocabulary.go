package form

import (
	"regexp"
	"slices"
	"strings"

	"huibian/pipeline/notice"
)

// Reader reads submissions of one notice. Its vocabulary is folded and sorted once, so that reading a cell costs a map
// look-up. It is immutable after NewReader and safe for concurrent use.
type Reader struct {
	n      *notice.Notice
	fields []notice.Field
	byKey  map[string]int
	heads  map[string]int // folded head → index into fields
	long   []head         // the same, longest first, for heads inside longer texts

	name, seq, code, category int // indexes into fields, -1 where the notice has none
	reason                    int // 不公开理由
	classField                int // 公开属性, 密级

	titles                 []formTitle // longest first
	ditto, empty           map[string]bool
	totals, notes, carried []string // folded; carried marks a continued table
	watermarks             []watermark
	classes                []classWord             // longest first
	strict                 map[string]notice.Class // the words among them that are not public
	attached               map[int]notice.FormKind // 附件4 → secret
	categories             map[string]int
	steps                  []string // a power is divided into, longest first
	textEndings            map[notice.FormKind][]string
	textSigns              string // a character of each ending
}

// head is a word that heads a column or a label.
type head struct {
	folded string
	runes  int
	field  int
	word   string // as the notice writes it

	letters, sorted []rune // of folded
}

// formTitle is a word that tells a form by the title above it.
type formTitle struct {
	folded string
	kind   notice.FormKind
}

// watermark is what a web page leaves behind. Any match must hold one of the literals (all of none: always try), which
// spares almost every cell the regular expression.
type watermark struct {
	re       *regexp.Regexp
	literals []string
}

// builtinHeads are heads that matter to what is public and that a notice may have no field of its own for. They are
// read as evidence of the class, never printed (§2.2 不公开理由; P19).
var builtinHeads = map[string][]string{
	keyReason: {"不公开理由", "不予公开理由", "不予公开依据", "不公开的理由", "不公开依据", "不公开的依据", "不宜公开理由", "不宜公开依据", "不能公开理由", "不公开原因", "不予公开原因",
		"不宜公开原因", "不公开事由", "不予主动公开法律政策依据", "涉密理由", "涉密原因", "保密理由", "保密依据", "定密依据", "不公开理由及依据"},
	keyClass: {"公开属性", "公开类别", "公开类型", "公开性质", "公开程度", "公开级别", "公开与否", "是否公开", "能否公开", "可否公开", "是否对外公开", "是否主动公开",
		"是否向社会公开", "是否对社会公开", "是否涉密", "是否保密", "密级", "密别", "秘密等级", "保密等级", "保密级别", "涉密等级", "涉密程度", "涉密情况"},
}

// Keys of fields that the reader adds where the notice does not name them.
const (
	keyReason = "secretReason"
	keyClass  = "class"
)

// NewReader compiles a notice into a reader.
func NewReader(n *notice.Notice) *Reader {
	r := &Reader{
		n: n, byKey: map[string]int{}, heads: map[string]int{}, ditto: map[string]bool{}, empty: map[string]bool{},
		categories: map[string]int{}, strict: map[string]notice.Class{}, attached: map[int]notice.FormKind{}, name: -1, seq: -1, code: -1, category: -1, reason: -1, classField: -1,
	}
	r.compileFields()
	r.compileForms()
	r.compileWords()
	r.compileClasses()
	r.compileTexts()
	return r
}

func (r *Reader) compileFields() {
	r.fields = slices.Clone(r.n.Fields)
	r.reason = slices.IndexFunc(r.fields, func(f notice.Field) bool {
		return f.Key == keyReason || slices.ContainsFunc(f.Heads(), func(h string) bool { return notice.FoldHead(h) == "不公开理由" })
	})
	r.classField = slices.IndexFunc(r.fields, func(f notice.Field) bool {
		return f.Key == keyClass || slices.ContainsFunc(f.Heads(), func(h string) bool { return notice.FoldHead(h) == "公开属性" })
	})
	if r.reason < 0 {
		r.reason = len(r.fields)
		r.fields = append(r.fields, notice.Field{Key: keyReason, Title: "不公开理由"})
	}
	if r.classField < 0 {
		r.classField = len(r.fields)
		r.fields = append(r.fields, notice.Field{Key: keyClass, Title: "公开属性"})
	}
	for i, f := range r.fields {
		r.byKey[f.Key] = i
		for _, h := range f.Heads() {
			r.addHead(h, i)
		}
	}
	for _, h := range builtinHeads[keyReason] {
		r.addHead(h, r.reason)
	}
	for _, h := range builtinHeads[keyClass] {
		r.addHead(h, r.classField)
	}
	slices.SortStableFunc(r.long, func(a, b head) int { return b.runes - a.runes })
	r.name, r.seq, r.code, r.category = r.key("name"), r.key("seq"), r.key("code"), r.key("category")
}

// key is the index of a field, -1 if there is none.
func (r *Reader) key(key string) int {
	if i, ok := r.byKey[key]; ok {
		return i
	}
	return -1
}

func (r *Reader) addHead(word string, field int) {
	folded := notice.FoldHead(word)
	if _, taken := r.heads[folded]; taken || folded == "" {
		return
	}
	r.heads[folded] = field
	letters := []rune(folded)
	r.long = append(r.long, head{folded, len(letters), field, word, letters, sorted(letters)})
}

func (r *Reader) compileForms() {
	for _, f := range r.n.Forms {
		if n, ok := attachmentNumber(strings.SplitN(f.Name, " ", 2)[0]); ok && n > 0 {
			r.attached[n] = f.Kind
		}
		for _, t := range append([]string{f.Name}, f.Titles...) {
			if folded := notice.FoldHead(t); folded != "" {
				r.titles = append(r.titles, formTitle{folded, f.Kind})
			}
		}
	}
	slices.SortStableFunc(r.titles, func(a, b formTitle) int { return len(b.folded) - len(a.folded) })
}

func (r *Reader) compileWords() {
	v := &r.n.Vocabulary
	for _, w := range v.Ditto {
		r.ditto[notice.Fold(w)] = true
	}
	for _, w := range v.Empty {
		r.empty[notice.Fold(w)] = true
	}
	r.totals, r.notes, r.carried = foldAll(v.Totals), foldAll(v.Notes), foldAll(v.Continued)
	for _, w := range v.Watermarks {
		if re, err := regexp.Compile(w); err == nil { // Parse has refused bad ones
			r.watermarks = append(r.watermarks, watermark{re, requiredLiterals(w)})
		}
	}
	steps := slices.Clone(builtinSteps)
	for _, s := range r.n.Review.Steps {
		steps = append(append(steps, s.Name), s.Words...)
	}
	r.steps = foldAll(steps)
	for i, c := range r.n.Categories {
		for _, w := range append([]string{c.Name, c.Code}, c.Aliases...) {
			r.addCategory(w, i)
		}
	}
	for i, c := range r.n.Categories { // short heads of statistics tables: 许可, 处罚类
		r.addCategory(strings.TrimPrefix(c.Name, "行政"), i)
	}
}

func (r *Reader) addCategory(word string, to int) {
	word = notice.Fold(word)
	if _, taken := r.categories[word]; !taken && word != "" {
		r.categories[word] = to
	}
}

// foldAll folds words as Fold does, longest first, and drops empty ones.
func foldAll(words []string) []string {
	var out []string
	for _, w := range words {
		if w = notice.Fold(w); w != "" {
			out = append(out, w)
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return len(b) - len(a) })
	return out
}

// isEmptyWord says whether a text stands for nothing: 无, /, —, or is empty.
func (r *Reader) isEmptyWord(text string) bool {
	text = strings.TrimSpace(text)
	if text == "" {
		return true
	}
	if len(text) > 24 {
		return false
	}
	if c, _ := nextRune(text); c >= 0x4E00 && c <= 0x9FFF || c >= '0' && c <= '9' {
		return r.empty[notice.Fold(text)] // most texts: no row of dashes begins so
	}
	return r.empty[notice.Fold(text)] || strings.Trim(notice.Fold(text), "-—–―－/／、。.") == ""
}

// isDitto says whether a text points at the cell above (同上 〃) or, left, at the one before it (同左).
func (r *Reader) isDitto(text string) (up, left bool) {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > 18 {
		return false, false
	}
	text = strings.Trim(notice.Fold(text), "。.，,()")
	if text == "同左" || text == "同左列" || text == "同前列" {
		return false, true
	}
	return r.ditto[text] || builtinDitto[text], false
}

// builtinDitto are the marks every office uses, whatever the notice lists (§2.4).
var builtinDitto = map[string]bool{"同上": true, "同前": true, "〃": true, "″": true, "\"": true, "”": true, "''": true, "′′": true, "同上项": true, "同上行": true}

// prefixed returns the first of words a folded text begins with.
func prefixed(text string, words []string) (string, bool) {
	for _, w := range words {
		if strings.HasPrefix(text, w) {
			return w, true
		}
	}
	return "", false
}
