// Package sense tells where a line of Chinese may end without tearing a word apart (词意完整), and shares a few words out
// over lines so that they look set by hand: 对外经济 | 合作科, never 对外经济合 | 作科.
//
//	sense.Title("莆田市行政审批事项管理办法", 10) // 莆田市行政审批, 事项管理办法
//
// Words are those of a list of what offices write; between characters it does not know a line ends unwillingly.
package sense

import (
	_ "embed" // the list of words
	"slices"
	"strings"
	"sync"
	"unicode"
)

//go:embed words.txt
var list string

// longest is the length of the longest word in characters.
const longest = 8

// words are those of the list, and all that words begin with (false), so that a search knows when to stop.
var words = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		for i := range w {
			if !m[w[:i]] {
				m[w[:i]] = false
			}
		}
		m[w] = true
	}
	return m
})

// What it costs to end a line, in parts of what a broken word does.
const (
	Never   = 1e6  // where a line must not end at all
	broken  = 1.0  // inside a word
	unknown = 0.45 // between two characters that are parts of no known word: they may be one
	tail    = 0.5  // before what belongs to the word before it: 许可|的, 管理|科
	lead    = 0.5  // after what belongs to the word behind it: 对|外商, 和|负责人
	joint   = 0.2  // between two words; nothing after the name of an office
)

const (
	tails   = "的地得了着过等者性化类项款条号级局科处所站室厅部委办股院会队厂库证书表费税金权力法例令案年月日个人次名元"
	leads   = "对和与及或在按向为由从将被把因以于至关经未不非各本该其每第"
	offices = "局委厅院府"
	stops   = "，。、；：！？）》」』】〕〉”’… 　·—"
	opens   = "（《「『【〔〈“‘"
)

// Costs appends to dst what it costs to end a line before each character of a text, its first included.
func Costs(dst []float64, text []rune) []float64 {
	base := len(dst)
	known := make([]bool, len(text)) // parts of a known word
	dst = append(dst, 0)
	for i := 1; i < len(text); i++ {
		dst = append(dst, unknown)
	}
	if len(text) == 0 {
		return dst[:base]
	}
	cost := dst[base:]
	for i := 0; i < len(text); {
		n := match(text[i:])
		for k := i + 1; k < i+n; k++ {
			cost[k] = broken
		}
		if n > 1 {
			for k := i; k < i+n; k++ {
				known[k] = true
			}
		}
		i += max(n, 1)
	}
	for i := 1; i < len(text); i++ {
		if cost[i] != broken {
			cost[i] = between(text[i-1], text[i], known[i-1], known[i])
		}
	}
	return dst
}

// between is the cost of a line that ends between two characters of different words.
func between(a, b rune, knownA, knownB bool) float64 {
	switch {
	case strings.ContainsRune(stops, a), strings.ContainsRune(opens, b):
		return 0
	case !knownB && strings.ContainsRune(tails, b):
		return tail
	case strings.ContainsRune(offices, a):
		return 0
	case !knownA && strings.ContainsRune(leads, a):
		return lead
	case knownA && knownB, !unicode.Is(unicode.Han, a), !unicode.Is(unicode.Han, b):
		return joint
	case knownA || knownB:
		return (joint + unknown) / 2
	}
	return unknown
}

// match is the length of the word that a text begins with: the longest one, but for one that would leave the beginning of
// the next word without its end (行政|机关, not 行政机|关). It is 0 where no word begins.
func match(text []rune) int {
	best, reach := 0, 0
	for _, n := range prefixes(text) {
		second := 0
		for _, m := range prefixes(text[n:]) {
			second = max(second, m)
		}
		if n+second > reach || n+second == reach && n > best {
			best, reach = n, n+second
		}
	}
	return best
}

// prefixes are the lengths of the words that a text begins with.
func prefixes(text []rune) []int {
	var out [longest]int
	found := out[:0]
	var buf [4 * longest]byte
	w := buf[:0]
	for i := 0; i < min(len(text), longest); i++ {
		w = append(w, string(text[i])...)
		whole, begun := words()[string(w)]
		if !begun {
			break
		}
		if whole {
			found = append(found, i+1)
		}
	}
	return found
}

// Lines shares characters out over n lines of a width: it returns where the lines after the first begin, nil if the
// characters cannot be shared out so. widths are those of the characters, costs what it costs to begin a line with each.
// Lines are as even as words allow; of three, the middle one is not the shortest (梯形、菱形, no hourglass). What is no title
// by its length is not shared out.
func Lines(widths, costs []float64, width float64, n int) []int {
	const slack, longest, few = 0.01, 400, 3
	if len(widths) > longest || n < 1 {
		return nil
	}
	at := make([]float64, len(widths)+1) // where each character begins
	for i, w := range widths {
		at[i+1] = at[i] + w
	}
	even := at[len(widths)] / float64(n)
	s := sharing{at: at, costs: costs, width: width + slack, even: even, starts: make([]int, n-1), cost: Never}
	if n > few {
		return s.many(n)
	}
	s.try(0, 0, 0)
	return s.best
}

