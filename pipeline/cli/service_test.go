package cli

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"
	"github.com/kardianos/service"
	"pgregory.net/rapid"

	"huibian/pipeline"
)

var watchJob = job{
	name:    "huibian",
	program: "/opt/huibian/huibian",
	args:    []string{"service", "run", "-C", "/srv/职权 目录", `--scan=50%$a"b\`},
	account: "liling",
	places:  []string{"/srv/职权 目录", "/mnt/各科室"},
}

func TestUnit(t *testing.T) {
	const service = `[Service]
ExecStart=/opt/huibian/huibian service run -C "/srv/职权 目录" "--scan=50%%$$a\"b\\"
`
	const restart = `Restart=on-failure
RestartSec=30
RestartPreventExitStatus=2
NoNewPrivileges=yes
`
	const machine = `[Unit]
Description=汇编：收取送来的Word文件，随时更新汇编本（huibian）
Wants=network-online.target
After=network-online.target remote-fs.target
RequiresMountsFor="/srv/职权 目录" /mnt/各科室

` + service + `User=liling
` + restart + `
[Install]
WantedBy=multi-user.target
`
	const user = `[Unit]
Description=汇编：收取送来的Word文件，随时更新汇编本（huibian）
RequiresMountsFor="/srv/职权 目录" /mnt/各科室

` + service + restart + `
[Install]
WantedBy=default.target
`
	if d := cmp.Diff(machine, watchJob.unit()); d != "" {
		t.Errorf("unit of the machine (-want +got):\n%s", d)
	}
	j := watchJob
	j.user = true
	if d := cmp.Diff(user, j.unit()); d != "" {
		t.Errorf("unit of a user (-want +got):\n%s", d)
	}
}

// What we write, systemd reads as it was meant: words parted at blanks outside quotes, a backslash before what stands for
// itself, %% for % and, in arguments, $$ for $.
func TestUnitWords(t *testing.T) {
	word := rapid.StringOfN(rapid.RuneFrom([]rune(`ab/%$"\'; 职{}-@`)), 0, 12, -1)
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(word, 1, 4).Draw(t, "words")
		if d := cmp.Diff(words, readUnit(t, joinQuoted(unitWord, words))); d != "" {
			t.Errorf("places (-want +got):\n%s", d)
		}
		args := readUnit(t, joinQuoted(unitArgument, words))
		for i, a := range args {
			if strings.Contains(strings.ReplaceAll(a, "$$", ""), "$") {
				t.Errorf("%q names a variable", a)
			}
			args[i] = strings.ReplaceAll(a, "$$", "$")
		}
		if d := cmp.Diff(words, args); d != "" {
			t.Errorf("arguments (-want +got):\n%s", d)
		}
	})
}

// readUnit reads words as systemd does (extract-word.c, and specifiers after it).
func readUnit(t *rapid.T, s string) (words []string) {
	var b strings.Builder
	inWord, inQuotes := false, false
	end := func() {
		if inWord {
			words = append(words, b.String())
			b.Reset()
		}
		inWord = false
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			inQuotes, inWord = !inQuotes, true
		case c == ' ' && !inQuotes:
			end()
		case strings.IndexByte(`';`, c) >= 0 && !inQuotes:
			t.Fatalf("%q outside quotes in %s", c, s)
		case c == '\\' || c == '%':
			if i++; i == len(s) || (c == '%' && s[i] != '%') || strings.IndexByte(`\"%`, s[i]) < 0 {
				t.Fatalf("%q stands alone in %s", c, s)
			}
			b.WriteByte(s[i])
		default:
			inWord = true
			b.WriteByte(c)
		}
	}
	if inQuotes {
		t.Fatalf("open quotes in %s", s)
	}
	end()
	return words
}

