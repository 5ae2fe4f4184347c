package form

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"huibian/pipeline/notice"
)

// numbered finds the items a note points at by their numbers: 第2项, 第二、五项, 第3至5项, 序号4. What stands behind 条 or 款
// is a place in a law.
var numbered = regexp.MustCompile(`(条|款|^|.)(?:第([0-9〇零一二三四五六七八九十百()、,和及与至到~\-—第]+)项|序号为?:?([0-9、,和及与至到~\-—]+))`)

// parts of a list of numbers, and the two ends of a range.
var (
	numberList  = regexp.MustCompile(`[、,和及与]`)
	numberRange = regexp.MustCompile(`[至到~\-—]+`)
)

// itemNumbers are the numbers of items in a note, as written in it; nil if it names none.
func itemNumbers(text string) map[int]bool {
	var out map[int]bool
	for _, m := range numbered.FindAllStringSubmatch(notice.Fold(text), -1) {
		if m[1] == "条" || m[1] == "款" {
			continue
		}
		for _, part := range numberList.Split(m[2]+m[3], -1) {
			ends := numberRange.Split(part, -1)
			from, ok := number(strings.Trim(ends[0], "()第"))
			to, ok2 := number(strings.Trim(ends[len(ends)-1], "()第"))
			if !ok || !ok2 || to-from > 999 {
				continue
			}
			for n := from; n <= to; n++ {
				if out == nil {
					out = map[int]bool{}
				}
				out[n] = true
			}
		}
	}
	return out
}

// pointed restricts the items that a note about secrecy names by number or by name, and reports whether it names any.
func (x *reading) pointed(class notice.Class, text, words string, at notice.Place) bool {
	x.flush()
	if numbers := itemNumbers(text); numbers != nil {
		if x.restrict(class, words, at, func(rec *Record) bool { return numbers[x.numberOf(rec)] }) == 0 {
			x.report(problem{ruleClass, words + "里写的序号在上面各项里没有找到，未据此改变公开属性", "请在不公开的各项的公开范围栏写明。"}, at, "")
		}
		return true
	}
	folded := notice.Fold(text)
	return x.restrict(class, words, at, func(rec *Record) bool {
		name := notice.Fold(rec.Fields["name"].Text)
		return utf8.RuneCountInString(name) >= 4 && strings.Contains(folded, name)
	}) > 0
}

// numberOf is the number an item bears in its list: the one written beside it, else its place.
func (x *reading) numberOf(rec *Record) int {
	if n, ok := number(strings.Trim(notice.Fold(rec.Fields["seq"].Text), "()、.")); ok {
		return n
	}
	for i := x.since; i < len(x.out.Records); i++ {
		if &x.out.Records[i] == rec {
			return i - x.since + 1
		}
	}
	return 0
}
