package ballot

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"huibian/pipeline/book"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

// Sheet (审核表) is what the office is asked to decide. Secret items stand on sheets of their own.
type Sheet struct {
	Notice   *notice.Notice
	Title    string      // "" is 行政职权审核表
	Day      notice.Date // the state it shows; zero: not printed
	Rows     []Row
	Approval *Approval // nil where no other office has to approve
	Secret   bool      // it holds what is not for everybody's eyes
}

// Row is one question: what to do with a power, or whether it is one that is known already.
type Row struct {
	No       int
	Code     string // 权力编码
	Name     string
	Section  string
	Category string
	Class    string // 公开, 对内公开, 涉密
	Check    string // 核对码: six hexadecimal digits
	Why      []string
	Options  []notice.Decision // those offered; none: all that fit the question
	About    string            // code and name of the other power, where the question is whether both are the same; else ""
	Chart    bool              // About is a flowchart, and the question whether it is the power's

	Decided notice.Decision // so far, "" for nothing
	Reason  string          // of what is decided
}

// Approval (审定) is what another office says of the whole (P45).
type Approval struct {
	Office string      // 市法制办
	Check  string      // 核对码 of what is submitted to it
	Number string      // 审定文号 so far
	Date   notice.Date // 审定日期 so far
}

// needReason are the decisions that have to be explained.
var needReason = map[notice.Decision]bool{notice.Abolish: true, notice.Close: true, notice.Open: true, notice.Return: true}

// asks says whether a decision is an answer to the question whether two powers are the same.
func asks(d notice.Decision) bool { return d == notice.Same || d == notice.Other }

// fitting are the decisions that answer a question: whether two powers are the same, or what to do with one.
func fitting(same bool) []notice.Decision {
	var out []notice.Decision
	for _, r := range notice.Rulings() {
		if asks(r.Decision) == same {
			out = append(out, r.Decision)
		}
	}
	return out
}

// offered are the words to choose from. What is decided already is one of them.
func (r *Row) offered() []string {
	options := r.Options
	if len(options) == 0 {
		options = fitting(r.About != "")
	}
	if r.Decided != "" && !slices.Contains(options, r.Decided) {
		options = append(slices.Clone(options), r.Decided)
	}
	return words(options)
}

// words are decisions as the sheet names them.
func words(all []notice.Decision) []string {
	out := make([]string, 0, len(all))
	for _, d := range all {
		out = append(out, word(d))
	}
	return out
}

func word(d notice.Decision) string {
	r, known := d.Ruling()
	if !known {
		return string(d)
	}
	return r.Name
}

const (
	sheetTitle   = "行政职权审核表"
	byLabel      = "审核人"
	onLabel      = "审核日期"
	numberLabel  = "审定文号"
	dayLabel     = "审定日期"
	checkLabel   = "核对码"
	choosePrompt = "请选择"
	writePrompt  = "点此填写"
	datePrompt   = "如2009年9月1日"
	aboutLead    = "疑为同一职权："
	chartLead    = "疑为本项的流程图："
	optionsLead  = "可选结论："
	optionsMark  = "、"
	unnamed      = "（未填项目名称）"
	unsaid       = "—" // stands for a section, category or class that is not known
	partMark     = "　"
)

// instructions stand above the table.
var instructions = []string{
	"1.　在“审核结论”一栏点选结论；结论为" + strings.Join(reasoned(), "、") + "的，须在“理由”一栏写明理由。暂不审核的留空即可。",
	"2.　在表后写明审核人和日期，保存，放入共享文件夹中的“审核”文件夹，即按表中结论办理，并记录审核人。",
	"3.　各行可以调换次序或删去；“权力编码”和“核对码”用来认定事项，请勿改动。",
}

const (
	secretNotice = "本表所列事项涉密或不宜公开，请按涉密材料保管，不要转发。"
	secretMark   = "涉密"
	nothing      = "目前没有需要审核的事项。"
	approvalLead = "报送审定后填写，审定单位："
)

// reasoned are the words of the decisions that have to be explained.
func reasoned() []string {
	var out []string
	for _, r := range notice.Rulings() {
		if needReason[r.Decision] {
			out = append(out, r.Name)
		}
	}
	return out
}

// mostRows is how many rows a table has: Word opens none with more than 32,767, and is slow long before.
const mostRows = 10_000

