package typeset

import (
	"huibian/pipeline/book"
	"huibian/pipeline/drawing"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

// Layout is a book on pages: what stands where. All lengths are points, y grows downwards from the top of the page.
type Layout struct {
	Pages   []Page
	Anchors map[book.Anchor]Position
	Widths  map[*book.Table][]float64 // chosen column widths, for the Word writer
	Spaces  []float64                 // by part: what the space before its paragraphs was multiplied by; 1 but for a full Part.OnePage
	Outline []OutlineEntry
	Missing []Missing
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
	Text    string
	Tag     Tag // what it is part of, for a tagged PDF; zero value: artifact (header, footer, leader)
}

// Line is a straight rule.
type Line struct {
	X1, Y1, X2, Y2 float64
	Width          float64
	Color          string
}

// Fill is a filled rectangle.
type Fill struct {
	X, Y, W, H float64
	Color      string
}

// Path is a figure of lines and curves, filled, drawn or both. A point (x, y) of it stands at X+x, Y+y.
type Path struct {
	X, Y   float64
	Paths  []drawing.Path
	Fill   string // RRGGBB, "" is nothing
	Stroke drawing.Stroke
}

// Image is a raster picture, its corner at X, Y.
type Image struct {
	X, Y, W, H float64
	Turn       float64 // degrees clockwise about its middle
	FlipX      bool
	FlipY      bool
	Crop       drawing.Crop
	Raster     *drawing.Raster
}

// Tag says which element of the book's structure a piece of text belongs to.
type Tag struct {
	Kind  string // "H1" "H2" "H3" "P" "TH" "TD" "TOCI" …, "" for an artifact
	Block int    // number of the block in the book, to group pieces of one element
	Row   int
	Col   int
}

// Link is a rectangle of a page that leads to an anchor, or out of the book.
type Link struct {
	X, Y, W, H float64
	To         book.Anchor
	Out        *book.Out // nil, or where it leads instead
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
