package drawing

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"huibian/pipeline/docx"
)

// Kind of a note about something that could not be shown as it is.
type Kind string

// The kinds of notes.
const (
	Missing      Kind = "missing"      // a picture that cannot be shown; a frame says so in its place
	Approximate  Kind = "approximate"  // a shape whose form is not known: its box stands for it
	Preview      Kind = "preview"      // a chart or an object, shown as the preview that the file has of it
	Unpreviewed  Kind = "unpreviewed"  // a chart or an object without a preview; a frame says so in its place
	TooMuch      Kind = "too much"     // more than is looked at
	Unresolvable Kind = "unresolvable" // a drawing that could not be understood
)

// Note says what could not be shown as it is.
type Note struct {
	Kind Kind
	Text string // what it is, in the words of the file
}

// Found is a drawing and the block in which it is anchored, as an index into the ranges asked for.
type Found struct {
	Block   int
	Drawing *Drawing
}

// Options are what a reader may use besides the file.
type Options struct {
	// Metafile makes a PNG of a drawing that only an office program can paint (format "emf" or "wmf"); nil where there is none.
	Metafile func(b []byte, format string) ([]byte, error)
	Open     func() ([]byte, error) // the file's bytes again, when a picture is painted
	Name     string                 // of the file, for people
	Boxes    []docx.TextBox         // its text boxes as they were read, for the automatic numbers in them
}

// Limits of one stretch.
const (
	mostNodes  = 5000
	mostNested = 40 // groups in groups
)

// Reader reads what is drawn in a Word file. It is not safe for concurrent use.
type Reader struct {
	pkg    *docx.Package
	o      Options
	theme  theme
	styles *sheet
	page   paper
	types  map[string]*docx.Node // v:shapetype by id
	seen   map[string]*Raster    // by part
}

// NewReader opens a Word file. Errors are those of docx.Open.
func NewReader(b []byte, lim docx.Limits, o Options) (*Reader, error) {
	pkg, err := docx.Open(b, lim)
	if err != nil {
		return nil, err
	}
	body, err := pkg.Tree(pkg.Main())
	if err != nil {
		return nil, err
	}
	r := &Reader{pkg: pkg, o: o, types: map[string]*docx.Node{}, seen: map[string]*Raster{}}
	r.theme = readTheme(pkg)
	r.styles = readSheet(pkg, r.theme)
	r.page = readPaper(body)
	r.shapeTypes(body, 0)
	return r, nil
}

// shapeTypes finds the types that VML shapes refer to; Word writes one where it is first used.
func (r *Reader) shapeTypes(n *docx.Node, depth int) {
	for _, k := range n.Kids {
		if k.Local == "shapetype" {
			r.types["#"+k.Attr("id")] = k
		} else if k.Local != "" {
			r.shapeTypes(k, depth+1)
		}
	}
}

// paper is the page of a section, in points.
type paper struct {
	width, height, left, right, top float64
	line                            float64 // from line to line by the grid; 0 for none
}

func (p paper) text() float64 { return p.width - p.left - p.right }

// readPaper takes the last section's page; A4 as Word sets it where there is none.
func readPaper(body *docx.Node) paper {
	p := paper{width: 595.3, height: 841.9, left: 90, right: 90, top: 72}
	s := lastSection(body)
	if size := s.Kid("pgSz"); size != nil {
		p.width, p.height = cmp.Or(twips(size.Attr("w")), p.width), cmp.Or(twips(size.Attr("h")), p.height)
	}
	if m := s.Kid("pgMar"); m != nil {
		p.left, p.right, p.top = twips(m.Attr("left")), twips(m.Attr("right")), twips(m.Attr("top"))
	}
	if grid := s.Kid("docGrid"); grid != nil && strings.HasPrefix(grid.Attr("type"), "lines") {
		p.line = twips(grid.Attr("linePitch"))
	}
	if p.text() < 72 {
		p.left, p.right = 0, 0
	}
	return p
}

func lastSection(body *docx.Node) *docx.Node {
	var last *docx.Node
	for _, n := range body.Kids {
		if n.Local == "body" {
			for _, k := range n.Kids {
				if k.Local == "sectPr" {
					last = k
				}
			}
		}
	}
	return last
}

// stretch is what is being read.
type stretch struct {
	*Reader
	found  []Found
	floats []float
	notes  []Note
	nodes  int
	block  int
	y      float64 // of the paragraph being read, from the top of the stretch
	pageY  float64 // of the page it stands on
	page   int     // shadows Reader.page on purpose: its number
}

// float is a drawing that stands beside the text.
type float struct {
	block  int
	page   int
	x, y   float64
	w, h   float64
	order  int64
	nodes  []Node
	behind bool
}

