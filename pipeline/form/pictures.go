package form

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// part (部分) is what stands under one title of a form, or in a text box, or before the first title. A part without words
// that holds a large picture most likely is one: the photo of a table.
type part struct {
	form  notice.FormKind // the title announced; "" without one
	since int             // records and counts before it
	prose int             // characters of text that is nothing in particular
	words bool            // a table that was not recognised has words
	zero  bool            // 零申报
}

func (x *reading) beginPart(form notice.FormKind) {
	x.parts = append(x.parts, part{form: form, since: x.gathered()})
}

// now is the part being read.
func (x *reading) now() *part { return &x.parts[len(x.parts)-1] }

// gathered is how much was read so far.
func (x *reading) gathered() int { return len(x.out.Records) + len(x.out.Counts) }

// meet notes which part pictures stand in.
func (x *reading) meet(pictures []*pictureUnit) {
	for _, u := range pictures {
		u.part = len(x.parts) - 1
	}
}

func (x *reading) meetTable(u *tableUnits) {
	x.meet(u.pictures)
	for _, in := range u.inner {
		x.meetTable(in)
	}
}

// Sizes in twips, 567 to a centimetre. The photo of a table is wide and high: a logo, a seal (4.2 cm at most, by the rules
// for official seals), a signature, a portrait is less. In a cell a few words fill less than that.
const (
	photoWidth, photoHeight = 10 * 567, 3 * 567
	wordsWidth, wordsHeight = 2 * 567, 567 / 2
)

// atLeast says whether a picture is as large as that, as far as is known.
func atLeast(p *docx.Picture, width, height int) bool {
	return p.Width == 0 && p.Height == 0 || p.Width >= width && p.Height >= height
}

// How many characters of text may stand beside a picture that is all there is to read: in a file without a title 如下图所示,
// a name, a date; under the title of a table a few sentences, but not the pages of a 编制说明.
const (
	fewWords  = 60
	someWords = 300
)

// pictures sets pictures and all else that is drawn or embedded aside, and says what each is and what was not read: a
// table as a photo (R33), an object (R32), another picture (R10). Drawings whose words stand in text boxes, or that have
// none, need no word.
func (x *reading) pictures() {
	x.bare = x.gathered() == 0 && !x.out.Zero && !x.otherForms && x.prose() <= fewWords && !slices.ContainsFunc(x.l.pictures, hasWords)
	for _, u := range x.l.pictures {
		p, why := x.lookAt(u)
		u.setAside(why, u.text)
		switch {
		case p.rule == rulePhoto && x.gathered() > 0 && x.r.n.Level(rulePhoto) == notice.Error:
			x.reportAs(notice.Warning, p, x.placeOf(u), "") // there is a catalog to go by
		case p.rule != "":
			x.report(p, x.placeOf(u), "")
		}
		x.secretPicture(u)
	}
}

// lookAt says what is to be said of a picture, and why it is set aside. No rule is nothing to be said.
func (x *reading) lookAt(u *pictureUnit) (p problem, why string) {
	noun := nounOf(u.pic)
	switch {
	case x.isPhoto(u):
		return problem{rulePhoto, "这里应有表格，却是一幅大图片" + quoted(u.pic.Alt) + "，像是表格的照片或截图，其中文字没有读入", "请交可编辑的Word表格，不要贴照片、截图或扫描件。"}, "疑为表格的图片，不识别文字"
	case x.isPhotoOfWords(u):
		return problem{rulePhoto, "“" + x.headOf(u) + "”一栏只有图片，没有文字，本格没有读入内容", "请把图片里的内容打成文字，填在本格里。"}, "代替文字的图片，不识别文字"
	case u.pic.Boxed:
		return problem{}, "文本框的外形，文字另列"
	case u.pic.Kind == docx.Image || u.pic.Kind == docx.Embedded && noun.what == nounImage.what:
		return problem{rulePicture, "这里有一幅图片" + quoted(nameOf(u.pic)) + "，未识别其中文字", "流程图可以是图片；职权表格请用Word表格，不要贴照片或截图。"}, "图片不识别文字，原样保留"
	case u.pic.Kind == docx.Drawing || u.pic.Kind == docx.VML:
		return problem{}, "图形，没有文字"
	case u.pic.Kind == docx.Diagram && x.amongCharts(u):
		return problem{rulePicture, "这里有一幅" + noun.what + "，其中文字未按目录读取" + quoted(inOneLine(u.pic.Text)), "流程图可以这样画；职权表格请用Word表格。"}, noun.what + "，没有读取"
	}
	message := "这里有一个" + noun.what + named(u.pic)
	if u.pic.Text != "" {
		return problem{ruleEmbedded, message + "，其中文字没有读入" + quoted(inOneLine(u.pic.Text)), noun.advice}, noun.what + "，没有读取"
	}
	return problem{ruleEmbedded, message + "，其中内容没有读取", noun.advice}, noun.what + "，没有读取"
}

