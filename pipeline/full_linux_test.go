package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"
)

// disk is what a workspace lies on, of which the space can run out and come back. The shared folder lies elsewhere.
type disk interface {
	fill(left int64) // leaves so many bytes
	free()
}

// smallDisk is a file system of its own; where none can be mounted, the test skips.
type smallDisk struct {
	t   *testing.T
	dir string
}

func newSmallDisk(t *testing.T) *smallDisk {
	t.Helper()
	d := &smallDisk{t, t.TempDir()}
	if err := unix.Mount("none", d.dir, "tmpfs", 0, "size=32m"); err != nil {
		t.Skipf("no small disk can be mounted here: %v", err) // not even where tools are required: it takes more than root
	}
	t.Cleanup(func() {
		if err := unix.Unmount(d.dir, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return d
}

func (d *smallDisk) ballast() string { return filepath.Join(d.dir, "ballast") }

func (d *smallDisk) fill(left int64) {
	d.t.Helper()
	for range 100 { // the watcher may be about to write as well
		var s unix.Statfs_t
		if err := unix.Statfs(d.dir, &s); err != nil {
			d.t.Fatal(err)
		}
		err := os.WriteFile(d.ballast(), make([]byte, max(0, int64(s.Bavail)*s.Bsize-left)), 0o600)
		if err == nil {
			return
		}
		if !errors.Is(err, syscall.ENOSPC) {
			d.t.Fatal(err)
		}
		d.free()
	}
	d.t.Fatal("the disk cannot be filled")
}

func (d *smallDisk) free() {
	if err := os.Remove(d.ballast()); err != nil && !errors.Is(err, os.ErrNotExist) {
		d.t.Error(err)
	}
}

// shortFiles is a disk on which the files of one process can only be so long: a limit that every system knows.
type shortFiles struct {
	t   *testing.T
	pid int
}

func (d *shortFiles) limit(most uint64) {
	d.t.Helper()
	if err := unix.Prlimit(d.pid, unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: most, Max: unix.RLIM_INFINITY}, nil); err != nil {
		d.t.Fatal(err)
	}
}

func (d *shortFiles) fill(left int64) { d.limit(uint64(left)) }
func (d *shortFiles) free()           { d.limit(unix.RLIM_INFINITY) }

// workspaceOn makes a workspace in a folder, with its shared folder elsewhere.
func workspaceOn(t *testing.T, dir string) Workspace {
	t.Helper()
	w := Workspace{Dir: filepath.Join(dir, "w"), Notice: "putian-2009"}
	if err := errors.Join(os.Mkdir(w.Dir, 0o755), os.Symlink(t.TempDir(), w.Inputs())); err != nil {
		t.Fatal(err)
	}
	return w
}

// heavy is a submission that fills some space.
func heavy(t *testing.T, item string) []byte {
	picture := make([]byte, 48<<10)
	seed := uint32(2009)
	for i := range picture { // does not get smaller in a zip
		seed = seed*1664525 + 1013904223
		picture[i] = byte(seed >> 24)
	}
	rows := [][]string{{"序号", "职权名称", "职权类别", "权力依据", "公开形式", "公开范围", "公开时间", "收费依据及标准", "承办科室"}, goodRow(item)}
	return wordFile(t, wordTable(rows...), "word/media/image1.bin", string(picture))
}

// sound demands that what build.json lists is there as listed, whatever is being staged beside it.
func sound(t *testing.T, w Workspace) {
	t.Helper()
	var a account
	if err := readJSON(filepath.Join(w.Output(), accountFile), &a); err != nil {
		t.Fatal(err)
	}
	for _, o := range a.Outputs {
		if sum, err := sumOfFile(filepath.Join(w.Output(), filepath.FromSlash(o.File))); err != nil || sum != o.SHA256 {
			t.Errorf("%s: %v, or not as listed", o.File, err)
		}
	}
}

func bound(w Workspace, file string) bool {
	var a account
	err := readJSON(filepath.Join(w.Output(), accountFile), &a)
	return err == nil && slices.ContainsFunc(a.Inputs, func(in inputAccount) bool { return in.File == file })
}

// delivered are the receipts that are known to be in the sections' folders.
func delivered(t *testing.T, w Workspace) (put map[string]string) {
	t.Helper()
	if err := readJSON(filepath.Join(w.store(), "delivered.json"), &put); err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return put
}

// search leaves ever other room on a disk until what goes wrong there is each of the stages, which are in the order in which
// they are met: more room if it ended too early, less if it came too far. Where exactly a stage begins depends on what the
// watcher has still in hand.
func search(t *testing.T, stages []string, try func(left int64) (said string)) {
	t.Helper()
	const page = 4 << 10
	left := int64(0)
	for at, tries := 0, 0; at < len(stages); tries++ {
		said := try(left)
		reached := slices.IndexFunc(stages, func(stage string) bool { return strings.Contains(said, stage) })
		switch {
		case strings.Contains(said, stages[at]):
			at, tries = at+1, 0
		case tries == 60:
			t.Fatalf("with %d bytes left, %q is not met", left, stages[at])
		case reached >= 0 && reached < at:
			left += 3 * page
		default:
			left = max(0, left-page)
		}
	}
}

// TestWatchOnAFullDisk lets the space run out at every stage: while a drop is sealed, while it is entered in the register,
// while outputs are written. It is said, the last outputs stay, and when there is space again everything goes on by
// itself: nothing is lost, or entered twice, or left lying about.
func TestWatchOnAFullDisk(t *testing.T) {
	for name, c := range map[string]struct {
		disk   func(t *testing.T) (disk, string)
		reason string
		stages []string // what is said, by the room that there is
	}{
		"small disk": {func(t *testing.T) (disk, string) { d := newSmallDisk(t); return d, d.dir }, "no space left",
			[]string{"seal: write", "database or disk is full", "write data/", "版/职权目录汇编."}},
		"short files": {func(t *testing.T) (disk, string) { return &shortFiles{t: t}, t.TempDir() }, "file too large",
			[]string{"seal: write", "change register"}},
	} {
		t.Run(name, func(t *testing.T) {
			d, dir := c.disk(t)
			w := workspaceOn(t, dir)
			x := &watched{t: t, w: w}
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), watcherOf+"="+w.Dir)
			log := &lockedBuffer{}
			cmd.Stderr = log
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- cmd.Wait() }()
			defer func() { _ = cmd.Process.Kill() }()
			if short, ok := d.(*shortFiles); ok {
				short.pid = cmd.Process.Pid
			}
			await := func(what string, ok func() bool) {
				t.Helper()
				for deadline := time.Now().Add(60 * time.Second); !ok(); time.Sleep(10 * time.Millisecond) {
					if len(ended) > 0 || time.Now().After(deadline) {
						t.Fatalf("%s: not seen; the log says\n%s", what, log)
					}
				}
			}
			x.drop("外资管理科/目录.docx", heavy(t, "首项审批"))
			await("the first book", func() bool { return bound(w, "外资管理科/目录.docx") })
			files := 1
			search(t, c.stages, func(left int64) string {
				file := fmt.Sprintf("外资管理科/目录%d.docx", files)
				before := len(log.String())
				d.fill(left)
				x.drop(file, heavy(t, fmt.Sprintf("第%d项审批", files)))
				await("a word", func() bool { return bound(w, file) || strings.Contains(log.String()[before:], "level=ERROR") })
				sound(t, w)
				d.free()
				await("the book, with space again", func() bool { return bound(w, file) })
				files++
				await("its receipt", func() bool { return len(delivered(t, w)) == files })
				return log.String()[before:]
			})
			if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			if err := <-ended; err != nil {
				t.Fatalf("the watcher ended with %v\n%s", err, log)
			}
			if said := log.String(); !strings.Contains(said, c.reason) {
				t.Errorf("the log never says %q:\n%s", c.reason, said)
			}
			whole(t, w)
			x.consistent(files)
			if n := len(x.arrivals()); n != files {
				t.Errorf("%d arrivals of %d files", n, files)
			}
		})
	}
}

