package notice

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Date is a calendar day without time or zone, written 2009-08-20.
type Date struct{ Year, Month, Day int }

var dateForm = regexp.MustCompile(`^(\d{4})-(\d{2})-(\d{2})$`)

// ParseDate reads a day written 2009-08-20. Years from 1949 to 2199; a day that is not in the calendar is an error.
func ParseDate(s string) (Date, error) {
	m := dateForm.FindStringSubmatch(s)
	if m == nil {
		return Date{}, fmt.Errorf("%q is not a date; write year, month and day like 2009-08-20", s)
	}
	var part [3]int
	for i := range part {
		part[i], _ = strconv.Atoi(m[i+1]) // digits only, by dateForm
	}
	d := Date{part[0], part[1], part[2]}
	if t := d.Time(); t.Day() != d.Day || int(t.Month()) != d.Month || d.Year < 1949 || d.Year > 2199 {
		return Date{}, fmt.Errorf("%s is not a day of the calendar (years 1949 to 2199)", s)
	}
	return d, nil
}

// UnmarshalYAML reads the date from a notice.yaml.
func (d *Date) UnmarshalYAML(unmarshal func(any) error) error {
	var s string
	if err := unmarshal(&s); err != nil {
		return err
	}
	if s == "" {
		return nil // "date:" with nothing behind it: not given
	}
	var err error
	*d, err = ParseDate(s)
	return err
}

// DayOf is the day of a moment, in its own location.
func DayOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, int(m), d}
}

// IsZero reports whether the date is unset.
func (d Date) IsZero() bool { return d == Date{} }

// Before reports whether d lies before e.
func (d Date) Before(e Date) bool {
	if d.Year != e.Year {
		return d.Year < e.Year
	}
	if d.Month != e.Month {
		return d.Month < e.Month
	}
	return d.Day < e.Day
}

// Chinese is the date as it is written in Chinese: 2009年6月30日.
func (d Date) Chinese() string { return fmt.Sprintf("%d年%d月%d日", d.Year, d.Month, d.Day) }

// String is the date as 2009-08-20.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// Time is midnight UTC of the day, for formats that want a time.
func (d Date) Time() time.Time {
	return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
}
