// Package word writes a book as a Word file (.docx) that an office can go on editing: real headings, real fields for
// the contents and every page number, landscape sections, repeated table heads. The styles, theme, fonts and settings
// are those of the reference file (book.docx); page labels and column widths come from the layout of the PDF, so that
// what the fields show before anyone updates them is already right. It decides nothing about pages.
//
//	sheet, err := style.Read(reference)
//	layout, err := typeset.Lay(ctx, book, sheet, fonts)
//	err = word.Write(file, book, sheet, layout)
//
// The elements are UniOffice's schema types, marshalled block by block; the table rows of a catalog make up nine tenths
// of a book. The same book gives the same bytes.
package word
