package review

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"huibian/pipeline/catalog"
	"huibian/pipeline/cite"
	"huibian/pipeline/notice"
)

// grounded (W20; P44, F3): the reason for which something is kept from the public is one that the law knows: it cites a
// law, or names one of the grounds.
func (k *checker) grounded(it *catalog.Item) {
	reason := it.Fields["reason"]
	if it.Class != notice.Secret || strings.TrimSpace(reason) == "" || len(k.words.reasons) == 0 || closed(it) {
		return
	}
	text := notice.Fold(reason + it.Fields["reasonBasis"])
	for _, e := range k.words.reasons {
		if e.in(text) {
			return
		}
	}
	for _, c := range cite.Parse(reason + "；" + it.Fields["reasonBasis"]) {
		if c.Named() {
			return
		}
	}
	names := make([]string, len(k.words.reasons))
	for i, e := range k.words.reasons {
		names[i] = e.name
	}
	k.find(it, "reason", k.title("reason")+quote(reason)+"没有依据", "请写明属于"+strings.Join(names, "、")+"中的哪一种，或所依据的法律条款；没有保密依据的，均要公开。")
}

// disclosed (W21; P48, P50): form, scope and time of disclosure say something that the notice knows. A cell may name several
// and add to them: of each part a known word is asked for.
func (k *checker) disclosed(it *catalog.Item) {
	for _, x := range []struct {
		field string
		known []string
	}{{"disclosureForm", k.words.forms}, {"disclosureScope", k.words.scopes}, {"disclosureTime", k.words.times}} {
		text := it.Fields[x.field]
		if len(x.known) == 0 || text == "" || it.Class == notice.Secret {
			continue
		}
		foreign := func(text string) string {
			for _, part := range valuesIn(text) {
				if !containsAny(notice.Fold(part), x.known...) {
					return part
				}
			}
			return ""
		}
		if k.once(x.field, text, func(text string) bool { return foreign(text) == "" }) {
			continue
		}
		k.find(it, x.field, fmt.Sprintf("%s%s不在通知规定的范围内", k.title(x.field), quote(foreign(text))), "请改为通知的用词，如："+strings.Join(x.known[:min(len(x.known), examples)], "、")+"等。")
	}
}

// examples is how many words of a list an advice gives.
const examples = 6

var oneOr = strings.NewReplacer("以及", "或", "或者", "或")

// valuesIn are the values of a cell that may hold several: 公开栏或文件、会议. What stands in parentheses explains.
func valuesIn(text string) []string {
	var out []string
	depth := 0
	text = strings.Map(func(r rune) rune {
		switch r {
		case '（', '(':
			depth++
			return -1
		case '）', ')':
			depth = max(depth-1, 0)
			return -1
		}
		if depth > 0 {
			return -1
		}
		return r
	}, text)
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune("、，,；;/／。\n \t　", r) }) {
		for p := range strings.SplitSeq(oneOr.Replace(part), "或") {
			if p = strings.TrimSpace(p); utf8.RuneCountInString(p) > 1 {
				out = append(out, p)
			}
		}
	}
	return out
}
