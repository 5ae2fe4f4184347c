package docx

import (
	"bytes"
	"slices"
	"strings"
)

// setting says what the children of an element mean.
type setting uint8

const (
	inBlocks  setting = iota // body, cell, text box, note: paragraphs and tables
	inTable                  // rows
	inRow                    // cells
	inCell                   // blocks, after the cell's properties
	inPara                   // runs and what wraps them
	inRun                    // text, tabs, breaks, drawings
	inMath                   // formulas
	inDrawing                // pictures and shapes
)

// story is one flow of text: the body, a note, a header. Elements are read by recursive descent; those that only wrap
// (hyperlink, smartTag, ins, sdtContent, anything unknown) are read as if they were not there.
type story struct {
	*reader
	x        *scanner
	part     string
	rels     []rel
	relByID  map[string]rel // made when first asked for
	main     bool
	preserve bool // xml:space="preserve" on the root

	// Depths of what makes text invisible.
	deleted, placeholder, ruby, hiddenShape, covered int

	box   *box // collects blocks
	top   *box // the body's
	para  *para
	table *tableBuild
	cell  *cellBuild
	run   runProps

	fields      []field
	fieldBase   int // fields below it belong to what surrounds a cell or text box
	instruction int // fields whose instruction is being read
	begins      int // field begins so far

	tmp     []byte
	boxes   []TextBox // text boxes of a side story
	pic     *Picture  // the drawing being read
	picUsed bool

	seenPara, seenRun seen // with what they said:
	lastPara          paraProps
	lastRun           runSaid
	seenCells         [16]seenCell // by grid column

	spareParas []*para // kept for reuse
	spareBoxes []*box
}

func (r *reader) story(part string, b []byte, rels []rel) *story {
	return &story{reader: r, part: part, rels: rels, x: r.c.scan(b)}
}

// box collects the blocks of a body, a cell, a text box or a note. A paragraph whose mark is deleted or hidden waits in
// it for the paragraph it runs into.
type box struct {
	blocks  []Block
	pending *para
	outer   *box
}

func (s *story) openBox() {
	b := &box{}
	if n := len(s.spareBoxes); n > 0 {
		b = s.spareBoxes[n-1]
		s.spareBoxes = s.spareBoxes[:n-1]
	}
	b.outer, b.blocks = s.box, b.blocks[:0]
	s.box = b
}

// closeBox ends the innermost box and returns what it holds.
func (s *story) closeBox() ([]Block, error) {
	b := s.box
	if err := s.emitPending(); err != nil {
		return nil, err
	}
	s.closeFields()
	s.box = b.outer
	out := s.blocks.take(len(b.blocks))
	copy(out, b.blocks)
	s.spareBoxes = append(s.spareBoxes, b)
	return out, nil
}

// flowed ends the innermost box and returns it as text, with the text boxes anchored in it and the words of its charts and
// diagrams after it.
func (s *story) flowed() (string, error) {
	blocks, err := s.closeBox()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	writeFlow(&b, blocks)
	for _, t := range s.boxes {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		writeFlow(&b, t.Blocks)
	}
	s.boxes = s.boxes[:0]
	for _, block := range blocks {
		if p := block.Paragraph; p != nil {
			for i := range p.Pictures {
				if text := p.Pictures[i].Text; text != "" {
					if b.Len() > 0 {
						b.WriteByte('\n')
					}
					b.WriteString(text)
				}
			}
		}
	}
	return b.String(), nil
}

// content reads the children of the element just started.
func (s *story) content(c setting) error {
	for {
		switch s.x.next() {
		case evStart:
			if err := s.child(c); err != nil {
				return err
			}
		case evEnd:
			return nil
		case evErr:
			return s.x.err
		case evEOF:
			return nil
		}
	}
}

