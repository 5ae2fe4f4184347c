package drawing

import (
	"math"
	"strings"

	"huibian/pipeline/docx"
)

// guides are the values that a geometry of its own computes (ECMA-376 20.1.9.11), in its own units.
type guides map[string]float64

// mostGuides bounds them, and the segments of a path.
const mostGuides = 2000

// value is a number, or the guide of that name.
func (g guides) value(s string) float64 {
	if v, ok := g[s]; ok {
		return v
	}
	return number(s)
}

// formula computes a guide: an operator and its values.
func (g guides) formula(f string) float64 {
	part := strings.Fields(f)
	if len(part) == 0 {
		return 0
	}
	v := func(i int) float64 {
		if i < len(part) {
			return g.value(part[i])
		}
		return 0
	}
	const angle = math.Pi / 180 / 60000
	switch part[0] {
	case "val":
		return v(1)
	case "*/":
		if v(3) == 0 {
			return 0
		}
		return v(1) * v(2) / v(3)
	case "+-":
		return v(1) + v(2) - v(3)
	case "+/":
		if v(3) == 0 {
			return 0
		}
		return (v(1) + v(2)) / v(3)
	case "?:":
		if v(1) > 0 {
			return v(2)
		}
		return v(3)
	case "abs":
		return math.Abs(v(1))
	case "min":
		return min(v(1), v(2))
	case "max":
		return max(v(1), v(2))
	case "pin":
		return max(v(1), min(v(2), v(3)))
	case "sqrt":
		return math.Sqrt(max(v(1), 0))
	case "mod":
		return math.Sqrt(v(1)*v(1) + v(2)*v(2) + v(3)*v(3))
	case "sin":
		return v(1) * math.Sin(v(2)*angle)
	case "cos":
		return v(1) * math.Cos(v(2)*angle)
	case "tan":
		return v(1) * math.Tan(v(2)*angle)
	case "at2":
		return math.Atan2(v(2), v(1)) / angle
	case "cat2":
		return v(1) * math.Cos(math.Atan2(v(3), v(2)))
	case "sat2":
		return v(1) * math.Sin(math.Atan2(v(3), v(2)))
	}
	return 0
}

// customPaths are the outlines of a geometry of its own in a box of w by h points.
func customPaths(n *docx.Node, w, h float64) []Path {
	const perPoint = 12700
	W, H := w*perPoint, h*perPoint
	short := min(W, H)
	g := guides{"w": W, "h": H, "l": 0, "t": 0, "r": W, "b": H, "hc": W / 2, "vc": H / 2, "wd2": W / 2, "hd2": H / 2, "wd4": W / 4, "hd4": H / 4,
		"ss": short, "ls": max(W, H), "ssd2": short / 2, "cd2": 10800000, "cd4": 5400000, "cd8": 2700000, "3cd4": 16200000, "3cd8": 8100000, "wd3": W / 3, "hd3": H / 3}
	for _, list := range []string{"avLst", "gdLst"} {
		for _, k := range n.Kid(list).All("gd") {
			if len(g) < mostGuides {
				g[k.Attr("name")] = g.formula(k.Attr("fmla"))
			}
		}
	}
	var out []Path
	for _, k := range n.Kid("pathLst").All("path") {
		if len(out) >= mostGuides {
			break
		}
		sx, sy := 1.0/perPoint, 1.0/perPoint
		if pw := number(k.Attr("w")); pw > 0 {
			sx = w / pw
		}
		if ph := number(k.Attr("h")); ph > 0 {
			sy = h / ph
		}
		p := Path{NoFill: k.Attr("fill") == "none", NoStroke: k.Attr("stroke") == "0" || k.Attr("stroke") == "false"}
		var at Point
		point := func(n *docx.Node) Point {
			return Point{bounded(g.value(n.Attr("x")) * sx), bounded(g.value(n.Attr("y")) * sy)}
		}
		for _, seg := range k.Kids {
			if len(p.Segments) >= mostGuides {
				break
			}
			var pts []Point
			for _, q := range seg.All("pt") {
				pts = append(pts, point(q))
			}
			switch {
			case seg.Local == "close":
				p.Closed = true
			case seg.Local == "moveTo" && len(pts) == 1:
				p.Segments = append(p.Segments, Segment{Kind: Move, To: pts[0]})
			case seg.Local == "lnTo" && len(pts) == 1:
				p.Segments = append(p.Segments, Segment{Kind: Straight, To: pts[0]})
			case seg.Local == "cubicBezTo" && len(pts) == 3:
				p.Segments = append(p.Segments, Segment{Cubic, pts[0], pts[1], pts[2]})
			case seg.Local == "quadBezTo" && len(pts) == 2:
				p.Segments = append(p.Segments, Segment{Cubic, mix(at, pts[0], 2.0/3), mix(pts[1], pts[0], 2.0/3), pts[1]})
			case seg.Local == "arcTo":
				rx, ry := bounded(g.value(seg.Attr("wR"))*sx), bounded(g.value(seg.Attr("hR"))*sy)
				from, sweep := g.value(seg.Attr("stAng"))/60000, g.value(seg.Attr("swAng"))/60000
				if math.Abs(sweep) > 720 || math.IsNaN(from) {
					continue
				}
				sin, cos := math.Sincos(from * math.Pi / 180)
				p.arc(Point{at.X - rx*cos, at.Y - ry*sin}, rx, ry, from, sweep)
			}
			if n := len(p.Segments); n > 0 {
				at = p.Segments[n-1].To
			}
		}
		if len(p.Segments) > 0 {
			out = append(out, p)
		}
	}
	return out
}
