package review

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"huibian/pipeline/notice"
)

// Every demand of the four notices is answered for in doc.go, once, and the rules named there are those of the catalogue.
func TestEveryDemandIsAnsweredFor(t *testing.T) {
	data, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	lines := regexp.MustCompile(`(?m)^//\t([PNFH]\d+) +(\S.*)$`).FindAllStringSubmatch(string(data), -1)
	answer := map[string]string{}
	for _, l := range lines {
		if answer[l[1]] != "" {
			t.Errorf("%s is answered for twice", l[1])
		}
		answer[l[1]] = l[2]
	}
	for _, n := range []struct {
		letter string
		last   int
	}{{"P", 54}, {"N", 14}, {"F", 15}, {"H", 15}} {
		for i := 1; i <= n.last; i++ {
			if id := fmt.Sprint(n.letter, i); answer[id] == "" {
				t.Errorf("%s is not answered for", id)
			}
		}
	}
	named := map[string]bool{}
	for id, text := range answer {
		for _, rule := range regexp.MustCompile(`\b[EWIR]\d\d\b`).FindAllString(text, -1) {
			if _, ok := notice.LookupRule(rule); !ok {
				t.Errorf("%s speaks of %s, which is no rule", id, rule)
			}
			named[rule] = true
		}
	}
	for _, r := range notice.Rules() {
		demands := regexp.MustCompile(`[PNFH]\d+`).MatchString(r.Ground)
		if demands && !named[r.ID] && !strings.HasPrefix(r.ID, "R") {
			t.Errorf("no demand names %s (%s)", r.ID, r.Ground)
		}
	}
}
