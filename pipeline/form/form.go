package form

import (
	"time"

	"huibian/pipeline/notice"
)

// Source is what is known of a submission before it is read.
type Source struct {
	File      string // path below inputs/, with slashes
	SHA256    string // hex
	Section   string // section whose folder it lies in, "" at the top
	Converted string // what the file is, if it is no .docx and was read from its conversion: "doc", "rtf", …
}

// Reading is everything that was found in one submission.
type Reading struct {
	Source   Source
	Section  string // section the file itself names (填报科室), "" if it names none
	Records  []Record
	Counts   []Count           // numbers of a submitted statistics table (附件2)
	Zero     bool              // the file says that there is nothing to report (零申报)
	Unfilled []notice.FormKind // forms that were handed in as they were given out; what package form reads of them is nothing
	Rejected bool              // the file could not be read at all; a finding says why
	Modified time.Time         // when it was saved last, as it says itself; zero if it does not
	Tables   []TableReading

	Signature *Signature  // what the head of the section says of it (签署意见); nil if the file has no place for that
	Dated     notice.Date // when it was filled in or handed in, as it says itself (填报日期); zero if it does not
	DatedAt   notice.Place
	Charts    []Chart // flowcharts (附件6)
	Duties    []Duty  // rows of a 职权分解表
	Texts     []Text  // rules texts (配套制度) and reports (清理工作情况), by their titles

	Account  Account
	Findings []notice.Finding
}

// Layout tells which of the layouts a record was read from.
type Layout string

// The layouts of domain.md §0.4.
const (
	Horizontal Layout = "horizontal" // a row (or several) of a table with header rows
	Vertical   Layout = "vertical"   // a label/value form, one power a table
	Labels     Layout = "labels"     // paragraphs "label: value"
)

// Record is one power as submitted. Fields are keyed by notice.Field.Key.
type Record struct {
	Fields map[string]Value
	Class  notice.Class // from the form it stands in, its list heading and its disclosure fields; stricter wins
	Layout Layout
	Form   notice.FormKind // catalog or secret
	Place  notice.Place    // where it begins
	Rows   int             // rows or paragraphs it spans
}

// Value is one field of a record: normalised text, the words as submitted, and the cell they came from.
type Value struct {
	Text      string
	Raw       string
	Place     notice.Place
	Inherited bool // filled down from a merged cell, 同上, a caption or a group row
}

// Signature (签署意见) is the word of a section's head about a submission.
type Signature struct {
	Opinion string      // 同意上报; "" if nothing is written
	Signer  string      // the name typed; "" if the line is empty
	Stamped bool        // a picture (signature, seal) stands in its place
	On      notice.Date // zero if no day is written
	Place   notice.Place
}

// Signed reports whether somebody has signed: a name or a picture of one.
func (s *Signature) Signed() bool { return s != nil && (s.Signer != "" || s.Stamped) }

// Chart (流程图) is one flowchart of a submission: from its caption to the next. Here is what can be read of it, and which
// blocks hold what must be shown as it is.
type Chart struct {
	Name    string   // the power's, by the caption (××权力运行流程图); "" if no caption tells it
	Code    string   // of the power, if the caption or a line near it gives one
	Text    string   // all words of it: paragraphs, tables, text boxes, drawn shapes
	Picture bool     // it holds a picture or an object whose words nobody can read
	Steps   []Step   // of a table of steps
	Serves  string   // the words that say which powers it serves, as written: 甲、乙
	Shared  []string // names of the further powers that the chart says it serves
	Order   int      // among charts of a file that only their pictures tell apart, from 1 to Of; 0 for others
	Of      int
	Place   notice.Place

	Elements []Told       // what it tells behind labels (P33, P34), in its order
	Class    notice.Class // as the file or a line of it is marked; "" if nothing is said
	Drawn    bool         // something in it is drawn or a picture
	Rest     []int        // blocks of the body, ascending, that say or show more than was read: they are carried as they are
}