// systemd itself finds the program under a name with what it allows in one, and nothing to complain of.
func TestUnitVerify(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("no systemd-analyze here")
	}
	dir := t.TempDir()
	program := filepath.Join(dir, `汇 编%n$HOME;x`)
	if err := os.WriteFile(program, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	verify := func(j job) (string, error) {
		unit := filepath.Join(dir, "huibian.service")
		if err := os.WriteFile(unit, []byte(j.unit()), 0o644); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(analyze, "verify", unit).CombinedOutput()
		return string(out), err
	}
	j := watchJob
	j.account, j.program = "root", program
	if out, err := verify(j); err != nil || strings.Contains(out, "huibian.service") {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
	j.program += "?" // or it would not have looked
	if out, err := verify(j); err == nil || !strings.Contains(out, "is not executable") {
		t.Errorf("a program that does not exist passes: %v\n%s", err, out)
	}
}

func TestWritable(t *testing.T) {
	watchable := func(dir string) error { return job{program: "/p", args: []string{"-C", dir}}.writable("") }
	for s, ok := range map[string]bool{
		"/srv/职权 目录%$":  true,
		"/srv/a\nb":     false,
		"/srv/\xd6\xd0": false, // 中 in GBK
	} {
		if err := watchable(s); (err == nil) != ok {
			t.Errorf("%q: %v", s, err)
		}
	}
	if err := (job{program: `/opt/"x"/huibian`}).writable(`"`); err == nil || !strings.Contains(err.Error(), "move it") {
		t.Errorf("a program that systemd would not start: %v", err)
	}
}

func TestRefuseDrives(t *testing.T) {
	session := func(drive string) (string, bool) {
		switch drive {
		case "Z:":
			return `\\server\各科室`, true
		case "Y:":
			return "", true
		}
		return "", false
	}
	for _, c := range []struct {
		path string
		want string // in the error; "": none
	}{
		{`C:\huibian\workspace`, ""},
		{`\\server\share\workspace`, ""},
		{`\\?\UNC\server\share`, ""},
		{`/srv/z:/workspace`, ""},
		{``, ""},
		{`Z:\`, `use \\server\各科室 instead`},
		{`Z:\市局\inputs`, `use \\server\各科室\市局\inputs instead`},
		{`z:/市局/inputs/`, `use \\server\各科室\市局\inputs instead`},
		{`\\?\Z:\inputs`, `use \\server\各科室\inputs instead`},
		{`Y:\inputs`, `“net use” shows it`},
	} {
		err := refuseDrives([]string{`C:\`, c.path}, session)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.path, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) ||
			!strings.Contains(err.Error(), `:\ is a drive of your session, which a service does not see`)):
			t.Errorf("%s: error %v, want %s", c.path, err, c.want)
		}
	}
}

func TestRefuseManager(t *testing.T) {
	for _, c := range []struct {
		platform   string
		user, root bool
		session    bool
		access     access
		want       error
	}{
		{systemd, false, true, false, changes, nil},
		{systemd, true, false, true, changes, nil},
		{systemd, true, false, false, changes, errSession},
		{systemd, true, true, false, looks, errSession},
		{systemd, false, false, true, looks, nil},
		{systemd, false, false, true, changes, errRights},
		{windowsServices, false, false, false, changes, nil},
		{windowsServices, true, false, false, changes, errUser},
		{"unix-systemv", false, true, false, changes, errManager},
		{"linux-openrc", false, true, false, looks, errManager},
		{"", true, true, true, looks, errManager},
	} {
		f := serviceFlags{Name: "huibian", User: c.user}
		if err := f.refuseManager(c.platform, c.access, c.root, c.session); !errors.Is(err, c.want) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// A link is followed to what a service must see, be it there at the moment or not.
func TestPlaces(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("making links needs rights here")
	}
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	at := func(p string) string { return filepath.Join(root, p) }
	for _, dir := range []string{"real", "share/各科室"} {
		if err := os.MkdirAll(at(dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{"ws": "real", "real/inputs": at("share/各科室"), "real/output": "../gone/output"} {
		if err := os.Symlink(to, at(link)); err != nil {
			t.Fatal(err)
		}
	}
	got := places(pipeline.Workspace{Dir: at("ws")})
	want := []string{at("ws"), at("ws/inputs"), at("ws/output"), at("real"), at("share/各科室"), at("gone/output")}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("places (-want +got):\n%s", d)
	}
}

// What is typed at the installation is what the service is started with.
func TestWatchArgs(t *testing.T) {
	for _, f := range []watchFlags{
		{Interval: 10 * time.Second, Still: 2 * time.Second, Open: 10 * time.Minute},
		{Interval: time.Hour, Still: 1500*time.Millisecond + time.Second, Open: 90 * time.Minute, Keep: true,
			Scan: []string{"外资,管理科", `甲\,乙\`, "人 事 科"}},
	} {
		var c struct {
			Run serviceRunCmd `cmd:""`
		}
		p, err := kong.New(&c)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Parse(append([]string{"run"}, f.args()...)); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(f, c.Run.watchFlags); d != "" {
			t.Errorf("%q (-want +got):\n%s", f.args(), d)
		}
	}
}

func TestServiceLog(t *testing.T) {
	w := pipeline.Workspace{Dir: t.TempDir()}
	l, err := openServiceLog(w)
	if err != nil {
		t.Fatal(err)
	}
	l.limit = 10
	for _, line := range []string{"one\n", "two\n", "three\n", "a line beyond the limit\n"} {
		if _, err := l.Write([]byte(line)); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	logs := func(want, wantOld string) {
		t.Helper()
		got, _ := os.ReadFile(filepath.Join(w.Dir, ".huibian", "watch.log"))
		old, _ := os.ReadFile(filepath.Join(w.Dir, ".huibian", "watch.log.1"))
		if string(got) != want || string(old) != wantOld {
			t.Errorf("log %q, old log %q; want %q, %q", got, old, want, wantOld)
		}
	}
	logs("a line beyond the limit\n", "three\n")

	// The next start goes on where the last one ended, and knows how large the log is.
	if l, err = openServiceLog(w); err != nil {
		t.Fatal(err)
	}
	l.limit = 30
	for _, line := range []string{"four\n", "five\n"} {
		if _, err := l.Write([]byte(line)); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	logs("five\n", "a line beyond the limit\nfour\n")

	if _, err := openServiceLog(pipeline.Workspace{Dir: filepath.Join(w.Dir, "none")}); err == nil {
		t.Error("a log was made where no workspace is")
	}
}

func TestSupervised(t *testing.T) {
	broken := errors.New("broken")
	for _, c := range []struct {
		name   string
		watch  func(context.Context) error
		asked  bool // to stop, while it runs
		err    error
		failed int
	}{
		{"stopped", func(ctx context.Context) error { <-ctx.Done(); return nil }, true, nil, 0},
		{"stopped while it begins", func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }, true, nil, 0},
		{"failed", func(context.Context) error { return broken }, false, broken, 1},
		{"failed while it stops", func(ctx context.Context) error { <-ctx.Done(); return broken }, true, broken, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			failed := 0
			s := &supervised{ctx: t.Context(), watch: c.watch, failed: func(service.Service, error) { failed++ }}
			if err := s.Start(nil); err != nil {
				t.Fatal(err)
			}
			if !c.asked {
				s.wait()
			}
			if err := s.Stop(nil); !errors.Is(err, c.err) || failed != c.failed {
				t.Errorf("Stop: %v, failed %d times", err, failed)
			}
		})
	}
}
