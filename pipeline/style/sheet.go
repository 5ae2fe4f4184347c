package style

import (
	"errors"
	"fmt"
	"sort"
	"strings"
)

// Errors of Read, matched by errors.Is. The text around them names the part, the style or the value.
var (
	// ErrNotWord: the file is no Word file, or a part of it cannot be read.
	ErrNotWord = errors.New("not a readable Word file")
	// ErrTooLarge: a part of the file is larger than a style sheet can honestly be.
	ErrTooLarge = errors.New("part of the Word file is too large")
	// ErrMissingStyle: a style that books use is not in the file; the text names all that are missing.
	ErrMissingStyle = errors.New("style is missing from book.docx")
	// ErrMissingSection: the file lacks a portrait or a landscape section.
	ErrMissingSection = errors.New("section is missing from book.docx")
	// ErrValue: a length or size is out of all reason (a page without room for text, a line of no height).
	ErrValue = errors.New("value out of range in book.docx")
)

// paragraphStyles are the paragraph styles that every reference file must have.
var paragraphStyles = []string{
	CoverUnit, CoverTitle, CoverVolume, CoverEditor, CoverDate, PageTitle, PageLine,
	Heading1, Heading2, Heading3, Body, Prose1, Prose2, TOCHead, TOC1, TOC2, TOC3, Header, Footer,
	TableHead, TableText, TableCenter, TableTotal, TableGroup,
	IndexGroup, IndexEntry, LawEntry, LawRefs, Small,
}

// standIns are paragraph styles that came later: a reference file made before has another in their place.
var standIns = map[string]string{ChartTitle: Heading3, Addressee: Body, Signer: Body, Signed: Body, CoverMark: PageLine,
	Caption: TableHead, CardLabel: TableHead, CardText: TableText}

// Read reads the look of a book from a reference file (book.docx) as Word, WPS or LibreOffice saves it. Styles come
// resolved: document defaults, then the ancestors, then the style itself, theme fonts replaced by their names, 行- and
// 字-units by points. A character style says only what it sets itself: its Size 0, its fonts "" leave the paragraph's.
// Page geometry is that of the first portrait and the first landscape section.
//
// Errors are ErrNotWord, ErrTooLarge, ErrMissingStyle, ErrMissingSection and ErrValue.
func Read(docx []byte) (*Sheet, error) {
	parts, err := readParts(docx)
	if err != nil {
		return nil, err
	}
	sheet := &Sheet{Styles: map[string]*Style{}, Source: docx}
	if err := readPages(sheet, parts.document); err != nil {
		return nil, err
	}
	if err := readSettings(sheet, parts.settings); err != nil {
		return nil, err
	}
	var missing []string
	res, err := newResolver(parts, sheet.Portrait.LinePitch)
	if err != nil {
		return nil, err
	}
	for _, name := range paragraphStyles {
		s := res.find("paragraph", name)
		if s == nil {
			missing = append(missing, name)
			continue
		}
		if sheet.Styles[name], err = res.paragraph(name, s); err != nil {
			return nil, err
		}
	}
	for name, other := range standIns {
		s := res.find("paragraph", name)
		if s == nil {
			sheet.Styles[name] = sheet.Styles[other]
			continue
		}
		if sheet.Styles[name], err = res.paragraph(name, s); err != nil {
			return nil, err
		}
	}
	if s := res.find("character", CodeRun); s != nil {
		if sheet.Styles[CodeRun], err = res.character(CodeRun, s); err != nil {
			return nil, err
		}
	} else {
		missing = append(missing, CodeRun)
	}
	if s := res.find("table", TableStyle); s != nil {
		if sheet.Table, err = res.table(s); err != nil {
			return nil, err
		}
	} else {
		missing = append(missing, TableStyle)
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("%w: %s", ErrMissingStyle, strings.Join(missing, "、"))
	}
	return sheet, nil
}

// Names returns the names of the sheet's styles in a fixed order.
func (s *Sheet) Names() []string {
	names := make([]string, 0, len(s.Styles))
	for n := range s.Styles {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// Limits of what is believed, in points: Word's own for paper (22 inches) and type, and a column that holds a few
// characters at least.
const (
	maxPaper  = 1584
	minColumn = 72
	maxSize   = 1638
	maxLength = 1584
	tightest  = -1.0
)

// page turns a section's properties into a page and checks that text has room on it.
func (x *xmlSection) page() (Page, error) {
	p := Page{
		Width: x.Size.W.points(), Height: x.Size.H.points(),
		Top: abs(x.Margins.Top.points()), Bottom: abs(x.Margins.Bottom.points()),
		Left: x.Margins.Left.points() + x.Margins.Gutter.points(), Right: x.Margins.Right.points(),
		Header: x.Margins.Header.points(), Footer: x.Margins.Footer.points(),
	}
	switch x.Grid.Type {
	case "lines", "linesAndChars", "snapToChars":
		p.LinePitch = x.Grid.LinePitch.points()
	}
	switch x.Grid.Type {
	case "linesAndChars", "snapToChars":
		// In 1/4096 point (ECMA-376 17.6.5). LibreOffice writes negative ones unsigned, and, measuring from a type size
		// of its own, several points too small: no one sets characters closer than tightest.
		p.CharSpace = float64(int32(uint32(int64(x.Grid.CharSpace)))) / 4096
		if p.CharSpace < tightest {
			p.CharSpace = 0
		}
	}
	for _, v := range []float64{p.Top, p.Bottom, p.Left, p.Right, p.Header, p.Footer, p.LinePitch} {
		if !(v >= 0 && v <= maxPaper) {
			return p, fmt.Errorf("page margin or grid of %.1f pt: %w", v, ErrValue)
		}
	}
	if !(p.Width <= maxPaper && p.Height <= maxPaper && p.Width-p.Left-p.Right >= minColumn && p.Height-p.Top-p.Bottom >= minColumn) {
		return p, fmt.Errorf("page of %.1f × %.1f pt leaves no room for text: %w", p.Width, p.Height, ErrValue)
	}
	if !(p.CharSpace < maxSize) {
		return p, fmt.Errorf("character grid of %.1f pt: %w", p.CharSpace, ErrValue)
	}
	return p, nil
}

func abs(v float64) float64 {
	if v < 0 {
		return -v
	}
	return v
}