// Stretch reads what is drawn in blocks of the body, given by their ranges, one each. Drawings that stand in a line come where
// they stand; those that stand beside the text, as the boxes and arrows of a chart do that nobody grouped, are put together
// into one for each page, where they are to each other as on the page.
func (r *Reader) Stretch(blocks []docx.Range) ([]Found, []Note) {
	s := &stretch{Reader: r}
	if r.pkg == nil { // a file that could not be opened
		return nil, nil
	}
	for i, at := range blocks {
		nodes, err := r.pkg.Blocks([]docx.Range{at})
		if err != nil {
			s.note(Unresolvable, err.Error())
			continue
		}
		s.block = i
		for _, n := range nodes {
			s.blockNode(n, 0)
		}
	}
	s.unite()
	slices.SortStableFunc(s.found, func(a, b Found) int { return cmp.Compare(a.Block, b.Block) })
	return s.found, s.notes
}

func (s *stretch) note(k Kind, text string) {
	n := Note{k, text}
	if !slices.Contains(s.notes, n) {
		s.notes = append(s.notes, n)
	}
}

// blockNode reads a paragraph or a table.
func (s *stretch) blockNode(n *docx.Node, depth int) {
	if depth > mostNested {
		return
	}
	if n.Local == "p" {
		s.paragraph(n)
		return
	}
	for _, k := range n.Kids {
		switch k.Local {
		case "tr", "tc", "sdt", "sdtContent", "p", "tbl", "customXml", "ins":
			s.blockNode(k, depth+1)
		}
	}
}

// lineHeight is how high a line of text is taken to be where nothing else is known, in sizes of its letters.
const lineHeight = 1.3

// paragraph reads what is drawn in a paragraph, and moves down by about as much as it takes on a page.
func (s *stretch) paragraph(p *docx.Node) {
	look := s.styles.paragraph(p)
	if p.Kid("pPr").Kid("pageBreakBefore") != nil {
		s.turnPage()
	}
	height := 0.0
	text := 0
	var runs func(n *docx.Node, depth int)
	runs = func(n *docx.Node, depth int) {
		for _, k := range n.Kids {
			switch k.Local {
			case "br":
				if k.Attr("type") == "page" {
					s.turnPage()
				}
			case "lastRenderedPageBreak":
				if s.y > s.pageY+20 {
					s.turnPage()
				}
			case "t":
				text += 2 * len([]rune(k.Words()))
			case "AlternateContent":
				if shown := k.Shown(); shown != nil {
					runs(shown, depth+1)
				}
			case "drawing":
				height = max(height, s.drawn(k))
			case "pict", "object":
				height = max(height, s.pict(k))
			case "del", "moveFrom", "pPr", "rPr", "txbxContent", "instrText":
			default:
				if k.Local != "" && depth < mostNested {
					runs(k, depth+1)
				}
			}
		}
	}
	runs(p, 0)
	lines := 1 + float64(text)*look.size/2/max(s.Reader.page.text(), 72)
	line := look.leading
	switch {
	case line < 0:
		line = -line * max(look.size*lineHeight, s.Reader.page.line)
	case line == 0:
		line = max(look.size*lineHeight, s.Reader.page.line)
	}
	s.y += max(float64(int(lines))*line, height) + look.before + look.after
}

func (s *stretch) turnPage() {
	s.page++
	s.pageY = s.y
}

// unite makes one drawing of the floats of each page.
func (s *stretch) unite() {
	for from := 0; from < len(s.floats); {
		to := from
		for to < len(s.floats) && s.floats[to].page == s.floats[from].page {
			to++
		}
		all := slices.Clone(s.floats[from:to])
		slices.SortStableFunc(all, func(a, b float) int {
			if a.behind != b.behind {
				if a.behind {
					return -1
				}
				return 1
			}
			return cmp.Compare(a.order, b.order)
		})
		s.found = append(s.found, Found{s.floats[from].block, s.together(all)})
		from = to
	}
}

// together puts floats into one drawing, as large as they are.
func (s *stretch) together(all []float) *Drawing {
	d := &Drawing{}
	for _, f := range all {
		for _, n := range f.nodes {
			move(n, f.x, f.y)
			d.Nodes = append(d.Nodes, n)
		}
	}
	d.fit()
	return d
}

