package docx

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"html"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/xml"
)

// nestedAtMost is how many files may lie within each other: a workbook in a Word file, and one more. An object of OLE and a
// message count like a package.
const nestedAtMost = 4

// Traces calls found with every text that stands in a file, whether anybody is shown it or not, until it says true, which
// Traces then returns: beside the words also comments, what was deleted or hidden, headers, properties, descriptions of
// pictures, where links lead, names of parts and of elements, what stands in a package beside its parts, and the same of files
// within it: packages wherever they lie, also behind a picture or in an object, streams of OLE files, parts of MIME messages.
// HTML and RTF are read in UTF-8 or GBK. Of everything else (a metafile, a stream of a .doc) it finds what is written in UTF-8,
// UTF-16 or GBK, and is neither compressed nor encoded. Words that pictures show are not found, nor those of objects that RTF
// holds in hexadecimal digits or flat OPC in Base64.
//
// It is an error if a part or a message cannot be read, or lies deeper or is longer than the limits allow: then nobody knows what
// is in it. An OLE file that is damaged is none: it is read as far as it can be, and its bytes as they are. Traces leaves b as it
// is.
func Traces(b []byte, lim Limits, found func(text string) bool) (bool, error) {
	t := &tracer{lim: lim.orDefault(), found: found, names: map[string]bool{}}
	t.left = t.lim.Total
	return t.file(slices.Clip(b), 0) // the lexer writes into what has room for a byte more
}

type tracer struct {
	lim   Limits
	left  int64 // of Limits.Total
	found func(text string) bool
	names map[string]bool // of elements and attributes that were looked at
}

