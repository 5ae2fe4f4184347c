package review

import (
	"fmt"
	"slices"
	"strings"

	"huibian/pipeline/catalog"
	"huibian/pipeline/cite"
	"huibian/pipeline/notice"
)

// called is an item in a message.
func called(it *catalog.Item) string {
	if strings.TrimSpace(it.Name) == "" {
		return "本项"
	}
	return quote(it.Name)
}

// basis (E01; P12, P44, F9): a power needs a basis that can be looked up. In the list of secret powers a column for it
// is not asked for (附件4); one that is filled is held to the same.
func (k *checker) basis(it *catalog.Item) {
	text := it.Fields["basis"]
	if text == "" {
		if it.Class != notice.Secret {
			k.find(it, "basis", fmt.Sprintf("%s没有填写%s", called(it), k.title("basis")), "请写明所依据的法律、法规、规章的名称和条款；确无依据的，按通知应予取消或废止。")
		}
		return
	}
	if k.isVague(text) {
		k.find(it, "basis", k.title("basis")+"空泛："+quote(text), "请写明具体法律、法规、规章或文件的名称、文号和条款。")
		return
	}
	for _, c := range it.Basis {
		if c.Named() {
			return
		}
	}
	k.find(it, "basis", k.title("basis")+"没有写出任何法律、法规或文件："+quote(text), "请写明名称（加书名号）、文号和条款。")
}

func (k *checker) isVague(text string) bool {
	s := squeeze(text)
	for _, re := range k.vague {
		if re.MatchString(s) {
			return true
		}
	}
	return false
}

// title is the notice's word for a field.
func (k *checker) title(key string) string {
	if f, ok := k.n.Field(key); ok && f.Title != "" {
		return f.Title
	}
	return standardTitles[key]
}

// standardTitles name the fields that a notice may leave out.
var standardTitles = map[string]string{
	"name": "项目名称", "category": "权力类别", "basis": "权力依据", "section": "承办科室", "fee": "收费依据及标准",
	"statutoryLimit": "法定时限", "promisedLimit": "承诺时限", "reason": "不公开理由",
}

// normative (W02; P11): documents below rules bear collecting and granting alone.
func (k *checker) normative(it *catalog.Item) {
	if k.words.weak[it.CategoryName] {
		return
	}
	var names []string
	for _, c := range it.Basis {
		if !c.Named() {
			continue
		}
		if c.Level != cite.Normative {
			return
		}
		names = append(names, cited(c))
	}
	if len(names) > 0 {
		k.find(it, "basis", fmt.Sprintf("%s只引用了规范性文件：%s", k.title("basis"), strings.Join(names, "、")),
			k.weakAdvice())
	}
}

// weakAdvice says what such documents are enough for.
func (k *checker) weakAdvice() string {
	only := ""
	if weak := k.n.Review.Weak; len(weak) > 0 {
		only = "规范性文件主要适用于" + strings.Join(weak, "、") + "；"
	}
	return only + "请补充法律、法规、规章依据，没有的请说明。"
}

// cited is a citation's name in a message.
func cited(c cite.Citation) string {
	if c.Law == "" {
		return c.DocNo
	}
	if strings.HasPrefix(c.Law, "关于") && strings.Contains(c.Law, "《") || c.Bare {
		return c.Law
	}
	return "《" + c.Law + "》"
}

// article (W03; P11, F8): a law is cited with its article. Documents and decisions are mostly cited whole.
func (k *checker) article(it *catalog.Item) {
	located := map[string]bool{}
	for _, c := range it.Basis {
		if slices.ContainsFunc(c.Places(), func(p cite.Place) bool { return p.Article > 0 || p.Annex != "" || p.Fault() != "" }) {
			located[c.Key] = true // 第二章 is no article
		}
	}
	var names []string
	for _, c := range it.Basis {
		if c.Law == "" || located[c.Key] || !articled(c) {
			continue
		}
		located[c.Key] = true
		names = append(names, cited(c))
	}
	if len(names) > 0 {
		k.find(it, "basis", strings.Join(names, "、")+"没有写明第几条", "请补充到条，需要时到款、项。")
	}
}

// articled reports whether what is cited consists of articles.
func articled(c cite.Citation) bool {
	if c.Level == cite.Normative || c.Level == cite.Organisation {
		return false
	}
	for _, w := range []string{"决定", "决议", "目录", "标准", "名录", "清单", "公告", "解释", "批复", "议定书", "协定", "公约"} {
		if strings.HasSuffix(c.Key, w) {
			return false
		}
	}
	return true
}
