package answer

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"huibian/pipeline/form"
	"huibian/pipeline/notice"
	"huibian/pipeline/review"
)

// Submission (报送) is one file as the status page counts it.
type Submission struct {
	Section  string
	Reading  *form.Reading
	Items    int // taken into the catalog
	Findings []notice.Finding
	Closed   bool      // its name is not for everybody's eyes
	Secret   bool      // because it holds secret items, or is a list of such
	Arrivals []Arrival // oldest first
}

// Status (报送情况) is who has sent what, who is late, and what has changed since. It names no items but those that have
// changed, and of these none that is secret.
type Status struct {
	Notice   *notice.Notice
	Today    notice.Date
	Deadline notice.Date // zero if the notice sets none
	Sections []Section   // those of the notice in its order, then the others by name
	Changes  []Change    // of which the flowchart is still to be revised, in any order; see [NewChange]

	Handovers []Handover // released editions, oldest first
}

// Section (科室) is what one section has sent.
type Section struct {
	Name     string
	Expected bool // the notice lists it
	Files    int
	Unread   int // of the files: those that could not be read
	Items    int
	Errors   int
	Warnings int
	Parts    map[notice.FormKind]review.Sent
	Last     string    // name of the file that came last; "" if there is none, or it is not known which
	At       time.Time // when it came, or was saved by its own account; zero if unknown
	Saved    bool      // At is when the file was saved, not when it came
	Late     Lateness
}

// Lateness says whether a section of the notice is late.
type Lateness int

// A section is late if by the end of the deadline's day it had sent nothing. Whether what came later came late only
// a register can tell.
const (
	InTime  Lateness = iota
	Overdue          // 逾期未报: the deadline has passed, and nothing came
	TooLate          // 逾期报送: what came first came after the deadline
)

var lateWords = map[Lateness]string{Overdue: "逾期未报", TooLate: "逾期报送"}

// Word is the lateness in the words of the page; "" for a section in time.
func (l Lateness) Word() string { return lateWords[l] }

// NewStatus counts submissions by section. today decides what is late; its day is taken in its own location, and so are
// those of arrivals.
func NewStatus(n *notice.Notice, all []Submission, today time.Time) *Status {
	s := &Status{Notice: n, Today: notice.DayOf(today)}
	s.Deadline, _ = n.Deadline()
	of := map[string][]*Submission{}
	var others []string
	for i := range all {
		name := all[i].Section
		if _, listed := n.Section(name); !listed && of[name] == nil {
			others = append(others, name)
		}
		of[name] = append(of[name], &all[i])
	}
	slices.Sort(others)
	for _, sec := range n.Sections {
		s.Sections = append(s.Sections, s.section(sec.Name, true, of[sec.Name]))
	}
	for _, name := range others {
		s.Sections = append(s.Sections, s.section(name, false, of[name]))
	}
	return s
}

func (s *Status) section(name string, expected bool, all []*Submission) Section {
	x := Section{Name: name, Expected: expected, Files: len(all), Parts: map[notice.FormKind]review.Sent{}}
	var first time.Time // that anything came
	for _, f := range all {
		if f.Reading.Rejected {
			x.Unread++
		}
		n := tallied(f.Findings)
		x.Items, x.Errors, x.Warnings = x.Items+f.Items, x.Errors+n[0], x.Warnings+n[1]
		for kind, sent := range review.PartsOf(s.Notice, f.Reading) {
			x.Parts[kind] = max(x.Parts[kind], sent)
		}
		for _, a := range f.Arrivals {
			if !a.At.IsZero() && (first.IsZero() || a.At.Before(first)) {
				first = a.At
			}
		}
	}
	x.findLast(all)
	if expected && !s.Deadline.IsZero() {
		switch {
		case len(all) == 0 && s.Deadline.Before(s.Today):
			x.Late = Overdue
		case len(all) > 0 && !first.IsZero() && s.Deadline.Before(notice.DayOf(first)):
			x.Late = TooLate
		}
	}
	return x
}

// findLast finds the file that came last, by the register; where there is none, the one that was saved last by its own
// account.
func (x *Section) findLast(all []*Submission) {
	saved := len(all) > 0
	for _, f := range all {
		if a, ok := latest(f.Arrivals, f.Reading.Source.SHA256); ok && !a.At.IsZero() {
			if saved || a.At.After(x.At) {
				x.Last, x.At, saved = f.name(), a.At, false
			}
		}
	}
	if !saved {
		return
	}
	for _, f := range all {
		if m := f.Reading.Modified; m.After(x.At) || len(all) == 1 {
			x.Last, x.At, x.Saved = f.name(), m, !m.IsZero()
		}
	}
}

// name is the name of a file as anybody may read it.
func (f *Submission) name() string {
	switch {
	case f.Secret:
		return "涉密目录"
	case f.Closed:
		return "（名称从略）"
	}
	return strings.TrimSuffix(path.Base(f.Reading.Source.File), ".docx")
}

// when is the time of the last file in words, the year only where it is another than today's; "" if unknown.
func (x *Section) when(year int) string {
	if x.At.IsZero() {
		return ""
	}
	at, format, what := x.At, "1月2日 15:04", "收到"
	if x.Saved {
		at, format, what = x.At.In(china), "1月2日", "保存"
	}
	if at.Year() != year {
		format = "2006年" + format
	}
	return at.Format(format) + what
}

