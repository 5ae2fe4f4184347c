package typeset

import (
	"strings"
	"testing"

	"huibian/pipeline/book"
)

// said is what stands on each page that is none of the book's words, without blanks.
func said(l *Layout) []string {
	out := make([]string, len(l.Pages))
	for i, p := range l.Pages {
		for _, op := range p.Ops {
			if x, ok := op.(Text); ok && x.Tag == artifact {
				out[i] += squeeze(x.Text)
			}
		}
	}
	return out
}

// Every page of a table but its first says 续表 above the head; a table of one page, or without a head, says nothing.
func TestContinuedTable(t *testing.T) {
	headless := sampleTable(60, false, false)
	headless.Head = nil
	for _, c := range []struct {
		name  string
		table *book.Table
		says  bool
	}{
		{"long", sampleTable(60, false, false), true},
		{"short", sampleTable(2, false, false), false},
		{"headless", headless, false},
	} {
		l := lay(t, &book.Book{Parts: []book.Part{{Title: "目录", Header: true, Landscape: true, Blocks: []book.Block{c.table}}}})
		for i, text := range said(l) {
			if got, want := strings.Contains(text, continuedTable), c.says && i > 0; got != want {
				t.Errorf("%s: page %d of %d says 续表: %v", c.name, i+1, len(l.Pages), got)
			}
		}
	}
}

// A row higher than a page begins each further page with its number; that makes no page longer, even where the rest of
// the row is one line.
func TestContinuedRow(t *testing.T) {
	for n := 1500; n < 1700; n += 7 {
		table := &book.Table{
			Columns: []book.Column{{Align: book.Center, Fixed: 40}, {}},
			Head:    []book.Row{{Cells: []book.Cell{plain("序号"), plain("依据")}}},
			Body:    []book.Row{{Cells: []book.Cell{plain("7"), plain(prose(0, n))}}, {Anchor: "next", Cells: []book.Cell{plain("8"), plain("乙")}}},
		}
		first := *table
		first.Body = append([]book.Row{{Cells: []book.Cell{plain(""), table.Body[0].Cells[1]}}}, table.Body[1])
		lay1 := func(tb *book.Table) *Layout {
			return lay(t, &book.Book{Parts: []book.Part{{Landscape: true, Blocks: []book.Block{tb}}}})
		}
		l, unnamed := lay1(table), lay1(&first)
		if l.Anchors["next"] != unnamed.Anchors["next"] {
			t.Fatalf("%d characters: the next row stands at %v, without a number at %v", n, l.Anchors["next"], unnamed.Anchors["next"])
		}
		texts := said(l)
		if strings.Contains(texts[0], continuedRow) {
			t.Fatal("the first page is no continuation")
		}
		for i, text := range texts[1:] {
			if !strings.Contains(text, "7"+continuedRow) && i+2 < len(texts) {
				t.Fatalf("%d characters: page %d says %q", n, i+2, text)
			}
		}
		if strings.Contains(strings.Join(said(unnamed), ""), continuedRow) {
			t.Fatal("what has no number has none to repeat")
		}
	}
}
