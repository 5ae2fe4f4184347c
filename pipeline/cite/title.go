package cite

import (
	"strings"
	"unicode/utf8"
)

// suffixes are the endings that make a title one of a law, rule or document (§4.2 ⑤). Those that also end the names of
// plain paperwork, 《整改通知》, need more evidence: a number, a locator, or a word of official titles.
var suffixes = []struct {
	word string
	weak bool
}{
	{"法典", false}, {"法", false}, {"条例", false}, {"细则", false}, {"规定", false}, {"办法", false}, {"规则", false},
	{"规程", false}, {"章程", false}, {"修正案", false}, {"准则", false}, {"若干规定", false}, {"暂行规定", false},
	{"公约", false}, {"议定书", false}, {"协定", false}, {"指导目录", false}, {"规范", false}, {"裁量基准", false},
	{"决定", true}, {"决议", true}, {"解释", true}, {"批复", true}, {"意见", true}, {"通知", true}, {"公告", true},
	{"通告", true}, {"标准", true}, {"函", true}, {"复函", true}, {"命令", true}, {"纲要", true}, {"方案", true},
	{"目录", true}, {"规划", true}, {"纪要", true}, {"制度", true}, {"指南", true}, {"指引", true}, {"答复", true},
}

// plainWords end in 法 or another suffix without being law.
var plainWords = []string{
	"方法", "算法", "做法", "看法", "说法", "想法", "用法", "手法", "写法", "书法", "违法", "执法", "合法", "依法", "司法", "立法",
	"非法", "守法", "普法", "枉法", "学法", "疗法", "戏法", "语法", "无法", "设法", "加减法", "乘法", "除法", "会计做法",
}

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

// lawTitle reports whether the words between 《》 are the title of something that can be cited as a basis, and whether
// only by a weak suffix.
func lawTitle(title string) (ok, weakly bool) {
	t := bareTitle(title)
	for _, w := range plainWords {
		if strings.HasSuffix(t, w) {
			return false, false
		}
	}
	for _, x := range suffixes {
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

// bareTitle is the title without white space and without the parentheses at its end.
func bareTitle(title string) string {
	t := without(title)
	for {
		cut, ok := cutParen(t)
		if !ok {
			return t
		}
		t = cut
	}
}

// cutParen cuts "(…)" off the end.
func cutParen(t string) (string, bool) {
	r, n := utf8.DecodeLastRuneInString(t)
	if r != ')' && r != '）' {
		return t, false
	}
	for i := len(t) - n; i > 0; {
		r, n := utf8.DecodeLastRuneInString(t[:i])
		i -= n
		if r == '(' || r == '（' {
			return t[:i], i > 0
		}
	}
	return t, false
}

// republic begins the full title of most laws and is left out in most tables (§4.2 ⑦).
const republic = "中华人民共和国"

// Key normalises a title: without white space, without 中华人民共和国, without the year or version in parentheses at its
// end, inner title marks of any shape as 〈〉, parentheses and digits half-width. (试行) and (暂行) stay: they tell two rules apart.
func Key(title string) string {
	t := without(title)
	for {
		cut, ok := cutParen(t)
		if !ok || keptParen(t[len(cut):]) {
			break
		}
		t = cut
	}
	if rest := strings.TrimPrefix(t, republic); utf8.RuneCountInString(rest) >= 2 {
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