// many shares out over more lines than could be tried in all ways: line by line, each place by the least that the lines
// before it cost. Hourglasses are let pass.
func (s *sharing) many(n int) []int {
	end := len(s.at) - 1
	least := slices.Repeat([]float64{Never}, end+1) // of the lines so far, by where the next one begins
	least[0] = 0
	from := make([][]int, n) // by line and where the next one begins: where the line does
	for k := range n {
		next := slices.Repeat([]float64{Never}, end+1)
		from[k] = make([]int, end+1)
		for i := range end {
			for j := i + 1; least[i] < Never && j <= end && s.at[j]-s.at[i] <= s.width; j++ {
				cost := least[i] + s.uneven(i, j)
				if j < end {
					cost += s.costs[j]
				}
				if cost < next[j] {
					next[j], from[k][j] = cost, i
				}
			}
		}
		least = next
	}
	if least[end] >= Never {
		return nil
	}
	starts := make([]int, n-1)
	for k, at := n-1, end; k > 0; k-- {
		at = from[k][at]
		starts[k-1] = at
	}
	return starts
}

// sharing is a search for the best lines; of few lines it tries all ways.
type sharing struct {
	at, costs   []float64
	width, even float64
	starts      []int // being tried
	best        []int
	cost        float64
}

// try places line k, which begins with character i; sum is what the lines before it cost.
func (s *sharing) try(k, i int, sum float64) {
	if sum >= s.cost {
		return
	}
	end := len(s.at) - 1
	if k == len(s.starts) {
		if s.at[end]-s.at[i] > s.width || end == i {
			return
		}
		if sum += s.uneven(i, end) + s.hourglass(); sum < s.cost {
			s.cost, s.best = sum, append(s.best[:0], s.starts...)
		}
		return
	}
	for j := i + 1; j < end && s.at[j]-s.at[i] <= s.width; j++ {
		if s.costs[j] < Never {
			s.starts[k] = j
			s.try(k+1, j, sum+s.costs[j]+s.uneven(i, j))
		}
	}
}

// uneven is what a line costs that is longer or shorter than the others: half a broken word where it is half as long, and
// more for a character alone.
func (s *sharing) uneven(i, j int) float64 {
	const weight, alone = 2, 0.6
	d := (s.at[j]-s.at[i])/s.even - 1
	if j-i == 1 {
		return weight*d*d + alone
	}
	return weight * d * d
}

// hourglass is what lines cost of which one is shorter than both its neighbours.
func (s *sharing) hourglass() float64 {
	const pinched = 0.3
	sum := 0.0
	for k := 1; k < len(s.starts); k++ {
		before, after := 0, len(s.at)-1
		if k > 1 {
			before = s.starts[k-2]
		}
		if k+1 < len(s.starts) {
			after = s.starts[k+1]
		}
		own := s.at[s.starts[k]] - s.at[s.starts[k-1]]
		if own < s.at[s.starts[k-1]]-s.at[before] && own < s.at[after]-s.at[s.starts[k]] {
			sum += pinched
		}
	}
	return sum
}

// Title breaks a title into lines of so many characters at most: as few as it takes, and one more where a word would be
// torn. A title that cannot be broken so is one line.
func Title(t string, line int) []string {
	r := []rune(t)
	if len(r) <= line || line < 1 {
		return []string{t}
	}
	widths := make([]float64, len(r))
	for i := range widths {
		widths[i] = 1
	}
	costs := Costs(nil, r)
	for i := 1; i < len(r); i++ {
		if strings.ContainsRune(stops, r[i]) || strings.ContainsRune(opens, r[i-1]) {
			costs[i] = Never
		}
	}
	n := (len(r) + line - 1) / line
	starts := Lines(widths, costs, float64(line), n)
	torn := func(at int) bool { return costs[at] >= broken }
	if slices.ContainsFunc(starts, torn) {
		if more := Lines(widths, costs, float64(line), n+1); more != nil && !slices.ContainsFunc(more, torn) {
			starts = more
		}
	}
	if starts == nil {
		return []string{t}
	}
	var out []string
	from := 0
	for _, at := range append(starts, len(r)) {
		out = append(out, string(r[from:at]))
		from = at
	}
	return out
}
