package typeset

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

const proofStamp = "校样　未经市法制办审定，不得公布"

// TestStampMovesNothing: a proof has the pages of the book it is the proof of, and on each of them, painted last, the
// stamp, unless it is blank: its words and four rules, all above whatever else the page holds.
func TestStampMovesNothing(t *testing.T) {
	b := sampleBook(40)
	final := lay(t, b)
	b.Stamp = proofStamp
	proof := lay(t, b)
	if len(proof.Pages) != len(final.Pages) {
		t.Fatalf("%d pages, %d without the stamp", len(proof.Pages), len(final.Pages))
	}
	for i := range proof.Pages {
		page, n := proof.Pages[i], len(final.Pages[i].Ops)
		if n == 0 && len(page.Ops) == 0 {
			continue
		}
		said, bottom := checkStamp(t, page.Ops[n:])
		if said != proofStamp {
			t.Errorf("page %d says %q", i+1, said)
		}
		for _, op := range page.Ops[:n] {
			if top := topOf(op); top < bottom {
				t.Errorf("page %d: %+v stands in the stamp, which ends at %v", i+1, op, bottom)
			}
		}
		page.Ops = page.Ops[:n]
		if d := cmp.Diff(final.Pages[i], page, cmp.Comparer(func(a, b Op) bool { return a == b })); d != "" {
			t.Errorf("page %d differs beside the stamp:\n%s", i+1, d)
		}
	}
	if d := cmp.Diff(final.Anchors, proof.Anchors); d != "" {
		t.Errorf("anchors moved:\n%s", d)
	}
}

// checkStamp is what a stamp says and where it ends; its words stand inside its rules.
func checkStamp(t *testing.T, ops []Op) (said string, bottom float64) {
	t.Helper()
	var words []Text
	left, right, rules := 1e6, 0.0, 0
	for _, op := range ops {
		switch op := op.(type) {
		case Text:
			said += op.Text
			words = append(words, op)
		case Line:
			rules++
			left, right, bottom = min(left, op.X1), max(right, op.X2), max(bottom, op.Y2)
		}
	}
	if rules != 4 {
		t.Errorf("a box of %d rules", rules)
	}
	for _, w := range words {
		end := w.X
		for _, r := range w.Text {
			end += w.Face.Advance(r)*w.Size + w.Spacing
		}
		if w.X < left+4 || end > right-4 || w.Y > bottom-3 {
			t.Errorf("words from %v to %v in a box from %v to %v", w.X, end, left, right)
		}
		if w.Tag != 0 {
			t.Error("the stamp is no part of the text")
		}
	}
	return said, bottom
}

// topOf is the upper end of what an op paints.
func topOf(op Op) float64 {
	switch op := op.(type) {
	case Text:
		return op.Y - op.Size
	case Line:
		return min(op.Y1, op.Y2)
	case Fill:
		return op.Y
	}
	return 0
}
