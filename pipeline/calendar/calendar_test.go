package calendar

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"huibian/pipeline/notice"
)

// ours are the years that are shipped.
var ours = os.DirFS("../../templates/calendar")

func shipped(t testing.TB) *Calendar {
	t.Helper()
	c, err := Load(ours)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func date(t testing.TB, s string) notice.Date {
	t.Helper()
	d, err := notice.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Counted by hand along the notices, a number behind each working day.
func TestAdd(t *testing.T) {
	c := shipped(t)
	for _, v := range []struct {
		from string
		n    int
		want string
	}{
		// 一21(1) 22 23 五24(4) 六25 日26调休上班(5) 27(6) 春节28至2月4 三5(7) 6 7 六8调休上班(10) 日9
		// 10(11) 11 12 13 五14(15) 17(16) 18 19 20 五21(20)
		{"2025-01-20", 20, "2025-02-21"},
		// 一21(1) 至五25(5) 六26 日27上班(6) 28 29 三30(9) 国庆中秋1至8 五9(10) 六10上班(11) 日11 12(12) 至五16(16) 19(17) 20 21 四22(20)
		{"2009-09-20", 20, "2009-10-22"},
		// 三21(1) 22 五23(3) 26(4) 至五30(8) 元旦31至1月2 二3(9) 至五6(12) 9(13) 至五13(17) 16(18) 17 三18(20)
		{"2022-12-20", 20, "2023-01-18"},
		// 四27(1) 五28(2) 六29上班(3) 元旦30至1月1 三2(4) 四3(5): 12月29日 by the notice for 2019
		{"2018-12-26", 5, "2019-01-03"},
		// 六31上班(1), by the notice for 2012; 元旦1至3 三4(2)
		{"2011-12-30", 1, "2011-12-31"},
		{"2011-12-30", 2, "2012-01-04"},
		// 四23(1) 春节24至2月2, as it was made longer; 一3(2) 二4(3)
		{"2020-01-22", 3, "2020-02-04"},
		// 五1, 六2, 纪念日 3 to 5 and its 日6上班: 三2(1) 日6(2) 一7(3)
		{"2015-09-01", 3, "2015-09-07"},
		// A Saturday, a holiday and a working day begin alike, on the day after.
		{"2025-10-11", 1, "2025-10-13"},
		{"2025-10-03", 1, "2025-10-09"},
		{"2025-09-27", 1, "2025-09-28"},
		{"2025-10-03", 0, "2025-10-03"},
	} {
		got, err := c.Add(date(t, v.from), v.n)
		if err != nil || got.String() != v.want {
			t.Errorf("%s and %d working days: %s (%v), want %s", v.from, v.n, got, err, v.want)
		}
	}
	if _, err := c.Add(date(t, "2025-01-20"), -1); !errors.Is(err, ErrNegative) {
		t.Errorf("-1 working days: %v", err)
	}
}

func TestBetween(t *testing.T) {
	c := shipped(t)
	for _, v := range []struct {
		from, to string
		want     int
	}{
		{"2025-01-20", "2025-02-21", 20},
		{"2025-02-21", "2025-01-20", -20},
		{"2025-01-20", "2025-01-20", 0},
		{"2025-02-21", "2025-02-23", 0},   // a Friday, and the Sunday after
		{"2025-02-23", "2025-02-21", 0},   // overdue, but no working day has passed
		{"2024-12-31", "2025-12-28", 245}, // 248 working days had 2025, the last three of them are 29 to 31 December
	} {
		got, err := c.Between(date(t, v.from), date(t, v.to))
		if err != nil || got != v.want {
			t.Errorf("%s to %s: %d (%v), want %d", v.from, v.to, got, err, v.want)
		}
	}
}

// A year that no file is of is refused, and so is a span that leads into it.
func TestUnknownYear(t *testing.T) {
	c := shipped(t)
	for _, v := range []struct {
		what string
		ask  func() error
		year int
	}{
		{"a day of it", func() error { _, err := c.Workday(date(t, "2031-03-03")); return err }, 2031},
		{"a Sunday of it", func() error { _, err := c.Workday(date(t, "2031-03-02")); return err }, 2031},
		{"before the first", func() error { _, err := c.Workday(date(t, "2008-12-31")); return err }, 2008},
		{"the last days of the last", func() error { _, err := c.Workday(date(t, "2026-12-29")); return err }, 2027},
		{"a span that ends in it", func() error { _, err := c.Add(date(t, "2026-12-01"), 20); return err }, 2027},
		{"a span that would never end", func() error { _, err := c.Add(date(t, "2026-12-01"), 1<<40); return err }, 2027},
		{"up to a day of it", func() error { _, err := c.Between(date(t, "2026-12-01"), date(t, "2031-03-03")); return err }, 2027},
		{"back from a day of it", func() error { _, err := c.Between(date(t, "2031-03-03"), date(t, "2026-12-01")); return err }, 2027},
	} {
		err := v.ask()
		var u *UnknownYear
		if !errors.Is(err, ErrUnknownYear) || !errors.As(err, &u) || u.Year != v.year {
			t.Errorf("%s: %v, want the year %d unknown", v.what, err, v.year)
		} else if file := fmt.Sprintf("templates/calendar/%d.yaml", v.year); !strings.Contains(err.Error(), file) {
			t.Errorf("%s: %v does not name %s", v.what, err, file)
		}
	}
	if works, err := c.Workday(date(t, "2026-12-28")); err != nil || !works {
		t.Errorf("the Monday before them: %v (%v)", works, err)
	}
}

// 20 working days after any day, and back: Add and Between agree, and Add ends on a working day.
func TestAddAndBetweenAgree(t *testing.T) {
	c := shipped(t)
	first := date(t, "2009-01-01").Time()
	rapid.Check(t, func(t *rapid.T) {
		at := first.AddDate(0, 0, rapid.IntRange(0, 6400).Draw(t, "day")) // to July 2026
		d := notice.Date{Year: at.Year(), Month: int(at.Month()), Day: at.Day()}
		n := rapid.IntRange(0, 60).Draw(t, "n")
		end, err := c.Add(d, n)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := c.Between(d, end); err != nil || got != n {
			t.Errorf("%s and %d: %s, but between them are %d (%v)", d, n, end, got, err)
		}
		if got, err := c.Between(end, d); err != nil || got != -n {
			t.Errorf("back from %s to %s: %d (%v), want %d", end, d, got, err, -n)
		}
		if works, err := c.Workday(end); n > 0 && (err != nil || !works) {
			t.Errorf("%s and %d end on %s, no working day (%v)", d, n, end, err)
		}
		k := rapid.IntRange(0, n).Draw(t, "k")
		part, err := c.Add(d, k)
		if err != nil {
			t.Fatal(err)
		}
		if whole, err := c.Add(part, n-k); err != nil || whole != end {
			t.Errorf("%d and then %d: %s (%v), want %s", k, n-k, whole, err, end)
		}
	})
}

// Each shipped year is whole and has as many working days as its notice leaves: 365 or 366 days, less 52 or so weekends
// and 11 days of the law (13 from 2025 on), of which those that fall on a weekend are made good.
func TestShippedYears(t *testing.T) {
	c := shipped(t)
	for year, want := range map[int]int{
		2009: 250, 2010: 250, 2011: 250, 2012: 249, 2013: 250, 2014: 250, 2015: 249, 2016: 250, 2017: 249,
		2018: 250, 2019: 250, 2020: 249, 2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 248,
	} {
		last := notice.Date{Year: year, Month: 12, Day: 31}
		got, err := c.Between(notice.Date{Year: year, Month: 1, Day: 1}, last) // 1 January is never worked
		if err != nil || got != want {
			t.Errorf("%d has %d working days (%v), want %d", year, got, err, want)
		}
	}
}

func TestLoad(t *testing.T) {
	data, err := fs.ReadFile(ours, "2023.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

	// A workspace says that 4 April was off as well, and knows a year we do not.
	next := strings.NewReplacer("2023", "2027", "2022", "2026").Replace(text)
	next = strings.Replace(next, next[strings.Index(next, "workdays:"):], "workdays: []\n", 1)
	c, err := Load(ours, fstest.MapFS{
		"2023.yaml": file(strings.Replace(text, "from: 2023-04-05", "from: 2023-04-04", 1)),
		"2027.yaml": file(next),
		"README.md": file("years"),
	})
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]bool{"2023-04-04": false, "2023-04-06": true, "2026-12-31": false, "2026-12-30": true, "2027-04-06": true} {
		if works, err := c.Workday(date(t, day)); err != nil || works != want {
			t.Errorf("%s: %v (%v), want %v", day, works, err, want)
		}
	}

	if c, err := Load(os.DirFS("testdata/missing")); err != nil || len(c.years) != 0 {
		t.Errorf("a folder that does not exist: %v, %v", c, err)
	}
	for name, v := range map[string]struct {
		files fstest.MapFS
		want  string
	}{
		"another name":             {fstest.MapFS{"2023年.yaml": file(text)}, "templates/calendar/2023年.yaml: name the file after its year, as in 2025.yaml"},
		"another ending":           {fstest.MapFS{"2023.yml": file(text)}, "templates/calendar/2023.yml: name the file after its year, as in 2025.yaml"},
		"another year's":           {fstest.MapFS{"2024.yaml": file(text)}, "templates/calendar/2024.yaml: year is 2023, but the file is 2024.yaml; make them the same"},
		"broken":                   {fstest.MapFS{"2023.yaml": file("year: 2023\nsauce: x\n")}, `templates/calendar/2023.yaml:2:1: unknown key "sauce" in the calendar; valid keys: year, source, holidays, workdays`},
		"two that are at odds":     {fstest.MapFS{"2023.yaml": file(text), "2022.yaml": file(worked(t, "2022-12-31"))}, "templates/calendar/2023.yaml: 2022-12-31 is a day off here, but is a working day in 2022.yaml; one of them is wrong"},
		"a folder named as a file": {fstest.MapFS{"2023.yaml/x": file(text)}, "calendar: "},
	} {
		if _, err := Load(v.files); err == nil || !strings.HasPrefix(err.Error(), v.want) {
			t.Errorf("%s: %v, want %s", name, err, v.want)
		}
	}
}

// worked is the file of 2022 with one more working day.
func worked(t *testing.T, day string) string {
	t.Helper()
	data, err := fs.ReadFile(ours, "2022.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Replace(string(data), "workdays: [", "workdays: ["+day+", ", 1)
}
