package book

import (
	"cmp"
	"strings"

	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

// issue is the notice by which the compilation is issued (N9), set as an official document is (GB/T 9704): title, number, to
// whom, text, who signs and when. Nothing where the notice has no text for it.
func (c *composer) issue(_ notice.Part, p *Part) []Block {
	n := &c.n.Issue
	if len(n.Text) == 0 {
		return nil
	}
	p.Folio, p.Header, p.Recto = FolioRoman, false, true
	const line22 = 17 // characters of 2号, as they are spaced, in a line of 156 mm
	blocks := []Block{
		Heading{Level: 1, Text: p.Title, Anchor: p.Anchor, Hidden: true},
		line(style.TOCHead, breakTitle(n.Title, line22)),
	}
	if n.Number != "" {
		blocks = append(blocks, line(style.PageLine, n.Number))
	}
	if n.To != "" {
		blocks = append(blocks, line(style.Addressee, strings.TrimRight(n.To, ":：")+"："))
	}
	for _, text := range n.Text {
		blocks = append(blocks, line(style.Body, text))
	}
	date := n.Date
	if date.IsZero() {
		date = c.n.Edition.Date
	}
	blocks = append(blocks, line(style.Signer, cmp.Or(n.Signer, c.n.Unit.Name)))
	if !date.IsZero() {
		blocks = append(blocks, line(style.Signed, date.Chinese()))
	}
	return blocks
}
