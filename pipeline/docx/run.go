package docx

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// runProps is what of a run's properties decides how its text reads.
type runProps struct {
	hidden bool
	glyphs map[rune]rune // of a symbol font
}

// runSaid is what a w:rPr says of it.
type runSaid struct {
	vanish tri
	char   []byte // character style
	glyphs map[rune]rune
}

func (s *story) readRun() error {
	outer := s.run
	s.run = runProps{hidden: s.hides(nil)}
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
	case elemNoteRef, elemCommentRef:
		s.noteRef()
	case elemDrawing:
		return s.drawing(Drawing)
	case elemPict:
		return s.drawing(vmlKind(s.x.open[len(s.x.open)-1].name))
	case elemInk:
		s.picture(Picture{Kind: Ink, Part: s.target(string(s.x.attr(nsR, "id")))})
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
	if !s.x.repeats(&s.seenRun) {
		start := s.x.start
		said, err := s.readRunProps()
		if err != nil {
			return err
		}
		s.lastRun = said
		s.x.remember(&s.seenRun, start)
	}
	said := &s.lastRun
	s.run.glyphs = said.glyphs
	switch {
	case said.vanish != unset:
		s.run.hidden = said.vanish == on
	case len(said.char) > 0:
		s.run.hidden = s.hides(said.char)
	}
	return nil
}

func (s *story) readRunProps() (runSaid, error) {
	var said runSaid
	err := s.x.each(func() error {
		switch s.x.elem {
		case elemVanish:
			said.vanish = triOf(s.x.onOff())
		case elemStyleRef:
			said.char = s.x.val()
		case elemRFonts:
			said.glyphs = glyphsOf(s.x.attr(nsW, "ascii"))
		}
		return s.x.skip()
	})
	return said, err
}

// text reads the characters of a w:t.
func (s *story) text() error {
	b, err := s.characters()
	if err != nil {
		return err
	}
	if s.run.glyphs != nil {
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

// symbols maps characters set in a symbol font: by code, or as Word stores what is typed in one, at U+F0xx.
func (s *story) symbols(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		out = utf8.AppendRune(out, glyph(s.run.glyphs, r))
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
	r := glyph(glyphsOf(s.x.attr(nsW, "font")), rune(code))
	s.write(utf8.AppendRune(nil, r))
}

// deletedText is w:delText: deleted even where the w:del around it is missing.
func (s *story) deletedText() error {
	s.deleted++
	err := s.text()
	s.deleted--
	return err
}

// noteRef remembers the order in which visible text refers to notes, and where.
func (s *story) noteRef() {
	if s.invisible() != "" || s.instruction > 0 {
		return
	}
	_, local := cut(s.x.open[len(s.x.open)-1].name)
	kind := string(bytes.TrimSuffix(local, []byte("Reference")))
	at := -1
	if s.main {
		at = s.x.start
	}
	s.noteOrder[kind] = append(s.noteOrder[kind], noteMark{string(s.x.attr(nsW, "id")), at})
}
