package answer

import (
	"cmp"
	"fmt"
	"time"
)

// Handover (移交) is how it stands with a released edition that is to be handed over to the archive.
type Handover struct {
	Edition string
	Number  string    // 档号; "" while it has none
	Done    time.Time // when it had been read back at its place; zero if it has not
	Content string    // SHA-256 by which the receipt knows it
	Files   int
	Place   string
	Sealing bool      // it waits for an outside seal
	Tries   int       // that did not succeed
	Why     string    // the last of these did not
	Mend    bool      // and somebody is to see to it
	Last    time.Time // when that was
	Next    time.Time // when it is tried again; zero: at once
	Nowhere bool      // nobody has said where it is to go
}

// stamp is a time of the table, to the minute.
func stamp(t time.Time) string {
	if t.IsZero() {
		return dash
	}
	return t.Format("2006-01-02 15:04")
}

// listSum stands before the hash by which a package is known.
const listSum = "清单SHA-256："

// state says how it stands, and what comes next.
func (h *Handover) state() (state, note string) {
	switch {
	case !h.Done.IsZero():
		return "已移交", fmt.Sprintf("%d个文件，逐一回读核对；%s%s", h.Files, listSum, h.Content)
	case h.Sealing:
		return "待签章", "签章结果放入归档包后移交"
	case h.Nowhere:
		return "未移交", "没有设定移交目的地"
	case h.Tries > 0:
		return "待移交", fmt.Sprintf("试过%d次未成：%s；%s", h.Tries, cmp.Or(h.Why, "原因见日志"), h.next())
	}
	return "待移交", "尚未开始"
}

// next says when it is tried again.
func (h *Handover) next() string {
	switch {
	case h.Next.IsZero():
		return "随后再试"
	case h.Mend:
		return "改正后重新启动监视即再试，最迟" + stamp(h.Next)
	}
	return stamp(h.Next) + "再试"
}

// HandoversTitle is the title of the table.
func (s *Status) HandoversTitle() string { return "版次移交" }

// HandoverHeads are the heads of the table.
func (s *Status) HandoverHeads() []string {
	return []string{"版次", "档号", "移交", "时间", "说明"}
}

// HandoverRows are the editions as rows of the table, those that wait first.
func (s *Status) HandoverRows() [][]string {
	var rows [][]string
	for _, done := range []bool{false, true} {
		for i := range s.Handovers {
			h := &s.Handovers[i]
			if h.Done.IsZero() == done {
				continue
			}
			state, note := h.state()
			at := h.Done
			if !done {
				at = h.Last
			}
			rows = append(rows, []string{h.Edition, cmp.Or(h.Number, dash), state, stamp(at), note})
		}
	}
	return rows
}

// owing says in a sentence how many editions wait to be handed over; "" for none.
func (s *Status) owing() string {
	n := 0
	for i := range s.Handovers {
		if s.Handovers[i].Done.IsZero() {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("待移交档案部门的有%d个版次。", n)
}
