package word

import (
	"bytes"
	"io"
	"sync"
	"testing"
)

// What a press keeps for the next book changes no byte of it, whatever was printed before or is at the same time.
func TestPressKeepsNoTrace(t *testing.T) {
	want, small, layout := written(t, 12)
	_, large, otherLayout := written(t, 40)
	p, err := NewPress(sheet(t))
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 3 {
				if err := p.Write(io.Discard, large, otherLayout); err != nil {
					t.Error(err)
				}
				var b bytes.Buffer
				if err := p.Write(&b, small, layout); err != nil {
					t.Error(err)
				}
				if !bytes.Equal(b.Bytes(), want) {
					t.Error("other bytes than those of a book alone")
				}
			}
		})
	}
	wg.Wait()
}
