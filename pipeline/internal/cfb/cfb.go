package cfb

import (
	"bytes"
	"encoding/binary"
	"errors"
	"unicode/utf16"
)

// ErrBroken says that the structure of a file contradicts itself.
var ErrBroken = errors.New("structure contradicts itself")

var le = binary.LittleEndian

// File is a compound file: a file system in a file. Chains of sectors come from whoever made the file; none is followed further than
// there are sectors.
type File struct {
	b    []byte
	size int      // of a sector
	fat  []uint32 // the sector after each
	mini []uint32 // the same for the sectors of the mini stream, of 64 bytes
	data []byte   // the mini stream
	dir  []byte
}

// Magic is what a compound file begins with.
const Magic = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"

const (
	chainEnd   = 0xFFFFFFFE
	headerSize = 512
	entrySize  = 128  // of the directory
	miniSize   = 64   // of a sector of the mini stream
	miniCutoff = 4096 // streams shorter than that lie in the mini stream
)

// Open reads the tables of a file. An error is ErrBroken.
func Open(b []byte) (*File, error) {
	if len(b) < headerSize || !bytes.HasPrefix(b, []byte(Magic)) {
		return nil, ErrBroken
	}
	shift := le.Uint16(b[30:])
	if shift != 9 && shift != 12 {
		return nil, ErrBroken
	}
	c := &File{b: b, size: 1 << shift}
	if err := c.readFAT(); err != nil {
		return nil, err
	}
	var err error
	if c.dir, err = c.chain(le.Uint32(b[48:])); err != nil {
		return nil, err
	}
	if len(c.dir) < entrySize {
		return nil, ErrBroken
	}
	if first := le.Uint32(b[60:]); first < chainEnd {
		table, err := c.chain(first)
		if err != nil {
			return nil, err
		}
		c.mini = uint32s(table)
		if c.data, err = c.chain(le.Uint32(c.dir[116:])); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// sector is one sector of the file; the last one may be cut short.
func (c *File) sector(n uint32) ([]byte, error) {
	at := (int64(n) + 1) * int64(c.size)
	if at >= int64(len(c.b)) {
		return nil, ErrBroken
	}
	return c.b[at:min(at+int64(c.size), int64(len(c.b)))], nil
}

// readFAT collects the table of sectors: the first 109 sectors it lies in are named in the header, the others in a chain.
func (c *File) readFAT() error {
	names := uint32s(c.b[76:headerSize])
	next := le.Uint32(c.b[68:])
	for left := len(c.b) / c.size; next < chainEnd && left > 0; left-- {
		s, err := c.sector(next)
		if err != nil || len(s) < c.size {
			return ErrBroken
		}
		more := uint32s(s)
		names = append(names, more[:len(more)-1]...)
		next = more[len(more)-1]
	}
	for _, n := range names {
		if n >= chainEnd || len(c.fat) > len(c.b)/c.size {
			break
		}
		s, err := c.sector(n)
		if err != nil {
			return err
		}
		c.fat = append(c.fat, uint32s(s)...)
	}
	return nil
}

// chain joins the sectors from the one given on; with an error, those up to what is wrong.
func (c *File) chain(n uint32) ([]byte, error) {
	var out []byte
	for n < chainEnd {
		s, err := c.sector(n)
		if err != nil || int64(n) >= int64(len(c.fat)) || len(out) > len(c.b) {
			return out, ErrBroken
		}
		out = append(out, s...)
		n = c.fat[n]
	}
	return out, nil
}

// miniChain is chain for the mini stream.
func (c *File) miniChain(n uint32) ([]byte, error) {
	var out []byte
	for n < chainEnd {
		at := int64(n) * miniSize
		if int64(n) >= int64(len(c.mini)) || at+miniSize > int64(len(c.data)) || len(out) > len(c.data) {
			return out, ErrBroken
		}
		out = append(out, c.data[at:at+miniSize]...)
		n = c.mini[n]
	}
	return out, nil
}

// Stream is the content of a stream of the root: those of embedded documents, which may be of the same name, lie in
// folders below it. The entries of a folder are a binary tree.
func (c *File) Stream(name string) ([]byte, error) {
	entries := uint32(len(c.dir) / entrySize)
	seen := make([]bool, entries)
	todo := []uint32{le.Uint32(c.dir[76:])} // the root's child
	for len(todo) > 0 {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if i >= entries || seen[i] {
			continue
		}
		seen[i] = true
		e := c.dir[int(i)*entrySize:][:entrySize]
		if e[66] == 2 && entryName(e) == name {
			return c.content(e)
		}
		todo = append(todo, le.Uint32(e[68:]), le.Uint32(e[72:]))
	}
	return nil, ErrBroken
}

// Streams calls f with the content of every stream, in whatever folder, until f says false. Of one that is damaged it is what can be
// read.
func (c *File) Streams(f func(b []byte) bool) {
	for dir := c.dir; len(dir) >= entrySize; dir = dir[entrySize:] {
		if dir[66] != 2 {
			continue
		}
		if b, _ := c.content(dir[:entrySize]); len(b) > 0 && !f(b) {
			return
		}
	}
}

func (c *File) content(entry []byte) ([]byte, error) {
	first, size := le.Uint32(entry[116:]), int(le.Uint32(entry[120:]))
	var b []byte
	var err error
	if size < miniCutoff {
		b, err = c.miniChain(first)
	} else {
		b, err = c.chain(first)
	}
	if err == nil && len(b) < size {
		err = ErrBroken
	}
	return b[:min(size, len(b))], err
}

func entryName(e []byte) string {
	n := int(le.Uint16(e[64:]))
	if n < 2 || n > 64 {
		return ""
	}
	units := make([]uint16, (n-2)/2)
	for i := range units {
		units[i] = le.Uint16(e[2*i:])
	}
	return string(utf16.Decode(units))
}

func uint32s(b []byte) []uint32 {
	out := make([]uint32, len(b)/4)
	for i := range out {
		out[i] = le.Uint32(b[4*i:])
	}
	return out
}
