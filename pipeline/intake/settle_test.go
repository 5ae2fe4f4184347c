package intake

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestSettle tells what is seen at each second, and when the file is taken.
func TestSettle(t *testing.T) {
	p := Patience{Still: 2 * time.Second, Whole: 30 * time.Second, Open: 60 * time.Second}
	type sight struct {
		second  int
		size    int64
		changed int  // second of the file's clock
		lock    bool // of Word
		broken  bool
		want    string
	}
	still := func(from, to int, s sight) (out []sight) {
		for ; from <= to; from++ {
			s.second = from
			out = append(out, s)
		}
		return out
	}
	tests := map[string][]sight{
		"two looks two seconds apart": {
			{second: 0, size: 9, want: "changing 2s"}, {second: 1, size: 9, want: "changing 1s"}, {second: 2, size: 9, want: "taken"},
		},
		"one that grows": {
			{second: 0, size: 9, want: "changing 2s"}, {second: 2, size: 10, want: "changing 2s"}, {second: 4, size: 10, want: "taken"},
		},
		"rewritten with the same size": {
			{second: 0, size: 9, want: "changing 2s"}, {second: 2, size: 9, changed: 2, want: "changing 2s"}, {second: 4, size: 9, changed: 2, want: "taken"},
		},
		"a clock of the share that goes back": {
			{second: 0, size: 9, changed: 100, want: "changing 2s"}, {second: 2, size: 9, changed: 50, want: "changing 2s"}, {second: 4, size: 9, changed: 50, want: "taken"},
		},
		"full size before the bytes": append(still(0, 1, sight{size: 9, broken: true, want: "-"}),
			sight{second: 2, size: 9, broken: true, want: "unfinished 2s"}, sight{second: 3, size: 9, want: "taken"}),
		"broken off for good": {
			{second: 0, size: 9, broken: true, want: "changing 2s"}, {second: 29, size: 9, broken: true, want: "unfinished 1s"},
			{second: 30, size: 9, broken: true, want: "taken"},
		},
		"open, then closed": {
			{second: 0, size: 9, lock: true, want: "changing 2s"}, {second: 2, size: 9, lock: true, want: "open 58s"},
			{second: 3, size: 9, want: "taken"},
		},
		"open over night": {
			{second: 0, size: 9, lock: true, want: "changing 2s"}, {second: 59, size: 9, lock: true, want: "open 1s"},
			{second: 60, size: 9, lock: true, want: "taken overdue"},
		},
	}
	for name, sights := range tests {
		t.Run(name, func(t *testing.T) {
			s := NewSettler(p)
			for _, x := range sights {
				d := Drop{File: "外资科/目录.docx", Size: x.size, Changed: time.Unix(int64(x.changed), 0)}
				var locks []Ignored
				if x.lock {
					locks = []Ignored{{File: "外资科/~$目录.docx"}}
				}
				taken, waiting := s.Look(time.Duration(x.second)*time.Second, []Drop{d}, locks, func(Drop) bool { return !x.broken })
				got := ""
				for _, d := range taken {
					got += "taken"
					if d.Overdue {
						got += " overdue"
					}
				}
				for _, w := range waiting {
					got += fmt.Sprint(w.Reason, " ", w.Left)
				}
				if x.want != "-" && got != x.want {
					t.Errorf("second %d: %s, want %s", x.second, got, x.want)
				}
			}
		})
	}
}

func TestLocks(t *testing.T) {
	for _, x := range []struct {
		lock, name string
		want       bool
	}{
		{"~$目录.docx", "目录.docx", true},
		{"~$资管理科行政职权目录.docx", "外资管理科行政职权目录.docx", true},
		{"~$管理科行政职权目录.docx", "外资管理科行政职权目录.docx", true},
		{"~$科行政职权目录.docx", "外资管理科行政职权目录.docx", false},
		{"~$目录.docx", "目录.doc", false},
		{".~目录.docx", "目录.docx", true},
		{".~lock.目录.docx#", "目录.docx", true},
		{".~lock.目录.docx#", "录.docx", false},
		{"目录.docx", "目录.docx", false},
	} {
		if got := locks(x.lock, x.name); got != x.want {
			t.Errorf("locks(%q, %q) = %v", x.lock, x.name, got)
		}
	}
	o := openFiles([]Ignored{{File: "外资科/~$目录.docx"}, {File: "人事科/a.tmp"}})
	if got := cmp.Diff([]bool{true, false, false}, []bool{o.has("外资科/目录.docx"), o.has("人事科/目录.docx"), o.has("人事科/a.tmp")}); got != "" {
		t.Error(got)
	}
}
