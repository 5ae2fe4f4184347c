package form

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCoverage holds testdata/coverage.txt against the cases: each row names cases that are there, and those of a field
// have read something as that field.
func TestCoverage(t *testing.T) {
	data, err := os.ReadFile("testdata/coverage.txt")
	if err != nil {
		t.Fatal(err)
	}
	r := NewReader(loadNotice(t, "putian-2009"))
	for line := range strings.Lines(string(data)) {
		row, cases, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		section, name, _ := strings.Cut(row, " ")
		_, field := r.byKey[name]
		for c := range strings.FieldsSeq(cases) {
			files, err := filepath.Glob("testdata/cases/" + c + "-*.txt")
			if err != nil || len(files) != 1 {
				t.Errorf("%s: %d cases are called %s", row, len(files), c)
				continue
			}
			text, err := os.ReadFile(files[0])
			if err != nil {
				t.Fatal(err)
			}
			if section == "2.2" && field && !strings.Contains(string(text), "→ "+name+" ") {
				t.Errorf("%s: %s reads nothing as %s", row, files[0], name)
			}
		}
	}
}
