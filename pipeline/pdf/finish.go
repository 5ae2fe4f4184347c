package pdf

import (
	"bytes"
	"fmt"
	"io"
	"slices"

	"huibian/pipeline/typeset"
)

// Objects that gopdf always writes first.
const (
	objCatalog  = 1
	objPages    = 2
	objOutlines = 3
)

// finish turns gopdf's file into one for keeping.
func finish(w io.Writer, raw []byte, l *typeset.Layout, fonts *fontSet, meta metadata) error {
	z := zippers.Get().(*zipper)
	defer zippers.Put(z)
	f, err := parse(raw, z)
	if err != nil {
		return err
	}
	pages, err := f.mend(fonts)
	if err != nil {
		return err
	}
	if pages, err = f.leaves(pages, l); err != nil {
		return err
	}
	for _, e := range l.Outline {
		if e.To.Page < 0 || e.To.Page >= len(l.Pages) {
			return fmt.Errorf("%w: %q of the outline is on page %d of %d", errUnexpected, e.Text, e.To.Page+1, len(l.Pages))
		}
	}
	pictures, s := collectImages(l), newStructure(l.Structure)
	if err := f.contents(pages, l, newPainter(fonts, pictures, s)); err != nil {
		return err
	}
	if err := f.images(pictures); err != nil {
		return err
	}
	c := catalog{l: l}
	c.xmp = f.add(stream("/Type /Metadata /Subtype /XML", meta.xmp()))
	c.icc = f.add(stream("/N 3 /Filter /FlateDecode", z.deflate(sRGB())))
	info := f.add(meta.info())
	f.links(pages, l, s)
	f.outline(pages, l)
	c.destinations = f.destinations(pages, l)
	c.structure = f.tree(s, l, pages)
	f.objects[objCatalog-1] = c.object()
	return f.write(w, objCatalog, info)
}

// mend corrects what gopdf's objects lack for PDF/A and returns the numbers of the page objects, in order:
// CIDToGIDMap (6.2.11.3.2), font programs (6.2.11.4.1), widths (6.2.11.5), ToUnicode maps (6.2.11.7.2). Every stream is
// replaced: the lengths that gopdf gives some are wrong (6.1.7.1).
func (f *file) mend(fonts *fontSet) ([]int, error) {
	var pages []int
	// gopdf writes the fonts in the order in which it got them.
	cids, maps, programs := fonts.list, fonts.list, fonts.list
	for i, body := range f.objects {
		dict, data, isStream := splitStream(body)
		switch {
		case !isStream && bytes.Contains(dict, []byte("/Type /Page\n")):
			pages = append(pages, i+1)
		case !isStream && bytes.Contains(dict, []byte("/Subtype /CIDFontType2")) && len(cids) > 0:
			before, _, ok := bytes.Cut(dict, []byte("/W ["))
			if !ok {
				return nil, fmt.Errorf("%w: widths of %s", errUnexpected, cids[0].name)
			}
			f.objects[i] = slices.Concat(before, cids[0].widths(), []byte("/CIDToGIDMap /Identity\n>>\n"))
			cids = cids[1:]
		case isStream && bytes.HasPrefix(data, []byte("/CIDInit")) && len(maps) > 0:
			f.objects[i] = stream("/Filter /FlateDecode", f.zip.deflate(maps[0].toUnicode()))
			maps = maps[1:]
		case isStream && bytes.Contains(dict, []byte("/Length1 ")) && len(programs) > 0:
			program := programs[0].sub.Program
			f.objects[i] = stream(fmt.Sprintf("/Filter /FlateDecode /Length1 %d", len(program)), f.zip.deflate(program))
			programs = programs[1:]
		case isStream:
			return nil, fmt.Errorf("%w: object %d is a stream", errUnexpected, i+1)
		}
	}
	if len(cids)+len(maps)+len(programs) > 0 {
		return nil, fmt.Errorf("%w: %d fonts, some without program, widths or map", errUnexpected, len(fonts.list))
	}
	return pages, nil
}

// leaves makes the pages, one at least, after the model of the only one that gopdf was asked for: asked for thousands, it takes
// a time that grows with their square.
func (f *file) leaves(model []int, l *typeset.Layout) ([]int, error) {
	if len(model) != 1 {
		return nil, fmt.Errorf("%w: %d pages for one", errUnexpected, len(model))
	}
	before, _, ok := bytes.Cut(f.objects[model[0]-1], []byte("/MediaBox"))
	if !ok {
		return nil, fmt.Errorf("%w: page of no size", errUnexpected)
	}
	var pages []int
	var kids []byte
	for i := range max(len(l.Pages), 1) {
		n := model[0]
		if i > 0 {
			n = f.add(nil)
		}
		if i < len(l.Pages) {
			p := &l.Pages[i]
			f.objects[n-1] = fmt.Appendf(slices.Clip(before), "/MediaBox [0 0 %.2f %.2f]\n>>\n", p.Width, p.Height)
		}
		pages, kids = append(pages, n), appendRef(kids, n)
	}
	f.objects[objPages-1] = fmt.Appendf(nil, "<< /Type /Pages /Count %d /Kids [%s] >>\n", len(pages), kids)
	return pages, nil
}

// contents paints the pages. Tab goes from link to link in the order of the structure.
func (f *file) contents(pages []int, l *typeset.Layout, p *painter) error {
	for i, n := range pages {
		var page typeset.Page // blank, where the book has none
		if i < len(l.Pages) {
			page = l.Pages[i]
		}
		ops, err := p.page(&page)
		if err != nil {
			return fmt.Errorf("page %d: %w", i+1, err)
		}
		body := f.add(stream("/Filter /FlateDecode", f.zip.deflate(ops)))
		before, after, ok := bytes.Cut(f.objects[n-1], []byte("/Contents "))
		if !ok {
			return fmt.Errorf("%w: page %d", errUnexpected, i+1)
		}
		f.objects[n-1] = slices.Concat(before, fmt.Appendf(nil, "/Contents %d 0 R /StructParents %d /Tabs /S", body, i), after)
	}
	return nil
}

// insert adds entries to a dictionary, before its last ">>".
func insert(dict []byte, entries string) []byte {
	at := bytes.LastIndex(dict, []byte(">>"))
	out := make([]byte, 0, len(dict)+len(entries))
	out = append(out, dict[:at]...)
	out = append(out, entries...)
	return append(out, dict[at:]...)
}

// catalog is the root of the document: what it names are objects.
type catalog struct {
	xmp, icc, structure int
	destinations        int // 0 if there are none
	l                   *typeset.Layout
}

func (c *catalog) object() []byte {
	b := fmt.Appendf(nil, "<< /Type /Catalog /Pages %d 0 R /Lang (zh-CN) /Metadata %d 0 R\n", objPages, c.xmp)
	b = fmt.Appendf(b, "/OutputIntents [<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) "+
		"/Info (sRGB IEC61966-2.1) /DestOutputProfile %d 0 R >>]\n", c.icc)
	b = fmt.Appendf(b, "/ViewerPreferences << /DisplayDocTitle true >> /Outlines %d 0 R\n", objOutlines)
	b = fmt.Appendf(b, "/MarkInfo << /Marked true >> /StructTreeRoot %d 0 R\n", c.structure)
	if c.destinations > 0 {
		b = fmt.Appendf(b, "/Names << /Dests %d 0 R >>\n", c.destinations)
	}
	if len(c.l.Outline) > 0 {
		b = fmt.Append(b, "/PageMode /UseOutlines\n")
	}
	return fmt.Appendf(b, "/PageLabels << /Nums [%s] >> >>\n", pageLabels(c.l))
}
