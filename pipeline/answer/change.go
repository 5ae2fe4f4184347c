package answer

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"huibian/pipeline/calendar"
	"huibian/pipeline/notice"
)

// Change (变更事项) is a power of which something has changed that its flowchart shows, so that the section has to revise
// the flowchart in time (P36).
type Change struct {
	Code, Name, Section string
	Class               notice.Class // what is not known to be public or internal is shown as secret
	What                string       // 承诺时限由20日改为15日
	On                  notice.Date  // takes effect
	Due                 notice.Date  // last day to revise the flowchart; zero if there is none, or it is not known
	Left                int          // working days from today to Due; negative if that is past, and 0 if no working day has passed since
	Undated             string       // Chinese: why Due, or Left, is not known; "" if it is
}

// NewChange fills in when a change is due, days working days after it takes effect, the day itself not counted (§1F), and
// how many are left today. days is that of [notice.Revision]; with 0 nothing is ever due. A year the calendar does not know
// is said in Undated.
func NewChange(cal *calendar.Calendar, c Change, days int, today notice.Date) Change {
	c.Due, c.Left, c.Undated = notice.Date{}, 0, ""
	if days <= 0 {
		return c
	}
	due, err := cal.Add(c.On, days)
	if err == nil {
		c.Due = due
		c.Left, err = cal.Between(today, due)
	}
	var unknown *calendar.UnknownYear
	if errors.As(err, &unknown) {
		c.Undated = fmt.Sprintf("缺%d年放假安排", unknown.Year)
	}
	return c
}

// Overdue reports whether the last day is past.
func (c *Change) Overdue(today notice.Date) bool { return !c.Due.IsZero() && c.Due.Before(today) }

// time says how the day stands to the last day.
func (c *Change) time(today notice.Date) string {
	late := c.Overdue(today)
	switch {
	case c.Due.IsZero():
		return cmp.Or(c.Undated, dash)
	case late && c.Undated != "":
		return "已逾期，" + c.Undated
	case c.Undated != "":
		return c.Undated
	case late && c.Left < 0:
		return fmt.Sprintf("已逾期%d个工作日", -c.Left)
	case late:
		return "已逾期"
	case c.Left == 0:
		return "今天到期"
	}
	return fmt.Sprintf("还有%d个工作日", c.Left)
}

// open reports whether everybody in the office may read of the power.
func (c *Change) open() bool { return c.Class == notice.Public || c.Class == notice.Internal }

// sorted are the changes by their last day, so that those overdue come first and those without a day last.
func (s *Status) sorted() []Change {
	all := slices.Clone(s.Changes)
	slices.SortStableFunc(all, func(a, b Change) int {
		return cmp.Or(
			undated(a)-undated(b),
			a.Due.Time().Compare(b.Due.Time()),
			a.On.Time().Compare(b.On.Time()),
			cmp.Compare(a.Section, b.Section),
			cmp.Compare(a.Code, b.Code),
			cmp.Compare(a.Name, b.Name),
			cmp.Compare(a.What, b.What),
		)
	})
	return all
}

func undated(c Change) int {
	if c.Due.IsZero() {
		return 1
	}
	return 0
}

// ChangesTitle is the title of the table of changes.
func (s *Status) ChangesTitle() string {
	if d := s.Notice.Revision.Days; d > 0 {
		return fmt.Sprintf("变更事项（%d个工作日内修订流程图）", d)
	}
	return "变更事项"
}

// ChangesNote says how working days are counted, and where to write down a year that is missing.
func (s *Status) ChangesNote() string {
	note := "工作日自变更生效次日起算，按国务院办公厅的放假安排；到期日当天仍在期限内。"
	if slices.ContainsFunc(s.Changes, func(c Change) bool { return c.Undated != "" }) {
		note += "缺哪一年的放假安排，请按国务院办公厅的通知在" + calendar.Dir + "中补上该年的文件。"
	}
	return note
}

// ChangeHeads are the heads of the table of changes.
func (s *Status) ChangeHeads() []string {
	return []string{"职权名称", "编码", "科室", "生效日", "到期日", "期限", "变更内容"}
}

// ChangeRows are the changes as rows of the table, a text for each head, those overdue first. Of a secret power they tell
// that there is one, and when it is due.
func (s *Status) ChangeRows() [][]string {
	var rows [][]string
	for _, c := range s.sorted() {
		name, code, what := c.Name, c.Code, c.What
		if !c.open() {
			name, code, what = "一项涉密职权", "", "（从略）"
		}
		_, expected := s.Notice.Section(c.Section)
		section := Section{Name: c.Section, Expected: expected}
		rows = append(rows, []string{
			name, cmp.Or(code, dash), section.Title(), s.day(c.On), s.day(c.Due), c.time(s.Today), what,
		})
	}
	return rows
}

// day is a date in the table, the year only where it is another than today's; a dash for none.
func (s *Status) day(d notice.Date) string {
	switch {
	case d.IsZero():
		return dash
	case d.Year == s.Today.Year:
		return fmt.Sprintf("%d月%d日", d.Month, d.Day)
	}
	return d.Chinese()
}

// pending says in a sentence how many flowcharts wait to be revised; "" for none.
func (s *Status) pending() string {
	if len(s.Changes) == 0 {
		return ""
	}
	late := 0
	for i := range s.Changes {
		if s.Changes[i].Overdue(s.Today) {
			late++
		}
	}
	out := fmt.Sprintf("变更后流程图待修订的有%d项", len(s.Changes))
	if late > 0 {
		out += fmt.Sprintf("，其中已逾期%d项", late)
	}
	return out + "。"
}
