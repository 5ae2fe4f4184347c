package cite

import (
	"strings"
	"unicode/utf8"
)

// suffix is an ending of titles.
type suffix struct {
	word string
	weak bool
}

// suffixesBy are the suffixes by their last character, three bytes.
var suffixesBy = func() map[string][]suffix {
	by := map[string][]suffix{}
	for _, x := range suffixes {
		last := x.word[len(x.word)-3:]
		by[last] = append(by[last], x)
	}
	return by
}()

// suffixes are the endings that make a title one of a law, rule or document (§4.2 ⑤). Those that also end the names of
// plain paperwork, 《整改通知》, need more evidence: a number, a locator, or a word of official titles.
var suffixes = []suffix{
	{"法典", false}, {"法", false}, {"条例", false}, {"细则", false}, {"规定", false}, {"办法", false}, {"规则", false},
	{"规程", false}, {"章程", false}, {"修正案", false}, {"准则", false}, {"若干规定", false}, {"暂行规定", false},
	{"公约", false}, {"议定书", false}, {"协定", false}, {"指导目录", false}, {"规范", false}, {"裁量基准", false},
	{"决定", true}, {"决议", true}, {"解释", true}, {"批复", true}, {"意见", true}, {"通知", true}, {"公告", true},
	{"通告", true}, {"标准", true}, {"函", true}, {"复函", true}, {"命令", true}, {"纲要", true}, {"方案", true},
	{"目录", true}, {"规划", true}, {"纪要", true}, {"制度", true}, {"指南", true}, {"指引", true}, {"答复", true},
	{"名录", true}, {"清单", true}, {"措施", true},
}

// plainWords end in 法 without being law. They are of two characters each.
var plainWords = func() map[string]bool {
	words := map[string]bool{}
	for _, w := range strings.Fields("方法 算法 做法 看法 说法 想法 用法 手法 写法 书法 违法 执法 合法 依法 司法 立法 非法 守法 普法 枉法 学法 疗法 戏法 语法 " +
		"无法 设法 减法 乘法 除法") {
		words[w] = true
	}
	return words
}()

// officialWords in a title vouch for a weak suffix.
var officialWords = []string{
	"关于", "印发", "转发", "国务院", "人民政府", "人民代表大会", "最高人民法院", "最高人民检察院", "中共", "中央", "三定", "国家标准",
}

// wrappers stand in a title right before that of another document.
var wrappers = []string{"实施", "印发", "发布", "转发", "公布", "贯彻", "执行", "落实", "下发", "修改", "废止", "关于"}

// vagueWords in an unmarked name tell that no particular law is meant.
var vagueWords = []string{
	"有关", "相关", "上述", "法律", "法规", "规章", "文件", "上级", "其他", "其它", "各级", "以上", "国家规定", "省规定", "市规定", "等规定",
	"政策", "部门规定", "制度", "本", "该", "此",
}

// entitled reports whether words are the title of a law, and not only by a weak suffix.
func entitled(words string) bool {
	ok, weakly := lawTitle(words)
	return ok && !weakly
}

// lawTitle reports whether the words between 《》 are the title of something that can be cited as a basis, and whether
// only by a weak suffix.
func lawTitle(title string) (ok, weakly bool) {
	t := bareTitle(title)
	if two := len("方法"); len(t) >= two && strings.HasSuffix(t, "法") && plainWords[t[len(t)-two:]] {
		return false, false
	}
	if len(t) < 3 {
		return false, false
	}
	for _, x := range suffixesBy[t[len(t)-3:]] {
		if !strings.HasSuffix(t, x.word) {
			continue
		}
		if !x.weak {
			return true, false
		}
		if containsAny(t, officialWords...) || wraps(t) {
			return true, false
		}
		weakly = true
	}
	return weakly, weakly
}

// wraps reports whether a title is of a document that brings another one: 转发〈…〉的通知.
func wraps(t string) bool {
	for i, r := range t {
		if (r == '《' || r == '〈') && hasSuffixAny(t[:i], wrappers...) {
			return true
		}
	}
	return false
}

// bareTitle is the title without white space and without the version and parentheses at its end.
func bareTitle(title string) string {
	t := without(title)
	for {
		cut, ok := cutParen(t)
		if !ok {
			return cutVersion(t)
		}
		t = cut
	}
}

