package convert

import (
	"strings"
	"unicode/utf8"
)

// fieldStack follows fields: code, result, and whether the result is words of the section's or a number of the program's.
type fieldStack struct {
	open   []field
	unseen int // those of which neither a code nor a computed result is seen
}

type field struct {
	code     []byte // its beginning
	result   bool
	computed bool
}

// maxFields is far more than the 20 fields that Word nests; what opens more is not read as one.
const maxFields = 1000

// computed are the fields whose results a word processor works out anew, or from the code: what is chosen from a list, a
// sign of a font, 拼音指南 (EQ), a formula that another program drew (EMBED).
var computed = []string{"PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "NUMWORDS", "NUMCHARS", "FILENAME", "FILESIZE",
	"EDITTIME", "REVNUM", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "LISTNUM", "FORMDROPDOWN", "SYMBOL", "EQ", "EMBED"}

func (s *fieldStack) begin() {
	if len(s.open) < maxFields {
		s.open = append(s.open, field{})
		s.unseen++
	}
}

// separate ends the code of the innermost field, and reports whether its result is computed.
func (s *fieldStack) separate() bool {
	n := len(s.open)
	if n == 0 || s.open[n-1].result {
		return false
	}
	f := &s.open[n-1]
	f.result = true
	f.computed = isComputed(string(f.code))
	if !f.computed {
		s.unseen--
	}
	return f.computed
}

// end leaves the innermost field, and reports whether it was a computed one without a result.
func (s *fieldStack) end() bool {
	n := len(s.open)
	if n == 0 {
		return false
	}
	f := s.open[n-1]
	s.open = s.open[:n-1]
	if !f.result || f.computed {
		s.unseen--
	}
	return !f.result && isComputed(string(f.code))
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
	n := len(s.open)
	if n == 0 || s.open[n-1].result {
		return false
	}
	if f := &s.open[n-1]; len(f.code) < 100 {
		f.code = utf8.AppendRune(f.code, r)
	}
	return true
}

// shown tells whether what comes is seen: in no field's code, in no computed result.
func (s *fieldStack) shown() bool { return s.unseen == 0 }
