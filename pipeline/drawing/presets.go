package drawing

import "math"

// paths is the geometry of a preset in a box of w by h (ECMA-376, presetShapeDefinitions). One that is not known is its box.
func (p Preset) paths(w, h float64, adjust []Adjust) []Path {
	draw, ok := presets[p]
	if !ok {
		draw = presets[Rect]
	}
	return draw(box{w, h, math.Min(w, h), adjust})
}

// Known reports whether a preset can be drawn as what it is.
func (p Preset) Known() bool { _, ok := presets[p]; return ok }

// box is what a preset is drawn into.
type box struct {
	w, h, s float64 // s is the shorter side
	adjust  []Adjust
}

// adj is an adjust value as a part of one: 50000 is a half.
func (b box) adj(name string, standard float64) float64 {
	for _, a := range b.adjust {
		if a.Name == name {
			return float64(a.Value) / 100000
		}
	}
	return standard
}

// poly is a closed figure with corners, given as parts of the box: x, y in turn.
func poly(parts ...float64) func(box) []Path {
	return func(b box) []Path {
		at := make([]Point, 0, len(parts)/2)
		for i := 0; i+1 < len(parts); i += 2 {
			at = append(at, Point{parts[i] * b.w, parts[i+1] * b.h})
		}
		return []Path{corners(at...)}
	}
}

// corners is a closed figure.
func corners(at ...Point) Path {
	p := open(at...)
	p.Closed, p.NoFill = true, false
	return p
}

// open is a line that is not filled.
func open(at ...Point) Path {
	p := Path{NoFill: true}
	for i, to := range at {
		k := Straight
		if i == 0 {
			k = Move
		}
		p.Segments = append(p.Segments, Segment{Kind: k, To: to})
	}
	return p
}

// quarter is how far the control points of a quarter of a circle are, as a part of its radius.
const quarter = 0.5522847498

// arc adds an arc of an ellipse about c from one angle over another, in degrees clockwise from the right, to a path. It begins
// where the path is.
func (p *Path) arc(c Point, rx, ry, from, sweep float64) {
	n := int(math.Ceil(math.Abs(sweep) / 90))
	if n == 0 || n > 64 {
		return
	}
	step := sweep / float64(n) * math.Pi / 180
	k := 4.0 / 3 * math.Tan(step/4)
	a := from * math.Pi / 180
	for range n {
		sin1, cos1 := math.Sincos(a)
		sin2, cos2 := math.Sincos(a + step)
		p.Segments = append(p.Segments, Segment{Kind: Cubic,
			A:  Point{c.X + rx*(cos1-k*sin1), c.Y + ry*(sin1+k*cos1)},
			B:  Point{c.X + rx*(cos2+k*sin2), c.Y + ry*(sin2-k*cos2)},
			To: Point{c.X + rx*cos2, c.Y + ry*sin2}})
		a += step
	}
}

func (p *Path) move(x, y float64) {
	p.Segments = append(p.Segments, Segment{Kind: Move, To: Point{x, y}})
}
func (p *Path) line(x, y float64) {
	p.Segments = append(p.Segments, Segment{Kind: Straight, To: Point{x, y}})
}
func (p *Path) curve(ax, ay, bx, by, x, y float64) {
	p.Segments = append(p.Segments, Segment{Cubic, Point{ax, ay}, Point{bx, by}, Point{x, y}})
}

// ellipse is one in a box.
func ellipse(x, y, w, h float64) Path {
	p := Path{Closed: true}
	p.move(x+w, y+h/2)
	p.arc(Point{x + w/2, y + h/2}, w/2, h/2, 0, 360)
	return p
}

