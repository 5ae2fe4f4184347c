package docx

import (
	"strings"
	"unicode/utf8"
)

// closing are the characters after which a number needs no blank: they bring their own white space.
const closing = "、。，．：；！？）】〕》〉」』｝］～　"

func (p *Paragraph) display() string {
	switch {
	case p.Number == "":
		return p.Text
	case p.Text == "":
		return p.Number
	case p.Gap == "":
		return p.Number + p.Text
	}
	if last, _ := utf8.DecodeLastRuneInString(p.Number); strings.ContainsRune(closing, last) {
		return p.Number + p.Text
	}
	return p.Number + " " + p.Text
}

// Text is the cell's paragraphs as displayed, joined by "\n". Text of nested tables is not in it; see Nested.
func (c *Cell) Text() string {
	if len(c.Blocks) == 1 && c.Blocks[0].Paragraph != nil {
		return c.Blocks[0].Paragraph.String()
	}
	var b strings.Builder
	first := true
	for _, block := range c.Blocks {
		if block.Paragraph == nil {
			continue
		}
		if !first {
			b.WriteByte('\n')
		}
		first = false
		b.WriteString(block.Paragraph.String())
	}
	return b.String()
}

// Nested returns the tables that stand in the cell.
func (c *Cell) Nested() []*Table {
	var tables []*Table
	for _, b := range c.Blocks {
		if b.Table != nil {
			tables = append(tables, b.Table)
		}
	}
	return tables
}

// FullText is the cell's paragraphs and nested tables in order: a table's rows are joined by "\n", its cells by "\t".
func (c *Cell) FullText() string {
	var b strings.Builder
	writeFlow(&b, c.Blocks)
	return b.String()
}

// writeFlow writes blocks as displayed text, one line each.
func writeFlow(w *strings.Builder, blocks []Block) {
	for i, b := range blocks {
		if i > 0 {
			w.WriteString("\n")
		}
		if b.Paragraph != nil {
			w.WriteString(b.Paragraph.String())
			continue
		}
		for r, row := range b.Table.Rows {
			if r > 0 {
				w.WriteString("\n")
			}
			for i, cell := range row.Cells {
				if i > 0 {
					w.WriteString("\t")
				}
				writeFlow(w, cell.Blocks)
			}
		}
	}
}

// XML is the main part decoded to UTF-8, without a byte order mark; every Range indexes into it. White space inside
// attribute values is normalised to blanks, as XML 1.0 (3.3.3) has every reader do. It must not be changed.
func (d *Document) XML() []byte { return d.xml }

// MainPart is the name of the main part within the package, such as "word/document.xml".
func (d *Document) MainPart() string { return d.main }

// Words is all visible text of the body in document order without automatic numbers: blocks and cells a line each, the
// words of charts and diagrams after the paragraph they stand in, text boxes after the block they are anchored in, notes
// at the end.
func (d *Document) Words() string {
	var b strings.Builder
	box := 0
	for i, block := range d.Blocks {
		writeWords(&b, block)
		for ; box < len(d.TextBoxes) && d.TextBoxes[box].Block <= i; box++ {
			for _, block := range d.TextBoxes[box].Blocks {
				writeWords(&b, block)
			}
		}
	}
	for _, notes := range [][]NoteText{d.Footnotes, d.Endnotes} {
		for _, n := range notes {
			b.WriteString(n.Text)
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func writeWords(b *strings.Builder, block Block) {
	if p := block.Paragraph; p != nil {
		b.WriteString(p.Text)
		b.WriteByte('\n')
		for i := range p.Pictures {
			if text := p.Pictures[i].Text; text != "" {
				b.WriteString(text)
				b.WriteByte('\n')
			}
		}
		return
	}
	for _, row := range block.Table.Rows {
		for _, cell := range row.Cells {
			for _, inner := range cell.Blocks {
				writeWords(b, inner)
			}
		}
	}
}
