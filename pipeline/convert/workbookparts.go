package convert

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"golang.org/x/net/html/charset"

	"huibian/pipeline/docx"
)

// workbookReader reads the parts of a workbook.
type workbookReader struct {
	parts   map[string]*zip.File // by name, lower case
	left    int64                // bytes that may still be inflated
	room    int64                // bytes of text that may still stand in cells
	cells   int                  // cells that may still hold text
	shared  []string
	formats formats
}

func openWorkbook(b []byte) (*workbookReader, error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, fmt.Errorf("open workbook: %w: %w", docx.ErrDamaged, err)
	}
	lim := docx.DefaultLimits
	if len(z.File) > lim.Parts {
		return nil, docx.ErrTooManyParts
	}
	r := &workbookReader{parts: map[string]*zip.File{}, left: lim.Total, room: lim.Built, cells: lim.Cells}
	for _, f := range z.File {
		name := strings.ToLower(strings.ReplaceAll(f.Name, "\\", "/"))
		if r.parts[name] != nil {
			return nil, fmt.Errorf("part %q: %w", f.Name, docx.ErrDuplicatePart)
		}
		r.parts[name] = f
	}
	return r, nil
}

// errNoPart is internal.
var errNoPart = errors.New("no such part")

// part inflates a part, within the limits.
func (r *workbookReader) part(name string) ([]byte, error) {
	f := r.parts[strings.ToLower(name)]
	if f == nil {
		return nil, fmt.Errorf("part %s: %w", name, errNoPart)
	}
	lim := docx.DefaultLimits
	declared := f.UncompressedSize64
	const floor = 8 << 20 // below it a ratio proves nothing
	switch {
	case declared > uint64(min(lim.Part, r.left)):
		return nil, fmt.Errorf("part %s: %w", name, docx.ErrTooLarge)
	case declared > floor && declared/uint64(lim.Ratio) > f.CompressedSize64:
		return nil, fmt.Errorf("part %s: %w", name, docx.ErrRatio)
	}
	p, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("part %s: %w: %w", name, docx.ErrDamaged, err)
	}
	defer p.Close()
	b, err := io.ReadAll(io.LimitReader(p, int64(declared)+1))
	r.left -= int64(len(b))
	if err != nil || uint64(len(b)) != declared {
		return nil, fmt.Errorf("part %s: %w: %w", name, docx.ErrDamaged, err)
	}
	return b, nil
}

// errSkip has walk leave out the element that begins.
var errSkip = errors.New("skip")

// walk calls f for each token of a part that is XML.
func (r *workbookReader) walk(name string, f func(xml.Token) error) error {
	b, err := r.part(name)
	if err != nil {
		return err
	}
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(b, []byte("\uFEFF"))))
	d.CharsetReader = charset.NewReaderLabel
	depth := 0
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("part %s: %w: %w", name, docx.ErrDamaged, err)
		}
		switch tok.(type) {
		case xml.StartElement:
			if depth++; depth > docx.DefaultLimits.Depth {
				return fmt.Errorf("part %s: %w", name, docx.ErrTooDeep)
			}
		case xml.EndElement:
			depth--
		case xml.Directive:
			return fmt.Errorf("part %s: %w", name, docx.ErrDTD)
		}
		if err = f(tok); errors.Is(err, errSkip) {
			depth--
			err = d.Skip()
		}
		if err != nil {
			return fmt.Errorf("part %s: %w", name, err)
		}
	}
}

// attr is an attribute of an element by its name without prefix; "" if it has none.
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func isTrue(s string) bool { return s == "1" || s == "true" }

// relation is a relationship of a part.
type relation struct{ id, kind, target string }

// relations are those of a part, in their order; kind is the last part of their type.
func (r *workbookReader) relations(of string) ([]relation, error) {
	var out []relation
	err := r.walk(path.Join(path.Dir(of), "_rels", path.Base(of)+".rels"), func(tok xml.Token) error {
		if e, ok := tok.(xml.StartElement); ok && e.Name.Local == "Relationship" && attr(e, "TargetMode") != "External" {
			target := strings.ReplaceAll(attr(e, "Target"), "\\", "/")
			if !strings.HasPrefix(target, "/") {
				target = path.Join("/", path.Dir(of), target)
			}
			out = append(out, relation{attr(e, "Id"), path.Base(attr(e, "Type")), strings.TrimPrefix(path.Clean(target), "/")})
		}
		return nil
	})
	if errors.Is(err, errNoPart) {
		return nil, nil
	}
	return out, err
}

