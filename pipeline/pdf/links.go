package pdf

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"

	"huibian/pipeline/book"
	"huibian/pipeline/typeset"
)

// links adds the link annotations of every page, each to its element. /F 4 lets them be printed, which PDF/A asks (6.3.2).
func (f *file) links(pages []int, l *typeset.Layout, s *structure) {
	var b, refs []byte
	for i := range l.Pages {
		p := &l.Pages[i]
		refs = refs[:0]
		for _, k := range p.Links {
			b = append(b[:0], "<< /Type /Annot /Subtype /Link /F 4 /Border [0 0 0] /Rect ["...)
			for _, v := range [...]float64{k.X + p.Shift, p.Height - k.Y - k.H, k.X + k.W + p.Shift, p.Height - k.Y} {
				b = append(appendNumber(b, v, 2), ' ')
			}
			to, ok := l.Anchors[k.To]
			switch {
			case k.Out != nil:
				b = append(append(b, "] /A "...), action(k.Out)...)
			case ok && to.Page < len(l.Pages):
				b = appendDest(append(b, "] /Dest "...), pages, l, to)
			default:
				continue
			}
			if k.Tag != 0 {
				b = strconv.AppendInt(append(b, " /StructParent "...), int64(s.link(p.Part, k.Tag, f.next())), 10)
			}
			refs = appendRef(refs, f.pack(append(b, " >>\n"...)))
		}
		if len(refs) > 0 {
			f.objects[pages[i]-1] = insert(f.objects[pages[i]-1], fmt.Sprintf("/Annots [%s]\n", refs))
		}
	}
}

// appendDest writes a destination a little above a position, so that the line itself can be read.
func appendDest(b []byte, pages []int, l *typeset.Layout, to typeset.Position) []byte {
	const above = 6 // points
	b = append(appendRef(append(b, '['), pages[to.Page]), "/XYZ null "...)
	return append(appendNumber(b, l.Pages[to.Page].Height-max(to.Y-above, 0), 2), " null]"...)
}

// action leads out of the book: to a place in another PDF, in a window of its own, or to any other file. Of all actions PDF/A
// allows these two (6.5.1), and not the one that opens a file with its program.
func action(o *book.Out) string {
	const ending = ".pdf"
	if o.Book == "" {
		return fmt.Sprintf("<< /S /URI /URI (%s) >>", (&url.URL{Path: o.File}).EscapedPath())
	}
	path, place := o.Path(ending), "[0 /Fit]"
	if o.Anchor != "" {
		place = bytesString(string(o.Anchor))
	}
	return fmt.Sprintf("<< /S /GoToR /F << /Type /Filespec /F %s /UF %s >> /D %s /NewWindow true >>", bytesString(path), textString(path), place)
}

// bytesString is a PDF byte string of a text in UTF-8.
func bytesString(s string) string { return fmt.Sprintf("<%X>", s) }

// leaf is how many names a leaf of the tree of destinations holds.
const leaf = 64

// destinations names every anchor of the book, so that other files can lead to it, and returns the root of the tree of names
// (7.9.6), 0 if there are none.
func (f *file) destinations(pages []int, l *typeset.Layout) int {
	names := slices.Sorted(maps.Keys(l.Anchors))
	names = slices.DeleteFunc(names, func(a book.Anchor) bool { return l.Anchors[a].Page >= len(l.Pages) })
	if len(names) == 0 {
		return 0
	}
	var kids []byte
	for part := range slices.Chunk(names, leaf) {
		b := fmt.Appendf(nil, "<< /Limits [%s %s] /Names [", bytesString(string(part[0])), bytesString(string(part[len(part)-1])))
		for _, a := range part {
			b = append(appendDest(append(b, bytesString(string(a))...), pages, l, l.Anchors[a]), ' ')
		}
		kids = fmt.Appendf(kids, "%d 0 R ", f.pack(append(b, "] >>\n"...)))
	}
	return f.pack(fmt.Appendf(nil, "<< /Kids [%s] >>\n", kids))
}
