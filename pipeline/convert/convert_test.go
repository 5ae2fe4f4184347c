package convert

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"huibian/pipeline/docx"
)

// The test binary plays the office when envFake says how it behaves.
const envFake = "HUIBIAN_TEST_OFFICE"

func TestMain(m *testing.M) {
	if how := os.Getenv(envFake); how != "" {
		fakeOffice(how, os.Args[1:])
	}
	os.Exit(m.Run())
}

// fakeOffice behaves as told: it “converts” by copying the file named by envResult, and leaves a line in the file named by
// envLog for each run.
const (
	envResult = "HUIBIAN_TEST_RESULT"
	envLog    = "HUIBIAN_TEST_LOG"
)

func fakeOffice(how string, args []string) {
	if f, err := os.OpenFile(os.Getenv(envLog), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600); err == nil {
		fmt.Fprintln(f, strings.Join(args, " "))
		f.Close()
	}
	out := args[slices.Index(args, "--outdir")+1]
	switch how {
	case "fails":
		fmt.Println("Error: source file could not be loaded")
		os.Exit(81)
	case "nothing": // as soffice does with a file it cannot load
		fmt.Println("Error: source file could not be loaded")
		os.Exit(0)
	case "hangs": // with a child that would live on
		child := exec.Command("sleep", "60")
		child.Env = append(os.Environ(), envFake+"=")
		_ = child.Start()
		_ = os.WriteFile(os.Getenv(envLog)+".child", []byte(fmt.Sprint(child.Process.Pid)), 0o600)
		time.Sleep(time.Minute)
	case "slow":
		time.Sleep(100 * time.Millisecond)
	}
	b, err := os.ReadFile(os.Getenv(envResult))
	if err != nil {
		panic(err)
	}
	if err := os.MkdirAll(out, 0o700); err != nil {
		panic(err)
	}
	if err := os.WriteFile(filepath.Join(out, "in.docx"), b, 0o600); err != nil {
		panic(err)
	}
	os.Exit(0)
}

// sample is a Word file of the repository.
const sample = "../../templates/putian-2009/sample/外资管理科/外商投资管理职权目录.docx"

// withFake is a converter whose office behaves as told.
func withFake(t *testing.T, how string) (c *Converter, log string) {
	t.Helper()
	log = filepath.Join(t.TempDir(), "log")
	t.Setenv(envFake, how)
	t.Setenv(envLog, log)
	t.Setenv(envResult, sample)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return &Converter{program: self, cache: filepath.Join(t.TempDir(), "converted"), limit: time.Minute}, log
}

func runs(t *testing.T, log string) int {
	t.Helper()
	b, err := os.ReadFile(log)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return strings.Count(string(b), "\n")
}

