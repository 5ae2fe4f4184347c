package review

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"huibian/pipeline/catalog"
	"huibian/pipeline/notice"
)

// section (W06; P16, F10): the section that does it, not the bureau.
func (k *checker) section(it *catalog.Item) {
	text := it.Fields["section"]
	if text != "" && k.once("bureau", text, k.bureau) {
		k.find(it, "section", k.title("section")+quote(text)+"是本单位，没有到科室", "请写明承办的科室（岗位）和负责人。")
	}
}

// bureau reports whether a text names the unit and no section of it: by its name, the end of it (统计局), its short name, as
// one's own, or by who leads it.
func (k *checker) bureau(text string) bool {
	text = strings.Replace(notice.Fold(text), "机关", "", 1)
	if k.unit(text) || leads.MatchString(text) {
		return true
	}
	for i := range text {
		if i > 0 && leadsUnit.MatchString(text[i:]) && k.unit(text[:i]) {
			return true
		}
	}
	return false
}

// leads is who leads the bureau, by what he is, or by his surname and that; leadsUnit is what may stand behind its name.
var (
	leads     = regexp.MustCompile(`^(?:分管|主要)?(?:局领导|领导|\p{Han}?[某×xX]*副?(?:局长|镇长|乡长|县长|区长)(?:办公会)?|局务会|局党组|班子成员)$`)
	leadsUnit = regexp.MustCompile(`^(?:分管|主要)?(?:领导|\p{Han}?[某×xX]*副?(?:局长|镇长|乡长|县长|区长|处长|主任)|班子成员)$`)
)

// unit reports whether a folded text is a name of the bureau.
func (k *checker) unit(text string) bool {
	switch text {
	case "", "本局", "我局", "本单位", "局", notice.Fold(k.n.Unit.Short):
		return true
	}
	for _, unit := range []string{notice.Fold(k.n.Unit.Name), notice.Fold(k.n.Unit.Short)} {
		for _, name := range []string{unit, strings.Replace(unit, "人民政府", "政府", 1)} {
			if utf8.RuneCountInString(text) >= 3 && strings.HasSuffix(name, text) && hasSuffixAny(text, "局", "委", "厅", "府", "会", "处") {
				return true
			}
		}
		for _, level := range []string{"市", "县", "区", "省", "镇", "乡"} { // 市局
			for _, kind := range []string{"局", "委", "厅", "政府"} {
				if text == level+kind && strings.Contains(unit, level) && strings.HasSuffix(unit, kind) {
					return true
				}
			}
		}
	}
	return false
}

// person (W18; P16, P17): somebody answers for it, by name or by post. A cell that names no more than sections names nobody.
func (k *checker) person(it *catalog.Item) {
	text := it.Fields["section"]
	if strings.TrimSpace(text) == "" || it.Fields["owner"] != "" || k.once("bureau", text, k.bureau) {
		return // W06, R16 tell
	}
	if k.once("person", text, k.namesPerson) {
		return
	}
	k.find(it, "section", k.title("section")+quote(text)+"只写了科室，没有写明岗位或责任人", "请写明承办的岗位或责任人，如“外资管理科　科长”。")
}

// namesPerson reports whether a text names more than sections and the like.
func (k *checker) namesPerson(text string) bool {
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(" 　\t\n、，,；;/／（）()：:和及", r) }) {
		if rest := k.withoutSection(notice.Fold(part)); rest != "" && !hasSuffixAny(rest, offices...) {
			return true
		}
	}
	return false
}

// offices are the ends of the names of sections and the like.
var offices = []string{"科", "室", "处", "股", "站", "所", "队", "办", "局", "委", "中心", "部门", "机构", "单位", "大队", "支队", "窗口", "组", "会"}

// withoutSection takes the name of a section of the notice off the beginning of a folded text.
func (k *checker) withoutSection(text string) string {
	longest := 0
	for _, name := range k.words.sections {
		if len(name) > longest && strings.HasPrefix(text, name) {
			longest = len(name)
		}
	}
	return text[longest:]
}

// nature (W17; P10): what kind of power it is, and for whom one only helps.
func (k *checker) nature(it *catalog.Item) {
	text := notice.Fold(it.Fields["nature"])
	if text == "" || len(k.n.Review.Natures) == 0 {
		return
	}
	if !containsAny(text, k.n.Review.Natures...) {
		k.find(it, "nature", k.title("nature")+quote(it.Fields["nature"])+"不是通知规定的几种", "请改为："+strings.Join(k.n.Review.Natures, "、")+"之一。")
		return
	}
	if !containsAny(text, "协助", "配合", "协办") || it.Fields["lead"] != "" {
		return
	}
	for _, w := range []string{"协助", "配合", "协办", "其他", "有关", "相关", "职能", "部门", "单位", "实施", "执法", "职权", "行为", "主办", "牵头", "由"} {
		text = strings.ReplaceAll(text, w, "")
	}
	if hasSuffixAny(text, offices...) || containsAny(text, "局", "委", "厅", "海关", "公安", "法院", "政府") {
		return // 协助市工商局
	}
	k.find(it, "nature", called(it)+"是协助、配合其他部门的事项，没有写明主办部门", "请写明由哪个部门主办。")
}

// correspondences are the fields of the four correspondences (P9).
var correspondences = [...]string{"matchLaw", "matchSection", "matchUnit", "matchSuperior"}

// Correspondences are the fields of the four correspondences (P9: 四个对应), in the order of the notice.
func Correspondences() []string { return correspondences[:] }

// Corresponding tells for each of the four whether an item answers it by yes, and whether all are; nil if its form did not
// ask.
func Corresponding(it *catalog.Item) (answers []bool, all bool) {
	if !slices.ContainsFunc(correspondences[:], func(key string) bool { return it.Values[key].Place.File != "" }) {
		return nil, false
	}
	all = true
	for _, key := range correspondences {
		text := notice.Fold(it.Fields[key])
		yes := text != "" && !slices.Contains(denials, text) && !hasPrefixAny(text, "待", "不对应", "不相对应", "无对应", "未对应", "没有对应", "不相符")
		answers, all = append(answers, yes), all && yes
	}
	return answers, all
}

// corresponds (W16; P9): where a form asks for the four correspondences, all four are answered, and answered by yes.
func (k *checker) corresponds(it *catalog.Item) {
	var open []string
	answers, _ := Corresponding(it)
	for i, yes := range answers {
		if _, asked := k.n.Field(correspondences[i]); asked && !yes {
			open = append(open, correspondences[i])
		}
	}
	if len(open) > 0 {
		k.find(it, open[0], fmt.Sprintf("%s的四个对应没有写全：%s", called(it), strings.Join(k.titles(open), "、")), "请逐项核对并写明；对应不上的，按通知应予取消或说明。")
	}
}

// denials are the answers that say no.
var denials = []string{"否", "无", "×", "✗", "╳", "X", "不", "未", "□", "没有", "-", "—", "/"}

func hasPrefixAny(s string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(s, w) })
}
