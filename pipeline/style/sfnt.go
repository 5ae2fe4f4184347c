package style

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// sfnt is an open font file and its directory of tables. Tables are read one at a time: of the 14 MB of a Chinese font a
// book needs 1.5, and the embedded files need not be copied to be looked into.
type sfnt struct {
	r      io.ReaderAt
	size   int64
	tables map[string]extent
	close  func() error
}

type extent struct{ offset, length int64 }

// maxFont is the largest font file that is opened; the largest Chinese ones have 50 MB.
const maxFont = 256 << 20

// fontSource is where a font is: a file and, where that is a collection, which of its fonts.
type fontSource struct {
	fsys  fs.FS
	file  string
	index int
}

func (s fontSource) String() string {
	if s.index == 0 {
		return s.file
	}
	return fmt.Sprintf("%s, font %d", s.file, s.index+1)
}

// open reads the directory of a font. The caller closes it.
func (s fontSource) open() (*sfnt, error) {
	f, err := openFile(s.fsys, s.file)
	if err != nil {
		return nil, err
	}
	if err := f.readDirectory(s.index); err != nil {
		return nil, errors.Join(err, f.close())
	}
	return f, nil
}

func openFile(fsys fs.FS, name string) (*sfnt, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open font: %w", err)
	}
	s := &sfnt{close: file.Close}
	if err := s.attach(file); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return s, nil
}

func (s *sfnt) attach(file fs.File) error {
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("open font: %w", err)
	}
	switch {
	case info.Size() == 0:
		return fmt.Errorf("%w: the file is empty", ErrFont)
	case info.Size() > maxFont:
		return fmt.Errorf("%w: %d MB is more than any font has", ErrFont, info.Size()>>20)
	}
	if r, ok := file.(io.ReaderAt); ok {
		s.r, s.size = r, info.Size()
		return nil
	}
	data, err := io.ReadAll(io.LimitReader(file, maxFont))
	if err != nil {
		return fmt.Errorf("read font: %w", err)
	}
	s.r, s.size = bytes.NewReader(data), int64(len(data))
	return nil
}

// Versions of a font file (OpenType, "Organization of an OpenType Font").
const (
	versionTrueType   = 0x00010000
	versionAppleTrue  = 0x74727565 // "true"
	versionCFF        = 0x4F54544F // "OTTO"
	versionCollection = 0x74746366 // "ttcf"
)

// collection returns where the fonts of a file begin: at 0 in one that is no collection.
func (s *sfnt) collection() ([]int64, error) {
	const head, most = 12, 64 // the largest Chinese collections hold ten
	b, err := s.bytes(0, head)
	if err != nil {
		return nil, err
	}
	if binary.BigEndian.Uint32(b) != versionCollection {
		return []int64{0}, nil
	}
	n := binary.BigEndian.Uint32(b[8:])
	if n == 0 || n > most {
		return nil, fmt.Errorf("%w: a collection of %d fonts", ErrFont, n)
	}
	if b, err = s.bytes(head, int64(n)*4); err != nil {
		return nil, err
	}
	offsets := make([]int64, n)
	for i := range offsets {
		offsets[i] = int64(binary.BigEndian.Uint32(b[4*i:]))
	}
	return offsets, nil
}

func (s *sfnt) readDirectory(index int) error {
	const head, entry = 12, 16
	offsets, err := s.collection()
	if err != nil {
		return err
	}
	if index >= len(offsets) {
		return fmt.Errorf("%w: a collection of %d fonts", ErrFont, len(offsets))
	}
	b, err := s.bytes(offsets[index], head)
	if err != nil {
		return err
	}
	switch v := binary.BigEndian.Uint32(b); v {
	case versionTrueType, versionAppleTrue:
	case versionCFF:
		return fmt.Errorf("%w: no TrueType outlines (an OpenType/CFF font); convert it to .ttf", ErrFont)
	default:
		return fmt.Errorf("%w: not a TrueType file", ErrFont)
	}
	n := int(binary.BigEndian.Uint16(b[4:]))
	if b, err = s.bytes(offsets[index]+head, int64(n)*entry); err != nil {
		return err
	}
	s.tables = make(map[string]extent, n)
	for ; len(b) > 0; b = b[entry:] {
		s.tables[string(b[:4])] = extent{int64(binary.BigEndian.Uint32(b[8:])), int64(binary.BigEndian.Uint32(b[12:]))}
	}
	for _, tag := range []string{"glyf", "loca", "cmap", "head", "hhea", "hmtx", "maxp"} {
		if _, ok := s.tables[tag]; !ok {
			return fmt.Errorf("%w: no table %q", ErrFont, tag)
		}
	}
	return nil
}

// bytes reads a stretch of the file.
func (s *sfnt) bytes(offset, length int64) ([]byte, error) {
	if offset < 0 || length < 0 || offset+length > s.size {
		return nil, fmt.Errorf("%w: the file ends early", ErrFont)
	}
	b := make([]byte, length)
	if _, err := s.r.ReadAt(b, offset); err != nil && (!errors.Is(err, io.EOF) || offset+length != s.size) {
		return nil, fmt.Errorf("read font: %w", err)
	}
	return b, nil
}

// table reads a table that must have at least the given length. A table that is missing is empty.
func (s *sfnt) table(tag string, atLeast int) ([]byte, error) {
	t := s.tables[tag]
	if t.length < int64(atLeast) {
		return nil, fmt.Errorf("%w: table %q is too short", ErrFont, tag)
	}
	return s.bytes(t.offset, t.length)
}

// tableHeads are the tables that say how large things are.
type tableHeads struct {
	head, hhea, maxp []byte
	upem             int // units per em
	glyphs           int
	metrics          int // long metrics in hmtx; the last holds for all glyphs after it
	longLoca         bool
}

func (s *sfnt) heads() (h tableHeads, err error) {
	if h.head, err = s.table("head", 54); err != nil {
		return h, err
	}
	if h.hhea, err = s.table("hhea", 36); err != nil {
		return h, err
	}
	if h.maxp, err = s.table("maxp", 32); err != nil {
		return h, err
	}
	h.upem = int(binary.BigEndian.Uint16(h.head[18:]))
	h.longLoca = binary.BigEndian.Uint16(h.head[50:]) != 0
	h.metrics = int(binary.BigEndian.Uint16(h.hhea[34:]))
	h.glyphs = int(binary.BigEndian.Uint16(h.maxp[4:]))
	if h.upem == 0 || h.glyphs == 0 || h.metrics == 0 || h.metrics > h.glyphs {
		return h, fmt.Errorf("%w: impossible sizes", ErrFont)
	}
	return h, nil
}
