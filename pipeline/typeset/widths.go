package typeset

import (
	"math"
	"slices"

	"huibian/pipeline/book"
	"huibian/pipeline/style"
)

// widthSample is how many rows of a table are looked at to choose its widths; more would change nothing to be seen.
const widthSample = 96

// atOnce is the length in em up to which a value is read as one sign, and never broken: 3个月.
const atOnce = 3

// demand is what the cells of one column ask for.
type demand struct {
	floor   float64   // least inner width
	natural []float64 // of each sampled row: inner width of its longest unbroken paragraph
	cells   []cellDemand
	em      float64   // size of the text
	heads   []float64 // of each head that stands over this column alone: its length in em
	headEm  float64   // size of the heads
	fixed   bool
}

// cellDemand is what one sampled cell asks for.
type cellDemand struct {
	paras  []float64 // widths of its paragraphs, each on one line
	phrase float64   // of the longest short phrase (全社会, 外资管理科, 政府网站、), which looks bad when broken
}

// tableWidths chooses the widths of the columns of tables that share one head (the tables of a part): first what is
// fixed or short, then the rest so that the sum of the rows' heights is least.
func (s *setter) tableWidths(tables []*book.Table, total float64) []float64 {
	first := tables[0]
	n := len(first.Columns)
	pad := 2 * s.sheet.Table.PadX
	ds := make([]demand, n)
	for c := range ds {
		col := &first.Columns[c]
		ds[c].floor = max(col.Min-pad, 0)
		if col.Fixed > 0 {
			ds[c] = demand{floor: col.Fixed - pad, fixed: true}
		}
	}
	s.headDemand(first, ds)
	s.bodyDemand(tables, ds)
	w := start(first, ds, total-float64(n)*pad)
	improve(ds, w)
	for c := range w {
		w[c] += pad
	}
	return exactly(w, total)
}

// headDemand makes room for each head: a Latin word whole, Chinese in two lines or in lines of four characters.
func (s *setter) headDemand(t *book.Table, ds []demand) {
	k := s.get(style.TableHead)
	for i := range t.Head {
		col := 0
		for j := range t.Head[i].Cells {
			c := &t.Head[i].Cells[j]
			span := max(c.Cols, 1)
			// With group heads, the second row's cells stand under them; their columns are found by counting spans.
			if i > 0 {
				for col < len(ds) && covers(&t.Head[i-1], col) {
					col++
				}
			}
			if span == 1 && col < len(ds) && !ds[col].fixed {
				for _, p := range c.Paras {
					e := s.extent(k, p)
					ds[col].heads, ds[col].headEm = append(ds[col].heads, e.natural/k.Size), k.Size
					half := math.Ceil(e.natural/k.Size/2) * k.Size
					ds[col].floor = max(ds[col].floor, e.unbroken, min(max(half, 2*k.Size), 4*k.Size))
				}
			}
			col += span
		}
	}
}

// covers reports whether a cell of the row at col also covers the row below.
func covers(r *book.Row, col int) bool {
	at := 0
	for i := range r.Cells {
		span := max(r.Cells[i].Cols, 1)
		if col < at+span {
			return r.Cells[i].Rows > 1
		}
		at += span
	}
	return false
}

// bodyDemand measures a sample of the rows.
func (s *setter) bodyDemand(tables []*book.Table, ds []demand) {
	var rows []*book.Row
	for _, t := range tables {
		for i := range t.Body {
			if r := &t.Body[i]; !r.Group && len(r.Cells) == len(ds) {
				rows = append(rows, r)
			}
		}
	}
	step := max(len(rows)/widthSample, 1)
	for i := 0; i < len(rows); i += step {
		for c := range ds {
			s.cellDemand(&tables[0].Columns[c], &rows[i].Cells[c], &ds[c])
		}
	}
}

func (s *setter) cellDemand(col *book.Column, c *book.Cell, d *demand) {
	name := style.TableText
	if col.Align == book.Center {
		name = style.TableCenter
	}
	var cell cellDemand
	longest := 0.0
	for _, p := range c.Paras {
		k := s.get(or(p.Style, name))
		e := s.extent(k, p)
		d.em = k.Size
		cell.paras = append(cell.paras, e.natural)
		cell.phrase = max(cell.phrase, e.phrase)
		longest = max(longest, e.natural)
		if !d.fixed {
			d.floor = max(d.floor, min(e.unbroken, 12*k.Size))
			if col.Short || e.natural <= atOnce*k.Size {
				d.floor = max(d.floor, e.natural)
			}
		}
	}
	d.natural = append(d.natural, longest)
	d.cells = append(d.cells, cell)
}

