package flow

import (
	"container/heap"
	"math"
	"slices"

	"huibian/pipeline/drawing"
)

// side is where a line leaves a box or comes to it.
type side int

const (
	above side = iota
	left
	below
	right
)

// steps of the lattice, by side.
var (
	stepX = [...]int{above: 0, left: -1, below: 0, right: 1}
	stepY = [...]int{above: -1, left: 0, below: 1, right: 0}
)

func (s side) back() side { return (s + 2) % 4 }

// Costs, in points of length.
const (
	costCorner  = 40.0
	costCross   = 60.0
	costCompany = 600.0 // to run on a line that leads elsewhere
	costTouch   = 250.0 // to turn where another line runs
	costPort    = 300.0 // to use a port that is used the other way, or for another branch
)

// costOut and costIn are what the sides of a box cost: lines go down, and come from above.
var (
	costOut = [...]float64{above: 200, left: 30, below: 0, right: 24}
	costIn  = [...]float64{above: 0, left: 30, below: 200, right: 30}
)

// lattice is what lines run on: the middles of lanes and rows, and the tracks between.
type lattice struct {
	xs, ys     []float64
	lane, row  []int // index into xs of a lane's middle, into ys of a row's
	box        []*box
	across     []int // by node: what the line to the node on its right leads to, 0 for none, -1 for several
	down       []int // likewise to the node below
	ports      map[port]int
	cost       []float64 // scratch of the search, by node and side
	from       []int32
	seen       []int
	generation int
}

type port struct {
	b    *box
	side side
}

// route finds the way of each line: short ones first, then long ones, and what leads back at last.
func (p *page) route() {
	g := p.lattice()
	order := make([]*line, len(p.lines))
	copy(order, p.lines)
	rank := func(l *line) int {
		d := l.to.row - l.from.row
		if d <= 0 {
			return 1000 - d
		}
		return d*4 + abs(l.to.lane-l.from.lane)
	}
	slices.SortStableFunc(order, func(a, b *line) int { return rank(a) - rank(b) })
	ids := map[*box]int{}
	for i, b := range p.boxes {
		ids[b] = i + 1
	}
	for _, l := range order {
		g.find(l, ids[l.to])
	}
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// lattice makes the lattice of a page.
func (p *page) lattice() *lattice {
	g := &lattice{ports: map[port]int{}}
	edge := 0.0
	for l := range p.lanes {
		w := p.boxWidth()
		for _, b := range p.boxes {
			if b.lane == l {
				w = max(w, b.w)
			}
		}
		m := p.middle(l)
		g.xs = append(g.xs, tracks(edge, m-w/2, 7, 4)...)
		g.lane = append(g.lane, len(g.xs))
		g.xs = append(g.xs, m)
		edge = m + w/2
	}
	g.xs = append(g.xs, tracks(edge, float64(len(p.lanes))*p.width, 7, 4)...)
	edge = p.top - edgeY
	for r, m := range p.rows {
		g.ys = append(g.ys, tracks(edge, m-p.height[r]/2, 6, 3)...)
		g.row = append(g.row, len(g.ys))
		g.ys = append(g.ys, m)
		edge = m + p.height[r]/2
	}
	g.ys = append(g.ys, tracks(edge, p.total, 6, 3)...)
	n := len(g.xs) * len(g.ys)
	g.box, g.across, g.down = make([]*box, n), make([]int, n), make([]int, n)
	g.cost, g.from, g.seen = make([]float64, 4*n), make([]int32, 4*n), make([]int, 4*n)
	for _, b := range p.boxes {
		g.box[g.node(g.lane[b.lane], g.row[b.row])] = b
	}
	return g
}

// tracks are lines in a gap, an even number of them where there is room, so that none runs on the rule between two lanes.
func tracks(from, to, apart float64, most int) []float64 {
	n := min(int((to-from)/apart), most)
	switch {
	case n < 1:
		n = 1
	case n > 2 && n%2 == 1:
		n--
	}
	out := make([]float64, n)
	for i := range out {
		out[i] = from + (to-from)*float64(i+1)/float64(n+1)
	}
	return out
}

func (g *lattice) node(x, y int) int { return y*len(g.xs) + x }

// state is a node reached in a direction.
type state struct {
	at    int // 4*node+side
	total float64
}

type queue []state

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, k int) bool {
	return q[i].total < q[k].total || q[i].total == q[k].total && q[i].at < q[k].at
}
func (q queue) Swap(i, k int) { q[i], q[k] = q[k], q[i] }

