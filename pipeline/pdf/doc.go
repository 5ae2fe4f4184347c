// Package pdf writes a typeset.Layout as a PDF file for keeping: PDF/A-2b (ISO 19005-2) with outline, links, page labels
// and text that can be searched and copied. It decides nothing about the look; it paints display lists.
//
//	fonts := pdf.NewFonts() // shared by all books of a build
//	err := pdf.Write(w, layout, b, pdf.Options{Fonts: fonts})
//
// Pages and fonts are written by gopdf. What an archive asks beyond that (XMP metadata, output intent, trailer ID,
// CIDToGIDMap, correct stream lengths and ToUnicode maps), and links, outline and labels, are added by one pass over
// gopdf's objects (finish.go). That pass is our own: a general PDF library stamps the clock into the file, and the same
// inputs must give the same bytes.
package pdf
