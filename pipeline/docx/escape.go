package docx

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// entities are the five of XML itself; a DTD, which could define more, is refused.
var entities = map[string]byte{"amp": '&', "lt": '<', "gt": '>', "quot": '"', "apos": '\''}

// unescape returns v with its references replaced; v itself where there are none. An unknown reference stays as written.
func unescape(v []byte) []byte {
	i := bytes.IndexByte(v, '&')
	if i < 0 {
		return v
	}
	out := append(make([]byte, 0, len(v)), v[:i]...)
	for i < len(v) {
		if v[i] != '&' {
			out = append(out, v[i])
			i++
			continue
		}
		end := bytes.IndexByte(v[i:min(len(v), i+12)], ';') // the longest is &#x10FFFF;
		if end < 0 {
			out = append(out, '&')
			i++
			continue
		}
		ref := v[i+1 : i+end]
		if c, ok := entities[string(ref)]; ok {
			out = append(out, c)
		} else if r, ok := charRef(ref); ok {
			out = utf8.AppendRune(out, r)
		} else {
			out = append(out, v[i:i+end+1]...)
		}
		i += end + 1
	}
	return out
}

func charRef(ref []byte) (rune, bool) {
	if len(ref) < 2 || ref[0] != '#' {
		return 0, false
	}
	digits, base := ref[1:], 10
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(string(digits), base, 32)
	if err != nil || n > utf8.MaxRune {
		return 0, false
	}
	if n < 0x20 && n != '\t' && n != '\n' && n != '\r' {
		return utf8.RuneError, true // not a character of XML 1.0
	}
	return rune(n), true
}
