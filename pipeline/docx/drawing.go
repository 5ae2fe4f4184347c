package docx

import "bytes"

// vmlKind tells an embedded object from a VML drawing by the element that holds it.
func vmlKind(name []byte) PictureKind {
	if _, local := cut(name); string(local) == "object" {
		return Embedded
	}
	return VML
}

// drawing reads a w:drawing, w:pict or w:object: what it shows goes to the paragraph's pictures, its text boxes to the
// document's.
func (s *story) drawing(kind PictureKind) error {
	outer, used, hidden := s.pic, s.picUsed, s.hiddenShape
	pic := &Picture{Kind: kind}
	s.pic, s.picUsed = pic, false
	err := s.content(inDrawing)
	if !s.picUsed {
		s.picture(*pic)
	}
	s.pic, s.picUsed, s.hiddenShape = outer, used, hidden
	return err
}

// picture adds a picture to the paragraph unless it is invisible.
func (s *story) picture(p Picture) {
	s.picUsed = true
	if s.para != nil && s.invisible() == "" && s.instruction == 0 {
		s.para.pictures = append(s.para.pictures, p)
	}
}

func (s *story) drawingChild() error {
	switch s.x.elem {
	case elemDocPr:
		s.docProps()
	case elemExtent:
		s.pic.Width, s.pic.Height = twips(s.x.attr(nsWP, "cx")), twips(s.x.attr(nsWP, "cy"))
	case elemShape:
		s.vmlShape()
	case elemBlip:
		id := string(s.x.attr(nsR, "embed"))
		if id == "" {
			id = string(s.x.attr(nsR, "link"))
		}
		s.linked(Image, id)
	case elemImageData:
		if title := s.x.attr(nsO, "title"); s.pic.Alt == "" {
			s.pic.Alt = string(title)
		}
		if s.pic.Kind != Embedded { // the preview of an embedded object is not a picture of its own
			s.linked(Image, string(s.x.attr(nsR, "id")))
		}
	case elemOLE:
		s.pic.Program = string(s.x.attr(nsO, "ProgID"))
		s.linked(Embedded, string(s.x.attr(nsR, "id")))
	case elemControl:
		s.pic.Alt = string(s.x.attr(nsW, "name"))
		s.linked(Control, string(s.x.attr(nsR, "id")))
	case elemInk:
		s.linked(Ink, string(s.x.attr(nsR, "id")))
	case elemLinkedBox:
		s.pic.Boxed = true // the first box of the chain holds the words of all
	case elemChart:
		s.linked(Chart, string(s.x.attr(nsR, "id")))
	case elemDiagram:
		s.linked(Diagram, string(s.x.attr(nsR, "dm")))
	case elemTextPath:
		if text := s.x.attr(nsV, "string"); len(text) > 0 {
			return s.wordArt(string(text))
		}
	case elemTxbxContent:
		return s.textBox(func() error { return s.content(inBlocks) })
	case elemDrawnText:
		return s.textBox(s.drawnText)
	default:
		return s.content(inDrawing)
	}
	return s.content(inDrawing)
}

func (s *story) docProps() {
	for _, name := range []string{"descr", "title", "name"} {
		if alt := s.x.attr(nsWP, name); len(alt) > 0 && s.pic.Alt == "" {
			s.pic.Alt = string(alt)
		}
	}
	switch string(s.x.attr(nsWP, "hidden")) {
	case "1", "true":
		s.hiddenShape++ // taken back at the end of the drawing
	}
}

// vmlShape takes the size and the description of the outermost shape: those inside a group count in the group's own units.
func (s *story) vmlShape() {
	if alt := s.x.attr(nsV, "alt"); s.pic.Alt == "" {
		s.pic.Alt = string(alt)
	}
	if s.pic.Width > 0 || s.pic.Height > 0 {
		return
	}
	for property := range bytes.SplitSeq(s.x.attr(nsV, "style"), []byte{';'}) {
		name, value, _ := bytes.Cut(property, []byte{':'})
		switch string(bytes.TrimSpace(name)) {
		case "width":
			s.pic.Width = measure(value)
		case "height":
			s.pic.Height = measure(value)
		}
	}
}

