package intake

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func drop(t *testing.T, p, text string) Drop {
	t.Helper()
	if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(p)
	if err != nil {
		t.Fatal(err)
	}
	return Drop{File: filepath.Base(p), Path: p, Size: info.Size(), Changed: info.ModTime()}
}

func TestSeal(t *testing.T) {
	dir := t.TempDir()
	vault := filepath.Join(dir, "sealed")
	v, err := OpenVault(vault)
	if err != nil {
		t.Fatal(err)
	}
	d := drop(t, filepath.Join(dir, "a.docx"), "abc")
	const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" // FIPS 180-2, B.1
	for range 2 {
		sum, size, err := v.Seal(d)
		if err != nil || sum != abc || size != 3 || v.Sync() != nil {
			t.Fatalf("Seal = %s, %d, %v", sum, size, err)
		}
	}
	if b, err := os.ReadFile(v.Path(abc)); err != nil || string(b) != "abc" {
		t.Errorf("sealed: %q, %v", b, err)
	}
	if info, err := os.Stat(v.Path(abc)); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("a sealed file can be read by others: %v", info.Mode())
	}

	t.Run("changed since the scan", func(t *testing.T) {
		old := d
		old.Changed = old.Changed.Add(-time.Second)
		if _, _, err := v.Seal(old); !errors.Is(err, ErrMoved) || !Later(err) {
			t.Errorf("err = %v", err)
		}
		old = d
		old.Size++
		if _, _, err := v.Seal(old); !errors.Is(err, ErrMoved) {
			t.Errorf("err = %v", err)
		}
	})
	t.Run("gone", func(t *testing.T) {
		if _, _, err := v.Seal(Drop{File: "x", Path: filepath.Join(dir, "x")}); !errors.Is(err, fs.ErrNotExist) || !Later(err) {
			t.Errorf("err = %v", err)
		}
	})
	t.Run("a sealed file that was cut short is sealed anew", func(t *testing.T) {
		if err := os.Truncate(v.Path(abc), 1); err != nil {
			t.Fatal(err)
		}
		if _, _, err := v.Seal(d); err != nil || !v.Has(abc, 3) {
			t.Errorf("err = %v", err)
		}
	})
	t.Run("what a crash left half copied goes, and nothing else", func(t *testing.T) {
		half := filepath.Join(vault, sealing+"1")
		drop(t, half, "ab")
		if _, err := OpenVault(vault); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(half); !errors.Is(err, fs.ErrNotExist) || !v.Has(abc, 3) {
			t.Errorf("half copy: %v; sealed: %v", err, v.Has(abc, 3))
		}
	})
	t.Run("what fails in the vault is not the drop's", func(t *testing.T) {
		if err := os.RemoveAll(vault); err != nil {
			t.Fatal(err)
		}
		_, _, err := v.Seal(d)
		if r := (*ReadError)(nil); err == nil || errors.As(err, &r) {
			t.Errorf("err = %v", err)
		}
	})
}

func TestWhole(t *testing.T) {
	dir := t.TempDir()
	zip := "PK\x05\x06" + string(make([]byte, 18)) // an empty archive
	for text, want := range map[string]bool{
		zip: true, zip[:20]: false, "PK\x03\x04 and then nothing": false, string(make([]byte, 1000)): false, "": false,
		"\xd0\xcf\x11\xe0 some compound file": true, "{\\rtf1}": true,
	} {
		d := drop(t, filepath.Join(dir, "x"), text)
		if got := Whole(d); got != want {
			t.Errorf("Whole(%.8q, %d bytes) = %v", text, len(text), got)
		}
	}
}
