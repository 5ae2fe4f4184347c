package form

import (
	"slices"
	"strconv"
	"strings"

	"huibian/pipeline/docx"
)

// The notation of testdata/cases: a readable Word file.
//
//	a line                 a paragraph (\n in it is a line break, \t a tab)
//	| a | b |              a row of a table; rows that follow each other are one table
//	| a | < | ^ |          < belongs to the cell on its left, ^ to the cell above it
//	| {{a ! b // c ! d}} |  a cell that holds a nested table
//	(blank line)           ends a table or paragraph; two tables need one between them
//	[empty]                an empty paragraph
//	[number 一、] text      a paragraph whose number Word makes by itself
//	[picture 名称]          a paragraph with a picture; [picture 15x8 名称] of that size in centimetres
//	[chart 名称: a/b] [smartart 名称: a/b]   with the words it shows; [control 名称] [ink] [shape 名称] [framed 名称]
//	[object Excel.Sheet.12 a/b]            an embedded file of that program with its sheets; [linked Excel.Sheet.12 file];
//	[package a.pdf]                        one that was put in as an icon
//	| ((picture 6x3 名称)) |  a cell that holds a picture, or any of those
//	[chunk file]            another file shown as part of this one (altChunk)
//	[header text] [footer text] [hidden text] [deleted text] [placeholder text]
//	[comment text]          [comment by 张三: text]
//	[textbox                what follows, up to ], stands in a text box
//	@section 外资科         the folder the file lies in; @file NAME the file; @notice NAME the notice
//	@widths 600 1900 …     the columns of the next table, in twips
//	# a remark             says what the case is about
type sample struct {
	doc     *docx.Document
	notice  string
	section string
	file    string
}

func parseSample(text string) sample {
	s := sample{doc: &docx.Document{}, notice: "putian-2009", file: "案例.docx"}
	var box *docx.TextBox
	var rows [][]string
	var widths []int
	emit := func(b docx.Block) {
		if box != nil {
			box.Blocks = append(box.Blocks, b)
			return
		}
		s.doc.Blocks = append(s.doc.Blocks, b)
	}
	endTable := func() {
		if len(rows) > 0 {
			t := buildTable(rows)
			t.Width, widths, rows = widths, nil, nil
			emit(docx.Block{Table: t})
		}
	}
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimRight(line, " \r")
		if strings.HasPrefix(line, "|") {
			rows = append(rows, splitRow(line))
			continue
		}
		endTable()
		word, rest, _ := strings.Cut(strings.TrimSuffix(line, "]"), " ")
		note := docx.NoteText{Text: unescape(rest)}
		switch {
		case line == "" || strings.HasPrefix(line, "# "):
		case line == "[empty]":
			emit(paragraph("", ""))
		case line == "]":
			box = nil
		case word == "[textbox":
			s.doc.TextBoxes = append(s.doc.TextBoxes, docx.TextBox{Block: len(s.doc.Blocks)})
			box = &s.doc.TextBoxes[len(s.doc.TextBoxes)-1]
		case word == "[header":
			s.doc.Headers = append(s.doc.Headers, unescape(rest))
		case word == "[footer":
			s.doc.Footers = append(s.doc.Footers, unescape(rest))
		case word == "[comment":
			if by, ok := strings.CutPrefix(rest, "by "); ok {
				note.Author, note.Text, _ = strings.Cut(by, ": ")
			}
			s.doc.Comments = append(s.doc.Comments, note)
		case word == "[chunk":
			s.doc.Dropped = append(s.doc.Dropped, docx.Drop{Kind: docx.DropAltChunk, Text: rest, Block: len(s.doc.Blocks)})
		case word == "[placeholder":
			s.doc.Dropped = append(s.doc.Dropped, docx.Drop{Kind: docx.DropPlaceholder, Text: rest, Block: -1})
		case word == "[hidden":
			s.doc.Dropped = append(s.doc.Dropped, docx.Drop{Kind: docx.DropHidden, Text: rest, Block: -1})
		case word == "[deleted":
			s.doc.Dropped = append(s.doc.Dropped, docx.Drop{Kind: docx.DropDeleted, Text: rest, Block: -1})
		case pictureKinds[strings.TrimPrefix(word, "[")] != "":
			emit(picture(strings.TrimPrefix(word, "["), rest))
		case word == "[number":
			number, text, _ := strings.Cut(rest, "] ")
			emit(paragraph(number, unescape(text)))
		case word == "@section":
			s.section = rest
		case word == "@file":
			s.file = rest
		case word == "@notice":
			s.notice = rest
		case word == "@widths":
			for f := range strings.FieldsSeq(rest) {
				if n, err := strconv.Atoi(f); err == nil {
					widths = append(widths, n)
				}
			}
		default:
			emit(paragraph("", unescape(line)))
		}
	}
	endTable()
	return s
}

