package pipeline

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"huibian/pipeline/deposit"
	"huibian/pipeline/notice"
	"huibian/pipeline/register"
	"huibian/templates"
)

// sendTo has a workspace's packages go to a place.
func sendTo(t testing.TB, w Workspace, to string) {
	t.Helper()
	text := "notice: putian-2009\ndeposit:\n  to: " + to + "\n"
	if err := os.WriteFile(filepath.Join(w.Dir, templates.WorkspaceFile), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// receipts are what the register knows to lie somewhere.
func receipts(t testing.TB, w Workspace) []register.Deposit {
	t.Helper()
	reg, err := w.registered(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer reg.Close()
	all, err := reg.Deposits(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// oneGood demands that there is one whole package at a place, and nothing else.
func oneGood(t testing.TB, place string) {
	t.Helper()
	entries, err := os.ReadDir(place)
	if err != nil || len(entries) != 1 {
		t.Fatalf("at the place are %v, %v", entries, err)
	}
	wholePack(t, filepath.Join(place, entries[0].Name()))
}

// laterClock is the system's, put forward.
type laterClock struct {
	systemClock
	mu    sync.Mutex
	ahead time.Duration
}

// Now is later than now.
func (c *laterClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

// A release is handed over by the watch, tried until it succeeds, through restarts; the status tells how it stands.
func TestTheWatchHandsOverUntilItSucceeds(t *testing.T) {
	ctx := context.Background()
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立审批", "全社会")})
	place := filepath.Join(t.TempDir(), "档案馆")
	sendTo(t, w, place)
	o := quick
	clock := &laterClock{systemClock: systemClock{time.Now()}}
	o.clock = clock
	x := watch(t, w, o)
	x.until("the file", func(b Built) bool { return items(b) == 1 })
	released := release(t, w)
	if released.To != place {
		t.Errorf("the release says it goes to %q", released.To)
	}
	eventually(t, "an attempt", func() bool { return w.attempts()["第一版"].Tries == 1 })
	a := w.attempts()["第一版"]
	if a.Lasting || !strings.Contains(a.Why, "档案馆") || a.Last.IsZero() {
		t.Errorf("the attempt: %+v", a)
	}
	time.Sleep(5 * o.Interval)
	if n := w.attempts()["第一版"].Tries; n != 1 {
		t.Errorf("tried %d times without a pause", n)
	}
	x.stop()
	s, err := Status(ctx, w, StatusOptions{Today: time.Now()})
	if err != nil || len(s.Handovers) != 1 {
		t.Fatalf("%+v, %v", s, err)
	}
	if row := s.HandoverRows()[0]; row[1] != "0194-WS·2009-Y-BGS-0001" || row[2] != "待移交" || !strings.Contains(row[4], "试过1次未成：目的地不存在，或没有挂接；") {
		t.Errorf("the status says %q", row)
	}

	x = watch(t, w, o) // a restart: the pause goes on
	time.Sleep(5 * o.Interval)
	if n := w.attempts()["第一版"].Tries; n != 1 {
		t.Errorf("tried %d times, though the pause is not over", n)
	}
	clock.mu.Lock()
	clock.ahead = 61 * time.Second
	clock.mu.Unlock()
	eventually(t, "a second attempt", func() bool { return w.attempts()["第一版"].Tries == 2 })
	if err := os.Mkdir(place, 0o755); err != nil {
		t.Fatal(err)
	}
	clock.mu.Lock()
	clock.ahead += 121 * time.Second
	clock.mu.Unlock()
	eventually(t, "the receipt", func() bool { return len(receipts(t, w)) == 1 })
	x.stop()
	oneGood(t, place)
	if a := w.attempts(); len(a) != 0 {
		t.Errorf("left of the attempts: %+v", a)
	}
	r := receipts(t, w)[0]
	if r.Edition != "第一版" || r.Place != place || r.Files < 30 || r.At.IsZero() || len(r.Content) != 64 {
		t.Errorf("the receipt %+v", r)
	}
	if s, err = Status(ctx, w, StatusOptions{Today: time.Now(), Page: true}); err != nil {
		t.Fatal(err)
	}
	if row := s.HandoverRows()[0]; row[2] != "已移交" || !strings.Contains(row[4], r.Content) {
		t.Errorf("the status says %q", row)
	}
	if v := verified(t, w); len(v.Wrong) > 0 {
		t.Errorf("verify: %q", v.Wrong)
	}
}

// A watch says when what it hands over does not make the same books again: here a file with a secret item stays behind, of which
// another item is open.
func TestTheWatchTellsOfAPackageThatMakesOtherBooks(t *testing.T) {
	head := []string{"项目名称", "权力类别", "权力依据", "公开范围"}
	row := func(name, scope string) []string {
		return []string{name, "行政许可", "《中华人民共和国对外贸易法》第三条", scope}
	}
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": wordFile(t, wordTable(head, row("企业设立事项审批", "全社会"), row("边境管控事项审批", "涉密")))})
	sendTo(t, w, t.TempDir())
	x := watch(t, w, quick)
	x.until("both", func(b Built) bool { return items(b) == 2 })
	release(t, w)
	eventually(t, "the receipt", func() bool { return len(receipts(t, w)) == 1 })
	x.stop()
	if log := x.log.String(); !strings.Contains(log, "could not be made again") || strings.Contains(log, "边境管控") {
		t.Errorf("the log says %s", log)
	}
}

// What is sealed after it was handed over is handed over again: the seal alone, into the package that is there.
func TestASealFollowsItsPackage(t *testing.T) {
	ctx := context.Background()
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立审批", "全社会")})
	place := t.TempDir()
	sendTo(t, w, place)
	release(t, w)
	o := ArchiveOptions{Act: wang, Program: tester, Untried: true}
	for range 2 { // the second time nothing is owed
		all, err := HandOver(ctx, w, o, nil)
		if err != nil || len(all) > 0 && all[0].Err != nil {
			t.Fatalf("%+v, %v", all, err)
		}
	}
	oneGood(t, place)
	seal := filepath.Join(t.TempDir(), "签章.p7s")
	if err := os.WriteFile(seal, []byte("outside"), 0o600); err != nil {
		t.Fatal(err)
	}
	o.Label = "第一版"
	if _, err := Seal(ctx, w, o, seal); err != nil {
		t.Fatal(err)
	}
	o.Label = ""
	all, err := HandOver(ctx, w, o, nil)
	if err != nil || len(all) != 1 || all[0].Err != nil || all[0].Sent > 50_000 {
		t.Fatalf("%+v, %v", all, err)
	}
	oneGood(t, place)
	if v, err := VerifyPackage(ctx, filepath.Join(place, all[0].Package.Number), nil); err != nil || len(v.Seals) != 1 {
		t.Errorf("%+v, %v", v, err)
	}
	if r := receipts(t, w); len(r) != 2 || r[0].Content != r[1].Content || r[0].Digest == r[1].Digest {
		t.Errorf("receipts %+v", r)
	}
}

// A package that was lost at home after it was handed over is made again as it was, whatever has been filed, handed over and
// renamed since: it is what lies at the place.
func TestAPackageLostAtHomeIsMadeAgain(t *testing.T) {
	ctx := context.Background()
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立审批", "全社会")})
	build(t, w)
	if _, err := Decide(ctx, w, li, Ruling{Code: "企业设立审批", Decision: notice.Confirm, Reason: "核对无误"}); err != nil {
		t.Fatal(err)
	}
	place := t.TempDir()
	sendTo(t, w, place)
	release(t, w)
	o := ArchiveOptions{Act: wang, Program: tester, Untried: true}
	all, err := HandOver(ctx, w, o, nil)
	if err != nil || len(all) != 1 || all[0].Err != nil {
		t.Fatalf("%+v, %v", all, err)
	}
	was := tree(t, all[0].Package.Dir)
	if err := os.RemoveAll(all[0].Package.Dir); err != nil {
		t.Fatal(err)
	}
	drop(t, w, "外资管理科/目录.docx", onePower(t, "外资企业设立审批", "全社会"))
	build(t, w)
	if _, err := Decide(ctx, w, li, Ruling{Code: "外资企业设立审批", Decision: notice.Same, As: "PT01WJ-XK-0001", Reason: "更名"}); err != nil {
		t.Fatal(err)
	}
	if err := Approve(ctx, w, li, "莆府法〔2010〕1号", notice.Date{Year: 2010, Month: 9, Day: 8}); err != nil {
		t.Fatal(err)
	}
	if _, err := Release(ctx, w, ReleaseOptions{Act: li, Label: "第二版", Program: tester, Anyway: true, Date: notice.Date{Year: 2009, Month: 10, Day: 1}}); err != nil {
		t.Fatal(err)
	}
	if all, err = HandOver(ctx, w, o, nil); err != nil || len(all) != 1 || all[0].Err != nil {
		t.Fatalf("%+v, %v", all, err)
	}
	o.Label = "第一版"
	if all, err = HandOver(ctx, w, o, nil); err != nil || all[0].Err != nil || !all[0].Package.Fresh {
		t.Fatalf("%+v, %v", all, err)
	}
	if d := cmp.Diff(was, tree(t, all[0].Package.Dir)); d != "" {
		t.Errorf("made again, it is another: %s", d[:min(len(d), 2000)])
	}
}

// Where the notice wants a seal, nothing goes before it is there.
func TestNothingGoesUnsealedWhereASealIsWanted(t *testing.T) {
	ctx := context.Background()
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立审批", "全社会")})
	own := filepath.Join(w.Dir, "templates", "putian-2009", "notice.yaml")
	b, err := os.ReadFile(own)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(own, []byte(strings.Replace(string(b), "secret: apart", "sealed: true\n  secret: apart", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	place := t.TempDir()
	sendTo(t, w, place)
	release(t, w)
	o := ArchiveOptions{Act: wang, Program: tester, Untried: true}
	all, err := HandOver(ctx, w, o, nil)
	if err != nil || len(all) != 1 || !errors.Is(all[0].Err, ErrUnsealed) {
		t.Fatalf("%+v, %v", all, err)
	}
	s, err := Status(ctx, w, StatusOptions{Today: time.Now()})
	if err != nil || s.HandoverRows()[0][2] != "待签章" {
		t.Errorf("the status says %q, %v", s.HandoverRows(), err)
	}
	seal := filepath.Join(t.TempDir(), "签章.p7s")
	if err := os.WriteFile(seal, []byte("outside"), 0o600); err != nil {
		t.Fatal(err)
	}
	o.Label = "第一版"
	if _, err := Seal(ctx, w, o, seal); err != nil {
		t.Fatal(err)
	}
	if all, err = HandOver(ctx, w, o, nil); err != nil || all[0].Err != nil {
		t.Fatalf("%+v, %v", all, err)
	}
	oneGood(t, place)
}

// TestKilledWhileHandingOver kills what packs and hands over again and again: in the end one good package is at the place, and
// one receipt in the register.
func TestKilledWhileHandingOver(t *testing.T) {
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立审批", "全社会"), "办公室/一.docx": onePower(t, "印章刻制审批", "全社会")})
	place := t.TempDir()
	sendTo(t, w, place)
	release(t, w)
	rng := rand.New(rand.NewPCG(2009, 9))
	done := 0
	for range deaths() {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), archiverOf+"="+w.Dir)
		log := &lockedBuffer{}
		cmd.Stderr = log
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rng.IntN(400)) * time.Millisecond)
		_ = cmd.Process.Kill()
		if err := cmd.Wait(); err == nil {
			done++
		} else if cmd.ProcessState.ExitCode() > 0 {
			t.Fatalf("it failed by itself: %v\n%s", err, log)
		}
	}
	if _, err := HandOver(context.Background(), w, ArchiveOptions{Act: wang, Program: tester, Label: "第一版"}, nil); err != nil {
		t.Fatal(err)
	}
	oneGood(t, place)
	if r := receipts(t, w); len(r) != 1 {
		t.Errorf("%d receipts; %d ended before they were killed", len(r), done)
	}
	entries, err := os.ReadDir(filepath.Join(w.Output(), packagesFolder))
	if err != nil || len(entries) != 2 { // the package, and its hash for a seal
		t.Errorf("at home are %v, %v", entries, err)
	}
	if v := verified(t, w); len(v.Wrong) > 0 {
		t.Errorf("verify: %q", v.Wrong)
	}
}

// Over a network it goes with what a file of the workspace says, which is for its owner alone; no word of that is ever said.
func TestCredentialsComeFromAFileOfTheWorkspace(t *testing.T) {
	ctx := context.Background()
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立审批", "全社会")})
	release(t, w)
	place := t.TempDir()
	const password = "geheim-密"
	server := closedArchive(t, place, "王档", password)
	key := filepath.Join(w.store(), "移交.key")
	write := func(pass string, mode os.FileMode) {
		t.Helper()
		_ = os.Remove(key)
		if err := os.WriteFile(key, []byte("HUIBIAN_DEPOSIT_USER=王档\nHUIBIAN_DEPOSIT_PASSWORD="+pass+"\n"), mode); err != nil {
			t.Fatal(err)
		}
	}
	sendTo(t, w, server+"\n  credentials: .huibian/移交.key")
	log := &lockedBuffer{}
	try := func() error {
		t.Helper()
		all, err := HandOver(ctx, w, ArchiveOptions{Act: wang, Program: tester, Untried: true, Label: "第一版"}, slog.New(slog.NewTextHandler(log, nil)))
		if err != nil || len(all) != 1 {
			t.Fatalf("%+v, %v", all, err)
		}
		return all[0].Err
	}
	for name, c := range map[string]struct {
		pass string
		mode os.FileMode
	}{"for everybody to read": {password, 0o644}, "another password": {"nicht-" + password, 0o600}} {
		if runtime.GOOS == "windows" && c.mode != 0o600 {
			continue
		}
		write(c.pass, c.mode)
		err := try()
		if !errors.Is(err, deposit.ErrCredentials) || !w.attempts()["第一版"].Lasting {
			t.Errorf("%s: %v", name, err)
		}
	}
	write(password, 0o600)
	if err := try(); err != nil {
		t.Fatal(err)
	}
	oneGood(t, place)
	said, err := os.ReadFile(w.register())
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(log.String()+string(said), password) {
		t.Error("the password was said")
	}
}

// A place in the workspace itself is refused: a package would be taken for its own copy, or be read as submissions.
func TestAPlaceInTheWorkspaceIsNone(t *testing.T) {
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立审批", "全社会")})
	release(t, w)
	packed(t, w, "第一版")
	link := filepath.Join(t.TempDir(), "档案馆")
	if err := os.Symlink(w.Inputs(), link); err != nil {
		link = w.Inputs() // links are not for everybody on Windows
	}
	for _, to := range []string{"output/" + packagesFolder, "output", "inputs", "inputs/外资管理科", ".huibian", link, "file://" + filepath.ToSlash(link)} {
		sendTo(t, w, to)
		all, err := HandOver(context.Background(), w, ArchiveOptions{Act: wang, Label: "第一版", Program: tester}, slog.New(slog.DiscardHandler))
		if err != nil || len(all) != 1 || all[0].Receipt != nil || !errors.Is(all[0].Err, deposit.ErrConfig) {
			t.Errorf("%s: %+v, %v", to, all, err)
		}
		if !w.attempts()["第一版"].Lasting {
			t.Errorf("%s: tried again as if time mended it", to)
		}
	}
	if r := receipts(t, w); len(r) > 0 {
		t.Errorf("receipts: %+v", r)
	}
}

// What is no seal is not taken in: it could not be taken out again, and a package that waits for its seal would go without.
func TestWhatIsNoSealIsNotTakenIn(t *testing.T) {
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立审批", "全社会")})
	release(t, w)
	p := packed(t, w, "第一版")
	empty, huge := filepath.Join(t.TempDir(), "空.p7s"), filepath.Join(t.TempDir(), "大.p7s")
	if err := errors.Join(os.WriteFile(empty, nil, 0o600), os.WriteFile(huge, nil, 0o600), os.Truncate(huge, 1<<40)); err != nil {
		t.Skip(err) // a file system without holes in files
	}
	for _, file := range []string{empty, huge, t.TempDir()} {
		if _, err := Seal(context.Background(), w, ArchiveOptions{Act: wang, Label: "第一版", Program: tester}, file); !errors.Is(err, ErrNoSeal) {
			t.Errorf("%s: %v", file, err)
		}
	}
	if err := p.look(); err != nil || p.Sealed {
		t.Errorf("the package is sealed: %v, %v", p.Sealed, err)
	}
}

// Seals that are put in at once are all there, and listed.
func TestSealsAtOnce(t *testing.T) {
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立审批", "全社会")})
	release(t, w)
	p := packed(t, w, "第一版")
	var all sync.WaitGroup
	for i := range 8 {
		file := filepath.Join(t.TempDir(), string(rune('a'+i))+".p7s")
		if err := os.WriteFile(file, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
		all.Go(func() {
			if _, err := Seal(context.Background(), w, ArchiveOptions{Act: wang, Label: "第一版", Program: tester}, file); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if v, err := VerifyPackage(context.Background(), p.Dir, nil); err != nil || len(v.Wrong) > 0 || len(v.Seals) != 8 {
		t.Errorf("%+v, %v", v, err)
	}
}
