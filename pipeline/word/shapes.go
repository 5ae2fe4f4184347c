package word

import (
	"bytes"
	"encoding/xml"
	"regexp"
	"strconv"

	"github.com/unidoc/unioffice/schema/soo/wml"

	"huibian/pipeline/style"
)

// shapes holds the properties that recur, marshalled once: a catalog of 22,000 cells has some sixty different ones.
type shapes struct {
	runs  map[look][]byte
	paras map[paraShape][]byte
	cells map[string]map[cellShape][]byte // by the edges of the table's columns
	heads map[string][]byte               // properties and grids of tables, by what they are made of
	blank map[string]blankShape
}

// table are the cells of tables whose columns have these edges.
func (s *shapes) table(edges []int64) map[cellShape][]byte {
	var b []byte
	for _, e := range edges {
		b = append(strconv.AppendInt(b, e, 10), ' ')
	}
	cells, ok := s.cells[string(b)]
	if !ok {
		cells = map[cellShape][]byte{}
		s.cells[string(b)] = cells
	}
	return cells
}

// paraShape tells apart the paragraphs that need little more than a style.
type paraShape struct {
	id   string // of the style
	jc   wml.ST_Jc
	keep bool // with the next paragraph or row
}

func (k paraShape) properties() *wml.CT_PPr {
	pr := &wml.CT_PPr{PStyle: str(k.id)}
	if k.jc != wml.ST_JcUnset {
		pr.Jc = justified(k.jc)
	}
	if k.keep {
		pr.KeepNext = on()
	}
	return pr
}

// cellShape tells apart the cells of one table.
type cellShape struct {
	col, cols int
	rowPlace
	merge wml.ST_Merge
}

// rowPlace is what rules a row has above and below it.
type rowPlace struct {
	kind        rowKind
	first, last bool // of the table
}

func newShapes() *shapes {
	return &shapes{runs: map[look][]byte{}, paras: map[paraShape][]byte{}, cells: map[string]map[cellShape][]byte{}, heads: map[string][]byte{}, blank: map[string]blankShape{}}
}

// empty is an element without content as Go's encoder writes it. Shapes recur in every cell, so that the shorter way to
// write one saves a tenth of a book.
var empty = regexp.MustCompile(`<(w:[^<>]*)></[^<>]*>`)

// marshal is an element of the schema as XML.
func marshal(m xml.Marshaler, name string) ([]byte, error) {
	var b bytes.Buffer
	e := xml.NewEncoder(&b)
	if err := m.MarshalXML(e, xml.StartElement{Name: xml.Name{Local: name}}); err != nil {
		return nil, err
	}
	if err := e.Close(); err != nil {
		return nil, err
	}
	return empty.ReplaceAll(b.Bytes(), []byte("<$1/>")), nil
}

// must marshals one of our own small properties; the encoder fails only on names with a colon too many or on elements
// left open, and TestBlocks marshals them all.
func must(m xml.Marshaler, name string) []byte {
	data, err := marshal(m, name)
	if err != nil {
		return nil
	}
	return data
}

func (s *shapes) run(k look, w *writer) []byte {
	data, ok := s.runs[k]
	if !ok {
		data = must(w.runProperties(k), "w:rPr")
		s.runs[k] = data
	}
	return data
}

func (s *shapes) para(k paraShape) []byte {
	data, ok := s.paras[k]
	if !ok {
		data = must(k.properties(), "w:pPr")
		s.paras[k] = data
	}
	return data
}

// paragraph is a paragraph being made: a plain one has a shape, any other properties of its own.
type paragraph struct {
	shape paraShape
	own   *wml.CT_PPr
	line  line
}

// styled is an empty paragraph of a style; a style the sheet lacks is body prose.
func (w *writer) styled(name string) *paragraph {
	id, ok := w.ids[name]
	if !ok {
		id = w.ids[style.Body]
	}
	p := &paragraph{shape: paraShape{id: id}, line: line{w: w, xml: w.spare}}
	w.spare = nil
	return p
}

// properties makes the paragraph's properties its own, to be added to.
func (p *paragraph) properties() *wml.CT_PPr {
	if p.own == nil {
		p.own = p.shape.properties()
	}
	return p.own
}

// hairline is a paragraph that takes next to no room: Word wants one after a table and one to end a section.
func (w *writer) hairline() *paragraph {
	return &paragraph{own: &wml.CT_PPr{SnapToGrid: off(), Spacing: exactly(1)}, line: line{w: w}}
}

// append adds the paragraph as XML.
func (p *paragraph) append(b []byte) []byte {
	b = append(b, "<w:p>"...)
	if p.own != nil {
		b = append(b, must(p.own, "w:pPr")...)
	} else {
		b = append(b, p.line.w.shapes.para(p.shape)...)
	}
	return append(append(b, p.line.xml...), "</w:p>"...)
}
