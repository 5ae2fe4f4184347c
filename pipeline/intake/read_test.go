package intake

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func TestRead(t *testing.T) {
	p := filepath.Join(t.TempDir(), "a.docx")
	if err := os.WriteFile(p, []byte("abc"), 0o644); err != nil {
		t.Fatal(err)
	}
	const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" // FIPS 180-2, B.1

	t.Run("bytes and hash", func(t *testing.T) {
		b, sum, err := Drop{Path: p, Size: 3}.Read(10)
		if err != nil || string(b) != "abc" || sum != abc {
			t.Errorf("Read = %q, %s, %v", b, sum, err)
		}
	})
	t.Run("a file that grew since the scan is read whole", func(t *testing.T) {
		if b, _, err := (Drop{Path: p, Size: 1}).Read(10); err != nil || string(b) != "abc" {
			t.Errorf("Read = %q, %v", b, err)
		}
	})
	t.Run("too large by its size", func(t *testing.T) {
		if _, _, err := (Drop{Path: p, Size: 11}).Read(10); !errors.Is(err, ErrTooLarge) {
			t.Errorf("err = %v", err)
		}
	})
	t.Run("too large by what is in it", func(t *testing.T) {
		if _, _, err := (Drop{Path: p, Size: 1}).Read(2); !errors.Is(err, ErrTooLarge) {
			t.Errorf("err = %v", err)
		}
	})
	t.Run("a folder", func(t *testing.T) {
		if _, _, err := (Drop{Path: filepath.Dir(p)}).Read(10); !errors.Is(err, ErrNotRegular) {
			t.Errorf("err = %v", err)
		}
	})
	t.Run("gone", func(t *testing.T) {
		if _, _, err := (Drop{Path: p + "x"}).Read(2); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("err = %v", err)
		}
	})
}
