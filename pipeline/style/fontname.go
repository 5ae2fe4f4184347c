package style

import (
	"encoding/binary"
	"errors"
	"unicode/utf16"

	"github.com/go-text/typesetting/font/opentype"
)

// Identifiers of the name table (OpenType, "name"): a family, its full name, and the family that joins weights.
var familyNames = map[uint16]bool{1: true, 4: true, 16: true}

var errNameTable = errors.New("broken name table")

// fontNames are the family and full names a font file bears, in every language: 仿宋_GB2312 as well as FangSong_GB2312.
func fontNames(data []byte) ([]string, error) {
	ld, err := loader(data)
	if err != nil {
		return nil, err
	}
	b, err := ld.RawTable(opentype.MustNewTag("name"))
	if err != nil {
		return nil, err
	}
	const headLen, recordLen, windows = 6, 12, 3
	if len(b) < headLen {
		return nil, errNameTable
	}
	count, strings := int(binary.BigEndian.Uint16(b[2:])), int(binary.BigEndian.Uint16(b[4:]))
	if len(b) < headLen+count*recordLen || strings > len(b) {
		return nil, errNameTable
	}
	var out []string
	for i := range count {
		r := b[headLen+i*recordLen:]
		platform, id := binary.BigEndian.Uint16(r), binary.BigEndian.Uint16(r[6:])
		length, at := int(binary.BigEndian.Uint16(r[8:])), strings+int(binary.BigEndian.Uint16(r[10:]))
		if at+length > len(b) {
			return nil, errNameTable
		}
		if platform == windows && familyNames[id] {
			out = append(out, utf16BE(b[at:at+length]))
		}
	}
	return out, nil
}

func utf16BE(b []byte) string {
	u := make([]uint16, len(b)/2)
	for i := range u {
		u[i] = binary.BigEndian.Uint16(b[2*i:])
	}
	return string(utf16.Decode(u))
}
