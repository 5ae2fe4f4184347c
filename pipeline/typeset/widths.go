package typeset

import (
	"math"

	"huibian/pipeline/book"
	"huibian/pipeline/style"
)

// widthSample is how many rows of a table are looked at to choose its widths; more would change nothing to be seen.
const widthSample = 96

// demand is what the cells of one column ask for.
type demand struct {
	floor   float64     // least inner width
	natural []float64   // inner width of each sampled row's longest unbroken paragraph
	lines   [][]float64 // of each sampled row: the widths of its paragraphs
	fixed   bool
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

// headDemand makes room for the longest word of each head: two characters at the least, a Latin word whole.
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
					_, unbroken := s.extent(k, p)
					ds[col].floor = max(ds[col].floor, unbroken, 2*k.Size)
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
	var paras []float64
	longest := 0.0
	for _, p := range c.Paras {
		k := s.get(or(p.Style, name))
		natural, unbroken := s.extent(k, p)
		paras = append(paras, natural)
		longest = max(longest, natural)
		if !d.fixed {
			d.floor = max(d.floor, min(unbroken, 12*k.Size))
			if col.Short {
				d.floor = max(d.floor, natural)
			}
		}
	}
	d.natural = append(d.natural, longest)
	d.lines = append(d.lines, paras)
}

// extent is the width of a paragraph on one line, and of its longest part that may not be broken.
func (s *setter) extent(k *look, p book.Paragraph) (natural, unbroken float64) {
	g := s.measure(k, p.Runs, p.From)
	line, part := 0.0, 0.0
	for i := range g {
		if g[i].class == classNewline {
			line, part = 0, 0
			continue
		}
		if i > 0 && mayBreak(g[i-1].class, g[i].class) {
			part = 0
		}
		line += float64(g[i].w)
		part += float64(g[i].w)
		natural, unbroken = max(natural, line), max(unbroken, part)
	}
	return natural, unbroken
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

// improve moves width from one column to another as long as that makes the sample shorter, in ever smaller steps.
func improve(ds []demand, w []float64) {
	rows := 0
	for c := range ds {
		rows = max(rows, len(ds[c].lines))
	}
	if rows == 0 {
		return
	}
	lines := make([][]int, len(ds)) // by column, row
	for c := range ds {
		lines[c] = make([]int, rows)
		fill(&ds[c], w[c], lines[c])
	}
	tryA, tryB := make([]int, rows), make([]int, rows)
	best := cost(lines, -1, -1, nil, nil)
	for _, step := range []float64{32, 16, 8, 4} {
		for moved, round := true, 0; moved && round < 24; round++ {
			moved = false
			for from := range ds {
				if ds[from].fixed || w[from]-step < ds[from].floor {
					continue
				}
				for to := range ds {
					if to == from || ds[to].fixed || w[from]-step < ds[from].floor {
						continue
					}
					fill(&ds[from], w[from]-step, tryA)
					fill(&ds[to], w[to]+step, tryB)
					w[from] -= step
					w[to] += step
					if now := cost(lines, from, to, tryA, tryB); now < best-1e-9 {
						best, moved = now, true
						copy(lines[from], tryA)
						copy(lines[to], tryB)
						continue
					}
					w[from] += step
					w[to] -= step
				}
			}
		}
	}
}

// fill estimates the lines of each cell of a column at a width. A broken line loses half a character on the average.
func fill(d *demand, w float64, out []int) {
	const lost = 5 // points
	for r := range out {
		n := 0
		if r < len(d.lines) {
			for _, p := range d.lines[r] {
				if p <= w+slack {
					n++
				} else {
					n += int(math.Ceil(p / max(w-lost, 1)))
				}
			}
		}
		out[r] = n
	}
}

// cost is the sum of the rows' lines, with the columns a and b replaced. Between equals the one with fewer lines in all
// cells wins: it reads better.
func cost(lines [][]int, a, b int, la, lb []int) float64 {
	total := 0.0
	for r := range lines[0] {
		most := 1
		for c := range lines {
			n := lines[c][r]
			switch c {
			case a:
				n = la[r]
			case b:
				n = lb[r]
			}
			most = max(most, n)
		}
		total += float64(most)
	}
	cells := 0.0
	for c := range lines {
		sum := 0
		src := lines[c]
		switch c {
		case a:
			src = la
		case b:
			src = lb
		}
		for _, n := range src {
			sum += n
		}
		cells += float64(sum)
	}
	return total + 0.05*cells
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
