package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"huibian/pipeline/docx"
	"huibian/pipeline/intake"
	"huibian/pipeline/register"
)

// watched is a workspace with a watcher in it.
type watched struct {
	t     *testing.T
	w     Workspace
	built chan Built
	log   *lockedBuffer
	stop  func()
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write writes.
func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

// String is what was written so far.
func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// quick makes a watcher wait milliseconds where an office's waits seconds.
var quick = WatchOptions{Interval: 100 * time.Millisecond,
	Patience: intake.Patience{Still: 120 * time.Millisecond, Whole: 500 * time.Millisecond, Open: 700 * time.Millisecond, Again: 400 * time.Millisecond}}

func watch(t *testing.T, w Workspace, o WatchOptions) *watched {
	t.Helper()
	x := &watched{t: t, w: w, built: make(chan Built, 1000), log: &lockedBuffer{}}
	o.Built = func(b Built) { x.built <- b }
	o.Log = slog.New(slog.NewTextHandler(x.log, nil))
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Watch(ctx, w, o) }()
	x.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Watch: %v", err)
		}
	})
	t.Cleanup(x.stop)
	return x
}

// until waits for a set of outputs for which ok holds.
func (x *watched) until(what string, ok func(Built) bool) Built {
	x.t.Helper()
	limit := time.After(60 * time.Second)
	for {
		select {
		case b := <-x.built:
			if ok(b) {
				return b
			}
		case <-limit:
			x.t.Fatalf("%s: not seen; the log says\n%s", what, x.log)
		}
	}
}

func (x *watched) drop(name string, b []byte) {
	x.t.Helper()
	p := filepath.Join(x.w.Inputs(), filepath.FromSlash(name))
	if err := errors.Join(os.MkdirAll(filepath.Dir(p), 0o755), os.WriteFile(p, b, 0o644)); err != nil {
		x.t.Fatal(err)
	}
}

func (x *watched) arrivals() []register.Arrival {
	x.t.Helper()
	r, err := register.Open(context.Background(), filepath.Join(x.w.Dir, ".huibian", "register.db"))
	if err != nil {
		x.t.Fatal(err)
	}
	defer r.Close()
	all, err := r.All(context.Background())
	if err != nil {
		x.t.Fatal(err)
	}
	return all
}

// emptyWorkspace has a notice and an empty shared folder.
func emptyWorkspace(t *testing.T) Workspace {
	t.Helper()
	w := Workspace{Dir: t.TempDir(), Notice: "putian-2009"}
	if err := os.MkdirAll(w.Inputs(), 0o755); err != nil {
		t.Fatal(err)
	}
	return w
}

func submission(t *testing.T, names ...string) []byte {
	rows := [][]string{{"序号", "职权名称", "职权类别", "权力依据", "公开形式", "公开范围", "公开时间", "收费依据及标准", "承办科室"}}
	for _, n := range names {
		rows = append(rows, goodRow(n))
	}
	return wordFile(t, wordTable(rows...))
}

func items(b Built) (n int) {
	for _, s := range b.Report.Sections {
		n += s.Items
	}
	return n
}

func TestWatch(t *testing.T) {
	w := emptyWorkspace(t)
	x := watch(t, w, quick)
	x.until("an empty book", func(b Built) bool { return items(b) == 0 })
	x.drop("外资管理科/目录.docx", submission(t, "甲审批", "乙审批"))
	x.until("the first file", func(b Built) bool { return items(b) == 2 && b.Read == 1 })
	x.drop("办公室/目录.docx", submission(t, "丙审批"))
	x.until("the second file, read alone", func(b Built) bool { return items(b) == 3 && b.Read == 1 })
	whole(t, w)

	x.drop("外资管理科/目录.docx", submission(t, "甲审批", "乙审批", "丁审批"))
	x.until("a new version", func(b Built) bool { return items(b) == 4 && b.Read == 1 })

	old, renamed := filepath.Join(w.Inputs(), "外资管理科", "目录.docx"), filepath.Join(w.Inputs(), "外资管理科", "目录终稿.docx")
	if err := os.Rename(old, renamed); err != nil {
		t.Fatal(err)
	}
	x.until("the new name", func(b Built) bool { return items(b) == 4 })
	if err := os.Remove(renamed); err != nil {
		t.Fatal(err)
	}
	x.until("without what was withdrawn", func(b Built) bool { return items(b) == 1 && b.Read == 0 })
	x.drop("外资管理科/目录终稿.docx", submission(t, "戊审批"))
	x.until("what came back", func(b Built) bool { return items(b) == 2 })
	x.stop()
	receipt := words(t, filepath.Join(w.Output(), "回执", "外资管理科", "目录终稿.docx.回执.docx"))
	for _, want := range []string{"首次收到", "更新", "改名", "目录.docx", "撤回", "重新放入", "戊审批"} {
		if !strings.Contains(receipt, want) {
			t.Errorf("the receipt does not say %s:\n%s", want, receipt)
		}
	}

	var got []string
	for _, a := range x.arrivals() {
		got = append(got, fmt.Sprint(a.Kind, " ", a.File))
		if _, err := os.Stat(filepath.Join(w.Dir, ".huibian", "sealed", a.SHA256)); err != nil {
			t.Errorf("%s is not sealed: %v", a.File, err)
		}
	}
	want := "new 外资管理科/目录.docx, new 办公室/目录.docx, changed 外资管理科/目录.docx, renamed 外资管理科/目录终稿.docx, " +
		"withdrawn 外资管理科/目录终稿.docx, returned 外资管理科/目录终稿.docx"
	if s := strings.Join(got, ", "); s != want {
		t.Errorf("arrivals: %s\nwant %s", s, want)
	}
}

