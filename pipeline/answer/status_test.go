package answer

import (
	"strings"
	"testing"
	"time"

	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

// sent is a submission of a section, as plain as can be.
func sent(section, file string, change func(*Submission)) Submission {
	s := Submission{Section: section, Items: 1, Reading: &form.Reading{
		Source:  form.Source{File: section + "/" + file, SHA256: sum("a"), Section: section},
		Records: []form.Record{{Form: notice.FormCatalog, Class: notice.Public}},
	}}
	if change != nil {
		change(&s)
	}
	return s
}

func came(at time.Time) func(*Submission) {
	return func(s *Submission) { s.Arrivals = []Arrival{{At: at, Kind: New, SHA256: sum("a")}} }
}

// Who is late on what day: the deadline of the notice is 20 August 2009, and its whole day is in time.
func TestLate(t *testing.T) {
	n := theNotice(t, putian)
	for _, c := range []struct {
		what  string
		sent  []Submission
		today time.Time
		want  Lateness
	}{
		{"nothing before the deadline", nil, clockTime(19, 8, 0), InTime},
		{"nothing on its last evening", nil, clockTime(20, 23, 59), InTime},
		{"nothing the day after", nil, clockTime(21, 0, 0), Overdue},
		{"sent, nobody knows when", []Submission{sent("办公室", "甲.docx", nil)}, clockTime(25, 0, 0), InTime},
		{"came in time", []Submission{sent("办公室", "甲.docx", came(clockTime(20, 23, 59)))}, clockTime(25, 0, 0), InTime},
		{"came late", []Submission{sent("办公室", "甲.docx", came(clockTime(21, 0, 1)))}, clockTime(25, 0, 0), TooLate},
		{"one in time and one late", []Submission{sent("办公室", "甲.docx", came(clockTime(21, 0, 1))), sent("办公室", "乙.docx", came(clockTime(18, 0, 1)))}, clockTime(25, 0, 0), InTime},
	} {
		s := NewStatus(n, c.sent, c.today)
		if got := s.Sections[0]; got.Name != "办公室" || got.Late != c.want {
			t.Errorf("%s: %s is %v, want %v", c.what, got.Name, got.Late, c.want)
		}
	}
}

// Without a deadline nobody is late, and no word of it is said.
func TestNoDeadlineNobodyIsLate(t *testing.T) {
	n := theNotice(t, "ningde-2009")
	s := NewStatus(n, nil, time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC))
	for _, x := range s.Sections {
		if x.Late != InTime {
			t.Errorf("%s is late", x.Name)
		}
	}
	if text := told(s.Book(theSheet(t, "ningde-2009"))); strings.Contains(text, "逾期") || strings.Contains(text, "截止") {
		t.Error(text)
	}
}

// A whole page, to be read: sections in time, late, silent, with files that cannot be read, and of no notice.
func TestStatusPage(t *testing.T) {
	n := theNotice(t, putian)
	find := func(levels ...notice.Level) (out []notice.Finding) {
		for _, l := range levels {
			out = append(out, notice.Finding{Level: l})
		}
		return out
	}
	all := []Submission{
		sent("办公室", "行政职权目录.docx", func(s *Submission) {
			came(clockTime(18, 9, 0))(s)
			s.Items, s.Findings = 6, find(notice.Error, notice.Warning, notice.Info)
		}),
		sent("办公室", "流程图.doc", func(s *Submission) {
			came(clockTime(19, 9, 0))(s)
			s.Reading.Records, s.Reading.Account.Pictures, s.Items = nil, 1, 0
		}),
		sent("人事教育科", "无.docx", func(s *Submission) {
			s.Reading.Zero, s.Reading.Records, s.Items, s.Closed, s.Secret = true, nil, 0, true, true
		}),
		sent("政策法规科", "秘.docx", func(s *Submission) {
			came(clockTime(22, 9, 0))(s)
			s.Reading.Rejected, s.Reading.Records, s.Items, s.Closed = true, nil, 0, true
		}),
		sent("外资管理科", "目录.docx", func(s *Submission) { s.Reading.Modified = time.Date(2008, 12, 31, 20, 0, 0, 0, time.UTC) }),
		sent("涉密专班", "甲.docx", func(s *Submission) { s.Closed, s.Secret = true, true }),
		sent("信息中心", "乙.docx", nil),
	}
	s := NewStatus(n, all, clockTime(25, 12, 0))
	text := told(s.Book(theSheet(t, putian)))
	golden(t, "status.txt", text)
	for _, name := range []string{"涉密专班", "秘.docx", "无.docx", "甲"} {
		if strings.Contains(text, name) {
			t.Errorf("the page names %s", name)
		}
	}
	rows := append([][]string{s.Heads()}, s.Total())
	for i := range s.Sections {
		rows = append(rows, s.Row(&s.Sections[i]))
	}
	for _, r := range rows {
		if len(r) != len(s.Heads()) {
			t.Errorf("%d cells under %d heads: %v", len(r), len(s.Heads()), r)
		}
	}
}
