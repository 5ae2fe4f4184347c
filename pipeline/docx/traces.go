package docx

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/xml"
)

// nestedAtMost is how many packages may lie within each other: a workbook in a Word file, and one more.
const nestedAtMost = 4

// Traces calls found with every text that stands in a file, whether anybody is shown it or not, until it says true, which
// Traces then returns: beside the words also comments, what was deleted or hidden, headers, properties, descriptions of
// pictures, where links lead, names of parts, and the same of files within it. Of what is neither a package nor XML (a .doc,
// an embedded object, a metafile) it finds the Chinese that is written as such files write it. Words that pictures show are
// not found. It is an error if a part cannot be read: then nobody knows what is in it.
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
		inner, err := t.inflate(f)
		if err != nil {
			return false, fmt.Errorf("part %s: %w", f.Name, err)
		}
		if found, err := t.file(inner, depth+1); found || err != nil {
			return found, err
		}
	}
	return false, nil
}

func (t *tracer) inflate(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, errors.Join(ErrDamaged, err)
	}
	defer r.Close()
	most := min(t.lim.Part, t.left)
	b, err := io.ReadAll(io.LimitReader(r, most+1))
	t.left -= int64(len(b))
	switch {
	case err != nil:
		return nil, errors.Join(ErrDamaged, err)
	case int64(len(b)) > most:
		return nil, ErrTooLarge
	}
	return b, nil
}

// part looks at what is no package.
func (t *tracer) part(b []byte) (bool, error) {
	if text, err := decodeXML(b); err == nil && bytes.HasPrefix(bytes.TrimSpace(text), []byte("<")) {
		return t.markup(text), nil
	}
	if len(b) == 0 {
		return false, nil
	}
	return t.found(hanOfUTF8(b)) || t.found(hanOfUTF16(b)) || t.found(hanOfUTF16(b[1:])) || t.found(hanOfGBK(b)), nil
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

// shortestHan is the shortest run of Chinese that is taken for words: in bytes that are none, longer ones hardly occur.
const shortestHan = 3

// hanRuns puts together what next finds at the beginning of bytes: a rune, 0 if there is none, and how many bytes to go on.
func hanRuns(b []byte, next func([]byte) (rune, int)) string {
	var out, run strings.Builder
	n := 0
	end := func() {
		if n >= shortestHan {
			out.WriteString(run.String())
			out.WriteByte('\n')
		}
		run.Reset()
		n = 0
	}
	for i := 0; i < len(b); {
		r, size := next(b[i:])
		i += size
		if r == 0 {
			end()
			continue
		}
		run.WriteRune(r)
		n++
	}
	end()
	return out.String()
}

func hanOfUTF8(b []byte) string {
	return hanRuns(b, func(b []byte) (rune, int) {
		if r, size := utf8.DecodeRune(b); size == 3 && unicode.Is(unicode.Han, r) {
			return r, size
		}
		return 0, 1
	})
}

// hanOfUTF16 reads words of two bytes from the beginning on.
func hanOfUTF16(b []byte) string {
	return hanRuns(b[:len(b)&^1], func(b []byte) (rune, int) {
		if r := rune(binary.LittleEndian.Uint16(b)); unicode.Is(unicode.Han, r) {
			return r, 2
		}
		return 0, 2 // the next word, not the next byte
	})
}

// hanOfGBK finds the characters of GB 2312, in which Chinese Windows writes properties and names.
func hanOfGBK(b []byte) string {
	decode := charsets["gbk"].NewDecoder()
	return hanRuns(b, func(b []byte) (rune, int) {
		if len(b) < 2 || b[0] < 0xB0 || b[0] > 0xF7 || b[1] < 0xA1 {
			return 0, 1
		}
		var out [utf8.UTFMax]byte
		n, _, err := decode.Transform(out[:], b[:2], true)
		if r, _ := utf8.DecodeRune(out[:n]); err == nil && unicode.Is(unicode.Han, r) {
			return r, 2
		}
		return 0, 1
	})
}
