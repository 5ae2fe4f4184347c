package form

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"huibian/pipeline/notice"
)

// cleaned is a value's text after cleaning, and what the cleaning has to say.
type cleaned struct {
	text       string
	watermarks []string // what was cut (W14)
	unticked   bool     // check boxes of which none is ticked
	ticked     bool     // check boxes of which one is
}

// clean normalises one value as its field demands (§2.4). unit is the unit of time named by the column's head.
func (r *Reader) clean(field int, raw, unit string) cleaned {
	f := &r.fields[field]
	var out cleaned
	text := raw
	for i := range r.watermarks {
		var cut []string
		if text, cut = r.watermarks[i].cut(text); cut != nil {
			out.watermarks = append(out.watermarks, cut...)
		}
	}
	if f.Kind == notice.KindCode {
		out.text = notice.NormalizeCode(text)
		if r.isEmptyWord(text) {
			out.text = ""
		}
		return out
	}
	text = foldProse(text)
	if r.choosable(field) {
		if picked, ok := chosen(text); ok {
			out.unticked, out.ticked = picked == "", picked != ""
			text = picked
		}
	}
	if f.Kind == notice.KindFee {
		out.text = r.fee(text)
		return out
	}
	if r.isEmptyWord(text) {
		return out
	}
	out.text = r.shape(f, text, unit)
	return out
}

// choosable fields may be given as check boxes.
func (r *Reader) choosable(field int) bool {
	f := &r.fields[field]
	return f.Kind == notice.KindList || f.Kind == notice.KindCategory || f.Kind == notice.KindFee || r.tellsClass(field)
}

// shape gives a text its form by kind.
func (r *Reader) shape(f *notice.Field, text, unit string) string {
	switch f.Kind {
	case notice.KindName:
		return stripNumber(strings.ReplaceAll(joinLines(text), "\n", ""))
	case notice.KindSeq:
		return strings.Trim(notice.Fold(text), ".、，,")
	case notice.KindCategory:
		text = strings.ReplaceAll(text, "\n", "")
		if c, ok := r.categoryOf(text); ok {
			return c.Name
		}
		return joinLines(text)
	case notice.KindList:
		return strings.ReplaceAll(joinList(text), "\n", "、")
	case notice.KindLimit:
		text = joinLines(text)
		if unit != "" && onlyNumber(text) {
			return text + withMeasure(unit)
		}
		return text
	}
	if isPersonField(f.Key) {
		return joinPersonName(mendPhone(joinLines(partPerson(text))))
	}
	return mendPhone(joinLines(text))
}

// partPerson parts a section from the person on the next line of its cell: 外资科, 刘庆.
func partPerson(text string) string {
	lines := strings.Split(text, "\n")
	out := lines[0]
	for _, line := range lines[1:] {
		if last, _ := utf8.DecodeLastRuneInString(out); strings.ContainsRune("科室处股办局队站所", last) {
			out += " " + line
			continue
		}
		out += "\n" + line
	}
	return out
}

// joinList keeps a line for each value of a list, but joins a line to one that ended in the middle of an enumeration.
func joinList(text string) string {
	lines := strings.Split(text, "\n")
	out := ""
	for _, l := range lines {
		l = strings.TrimSpace(l)
		switch {
		case l == "":
		case out == "", strings.HasSuffix(out, "、"), strings.HasSuffix(out, "，"), strings.HasPrefix(l, "、"):
			out += l
		default:
			out += "\n" + l
		}
	}
	return out
}

// isPersonField says whether persons are named in a field: 负责人, 承办科室和负责人.
func isPersonField(key string) bool { return key == "owner" || key == "section" }

// fee maps the ways of saying that nothing is charged to one (§2.4; F12). A dash or a blank says nothing.
func (r *Reader) fee(text string) string {
	switch strings.Trim(notice.Fold(text), "。.；;") {
	case "无", "无收费", "不收费", "免费", "否", "不收取费用", "无费用", "不收", "没有", "暂无", "暂不收费":
		return "不收费"
	}
	if r.isEmptyWord(text) {
		return ""
	}
	return mendPhone(joinLines(text))
}

func onlyNumber(text string) bool {
	if text == "" || len(text) > 12 {
		return false
	}
	for _, c := range text {
		if !unicode.IsDigit(c) && !strings.ContainsRune(hanDigits, c) {
			return false
		}
	}
	return true
}

