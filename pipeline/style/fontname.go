package style

import (
	"encoding/binary"
	"fmt"
	"unicode/utf16"
)

// Identifiers of the name table (OpenType, "name").
const (
	familyName     = 1 // of four faces at most: regular, bold, italic, bold italic; what Word lists
	fullName       = 4
	postScriptName = 6
)

// fontNames reads the names of a kind from a name table, in the table's order.
func fontNames(b []byte, want uint16) ([]string, error) {
	const headLen, recordLen, windows = 6, 12, 3
	broken := fmt.Errorf("%w: broken name table", ErrFont)
	if len(b) < headLen {
		return nil, broken
	}
	count, strings := int(binary.BigEndian.Uint16(b[2:])), int(binary.BigEndian.Uint16(b[4:]))
	if len(b) < headLen+count*recordLen || strings > len(b) {
		return nil, broken
	}
	var out []string
	for i := range count {
		r := b[headLen+i*recordLen:]
		platform, id := binary.BigEndian.Uint16(r), binary.BigEndian.Uint16(r[6:])
		length, at := int(binary.BigEndian.Uint16(r[8:])), strings+int(binary.BigEndian.Uint16(r[10:]))
		if at+length > len(b) {
			return nil, broken
		}
		if platform == windows && id == want {
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
