package answer

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"huibian/pipeline/calendar"
	"huibian/pipeline/notice"
)

func theCalendar(t testing.TB) *calendar.Calendar {
	t.Helper()
	c, err := calendar.Load(os.DirFS(filepath.Join("..", "..", "templates", "calendar")))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func on(t testing.TB, s string) notice.Date {
	t.Helper()
	d, err := notice.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// How a change that takes effect one day stands on another: 20 working days, over the Spring Festival of 2025 and the
// National Day of 2009.
func TestNewChange(t *testing.T) {
	cal := theCalendar(t)
	for _, v := range []struct {
		on, today, due string
		left           int
		words          string
	}{
		{"2025-01-20", "2025-01-20", "2025-02-21", 20, "还有20个工作日"},
		{"2025-01-20", "2025-02-08", "2025-02-21", 10, "还有10个工作日"}, // the Saturday is worked
		{"2025-01-20", "2025-02-20", "2025-02-21", 1, "还有1个工作日"},
		{"2025-01-20", "2025-02-21", "2025-02-21", 0, "今天到期"},
		{"2025-01-20", "2025-02-23", "2025-02-21", 0, "已逾期"}, // a Sunday: no working day has passed
		{"2025-01-20", "2025-02-24", "2025-02-21", -1, "已逾期1个工作日"},
		{"2009-09-20", "2009-11-20", "2009-10-22", -21, "已逾期21个工作日"},
		{"2026-11-25", "2026-11-30", "2026-12-23", 17, "还有17个工作日"},
		{"2026-12-01", "2026-12-01", "", 0, "缺2027年放假安排"},
		{"2026-11-25", "2027-01-04", "2026-12-23", 0, "已逾期，缺2027年放假安排"},
		{"2008-03-03", "2008-03-03", "", 0, "缺2008年放假安排"},
	} {
		c := NewChange(cal, Change{On: on(t, v.on)}, 20, on(t, v.today))
		due := ""
		if !c.Due.IsZero() {
			due = c.Due.String()
		}
		if words := c.time(on(t, v.today)); due != v.due || c.Left != v.left || words != v.words {
			t.Errorf("in force on %s, seen on %s: due %s, %d left, %s; want %s, %d, %s", v.on, v.today, due, c.Left, words, v.due, v.left, v.words)
		}
	}
	if c := NewChange(cal, Change{On: on(t, "2031-03-03")}, 0, on(t, "2031-03-04")); !c.Due.IsZero() || c.Undated != "" || c.time(on(t, "2031-03-04")) != "–" {
		t.Errorf("a notice without a clock: %+v", c)
	}
}

// changed are changes of every kind, not in order.
func changed(t testing.TB, n *notice.Notice, today notice.Date) []Change {
	cal := theCalendar(t)
	var out []Change
	for _, c := range []Change{
		{Code: "PT01WJ-XK-0002", Name: "外商投资企业合同、章程变更审批", Section: "外资管理科", Class: notice.Public, What: "承诺时限由20日改为15日", On: on(t, "2025-02-14")},
		{Code: "PT01WJ-QT-8001", Name: "公务用车调度", Section: "办公室", Class: notice.Internal, What: "承办岗位由行政股改为综合股", On: on(t, "2025-02-05")},
		{Code: "PT01WJ-QT-9001", Name: "密码设备管理", Section: "机要专班（秘密）", Class: notice.Secret, What: "依据由《甲办法》改为《乙办法》", On: on(t, "2025-01-13")},
		{Code: "PT01WJ-CF-0007", Name: "对外贸易违法行为处罚", Section: "对外贸易科", What: "公开属性待定", On: on(t, "2025-01-20")},
		{Code: "PT01WJ-XK-0001", Name: "外商投资企业设立审批", Section: "外资管理科", Class: notice.Public, What: "投诉电话变更", On: on(t, "2024-12-20")},
		{Name: "加工贸易业务审批", Section: "对外贸易科", Class: notice.Public, What: "受理岗位由1个增为2个", On: on(t, "2027-01-04")},
	} {
		out = append(out, NewChange(cal, c, n.Revision.Days, today))
	}
	return out
}

// The page with changes, to be read: the most overdue first, those nobody can date last, and of secret ones no word.
func TestStatusPageWithChanges(t *testing.T) {
	n := theNotice(t, putian)
	s := NewStatus(n, nil, on(t, "2025-02-21").Time())
	s.Changes = changed(t, n, s.Today)
	given := slices.Clone(s.Changes)
	text := told(s.Book(theSheet(t, putian)))
	golden(t, "changes.txt", text)
	for _, c := range given {
		secret := c.Class != notice.Public && c.Class != notice.Internal
		for _, word := range []string{c.Name, c.Code, c.What} {
			if word != "" && strings.Contains(text, word) == secret {
				t.Errorf("%q of a power of class %q: is it on the page? %v", word, c.Class, secret)
			}
		}
	}
	if strings.Contains(text, "机要专班") {
		t.Error("the page names a folder that speaks of secrets")
	}
	if !slices.Equal(s.Changes, given) {
		t.Error("the page has put the caller's changes in another order")
	}
	slices.Reverse(s.Changes)
	if again := told(s.Book(theSheet(t, putian))); again != text {
		t.Error("the page depends on the order in which the changes are given")
	}
	for _, r := range s.ChangeRows() {
		if len(r) != len(s.ChangeHeads()) {
			t.Errorf("%d cells under %d heads: %v", len(r), len(s.ChangeHeads()), r)
		}
	}
}

// Without changes the page says nothing of them.
func TestStatusPageWithoutChanges(t *testing.T) {
	s := NewStatus(theNotice(t, putian), nil, clockTime(25, 12, 0))
	if text := told(s.Book(theSheet(t, putian))); strings.Contains(text, "变更") {
		t.Error(text)
	}
}