// rounded is a rectangle with round corners of a radius each way.
func rounded(w, h, rx, ry float64) Path {
	p := Path{Closed: true}
	p.move(rx, 0)
	p.line(w-rx, 0)
	p.arc(Point{w - rx, ry}, rx, ry, -90, 90)
	p.line(w, h-ry)
	p.arc(Point{w - rx, h - ry}, rx, ry, 0, 90)
	p.line(rx, h)
	p.arc(Point{rx, h - ry}, rx, ry, 90, 90)
	p.line(0, ry)
	p.arc(Point{rx, ry}, rx, ry, 180, 90)
	return p
}

var rect = poly(0, 0, 1, 0, 1, 1, 0, 1)

// with is a figure with lines in it.
func with(draw func(box) []Path, lines func(b box) []Path) func(box) []Path {
	return func(b box) []Path { return append(draw(b), lines(b)...) }
}

// inner are open lines given as parts of the box; each is a list of x, y.
func inner(lines ...[]float64) func(box) []Path {
	return func(b box) []Path {
		var out []Path
		for _, l := range lines {
			var at []Point
			for i := 0; i+1 < len(l); i += 2 {
				at = append(at, Point{l[i] * b.w, l[i+1] * b.h})
			}
			out = append(out, open(at...))
		}
		return out
	}
}

func one(draw func(b box, p *Path)) func(box) []Path {
	return func(b box) []Path {
		p := Path{Closed: true}
		draw(b, &p)
		return []Path{p}
	}
}

var presets map[Preset]func(box) []Path

