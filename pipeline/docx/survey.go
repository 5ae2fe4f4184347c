package docx

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
)

// survey is what a part says about where comments may stand, and where those of ours do. Offsets are bytes of its text.
type survey struct {
	x      *scanner
	ours   map[string]bool // ids of comments of ours
	places []place         // in document order; none is within another
	cuts   []edit          // that take the marks of our comments out
	ids    map[int]bool    // of comments, wherever they occur

	uri    string // the namespace of the outermost element
	open   []element
	fields fieldDepth
	// A content control has begun, and no paragraph in it yet.
	control bool
	// Where the first and the second footnote and endnote stand. LibreOffice (7.4) loses the words of both if a reference to
	// a comment stands between them.
	notes  map[string][]int
	named  naming // of the scope and the prefix:
	scope  int
	prefix []byte
}

// place is a w:p that stands where paragraphs do, and so can bear a comment: not one of a text box, of one branch of an
// mc:AlternateContent, or in the middle of another.
type place struct {
	Range
	tag        int  // where its start tag ends
	head, tail int  // where the range of a comment may begin and end
	void       bool // <w:p/>
	naming     naming
	// Whether these lie in the instruction of a field, which is never seen.
	headCode, tailCode bool
	// The first paragraph of a content control around paragraphs, cells or rows. LibreOffice (7.4) shows neither its words
	// nor the comment if a reference to one stands in it; the beginning and the end of a range do no harm.
	control bool
	shown   bool // a block of the document

	begins, ends string // what is to be put there
}

// element is an element being read.
type element struct {
	elem       elem
	start, tag int  // of the element, and the end of its start tag
	flow       bool // what stands in it stands where paragraphs and tables do
	text       bool // what stands in it belongs to a paragraph
	place      int  // its index among the places, -1 if it is none
	props      bool // the w:pPr of a place
	mark       bool // of a comment of ours
	full       bool // holds more than marks of ours and a w:rPr
	refs       int  // references to comments of ours
	children   int
	cuts       int // how many there were before it
	outer      fieldDepth
}

// fieldDepth is the complex fields open at a place: for each, whether its instruction is being read.
type fieldDepth struct {
	open []bool
	code int
}

// flow holds the elements that paragraphs stand in, and those on the way to them.
var flow = [elemCount]bool{
	elemDocument: true, elemBody: true, elemTbl: true, elemTr: true, elemTc: true, elemSdt: true, elemSdtContent: true,
	elemCustomXML: true,
}

// survey reads a main part. ours are the ids of our own comments.
func (c *container) survey(text []byte, ours map[string]bool) (*survey, error) {
	c.left = c.lim.Built
	v := &survey{x: c.scan(slices.Clip(text)), ours: ours, ids: map[int]bool{}, notes: map[string][]int{}}
	for {
		switch v.x.next() {
		case evErr:
			return nil, v.x.err
		case evEOF:
			return v, nil
		case evText:
			if n := len(v.open); n > 0 && len(bytes.TrimSpace(v.x.text)) > 0 {
				v.open[n-1].full = true
			}
		case evStart:
			v.enter()
		case evEnd:
			v.leave()
		}
	}
}

