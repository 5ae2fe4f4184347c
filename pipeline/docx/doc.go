// Package docx reads Word files (.docx) as bytes with an index: which blocks a document holds, what a reader of the
// finished document sees in them, and which bytes of the main part each of them is.
//
// It owns the container (zip, its limits), the main part and the parts that decide how it reads (styles, numbering,
// notes), and the rectangular grid of tables. What the words mean is not its business.
//
//	doc, err := docx.Read(b, docx.DefaultLimits)
//	switch {
//	case errors.Is(err, docx.ErrNotWord): // errors.As with *docx.FormatError says what it is instead
//	case err != nil:                      // one of the sentinels of errors.go
//	}
//	for _, block := range doc.Blocks {
//		if t := block.Table; t != nil {
//			fmt.Println(t.Rows[0].Cells[0].Text())
//		}
//	}
//
// What counts as visible: inserted and moved-to text, field results, the contents of content controls, one branch of
// each mc:AlternateContent, and the automatic numbers, rebuilt. What charts and SmartArt say stands in parts of its own and is
// Picture.Text; of embedded files it is known what they are, not what is in them. What does not count is listed in
// Document.Dropped.
//
// Characters: w:tab and w:ptab are "\t"; w:br and w:cr are "\n" (page and column breaks only between text);
// w:noBreakHyphen is "-" (U+002D, so that codes compare and every font has it); w:softHyphen is nothing; w:sym, and
// text set in a symbol font, go through the tables of symbols.go. Of ruby text (拼音指南) the base stays and the
// annotation is a Drop. Fractions in formulas read "a/b".
//
// Annotate gives a file back with comments on its paragraphs, cells, rows or tables, spliced into the bytes that are there;
// a comment of ours is recognised by its mark when the file is handed in again (Document.Remarks), and Strip takes it out:
//
//	out, err := docx.Annotate(b, docx.DefaultLimits, []docx.Annotation{{Range: cell.Range, Text: "没有填写权力依据"}})
package docx