// withMeasure gives units that take one their measure word: 13 → 13个工作日.
func withMeasure(unit string) string {
	switch unit {
	case "工作日", "月":
		return "个" + unit
	}
	return unit
}

// conjunctions no name begins with unless its beginning was lost (F14).
var conjunctions = []string{"和", "及", "与", "或", "以及", "并", "、", "，", "的"}

// wordsWithConjunction are words that begin like one.
var wordsWithConjunction = []string{"和解", "和谐", "及时", "及格", "及早", "与会", "或有", "并购", "并联", "并网", "并轨", "的士", "和平", "并案", "并处", "和好"}

// Words and marks no name ends with unless its end was lost (F14), and words that end like one of them. 项目的 ends as 的 does.
var (
	openEnds       = []string{"及", "和", "与", "的", "或", "并", "、", "（", "(", "“", "‘", "《", "〈", "【", "「", "—"}
	wordsOpenEnded = []string{"总和", "饱和", "缓和", "调和", "中和", "共和", "协和", "谐和", "普及", "触及", "埃及", "参与", "赠与", "给与", "付与", "授与",
		"标的", "间或", "合并", "兼并", "归并", "吞并", "一并", "裁并", "撤并", "目的"}
	wordsWithTarget = []string{"项目的", "科目的", "栏目的", "节目的", "题目的", "书目的", "数目的", "账目的", "品目的", "名目的", "条目的"}
)

// conduct are words that names of penalties hold, which are clauses of the law that may end in 的: 擅自设立分支机构的.
var conduct = []string{"未", "不", "擅自", "违", "逾期", "拒", "非法", "无证", "无照", "超", "骗", "倒卖", "转让", "出租", "出借", "涂改", "伪造", "变造", "买卖",
	"虚假", "隐瞒", "冒", "阻", "逃", "滥", "破坏", "损毁", "侵占", "泄露", "侵犯", "销售", "生产", "使用"}

// isCutOff says whether a name ends in the middle of a sentence.
func isCutOff(name string) bool {
	end, open := suffixed(name, openEnds)
	if !open || end == "的" && containsAny(name, conduct) {
		return false
	}
	_, word := suffixed(name, wordsOpenEnded)
	_, target := suffixed(name, wordsWithTarget)
	return !word || target
}

// isTorn says whether a name begins in the middle of a sentence.
func isTorn(name string) bool {
	if _, ok := prefixed(name, wordsWithConjunction); ok {
		return false
	}
	w, ok := prefixed(name, conjunctions)
	if w == "与" || w == "和" { // 与通航有关设施建设审批 begins where it should
		return !strings.Contains(name, "有关") && !strings.Contains(name, "相关")
	}
	return ok
}

// traditional are characters that mainland offices do not write and that names of powers from a mirrored page are full of
// (§2.4 繁体/转码镜像: 農業(yè)).
const traditional = "業農經貿濟發審許處罰強給確認獎勵決檢權類別據實辦時開標準費應當關係機構員會議條項規範進際團體財務稅產質檔證書號碼圖館學術藝電視廣場車輛運輸鐵線網絡設計劃統調價資環護漁種獸醫藥衛險養動勞職稱評選舉報備臨雙邊貨幣園區縣鄉鎮島灣"

// unsimplified finds the first sign of such a text: a traditional character, or the reading a converter left in brackets.
func unsimplified(text string) (string, bool) {
	for i, c := range text {
		if c >= 0x4E00 && mirrored[c] {
			return string(c), true
		}
		if c == '(' || c == '（' {
			inside, _, _ := strings.Cut(text[i:], ")")
			if strings.ContainsAny(inside, "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ") {
				return inside + ")", true
			}
		}
	}
	return "", false
}

// mirrored is the set of traditional.
var mirrored = func() map[rune]bool {
	m := map[rune]bool{}
	for _, c := range traditional {
		m[c] = true
	}
	return m
}()

// categoryOf finds the category a text names: as the notice does, and by the short heads of statistics tables.
func (r *Reader) categoryOf(text string) (*notice.Category, bool) {
	folded := notice.Fold(text)
	if i, ok := r.categories[folded]; ok {
		return &r.n.Categories[i], true
	}
	return r.n.Category(text)
}
