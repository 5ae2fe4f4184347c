package convert

import (
	"cmp"
	"encoding/xml"
	"regexp"
	"strconv"
	"strings"

	"huibian/pipeline/docx"
)

// sheetParser reads the XML of one sheet.
type sheetParser struct {
	r   *workbookReader
	s   *rawSheet
	row int // of the row being read, from 0; col of its last cell
	col int

	cell    bool // inside a cell; what follows is of it
	kind    string
	style   int
	formula bool
	saved   bool   // it has a value
	in      string // element whose text is being read
	text    strings.Builder
}

// worded are the elements whose characters are read: value and text of a cell, headers and footers of the page.
var worded = map[string]bool{"v": true, "t": true, "oddHeader": true, "evenHeader": true, "firstHeader": true,
	"oddFooter": true, "evenFooter": true, "firstFooter": true}

func (p *sheetParser) token(tok xml.Token) error {
	switch e := tok.(type) {
	case xml.StartElement:
		return p.start(e)
	case xml.CharData:
		if p.in != "" {
			p.text.Write(e)
		}
	case xml.EndElement:
		switch name := e.Name.Local; {
		case name == p.in:
			p.in = ""
			p.ended(name)
		case name == "c" && p.cell:
			p.cell = false
			return p.endCell()
		}
	}
	return nil
}

func (p *sheetParser) start(e xml.StartElement) error {
	switch name := e.Name.Local; name {
	case "col":
		first, last := number(attr(e, "min")), number(attr(e, "max"))
		if (isTrue(attr(e, "hidden")) || attr(e, "width") == "0") && first > 0 {
			p.s.hiddenCol = append(p.s.hiddenCol, span{first - 1, last - 1})
		}
		if len(p.s.hiddenCol) > maxSheetCols {
			return docx.ErrDamaged
		}
	case "row":
		p.row++
		if r := attr(e, "r"); r != "" {
			p.row = number(r) - 1
		}
		if p.row < 0 || p.row >= maxSheetRows {
			return docx.ErrDamaged
		}
		p.col = -1
		if isTrue(attr(e, "hidden")) || attr(e, "ht") == "0" {
			p.s.hiddenRow[p.row] = true
		}
	case "c":
		return p.startCell(e)
	case "f":
		p.formula = p.cell
	case "mergeCell":
		if a, ok := areaOf(attr(e, "ref")); ok {
			p.s.merged = append(p.s.merged, a)
		}
	case "rPh", "extLst":
		return errSkip
	default:
		if worded[name] && (p.cell || strings.HasSuffix(name, "er")) {
			p.in = name
			if name != "t" { // of several runs
				p.text.Reset()
			}
		}
	}
	return nil
}

func (p *sheetParser) startCell(e xml.StartElement) error {
	p.col++
	if ref := attr(e, "r"); ref != "" {
		row, col, ok := cellOf(ref)
		if !ok {
			return docx.ErrDamaged
		}
		p.row, p.col = row, col
	}
	if p.row < 0 || p.col >= maxSheetCols {
		return docx.ErrDamaged
	}
	p.cell, p.formula, p.saved = true, false, false
	p.kind, p.style = attr(e, "t"), number(attr(e, "s"))
	p.text.Reset()
	return nil
}

// ended takes what an element of text says.
func (p *sheetParser) ended(name string) {
	switch {
	case strings.HasSuffix(name, "Header"):
		p.s.headers = append(p.s.headers, pageText(p.text.String()))
	case strings.HasSuffix(name, "Footer"):
		p.s.footers = append(p.s.footers, pageText(p.text.String()))
	default:
		p.saved = true
	}
}

// endCell enters the text of a cell, if it has any.
func (p *sheetParser) endCell() error {
	text := p.text.String()
	switch p.kind {
	case "s":
		if i := number(text); p.saved && i >= 0 && i < len(p.r.shared) {
			text = p.r.shared[i]
		} else if p.saved {
			return docx.ErrDamaged
		}
	case "b":
		text = cmp.Or(map[string]string{"1": "TRUE", "0": "FALSE"}[text], text)
	case "", "n":
		text = p.r.formats.shown(text, p.style)
	default: // str, inlineStr, e, d: as they stand
		text = cellText(text)
	}
	unsaved, blank := p.formula && !p.saved, strings.TrimSpace(text) == ""
	if blank && !unsaved {
		return nil
	}
	p.r.cells--
	p.r.room -= int64(len(text))
	switch {
	case p.r.cells < 0:
		return docx.ErrTooManyCells
	case p.r.room < 0:
		return docx.ErrTooLarge
	case unsaved:
		p.s.NoResult = append(p.s.NoResult, At{p.row + 1, p.col + 1})
		return nil
	}
	p.s.cells = append(p.s.cells, sheetCell{p.row, p.col, text})
	p.s.rows, p.s.cols = max(p.s.rows, p.row+1), max(p.s.cols, p.col+1)
	return nil
}

// pageCodes are what a page's header says of its look: &C, &"宋体,加粗", &12, &P.
var pageCodes = regexp.MustCompile(`&("[^"]*"|K[0-9A-F+-]{6}|\d+|[A-Za-z])`)

func pageText(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(pageCodes.ReplaceAllString(s, " "), "&&", "&"))
}

// number is a number of digits; -1 for anything else, 0 for nothing.
func number(s string) int {
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 0 {
		return -1
	}
	return n
}

// cellOf reads B12 as row 11, column 1.
func cellOf(ref string) (row, col int, ok bool) {
	at := 0
	for ; at < len(ref) && at < 4; at++ {
		c := ref[at] &^ 0x20 // upper case
		if c < 'A' || c > 'Z' {
			break
		}
		col = 26*col + int(c-'A') + 1
	}
	row = number(ref[at:])
	return row - 1, col - 1, at > 0 && row > 0 && row <= maxSheetRows && col <= maxSheetCols
}

// areaOf reads A1:C2.
func areaOf(ref string) (area, bool) {
	from, to, ok := strings.Cut(ref, ":")
	top, left, first := cellOf(from)
	bottom, right, last := cellOf(to)
	return area{top, left, bottom, right}, ok && first && last && top <= bottom && left <= right
}

// ColumnName is the name of a column from 1, as Excel has it: A, B, … Z, AA.
func ColumnName(col int) string {
	name := ""
	for ; col > 0; col = (col - 1) / 26 {
		name = string(rune('A'+(col-1)%26)) + name
	}
	return name
}
