package convert

import (
	"slices"
	"strings"
	"unicode"

	"huibian/pipeline/docx"
)

// plain is what is read of an original without the office.
type plain struct {
	text  string // a paragraph or cell a line
	cells int    // cells of tables
}

// readers are the formats that can be read so; they give false where a file cannot.
var readers = map[docx.Format]func([]byte) (plain, bool){
	docx.FormatDoc: docWords,
	docx.FormatRTF: rtfWords,
	docx.FormatODT: odtWords,
}

// Loss is what an original holds and its conversion does not.
type Loss struct {
	Letters int    // letters and digits
	Line    string // the first line of the original with one of them
	Tables  bool   // the original has tables, the conversion none: the words of their cells run into each other
}

// Lost compares an original with its conversion. No loss is also what is said of an original that cannot be read here.
func Lost(src []byte, f docx.Format, doc *docx.Document) (loss Loss) {
	read, ok := readers[f]
	if !ok {
		return loss
	}
	original, ok := read(src)
	if !ok {
		return loss
	}
	loss.Tables = original.cells > 0 && !holdsTable(doc)
	have := letters{}
	have.document(doc)
	for l := range strings.FieldsFuncSeq(original.text, func(r rune) bool { return r == '\n' }) {
		missing := 0
		for _, r := range l {
			if counts(r) {
				if have[r]--; have[r] < 0 {
					missing++
				}
			}
		}
		if missing > 0 && loss.Letters == 0 {
			loss.Line = strings.TrimSpace(l)
		}
		loss.Letters += missing
	}
	return loss
}

func holdsTable(doc *docx.Document) bool {
	isTable := func(b docx.Block) bool { return b.Table != nil }
	return slices.ContainsFunc(doc.Blocks, isTable) ||
		slices.ContainsFunc(doc.TextBoxes, func(b docx.TextBox) bool { return slices.ContainsFunc(b.Blocks, isTable) })
}

// counts leaves out what conversions may change without harm: blanks, marks, bullets.
func counts(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// letters counts characters.
type letters map[rune]int

func (l letters) add(text string) {
	for _, r := range text {
		if counts(r) {
			l[r]++
		}
	}
}

// document counts everything docx.Read found, shown or not.
func (l letters) document(d *docx.Document) {
	l.blocks(d.Blocks)
	for i := range d.TextBoxes {
		l.blocks(d.TextBoxes[i].Blocks)
	}
	for _, notes := range [][]docx.NoteText{d.Footnotes, d.Endnotes, d.Comments} {
		for _, n := range notes {
			l.add(n.Text)
		}
	}
	for _, texts := range [][]string{d.Headers, d.Footers} {
		for _, t := range texts {
			l.add(t)
		}
	}
	for _, x := range d.Dropped {
		l.add(x.Text)
	}
}

func (l letters) blocks(blocks []docx.Block) {
	for _, b := range blocks {
		if p := b.Paragraph; p != nil {
			l.add(p.Number)
			l.add(p.Text)
			continue
		}
		for _, row := range b.Table.Rows {
			for _, c := range row.Cells {
				l.blocks(c.Blocks)
			}
		}
	}
}