// sheets reads the workbook.
func (r *workbookReader) sheets() ([]rawSheet, error) {
	root, err := r.relations("")
	if err != nil {
		return nil, err
	}
	book := "xl/workbook.xml"
	if i := slices.IndexFunc(root, func(l relation) bool { return l.kind == "officeDocument" }); i >= 0 {
		book = root[i].target
	}
	var out []rawSheet
	var ids []string
	err = r.walk(book, func(tok xml.Token) error {
		e, ok := tok.(xml.StartElement)
		switch {
		case ok && e.Name.Local == "workbookPr":
			r.formats.since1904 = isTrue(attr(e, "date1904"))
		case ok && e.Name.Local == "sheet":
			state := attr(e, "state")
			out = append(out, rawSheet{Sheet: Sheet{Name: attr(e, "name"), Hidden: state != "" && state != "visible"}, hiddenRow: map[int]bool{}})
			ids = append(ids, attr(e, "id"))
		}
		return nil
	})
	if errors.Is(err, errNoPart) {
		return nil, fmt.Errorf("%w: %w", docx.ErrNoMainPart, err)
	}
	if err != nil {
		return nil, err
	}
	links, err := r.relations(book)
	if err != nil {
		return nil, err
	}
	for _, l := range links {
		switch l.kind {
		case "sharedStrings":
			err = r.readShared(l.target)
		case "styles":
			err = r.readStyles(l.target)
		}
		if err != nil {
			return nil, err
		}
	}
	for i := range out {
		k := slices.IndexFunc(links, func(l relation) bool { return l.id == ids[i] })
		if k < 0 {
			return nil, fmt.Errorf("sheet %q: %w: its part is not there", out[i].Name, docx.ErrDamaged)
		}
		if err := r.sheet(&out[i], links[k].target); err != nil {
			if errors.Is(err, errNoPart) {
				err = fmt.Errorf("%w: %w", docx.ErrDamaged, err)
			}
			return nil, err
		}
	}
	return out, nil
}

// readShared reads the texts that cells share.
func (r *workbookReader) readShared(name string) error {
	var b strings.Builder
	in := false
	return r.walk(name, func(tok xml.Token) error {
		switch e := tok.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "si":
				b.Reset()
			case "t":
				in = true
			case "rPh", "extLst": // how it is pronounced is no part of a text
				return errSkip
			}
		case xml.CharData:
			if in {
				b.Write(e)
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "t":
				in = false
			case "si":
				if len(r.shared) == docx.DefaultLimits.Cells {
					return docx.ErrTooManyCells
				}
				r.shared = append(r.shared, cellText(b.String()))
			}
		}
		return nil
	})
}

// escaped is how a workbook writes a character that XML does not have: _x000D_.
var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// cellText is a text as a cell shows it.
func cellText(s string) string {
	if strings.Contains(s, "_x") {
		s = escaped.ReplaceAllStringFunc(s, func(m string) string {
			n, _ := strconv.ParseUint(m[2:6], 16, 16) // four hex digits
			if utf16.IsSurrogate(rune(n)) {
				return m
			}
			return string(rune(n))
		})
	}
	if strings.ContainsRune(s, '\r') {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' {
			return -1
		}
		return r
	}, s)
}

// sheet reads a sheet and what stands on it.
func (r *workbookReader) sheet(s *rawSheet, name string) error {
	p := &sheetParser{r: r, s: s, row: -1}
	if err := r.walk(name, p.token); err != nil {
		return err
	}
	links, err := r.relations(name)
	if err != nil {
		return err
	}
	for _, l := range links {
		switch l.kind {
		case "comments":
			err = r.comments(s, l.target)
		case "drawing":
			err = r.drawing(s, l.target)
		case "oleObject", "package":
			s.objects++
		}
		if err != nil && !errors.Is(err, errNoPart) {
			return err
		}
	}
	return nil
}

// comments reads what people wrote beside cells.
func (r *workbookReader) comments(s *rawSheet, name string) error {
	var authors []string
	var b strings.Builder
	in := ""
	author := 0
	return r.walk(name, func(tok xml.Token) error {
		switch e := tok.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "comment":
				author, _ = strconv.Atoi(attr(e, "authorId"))
				b.Reset()
			case "author", "t":
				in = e.Name.Local
			case "rPh":
				return errSkip
			}
			if in == "author" {
				b.Reset()
			}
		case xml.CharData:
			if in != "" {
				b.Write(e)
			}
		case xml.EndElement:
			in = ""
			switch e.Name.Local {
			case "author":
				authors = append(authors, b.String())
			case "comment":
				n := docx.NoteText{Text: cellText(b.String()), From: -1, To: -1}
				if author >= 0 && author < len(authors) {
					n.Author = authors[author]
				}
				s.comments = append(s.comments, n)
			}
		}
		return nil
	})
}

// drawing reads what is drawn on a sheet: the texts of shapes, how many pictures and charts.
func (r *workbookReader) drawing(s *rawSheet, name string) error {
	var b strings.Builder
	in := false
	return r.walk(name, func(tok xml.Token) error {
		switch e := tok.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "txBody":
				b.Reset()
			case "t":
				in = true
			case "br":
				b.WriteByte('\n')
			case "pic":
				s.pictures++
			case "graphicFrame":
				s.charts++
			}
		case xml.CharData:
			if in {
				b.Write(e)
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "t":
				in = false
			case "p":
				b.WriteByte('\n')
			case "txBody":
				if text := strings.TrimSpace(b.String()); text != "" {
					s.boxes = append(s.boxes, text)
				}
			}
		}
		return nil
	})
}