// extent is how wide a paragraph is.
type extent struct {
	natural  float64 // on one line
	unbroken float64 // its longest part that may not be broken
	phrase   float64 // its longest part without space or punctuation, of those that are short
}

// shortPhrase is the length in characters up to which a phrase is read at a glance and should not be broken.
const shortPhrase = 8

func (s *setter) extent(k *look, p book.Paragraph) extent {
	var e extent
	line, part, phrase := 0.0, 0.0, 0.0
	endPhrase := func() {
		if phrase <= shortPhrase*k.Size {
			e.phrase = max(e.phrase, phrase)
		}
		phrase = 0
	}
	g := s.measure(k, p.Runs, p.From)
	for i := range g {
		w := float64(g[i].w)
		switch g[i].class {
		case classNewline:
			endPhrase()
			line, part = 0, 0
			continue
		case classSpace, classOpen:
			endPhrase()
		}
		if i > 0 && mayBreak(g[i-1].class, g[i].class) {
			part = 0
		}
		line += w
		part += w
		if g[i].class != classSpace {
			phrase += w
		}
		e.natural, e.unbroken = max(e.natural, line), max(e.unbroken, part)
		if g[i].class == classClose {
			endPhrase()
		}
	}
	endPhrase()
	return e
}

// start gives every column its floor, short values their natural width, and shares the rest by how much text there is.
func start(t *book.Table, ds []demand, room float64) []float64 {
	w := make([]float64, len(ds))
	share := make([]float64, len(ds))
	used, shares := 0.0, 0.0
	for c := range ds {
		d := &ds[c]
		w[c] = d.floor
		longest, sum := 0.0, 0.0
		for _, n := range d.natural {
			longest = max(longest, n)
			sum += n
		}
		if !d.fixed && !t.Columns[c].Short && len(d.natural) > 0 {
			share[c] = math.Sqrt(sum/float64(len(d.natural))) * min(1, longest/(d.floor+1))
		}
		used += w[c]
		shares += share[c]
	}
	spare := room - used
	if spare < 0 || shares == 0 {
		scale(w, room)
		return w
	}
	for c := range w {
		w[c] += spare * share[c] / shares
	}
	return w
}

func scale(w []float64, room float64) {
	sum := 0.0
	for _, x := range w {
		sum += x
	}
	if sum <= 0 {
		for c := range w {
			w[c] = room / float64(len(w))
		}
		return
	}
	for c := range w {
		w[c] *= room / sum
	}
}

// fit is how the sampled cells of one column do at a width.
type fit struct {
	lines   []int   // by row
	sum     int     // of lines
	blemish float64 // what is ugly, in lines
}

// improve moves width from one column to another as long as that makes the sample shorter, in ever smaller steps.
func improve(ds []demand, w []float64) {
	rows := 0
	for c := range ds {
		rows = max(rows, len(ds[c].cells))
	}
	if rows == 0 {
		return
	}
	fits := make([]*fit, len(ds))
	for c := range ds {
		fits[c] = &fit{lines: make([]int, rows)}
		fits[c].at(&ds[c], w[c])
	}
	claim(ds, w, fits)
	tryA, tryB := &fit{lines: make([]int, rows)}, &fit{lines: make([]int, rows)}
	best := cost(fits)
	for _, step := range []float64{32, 16, 11, 8, 4} {
		for moved, round := true, 0; moved && round < 24; round++ {
			moved = false
			for from := range ds {
				if ds[from].fixed {
					continue
				}
				for to := range ds {
					if to == from || ds[to].fixed || w[from]-step < ds[from].floor {
						continue
					}
					tryA.at(&ds[from], w[from]-step)
					tryB.at(&ds[to], w[to]+step)
					fits[from], tryA = tryA, fits[from]
					fits[to], tryB = tryB, fits[to]
					if now := cost(fits); now < best-1e-9 {
						best, moved = now, true
						w[from] -= step
						w[to] += step
						continue
					}
					fits[from], tryA = tryA, fits[from]
					fits[to], tryB = tryB, fits[to]
				}
			}
		}
	}
}