// opening are the marks that a remark at the end of a title begins with, by the one it ends with; "" for what ends none.
func opening(closing rune) string {
	switch closing {
	case ')', '）':
		return "(（"
	case ']', '］':
		return "[［"
	case '〕':
		return "〔"
	case '】':
		return "【"
	}
	return ""
}

// cutParen cuts "(…)" off the end.
func cutParen(t string) (string, bool) {
	r, n := utf8.DecodeLastRuneInString(t)
	marks := opening(r)
	if marks == "" {
		return t, false
	}
	i := strings.LastIndexAny(t[:len(t)-n], marks)
	if i <= 0 {
		return t, false
	}
	return t[:i], true
}

// versionEnds are the words behind the year of a version, in a title or after it.
var versionEnds = []string{"修正版", "修订版", "修正", "修订", "修改", "版"}

// cutVersion cuts a version without parentheses off the end: 统计法2009年修订.
func cutVersion(t string) string {
	if last, _ := utf8.DecodeLastRuneInString(t); !strings.ContainsRune("正订改版", last) {
		return t
	}
	for _, w := range versionEnds {
		rest, ok := strings.CutSuffix(t, w)
		if !ok {
			continue
		}
		rest = strings.TrimSuffix(rest, "年")
		name := strings.TrimRightFunc(rest, arabic)
		if name != "" && plausibleYear(rest[len(name):]) {
			return name
		}
	}
	return t
}

// republic begins the full title of most laws and is left out in most tables (§4.2 ⑦).
const republic = "中华人民共和国"

// shortTitles are the everyday names of laws that no other law goes by (§4.2 ⑥).
var shortTitles = map[string]string{
	"处罚法": "行政处罚法", "许可法": "行政许可法", "强制法": "行政强制法", "复议法": "行政复议法", "行诉法": "行政诉讼法", "民诉法": "民事诉讼法",
	"刑诉法": "刑事诉讼法", "治安处罚法": "治安管理处罚法", "道交法": "道路交通安全法", "土管法": "土地管理法", "环评法": "环境影响评价法",
	"固废法": "固体废物污染环境防治法", "计生法": "人口与计划生育法", "消保法": "消费者权益保护法", "未保法": "未成年人保护法",
	"村委会组织法": "村民委员会组织法", "居委会组织法": "城市居民委员会组织法",
}

// Key normalises a title: without white space, without 中华人民共和国, without the year or version at its end, everyday names
// as the whole title, inner title marks of any shape as 〈〉, parentheses and digits half-width. (试行) and (暂行) stay: they
// tell two rules apart.
func Key(title string) string { return wholeTitle(shortKey(title)) }

func wholeTitle(key string) string {
	if len(key) <= longestShort {
		if whole, ok := shortTitles[key]; ok {
			return whole
		}
	}
	return key
}

// longestShort is the length of the longest short title, in bytes.
const longestShort = len("居委会组织法")

// shortKey is the Key of a title that may be a short name declared in the cell, and so is not taken for an everyday one.
func shortKey(title string) string {
	t := without(title)
	for {
		cut, ok := cutParen(t)
		if !ok || keptParen(t[len(cut):]) {
			break
		}
		t = cut
	}
	t = cutVersion(t)
	if rest := strings.TrimPrefix(t, republic); utf8.RuneCountInString(rest) >= 2 && !word0(rest, "政府和", "政府与", "和", "与") { // a party to a treaty
		t = rest
	}
	return foldTitle(t)
}

func keptParen(s string) bool {
	return strings.Contains(s, "试行") || strings.Contains(s, "暂行") || !versionWords(s)
}

// versionWords reports whether parentheses speak of a version.
func versionWords(s string) bool {
	for _, w := range []string{"年", "修订", "修正", "修改", "公布", "发布", "施行", "实施", "通过", "版", "令", "号"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

func foldTitle(t string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '《', r == '<', r == '＜':
			return '〈'
		case r == '》', r == '>', r == '＞':
			return '〉'
		case r >= 0xff01 && r <= 0xff5e: // full-width ASCII
			return r - 0xfee0
		}
		return r
	}, t)
}