// TestBuildOnAFullDisk lets the space run out at many points of a build: it fails, names the file and the reason, and the
// last outputs are as they were, with nothing beside them.
func TestBuildOnAFullDisk(t *testing.T) {
	for name, c := range map[string]struct {
		reason string
		prep   func(t *testing.T) (dir string, build func(w Workspace, left int64) (said string, ok bool))
	}{
		"small disk": {"no space left", func(t *testing.T) (string, func(Workspace, int64) (string, bool)) {
			d := newSmallDisk(t)
			return d.dir, func(w Workspace, left int64) (string, bool) {
				d.fill(left)
				defer d.free()
				_, err := Build(context.Background(), w, Options{})
				return fmt.Sprint(err), err == nil
			}
		}},
		"short files": {"file too large", func(t *testing.T) (string, func(Workspace, int64) (string, bool)) {
			return t.TempDir(), func(w Workspace, left int64) (string, bool) {
				cmd := exec.Command("sh", "-c", fmt.Sprintf(`ulimit -f %d && exec "$0"`, left/512), os.Args[0])
				cmd.Env = append(os.Environ(), builderOf+"="+w.Dir)
				said, err := cmd.CombinedOutput()
				var exit *exec.ExitError
				if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
					t.Errorf("%d bytes left: %v", left, err)
				}
				return string(said), err == nil
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			dir, try := c.prep(t)
			w := workspaceOn(t, dir)
			x := &watched{t: t, w: w}
			x.drop("外资管理科/目录.docx", heavy(t, "首项审批"))
			build(t, w)
			want := tree(t, w.Output())
			x.drop("外资管理科/目录.docx", heavy(t, "次项审批"))
			failed := 0
			for left := int64(0); ; left += 12 << 10 {
				said, ok := try(w, left)
				if ok {
					break
				}
				failed++
				if !strings.Contains(said, c.reason) || !named(said) {
					t.Errorf("%d bytes left: %s", left, said)
				}
				if d := cmp.Diff(want, tree(t, w.Output())); d != "" {
					t.Fatalf("%d bytes left, outputs (-before +after):\n%s", left, d)
				}
				if left > 16<<20 {
					t.Fatal("it never has enough")
				}
			}
			if failed < 3 {
				t.Errorf("only %d builds failed", failed)
			}
			whole(t, w)
			if tree(t, w.Output())["公开版/职权目录汇编.pdf"] == want["公开版/职权目录汇编.pdf"] {
				t.Error("the last build is that of the first state")
			}
		})
	}
}