func (v *survey) enter() {
	n := element{elem: v.x.elem, start: v.x.start, tag: v.x.pos(), place: -1, cuts: len(v.cuts)}
	outer := &element{flow: true, place: -1}
	if len(v.open) == 0 {
		prefix, _ := cut(v.x.open[0].name)
		v.uri = string(v.x.bound(prefix))
	} else {
		outer = &v.open[len(v.open)-1]
	}
	n.flow = outer.flow && flow[n.elem]
	n.text = n.elem == elemP || outer.text && n.elem != elemTbl && n.elem != elemTxbxContent
	switch n.elem {
	case elemP:
		if outer.flow && outer.elem != elemSdt { // which holds nothing itself, but an sdtContent
			n.place = len(v.places)
			v.places = append(v.places, place{
				Range: Range{n.start, n.tag}, tag: n.tag, head: n.tag, void: v.x.void, naming: v.naming(), headCode: v.fields.code > 0,
				control: v.control,
			})
		}
		v.control = false
	case elemNoteRef:
		_, name := cut(v.x.open[len(v.x.open)-1].name)
		if kind := string(name); len(v.notes[kind]) < 2 {
			v.notes[kind] = append(v.notes[kind], n.start)
		}
	case elemSdt:
		v.control = v.control || !outer.text
	case elemPPr:
		n.props = outer.place >= 0 && outer.children == 0
	case elemTc, elemTxbxContent: // fields do not reach into them or out of them
		n.outer, v.fields = v.fields, fieldDepth{}
	case elemFldChar:
		v.fields.read(string(v.x.attr(nsW, "fldCharType")))
	case elemCommentStart, elemCommentEnd, elemCommentRef:
		id := v.x.attr(nsW, "id")
		n.mark = v.ours[string(id)]
		noteID(v.ids, id, n.mark)
	}
	outer.children++
	v.open = append(v.open, n)
}

func (f *fieldDepth) read(kind string) {
	last := len(f.open) - 1
	switch {
	case kind == "begin":
		f.open = append(f.open, true)
		f.code++
	case last >= 0 && kind == "separate" && f.open[last]:
		f.open[last] = false
		f.code--
	case last >= 0 && kind == "end":
		if f.open[last] {
			f.code--
		}
		f.open = f.open[:last]
	}
}

// noteID remembers the number of a comment that stays.
func noteID(ids map[int]bool, id []byte, goes bool) {
	if n, err := strconv.Atoi(string(bytes.TrimSpace(id))); err == nil && !goes {
		ids[n] = true
	}
}

func (v *survey) leave() {
	n := v.open[len(v.open)-1]
	v.open = v.open[:len(v.open)-1]
	outer := &element{place: -1}
	if len(v.open) > 0 {
		outer = &v.open[len(v.open)-1]
	}
	whole := Range{n.start, v.x.pos()}
	gone := n.elem == elemRPr && outer.elem == elemR
	switch {
	case n.props:
		v.places[outer.place].head = whole.End
	case n.elem == elemTc || n.elem == elemTxbxContent:
		v.fields = n.outer
	case n.elem == elemSdt:
		v.control = false
	case n.mark && !n.full && n.children == 0:
		v.cuts = append(v.cuts, edit{Range: whole})
		gone = true
		if n.elem == elemCommentRef {
			outer.refs++
		}
	case n.elem == elemR && n.refs > 0 && !n.full && outer.text: // a run that only refers to comments of ours
		v.cuts = append(v.cuts[:n.cuts], edit{Range: whole})
		gone = true
	case n.elem == elemP:
		v.leaveParagraph(&n, whole)
	}
	outer.full = outer.full || !gone
}

func (v *survey) leaveParagraph(n *element, whole Range) {
	xml := v.x.in.Bytes()
	end := whole.Start + max(bytes.LastIndexByte(xml[whole.Start:whole.End], '<'), 0)
	if n.place >= 0 {
		p := &v.places[n.place]
		p.End, p.tail, p.tailCode = whole.End, end, v.fields.code > 0
	}
	if at := emptied(v.cuts[n.cuts:], n.tag); at == end && at > n.tag && bytes.HasSuffix(xml[:whole.End], []byte(expandedEnd)) {
		v.cuts = append(v.cuts[:n.cuts], edit{Range{n.tag - 1, whole.End}, "/>"})
	}
}

// expandedEnd ends the end tag of an element that was void before we put something into it: its blank tells Strip so.
const expandedEnd = " >"

// emptied is how far the cuts that begin at a place reach without a gap.
func emptied(cuts []edit, at int) int {
	for _, c := range cuts {
		if c.Start != at {
			break
		}
		at = c.End
	}
	return at
}

