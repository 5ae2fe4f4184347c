package drawing

import (
	"cmp"
	"strconv"
	"strings"

	"huibian/pipeline/docx"
)

// pict reads a w:pict or w:object: shapes as Word drew them until 2007, and previews of objects.
func (s *stretch) pict(n *docx.Node) (height float64) {
	for _, k := range n.Kids {
		switch k.Local {
		case "shape", "rect", "roundrect", "oval", "line", "polyline", "group", "curve", "arc", "image":
		default:
			continue
		}
		st := styleOf(k)
		if st["visibility"] == "hidden" || k.Attr("hr") == "t" {
			continue
		}
		f := s.vmlFrame(st)
		nodes := s.vml(k, 0)
		if len(nodes) == 0 {
			continue
		}
		if st["position"] != "absolute" && k.Local != "line" {
			d := &Drawing{Width: f.w, Height: f.h, Title: k.Attr("alt"), Nodes: nodes}
			d.fit()
			s.found = append(s.found, Found{s.block, d})
			height = max(height, d.Height)
			continue
		}
		page := s.Reader.page
		fl := float{block: s.block, page: s.page, w: f.w, h: f.h, order: int64(number(st["z-index"])), nodes: nodes, behind: number(st["z-index"]) < 0}
		switch cmp.Or(st["mso-position-horizontal-relative"], "text") {
		case "page":
			fl.x = -page.left
		}
		switch st["mso-position-horizontal"] {
		case "center":
			fl.x += (page.text()-f.w)/2 - f.x
		case "right":
			fl.x += page.text() - f.w - f.x
		}
		switch cmp.Or(st["mso-position-vertical-relative"], "text") {
		case "page":
			fl.y = s.pageY - page.top
		case "margin":
			fl.y = s.pageY
		default:
			fl.y = s.y
		}
		s.floats = append(s.floats, fl)
	}
	return height
}

// styleOf reads the style of a VML shape: width:12pt;left:0.
func styleOf(n *docx.Node) map[string]string {
	out := map[string]string{}
	for part := range strings.SplitSeq(n.Attr("style"), ";") {
		if k, v, ok := strings.Cut(part, ":"); ok {
			out[strings.TrimSpace(k)] = strings.TrimSpace(v)
		}
	}
	return out
}

// vmlLength is a length of a style: with a unit, or, in a group, in the group's own.
func vmlLength(s string) float64 {
	if v, err := strconv.ParseFloat(s, 64); err == nil {
		return bounded(v)
	}
	return length(s)
}

// vmlFrame is where a shape stands, by its style.
func (s *stretch) vmlFrame(st map[string]string) frame {
	f := frame{x: vmlLength(st["left"]) + vmlLength(st["margin-left"]), y: vmlLength(st["top"]) + vmlLength(st["margin-top"]),
		w: vmlLength(st["width"]), h: vmlLength(st["height"]), flipX: strings.Contains(st["flip"], "x"), flipY: strings.Contains(st["flip"], "y")}
	if rot := st["rotation"]; rot != "" {
		if fd, ok := strings.CutSuffix(rot, "fd"); ok {
			f.turn = number(fd) / 65536
		} else {
			f.turn = number(rot)
		}
	}
	return f
}

// vmlPresets are the presets of the shape types of VML (MS-ODRAWXML 2.2, MSOSPT).
var vmlPresets = map[int]Preset{1: Rect, 2: RoundRect, 3: "ellipse", 4: "diamond", 5: "triangle", 6: "rtTriangle", 7: "parallelogram", 8: "trapezoid", 9: "hexagon", 10: "octagon",
	11: "plus", 12: "star5", 13: "rightArrow", 15: "homePlate", 16: "cube", 22: "can", 23: "donut", 56: "pentagon", 55: "chevron", 61: "wedgeRectCallout", 62: "wedgeRoundRectCallout",
	63: "wedgeEllipseCallout", 65: "foldedCorner", 66: "leftArrow", 67: "downArrow", 68: "upArrow", 69: "leftRightArrow", 70: "upDownArrow", 84: "bevel", 85: "leftBracket", 86: "rightBracket",
	87: "leftBrace", 88: "rightBrace", 106: "cloud", 109: Process, 110: Decision, 111: "flowChartInputOutput", 112: "flowChartPredefinedProcess", 113: "flowChartInternalStorage",
	114: Document, 115: "flowChartMultidocument", 116: Terminator, 117: "flowChartPreparation", 118: "flowChartManualInput", 119: "flowChartManualOperation", 120: Connector,
	121: "flowChartPunchedCard", 122: "flowChartPunchedTape", 123: "flowChartSummingJunction", 124: "flowChartOr", 125: "flowChartCollate", 126: "flowChartSort", 127: "flowChartExtract",
	128: "flowChartMerge", 129: "flowChartOfflineStorage", 130: "flowChartOnlineStorage", 131: "flowChartMagneticTape", 132: "flowChartMagneticDisk", 133: "flowChartMagneticDrum",
	134: "flowChartDisplay", 135: "flowChartDelay", 176: "flowChartAlternateProcess", 177: OffPage, 185: "bracketPair", 186: "bracePair", 202: Rect, 19: "arc"}

