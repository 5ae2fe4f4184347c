package pdf_test

import (
	"io"
	"testing"

	"huibian/pipeline/pdf"
)

// BenchmarkWrite is a book as large as the one of 2,000 items: 300 pages of 2,500 characters (DESIGN §5).
func BenchmarkWrite(b *testing.B) {
	l, bk := large(b, 300, 2500)
	b.ReportAllocs()
	for b.Loop() {
		if err := pdf.Write(io.Discard, l, bk, pdf.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
