package form

import (
	"fmt"
	"strings"

	"huibian/pipeline/docx"
)

// The kinds of things a submission is made of. The account balances over the first four; the others are parts of them
// (a cell of a used row) or stand outside the text (a header, a comment), and are only named.
const (
	WhatTable     = "表"
	WhatRow       = "行"
	WhatParagraph = "段落"
	WhatPicture   = "图片"

	WhatCell     = "单元格"
	WhatFile     = "插入的文件"
	WhatHeader   = "页眉页脚"
	WhatFootnote = "脚注"
	WhatEndnote  = "尾注"
	WhatRemark   = "批注"
	WhatHidden   = "未显示文字"
)

// unit is one thing that has to be accounted for.
type unit struct {
	what       string
	box        int // text box, from 1; 0 in the body
	table, row int // from 1
	column     int // from 1; of pictures in a table
	paragraph  int // from 1
	state      mark
	why, text  string
}

// mark says what became of a unit. Open is what Balance refuses.
type mark uint8

const (
	open mark = iota
	used
	aside
)

func (u *unit) use() { u.state = used }

// setAside marks a unit that nobody used.
func (u *unit) setAside(why, text string) {
	if u.state == used {
		return
	}
	u.state, u.why, u.text = aside, why, text
}

// where is the unit's place in the words of office staff.
func (u *unit) where() string {
	var b strings.Builder
	if u.box > 0 {
		fmt.Fprintf(&b, "文本框%d", u.box)
	}
	if u.table > 0 {
		fmt.Fprintf(&b, "表%d", u.table)
	}
	if u.row > 0 {
		fmt.Fprintf(&b, "第%d行", u.row)
	}
	if u.column > 0 {
		fmt.Fprintf(&b, "第%d列", u.column)
	}
	if u.paragraph > 0 {
		fmt.Fprintf(&b, "第%d段", u.paragraph)
	}
	return b.String()
}

// pictureUnit is a picture that has to be accounted for.
type pictureUnit struct {
	*unit
	pic  *docx.Picture
	cell *docx.Cell // it stands in, nil outside tables
	part int        // of the submission, see [part]
}

// tableUnits are the units of one table.
type tableUnits struct {
	typed    *typedTable // it was made of paragraphs, whose units stand for those of its rows; number is 0
	number   int
	box      int
	nested   bool
	table    *docx.Table
	self     *unit
	rows     []*unit
	pictures []*pictureUnit
	inner    []*tableUnits // tables nested in its cells
}

// ledger (账) holds every unit of a document, made by a walk of its own that knows nothing of vocabulary.
type ledger struct {
	units      []*unit
	tables     []*tableUnits // by number - 1
	byTable    map[*docx.Table]*tableUnits
	paragraphs map[*docx.Paragraph]*unit
	body       []docx.Range // of the body's paragraphs, by number - 1
	pictures   []*pictureUnit
	drawn      map[*docx.Paragraph][]*pictureUnit // those outside tables
	typedEnd   map[int]int                        // last paragraph of a row of a typed table, by its first
	extra      []SetAside                         // named besides the units
}

// Tables returns the tables of a document in the order of their numbers (Place.Table counts from 1): those of the body
// in document order, then those nested in cells, then those in text boxes. Numbers of body tables are what a person
// counts.
func Tables(doc *docx.Document) []*docx.Table {
	l := newLedger(doc)
	out := make([]*docx.Table, len(l.tables))
	for i, t := range l.tables {
		out[i] = t.table
	}
	return out
}

func newLedger(doc *docx.Document) *ledger {
	l := &ledger{byTable: map[*docx.Table]*tableUnits{}, paragraphs: map[*docx.Paragraph]*unit{}}
	l.blocks(doc.Blocks, 0)
	for i := range doc.TextBoxes {
		l.blocks(doc.TextBoxes[i].Blocks, i+1)
	}
	return l
}

