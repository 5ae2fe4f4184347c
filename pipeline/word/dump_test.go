package word

import (
	"os"
	"testing"
)

func TestDump(t *testing.T) {
	s := sheet(t)
	b := sampleBook(40)
	f, _ := os.Create("/tmp/word-maker/sample.docx")
	if err := Write(f, b, s, sampleLayout(b, s)); err != nil {
		t.Fatal(err)
	}
	f.Close()
}
