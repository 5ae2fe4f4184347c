package docx

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// runProps is what of a run's properties decides how its text reads.
type runProps struct {
	hidden bool
	font   []byte
}

func (s *story) readRun() error {
	outer := s.run
	s.run = runProps{hidden: s.styles.vanish && s.styles.hides(s.paraStyle(s.para), nil)}
	err := s.content(inRun)
	s.run = outer
	return err
}

// runChild reads what a run holds.
func (s *story) runChild() error {
	switch s.x.elem {
	case elemT:
		return s.text()
	case elemRPr:
		return s.runProperties()
	case elemTab:
		s.write([]byte{'\t'})
	case elemBr:
		switch string(s.x.attr(nsW, "type")) {
		case "page", "column":
			s.para.breaks = s.para.breaks || s.invisible() == "" && s.instruction == 0
		default:
			s.write([]byte{'\n'})
		}
	case elemCr:
		s.write([]byte{'\n'})
	case elemNoBreakHyphen:
		s.write([]byte{'-'})
	case elemSym:
		s.symbol()
	case elemDelText:
		return s.deletedText()
	case elemInstrText:
		return s.instrText()
	case elemFldChar:
		return s.fldChar()
	case elemNoteRef:
		s.noteRef()
	case elemDrawing:
		return s.drawing("drawing")
	case elemPict:
		return s.drawing(vmlKind(s.x.open[len(s.x.open)-1].name))
	case elemRuby:
		return s.content(inRun)
	case elemRt:
		s.ruby++
		err := s.content(inRun)
		s.ruby--
		return err
	case elemR: // inside ruby
		return s.readRun()
	case elemP: // nothing of the kind belongs in a run
		s.write([]byte{'\n'})
		return s.content(inPara)
	default:
		return s.content(inRun)
	}
	return s.x.skip()
}

func (s *story) runProperties() error {
	direct := unset
	var char []byte
	err := s.x.each(func() error {
		switch s.x.elem {
		case elemVanish:
			direct = triOf(s.x.onOff())
		case elemStyleRef:
			char = s.x.val()
		case elemRFonts:
			s.run.font = s.x.attr(nsW, "ascii")
		}
		return s.x.skip()
	})
	switch {
	case direct != unset:
		s.run.hidden = direct == on
	case len(char) > 0:
		s.run.hidden = s.styles.hides(s.paraStyle(s.para), char)
	}
	return err
}

// text reads the characters of a w:t.
func (s *story) text() error {
	b, err := s.characters()
	if err != nil {
		return err
	}
	if bytes.Contains(b, []byte{0xEF, 0x80}) || bytes.Contains(b, []byte{0xEF, 0x81}) ||
		bytes.Contains(b, []byte{0xEF, 0x82}) || bytes.Contains(b, []byte{0xEF, 0x83}) {
		b = s.symbols(b)
	}
	s.write(b)
	return nil
}

// characters returns the text of the element just started: references replaced, line ends as blanks, and without
// blanks at the ends unless xml:space says to keep them.
func (s *story) characters() ([]byte, error) {
	preserve := s.preserve
	if v := s.x.attr(nsXML, "space"); v != nil {
		preserve = string(v) == "preserve"
	}
	s.tmp = s.tmp[:0]
	for depth := 1; depth > 0; {
		switch s.x.next() {
		case evText:
			b := s.x.text
			if !s.x.cdata {
				b = unescape(b)
			}
			s.tmp = append(s.tmp, b...)
		case evStart: // nothing belongs here; what a stray element holds is text all the same
			depth++
		case evEnd:
			depth--
		case evErr, evEOF:
			return nil, s.x.err
		}
	}
	b := s.tmp
	for i, c := range b {
		if c == '\n' || c == '\r' {
			b[i] = ' '
		}
	}
	if !preserve {
		b = bytes.Trim(b, " \t")
	}
	return b, nil
}

// symbols maps characters that a symbol font stored in the private use area.
func (s *story) symbols(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r >= 0xF000 && r <= 0xF0FF {
			r = symbolRune(string(s.run.font), r)
		}
		out = utf8.AppendRune(out, r)
		b = b[n:]
	}
	return out
}

// symbol reads w:sym.
func (s *story) symbol() {
	code, err := strconv.ParseUint(string(s.x.attr(nsW, "char")), 16, 32)
	if err != nil || code == 0 || code > utf8.MaxRune {
		return
	}
	r := symbolRune(string(s.x.attr(nsW, "font")), rune(code))
	s.write(utf8.AppendRune(nil, r))
}

// deletedText is w:delText: deleted even where the w:del around it is missing.
func (s *story) deletedText() error {
	s.deleted++
	err := s.text()
	s.deleted--
	return err
}

// noteRef remembers the order in which visible text refers to notes.
func (s *story) noteRef() {
	if s.invisible() != "" || s.instruction > 0 {
		return
	}
	_, local := cut(s.x.open[len(s.x.open)-1].name)
	kind := string(bytes.TrimSuffix(local, []byte("Reference")))
	s.noteOrder[kind] = append(s.noteOrder[kind], string(s.x.attr(nsW, "id")))
}
