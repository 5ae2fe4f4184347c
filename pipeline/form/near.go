package form

import (
	"slices"
	"strings"
	"unicode/utf8"

	"huibian/pipeline/notice"
)

// powerWords stand for "power" in heads, one as good as the other; acts do as well, but for the class of a power:
// 办理类型 is about the way of handling, not about 权力类型. Those of the notice's own classes are acts, too (处罚依据).
var (
	powerWords = []string{"项目", "职权", "权力", "权利", "事项", "办事", "业务", "行政", "工作"}
	acts       = []string{"办理", "审批", "执法"}
)

func standsForPower(word string) bool {
	return slices.Contains(powerWords, word) || slices.Contains(acts, word)
}

// apart are words a character away from others that mean another party, another step or another thing: 协办单位 is no slip
// for 承办单位, and 定性依据 none for 定密依据.
var apart = []string{"协办", "受理", "会办", "联办", "密"}

// minSlip is the least length, in characters, of the longer of two heads that differ by a slip of the pen: in shorter
// ones a single character makes too much of the meaning (责任人, 责任书).
const minSlip = 4

// near is the field that a head was probably meant for that no field claims as it stands, -1 if none: its head is that of
// the field but for one character, or in another order, or with another word for power. Where two fields are as near, or
// what is near means the opposite, none is. It is only ever proposed, never taken. path holds the texts of a column's
// head cells, top down.
func (r *Reader) near(path ...string) int {
	f, _ := r.nearest(path)
	return f
}

// nearest is near, with the length in characters of the head that is near, also where it is none to propose.
func (r *Reader) nearest(path []string) (field, length int) {
	if len(path) == 0 {
		return -1, 0
	}
	if f, n := r.nearHead(strings.Join(path, "")); n > 0 || len(path) == 1 {
		return f, n
	}
	return r.nearHead(path[len(path)-1])
}

func (r *Reader) nearHead(head string) (field, length int) {
	_, folded := foldHead(head)
	n := utf8.RuneCountInString(folded)
	if n < minSlip-1 || n > maxHead {
		return -1, 0
	}
	if f, ok := r.reworded(folded); ok {
		return f, n
	}
	letters := []rune(folded)
	inOrder := sorted(letters)
	field = -1
	for i := range r.long {
		h := &r.long[i]
		if max(n, h.runes) < minSlip || h.runes < n-1 || h.runes > n+1 || !slipped(letters, h.letters) && !slices.Equal(inOrder, h.sorted) {
			continue
		}
		if field >= 0 && field != h.field || turns(folded) != turns(h.folded) {
			return -1, h.runes
		}
		field, length = h.field, h.runes
	}
	return field, length
}

// goodClaims are the claims of a head without those that rest on a part of it, where as a whole it is but a slip for a
// longer head of another field: 法足办理时限 is not 办理时限.
func (r *Reader) goodClaims(path []string) []claim {
	cs := r.claims(path)
	if len(cs) == 0 || cs[0].exact {
		return cs
	}
	f, n := r.nearest(path)
	if f == cs[0].field || n <= utf8.RuneCountInString(notice.FoldHead(cs[0].synonym)) {
		return cs
	}
	return slices.DeleteFunc(cs, func(c claim) bool { return c.field != f })
}

// reworded reads 办事依据 as 权力依据: a word for power before the rest of a head.
func (r *Reader) reworded(folded string) (int, bool) {
	runes := []rune(folded)
	word, rest := string(runes[:2]), string(runes[2:])
	_, class := r.categories[word]
	act := class || slices.Contains(acts, word)
	if !act && !standsForPower(word) {
		return -1, false
	}
	found := -1
	for _, w := range powerWords {
		f, ok := r.heads[w+rest]
		if !ok || act && f == r.category {
			continue
		}
		if found >= 0 && found != f {
			return -1, false
		}
		found = f
	}
	return found, found >= 0
}

// turns is the word in a head that turns it into another, "" if there is none: a negation, or one of apart.
func turns(folded string) string {
	for _, words := range [][]string{negations, apart} {
		for _, w := range words {
			if strings.Contains(folded, w) {
				return w
			}
		}
	}
	return ""
}

// slipped says whether two texts are the same but for one character that is wrong, missing or too many.
func slipped(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		return i == len(a) || slices.Equal(a[i+1:], b[i+1:])
	}
	return slices.Equal(a[i:], b[i+1:])
}

func sorted(s []rune) []rune {
	s = slices.Clone(s)
	slices.Sort(s)
	return s
}

// resemble finds for every column without a field the one it was probably meant for.
func (r *Reader) resemble(columns []column) {
	for i := range columns {
		if c := &columns[i]; c.field < 0 && c.rival == 0 {
			c.near = r.near(c.path...)
		}
	}
}

// also is a second field that a longer head speaks of besides the one it was taken for: 项目名称及编码. -1 if none.
func (r *Reader) also(head string, c *claim) int {
	if c.exact {
		return -1
	}
	_, folded := foldHead(head)
	before, after, ok := strings.Cut(folded, notice.FoldHead(c.synonym))
	if !ok {
		return -1
	}
	for _, part := range []string{before, after} {
		part = strings.Trim(part, "及和与或")
		if f, ok := r.heads[part]; ok && f != c.field {
			return f
		}
		for _, in := range r.inside(part, nil) {
			if !in.weak && in.field != c.field {
				return in.field
			}
		}
	}
	return -1
}
