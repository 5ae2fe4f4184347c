package convert

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"huibian/pipeline/docx"
	"huibian/pipeline/internal/docxtest"
)

// The tests run this binary itself in LibreOffice's place: FAKE_OFFICE says what it does, FAKE_DIR where it leaves traces.
const (
	fakeVariable = "FAKE_OFFICE"
	fakeDir      = "FAKE_DIR"
)

var fakes = map[string]func(args []string) int{
	"converts": func(args []string) int {
		mark := trace("run")
		defer os.Remove(mark)
		running, _ := filepath.Glob(filepath.Join(os.Getenv(fakeDir), "run-*"))
		_ = os.Rename(trace("saw"), filepath.Join(os.Getenv(fakeDir), fmt.Sprintf("saw-%d-of-%d", os.Getpid(), len(running))))
		time.Sleep(100 * time.Millisecond)
		_ = os.MkdirAll(outDir(args), 0o700)
		if err := os.WriteFile(filepath.Join(outDir(args), "source.docx"), wordFile("转换"), 0o600); err != nil {
			return 1
		}
		return 0
	},
	"hangs": func([]string) int { // with a child that would go on
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), fakeVariable+"=beats")
		_, _ = os.CreateTemp("", "left-")
		_ = child.Run()
		return 0
	},
	"beats": func([]string) int {
		for range 3000 {
			trace("beat")
			time.Sleep(10 * time.Millisecond)
		}
		return 0
	},
	"fails":         func([]string) int { return 3 },
	"makes nothing": func([]string) int { return 0 },
	"makes no document": func(args []string) int {
		_ = os.MkdirAll(outDir(args), 0o700)
		_ = os.WriteFile(filepath.Join(outDir(args), "source.docx"), []byte("?"), 0o600)
		return 0
	},
}

func TestMain(m *testing.M) {
	if fake := fakes[os.Getenv(fakeVariable)]; fake != nil {
		os.Exit(fake(os.Args[1:]))
	}
	os.Exit(m.Run())
}

func outDir(args []string) string {
	i := slices.Index(args, "--outdir")
	return args[i+1]
}

// trace leaves a new file.
func trace(name string) string {
	f, err := os.CreateTemp(os.Getenv(fakeDir), name+"-")
	if err != nil {
		os.Exit(1)
	}
	_ = f.Close()
	return f.Name()
}

// traces counts them.
func traces(t *testing.T, dir, name string) int {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, name+"-*"))
	if err != nil {
		t.Fatal(err)
	}
	return len(names)
}

// fake has this binary stand in for LibreOffice, and returns the folder of its traces.
func fake(t *testing.T, what string) string {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	t.Setenv(ProgramVariable, program)
	t.Setenv(fakeVariable, what)
	t.Setenv(fakeDir, dir)
	t.Setenv("TMPDIR", t.TempDir())
	return dir
}

func wordFile(text string) []byte {
	return docxtest.Pack(map[string]string{"body": "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>"})
}

var someRTF = []byte(`{\rtf1\ansi\ansicpg936 \'d6\'b0\'c8\'a8\par}`)

func convertRTF(ctx context.Context, o *Office, sum string) ([]byte, error) {
	return o.Convert(ctx, KindOf(someRTF, docx.FormatRTF), someRTF, sum, nil)
}

// Each way in which a conversion can go wrong has its own cause, and leaves nothing in the temporary folder.
func TestCauses(t *testing.T) {
	for _, c := range []struct {
		fake string
		want error
	}{
		{"fails", ErrFailed},
		{"makes nothing", ErrNothing},
		{"makes no document", ErrNothing},
	} {
		t.Run(c.fake, func(t *testing.T) {
			fake(t, c.fake)
			_, err := convertRTF(t.Context(), New(t.TempDir()), "5e")
			var e *Error
			if !errors.Is(err, c.want) || !errors.As(err, &e) || e.Format != docx.FormatRTF {
				t.Errorf("err = %v, want %v", err, c.want)
			}
			if left, _ := os.ReadDir(os.TempDir()); len(left) > 0 {
				t.Errorf("left in the temporary folder: %v", left)
			}
		})
	}
	t.Run("not there", func(t *testing.T) {
		fake(t, "converts")
		t.Setenv(ProgramVariable, filepath.Join(t.TempDir(), "soffice"))
		if _, err := convertRTF(t.Context(), New(""), ""); !errors.Is(err, ErrNoOffice) {
			t.Errorf("err = %v", err)
		}
	})
	t.Run("no room", func(t *testing.T) {
		fake(t, "converts")
		t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "gone"))
		t.Setenv("TMP", os.Getenv("TMPDIR"))
		if _, err := convertRTF(t.Context(), New(""), ""); !errors.Is(err, ErrNoRoom) {
			t.Errorf("err = %v", err)
		}
	})
	t.Run("no program", func(t *testing.T) {
		fake(t, "converts")
		o := New("")
		o.find = func() (string, error) { return filepath.Join(t.TempDir(), "soffice"), nil }
		if _, err := convertRTF(t.Context(), o, ""); !errors.Is(err, ErrStart) {
			t.Errorf("err = %v", err)
		}
	})
}