// vmlLines are the types that are lines.
var vmlLines = map[int]string{20: "line", 32: "straightConnector1", 33: "bentConnector2", 34: "bentConnector3", 35: "bentConnector4", 36: "bentConnector5",
	37: "curvedConnector2", 38: "curvedConnector3", 39: "curvedConnector4", 40: "curvedConnector5"}

// vml reads a shape or a group.
func (s *stretch) vml(n *docx.Node, depth int) []Node {
	if depth > mostNested || !s.count() {
		return nil
	}
	st := styleOf(n)
	f := s.vmlFrame(st)
	switch n.Local {
	case "group":
		var out []Node
		for _, k := range n.Kids {
			switch k.Local {
			case "shape", "rect", "roundrect", "oval", "line", "polyline", "group":
				out = append(out, s.vml(k, depth+1)...)
			}
		}
		ox, oy := pair(n.Attr("coordorigin"))
		cw, ch := pair(n.Attr("coordsize"))
		if cw == 0 || ch == 0 {
			cw, ch = 1000, 1000
		}
		f.into(out, ox, oy, cw, ch)
		return out
	case "line":
		x1, y1 := vmlPoint(n.Attr("from"))
		x2, y2 := vmlPoint(n.Attr("to"))
		l := s.vmlLine(n, []Point{{x1, y1}, {x2, y2}}, false)
		return l
	case "polyline":
		var points []Point
		v := strings.FieldsFunc(n.Attr("points"), func(r rune) bool { return r == ',' || r == ' ' })
		for i := 0; i+1 < len(v) && len(points) < mostNodes; i += 2 {
			points = append(points, Point{vmlLength(v[i]), vmlLength(v[i+1])})
		}
		if len(points) < 2 {
			return nil
		}
		return s.vmlLine(n, points, false)
	}
	spt := s.sptOf(n)
	if name := vmlLines[spt]; name != "" {
		b := []Adjust{}
		for i, a := range strings.Split(cmp.Or(n.Attr("adj"), s.types[n.Attr("type")].Attr("adj")), ",") {
			if a != "" {
				b = append(b, Adjust{"adj" + strconv.Itoa(i+1), int(number(a) / 21600 * 100000)})
			}
		}
		points, curved := connectorOf(name, box{w: f.w, h: f.h, adjust: b})
		at := placing(f.x, f.y, f.w, f.h, f.turn, f.flipX, f.flipY)
		for i := range points {
			points[i] = at(points[i])
		}
		return s.vmlLine(n, points, curved)
	}
	if image := n.Kid("imagedata"); image != nil {
		return s.vmlImage(n, image, f)
	}
	x := &Shape{X: f.x, Y: f.y, W: f.w, H: f.h, Turn: f.turn, FlipX: f.flipX, FlipY: f.flipY, Stroke: s.vmlStroke(n), Fill: s.vmlFill(n)}
	switch preset, known := vmlPresets[spt]; {
	case n.Local == "rect":
		x.Preset = Rect
	case n.Local == "oval":
		x.Preset = "ellipse"
	case n.Local == "roundrect":
		x.Preset = RoundRect
		if arc := n.Attr("arcsize"); arc != "" {
			v := number(arc)
			if fd, ok := strings.CutSuffix(arc, "f"); ok {
				v = number(fd) / 65536
			} else if p, ok := strings.CutSuffix(arc, "%"); ok {
				v = number(p) / 100
			}
			x.Adjust = []Adjust{{"adj", int(v * 100000)}}
		}
	case known:
		x.Preset = preset
	default:
		path := cmp.Or(n.Attr("path"), s.types[n.Attr("type")].Attr("path"), n.Kid("path").Attr("v"))
		cw, ch := pair(cmp.Or(n.Attr("coordsize"), s.types[n.Attr("type")].Attr("coordsize")))
		if x.Paths = vmlPath(path, cw, ch, f.w, f.h); x.Paths == nil {
			x.Preset = Rect
			if spt > 0 && spt != 136 {
				s.note(Approximate, "VML "+strconv.Itoa(spt))
			}
		}
	}
	if text := n.Kid("textpath"); text != nil && text.Attr("string") != "" {
		x.Stroke, x.Fill = Stroke{}, ""
		x.Words = &Words{Anchor: Middle, Paras: []Para{{Align: Center, Runs: []Run{{Text: text.Attr("string"), Size: max(min(f.h*0.7, 72), 8), Color: "999999"}}}}}
		return []Node{x}
	}
	if b := n.Kid("textbox"); b != nil && b.Kid("txbxContent") != nil {
		x.Words = s.content(b.Kid("txbxContent"), "")
		w := x.Words
		w.Left, w.Top, w.Right, w.Bottom = 7.2, 3.6, 7.2, 3.6
		for i, v := range strings.Split(b.Attr("inset"), ",") {
			if into := []*float64{&w.Left, &w.Top, &w.Right, &w.Bottom}; i < len(into) && strings.TrimSpace(v) != "" {
				*into[i] = vmlLength(v)
			}
		}
		w.Anchor = map[string]Anchor{"middle": Middle, "bottom": Bottom, "middle-center": Middle}[st["v-text-anchor"]]
		if bs := styleOf(b); strings.HasPrefix(bs["layout-flow"], "vertical") {
			w.Turn = 90
			if bs["mso-layout-flow-alt"] == "bottom-to-top" {
				w.Turn = 270
			}
		}
		w.within(x)
	}
	return []Node{x}
}