func init() {
	round := func(b box) []Path { r := b.s * b.adj("adj", 0.16667); return []Path{rounded(b.w, b.h, r, r)} }
	oval := func(b box) []Path { return []Path{ellipse(0, 0, b.w, b.h)} }
	document := one(func(b box, p *Path) {
		p.move(0, 0)
		p.line(b.w, 0)
		p.line(b.w, b.h*0.8018)
		p.curve(b.w*0.5, b.h*0.8018, b.w*0.5, b.h*1.1066, 0, b.h*0.9339)
	})
	slanted := func(name string, standard float64) func(box) []Path {
		return func(b box) []Path {
			d := min(b.s*b.adj(name, standard), b.w)
			return []Path{corners(Point{0, b.h}, Point{d, 0}, Point{b.w, 0}, Point{b.w - d, b.h})}
		}
	}
	cylinder := func(part float64) func(box) []Path {
		return func(b box) []Path {
			r := b.s * b.adj("adj", part) / 2
			if part < 0 {
				r = b.h / 6
			}
			p := Path{Closed: true}
			p.move(0, r)
			p.arc(Point{b.w / 2, r}, b.w/2, r, 180, 180)
			p.line(b.w, b.h-r)
			p.arc(Point{b.w / 2, b.h - r}, b.w/2, r, 0, 180)
			lid := Path{NoFill: true}
			lid.move(b.w, r)
			lid.arc(Point{b.w / 2, r}, b.w/2, r, 0, 180)
			return []Path{p, lid}
		}
	}
	arrow := func(turns int) func(box) []Path { return func(b box) []Path { return []Path{b.arrow(turns)} } }
	callout := func(body func(box) []Path) func(box) []Path {
		return func(b box) []Path {
			x, y := b.w*(0.5+b.adj("adj1", -0.20833)), b.h*(0.5+b.adj("adj2", 0.625))
			tail := corners(Point{b.w * 0.42, b.h / 2}, Point{x, y}, Point{b.w * 0.58, b.h / 2})
			return append([]Path{tail}, body(b)...)
		}
	}
	presets = map[Preset]func(box) []Path{
		Rect: rect, Process: rect, RoundRect: round, Decision: poly(0.5, 0, 1, 0.5, 0.5, 1, 0, 0.5), Document: document,
		Connector: oval, OffPage: poly(0, 0, 1, 0, 1, 0.8, 0.5, 1, 0, 0.8),
		Terminator: func(b box) []Path {
			return []Path{rounded(b.w, b.h, b.w*0.16088, b.h/2)}
		},
		"flowChartAlternateProcess":  func(b box) []Path { r := b.s / 6; return []Path{rounded(b.w, b.h, r, r)} },
		"flowChartInputOutput":       poly(0.2, 0, 1, 0, 0.8, 1, 0, 1),
		"flowChartPredefinedProcess": with(rect, inner([]float64{0.125, 0, 0.125, 1}, []float64{0.875, 0, 0.875, 1})),
		"flowChartInternalStorage":   with(rect, inner([]float64{0.125, 0, 0.125, 1}, []float64{0, 0.125, 1, 0.125})),
		"flowChartMultidocument": func(b box) []Path {
			var out []Path
			for i := 2; i >= 0; i-- {
				dx, dy := b.w*0.07*float64(i), b.h*0.08*float64(2-i)
				for _, p := range document(box{b.w * 0.86, b.h * 0.84, b.s, nil}) {
					out = append(out, p.shifted(dx, dy))
				}
			}
			return out
		},
		"flowChartPreparation":     poly(0.2, 0, 0.8, 0, 1, 0.5, 0.8, 1, 0.2, 1, 0, 0.5),
		"flowChartManualInput":     poly(0, 0.2, 1, 0, 1, 1, 0, 1),
		"flowChartManualOperation": poly(0, 0, 1, 0, 0.8, 1, 0.2, 1),
		"flowChartPunchedCard":     poly(0.2, 0, 1, 0, 1, 1, 0, 1, 0, 0.2),
		"flowChartPunchedTape": one(func(b box, p *Path) {
			p.move(0, b.h*0.1)
			p.curve(b.w*0.25, b.h*0.25, b.w*0.25, b.h*0.25, b.w*0.5, b.h*0.1)
			p.curve(b.w*0.75, -b.h*0.05, b.w*0.75, -b.h*0.05, b.w, b.h*0.1)
			p.line(b.w, b.h*0.9)
			p.curve(b.w*0.75, b.h*0.75, b.w*0.75, b.h*0.75, b.w*0.5, b.h*0.9)
			p.curve(b.w*0.25, b.h*1.05, b.w*0.25, b.h*1.05, 0, b.h*0.9)
		}),
		"flowChartSummingJunction": with(oval, inner([]float64{0.1464, 0.1464, 0.8536, 0.8536}, []float64{0.8536, 0.1464, 0.1464, 0.8536})),
		"flowChartOr":              with(oval, inner([]float64{0.5, 0, 0.5, 1}, []float64{0, 0.5, 1, 0.5})),
		"flowChartCollate":         poly(0, 0, 1, 0, 0.5, 0.5, 1, 1, 0, 1, 0.5, 0.5),
		"flowChartSort":            with(poly(0.5, 0, 1, 0.5, 0.5, 1, 0, 0.5), inner([]float64{0, 0.5, 1, 0.5})),
		"flowChartExtract":         poly(0.5, 0, 1, 1, 0, 1),
		"flowChartMerge":           poly(0, 0, 1, 0, 0.5, 1),
		"flowChartOnlineStorage": one(func(b box, p *Path) {
			p.move(b.w/6, 0)
			p.line(b.w, 0)
			p.curve(b.w*0.78, b.h*0.33, b.w*0.78, b.h*0.67, b.w, b.h)
			p.line(b.w/6, b.h)
			p.arc(Point{b.w / 6, b.h / 2}, b.w/6, b.h/2, 90, 180)
		}),
		"flowChartDelay": one(func(b box, p *Path) {
			p.move(0, 0)
			p.line(b.w/2, 0)
			p.arc(Point{b.w / 2, b.h / 2}, b.w/2, b.h/2, -90, 180)
			p.line(0, b.h)
		}),
		"flowChartDisplay": one(func(b box, p *Path) {
			p.move(0, b.h/2)
			p.line(b.w/6, 0)
			p.line(b.w*5/6, 0)
			p.arc(Point{b.w * 5 / 6, b.h / 2}, b.w/6, b.h/2, -90, 180)
			p.line(b.w/6, b.h)
		}),
		"flowChartMagneticTape": oval, "flowChartMagneticDisk": cylinder(-1), "flowChartMagneticDrum": cylinder(-1),
		"flowChartOfflineStorage": poly(0, 0, 1, 0, 0.5, 1),

		"ellipse": oval, "diamond": poly(0.5, 0, 1, 0.5, 0.5, 1, 0, 0.5), "can": cylinder(0.25),
		"triangle": func(b box) []Path {
			return []Path{corners(Point{b.w * b.adj("adj", 0.5), 0}, Point{b.w, b.h}, Point{0, b.h})}
		},
		"rtTriangle": poly(0, 0, 1, 1, 0, 1), "parallelogram": slanted("adj", 0.25),
		"trapezoid": func(b box) []Path {
			d := min(b.s*b.adj("adj", 0.25), b.w/2)
			return []Path{corners(Point{0, b.h}, Point{d, 0}, Point{b.w - d, 0}, Point{b.w, b.h})}
		},
		"hexagon": func(b box) []Path {
			d := min(b.s*b.adj("adj", 0.25), b.w/2)
			return []Path{corners(Point{0, b.h / 2}, Point{d, 0}, Point{b.w - d, 0}, Point{b.w, b.h / 2}, Point{b.w - d, b.h}, Point{d, b.h})}
		},
		"octagon": func(b box) []Path {
			d := b.s * b.adj("adj", 0.29289)
			return []Path{corners(Point{0, d}, Point{d, 0}, Point{b.w - d, 0}, Point{b.w, d}, Point{b.w, b.h - d}, Point{b.w - d, b.h}, Point{d, b.h}, Point{0, b.h - d})}
		},
		"pentagon": poly(0.5, 0, 1, 0.382, 0.809, 1, 0.191, 1, 0, 0.382),
		"homePlate": func(b box) []Path {
			d := min(b.s*b.adj("adj", 0.5), b.w)
			return []Path{corners(Point{0, 0}, Point{b.w - d, 0}, Point{b.w, b.h / 2}, Point{b.w - d, b.h}, Point{0, b.h})}
		},
		"chevron": func(b box) []Path {
			d := min(b.s*b.adj("adj", 0.5), b.w)
			return []Path{corners(Point{0, 0}, Point{b.w - d, 0}, Point{b.w, b.h / 2}, Point{b.w - d, b.h}, Point{0, b.h}, Point{d, b.h / 2})}
		},
		"plus": func(b box) []Path {
			d := b.s * b.adj("adj", 0.25)
			return []Path{corners(Point{d, 0}, Point{b.w - d, 0}, Point{b.w - d, d}, Point{b.w, d}, Point{b.w, b.h - d}, Point{b.w - d, b.h - d},
				Point{b.w - d, b.h}, Point{d, b.h}, Point{d, b.h - d}, Point{0, b.h - d}, Point{0, d}, Point{d, d})}
		},
		"star5": poly(0.5, 0, 0.618, 0.382, 1, 0.382, 0.691, 0.618, 0.809, 1, 0.5, 0.764, 0.191, 1, 0.309, 0.618, 0, 0.382, 0.382, 0.382),
		"snip1Rect": func(b box) []Path {
			d := b.s * b.adj("adj", 0.16667)
			return []Path{corners(Point{0, 0}, Point{b.w - d, 0}, Point{b.w, d}, Point{b.w, b.h}, Point{0, b.h})}
		},
		"snip2DiagRect": func(b box) []Path {
			d := b.s * b.adj("adj2", 0.16667)
			return []Path{corners(Point{0, 0}, Point{b.w - d, 0}, Point{b.w, d}, Point{b.w, b.h}, Point{d, b.h}, Point{0, b.h - d})}
		},
		"round1Rect": round, "round2SameRect": round, "round2DiagRect": round, "snip2SameRect": round, "snipRoundRect": round,
		"foldedCorner": with(func(b box) []Path {
			d := b.s * b.adj("adj", 0.16667)
			return []Path{corners(Point{0, 0}, Point{b.w, 0}, Point{b.w, b.h - d}, Point{b.w - d, b.h}, Point{0, b.h})}
		}, func(b box) []Path {
			d := b.s * b.adj("adj", 0.16667)
			return []Path{open(Point{b.w - d, b.h}, Point{b.w - d*0.8, b.h - d*0.8}, Point{b.w, b.h - d})}
		}),
		"bevel": with(rect, func(b box) []Path {
			d := b.s * b.adj("adj", 0.125)
			return []Path{open(Point{d, d}, Point{b.w - d, d}, Point{b.w - d, b.h - d}, Point{d, b.h - d}, Point{d, d}),
				open(Point{}, Point{d, d}), open(Point{b.w, 0}, Point{b.w - d, d}), open(Point{b.w, b.h}, Point{b.w - d, b.h - d}), open(Point{0, b.h}, Point{d, b.h - d})}
		}),
		"cube": with(func(b box) []Path {
			d := b.s * b.adj("adj", 0.25)
			return []Path{corners(Point{0, d}, Point{d, 0}, Point{b.w, 0}, Point{b.w, b.h - d}, Point{b.w - d, b.h}, Point{0, b.h})}
		}, func(b box) []Path {
			d := b.s * b.adj("adj", 0.25)
			return []Path{open(Point{0, d}, Point{b.w - d, d}, Point{b.w - d, b.h}), open(Point{b.w - d, d}, Point{b.w, 0})}
		}),
		"frame": with(rect, func(b box) []Path {
			d := b.s * b.adj("adj1", 0.125)
			return []Path{open(Point{d, d}, Point{b.w - d, d}, Point{b.w - d, b.h - d}, Point{d, b.h - d}, Point{d, d})}
		}),
		"cloud": one(func(b box, p *Path) {
			p.move(b.w*0.1, b.h*0.6)
			for _, c := range [][4]float64{{0.02, 0.3, 0.25, 0.25}, {0.3, 0.0, 0.55, 0.12}, {0.8, -0.05, 0.85, 0.3}, {1.05, 0.4, 0.9, 0.65}, {0.85, 0.95, 0.6, 0.85}, {0.4, 1.1, 0.25, 0.85}, {0.0, 0.95, 0.1, 0.6}} {
				p.curve(c[0]*b.w, c[1]*b.h, c[0]*b.w, c[1]*b.h, c[2]*b.w, c[3]*b.h)
			}
		}),
		"rightArrow": arrow(0), "downArrow": arrow(1), "leftArrow": arrow(2), "upArrow": arrow(3),
		"leftRightArrow":    func(b box) []Path { return []Path{b.bothWays(false)} },
		"upDownArrow":       func(b box) []Path { return []Path{b.bothWays(true)} },
		"notchedRightArrow": arrow(0), "stripedRightArrow": arrow(0), "bentArrow": arrow(0), "bentUpArrow": arrow(3), "uturnArrow": arrow(1), "curvedRightArrow": arrow(0),
		"wedgeRectCallout": callout(rect), "wedgeRoundRectCallout": callout(round), "wedgeEllipseCallout": callout(oval),
		"leftBracket": bracket(false, true, 0), "rightBracket": bracket(true, true, 0), "leftBrace": bracket(false, true, 1), "rightBrace": bracket(true, true, 1),
		"bracketPair": func(b box) []Path { return append(bracket(false, false, 0)(b), bracket(true, false, 0)(b)...) },
		"bracePair":   func(b box) []Path { return append(bracket(false, false, 1)(b), bracket(true, false, 1)(b)...) },
		"line":        inner([]float64{0, 0, 1, 1}), "lineInv": inner([]float64{0, 1, 1, 0}), "straightConnector1": inner([]float64{0, 0, 1, 1}),
		"arc": func(b box) []Path {
			p := Path{NoFill: true}
			p.move(b.w/2, 0)
			p.arc(Point{b.w / 2, b.h / 2}, b.w/2, b.h/2, -90, 90)
			return []Path{p}
		},
		"donut": with(oval, func(b box) []Path {
			d := b.s * b.adj("adj", 0.25)
			p := ellipse(d, d, b.w-2*d, b.h-2*d)
			p.NoFill = true
			return []Path{p}
		}),
		"plaque":  round,
		"textBox": rect,
	}
}

