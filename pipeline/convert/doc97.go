package convert

import (
	"encoding/binary"
	"errors"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"

	"huibian/pipeline/internal/cfb"
)

// errBroken and errTooMuch end a plain reading: then there is no second opinion on the words of the file.
var (
	errBroken  = errors.New("structure contradicts itself")
	errTooMuch = errors.New("too large to read plainly")
)

var le = binary.LittleEndian

// The plain reading of a Word 97–2003 file: its characters lie in pieces, the table of which is in another stream
// ([MS-DOC] 2.4.1, "Retrieving Text"). Runs and styles are left alone, so deleted and hidden text is among the words, as
// it is among those of the conversion.

// Offsets in the file information block ([MS-DOC] 2.5).
const (
	fibVersion = 0x02
	fibFlags   = 0x0A
	fibLengths = 0x4C // characters of each part of the document, see docParts
	fibClx     = 0x1A2
	fibEnd     = 0x1AA

	fibEncrypted = 0x0100
	fibTable1    = 0x0200 // the table is in the stream 1Table, not 0Table
)

// docParts are the parts of a document in the order in which their characters follow one another. Headers are not
// compared: Word keeps ones that no page shows, which LibreOffice leaves out.
var docParts = []struct{ compared bool }{
	{true},  // the body
	{true},  // footnotes
	{false}, // headers and footers
	{false}, // reserved
	{true},  // comments
	{true},  // endnotes
	{true},  // text boxes
	{false}, // text boxes of headers
}

// wordVersion tells the Word files of some versions of the format apart; a file that cannot be read is of none.
func wordVersion(from, to uint16) func([]byte) bool {
	return func(b []byte) bool {
		_, fib, err := openDoc(b)
		v := uint16(0)
		if err == nil {
			v = le.Uint16(fib[fibVersion:])
		}
		return err == nil && from <= v && v <= to
	}
}

func docLocked(b []byte) bool {
	_, fib, err := openDoc(b)
	return err == nil && le.Uint16(fib[fibFlags:])&fibEncrypted != 0
}

// openDoc returns the main stream, which begins with at least the first part of the file information block.
func openDoc(b []byte) (*cfb.File, []byte, error) {
	c, err := cfb.Open(b)
	if err != nil {
		return nil, nil, err
	}
	main, err := c.Stream("WordDocument")
	if err == nil && len(main) < 32 {
		err = errBroken
	}
	return c, main, err
}

func docWords(b []byte) ([]string, error) {
	c, main, err := openDoc(b)
	if err != nil {
		return nil, err
	}
	if len(main) < fibEnd {
		return nil, errBroken
	}
	name := "0Table"
	if le.Uint16(main[fibFlags:])&fibTable1 != 0 {
		name = "1Table"
	}
	table, err := c.Stream(name)
	if err != nil {
		return nil, err
	}
	at, n := int64(le.Uint32(main[fibClx:])), int64(le.Uint32(main[fibClx+4:]))
	if at+n > int64(len(table)) {
		return nil, errBroken
	}
	chars, err := pieces(main, table[at:at+n])
	if err != nil {
		return nil, err
	}
	var w words
	for i, part := range docParts {
		n := int64(le.Uint32(main[fibLengths+4*i:]))
		if n > int64(len(chars)) {
			return nil, errBroken
		}
		if part.compared {
			w.doc(utf16.Decode(chars[:n]))
		}
		chars = chars[n:]
	}
	return w.done, nil
}

// pieces joins the characters of the pieces, as UTF-16 ([MS-DOC] 2.9.38).
func pieces(main, clx []byte) ([]uint16, error) {
	for len(clx) > 3 && clx[0] == 1 { // properties, which do not matter here
		n := 3 + int(le.Uint16(clx[1:]))
		if n > len(clx) {
			return nil, errBroken
		}
		clx = clx[n:]
	}
	if len(clx) < 5 || clx[0] != 2 {
		return nil, errBroken
	}
	clx = clx[5:]
	n := (len(clx) - 4) / 12 // n+1 positions of 4 bytes, n pieces of 8
	var out []uint16
	for i := range n {
		from, to := le.Uint32(clx[4*i:]), le.Uint32(clx[4*i+4:])
		if to < from || int64(len(out))+int64(to-from) > int64(len(main)) { // each character is a byte of it, at least
			return nil, errBroken
		}
		if len(out)+int(to-from) > maxChars {
			return nil, errTooMuch
		}
		fc, count := int64(le.Uint32(clx[4*(n+1)+8*i+2:])), int64(to-from)
		wide := fc&(1<<30) == 0
		fc &= 1<<30 - 1
		if !wide {
			fc /= 2
			if fc+count > int64(len(main)) {
				return nil, errBroken
			}
			for _, c := range main[fc : fc+count] {
				out = append(out, uint16(charmap.Windows1252.DecodeByte(c)))
			}
			continue
		}
		if fc+2*count > int64(len(main)) {
			return nil, errBroken
		}
		out = append(out, uint16s(main[fc:fc+2*count])...)
	}
	return out, nil
}

// doc takes the characters of one part.
func (w *words) doc(chars []rune) {
	var fields fieldStack
	for _, r := range chars {
		switch r {
		case 0x13:
			fields.begin()
		case 0x14:
			if fields.separate() {
				w.rune(computedMark)
			}
		case 0x15:
			if fields.end() {
				w.rune(computedMark)
			}
		case '\r', 0x07, '\f', 0x0E: // end of a paragraph, a cell, a section, a column
			if fields.shown() {
				w.end()
			}
		default:
			if !fields.code(r) && fields.shown() {
				w.rune(r)
			}
		}
	}
	w.end()
}

func uint16s(b []byte) []uint16 {
	out := make([]uint16, len(b)/2)
	for i := range out {
		out[i] = le.Uint16(b[2*i:])
	}
	return out
}
