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
			if cs := r.claims([]string{head}); len(cs) > 0 {
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
