package redline

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// FuzzCompare changes the texts of a small book, and lets items, paragraphs and parts come and go. Each line of the
// script is one edit: where, what, and the words put there.
func FuzzCompare(f *testing.F) {
	f.Add("i0r20日", "i0r15个工作日")
	f.Add("f1.另一段\ni2n名称", "d二〇一〇年\ni1-\nf0-")
	f.Add("i0r<a&b>\"\n\t", "n0-\np+篇\ni4+新项")
	f.Add("i0c\ni1cA-1\ni2cA-1", "i0cA-1\ni1n\x01\uFFFE")
	f.Fuzz(func(t *testing.T, before, after string) {
		if len(before)+len(after) > 2000 {
			return
		}
		old, now := first(), first()
		scripted(&old, before)
		scripted(&now, after)
		checkPair(t, old.file(t), now.file(t))
	})
}

// scripted edits an edition: "i2n…" gives item 2 a name, "i2c" a code, "i2r" the rest, "i2-" drops it, "i2+…" puts one
// before it; the same for paragraphs of the foreword (f) and the notes (n); "d…" is the date, "p…" one more part.
func scripted(e *edition, script string) {
	for _, line := range strings.Split(script, "\n") {
		if len(line) < 1 {
			continue
		}
		kind, rest := line[0], line[1:]
		switch kind {
		case 'd':
			e.date = rest
			continue
		case 'p':
			e.parts = append(e.parts, rest)
			continue
		}
		if len(rest) < 2 {
			continue
		}
		at, what, text := int(rest[0]), rest[1], strings.ReplaceAll(rest[2:], "¶", "\n")
		switch kind {
		case 'i':
			e.items = edited(e.items, at, what, item{"PT01WJ-XK-0009", text, "依据|时限"}, func(it *item) {
				switch what {
				case 'n':
					it.name = text
				case 'c':
					it.code = text
				case 'r':
					it.rest = text + "|"
				}
			})
		case 'f':
			e.foreword = edited(e.foreword, at, what, text, func(s *string) { *s = text })
		case 'n':
			e.notes = edited(e.notes, at, what, text, func(s *string) { *s = text })
		}
	}
}

func edited[T any](in []T, at int, what byte, now T, change func(*T)) []T {
	switch n := len(in); {
	case what == '+':
		return slices.Insert(slices.Clone(in), at%(n+1), now)
	case n == 0:
		return in
	case what == '-':
		return slices.Delete(slices.Clone(in), at%n, at%n+1)
	default:
		in = slices.Clone(in)
		change(&in[at%n])
		return in
	}
}

// TestCommon: what common finds is in both sequences, in order, and as long as can be; where the sequences differ too
// much for the exact search, all that is unique in both and in order is in it.
func TestCommon(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		letters := rapid.SliceOfN(rapid.Uint32Range(0, 5), 0, 30)
		a, b := letters.Draw(t, "a"), letters.Draw(t, "b")
		n := followed(t, a, b)
		best := make([][]int, len(a)+1)
		for i := range best {
			best[i] = make([]int, len(b)+1)
		}
		for i := len(a) - 1; i >= 0; i-- {
			for j := len(b) - 1; j >= 0; j-- {
				best[i][j] = max(best[i+1][j], best[i][j+1])
				if a[i] == b[j] && a[i] != 0 {
					best[i][j] = max(best[i][j], 1+best[i+1][j+1])
				}
			}
		}
		if n != best[0][0] {
			t.Errorf("%d in common, there are %d", n, best[0][0])
		}
	})
	var a, b []uint32
	for i := range uint32(3000) { // every third is in both
		a, b = append(a, 3*i+1), append(b, 3*i+2)
		if i%3 == 0 {
			a, b = append(a, 3*i+3), append(b, 3*i+3)
		}
	}
	if n := followed(t, a, b); n != 1000 {
		t.Errorf("%d of 1000 anchors", n)
	}
}

func followed(t interface{ Errorf(string, ...any) }, a, b []uint32) int {
	n, i, j := 0, -1, -1
	common(a, b, func(x, y int) {
		if x <= i || y <= j || a[x] != b[y] || a[x] == 0 {
			t.Errorf("pair (%d, %d) after (%d, %d): %v", x, y, i, j, fmt.Sprint(a, b))
		}
		n, i, j = n+1, x, y
	})
	return n
}
