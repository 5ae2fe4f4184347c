package review

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"huibian/pipeline/catalog"
	"huibian/pipeline/cite"
	"huibian/pipeline/notice"
)

// name (E02; P17).
func (k *checker) name(it *catalog.Item) {
	if strings.TrimSpace(it.Name) == "" {
		k.find(it, "name", k.title("name")+"为空", "请填写职权的名称。")
	}
}

// category (E03; P14): one of the notice's.
func (k *checker) category(it *catalog.Item) {
	if it.Category != "" {
		return
	}
	known := make([]string, len(k.n.Categories))
	for i, c := range k.n.Categories {
		known[i] = c.Name
	}
	advice := "请改为通知规定的类别之一：" + strings.Join(known, "、") + "。"
	if it.CategoryName == "" {
		k.find(it, "category", fmt.Sprintf("%s没有写明%s", called(it), k.title("category")), advice)
		return
	}
	k.find(it, "category", k.title("category")+quote(it.CategoryName)+"不在通知规定的类别中", advice)
}

// shortened (W01; P35): promised ≤ two thirds of statutory, which whole numbers tell as 3P ≤ 2S (domain.md §0.3).
// Where the two are not counted in the same days, only what holds either way is reported.
func (k *checker) shortened(it *catalog.Item) {
	s, p := it.Limits.Statutory, it.Limits.Promised
	if s == nil || p == nil || s.Unit != p.Unit || s.Value <= 0 || !alike(s, p) || 3*p.Value <= 2*s.Value {
		return
	}
	short := "没有缩短三分之一"
	if p.Value > s.Value {
		short = "比法定的还长"
	}
	message := fmt.Sprintf("承诺时限%s、法定时限%s，%s", quote(it.Fields["promisedLimit"]), quote(it.Fields["statutoryLimit"]), short)
	most := 2 * s.Value / 3
	advice := fmt.Sprintf("按法定时限的三分之二，承诺时限应不超过%d%s；确实不能缩短的，请说明理由。", most, unitWords[s.Unit])
	if most == 0 {
		advice = "法定时限已是最短单位；能改为当场或按小时办理的请改，不能缩短的请说明理由。"
	}
	k.find(it, "promisedLimit", message, advice)
}

var unitWords = map[string]string{catalog.UnitDay: "日", catalog.UnitMonth: "个月", catalog.UnitHour: "小时"}

// alike limits are counted in the same days, or the promised one in working days, which are never fewer.
func alike(s, p *catalog.Limit) bool {
	return s.Calendar == p.Calendar || p.Calendar == catalog.CalendarWorkday
}

// readable (R18; P33): a time limit that is written must be one.
func (k *checker) readable(it *catalog.Item) {
	for _, x := range []struct {
		field string
		limit *catalog.Limit
	}{{"statutoryLimit", it.Limits.Statutory}, {"promisedLimit", it.Limits.Promised}} {
		text := it.Fields[x.field]
		if text == "" || x.limit != nil || !strings.ContainsAny(text, limitSigns) || containsAny(text, noLimit...) {
			continue
		}
		k.find(it, x.field, k.title(x.field)+quote(text)+"看不懂或没有单位", "请写明数字和单位，如“20个工作日”“30日”“即时”。")
	}
}

// limitSigns mark a text that means to give a number; noLimit are the words for having none.
const limitSigns = "0123456789０１２３４５６７８９一二两三四五六七八九十百日天月年时"

var noLimit = []string{"无规定", "未规定", "没有规定", "未作规定", "无时限", "无法定", "不适用", "无明确", "长期", "按规定", "依法", "按照", "依照", "规定的"}

// misfits are names that contradict a category (W05; P29). A penalty bears the name of what it punishes, so words that
// speak of wrongdoing end every suspicion.
var misfits = []struct {
	category string // contained in the category's name
	not      bool   // holds for every other category
	suffixes []string
	hint     string
}{
	{"处罚", false, []string{"审批", "许可", "核准", "许可证核发", "资格认定", "备案"}, "处罚类用受处罚行为的名称"},
	{"处罚", true, []string{"的处罚", "的行政处罚"}, "“……的处罚”是处罚类的名称"},
	{"许可", false, []string{"费征收", "费收取"}, "收费属于征收类"},
}

var wrongdoing = []string{
	"未", "不", "擅自", "违", "逾期", "拒", "非法", "无证", "超", "骗", "倒卖", "转让", "出租", "出借", "涂改", "伪造", "变造", "买卖",
	"虚假", "隐瞒", "欺", "冒", "阻", "逃", "滥", "处罚", "罚款", "没收", "吊销", "撤销", "责令", "警告", "暂扣",
}

func (k *checker) fitting(it *catalog.Item) {
	if it.Category == "" {
		return
	}
	for _, m := range misfits {
		if strings.Contains(it.CategoryName, m.category) == m.not || !m.not && containsAny(it.Name, wrongdoing...) {
			continue
		}
		for _, s := range m.suffixes {
			if strings.HasSuffix(it.Name, s) {
				k.find(it, "name", fmt.Sprintf("名称%s与类别“%s”不符：%s", quote(it.Name), it.CategoryName, m.hint), "请核对类别，或改用法定名称。")
				return
			}
		}
	}
}

// section (W06; P16, F10): the section that does it, not the bureau.
func (k *checker) section(it *catalog.Item) {
	if k.bureau(notice.Fold(it.Fields["section"])) {
		k.find(it, "section", k.title("section")+quote(it.Fields["section"])+"是本单位，没有到科室", "请写明承办的科室（岗位）和负责人。")
	}
}

// bureau reports whether a text names the unit: by its name, the end of it (统计局), its short name, or as one's own.
func (k *checker) bureau(text string) bool {
	switch text {
	case "本局", "我局", "本单位", notice.Fold(k.n.Unit.Short):
		return text != ""
	}
	return utf8.RuneCountInString(text) >= 3 && strings.HasSuffix(notice.Fold(k.n.Unit.Name), text) &&
		slices.ContainsFunc([]string{"局", "委", "厅", "府", "会", "处"}, func(kind string) bool { return strings.HasSuffix(text, kind) })
}

// fee (W07; P17): who charges says by what right.
func (k *checker) fee(it *catalog.Item) {
	text := it.Fields["fee"]
	if text == "" || !amount(text) || containsAny(text, feeGrounds...) {
		return
	}
	for _, c := range cite.Parse(text) {
		if c.Named() {
			return
		}
	}
	k.find(it, "fee", "收费有标准而没有依据："+quote(text), "请补充收费依据的文件名称和文号。")
}

// feeGrounds are words by which a fee cell points to its basis without naming it.
var feeGrounds = []string{"号", "《", "物价部门", "价格部门", "财政部门核定", "物价局核定", "不收费", "免费", "免收"}

// amount reports whether a fee cell states a sum or a rate.
func amount(text string) bool {
	if strings.ContainsAny(text, "%％‰￥¥") {
		return true
	}
	for _, unit := range []string{"元", "角"} {
		for rest := text; ; {
			i := strings.Index(rest, unit)
			if i < 0 {
				break
			}
			before, _ := utf8.DecodeLastRuneInString(rest[:i])
			if strings.ContainsRune("0123456789０１２３４５６７８９一二两三四五六七八九十百千万亿", before) {
				return true
			}
			rest = rest[i+len(unit):]
		}
	}
	return false
}

func containsAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
