package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"huibian/pipeline/docx"
	"huibian/pipeline/intake"
)

// learnQuoted closes the files that name a secret, wherever in them: when they were read nobody asked their comments or
// properties, and of what has become a secret since nobody knew.
func (p *parcel) learnQuoted(ctx context.Context) error {
	if p.secrets.None() {
		return nil
	}
	quoting := make([]bool, len(p.m.Inputs))
	var silent []int // whose name says nothing
	for i, in := range p.m.Inputs {
		if in.SHA256 == "" || p.closed[in.SHA256] {
			continue
		}
		if quoting[i] = p.speaks("", in.File); !quoting[i] { // not side by side: it remembers
			silent = append(silent, i)
		}
	}
	var next atomic.Int64
	g, ctx := errgroup.WithContext(ctx)
	for range min(runtime.GOMAXPROCS(0), len(silent)) {
		g.Go(func() (err error) {
			var b bytes.Buffer // for one after the other
			for at := next.Add(1) - 1; at < int64(len(silent)) && err == nil && ctx.Err() == nil; at = next.Add(1) - 1 {
				i := silent[at]
				quoting[i], err = p.submissionQuotes(p.m.Inputs[i], &b)
			}
			return errors.Join(err, ctx.Err())
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for i, in := range p.m.Inputs {
		if quoting[i] {
			p.closed[in.File], p.closed[in.SHA256] = true, true
		}
	}
	return nil
}

// submissionQuotes reports whether a submission names what is left out; of one that was converted, both say.
func (p *parcel) submissionQuotes(in sealedInput, b *bytes.Buffer) (bool, error) {
	if err := p.sealedInto(b, in.SHA256); err != nil {
		return false, err
	}
	if in.Converted == "" {
		return p.quotes(b.Bytes()), nil
	}
	if p.traced(b.Bytes()) {
		return true, nil
	}
	err := p.sealedInto(b, in.Converted)
	return err == nil && p.quotes(b.Bytes()), err
}

// sealedInto reads sealed bytes into a buffer, in which nothing else stays. What is damaged is an error, not a file that may
// name something: it would be left out without a word of it.
func (p *parcel) sealedInto(b *bytes.Buffer, sum string) error {
	b.Reset()
	f, err := os.Open(p.vault.Path(sum))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %s is not there", intake.ErrDamaged, sum)
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := b.ReadFrom(f); err != nil {
		return err
	}
	if sumOf(b.Bytes()) != sum {
		return fmt.Errorf("%w: %s", intake.ErrDamaged, sum)
	}
	return nil
}

// quotes reports whether a Word file names what is left out, or may, because it cannot be read.
func (p *parcel) quotes(b []byte) bool {
	doc, err := docx.Read(b, docx.Limits{})
	return err != nil || p.secrets.Within(doc.Words()) || p.traced(b)
}

// traced reports whether any file names what is left out where no reader is shown it, or may, because it cannot be read.
func (p *parcel) traced(b []byte) bool {
	found, err := docx.Traces(b, docx.Limits{}, p.secrets.Within)
	return found || err != nil
}
