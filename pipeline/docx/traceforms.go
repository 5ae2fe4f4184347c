package docx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"net/textproto"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"

	"huibian/pipeline/internal/cfb"
)

// inForm looks at what lies in the forms in which words do not stand as they are written, by how a file of that form begins: at
// what is not found in its bytes.
func (t *tracer) inForm(b []byte, depth int) (bool, error) {
	for _, f := range []struct {
		is   bool
		look func(b []byte, depth int) (bool, error)
	}{
		{isOLE(b), t.compound},
		{isPage(b), t.page},
		{bytes.HasPrefix(b, []byte(`{\rtf`)), t.rtf},
		{isMessage(b), t.message},
	} {
		if f.is {
			if found, err := f.look(b, depth); found || err != nil {
				return found, err
			}
		}
	}
	return false, nil
}

func isOLE(b []byte) bool { return bytes.HasPrefix(b, []byte(oleMagic)) }

// compound looks at the streams of an OLE file, whose sectors may lie in it in any order. One that is damaged is no error: its
// bytes as they lie are looked at besides.
func (t *tracer) compound(b []byte, depth int) (found bool, err error) {
	doc, broken := cfb.Open(b)
	if broken != nil {
		return false, nil
	}
	doc.Streams(func(s []byte) bool {
		found, err = t.from(bytes.NewReader(s), depth)
		return !found && err == nil
	})
	return found, err
}

// isPage reports whether what was not read as XML is markup all the same.
func isPage(b []byte) bool {
	return bytes.HasPrefix(bytes.TrimSpace(b[:min(len(b), 1<<10)]), []byte("<")) || headHas(b, 1<<10, "<html")
}

// headHas reports whether the first n bytes have a word, in upper or lower case.
func headHas(b []byte, n int, word string) bool {
	for b = b[:min(len(b), n)]; len(b) >= len(word); b = b[1:] {
		if b[0]|0x20 == word[0] && strings.EqualFold(string(b[:len(word)]), word) {
			return true
		}
	}
	return false
}

// page looks at markup as at GBK, which is what Chinese programs write where they write no UTF-8, and as at UTF-8 with a byte
// that is broken.
func (t *tracer) page(b []byte, _ int) (bool, error) {
	if found, err := t.markup(bytes.ToValidUTF8(b, nil)); found || err != nil {
		return found, err
	}
	return t.markup(fromGBK(b))
}

// fromGBK decodes bytes of which each is a character or a part of one, if only U+FFFD.
func fromGBK(b []byte) []byte {
	out, _ := charsets["gbk"].NewDecoder().Bytes(b)
	return out
}

// groupsAtMost is how many groups of RTF may be open.
const groupsAtMost = 10_000

// rtf looks at the characters of an RTF file, a paragraph a line: \'hh is a byte in GBK, \uN a unit of UTF-16 with \ucN
// characters behind it for who does not know it, which holds in its group (RTF 1.9.1, "Unicode RTF").
func (t *tracer) rtf(b []byte, _ int) (bool, error) {
	var out []uint16
	var gbk []byte
	flush := func() {
		out = append(out, utf16.Encode([]rune(string(fromGBK(gbk))))...)
		gbk = gbk[:0]
	}
	substitutes, skip := []int{1}, 0 // of the groups that are open, and how many characters are left of one
	char := func(c byte) {
		if skip > 0 {
			skip--
			return
		}
		gbk = append(gbk, c)
	}
	for len(b) > 0 {
		c := b[0]
		b = b[1:]
		last := len(substitutes) - 1
		switch {
		case c == '{' && len(substitutes) == groupsAtMost:
			return false, ErrTooDeep
		case c == '{':
			substitutes, skip = append(substitutes, substitutes[last]), 0
		case c == '}':
			substitutes, skip = substitutes[:max(last, 1)], 0
		case c == '\r', c == '\n':
		case c != '\\' || len(b) == 0:
			char(c)
		case b[0] == '\'' && len(b) > 2:
			char(byte(max(0, hexDigit(b[1]))<<4 | max(0, hexDigit(b[2]))))
			b = b[3:]
		case b[0] < 'a' || b[0] > 'z':
			if bytes.IndexByte([]byte(`\{}`), b[0]) >= 0 {
				char(b[0])
			}
			b = b[1:]
		default:
			var word string
			var n int
			word, n, b = controlWord(b)
			switch word {
			case "par", "line", "cell", "row":
				gbk = append(gbk, '\n')
			case "uc":
				substitutes[last] = n
			case "u":
				flush()
				out, skip = append(out, uint16(n)), substitutes[last]
			}
		}
	}
	flush()
	return t.found(string(utf16.Decode(out))), nil
}