// sptOf is the number of a shape's type.
func (s *stretch) sptOf(n *docx.Node) int {
	t := n.Attr("type")
	if spt := s.types[t].Attr("spt"); spt != "" {
		return int(number(spt))
	}
	_, no, ok := strings.Cut(t, "_t")
	if !ok {
		if spt := n.Attr("spt"); spt != "" {
			return int(number(spt))
		}
		return 0
	}
	return int(number(no))
}

// pair reads two numbers.
func pair(s string) (a, b float64) {
	x, y, _ := strings.Cut(s, ",")
	return number(x), number(y)
}

// vmlPoint reads a point whose coordinates may have units.
func vmlPoint(s string) (x, y float64) {
	a, b, _ := strings.Cut(s, ",")
	return vmlLength(strings.TrimSpace(a)), vmlLength(strings.TrimSpace(b))
}

// connectorOf are the points of a line that is a preset.
func connectorOf(preset string, b box) ([]Point, bool) {
	geom := &docx.Node{Kids: []*docx.Node{{Local: "avLst"}}}
	for _, a := range b.adjust {
		geom.Kids[0].Kids = append(geom.Kids[0].Kids, &docx.Node{Local: "gd", Attrs: []docx.Attr{{Local: "name", Value: a.Name}, {Local: "fmla", Value: "val " + strconv.Itoa(a.Value)}}})
	}
	return connector(preset, b.w, b.h, geom)
}

func (s *stretch) vmlLine(n *docx.Node, points []Point, curved bool) []Node {
	k := n.Kid("stroke")
	l := &Line{Points: points, Curved: curved, Stroke: s.vmlStroke(n), Begin: headNames[k.Attr("startarrow")], End: headNames[k.Attr("endarrow")]}
	if l.Stroke.Width == 0 {
		return nil
	}
	return []Node{l}
}

// no reads a switch of VML that is off.
func no(v string) bool { return v == "f" || v == "false" }

// vmlColor reads a colour of VML: #fff, red, red [3], #4f81bd [3204].
func vmlColor(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), " ")
	if c := rgb(s); c != "" {
		return c
	}
	return presetColors[s]
}

func (s *stretch) vmlStroke(n *docx.Node) Stroke {
	t := s.types[n.Attr("type")]
	k := n.Kid("stroke")
	if no(cmp.Or(n.Attr("stroked"), k.Attr("on"), t.Attr("stroked"))) {
		return Stroke{}
	}
	out := Stroke{Width: 0.75, Color: vmlColor(cmp.Or(n.Attr("strokecolor"), k.Attr("color")))}
	if w := cmp.Or(n.Attr("strokeweight"), k.Attr("weight")); w != "" {
		out.Width = max(vmlLength(w), 0.25)
	}
	out.Dash = dashOf(k.Attr("dashstyle"), out.Width)
	return out
}