// naming finds a prefix for the namespace of the element just started.
func (v *survey) naming() naming {
	prefix, _ := cut(v.x.open[len(v.x.open)-1].name)
	if v.named.prefix != "" && v.scope == v.x.scope && bytes.Equal(v.prefix, prefix) {
		return v.named
	}
	v.named, v.scope, v.prefix = v.x.naming(prefix), v.x.scope, prefix
	return v.named
}

// naming finds a prefix for the namespace that own stands for: itself, or where it is empty, another.
func (s *scanner) naming(own []byte) naming {
	if len(own) > 0 {
		return naming{prefix: string(own)}
	}
	uri := s.bound(nil)
	for _, b := range slices.Backward(s.binds) {
		if len(b.prefix) > 0 && bytes.Equal(b.uri, uri) && bytes.Equal(s.bound(b.prefix), uri) {
			return naming{prefix: string(b.prefix)}
		}
	}
	return naming{"w", fmt.Sprintf(` xmlns:w="%s"`, uri)}
}

// bound is the namespace a prefix stands for at this place, nil if none.
func (s *scanner) bound(prefix []byte) []byte {
	for _, b := range slices.Backward(s.binds) {
		if bytes.Equal(b.prefix, prefix) {
			return b.uri
		}
	}
	return nil
}

// around is the place that a byte lies in, nil if it lies in none.
func (v *survey) around(at int) *place {
	i, _ := slices.BinarySearchFunc(v.places, at, func(p place, at int) int { return p.End - 1 - at })
	if i < len(v.places) && v.places[i].Start <= at {
		return &v.places[i]
	}
	return nil
}

// inside are the places that lie in a range.
func (v *survey) inside(r Range) []Range {
	var places []Range
	i, _ := slices.BinarySearchFunc(v.places, r.Start, func(p place, at int) int { return p.Start - at })
	for ; i < len(v.places) && v.places[i].End <= r.End; i++ {
		places = append(places, v.places[i].Range)
	}
	return places
}

// show notes which places are blocks of the document: others lie in cells that are merged away or in deleted rows.
func (v *survey) show(blocks []Block) {
	for _, b := range blocks {
		if b.Table == nil {
			if p := v.around(b.Range.Start); p != nil {
				p.shown = true
			}
			continue
		}
		for _, row := range b.Table.Rows {
			for _, c := range row.Cells {
				v.show(c.Blocks)
			}
		}
	}
}

// betweenNotes tells whether a byte lies between the first note of a kind and the second.
func (v *survey) betweenNotes(at int) bool {
	for _, n := range v.notes {
		if len(n) == 2 && n[0] < at && at <= n[1] {
			return true
		}
	}
	return false
}

// span is where a comment begins and ends, and where the reference to it stands: behind the end, but where that is in a
// content control, at the head of a place that follows.
type span struct {
	from, to, reference *place
	early               bool // it ends at the head of to, not at its tail
}

// span finds where a comment on paragraphs begins and ends: in the first and in the last that can bear it. Whether it may
// lie in the instruction of a field is for code to say.
func (v *survey) span(paragraphs []Range, code bool) (s span, ok bool) {
	for _, r := range paragraphs {
		if p := v.around(r.Start); p != nil && (code || !p.headCode) {
			s.from = p
			break
		}
	}
	if s.from == nil {
		return s, false
	}
	for _, r := range slices.Backward(paragraphs) {
		if p := v.around(r.End - 1); p != nil && !p.control && (code || !p.tailCode) && p.Start >= s.from.Start {
			s.to, s.reference = p, p
			s.early = v.betweenNotes(p.tail) && !v.betweenNotes(p.head)
			return s, true
		}
	}
	s.to = v.around(paragraphs[len(paragraphs)-1].End - 1)
	if s.to == nil || !s.to.control || s.to.Start < s.from.Start {
		return s, false
	}
	i, _ := slices.BinarySearchFunc(v.places, s.to.End, func(p place, at int) int { return p.Start - at })
	for ; i < len(v.places); i++ {
		if p := &v.places[i]; p.shown && !p.control && (code || !p.headCode) {
			s.reference = p
			return s, true
		}
	}
	return s, false
}
