package ballot

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"huibian/pipeline/docx"
	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

// Rules the reader reports by (catalogue: notice.Rules).
const (
	ruleFilled  = "R38" // 审核表填写有误
	ruleRemarks = "R35" // 有批注未读入
)

// Filled is what a sheet says that came back.
type Filled struct {
	// Verdicts are the decisions in the order of the sheet, each once. A row with a problem gives none, and without By
	// there are none at all: who decided is to be recorded.
	Verdicts []Verdict
	By       string      // 审核人
	On       notice.Date // 审核日期; zero where none is given
	Approval *ApprovalGiven
	Secret   bool             // the sheet or one of its rows says so: what quotes it is not for everybody's eyes
	Problems []notice.Finding // in the order of the document; their places are those that answer.Remarks finds
}

// Verdict (审核结论) is one decision.
type Verdict struct {
	Code     string
	Name     string // as it stands on the sheet
	Section  string
	Check    string // 核对码, in lower case
	About    string // code and name of the other power, where the question is whether both are the same
	Decision notice.Decision
	Reason   string       // lines joined by "\n"
	Place    notice.Place // of the decision's cell
}

// ApprovalGiven is what another office has said of the whole.
type ApprovalGiven struct {
	Number string
	Date   notice.Date
	Check  string
	Place  notice.Place // of the number
}

// IsSheet says whether a document holds a table of a 审核表.
func IsSheet(doc *docx.Document) bool {
	return slices.ContainsFunc(form.Tables(doc), func(t *docx.Table) bool { return firstHead(t) != nil })
}

// firstHead is the first row of a table that is the head of a sheet, read; nil if there is none.
func firstHead(t *docx.Table) *layout {
	for row := range t.Rows {
		if l := headOf(t, row); l != nil {
			return l
		}
	}
	return nil
}

// Read reads a sheet that came back. from names the file: its File and SHA256 are those of all places. A document that
// holds no 审核表 is one problem.
func Read(n *notice.Notice, doc *docx.Document, from notice.Place) *Filled {
	r := &reader{n: n, doc: doc, from: notice.Place{File: from.File, SHA256: from.SHA256}, out: &Filled{}}
	r.tables()
	if !r.found {
		r.out = &Filled{}
		r.report(r.from, "", "这份文件里没有审核表", "“审核”文件夹只放填好的审核表，表头、“权力编码”和“核对码”要保持原样；报送材料请放入本科室的文件夹。")
		return r.out
	}
	r.signed()
	r.approved()
	r.beside()
	r.agree()
	r.unsigned()
	slices.SortStableFunc(r.out.Problems, notice.Finding.Compare)
	return r.out
}

// reader reads one document.
type reader struct {
	n       *notice.Notice
	doc     *docx.Document
	from    notice.Place
	out     *Filled
	found   bool          // a table with the head of a sheet
	sheets  []*docx.Table // the tables of the sheet, and their numbers, counted from 0
	numbers []int
	ballot  []Verdict             // before it is known which agree
	labels  map[string][]answered // what stands beside the labels of the small tables
}

// answered is what is written beside a label.
type answered struct {
	text string
	at   notice.Place
}

func (r *reader) report(at notice.Place, item, message, advice string) {
	r.out.Problems = append(r.out.Problems, notice.Finding{Rule: ruleFilled, Level: r.n.Level(ruleFilled), Message: message,
		Advice: advice, Place: at, Item: item})
}

// place is a row of a table, or a cell of it; all are counted from 0, and a column of -1 is the row.
func (r *reader) place(table, row, column int) notice.Place {
	p := r.from
	p.Table, p.Row, p.Column = table+1, row+1, column+1
	return p
}

// tables reads all tables: those with the head of a sheet, those that go on with the columns of the one before (Word
// divides a table without repeating its head), and the small ones with labels.
func (r *reader) tables() {
	var last *layout
	r.labels = map[string][]answered{}
	for i, t := range form.Tables(r.doc) {
		l := firstHead(t)
		switch {
		case l != nil:
			r.found = true
			r.heads(i, l)
		case last != nil && last.continues(t, r.n):
			l = last
		case r.labelled(i, t):
			continue
		default:
			r.stray(i, t)
			continue
		}
		last = l
		r.sheets, r.numbers = append(r.sheets, t), append(r.numbers, i)
		r.rows(i, t, l)
	}
}

// heads reports what is wrong with the head of a table.
func (r *reader) heads(table int, l *layout) {
	at := r.from
	at.Table = table + 1
	for _, c := range l.missing() {
		message := fmt.Sprintf("审核表缺少“%s”一栏", columns[c].head)
		if len(l.others) > 0 {
			message += "，“" + strings.Join(l.others, "”“") + "”不是审核表的栏目"
		}
		r.report(at, "", message, "请把这一栏的表头改回“"+columns[c].head+"”；这一栏已删去的，请用最新的审核表重新填写。")
	}
	for _, c := range l.twice {
		r.report(at, "", fmt.Sprintf("审核表有两栏都是“%s”，只读了前一栏", columns[c].head), "请只保留一栏。")
	}
}

// continues says whether a table without a head has rows of this layout.
func (l *layout) continues(t *docx.Table, n *notice.Notice) bool {
	if t.Cols != l.cols || l.at[colCode] < 0 || l.at[colCheck] < 0 {
		return false
	}
	for row := range t.Rows {
		_, isCode := codeIn(n, textAt(t, row, l.at[colCode]))
		_, isCheck := checkIn(textAt(t, row, l.at[colCheck]))
		if isCode && isCheck {
			return true
		}
	}
	return false
}

