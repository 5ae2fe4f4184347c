// Package typeset sets a book on pages: it breaks lines, chooses the widths of table columns, splits tables, numbers
// pages and fills in contents and indexes. Its result, a Layout, is a display list for each page; what a PDF operator is
// it does not know.
//
//	l, err := typeset.Lay(ctx, b, sheet, fonts)
//	for _, p := range l.Pages { … }
//
// The Word writer takes column widths and page numbers from the same layout, so lines are broken where Word breaks them:
// a character that may not begin a line takes the one before it down (追出); punctuation is neither compressed nor hung;
// no space is added between Chinese and Latin; paragraph spacing adds up.
package typeset
