package pipeline

import (
	"context"
	"errors"
	"io"
	"testing"

	"huibian/pipeline/answer"
	"huibian/pipeline/book"
	"huibian/pipeline/catalog"
	"huibian/pipeline/notice"
	"huibian/pipeline/pdf"
	"huibian/pipeline/review"
	"huibian/pipeline/typeset"
	"huibian/pipeline/word"
)

// benched is a workspace of 100 submissions with everything that a stage needs from those before it.
type benched struct {
	w    Workspace
	h    *house
	s    *state
	view catalog.View
	book *book.Book
	lay  *typeset.Layout
}

func newBenched(b *testing.B) *benched {
	b.Helper()
	x := &benched{w: benchWorkspace(b, benchFiles)}
	var err error
	if x.h, err = x.w.open(); err != nil {
		b.Fatal(err)
	}
	if x.s, err = gather(context.Background(), x.h.Notice, x.w, silent{}); err != nil {
		b.Fatal(err)
	}
	x.s.settle()
	if n := len(x.s.catalog.Items); n != benchFiles*benchRows {
		b.Fatalf("%d items", n)
	}
	x.view = x.s.catalog.View(notice.Public)
	x.book = x.compose()
	if x.lay, err = typeset.Lay(context.Background(), x.book, x.h.sheet, x.h.fonts); err != nil {
		b.Fatal(err)
	}
	return x
}

func (x *benched) compose() *book.Book {
	return book.Compose(x.view, book.Options{Volume: "公开版", Foreword: x.h.foreword, Inputs: x.s.inputsOf(notice.Public),
		Proof: x.s.proof()})
}

// stages are the steps of a build, each for one book of 2,000 items where it is about a book, and for 100 files where it is
// about receipts.
var stages = []struct {
	name string
	run  func(ctx context.Context, x *benched) error
}{
	{"open", func(_ context.Context, x *benched) error { _, err := x.w.open(); return err }},
	{"read", func(ctx context.Context, x *benched) error {
		_, err := gather(ctx, x.h.Notice, x.w, silent{})
		return err
	}},
	{"merge", func(_ context.Context, x *benched) error { catalog.Merge(x.s.n, x.s.readings, nil); return nil }},
	{"versions", func(_ context.Context, x *benched) error { x.s.versions(); return nil }},
	{"review", func(_ context.Context, x *benched) error { review.Check(x.s.subject(x.s.catalog)); return nil }},
	{"balance", func(_ context.Context, x *benched) error { return x.s.balance() }},
	{"compose", func(_ context.Context, x *benched) error { x.compose(); return nil }},
	{"typeset", func(ctx context.Context, x *benched) error {
		_, err := typeset.Lay(ctx, x.book, x.h.sheet, x.h.fonts)
		return err
	}},
	{"word", func(_ context.Context, x *benched) error { return word.Write(io.Discard, x.book, x.h.sheet, x.lay) }},
	{"pdf", func(_ context.Context, x *benched) error { return pdf.Write(io.Discard, x.lay, x.book, pdf.Options{}) }},
	{"data", func(_ context.Context, x *benched) error {
		return errors.Join(catalog.WriteJSON(io.Discard, x.view), catalog.WriteCSV(io.Discard, x.view),
			catalog.WriteXLSX(io.Discard, x.view), review.WriteJSON(io.Discard, x.s.findings), writeJSON(io.Discard, x.s.account(nil)))
	}},
	{"receipts", func(ctx context.Context, x *benched) error {
		return x.staged(func(press *answer.Press, set *outputSet) error { return x.s.receipts(ctx, press, x.h, set) })
	}},
	{"opinions", func(ctx context.Context, x *benched) error {
		return x.staged(func(press *answer.Press, set *outputSet) error { return x.s.opinions(ctx, press, x.h, set, Options{}) })
	}},
	{"build", func(ctx context.Context, x *benched) error { _, err := Build(ctx, x.w, Options{}); return err }},
}

// staged does something with a press and a set that is thrown away.
func (x *benched) staged(do func(*answer.Press, *outputSet) error) error {
	press, err := answer.NewPress(x.h.sheet)
	if err != nil {
		return err
	}
	set, err := newOutputSet(x.w.Output())
	if err != nil {
		return err
	}
	defer set.discard()
	return do(press, set)
}

// The budgets of DESIGN §5 are measured by TestBudgets.
func BenchmarkStages(b *testing.B) {
	x := newBenched(b)
	for _, s := range stages {
		b.Run(s.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := s.run(context.Background(), x); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
