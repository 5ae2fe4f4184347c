package pipeline

import (
	"bufio"
	"fmt"
	"html"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"huibian/pipeline/internal/docxtest"
	"huibian/pipeline/notice"
)

// An evalCase is one bureau of testdata/evaluation: the files its sections hand in, and the faults planted in them. The
// notation is told in testdata/evaluation/README.md.
type evalCase struct {
	notice   string
	files    []*evalFile
	plants   []*evalPlant
	rows     []*evalRow
	changes  []evalChange
	baseline string // path of the file that is last year's list; "" if there is none
}

// An evalChange is a change of what a chart shows, as the register keeps it.
type evalChange struct {
	power, what string
	day, today  notice.Date
}

// An evalFile is one Word file in the making.
type evalFile struct {
	path, section string
	steps         []func(*evalDoc) // what it holds, written once the whole case is known
	tables, pars  int              // as counted while the case is read
	unit          *evalUnit        // the chart or text that is being read
}

// An evalUnit is what a fault is planted in: rows of a table, or a run of paragraphs and tables. Bounds are inclusive.
type evalUnit struct {
	name          string
	table, tables int
	row, rows     int
	par, pars     int
	columns       []string
}

// An evalRow is one power as a section hands it in.
type evalRow struct {
	section, name, class string
	secret               bool
	marks                []*evalPlant
}

func (r *evalRow) marked(rule string) bool {
	return slices.ContainsFunc(r.marks, func(p *evalPlant) bool { return p.rule == rule && p.must })
}

// An evalPlant is a finding that must be made (!W03) or may be made (?W03).
type evalPlant struct {
	rule, word    string // word: what the message must name
	column        int    // 0: any
	must          bool
	section, file string
	unit          *evalUnit // nil: the whole file, section or case
	line          string    // where it is planted: putian.txt:12
	found         bool
}

func (p *evalPlant) matches(f notice.Finding) bool {
	if f.Rule != p.rule || p.word != "" && !strings.Contains(f.Message+f.Item+f.Place.File, p.word) {
		return false
	}
	u := p.unit
	switch {
	case u == nil && p.file != "":
		return f.Place.File == p.file
	case u == nil:
		return p.section == "" || strings.HasPrefix(f.Place.File, p.section+"/") || strings.Contains(f.Message, p.section)
	case f.Place.File != p.file || f.Place.Table+f.Place.Paragraph == 0:
		return u.name != "" && (f.Item == u.name || strings.Contains(f.Message, u.name))
	case f.Place.Table > 0:
		row := u.rows == 0 || u.row <= f.Place.Row && f.Place.Row <= u.rows
		return u.table <= f.Place.Table && f.Place.Table <= u.tables && row && (p.column == 0 || f.Place.Column == 0 || f.Place.Column == p.column)
	}
	return u.par <= f.Place.Paragraph && f.Place.Paragraph <= u.pars
}

// An evalReader reads the notation.
type evalReader struct {
	t    *testing.T
	c    *evalCase
	n    *notice.Notice
	file *evalFile
	at   string // file and line, for messages

	columns []string
	usual   map[string]string
	last    map[string]string // of the row above
	layout  string            // "", "form" or "labels"
	class   string            // of rows whose table has no such column
	off     bool              // lines are passed over
	row     int
	number  int
	table   *evalTable
}

func readEvalCase(t *testing.T, file string, load func(name string) *notice.Notice) *evalCase {
	r := &evalReader{t: t, c: &evalCase{}}
	r.include(file, "", load)
	return r.c
}

