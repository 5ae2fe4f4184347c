package typeset

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"huibian/pipeline/book"
	"huibian/pipeline/style"
)

// spot is where words stand in a part: in what, in which block, and in which row and cell of a table, its head included.
type spot struct {
	kind             Kind
	block, row, cell int
}

// spots are those of all tags of a part. What stands in a link stands in what holds the link.
func spots(l *Layout, part int) []spot {
	elements := l.Structure[part]
	out := make([]spot, len(elements))
	at := spot{block: -1}
	for i, e := range elements[1:] {
		if e.Parent == 0 {
			at.block, at.row = at.block+1, -1
		}
		switch e.Kind {
		case KindLink:
			out[i+1] = out[e.Parent]
			continue
		case KindTR:
			at.row, at.cell = at.row+1, -1
		case KindTH, KindRowTH, KindTD:
			at.cell++
		}
		at.kind = e.Kind
		out[i+1] = at
	}
	return out
}

// wordsBySpot joins what a part holds, in painting order.
func wordsBySpot(l *Layout, part int) map[spot]string {
	out, where := map[spot]string{}, spots(l, part)
	for _, p := range l.Pages {
		if p.Part != part {
			continue
		}
		for _, op := range p.Ops {
			if t, ok := op.(Text); ok && t.Tag != 0 {
				out[where[t.Tag]] += t.Text
			}
		}
	}
	return out
}

func squeeze(s string) string {
	return strings.NewReplacer(" ", "", "\n", "", "\t", "", "　", "").Replace(s)
}

// TestNothingIsLost: every cell and paragraph of the book stands on the pages, whole and in order.
func TestNothingIsLost(t *testing.T) {
	b := sampleBook(60)
	l := lay(t, b)
	for pi, part := range b.Parts {
		got := wordsBySpot(l, pi)
		for bi, bl := range part.Blocks {
			switch bl := bl.(type) {
			case book.Paragraph:
				want := ""
				for _, r := range bl.Runs {
					want += r.Text
					if r.Page != "" {
						want += l.Label(r.Page)
					}
				}
				if have := got[spot{kind: KindP, block: bi, row: -1}]; squeeze(have) != squeeze(want) {
					t.Errorf("part %d block %d: %q, want %q", pi, bi, have, want)
				}
			case *book.Table:
				for ri, row := range bl.Body {
					for ci, c := range row.Cells {
						want := squeeze(c.Paras[0].Runs[0].Text)
						if have := squeeze(got[spot{KindTD, bi, len(bl.Head) + ri, ci}]); have != want {
							t.Fatalf("row %d column %d: %d characters of %d: %q", ri, ci, len(have), len(want), have)
						}
					}
				}
			}
		}
	}
}

// TestEverythingStandsOnThePaper: text inside the type area (but for header and page number), no line of a table column
// over its neighbour, no two rows one above the other.
func TestEverythingStandsOnThePaper(t *testing.T) {
	sheet, _ := house()
	l := lay(t, sampleBook(60))
	for i, p := range l.Pages {
		geo := sheet.Portrait
		if p.Width > p.Height {
			geo = sheet.Landscape
		}
		lowest := map[spot]float64{} // baseline by cell
		where := spots(l, p.Part)
		for _, op := range p.Ops {
			x, ok := op.(Text)
			if !ok || x.Tag == 0 {
				continue
			}
			w := 0.0
			for _, r := range x.Text {
				w += x.Face.Advance(r)*x.Size + x.Spacing
			}
			if end, _ := utf8.DecodeLastRuneInString(x.Text); characterOf(end).trait&traitClose != 0 {
				w -= x.Size / 2 // blank
			}
			if x.X < geo.Left-1 || x.X+w-x.Spacing > geo.Width-geo.Right+1 || x.Y < geo.Top || x.Y > geo.Height-geo.Bottom+1 {
				t.Fatalf("page %d: %q at %.1f…%.1f, %.1f stands outside the type area", i+1, x.Text, x.X, x.X+w, x.Y)
			}
			if y, ok := lowest[where[x.Tag]]; ok && x.Y < y-slack {
				t.Fatalf("page %d: %q goes back up", i+1, x.Text)
			}
			lowest[where[x.Tag]] = x.Y
		}
	}
}

// The head of a table stands on each of its pages; a screen reader is told of it once.
func TestHeadOfATableRepeats(t *testing.T) {
	const want = "序号编码名称依据范围"
	l := lay(t, sampleBook(60))
	pages := 0
	for i, p := range l.Pages {
		body, head, repeated := 0, "", ""
		where := spots(l, p.Part)
		for _, op := range p.Ops {
			if x, ok := op.(Text); ok {
				switch where[x.Tag].kind {
				case KindTD:
					body++
				case KindTH:
					head += x.Text
				case KindPart:
					repeated += x.Text
				}
			}
		}
		if body == 0 {
			continue
		}
		if pages++; pages == 1 && head != want || pages > 1 && (head != "" || !strings.Contains(repeated, want)) {
			t.Errorf("page %d: head %q, repeated %q", i+1, head, repeated)
		}
	}
	if pages < 5 {
		t.Fatalf("the table covers %d pages; too few to prove anything", pages)
	}
}

