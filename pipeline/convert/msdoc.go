package convert

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"unicode/utf16"

	"github.com/richardlehane/mscfb"
	"golang.org/x/text/encoding/charmap"
)

// Where things lie in the file information block at the beginning of the WordDocument stream ([MS-DOC] 2.5).
const (
	fibFlags     = 0x0A
	fibEncrypted = 0x0100
	fibTable1    = 0x0200
	fibText      = 0x4C  // ccpText, the characters of the body; those of the footnotes follow
	fibClx       = 0x1A2 // fcClx and lcbClx: the pieces
	fibMin       = fibClx + 8
)

// docWords is the text of the body and the footnotes of a .doc, a paragraph or cell a line, from its pieces. Text that
// is hidden or deleted is among it: the conversion has it as well, as such.
func docWords(src []byte) (plain, bool) {
	streams, ok := docStreams(src)
	main := streams["WordDocument"]
	if !ok || len(main) < fibMin {
		return plain{}, false
	}
	flags := binary.LittleEndian.Uint16(main[fibFlags:])
	if flags&fibEncrypted != 0 {
		return plain{}, false
	}
	table := streams["0Table"]
	if flags&fibTable1 != 0 {
		table = streams["1Table"]
	}
	plc, ok := pieceTable(slice(table, u32(main, fibClx), u32(main, fibClx+4)))
	if !ok {
		return plain{}, false
	}
	limit := int(u32(main, fibText)) + int(u32(main, fibText+4))
	return pieces(main, plc, limit)
}

// docStreams are the three streams of a compound file that hold text.
func docStreams(src []byte) (streams map[string][]byte, ok bool) {
	defer func() {
		if recover() != nil { // a directory that leads nowhere
			ok = false
		}
	}()
	doc, err := mscfb.New(bytes.NewReader(src))
	if err != nil {
		return nil, false
	}
	streams = map[string][]byte{}
	for e, err := doc.Next(); err == nil; e, err = doc.Next() {
		switch e.Name {
		case "WordDocument", "0Table", "1Table":
			if len(e.Path) > 0 || e.Size > int64(len(src)) {
				continue // of an embedded document
			}
			b, err := io.ReadAll(io.LimitReader(e, int64(len(src))))
			if err != nil {
				return nil, false
			}
			streams[e.Name] = b
		}
	}
	return streams, true
}

func u32(b []byte, at int) uint32 { return binary.LittleEndian.Uint32(b[at:]) }

// slice is b[from:from+n], nil where b does not hold it.
func slice(b []byte, from, n uint32) []byte {
	if uint64(from)+uint64(n) > uint64(len(b)) {
		return nil
	}
	return b[from : from+n]
}

// pieceTable is the PlcPcd in a Clx ([MS-DOC] 2.9.38), behind any number of property lists.
func pieceTable(clx []byte) ([]byte, bool) {
	for len(clx) > 5 {
		switch clx[0] {
		case 1:
			n := 3 + int(binary.LittleEndian.Uint16(clx[1:]))
			if n > len(clx) {
				return nil, false
			}
			clx = clx[n:]
		case 2:
			plc := slice(clx, 5, u32(clx, 1))
			return plc, len(plc) >= 16 && (len(plc)-4)%12 == 0
		default:
			return nil, false
		}
	}
	return nil, false
}

// pieces reads the first limit characters.
func pieces(main, plc []byte, limit int) (plain, bool) {
	n := (len(plc) - 4) / 12
	var f fieldFilter
	for i := range n {
		from, to := int(u32(plc, 4*i)), int(u32(plc, 4*i+4))
		to = min(to, limit)
		if from >= to {
			continue
		}
		count := uint32(to - from)
		at := u32(plc, 4*(n+1)+8*i+2)
		if at&(1<<30) != 0 {
			b, err := charmap.Windows1252.NewDecoder().Bytes(slice(main, at&^(1<<30)/2, count))
			if err != nil {
				return plain{}, false
			}
			f.write(string(b))
			continue
		}
		b := slice(main, at, 2*count)
		units := make([]uint16, len(b)/2)
		for k := range units {
			units[k] = binary.LittleEndian.Uint16(b[2*k:])
		}
		f.write(string(utf16.Decode(units)))
	}
	return plain{f.out.String(), f.cells}, true
}

// fieldFilter leaves out the instructions and results of fields (a page number is made anew), and turns what ends
// paragraphs and cells into line ends.
type fieldFilter struct {
	out   strings.Builder
	depth int
	cells int
}

func (f *fieldFilter) write(s string) {
	for _, r := range s {
		switch {
		case r == 0x13:
			f.depth++
		case r == 0x15:
			f.depth = max(f.depth-1, 0)
		case f.depth > 0:
		case r == 7:
			f.cells++
			f.out.WriteByte('\n')
		case r == '\r', r == '\v', r == '\f':
			f.out.WriteByte('\n')
		case r >= ' ' || r == '\t':
			f.out.WriteRune(r)
		}
	}
}
