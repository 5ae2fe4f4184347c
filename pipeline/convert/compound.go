package convert

import (
	"bytes"
	"encoding/binary"
	"errors"
	"unicode/utf16"
)

// errBroken and errTooMuch end a plain reading: then there is no second opinion on the words of the file.
var (
	errBroken  = errors.New("structure contradicts itself")
	errTooMuch = errors.New("too large to read plainly")
)

var le = binary.LittleEndian

// compound is a compound file ([MS-CFB]): a file system in a file. Chains of sectors come from whoever made the file;
// none is followed further than there are sectors.
type compound struct {
	b    []byte
	size int      // of a sector
	fat  []uint32 // the sector after each
	mini []uint32 // the same for the sectors of the mini stream, of 64 bytes
	data []byte   // the mini stream
	dir  []byte
}

const (
	cfbMagic    = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
	cfbEnd      = 0xFFFFFFFE // of a chain
	cfbNone     = 0xFFFFFFFF // no entry
	cfbHeader   = 512
	cfbEntry    = 128  // bytes of a directory entry
	cfbMiniSize = 64   // bytes of a sector of the mini stream
	cfbCutoff   = 4096 // streams shorter than that lie in the mini stream
)

func openCompound(b []byte) (*compound, error) {
	if len(b) < cfbHeader || !bytes.HasPrefix(b, []byte(cfbMagic)) {
		return nil, errBroken
	}
	shift := le.Uint16(b[30:])
	if shift != 9 && shift != 12 {
		return nil, errBroken
	}
	c := &compound{b: b, size: 1 << shift}
	if err := c.readFAT(); err != nil {
		return nil, err
	}
	var err error
	if c.dir, err = c.chain(le.Uint32(b[48:])); err != nil {
		return nil, err
	}
	if len(c.dir) < cfbEntry {
		return nil, errBroken
	}
	if first := le.Uint32(b[60:]); first < cfbEnd {
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
func (c *compound) sector(n uint32) ([]byte, error) {
	at := (int64(n) + 1) * int64(c.size)
	if at >= int64(len(c.b)) {
		return nil, errBroken
	}
	return c.b[at:min(at+int64(c.size), int64(len(c.b)))], nil
}

// readFAT collects the table of sectors: the first 109 sectors it lies in are named in the header, the others in a chain.
func (c *compound) readFAT() error {
	names := uint32s(c.b[76:cfbHeader])
	next := le.Uint32(c.b[68:])
	for left := len(c.b) / c.size; next < cfbEnd && left > 0; left-- {
		s, err := c.sector(next)
		if err != nil || len(s) < c.size {
			return errBroken
		}
		more := uint32s(s)
		names = append(names, more[:len(more)-1]...)
		next = more[len(more)-1]
	}
	for _, n := range names {
		if n >= cfbEnd || len(c.fat) > len(c.b)/c.size {
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

// chain joins the sectors from the one given on.
func (c *compound) chain(n uint32) ([]byte, error) {
	var out []byte
	for n < cfbEnd {
		s, err := c.sector(n)
		if err != nil || int64(n) >= int64(len(c.fat)) || len(out) > len(c.b) {
			return nil, errBroken
		}
		out = append(out, s...)
		n = c.fat[n]
	}
	return out, nil
}

// miniChain is chain for the mini stream.
func (c *compound) miniChain(n uint32) ([]byte, error) {
	var out []byte
	for n < cfbEnd {
		at := int64(n) * cfbMiniSize
		if int64(n) >= int64(len(c.mini)) || at+cfbMiniSize > int64(len(c.data)) || len(out) > len(c.data) {
			return nil, errBroken
		}
		out = append(out, c.data[at:at+cfbMiniSize]...)
		n = c.mini[n]
	}
	return out, nil
}

// stream is the content of a stream of the root: those of embedded documents, which may be of the same name, lie in
// folders below it. The entries of a folder are a binary tree.
func (c *compound) stream(name string) ([]byte, error) {
	entries := uint32(len(c.dir) / cfbEntry)
	seen := make([]bool, entries)
	todo := []uint32{le.Uint32(c.dir[76:])} // the root's child
	for len(todo) > 0 {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if i >= entries || seen[i] {
			continue
		}
		seen[i] = true
		e := c.dir[int(i)*cfbEntry:][:cfbEntry]
		if e[66] == 2 && entryName(e) == name {
			return c.content(e)
		}
		todo = append(todo, le.Uint32(e[68:]), le.Uint32(e[72:]))
	}
	return nil, errBroken
}

func (c *compound) content(entry []byte) ([]byte, error) {
	first, size := le.Uint32(entry[116:]), int(le.Uint32(entry[120:]))
	var b []byte
	var err error
	if size < cfbCutoff {
		b, err = c.miniChain(first)
	} else {
		b, err = c.chain(first)
	}
	if err == nil && len(b) < size {
		err = errBroken
	}
	if err != nil {
		return nil, err
	}
	return b[:size], nil
}

func entryName(e []byte) string {
	n := int(le.Uint16(e[64:]))
	if n < 2 || n > 64 {
		return ""
	}
	return string(utf16.Decode(uint16s(e[:n-2])))
}

func uint16s(b []byte) []uint16 {
	out := make([]uint16, len(b)/2)
	for i := range out {
		out[i] = le.Uint16(b[2*i:])
	}
	return out
}

func uint32s(b []byte) []uint32 {
	out := make([]uint32, len(b)/4)
	for i := range out {
		out[i] = le.Uint32(b[4*i:])
	}
	return out
}
