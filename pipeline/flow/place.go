package flow

import (
	"slices"
	"strings"

	"huibian/pipeline/drawing"
)

// Measures, in points.
const (
	laneHead  = 24.0 // height of the heads of lanes
	mostLanes = 5
	gapX      = 26.0 // between the boxes of neighbouring lanes, at least
	widest    = 128.0
	gapY      = 26.0 // between rows, as it should be
	tightY    = 15.0 // and at least
	edgeY     = 12.0 // above the first row and below the last
	circle    = 18.0 // of connectors
)

// applicant is the lane of what the applicant does, where nobody is named.
const applicant = "申请人"

// assignLanes gives each step the lane of who does it. Where there would be more lanes than can be read there are none, and
// the boxes say who does it.
func (c *chart) assignLanes(width float64) {
	c.lane = make([]int, len(c.steps))
	at := map[string]int{}
	last := -1
	for i := range c.steps {
		name := strings.Join(strings.Fields(c.steps[i].Lane), "")
		if name == "" && last < 0 || name == "" && strings.Contains(c.steps[i].Name, applicant) {
			name = applicant
		}
		if name == "" {
			c.lane[i] = last
			continue
		}
		k, known := at[name]
		if !known {
			k = len(c.lanes)
			at[name] = k
			c.lanes = append(c.lanes, name)
		}
		c.lane[i], last = k, k
	}
	anyNamed := slices.ContainsFunc(c.steps, func(s Step) bool { return s.Lane != "" })
	if !anyNamed || len(c.lanes) > mostLanes || len(c.lanes) < 2 {
		c.steps = slices.Clone(c.steps)
		for i := range c.steps {
			s := &c.steps[i]
			if s.Lane != "" {
				s.Post = strings.TrimSpace(strings.Join(strings.Fields(s.Lane), " ") + " " + s.Post)
			}
		}
		c.lanes = []string{""}
		clear(c.lane)
		if slices.ContainsFunc(c.kinds, func(k drawing.Preset) bool { return k == drawing.Decision }) {
			c.lanes = []string{"", ""} // room for what branches off
		}
	}
	c.width = width / float64(len(c.lanes))
	if len(c.lanes) == 1 {
		c.width = min(width, 2.4*widest)
	}
}

// hasLanes says whether the lanes have heads.
func (c *chart) hasLanes() bool {
	return slices.ContainsFunc(c.lanes, func(l string) bool { return l != "" })
}

// assignRows places the steps from top to bottom: each below all that lead to it, but for what leads back, and two never in
// one cell. Without lanes, what branches off stands beside.
func (c *chart) assignRows() {
	n := len(c.steps)
	c.row = make([]int, n)
	taken := map[[2]int]bool{}
	floor := 0
	for i := range n {
		row, lead := 0, -1
		for _, e := range c.edges {
			if e.to == i && e.from < i && c.row[e.from]+1 > row {
				row, lead = c.row[e.from]+1, e.from
			}
		}
		if lead < 0 && i > 0 { // nothing leads here from above
			row = floor + 1
		}
		if !c.hasLanes() && len(c.lanes) == 2 && lead >= 0 && c.aside(i, lead) {
			c.lane[i] = 1
		}
		for taken[[2]int{c.lane[i], row}] {
			row++
		}
		taken[[2]int{c.lane[i], row}] = true
		c.row[i] = row
		floor = max(floor, row)
	}
}

// aside says whether a step branches off: another branch of the same decision stands right below it, and this one leads
// nowhere, or back.
func (c *chart) aside(i, from int) bool {
	branches := 0
	for _, e := range c.edges {
		if e.from == from && e.to > from {
			branches++
		}
	}
	if branches < 2 {
		back := slices.ContainsFunc(c.edges, func(e edge) bool { return e.from == from && e.to <= from })
		if !back {
			return false
		}
	}
	for _, e := range c.edges {
		if e.from == i && e.to > i && e.to != i+1 {
			return true // it joins further below
		}
		if e.from == i && e.to == i+1 {
			return false
		}
	}
	return branches >= 2
}