func TestWhatWasConvertedIsKept(t *testing.T) {
	c, log := withFake(t, "works")
	for i := range 2 {
		doc, err := c.Read(t.Context(), []byte("{\\rtf1}"), "ab12", docx.FormatRTF)
		if err != nil || len(doc.Blocks) == 0 {
			t.Fatalf("run %d: %v", i, err)
		}
	}
	if n := runs(t, log); n != 1 {
		t.Errorf("the office ran %d times for the same bytes", n)
	}
	kept := filepath.Join(c.cache, "ab12.docx")
	if runtime.GOOS != "windows" {
		for path, want := range map[string]os.FileMode{kept: 0o600, c.cache: 0o700} {
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
				t.Errorf("%s: mode %v, want %v (%v)", path, info.Mode(), want, err)
			}
		}
	}
	if err := os.Truncate(kept, 3000); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Read(t.Context(), []byte("{\\rtf1}"), "ab12", docx.FormatRTF); err != nil {
		t.Fatal(err)
	}
	if n := runs(t, log); n != 2 {
		t.Errorf("a damaged conversion was used: the office ran %d times", n)
	}
	if left, _ := filepath.Glob(filepath.Join(c.cache, "new-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestFailures(t *testing.T) {
	for how, want := range map[string]error{"fails": ErrFailed, "nothing": ErrFailed} {
		c, _ := withFake(t, how)
		_, err := c.Read(t.Context(), []byte("{\\rtf1}"), "x", docx.FormatRTF)
		if !errors.Is(err, want) || !strings.Contains(err.Error(), "could not be loaded") {
			t.Errorf("%s: %v", how, err)
		}
		if kept, _ := os.ReadDir(c.cache); len(kept) > 0 {
			t.Errorf("%s: kept %v", how, kept)
		}
	}
	for _, program := range []string{"", filepath.Join(t.TempDir(), "soffice")} {
		_, err := (&Converter{program: program, limit: time.Minute}).Read(t.Context(), nil, "x", docx.FormatDoc)
		if !errors.Is(err, ErrNoOffice) {
			t.Errorf("program %q: %v", program, err)
		}
	}
}

func TestTimeLimitKillsChildren(t *testing.T) {
	c, log := withFake(t, "hangs")
	c.limit = 500 * time.Millisecond
	start := time.Now()
	_, err := c.Read(t.Context(), []byte("{\\rtf1}"), "x", docx.FormatRTF)
	if !errors.Is(err, ErrTimeout) || time.Since(start) > 20*time.Second {
		t.Fatalf("after %v: %v", time.Since(start), err)
	}
	if runtime.GOOS == "linux" {
		pid, err := os.ReadFile(log + ".child")
		if err != nil {
			t.Fatal(err)
		}
		for range 100 { // a killed process is gone, or waits for somebody to ask after it
			stat, err := os.ReadFile("/proc/" + string(pid) + "/stat")
			if err != nil || strings.Contains(string(stat), ") Z ") {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
		t.Errorf("child %s lives on", pid)
	}
}

func TestCancelled(t *testing.T) {
	c, _ := withFake(t, "hangs")
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if _, err := c.Read(ctx, []byte("{\\rtf1}"), "x", docx.FormatRTF); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, ErrTimeout) {
		t.Errorf("err = %v", err)
	}
}

func TestTwoAtOnce(t *testing.T) {
	c, log := withFake(t, "slow")
	var most, now atomic.Int32
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 300 {
			most.Store(max(most.Load(), int32(len(slots))))
			time.Sleep(time.Millisecond)
		}
	}()
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			now.Add(1)
			if _, err := c.Read(t.Context(), []byte("{\\rtf1}"), fmt.Sprint(i), docx.FormatRTF); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	<-done
	if runs(t, log) != 6 || most.Load() != 2 {
		t.Errorf("%d runs, %d at once", runs(t, log), most.Load())
	}
}

func TestFind(t *testing.T) {
	for value, want := range map[string]string{"none": "", "/there/soffice": "/there/soffice"} {
		if got := find(func(string) string { return value }); got != want {
			t.Errorf("%s=%s: %q", EnvProgram, value, got)
		}
	}
}

// office is the real one, for tests that need it.
func office(t *testing.T) *Converter {
	t.Helper()
	c := New("")
	switch {
	case c.program != "":
		return c
	case os.Getenv("HUIBIAN_TOOLS") == "required":
		t.Fatal("LibreOffice is required and not installed")
	}
	t.Skip("LibreOffice is not installed")
	return nil
}

// saveAs has the office write a Word file in another format, as an old word processor would have.
func (c *Converter) saveAs(t *testing.T, src []byte, ending string) []byte {
	t.Helper()
	dir := t.TempDir()
	if err := errors.Join(writeProfile(filepath.Join(dir, "profile")), os.WriteFile(filepath.Join(dir, "in.docx"), src, 0o600)); err != nil {
		t.Fatal(err)
	}
	out, err := c.run(t.Context(), "-env:UserInstallation="+fileURL(filepath.Join(dir, "profile")), "--headless", "--norestore",
		"--convert-to", ending, "--outdir", dir, filepath.Join(dir, "in.docx"))
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	b, err := os.ReadFile(filepath.Join(dir, "in."+ending))
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return b
}

// Formats of other word processors give the words and the tables of the Word file they were made from.
func TestOffice(t *testing.T) {
	c := office(t)
	src, err := os.ReadFile(sample)
	if err != nil {
		t.Fatal(err)
	}
	want, err := docx.Read(src, docx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []docx.Format{docx.FormatDoc, docx.FormatRTF, docx.FormatODT} {
		t.Run(string(f), func(t *testing.T) {
			old := c.saveAs(t, src, string(f))
			if got := docx.Sniff(old); got != f || !Takes(old, f) {
				t.Fatalf("recognised as %s", got)
			}
			doc, err := c.Read(t.Context(), old, "", f)
			if err != nil {
				t.Fatal(err)
			}
			if a, b := cells(doc), cells(want); !slices.Equal(a, b) {
				t.Errorf("cells differ:\n got %q\nwant %q", a, b)
			}
			if loss := Lost(old, f, doc); loss != (Loss{}) {
				t.Errorf("a loss that is none: %+v", loss)
			}
			doc.Blocks = slices.DeleteFunc(doc.Blocks, func(b docx.Block) bool { return b.Table != nil })
			if loss := Lost(old, f, doc); loss.Letters < 1000 || !loss.Tables {
				t.Errorf("all tables gone, and noticed is %+v", loss)
			}
		})
	}
}

// cells are the texts of all cells of the body's tables.
func cells(doc *docx.Document) []string {
	var out []string
	for _, b := range doc.Blocks {
		if b.Table == nil {
			continue
		}
		for _, row := range b.Table.Rows {
			for _, c := range row.Cells {
				l := letters{}
				l.blocks(c.Blocks)
				n := 0
				for r, k := range l {
					n += int(r) * k
				}
				out = append(out, fmt.Sprint(c.Row, ".", c.Col, ":", n))
			}
		}
	}
	return out
}

// A document cannot make the office fetch anything.
func TestNoNetwork(t *testing.T) {
	c := office(t)
	var asked atomic.Int32
	s := &httptest.Server{Config: &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		_, _ = io.WriteString(w, "GIF89a")
	})}}
	var err error
	if s.Listener, err = net.Listen("tcp", "0.0.0.0:0"); err != nil {
		t.Fatal(err)
	}
	s.Start()
	defer s.Close()
	_, port, _ := net.SplitHostPort(s.Listener.Addr().String())
	for _, host := range append([]string{"127.0.0.1", "localhost"}, ownAddresses()...) {
		at := "http://" + net.JoinHostPort(host, port) + "/a.gif"
		for f, src := range map[docx.Format]string{
			docx.FormatHTML: `<html><head><link rel="stylesheet" href="` + at + `"></head><body><p>甲<img src="` + at + `"></p><iframe src="` + at + `"></iframe></body></html>`,
			docx.FormatRTF:  `{\rtf1 a {\field{\*\fldinst INCLUDEPICTURE "` + at + `" \\d}{\fldrslt b}}{\field{\*\fldinst INCLUDETEXT "` + at + `"}{\fldrslt c}}\par}`,
		} {
			if _, err := c.Read(t.Context(), []byte(src), "", f); err != nil {
				t.Errorf("%s: %v", f, err)
			}
			if n := asked.Load(); n > 0 {
				t.Errorf("%s with %s: %d requests", f, at, n)
			}
		}
	}
}

// ownAddresses are addresses of this machine beside the loopback.
func ownAddresses() (out []string) {
	addrs, _ := net.InterfaceAddrs()
	for _, a := range addrs {
		if ip, ok := a.(*net.IPNet); ok && ip.IP.To4() != nil && !ip.IP.IsLoopback() {
			out = append(out, ip.IP.String())
		}
	}
	return out[:min(1, len(out))]
}
