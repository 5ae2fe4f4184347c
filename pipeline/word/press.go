package word

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"io"
	"sync"

	"github.com/klauspost/compress/flate"

	"huibian/pipeline/book"
	"huibian/pipeline/style"
	"huibian/pipeline/typeset"
)

// Press writes many books in the look of one sheet. What they have in common, the parts of the reference file, page
// numbers, the properties of cells, is read, marshalled and compressed once. It is safe for concurrent use.
type Press struct {
	sheet  *style.Sheet
	kept   *source
	forms  *source           // of books with blanks
	prompt string            // id of the style of what blanks say, in forms
	ids    map[string]string // style name → id
	shapes sync.Pool         // of *shapes
	flates sync.Pool         // of *flate.Writer, which take more than a megabyte each
	packed sync.Map          // contents of shared parts → *packed
}

// NewPress makes a press for a sheet. The error is ErrSheet.
func NewPress(sheet *style.Sheet) (*Press, error) {
	kept, err := readSource(sheet.Source)
	if err != nil {
		return nil, err
	}
	p := &Press{sheet: sheet, kept: kept, ids: make(map[string]string, len(sheet.Styles))}
	for name, s := range sheet.Styles {
		p.ids[name] = s.ID
	}
	p.forms, p.prompt = kept.withPrompts()
	p.shapes.New = func() any { return newShapes() }
	p.flates.New = func() any {
		fw, _ := flate.NewWriter(nil, level) // the error is of a level that does not exist
		return fw
	}
	return p, nil
}

// Write writes one book as the function Write does. Of a layout only Widths is needed for a book without page numbers.
func (p *Press) Write(w io.Writer, b *book.Book, layout *typeset.Layout) error {
	s := p.shapes.Get().(*shapes)
	defer p.shapes.Put(s)
	doc := &writer{book: b, sheet: p.sheet, layout: labels{layout}, ids: p.ids, shapes: s, placed: map[string]bool{}}
	doc.survey()
	kept := p.kept
	if doc.forms {
		kept, doc.prompt = p.forms, p.prompt
	}
	if err := doc.carry(kept.styles); err != nil {
		return err
	}
	doc.surveyDrawings()
	styles, err := doc.carriedStyles(kept.styles)
	if err != nil {
		return err
	}
	return p.pack(w, b.Date.Time(), assemble(b, doc, kept, styles, doc.runningParts()))
}

// packed is a part as a zip holds it.
type packed struct {
	data []byte
	crc  uint32
	size int
}

// shared compresses a part that many books have, once.
func (p *Press) shared(data []byte) (*packed, error) {
	if known, ok := p.packed.Load(string(data)); ok {
		return known.(*packed), nil
	}
	var b bytes.Buffer
	fw := p.flates.Get().(*flate.Writer)
	defer p.flates.Put(fw)
	fw.Reset(&b)
	if _, err := fw.Write(data); err != nil {
		return nil, fmt.Errorf("compress: %w", err)
	}
	if err := fw.Close(); err != nil {
		return nil, fmt.Errorf("compress: %w", err)
	}
	out := &packed{data: b.Bytes(), crc: crc32.ChecksumIEEE(data), size: len(data)}
	p.packed.Store(string(data), out)
	return out, nil
}