// page is one drawing of a chart.
type page struct {
	*chart
	boxes  []*box
	lines  []*line
	rows   []float64 // y of the middles
	height []float64 // of the rows
	gap    float64
	top    float64 // of the first row
	total  float64
	number int
	grid   map[[2]int]*box // by lane and row
}

// box is a symbol on a page.
type box struct {
	step      int // -1 for a connector
	letter    string
	kind      drawing.Preset
	lane, row int
	x, y      float64 // middle
	w, h      float64
	words     *drawing.Words
}

// line leads from one symbol of a page to another.
type line struct {
	from, to *box
	label    string
	points   []drawing.Point
	out, in  side
}

// pages divides the rows into pages and cuts the lines between them.
func (c *chart) pages(room Room) []*page {
	boxes := make([]*box, len(c.steps))
	rows := 0
	for i := range c.steps {
		boxes[i] = c.newBox(i)
		rows = max(rows, c.row[i]+1)
	}
	heights := make([]float64, rows)
	for _, b := range boxes {
		heights[b.row] = max(heights[b.row], b.h)
	}
	for r := range heights { // a row in which nothing stands
		heights[r] = max(heights[r], circle)
	}
	head := edgeY
	if c.hasLanes() {
		head += laneHead
	}
	gap := gapY
	need := func(from, to int, gap float64) float64 {
		h := head + edgeY
		for r := from; r < to; r++ {
			h += heights[r] + gap
		}
		return h - gap
	}
	if all := need(0, rows, gap); all > room.Height {
		gap = tightY
		if fit := need(0, rows, tightY); fit <= room.Height && rows > 1 {
			gap = tightY + (room.Height-fit)/float64(rows-1)
		}
	}
	var out []*page
	for from := 0; from < rows; {
		to := rows // as far as there is room: fewer rows may need more connectors
		for to > from+1 && need(from, to, gap)+c.cuts(from, to, gap) > room.Height {
			to--
		}
		out = append(out, c.newPage(len(out), boxes, from, to, gap))
		from = to
	}
	c.connect(out, boxes)
	for _, p := range out {
		p.measure(head)
	}
	return out
}

// cuts is the room that the connectors of a page may need: rows of them above for what comes in, and below for what goes on.
func (c *chart) cuts(from, to int, gap float64) float64 {
	in, out := map[int]bool{}, map[int]bool{}
	for _, e := range c.edges {
		switch a, b := c.on(e.from, from, to), c.on(e.to, from, to); {
		case b && !a:
			in[e.to] = true
		case a && !b:
			out[e.to] = true
		}
	}
	lanes := len(c.lanes)
	return float64((len(in)+lanes-1)/lanes+(len(out)+lanes-1)/lanes) * (circle + gap)
}

func (c *chart) on(step, from, to int) bool { return c.row[step] >= from && c.row[step] < to }

func (c *chart) newPage(number int, boxes []*box, from, to int, gap float64) *page {
	p := &page{chart: c, number: number, gap: gap, grid: map[[2]int]*box{}}
	for _, b := range boxes {
		if b.row >= from && b.row < to {
			b.row -= from
			p.put(b)
		}
	}
	return p
}

func (p *page) put(b *box) {
	p.boxes = append(p.boxes, b)
	p.grid[[2]int{b.lane, b.row}] = b
}