// isPhoto says whether a picture stands where a table is expected: under the title of one with nothing else below it, or
// alone in its file.
func (x *reading) isPhoto(u *pictureUnit) bool {
	if nounOf(u.pic).what != nounImage.what || !atLeast(u.pic, photoWidth, photoHeight) || x.amongCharts(u) || u.cell != nil && cellText(u.cell) != "" {
		return false
	}
	here, end := x.parts[u.part], x.gathered()
	if u.part+1 < len(x.parts) {
		end = x.parts[u.part+1].since
	}
	switch here.form {
	case notice.FormCatalog, notice.FormSecret, notice.FormStatistics:
		return end == here.since && !here.zero && !here.words && here.prose <= someWords
	}
	return x.bare && !strings.Contains(path.Base(x.src.File), "流程")
}

// hasWords says whether something embedded may have words that are not those of a photo. Those of text boxes are prose.
func hasWords(u *pictureUnit) bool {
	return u.pic.Kind != docx.Drawing && u.pic.Kind != docx.VML && nounOf(u.pic).what != nounImage.what
}

// prose is how much text a file holds that is nothing in particular; too much to count where a table has words.
func (x *reading) prose() int {
	n := 0
	for i := range x.parts {
		if x.parts[i].words {
			return fewWords + 1
		}
		n += x.parts[i].prose
	}
	return n
}

// amongCharts says whether a picture is a flowchart by the title it stands under or by its name.
func (x *reading) amongCharts(u *pictureUnit) bool {
	return x.parts[u.part].form == notice.FormFlowchart || strings.Contains(u.pic.Alt, "流程")
}

// pictured are the fields in whose cells a picture may be all there is: a seal, a signature, a flowchart.
var pictured = []string{"seq", "section", "owner", "procedure", "remark"}

// isPhotoOfWords says whether a picture fills a cell of a catalog that wants words.
func (x *reading) isPhotoOfWords(u *pictureUnit) bool {
	if u.cell == nil || cellText(u.cell) != "" || nounOf(u.pic).what != nounImage.what || !atLeast(u.pic, wordsWidth, wordsHeight) || strings.Contains(u.pic.Alt, "流程") {
		return false
	}
	c := x.columnAbove(u)
	return c != nil && c.Field != "" && !slices.Contains(pictured, c.Field)
}

func (x *reading) headOf(u *pictureUnit) string { return x.columnAbove(u).Header }

// columnAbove is the column, or the label of a form, that a picture stands under; nil if its row was read for neither.
func (x *reading) columnAbove(u *pictureUnit) *ColumnReading {
	at := slices.IndexFunc(x.out.Tables, func(t TableReading) bool { return t.Table == u.table })
	t := x.l.tables[u.table-1]
	if row := t.rows[u.row-1]; at < 0 || row.state != used && row.why != onlyPictures {
		return nil
	}
	label := ""
	if left := t.table.At(u.cell.Row, u.cell.Col-1); left != nil {
		label = squash(cellText(left))
	}
	reading := &x.out.Tables[at]
	var found *ColumnReading
	for i := range reading.Columns {
		c := &reading.Columns[i]
		switch {
		case reading.Layout == Horizontal && c.Column <= u.column && (found == nil || c.Column >= found.Column):
			found = c
		case reading.Layout == Vertical && c.Header == label:
			found = c
		}
	}
	return found
}

