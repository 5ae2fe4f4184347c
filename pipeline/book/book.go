package book

import (
	"slices"

	"huibian/pipeline/docx"
	"huibian/pipeline/drawing"
	"huibian/pipeline/notice"
)

// Book (书) is a compilation as data: parts in order, each a list of blocks. It knows what is said and how it hangs
// together, not how it looks: paragraphs name a style of book.docx, nothing more.
type Book struct {
	Title   string // 行政职权目录汇编
	Volume  string // 公开版
	Unit    string // 莆田市对外贸易经济合作局
	Editor  string
	Date    notice.Date // of the edition; also the date in the metadata
	Keyword string      // words for the metadata
	Class   notice.Class
	Proof   string // 校样, "" for a book that may be published
	Stamp   string // what stands in the margin of every page of a proof: 校样　未经市法制办审定，不得公布
	Parts   []Part
}

// FullTitle is the title with the volume, and what the book is if it is a proof: 行政职权目录汇编（公开版）（校样）. It names
// the file to whoever does not open it.
func (b *Book) FullTitle() string {
	title := b.Title
	for _, more := range []string{b.Volume, b.Proof} {
		if more != "" {
			title += "（" + more + "）"
		}
	}
	return title
}

// Anchor names a place that others refer to: "part:catalog", "category:XK", "item:PT01WJ-XK-0001", "law:…".
// "" is no anchor. Anchors are unique in a book.
type Anchor string

// Folio (页码) says how the pages of a part are numbered.
type Folio int

// The ways of numbering pages. All parts with the same Folio share one sequence, which starts at 1: what stands between
// them does not interrupt it.
const (
	FolioNone   Folio = iota // not printed, not counted
	FolioRoman               // i, ii, iii
	FolioArabic              // 1, 2, 3
)

// Part (部件) is one part of the book. A part begins on a new page and is a section (节) of its own in Word.
type Part struct {
	Kind      notice.PartKind
	Title     string // "第二篇　行政职权目录"; head of the running header; the contents' first level
	Anchor    Anchor
	Landscape bool
	Folio     Folio
	OnePage   bool // cover and title page: the spaces between the paragraphs shrink until all stands on one page
	Header    bool // prints the running header: Title left, Heading.Running or Book.Volume right
	Recto     bool // opens on a right-hand page
	Blocks    []Block
}

// OpensRight reports whether a part opens on a right-hand page, with a blank one before it if need be: one that asks for it,
// and the first of those whose pages are counted together, for odd numbers stand on the right.
func (b *Book) OpensRight(i int) bool {
	p := &b.Parts[i]
	if p.Recto || p.Folio == FolioNone {
		return p.Recto && i > 0
	}
	return i > 0 && !slices.ContainsFunc(b.Parts[:i], func(before Part) bool { return before.Folio == p.Folio })
}

// Block is a Heading, Paragraph, *Table, Contents, Chart, *Figure or *Carried.
type Block interface{ block() }

// Heading (标题) is a heading of level 1 (the part's title), 2 (category, letter) or 3; styles "heading 1" … "heading 3".
// Levels 1 and 2 stand in the contents and in the outline, of level 3 those with an Entry. A heading is kept with what follows.
type Heading struct {
	Level   int
	Text    string
	Anchor  Anchor
	Running string // right half of the running header from here on, "" keeps the volume's name
	Hidden  bool   // only in contents and outline; nothing is printed here
	Entry   *Entry // level 3: its line in the contents and in the outline; nil for none
	Style   string // "" is the level's
	Break   bool   // starts a new page
}

// Run is a stretch of text with one look.
type Run struct {
	Text string
	Link Anchor // "" or where a click leads
	Out  *Out   // nil, or where a click leads instead: out of the book
	Page Anchor // if set, Text is ignored and the page label of the anchor is printed
	// Seq makes Text a caption's word and number (题注: 图1), counted through the book under that word. Named is what others
	// refer to it by: their runs repeat Text, and have it as Refer.
	Seq   string
	Named Anchor
	Refer Anchor
	Code  bool // set in the code face of style.CodeRun
	Bold  bool
	// Small sets the run in the size of style.CodeRun: what is said beside the value of a cell.
	Small bool
	// Blank makes the run a place that is filled in; Text is what has been filled in so far.
	Blank *Blank
}

// Out (外部链接) leads out of a book, to a file that lies where it does: paths are relative to the book's folder, with slashes.
type Out struct {
	Book   string // a book by its path without ending: from Word a click leads to its .docx, from a PDF to its .pdf
	Anchor Anchor // of that book, "" for its beginning
	File   string // instead of Book: any other file
}

// Path is where a click leads from a book with an ending: ".docx", ".pdf".
func (o *Out) Path(ending string) string {
	if o.Book != "" {
		return o.Book + ending
	}
	return o.File
}

// ItemAnchor is the anchor of an item in every volume that has it; "" for an item without a code, which has none that
// others could know.
func ItemAnchor(code string) Anchor {
	if code == "" {
		return ""
	}
	return Anchor("item:" + code)
}

