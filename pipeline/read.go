package pipeline

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"huibian/pipeline/docx"
	"huibian/pipeline/form"
	"huibian/pipeline/intake"
	"huibian/pipeline/notice"
)

// maxSubmission is the size in bytes beyond which a submission is not opened: a catalog of tables is far smaller, and
// what is larger is pictures, which the notice does not ask for.
const maxSubmission = 256 << 20

// ReadFile reads one submission: its bytes, its blocks, its records. It never fails as a whole: a file that cannot be
// read gives a Reading with no records and a finding that says what to do.
func ReadFile(r *form.Reader, n *notice.Notice, d intake.Drop) *form.Reading {
	src := form.Source{File: d.File, Section: d.Section}
	b, sum, err := d.Read(maxSubmission)
	if err != nil {
		return rejected(n, src, err)
	}
	src.SHA256 = sum
	return readBytes(r, n, src, b)
}

// readBytes reads a submission that is in memory. A defect of our own that one file brings to light must not stop the
// others (DESIGN §2.8): it becomes a finding about that file.
func readBytes(r *form.Reader, n *notice.Notice, src form.Source, b []byte) (out *form.Reading) {
	defer func() {
		if p := recover(); p != nil {
			out = rejected(n, src, fmt.Errorf("%w: %v", errInternal, p))
		}
	}()
	doc, err := docx.Read(b, docx.Limits{})
	if err != nil {
		return rejected(n, src, err)
	}
	return r.Read(doc, src)
}

var errInternal = errors.New("internal error")

// readAll reads all drops on all processors and returns the readings in the order of the drops.
// done is called after each, one call at a time.
func readAll(ctx context.Context, n *notice.Notice, drops []intake.Drop, done func(i int, r *form.Reading)) ([]*form.Reading, error) {
	r := form.NewReader(n)
	out := make([]*form.Reading, len(drops))
	next := make(chan int)
	var wg sync.WaitGroup
	var mu sync.Mutex
	for range min(runtime.GOMAXPROCS(0), max(len(drops), 1)) {
		wg.Go(func() {
			for i := range next {
				out[i] = ReadFile(r, n, drops[i])
				mu.Lock()
				done(i, out[i])
				mu.Unlock()
			}
		})
	}
	err := feed(ctx, next, len(drops))
	wg.Wait()
	if err != nil {
		return nil, err
	}
	return out, nil
}

// feed sends 0…n-1 and closes the channel; it stops early when ctx ends.
func feed(ctx context.Context, to chan<- int, n int) error {
	defer close(to)
	for i := range n {
		select {
		case to <- i:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}
