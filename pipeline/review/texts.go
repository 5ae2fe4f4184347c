package review

import (
	"fmt"
	"slices"
	"strings"

	"huibian/pipeline/notice"
)

// ruled (W12; H2): every power has a rules text of its own.
func (k *checker) ruled() {
	l := k.links()
	for i := range k.c.Items {
		if it := &k.c.Items[i]; !l.textOf[i] && it.Fields["institution"] != "" {
			k.find(it, "institution", fmt.Sprintf("%s写明对应%s，没有报来正文", called(it), quote(it.Fields["institution"])), "请报送制度正文，标题与此处一致。")
		}
	}
	named := func(i int) bool { return l.textOf[i] || k.c.Items[i].Fields["institution"] != "" }
	k.missing(all, func(i int) bool { return !named(i) }, "没有对应的制度", "一项权力建立一项制度，请报送这项职权的办理制度，标题写明职权名称。")
}

// orphanTexts (W27; H2): every rules text is about a power, unless it is one of those that the bureau as a whole must have.
func (k *checker) orphanTexts() {
	if len(k.c.Items) == 0 {
		return // a text on its own: nothing to hold it against
	}
	for _, t := range k.links().texts {
		if len(t.items) > 0 || slices.ContainsFunc(k.words.systems, func(e element) bool { return e.in(notice.Fold(t.Title)) }) {
			continue
		}
		k.add(t.Place, "", fmt.Sprintf("制度%s没有对应的职权", quote(t.Title)), "请核对名称，与权力目录一致；目录漏报的，请补报。")
	}
}

// systems (I06; P51): the rules texts that the bureau as a whole must have.
func (k *checker) systems() {
	var all strings.Builder
	for _, r := range k.Readings {
		for _, t := range r.Texts {
			all.WriteString(notice.Fold(t.Title) + "\n")
		}
	}
	if missing := lacking(k.words.systems, all.String()); len(missing) > 0 && len(k.c.Items) > 0 {
		k.add(notice.Place{}, "", fmt.Sprintf("报来的材料中没有见到%d项配套制度：%s", len(missing), strings.Join(missing, "、")), "请领导小组办公室建立健全；已经建立的，请收入汇编。")
	}
}
