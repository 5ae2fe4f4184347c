package docx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// container is the zip of a Word file: its parts by name (lower case, forward slashes, no leading slash).
type container struct {
	parts map[string]*zip.File
	zip   *zip.Reader
	lim   Limits
	spent int64 // bytes inflated so far, against Limits.Total
	left  int64 // of Limits.Built
}

// partName is the form under which parts are compared: OPC names ignore ASCII case, and some writers put backslashes.
func partName(name string) string {
	return strings.ToLower(strings.ReplaceAll(name, "\\", "/"))
}

func openContainer(b []byte, lim Limits) (*container, error) {
	if !isZip(b) {
		f := Sniff(b)
		if f == FormatEncrypted {
			return nil, fmt.Errorf("opening package: %w", ErrEncrypted)
		}
		return nil, &FormatError{f}
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		tail := b[max(0, len(b)-endRecord-1<<16):]
		if at := bytes.LastIndex(tail, []byte(zipEnd)); at < 0 || len(tail)-at < endRecord {
			return nil, fmt.Errorf("opening package: no end record: %w", ErrTruncated)
		}
		return nil, fmt.Errorf("opening package: %w: %w", ErrDamaged, err)
	}
	if len(z.File) > lim.Parts {
		return nil, fmt.Errorf("opening package: %d parts: %w", len(z.File), ErrTooManyParts)
	}
	c := &container{parts: make(map[string]*zip.File, len(z.File)), zip: z, lim: lim, left: lim.Built}
	for _, f := range z.File {
		if err := c.add(f); err != nil {
			return nil, err
		}
	}
	if f := sniffParts(c, z); f != FormatDocx && f != FormatZip {
		return nil, &FormatError{f}
	}
	return c, nil
}

// sniffParts asks for the format only where the usual main part is missing: it costs an inflate.
func sniffParts(c *container, z *zip.Reader) Format {
	if _, ok := c.parts["word/document.xml"]; ok {
		return FormatDocx
	}
	return sniffZip(z)
}

func (c *container) add(f *zip.File) error {
	name := partName(f.Name)
	if strings.HasSuffix(name, "/") {
		name = strings.TrimSuffix(name, "/")
		if unsafeName(name) {
			return fmt.Errorf("part %q: %w", f.Name, ErrUnsafeName)
		}
		return nil // a folder entry
	}
	if unsafeName(name) {
		return fmt.Errorf("part %q: %w", f.Name, ErrUnsafeName)
	}
	if old, ok := c.parts[name]; ok {
		// Some scripts write a part twice; that is harmless as long as both say the same.
		if old.CRC32 != f.CRC32 || old.UncompressedSize64 != f.UncompressedSize64 {
			return fmt.Errorf("part %q: %w", f.Name, ErrDuplicatePart)
		}
		return nil
	}
	c.parts[name] = f
	return nil
}

func unsafeName(name string) bool {
	if name == "" || name[0] == '/' || len(name) > 1 && name[1] == ':' || strings.IndexByte(name, 0) >= 0 {
		return true
	}
	for rest := name; rest != ""; {
		var segment string
		segment, rest, _ = strings.Cut(rest, "/")
		if segment == ".." {
			return true
		}
	}
	return false
}

func (c *container) has(name string) bool {
	_, ok := c.parts[partName(name)]
	return ok
}

// read inflates a part and counts what comes out. The result has room for one more byte, which the lexer wants.
func (c *container) read(name string) ([]byte, error) {
	b, err := c.inflate(name, c.lim.Total-c.spent)
	c.spent += int64(len(b))
	return b, err
}

func (c *container) inflate(name string, left int64) ([]byte, error) {
	f, ok := c.parts[partName(name)]
	if !ok {
		return nil, fmt.Errorf("part %s: %w", name, errNoPart)
	}
	if f.Flags&1 != 0 {
		return nil, fmt.Errorf("part %s: %w", name, ErrEncrypted)
	}
	declared, stored := f.UncompressedSize64, f.CompressedSize64
	switch {
	case declared > uint64(min(c.lim.Part, left)):
		return nil, fmt.Errorf("part %s: %d bytes: %w", name, declared, ErrTooLarge)
	case declared > ratioFloor && declared/uint64(c.lim.Ratio) > stored:
		return nil, fmt.Errorf("part %s: %d bytes from %d: %w", name, declared, stored, ErrRatio)
	case declared > ratioFloor && declared/1032 > stored: // what deflate can do at most: the header lies
		return nil, fmt.Errorf("part %s: %w", name, ErrDamaged)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("part %s: %w: %w", name, ErrDamaged, err)
	}
	defer r.Close()
	out := make([]byte, declared+1)
	n, err := io.ReadFull(r, out)
	switch {
	case err == nil: // one byte more than declared
		return nil, fmt.Errorf("part %s: longer than declared: %w", name, ErrDamaged)
	case errors.Is(err, io.ErrUnexpectedEOF) && uint64(n) == declared, errors.Is(err, io.EOF) && declared == 0:
		return out[:n], nil
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, fmt.Errorf("part %s: %w", name, ErrTruncated)
	}
	return nil, fmt.Errorf("part %s: %w: %w", name, ErrDamaged, err)
}

// errNoPart is internal: a missing optional part is not an error of the file.
var errNoPart = errors.New("no such part")

// resolve turns a relationship target into a part name, relative to the part that holds it.
func resolve(from, target string) string {
	target = strings.ReplaceAll(target, "\\", "/")
	if i := strings.IndexAny(target, "?#"); i >= 0 {
		target = target[:i]
	}
	target = unpercent(target)
	if strings.HasPrefix(target, "/") {
		return strings.TrimPrefix(path.Clean(target), "/")
	}
	joined := path.Clean("/" + path.Join(path.Dir("/"+from), target)) // the leading slash keeps ../ inside
	return strings.TrimPrefix(joined, "/")
}

// unpercent undoes %20 and its like; a stray percent sign stays.
func unpercent(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			hi, lo := hexDigit(s[i+1]), hexDigit(s[i+2])
			if hi >= 0 && lo >= 0 {
				b.WriteByte(byte(hi<<4 | lo))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
