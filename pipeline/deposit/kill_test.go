package deposit

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"
)

// childOf is set in a process that makes one deposit and goes step by step.
const childOf = "HUIBIAN_TEST_DEPOSIT"

// childTask is what it gets.
type childTask struct {
	To, HostKey string
	Package     Package
}

func TestMain(m *testing.M) {
	if task := os.Getenv(childOf); task != "" {
		if err := child(task); err != nil {
			fmt.Println("failed:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func child(task string) error {
	var c childTask
	if err := json.Unmarshal([]byte(task), &c); err != nil {
		return err
	}
	place, err := Open(context.Background(), Config{To: c.To, HostKey: c.HostKey, Getenv: env})
	if err != nil {
		return err
	}
	_, err = Deposit(context.Background(), &spoken{place}, c.Package, Options{
		Progress: func(int64, int64) { step() }})
	return err
}

// spoken says each step before it is made and after, and waits until it may go on.
type spoken struct{ Place }

func (s *spoken) Put(ctx context.Context, name string, size int64, r io.Reader) error {
	step()
	err := s.Place.Put(ctx, name, size, r)
	step()
	return err
}

func (s *spoken) Get(ctx context.Context, name string) (io.ReadCloser, error) {
	step()
	return s.Place.Get(ctx, name)
}

func (s *spoken) Promote(ctx context.Context, from, to, last string, files map[string]int64) error {
	for range 4 { // so that it is met more often
		step()
	}
	err := s.Place.Promote(ctx, from, to, last, files)
	step()
	return err
}

func (s *spoken) Remove(ctx context.Context, folder string) error {
	step()
	err := s.Place.Remove(ctx, folder)
	step()
	return err
}

func step() {
	fmt.Println("step")
	if _, err := os.Stdin.Read(make([]byte, 1)); err != nil {
		os.Exit(2)
	}
}

// TestKill kills a process that deposits, again and again, at steps drawn anew each time but the same in every run, and up to
// two milliseconds after; then one is let through. There is one good package, and nothing else.
func TestKill(t *testing.T) {
	onEach(t, func(t *testing.T, s *server) {
		draw := rand.New(rand.NewPCG(2026, uint64(len(s.kind))))
		var packages []Package
		killed := 0
		for i := range 3 {
			p := testPackage(t, fmt.Sprintf("%s-%d", testName, i), bagFiles())
			packages = append(packages, p)
			for range 3 {
				if runChild(t, s.config(s.addr), p, draw.IntN(45), time.Duration(draw.IntN(2000))*time.Microsecond) != nil {
					killed++
				}
			}
			if err := runChild(t, s.config(s.addr), p, 1<<30, 0); err != nil {
				t.Errorf("the last one failed: %v", err)
			}
		}
		if killed < 5 {
			t.Errorf("only %d were killed", killed)
		}
		s.exactly(t, packages...)
	})
}

// runChild has a process make a deposit, and kills it so long after so many steps.
func runChild(t *testing.T, c Config, p Package, steps int, after time.Duration, environ ...string) error {
	t.Helper()
	task, err := json.Marshal(childTask{c.To, c.HostKey, p})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(append(os.Environ(), childOf+"="+string(task)), environ...)
	out, errOut := cmd.StdoutPipe()
	in, errIn := cmd.StdinPipe()
	if err := errors.Join(errOut, errIn, cmd.Start()); err != nil {
		t.Fatal(err)
	}
	n := 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if lines.Text() != "step" {
			t.Errorf("after %d steps: %s", n, lines.Text())
			continue
		}
		_, _ = in.Write([]byte{'\n'}) // a process that is being killed does not take it
		if n++; n == steps {
			time.Sleep(after)
			_ = cmd.Process.Kill()
		}
	}
	return cmd.Wait()
}
