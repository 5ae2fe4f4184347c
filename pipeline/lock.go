package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// politeWait is how long a build waits for another before it says so: one that is about to end is not worth a word.
const politeWait = 300 * time.Millisecond

// lock keeps builds of one workspace apart: two that put their outputs in place at once would leave a mixture, and the
// older might win. waiting is called if another build holds it.
func (w Workspace) lock(ctx context.Context, waiting func()) (unlock func(), err error) {
	return w.acquire(ctx, "build.lock", func() error { waiting(); return nil })
}

// claim keeps a second watcher away from the workspace, and tells it who the first is.
func (w Workspace) claim(ctx context.Context) (func(), error) {
	holder := filepath.Join(w.store(), "watch.holder")
	unlock, err := w.acquire(ctx, "watch.lock", func() error {
		who, err := os.ReadFile(holder)
		if err != nil {
			return ErrWatched
		}
		return fmt.Errorf("%w: %s", ErrWatched, strings.TrimSpace(string(who)))
	})
	if err != nil {
		return nil, err
	}
	host, _ := os.Hostname()
	who := fmt.Sprintf("process %d on %s, since %s\n", os.Getpid(), cmp.Or(host, "this machine"), time.Now().Format(time.DateTime))
	if err := os.WriteFile(holder, []byte(who), 0o644); err != nil {
		unlock()
		return nil, fmt.Errorf("lock workspace: %w", err)
	}
	return func() {
		_ = os.Remove(holder)
		unlock()
	}, nil
}

// acquire waits for a lock of the workspace until ctx ends, or held, which is called if another process has it, returns an
// error. The system frees a lock when a process dies.
func (w Workspace) acquire(ctx context.Context, name string, held func() error) (unlock func(), err error) {
	dir := w.store()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("lock workspace: %w", err)
	}
	type result struct {
		unlock func()
		err    error
	}
	got := make(chan result, 1)
	go func() {
		unlock, err := lockedfile.MutexAt(filepath.Join(dir, name)).Lock()
		got <- result{unlock, err}
	}()
	giveBack := func() {
		if r := <-got; r.err == nil {
			r.unlock()
		}
	}
	patience := time.NewTimer(politeWait)
	defer patience.Stop()
	for {
		select {
		case r := <-got:
			switch {
			case errors.Is(r.err, errors.ErrUnsupported):
				return func() {}, nil // a share without locks: better a book than none
			case r.err != nil:
				return nil, fmt.Errorf("lock workspace: %w", r.err)
			}
			return r.unlock, nil
		case <-patience.C:
			if err := held(); err != nil {
				go giveBack()
				return nil, err
			}
		case <-ctx.Done():
			go giveBack()
			return nil, context.Cause(ctx)
		}
	}
}