func (t *tracer) file(b []byte, depth int) (bool, error) {
	if !isZip(b) {
		return t.part(b, depth)
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return false, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if found, err := t.entries(z, depth); found || err != nil {
		return found, err
	}
	gaps, err := besidesEntries(b, z)
	if err != nil {
		return false, err
	}
	if t.inBinary(bytes.Join(gaps, []byte("\x00\x00"))) {
		return true, nil
	}
	for _, gap := range gaps {
		if found, err := t.packages(gap, depth); found || err != nil {
			return found, err
		}
	}
	return false, nil
}

func (t *tracer) entries(z *zip.Reader, depth int) (bool, error) {
	if depth == nestedAtMost {
		return false, ErrTooDeep
	}
	names := []string{z.Comment}
	for _, f := range z.File {
		names = append(names, f.Name, f.Comment)
	}
	if t.found(strings.Join(names, "\n")) {
		return true, nil
	}
	for _, f := range z.File {
		if found, err := t.within(f, depth); found || err != nil {
			return found, err
		}
	}
	return false, nil
}

// besidesEntries is a package without the data of its entries: what lies before, between and behind them, and its directory,
// in which names and comments may be of any code page.
func besidesEntries(b []byte, z *zip.Reader) ([][]byte, error) {
	data := make([]Range, 0, len(z.File))
	for _, f := range z.File {
		at, err := f.DataOffset()
		if err != nil || at < 0 || at > int64(len(b)) {
			return nil, fmt.Errorf("part %s: %w", f.Name, errors.Join(ErrDamaged, err))
		}
		r := Range{int(at), int(at) + int(min(f.CompressedSize64, uint64(int64(len(b))-at)))}
		if bytes.HasSuffix(b[:at], []byte(f.Name)) {
			r.Start -= len(f.Name) // as the directory says it
		}
		data = append(data, r)
	}
	slices.SortFunc(data, func(a, b Range) int { return cmp.Compare(a.Start, b.Start) })
	var gaps [][]byte
	from := 0
	for _, r := range append(data, Range{len(b), len(b)}) {
		if r.Start > from {
			gaps = append(gaps, b[from:r.Start:r.Start])
		}
		from = max(from, r.End)
	}
	return gaps, nil
}

// How many packages are looked at in what is none, and how many ends of packages are tried: an object holds one, an old workbook
// may hold some, and other bytes may look like an end.
const (
	packagesAtMost = 16
	endsAtMost     = 1000
)

// packages looks at the packages that lie anywhere in what is none, from the first beginning of an entry to each end of a
// directory: a package finds its entries from its end. One that is damaged is an error after all have been looked at.
func (t *tracer) packages(b []byte, depth int) (bool, error) {
	at := bytes.Index(b, []byte(zipLocal))
	if at < 0 {
		return false, nil
	}
	b = b[at:]
	var damaged error
	for end, ends, n := 0, 0, 0; ; ends++ {
		next := bytes.Index(b[end:], []byte(zipEnd))
		if next < 0 || end+next+endRecord > len(b) {
			return false, damaged
		}
		if n == packagesAtMost || ends == endsAtMost {
			return false, ErrTooManyParts
		}
		end += next + endRecord
		comment := int(binary.LittleEndian.Uint16(b[end-2:]))
		z, err := zip.NewReader(bytes.NewReader(b), int64(min(end+comment, len(b))))
		if err != nil {
			continue // bytes that look like an end
		}
		n++
		switch found, err := t.entries(z, depth); {
		case errors.Is(err, ErrDamaged):
			damaged = err
		case found || err != nil:
			return found, err
		}
	}
}

// inflated are the buffers of parts: a part with a picture is as long as all words of a file.
var inflated = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// mostInflated is what a buffer may hold that is kept.
const mostInflated = 8 << 20

// within looks at a part.
func (t *tracer) within(f *zip.File, depth int) (bool, error) {
	r, err := f.Open()
	if err != nil {
		return false, fmt.Errorf("part %s: %w", f.Name, errors.Join(ErrDamaged, err))
	}
	defer r.Close()
	found, err := t.from(r, depth)
	if err != nil {
		return false, fmt.Errorf("part %s: %w", f.Name, err)
	}
	return found, nil
}

// from looks at the file that r gives, within one of that depth.
func (t *tracer) from(r io.Reader, depth int) (bool, error) {
	if depth == nestedAtMost {
		return false, ErrTooDeep
	}
	b := inflated.Get().(*bytes.Buffer)
	b.Reset()
	if err := t.read(b, r); err != nil {
		return false, err
	}
	found, err := t.file(b.Bytes(), depth+1)
	if b.Cap() <= mostInflated {
		inflated.Put(b)
	}
	return found, err
}

func (t *tracer) read(b *bytes.Buffer, r io.Reader) error {
	most := min(t.lim.Part, t.left)
	n, err := b.ReadFrom(io.LimitReader(r, most+1))
	t.left -= n
	switch {
	case err != nil:
		return errors.Join(ErrDamaged, err)
	case n > most:
		return ErrTooLarge
	}
	return nil
}

// part looks at what is no package.
func (t *tracer) part(b []byte, depth int) (bool, error) {
	if text, err := decodeXML(b); err == nil && bytes.HasPrefix(bytes.TrimSpace(text), []byte("<")) {
		return t.markup(text)
	}
	if b = besidesPixels(b); t.inBinary(b) {
		return true, nil
	}
	if found, err := t.inForm(b, depth); found || err != nil {
		return found, err
	}
	found, err := t.packages(b, depth)
	if isOLE(b) && errors.Is(err, ErrDamaged) {
		err = nil // whose sectors lie in another order; its streams were looked at
	}
	return found, err
}

// inBinary looks at what may be anything. In UTF-16, words may begin at odd bytes; letters and digits are in GBK what they are
// in UTF-8.
func (t *tracer) inBinary(b []byte) bool {
	if len(b) == 0 {
		return false
	}
	narrow, gbk := textIn(b, utf8Rune), textIn(b, gbkRune)
	return t.found(string(narrow)) || !bytes.Equal(narrow, gbk) && t.found(string(gbk)) ||
		t.found(string(textIn(b, utf16Rune))) || t.found(string(textIn(b[1:], utf16Rune)))
}

// markup looks at the text between tags, an element a line, and at what stands in the tags: apart, so that no tag comes between the
// parts of a word. A name of an element or an attribute is looked at once: they are most of a part, and few. Outside of tokens there
// is nothing; a tag that is cut short is one. A NUL, which XML may not hold, would end the lexer: what has one may as well be
// something else.
func (t *tracer) markup(b []byte) (bool, error) {
	if bytes.IndexByte(b, 0) >= 0 {
		if t.inBinary(b) {
			return true, nil
		}
		b = bytes.ReplaceAll(b, []byte{0}, nil)
	}
	var text, besides, names strings.Builder
	line := func(data []byte) {
		besides.Write(data)
		besides.WriteByte('\n')
	}
	name := func(data []byte) {
		if !t.names[string(data)] {
			t.names[string(data)] = true
			names.Write(data)
			names.WriteByte(' ')
		}
	}
	lx := xml.NewLexer(parse.NewInputBytes(b))
	for {
		kind, data := lx.Next()
		switch kind {
		case xml.ErrorToken:
			if err := lx.Err(); !errors.Is(err, io.EOF) {
				return false, errors.Join(ErrDamaged, err)
			}
			return t.found(text.String()) || t.found(besides.String()) || t.found(names.String()), nil
		case xml.TextToken:
			text.Write(characters(data))
		case xml.CDATAToken:
			text.Write(lx.Text())
		case xml.StartTagToken, xml.StartTagPIToken:
			name(data)
		case xml.EndTagToken:
			text.WriteByte('\n')
			name(data)
		case xml.CommentToken, xml.DOCTYPEToken:
			line(data)
		case xml.AttributeToken:
			name(lx.Text())
			line([]byte(unpercent(string(characters(bytes.Trim(lx.AttrVal(), `"'`))))))
		}
	}
}

// characters replaces the references of XML and those that HTML has besides, such as &middot; and &ldquo;, which stand in names.
func characters(v []byte) []byte {
	if bytes.IndexByte(v, '&') < 0 {
		return v
	}
	return []byte(html.UnescapeString(string(v)))
}