// fit moves a drawing to its upper left corner and makes it as large as what is in it.
func (d *Drawing) fit() {
	first := true
	var x1, y1, x2, y2 float64
	take := func(x, y float64) {
		if first {
			x1, y1, x2, y2, first = x, y, x, y, false
		}
		x1, y1, x2, y2 = min(x1, x), min(y1, y), max(x2, x), max(y2, y)
	}
	box := func(x, y, w, h, turn float64, air float64) {
		at := placing(x, y, w, h, turn, false, false)
		for _, p := range []Point{{-air, -air}, {w + air, -air}, {-air, h + air}, {w + air, h + air}} {
			q := at(p)
			take(q.X, q.Y)
		}
	}
	for _, n := range d.Nodes {
		switch n := n.(type) {
		case *Shape:
			box(n.X, n.Y, n.W, n.H, n.Turn, n.Stroke.Width/2)
		case *Image:
			box(n.X, n.Y, n.W, n.H, n.Turn, 0)
		case *Line:
			air := n.Stroke.Width * 2
			for _, p := range n.Points {
				take(p.X-air, p.Y-air)
				take(p.X+air, p.Y+air)
			}
		}
	}
	for _, n := range d.Nodes {
		move(n, -x1, -y1)
	}
	d.Width, d.Height = x2-x1, y2-y1
}

// move moves a node.
func move(n Node, dx, dy float64) {
	switch n := n.(type) {
	case *Shape:
		n.X, n.Y = n.X+dx, n.Y+dy
	case *Image:
		n.X, n.Y = n.X+dx, n.Y+dy
	case *Line:
		for i := range n.Points {
			n.Points[i].X, n.Points[i].Y = n.Points[i].X+dx, n.Points[i].Y+dy
		}
	}
}

// count bounds what is read.
func (s *stretch) count() bool {
	s.nodes++
	if s.nodes == mostNodes {
		s.note(TooMuch, fmt.Sprintf("%d", mostNodes))
	}
	return s.nodes < mostNodes
}

// framed is a note in the place of what cannot be shown: a frame with words.
func framed(w, h float64, text string) *Shape {
	return &Shape{Preset: Rect, W: max(w, 60), H: max(h, 24), Stroke: Stroke{Width: 0.75, Color: "8A8A8A", Dash: []float64{3, 2}},
		Words: &Words{Left: 4, Top: 2, Right: 4, Bottom: 2, Anchor: Middle, Paras: []Para{{Align: Center, Runs: []Run{{Text: text, Size: 9, Color: "555555"}}}}}}
}

// raster is the picture in a part, or a frame that says why there is none.
func (s *stretch) raster(part, title string, w, h float64) Node {
	if r := s.seen[part]; r != nil {
		return &Image{W: w, H: h, Raster: r, Title: title}
	}
	b, err := s.pkg.Part(part)
	if err != nil {
		return s.missing(w, h, cmp.Or(title, part), "文件里没有这幅图片")
	}
	file := s.o.Open
	open := func() ([]byte, error) { return reopen(file, part) } // which keeps nothing of what was read
	if format := metafile(b); format != "" {
		var png []byte
		if err = errNoOffice; s.o.Metafile != nil {
			png, err = s.o.Metafile(b, format)
		}
		if err != nil {
			return s.missing(w, h, cmp.Or(title, "图片"), strings.ToUpper(format)+"格式的图片，须安装LibreOffice才能显示")
		}
		b = png
		open = func() ([]byte, error) { return png, nil }
	}
	r, err := NewRaster(cmp.Or(title, part)+"（"+s.o.Name+"）", b, open)
	switch {
	case errors.Is(err, ErrPixels):
		return s.missing(w, h, cmp.Or(title, "图片"), "图片过大")
	case err != nil:
		return s.missing(w, h, cmp.Or(title, "图片"), "图片格式不支持或已损坏")
	}
	s.seen[part] = r
	return &Image{W: w, H: h, Raster: r, Title: title}
}

var errNoOffice = errors.New("no program to paint it")

// reopen reads a part again, when it is painted.
func reopen(file func() ([]byte, error), part string) ([]byte, error) {
	b, err := file()
	if err != nil {
		return nil, err
	}
	pkg, err := docx.Open(b, docx.Limits{})
	if err != nil {
		return nil, err
	}
	return pkg.Part(part)
}

func (s *stretch) missing(w, h float64, what, why string) Node {
	s.note(Missing, what+"："+why)
	return framed(w, h, "［"+what+"："+why+"］")
}

// metafile tells the formats that are no raster.
func metafile(b []byte) string {
	switch {
	case len(b) > 44 && string(b[40:44]) == " EMF":
		return "emf"
	case len(b) > 4 && (string(b[:4]) == "\xD7\xCD\xC6\x9A" || string(b[:4]) == "\x01\x00\x09\x00"):
		return "wmf"
	}
	return ""
}