// TestPageNumbers: those in contents and index are those of the pages where things stand; Roman for the contents, Arabic
// through the rest, none on the cover.
func TestPageNumbers(t *testing.T) {
	b := sampleBook(60)
	l := lay(t, b)
	var arabic, roman []string
	for _, p := range l.Pages {
		switch p.Folio {
		case book.FolioArabic:
			arabic = append(arabic, p.Label)
		case book.FolioRoman:
			roman = append(roman, p.Label)
		default:
			if p.Label != "" {
				t.Errorf("the cover bears %s", p.Label)
			}
		}
	}
	for i, label := range arabic {
		if label != fmt.Sprint(i+1) {
			t.Fatalf("Arabic page %d bears %s", i+1, label)
		}
	}
	if want := []string{"i", "ii", "iii", "iv"}; len(roman) == 0 || !slices.Equal(roman, want[:len(roman)]) {
		t.Errorf("contents bear %v", roman)
	}
	for i := 1; i <= 60; i++ {
		a := book.Anchor(fmt.Sprintf("item:%d", i))
		code := fmt.Sprintf("PT01WJ-XK-%04d", i)
		page := l.Pages[l.Anchors[a].Page]
		if !slices.ContainsFunc(page.Ops, func(op Op) bool { x, ok := op.(Text); return ok && x.Text == code }) {
			t.Errorf("%s does not stand on page %s", code, page.Label)
		}
	}
	contents := ""
	for _, p := range l.Pages {
		if p.Folio == book.FolioRoman {
			for _, op := range p.Ops {
				if x, ok := op.(Text); ok && spots(l, p.Part)[x.Tag].kind == KindTOCI {
					contents += x.Text
				}
			}
		}
	}
	contents = squeeze(contents)
	for _, want := range []string{"编制说明1", "职权目录" + l.Label("part:catalog"), "XK-0060" + squeeze(prose(59, 10)) + l.Label("item:60")} {
		if !strings.Contains(contents, want) {
			t.Errorf("contents lack %q", want)
		}
	}
}

// Odd pages are right-hand ones: what is counted begins on one, as does a part that asks for it, after a blank page if need be.
// Left-hand pages stand shifted by what their margins differ, where the sheet mirrors them.
func TestPartsOpenOnTheRight(t *testing.T) {
	body := func(folio book.Folio, recto bool, n int) book.Part {
		p := book.Part{Folio: folio, Recto: recto, Header: true, Title: "篇"}
		for i := range n {
			p.Blocks = append(p.Blocks, book.Paragraph{Style: style.Body, Runs: run("文"), Anchor: book.Anchor(fmt.Sprint(folio, recto, i)), Break: i > 0})
		}
		return p
	}
	b := &book.Book{Parts: []book.Part{body(book.FolioNone, false, 1), body(book.FolioRoman, false, 3), body(book.FolioArabic, false, 1),
		body(book.FolioArabic, true, 2), body(book.FolioArabic, false, 1)}}
	sheet, fonts := house()
	mirrored := *sheet
	mirrored.Mirror = true
	l, err := Lay(context.Background(), b, &mirrored, fonts)
	if err != nil {
		t.Fatal(err)
	}
	var labels []string
	for i, p := range l.Pages {
		label := p.Label
		if len(p.Ops) == 0 {
			label = "blank"
		}
		labels = append(labels, label)
		want := 0.0
		if i%2 == 1 && len(p.Ops) > 0 {
			want = sheet.Portrait.Right - sheet.Portrait.Left
		}
		if p.Shift != want {
			t.Errorf("page %d is shifted by %v, want %v", i+1, p.Shift, want)
		}
	}
	if want := []string{"", "blank", "i", "ii", "iii", "blank", "1", "blank", "3", "4", "5"}; !slices.Equal(labels, want) {
		t.Errorf("%q, want %q", labels, want)
	}
	if at := l.Anchors[book.Anchor(fmt.Sprint(book.FolioArabic, true, 1))]; at.Page != 9 {
		t.Errorf("an anchor behind blank pages is on page %d", at.Page)
	}
}

