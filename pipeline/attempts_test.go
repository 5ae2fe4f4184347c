package pipeline

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/webdav"

	"huibian/pipeline/deposit"
)

// An edition that could not be packed is packed by the watch that begins after what it lacked is there again.
func TestAPackageIsTriedAgainAtAStart(t *testing.T) {
	data := onePower(t, "企业设立审批", "全社会")
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": data})
	sendTo(t, w, t.TempDir())
	release(t, w)
	sealed := filepath.Join(w.vault(), sumOf(data))
	if err := os.Rename(sealed, sealed+".away"); err != nil {
		t.Fatal(err)
	}
	x := watch(t, w, quick)
	eventually(t, "an attempt", func() bool { return w.attempts()["第一版"].Tries == 1 })
	x.stop()
	s, err := Status(context.Background(), w, StatusOptions{Today: time.Now()})
	if err != nil || !strings.Contains(s.HandoverRows()[0][4], "没有打成归档包，原因见日志；改正后重新启动监视即再试") {
		t.Errorf("the status says %q, %v", s.HandoverRows(), err)
	}
	if err := os.Rename(sealed+".away", sealed); err != nil {
		t.Fatal(err)
	}
	x = watch(t, w, quick)
	eventually(t, "the receipt", func() bool { return len(receipts(t, w)) == 1 })
	x.stop()
}

// A watch whose clock is put back tries a wrong password once more, not at every look: accounts are locked by less.
func TestAClockPutBackTriesOnce(t *testing.T) {
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立审批", "全社会")})
	release(t, w)
	t.Setenv("HUIBIAN_DEPOSIT_USER", "王档")
	t.Setenv("HUIBIAN_DEPOSIT_PASSWORD", "nicht")
	sendTo(t, w, closedArchive(t, t.TempDir(), "王档", "geheim"))
	o := quick
	clock := &laterClock{systemClock: systemClock{time.Now()}, ahead: 2 * time.Hour}
	o.clock = clock
	x := watch(t, w, o)
	eventually(t, "an attempt", func() bool { return w.attempts()["第一版"].Tries == 1 })
	clock.mu.Lock()
	clock.ahead = 0
	clock.mu.Unlock()
	eventually(t, "another", func() bool { return w.attempts()["第一版"].Tries == 2 })
	time.Sleep(8 * o.Interval)
	x.stop()
	if n := w.attempts()["第一版"].Tries; n != 2 {
		t.Errorf("tried %d times", n)
	}
}

// The status says in the office's words what keeps an edition back, also where the error has the words of a system.
func TestWhatKeepsAnEditionBack(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close() // nobody listens there
	_, refused := http.Get(server.URL)
	_, gone := os.Stat(filepath.Join(t.TempDir(), "档案馆"))
	for _, c := range []struct {
		failed error
		want   string
	}{
		{refused, "目的地连不上"},
		{gone, "目的地不存在，或没有挂接"},
		{fmt.Errorf("%w: %w", errUnlisted, gone), "归档包读不出"},
		{fmt.Errorf("%w: %w", deposit.ErrCredentials, gone), "账号、密码或密钥缺失，或不被接受"},
		{fmt.Errorf("write: %w", os.ErrDeadlineExceeded), "目的地没有回应"},
		{errors.New("the moon is full"), "原因见日志"},
	} {
		if got := whyNot(c.failed); got != c.want {
			t.Errorf("of %q it says %s, want %s", c.failed, got, c.want)
		}
	}
}

// Pauses grow; what time does not mend is left alone for hours, and tried at once when the setting is another.
func TestWhenAnAttemptIsDue(t *testing.T) {
	last := time.Date(2009, 10, 8, 1, 0, 0, 0, time.UTC)
	for name, v := range map[string]struct {
		a    attempt
		want time.Duration // after the last
	}{
		"the first":        {attempt{Tries: 1, Last: last, Setting: "a"}, time.Minute},
		"the fourth":       {attempt{Tries: 4, Last: last, Setting: "a"}, 8 * time.Minute},
		"the hundredth":    {attempt{Tries: 100, Last: last, Setting: "a"}, deposit.Delay(100)},
		"a wrong password": {attempt{Tries: 1, Last: last, Setting: "a", Lasting: true}, longPause},
	} {
		if got := v.a.due("a", last).Sub(last); got != v.want {
			t.Errorf("%s: due after %s, want %s", name, got, v.want)
		}
		if !v.a.due("b", last).IsZero() {
			t.Errorf("%s: another place has to wait", name)
		}
	}
	if a := (attempt{Tries: 100, Last: last, Setting: "a", Lasting: true}); !a.due("a", last.AddDate(-10, 0, 0)).IsZero() {
		t.Error("with the clock put back it has to wait for years")
	}
	if !(attempt{}).due("a", last).IsZero() {
		t.Error("the first try has to wait")
	}
}

// closedArchive serves a folder to one user.
func closedArchive(t *testing.T, place, name, password string) (url string) {
	t.Helper()
	dav := &webdav.Handler{FileSystem: webdav.Dir(place), LockSystem: webdav.NewMemLS()}
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		if user, pass, _ := in.BasicAuth(); user != name || pass != password {
			out.WriteHeader(http.StatusUnauthorized)
			return
		}
		dav.ServeHTTP(out, in)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// What somebody has to mend is tried again as soon as it may have been: when the file with the password has changed, and by a
// watch that begins after the attempt, for an environment is not changed otherwise.
func TestWhoMendsAPasswordNeedNotWait(t *testing.T) {
	const password = "geheim-密"
	for name, c := range map[string]struct {
		setting string // beside the place
		say     func(t *testing.T, w Workspace, password string)
		restart bool
	}{
		"in a file": {"\n  credentials: .huibian/移交.key", func(t *testing.T, w Workspace, password string) {
			t.Helper()
			if err := os.WriteFile(filepath.Join(w.store(), "移交.key"), []byte("HUIBIAN_DEPOSIT_USER=王档\nHUIBIAN_DEPOSIT_PASSWORD="+password+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
		}, false},
		"in the environment": {"", func(t *testing.T, _ Workspace, password string) {
			t.Setenv("HUIBIAN_DEPOSIT_USER", "王档")
			t.Setenv("HUIBIAN_DEPOSIT_PASSWORD", password)
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立审批", "全社会")})
			release(t, w)
			place := t.TempDir()
			sendTo(t, w, closedArchive(t, place, "王档", password)+c.setting)
			c.say(t, w, "nicht-"+password)
			x := watch(t, w, quick)
			eventually(t, "an attempt", func() bool { return w.attempts()["第一版"].Tries == 1 })
			time.Sleep(5 * quick.Interval)
			if a := w.attempts()["第一版"]; a.Tries != 1 || !a.Lasting || a.Reason != "账号、密码或密钥缺失，或不被接受" {
				t.Errorf("the attempt: %+v", a)
			}
			if c.restart {
				x.stop()
			}
			c.say(t, w, password)
			if c.restart {
				x = watch(t, w, quick)
			}
			eventually(t, "the receipt", func() bool { return len(receipts(t, w)) == 1 })
			x.stop()
			oneGood(t, place)
		})
	}
}