// Blank (填写处) is a place of a form that is filled in: in Word a content control (内容控件), on paper what has been filled in.
// While that is nothing it takes no room there: columns of blanks are given widths.
type Blank struct {
	Tag         string   // what programs know it by, as "decision:12"; not shown; at most 64 characters, says Word
	Title       string   // what people know it by, as "审核结论"; likewise
	Options     []string // the words to choose from, each once; none where anything may be written
	Open        bool     // other words than Options may be written as well
	Placeholder string   // shown where nothing is filled in yet, as "请选择"; "" is four blanks of a character's width
}

// Paragraph (段落) is set in the named style of book.docx. A "\t" in a run goes to the style's next tab stop (with its
// leader), a "\n" breaks the line.
type Paragraph struct {
	Style  string
	Runs   []Run
	Anchor Anchor
	From   notice.Place // where its words came from, for complaints about missing glyphs
	Break  bool         // starts a new page
}

// Table (表格). Its head rows repeat on every page it covers.
type Table struct {
	Columns []Column
	Head    []Row
	Body    []Row
	Caption string // for the account and for screen readers; not printed
}

// Column says what a column needs; typeset.Layout chooses its width.
type Column struct {
	Align Align
	Min   float64 // least width in points, 0 for none
	Fixed float64 // exact width in points, 0 to let the layout choose
	Short bool    // short values that should stay on one line (codes, numbers)
}

// Align is the alignment of a cell's lines.
type Align int

// The alignments. Left is justified where a line is full, as Chinese prose is.
const (
	Left Align = iota
	Center
	Right
)

// Row is a table row. Anchor, if set, is where the row begins; Outline, if set, adds the row to the PDF outline and to
// the third level of the contents.
type Row struct {
	Cells   []Cell
	Anchor  Anchor
	Entry   *Entry
	Running string // right half of the running header: the first and the last of a page are joined ("… 至 …")
	Total   bool   // set in bold, with a heavier rule above
	Group   bool   // one cell across all columns, set as a subheading, kept with the next row
}

// Entry is a line of the contents for something that is not a heading.
type Entry struct {
	Code string
	Text string
}

// String is the line: PT01WJ-XK-0001　外资企业设立审批.
func (e *Entry) String() string {
	if e.Code == "" {
		return e.Text
	}
	return e.Code + "　" + e.Text
}

// Cell is one cell; Cols and Rows are its spans (0 means 1). Positions covered by a span have no Cell.
type Cell struct {
	Paras []Paragraph // Style "" takes style.TableText, TableHead … by the cell's place and column
	Cols  int
	Rows  int
	Align *Align // nil: the column's
}

// Contents (目录) is the list of headings of level 1 and 2 and of row entries, with page labels; one per book. Its
// entries are set in the styles "toc 1" … "toc 3".
type Contents struct{ Entries bool } // Entries: with the third level

// Chart (图) is a horizontal bar chart.
type Chart struct {
	Title string
	Bars  []Bar
	Small bool // lower, for a chart that only goes with a table
}

// Figure (插图) is a drawing that stands on a line of its own, in the middle of the page. What is larger than the room there is
// made smaller to fit, never larger. It is not divided: it goes to the next page as a whole.
type Figure struct {
	Drawing *drawing.Drawing
	Anchor  Anchor
	From    notice.Place // for complaints about missing glyphs
}

// Space above and below a figure, in points.
const (
	FigureAbove = 6
	FigureBelow = 10
)

// Scale is by how much a figure is made smaller to fit a page with so much room for text.
func (f *Figure) Scale(width, height float64) float64 {
	scale := 1.0
	for _, r := range []struct{ room, need float64 }{{width, f.Drawing.Width}, {height - FigureAbove - FigureBelow, f.Drawing.Height}} {
		if r.need > r.room && r.need > 0 {
			scale = min(scale, max(r.room, 1)/r.need)
		}
	}
	return scale
}

// Carried (照录) is a stretch of a submission as it is: Word gets its own paragraphs, tables and pictures, byte for byte; the
// pages show Blocks, which say the same. Where Clip is nil, or Word could not take it over, Word gets Blocks as well.
type Carried struct {
	Clip   *docx.Clip
	Blocks []Block
}

// Shown are blocks as pages show them: in the place of what is carried, the blocks that say the same.
func Shown(blocks []Block) []Block {
	if !slices.ContainsFunc(blocks, func(b Block) bool { _, carried := b.(*Carried); return carried }) {
		return blocks
	}
	var out []Block
	for _, b := range blocks {
		if c, ok := b.(*Carried); ok {
			out = append(out, Shown(c.Blocks)...)
		} else {
			out = append(out, b)
		}
	}
	return out
}

// Bar is one bar of a chart.
type Bar struct {
	Label string
	Value int
}

func (Heading) block()   {}
func (Paragraph) block() {}
func (*Table) block()    {}
func (Contents) block()  {}
func (Chart) block()     {}
func (*Figure) block()   {}
func (*Carried) block()  {}
