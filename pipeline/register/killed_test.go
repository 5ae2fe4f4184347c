package register

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"huibian/pipeline/catalog"
	"huibian/pipeline/notice"
)

// clerkOf is the environment variable that makes the test program issue codes in a register, until it is killed.
const clerkOf = "HUIBIAN_TEST_CLERK"

func TestMain(m *testing.M) {
	if path := os.Getenv(clerkOf); path != "" {
		if err := clerk(context.Background(), path, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	// Forty histories tell most; -rapid.checks=1000 is for a night.
	if err := flag.Set("rapid.checks", "40"); err != nil {
		panic(err)
	}
	flag.Parse()
	os.Exit(m.Run())
}

// clerk works on the register at path.
func clerk(ctx context.Context, path string, out io.Writer) error {
	r, err := Open(ctx, path)
	if err != nil {
		return err
	}
	return work(ctx, r, out)
}

// work issues codes and decides, and prints each code it was given when the register said that it is given.
func work(ctx context.Context, r *Register, out io.Writer) error {
	for {
		var given []string
		err := r.Do(ctx, noon, "", func(t *Tx) error {
			given = given[:0]
			n := 1 + int(t.n)%3
			first, err := t.Describe(make([]catalog.Description, n)...)
			if err != nil {
				return err
			}
			last, err := t.last0("XK", 1)
			if err != nil {
				return err
			}
			var codes []Issue
			for i := range n {
				c := Issue{Power: first + int64(i), Code: fmt.Sprintf("XK-%06d", last+1+i), Scope: "XK", Seq: last + 1 + i, First: 1}
				codes, given = append(codes, c), append(given, c.Code)
			}
			return errors.Join(t.Issue("2009年版", codes...), t.Decide(first, given[0], notice.Confirm, "", "", ""))
		})
		if err != nil {
			return err
		}
		fmt.Fprintln(out, strings.Join(given, "\n"))
		time.Sleep(2 * time.Millisecond) // for the others, as an office does
	}
}

// told is what a clerk prints.
type told struct {
	all   bytes.Buffer
	begun chan struct{} // closed at the first word
}

func (o *told) Write(b []byte) (int, error) {
	if o.all.Len() == 0 {
		close(o.begun)
	}
	return o.all.Write(b)
}

// start lets a clerk work on a register. begun is closed when it was given its first codes; stop kills it, and returns what
// it printed in whole lines.
func start(t *testing.T, path string) (begun chan struct{}, stop func() []string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), clerkOf+"="+path)
	out := &told{begun: make(chan struct{})}
	var wrong bytes.Buffer
	cmd.Stdout, cmd.Stderr = out, &wrong
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return out.begun, func() []string {
		_ = cmd.Process.Kill()
		if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() > 0 {
			t.Errorf("the clerk ended by itself: %v, %s", err, wrong.String())
		}
		lines := strings.Split(out.all.String(), "\n")
		return lines[:len(lines)-1]
	}
}

// within waits for something that must happen, on however slow a machine.
func within(t *testing.T, what string, happened chan struct{}) {
	t.Helper()
	select {
	case <-happened:
	case <-time.After(time.Minute):
		t.Errorf("%s: not within a minute", what)
	}
}

// given demands that every code that was said to be given was given once, is in the register and in the log, and that the
// register is whole.
func given(t *testing.T, path string, codes []string) {
	t.Helper()
	ctx := context.Background()
	r, err := Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	logged := map[string]bool{}
	_, err = readLog(LogPath(path), func(e *Event, _ string) error {
		f, err := e.fact()
		if is, ok := f.(*issued); ok {
			for _, c := range is.Codes {
				logged[c.Code] = true
			}
		}
		return err
	})
	if err != nil && (len(codes) > 0 || !errors.Is(err, fs.ErrNotExist)) {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, code := range codes {
		id, _, err := r.Bearer(ctx, code)
		if err != nil || id == 0 || !logged[code] || seen[code] {
			t.Errorf("%s: power %d, in the log: %v, twice: %v, %v", code, id, logged[code], seen[code], err)
		}
		seen[code] = true
	}
	checked(t, r)
}

// deaths is how often a clerk is killed; HUIBIAN_DEATHS sets it.
func deaths() int {
	if n, err := strconv.Atoi(os.Getenv("HUIBIAN_DEATHS")); err == nil {
		return n
	}
	return 30
}

// TestKilledAtAnyPoint kills a clerk again and again. What was said to be given is given for ever, and never again.
func TestKilledAtAnyPoint(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "register.db")
	rng := rand.New(rand.NewPCG(2009, 8))
	var codes []string
	for i := range deaths() {
		begun, stop := start(t, path)
		if i%2 == 1 { // not while it opens the register
			within(t, "the first code", begun)
		}
		time.Sleep(time.Duration(rng.IntN(50)) * time.Millisecond)
		codes = append(codes, stop()...)
		if i%10 == 9 {
			given(t, path, codes)
		}
	}
	given(t, path, codes)
}

// TestTwoAtOnce lets two processes make a register, and write in it until both are killed.
func TestTwoAtOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "register.db")
	first, stopFirst := start(t, path)
	second, stopSecond := start(t, path)
	within(t, "a code for the first", first)
	within(t, "a code for the second", second)
	time.Sleep(500 * time.Millisecond)
	given(t, path, append(stopFirst(), stopSecond()...))
}

// TestManyAtOnce lets goroutines write in one open register, while others look at it.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "register.db")
	r, err := open(context.Background(), path, scratch)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	var all sync.WaitGroup
	var mu sync.Mutex
	var codes []string
	for range 3 {
		in, out := io.Pipe()
		all.Go(func() {
			lines := bufio.NewScanner(in)
			for lines.Scan() {
				mu.Lock()
				codes = append(codes, lines.Text())
				mu.Unlock()
			}
		})
		all.Go(func() {
			defer out.Close()
			if err := work(ctx, r, out); ctx.Err() == nil {
				t.Error(err)
			}
		})
	}
	all.Go(func() {
		for ctx.Err() == nil {
			checked(t, r)
			if _, err := r.Powers(ctx); err != nil && ctx.Err() == nil {
				t.Error(err)
			}
		}
	})
	all.Wait()
	r.Close()
	given(t, path, codes)
}

// TestOpenedAtOnce makes one register from several sides, and closes it there again.
func TestOpenedAtOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for round := range 8 {
		path := filepath.Join(dir, fmt.Sprint(round), "register.db")
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				r, err := open(context.Background(), path, scratch)
				if err == nil {
					_, err = r.Take(context.Background(), seen("a", "1", ""))
					err = errors.Join(err, r.Close())
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
}
