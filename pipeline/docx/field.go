package docx

import (
	"strings"
)

// field is a complex field being read: everything before its separator is instruction, the rest is what is seen.
type field struct {
	key    fieldKey
	result bool
	shown  bool // some of the result was text
	instr  []byte
	form   string // what a form field shows where it stores no result
}

// maxInstruction bounds what is kept of an instruction; only short ones (EQ, MACROBUTTON) are ever looked at.
const maxInstruction = 1000

// A check box of a legacy form reads like those of symbol fonts.
const (
	boxChecked   = "☑"
	boxUnchecked = "□"
)

func (s *story) fldChar() error {
	switch string(s.x.attr(nsW, "fldCharType")) {
	case "begin":
		return s.fieldBegin()
	case "separate":
		if n := len(s.fields); n > s.fieldBase && !s.fields[n-1].result {
			s.fields[n-1].result = true
			s.instruction--
		}
	case "end":
		if len(s.fields) > s.fieldBase {
			s.fieldEnd()
		}
	}
	return s.x.skip()
}

func (s *story) fieldBegin() error {
	key := fieldKey{s.part, s.begins}
	s.begins++
	if s.stray[key] {
		return s.x.skip()
	}
	s.fields = append(s.fields, field{key: key})
	s.instruction++
	return s.x.each(func() error {
		if s.x.elem != elemFFData {
			return s.x.skip()
		}
		return s.x.each(func() error {
			f := &s.fields[len(s.fields)-1]
			var err error
			switch s.x.elem {
			case elemCheckBox:
				f.form, err = s.checkBox()
			case elemDDList:
				f.form, err = s.dropDown()
			default:
				err = s.x.skip()
			}
			return err
		})
	})
}

func (s *story) fieldEnd() {
	n := len(s.fields) - 1
	f := s.fields[n]
	s.fields = s.fields[:n]
	if !f.result {
		s.instruction--
	}
	if f.shown {
		return
	}
	switch code, rest, _ := strings.Cut(strings.TrimSpace(string(f.instr)), " "); strings.ToUpper(code) {
	case "FORMCHECKBOX", "FORMDROPDOWN":
		s.write([]byte(f.form))
	case "EQ":
		s.write([]byte(overstrike(rest)))
	case "MACROBUTTON", "GOTOBUTTON": // "click here and type": shown, but nobody's words
		_, prompt, _ := strings.Cut(strings.TrimSpace(rest), " ")
		if s.para != nil && s.instruction == 0 {
			s.para.dropped(DropPlaceholder, []byte(prompt))
		}
	}
}

func (s *story) checkBox() (string, error) {
	checked, direct := false, unset
	err := s.x.each(func() error {
		switch s.x.elem {
		case elemDefault:
			checked = s.x.onOff()
		case elemChecked:
			direct = triOf(s.x.onOff())
		}
		return s.x.skip()
	})
	if direct == on || direct == unset && checked {
		return boxChecked, err
	}
	return boxUnchecked, err
}

func (s *story) dropDown() (string, error) {
	var entries []string
	chosen := 0
	err := s.x.each(func() error {
		switch s.x.elem {
		case elemDefault, elemResult: // result comes first in the schema, and wins
			if n := parseNumber(s.x.val(), 0); chosen == 0 {
				chosen = n
			}
		case elemListEntry:
			if len(entries) < 1000 { // Word allows 25
				entries = append(entries, string(s.x.val()))
			}
		}
		return s.x.skip()
	})
	if chosen < 0 || chosen >= len(entries) {
		return "", err
	}
	return entries[chosen], err
}

func (s *story) instrText() error {
	b, err := s.characters()
	if err != nil {
		return err
	}
	if n := len(s.fields); n > s.fieldBase && !s.fields[n-1].result {
		f := &s.fields[n-1]
		f.instr = append(f.instr, b[:min(len(b), maxInstruction-min(len(f.instr), maxInstruction))]...)
	}
	return nil
}

// closeFields ends the fields still open at the end of a box. One whose instruction never ended is a stray begin.
func (s *story) closeFields() {
	for i := s.fieldBase; i < len(s.fields); i++ {
		if f := &s.fields[i]; !f.result {
			s.instruction--
			if s.unclosed == nil {
				s.unclosed = map[fieldKey]bool{}
			}
			s.unclosed[f.key] = true
		}
	}
	s.fields = s.fields[:s.fieldBase]
}

// enclosures are the rings of Word's enclosed characters (带圈字符), which it writes as EQ \o\ac(○,1) without a result.
const enclosures = "○◯〇□△◇"

// overstrike is what an EQ \o field shows: its arguments printed over one another. A number in a ring becomes the
// enclosed number; else the ring is left out and the characters stay.
func overstrike(instr string) string {
	switches, args, ok := strings.Cut(instr, "(")
	end := strings.LastIndexByte(args, ')')
	if !ok || end < 0 || !strings.HasPrefix(strings.ToLower(strings.TrimSpace(switches)), `\o`) {
		return ""
	}
	args = strings.ReplaceAll(args[:end], "，", ",")
	var ring bool
	var inner strings.Builder
	for _, arg := range strings.Split(args, ",") {
		arg = strings.TrimSpace(arg)
		switch {
		case arg != "" && strings.Contains(enclosures, arg):
			ring = true
		case strings.HasPrefix(arg, `\s`): // \s\up8(x), \s\do3(x): raised or lowered
			_, x, _ := strings.Cut(arg, "(")
			inner.WriteString(strings.TrimSuffix(x, ")"))
		default:
			inner.WriteString(arg)
		}
	}
	text := inner.String()
	if n := parseNumber([]byte(text), 0); ring && n >= 1 && n <= 20 {
		return formatNumber(n, "decimalEnclosedCircle", "")
	}
	return text
}