// china is the time of office clocks; properties of files are in UTC.
var china = time.FixedZone("CST", 8*60*60)

// Marks of secrecy in the name of a folder that no notice lists: the page does not repeat it.
var secretMarks = []string{"涉密", "秘密", "机密", "绝密"}

// Title is the section's name as anybody may read it.
func (x *Section) Title() string {
	speaks := func(mark string) bool { return strings.Contains(notice.Fold(x.Name), mark) }
	if !x.Expected && slices.ContainsFunc(secretMarks, speaks) {
		return "（名称从略）"
	}
	return x.Name
}

// Summary says in a few sentences who is late, who has sent nothing, and what is still wrong. It says nothing of being
// late where the notice has no deadline.
func (s *Status) Summary() []string {
	var out []string
	var sent, missing, late, unread, faulty, strangers []string
	expected := 0
	for i := range s.Sections {
		x := &s.Sections[i]
		switch {
		case !x.Expected:
			strangers = append(strangers, x.Title())
		case x.Files == 0:
			missing = append(missing, x.Name)
		default:
			sent = append(sent, x.Name)
		}
		if x.Expected {
			expected++
		}
		if x.Late == TooLate {
			late = append(late, x.Name)
		}
		if x.Unread > 0 {
			unread = append(unread, fmt.Sprintf("%s（%d份）", x.Title(), x.Unread))
		}
		if x.Errors > 0 {
			faulty = append(faulty, fmt.Sprintf("%s（%d处）", x.Title(), x.Errors))
		}
	}
	say := func(format string, names []string) {
		if len(names) > 0 {
			out = append(out, fmt.Sprintf(format, len(names), strings.Join(names, "、")))
		}
	}
	head := fmt.Sprintf("应报送%d个科室，已报送%d个。", expected, len(sent)) + s.due(len(missing))
	if len(missing) > 0 {
		word := "尚未报送"
		if !s.Deadline.IsZero() && s.Deadline.Before(s.Today) {
			word = lateWords[Overdue]
		}
		head += fmt.Sprintf("%s的有%d个科室：%s。", word, len(missing), strings.Join(missing, "、"))
	}
	out = append(out, head)
	say("逾期报送的有%d个科室：%s。", late)
	say("有文件读不出来的有%d个科室：%s。", unread)
	say("有错误须改正的有%d个科室：%s。", faulty)
	say("不在通知名单中的有%d个：%s。", strangers)
	for _, t := range []string{s.pending(), s.owing()} {
		if t != "" {
			out = append(out, t)
		}
	}
	return out
}

// due says how the day stands to the deadline.
func (s *Status) due(missing int) string {
	if s.Deadline.IsZero() {
		return ""
	}
	days := int(s.Deadline.Time().Sub(s.Today.Time()).Hours() / 24)
	on := "报送截止日为" + s.Deadline.Chinese()
	switch {
	case days > 0:
		return fmt.Sprintf("%s，还有%d天。", on, days)
	case days == 0:
		return on + "，就是今天。"
	case missing == 0:
		return on + "，已过。"
	}
	return fmt.Sprintf("%s，已过%d天。", on, -days)
}

// Heads are the heads of the table's columns.
func (s *Status) Heads() []string {
	heads := []string{"科室", "文件", "事项"}
	for _, p := range review.Parts(s.Notice) {
		heads = append(heads, p.Head)
	}
	return append(heads, "错误", "警告", "最近一份", "时间")
}

// Row is a section as a row of the table, a text for each head.
func (s *Status) Row(x *Section) []string {
	row := []string{x.Title(), count(x.Files), count(x.Items)}
	for _, p := range review.Parts(s.Notice) {
		row = append(row, x.Parts[p.Kind].String())
	}
	return append(row, count(x.Errors), count(x.Warnings), x.last(), x.when(s.Today.Year))
}

// last is the name of the last file, or that there is none, and whether the section is late.
func (x *Section) last() string {
	switch {
	case x.Files == 0:
		return cmp.Or(x.Late.Word(), "未报送")
	case x.Late != InTime:
		return x.Last + "（" + x.Late.Word() + "）"
	}
	return x.Last
}

// Total is the last row of the table.
func (s *Status) Total() []string {
	var sum Section
	for i := range s.Sections {
		x := &s.Sections[i]
		sum.Files, sum.Items, sum.Errors, sum.Warnings = sum.Files+x.Files, sum.Items+x.Items, sum.Errors+x.Errors, sum.Warnings+x.Warnings
	}
	row := []string{"合计", count(sum.Files), count(sum.Items)}
	for _, p := range review.Parts(s.Notice) {
		n := 0
		for i := range s.Sections {
			if s.Sections[i].Parts[p.Kind] != review.None {
				n++
			}
		}
		row = append(row, count(n))
	}
	return append(row, count(sum.Errors), count(sum.Warnings), "", "")
}

// dash stands for none in the tables.
const dash = "–"

// count is a number in the table.
func count(n int) string {
	if n == 0 {
		return dash
	}
	return fmt.Sprint(n)
}
