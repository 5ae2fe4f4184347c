package docx

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u00AD' {
			return -1
		}
		return r
	}, s)
}

// drawn are the signs our reading adds: those of formulas, which stand in attributes, and the boxes of legacy forms.
func drawn(r rune) bool {
	return unicode.Is(unicode.Sm, r) || strings.ContainsRune("/()|[]{}⌈⌉⌊⌋☑□", r)
}

// sameWords compares what we read with what the oracle saw; it returns where they part, or -1. A symbol-font code of
// the oracle (U+F0xx) stands for any character, as the tables of symbols.go are tested by themselves.
func sameWords(got, want string) int {
	g, w := []rune(got), []rune(want)
	i := 0
	for at, r := range w {
		anyone := r >= 0xF000 && r <= 0xF0FF
		for i < len(g) && g[i] != r && !anyone && drawn(g[i]) {
			i++
		}
		if i == len(g) || g[i] != r && !anyone {
			return at
		}
		i++
	}
	if strings.TrimFunc(string(g[i:]), drawn) != "" {
		return len(w)
	}
	return -1
}

// checkWords demands the words the oracle sees, once and in order.
func checkWords(t rapid.TB, doc *Document, b []byte) {
	t.Helper()
	got, want := bare(doc.Words()), oracleWords(t, b)
	if at := sameWords(got, want); at >= 0 {
		g, w := []rune(got), []rune(want)
		t.Errorf("differs at character %d:\n got …%s\nwant …%s", at, string(g[min(at, len(g)):min(at+80, len(g))]), string(w[min(at, len(w)):min(at+80, len(w))]))
	}
}

func TestSameWordsTellsDifferences(t *testing.T) {
	for _, c := range []struct {
		got, want string
		same      bool
	}{
		{"甲乙丙", "甲乙丙", true}, {"甲丙", "甲乙丙", false}, {"甲乙丙", "甲丙", false}, {"乙甲", "甲乙", false},
		{"甲甲", "甲", false}, {"1/2", "12", true}, {"☑", "\uF052", true}, {"", "甲", false},
	} {
		if same := sameWords(c.got, c.want) < 0; same != c.same {
			t.Errorf("sameWords(%q, %q) = %v", c.got, c.want, same)
		}
	}
}