// claim lets each column in turn ask all others together for what its widest phrase or its widest cell lacks, where no
// one of them could give it alone, and grants what makes the sample shorter.
func claim(ds []demand, w []float64, fits []*fit) {
	best := cost(fits)
	for c := range ds {
		if ds[c].fixed {
			continue
		}
		phrase, natural := 0.0, 0.0
		for i := range ds[c].cells {
			phrase = max(phrase, ds[c].cells[i].phrase)
			natural = max(natural, ds[c].natural[i])
		}
		for _, want := range []float64{natural, phrase} {
			now := slices.Clone(w)
			if want <= w[c] || !take(ds, now, c, want-w[c]) {
				continue
			}
			for k := range ds {
				fits[k].at(&ds[k], now[k])
			}
			if x := cost(fits); x < best-1e-9 {
				best = x
				copy(w, now)
			}
		}
	}
	for k := range ds {
		fits[k].at(&ds[k], w[k])
	}
}

// take widens column c by taking from all others in proportion to what they have above their floor; it reports whether
// they have that much.
func take(ds []demand, w []float64, c int, want float64) bool {
	spare := 0.0
	for k := range ds {
		if k != c && !ds[k].fixed {
			spare += max(w[k]-ds[k].floor, 0)
		}
	}
	if spare < want {
		return false
	}
	for k := range ds {
		if k != c && !ds[k].fixed {
			w[k] -= want * max(w[k]-ds[k].floor, 0) / spare
		}
	}
	w[c] += want
	return true
}

// What is ugly, measured in lines: a short phrase that is broken; each line after the third in a column of fewer than six
// characters; a head of which one character stands alone on its last line, on every page.
const (
	brokenPhrase = 0.4 // twice as much for one of three characters (全社会, 3个月)
	threeChars   = 3
	thinLine     = 0.3
	thinFrom     = 3 // lines
	thinWidth    = 6 // em
	orphan       = 1.5
	rowsOfPage   = 12
)

// at estimates the lines of each cell at a width. A broken line loses half a character on the average.
func (f *fit) at(d *demand, w float64) {
	const lost = 5 // points
	f.sum, f.blemish = 0, 0
	clear(f.lines)
	for r := range d.cells {
		n := 0
		for _, p := range d.cells[r].paras {
			if p <= w+slack {
				n++
			} else {
				n += int(math.Ceil(p / max(w-lost, 1)))
			}
		}
		f.lines[r] = n
		f.sum += n
		if p := d.cells[r].phrase; p > w+slack {
			f.blemish += brokenPhrase
			if p <= threeChars*d.em+slack {
				f.blemish += brokenPhrase
			}
		}
		if n > thinFrom && w < thinWidth*d.em {
			f.blemish += thinLine * float64(n-thinFrom)
		}
	}
	for _, n := range d.heads {
		if perLine := math.Floor((w + slack) / d.headEm); perLine > 1 && n > perLine && math.Round(math.Mod(n, perLine)) == 1 {
			f.blemish += orphan * max(1, float64(len(d.cells))/rowsOfPage)
		}
	}
}

// cost is the sum of the rows' lines and of what is ugly. Between equals the one with fewer lines in all cells wins: it
// reads better.
func cost(fits []*fit) float64 {
	total := 0.0
	for _, f := range fits {
		total += 0.05*float64(f.sum) + f.blemish
	}
	rows := 0
	for r := range fits[0].lines {
		most := 1
		for _, f := range fits {
			most = max(most, f.lines[r])
		}
		rows += most
	}
	return total + float64(rows)
}

// exactly makes widths whole twentieths of a point, the unit of Word, that add up to the total.
func exactly(w []float64, total float64) []float64 {
	scale(w, total)
	const twip = 20
	sum, widest := 0.0, 0
	for c := range w {
		w[c] = math.Round(w[c]*twip) / twip
		sum += w[c]
		if w[c] > w[widest] {
			widest = c
		}
	}
	w[widest] += total - sum
	return w
}