// controlWord is the control word that RTF begins with, behind its backslash, its number, and what is behind it.
func controlWord(b []byte) (word string, n int, rest []byte) {
	end := 0
	for end < len(b) && b[end] >= 'a' && b[end] <= 'z' {
		end++
	}
	word, rest = string(b[:end]), b[end:]
	for end = 0; end < len(rest) && (rest[end] >= '0' && rest[end] <= '9' || end == 0 && rest[end] == '-'); {
		end++
	}
	n, _ = strconv.Atoi(string(rest[:end])) // none is 0
	return word, n, bytes.TrimPrefix(rest[end:], []byte(" "))
}

// isMessage reports whether bytes begin with headers, one of which says that they are of MIME.
func isMessage(b []byte) bool {
	return headHas(b, 4<<10, "mime-version:") && headerLine.Match(bytes.TrimSpace(b[:min(len(b), 4<<10)]))
}

var headerLine = regexp.MustCompile(`^[!-9;-~]+[ \t]*:`)

// message looks at a message of MIME, which is also what a web page saved as one file is. One that cannot be read as such is an
// error: words may be encoded in it.
func (t *tracer) message(b []byte, depth int) (bool, error) {
	m, err := mail.ReadMessage(bytes.NewReader(bytes.TrimSpace(b)))
	if err != nil {
		return false, errors.Join(ErrDamaged, err)
	}
	return t.body(textproto.MIMEHeader(m.Header), m.Body, depth)
}

// cutShort is what there is of something that ends too early.
type cutShort struct{ r io.Reader }

// Read reads.
func (c cutShort) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}

// headerWords are the encoded words of headers, =?gb2312?B?…?=.
var headerWords = mime.WordDecoder{CharsetReader: func(charset string, r io.Reader) (io.Reader, error) {
	if c, ok := charsets[strings.ToLower(charset)]; ok {
		return c.NewDecoder().Reader(r), nil
	}
	return nil, ErrEncoding
}}

// body looks at a message or a part of one: its headers, and what is in it, decoded.
func (t *tracer) body(header textproto.MIMEHeader, r io.Reader, depth int) (bool, error) {
	if depth == nestedAtMost {
		return false, ErrTooDeep
	}
	for _, values := range header {
		for _, v := range values {
			if words, err := headerWords.DecodeHeader(v); err == nil && t.found(unpercent(words)) {
				return true, nil
			}
		}
	}
	r = Transferred(header, r)
	kind, params, err := mime.ParseMediaType(header.Get("Content-Type"))
	if !strings.HasPrefix(strings.ToLower(strings.TrimSpace(header.Get("Content-Type"))), "multipart/") {
		return t.from(cutShort{r}, depth)
	}
	if err != nil || params["boundary"] == "" {
		return false, fmt.Errorf("%w: a message of the kind %q", ErrDamaged, kind)
	}
	parts := multipart.NewReader(r, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF): // cut short
			return false, nil
		case err != nil:
			return false, errors.Join(ErrDamaged, err)
		}
		if found, err := t.body(part.Header, part, depth+1); found || err != nil {
			return found, err
		}
	}
}
