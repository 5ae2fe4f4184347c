package form

import (
	"path"
	"strings"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// reading is one submission while it is read.
type reading struct {
	r   *Reader
	doc *docx.Document
	src Source
	l   *ledger
	out *Reading

	ctx      context
	mark     fileMark // 密级标志 of the whole file: 秘密★1年
	groups   [levels]*group
	table    *tableState // last horizontal table, as long as another may continue it
	duties   *dutyTable  // last 职权分解表, likewise
	labels   *labelRun   // label paragraphs still being gathered
	labelled int         // 1 + index of the TableReading that label paragraphs are told in, as long as they go on

	titleSince bool // text has come since the last table that cuts it off from the next
	typedGap   bool // that text is one line below a typed table, which may go on
	lastLike   int  // last paragraph that looked like a row of a typed table and was none
	noForm     int  // paragraphs up to which no typed form begins
	announced  bool // a title was read, and nothing under it yet
	headed     bool // a heading has come since the last table
	listing    bool // inside a list of attachments
	box        int  // text box being read, 0 in the body
	paragraph  int  // paragraphs so far
	since      int  // records before the last title or heading
	unreadRows int  // rows of typed tables that could not be read
	expecting  *strictLine
	legends    []legend

	section     string // as the file names it
	sectionRank int
	guests      guests // records under a title or heading that names a section
	ownCounts   []int  // counts that belong to the file's own section
	otherForms  bool   // a flowchart, rules or a report: no catalog is expected
	buffer      []slot
	told        map[heard]telling
	parts       []part                // by the titles of forms; pictures are judged by them
	bare        bool                  // nothing was read, and there is hardly a word that could be more than a picture's caption
	charted     []*tableUnits         // tables inside flowcharts
	inCharts    map[notice.Place]bool // paragraphs and text boxes of flowcharts: their words are read as the chart's
	anchors     []notice.Place        // of the body's blocks, made when first asked for
	spare       []entry               // of a record done with, to be used again
}

// Read reads a submission. It never fails: what cannot be read is set aside with its reason, and found fault with.
func Read(doc *docx.Document, n *notice.Notice, src Source) *Reading {
	return NewReader(n).Read(doc, src)
}

// Read reads a submission. It is safe to call from several goroutines.
func (r *Reader) Read(doc *docx.Document, src Source) *Reading {
	x := &reading{r: r, doc: doc, src: src, l: newLedger(doc), out: &Reading{Source: src, Modified: doc.Modified}, told: map[heard]telling{}, lastLike: -1}
	x.beginPart("")
	x.margins()
	x.marks()
	x.ctx = x.freshContext()
	if _, ok := x.chartName(x.baseName()); ok && !containsAny(x.baseName(), otherPieces) {
		x.ctx.form = notice.FormFlowchart
	}
	x.blocks(doc.Blocks)
	x.finishPart()
	x.textBoxes()
	x.secretNotes()
	x.pictures()
	x.besides()
	x.dropped()
	x.comments()
	x.conclude()
	x.out.Account = x.l.account()
	return x.out
}

// otherPieces are words of file names by which a file holds more than charts: 职权目录及流程图.
var otherPieces = []string{"目录", "统计", "登记表", "清单", "分解", "制度", "报告", "情况", "汇总", "材料"}

// baseName is the file's name without its folders and its ending.
func (x *reading) baseName() string {
	return strings.TrimSuffix(path.Base(x.src.File), path.Ext(x.src.File))
}

// freshContext is what holds where nothing has been said yet.
func (x *reading) freshContext() context {
	if x.mark.text == "" {
		return context{}
	}
	return context{formClass: x.mark.class, formWords: "密级标志“" + x.mark.text + "”"}
}

// blocks reads the body, or a text box, in document order.
func (x *reading) blocks(blocks []docx.Block) {
	for i := 0; i < len(blocks); i++ {
		b := blocks[i]
		switch {
		case b.Table != nil:
			u := x.l.byTable[b.Table]
			x.meetTable(u)
			x.readTable(u)
		case b.Paragraph != nil:
			if t := x.typed(blocks[i:]); t != nil {
				x.readTyped(t)
				for _, b := range blocks[i : i+t.taken] {
					x.meet(x.l.drawn[b.Paragraph])
				}
				i += t.taken - 1
				continue
			}
			x.paragraph++
			x.readParagraph(b.Paragraph)
			x.meet(x.l.drawn[b.Paragraph])
		}
	}
}

// finishPart ends everything that is open, at the end of the body or of a text box.
func (x *reading) finishPart() {
	x.unheeded()
	x.hearLegends()
	x.closeGroups(levelList)
	x.duties = nil
	x.table, x.titleSince, x.headed, x.listing, x.labelled = nil, false, false, false, 0
}

// flush closes the record that is open.
func (x *reading) flush() {
	x.flushLabels(false)
	s := x.table
	if s == nil || s.cur == nil {
		return
	}
	d := s.cur
	s.cur = nil
	x.close(d)
	x.spare = s.prev // 同上 looks back one record only
	s.prev, s.hasPrev = d.entries, true
	x.out.Tables[d.table].Records++
}

// boxUnread is said of a text box that holds no power.
const boxUnread = "文本框里的文字未读入"

// textBoxes reads what stands in text boxes as the body is read, and says that it did (R11).
func (x *reading) textBoxes() {
	for i := range x.doc.TextBoxes {
		box := &x.doc.TextBoxes[i]
		text := blocksText(box.Blocks)
		if text == "" && !hasTable(box.Blocks) {
			continue
		}
		x.box, x.paragraph, x.noForm, x.lastLike, x.ctx = i+1, 0, 0, -1, x.freshContext()
		x.beginPart("")
		records := len(x.out.Records)
		x.blocks(box.Blocks)
		x.finishPart()
		p := problem{ruleNested, boxUnread + "：“" + shorten(text, 40) + "”", "如其中有职权内容，请移到正文的表格里。"}
		if n := len(x.out.Records) - records; n > 0 {
			p = problem{ruleNested, "职权写在文本框里，已读入" + decimal(n) + "项：“" + shorten(text, 40) + "”", "请核对；建议把表格移出文本框，放在正文里。"}
		}
		x.report(p, x.boxAt(box), "")
	}
	x.box, x.paragraph = 0, 0
}

func hasTable(blocks []docx.Block) bool {
	for _, b := range blocks {
		if b.Table != nil {
			return true
		}
	}
	return false
}

// at is the place of the current paragraph. Paragraphs of text boxes have none of their own.
func (x *reading) at() notice.Place { return x.linePlace(x.paragraph) }

func (x *reading) linePlace(paragraph int) notice.Place {
	p := notice.Place{File: x.src.File, SHA256: x.src.SHA256}
	if x.box == 0 {
		p.Paragraph = paragraph
	}
	return p
}

// margins reads what stands outside the text: headers and footers, notes, comments.
func (x *reading) margins() {
	note := func(what, text string) {
		if text = strings.TrimSpace(text); text == "" {
			return
		}
		x.l.extra = append(x.l.extra, SetAside{What: what, Why: "不是职权内容", Text: shorten(text, asideText)})
	}
	for _, texts := range [][]string{x.doc.Headers, x.doc.Footers} {
		for _, t := range texts {
			note(WhatHeader, t)
			for line := range strings.SplitSeq(t, "\n") {
				x.sectionIn(line, rankHeader)
			}
		}
	}
	for _, n := range x.doc.Footnotes {
		note(WhatFootnote, n.Text)
	}
	for _, n := range x.doc.Endnotes {
		note(WhatEndnote, n.Text)
	}
	for _, n := range x.doc.Comments {
		note(WhatRemark, n.Text)
	}
}

func quoted(s string) string {
	if s == "" {
		return ""
	}
	return "“" + shorten(s, 20) + "”"
}
