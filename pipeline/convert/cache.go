package convert

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// cache keeps converted files in a folder, each by the hash of its source and its own: SOURCE-RESULT.docx. A file that
// does not agree with its name is damaged and goes. What cannot be kept is converted again, so no failure is an error.
//
// A submission may be secret: the folder and the files are for their owner alone.
type cache struct{ dir string }

func (c cache) get(source string) []byte {
	if c.dir == "" {
		return nil
	}
	files, _ := os.ReadDir(c.dir) // none there yet, most often
	for _, f := range files {
		if !strings.HasPrefix(f.Name(), source+"-") {
			continue
		}
		name := filepath.Join(c.dir, f.Name())
		b, err := os.ReadFile(name)
		if err == nil && f.Name() == cacheName(source, b) {
			return b
		}
		_ = os.Remove(name)
	}
	return nil
}

func (c cache) put(source string, b []byte) {
	if c.dir == "" || os.MkdirAll(c.dir, 0o700) != nil {
		return
	}
	f, err := os.CreateTemp(c.dir, ".new-") // mode 0600
	if err != nil {
		return
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), filepath.Join(c.dir, cacheName(source, b)))
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
}

func cacheName(source string, b []byte) string {
	sum := sha256.Sum256(b)
	return source + "-" + hex.EncodeToString(sum[:]) + ".docx"
}
