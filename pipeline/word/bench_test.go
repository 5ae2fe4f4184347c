package word

import (
	"io"
	"testing"
)

// BenchmarkWrite writes 2,000 items in eleven columns: 22,000 cells, the contents and two indexes.
func BenchmarkWrite(b *testing.B) {
	s := sheet(b)
	bk := sampleBook(2000)
	l := sampleLayout(bk, s)
	b.ReportAllocs()
	for b.Loop() {
		if err := Write(io.Discard, bk, s, l); err != nil {
			b.Fatal(err)
		}
	}
}