// blocks takes in the body or one text box: its own tables first, then what is nested in them.
func (l *ledger) blocks(blocks []docx.Block, box int) {
	first, paragraph := len(l.tables), 0
	for _, b := range blocks {
		switch {
		case b.Table != nil:
			l.table(b.Table, box, false)
		case b.Paragraph != nil:
			paragraph++
			l.paragraph(b.Paragraph, box, paragraph)
			if box == 0 {
				l.body = append(l.body, b.Range)
			}
		}
	}
	for i := first; i < len(l.tables); i++ { // grows while it runs: nested tables follow
		l.nested(l.tables[i])
	}
}

func (l *ledger) add(u unit) *unit {
	p := &u
	l.units = append(l.units, p)
	return p
}

func (l *ledger) paragraph(p *docx.Paragraph, box, number int) {
	if strings.TrimSpace(p.String()) != "" {
		l.paragraphs[p] = l.add(unit{what: WhatParagraph, box: box, paragraph: number})
	}
	for i := range p.Pictures {
		if l.drawn == nil {
			l.drawn = map[*docx.Paragraph][]*pictureUnit{}
		}
		l.drawn[p] = append(l.drawn[p], l.picture(&p.Pictures[i], nil, unit{box: box, paragraph: number}))
	}
}

// picture takes in a picture at a place.
func (l *ledger) picture(pic *docx.Picture, cell *docx.Cell, at unit) *pictureUnit {
	at.what, at.text = WhatPicture, pictureText(pic)
	u := &pictureUnit{unit: l.add(at), pic: pic, cell: cell}
	l.pictures = append(l.pictures, u)
	return u
}

func (l *ledger) table(t *docx.Table, box int, nested bool) *tableUnits {
	n := len(l.tables) + 1
	u := &tableUnits{number: n, box: box, nested: nested, table: t, self: l.add(unit{what: WhatTable, box: box, table: n})}
	block := make([]unit, len(t.Rows))
	u.rows = make([]*unit, len(t.Rows))
	for i := range t.Rows {
		block[i] = unit{what: WhatRow, box: box, table: n, row: i + 1}
		u.rows[i] = &block[i]
	}
	l.units = append(l.units, u.rows...)
	l.tables = append(l.tables, u)
	l.byTable[t] = u
	return u
}

// nested takes in the tables and pictures inside a table's cells.
func (l *ledger) nested(u *tableUnits) {
	for i := range u.table.Rows {
		for _, c := range u.table.Rows[i].Cells {
			for _, b := range c.Blocks {
				if b.Table != nil {
					u.inner = append(u.inner, l.table(b.Table, u.box, true))
				}
				if b.Paragraph != nil {
					for k := range b.Paragraph.Pictures {
						at := unit{box: u.box, table: u.number, row: i + 1, column: c.Col + 1}
						u.pictures = append(u.pictures, l.picture(&b.Paragraph.Pictures[k], c, at))
					}
				}
			}
		}
	}
}

// asideTable sets a table aside with all of it that nobody used.
func (u *tableUnits) asideTable(why string) {
	u.self.setAside(why, tableText(u.table))
	for i, row := range u.rows {
		if row.state == open {
			row.setAside(why, rowText(u.table, i))
		}
	}
	for _, in := range u.inner {
		if in.self.state == open {
			in.asideTable(why)
		}
	}
}

// flatten marks what is nested in a row as read with the row's cells.
func (u *tableUnits) flatten(c *docx.Cell, l *ledger) bool {
	found := false
	for _, b := range c.Blocks {
		if b.Table == nil {
			continue
		}
		in := l.byTable[b.Table]
		if in == nil || in.self.state == used {
			continue
		}
		found = true
		in.self.use()
		for i, row := range in.rows {
			row.use()
			for _, inner := range in.table.Rows[i].Cells {
				in.flatten(inner, l)
			}
		}
	}
	return found
}