func TestRunningHeaderSaysWhatStandsOnThePage(t *testing.T) {
	l := lay(t, sampleBook(60))
	for _, p := range l.Pages {
		if p.Width < p.Height {
			continue
		}
		first, last, header := "", "", ""
		where := spots(l, p.Part)
		for _, op := range p.Ops {
			x, ok := op.(Text)
			if !ok {
				continue
			}
			if s := where[x.Tag]; s.kind == KindTD && s.cell == 1 {
				if first == "" {
					first = x.Text
				}
				last = x.Text
			}
			if x.Tag == 0 {
				header += x.Text
			}
		}
		if first == "" {
			continue // only the rest of a row
		}
		want := first
		if last != first {
			want += " 至 " + last[len("PT01WJ-XK-"):]
		}
		if !strings.Contains(squeeze(header), squeeze(want)) {
			t.Errorf("page %s: header %q, want %q in it", p.Label, header, want)
		}
	}
}

func TestHeadingIsNotLeftAlone(t *testing.T) {
	for n := range 40 {
		b := &book.Book{Parts: []book.Part{{Folio: book.FolioArabic, Blocks: []book.Block{
			book.Paragraph{Style: style.Small, Runs: run(strings.Repeat("一\n", 20+n))},
			book.Heading{Level: 2, Text: "标题", Anchor: "h"},
			sampleTable(3, true, false),
		}}}}
		l := lay(t, b)
		if l.Anchors["h"].Page != l.Anchors["item:1"].Page {
			t.Errorf("after %d lines the heading stands on page %d, its table begins on page %d", 20+n, l.Anchors["h"].Page+1, l.Anchors["item:1"].Page+1)
		}
	}
}

// No page of prose begins with the last line of a paragraph or ends with its first.
func TestNoLineOfProseStandsAlone(t *testing.T) {
	sheet, _ := house()
	body := sheet.Styles[style.Body].Size
	for n := range 40 {
		b := &book.Book{Parts: []book.Part{{Blocks: []book.Block{
			book.Paragraph{Style: style.Small, Runs: run(strings.Repeat("一\n", 20+n))},
			book.Paragraph{Style: style.Body, Runs: run(prose(0, 130))},
		}}}}
		lines := map[int]map[float64]bool{} // baselines of the second paragraph by page
		l := lay(t, b)
		for i, p := range l.Pages {
			for _, op := range p.Ops {
				if x, ok := op.(Text); ok && x.Size == body {
					if lines[i] == nil {
						lines[i] = map[float64]bool{}
					}
					lines[i][x.Y] = true
				}
			}
		}
		for page, ys := range lines {
			if len(ys) == 1 {
				t.Errorf("after %d lines one line alone stands on page %d", 20+n, page+1)
			}
		}
	}
}

func TestSpannedCells(t *testing.T) {
	tall := plain("跨两行")
	tall.Rows = 2
	wide := plain("跨两列")
	wide.Cols = 2
	tb := &book.Table{Columns: make([]book.Column, 3), Body: []book.Row{
		{Cells: []book.Cell{tall, plain("乙"), plain("丙")}},
		{Cells: []book.Cell{wide}},
		{Cells: []book.Cell{plain("甲"), plain("乙"), plain("丙")}},
	}}
	l := lay(t, &book.Book{Parts: []book.Part{{Folio: book.FolioArabic, Blocks: []book.Block{tb}}}})
	x, where := map[string]float64{}, spots(l, 0)
	for _, op := range l.Pages[0].Ops {
		if o, ok := op.(Text); ok && o.Tag != 0 {
			x[fmt.Sprintf("%d%s", where[o.Tag].row, o.Text)] = o.X
		}
	}
	if x["0跨两行"] != x["2甲"] || x["1跨两列"] != x["0乙"] || x["0丙"] != x["2丙"] {
		t.Errorf("columns: %v", x)
	}
}

// The one cell of a group row reaches across all columns, and is kept on the page of the row below it.
func TestGroupRowIsAsWideAsItsTable(t *testing.T) {
	const head = "警告，请核对，确有不当的改正"
	for n := range 40 {
		table := &book.Table{Columns: []book.Column{{Fixed: 30}, {Fixed: 200}, {}}}
		for i := range n {
			table.Body = append(table.Body, book.Row{Cells: []book.Cell{plain(fmt.Sprint(i)), plain("甲"), plain("乙")}})
		}
		table.Body = append(table.Body, book.Row{Group: true, Cells: []book.Cell{plain(head)}}, book.Row{Cells: []book.Cell{plain("末"), plain("丙"), plain("丁")}})
		l := lay(t, &book.Book{Parts: []book.Part{{Blocks: []book.Block{table}}}})
		at := map[string]int{}
		for i := range l.Pages {
			for _, op := range l.Pages[i].Ops {
				if x, ok := op.(Text); ok {
					at[squeeze(x.Text)] = i + 1
				}
			}
		}
		if at[head] == 0 || at[head] != at["末"] {
			t.Fatalf("after %d rows the group stands on page %d, its row on %d, of %d", n, at[head], at["末"], len(l.Pages))
		}
	}
}

