package drawing

// Drawing (图形) is a picture: its nodes in painting order, later ones above earlier ones. All lengths are points; x grows
// to the right, y downwards, from the upper left corner.
type Drawing struct {
	Width, Height float64
	Title         string // what it is, for whoever cannot see it (alternative text)
	Nodes         []Node
}

// Node is a *Shape, a *Line or a *Image.
type Node interface{ node() }

// Shape (图形) is a closed figure of a preset kind, with words in it or without.
type Shape struct {
	ID         string // by which lines say where they begin and end; "" if none does
	Preset     Preset
	Adjust     []Adjust // how the preset is changed; nil is as it comes
	X, Y, W, H float64  // the box it is drawn into, before it is turned
	Turn       float64  // degrees clockwise about its middle
	FlipX      bool
	FlipY      bool
	Paths      []Path // its outline where Preset is Custom, from the upper left corner of its box
	Fill       string // RRGGBB, "" is nothing
	Stroke     Stroke
	Words      *Words // nil: none
}

// Adjust is one value by which a preset shape is changed ("adj1", 50000), as DrawingML has it.
type Adjust struct {
	Name  string
	Value int
}

// Preset names the geometry of a shape as DrawingML does (ST_ShapeType, ECMA-376 20.1.10.56): "rect", "flowChartDecision".
type Preset string

// The presets of flowcharts (GB/T 1526: 端点符, 处理, 判断, 文件, 连接符) and those that need a name here.
const (
	Custom     Preset = "" // its Paths say what it looks like
	Rect       Preset = "rect"
	RoundRect  Preset = "roundRect"
	Terminator Preset = "flowChartTerminator"
	Process    Preset = "flowChartProcess"
	Decision   Preset = "flowChartDecision"
	Document   Preset = "flowChartDocument"
	Connector  Preset = "flowChartConnector"
	OffPage    Preset = "flowChartOffpageConnector"
)

// Line (连线) is an open polyline, its corners at right angles or not.
type Line struct {
	Points      []Point // two at least
	Curved      bool    // the corners are rounded off by curves
	Stroke      Stroke
	Begin, End  Head   // what it bears at its ends
	From, To    string // the ID of the shape that it begins and ends at, "" for none
	FromAt      int    // the connection site of that shape, counted as DrawingML does: of a rectangle 0 top, 1 left, 2 bottom, 3 right
	ToAt        int
	Description string // for whoever cannot see it
}

// Image (图片) is a raster picture.
type Image struct {
	X, Y, W, H float64
	Turn       float64 // degrees clockwise about its middle
	FlipX      bool
	FlipY      bool
	Crop       Crop
	Stroke     Stroke // its frame
	Raster     *Raster
	Title      string
}

// Crop is how much is cut off at each side, as a part of the whole: 0.1 is a tenth.
type Crop struct{ Left, Top, Right, Bottom float64 }

// Point is a place in points.
type Point struct{ X, Y float64 }

// Stroke is how a line is drawn; a zero Width is no line.
type Stroke struct {
	Width float64
	Color string    // RRGGBB, "" is black
	Dash  []float64 // lengths of dashes and gaps in turn, in points; nil is solid
}

// Head is what a line bears at its end.
type Head string

// The heads of lines (ECMA-376 20.1.10.33, ST_LineEndType).
const (
	NoHead   Head = ""
	Triangle Head = "triangle"
	Arrow    Head = "arrow"
	Stealth  Head = "stealth"
	Diamond  Head = "diamond"
	Oval     Head = "oval"
)

// Path is an outline: segments in turn, from where the one before ended.
type Path struct {
	Segments []Segment
	Closed   bool
	NoFill   bool // a line inside a shape
	NoStroke bool
}

// Segment goes to a point: by a move, straight, or by a cubic curve with two control points.
type Segment struct {
	Kind SegmentKind
	A, B Point // control points of a curve
	To   Point
}

// SegmentKind is how a segment goes.
type SegmentKind int

// The kinds of segments.
const (
	Move SegmentKind = iota
	Straight
	Cubic
)

// Words (文字) are what stands in a shape: paragraphs in a rectangle, which may grow over it.
type Words struct {
	Left, Top, Right, Bottom float64 // from the edges of the shape's box
	Anchor                   Anchor
	Turn                     float64 // of the words in the shape: 0, 90 or 270 degrees clockwise
	NoWrap                   bool
	Paras                    []Para
}

// Anchor is where words stand in their rectangle from above to below.
type Anchor int

// The anchors of words.
const (
	Top Anchor = iota
	Middle
	Bottom
)

// Para is a paragraph of words.
type Para struct {
	Align   Align
	Runs    []Run
	Leading float64 // from line to line in points; 0: as the letters need
	Before  float64 // space above, in points
	After   float64
}

// Align is where the lines of a paragraph stand.
type Align int

// The alignments.
const (
	Left Align = iota
	Center
	Right
	Justify
)

// Run is a stretch of words in one look; "\n" ends a line, "\t" is a blank of some width.
type Run struct {
	Text   string
	Size   float64 // in points; 0 is what the place it is put in has
	Font   string  // the name of the East Asian face as the file has it: 宋体, 黑体; "" is what the place it is put in has
	Latin  string  // of the Latin one
	Bold   bool
	Italic bool
	Under  bool
	Color  string // RRGGBB, "" is black
}

func (*Shape) node() {}
func (*Line) node()  {}
func (*Image) node() {}
