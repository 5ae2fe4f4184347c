package calendar

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"huibian/pipeline/notice"
)

var update = flag.Bool("update", false, "rewrite the expected halves of testdata")

// separator stands between a case's file and what is expected of it.
const separator = "----------\n"

// TestParse holds every case of testdata/parse: the file of a year, then the problems it must be refused with ("ok" if
// none). To add a case, write the upper half and the separator, run with -update, and read what was written.
func TestParse(t *testing.T) {
	files, err := filepath.Glob("testdata/parse/*.txt")
	if err != nil || len(files) < 25 {
		t.Fatalf("only %d cases (%v)", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			input, want := theCase(t, file)
			got := "ok\n"
			if _, err := Parse("2023.yaml", []byte(input)); err != nil {
				got = err.Error() + "\n"
			}
			if *update {
				if err := os.WriteFile(file, []byte(input+separator+got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}

func theCase(t testing.TB, file string) (input, want string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	input, want, ok := strings.Cut(string(data), separator)
	if !ok {
		t.Fatalf("%s: no line %q", file, strings.TrimSpace(separator))
	}
	return input, want
}

// FuzzParse: no input panics or hangs, every error is of problems, and a year that is accepted can be asked about.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/parse/*.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		input, _ := theCase(f, file)
		f.Add([]byte(input))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		y, err := Parse("f", data)
		var p *notice.Problem
		switch {
		case err != nil && !errors.As(err, &p):
			t.Fatalf("%v is no *notice.Problem", err)
		case err != nil:
			return
		}
		c := &Calendar{years: map[int]bool{}, days: map[notice.Date]said{}}
		if err := c.take("f", y); err != nil {
			t.Fatalf("at odds with itself: %v", err)
		}
		for d, works := range y.days() {
			got, err := c.Workday(d)
			if d.Year == y.Year && !lastDays(d) && (err != nil || got != works) {
				t.Fatalf("%s is %v (%v), want %v", d, got, err, works)
			}
		}
		// Whatever holidays are accepted, most weekdays of a year are worked.
		n, err := c.Between(notice.Date{Year: y.Year, Month: 1, Day: 1}, notice.Date{Year: y.Year, Month: 12, Day: turn - 1})
		if err != nil || n < 100 {
			t.Fatalf("%d working days in %d (%v)", n, y.Year, err)
		}
	})
}
