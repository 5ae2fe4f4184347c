package form

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"huibian/pipeline/notice"
)

// numbered finds the items a note points at by their numbers: 第2项, 第二、五项, 第3至5项, 序号4. What stands behind 条 or 款
// is a place in a law.
var numbered = regexp.MustCompile(`(条|款|^|.)(?:第([0-9〇零一二三四五六七八九十百()、,和及与至到~\-—第]+)项|序号为?:?([0-9、,和及与至到~\-—]+)|([0-9]+)号(?:事项|职权|权力|项目))`)

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
		for _, part := range numberList.Split(m[2]+m[3]+m[4], -1) {
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

// pointed restricts the items that a note about secrecy picks out, and reports whether it picks out any.
func (x *reading) pointed(class notice.Class, text, words string, at notice.Place) bool {
	if x.restrict(class, words, at, x.meant(text)) > 0 {
		return true
	}
	if signsIn(text) == nil && itemNumbers(text) == nil {
		return false
	}
	x.notFound(legend{class: class, text: text, words: words, at: at})
	return true
}

// meant picks out the items a note means: by a sign they bear, by their number, by their name.
func (x *reading) meant(text string) func(*Record) bool {
	folded, signs, numbers := notice.Fold(text), signsIn(text), itemNumbers(text)
	return func(rec *Record) bool {
		name := notice.Fold(rec.Fields["name"].Text)
		return rec.holds(signs) || x.numbered(rec, numbers) || utf8.RuneCountInString(name) >= 4 && strings.Contains(folded, name)
	}
}

// signsIn are the signs in a text, each once.
func signsIn(text string) []string {
	var out []string
	for _, c := range text {
		if strings.ContainsRune(signs, c) && !slices.Contains(out, string(c)) {
			out = append(out, string(c))
		}
	}
	return out
}

// numbered says whether an item bears one of the numbers in its list: the one written beside it, else its place. Rows
// that could not be read may stand before it, and count for whoever wrote the note.
func (x *reading) numbered(rec *Record, numbers map[int]bool) bool {
	if n, ok := number(strings.Trim(notice.Fold(rec.Fields["seq"].Text), "()、.")); ok {
		return numbers[n]
	}
	for i := x.since; i < len(x.out.Records); i++ {
		if &x.out.Records[i] == rec {
			at := i - x.since + 1
			for n := at; n <= at+x.unreadRows; n++ {
				if numbers[n] {
					return true
				}
			}
		}
	}
	return false
}
