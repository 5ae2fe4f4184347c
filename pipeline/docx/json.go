package docx

import (
	"bytes"
	"encoding/json"
)

// JSONBlock is a block in the shape `check --blocks` prints:
//
//	{"type":"paragraph","text":"一、总则"}
//	{"type":"table","rows":[[{"text":"序号","cols":1,"rows":2}]]}
type JSONBlock struct {
	Type string       // "paragraph" or "table"
	Text string       // of a paragraph, as displayed
	Rows [][]JSONCell // of a table: the cells that begin in each row
}

// JSONCell is one cell at its origin and the columns and rows it spans. The text of nested tables is part of its text.
type JSONCell struct {
	Text string `json:"text"`
	Cols int    `json:"cols"`
	Rows int    `json:"rows"`
}

// MarshalJSON writes the fields of the block's type and no others; an empty text is written.
func (b JSONBlock) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false) // whether to escape is for the encoder around this one to say
	var err error
	if b.Type == "table" {
		err = enc.Encode(struct {
			Type string       `json:"type"`
			Rows [][]JSONCell `json:"rows"`
		}{b.Type, b.Rows})
	} else {
		err = enc.Encode(struct {
			Type string `json:"type"`
			Text string `json:"text"`
		}{b.Type, b.Text})
	}
	return out.Bytes(), err
}

// JSONBlocks returns the document's blocks for printing: text boxes right after the block they are anchored in, the
// notes as paragraphs at the end. Headers, footers and comments are not among them.
func (d *Document) JSONBlocks() []JSONBlock {
	out := make([]JSONBlock, 0, len(d.Blocks))
	box := 0
	for i, block := range d.Blocks {
		out = append(out, jsonBlock(block))
		for ; box < len(d.TextBoxes) && d.TextBoxes[box].Block <= i; box++ {
			for _, block := range d.TextBoxes[box].Blocks {
				out = append(out, jsonBlock(block))
			}
		}
	}
	for _, notes := range [][]NoteText{d.Footnotes, d.Endnotes} {
		for _, n := range notes {
			out = append(out, JSONBlock{Type: "paragraph", Text: n.Text})
		}
	}
	return out
}

func jsonBlock(b Block) JSONBlock {
	if b.Paragraph != nil {
		return JSONBlock{Type: "paragraph", Text: b.Paragraph.String()}
	}
	rows := make([][]JSONCell, len(b.Table.Rows))
	for i, row := range b.Table.Rows {
		rows[i] = make([]JSONCell, len(row.Cells))
		for j, c := range row.Cells {
			rows[i][j] = JSONCell{Text: c.FullText(), Cols: c.Cols, Rows: c.Rows}
		}
	}
	return JSONBlock{Type: "table", Rows: rows}
}
