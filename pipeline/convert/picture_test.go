package convert

import (
	"bytes"
	"context"
	"encoding/binary"
	"image/png"
	"testing"

	"huibian/pipeline/internal/tooltest"
)

// rectangle is a metafile that shows one black rectangle: a header, the rectangle, and the end.
func rectangle() []byte {
	var b bytes.Buffer
	put := func(v ...uint32) {
		for _, x := range v {
			_ = binary.Write(&b, binary.LittleEndian, x)
		}
	}
	const header, shape, end = 88, 24, 20
	put(1, header, 0, 0, 100, 50, 0, 0, 2646, 1323, 0x464D4520, 0x10000, header+shape+end, 3, 1, 0, 0, 0, 1024, 768, 320, 240)
	put(43, shape, 10, 10, 90, 40)
	put(14, end, 0, 16, end)
	return b.Bytes()
}

// TestPicture has LibreOffice paint a metafile, once: the second time it is kept.
func TestPicture(t *testing.T) {
	tooltest.Find(t, "soffice")
	o := New(t.TempDir())
	out, err := o.Picture(context.Background(), rectangle(), "emf")
	if err != nil {
		t.Fatal(err)
	}
	m, err := png.Decode(bytes.NewReader(out))
	if err != nil || m.Bounds().Dx() != mostPixels {
		t.Fatalf("%v, %v", m.Bounds(), err)
	}
	again := New(o.cache.dir)
	again.find = func() (string, error) { t.Error("painted twice"); return "", ErrNothing }
	kept, err := again.Picture(context.Background(), rectangle(), "emf")
	if err != nil || !bytes.Equal(out, kept) {
		t.Error("what was kept is not what was painted", err)
	}
}