// Told (要素) is what a chart tells behind a label.
type Told struct {
	Element int    // of notice.Review.Elements, or Disclosed
	Label   string // as written: 监督制约环节
	Text    string
	Place   notice.Place
}

// Step (环节) is one row of a table of steps, as written.
type Step struct {
	Name, Section, Post, Limit, Disclosure string
	Task                                   string // what is done: 核对申请材料
	No                                     string // 序号
	Kind                                   string // 类型: 处理, 判断 …
	Next                                   string // what it leads to: 是→4；否→3
	Place                                  notice.Place
}

// Duty (职权分解) is one power with who does each step of it, as written.
type Duty struct {
	Name, Code string
	Posts      []Post
	Place      notice.Place
	Class      notice.Class // as the file, or words in the table, mark it; "" if nothing is said
}

// Post (岗位) is who does a step.
type Post struct {
	Step  string // 受理, 审查 …: the head of the column, or the step's cell
	Text  string // 外资管理科　科员; 无 where the power has no such step
	Task  string // 职责权限: what it does, where a column of its own says so
	Place notice.Place
}

// Text (文稿) is a document that is no table: a rules text, a report.
type Text struct {
	Kind  notice.FormKind // rules or report
	Title string          // 外资企业设立审批办理制度
	Words int             // characters below the title; 0 if there is nothing but the title
	Place notice.Place
	Class notice.Class // as the file is marked; "" if nothing is said

	From, To int // the blocks of the body that it is, without its title: From and those before To
}

// Count is one number of a submitted statistics table.
type Count struct {
	Section  string // row head, normalised; "" for the total row
	Category string // category name; "" for the total column
	N        int
	Place    notice.Place
}

// TableReading explains how one table was recognised, or a run of label paragraphs, which is no table.
type TableReading struct {
	Table      int // counted from 1 in document order; 0 for label paragraphs
	Paragraph  int // first of the label paragraphs, counted from 1; 0 for tables, and in a text box
	Layout     Layout
	Form       notice.FormKind // "" if it was not recognised
	HeaderRows int
	Columns    []ColumnReading // of a table set aside: those of the row, or the labels, most like a header
	Continues  int             // number of the table it continues, 0 if none
	Records    int
	Reason     string // Chinese; why it was taken so or set aside
}

// ColumnReading says what a column (or label) was taken for, by which synonym, and how sure that is.
type ColumnReading struct {
	Column    int // from 1; 0 for a label paragraph
	Header    string
	Field     string // key; "" if unmatched, and where a statistics table counts something
	Title     string // of the field, or what the column counts: a category, a section, 合计; "" if unmatched
	Synonym   string
	Exact     bool      // the whole header is the synonym
	Sure      Certainty // "" if unmatched
	Also      string    // title of another field that the header speaks of besides: 项目名称及编码
	Near      string    // title of the field that an unmatched header resembles; proposed in a finding, never taken
	NearField string    // its key
	Rival     string    // header of the column that took the field this one wanted
	RivalAt   int       // that column, from 1
	Over      bool      // only stands over other heads, which say it too
}

// Certainty says how sure it is that a header means its field.
type Certainty string

// The certainties, surest first. What is only Likely or Doubtful is worth a look; what is Doubtful is reported too.
const (
	Certain  Certainty = "certain"  // the whole header is a synonym
	Likely   Certainty = "likely"   // a synonym of three characters or more stands in a longer header
	Doubtful Certainty = "doubtful" // two characters of a longer header are known, or it begins like that of another field, or speaks of two
)

// Account (账) says what became of everything in the submission: each table, row, non-empty paragraph and picture is
// used or set aside with a reason.
type Account struct {
	Tables, Rows, Paragraphs, Pictures int // what the file holds, counted independently of recognition
	Used                               int // how many of them were used
	SetAside                           []SetAside
}

// SetAside names one thing of a submission that did not become part of a record, and why.
type SetAside struct {
	What  string // 表 行 段落 图片 文本框 …
	Where string // 表1第3行
	Why   string // 标题, 填表说明, 合计行, 空行 …
	Text  string // the beginning of its words
}
