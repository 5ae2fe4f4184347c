package word

import (
	"github.com/unidoc/unioffice/schema/soo/ofc/sharedTypes"
	"github.com/unidoc/unioffice/schema/soo/wml"

	"huibian/pipeline/style"
)

// stampAir is what stands between the border of the stamp and its line of text, in points. Word draws the border around a
// frame, LibreOffice inside it: so it is next to nothing, the frame grows with its line, and the words have their room
// from the frame's width.
const stampAir = 1

// stamp is the stamp of a proof, as a paragraph in a frame that stands on the page and not in the text: it moves nothing,
// and it is words, which search finds and nobody can shift with the mouse by mistake. It goes into every header; all that
// it looks like is its own, so that no style of an office changes it.
func (w *writer) stamp(wide bool) *paragraph {
	page := w.sheet.Portrait
	if wide {
		page = w.sheet.Landscape
	}
	s := w.sheet.Stamp(page, w.book.Stamp)
	height := s.H - 2*(stampAir+s.Rule.Width)
	y, zero, none, chars := signed(twips(s.Y)), signed(0), unsigned(0), int64(0)
	pr := &wml.CT_PPr{
		FramePr: &wml.CT_FramePr{
			WAttr: unsignedPtr(twips(s.W - 2*stampAir)), HAttr: unsignedPtr(twips(height)), HRuleAttr: wml.ST_HeightRuleAtLeast,
			WrapAttr: wml.ST_WrapAround, HAnchorAttr: wml.ST_HAnchorPage, VAnchorAttr: wml.ST_VAnchorPage,
			XAlignAttr: sharedTypes.ST_XAlignCenter, YAttr: &y,
		},
		PBdr: &wml.CT_PBdr{}, SnapToGrid: off(), Spacing: exactly(height),
		Ind: &wml.CT_Ind{LeftAttr: &zero, RightAttr: &zero, FirstLineAttr: &none, FirstLineCharsAttr: &chars},
		Jc:  justified(wml.ST_JcCenter),
	}
	for _, edge := range []**wml.CT_Border{&pr.PBdr.Top, &pr.PBdr.Left, &pr.PBdr.Bottom, &pr.PBdr.Right} {
		air := uint64(stampAir)
		*edge = border(s.Rule.Width, s.Rule.Color)
		(*edge).SpaceAttr = &air
	}
	p := &paragraph{own: pr, line: line{w: w}}
	p.line.raw("<w:r>", string(must(stampLook(s.Look), "w:rPr")), `<w:t xml:space="preserve">`)
	p.line.xml = append(appendText(p.line.xml, clean(w.book.Stamp)), "</w:t></w:r>"...)
	return p
}

// stampLook is the look of the words, whatever the text around it has.
func stampLook(s *style.Style) *wml.CT_RPr {
	pr := &wml.CT_RPr{
		RFonts: &wml.CT_Fonts{HintAttr: wml.ST_HintEastAsia},
		B:      off(), I: off(),
		Color: &wml.CT_Color{ValAttr: *hex(s.Color)}, Sz: halfPoints(s.Size),
	}
	if s.EastAsia != "" {
		pr.RFonts.EastAsiaAttr = &s.EastAsia
	}
	if s.Latin != "" {
		pr.RFonts.AsciiAttr, pr.RFonts.HAnsiAttr = &s.Latin, &s.Latin
	}
	return pr
}
