package typeset

import (
	"context"
	"runtime"
	"slices"
	"strconv"

	"golang.org/x/sync/errgroup"

	"huibian/pipeline/book"
	"huibian/pipeline/style"
)

// Lay sets a book. Contents and indexes print page numbers, so parts that do are set again once the numbers are known;
// that is repeated if a part changes its length thereby, which at most moves what stands behind it.
//
// A character that no face has is set as 〓 and listed in Layout.Missing. The only error is ctx's.
func Lay(ctx context.Context, b *book.Book, s *style.Sheet, f *style.Fonts) (*Layout, error) {
	c := &composition{b: b, entries: entriesOf(b), sheet: s, flows: make([]*flow, len(b.Parts)), lost: make([][]Missing, len(b.Parts))}
	for range max(1, min(runtime.GOMAXPROCS(0), len(b.Parts))) {
		c.hands = append(c.hands, &setter{looks: newLooks(s, f)})
	}
	all, printing := make([]int, len(b.Parts)), []int(nil)
	for i := range b.Parts {
		all[i] = i
		if printsPages(&b.Parts[i]) {
			printing = append(printing, i)
		}
	}
	// Before the numbers are known, three digits stand for any of them.
	if _, err := c.lay(ctx, all, func(book.Anchor) string { return "888" }); err != nil {
		return nil, err
	}
	const rounds = 4 // one is the rule, two happen, more would be two parts that chase each other
	for range rounds {
		c.number()
		moved, err := c.lay(ctx, printing, c.label)
		if err != nil {
			return nil, err
		}
		if !moved {
			break
		}
	}
	c.number()
	return c.assemble(), nil
}

// composition is a book whose parts are being set.
type composition struct {
	b       *book.Book
	sheet   *style.Sheet
	entries []entry
	hands   []*setter // each sets one part at a time
	flows   []*flow
	lost    [][]Missing // by part
	labels  map[book.Anchor]string
}

// lay sets parts, as many at a time as there are hands, and reports whether one of them is longer or shorter than it was.
func (c *composition) lay(ctx context.Context, parts []int, label func(book.Anchor) string) (moved bool, err error) {
	free := make(chan *setter, len(c.hands))
	for _, h := range c.hands {
		h.label = label
		free <- h
	}
	before := make([]int, len(parts))
	g, each := errgroup.WithContext(ctx)
	g.SetLimit(len(c.hands))
	for k, i := range parts {
		if c.flows[i] != nil {
			before[k] = len(c.flows[i].pages)
		}
		g.Go(func() error {
			if err := each.Err(); err != nil {
				return context.Cause(each)
			}
			h := <-free
			defer func() { free <- h }()
			h.missing, h.lost = map[Missing]bool{}, nil
			f := newFlow(h, &c.b.Parts[i], i)
			f.run(c.entries)
			c.flows[i], c.lost[i] = f, h.lost
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return false, err
	}
	for k, i := range parts {
		moved = moved || len(c.flows[i].pages) != before[k]
	}
	return moved, nil
}

// printsPages reports whether a part prints page numbers of others.
func printsPages(p *book.Part) bool {
	in := func(ps []book.Paragraph) bool {
		for i := range ps {
			for _, r := range ps[i].Runs {
				if r.Page != "" {
					return true
				}
			}
		}
		return false
	}
	for _, b := range p.Blocks {
		switch b := b.(type) {
		case book.Contents:
			return true
		case book.Paragraph:
			if in([]book.Paragraph{b}) {
				return true
			}
		case *book.Table:
			for i := range b.Body {
				for k := range b.Body[i].Cells {
					if in(b.Body[i].Cells[k].Paras) {
						return true
					}
				}
			}
		}
	}
	return false
}

// number gives the pages their printed numbers and notes those of all anchors.
func (c *composition) number() {
	next := map[book.Folio]int{}
	c.labels = map[book.Anchor]string{}
	pages := 0
	for i, f := range c.flows {
		folio := c.b.Parts[i].Folio
		f.blank = nil
		if pages%2 == 1 && c.b.OpensRight(i) {
			f.blank = c.blank(i)
			next[f.blank.Folio]++
			pages++
		}
		for _, p := range f.pages {
			next[folio]++
			pages++
			p.odd = next[folio]%2 == 1 // as Word has it
			if folio == book.FolioNone {
				p.odd = pages%2 == 1
			}
			switch folio {
			case book.FolioRoman:
				p.page.Label = roman(next[folio])
			case book.FolioArabic:
				p.page.Label = strconv.Itoa(next[folio])
			}
		}
		for a, pos := range f.anchors {
			c.labels[a] = f.pages[pos.Page].page.Label
		}
	}
}

// blank is the page before a part that opens on the right: it is counted with those before it, and nothing is printed on it.
func (c *composition) blank(part int) *Page {
	geo := c.sheet.Portrait
	return &Page{Width: geo.Width, Height: geo.Height, Folio: c.b.Parts[part-1].Folio, Part: part - 1}
}

func (c *composition) label(a book.Anchor) string { return c.labels[a] }

// assemble puts the parts' pages together.
func (c *composition) assemble() *Layout {
	l := &Layout{Anchors: map[book.Anchor]Position{}, Widths: map[*book.Table][]float64{}}
	hand := c.hands[0]
	hand.missing, hand.lost = map[Missing]bool{}, nil
	for _, f := range c.flows {
		f.setter = hand
		f.furnish(c.b.Volume, c.b.Stamp)
		l.Spaces = append(l.Spaces, f.spaces)
		l.Structure = append(l.Structure, f.structure)
		if f.blank != nil {
			l.Pages = append(l.Pages, *f.blank)
		}
		base := len(l.Pages)
		for a, pos := range f.anchors {
			pos.Page += base
			l.Anchors[a] = pos
		}
		for _, o := range f.outline {
			o.To.Page += base
			l.Outline = append(l.Outline, o)
		}
		for t, w := range f.widths {
			l.Widths[t] = w
		}
		for _, p := range f.pages {
			if c.sheet.Mirror && !p.odd {
				p.page.Shift = f.geo.Right - f.geo.Left
			}
			l.Pages = append(l.Pages, p.page)
		}
	}
	l.Missing = placed(each(slices.Concat(slices.Concat(c.lost...), hand.lost)))
	return l
}

// each leaves out what has come before.
func each(ms []Missing) []Missing {
	seen := map[Missing]bool{}
	return slices.DeleteFunc(ms, func(m Missing) bool {
		before := seen[m]
		seen[m] = true
		return before
	})
}

// placed leaves out of what is missing the characters of contents and running headers, which name no cell, where the
// same character is reported with its cell.
func placed(ms []Missing) []Missing {
	known := map[rune]bool{}
	for _, m := range ms {
		if m.From != noPlace {
			known[m.Rune] = true
		}
	}
	return slices.DeleteFunc(ms, func(m Missing) bool { return m.From == noPlace && known[m.Rune] })
}
