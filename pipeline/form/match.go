package form

import (
	"strings"
	"unicode/utf8"

	"huibian/pipeline/notice"
)

// claim says that a head may stand for a field, and how good a claim that is.
type claim struct {
	field   int
	synonym string
	exact   bool
	weak    bool // recognised by two characters inside a longer head, or behind the beginning of another: taken, and said
	also    int  // 1 + another field the head speaks of as well
	rank    int
}

// certainty says how sure a claim is.
func (c *claim) certainty() Certainty {
	switch {
	case c.exact:
		return Certain
	case c.weak, c.also > 0:
		return Doubtful
	}
	return Likely
}

// Ranks of claims: whole heads before parts of heads, parent and child together before the child alone, longer words
// before shorter ones (§2.2: longest first).
const (
	rankJoined    = 1000 // 办理时限/法定 is a synonym as it stands
	rankTurned    = 990  // 法定 + 办理时限
	rankShortened = 980  // 法定 + 时限, 公开 + 形式
	rankLeaf      = 900  // the last head alone: 备注 under 收费
	rankInside    = 100  // plus ten for each character of the synonym found inside

	maxHead  = 40 // characters; what is longer is prose, not a head
	maxExtra = 8  // characters a head may have besides the synonym found inside it
)

// negations before a word turn it into its opposite: 不公开范围 is not 公开范围.
var negations = []string{"不", "非", "未", "无"}

// exactHead looks one head up.
func (r *Reader) exactHead(folded string) (int, bool) {
	f, ok := r.heads[folded]
	return f, ok
}

// foldHead folds a head, and folds it without its bracketed remark too: 办理时限（工作日） is 办理时限.
func foldHead(text string) (whole, bare string) {
	if len(text) > 4*maxHead {
		return "", ""
	}
	whole = notice.FoldHead(text)
	i := strings.IndexAny(text, "(（[【〔")
	if i <= 0 {
		return whole, whole
	}
	j := strings.LastIndexAny(text, ")）]】〕")
	if j < i {
		return whole, notice.FoldHead(text[:i])
	}
	_, size := utf8.DecodeRuneInString(text[j:])
	return whole, notice.FoldHead(text[:i] + text[j+size:])
}

// claims returns what a head may stand for, best first. path holds the texts of a column's head cells, top down.
func (r *Reader) claims(path []string) []claim {
	if len(path) == 0 {
		return nil
	}
	var out []claim
	add := func(folded string, rank int) {
		if f, ok := r.exactHead(folded); ok {
			out = addClaim(out, claim{field: f, synonym: r.headWord(folded), exact: true, rank: rank})
		}
	}
	leafWhole, leaf := foldHead(path[len(path)-1])
	joined := leaf
	if len(path) == 1 {
		add(leafWhole, rankJoined)
		add(leaf, rankJoined)
	} else {
		joined = r.pathClaims(path, leaf, add)
		rank := rankLeaf
		if utf8.RuneCountInString(leaf) < 3 { // 依据 under 追责 is not 依据
			rank = rankInside + 15
		}
		add(leaf, rank)
	}
	return r.inside(joined, out)
}

// pathClaims tries every head above the leaf together with it and returns the leaf joined to its nearest parent.
func (r *Reader) pathClaims(path []string, leaf string, add func(string, int)) string {
	all := ""
	for _, p := range path[:len(path)-1] {
		_, f := foldHead(p)
		all += f
	}
	add(all+leaf, rankJoined)
	for i := len(path) - 2; i >= 0; i-- {
		_, parent := foldHead(path[i])
		add(parent+leaf, rankJoined)
		add(leaf+parent, rankTurned)
		runes := []rune(parent)
		if len(runes) > 2 {
			add(leaf+string(runes[len(runes)-2:]), rankShortened)
			add(string(runes[:2])+leaf, rankShortened)
		}
	}
	_, parent := foldHead(path[len(path)-2])
	return parent + leaf
}

// inside adds the fields whose heads occur inside a longer head.
func (r *Reader) inside(text string, out []claim) []claim {
	n := utf8.RuneCountInString(text)
	if n > maxHead {
		return out
	}
	for i := range r.long {
		h := &r.long[i]
		if h.runes < 2 || h.runes >= n || n-h.runes > maxExtra {
			continue
		}
		at := strings.Index(text, h.folded)
		if at < 0 || negated(text[:at]) {
			continue
		}
		c := claim{field: h.field, synonym: h.word, rank: rankInside + 10*h.runes - (n - h.runes)}
		if h.runes == 2 {
			if r.belongsElsewhere(text[:at], h.field) {
				continue
			}
			c.weak = true
		} else if !standsForPower(text[:at]) { // 公开责任人 is hardly the 责任人, nor 收费项目名称 the 项目名称
			c.weak = r.belongsElsewhere(text[:at], h.field)
		}
		out = addClaim(out, c)
	}
	return out
}

func negated(before string) bool {
	for _, n := range negations {
		if strings.HasSuffix(before, n) {
			return true
		}
	}
	return false
}

// belongsElsewhere guards the traps of §2.2: in 追责依据, 依据 belongs to the field whose heads begin with 追责.
func (r *Reader) belongsElsewhere(rest string, field int) bool {
	if utf8.RuneCountInString(rest) < 2 {
		return false
	}
	for i := range r.long {
		if r.long[i].field != field && strings.HasPrefix(r.long[i].folded, rest) {
			return true
		}
	}
	return false
}

// addClaim keeps the best claim of each field, best first.
func addClaim(all []claim, c claim) []claim {
	for i := range all {
		if all[i].field == c.field {
			if all[i].rank >= c.rank {
				return all
			}
			all = append(all[:i], all[i+1:]...)
			break
		}
	}
	at := len(all)
	for at > 0 && all[at-1].rank < c.rank {
		at--
	}
	all = append(all, claim{})
	copy(all[at+1:], all[at:])
	all[at] = c
	return all
}

// headWord is the head as the notice writes it.
func (r *Reader) headWord(folded string) string {
	for i := range r.long {
		if r.long[i].folded == folded {
			return r.long[i].word
		}
	}
	return folded
}
