package style

// Sheet (样式表) is the look of a book, read from a Word reference file (book.docx). Lengths are points (1/72 inch).
type Sheet struct {
	Portrait  Page
	Landscape Page
	Mirror    bool              // on left-hand pages Left and Right change places: Left is at the binding edge
	Styles    map[string]*Style // by the name Word stores ("heading 1", "toc 2", "表格正文")
	Table     TableLook         // the table style named TableStyle
	Source    []byte            // the reference file itself; the Word writer keeps its styles part
}

// Page is a page's geometry. Header and Footer are distances from the paper's edge to the header's top and the
// footer's bottom, as Word stores them.
type Page struct {
	Width, Height            float64
	Top, Bottom, Left, Right float64
	Header, Footer           float64
	LinePitch                float64 // of the document grid, 0 if none
	CharSpace                float64 // added to each character by the grid, 0 if none
}

// Names of the styles a book uses. All must be in book.docx; those Word builds in carry Word's own names.
const (
	CoverUnit   = "封面单位"
	CoverTitle  = "封面书名"
	CoverVolume = "封面版别"
	CoverEditor = "封面编者"
	CoverDate   = "封面日期"
	CoverMark   = "封面密级"
	PageTitle   = "扉页书名" // title page
	PageLine    = "扉页说明"
	Heading1    = "heading 1"
	Heading2    = "heading 2"
	Heading3    = "heading 3"
	Body        = "正文段落"   // body prose, 3号仿宋, 22 lines × 28 characters, first line indented by two
	Prose1      = "正文一级标题" // headings inside prose, GB/T 9704: 一、 in 黑体
	Prose2      = "正文二级标题" // （一） in 楷体
	TOCHead     = "目录标题"
	TOC1        = "toc 1"
	TOC2        = "toc 2"
	TOC3        = "toc 3"
	Header      = "header"
	Footer      = "footer"
	TableHead   = "表头"
	TableText   = "表格正文"
	TableCenter = "表格居中"
	TableTotal  = "表格合计"
	TableGroup  = "表格分组"
	TableStyle  = "目录表" // a table style
	IndexGroup  = "索引组"
	IndexEntry  = "索引条目"
	LawEntry    = "法律名称"
	LawRefs     = "引用事项"
	Small       = "编印说明"  // colophon text
	ChartTitle  = "流程图标题" // above a flowchart; a file without it has heading 3
	Addressee   = "公文主送"  // of 印发通知, without indent; a file without these three has body prose
	Signer      = "公文署名"
	Signed      = "公文日期"
	Caption     = "表题"    // above its table; a file without it has the heads of tables
	CardLabel   = "明白卡栏目" // of 办事明白卡, to be read standing; a file without these two has the table's
	CardText    = "明白卡正文"
	CodeRun     = "编码" // character style
)

// LinkColor is the colour of words that lead out of a book: dark enough to print as text does, and seen to be no text.
const LinkColor = "1F4E79"

// Align is a paragraph's alignment.
type Align int

// The alignments of w:jc.
const (
	Left Align = iota
	Center
	Right
	Justify
	Distribute
)

// Style is a paragraph or character style, resolved through its ancestors and the document defaults.
type Style struct {
	Name, ID  string
	Character bool

	EastAsia, Latin string  // font names as Word knows them: 仿宋_GB2312, Times New Roman
	Size            float64 // points
	Bold, Italic    bool
	Color           string  // RRGGBB, "" is black
	Spacing         float64 // added after each character, points; may be negative

	Align           Align
	Line            float64 // line height: points if Exact or AtLeast, else a multiple of the font's own
	LineRule        LineRule
	Before, After   float64
	Left, Right     float64
	FirstLine       float64 // negative: hanging
	KeepNext        bool
	KeepLines       bool
	WidowControl    bool
	BreakBefore     bool
	Outline         int // 1…9, 0 for body text
	Tabs            []Tab
	Top, BottomRule Rule // paragraph borders
}

// LineRule says what Style.Line means.
type LineRule int

// The line rules of w:spacing.
const (
	Multiple LineRule = iota
	Exact
	AtLeast
)

// Tab is a tab stop.
type Tab struct {
	Pos    float64
	Align  Align // Left, Center or Right
	Leader rune  // '.' dots, '-' dashes, '_' line, 0 none
}

// Rule is a line: paragraph or table border.
type Rule struct {
	Width float64 // points, 0 for none
	Color string
	Space float64 // distance from the text, points
}

// TableLook is how tables are ruled and filled.
type TableLook struct {
	ID                                         string // of the style, for the Word writer
	Top, Bottom, Left, Right, InsideH, InsideV Rule
	HeadFill                                   string // RRGGBB
	HeadRule                                   Rule   // below the head rows
	TotalRule                                  Rule   // above a total row
	PadX, PadY                                 float64
}
