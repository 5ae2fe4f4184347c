package drawing

import "math"

// Outline is what a shape looks like, in the units of its drawing: turned and flipped, from the drawing's corner.
func (s *Shape) Outline() []Path {
	paths := s.Paths
	if s.Preset != Custom {
		paths = s.Preset.paths(s.W, s.H, s.Adjust)
	}
	return s.placed(paths)
}

// placed moves paths from the shape's own box to where it stands.
func (s *Shape) placed(paths []Path) []Path {
	at := placing(s.X, s.Y, s.W, s.H, s.Turn, s.FlipX, s.FlipY)
	out := make([]Path, len(paths))
	for i, p := range paths {
		out[i] = p
		out[i].Segments = make([]Segment, len(p.Segments))
		for k, g := range p.Segments {
			out[i].Segments[k] = Segment{Kind: g.Kind, A: at(g.A), B: at(g.B), To: at(g.To)}
		}
	}
	return out
}

// placing takes a point of a box to where it stands when the box is flipped, turned about its middle and put at x, y.
func placing(x, y, w, h, turn float64, flipX, flipY bool) func(Point) Point {
	sin, cos := math.Sincos(turn * math.Pi / 180)
	return func(p Point) Point {
		dx, dy := p.X-w/2, p.Y-h/2
		if flipX {
			dx = -dx
		}
		if flipY {
			dy = -dy
		}
		return Point{x + w/2 + dx*cos - dy*sin, y + h/2 + dx*sin + dy*cos}
	}
}

// Scaled is a path made larger or smaller.
func (p Path) Scaled(by float64) Path {
	out := p
	out.Segments = make([]Segment, len(p.Segments))
	for i, g := range p.Segments {
		out.Segments[i] = Segment{Kind: g.Kind, A: g.A.times(by), B: g.B.times(by), To: g.To.times(by)}
	}
	return out
}

func (p Point) times(by float64) Point { return Point{p.X * by, p.Y * by} }

// Path is the way of a line. The corners of a curved one are rounded off by curves that end in the middle of its legs.
func (l *Line) Path() Path {
	p := Path{NoFill: true}
	n := len(l.Points)
	if n == 0 {
		return p
	}
	add := func(k SegmentKind, a, b, to Point) { p.Segments = append(p.Segments, Segment{k, a, b, to}) }
	add(Move, Point{}, Point{}, l.Points[0])
	for i := 1; i < n; i++ {
		to := l.Points[i]
		if l.Curved && i < n-1 {
			from, next := l.Points[i-1], l.Points[i+1]
			if i > 1 {
				from = middle(from, to)
			}
			end := next
			if i < n-2 {
				end = middle(to, next)
			}
			if i == 1 {
				from = l.Points[0]
			}
			add(Cubic, mix(from, to, 2.0/3), mix(end, to, 2.0/3), end)
			if i == n-2 {
				return p
			}
			continue
		}
		add(Straight, Point{}, Point{}, to)
	}
	return p
}

func middle(a, b Point) Point { return mix(a, b, 0.5) }

// mix is the point between a and b, at 0 a, at 1 b.
func mix(a, b Point, t float64) Point { return Point{a.X + (b.X-a.X)*t, a.Y + (b.Y-a.Y)*t} }

// Heads are the arrow heads of a line, as filled paths, and the line itself, shortened so that it does not show behind them.
func (l *Line) Heads() (heads []Path, line Path) {
	short := *l
	short.Points = append([]Point(nil), l.Points...)
	n := len(short.Points)
	if n < 2 {
		return nil, short.Path()
	}
	size := max(l.Stroke.Width, 1) * headSize
	put := func(h Head, tip, from Point) Point {
		if h == NoHead || tip == from {
			return tip
		}
		p, back := h.at(tip, from, size)
		heads = append(heads, p)
		return back
	}
	end := put(l.End, short.Points[n-1], short.Points[n-2])
	short.Points[0] = put(l.Begin, short.Points[0], short.Points[1])
	short.Points[n-1] = end
	return heads, short.Path()
}

// headSize is how long a head is, in widths of its line, and how wide.
const headSize = 6

// at is a head at the end of a line that comes from a point, and where the line ends behind it.
func (h Head) at(tip, from Point, size float64) (Path, Point) {
	dx, dy := tip.X-from.X, tip.Y-from.Y
	length := math.Hypot(dx, dy)
	dx, dy = dx/length, dy/length
	along := func(back, side float64) Point { return Point{tip.X - dx*back - dy*side, tip.Y - dy*back + dx*side} }
	half := size * 0.4
	closed := func(points ...Point) Path {
		p := Path{Closed: true, NoStroke: true}
		for i, at := range points {
			k := Straight
			if i == 0 {
				k = Move
			}
			p.Segments = append(p.Segments, Segment{Kind: k, To: at})
		}
		return p
	}
	switch h {
	case Arrow, Stealth:
		return closed(tip, along(size, half), along(size*0.7, 0), along(size, -half)), along(min(size*0.7, length), 0)
	case Diamond:
		return closed(along(-size/2, 0), along(0, half), along(size/2, 0), along(0, -half)), tip
	case Oval:
		c := ellipse(tip.X-size/2, tip.Y-size/2, size, size)
		c.NoStroke = true
		return c, tip
	}
	return closed(tip, along(size, half), along(size, -half)), along(min(size*0.9, length), 0)
}
