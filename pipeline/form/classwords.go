package form

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"huibian/pipeline/notice"
)

// ground is where a text stands, which decides how much is read into its words: each kind knows the words of those
// above it.
type ground uint8

const (
	anywhere  ground = iota // the notice's words, and what is secret everywhere
	inHeading               // headings and remarks
	inField                 // fields of disclosure
	inScope                 // 公开范围: who may know
)

// classWord is a word that tells how open an item is.
type classWord struct {
	folded string
	class  notice.Class // "" for words that only cover others: 商业秘密 is no state secret
	whole  bool         // counts only as the whole text: 公开 turns up in 公开栏
	ground ground
	ours   bool // not the notice's own: a finding says how it was taken
}

// The one mistake that does real harm is a secret item in a public book (domain.md §7). So these words count whatever
// the notice lists, each from its ground on.
var strictWords = []struct {
	class  notice.Class
	ground ground
	words  []string
}{
	{notice.Secret, anywhere, []string{"国家秘密", "绝密", "机密", "秘密", "涉密", "秘密级", "不予公开", "不宜公开", "不公开", "不得公开", "禁止公开",
		"暂缓公开", "延期公开", "限制公开", "不公示", "不予公示", "不宜公示", "不对外", "不得对外"}},
	{notice.Secret, inHeading, []string{"不公布", "不予公布", "不宜公布", "不得公布", "不上网", "不得上网", "不宜上网"}},
	{notice.Internal, inHeading, []string{"内部", "对内", "依申请公开", "部分公开", "局内掌握", "科内掌握", "局内公开", "科内公开"}},
	{notice.Secret, inField, []string{"保密", "解密", "敏感", "知悉范围", "密级", "密件", "机要", "暂缓", "暂不"}},
	{notice.Internal, inField, []string{"内网", "局域网", "党内"}},
	{notice.Internal, inScope, []string{"干部", "领导", "班子", "工作人员", "知情人", "仅限", "只限", "仅相关", "仅有关", "全体职工", "局内", "本单位", "本机关", "本系统", "系统内", "本科室"}},
}

// innerScopes are such words too, but only as the whole of 公开范围: 本局网站 is read by everybody.
var innerScopes = []string{"本局", "全局", "局机关", "机关", "单位", "科室", "部门", "职工"}

// neutral words hold a telling word without telling anything, unless the notice itself lists them.
var neutral = []string{"商业秘密", "公开栏", "保密审查", "不公开理由", "公开形式", "公开范围", "公开时间", "公开内容", "不定期公开", "不限", "内部资料准印证",
	"国内网", "境内网", "省内网", "市内网", "区内网", "县内网"}

// classNegations before a word say the opposite: 不涉密, 不属于国家秘密.
var classNegations = []string{"不", "非", "无", "未", "没有", "不含", "不涉及", "不属于", "不属", "不是", "不包括", "不向", "除"}

// variants are characters of telling words as other keyboards and conversions write them: 不公開, 內部, 保宻.
var variants = strings.NewReplacer("開", "开", "內", "内", "機", "机", "對", "对", "級", "级", "絕", "绝", "緩", "缓", "網", "网", "領", "领", "導", "导", "幹", "干", "祕", "秘", "宻", "密")

// refusals before 公开, in the same clause, keep an item from the public: 不对社会公开, 未经批准不得向外公开.
var refusals = []string{"不", "未", "非", "免予", "免于", "免除", "免公开", "免对", "免向", "免在", "豁免", "避免", "缓", "禁", "勿", "拒"}

// Words that hold the character of a refusal and refuse nothing: 任免后随时公开, 每季度不少于一次公开.
var (
	unrefused = strings.NewReplacer("任免", "任", "减免", "减", "罢免", "罢", "不动产", "产", "非税", "税", "非行政许可", "许可", "非许可", "许可",
		"缓征", "征", "缓缴", "缴", "禁渔", "渔", "禁牧", "牧", "不定期", "期", "不定时", "时", "不间断", "", "不断", "")
	atMost = regexp.MustCompile(`不得?(?:少于|低于|超过|迟于|晚于)([每次当两\d一二三四五六七八九十])`)
)