// Push is heap.Interface.
func (q *queue) Push(x any) { *q = append(*q, x.(state)) }

// Pop is heap.Interface.
func (q *queue) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}

// find looks for the cheapest way of a line. id stands for the box it leads to.
func (g *lattice) find(l *line, id int) {
	g.generation++
	w := len(g.xs)
	start, goal := g.node(g.lane[l.from.lane], g.row[l.from.row]), g.node(g.lane[l.to.lane], g.row[l.to.row])
	gx, gy := g.xs[goal%w], g.ys[goal/w]
	guess := func(n int) float64 { return math.Abs(g.xs[n%w]-gx) + math.Abs(g.ys[n/w]-gy) }
	q := &queue{}
	reach := func(at int, cost float64, from int32) {
		if g.seen[at] == g.generation && g.cost[at] <= cost {
			return
		}
		g.seen[at], g.cost[at], g.from[at] = g.generation, cost, from
		heap.Push(q, state{at, cost + guess(at/4)})
	}
	for s := above; s <= right; s++ {
		if n, ok := g.beside(start, s); ok {
			reach(4*n+int(s), g.leaving(l, s)+g.company(start, n, s, id), -1)
		}
	}
	best, found := math.Inf(1), -1
	for q.Len() > 0 {
		x := heap.Pop(q).(state)
		if x.total >= best {
			break
		}
		at, s := x.at/4, side(x.at%4)
		if g.cost[x.at]+guess(at) < x.total-1e-9 {
			continue // an older, dearer way here
		}
		for t := above; t <= right; t++ {
			if t == s.back() {
				continue
			}
			n, ok := g.beside(at, t)
			if !ok {
				continue
			}
			cost := g.cost[x.at] + g.turning(at, s, t, id)
			if n == goal {
				if cost += g.arriving(l, t.back()) + g.company(at, n, t, id); cost < best {
					best, found = cost, x.at*4+int(t)
				}
				continue
			}
			if g.box[n] != nil {
				continue
			}
			cost += g.distance(at, n) + g.company(at, n, t, id)
			reach(4*n+int(t), cost, int32(x.at))
		}
	}
	if found < 0 {
		l.points = []drawing.Point{{X: l.from.x, Y: l.from.y}, {X: l.to.x, Y: l.to.y}} // cannot happen: the tracks are always free
		return
	}
	g.lay(l, found, id, start, goal)
}

// lay puts the line on the way that was found, and notes that it runs there.
func (g *lattice) lay(l *line, found, id, start, goal int) {
	w := len(g.xs)
	nodes := []int{goal}
	last := side(found % 4)
	for at := int32(found / 4); at >= 0; at = g.from[at] {
		nodes = append(nodes, int(at)/4)
	}
	nodes = append(nodes, start)
	slices.Reverse(nodes)
	l.out, l.in = g.toward(nodes[0], nodes[1]), last.back()
	g.ports[port{l.from, l.out}] |= used
	if g.ports[port{l.to, l.in}]&used == 0 {
		g.ports[port{l.to, l.in}] |= entered
	}
	for i := 1; i < len(nodes); i++ {
		g.mark(nodes[i-1], nodes[i], id)
	}
	l.points = append(l.points, l.from.port(l.out))
	for _, n := range nodes[1 : len(nodes)-1] {
		l.points = append(l.points, drawing.Point{X: g.xs[n%w], Y: g.ys[n/w]})
	}
	l.points = straight(append(l.points, l.to.port(l.in)))
}