func (s *stretch) vmlFill(n *docx.Node) string {
	t := s.types[n.Attr("type")]
	k := n.Kid("fill")
	if no(cmp.Or(n.Attr("filled"), k.Attr("on"), t.Attr("filled"))) {
		return ""
	}
	return cmp.Or(vmlColor(cmp.Or(n.Attr("fillcolor"), k.Attr("color"))), "FFFFFF")
}

// vmlImage reads a picture, or the preview of an object.
func (s *stretch) vmlImage(n, image *docx.Node, f frame) []Node {
	title := cmp.Or(n.Attr("alt"), image.Attr("title"))
	t, ok := s.pkg.Target(s.pkg.Main(), image.Attr("id"))
	if !ok || t.Part == "" {
		return []Node{s.missing(f.w, f.h, cmp.Or(title, "图片"), "图片不在文件里")}
	}
	node := s.raster(t.Part, title, f.w, f.h)
	switch x := node.(type) {
	case *Image:
		x.X, x.Y, x.W, x.H, x.Turn, x.FlipX, x.FlipY = f.x, f.y, f.w, f.h, f.turn, f.flipX, f.flipY
		x.Crop = cropOf(vmlPart(image.Attr("cropleft")), vmlPart(image.Attr("croptop")), vmlPart(image.Attr("cropright")), vmlPart(image.Attr("cropbottom")))
		if x.W <= 0 || x.H <= 0 {
			x.W, x.H = float64(x.Raster.Width)*0.75, float64(x.Raster.Height)*0.75
		}
	case *Shape:
		x.X, x.Y = f.x, f.y
	}
	return []Node{node}
}

// vmlPart reads a part of one: 0.1, 6554f.
func vmlPart(s string) float64 {
	if fd, ok := strings.CutSuffix(s, "f"); ok {
		return number(fd) / 65536
	}
	return number(s)
}

// vmlPath reads the commands of a path (ECMA-376 part 4, 19.1.2.19), as far as they have no formulas in them, into a box of w
// by h.
func vmlPath(path string, cw, ch, w, h float64) []Path {
	if path == "" || strings.Contains(path, "@") || len(path) > 1<<16 {
		return nil
	}
	if cw == 0 {
		cw = 1000
	}
	if ch == 0 {
		ch = 1000
	}
	var out []Path
	cur := Path{}
	var at Point
	flush := func() {
		if len(cur.Segments) > 1 {
			out = append(out, cur)
		}
		cur = Path{}
	}
	for len(path) > 0 {
		i := 0
		for i < len(path) && (path[i] >= 'a' && path[i] <= 'z') {
			i++
		}
		cmd := path[:i]
		if i == 0 {
			path = path[1:]
			continue
		}
		if len(cmd) > 1 && strings.ContainsAny(cmd[:1], "xe") && cmd != "x" { // xe
			cmd, i = cmd[:1], 1
		}
		j := i
		for j < len(path) && (path[j] < 'a' || path[j] > 'z') {
			j++
		}
		var v []float64
		for field := range strings.SplitSeq(path[i:j], ",") {
			v = append(v, number(field))
		}
		path = path[j:]
		abs := func(x, y float64) Point { return Point{bounded(x / cw * w), bounded(y / ch * h)} }
		rel := func(x, y float64) Point { p := abs(x, y); return Point{at.X + p.X, at.Y + p.Y} }
		to := abs
		switch cmd {
		case "t", "r", "v":
			to = rel
		}
		add := func(k SegmentKind, pts ...Point) {
			if len(cur.Segments) >= mostGuides {
				return
			}
			g := Segment{Kind: k, To: pts[len(pts)-1]}
			if k == Cubic {
				g.A, g.B = pts[0], pts[1]
			}
			cur.Segments = append(cur.Segments, g)
			at = g.To
		}
		switch cmd {
		case "m", "t":
			if len(v) < 2 {
				v = append(v, 0, 0)
			}
			flush()
			add(Move, to(v[0], v[1]))
		case "l", "r":
			for k := 0; k+1 < len(v); k += 2 {
				add(Straight, to(v[k], v[k+1]))
			}
		case "c", "v":
			for k := 0; k+5 < len(v); k += 6 {
				add(Cubic, to(v[k], v[k+1]), to(v[k+2], v[k+3]), to(v[k+4], v[k+5]))
			}
		case "x":
			cur.Closed = true
		case "e":
			flush()
		case "nf":
			cur.NoFill = true
		case "ns":
			cur.NoStroke = true
		}
	}
	flush()
	return out
}
