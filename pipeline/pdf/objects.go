package pdf

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// file is a PDF as a list of numbered objects. Object n is objects[n-1]: what stands between "obj" and "endobj". The small
// ones that are packed follow.
type file struct {
	objects [][]byte
	later   map[int]func() ([]byte, error) // objects that are made when they are written, by their numbers
	packed  pack
	zip     *zipper
}

var errUnexpected = errors.New("unexpected PDF structure")

// parse takes apart a file as gopdf writes it: one classic cross-reference table, every object in it.
func parse(raw []byte, z *zipper) (*file, error) {
	at := bytes.LastIndex(raw, []byte("startxref\n"))
	if at < 0 {
		return nil, fmt.Errorf("%w: no startxref", errUnexpected)
	}
	line, _, _ := bytes.Cut(raw[at+len("startxref\n"):], []byte("\n"))
	start, err := strconv.Atoi(string(line))
	if err != nil || start < 0 || start > len(raw) {
		return nil, fmt.Errorf("%w: startxref %q", errUnexpected, line)
	}
	const entry = 20 // bytes of an entry, by definition
	table, ok := bytes.CutPrefix(raw[start:], []byte("xref\n0 "))
	head, rows, ok2 := bytes.Cut(table, []byte("\n"))
	n, err := strconv.Atoi(string(head))
	if !ok || !ok2 || err != nil || len(rows) < n*entry {
		return nil, fmt.Errorf("%w: cross-reference table", errUnexpected)
	}
	f := &file{objects: make([][]byte, 0, n+64), later: map[int]func() ([]byte, error){}, zip: z}
	for i := 1; i < n; i++ {
		off, err := strconv.Atoi(string(rows[i*entry : i*entry+10]))
		if err != nil || off > start {
			return nil, fmt.Errorf("%w: offset of object %d", errUnexpected, i)
		}
		end := start
		if i+1 < n {
			if end, err = strconv.Atoi(string(rows[(i+1)*entry : (i+1)*entry+10])); err != nil || end < off || end > start {
				return nil, fmt.Errorf("%w: offset of object %d", errUnexpected, i+1)
			}
		}
		body, err := objectBody(raw[off:end], i)
		if err != nil {
			return nil, err
		}
		f.objects = append(f.objects, body)
	}
	return f, nil
}

func objectBody(b []byte, n int) ([]byte, error) {
	body, ok := bytes.CutPrefix(b, fmt.Appendf(nil, "%d 0 obj\n", n))
	end := bytes.LastIndex(body, []byte("endobj"))
	if !ok || end < 0 {
		return nil, fmt.Errorf("%w: object %d", errUnexpected, n)
	}
	return body[:end], nil
}

// add appends an object and returns its number.
func (f *file) add(body []byte) int {
	f.objects = append(f.objects, body)
	return len(f.objects)
}

// stream makes a stream object of data that is already encoded as dict says ("/Filter /FlateDecode", or "").
func stream(dict string, data []byte) []byte {
	b := make([]byte, 0, len(dict)+len(data)+64)
	b = fmt.Appendf(b, "<< %s /Length %d >>\nstream\n", dict, len(data))
	b = append(b, data...)
	return append(b, "\nendstream\n"...)
}

// splitStream takes a stream object apart: its dictionary with "<<" and ">>", and its data. A dictionary alone has no
// data and ok is false. gopdf puts the end of line before "endstream" into some streams and not into others; data ends
// before it where it is there.
func splitStream(body []byte) (dict, data []byte, ok bool) {
	const begin, end = ">>\nstream\n", "endstream"
	i, j := bytes.Index(body, []byte(begin)), bytes.LastIndex(body, []byte(end))
	if i < 0 || j < i+len(begin) {
		return body, nil, false
	}
	return body[:i+len(">>")], bytes.TrimSuffix(body[i+len(begin):j], []byte("\n")), true
}

// write writes the file. Its trailer, which names root and info, is the dictionary of the cross-reference stream; the ID in
// it is a hash of everything before.
func (f *file) write(w io.Writer, root, info int) error {
	f.seal()
	h := sha256.New()
	buffered := bufio.NewWriterSize(w, 1<<16)
	c := &counter{w: io.MultiWriter(buffered, h)}
	plain, streams := len(f.objects), len(f.objects)+f.packed.n
	last := streams + len(f.packed.streams) + 1
	x := make(xref, 0, (last+1)*xrefColumns)
	x.add(entryFree, 0, 0xFFFF)
	// Four bytes over 127 tell programs that this is a binary file (ISO 19005-2, 6.1.2).
	fmt.Fprint(c, "%PDF-1.7\n%\xE6\xB1\x87\xE7\xBC\x96\n")
	for i, body := range f.objects {
		if later := f.later[i+1]; later != nil {
			var err error
			if body, err = later(); err != nil {
				return err
			}
		}
		x.add(entryPlain, c.object(i+1, body), 0)
	}
	for i := range streams - plain {
		x.add(entryPacked, int64(streams+1+i/packSize), i%packSize)
	}
	for i, body := range f.packed.streams {
		x.add(entryPlain, c.object(streams+1+i, body), 0)
	}
	start := c.n
	x.add(entryPlain, start, 0)
	id := h.Sum(nil)[:16]
	dict := fmt.Sprintf("/Type /XRef /Size %d /Root %d 0 R /Info %d 0 R /ID [<%X> <%X>] /W %s "+
		"/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns %d >>", last+1, root, info, id, id, xrefFields, xrefColumns)
	c.object(last, stream(dict, f.zip.deflate(x.predicted())))
	fmt.Fprintf(c, "startxref\n%d\n%%%%EOF\n", start)
	return cmp.Or(c.err, buffered.Flush())
}

// counter counts bytes and keeps the first error.
type counter struct {
	w   io.Writer
	n   int64
	err error
}

func (c *counter) Write(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	n, err := c.w.Write(p)
	c.n += int64(n)
	c.err = err
	return n, err
}

// object writes an object and returns where it begins.
func (c *counter) object(n int, body []byte) (at int64) {
	at = c.n
	fmt.Fprintf(c, "%d 0 obj\n%sendobj\n", n, body)
	return at
}