// A small chart is lower than another, and keeps off the table that it goes with.
func TestSmallChart(t *testing.T) {
	heights := map[bool]float64{}
	for _, small := range []bool{true, false} {
		bars := []book.Bar{{Label: "甲甲甲", Value: 3}, {Label: "乙乙乙", Value: 1}}
		table := &book.Table{Columns: []book.Column{{}}, Body: []book.Row{{Anchor: "row", Cells: []book.Cell{plain("丙")}}}}
		l := lay(t, &book.Book{Parts: []book.Part{{Blocks: []book.Block{book.Chart{Bars: bars, Small: small}, table}}}})
		last := 0.0 // lower end of the axis
		for _, op := range l.Pages[0].Ops {
			if x, ok := op.(Line); ok && x.X1 == x.X2 && x.Width == chartAxis && last == 0 {
				last = x.Y2
			}
		}
		if gap := l.Anchors["row"].Y - last; small && gap != chartBelow {
			t.Errorf("the table begins %v below the chart", gap)
		}
		heights[small] = last
	}
	if heights[true] >= heights[false] {
		t.Errorf("a small chart ends at %v, another at %v", heights[true], heights[false])
	}
}

func TestWidthsFitWhatIsInTheColumns(t *testing.T) {
	sheet, _ := house()
	tb := sampleTable(30, false, false)
	l := lay(t, &book.Book{Parts: []book.Part{{Landscape: true, Folio: book.FolioArabic, Blocks: []book.Block{tb}}}})
	w := l.Widths[tb]
	sum := 0.0
	for _, x := range w {
		sum += x
	}
	if total := sheet.Landscape.Width - sheet.Landscape.Left - sheet.Landscape.Right; sum < total-0.05 || sum > total+0.05 {
		t.Errorf("columns are %.2f wide together, the page has %.2f", sum, total)
	}
	if !(w[0] < w[4] && w[4] < w[1] && w[1] < w[2] && w[2] < w[3]) {
		t.Errorf("widths %v do not follow the contents", w)
	}
	where := spots(l, 0)
	for _, p := range l.Pages { // short values stay on one line
		for _, op := range p.Ops {
			x, ok := op.(Text)
			if !ok || where[x.Tag].kind != KindTD {
				continue
			}
			if col := where[x.Tag].cell; col == 1 && len(x.Text) != 14 || col == 4 && x.Text != "全社会" {
				t.Fatalf("column %d is broken: %q", col, x.Text)
			}
		}
	}
}

func TestMissingCharacterIsReported(t *testing.T) {
	p := book.Paragraph{Style: style.Body, Runs: run("甲\U0002A6D6乙\u200b丙\U0002A6D6")}
	p.From.File, p.From.Table, p.From.Row = "办公室/a.docx", 1, 3
	l := lay(t, &book.Book{Parts: []book.Part{{Folio: book.FolioArabic, Blocks: []book.Block{p}}}})
	if want := []Missing{{'\U0002A6D6', p.From}}; !reflect.DeepEqual(l.Missing, want) {
		t.Errorf("missing %v, want %v", l.Missing, want)
	}
}

func TestSameBookSamePages(t *testing.T) {
	a, b := lay(t, sampleBook(20)), lay(t, sampleBook(20))
	if !reflect.DeepEqual(a.Pages, b.Pages) || !reflect.DeepEqual(a.Outline, b.Outline) {
		t.Error("two runs differ")
	}
}

func BenchmarkLay(b *testing.B) {
	bk := sampleBook(400)
	sheet, fonts := house()
	var pages int
	for b.Loop() {
		l, err := Lay(b.Context(), bk, sheet, fonts)
		if err != nil {
			b.Fatal(err)
		}
		pages = len(l.Pages)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(pages), "µs/page")
}

// A heading needs no more room below it than the lines that must stand with it: an index whose last group is a single entry
// fills its page.
func TestHeadingOfASingleLine(t *testing.T) {
	sheet, _ := house()
	entry := book.Paragraph{Style: style.IndexEntry, Runs: run("一行")}
	last := []book.Block{book.Paragraph{Style: style.IndexGroup, Runs: run("十画")}, entry}
	group, line := sheet.Styles[style.IndexGroup], sheet.Styles[style.IndexEntry].Line
	room := sheet.Portrait.Height - sheet.Portrait.Top - sheet.Portrait.Bottom
	n := int((room - group.Before - group.Line - group.After - line) / line)
	for _, c := range []struct{ entries, pages int }{{n, 1}, {n + 2, 2}} {
		part := book.Part{}
		for range c.entries {
			part.Blocks = append(part.Blocks, entry)
		}
		part.Blocks = append(part.Blocks, last...)
		if got := len(lay(t, &book.Book{Parts: []book.Part{part}}).Pages); got != c.pages {
			t.Errorf("%d entries and a group of one: %d pages, want %d", c.entries, got, c.pages)
		}
	}
}
