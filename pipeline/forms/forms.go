package forms

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"huibian/pipeline/book"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

// Options say how large the forms are.
type Options struct {
	Rows            int     // of tables; 0 is 12
	Upright, Across float64 // width of the text on upright paper and on paper that lies, in points
}

// Form is one blank form.
type Form struct {
	Name string // of its file, without ending: 附件3 行政职权目录
	Book *book.Book
}

// Of are the forms that a section fills in, in the order of the notice.
func Of(n *notice.Notice, section string, o Options) []Form {
	if o.Rows <= 0 {
		o.Rows = 12
	}
	m := maker{n: n, section: section, o: o}
	var out []Form
	seen := map[string]bool{}
	for _, f := range n.Forms {
		fill := fillers[f.Kind]
		if fill == nil || seen[f.Name] {
			continue
		}
		seen[f.Name] = true
		out = append(out, m.form(f.Name, fill(&m, &f)))
	}
	if len(n.Review.Standard) > 0 {
		out = append(out, m.form(standardName, m.standard()))
	}
	return out
}

// fillers make the pages of each kind of form.
var fillers = map[notice.FormKind]func(*maker, *notice.Form) page{
	notice.FormCatalog: (*maker).catalog, notice.FormSecret: (*maker).secret, notice.FormStatistics: (*maker).statistics,
	notice.FormFlowchart: (*maker).flowchart, notice.FormDuties: (*maker).duties, notice.FormRules: (*maker).rules,
}

type maker struct {
	n       *notice.Notice
	section string
	o       Options
	blanks  int
}

// page is what stands on a form.
type page struct {
	wide   bool
	blocks []book.Block
}

// form binds a page.
func (m *maker) form(name string, p page) Form {
	title := titleOf(name)
	return Form{Name: strings.Join(strings.Fields(name), " "), Book: &book.Book{
		Title: title, Volume: m.section, Unit: m.n.Unit.Name, Editor: m.n.Edition.Editor, Date: m.n.Edition.Date, Keyword: m.n.Title,
		Parts: []book.Part{{Title: title, Landscape: p.wide, Folio: book.FolioArabic, Blocks: p.blocks}},
	}}
}

// titleOf is the title of a form without the number of its attachment.
func titleOf(name string) string {
	fields := strings.Fields(name)
	if len(fields) > 1 && strings.HasPrefix(fields[0], "附件") {
		return strings.Join(fields[1:], "")
	}
	return strings.Join(fields, "")
}

// head is what stands above every form: the attachment, the title, who hands it in.
func (m *maker) head(name, title string) []book.Block {
	var out []book.Block
	if fields := strings.Fields(name); len(fields) > 1 && strings.HasPrefix(fields[0], "附件") {
		out = append(out, line(style.TableText, fields[0]))
	}
	out = append(out, line(style.TOCHead, title))
	return append(out, book.Paragraph{Style: style.TableText, Runs: []book.Run{
		{Text: "填报科室：" + m.section + m.code() + "　　　　填报日期："}, m.run("日期", 8, nil)}})
}

// code is the section's own part of the codes, where it has one.
func (m *maker) code() string {
	for _, s := range m.n.Sections {
		if s.Name == m.section && s.Code != "" {
			return "（" + m.n.Unit.Code + s.Code + "）"
		}
	}
	return ""
}

// foot is where the head of the section signs, and how the form is filled in: one paragraph, which form reads as a note
// whatever its lines speak of.
func (m *maker) foot(notes ...string) []book.Block {
	for i := range notes {
		notes[i] = fmt.Sprintf("%d.　%s", i+1, notes[i])
	}
	return []book.Block{line(style.TableText, ""), book.Paragraph{Style: style.TableText, Runs: []book.Run{
		{Text: "科室主要负责人（签字）："}, m.run("签署意见和姓名", 14, nil), {Text: "　　　　年　　月　　日"}}},
		line(style.TableText, notesLead+strings.Join(notes, "\n"+strings.Repeat("　", utf8.RuneCountInString(notesLead))))}
}

const notesLead = "填表说明："

func line(name, text string) book.Paragraph {
	return book.Paragraph{Style: name, Runs: []book.Run{{Text: text}}}
}

// run is a blank in a line, so many characters wide while nothing is in it.
func (m *maker) run(title string, wide int, options []string) book.Run {
	m.blanks++
	return book.Run{Blank: &book.Blank{Tag: fmt.Sprint("blank:", m.blanks), Title: title, Options: options, Placeholder: strings.Repeat("　", wide)}}
}

// blank is a cell to fill in. It is as high as somebody needs to write in.
func (m *maker) blank(c column) book.Cell {
	r := m.run(c.title, 2, c.options)
	r.Blank.Open = c.open
	return book.Cell{Paras: []book.Paragraph{{Style: style.TableText, Runs: []book.Run{r}}, {Style: style.TableText, Runs: []book.Run{{Text: ""}}}}}
}