// Who takes too long, or whose caller has gone, is killed with all it has started.
func TestTheEndOfTimeKillsAll(t *testing.T) {
	quiet := func(t *testing.T, dir string) {
		t.Helper()
		before := traces(t, dir, "beat")
		time.Sleep(200 * time.Millisecond)
		if now := traces(t, dir, "beat"); before == 0 || now != before {
			t.Errorf("the child was seen %d times, and %d times a while later", before, now)
		}
	}
	t.Run("limit", func(t *testing.T) {
		dir := fake(t, "hangs")
		o := New("")
		o.limit = 2 * time.Second
		if _, err := convertRTF(t.Context(), o, ""); !errors.Is(err, ErrTime) {
			t.Errorf("err = %v", err)
		}
		quiet(t, dir)
		if left, _ := os.ReadDir(os.TempDir()); len(left) > 0 {
			t.Errorf("left in the temporary folder: %v", left)
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		dir := fake(t, "hangs")
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			for ctx.Err() == nil && traces(t, dir, "beat") == 0 {
				time.Sleep(5 * time.Millisecond)
			}
			cancel()
		}()
		var e *Error
		if _, err := convertRTF(ctx, New(""), ""); !errors.Is(err, context.Canceled) || errors.As(err, &e) {
			t.Errorf("err = %v", err)
		}
		quiet(t, dir)
	})
}

func TestTwoAtOnce(t *testing.T) {
	dir := fake(t, "converts")
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			if _, err := convertRTF(t.Context(), New(""), ""); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	names, err := filepath.Glob(filepath.Join(dir, "saw-*"))
	if err != nil || len(names) != 6 {
		t.Fatalf("%d runs, %v", len(names), err)
	}
	for _, n := range names {
		if !strings.HasSuffix(n, "-of-1") && !strings.HasSuffix(n, "-of-2") {
			t.Errorf("too many at once: %s", filepath.Base(n))
		}
	}
}

// A file is converted once, and again only where what was kept is damaged. What is kept is for its owner alone.
func TestConversionsAreKept(t *testing.T) {
	dir := fake(t, "converts")
	kept := filepath.Join(t.TempDir(), "科室[1]", "converted")
	begun := 0
	get := func() []byte {
		t.Helper()
		b, err := New(kept).Convert(t.Context(), KindOf(someRTF, docx.FormatRTF), someRTF, "5e", func() { begun++ })
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	first := get()
	if again := get(); !bytes.Equal(first, again) || traces(t, dir, "saw") != 1 || begun != 1 {
		t.Errorf("run %d times, told %d times, for one file", traces(t, dir, "saw"), begun)
	}
	files, err := os.ReadDir(kept)
	if err != nil || len(files) != 1 {
		t.Fatalf("kept: %v, %v", files, err)
	}
	if os.PathSeparator == '/' {
		for _, name := range []string{kept, filepath.Join(kept, files[0].Name())} {
			if info, err := os.Stat(name); err != nil || info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s: %v, %v", name, info.Mode(), err)
			}
		}
	}
	if err := os.WriteFile(filepath.Join(kept, files[0].Name()), first[:len(first)-1], 0o600); err != nil {
		t.Fatal(err)
	}
	if again := get(); !bytes.Equal(first, again) || traces(t, dir, "saw") != 2 {
		t.Errorf("damaged: run %d times", traces(t, dir, "saw"))
	}
	t.Setenv(ProgramVariable, "gone")
	if again := get(); !bytes.Equal(first, again) {
		t.Error("what is kept needs no program")
	}
}

func TestInstalled(t *testing.T) {
	root := t.TempDir()
	program := filepath.Join(root, "LibreOffice 24", "program", "soffice.com")
	if err := os.MkdirAll(filepath.Dir(program), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(program, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	places := []string{"${Unset(x86)}/LibreOffice*/program/soffice.com", "${ProgramFiles}/LibreOffice*/program/soffice.com"}
	getenv := func(name string) string { return map[string]string{"ProgramFiles": root}[name] }
	if got := installed(places, getenv); got != program {
		t.Errorf("installed = %q, want %q", got, program)
	}
	if got := installed(places[:1], getenv); got != "" {
		t.Errorf("installed = %q without the variable", got)
	}
}

func TestFileURL(t *testing.T) {
	if got, want := fileURL("/tmp/张 三"), "file:///tmp/%E5%BC%A0%20%E4%B8%89"; got != want {
		t.Errorf("fileURL = %s, want %s", got, want)
	}
}
