package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
)

// What keeps a drop from being read, for errors.Is; besides these there are the errors of package fs.
var (
	ErrTooLarge   = errors.New("file too large")
	ErrLink       = errors.New("link not followed") // it leads nowhere, or out of the shared folder
	ErrNotRegular = errors.New("not a regular file")
	ErrFolder     = errors.New("folder cannot be opened") // nothing below it has been read
)

// Read returns the bytes of the drop and their SHA-256 in hex. A file of more than limit bytes is not read to its end.
func (d Drop) Read(limit int64) ([]byte, string, error) {
	if d.Err != nil {
		return nil, "", fmt.Errorf("%s: %w", d.File, d.Err)
	}
	if d.Size > limit {
		return nil, "", fmt.Errorf("%s: %w: %d bytes", d.File, ErrTooLarge, d.Size)
	}
	f, err := os.Open(d.Path)
	if err != nil {
		return nil, "", fmt.Errorf("open submission: %w", err)
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, "", fmt.Errorf("%s: %w", d.File, ErrNotRegular)
	}
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