// Book is the sheet as data, on landscape paper of the look's size.
func (s *Sheet) Book(look *style.Sheet) *book.Book {
	title, volume, class := cmp.Or(oneLine(s.Title), sheetTitle), "", notice.Internal
	if !s.Day.IsZero() {
		volume = "截至" + s.Day.Chinese()
	}
	blocks := []book.Block{book.Heading{Level: 1, Text: title, Anchor: "ballot"}}
	if s.Secret {
		blocks = append(blocks, small(secretNotice))
		volume, class = strings.Trim(secretMark+partMark+volume, partMark), notice.Secret
	}
	for _, t := range instructions {
		blocks = append(blocks, small(t))
	}
	room := look.Landscape.Width - look.Landscape.Left - look.Landscape.Right
	if len(s.Rows) == 0 {
		blocks = append(blocks, small(nothing))
	}
	for from := 0; from == 0 || from < len(s.Rows); from += mostRows {
		t := fixed(sheetTitle, room, columns[:])
		for i := from; i < min(from+mostRows, len(s.Rows)); i++ {
			t.Body = append(t.Body, s.Rows[i].row(i+1))
		}
		blocks = append(blocks, t)
	}
	blocks = append(blocks, small(""), signature(room))
	if s.Approval != nil {
		blocks = append(blocks, small(""), small(approvalLead+oneLine(s.Approval.Office)), s.Approval.table(room))
	}
	return &book.Book{
		Title: title, Volume: volume, Unit: s.Notice.Unit.Name, Editor: s.Notice.Edition.Editor, Date: s.Notice.Edition.Date,
		Keyword: s.Notice.Title, Class: class,
		Parts: []book.Part{{Title: title, Landscape: true, Folio: book.FolioArabic, Header: true, Blocks: blocks}},
	}
}

// row is the question as the n-th row of a sheet, counted from 1.
func (r *Row) row(n int) book.Row {
	name := book.Cell{Paras: []book.Paragraph{{Runs: []book.Run{{Text: cmp.Or(oneLine(r.Name), unnamed)}}}}}
	parts := []string{oneLine(r.Section), oneLine(r.Category), oneLine(r.Class)}
	for i := range parts {
		parts[i] = cmp.Or(strings.ReplaceAll(parts[i], partMark, " "), unsaid)
	}
	name.Paras = append(name.Paras, fine(strings.Join(parts, partMark)))
	var why book.Cell
	for _, w := range r.Why {
		why.Paras = append(why.Paras, book.Paragraph{Runs: []book.Run{{Text: oneLine(w)}}})
	}
	if r.About != "" {
		lead := aboutLead
		if r.Chart {
			lead = chartLead
		}
		why.Paras = append(why.Paras, book.Paragraph{Runs: []book.Run{{Text: lead + oneLine(r.About)}}})
	}
	options := r.offered()
	why.Paras = append(why.Paras, fine(optionsLead+strings.Join(options, optionsMark)))
	return book.Row{Cells: []book.Cell{
		cell(book.Run{Text: fmt.Sprint(r.No)}), code(r.Code), name, why,
		blank(word(r.Decided), &book.Blank{Tag: fmt.Sprint("decision:", n), Title: columns[colDecision].head, Options: options, Placeholder: choosePrompt}),
		blank(lines(r.Reason), &book.Blank{Tag: fmt.Sprint("reason:", n), Title: columns[colReason].head, Placeholder: writePrompt}),
		code(r.Check),
	}}
}

// labels are the columns of a small table: labels and what is filled in beside them.
var labels = []column{{share: 0.1, align: book.Center}, {share: 0.26}, {share: 0.1, align: book.Center}, {share: 0.26},
	{share: 0.1, align: book.Center}, {share: 0.18, align: book.Center}}

// signature is where those who decide sign.
func signature(room float64) *book.Table {
	t := fixed(byLabel, room*0.72, labels[:4])
	t.Body = []book.Row{{Cells: []book.Cell{
		label(byLabel), blank("", &book.Blank{Tag: "by", Title: byLabel, Placeholder: writePrompt}),
		label(onLabel), blank("", &book.Blank{Tag: "on", Title: onLabel, Placeholder: datePrompt}),
	}}}
	return t
}

// table is where the approval is entered.
func (a *Approval) table(room float64) *book.Table {
	day := ""
	if !a.Date.IsZero() {
		day = a.Date.Chinese()
	}
	t := fixed(numberLabel, room, labels)
	t.Body = []book.Row{{Cells: []book.Cell{
		label(numberLabel), blank(oneLine(a.Number), &book.Blank{Tag: "approval", Title: numberLabel, Placeholder: writePrompt}),
		label(dayLabel), blank(day, &book.Blank{Tag: "approved", Title: dayLabel, Placeholder: datePrompt}),
		label(checkLabel), code(a.Check),
	}}}
	return t
}