// arrow is a block arrow to the right, turned by quarters clockwise.
func (b box) arrow(turns int) Path {
	w, h := b.w, b.h
	if turns%2 == 1 {
		w, h = h, w
	}
	head := min(math.Min(w, h)*b.adj("adj2", 0.5), w)
	side := h * (1 - b.adj("adj1", 0.5)) / 2
	at := []Point{{0, side}, {w - head, side}, {w - head, 0}, {w, h / 2}, {w - head, h}, {w - head, h - side}, {0, h - side}}
	for i, p := range at {
		switch turns {
		case 1:
			at[i] = Point{h - p.Y, p.X}
		case 2:
			at[i] = Point{w - p.X, p.Y}
		case 3:
			at[i] = Point{p.Y, w - p.X}
		}
	}
	return corners(at...)
}

// bothWays is a block arrow with two heads.
func (b box) bothWays(upright bool) Path {
	w, h := b.w, b.h
	if upright {
		w, h = h, w
	}
	head := min(math.Min(w, h)*b.adj("adj2", 0.5), w/2)
	side := h * (1 - b.adj("adj1", 0.5)) / 2
	at := []Point{{0, h / 2}, {head, 0}, {head, side}, {w - head, side}, {w - head, 0}, {w, h / 2}, {w - head, h}, {w - head, h - side}, {head, h - side}, {head, h}}
	if upright {
		for i, p := range at {
			at[i] = Point{p.Y, p.X}
		}
	}
	return corners(at...)
}