func (r *Reader) compileClasses() {
	add := func(class notice.Class, g ground, ours bool, words ...string) {
		for _, w := range words {
			folded := notice.Fold(w)
			if folded == "" || slices.ContainsFunc(r.classes, func(c classWord) bool { return c.folded == folded }) {
				continue
			}
			short := utf8.RuneCountInString(folded) < 3
			r.classes = append(r.classes, classWord{folded, class, short && class == notice.Public, g, ours})
		}
	}
	add(notice.Secret, anywhere, false, strictWords[0].words...)
	add(notice.Secret, anywhere, false, r.n.Disclosure.Secret...)
	add(notice.Internal, anywhere, false, r.n.Disclosure.Internal...)
	add(notice.Public, anywhere, false, r.n.Disclosure.Public...)
	for _, s := range strictWords[1:] {
		add(s.class, s.ground, true, s.words...)
	}
	add("", anywhere, false, neutral...)
	for _, w := range innerScopes {
		r.classes = append(r.classes, classWord{w, notice.Internal, true, inScope, true})
	}
	for i := range r.classes {
		if w := &r.classes[i]; w.ground <= inField && (w.class == notice.Secret || w.class == notice.Internal) {
			r.strict[w.folded] = w.class
		}
	}
	slices.SortStableFunc(r.classes, func(a, b classWord) int { return len(b.folded) - len(a.folded) })
}

// telling is what a text says of the class.
type telling struct {
	class   notice.Class // strictest of the words found, "" if none
	word    string       // the word that decided
	ours    bool         // which is not the notice's
	public  string       // a word that says public, if one was found as well
	negated string       // a strict word that was denied: 不涉密
}

// tell reads the class out of a text. Longer words cover shorter ones (对内公开 is not 公开).
func (r *Reader) tell(text string, in ground) telling {
	var t telling
	folded := variants.Replace(notice.Fold(text))
	if folded == "" {
		return t
	}
	refused := ""
	for i := range r.classes {
		w := &r.classes[i]
		if w.ground > in {
			continue
		}
		if w.whole {
			if folded == w.folded {
				t.take(w)
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
			switch no, denied := suffixed(folded[:at], classNegations); {
			case !denied:
				t.take(w)
			case w.class == notice.Public:
				refused = no + w.folded
			case w.class != "":
				t.negated = no + w.folded
			}
			folded = folded[:at] + w.cover() + folded[at+len(w.folded):]
		}
	}
	if refused == "" {
		refused = refusal(folded)
	}
	if refused != "" && t.class != notice.Internal { // 不向社会公开，限部门内部 is internal
		t.class, t.word, t.ours = notice.Secret, refused, true
	}
	return t
}

// cover is what a word found is replaced by. 公开 at its end stays, which may be refused from afar: 不得向社会公开.
func (w *classWord) cover() string {
	const public = "公开"
	if w.class == notice.Public && strings.HasSuffix(w.folded, public) {
		return strings.Repeat("\x01", len(w.folded)-len(public)) + public
	}
	return strings.Repeat("\x00", len(w.folded))
}

// take counts one occurrence of a word.
func (t *telling) take(w *classWord) {
	if w.class == "" {
		return
	}
	if w.class == notice.Public {
		t.public = w.folded
	}
	if s := tighter(t.class, w.class); s != t.class {
		t.class, t.word, t.ours = s, w.folded, w.ours
	}
}

// strict says whether a text keeps an item from the public.
func (t *telling) strict() bool { return t.class == notice.Secret || t.class == notice.Internal }

// suffixed returns the word of a list that a text ends with.
func suffixed(text string, words []string) (string, bool) {
	for _, w := range words {
		if strings.HasSuffix(text, w) {
			return w, true
		}
	}
	return "", false
}

// refusal finds a 公开 that is refused a few characters before: 不对社会公开. Covered words and punctuation end the clause.
func refusal(folded string) string {
	for from := 0; ; {
		i := strings.Index(folded[from:], "公开")
		if i < 0 {
			return ""
		}
		clause := strings.TrimRight(folded[from:from+i], "\x01")
		from += i + len("公开")
		if j := strings.LastIndexAny(clause, "\x00，,。；;、:()（）"); j >= 0 {
			_, size := nextRune(clause[j:])
			clause = clause[j+size:]
		}
		if runes := []rune(clause); len(runes) > 10 {
			clause = string(runes[len(runes)-10:])
		}
		clause = atMost.ReplaceAllString(unrefused.Replace(clause+"公开"), "$1")
		for _, w := range refusals {
			if j := strings.Index(clause, w); j >= 0 {
				return clause[j:]
			}
		}
	}
}
