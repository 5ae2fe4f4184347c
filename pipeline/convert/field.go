package convert

import (
	"strings"
	"unicode/utf8"
)

// fieldStack follows fields: code, result, and whether the result is words of the section's or a number of the program's.
type fieldStack []field

type field struct {
	code     []byte // its beginning
	result   bool
	computed bool
}

// computed are the fields whose results a word processor works out anew, or from the code: what is chosen from a list, a
// sign of a font, 拼音指南 (EQ).
var computed = []string{"PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "NUMWORDS", "NUMCHARS", "FILENAME", "FILESIZE",
	"EDITTIME", "REVNUM", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "LISTNUM", "FORMDROPDOWN", "SYMBOL", "EQ"}

func (s *fieldStack) begin() { *s = append(*s, field{}) }

// end leaves the innermost field, and reports whether it was a computed one without a result.
func (s *fieldStack) end() bool {
	n := len(*s)
	if n == 0 {
		return false
	}
	f := (*s)[n-1]
	*s = (*s)[:n-1]
	return !f.result && isComputed(string(f.code))
}

// separate ends the code of the innermost field, and reports whether its result is computed.
func (s *fieldStack) separate() bool {
	if len(*s) == 0 {
		return false
	}
	f := &(*s)[len(*s)-1]
	f.result = true
	f.computed = isComputed(string(f.code))
	return f.computed
}

func isComputed(code string) bool {
	words := strings.Fields(code)
	if len(words) == 0 {
		return false
	}
	for _, c := range computed {
		if strings.EqualFold(words[0], c) {
			return true
		}
	}
	return false
}

// code takes a character of a field's code, and reports whether it was one.
func (s *fieldStack) code(r rune) bool {
	if len(*s) == 0 {
		return false
	}
	f := &(*s)[len(*s)-1]
	if f.result {
		return false
	}
	if len(f.code) < 100 {
		f.code = utf8.AppendRune(f.code, r)
	}
	return true
}

// shown tells whether what comes is seen: in no field's code, in no computed result.
func (s *fieldStack) shown() bool {
	for i := range *s {
		if f := &(*s)[i]; !f.result || f.computed {
			return false
		}
	}
	return true
}