// onlyPictures is why a row is set aside that has pictures and no words but its number.
const onlyPictures = "只有图片的行"

func hasPicture(cells []*docx.Cell) bool {
	for _, c := range cells {
		for _, b := range c.Blocks {
			if b.Paragraph != nil && len(b.Paragraph.Pictures) > 0 {
				return true
			}
		}
	}
	return false
}

// secretPicture makes sure that the words of a chart or a diagram are not passed over where they speak of secrets, and are
// not taken for a mark of the whole file already.
func (x *reading) secretPicture(u *pictureUnit) {
	if u.pic.Text == "" || len(u.pic.Text) > 100_000 {
		return
	}
	if t := x.r.tell(u.pic.Text, anywhere); t.strict() && tighter(x.mark.class, t.class) != x.mark.class {
		x.report(problem{ruleLeftOver, nounOf(u.pic).what + "里有“" + t.word + "”字样，未据此改变任何一项的公开属性", "如说的是某项职权，请在该项的公开范围栏写明。"}, x.placeOf(u), "")
	}
}

// placeOf is where a picture stands; in a text box, where that is anchored.
func (x *reading) placeOf(u *pictureUnit) notice.Place {
	at := notice.Place{File: x.src.File, SHA256: x.src.SHA256, Table: u.table, Row: u.row, Column: u.column}
	switch {
	case u.table == 0 && u.box > 0:
		return x.boxAt(&x.doc.TextBoxes[u.box-1])
	case u.table == 0:
		at.Paragraph = u.paragraph
	}
	return at
}

// anchor is the place of a block of the body, by its index: a paragraph or a table; the file alone where there is none.
func (x *reading) anchor(block int) notice.Place {
	if x.anchors == nil {
		at := notice.Place{File: x.src.File, SHA256: x.src.SHA256}
		tables, paragraphs := 0, 0
		for _, b := range x.doc.Blocks {
			if at.Table, at.Paragraph = 0, 0; b.Table != nil {
				tables++
				at.Table = tables
			} else {
				paragraphs++
				at.Paragraph = paragraphs
			}
			x.anchors = append(x.anchors, at)
		}
	}
	if block < 0 || block >= len(x.anchors) {
		return notice.Place{File: x.src.File, SHA256: x.src.SHA256}
	}
	return x.anchors[block]
}

// boxAt is the place a text box is anchored in: of a table, the cell.
func (x *reading) boxAt(box *docx.TextBox) notice.Place {
	at := x.anchor(box.Block)
	if at.Table == 0 || box.At == 0 {
		return at
	}
	holds := func(r docx.Range) bool { return r.Start < box.At && box.At < r.End }
	for i, row := range x.l.tables[at.Table-1].table.Rows {
		if !holds(row.Range) {
			continue
		}
		for _, c := range row.Cells {
			if holds(c.Range) {
				at.Row, at.Column = i+1, c.Col+1
			}
		}
	}
	return at
}

// pictureText is what the account says of a picture: what it is, where that is more than a picture, its name and its words.
func pictureText(p *docx.Picture) string {
	name := nameOf(p)
	if p.Kind != docx.Image && p.Kind != docx.Drawing && p.Kind != docx.VML {
		name = nounOf(p).what + named(p)
	}
	if p.Text == "" {
		return name
	}
	return name + "：" + inOneLine(p.Text)
}

func nameOf(p *docx.Picture) string { return cmp.Or(p.Alt, p.Part) }

// inOneLine is the words of a picture, which come a line each.
func inOneLine(text string) string { return strings.ReplaceAll(text, "\n", "、") }

// squash takes the blanks out of a label, as [ColumnReading.Header] has it.
func squash(text string) string { return strings.Join(strings.Fields(text), "") }