func (r *evalReader) include(file, section string, load func(string) *notice.Notice) {
	f, err := os.Open(file)
	if err != nil {
		r.t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for i := 1; lines.Scan(); i++ {
		r.at = fmt.Sprintf("%s:%d", filepath.Base(file), i)
		line := strings.TrimSpace(strings.ReplaceAll(lines.Text(), "{section}", section))
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		word, rest, _ := strings.Cut(line, " ")
		switch word {
		case "notice":
			r.c.notice, r.n = rest, load(rest)
		case "include":
			name, section, _ := strings.Cut(rest, " ")
			r.include(filepath.Join(filepath.Dir(file), name), section, load)
		default:
			r.line(word, rest)
		}
	}
	if err := lines.Err(); err != nil {
		r.t.Fatal(err)
	}
	r.off = false
}

func (r *evalReader) line(word, rest string) {
	if r.off && word != "file" && word != "baseline" && word != "when" {
		return
	}
	parts := strings.Split(rest, "|")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	parts, marks := r.marks(parts)
	plain := strings.Join(parts, "|")
	switch word {
	case "file", "baseline":
		r.file = &evalFile{path: plain, section: path.Dir(plain)}
		r.c.files = append(r.c.files, r.file)
		r.table, r.layout, r.class, r.off = nil, "", "", false
		if word == "baseline" {
			r.c.baseline = plain
		}
		r.plant(marks, nil)
	case ">": // a paragraph
		r.paragraph(plain)
		r.plant(marks, nil)
	case "unit": // the first paragraph of a chart or of a text
		r.file.unit = &evalUnit{name: strings.TrimSuffix(plain, "权力运行流程图"), par: r.file.pars + 1, table: r.file.tables + 1}
		r.paragraph(plain)
		r.plant(marks, r.file.unit)
	case "box":
		r.add(func(d *evalDoc) { d.box(r.named(plain, d.f)) })
		r.grow(1, 0)
		r.plant(marks, nil)
	case "picture":
		r.add(func(d *evalDoc) { d.picture() })
		r.grow(1, 0)
		r.plant(marks, nil)
	case "columns":
		r.head(parts)
	case "layout":
		r.layout = plain
	case "class":
		r.class = plain
	case "usual":
		for _, p := range parts {
			column, value, _ := strings.Cut(p, "=")
			r.known(column)
			r.usual[column] = value
		}
	case "+":
		r.power(parts, marks)
	case "==": // a row across the whole table
		r.openHeaded()
		r.row++
		r.table.rows = append(r.table.rows, []evalCell{{text: plain, span: len(r.columns)}})
		r.plant(marks, &evalUnit{table: r.file.tables, tables: r.file.tables, row: r.row, rows: r.row})
	case "continue": // the table goes on in another one
		r.table = nil
		if plain != "" {
			r.paragraph(plain)
		}
		r.layout = ""
	case "grid":
		r.table, r.columns, r.row = nil, parts, 0
		r.open()
		r.row = 1
		r.table.rows = append(r.table.rows, cells(parts))
	case "-": // a row of a grid
		r.row++
		r.table.rows = append(r.table.rows, cells(parts))
		u := &evalUnit{name: parts[0], table: r.file.tables, tables: r.file.tables, row: r.row, rows: r.row, columns: r.columns}
		r.plant(marks, u)
	case "statistics":
		r.statistics(strings.Fields(plain), marks)
	case "!":
		r.plant(append(marks, r.mark("!"+plain)), nil)
	case "!!", "??": // of a section or of the whole case: !! E07 外资管理科 统计表
		f := strings.Fields(plain)
		p := &evalPlant{rule: f[0], must: word == "!!", line: r.at}
		if len(f) > 1 && f[1] != "-" {
			p.section = f[1]
		}
		if len(f) > 2 {
			p.word = f[2]
		}
		r.c.plants = append(r.c.plants, p)
	case "when": // what follows stands there only if the section has powers of these classes
		r.off = len(r.names(r.file.section, plain)) == 0
	case "change":
		r.c.changes = append(r.c.changes, evalChange{parts[0], parts[1], r.date(parts[2]), r.date(parts[3])})
		if len(marks) > 0 {
			r.c.plants = append(r.c.plants, &evalPlant{rule: marks[0].rule, word: parts[0], must: true, line: r.at})
		}
	case "rules":
		r.rules(parts[0])
	default:
		r.t.Fatalf("%s: %q is no word of the notation", r.at, word)
	}
}

// marks takes the planted faults and the remarks out of the parts of a line.
func (r *evalReader) marks(parts []string) (rest []string, marks []*evalPlant) {
	for _, p := range parts {
		switch {
		case strings.HasPrefix(p, "//"):
		case len(p) > 3 && (p[0] == '!' || p[0] == '?') && strings.ContainsRune("EWIR", rune(p[1])):
			marks = append(marks, r.mark(p))
		default:
			rest = append(rest, p)
		}
	}
	return rest, marks
}

func (r *evalReader) date(s string) notice.Date {
	d, err := notice.ParseDate(s)
	if err != nil {
		r.t.Fatalf("%s: %v", r.at, err)
	}
	return d
}

func (r *evalReader) mark(s string) *evalPlant {
	rule, word, _ := strings.Cut(strings.TrimSpace(s[1:]), " ")
	if _, ok := notice.LookupRule(rule); !ok {
		r.t.Fatalf("%s: no rule %q", r.at, rule)
	}
	return &evalPlant{rule: rule, word: word, must: s[0] == '!', line: r.at}
}

// plant says where faults are: in a unit, or in the whole file.
func (r *evalReader) plant(marks []*evalPlant, u *evalUnit) {
	for _, p := range marks {
		p.unit, p.file, p.section = u, r.file.path, r.file.section
		if u != nil {
			if i := slices.Index(u.columns, p.word); i >= 0 {
				p.column, p.word = i+1, ""
			}
		}
		r.c.plants = append(r.c.plants, p)
	}
}

func (r *evalReader) add(step func(*evalDoc)) { r.file.steps = append(r.file.steps, step) }

// grow counts what was added to the file, and stretches the unit that it belongs to.
func (r *evalReader) grow(pars, tables int) {
	r.file.pars += pars
	r.file.tables += tables
	if u := r.file.unit; u != nil {
		u.pars, u.tables = r.file.pars, r.file.tables
	}
}

func (r *evalReader) paragraph(text string) {
	r.table = nil
	r.add(func(d *evalDoc) { d.paragraph(r.named(text, d.f)) })
	r.grow(1, 0)
}

func (r *evalReader) known(column string) {
	if !slices.Contains(r.columns, column) {
		r.t.Fatalf("%s: no column %q", r.at, column)
	}
}

func (r *evalReader) head(parts []string) {
	r.table, r.columns, r.usual, r.last, r.number = nil, nil, map[string]string{}, map[string]string{}, 0
	for _, p := range parts {
		column, value, ok := strings.Cut(p, "=")
		r.columns = append(r.columns, column)
		if ok {
			r.usual[column] = value
		}
	}
}

// open begins a table, unless one is open.
func (r *evalReader) open() {
	if r.table != nil {
		return
	}
	r.table, r.row = &evalTable{}, 0
	t := r.table
	r.add(func(d *evalDoc) { d.table(t) })
	r.grow(0, 1)
}

// openHeaded is open with the head of the columns.
func (r *evalReader) openHeaded() {
	if r.table != nil {
		return
	}
	r.open()
	r.table.rows = headRows(r.columns)
	r.row = len(r.table.rows)
}

// power reads a row: the values of the columns that have no usual value, in their order, then column=value for others.
func (r *evalReader) power(parts []string, marks []*evalPlant) {
	values, given := map[string]string{}, map[string]bool{}
	var plain []string
	for _, p := range parts {
		column, value, ok := strings.Cut(p, "=")
		if ok && slices.Contains(r.columns, column) {
			values[column], given[column] = value, true
			continue
		}
		plain = append(plain, p)
	}
	for _, c := range r.columns {
		usual, ok := r.usual[c]
		switch {
		case given[c]:
		case ok && usual == "#":
			r.number++
			values[c] = strconv.Itoa(r.number)
		case ok:
			values[c] = usual
		case len(plain) == 0:
			r.t.Fatalf("%s: no value for %s", r.at, c)
		default:
			values[c], plain = plain[0], plain[1:]
		}
	}
	if len(plain) > 0 {
		r.t.Fatalf("%s: %q is too much", r.at, plain)
	}
	said := map[string]string{} // with merged cells filled
	for c, v := range values {
		if v == "^" || v == "同上" {
			v = r.last[c]
		}
		said[c] = v
	}
	r.last = said
	u := r.write(values)
	r.remember(said, marks, u)
	r.plant(marks, u)
}

// write puts a row into the file, in the layout of its table.
func (r *evalReader) write(values map[string]string) *evalUnit {
	u := &evalUnit{}
	switch r.layout {
	case "form":
		r.table = nil
		r.open()
		for _, c := range r.columns {
			r.table.rows = append(r.table.rows, []evalCell{{text: c}, {text: values[c]}})
		}
		r.table = nil
		u.table, u.tables = r.file.tables, r.file.tables
	case "labels":
		u.par = r.file.pars + 1
		number := values[r.columns[0]]
		for i, c := range r.columns[1:] {
			text := c + "：" + values[c]
			if i == 0 {
				text = number + "、" + text
			}
			r.paragraph(text)
		}
		u.pars = r.file.pars
	default:
		r.openHeaded()
		var row []evalCell
		for _, c := range r.columns {
			row = append(row, evalCell{text: values[c], below: values[c] == "^"})
		}
		r.row++
		r.table.rows = append(r.table.rows, row)
		*u = evalUnit{table: r.file.tables, tables: r.file.tables, row: r.row, rows: r.row, columns: r.columns}
	}
	return u
}

// remember keeps a row that is a power, for statistics and for what other files say of it.
func (r *evalReader) remember(values map[string]string, marks []*evalPlant, u *evalUnit) {
	row := &evalRow{section: r.file.section, class: r.class, marks: marks}
	power := false
	for c, v := range values {
		f := r.fieldOf(c)
		switch f {
		case "name":
			row.name = unnumbered(v)
		case "category":
			row.class = v
		case "basis", "reason":
			power = true
			row.secret = row.secret || f == "reason"
		}
	}
	u.name = row.name
	if !power || r.file.path == r.c.baseline {
		return
	}
	r.c.rows = append(r.c.rows, row)
}

// unnumbered is the name that a cell means: without the numbers before it, "" if it says that there is none.
func unnumbered(cell string) string {
	lines := strings.Split(cell, "⏎")
	for i, l := range lines {
		lines[i] = strings.TrimLeft(l, "0123456789、./")
	}
	return strings.Join(lines, "、")
}

func (r *evalReader) fieldOf(column string) string {
	head := notice.FoldHead(column)
	for i := range r.n.Fields {
		f := &r.n.Fields[i]
		if slices.ContainsFunc(append([]string{f.Title}, f.Synonyms...), func(s string) bool { return notice.FoldHead(s) == head }) {
			return f.Key
		}
	}
	return ""
}

// named fills in {names 行政许可,行政确认 、}: the names of the powers of these classes that the section hands in.
func (r *evalReader) named(text string, f *evalFile) string {
	before, rest, ok := strings.Cut(text, "{names ")
	if !ok {
		return text
	}
	args, after, _ := strings.Cut(rest, "}")
	classes, between, _ := strings.Cut(args, " ")
	return before + strings.Join(r.names(f.section, classes), between) + after
}

// names are those of the powers of a section, but for the marked as without a chart. classes stand with commas between;
// 全部 is all of them.
func (r *evalReader) names(section, classes string) (out []string) {
	for _, row := range r.c.rows {
		of := func(class string) bool { return class == "全部" || r.same(row.class, class) }
		charted := row.section == section && row.name != "" && !row.marked("W13")
		if charted && slices.ContainsFunc(strings.Split(classes, ","), of) && !slices.Contains(out, row.name) {
			out = append(out, row.name)
		}
	}
	return out
}

func (r *evalReader) same(class, name string) bool {
	c, ok := r.n.Category(class)
	return ok && c.Name == name || !ok && name == "其他行政权力"
}

// statistics writes the 统计表 of sections, counted from their rows; 行政许可+1 makes a number wrong.
func (r *evalReader) statistics(args []string, marks []*evalPlant) {
	r.table = nil
	r.open()
	t, file := r.table, r.file
	r.table = nil
	unclear := func(row *evalRow) bool { return row.section == file.section && row.marked("E03") }
	if slices.ContainsFunc(r.c.rows, unclear) { // how such a row is to be counted nobody knows
		marks = append(marks, r.mark("?W11"))
	}
	r.plant(marks, nil)
	r.file.steps = r.file.steps[:len(r.file.steps)-1]
	r.add(func(d *evalDoc) {
		head := []string{"科室"}
		for _, c := range r.n.Categories {
			head = append(head, c.Name)
		}
		t.rows = append(t.rows, cells(append(head, "合计")))
		sections, total := []string{}, make([]int, len(r.n.Categories)+1)
		for _, a := range args {
			if _, _, ok := strings.Cut(a, "+"); !ok {
				sections = append(sections, a)
			}
		}
		if len(sections) == 0 {
			sections = append(sections, file.section)
		}
		for i, s := range sections {
			row, sum := []string{s}, 0
			for k, c := range r.n.Categories {
				n := 0
				for _, p := range r.c.rows {
					if known, ok := r.n.Category(p.class); p.section == s && ok && known.Name == c.Name {
						n++
					}
				}
				for _, a := range args {
					if class, more, ok := strings.Cut(a, "+"); ok && class == c.Name && i == 0 {
						k, _ := strconv.Atoi(more)
						n += k
					}
				}
				sum += n
				total[k] += n
				row = append(row, strconv.Itoa(n))
			}
			total[len(total)-1] += sum
			t.rows = append(t.rows, cells(append(row, strconv.Itoa(sum))))
		}
		last := []string{"合计"}
		for _, n := range total {
			last = append(last, strconv.Itoa(n))
		}
		t.rows = append(t.rows, cells(last))
		d.table(t)
	})
}

// rules writes a rules text for each power of the section handed in so far, as a town does that copies one text.
func (r *evalReader) rules(word string) {
	for _, row := range slices.Clone(r.c.rows) {
		if row.section != r.file.section || row.name == "" || row.marked("W12") {
			continue
		}
		r.file.unit = nil
		r.paragraph(row.name + word)
		r.paragraph("第一条　为规范" + row.name + "的办理，根据有关法律法规，结合本镇实际，制定本制度。")
		r.paragraph("第二条　材料齐全、符合法定形式的，经办人员应当当场受理；不齐全的，应当一次告知需要补正的全部内容。")
		r.paragraph("第三条　经办人员违反本制度的，依照有关规定追究责任。本制度自印发之日起施行。")
	}
}

// evalCell is a cell as it is written: across span columns, or joined with the one above.
type evalCell struct {
	text        string
	span        int
	below, over bool
}

type evalTable struct{ rows [][]evalCell }

func cells(texts []string) (row []evalCell) {
	for _, s := range texts {
		row = append(row, evalCell{text: s})
	}
	return row
}

// headRows are the header rows of columns, two where one is called 公开/形式.
func headRows(columns []string) [][]evalCell {
	var upper, lower []evalCell
	two := false
	for i, c := range columns {
		group, name, ok := strings.Cut(c, "/")
		two = two || ok
		switch {
		case !ok:
			upper, lower = append(upper, evalCell{text: c, over: true}), append(lower, evalCell{below: true})
		case i > 0 && strings.HasPrefix(columns[i-1], group+"/"):
			upper[len(upper)-1].span++
			lower = append(lower, evalCell{text: name})
		default:
			upper, lower = append(upper, evalCell{text: group, span: 1}), append(lower, evalCell{text: name})
		}
	}
	if !two {
		return [][]evalCell{cells(columns)}
	}
	return [][]evalCell{upper, lower}
}

// evalDoc writes the body of a Word file.
type evalDoc struct {
	f *evalFile
	b strings.Builder
}

func (f *evalFile) bytes() []byte {
	d := &evalDoc{f: f}
	for _, step := range f.steps {
		step(d)
	}
	return docxtest.Pack(map[string]string{"body": d.b.String(), "word/media/image1.png": evalPNG,
		"rels": `<Relationship Id="rId9" Type="` + docxtest.RelType + `image" Target="media/image1.png"/>`})
}

// evalPNG begins like a picture; nobody looks at the rest.
const evalPNG = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"

func evalRun(text string) string {
	return `<w:r><w:t xml:space="preserve">` + html.EscapeString(text) + `</w:t></w:r>`
}

func (d *evalDoc) paragraph(text string) { d.b.WriteString(`<w:p>` + evalRun(text) + `</w:p>`) }

func (d *evalDoc) box(text string) {
	d.b.WriteString(`<w:p><w:r><w:pict><v:shape style="width:200pt;height:40pt"><v:textbox><w:txbxContent>`)
	for _, line := range strings.Split(text, "⏎") {
		d.paragraph(line)
	}
	d.b.WriteString(`</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>`)
}

func (d *evalDoc) picture() {
	d.b.WriteString(`<w:p><w:r><w:drawing><wp:inline><wp:extent cx="3600000" cy="3600000"/><wp:docPr id="1" name="图1"/>` +
		`<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>` +
		`<pic:nvPicPr><pic:cNvPr id="1" name="图1"/><pic:cNvPicPr/></pic:nvPicPr>` +
		`<pic:blipFill><a:blip r:embed="rId9"/></pic:blipFill><pic:spPr/></pic:pic>` +
		`</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`)
}

func (d *evalDoc) table(t *evalTable) {
	d.b.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>`)
	width := 0
	for _, row := range t.rows {
		width = max(width, len(row))
	}
	d.b.WriteString(strings.Repeat(`<w:gridCol w:w="1200"/>`, width) + `</w:tblGrid>`)
	for i, row := range t.rows {
		d.b.WriteString(`<w:tr>`)
		for k, c := range row {
			d.b.WriteString(`<w:tc><w:tcPr>`)
			if c.span > 1 {
				fmt.Fprintf(&d.b, `<w:gridSpan w:val="%d"/>`, c.span)
			}
			next := i+1 < len(t.rows) && k < len(t.rows[i+1]) && t.rows[i+1][k].below && len(t.rows[i+1]) == len(row)
			switch {
			case c.below:
				d.b.WriteString(`<w:vMerge/>`)
			case c.over, next:
				d.b.WriteString(`<w:vMerge w:val="restart"/>`)
			}
			d.b.WriteString(`</w:tcPr>`)
			text := c.text
			if c.below {
				text = ""
			}
			for _, line := range strings.Split(text, "⏎") {
				d.paragraph(line)
			}
			d.b.WriteString(`</w:tc>`)
		}
		d.b.WriteString(`</w:tr>`)
	}
	d.b.WriteString(`</w:tbl>`)
}
