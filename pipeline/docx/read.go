package docx

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
)

// Read reads a Word file held in memory. The zero Limits mean DefaultLimits. Errors match one of the sentinels of this
// package; a *FormatError says what a file is that is not a Word document. b must not change afterwards.
func Read(b []byte, lim Limits) (*Document, error) {
	r, err := readFile(b, lim)
	if err != nil {
		return nil, err
	}
	return r.doc, nil
}

// openMain opens a package and finds its main part by its relationships, top.
func openMain(b []byte, lim Limits) (c *container, top []rel, main string, err error) {
	if c, err = openContainer(b, lim.orDefault()); err != nil {
		return nil, nil, "", err
	}
	if top, err = c.relsOf(""); err != nil {
		return nil, nil, "", fmt.Errorf("reading relationships of the package: %w", err)
	}
	if main, err = c.mainPart(top); err != nil {
		return nil, nil, "", fmt.Errorf("finding the main part: %w", err)
	}
	return c, top, main, nil
}

func readFile(b []byte, lim Limits) (*reader, error) {
	c, top, main, err := openMain(b, lim)
	if err != nil {
		return nil, err
	}
	xml, err := c.readXML(main)
	if err != nil {
		return nil, fmt.Errorf("reading the main part: %w", err)
	}
	rels, err := c.relsOf(main)
	if err != nil {
		return nil, fmt.Errorf("reading relationships: %w", err)
	}
	var stray map[fieldKey]bool
	for {
		r := &reader{c: c, main: main, xml: xml, rels: rels, stray: stray, doc: &Document{xml: xml, main: main}}
		if err := r.read(); err != nil {
			return nil, err
		}
		// A field that is begun and never ended would swallow what follows; such a begin is ignored on a second reading.
		if len(r.unclosed) == 0 || stray != nil {
			r.doc.Modified = c.modified(top)
			return r, nil
		}
		stray, c.left = r.unclosed, c.lim.Built
	}
}

// reader is one reading of a document: what its stories share.
type reader struct {
	c    *container
	doc  *Document
	main string
	xml  []byte
	rels []rel

	styles  *styles
	numbers *numbering

	stray, unclosed map[fieldKey]bool

	arena      strings.Builder
	paragraphs slab[Paragraph]
	cells      slab[Cell]
	blocks     slab[Block]
	cellRefs   slab[*Cell]
	positions  int // grid positions of all tables so far

	noteOrder    map[string][]noteMark // kind → the notes in the order of their visible references
	commentStart map[string]int        // id → where what a comment is on begins
	shownBy      map[string]string     // part of a chart or diagram → its words
	embeddings   map[string]*embedding // part → what it is
	remarks      []Range               // of our own comments, as bytes of their part, decoded
}

// fieldKey names the nth field begin of a part.
type fieldKey struct {
	part string
	n    int
}

// partOf returns the part a relationship kind points to, or the usual name beside the main part.
func (r *reader) partOf(kind string) string {
	for _, rel := range r.rels {
		if rel.kind == kind && rel.target != "" {
			return rel.target
		}
	}
	return path.Join(path.Dir(r.main), kind+".xml")
}

func (r *reader) read() error {
	var err error
	if r.styles, err = r.c.readStyles(r.partOf("styles")); err != nil {
		return fmt.Errorf("reading styles: %w", err)
	}
	r.noteOrder, r.commentStart = map[string][]noteMark{}, map[string]int{}
	if err := r.readMain(); err != nil {
		return fmt.Errorf("reading %s: %w", r.main, err)
	}
	if err := r.readNotes(); err != nil {
		return err
	}
	for i := range r.doc.Dropped {
		d := &r.doc.Dropped[i]
		d.Block = min(d.Block, len(r.doc.Blocks)-1)
	}
	for i := range r.doc.TextBoxes {
		b := &r.doc.TextBoxes[i]
		b.Block = min(b.Block, len(r.doc.Blocks)-1)
	}
	return nil
}

func (r *reader) readMain() error {
	s := r.story(r.main, r.xml, r.rels)
	s.main = true
	s.top = &box{}
	s.box = s.top
	found := false
	for {
		switch s.x.next() {
		case evErr:
			return s.x.err
		case evEOF:
			if !found {
				return fmt.Errorf("no w:body: %w", ErrNoMainPart)
			}
			var err error
			r.doc.Blocks, err = s.closeBox()
			s.closeSections()
			return err
		case evStart:
			if len(s.x.open) == 1 {
				if s.x.elem != elemDocument {
					return fmt.Errorf("root is <%s>: %w", clip(s.x.open[0].name), &FormatError{FormatXML})
				}
				s.preserve = string(s.x.attr(nsXML, "space")) == "preserve"
				continue
			}
			if s.x.elem == elemBody {
				found = true
				if err := s.content(inBlocks); err != nil {
					return err
				}
				continue
			}
			if err := s.x.skip(); err != nil {
				return err
			}
		}
	}
}

// numbering is read when the first numbered paragraph asks for it.
func (r *reader) numbering() (*numbering, error) {
	if r.numbers == nil {
		n, err := r.c.readNumbering(r.partOf("numbering"), r.styles)
		if err != nil {
			return nil, fmt.Errorf("reading numbering: %w", err)
		}
		r.numbers = n
	}
	return r.numbers, nil
}

