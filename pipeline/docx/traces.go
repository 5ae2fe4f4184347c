package docx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/xml"
)

// nestedAtMost is how many packages may lie within each other: a workbook in a Word file, and one more.
const nestedAtMost = 4

// Traces calls found with every text that stands in a file, whether anybody is shown it or not, until it says true, which
// Traces then returns: beside the words also comments, what was deleted or hidden, headers, properties, descriptions of
// pictures, where links lead, names of parts, and the same of files within it. Of what is neither a package nor XML (a .doc,
// an embedded object, a metafile) it finds what is written in UTF-8, UTF-16 or GBK, and is not compressed. Words that pictures
// show are not found. It is an error if a part cannot be read: then nobody knows what is in it.
func Traces(b []byte, lim Limits, found func(text string) bool) (bool, error) {
	t := &tracer{lim: lim.orDefault(), found: found}
	t.left = t.lim.Total
	return t.file(b, 0)
}

type tracer struct {
	lim   Limits
	left  int64 // of Limits.Total
	found func(text string) bool
}

func (t *tracer) file(b []byte, depth int) (bool, error) {
	if !isZip(b) {
		return t.part(b)
	}
	if depth == nestedAtMost {
		return false, ErrTooDeep
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return false, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if t.found(z.Comment) {
		return true, nil
	}
	for _, f := range z.File {
		if t.found(f.Name) || t.found(f.Comment) {
			return true, nil
		}
		if found, err := t.within(f, depth); found || err != nil {
			return found, err
		}
	}
	return false, nil
}

// inflated are the buffers of parts: a part with a picture is as long as all words of a file.
var inflated = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// mostInflated is what a buffer may hold that is kept.
const mostInflated = 8 << 20

// within looks at a part.
func (t *tracer) within(f *zip.File, depth int) (bool, error) {
	b := inflated.Get().(*bytes.Buffer)
	b.Reset()
	if err := t.inflate(b, f); err != nil {
		return false, fmt.Errorf("part %s: %w", f.Name, err)
	}
	found, err := t.file(b.Bytes(), depth+1)
	if b.Cap() <= mostInflated {
		inflated.Put(b)
	}
	return found, err
}

func (t *tracer) inflate(b *bytes.Buffer, f *zip.File) error {
	r, err := f.Open()
	if err != nil {
		return errors.Join(ErrDamaged, err)
	}
	defer r.Close()
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
func (t *tracer) part(b []byte) (bool, error) {
	if text, err := decodeXML(b); err == nil && bytes.HasPrefix(bytes.TrimSpace(text), []byte("<")) {
		return t.markup(text), nil
	}
	if b = besidesPixels(b); len(b) == 0 {
		return false, nil
	}
	return t.found(string(textIn(b, utf8Rune))) || t.found(string(textIn(b, utf16Rune))) || t.found(string(textIn(b[1:], utf16Rune))) ||
		t.found(string(textIn(b, gbkRune))), nil
}

// markup looks at the text between tags, an element a line, and at what stands in the tags: apart, so that no tag comes between the
// parts of a word.
func (t *tracer) markup(b []byte) bool {
	var text, besides strings.Builder
	lx := xml.NewLexer(parse.NewInputBytes(b))
	for {
		kind, data := lx.Next()
		switch kind {
		case xml.ErrorToken:
			return t.found(text.String()) || t.found(besides.String())
		case xml.TextToken:
			text.Write(unescape(data))
		case xml.CDATAToken:
			text.Write(data)
		case xml.EndTagToken:
			text.WriteByte('\n')
		case xml.CommentToken, xml.StartTagPIToken, xml.DOCTYPEToken:
			besides.Write(data)
			besides.WriteByte('\n')
		case xml.AttributeToken:
			besides.WriteString(unpercent(string(unescape(bytes.Trim(lx.AttrVal(), `"'`)))))
			besides.WriteByte('\n')
		}
	}
}
