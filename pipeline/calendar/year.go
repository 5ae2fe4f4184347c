package calendar

import (
	"fmt"
	"iter"
	"regexp"
	"strings"

	"huibian/pipeline/notice"
)

// Year (放假安排) is what the State Council's notice says of a year.
type Year struct {
	Year     int           `yaml:"year"`
	Source   string        `yaml:"source"`   // 国办发明电〔2024〕12号 国务院办公厅关于2025年部分节假日安排的通知
	Holidays []Holiday     `yaml:"holidays"` // in the order of the notice
	Workdays []notice.Date `yaml:"workdays"` // Saturdays and Sundays that are worked (调休上班)
}

// Holiday (节假日) is a holiday with the days off around it, both ends included.
type Holiday struct {
	Name string      `yaml:"name"` // 春节; two that fall together: 国庆节、中秋节
	From notice.Date `yaml:"from"`
	To   notice.Date `yaml:"to"`
}

// lawful are the holidays of the law (全国年节及纪念日放假办法, as of 2008) and the days, month and day, within which one of
// their days off always lies. Those by the moon fall on any day of a month; the others are given to the day.
var lawful = []struct {
	name        string
	first, last int
}{
	{"元旦", 101, 101},
	{"春节", 121, 221}, // the first day of the first month
	{"清明节", 404, 406},
	{"劳动节", 501, 501},
	{"端午节", 525, 626},
	{"中秋节", 907, 1008},
	{"国庆节", 1001, 1001},
}

// firstYear is the first of the law as it is now; before it there were other holidays.
const firstYear = 2008

// maxHoliday is the longest that is believed, in days. The longest there was had ten, in 2020.
const maxHoliday = 14

// documentNumber is 〔2024〕12号, whatever stands before it.
var documentNumber = regexp.MustCompile(`〔[0-9]{4}〕[0-9]+号`)

// Parse reads the file of a year and checks it. name is what errors call the file; they are [*notice.Problem]s, joined.
func Parse(name string, data []byte) (*Year, error) {
	return notice.Read(name, "calendar", data, (*Year).check)
}

type sayer = func(path, format string, args ...any)

func (y *Year) check(say sayer) {
	if y.Year < firstYear || y.Year > 2199 {
		say("year", "year %d: years from %d to 2199 have files", y.Year, firstYear)
		return
	}
	if !documentNumber.MatchString(y.Source) {
		say("source", "source %q names no document; write the notice's number and title, for example 国办发明电〔2024〕12号 国务院办公厅关于2025年部分节假日安排的通知", y.Source)
	}
	off := y.checkHolidays(say)
	y.checkLaw(say)
	if y.Workdays == nil {
		say("workdays", "workdays is missing; write the days that are worked for others (调休上班), [] where the notice has none")
	}
	worked := map[notice.Date]bool{}
	for i, d := range y.Workdays {
		at := fmt.Sprintf("workdays[%d]", i)
		switch {
		case !y.may(d):
			say(at, "working day %s: %s", d, y.span())
		case !weekend(d):
			say(at, "working day %s is a %s, and worked anyway; only a Saturday or Sunday makes up for a holiday", d, d.Time().Weekday())
		case off[d] != "":
			say(at, "working day %s lies in the holiday %s", d, off[d])
		case worked[d]:
			say(at, "working day %s is there twice", d)
		}
		worked[d] = true
	}
}

// checkHolidays checks the holidays one by one and returns whose the days off are.
func (y *Year) checkHolidays(say sayer) map[notice.Date]string {
	off := map[notice.Date]string{}
	for i, h := range y.Holidays {
		at := fmt.Sprintf("holidays[%d]", i)
		switch {
		case strings.TrimSpace(h.Name) == "":
			say(at+".name", "holiday without a name")
			continue
		case h.From.IsZero():
			say(at+".from", "holiday %s has no from; write its first day off", h.Name)
			continue
		case h.To.IsZero():
			say(at+".to", "holiday %s has no to; write its last day off (one day: the same as from)", h.Name)
			continue
		case h.To.Before(h.From):
			say(at+".to", "holiday %s ends on %s, before it begins on %s", h.Name, h.To, h.From)
			continue
		case !y.may(h.From):
			say(at+".from", "holiday %s begins on %s: %s", h.Name, h.From, y.span())
			continue
		case !y.may(h.To):
			say(at+".to", "holiday %s ends on %s: %s", h.Name, h.To, y.span())
			continue
		}
		n := 0
		for d := range h.days() {
			if n++; n > maxHoliday {
				say(at+".to", "holiday %s has more than %d days, from %s to %s", h.Name, maxHoliday, h.From, h.To)
				break
			}
			if off[d] != "" {
				say(at, "holiday %s overlaps %s on %s; write holidays that fall together as one, as in 国庆节、中秋节", h.Name, off[d], d)
				break
			}
			off[d] = h.Name
		}
	}
	return off
}

// checkLaw demands each holiday of the law, once and in its season.
func (y *Year) checkLaw(say sayer) {
	for _, l := range lawful {
		var found []int
		for i, h := range y.Holidays {
			for _, name := range strings.Split(h.Name, "、") {
				if strings.TrimSpace(name) == l.name {
					found = append(found, i)
				}
			}
		}
		switch len(found) {
		case 0:
			say("holidays", "holiday %s is missing; the law has it every year", l.name)
		case 1:
			h := &y.Holidays[found[0]]
			first, last := dayIn(y.Year, l.first), dayIn(y.Year, l.last)
			whole := y.may(h.From) && y.may(h.To) && !h.To.Before(h.From) // else that has been said
			if whole && (last.Before(h.From) || h.To.Before(first)) {
				say(fmt.Sprintf("holidays[%d].from", found[0]), "holiday %s from %s to %s: has no day from %s to %s", l.name, h.From, h.To, first, last)
			}
		default:
			say(fmt.Sprintf("holidays[%d].name", found[1]), "holiday %s is there twice", l.name)
		}
	}
}

// may reports whether the notice of the year can decide about d.
func (y *Year) may(d notice.Date) bool { return d.Year == y.Year || d.Year == y.Year-1 && lastDays(d) }

// span says what may allows.
func (y *Year) span() string {
	return fmt.Sprintf("days of this file lie in %d, or in the last days of %d, from 12-%d on", y.Year, y.Year-1, turn)
}

// days are the days that the file speaks of, and whether they are worked.
func (y *Year) days() iter.Seq2[notice.Date, bool] {
	return func(yield func(notice.Date, bool) bool) {
		for _, h := range y.Holidays {
			for d := range h.days() {
				if !yield(d, false) {
					return
				}
			}
		}
		for _, d := range y.Workdays {
			if !yield(d, true) {
				return
			}
		}
	}
}

func (h Holiday) days() iter.Seq[notice.Date] {
	return func(yield func(notice.Date) bool) {
		for d := h.From; !h.To.Before(d); d = next(d) {
			if !yield(d) {
				return
			}
		}
	}
}

// dayIn is month and day, written 1001, in a year.
func dayIn(year, monthDay int) notice.Date {
	return notice.Date{Year: year, Month: monthDay / 100, Day: monthDay % 100}
}
