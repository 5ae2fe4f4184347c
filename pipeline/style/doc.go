// Package style is the look of a book: the sheet of styles that an office edits as a Word file (book.docx), and the
// faces that the pages are set in.
//
//	sheet, err := style.Read(bookDocx)                        // page, sizes, spacing, font names
//	fonts, err := style.LoadFonts(templates.Fonts(), office)  // office: templates/fonts of the workspace, or nil
//	chain := fonts.Chain(sheet.Styles[style.Body].EastAsia, "", false)
//	face := chain.Face('权')                                   // nil: no face has the character
//	width := face.Advance('权') * 16                           // points, at 16 pt
//
// Word and PDF both take their look from the sheet, so that they agree. A face is asked for one character at a time:
// 仿宋 lacks many hanzi, and then 宋体 sets them. Faces that nobody asks are never read.
package style