// What a port is used for.
const (
	used = 1 << iota
	entered
)

// leaving is what it costs to leave a box at a side.
func (g *lattice) leaving(l *line, s side) float64 {
	cost := costOut[s]
	if g.ports[port{l.from, s}] != 0 {
		cost += costPort
	}
	return cost
}

// arriving is what it costs to come to a box at a side.
func (g *lattice) arriving(l *line, s side) float64 {
	cost := costIn[s]
	if g.ports[port{l.to, s}]&used != 0 {
		cost += costPort
	}
	return cost
}

// beside is the next node on a side.
func (g *lattice) beside(n int, s side) (int, bool) {
	x, y := n%len(g.xs)+stepX[s], n/len(g.xs)+stepY[s]
	if x < 0 || x >= len(g.xs) || y < 0 || y >= len(g.ys) {
		return 0, false
	}
	return g.node(x, y), true
}

func (g *lattice) toward(a, b int) side {
	for s := above; s <= right; s++ {
		if n, ok := g.beside(a, s); ok && n == b {
			return s
		}
	}
	return below
}

func (g *lattice) distance(a, b int) float64 {
	w := len(g.xs)
	return math.Abs(g.xs[a%w]-g.xs[b%w]) + math.Abs(g.ys[a/w]-g.ys[b/w])
}

// leg is where it is noted what runs between two nodes.
func (g *lattice) leg(a, b int) *int {
	if a > b {
		a, b = b, a
	}
	if b-a == 1 {
		return &g.across[a]
	}
	return &g.down[a]
}

// company is what it costs to run where another line does. Lines to one box may join.
func (g *lattice) company(a, b int, _ side, id int) float64 {
	if by := *g.leg(a, b); by != 0 && by != id {
		return costCompany
	}
	return 0
}

// turning is what it costs to go on from a node in a direction: a corner, a crossing, a corner on another line.
func (g *lattice) turning(at int, s, t side, id int) float64 {
	other := func(n int, ok bool) bool {
		if !ok {
			return false
		}
		by := *g.leg(at, n)
		return by != 0 && by != id
	}
	on := func(sides ...side) bool {
		for _, x := range sides {
			n, ok := g.beside(at, x)
			if other(n, ok) {
				return true
			}
		}
		return false
	}
	if s != t {
		if on(above, left, below, right) {
			return costCorner + costTouch
		}
		return costCorner
	}
	if stepX[s] == 0 && on(left, right) || stepY[s] == 0 && on(above, below) {
		return costCross
	}
	return 0
}

func (g *lattice) mark(a, b, id int) {
	by := g.leg(a, b)
	if *by != 0 && *by != id {
		*by = -1
		return
	}
	*by = id
}

// port is the middle of a side.
func (b *box) port(s side) drawing.Point {
	return drawing.Point{X: b.x + float64(stepX[s])*b.w/2, Y: b.y + float64(stepY[s])*b.h*b.reach(s)}
}

// reach is how far the outline goes at a side, as a part of the height: the lower edge of a document is a wave.
func (b *box) reach(s side) float64 {
	if s == below && b.kind == drawing.Document {
		return 0.455
	}
	return 0.5
}

// straight leaves out the points in the middle of straight lines.
func straight(points []drawing.Point) []drawing.Point {
	const same = 0.01
	var out []drawing.Point
	for _, p := range points {
		n := len(out)
		switch {
		case n > 0 && math.Abs(out[n-1].X-p.X) < same && math.Abs(out[n-1].Y-p.Y) < same:
			continue
		case n > 1 && (math.Abs(out[n-1].X-p.X) < same && math.Abs(out[n-2].X-p.X) < same || math.Abs(out[n-1].Y-p.Y) < same && math.Abs(out[n-2].Y-p.Y) < same):
			out[n-1] = p
			continue
		}
		out = append(out, p)
	}
	return out
}