// The page that says who has sent what is kept current, and is another one when the day changes.
func TestStatusPageUnderWatch(t *testing.T) {
	w := emptyWorkspace(t)
	o, c := quick, &steppedClock{now: time.Date(2009, 8, 20, 12, 0, 0, 0, china), start: time.Now()}
	o.clock = c
	x := watch(t, w, o)
	x.drop("外资管理科/目录.docx", submission(t, "甲审批"))
	x.until("the file", func(b Built) bool { return items(b) == 1 })
	page := filepath.Join(w.Output(), statusPage+".docx")
	eventually(t, "the page of the last day", func() bool { b, err := os.ReadFile(page); return err == nil && wordsOfFile(t, b, "2009年8月20日") })
	c.step(24 * time.Hour)
	eventually(t, "the page of the day after, which names the late", func() bool {
		b, err := os.ReadFile(page)
		return err == nil && wordsOfFile(t, b, "2009年8月21日", "逾期未报")
	})
	x.stop()
	whole(t, w)
}

func wordsOfFile(t *testing.T, b []byte, want ...string) bool {
	t.Helper()
	doc, err := docx.Read(b, docx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	words := doc.Words()
	for _, h := range doc.Headers {
		words += h
	}
	return !slices.ContainsFunc(want, func(s string) bool { return !strings.Contains(words, s) })
}

// steppedClock stands still on the wall but for steps.
type steppedClock struct {
	mu    sync.Mutex
	now   time.Time
	start time.Time
}

func (c *steppedClock) step(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Now is where it was stepped to.
func (c *steppedClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Since goes on.
func (c *steppedClock) Since() time.Duration { return time.Since(c.start) }

// A change of one file leaves the answers to the others where they lie; those that somebody removed or wrote over are made
// again.
func TestOnlyChangedAnswersAreWritten(t *testing.T) {
	w := emptyWorkspace(t)
	x := watch(t, w, quick)
	x.drop("外资管理科/目录.docx", submission(t, "甲审批"))
	x.drop("办公室/目录.docx", submission(t, ""))
	x.until("both", func(b Built) bool {
		return len(b.Report.Sections) > 0 && b.Report.Sections[0].Files == 1 && items(b) == 2
	})
	answers := []string{"回执/办公室/目录.docx.回执.docx", "回执/办公室/目录.批注.docx", "审核意见/办公室审核意见.docx", "审核意见/办公室审核意见.pdf"}
	file := func(name string) string { return filepath.Join(w.Output(), filepath.FromSlash(name)) }
	x.drop("外资管理科/目录.docx", submission(t, "甲审批", "乙审批"))
	before := map[string]time.Time{}
	for _, a := range answers {
		info, err := os.Stat(file(a))
		if err != nil {
			t.Fatal(err)
		}
		before[a] = info.ModTime()
	}
	x.until("the change", func(b Built) bool { return items(b) == 3 })
	for _, a := range answers {
		if info, err := os.Stat(file(a)); err != nil || !info.ModTime().Equal(before[a]) {
			t.Errorf("%s was written again: %v", a, err)
		}
	}
	if err := os.Remove(file(answers[0])); err != nil {
		t.Fatal(err)
	}
	for _, a := range answers[1:] {
		if err := os.WriteFile(file(a), []byte("改过的"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	x.drop("外资管理科/目录.docx", submission(t, "甲审批"))
	x.until("the next change", func(b Built) bool { return items(b) == 2 })
	for _, a := range answers {
		if b, err := os.ReadFile(file(a)); err != nil || string(b) == "改过的" {
			t.Errorf("%s was not made again: %v", a, err)
		}
	}
	x.stop()
	whole(t, w)
}
