package word

import (
	"compress/flate"
	"fmt"
	"io"
	"sync"

	"huibian/pipeline/book"
	"huibian/pipeline/style"
	"huibian/pipeline/typeset"
)

// Press writes many books in the look of one sheet, and reads what it keeps of the reference file once. It is safe for
// concurrent use.
type Press struct {
	sheet       *style.Sheet
	kept        *source
	ids         map[string]string // style name → id
	compressors sync.Pool
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
	return p, nil
}

// Write writes one book as the function Write does. Of a layout only Widths is needed for a book without page numbers.
func (p *Press) Write(w io.Writer, b *book.Book, layout *typeset.Layout) error {
	doc := &writer{book: b, sheet: p.sheet, layout: labels{layout}, ids: p.ids, shapes: newShapes(), placed: map[string]bool{}}
	doc.survey()
	fw, ok := p.compressors.Get().(*flate.Writer)
	if !ok {
		var err error
		if fw, err = flate.NewWriter(nil, level); err != nil {
			return fmt.Errorf("write the package: %w", err)
		}
	}
	defer p.compressors.Put(fw)
	return writePackage(w, fw, b.Date.Time(), assemble(b, doc, p.kept, doc.runningParts()))
}
