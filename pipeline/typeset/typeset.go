package typeset

import (
	"huibian/pipeline/book"
	"huibian/pipeline/drawing"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

// Layout is a book on pages: what stands where. All lengths are points, y grows downwards from the top of the page.
type Layout struct {
	Pages     []Page
	Anchors   map[book.Anchor]Position
	Widths    map[*book.Table][]float64 // chosen column widths, for the Word writer
	Spaces    []float64                 // by part: what the space before its paragraphs was multiplied by; 1 but for a full Part.OnePage
	Structure [][]Element               // by part: what its ops belong to
	Outline   []OutlineEntry
	Missing   []Missing
}

// Position is a place in the layout; Page is an index into Pages.
type Position struct {
	Page int
	Y    float64
}

// Label is the printed page number of an anchor ("iii", "12"), "" if it is unknown or its page bears none.
func (l *Layout) Label(a book.Anchor) string {
	p, ok := l.Anchors[a]
	if !ok {
		return ""
	}
	return l.Pages[p.Page].Label
}

// Page is one page: its size, its printed number and its display list in painting order.
type Page struct {
	Width, Height float64
	Label         string // "iii", "12", "" where no number is printed
	Folio         book.Folio
	Part          int // index into book.Book.Parts
	Ops           []Op
	Links         []Link
	Shift         float64 // by how much all of it stands further right: pages whose margins are mirrored
}

// Op is a Text, Line, Fill, Path or Image.
type Op interface{ op() }

// Text is a stretch of characters of one face on one baseline. Its advance is the sum of the glyphs' advances plus
// Spacing after each character.
type Text struct {
	X, Y    float64 // left end of the baseline
	Face    *style.Face
	Size    float64
	Color   string // RRGGBB, "" is black
	Spacing float64
	Turn    float64 // degrees clockwise about X, Y
	Slant   bool    // set oblique: the faces of the book have no italics
	Tag     Tag
	Text    string
}

// Line is a straight rule.
type Line struct {
	X1, Y1, X2, Y2 float64
	Width          float64
	Color          string
	Tag            Tag
}

// Fill is a filled rectangle.
type Fill struct {
	X, Y, W, H float64
	Color      string
	Tag        Tag
}

// Path is a figure of lines and curves, filled, drawn or both. A point (x, y) of it stands at X+x, Y+y.
type Path struct {
	X, Y   float64
	Paths  []drawing.Path
	Fill   string // RRGGBB, "" is nothing
	Stroke drawing.Stroke
	Tag    Tag
}

// Image is a raster picture, its corner at X, Y.
type Image struct {
	X, Y, W, H float64
	Turn       float64 // degrees clockwise about its middle
	FlipX      bool
	FlipY      bool
	Crop       drawing.Crop
	Raster     *drawing.Raster
	Tag        Tag
}

// Link is a rectangle of a page that leads to an anchor, or out of the book.
type Link struct {
	X, Y, W, H float64
	To         book.Anchor
	Out        *book.Out // nil, or where it leads instead
	Tag        Tag       // of its words; those of one link may stand on several lines, each with a rectangle of its own
}

// OutlineEntry is a line of the PDF outline (书签).
type OutlineEntry struct {
	Level int // from 1
	Text  string
	To    Position
}

// Missing reports a character that no face has; it was set as 〓.
type Missing struct {
	Rune rune
	From notice.Place
}

func (Text) op()  {}
func (Line) op()  {}
func (Fill) op()  {}
func (Path) op()  {}
func (Image) op() {}
