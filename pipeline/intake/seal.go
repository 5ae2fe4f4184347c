package intake

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// ErrMoved says that a drop was not the same before and after it was copied: it is to be tried again.
var ErrMoved = errors.New("file changed while it was copied")

// Vault (封存) keeps every version of every drop by its SHA-256. Nothing in it is ever changed or removed.
type Vault struct{ dir string }

// sealing begins the names of copies that are not whole yet.
const sealing = ".sealing-"

// OpenVault opens the vault in a folder, which it makes if need be, and clears away what a crash left half copied. Only
// one process may have it open.
func OpenVault(dir string) (*Vault, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open vault: %w", err)
	}
	half, err := filepath.Glob(filepath.Join(dir, sealing+"*"))
	if err != nil {
		return nil, fmt.Errorf("open vault: %w", err)
	}
	for _, p := range half {
		if err := os.Remove(p); err != nil {
			return nil, fmt.Errorf("clear vault: %w", err)
		}
	}
	return &Vault{dir}, nil
}

// JoinVault opens the vault in a folder beside the process that has it open.
func JoinVault(dir string) (*Vault, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open vault: %w", err)
	}
	return &Vault{dir}, nil
}

// Path is where the bytes of a hash lie, if they do.
func (v *Vault) Path(sum string) string { return filepath.Join(v.dir, sum) }

// Has says whether bytes of a hash and size lie in the vault.
func (v *Vault) Has(sum string, size int64) bool {
	info, err := os.Lstat(v.Path(sum))
	return err == nil && info.Mode().IsRegular() && info.Size() == size
}

// Seal copies a drop and returns its hash and size. The copy is whole and on disk when Seal returns, its name only after
// Sync. An error that matches ErrMoved, or Later, is the drop's; any other the vault's.
func (v *Vault) Seal(d Drop) (sum string, size int64, err error) {
	in, err := openStill(d)
	if err != nil {
		return "", 0, err
	}
	defer in.Close()
	out, err := os.CreateTemp(v.dir, sealing+"*") // mode 0600
	if err != nil {
		return "", 0, fmt.Errorf("seal: %w", err)
	}
	defer func() { _ = os.Remove(out.Name()) }() // gone by then, if all went well
	h := sha256.New()
	src := &source{r: in}
	size, err = io.Copy(io.MultiWriter(out, h), src)
	if src.err != nil {
		return "", 0, errors.Join(&ReadError{d.File, src.err}, out.Close())
	}
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return "", 0, fmt.Errorf("seal: %w", err)
	}
	sum = hex.EncodeToString(h.Sum(nil))
	if err := v.same(d, sum, size); err != nil {
		return "", 0, err
	}
	if v.Has(sum, size) {
		return sum, size, nil
	}
	if err := os.Rename(out.Name(), v.Path(sum)); err != nil {
		return "", 0, fmt.Errorf("seal: %w", err)
	}
	return sum, size, nil
}

// Put keeps bytes and returns their hash. They are whole and on disk when Put returns, their name only after Sync.
func (v *Vault) Put(b []byte) (string, error) {
	h := sha256.Sum256(b)
	sum := hex.EncodeToString(h[:])
	if v.Has(sum, int64(len(b))) {
		return sum, nil
	}
	out, err := os.CreateTemp(v.dir, sealing+"*") // mode 0600
	if err != nil {
		return "", fmt.Errorf("seal: %w", err)
	}
	_, err = out.Write(b)
	if err = errors.Join(err, out.Sync(), out.Close()); err == nil {
		err = os.Rename(out.Name(), v.Path(sum))
	}
	if err != nil {
		return "", fmt.Errorf("seal: %w", errors.Join(err, os.Remove(out.Name())))
	}
	return sum, nil
}

// ErrDamaged says that bytes in the vault do not have the hash they lie under, or are not there.
var ErrDamaged = errors.New("sealed bytes are damaged or missing")

// Get returns the bytes of a hash.
func (v *Vault) Get(sum string) ([]byte, error) {
	b, err := os.ReadFile(v.Path(sum))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s is not there", ErrDamaged, sum)
	}
	if err != nil {
		return nil, fmt.Errorf("read vault: %w", err)
	}
	if h := sha256.Sum256(b); hex.EncodeToString(h[:]) != sum {
		return nil, fmt.Errorf("%w: %s", ErrDamaged, sum)
	}
	return b, nil
}

// List returns the hashes of everything in the vault, sorted.
func (v *Vault) List() ([]string, error) {
	entries, err := os.ReadDir(v.dir)
	if err != nil {
		return nil, fmt.Errorf("read vault: %w", err)
	}
	var out []string
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), sealing) {
			out = append(out, e.Name())
		}
	}
	return out, nil
}

// Sync makes the names of what was sealed durable.
func (v *Vault) Sync() error {
	f, err := os.Open(v.dir)
	if err != nil {
		return fmt.Errorf("seal: %w", err)
	}
	defer f.Close()
	if err := f.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && filepath.Separator == '/' {
		return fmt.Errorf("seal: %w", err)
	}
	return nil
}

// openStill opens a drop if it is what the scan saw.
func openStill(d Drop) (*os.File, error) {
	f, err := os.Open(d.Path)
	if err != nil {
		return nil, &ReadError{d.File, err}
	}
	info, err := f.Stat()
	switch {
	case err != nil:
		f.Close()
		return nil, &ReadError{d.File, err}
	case info.Size() != d.Size || !info.ModTime().Equal(d.Changed):
		f.Close()
		return nil, fmt.Errorf("%s: %w", d.File, ErrMoved)
	}
	return f, nil
}

// same reads the drop again: a copy taken while someone wrote is of neither version.
func (v *Vault) same(d Drop, sum string, size int64) error {
	f, err := openStill(d)
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, f)
	if err != nil {
		return &ReadError{d.File, err}
	}
	if n != size || n != d.Size || hex.EncodeToString(h.Sum(nil)) != sum {
		return fmt.Errorf("%s: %w", d.File, ErrMoved)
	}
	return nil
}

// source tells errors of reading from those of writing.
type source struct {
	r   io.Reader
	err error
}

// Read reads.
func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// ReadError says that a drop could not be read.
type ReadError struct {
	File string
	Err  error
}

// Error is the error's text.
func (e *ReadError) Error() string { return fmt.Sprintf("read %s: %v", e.File, e.Err) }

// Unwrap gives the system's error.
func (e *ReadError) Unwrap() error { return e.Err }

// Later says whether an error of a drop is one that time mends: the file changed or vanished, another program has it, the
// share is gone for a moment.
func Later(err error) bool {
	if errors.Is(err, ErrMoved) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, fs.ErrNotExist) {
		return true
	}
	var r *ReadError
	if !errors.As(err, &r) {
		return false
	}
	for _, e := range passing {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// Whole says whether a file ends where its contents do: the directory of a zip is at its end, and a file of nothing but
// zeros has a size and no bytes yet. Of other formats nothing can be said.
func Whole(d Drop) bool {
	f, err := os.Open(d.Path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, 512)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return false // also a file of no bytes
	}
	head = head[:n]
	switch {
	case strings.HasPrefix(string(head), "PK"):
		_, err := zip.NewReader(f, d.Size)
		return err == nil
	case strings.Trim(string(head), "\x00") == "":
		return false
	}
	return true
}
