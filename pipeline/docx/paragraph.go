package docx

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// para is a paragraph being read.
type para struct {
	start, end int
	text       []byte
	style      *style
	num        numRef
	outline    int
	deleted    bool // its mark is a tracked deletion: it runs into the next paragraph
	hidden     bool // its mark is hidden: the same on screen and paper
	breaks     bool // a page or column break stands before the next text
	joined     bool // begins in an earlier w:p
	drops      []dropText
	pictures   []Picture
	block      int
}

type dropText struct {
	kind DropKind
	text []byte
}

// dropped collects invisible text by its reason.
func (p *para) dropped(kind DropKind, b []byte) {
	for i := range p.drops {
		if p.drops[i].kind == kind {
			p.drops[i].text = append(p.drops[i].text, b...)
			return
		}
	}
	p.drops = append(p.drops, dropText{kind, append([]byte(nil), b...)})
}

// runProps is what of a run's properties decides how its text reads.
type runProps struct {
	hidden bool
	font   []byte
}

func (s *story) newPara() *para {
	if n := len(s.spareParas); n > 0 {
		p := s.spareParas[n-1]
		s.spareParas = s.spareParas[:n-1]
		*p = para{text: p.text[:0], drops: p.drops[:0]}
		return p
	}
	return &para{}
}

// paragraph reads a w:p.
func (s *story) paragraph() error {
	outer, run := s.para, s.run
	p := s.box.pending
	s.box.pending = nil
	if p == nil {
		p = s.newPara()
		p.start = s.x.start
	} else {
		p.joined = true
	}
	// What the mark says holds for the whole; a hidden mark leaves the first paragraph's properties in force.
	if !p.joined || p.deleted || len(p.text) == 0 {
		p.style, p.num, p.outline = nil, numRef{}, -1
	}
	p.deleted, p.hidden = false, false
	s.para, s.run = p, runProps{}
	s.run.hidden = s.styles.vanish && s.styles.hides(s.paraStyle(p), nil)
	err := s.content(inPara)
	s.para, s.run = outer, run
	if err != nil {
		return err
	}
	p.end = s.x.pos()
	if p.deleted || p.hidden {
		s.box.pending = p
		return nil
	}
	return s.emit(p, false)
}

func (s *story) paraStyle(p *para) *style {
	if p.style == nil {
		p.style = s.styles.paragraph(nil)
	}
	return p.style
}

// looseRun reads run content that stands where a paragraph should.
func (s *story) looseRun() error {
	outer, run := s.para, s.run
	p := s.newPara()
	p.start, p.outline = s.x.start, -1
	s.para, s.run = p, runProps{}
	err := s.paraChild()
	s.para, s.run = outer, run
	if err != nil {
		return err
	}
	p.end = s.x.pos()
	return s.emit(p, false)
}

// emit makes a block of a paragraph. One that only waited for a successor and shows nothing is no paragraph.
func (s *story) emit(p *para, orphan bool) error {
	for i := range p.drops {
		if d := &p.drops[i]; len(bytes.TrimSpace(d.text)) > 0 {
			s.drop(d.kind, d.text)
		}
	}
	if orphan && len(p.text) == 0 && len(p.pictures) == 0 {
		s.spareParas = append(s.spareParas, p)
		return nil
	}
	st := s.paraStyle(p)
	out := s.paragraphs.one()
	out.Text = s.keep(p.text)
	out.Style = st.name
	out.Pictures = p.pictures
	if level := p.outline; level >= 0 && level < 9 {
		out.Level = level + 1
	} else if level < 0 && st.outline >= 0 && st.outline < 9 {
		out.Level = st.outline + 1
	}
	if (p.num.hasID || st.num.hasID) && s.covered == 0 && s.deleted == 0 {
		n, err := s.numbering()
		if err != nil {
			return err
		}
		out.Number, out.Gap = n.next(p.num, st)
		if out.Number == "" {
			out.Gap = ""
		}
	}
	s.box.blocks = append(s.box.blocks, Block{Paragraph: out, Range: Range{p.start, p.end}})
	s.spareParas = append(s.spareParas, p)
	return nil
}

func (s *story) paraChild() error {
	switch s.x.elem {
	case elemR:
		return s.readRun()
	case elemPPr:
		return s.paraProps()
	case elemT: // a text without a run
		return s.text()
	case elemP: // a paragraph inside a paragraph
		s.write([]byte{'\n'})
	case elemMath:
		return s.content(inMath)
	case elemMathText, elemFraction:
		return s.mathChild()
	case elemFldChar, elemInstrText, elemDrawing, elemPict:
		return s.runChild()
	}
	return s.content(inPara)
}

// paraProps reads w:pPr.
func (s *story) paraProps() error {
	p := s.para
	keep := p.joined && len(p.text) > 0 && p.style != nil
	err := s.x.each(func() error {
		switch s.x.elem {
		case elemStyleRef:
			if !keep {
				p.style = s.styles.paragraph(s.x.val())
			}
		case elemNumPr:
			var num numRef
			if err := num.read(s.x); err != nil {
				return err
			}
			if !keep {
				p.num = num
			}
			return nil
		case elemOutlineLvl:
			if !keep {
				p.outline = parseNumber(s.x.val(), -1)
			}
		case elemRPr:
			return s.markProps()
		case elemSectPr:
			return s.section(p)
		}
		return s.x.skip()
	})
	s.run.hidden = s.styles.hides(s.paraStyle(p), nil)
	return err
}

// markProps reads the properties of the paragraph mark.
func (s *story) markProps() error {
	p := s.para
	return s.x.each(func() error {
		switch s.x.elem {
		case elemDel:
			p.deleted = true
		case elemVanish, elemSpecVanish:
			p.hidden = p.hidden || s.x.onOff()
		}
		return s.x.skip()
	})
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

// section notes a section's page; p is the paragraph that ends it, nil at the end of the body.
func (s *story) section(p *para) error {
	sec := Section{Last: -1}
	if p != nil {
		sec.Last = s.index() // the paragraph is not yet among the blocks: its index is their number
	}
	err := s.x.each(func() error {
		if s.x.elem == elemPgSz {
			sec.Width, sec.Height = s.x.number("w", 0), s.x.number("h", 0)
			sec.Landscape = string(s.x.attr(nsW, "orient")) == "landscape"
		}
		return s.x.skip()
	})
	if s.main && s.box == s.top {
		s.doc.Sections = append(s.doc.Sections, sec)
	}
	return err
}

// closeSections gives the last section the last block.
func (s *story) closeSections() {
	last := len(s.doc.Blocks) - 1
	for i := range s.doc.Sections {
		sec := &s.doc.Sections[i]
		if sec.Last < 0 || sec.Last > last || i == len(s.doc.Sections)-1 {
			sec.Last = last
		}
	}
}
