package pdf

import (
	"fmt"
	"strconv"

	"huibian/pipeline/typeset"
)

// structure is the tree by which a screen reader reads the book (ISO 32000-1, 14.7), gathered while the pages are painted.
// A book has tens of thousands of elements, so all that is kept of one is what it holds, as numbers: of elements those of
// the first part, then those of the next.
type structure struct {
	parts [][]typeset.Element
	first []int32 // by part: its own element
	kids  []kid   // in reading order
	marks []int32 // the element of each marked content, in the order of pages and MCIDs
	pages []int32 // by page: index into marks of its MCID 0
	links []int32 // by annotation: its element

	part int         // part of the page being painted
	at   int         // up to this element of this part
	next typeset.Tag // all have been put into their parents
}

// kid is something that an element holds: marked content of a page, or one of these:
type kid struct{ of, id, page int32 }

const (
	kidElement = -1 - iota // id is an element
	kidLink                // id is the object of an annotation
)

func newStructure(parts [][]typeset.Element) *structure {
	s := &structure{parts: parts, first: make([]int32, len(parts)+1)}
	for i, p := range parts {
		s.first[i+1] = s.first[i] + int32(len(p))
	}
	s.kids = make([]kid, 0, 3*s.first[len(parts)]) // itself, its words, its link
	return s
}

// page begins a page.
func (s *structure) page(part int) {
	s.part = part
	s.pages = append(s.pages, int32(len(s.marks)))
}

// mark puts what is painted next into an element and returns its MCID and the element's kind.
func (s *structure) mark(t typeset.Tag) (id int, kind typeset.Kind) {
	s.hold(s.part, t)
	page := int32(len(s.pages) - 1)
	of := s.first[s.part] + int32(t)
	mcid := int32(len(s.marks)) - s.pages[page]
	s.marks = append(s.marks, of)
	s.kids = append(s.kids, kid{of, mcid, page})
	return int(mcid), s.parts[s.part][t].Kind
}

// link puts an annotation of a part into its element and returns its key in the parent tree.
func (s *structure) link(part int, t typeset.Tag, object int) int {
	of := s.first[part] + int32(t)
	s.kids = append(s.kids, kid{of, int32(object), kidLink})
	s.links = append(s.links, of)
	return len(s.pages) + len(s.links) - 1
}

// hold puts the elements up to one into their parents, also those in which nothing is painted, as empty cells. So what an
// element holds is in the order in which it is read, words and links in turn.
func (s *structure) hold(part int, t typeset.Tag) {
	for ; s.at < part; s.at, s.next = s.at+1, 0 {
		s.holdPart(typeset.Tag(len(s.parts[s.at]) - 1))
	}
	s.holdPart(t)
}

func (s *structure) holdPart(upTo typeset.Tag) {
	for ; s.next <= upTo; s.next++ {
		if s.next > 0 {
			base := s.first[s.at]
			s.kids = append(s.kids, kid{base + int32(s.parts[s.at][s.next].Parent), base + int32(s.next), kidElement})
		}
	}
}

// sorted is what the elements hold by element: that of n is kids[start[n]:start[n+1]].
func (s *structure) sorted() (kids []kid, start []int32) {
	start = make([]int32, s.first[len(s.parts)]+2)
	for _, k := range s.kids {
		start[k.of+2]++
	}
	for i := 2; i < len(start); i++ {
		start[i] += start[i-1]
	}
	kids = make([]kid, len(s.kids))
	for _, k := range s.kids {
		kids[start[k.of+1]] = k
		start[k.of+1]++
	}
	return kids, start
}

// tree adds the structure to the file and returns the object of its root.
func (f *file) tree(s *structure, l *typeset.Layout, pages []int) int {
	if n := len(s.parts); n > 0 {
		s.hold(n-1, typeset.Tag(len(s.parts[n-1])-1))
	}
	kids, start := s.sorted()
	w := treeWriter{pages: pages, l: l, root: f.next()}
	n := len(s.pages) + len(s.links)
	leaves := (n + leaf - 1) / leaf
	parents := w.object(s.first[len(s.parts)])
	f.pack(fmt.Appendf(nil, "<< /Type /StructTreeRoot /K %d 0 R /ParentTree %d 0 R /ParentTreeNextKey %d >>\n", w.root+1, parents, n))
	b := fmt.Appendf(nil, "<< /S /Document /P %d 0 R /K [", w.root)
	for i := range s.parts {
		b = appendRef(b, w.object(s.first[i]))
	}
	f.pack(append(b, "] >>\n"...))
	for p, elements := range s.parts {
		for i := range elements {
			e, n := &elements[i], s.first[p]+int32(i)
			parent := w.root + 1
			if i > 0 {
				parent = w.object(s.first[p] + int32(e.Parent))
			}
			b = w.element(b[:0], e, parent, kids[start[n]:start[n+1]])
			f.pack(b)
		}
	}
	b = append(b[:0], "<< /Kids ["...)
	for i := range leaves {
		b = appendRef(b, parents+1+i)
	}
	f.pack(append(b, "] >>\n"...))
	for i := range leaves {
		b = s.leaf(b[:0], &w, i*leaf, min((i+1)*leaf, n))
		f.pack(b)
	}
	return w.root
}

