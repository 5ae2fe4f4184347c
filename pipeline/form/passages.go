package form

import (
	"strings"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// passage is a block of the body as the second look at a submission sees it, when it is known what became of each: a
// paragraph with words, pictures or text boxes, or a table.
type passage struct {
	text  string // of a paragraph, as displayed
	unit  *unit  // of a paragraph with words
	p     *docx.Paragraph
	table *tableUnits
	boxes []*docx.TextBox // anchored in it
	block int             // of the body, -1 for none
	at    notice.Place
}

// unread says whether a passage became no part of a power.
func (g *passage) unread() bool {
	if g.table != nil {
		return g.table.self.state != used
	}
	return g.unit == nil || g.unit.state != used
}

// why is the reason a paragraph was set aside for.
func (g *passage) why() string {
	if g.unit == nil {
		return ""
	}
	return g.unit.why
}

// plain says whether a passage is a paragraph with words that nobody used, and no line of a list of titles.
func (g *passage) plain() bool {
	return g.unit != nil && g.unit.state == aside && g.unit.why != whyContents && g.unit.why != whyAttachments
}

// besides reads what a submission says beside its powers: who signed it and when, its flowcharts, its rules texts and
// reports. None of it changes what became of anything: the account stays as it is.
func (x *reading) besides() {
	all := x.passages()
	x.charts(all)
	x.unfilledCharts()
	x.signatures(all)
	x.texts(all)
	x.lastDate(all)
	x.emptyHeadings(all)
}

// passages are those of the body, in order. Text boxes anchored below its last block hang on that.
func (x *reading) passages() []passage {
	blocks := x.doc.Blocks
	var boxes map[int][]*docx.TextBox
	if len(x.doc.TextBoxes) > 0 {
		boxes = map[int][]*docx.TextBox{}
	}
	for i := range x.doc.TextBoxes {
		box := &x.doc.TextBoxes[i]
		at := min(max(box.Block, 0), len(blocks)-1)
		boxes[at] = append(boxes[at], box)
	}
	out := make([]passage, 0, len(blocks))
	paragraph := 0
	for i, b := range blocks {
		g := passage{p: b.Paragraph, boxes: boxes[i], block: i, at: notice.Place{File: x.src.File, SHA256: x.src.SHA256}}
		if b.Table != nil {
			g.table = x.l.byTable[b.Table]
			g.at.Table = g.table.number
			out = append(out, g)
			continue
		}
		paragraph++
		g.at.Paragraph = paragraph
		if g.unit = x.l.paragraphs[b.Paragraph]; g.unit != nil {
			g.text = strings.TrimSpace(b.Paragraph.String())
		}
		if g.unit != nil || len(g.boxes) > 0 || len(b.Paragraph.Pictures) > 0 {
			out = append(out, g)
		}
	}
	if len(blocks) == 0 && len(x.doc.TextBoxes) > 0 {
		out = append(out, passage{boxes: boxes[-1], block: -1, at: notice.Place{File: x.src.File, SHA256: x.src.SHA256}})
	}
	return out
}

// drawn calls see for every picture of blocks, those in tables included.
func drawn(blocks []docx.Block, see func(*docx.Picture)) {
	for _, b := range blocks {
		if b.Paragraph != nil {
			for i := range b.Paragraph.Pictures {
				see(&b.Paragraph.Pictures[i])
			}
			continue
		}
		for _, row := range b.Table.Rows {
			for _, c := range row.Cells {
				drawn(c.Blocks, see)
			}
		}
	}
}
