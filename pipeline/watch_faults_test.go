package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"huibian/pipeline/intake"
	"huibian/pipeline/notice"
	"huibian/pipeline/register"
)

// watcherOf is the environment variable that makes the test program a watcher of a workspace, to be killed.
const watcherOf = "HUIBIAN_TEST_WATCH"

// builderOf makes it build one, once.
const builderOf = "HUIBIAN_TEST_BUILD"

// archiverOf makes it hand over what one owes.
const archiverOf = "HUIBIAN_TEST_ARCHIVE"

func TestMain(m *testing.M) {
	if dir := os.Getenv(archiverOf); dir != "" {
		if _, err := HandOver(context.Background(), Workspace{Dir: dir}, ArchiveOptions{Act: wang, Program: tester, Untried: true}, nil); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	if dir := os.Getenv(watcherOf); dir != "" {
		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
		defer stop()
		o := quick
		o.Log = slog.New(slog.NewTextHandler(os.Stderr, nil))
		if err := Watch(ctx, Workspace{Dir: dir, Notice: "putian-2009"}, o); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	if dir := os.Getenv(builderOf); dir != "" {
		if _, err := Build(context.Background(), Workspace{Dir: dir, Notice: "putian-2009"}, Options{}); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// deaths is how often a watcher is killed; HUIBIAN_DEATHS sets it.
func deaths() int {
	if n, err := strconv.Atoi(os.Getenv("HUIBIAN_DEATHS")); err == nil {
		return n
	}
	return 12
}

// TestKilledAtAnyPoint kills a watcher again and again while files arrive, change and go. In the end every version that
// stood still long enough is sealed, each file is there once with its last version, and the outputs are one whole set.
func TestKilledAtAnyPoint(t *testing.T) {
	w := emptyWorkspace(t)
	x := &watched{t: t, w: w}
	rng := rand.New(rand.NewPCG(2009, 8))
	want := map[string]string{} // file → the name of its one item
	for i := range deaths() {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), watcherOf+"="+w.Dir)
		log := &lockedBuffer{}
		cmd.Stderr = log
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		life := time.Duration(rng.IntN(600)) * time.Millisecond
		file := fmt.Sprintf("外资管理科/目录%d.docx", rng.IntN(8))
		item := fmt.Sprintf("第%d项审批", i)
		time.Sleep(life / 2)
		if _, there := want[file]; there && rng.IntN(4) == 0 {
			if err := os.Remove(filepath.Join(w.Inputs(), filepath.FromSlash(file))); err != nil {
				t.Fatal(err)
			}
			delete(want, file)
		} else {
			x.drop(file, submission(t, item))
			want[file] = item
		}
		time.Sleep(life / 2)
		_ = cmd.Process.Kill()
		if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() > 0 {
			t.Fatalf("the watcher ended by itself: %v\n%s", err, log)
		}
	}
	y := watch(t, w, quick)
	y.until("everything", func(b Built) bool { return items(b) == len(want) && len(b.Report.Unread) == 0 })
	y.stop()
	whole(t, w)
	y.consistent(len(want))
}

// consistent demands that each current file is as it lies in the shared folder, sealed, and that no arrival was entered
// twice in a row.
func (x *watched) consistent(files int) {
	x.t.Helper()
	ctx := context.Background()
	r, err := register.Open(ctx, filepath.Join(x.w.Dir, ".huibian", "register.db"))
	if err != nil {
		x.t.Fatal(err)
	}
	defer r.Close()
	current, err := r.Current(ctx)
	if err != nil {
		x.t.Fatal(err)
	}
	if len(current) != files {
		x.t.Errorf("%d files are there by the register, %d were dropped", len(current), files)
	}
	for _, a := range current {
		p := filepath.Join(x.w.Inputs(), filepath.FromSlash(a.File))
		_, sum, err := intake.Drop{File: a.File, Path: p, Size: a.Size}.Read(maxSubmission)
		if err != nil || sum != a.SHA256 {
			x.t.Errorf("%s: the register says %s, there is %s, %v", a.File, a.SHA256, sum, err)
		}
	}
	last := map[string]register.Arrival{}
	all, err := r.All(ctx)
	if err != nil {
		x.t.Fatal(err)
	}
	for _, a := range all {
		if l, ok := last[a.File]; ok && l.Kind != register.Withdrawn && l.SHA256 == a.SHA256 && a.Kind != register.Withdrawn && a.Kind != register.Renamed {
			x.t.Errorf("%s was entered twice: %v, %v", a.File, l.Kind, a.Kind)
		}
		last[a.File] = a
		_, sum, err := intake.Drop{File: a.File, Path: filepath.Join(x.w.Dir, ".huibian", "sealed", a.SHA256)}.Read(maxSubmission)
		if err != nil || sum != a.SHA256 {
			x.t.Errorf("the sealed copy of %s: %v, %v", a.File, sum, err)
		}
	}
	half, err := filepath.Glob(filepath.Join(x.w.Dir, ".huibian", "sealed", ".sealing-*"))
	if err != nil || len(half) > 0 {
		x.t.Errorf("half copies: %v, %v", half, err)
	}
}

// TestManyAtOnce drops a whole bureau at once.
func TestManyAtOnce(t *testing.T) {
	const files = 2000
	w := emptyWorkspace(t)
	x := watch(t, w, quick)
	x.until("an empty book", func(Built) bool { return true })
	for i := range files {
		x.drop(fmt.Sprintf("外资管理科/%d/目录.docx", i), submission(t, fmt.Sprintf("第%d项审批", i)))
	}
	x.until("all items", func(b Built) bool { return items(b) == files })
	x.stop()
	x.consistent(files)
}

func TestRewrittenAgainAndAgain(t *testing.T) {
	w := emptyWorkspace(t)
	x := watch(t, w, quick)
	x.until("an empty book", func(Built) bool { return true })
	stood := 0 // how often it stood still for too long, on a machine that was busy
	for i, last := 0, time.Now(); i < 30; i++ {
		x.drop("外资管理科/目录.docx", submission(t, fmt.Sprintf("第%d项审批", i)))
		if time.Since(last) >= quick.Patience.Still {
			stood++
		}
		last = time.Now()
		time.Sleep(40 * time.Millisecond)
	}
	x.until("the last version", func(b Built) bool { return items(b) == 1 })
	x.stop()
	x.consistent(1)
	if n := len(x.arrivals()); n > 3+stood {
		t.Errorf("%d versions were taken of a file that was being written, and %d times stood still", n, stood)
	}
}

func TestFolderRenamed(t *testing.T) {
	w := emptyWorkspace(t)
	x := watch(t, w, quick)
	for i := range 5 {
		x.drop(fmt.Sprintf("外资管理科/附件/目录%d.docx", i), submission(t, fmt.Sprintf("第%d项审批", i)))
	}
	x.until("all", func(b Built) bool { return items(b) == 5 })
	in := filepath.Join(w.Inputs(), "外资管理科")
	if err := os.Rename(filepath.Join(in, "附件"), filepath.Join(in, "附件二")); err != nil {
		t.Fatal(err)
	}
	x.until("all under the new name", func(b Built) bool { return items(b) == 5 && len(x.arrivals()) == 10 })
	x.stop()
	x.consistent(5)
	for _, a := range x.arrivals()[5:] {
		if a.Kind != register.Renamed {
			t.Errorf("%s is %s, want renamed", a.File, a.Kind)
		}
	}
}

// movingClock is a clock on the wall that people set.
type movingClock struct {
	start time.Time
	back  time.Duration
}

// Now goes back an hour at each look.
func (c *movingClock) Now() time.Time {
	c.back += time.Hour
	return time.Now().Add(-c.back)
}

// Since is not moved by that.
func (c *movingClock) Since() time.Duration { return time.Since(c.start) }

func TestClockSetBack(t *testing.T) {
	w := emptyWorkspace(t)
	o := quick
	o.clock = &movingClock{start: time.Now()}
	x := watch(t, w, o)
	for i := range 3 {
		x.drop("外资管理科/目录.docx", submission(t, "甲审批", fmt.Sprintf("第%d项审批", i)))
		x.until("a version", func(b Built) bool { return items(b) == 2 && b.Read == 1 })
	}
	x.stop()
	x.consistent(1)
	a := x.arrivals()
	if len(a) != 3 || a[2].Kind != register.Changed || !a[2].At.Before(a[0].At) {
		t.Errorf("arrivals: %+v", a)
	}
}

func TestShareVanishes(t *testing.T) {
	w := emptyWorkspace(t)
	x := watch(t, w, quick)
	x.drop("外资管理科/目录.docx", submission(t, "甲审批"))
	x.until("the file", func(b Built) bool { return items(b) == 1 })
	away := filepath.Join(w.Dir, "away")
	if err := os.Rename(w.Inputs(), away); err != nil {
		t.Fatal(err)
	}
	time.Sleep(600 * time.Millisecond)
	if err := os.Rename(away, w.Inputs()); err != nil {
		t.Fatal(err)
	}
	x.drop("办公室/目录.docx", submission(t, "乙审批"))
	x.until("both", func(b Built) bool { return items(b) == 2 })
	x.stop()
	x.consistent(2)
	for _, a := range x.arrivals() {
		if a.Kind == register.Withdrawn {
			t.Errorf("%s was taken for withdrawn", a.File)
		}
	}
}

func TestUnmountedFolderKeepsItsFiles(t *testing.T) {
	root, disk := t.TempDir(), "nfs"
	h := homes{of: map[string]home{}, file: filepath.Join(root, "homes.json"), id: func(string) home { return home{Kind: disk, dev: 7} }}
	if err := os.MkdirAll(filepath.Join(root, "外资管理科"), 0o755); err != nil {
		t.Fatal(err)
	}
	const file = "外资管理科/目录.docx"
	if doubted := h.doubt(root, []intake.Drop{{File: file}}); doubted(file) {
		t.Error("a file that is shown is doubted")
	}
	if doubted := h.doubt(root, nil); doubted(file) {
		t.Error("a folder that was emptied is doubted")
	}
	disk = "ext4"
	if doubted := h.doubt(root, nil); !doubted(file) {
		t.Error("an empty mount point is believed")
	}
	again := loadHomes(h.file)
	again.id = h.id
	if doubted := again.doubt(root, nil); !doubted(file) {
		t.Error("an empty mount point is believed after a restart")
	}
	disk = "nfs"
	if doubted := again.doubt(root, nil); doubted(file) {
		t.Error("an empty share is doubted after a restart")
	}
}

func TestTakenWhileOpen(t *testing.T) {
	w := emptyWorkspace(t)
	x := watch(t, w, quick)
	x.until("an empty book", func(Built) bool { return true })
	x.drop("外资管理科/~$职权目录.docx", []byte("owner"))
	x.drop("外资管理科/行政职权目录.docx", submission(t, "甲审批"))
	start := time.Now()
	b := x.until("the file, at last", func(b Built) bool { return items(b) == 1 })
	if !slices.ContainsFunc(b.Report.Findings, func(f notice.Finding) bool { return f.Rule == "R36" }) {
		t.Error("nobody is told that it was taken while open")
	}
	if waited := time.Since(start); waited < quick.Patience.Open {
		t.Errorf("an open file was taken after %s", waited)
	}
	x.stop()
	if a := x.arrivals(); len(a) != 1 || a[0].Note != noteOverdue {
		t.Errorf("arrivals: %+v", a)
	}
}

func TestSecondWatcherIsRefused(t *testing.T) {
	w := emptyWorkspace(t)
	x := watch(t, w, quick)
	x.until("a book", func(Built) bool { return true })
	if err := Watch(t.Context(), w, quick); !errors.Is(err, ErrWatched) {
		t.Errorf("err = %v", err)
	}
	x.stop()
	if _, err := os.Stat(filepath.Join(w.Dir, ".huibian", "watch.holder")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the holder is still named: %v", err)
	}
}

// On some shares a file has its full size before its bytes, times count in seconds, and nothing tells of a change. It may be
// taken too early: from the front, when patience ends before the file does; from the back, because its directory is there
// before what it lists. What came later is seen and taken then, as another version.
func TestSlowShare(t *testing.T) {
	for _, c := range []struct {
		name  string
		order func(chunks []int)
	}{
		{"from the front", func([]int) {}},
		{"from the back", slices.Reverse[[]int]},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := emptyWorkspace(t)
			o := quick
			o.Scanned = []string{"外资管理科"}
			x := watch(t, w, o)
			data := submission(t, "甲审批", "乙审批")
			p := filepath.Join(w.Inputs(), "外资管理科", "目录.docx")
			if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
				t.Fatal(err)
			}
			f, err := os.Create(p)
			if err != nil {
				t.Fatal(err)
			}
			second := time.Now().Truncate(time.Second)
			const chunk = 128
			var chunks []int
			for at := 0; at < len(data); at += chunk {
				chunks = append(chunks, at)
			}
			c.order(chunks)
			err = errors.Join(f.Truncate(int64(len(data))), os.Chtimes(p, second, second))
			for _, at := range chunks {
				time.Sleep(60 * time.Millisecond)
				_, wrong := f.WriteAt(data[at:min(at+chunk, len(data))], int64(at))
				err = errors.Join(err, wrong, os.Chtimes(p, second, second))
			}
			if err = errors.Join(err, f.Close()); err != nil {
				t.Fatal(err)
			}
			last := func() string {
				if a := x.arrivals(); len(a) > 0 {
					return a[len(a)-1].SHA256
				}
				return ""
			}
			eventually(t, "the last of its bytes", func() bool { return last() == sumOf(data) })
			x.stop()
			a := x.arrivals()
			if slices.ContainsFunc(a[1:], func(l register.Arrival) bool { return l.Kind != register.Changed }) {
				t.Errorf("arrivals: %+v", a)
			}
			if b, err := os.ReadFile(p); err != nil || string(b) != string(data) {
				t.Errorf("the drop itself was changed: %v", err)
			}
			whole(t, w)
		})
	}
}