// bracket is a bracket or a brace at one side of the box; whole uses all of its width.
func bracket(right, whole bool, brace int) func(box) []Path {
	return func(b box) []Path {
		d := b.s * b.adj("adj", 0.16667)
		if whole {
			d = b.w
		}
		x := func(v float64) float64 {
			if right {
				return b.w - v
			}
			return v
		}
		p := Path{NoFill: true}
		r := min(d, b.h/4)
		if brace == 1 {
			d /= 2
			r = min(d, b.h/4)
			p.move(x(2*d), 0)
			p.curve(x(d), 0, x(d), 0, x(d), r)
			p.line(x(d), b.h/2-r)
			p.curve(x(d), b.h/2, x(d), b.h/2, x(0), b.h/2)
			p.curve(x(d), b.h/2, x(d), b.h/2, x(d), b.h/2+r)
			p.line(x(d), b.h-r)
			p.curve(x(d), b.h, x(d), b.h, x(2*d), b.h)
			return []Path{p}
		}
		p.move(x(d), 0)
		p.curve(x(d*(1-quarter)), 0, x(0), r*(1-quarter), x(0), r)
		p.line(x(0), b.h-r)
		p.curve(x(0), b.h-r*(1-quarter), x(d*(1-quarter)), b.h, x(d), b.h)
		return []Path{p}
	}
}

// shifted is a path moved.
func (p Path) shifted(dx, dy float64) Path {
	out := p
	out.Segments = make([]Segment, len(p.Segments))
	for i, g := range p.Segments {
		out.Segments[i] = Segment{g.Kind, Point{g.A.X + dx, g.A.Y + dy}, Point{g.B.X + dx, g.B.Y + dy}, Point{g.To.X + dx, g.To.Y + dy}}
	}
	return out
}
