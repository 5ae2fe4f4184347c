package pipeline

import (
	"context"
	"runtime"

	"golang.org/x/sync/errgroup"

	"huibian/pipeline/docx"
)

// learnQuoted closes the files that name a secret, wherever in them: when they were read nobody asked their comments or
// properties, and of what has become a secret since nobody knew.
func (p *parcel) learnQuoted(ctx context.Context) error {
	if p.secrets.None() {
		return nil
	}
	quoting := make([]bool, len(p.m.Inputs))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, in := range p.m.Inputs {
		if in.SHA256 == "" || p.closed[in.SHA256] {
			continue
		}
		if p.speaks("", in.File) { // not side by side: it remembers
			quoting[i] = true
			continue
		}
		g.Go(func() (err error) {
			if err = ctx.Err(); err == nil {
				quoting[i], err = p.submissionQuotes(in)
			}
			return err
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

// submissionQuotes reports whether a submission names what is left out; of one that was converted, both say. What is damaged is an
// error, not a file that may name something: it would be left out without a word of it.
func (p *parcel) submissionQuotes(in sealedInput) (bool, error) {
	b, err := p.vault.Get(in.SHA256)
	if err != nil {
		return false, err
	}
	if in.Converted == "" {
		return p.quotes(b), nil
	}
	if p.traced(b) {
		return true, nil
	}
	b, err = p.vault.Get(in.Converted)
	return err == nil && p.quotes(b), err
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
