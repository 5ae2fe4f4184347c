package calendar

import (
	"errors"
	"flag"
	"testing"

	"huibian/pipeline/internal/golden"
	"huibian/pipeline/notice"
)

var update = flag.Bool("update", false, "rewrite the expected halves of testdata")

// TestParse holds every case of testdata/parse: the file of a year, then the problems it must be refused with.
func TestParse(t *testing.T) {
	golden.Refusals(t, 25, *update, func(input []byte) error {
		_, err := Parse("2023.yaml", input)
		return err
	})
}

// FuzzParse: no input panics or hangs, every error is of problems, and a year that is accepted can be asked about.
func FuzzParse(f *testing.F) {
	golden.Seed(f)
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
