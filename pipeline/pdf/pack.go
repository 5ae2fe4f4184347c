package pdf

import (
	"fmt"
	"slices"
	"strconv"
)

// packSize is how many objects an object stream holds. A viewer that wants one of them inflates all: some 20 KB.
const packSize = 256

// pack is the small objects of a file, which are many and alike: links, names, the elements of the structure. They stand
// compressed in object streams (ISO 32000-1, 7.5.7), which makes a tagged book smaller than one without tags was before.
type pack struct {
	n       int      // objects so far
	head    []byte   // of the stream being filled: numbers and offsets
	body    []byte   // likewise: the objects
	streams [][]byte // full ones
}

// next is the number of the object that is packed next.
func (f *file) next() int { return len(f.objects) + f.packed.n + 1 }

// pack adds an object that is no stream to the object streams and returns its number. The bytes may be used again. It
// comes after all objects that are not packed: these are numbered first.
func (f *file) pack(body []byte) int {
	p, n := &f.packed, f.next()
	p.head = append(strconv.AppendInt(p.head, int64(n), 10), ' ')
	p.head = append(strconv.AppendInt(p.head, int64(len(p.body)), 10), ' ')
	p.body = append(p.body, body...)
	if p.n++; p.n%packSize == 0 {
		f.seal()
	}
	return n
}

// seal ends the object stream being filled.
func (f *file) seal() {
	p := &f.packed
	if len(p.head) == 0 {
		return
	}
	dict := fmt.Sprintf("/Type /ObjStm /N %d /First %d /Filter /FlateDecode", (p.n-1)%packSize+1, len(p.head))
	p.streams = append(p.streams, stream(dict, f.zip.deflate(append(p.head, p.body...))))
	p.head, p.body = p.head[:0], p.body[:0]
}

// Fields of an entry of the cross-reference stream: its kind, an offset or the number of an object stream, and an index.
const (
	xrefFields  = "[1 4 2]"
	xrefColumns = 1 + 4 + 2
)

// xref is a cross-reference stream (7.5.8), which can say what stands in object streams.
type xref []byte

const (
	entryFree = iota
	entryPlain
	entryPacked
)

func (x *xref) add(kind byte, at int64, index int) {
	*x = append(*x, kind, byte(at>>24), byte(at>>16), byte(at>>8), byte(at), byte(index>>8), byte(index))
}

// predicted is each entry as what it differs in from the one before (predictor Up of 7.4.4.4): long rows of the same.
func (x xref) predicted() []byte {
	const up = 2
	out := make([]byte, 0, len(x)/xrefColumns*(xrefColumns+1))
	before := make([]byte, xrefColumns)
	for row := range slices.Chunk(x, xrefColumns) {
		out = append(out, up)
		for i, c := range row {
			out = append(out, c-before[i])
		}
		before = row
	}
	return out
}
