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
	n          *notice.Notice
	forms      *form.Reader
	office     *convert.Office
	converting func(file string) // told of a file that LibreOffice is about to read, which takes seconds
}

func newReader(n *notice.Notice, w Workspace) *reader {
	return &reader{n: n, forms: form.NewReader(n), office: w.office(), converting: func(string) {}}
}

// file reads one submission: its bytes, its blocks, its records. It never fails as a whole: a file that cannot be read
// gives a Reading with no records and a finding that says what to do. When ctx ends, what it gives means nothing.
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
	doc, k, err := readWord(ctx, r.office, b, src.SHA256, func() { r.converting(src.File) })
	if err != nil {
		return rejected(r.n, src, err)
	}
	if k == nil {
		return r.forms.Read(doc, src)
	}
	src.Converted = k.Name
	out = r.forms.Read(doc, src)
	out.Findings = append(out.Findings, conversionFindings(r.n, src, k, b, doc)...)
	return out
}

// readWord reads the blocks of a file: of a Word file as it is, of one that LibreOffice knows as it converts it; k is
// the kind of that one. What a file is counts, not its ending.
func readWord(ctx context.Context, office *convert.Office, b []byte, sum string, begin func()) (doc *docx.Document, k *convert.Kind, err error) {
	doc, _, k, err = readAsWord(ctx, office, b, sum, begin)
	return doc, k, err
}

// readAsWord is readWord, and gives the bytes of the Word file besides: those of the file, or what it was converted to.
func readAsWord(ctx context.Context, office *convert.Office, b []byte, sum string, begin func()) (doc *docx.Document, word []byte, k *convert.Kind, err error) {
	doc, err = docx.Read(b, docx.Limits{})
	var other *docx.FormatError
	if !errors.As(err, &other) {
		return doc, b, nil, err
	}
	if k = convert.KindOf(b, other.Format); k == nil {
		return nil, nil, nil, err
	}
	converted, err := office.Convert(ctx, k, b, sum, begin)
	if err != nil {
		return nil, nil, k, err
	}
	doc, err = docx.Read(converted, docx.Limits{})
	return doc, converted, k, err
}

var errInternal = errors.New("internal error")

// readAll reads all drops on all processors and returns the readings in the order of the drops.
// done is called after each, one call at a time and none while p is told of a conversion.
func readAll(ctx context.Context, r *reader, drops []intake.Drop, p Progress, done func(i int, r *form.Reading)) ([]*form.Reading, error) {
	out := make([]*form.Reading, len(drops))
	next := make(chan int)
	var wg sync.WaitGroup
	var mu sync.Mutex // p is told one thing at a time
	r.converting = func(file string) {
		mu.Lock()
		defer mu.Unlock()
		p.Converting(file)
	}
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
	if err == nil && ctx.Err() != nil { // while the last files were read
		err = context.Cause(ctx)
	}
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
