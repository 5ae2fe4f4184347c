package cite

import (
	"strings"
	"unicode/utf8"
)

// provinces are the beginnings of the titles of provincial law, with or without 省.
var provinces = []string{
	"北京", "天津", "上海", "重庆", "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽", "福建", "江西", "山东", "河南",
	"湖北", "湖南", "广东", "海南", "四川", "贵州", "云南", "陕西", "甘肃", "青海", "台湾", "内蒙古", "广西", "西藏", "宁夏", "新疆",
	"香港", "澳门",
}

// place tells how far the law of a title reaches.
type place int

const (
	national   place = iota
	provincial       // a province, an autonomous region, a municipality under the State Council
	municipal        // a city or prefecture
	lower            // county, district, township: no law of its own
)

// placeOf reads the place at the beginning of a title.
func placeOf(t string) place {
	for _, p := range provinces {
		if strings.HasPrefix(t, p) {
			rest := t[len(p):]
			rest = strings.TrimPrefix(rest, "省")
			if rest != "" && (smaller(rest, "市") && !strings.HasPrefix(rest, "市")) {
				return municipal
			}
			return provincial
		}
	}
	switch {
	case smaller(t, "经济特区"), smaller(t, "市"), smaller(t, "自治州"), smaller(t, "地区"):
		return municipal
	case smaller(t, "自治县"):
		return municipal // its congress makes 单行条例
	case smaller(t, "县"), smaller(t, "区"), smaller(t, "镇"), smaller(t, "乡"):
		return lower
	}
	return national
}

// noPlaces are the words before 市, 区 … that make no name of a place, and those after.
var noPlaces = map[string]struct{ before, after []string }{
	"市":  {[]string{"证券", "期货", "于城", "中城", "级城", "国城", "设"}, []string{"场", "政公用", "容", "民", "域"}},
	"区":  {[]string{"地", "园", "社", "校", "贫困山", "风景", "名胜", "矿", "开发", "保护", "民族", "行政", "加工", "保税港", "合作", "渔", "保税", "特", "功能", "规划", "管制", "灾", "库"}, []string{"别", "划", "域"}},
	"镇":  {[]string{"建制", "城", "乡"}, nil},
	"乡":  {[]string{"民族", "城"}, []string{"镇", "村"}},
	"地区": {[]string{"民族", "贫困", "边境", "少数"}, nil},
}

// smaller reports whether t begins with a place name of that kind: two to five characters, one before 县.
func smaller(t, kind string) bool {
	i := strings.Index(t, kind)
	if i < 0 {
		return false
	}
	name, after := t[:i], t[i+len(kind):]
	longest := 5
	if strings.HasPrefix(kind, "自治") {
		longest = 14 // 积石山保安族东乡族撒拉族自治县
	}
	if n := utf8.RuneCountInString(name); n < 2 && kind != "县" || n < 1 || n > longest {
		return false
	}
	if hasSuffixAny(name, noPlaces[kind].before...) {
		return false
	}
	for _, w := range noPlaces[kind].after {
		if strings.HasPrefix(after, w) {
			return false
		}
	}
	return true
}