// keep stores text in the arena: one allocation for many paragraphs.
func (r *reader) keep(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if r.arena.Cap()-r.arena.Len() < len(b) {
		r.arena = strings.Builder{} // strings cut from the old one keep it alive
		r.arena.Grow(max(len(b), min(max(len(r.xml)/12, 256), 64<<10)))
	}
	start := r.arena.Len()
	r.arena.Write(b)
	return r.arena.String()[start:]
}

// readNotes reads the parts beside the main one: footnotes, endnotes, comments, headers, footers.
func (r *reader) readNotes() error {
	for _, n := range []struct {
		kind string
		into *[]NoteText
	}{{"footnotes", &r.doc.Footnotes}, {"endnotes", &r.doc.Endnotes}, {"comments", &r.doc.Comments}} {
		notes, places, err := r.notes(r.partOf(n.kind))
		if err != nil {
			return fmt.Errorf("reading %s: %w", n.kind, err)
		}
		if kind := strings.TrimSuffix(n.kind, "s"); kind == "comment" {
			r.anchor(notes)
			notes = r.apart(notes, places)
		} else {
			notes = r.referenced(notes, kind)
		}
		*n.into = notes
	}
	for _, n := range []struct {
		kind string
		into *[]string
	}{{"header", &r.doc.Headers}, {"footer", &r.doc.Footers}} {
		for _, part := range r.partsOf(n.kind) {
			text, err := r.wholePart(part)
			if err != nil {
				return fmt.Errorf("reading %s: %w", part, err)
			}
			*n.into = append(*n.into, text)
		}
	}
	return nil
}

// partsOf lists the parts of one kind in their natural order: header2 before header10.
func (r *reader) partsOf(kind string) []string {
	var parts []string
	seen := map[string]bool{}
	for _, rel := range r.rels {
		if name := partName(rel.target); rel.kind == kind && !seen[name] && r.c.has(name) {
			seen[name] = true
			parts = append(parts, rel.target)
		}
	}
	slices.SortStableFunc(parts, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	return parts
}

// notes reads all notes of a part but the separators, and where in the part each stands.
func (r *reader) notes(part string) (notes []NoteText, places []Range, err error) {
	s, err := r.sideStory(part)
	if s == nil {
		return nil, nil, err
	}
	for {
		switch s.x.next() {
		case evErr:
			return nil, nil, s.x.err
		case evEOF:
			return notes, places, nil
		case evStart:
			if s.x.elem != elemNote {
				continue // the root
			}
			kind := string(s.x.attr(nsW, "type"))
			if kind != "" && kind != "normal" {
				if err := s.x.skip(); err != nil {
					return nil, nil, err
				}
				continue
			}
			start := s.x.start
			n := NoteText{ID: string(s.x.attr(nsW, "id")), Author: string(s.x.attr(nsW, "author")), From: -1, To: -1}
			s.openBox()
			if err := s.content(inBlocks); err != nil {
				return nil, nil, err
			}
			if n.Text, err = s.flowed(); err != nil {
				return nil, nil, err
			}
			notes, places = append(notes, n), append(places, Range{start, s.x.pos()})
		}
	}
}

// referenced keeps the notes the visible text refers to, in that order: another note is on no page.
func (r *reader) referenced(notes []NoteText, kind string) []NoteText {
	byID := make(map[string]NoteText, len(notes))
	for _, n := range notes {
		if _, ok := byID[n.ID]; !ok {
			byID[n.ID] = n
		}
	}
	var shown []NoteText
	for _, m := range r.noteOrder[kind] {
		if n, ok := byID[m.id]; ok {
			n.From, n.To = m.at, m.at
			shown = append(shown, n)
			delete(byID, m.id)
		}
	}
	return shown
}

// noteMark is a reference to a note: where in the main part it stands, -1 in another.
type noteMark struct {
	id string
	at int
}

// anchor tells comments what they are on. One that nothing visible refers to is a comment all the same.
func (r *reader) anchor(comments []NoteText) {
	at := map[string]int{}
	for _, m := range r.noteOrder["comment"] {
		at[m.id] = m.at
	}
	for i := range comments {
		n := &comments[i]
		to, ok := at[n.ID]
		if !ok {
			continue
		}
		n.From, n.To = to, to
		if from, ok := r.commentStart[n.ID]; ok && from < to {
			n.From = from
		}
	}
}

// wholePart reads a header or footer as text.
func (r *reader) wholePart(part string) (string, error) {
	s, err := r.sideStory(part)
	if s == nil {
		return "", err
	}
	for {
		switch s.x.next() {
		case evErr:
			return "", s.x.err
		case evEOF:
			return "", nil
		case evStart:
			s.openBox()
			if err := s.content(inBlocks); err != nil {
				return "", err
			}
			return s.flowed()
		}
	}
}

// sideStory opens a story other than the body; nil where the part does not exist.
func (r *reader) sideStory(part string) (*story, error) {
	b, err := r.c.readXML(part)
	if errors.Is(err, errNoPart) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	rels, err := r.c.relsOf(part)
	if err != nil {
		return nil, err
	}
	return r.story(part, b, rels), nil
}

// slab hands out pieces of larger allocations: a table of a thousand cells costs a few.
type slab[T any] struct {
	free []T
	next int // size of the next allocation
}

func (s *slab[T]) take(n int) []T {
	if n > len(s.free) {
		s.next = min(max(2*s.next, 16), 1024)
		s.free = make([]T, max(n, s.next))
	}
	out := s.free[:n:n]
	s.free = s.free[n:]
	return out
}

func (s *slab[T]) one() *T { return &s.take(1)[0] }
