package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
)

// ErrTooLarge is returned by Read for a file over the limit.
var ErrTooLarge = errors.New("file too large")

// Read returns the bytes of the drop and their SHA-256 in hex. A file of more than limit bytes is not read to its end.
func (d Drop) Read(limit int64) ([]byte, string, error) {
	if d.Size > limit {
		return nil, "", fmt.Errorf("%s: %w: %d bytes", d.File, ErrTooLarge, d.Size)
	}
	f, err := os.Open(d.Path)
	if err != nil {
		return nil, "", fmt.Errorf("open submission: %w", err)
	}
	defer f.Close()
	// One byte more than promised shows a file that has grown since the scan.
	b := make([]byte, 0, d.Size+1)
	b, err = appendAll(b, io.LimitReader(f, limit+1))
	if err != nil {
		return nil, "", fmt.Errorf("read submission: %w", err)
	}
	if int64(len(b)) > limit {
		return nil, "", fmt.Errorf("%s: %w: more than %d bytes", d.File, ErrTooLarge, limit)
	}
	sum := sha256.Sum256(b)
	return b, hex.EncodeToString(sum[:]), nil
}

func appendAll(b []byte, r io.Reader) ([]byte, error) {
	for {
		if len(b) == cap(b) {
			b = append(b, 0)[:len(b)]
		}
		n, err := r.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if errors.Is(err, io.EOF) {
			return b, nil
		}
		if err != nil {
			return b, err
		}
	}
}
