package docx

import (
	"bufio"
	"encoding/base64"
	"io"
	"mime/quotedprintable"
	"net/textproto"
	"strings"
)

// Transferred undoes the encoding of a part of a MIME message for its way through the mail (RFC 2045, 6).
func Transferred(header textproto.MIMEHeader, body io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(header.Get("Content-Transfer-Encoding"))) {
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	case "base64":
		return &looseBase64{r: bufio.NewReader(body)}
	}
	return body
}

// looseBase64 decodes Base64 as RFC 2045, 6.8 has it read: other characters are left out. Behind a padding it goes on.
type looseBase64 struct {
	r    *bufio.Reader
	left []byte // of what was decoded
	err  error
}

// Read reads.
func (l *looseBase64) Read(p []byte) (int, error) {
	for len(l.left) == 0 && l.err == nil {
		var group [4]byte
		n := 0
		for n < len(group) {
			var c byte
			if c, l.err = l.r.ReadByte(); l.err != nil || c == '=' && n > 0 {
				break
			}
			if c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/' {
				group[n] = c
				n++
			}
		}
		if n > 1 { // of one character alone comes no byte
			l.left, _ = base64.RawStdEncoding.AppendDecode(nil, group[:n])
		}
	}
	n := copy(p, l.left)
	if l.left = l.left[n:]; n > 0 {
		return n, nil
	}
	return 0, l.err
}