// pictureKinds are the words of the notation for what is drawn.
var pictureKinds = map[string]docx.PictureKind{
	"picture": docx.Image, "chart": docx.Chart, "smartart": docx.Diagram, "control": docx.Control, "ink": docx.Ink, "shape": docx.Drawing,
	"framed": docx.Drawing, "object": docx.Embedded, "linked": docx.Embedded, "package": docx.Embedded,
}

// picture is a paragraph that holds nothing but a picture.
func picture(word, rest string) docx.Block {
	p := docx.Picture{Kind: pictureKinds[word], Alt: rest, Boxed: word == "framed"}
	switch word {
	case "picture":
		size, name, _ := strings.Cut(rest, " ")
		width, height, ok := strings.Cut(size, "x")
		w, err1 := strconv.ParseFloat(width, 64)
		h, err2 := strconv.ParseFloat(height, 64)
		if ok && err1 == nil && err2 == nil {
			p.Width, p.Height, p.Alt = int(w*567), int(h*567), name
		}
	case "chart", "smartart":
		name, text, _ := strings.Cut(rest, ": ")
		p.Alt, p.Text = name, strings.ReplaceAll(text, "/", "\n")
	case "object":
		program, sheets, _ := strings.Cut(rest, " ")
		p.Alt, p.Program = "", program
		if sheets != "" {
			p.Sheets = strings.Split(sheets, "/")
		}
	case "package":
		p.Alt, p.Program, p.Format, p.Name = "", "Package", docx.FormatOLE, rest
	case "linked":
		p.Alt = ""
		p.Program, p.Link, _ = strings.Cut(rest, " ")
	}
	return docx.Block{Paragraph: &docx.Paragraph{Pictures: []docx.Picture{p}}}
}

func paragraph(number, text string) docx.Block {
	return docx.Block{Paragraph: &docx.Paragraph{Number: number, Text: text}}
}

func unescape(s string) string { return strings.NewReplacer(`\n`, "\n", `\t`, "\t").Replace(s) }

func splitRow(line string) []string {
	cells := strings.Split(strings.Trim(line, "|"), "|")
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells
}

// buildTable makes a table of texts with the marks < and ^. Rows may be shorter than others: they end in a gap.
func buildTable(rows [][]string) *docx.Table {
	cols := 0
	for _, r := range rows {
		cols = max(cols, len(r))
	}
	at := map[[2]int]*docx.Cell{}
	out := make([]docx.Row, len(rows))
	for i, r := range rows {
		for j, text := range r {
			if text == "<" && at[[2]int{i, j - 1}] != nil {
				c := at[[2]int{i, j - 1}]
				c.Cols = max(c.Cols, j-c.Col+1)
				at[[2]int{i, j}] = c
				continue
			}
			if c := at[[2]int{i - 1, j}]; text == "^" && c != nil && reachesAcross(r, c, j, at[[2]int{i, j - 1}]) {
				c.Rows = max(c.Rows, i-c.Row+1)
				at[[2]int{i, j}] = c
				continue
			}
			c := &docx.Cell{Row: i, Col: j, Rows: 1, Cols: 1, Blocks: cellBlocks(text)}
			at[[2]int{i, j}] = c
			out[i].Cells = append(out[i].Cells, c)
		}
	}
	return docx.NewTable(cols, out)
}

// reachesAcross says whether a row's mark ^ at j continues the whole width of the cell above: Word has no cell that is
// narrower in its second row. left is what stands left of the mark.
func reachesAcross(row []string, above *docx.Cell, j int, left *docx.Cell) bool {
	if left == above {
		return true
	}
	if above.Col != j || j+above.Cols > len(row) {
		return false
	}
	for _, text := range row[j : j+above.Cols] {
		if text != "^" && text != "<" {
			return false
		}
	}
	return true
}

func cellBlocks(text string) []docx.Block {
	if in, ok := strings.CutPrefix(text, "(("); ok {
		word, rest, _ := strings.Cut(strings.TrimSuffix(in, "))"), " ")
		return []docx.Block{picture(word, rest)}
	}
	before, rest, nested := strings.Cut(text, "{{")
	if !nested {
		return []docx.Block{paragraph("", unescape(text))}
	}
	inner, after, _ := strings.Cut(rest, "}}")
	var rows [][]string
	for r := range strings.SplitSeq(inner, "//") {
		cells := strings.Split(r, "!")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		rows = append(rows, cells)
	}
	blocks := []docx.Block{{Table: buildTable(rows)}, paragraph("", unescape(after))}
	if before != "" {
		blocks = slices.Insert(blocks, 0, paragraph("", unescape(before)))
	}
	return blocks
}
