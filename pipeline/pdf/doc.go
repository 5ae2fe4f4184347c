// Package pdf writes a typeset.Layout as a PDF file for keeping: PDF/A-2b (ISO 19005-2) with outline, links, page labels,
// text that can be searched and copied, and tags by which a screen reader reads headings, tables and figures in order. It
// decides nothing about the look; it paints display lists.
//
//	err := pdf.Write(w, layout, b, pdf.Options{Producer: "huibian 0.1"})
//
// Every anchor of a book is a named destination, so that other files can lead to it; links out of a book (book.Out) lead to such a
// place in another PDF, or to a file.
//
// The frame of the file, page tree and font dictionaries, is written by gopdf. What an archive asks beyond that (XMP
// metadata, output intent, trailer ID, CIDToGIDMap, ToUnicode maps), and what grows with the book (the pages themselves,
// font programs and widths, links, outline, labels, structure), is put in by one pass over gopdf's objects (finish.go). That pass is
// our own: a general PDF library stamps the clock into the file, and the same inputs must give the same bytes.
//
// No PDF/A checker can be had for the tests; the rules that ours could break are written out in rules_test.go.
package pdf
