package docx

import (
	"bytes"
	"fmt"
)

// para is a paragraph being read.
type para struct {
	start, end int
	text       []byte
	style      *style
	num        numRef
	outline    int
	own        *style // of the w:p being read, which may be a later one than style is of
	deleted    bool   // its mark is a tracked deletion: it runs into the next paragraph
	hidden     bool   // its mark is hidden: the same on screen and paper
	breaks     bool   // a page or column break stands before the next text
	joined     bool   // begins in an earlier w:p
	settled    bool   // whose properties hold for the whole
	drops      []dropText
	pictures   []Picture
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
	if p.settled = p.joined && !p.deleted && len(p.text) > 0; !p.settled {
		p.style, p.num, p.outline = nil, numRef{}, -1
	}
	p.own, p.deleted = nil, false
	s.para, s.run = p, runProps{}
	s.run.hidden = s.hides(nil)
	p.hidden = s.run.hidden
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

// hides tells whether the styles at this place hide a run with that character style.
func (s *story) hides(char []byte) bool {
	if !s.styles.vanish {
		return false
	}
	st := s.para.own
	if st == nil {
		st = s.styles.paragraph(nil)
	}
	return s.styles.hides(st, char)
}

// looseRun reads run content that stands where a paragraph should.
func (s *story) looseRun() error {
	if err := s.emitPending(); err != nil {
		return err
	}
	outer, run := s.para, s.run
	if !s.x.charge(weights[elemP]) {
		return fmt.Errorf("byte %d: too much in it: %w", s.x.start, ErrTooLarge)
	}
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

// emitPending ends the paragraph that waits for the one it runs into, where none comes.
func (s *story) emitPending() error {
	p := s.box.pending
	if p == nil {
		return nil
	}
	s.box.pending = nil
	return s.emit(p, true)
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
	case elemFldChar, elemInstrText, elemDrawing, elemPict, elemInk:
		return s.runChild()
	}
	return s.content(inPara)
}

// paraProps is what a w:pPr says.
type paraProps struct {
	style   *style
	num     numRef
	outline int
	deleted bool
	vanish  tri    // of the mark
	char    []byte // the mark's character style
	section bool
}

// paraProps reads w:pPr.
func (s *story) paraProps() error {
	if !s.x.repeats(&s.seenPara) {
		start := s.x.start
		props, err := s.readParaProps()
		if err != nil {
			return err
		}
		if s.lastPara = props; props.section { // which has to be read each time
			s.seenPara = seen{}
		} else {
			s.x.remember(&s.seenPara, start)
		}
	}
	p, props := s.para, &s.lastPara
	if !p.settled {
		p.style, p.num, p.outline = props.style, props.num, props.outline
	}
	p.own, p.deleted = props.style, props.deleted
	s.run.hidden = s.hides(nil)
	p.hidden = props.vanish == on || props.vanish == unset && s.hides(props.char)
	return nil
}

func (s *story) readParaProps() (paraProps, error) {
	props := paraProps{outline: -1}
	err := s.x.each(func() error {
		switch s.x.elem {
		case elemStyleRef:
			props.style = s.styles.paragraph(s.x.val())
		case elemNumPr:
			return props.num.read(s.x)
		case elemOutlineLvl:
			props.outline = parseNumber(s.x.val(), -1)
		case elemRPr:
			return s.markProps(&props)
		case elemSectPr:
			props.section = true
			return s.section(s.para)
		}
		return s.x.skip()
	})
	return props, err
}

// markProps reads the properties of the paragraph mark.
func (s *story) markProps(props *paraProps) error {
	return s.x.each(func() error {
		switch s.x.elem {
		case elemDel:
			props.deleted = true
		case elemVanish, elemSpecVanish:
			if props.vanish != on {
				props.vanish = triOf(s.x.onOff())
			}
		case elemStyleRef:
			props.char = s.x.val()
		}
		return s.x.skip()
	})
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