func cell(text string) book.Cell {
	return book.Cell{Paras: []book.Paragraph{{Runs: []book.Run{{Text: text}}}}}
}

// label is a cell that says what stands beside it.
func label(text string) book.Cell {
	a := book.Center
	return book.Cell{Align: &a, Paras: []book.Paragraph{{Style: style.TableHead, Runs: []book.Run{{Text: text}}}}}
}

// The type of heads and the room beside it in a cell, in points: 小五 or 五号, as book.docx has it.
const (
	headSize   = 10.5
	cellMargin = 11
)

// broken is a head in lines of equal length, where it does not fit on one: 法定 over 时限, and not 法定时 over 限.
func broken(title string, width float64) string {
	runes := []rune(title)
	fits := max(int((width-cellMargin)/headSize), 1)
	if len(runes) <= fits {
		return title
	}
	lines := (len(runes) + fits - 1) / fits
	per := (len(runes) + lines - 1) / lines
	if per%2 == 1 && per < fits && len(runes)-(per+1)*(lines-1) > 1 { // most words are of two characters
		per++
	}
	var out []string
	for part := range slices.Chunk(runes, per) {
		out = append(out, string(part))
	}
	return strings.Join(out, "\n")
}

// column is a column of a table of blanks.
type column struct {
	title   string
	share   float64
	options []string
	open    bool // other words than options may be written
	limit   bool // a time
	number  bool // its rows are numbered
}

// table is a table of blank rows.
func (m *maker) table(title string, room float64, columns []column, rows int) *book.Table {
	t := &book.Table{Caption: title}
	sum := 0.0
	for _, c := range columns {
		sum += c.share
	}
	var head book.Row
	for _, c := range columns {
		width := room * c.share / sum
		t.Columns = append(t.Columns, book.Column{Fixed: width, Align: alignOf(c)})
		head.Cells = append(head.Cells, cell(broken(c.title, width)))
	}
	t.Head = []book.Row{head}
	for i := range rows {
		var r book.Row
		for _, c := range columns {
			if c.number {
				r.Cells = append(r.Cells, cell(fmt.Sprint(i+1)))
				continue
			}
			r.Cells = append(r.Cells, m.blank(c))
		}
		t.Body = append(t.Body, r)
	}
	return t
}

func alignOf(c column) book.Align {
	if c.number || c.share < 1 {
		return book.Center
	}
	return book.Left
}

// shares are how wide the columns of fields are beside one another; 1 for those that are not here.
var shares = map[notice.FieldKind]float64{notice.KindName: 1.5, notice.KindBasis: 2.2, notice.KindCategory: 0.95, notice.KindLimit: 0.7, notice.KindFee: 1}

// number is the column of running numbers, wide enough for its head.
var number = column{title: "序号", share: 0.6, number: true}

// columns are those of fields, in the order of the notice. The running number comes first, and codes are the office's to give.
func (m *maker) columns(keys func(*notice.Field) bool) []column {
	out := []column{number}
	for i := range m.n.Fields {
		f := &m.n.Fields[i]
		if f.Kind == notice.KindSeq || f.Kind == notice.KindCode || !keys(f) {
			continue
		}
		c := column{title: f.Title, share: shares[f.Kind], limit: f.Kind == notice.KindLimit}
		c.options, c.open = m.options(f)
		if c.share == 0 {
			c.share = 1
		}
		out = append(out, c)
	}
	return out
}

// options are the words to choose from in a field, and whether others may be written; none where nothing is offered.
func (m *maker) options(f *notice.Field) (words []string, open bool) {
	switch {
	case f.Kind == notice.KindCategory:
		for _, c := range m.n.Categories {
			words = append(words, c.Name)
		}
		return words, false
	case f.Key == "disclosure":
		return first(1, m.n.Disclosure.Public, m.n.Disclosure.Internal, m.n.Disclosure.Secret), false
	}
	return f.Choices, true
}

// title is the notice's word for the field of a kind.
func (m *maker) title(kind notice.FieldKind) string {
	i := slices.IndexFunc(m.n.Fields, func(f notice.Field) bool { return f.Kind == kind })
	if i < 0 {
		return ""
	}
	return m.n.Fields[i].Title
}

// first are the first words of lists, each once.
func first(n int, lists ...[]string) []string {
	var out []string
	for _, l := range lists {
		for _, w := range l[:min(n, len(l))] {
			if !slices.Contains(out, w) {
				out = append(out, w)
			}
		}
	}
	return out
}

// shownIn are the fields that a part of the book shows, or a notice demands.
func shownIn(parts []notice.Part) map[string]bool {
	out := map[string]bool{}
	for _, p := range parts {
		for _, c := range p.Columns {
			out[c.Field] = true
		}
	}
	return out
}