// child reads one element in its context: first what means the same everywhere, then what depends on it.
func (s *story) child(c setting) error {
	switch s.x.elem {
	case elemAlternateContent:
		return s.alternate(c)
	case elemSdt:
		return s.sdt(c)
	case elemDel:
		s.deleted++
		err := s.content(c)
		s.deleted--
		return err
	case elemProperties, elemSdtPr:
		return s.x.skip()
	case elemCommentStart:
		if s.main {
			s.commentStart[string(s.x.attr(nsW, "id"))] = s.x.start
		}
		return s.x.skip()
	case elemAltChunk:
		rel := s.rel(string(s.x.attr(nsR, "id")))
		s.drop(DropAltChunk, []byte(rel.target+rel.url))
		return s.x.skip()
	}
	switch c {
	case inBlocks:
		return s.blockChild()
	case inTable:
		return s.tableChild()
	case inRow:
		return s.rowChild()
	case inCell:
		return s.cellChild()
	case inPara:
		return s.paraChild()
	case inRun:
		return s.runChild()
	case inMath:
		return s.mathChild()
	}
	return s.drawingChild()
}

func (s *story) blockChild() error {
	switch s.x.elem {
	case elemP:
		return s.paragraph()
	case elemTbl:
		return s.readTable()
	case elemSectPr:
		return s.section(nil)
	case elemR, elemFldSimple, elemT, elemMath, elemDrawing, elemPict, elemInk: // a run without a paragraph: not valid, but its words count
		return s.looseRun()
	}
	return s.content(inBlocks)
}

// alternate reads one branch: the first mc:Choice whose namespaces are all understood, else the Fallback.
func (s *story) alternate(c setting) error {
	taken := false
	return s.x.each(func() error {
		if taken || s.x.elem != elemFallback && (s.x.elem != elemChoice || !s.x.understands()) {
			return s.x.skip()
		}
		taken = true
		return s.content(c)
	})
}

// understands tells whether every namespace an mc:Choice requires is one we know.
func (s *scanner) understands() bool {
	for _, prefix := range bytes.Fields(s.attr(nsMC, "Requires")) {
		if s.resolve(prefix) == nsNone {
			return false
		}
	}
	return true
}

// sdt unwraps a content control. Its placeholder text is not the author's.
func (s *story) sdt(c setting) error {
	placeholder := 0
	err := s.x.each(func() error {
		if s.x.elem == elemSdtPr {
			return s.x.each(func() error {
				if s.x.elem == elemShowingPlcHdr && s.x.onOff() {
					placeholder = 1
				}
				return s.x.skip()
			})
		}
		if s.x.elem == elemProperties {
			return s.x.skip()
		}
		s.placeholder += placeholder
		err := s.content(c)
		s.placeholder -= placeholder
		return err
	})
	return err
}

// invisible says why text at this place is not seen, "" if it is.
func (s *story) invisible() DropKind {
	switch {
	case s.deleted > 0:
		return DropDeleted
	case s.ruby > 0:
		return DropRuby
	case s.placeholder > 0:
		return DropPlaceholder
	case s.hiddenShape > 0 || s.run.hidden:
		return DropHidden
	}
	return ""
}

// write adds text to the paragraph, or to what is dropped.
func (s *story) write(b []byte) {
	if s.instruction > 0 || len(b) == 0 || s.para == nil {
		return
	}
	kind := s.invisible()
	if kind != "" {
		s.para.dropped(kind, b)
		return
	}
	if s.para.breaks && len(s.para.text) > 0 {
		s.para.text = append(s.para.text, '\n')
	}
	s.para.breaks = false
	s.para.text = append(s.para.text, b...)
	for i := len(s.fields) - 1; i >= s.fieldBase && !s.fields[i].shown; i-- {
		s.fields[i].shown = true // and so are those around it
	}
}

// drop records something invisible outside a paragraph.
func (s *story) drop(kind DropKind, text []byte) {
	s.doc.Dropped = append(s.doc.Dropped, Drop{Kind: kind, Text: string(text), Block: s.index()})
}

// index is the body block being read; -1 outside the body.
func (s *story) index() int {
	if !s.main {
		return -1
	}
	return len(s.top.blocks)
}

// target is the part a relationship of this story points to, "" if none.
func (s *story) target(id string) string { return s.rel(id).target }

// rel finds a relationship of this story.
func (s *story) rel(id string) rel {
	if s.relByID == nil {
		s.relByID = make(map[string]rel, len(s.rels))
		for _, r := range slices.Backward(s.rels) { // the first of an id counts
			s.relByID[r.id] = r
		}
	}
	return s.relByID[id]
}
