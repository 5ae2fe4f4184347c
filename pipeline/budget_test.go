//go:build linux

package pipeline

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

var budgets = flag.Bool("budgets", false, "measure the budgets of DESIGN §5 and print them (task bench)")

// run is what a whole run of the program took.
type run struct {
	seconds float64
	mb      float64 // peak of resident memory
}

// TestBudgets prints the budgets of DESIGN §5 with today's figures beside their limits. It judges nothing: how fast a
// machine is, and how busy, is no matter of right and wrong. Run it with nothing else running:
//
//	go test ./pipeline -run TestBudgets -budgets -v
func TestBudgets(t *testing.T) {
	if !*budgets {
		t.Skip("only with -budgets")
	}
	program := filepath.Join(t.TempDir(), "huibian")
	if out, err := exec.Command("go", "build", "-o", program, "huibian").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	// The whole runs come first: a child's peak counts from its parent's size, so this process must still be small.
	const more = 10
	small, large := benchWorkspace(t, benchFiles), benchWorkspace(t, more*benchFiles)
	whole, grown := measure(t, 5, program, small), measure(t, 1, program, large)
	read, changed := gathering(t, small), changing(t, small)

	type row struct{ what, limit, aim, today string }
	sec := func(s float64) string { return fmt.Sprintf("%.2f s", s) }
	rows := []row{
		{fmt.Sprintf("%d files, %d items", benchFiles, benchFiles*benchRows), "limit", "aim", "today"},
		{"read all tables", "0.15 s", "0.06 s", sec(read)},
		{"build, from cold", "1.00 s", "0.50 s", sec(whole.seconds)},
		{"one file changed under watch", "0.50 s", "0.20 s", sec(changed)},
		{"peak memory of build", "300 MB", "200 MB", fmt.Sprintf("%.0f MB", whole.mb)},
		{fmt.Sprintf("time, %d times the items", more), "11.0 ×", "", fmt.Sprintf("%.1f × (%s)", grown.seconds/whole.seconds, sec(grown.seconds))},
		{fmt.Sprintf("memory, %d times the items", more), "11.0 ×", "4.0 ×", fmt.Sprintf("%.1f × (%.0f MB)", grown.mb/whole.mb, grown.mb)},
	}
	var b strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&b, "| %-29s | %7s | %7s | %-16s |\n", r.what, r.limit, r.aim, r.today)
	}
	fmt.Print(b.String())
}

// measure runs a build from cold so many times and gives the median.
func measure(t *testing.T, times int, program string, w Workspace) run {
	t.Helper()
	var runs []run
	for range times {
		if err := os.RemoveAll(w.Output()); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(program, "build", "-q", "-C", w.Dir)
		start := time.Now()
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
		runs = append(runs, run{time.Since(start).Seconds(), float64(usage.Maxrss) * 1024 / 1e6}) // Linux counts in KiB
	}
	slices.SortFunc(runs, func(a, b run) int { return int(1e6 * (a.seconds - b.seconds)) })
	return runs[len(runs)/2]
}

// gathering is the median of reading everything.
func gathering(t *testing.T, w Workspace) float64 {
	t.Helper()
	h, err := w.open()
	if err != nil {
		t.Fatal(err)
	}
	var seconds []float64
	for range 5 {
		start := time.Now()
		if _, err := gather(context.Background(), h.Notice, w, silent{}); err != nil {
			t.Fatal(err)
		}
		seconds = append(seconds, time.Since(start).Seconds())
	}
	slices.Sort(seconds)
	return seconds[len(seconds)/2]
}

// changing is the median of the times from when a changed file of a workspace has settled until all outputs are current.
func changing(t *testing.T, w Workspace) float64 {
	t.Helper()
	x := watch(t, w, quick)
	x.until("everything read", func(b Built) bool { return b.Read == benchFiles })
	var times []float64
	for i := range 5 {
		x.drop("第1科/另报.docx", submission(t, fmt.Sprintf("第%c次改的审批", '甲'+rune(i))))
		b := x.until("the change", func(b Built) bool { return b.Read == 1 })
		times = append(times, b.Took.Seconds())
	}
	x.stop()
	slices.Sort(times)
	return times[len(times)/2]
}
