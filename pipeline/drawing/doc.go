// Package drawing is a picture as data: shapes with words in them, lines with arrow heads, raster pictures, at places in
// points. It reads what is drawn or put into a Word file (DrawingML, VML, pictures), and is what package flow lays a
// flowchart out as; typeset paints it on a page, word writes it as shapes that can be edited. It knows nothing of what a
// drawing is about, nor of pages.
package drawing
