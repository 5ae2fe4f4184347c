package redline

import (
	"slices"
	"strings"
	"unicode"
)

// unit is one of a sequence to be matched with another: a part, a block, a row, a paragraph of a cell.
type unit struct {
	keys  [3]uint32 // what the same units have in common, the surest first; 0 for none
	shape uint32    // only units of one shape match
	id    uint32    // of a row with a code
	text  string    // for likeness
	grams []uint32
}

// numbers gives texts numbers, so that they compare as numbers.
type numbers map[string]uint32

func (n numbers) of(text ...string) uint32 {
	key := strings.Join(text, "\x00")
	id, ok := n[key]
	if !ok {
		id = uint32(len(n) + 1)
		n[key] = id
	}
	return id
}

const (
	alike    = 0.5     // from which likeness on two units are one that has changed
	recoded  = 0.8     // the same for rows with codes of which each has its own
	maxPairs = 1 << 14 // of a gap, that are compared for likeness
)

// match finds for each old unit its new one, -1 if it is gone; the order of both is kept. It goes by one key after the
// other, each within the gaps that the surer one left, and at last by likeness.
func match(old, now []unit) []int {
	to := make([]int, len(old))
	for i := range to {
		to[i] = -1
	}
	for k := range len(unit{}.keys) {
		gaps(to, len(now), func(a0, a1, b0, b1 int) {
			common(keys(old[a0:a1], k), keys(now[b0:b1], k), func(i, j int) {
				if old[a0+i].shape == now[b0+j].shape {
					to[a0+i] = b0 + j
				}
			})
		})
	}
	gaps(to, len(now), func(a0, a1, b0, b1 int) {
		if (a1-a0)*(b1-b0) <= maxPairs {
			likeliest(old[a0:a1], now[b0:b1], func(i, j int) { to[a0+i] = b0 + j })
		}
	})
	return to
}

func keys(units []unit, k int) []uint32 {
	out := make([]uint32, len(units))
	for i := range units {
		out[i] = units[i].keys[k]
	}
	return out
}

// gaps calls what for every stretch that is not matched yet on both sides.
func gaps(to []int, n int, what func(a0, a1, b0, b1 int)) {
	a, b := 0, 0
	for i := 0; i <= len(to); i++ {
		j := n
		if i < len(to) {
			if j = to[i]; j < 0 {
				continue
			}
		}
		if a < i && b < j {
			what(a, i, b, j)
		}
		a, b = i+1, j+1
	}
}

// likeliest pairs what is most alike, in order, so that the sum of their likeness is greatest.
func likeliest(old, now []unit, pair func(i, j int)) {
	n, m := len(old), len(now)
	like, best := make([]float64, n*m), make([]float64, (n+1)*(m+1))
	at := func(i, j int) *float64 { return &best[i*(m+1)+j] }
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			l := likeness(&old[i], &now[j])
			if a, b := old[i].id, now[j].id; l < alike || a != b && a != 0 && b != 0 && l < recoded {
				l = 0
			}
			like[i*m+j] = l
			*at(i, j) = max(*at(i+1, j), *at(i, j+1))
			if l > 0 {
				*at(i, j) = max(*at(i, j), l+*at(i+1, j+1))
			}
		}
	}
	for i, j := 0, 0; i < n && j < m; {
		switch l := like[i*m+j]; {
		case l > 0 && *at(i, j) == l+*at(i+1, j+1):
			pair(i, j)
			i, j = i+1, j+1
		case *at(i, j) == *at(i+1, j):
			i++
		default:
			j++
		}
	}
}

// likeness is what part of their pairs of characters two units share, 0 to 1.
func likeness(a, b *unit) float64 {
	switch {
	case a.shape != b.shape:
		return 0
	case a.text == b.text:
		return 1
	}
	x, y := a.pairs(), b.pairs()
	if len(x)+len(y) == 0 {
		return 0
	}
	shared, i, j := 0, 0, 0
	for i < len(x) && j < len(y) {
		switch {
		case x[i] == y[j]:
			shared, i, j = shared+1, i+1, j+1
		case x[i] < y[j]:
			i++
		default:
			j++
		}
	}
	return 2 * float64(shared) / float64(len(x)+len(y))
}

// pairs are the pairs of neighbouring characters of a text, in order of their numbers.
func (u *unit) pairs() []uint32 {
	if u.grams == nil {
		last := rune(0)
		for _, r := range u.text {
			u.grams = append(u.grams, uint32(last)<<16^uint32(r))
			last = r
		}
		slices.Sort(u.grams)
	}
	return u.grams
}

// worded is a text without its numbers: what a heading, or the label of a row, keeps when it is counted anew.
func worded(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || unicode.IsDigit(r) || strings.ContainsRune("〇零一二三四五六七八九十百千", r) {
			return -1
		}
		return r
	}, text)
}

// coded reports whether a text is a code: capitals, digits and hyphens, some of each (PT01WJ-XK-0001).
func coded(text string) bool {
	capitals, digits, hyphens := 0, 0, 0
	for i := range len(text) {
		switch c := text[i]; {
		case c >= 'A' && c <= 'Z':
			capitals++
		case c >= '0' && c <= '9':
			digits++
		case c == '-':
			hyphens++
		default:
			return false
		}
	}
	return capitals > 0 && digits > 0 && hyphens > 0
}
