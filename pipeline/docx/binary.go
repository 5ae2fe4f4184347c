package docx

import (
	"bytes"
	"encoding/binary"
	"sync"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// shortestText is the shortest run of characters that is taken for words: in bytes that are none, shorter ones are everywhere.
const shortestText = 3

// textIn finds the words in bytes that are more than words, a run a line. next is the character that bytes begin with, 0 if
// they begin with none, and how many bytes to go on.
func textIn(b []byte, next func([]byte) (rune, int)) []byte {
	var out []byte
	begin, n := 0, 0 // of the run, in out, and its characters
	end := func() {
		if n >= shortestText {
			out = append(out, '\n')
			begin = len(out)
		}
		out, n = out[:begin], 0
	}
	for len(b) > 0 {
		r, size := next(b)
		b = b[size:]
		if r == 0 {
			end()
			continue
		}
		out = utf8.AppendRune(out, r)
		n++
	}
	end()
	return out
}

// written are the characters, of two bytes in UTF-16, of which names and codes are written: Chinese ones, and with them
// letters, digits and signs, of full width as well.
var written = sync.OnceValue(func() *[1 << 16]bool {
	var out [1 << 16]bool
	for r := range out {
		out[r] = r >= ' ' && r <= '~' || unicode.Is(unicode.Han, rune(r)) || r >= 0x2010 && r <= 0x2027 || r >= 0x3000 && r <= 0x301F ||
			r >= 0xFF01 && r <= 0xFF5E || r == '·'
	}
	return &out
})

func word(r rune, size, otherwise int) (rune, int) {
	if r < 1<<16 && written()[r] || r >= 1<<16 && unicode.Is(unicode.Han, r) {
		return r, size
	}
	return 0, otherwise
}

func utf8Rune(b []byte) (rune, int) {
	r, size := utf8.DecodeRune(b)
	return word(r, size, 1)
}

// utf16Rune reads words of two bytes: what begins between them is for who begins a byte later.
func utf16Rune(b []byte) (rune, int) {
	if len(b) < 2 {
		return 0, len(b)
	}
	r := rune(binary.LittleEndian.Uint16(b))
	if utf16.IsSurrogate(r) && len(b) >= 4 {
		return word(utf16.DecodeRune(r, rune(binary.LittleEndian.Uint16(b[2:]))), 4, 2)
	}
	return word(r, 2, 2)
}

// gbkPairs are the characters of GBK by their two bytes, in which Chinese Windows writes properties and names.
var gbkPairs = sync.OnceValue(func() *[1 << 16]rune {
	var out [1 << 16]rune
	decode := charsets["gbk"].NewDecoder()
	for hi := 0x81; hi <= 0xFE; hi++ {
		for lo := 0x40; lo <= 0xFE; lo++ {
			if b, err := decode.Bytes([]byte{byte(hi), byte(lo)}); err == nil && utf8.RuneCount(b) == 1 {
				out[hi<<8|lo], _ = utf8.DecodeRune(b)
			}
		}
	}
	return &out
})

func gbkRune(b []byte) (rune, int) {
	if b[0] < 0x80 {
		return word(rune(b[0]), 1, 1)
	}
	if len(b) < 2 {
		return 0, 1
	}
	return word(gbkPairs()[binary.BigEndian.Uint16(b)], 2, 1)
}

// besidesPixels is a picture without what it shows, which is nearly all of it; of what is no picture, or a damaged one, all.
func besidesPixels(b []byte) []byte {
	switch {
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		return besidesPNG(b)
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		return besidesJPEG(b)
	}
	return b
}

// besidesPNG leaves the IDAT chunks out: each chunk is the length of its data, a name of four letters, data, and a sum of four
// bytes (PNG 3rd ed., 5.3).
func besidesPNG(b []byte) (out []byte) {
	for b = b[8:]; len(b) >= 12; {
		n := uint64(binary.BigEndian.Uint32(b)) + 12
		if n > uint64(len(b)) {
			break
		}
		if string(b[4:8]) != "IDAT" {
			out = append(out, b[:n]...)
		}
		b = b[n:]
	}
	return append(out, b...)
}

// besidesJPEG leaves out what follows the segments that begin a scan, to the next marker (ITU-T T.81, B.1.1).
func besidesJPEG(b []byte) (out []byte) {
	for b = b[2:]; len(b) >= 4 && b[0] == 0xFF; {
		kind, n := b[1], int(binary.BigEndian.Uint16(b[2:]))+2
		if kind == 0xD9 || n > len(b) { // the end of the picture; what is behind it is something else
			break
		}
		out = append(out, b[:n]...)
		b = b[n:]
		for kind == 0xDA && len(b) > 1 && (b[0] != 0xFF || b[1] == 0 || b[1] >= 0xD0 && b[1] <= 0xD7) {
			next := bytes.IndexByte(b[1:], 0xFF)
			if next < 0 {
				return out
			}
			b = b[next+1:]
		}
	}
	return append(out, b...)
}
