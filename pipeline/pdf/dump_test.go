package pdf_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"huibian/pipeline/pdf"
)

// write makes a PDF in memory, and keeps it in the folder that HUIBIAN_KEEP names, to be looked at.
func write(t testing.TB, name string, make func(testing.TB) []byte) []byte {
	t.Helper()
	data := make(t)
	if dir := os.Getenv("HUIBIAN_KEEP"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return data
}

func sampleBytes(t testing.TB) []byte {
	l, b := sample(t)
	var out bytes.Buffer
	if err := pdf.Write(&out, l, b, pdf.Options{Producer: "huibian 0.1"}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
func TestDump(t *testing.T) {
	write(t, "sample.pdf", sampleBytes)
	write(t, "large.pdf", func(t testing.TB) []byte {
		l, b := large(t, 300, 2500)
		var out bytes.Buffer
		if err := pdf.Write(&out, l, b, pdf.Options{}); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	})
}
