package convert

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"net/textproto"
	"strings"

	"huibian/pipeline/docx"
)

// decodeMHT is the page of a web archive (RFC 2557), in UTF-8. What lies beside it, pictures most often, stays behind;
// the page names it.
func decodeMHT(b []byte) ([]byte, error) {
	if len(b) > maxText {
		return nil, errTooMuch
	}
	m, err := mail.ReadMessage(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	return mhtPage(textproto.MIMEHeader(m.Header), m.Body, maxNested)
}

// maxNested is how deep the parts of an archive may lie.
const maxNested = 4

// mhtPage finds the first page among the parts.
func mhtPage(header textproto.MIMEHeader, body io.Reader, depth int) ([]byte, error) {
	kind, params, err := mime.ParseMediaType(header.Get("Content-Type"))
	switch {
	case err != nil:
		return nil, err
	case kind == "text/html":
		b, err := io.ReadAll(docx.Transferred(header, body))
		if err != nil {
			return nil, err
		}
		return decodePage(b, header.Get("Content-Type"))
	case !strings.HasPrefix(kind, "multipart/") || depth == 0:
		return nil, errBroken
	}
	parts := multipart.NewReader(body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil, errBroken
		}
		if err != nil {
			return nil, err
		}
		if page, err := mhtPage(part.Header, part, depth-1); err == nil {
			return page, nil
		}
	}
}
