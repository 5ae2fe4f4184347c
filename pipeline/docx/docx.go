package docx

import "time"

// Document is one Word file, read: its blocks in document order and everything that stands beside them.
// It is immutable after Read and safe for concurrent use.
type Document struct {
	Blocks    []Block   // the body
	TextBoxes []TextBox // text boxes (文本框), collected apart from the body
	Footnotes []NoteText
	Endnotes  []NoteText
	Comments  []NoteText
	Remarks   []NoteText // our own comments in a file that was given back (see Annotate); Text is without their mark
	Headers   []string   // text of the headers, in the order of their parts
	Footers   []string
	Dropped   []Drop // what a reader of the finished document does not see, or we cannot show
	Sections  []Section
	Modified  time.Time // when it was saved last, as its properties say; zero if they do not

	xml  []byte
	main string
}

// Range is a span of bytes [Start, End) of the main part's XML as stored in the package.
type Range struct{ Start, End int }

// Block is a paragraph or a table; exactly one of the pointers is set.
type Block struct {
	Paragraph *Paragraph
	Table     *Table
	Range     Range
}

// Paragraph (段落) is one w:p as a reader of the finished document sees it.
type Paragraph struct {
	Text     string    // tab as "\t", line break as "\n"; without the automatic number
	Number   string    // automatic number as displayed ("一、", "1.", "（2）"), empty if none
	Gap      string    // what stands between Number and Text: "\t", " " or ""
	Style    string    // style name as Word stores it ("heading 1", "Normal", "表格正文")
	Level    int       // outline level 1…9 through style or directly; 0 for body text
	Pictures []Picture // pictures anchored in this paragraph
}

// String is the paragraph as displayed: its number, the gap as one blank (none after full-width punctuation), its text.
func (p *Paragraph) String() string { return p.display() }

// Picture is a drawing, a picture or an embedded object in a paragraph.
type Picture struct {
	Kind   PictureKind
	Part   string // part name within the package, "" for drawn shapes
	Alt    string // name or description
	Width  int    // in twips, as it stands on the page, a group as a whole; 0 if not said
	Height int
	Text   string // words it shows that stand in a part of their own (chart, diagram), a line each
	Boxed  bool   // a drawing whose words stand in Document.TextBoxes

	// Of what is embedded (Kind Embedded):
	Program string   // that made it, as "Excel.Sheet.12"
	Format  Format   // of the part by its content; "" where the content stands in another file
	Link    string   // that file
	Name    string   // of a file put in as a package, as far as it is easily read
	Sheets  []string // names of a workbook's sheets, as far as they are easily read
}

// PictureKind tells pictures apart.
type PictureKind string

// The kinds of pictures.
const (
	Image    PictureKind = "picture"
	Drawing  PictureKind = "drawing" // shapes
	VML      PictureKind = "vml"     // shapes as Word drew them until 2007
	Chart    PictureKind = "chart"
	Diagram  PictureKind = "diagram" // SmartArt
	Embedded PictureKind = "object"  // OLE
	Control  PictureKind = "control" // ActiveX
	Ink      PictureKind = "ink"     // handwriting
)

// Table (表格) is a rectangular grid: Cols columns of the grid (not of any single row) by len(Rows) rows.
type Table struct {
	Cols  int
	Rows  []Row
	Width []int // grid column widths in twips, as w:tblGrid says; may be shorter than Cols
	Title string
	grid  []*Cell
}

// Row is a table row. Cells holds only the cells that begin in it (origins), left to right.
type Row struct {
	Cells  []*Cell
	Header bool // marked "repeat as header row"
	Range  Range
}

// Cell is one cell at its origin; it covers Rows×Cols grid positions from (Row, Col), both counted from 0.
type Cell struct {
	Row, Col   int
	Rows, Cols int
	Blocks     []Block // paragraphs and nested tables
	Range      Range   // of the origin's w:tc
}

// At returns the cell that covers grid position (row, col), or nil where the row has a gap (gridBefore, gridAfter)
// or the position lies outside the grid.
func (t *Table) At(row, col int) *Cell {
	if row < 0 || col < 0 || row >= len(t.Rows) || col >= t.Cols {
		return nil
	}
	return t.grid[row*t.Cols+col]
}

// TextBox is the content of one text box, the index of the body block it is anchored in, and where in the main part its
// content begins, as a byte of its XML (see Range).
type TextBox struct {
	Block  int
	At     int
	Blocks []Block
}

// NoteText is a footnote, endnote or comment. From and To are where in the main part it is anchored, as bytes of its XML
// (see Range): the beginning and the end of what a comment is on, twice the place of the number of a note; -1 if nowhere.
type NoteText struct {
	ID       string
	Author   string // comments only
	Text     string
	From, To int
}

// Drop says that something of the file is not part of the text, and why (hidden text, deleted revision, …).
type Drop struct {
	Kind  DropKind
	Text  string // what was dropped, as far as it is text
	Block int    // index of the body block, -1 if none
}

// DropKind names the reason of a Drop.
type DropKind string

// The reasons for which text does not count as visible.
const (
	DropHidden      DropKind = "hidden"      // w:vanish
	DropDeleted     DropKind = "deleted"     // tracked deletion or moved-from
	DropPlaceholder DropKind = "placeholder" // placeholder of a content control
	DropMerged      DropKind = "merged"      // text inside a cell that a vertical merge covers
	DropAltChunk    DropKind = "altChunk"    // another file put in (altChunk, subDoc), which we do not read; Text is its name
	DropRuby        DropKind = "ruby"        // the annotation over ruby text (拼音指南); its base is kept
)

// Section is one section of the body: page size in twips, and the index of the last block it holds.
type Section struct {
	Width, Height int
	Landscape     bool
	Last          int
}
