package forms

import (
	"fmt"
	"slices"
	"strings"

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

// foot is where the head of the section signs, and how the form is filled in.
func (m *maker) foot(notes ...string) []book.Block {
	out := []book.Block{line(style.TableText, ""), book.Paragraph{Style: style.TableText, Runs: []book.Run{
		{Text: "科室主要负责人（签字）："}, m.run("签署意见和姓名", 14, nil), {Text: "　　　　年　　月　　日"}}}}
	for i, t := range notes {
		lead := "填表说明："
		if i > 0 {
			lead = ""
		}
		out = append(out, line(style.Small, fmt.Sprintf("%s%d.　%s", lead, i+1, t)))
	}
	return out
}

func line(name, text string) book.Paragraph {
	return book.Paragraph{Style: name, Runs: []book.Run{{Text: text}}}
}

// run is a blank in a line, so many characters wide while nothing is in it.
func (m *maker) run(title string, wide int, options []string) book.Run {
	m.blanks++
	return book.Run{Blank: &book.Blank{Tag: fmt.Sprint("blank:", m.blanks), Title: title, Options: options, Placeholder: strings.Repeat("　", wide)}}
}

// blank is a cell to fill in. It is as high as somebody needs to write in.
func (m *maker) blank(title string, options []string) book.Cell {
	return book.Cell{Paras: []book.Paragraph{{Runs: []book.Run{m.run(title, 2, options)}}, {Runs: []book.Run{{Text: ""}}}}}
}

func cell(text string) book.Cell {
	return book.Cell{Paras: []book.Paragraph{{Runs: []book.Run{{Text: text}}}}}
}

// label is a cell that says what stands beside it.
func label(text string) book.Cell {
	a := book.Center
	return book.Cell{Align: &a, Paras: []book.Paragraph{{Style: style.TableHead, Runs: []book.Run{{Text: text}}}}}
}

// column is a column of a table of blanks.
type column struct {
	title   string
	share   float64
	options []string
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
		t.Columns = append(t.Columns, book.Column{Fixed: room * c.share / sum, Align: alignOf(c)})
		head.Cells = append(head.Cells, cell(c.title))
	}
	t.Head = []book.Row{head}
	for i := range rows {
		var r book.Row
		for _, c := range columns {
			if c.number {
				r.Cells = append(r.Cells, cell(fmt.Sprint(i+1)))
				continue
			}
			r.Cells = append(r.Cells, m.blank(c.title, c.options))
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
var shares = map[notice.FieldKind]float64{notice.KindSeq: 0.4, notice.KindName: 1.5, notice.KindBasis: 2.2, notice.KindCategory: 0.9, notice.KindLimit: 0.7, notice.KindFee: 0.9}

// columns are those of fields, in the order of the notice. The running number comes first, and codes are the office's to give.
func (m *maker) columns(keys func(*notice.Field) bool) []column {
	out := []column{{title: "序号", share: 0.4, number: true}}
	for i := range m.n.Fields {
		f := &m.n.Fields[i]
		if f.Kind == notice.KindSeq || f.Kind == notice.KindCode || !keys(f) {
			continue
		}
		c := column{title: f.Title, share: shares[f.Kind], options: m.options(f)}
		if c.share == 0 {
			c.share = 1
		}
		out = append(out, c)
	}
	return out
}

// options are the words to choose from in a field; none where anything may be written.
func (m *maker) options(f *notice.Field) []string {
	switch {
	case f.Kind == notice.KindCategory:
		var out []string
		for _, c := range m.n.Categories {
			out = append(out, c.Name)
		}
		return out
	case f.Key == "disclosure":
		return first(1, m.n.Disclosure.Public, m.n.Disclosure.Internal, m.n.Disclosure.Secret)
	}
	return nil
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
