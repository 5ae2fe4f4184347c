package docx

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/richardlehane/mscfb"
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
		{headHas(b, 4<<10, "mime-version:"), t.message},
	} {
		if f.is {
			if found, err := f.look(b, depth); found || err != nil {
				return found, err
			}
		}
	}
	return false, nil
}

// asFar is what can be read of something damaged. It reads in pieces: a stream of an OLE file takes, for a longer one, the
// square of the time.
type asFar struct{ r io.Reader }

func (a asFar) Read(b []byte) (int, error) {
	n, err := a.r.Read(b[:min(len(b), 1<<15)])
	if err != nil {
		err = io.EOF
	}
	return n, err
}

func isOLE(b []byte) bool { return bytes.HasPrefix(b, []byte(oleMagic)) }

// compound looks at the streams of an OLE file, whose sectors may lie in it in any order. One that is damaged is no error: its
// bytes as they lie are looked at besides.
func (t *tracer) compound(b []byte, depth int) (bool, error) {
	doc, err := mscfb.New(bytes.NewReader(b))
	if err != nil {
		return false, nil
	}
	for _, f := range doc.File {
		if f.Size == 0 {
			continue
		}
		// No stream is longer than the file: one that says so goes round in circles.
		if found, err := t.from(asFar{io.LimitReader(f, int64(len(b)))}, depth); found || err != nil {
			return found, err
		}
	}
	return false, nil
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

// message looks at a message of MIME, which is also what a web page saved as one file is. What cannot be read as one was looked
// at as it is.
func (t *tracer) message(b []byte, depth int) (bool, error) {
	m, err := mail.ReadMessage(bytes.NewReader(bytes.TrimSpace(b)))
	if err != nil {
		return false, nil
	}
	return t.body(textproto.MIMEHeader(m.Header), m.Body, depth)
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
	switch strings.ToLower(header.Get("Content-Transfer-Encoding")) {
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, r)
	case "quoted-printable":
		r = quotedprintable.NewReader(r)
	}
	kind, params, _ := mime.ParseMediaType(header.Get("Content-Type"))
	if !strings.HasPrefix(kind, "multipart/") {
		return t.from(asFar{r}, depth)
	}
	parts := multipart.NewReader(r, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if err != nil {
			return false, nil
		}
		if found, err := t.body(part.Header, part, depth+1); found || err != nil {
			return found, err
		}
	}
}