// named says whether an error names an output.
func named(said string) bool {
	for _, name := range []string{"公开版/", "内部版/", "data/", receiptFolder, opinionFolder, accountFile} {
		if strings.Contains(said, name) {
			return true
		}
	}
	return false
}

// TestArchiveOnFullDisk packs and hands over on a disk that has ever more room: until it is enough there is no package, or one
// that is whole, and the register knows no receipt of anything else. In the end there is one good package, and one receipt.
func TestArchiveOnFullDisk(t *testing.T) {
	for name, c := range map[string]func(t *testing.T) (dir string, try func(w Workspace, left int64) bool){
		"small disk": func(t *testing.T) (string, func(Workspace, int64) bool) {
			d := newSmallDisk(t)
			return d.dir, func(w Workspace, left int64) bool {
				d.fill(left)
				defer d.free()
				out, err := HandOver(context.Background(), w, ArchiveOptions{Act: wang, Program: tester, Untried: true, Label: "第一版"}, nil)
				return err == nil && out[0].Err == nil
			}
		},
		"short files": func(t *testing.T) (string, func(Workspace, int64) bool) {
			return t.TempDir(), func(w Workspace, left int64) bool {
				cmd := exec.Command("sh", "-c", fmt.Sprintf(`ulimit -f %d && exec "$0"`, left/512), os.Args[0])
				cmd.Env = append(os.Environ(), archiverOf+"="+w.Dir)
				return cmd.Run() == nil && len(receipts(t, w)) > 0
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir, try := c(t)
			w := workspaceOn(t, dir)
			x := &watched{t: t, w: w}
			x.drop("外资管理科/目录.docx", heavy(t, "首项审批"))
			place := filepath.Join(dir, "档案馆")
			if err := os.Mkdir(place, 0o755); err != nil {
				t.Fatal(err)
			}
			sendTo(t, w, "../档案馆")
			release(t, w)
			failed := 0
			for left := int64(0); !try(w, left); left += 96 << 10 {
				failed++
				for _, bag := range []string{filepath.Join(w.Output(), packagesFolder), place} {
					packages, err := filepath.Glob(filepath.Join(bag, "0194-*", "bagit.txt"))
					if err != nil {
						t.Fatal(err)
					}
					for _, p := range packages {
						wholePack(t, filepath.Dir(p))
					}
				}
				if left > 32<<20 {
					t.Fatal("it never has enough")
				}
			}
			if failed < 3 {
				t.Errorf("only %d attempts failed", failed)
			}
			oneGood(t, place)
			if r := receipts(t, w); len(r) != 1 {
				t.Errorf("%d receipts", len(r))
			}
			if v := verified(t, w); len(v.Wrong) > 0 {
				t.Errorf("verify: %q", v.Wrong)
			}
		})
	}
}
