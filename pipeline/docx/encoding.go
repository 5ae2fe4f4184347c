package docx

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// charsets are the declared encodings we read besides UTF-8. The standard allows only UTF-8 and UTF-16 (ECMA-376
// Part 2, 7.1.4); the Chinese ones come from scripts that write XML in the system's code page.
var charsets = map[string]encoding.Encoding{
	"utf-16":       unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
	"utf-16le":     unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
	"utf-16be":     unicode.UTF16(unicode.BigEndian, unicode.UseBOM),
	"gb2312":       simplifiedchinese.GB18030,
	"gbk":          simplifiedchinese.GB18030,
	"gb18030":      simplifiedchinese.GB18030,
	"cp936":        simplifiedchinese.GB18030,
	"big5":         traditionalchinese.Big5,
	"iso-8859-1":   charmap.ISO8859_1,
	"windows-1252": charmap.Windows1252,
}

// utf8Mark is the byte order mark that some writers put before UTF-8.
const utf8Mark = "\xEF\xBB\xBF"

// decodeXML returns the part in UTF-8 without a byte order mark. A part that is UTF-8 already is not copied.
func decodeXML(b []byte) ([]byte, error) {
	b = bytes.TrimPrefix(b, []byte(utf8Mark))
	name := encodingName(b)
	if name == "" || name == "utf-8" || name == "utf8" || name == "us-ascii" || name == "ascii" {
		return validUTF8(b, name)
	}
	if strings.HasPrefix(name, "utf-16") && wideEncoding(b) == "" {
		return validUTF8(b, name) // says UTF-16 but is bytes: some writers convert and forget the declaration
	}
	charset, ok := charsets[name]
	if !ok {
		return nil, fmt.Errorf("encoding %q: %w", name, ErrEncoding)
	}
	out, err := charset.NewDecoder().Bytes(b)
	if err != nil {
		return nil, fmt.Errorf("encoding %q: %w: %w", name, ErrEncoding, err)
	}
	return validUTF8(bytes.TrimPrefix(out, []byte("\uFEFF")), name)
}

// encodingName is the encoding of a part by its first bytes, else as it declares, "" if it does not.
func encodingName(b []byte) string {
	if name := wideEncoding(b); name != "" {
		return name
	}
	at := declaredEncoding(b)
	return strings.ToLower(string(b[at.Start:at.End]))
}

func validUTF8(b []byte, name string) ([]byte, error) {
	if !utf8.Valid(b) {
		return nil, fmt.Errorf("bytes are not UTF-8 (declared %q): %w", name, ErrEncoding)
	}
	return b, nil
}

// wideEncoding recognises UTF-16 by its mark or by how "<" looks in it, and UTF-32 so that it is refused by name.
func wideEncoding(b []byte) string {
	if len(b) < 4 {
		return ""
	}
	switch le, be := binary.LittleEndian.Uint32(b), binary.BigEndian.Uint32(b); {
	case le == 0xFEFF || be == 0xFEFF || le == '<' || be == '<':
		return "utf-32"
	case le&0xFFFF == 0xFEFF || b[0] == '<' && b[1] == 0:
		return "utf-16le"
	case be>>16 == 0xFEFF || b[0] == 0 && b[1] == '<':
		return "utf-16be"
	}
	return ""
}

// declaredEncoding is where an XML declaration names the encoding; an empty range if it does not.
func declaredEncoding(b []byte) Range {
	if !bytes.HasPrefix(b, []byte("<?xml")) {
		return Range{}
	}
	end := bytes.Index(b, []byte("?>"))
	if end < 0 || end > 500 {
		return Range{}
	}
	_, after, ok := bytes.Cut(b[:end], []byte("encoding"))
	if !ok {
		return Range{}
	}
	after = bytes.TrimLeft(after, " \t\r\n=")
	if len(after) == 0 || after[0] != '"' && after[0] != '\'' {
		return Range{}
	}
	value, _, ok := bytes.Cut(after[1:], after[:1])
	if !ok {
		return Range{}
	}
	start := end - len(after) + 1
	return Range{start, start + len(value)}
}
