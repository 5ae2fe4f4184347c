package style

import "unicode/utf8"

// Stamp (校样章) is what marks every page of a proof: one line of type in a box, in the middle of the upper margin, above
// the running header. It takes no room of the text, so that the pages break where they will without it.
type Stamp struct {
	X, Y, W, H float64 // the box, from the upper left corner of the paper, in points
	Rule       Rule    // its frame; Space is kept at the left and right of the words
	Look       *Style  // of the words: one centred line as high as the box
}

// The look of the stamp. 小四 is larger than any running head and smaller than any heading; the box stands clear of the
// header and of the strip that office printers leave white.
const (
	stampSize  = 12
	stampRed   = "C00000"
	stampRule  = 1.25
	stampPad   = 8  // left and right of the words
	stampH     = 21 // of the box
	stampClear = 8  // between the box and the running header
	stampEdge  = 13 // least distance from the edge of the paper
)

// Stamp is the stamp of a page that says text. Its words are set in the face of headings.
func (s *Sheet) Stamp(p Page, text string) Stamp {
	look := &Style{
		EastAsia: s.Styles[Heading1].EastAsia, Latin: s.Styles[Heading1].Latin,
		Size: stampSize, Color: stampRed, Align: Center, Line: stampH, LineRule: Exact,
	}
	w := float64(utf8.RuneCountInString(text))*stampSize + 2*stampPad
	return Stamp{
		X: (p.Width - w) / 2, Y: max(p.Header-stampClear-stampH, stampEdge), W: w, H: stampH,
		Rule: Rule{Width: stampRule, Color: stampRed, Space: stampPad},
		Look: look,
	}
}
