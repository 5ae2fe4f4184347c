package pipeline

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"huibian/pipeline/convert"
	"huibian/pipeline/docx"
	"huibian/pipeline/form"
	"huibian/pipeline/intake"
	"huibian/pipeline/notice"
)

// maxSubmission is the size in bytes beyond which a submission is not opened: a catalog of tables is far smaller, and
// what is larger is pictures, which the notice does not ask for.
const maxSubmission = 256 << 20

// reader reads submissions. It is safe for concurrent use.
type reader struct {
	n         *notice.Notice
	form      *form.Reader
	converter *convert.Converter
}

func newReader(n *notice.Notice, converted string) *reader {
	return &reader{n: n, form: form.NewReader(n), converter: convert.New(converted)}
}

// file reads one submission: its bytes, its blocks, its records. It never fails as a whole: a file that cannot be read
// gives a Reading with no records and a finding that says what to do.
func (r *reader) file(ctx context.Context, d intake.Drop) *form.Reading {
	src := form.Source{File: d.File, Section: d.Section}
	b, sum, err := d.Read(maxSubmission)
	if err != nil {
		return rejected(r.n, src, err)
	}
	src.SHA256 = sum
	return r.bytes(ctx, src, b)
}

// bytes reads a submission that is in memory. A defect of our own that one file brings to light must not stop the
// others (DESIGN §2.8): it becomes a finding about that file.
func (r *reader) bytes(ctx context.Context, src form.Source, b []byte) (out *form.Reading) {
	defer func() {
		if p := recover(); p != nil {
			out = rejected(r.n, src, fmt.Errorf("%w: %v", errInternal, p))
		}
	}()
	doc, from, err := open(ctx, r.converter, b, src.SHA256)
	if err != nil {
		return rejected(r.n, src, err)
	}
	out = r.form.Read(doc, src)
	if from != "" {
		out.From = string(from)
		out.Findings = append(converted(r.n, src, b, from, doc), out.Findings...)
	}
	return out
}

// open reads a Word file, or the conversion of one that is none, and says what that was converted from.
func open(ctx context.Context, c *convert.Converter, b []byte, sum string) (*docx.Document, docx.Format, error) {
	doc, err := docx.Read(b, docx.Limits{})
	var f *docx.FormatError
	if !errors.As(err, &f) || !convert.Takes(b, f.Format) {
		return doc, "", err
	}
	doc, err = c.Read(ctx, b, sum, f.Format)
	if err != nil {
		return nil, "", &conversionError{f.Format, err}
	}
	return doc, f.Format, nil
}

// conversionError says of which format a conversion failed.
type conversionError struct {
	format docx.Format
	err    error
}

func (e *conversionError) Error() string { return fmt.Sprintf("convert %s: %v", e.format, e.err) }
func (e *conversionError) Unwrap() error { return e.err }

var errInternal = errors.New("internal error")

// readAll reads all drops on all processors and returns the readings in the order of the drops.
// done is called after each, one call at a time.
func readAll(ctx context.Context, r *reader, drops []intake.Drop, done func(i int, r *form.Reading)) ([]*form.Reading, error) {
	out := make([]*form.Reading, len(drops))
	next := make(chan int)
	var wg sync.WaitGroup
	var mu sync.Mutex
	for range min(runtime.GOMAXPROCS(0), max(len(drops), 1)) {
		wg.Go(func() {
			for i := range next {
				out[i] = r.file(ctx, drops[i])
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
	return out, context.Cause(ctx) // a conversion may have been cut short
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
