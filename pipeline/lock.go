package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// politeWait is how long a build waits for another before it says so: one that is about to end is not worth a word.
const politeWait = 300 * time.Millisecond

// lock keeps builds of one workspace apart: two that put their outputs in place at once would leave a mixture, and the
// older might win. The system frees the lock when a process dies. waiting is called if another build holds it.
func (w Workspace) lock(ctx context.Context, waiting func()) (unlock func(), err error) {
	dir := filepath.Join(w.Dir, ".huibian")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("lock workspace: %w", err)
	}
	type result struct {
		unlock func()
		err    error
	}
	got := make(chan result, 1)
	go func() {
		unlock, err := lockedfile.MutexAt(filepath.Join(dir, "build.lock")).Lock()
		got <- result{unlock, err}
	}()
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
			waiting()
		case <-ctx.Done():
			go func() {
				if r := <-got; r.err == nil {
					r.unlock()
				}
			}()
			return nil, context.Cause(ctx)
		}
	}
}