// connect makes the lines of the pages; one that leads to another page ends in a connector there and here, with one letter for
// all that lead to a step.
func (c *chart) connect(pages []*page, boxes []*box) {
	at := make([]*page, len(c.steps))
	for _, p := range pages {
		for _, b := range p.boxes {
			at[b.step] = p
		}
	}
	letters := map[int]string{}
	entry := map[int]bool{}
	// Those that come in stand above the first row, so the rows move down first.
	incoming := map[*page][]int{}
	for _, e := range c.edges {
		if at[e.from] == at[e.to] {
			continue
		}
		if letters[e.to] == "" {
			letters[e.to] = letter(len(letters))
		}
		if !entry[e.to] {
			entry[e.to] = true
			incoming[at[e.to]] = append(incoming[at[e.to]], e.to)
		}
	}
	for _, p := range pages {
		p.enter(incoming[p], boxes, letters)
	}
	for _, e := range c.edges {
		p := at[e.from]
		l := &line{from: boxes[e.from], to: boxes[e.to], label: e.label}
		if at[e.to] != p {
			l.to = p.leave(boxes[e.from], letters[e.to])
		}
		p.lines = append(p.lines, l)
	}
}

// enter puts connectors above the first row and leads from them to their steps.
func (p *page) enter(steps []int, boxes []*box, letters map[int]string) {
	if len(steps) == 0 {
		return
	}
	var rows []map[int]*box
	var ins []*line
	for _, s := range steps {
		b := &box{step: -1, letter: letters[s], kind: drawing.Connector, lane: boxes[s].lane, w: circle, h: circle}
		k := 0
		for ; k < len(rows); k++ {
			if lane, free := freeLane(rows[k], b.lane, len(p.lanes)); free {
				b.lane = lane
				break
			}
		}
		if k == len(rows) {
			rows = append(rows, map[int]*box{})
		}
		b.row = k
		rows[k][b.lane] = b
		ins = append(ins, &line{from: b, to: boxes[s]})
	}
	p.grid = map[[2]int]*box{}
	old := p.boxes
	p.boxes = nil
	for _, b := range old {
		b.row += len(rows)
		p.put(b)
	}
	for _, l := range ins {
		p.put(l.from)
	}
	p.lines = append(p.lines, ins...)
}

// freeLane is the lane of a row nearest to one in which nothing stands.
func freeLane(row map[int]*box, lane, lanes int) (int, bool) {
	for d := range lanes {
		for _, l := range []int{lane + d, lane - d} {
			if l >= 0 && l < lanes && row[l] == nil {
				return l, true
			}
		}
	}
	return 0, false
}

// leave puts a connector below the last row, or beside another one there, or finds the one of the same letter.
func (p *page) leave(from *box, letter string) *box {
	last := -1
	for _, b := range p.boxes {
		if b.step >= 0 {
			last = max(last, b.row)
		}
	}
	for row := last + 1; ; row++ {
		here := map[int]*box{}
		for l := range p.lanes {
			if b := p.grid[[2]int{l, row}]; b != nil {
				here[l] = b
				if b.step < 0 && b.letter == letter {
					return b
				}
			}
		}
		if lane, free := freeLane(here, from.lane, len(p.lanes)); free {
			b := &box{step: -1, letter: letter, kind: drawing.Connector, lane: lane, row: row, w: circle, h: circle}
			p.put(b)
			return b
		}
	}
}

// letter names the n-th connector: A … Z, then A1 …
func letter(n int) string {
	s := string(rune('A' + n%26))
	if n >= 26 {
		s += string(rune('0' + n/26%10))
	}
	return s
}

// measure says where rows, lanes and boxes stand.
func (p *page) measure(head float64) {
	rows := 0
	for _, b := range p.boxes {
		rows = max(rows, b.row+1)
	}
	p.height = make([]float64, rows)
	for _, b := range p.boxes {
		p.height[b.row] = max(p.height[b.row], b.h)
	}
	y := head
	for r := range p.height {
		p.height[r] = max(p.height[r], circle)
		p.rows = append(p.rows, y+p.height[r]/2)
		y += p.height[r] + p.gap
	}
	p.top = head
	p.total = y - p.gap + edgeY
	for _, b := range p.boxes {
		b.x, b.y = p.middle(b.lane), p.rows[b.row]
	}
}

// middle is where the boxes of a lane stand.
func (p *page) middle(lane int) float64 { return (float64(lane) + 0.5) * p.width }