// levelOf tells the level from title and number (§4.2 ⑨). Where neither is decisive it returns hint, the level that the
// cell itself states (【规章】), or Unknown.
func levelOf(title, docNo string, hint Level) Level {
	t := foldTitle(bareTitle(title))
	full := strings.HasPrefix(t, republic)
	t = strings.TrimPrefix(t, republic)
	by := decreed(docNo)
	if by == Normative && strings.HasPrefix(t, "国务院") && early(docNo) && hasSuffixAny(t, "办法", "规定", "条例") {
		return Regulation // published as a document, as regulations were then
	}
	switch {
	case t == "", generic(t):
		return or(by, hint)
	case containsAny(t, "三定", "人员编制", "机构编制", "职能配置"):
		return Organisation
	case outer(t, "关于印发", "关于转发", "关于发布", "转发", "印发") && hasSuffixAny(t, "通知", "的函", "意见"):
		return Normative
	case hasSuffixAny(t, "法", "法典", "法修正案", "宪法修正案") && !strings.HasSuffix(t, "办法"):
		return Law
	case strings.Contains(t, "全国人民代表大会") || strings.Contains(t, "全国人大常委会"):
		return Law
	case hasSuffixAny(t, "公约", "协定", "议定书"), strings.HasPrefix(t, "最高人民"): // no rank of their own among these
		return or(by, hint)
	}
	if by == Law || by == Regulation || by == LocalRegulation {
		return by
	}
	if containsAny(t, partyWords...) {
		return or(by, hint)
	}
	where := placeOf(t)
	switch {
	case strings.HasSuffix(t, "条例"):
		return ordinance(where, by)
	case strings.Contains(t, "人民代表大会") || strings.Contains(t, "人大常委会"):
		return LocalRegulation
	case where != national && strings.Contains(t, "实施〈"):
		return localImplementation(where, by)
	case hasSuffixAny(t, "细则", "办法", "规定", "规则"):
		return ruleLike(t, where, full, by, hint)
	case by == Rule:
		return Rule
	case strings.Contains(t, "确需保留的行政审批项目设定行政许可"):
		return Regulation // 国务院令第412号, mostly cited without it
	case hasSuffixAny(t, "决定", "目录", "标准", "解释", "规范", "规程", "章程", "准则"):
		return or(hint, by) // a decree or a notice published it, and without the number nobody can tell
	}
	return or(by, Normative)
}

// early reports whether a document number is of the time before the Legislation Law (立法法), in force since July 2000, had
// regulations published by decree.
func early(docNo string) bool {
	_, year, ok := strings.Cut(docNo, "〔")
	return ok && len(year) >= 4 && year[:4] <= "2000"
}

// partyWords tell the rules of the Party, which have no rank among these.
var partyWords = []string{"中国共产党", "党内", "党政领导干部", "党组工作", "党委工作"}

// longestGeneric is the length of the longest of such titles, in bytes.
const longestGeneric = len("实施暂行规定")

// generic reports whether a title is no more than the kind of what it should name: 条例, 实施办法.
func generic(t string) bool {
	if len(t) > longestGeneric {
		return false
	}
	for _, x := range suffixes {
		if strings.TrimPrefix(t, "实施") == x.word {
			return true
		}
	}
	return false
}

// ordinance is the level of a 条例: national ones are the State Council's.
func ordinance(where place, by Level) Level {
	switch {
	case by == Rule || by == Normative && where != provincial: // the congress of a province numbers as others do
		return by
	case where == national:
		return Regulation
	case where == lower:
		return Unknown // a county or district makes none
	}
	return LocalRegulation
}

// localImplementation is the level of 福建省实施《…法》办法, which the province's congress makes.
func localImplementation(where place, by Level) Level {
	if by != "" {
		return by
	}
	if where == lower {
		return Normative
	}
	return LocalRegulation
}

// ruleLike is the level of a title in 办法, 规定, 细则 or 规则: a rule by decree, a normative document by its number.
func ruleLike(t string, where place, full bool, by, hint Level) Level {
	switch {
	case by != "":
		return by
	case where == lower:
		return Normative
	case hint != "":
		return hint
	case where == municipal:
		return Unknown // a city may make rules or may not, and the title does not say
	case where == national && strings.Contains(t, "法实施"), full && !strings.HasPrefix(t, "海关"):
		return Regulation // 外资企业法实施细则, 中华人民共和国…规定; but the customs office names its own rules so
	}
	return Rule
}

func or(a, b Level) Level {
	switch {
	case a != "":
		return a
	case b != "":
		return b
	}
	return Unknown
}

func containsAny(t string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(t, w) {
			return true
		}
	}
	return false
}

func hasSuffixAny(t string, words ...string) bool {
	for _, w := range words {
		if strings.HasSuffix(t, w) {
			return true
		}
	}
	return false
}

// outer reports whether one of words stands in t outside inner title marks.
func outer(t string, words ...string) bool {
	if i := strings.Index(t, "〈"); i >= 0 {
		t = t[:i]
	}
	return containsAny(t, words...)
}