// stray reports a table without a head that looks as if it were of a sheet: there are codes with decisions or checks.
func (r *reader) stray(table int, t *docx.Table) {
	for row := range t.Rows {
		var isCode, isOther bool
		for _, c := range t.Rows[row].Cells {
			text := c.Text()
			_, hit := codeIn(r.n, text)
			isCode = isCode || hit
			_, hit = checkIn(text)
			_, decides := decisionIn(text)
			isOther = isOther || hit || decides
		}
		if isCode && isOther {
			at := r.from
			at.Table = table + 1
			r.report(at, "", "这张表没有审核表的表头，没有读", "请从审核表中复制表头到这张表的第一行；或把这些行移回审核表。")
			return
		}
	}
}

// textAt is the text of the cell that covers a position.
func textAt(t *docx.Table, row, col int) string {
	if c := t.At(row, col); c != nil {
		return c.Text()
	}
	return ""
}

// codeIn is a code in its proper form, if the text is one, or what stands for it (see catalog.Power.Handle).
func codeIn(n *notice.Notice, text string) (string, bool) {
	code := notice.NormalizeCode(text)
	if len(code) > longestCode {
		return code, false
	}
	_, ok := n.Codes.Parse(code)
	return code, ok || handleForm.MatchString(code)
}

// handleForm is what a power of last year's list is called that has no code yet.
var handleForm = regexp.MustCompile(`^职权[0-9]{1,9}$`)

// longestCode bounds what is compared with the pattern of codes, in bytes: PT01DS01-XK-0001 has 16.
const longestCode = 64

var checkForm = regexp.MustCompile(`^[0-9A-F]{6}$`)

// checkIn is a 核对码 in lower case, if the text is one.
func checkIn(text string) (string, bool) {
	if len(text) > longestCode {
		return "", false
	}
	check := notice.Fold(text)
	return strings.ToLower(check), checkForm.MatchString(check)
}

// decisionIn is the decision that a text names: its word or its key and nothing else, in whatever width and spacing; a
// full stop after it and quotation marks around it say no more. A word with doubts (确认？) names none.
func decisionIn(text string) (notice.Decision, bool) {
	bare := strings.Trim(notice.Fold(text), `。.、,;“”"`)
	if bare != notice.FoldHead(bare) {
		return "", false
	}
	return notice.DecisionNamed(bare)
}

// agree takes each question's answer once. Answers that differ are none.
func (r *reader) agree() {
	type question struct{ code, about string }
	type answer struct {
		decision notice.Decision
		reason   string
	}
	of := func(v *Verdict) question { return question{v.Code, notice.Fold(v.About)} }
	first := map[question]*Verdict{}
	apart := map[question]bool{}
	for i := range r.ballot {
		v := &r.ballot[i]
		before := first[of(v)]
		if before == nil {
			first[of(v)] = v
			continue
		}
		if (answer{v.Decision, v.Reason}) != (answer{before.Decision, before.Reason}) {
			apart[of(v)] = true
			what := fmt.Sprintf("结论不同：这里是“%s”，%s是“%s”", word(v.Decision), before.Place, word(before.Decision))
			if v.Decision == before.Decision {
				what = fmt.Sprintf("理由不同：这里和%s各有一个", before.Place)
			}
			r.report(v.Place, v.Code, "同一事项填了两次，"+what, "请只保留一行。")
		}
	}
	seen := map[Verdict]bool{}
	for _, v := range r.ballot {
		key := Verdict{Code: v.Code, About: notice.Fold(v.About), Check: v.Check}
		if !apart[of(&v)] && !seen[key] {
			seen[key] = true
			r.out.Verdicts = append(r.out.Verdicts, v)
		}
	}
}

// unsigned takes back what nobody has signed for.
func (r *reader) unsigned() {
	if r.out.By != "" || len(r.out.Verdicts) == 0 && r.out.Approval == nil {
		return
	}
	at := r.from
	if all := r.labels[byLabel]; len(all) > 0 {
		at = all[0].at
	}
	r.report(at, "", "没有填写审核人，表中的结论没有采用", "请在表后“审核人”一格写明姓名，保存后重新放入“审核”文件夹。")
	r.out.Verdicts, r.out.Approval = nil, nil
}

// quoted is a text as it is quoted in a problem: one line, not long.
func quoted(text string) string {
	const most = 40
	text = oneLine(text)
	if all := []rune(text); len(all) > most {
		text = string(all[:most-1]) + "…"
	}
	return "“" + text + "”"
}

// lines is a text with a line for each that is not empty.
func lines(text string) string {
	var out []string
	for _, l := range strings.Split(text, "\n") {
		if l = oneLine(l); l != "" {
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}

// untouched are the words that stand in blanks nobody has filled in: ours, and those that Word puts there when somebody
// has emptied them, folded.
var untouched = func() map[string]bool {
	out := map[string]bool{"": true}
	for _, t := range []string{choosePrompt, writePrompt, datePrompt, "选择一项。", "选择一项", "单击或点击此处输入文字。", "单击此处输入文字。",
		"单击或点击此处以输入文本。", "单击此处可输入文本。", "点击此处输入文本。", "单击或点击以输入文字。", "Choose an item.", "Click or tap here to enter text.",
		"Click here to enter text."} {
		out[notice.Fold(t)] = true
	}
	return out
}()

// filledIn is what somebody wrote in a blank: nothing if it still says what it said when it was empty.
func filledIn(text string) string {
	text = lines(text)
	for _, prompt := range []string{choosePrompt, writePrompt} { // what was written before or after it, without removing it
		text = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(text, prompt), prompt))
	}
	if untouched[notice.Fold(text)] {
		return ""
	}
	return text
}
