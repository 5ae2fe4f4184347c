package review

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"huibian/pipeline/catalog"
	"huibian/pipeline/cite"
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

// fitting (W05; P29): names that contradict their category, by the notice's own list of them.
func (k *checker) fitting(it *catalog.Item) {
	if it.Category == "" {
		return
	}
	for i := range k.n.Review.Naming {
		m := &k.n.Review.Naming[i]
		if (it.CategoryName == m.Category) == m.Others || containsAny(it.Name, m.Unless...) || !hasSuffixAny(it.Name, m.Endings...) {
			continue
		}
		k.find(it, "name", fmt.Sprintf("名称%s与类别“%s”不符：%s", quote(it.Name), it.CategoryName, m.Advice), "请核对类别，或改用法定名称。")
		return
	}
}

// section (W06; P16, F10): the section that does it, not the bureau.

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
