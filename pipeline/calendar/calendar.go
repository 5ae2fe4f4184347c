package calendar

import (
	"errors"
	"fmt"
	"time"

	"huibian/pipeline/notice"
)

// Dir is the folder of the files below a workspace, as errors name it.
const Dir = "templates/calendar"

// ErrUnknownYear means that a day was asked for of which no file tells whether it is a working day. The error is an
// [*UnknownYear].
var ErrUnknownYear = errors.New("no holidays known for the year")

// UnknownYear is the year of which the file is missing.
type UnknownYear struct{ Year int }

// Error says which file to add.
func (e *UnknownYear) Error() string {
	return fmt.Sprintf("%v %d: add %s from the holiday notice of the State Council", ErrUnknownYear, e.Year, e.File())
}

// File is the file that is missing: templates/calendar/2031.yaml.
func (e *UnknownYear) File() string { return fmt.Sprintf("%s/%d.yaml", Dir, e.Year) }

// Is makes it an [ErrUnknownYear].
func (e *UnknownYear) Is(target error) bool { return target == ErrUnknownYear }

// ErrNegative means a number of working days below zero.
var ErrNegative = errors.New("negative number of working days")

// Calendar (工作日历) tells working days. It is safe for use by many at once.
type Calendar struct {
	years map[int]bool         // those there is a file of
	days  map[notice.Date]said // what the files say of single days; of all others the week decides
}

// said is what a file says of a day.
type said struct {
	works bool
	by    int // the year of the file
}

// turn is the day in December from which on the next year's notice may decide.
const turn = 29

// Workday reports whether d is a working day.
func (c *Calendar) Workday(d notice.Date) (bool, error) {
	for _, year := range deciding(d) {
		if !c.years[year] {
			return false, &UnknownYear{year}
		}
	}
	if s, ok := c.days[d]; ok {
		return s.works, nil
	}
	return !weekend(d), nil
}

// Add is the n-th working day after d; d itself does not count, whether it is one or not (§1F: 变更生效次日起算). With n = 0
// it is d.
func (c *Calendar) Add(d notice.Date, n int) (notice.Date, error) {
	if n < 0 {
		return notice.Date{}, fmt.Errorf("%w: %d", ErrNegative, n)
	}
	for n > 0 {
		d = next(d)
		works, err := c.Workday(d)
		if err != nil {
			return notice.Date{}, err
		}
		if works {
			n--
		}
	}
	return d, nil
}

// Between is the number of working days after from, up to and with to; negative if to lies before from. Between(d,
// Add(d, n)) is n.
func (c *Calendar) Between(from, to notice.Date) (int, error) {
	if to.Before(from) {
		n, err := c.Between(to, from)
		return -n, err
	}
	n := 0
	for d := from; d.Before(to); {
		d = next(d)
		works, err := c.Workday(d)
		if err != nil {
			return 0, err
		}
		if works {
			n++
		}
	}
	return n, nil
}

// deciding are the years whose notices decide about a day.
func deciding(d notice.Date) []int {
	if lastDays(d) {
		return []int{d.Year, d.Year + 1}
	}
	return []int{d.Year}
}

func lastDays(d notice.Date) bool { return d.Month == 12 && d.Day >= turn }

func weekend(d notice.Date) bool {
	w := d.Time().Weekday()
	return w == time.Saturday || w == time.Sunday
}

func next(d notice.Date) notice.Date {
	t := d.Time().AddDate(0, 0, 1)
	return notice.Date{Year: t.Year(), Month: int(t.Month()), Day: t.Day()}
}
