package pipeline

import (
	"huibian/pipeline/book"
	"huibian/pipeline/docx"
	"huibian/pipeline/drawing"
	"huibian/pipeline/notice"
)

// carry takes over blocks of a submission: as they are for Word, and set anew for pages. bare is the same without what is
// embedded and cannot be seen. Both are nil for no blocks.
func (s *source) carry(at []int, styleName string, from notice.Place, what string) (whole, bare *book.Carried) {
	if len(at) == 0 {
		return nil, nil
	}
	blocks := book.Prose(s.doc, at, styleName, nil, from)
	clip := &docx.Clip{Name: s.reading.Source.File, SHA256: s.reading.Source.SHA256, Open: s.open, Ranges: s.ranges(at)}
	whole = &book.Carried{Clip: clip, Blocks: blocks}
	without := *clip
	without.Bare = true
	bare = &book.Carried{Clip: &without, Blocks: blocks}
	return whole, bare
}

// ranges are the bytes of blocks; neighbours are one.
func (s *source) ranges(at []int) (out []docx.Range) {
	last := -2
	for _, i := range at {
		r := s.doc.Blocks[i].Range
		if i == last+1 && len(out) > 0 {
			out[len(out)-1].End = r.End
		} else {
			out = append(out, r)
		}
		last = i
	}
	return out
}

// drawSteps lays a chart out from its steps.
func (s *source) drawSteps(h *house, x *chartMaterial) []*drawing.Drawing { return nil }