// twips turns English metric units, 635 to a twip, into twips.
func twips(emu []byte) int { return max(parseNumber(emu, 0), 0) / 635 }

// measure is a length with its unit in twips, 0 without one.
func measure(value []byte) int {
	text := string(bytes.TrimSpace(value))
	if len(text) <= 2 || unitTwips[text[len(text)-2:]] == 0 {
		return 0
	}
	return max(parseNumber([]byte(text), 0), 0)
}

// linked adds a picture whose content stands in another part.
func (s *story) linked(kind PictureKind, id string) {
	to := s.rel(id)
	p := *s.pic
	p.Kind, p.Part, p.Boxed = kind, to.target, false
	switch kind {
	case Chart, Diagram:
		p.Text = s.shown(to.target)
	case Embedded:
		p.Link = to.url
		if e := s.embedded(to.target); e != nil {
			p.Format, p.Sheets, p.Name = e.format, e.sheets, e.name
		}
	}
	s.picture(p)
}

// textBox reads the content of a text box, collected apart. One that nobody sees is read for what it drops.
func (s *story) textBox(read func() error) error {
	visible := s.invisible() == "" && s.instruction == 0
	hidden, base, pic, used := s.hiddenShape, s.fieldBase, s.pic, s.picUsed
	if !visible {
		s.hiddenShape++
	}
	into := &s.boxes
	if s.main {
		into = &s.doc.TextBoxes
	}
	at := len(*into)
	if visible {
		*into = append(*into, TextBox{Block: s.index(), At: s.x.start}) // its place, before those nested in it
	}
	s.fieldBase = len(s.fields)
	s.openBox()
	if err := read(); err != nil {
		return err
	}
	blocks, err := s.closeBox()
	if err != nil {
		return err
	}
	s.hiddenShape, s.fieldBase, s.pic, s.picUsed = hidden, base, pic, used
	if !visible {
		return nil
	}
	if len(*into) == at+1 && !shows(blocks) {
		*into = (*into)[:at]
		return nil
	}
	(*into)[at].Blocks = blocks
	if pic != nil {
		pic.Boxed = true
	}
	return nil
}

// shows tells whether there is anything in the blocks of a text box.
func shows(blocks []Block) bool {
	for _, b := range blocks {
		if b.Table != nil || b.Paragraph.Text != "" || len(b.Paragraph.Pictures) > 0 {
			return true
		}
	}
	return false
}

// wordArt is the text of a VML shape (艺术字, 水印), which stands in an attribute.
func (s *story) wordArt(text string) error {
	start := s.x.start
	if err := s.x.skip(); err != nil {
		return err
	}
	return s.textBox(func() error {
		p := s.newPara()
		p.start, p.outline = start, -1
		return s.within(p, func() error {
			s.write([]byte(text))
			return nil
		})
	})
}

// drawnText reads text of DrawingML's own (a:txBody), as shapes on a locked canvas have it.
func (s *story) drawnText() error {
	outer := s.preserve
	s.preserve = true // blanks count, whatever xml:space says
	defer func() { s.preserve = outer }()
	return s.x.each(func() error {
		if s.x.elem != elemDrawnP {
			return s.x.skip()
		}
		p := s.newPara()
		p.start, p.outline = s.x.start, -1
		return s.within(p, s.drawnRuns)
	})
}

func (s *story) drawnRuns() error {
	return s.x.each(func() error {
		switch s.x.elem {
		case elemDrawnT:
			return s.text()
		case elemDrawnBr:
			s.write([]byte{'\n'})
			return s.x.skip()
		case elemRPr, elemPPr:
			return s.x.skip()
		}
		return s.drawnRuns()
	})
}

// within reads into a paragraph of its own and emits it.
func (s *story) within(p *para, read func() error) error {
	outer, run := s.para, s.run
	s.para, s.run = p, runProps{}
	err := read()
	s.para, s.run = outer, run
	if err != nil {
		return err
	}
	p.end = s.x.pos()
	return s.emit(p, false)
}
