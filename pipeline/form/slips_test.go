package form

import (
	"os"
	"strings"
	"testing"
)

// TestSlips proposes a field for every head of testdata/slips.txt, and takes none of them for one.
func TestSlips(t *testing.T) {
	data, err := os.ReadFile("testdata/slips.txt")
	if err != nil {
		t.Fatal(err)
	}
	r := NewReader(loadNotice(t, "putian-2009"))
	n := 0
	for line := range strings.Lines(string(data)) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		for _, head := range words[1:] {
			n++
			if cs := r.goodClaims([]string{head}); len(cs) > 0 {
				t.Errorf("%s: taken for %s", head, r.fields[cs[0].field].Key)
			}
			got := "-"
			if f := r.near(head); f >= 0 {
				got = r.fields[f].Key
			}
			if got != words[0] {
				t.Errorf("%s: %s is proposed, want %s", head, got, words[0])
			}
		}
	}
	if n < 60 {
		t.Errorf("only %d heads", n)
	}
}

// TestSlipOfEveryHead spoils one character of every head of every notice. What is proposed must be the head's own field,
// and what is taken for another field by a part of it must be told as doubtful.
func TestSlipOfEveryHead(t *testing.T) {
	for _, name := range []string{"putian-2009", "ningde-2009", "fuxing-statistics", "heshan-2010"} {
		r := NewReader(loadNotice(t, name))
		spoiled, right, taken := 0, 0, 0
		for _, h := range r.long {
			runes := []rune(h.folded)
			if len(runes) < minSlip {
				continue
			}
			for i := range runes {
				head := string(runes[:i]) + "囗" + string(runes[i+1:])
				spoiled++
				if cs := r.goodClaims([]string{head}); len(cs) > 0 {
					taken++
					if cs[0].field != h.field && cs[0].certainty() != Doubtful {
						t.Errorf("%s: %s is taken for %s, not %s", name, head, r.fields[cs[0].field].Title, r.fields[h.field].Title)
					}
					continue
				}
				if f := r.near(head); f == h.field {
					right++
				} else if f >= 0 {
					t.Errorf("%s: %s: %s is proposed, want %s", name, head, r.fields[f].Title, r.fields[h.field].Title)
				}
			}
		}
		t.Logf("%s: %d heads with one wrong character: %d proposed, %d known by a part, %d neither", name, spoiled, right, taken, spoiled-right-taken)
	}
}
