package pdf

import (
	"bytes"
	"sync"

	"github.com/klauspost/compress/zlib"
)

// zipper compresses one stream after another with the same memory.
type zipper struct {
	buf bytes.Buffer
	w   *zlib.Writer
}

// zippers take more than a megabyte each; a build writes dozens of small files.
var zippers = sync.Pool{New: func() any {
	z := &zipper{}
	z.w, _ = zlib.NewWriterLevel(&z.buf, level) // the level is a valid one
	return z
}}

const level = zlib.BestSpeed

// deflate compresses data, the parts one after another. The result is good until the next call.
func (z *zipper) deflate(parts ...[]byte) []byte {
	z.buf.Reset()
	z.w.Reset(&z.buf)
	for _, data := range parts {
		_, _ = z.w.Write(data) // a bytes.Buffer takes everything
	}
	_ = z.w.Close()
	return z.buf.Bytes()
}