// leaf is a leaf of the parent tree: for each page the elements of its marked content, for each annotation its own.
func (s *structure) leaf(b []byte, w *treeWriter, from, to int) []byte {
	b = fmt.Appendf(b, "<< /Limits [%d %d] /Nums [", from, to-1)
	for key := from; key < to; key++ {
		b = append(strconv.AppendInt(b, int64(key), 10), ' ')
		if key >= len(s.pages) {
			b = appendRef(b, w.object(s.links[key-len(s.pages)]))
			continue
		}
		end := len(s.marks)
		if key+1 < len(s.pages) {
			end = int(s.pages[key+1])
		}
		b = append(b, '[')
		for _, n := range s.marks[s.pages[key]:end] {
			b = appendRef(b, w.object(n))
		}
		b = append(b, ']')
	}
	return append(b, "] >>\n"...)
}

// treeWriter writes elements as objects.
type treeWriter struct {
	l     *typeset.Layout
	pages []int
	root  int // object of the root; the document and the elements follow it
}

// object is the object of an element.
func (w *treeWriter) object(n int32) int { return w.root + 2 + int(n) }

// element is an element as an object. A link that leads nowhere is no link.
func (w *treeWriter) element(b []byte, e *typeset.Element, parent int, kids []kid) []byte {
	page, kind := int32(-1), e.Kind.String()
	for i := range kids {
		if kids[i].page >= 0 {
			page = kids[i].page
			break
		}
	}
	if e.Kind == typeset.KindLink && (len(kids) == 0 || kids[len(kids)-1].page != kidLink) {
		kind = "Span"
	}
	b = append(append(append(b, "<</S/"...), kind...), "/P "...)
	b = appendRef(b, parent)
	if page >= 0 {
		b = appendRef(append(b, "/Pg "...), w.pages[page])
	}
	if len(kids) > 0 {
		b = append(b, "/K["...)
		for _, k := range kids {
			b = w.kid(b, k, page)
		}
		b = append(b, ']')
	}
	return append(w.attributes(b, e, page), ">>\n"...)
}

// kid is an entry of K: a number for marked content of the element's page, a dictionary for that of another.
func (w *treeWriter) kid(b []byte, k kid, page int32) []byte {
	switch {
	case k.page == kidElement:
		return appendRef(b, w.object(k.id))
	case k.page == kidLink:
		return append(appendRef(append(b, "<</Type/OBJR/Obj "...), int(k.id)), ">>"...)
	case k.page != page:
		b = appendRef(append(b, "<</Type/MCR/Pg "...), w.pages[k.page])
		return append(strconv.AppendInt(append(b, "/MCID "...), int64(k.id), 10), ">>"...)
	}
	return append(strconv.AppendInt(b, int64(k.id), 10), ' ')
}

// attributes are what is said of an element beside what it holds (14.8.5; alternative text: 14.9.3).
func (w *treeWriter) attributes(b []byte, e *typeset.Element, page int32) []byte {
	d := e.Detail
	switch e.Kind {
	case typeset.KindPart:
		if d != nil {
			b = fmt.Appendf(b, "/T %s", textString(d.Text))
		}
	case typeset.KindTable:
		if d != nil {
			b = fmt.Appendf(b, "/A<</O/Table/Summary %s>>", textString(d.Text))
		}
	case typeset.KindFigure:
		b = fmt.Appendf(b, "/Alt %s", textString(d.Text))
		if d.W > 0 && page >= 0 {
			pg := &w.l.Pages[page]
			x, top := d.X+pg.Shift, pg.Height-d.Y
			b = fmt.Appendf(b, "/A<</O/Layout/Placement/Block/BBox[%.2f %.2f %.2f %.2f]>>", x, top-d.H, x+d.W, top)
		}
	case typeset.KindTH, typeset.KindRowTH, typeset.KindTD:
		b = cellAttributes(b, e)
	}
	return b
}

// scopes are the cells that a head is for.
var scopes = map[typeset.Kind]string{typeset.KindTH: "/Scope/Column", typeset.KindRowTH: "/Scope/Row"}

func cellAttributes(b []byte, e *typeset.Element) []byte {
	if e.Kind == typeset.KindTD && e.Cols <= 1 && e.Rows <= 1 {
		return b // as nearly all are
	}
	b = append(append(b, "/A<</O/Table"...), scopes[e.Kind]...)
	if e.Cols > 1 {
		b = fmt.Appendf(b, "/ColSpan %d", e.Cols)
	}
	if e.Rows > 1 {
		b = fmt.Appendf(b, "/RowSpan %d", e.Rows)
	}
	return append(b, ">>"...)
}

// appendRef writes a reference to an object.
func appendRef(b []byte, object int) []byte {
	return append(strconv.AppendInt(b, int64(object), 10), " 0 R "...)
}
