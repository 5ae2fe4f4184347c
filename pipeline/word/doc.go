// Package word writes a book as a Word file (.docx) that an office can go on editing: real headings, real fields for
// the contents and every page number, landscape sections, repeated table heads. The styles, theme, fonts and settings
// are those of the reference file (book.docx); page labels and column widths come from the layout of the PDF, so that
// what the fields show before anyone updates them is already right. It decides nothing about pages.
//
//	sheet, err := style.Read(reference)
//	layout, err := typeset.Lay(ctx, book, sheet, fonts)
//	err = word.Write(file, book, sheet, layout)
//
// Other books can lead to the items of a book: the name of an item's bookmark depends on its code alone.
//
// The properties of sections, tables, rows, cells, paragraphs and runs are UniOffice's schema types, which know the order
// that Word insists on. They are marshalled once for each kind that occurs (a catalog of 22,000 cells has some sixty) and
// copied from then on; text, fields and bookmarks, of which there are 100,000, are written as they are. So a book of
// 2,000 items takes 35 ms and 4 MB; no more than a row of it is held at a time. The same book gives the same bytes.
//
// Page for page, LibreOffice shows what the layout says, but for what it does to Latin letters between Chinese ones: see
// the tests, and air and ruled for what that takes.
package word
