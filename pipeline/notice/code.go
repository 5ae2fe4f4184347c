package notice

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
)

// ErrSequenceFull means that a unit has no sequence number left in a category: the 10,000th of a four-digit scheme (P27).
var ErrSequenceFull = errors.New("sequence full")

// Code is a power's code in its parts. PT01DS01-XK-0001 is unit PT01DS, section 01, category XK, sequence 1 (P28).
type Code struct {
	Unit, Section, Category string
	Seq                     int
}

// codeGroups are the named groups a pattern must have.
var codeGroups = []string{"unit", "section", "category", "seq"}

// Last is the highest sequence number the width allows, 9999 for four digits.
func (s *CodeScheme) Last() int {
	last := 1
	for range s.Width {
		last *= 10
	}
	return last - 1
}

// Range is the first and the last sequence number kept for a class, both included: numbers of internal and secret items
// come from ranges of their own, so that nothing is missing between the numbers of the public book (§1F).
func (s *CodeScheme) Range(class Class) (first, last int) {
	switch class {
	case Secret:
		return s.First.Secret, s.Last()
	case Internal:
		return s.First.Internal, s.First.Secret - 1
	}
	return s.First.Public, s.First.Internal - 1
}

// Format makes a code. seq counts from 1; above what the width holds the error is [ErrSequenceFull]. A code the scheme's
// own pattern does not take is an error too.
func (s *CodeScheme) Format(unit, section, category string, seq int) (string, error) {
	if seq < 1 {
		return "", fmt.Errorf("sequence %d of %s%s%s%s: counted from 1", seq, unit, section, s.Separator, category)
	}
	if seq > s.Last() {
		return "", fmt.Errorf("%s%s%s%s, number %d: %w (last is %d)", unit, section, s.Separator, category, seq, ErrSequenceFull, s.Last())
	}
	code := s.join(unit, section, category, seq)
	if _, ok := s.Parse(code); !ok {
		return "", fmt.Errorf("code %s does not match the pattern of codes, %s", code, s.Pattern)
	}
	return code, nil
}

func (s *CodeScheme) join(unit, section, category string, seq int) string {
	return fmt.Sprintf("%s%s%s%s%s%0*d", unit, section, s.Separator, category, s.Separator, s.Width, seq)
}

// Parse takes a code apart. The code is taken as it stands: fold a submitted one with [NormalizeCode] first.
func (s *CodeScheme) Parse(code string) (Code, bool) {
	re := s.re
	if re == nil {
		var err error
		if re, err = regexp.Compile(s.Pattern); err != nil {
			return Code{}, false
		}
	}
	m := re.FindStringSubmatch(code)
	if m == nil {
		return Code{}, false
	}
	part := func(group string) string {
		if i := re.SubexpIndex(group); i >= 0 {
			return m[i]
		}
		return ""
	}
	seq, err := strconv.Atoi(part("seq"))
	if err != nil || seq < 1 {
		return Code{}, false // 0000 is no item: sequences begin at 0001
	}
	return Code{Unit: part("unit"), Section: part("section"), Category: part("category"), Seq: seq}, true
}
