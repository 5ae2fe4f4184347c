package catalog

import (
	"cmp"
	"slices"
)

// reach bounds how many names one is compared with. They are found by its rarest pairs of characters first, so that
// those left out share only what stands in every name.
const reach = 5_000

// Names (名称) finds those of many names that are like one. The zero value has none.
type Names struct {
	grams [][]gram          // of each
	with  map[gram][]uint32 // → positions
	seen  []bool            // scratch, by position
}

// gram is two characters that follow one another; a name of one character is its own.
type gram uint64

// gramsOf are the pairs of a folded name without the words by which people vary it, sorted, each once.
func gramsOf(name string) []gram {
	name = cmp.Or(variations.Replace(name), name)
	out := make([]gram, 0, len(name)/len("字"))
	var last rune
	for at, r := range name {
		if at > 0 {
			out = append(out, gram(last)<<32|gram(r))
		}
		last = r
	}
	if len(out) == 0 {
		return append(out, gram(last))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// dice is how much two names have in common, in percent: twice the pairs they share, of all.
func dice(a, b []gram) int {
	shared := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			shared, i, j = shared+1, i+1, j+1
		}
	}
	return 200 * shared / (len(a) + len(b))
}

// near are the positions of those that share pairs with a name, each once.
func (l *Names) near(own []gram) (out []uint32) {
	rarest := slices.Clone(own)
	slices.SortStableFunc(rarest, func(a, b gram) int { return cmp.Compare(len(l.with[a]), len(l.with[b])) })
	looked := 0
	for _, g := range rarest {
		if looked += len(l.with[g]); looked > reach && len(out) > 0 {
			break
		}
		for _, f := range l.with[g] {
			if !l.seen[f] {
				l.seen[f] = true
				out = append(out, f)
			}
		}
	}
	for _, f := range out {
		l.seen[f] = false
	}
	return out
}

// Add takes in another name. Its position is how many were added before it.
func (l *Names) Add(name string) {
	if l.with == nil {
		l.with = map[gram][]uint32{}
	}
	grams := gramsOf(sameName(name))
	for _, g := range grams {
		l.with[g] = append(l.with[g], uint32(len(l.grams)))
	}
	l.grams, l.seen = append(l.grams, grams), append(l.seen, false)
}

// Like is a name that is like another: its position, and how much the two have in common, in percent.
type Like struct{ At, Percent int }

// Like are the names that have at least that much in common with one, best first.
func (l *Names) Like(name string, least int) []Like {
	own := gramsOf(sameName(name))
	var out []Like
	for _, f := range l.near(own) {
		if d := dice(own, l.grams[f]); d >= least {
			out = append(out, Like{int(f), d})
		}
	}
	slices.SortFunc(out, func(a, b Like) int { return cmp.Or(cmp.Compare(b.Percent, a.Percent), cmp.Compare(a.At, b.At)) })
	return out
}
