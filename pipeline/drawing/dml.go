package drawing

import (
	"cmp"
	"strings"

	"huibian/pipeline/docx"
)

// drawn reads a w:drawing. What stands in a line is found where it is, and its height given back; what stands beside the text
// becomes a float.
func (s *stretch) drawn(n *docx.Node) (height float64) {
	for _, k := range n.Kids {
		if k.Local != "inline" && k.Local != "anchor" {
			continue
		}
		w, h := emus(k.Kid("extent").Attr("cx")), emus(k.Kid("extent").Attr("cy"))
		pr := k.Kid("docPr")
		if on(pr.Attr("hidden")) {
			continue
		}
		title := cmp.Or(pr.Attr("descr"), pr.Attr("title"))
		nodes := s.graphic(k.Kid("graphic").Kid("graphicData"), w, h, title)
		if len(nodes) == 0 {
			continue
		}
		if k.Local == "inline" {
			d := &Drawing{Width: w, Height: h, Title: title, Nodes: nodes}
			d.fit()
			s.found = append(s.found, Found{s.block, d})
			height = max(height, h)
			continue
		}
		f := float{block: s.block, page: s.page, w: w, h: h, order: int64(number(k.Attr("relativeHeight"))), nodes: nodes, behind: on(k.Attr("behindDoc"))}
		f.x, f.y = s.across(k.Kid("positionH"), w), s.down(k.Kid("positionV"), h)
		if on(k.Attr("simplePos")) {
			f.x, f.y = emus(k.Kid("simplePos").Attr("x"))-s.Reader.page.left, s.pageY+emus(k.Kid("simplePos").Attr("y"))-s.Reader.page.top
		}
		s.floats = append(s.floats, f)
		if k.Kid("wrapTopAndBottom") != nil {
			height = max(height, h)
		}
	}
	return height
}

// across is where a float begins, from the left edge of the text.
func (s *stretch) across(n *docx.Node, w float64) float64 {
	page := s.Reader.page
	from, room := 0.0, page.text()
	switch n.Attr("relativeFrom") {
	case "page":
		from, room = -page.left, page.width
	case "leftMargin", "insideMargin":
		from, room = -page.left, page.left
	case "rightMargin", "outsideMargin":
		from, room = page.text(), page.right
	}
	switch n.Kid("align").Words() {
	case "center":
		return from + (room-w)/2
	case "right", "outside":
		return from + room - w
	}
	return from + emus(n.Kid("posOffset").Words())
}

// down is where a float begins, from the top of the stretch: by its paragraph, or by the page it stands on.
func (s *stretch) down(n *docx.Node, h float64) float64 {
	page := s.Reader.page
	offset := emus(n.Kid("posOffset").Words())
	switch n.Attr("relativeFrom") {
	case "page", "topMargin":
		return s.pageY + offset - page.top
	case "margin":
		if n.Kid("align").Words() == "center" {
			return s.pageY + (page.height-2*page.top-h)/2
		}
		return s.pageY + offset
	}
	return s.y + offset
}

// graphic reads what is in a drawing, in a box of w by h.
func (s *stretch) graphic(n *docx.Node, w, h float64, title string) []Node {
	if n == nil {
		return nil
	}
	for _, k := range n.Kids {
		switch k.Local {
		case "wgp", "wpc", "lockedCanvas", "grpSp", "wsp", "sp", "cxnSp", "pic":
			all := s.tree(k, 0)
			if k.Local == "wsp" || k.Local == "pic" || k.Local == "sp" { // its place is the drawing's
				for _, n := range all {
					s.toBox(n, w, h)
				}
			}
			return all
		case "chart":
			name := "图表"
			if t, ok := s.pkg.Target(s.pkg.Main(), k.Attr("id")); ok {
				if c, err := s.pkg.Tree(t.Part); err == nil {
					if words := strings.TrimSpace(c.Find("title").Words()); words != "" {
						name += "“" + words + "”"
					}
				}
			}
			s.note(Unpreviewed, name)
			return []Node{framed(w, h, "［"+cmp.Or(title, name)+"：见Word版］")}
		case "relIds":
			return s.diagram(k, w, h, title)
		case "AlternateContent":
			if shown := k.Shown(); shown != nil {
				return s.graphic(shown, w, h, title)
			}
		}
	}
	return nil
}

// toBox puts a single shape, whose own place says nothing, into the box of its drawing.
func (s *stretch) toBox(n Node, w, h float64) {
	switch n := n.(type) {
	case *Shape:
		if n.W > 0 || n.H > 0 {
			w, h = n.W, n.H
		}
		n.X, n.Y, n.W, n.H = 0, 0, w, h
	case *Image:
		if n.W <= 0 || n.H <= 0 {
			n.W, n.H = w, h
		}
		n.X, n.Y = 0, 0
	}
}

// diagram reads SmartArt by the drawing that the program which saved it made of it.
func (s *stretch) diagram(n *docx.Node, w, h float64, title string) []Node {
	data, _ := s.pkg.Target(s.pkg.Main(), n.Attr("dm"))
	root, err := s.pkg.Tree(data.Part)
	part := ""
	if err == nil {
		if ext := root.Find("dataModelExt"); ext != nil {
			if t, ok := s.pkg.Target(s.pkg.Main(), ext.Attr("relId")); ok {
				part = t.Part
			}
		}
	}
	if part == "" {
		part = s.pkg.Related(s.pkg.Main(), "diagramDrawing")
	}
	drawing, err := s.pkg.Tree(part)
	if part == "" || err != nil || drawing.Kid("spTree") == nil {
		s.note(Unpreviewed, cmp.Or(title, "SmartArt图形"))
		return []Node{framed(w, h, "［"+cmp.Or(title, "SmartArt图形")+"：见Word版］")}
	}
	return s.tree(drawing.Kid("spTree"), 0)
}

// tree reads a shape or a group with all that is in it.
func (s *stretch) tree(n *docx.Node, depth int) []Node {
	if depth > mostNested || !s.count() {
		return nil
	}
	switch n.Local {
	case "wsp", "sp", "cxnSp":
		return s.shape(n)
	case "pic":
		return s.pic(n)
	case "graphicFrame":
		return nil
	case "AlternateContent":
		var out []Node
		if shown := n.Shown(); shown != nil {
			for _, k := range shown.Kids {
				out = append(out, s.tree(k, depth+1)...)
			}
		}
		return out
	case "wgp", "grpSp", "wpc", "spTree", "lockedCanvas":
	default:
		return nil
	}
	var out []Node
	for _, k := range n.Kids {
		out = append(out, s.tree(k, depth+1)...)
	}
	x := n.Kid("grpSpPr").Kid("xfrm")
	if x == nil || n.Local == "spTree" {
		return out
	}
	g := frameOf(x)
	cw, ch := emus(x.Kid("chExt").Attr("cx")), emus(x.Kid("chExt").Attr("cy"))
	g.into(out, emus(x.Kid("chOff").Attr("x")), emus(x.Kid("chOff").Attr("y")), cw, ch)
	return out
}

// frame is where a shape or a group stands.
type frame struct {
	x, y, w, h, turn float64
	flipX, flipY     bool
}

func frameOf(x *docx.Node) frame {
	return frame{emus(x.Kid("off").Attr("x")), emus(x.Kid("off").Attr("y")), emus(x.Kid("ext").Attr("cx")), emus(x.Kid("ext").Attr("cy")),
		number(x.Attr("rot")) / 60000, on(x.Attr("flipH")), on(x.Attr("flipV"))}
}

// into puts what stands in the space of a group, cw by ch from cx, cy, into the group's place.
func (g frame) into(nodes []Node, cx, cy, cw, ch float64) {
	sx, sy := 1.0, 1.0
	if cw != 0 && g.w != 0 {
		sx = g.w / cw
	}
	if ch != 0 && g.h != 0 {
		sy = g.h / ch
	}
	at := placing(g.x, g.y, g.w, g.h, g.turn, g.flipX, g.flipY)
	point := func(p Point) Point { return at(Point{(p.X - cx) * sx, (p.Y - cy) * sy}) }
	box := func(x, y, w, h, turn *float64, flipX, flipY *bool) {
		c := point(Point{*x + *w/2, *y + *h/2})
		*w, *h = *w*sx, *h*sy
		*x, *y = c.X-*w/2, c.Y-*h/2
		if g.flipX != g.flipY {
			*turn = -*turn
		}
		*turn += g.turn
		*flipX, *flipY = *flipX != g.flipX, *flipY != g.flipY
	}
	for _, n := range nodes {
		switch n := n.(type) {
		case *Shape:
			for i := range n.Paths {
				n.Paths[i] = n.Paths[i].stretched(sx, sy)
			}
			if n.Words != nil && n.Preset != Custom { // the room around the words does not grow, what the preset takes does
				l, t, r, b := n.Preset.TextRect()
				n.Words.Left, n.Words.Right = n.Words.Left+n.W*l*(sx-1), n.Words.Right+n.W*(1-r)*(sx-1)
				n.Words.Top, n.Words.Bottom = n.Words.Top+n.H*t*(sy-1), n.Words.Bottom+n.H*(1-b)*(sy-1)
			}
			box(&n.X, &n.Y, &n.W, &n.H, &n.Turn, &n.FlipX, &n.FlipY)
		case *Image:
			box(&n.X, &n.Y, &n.W, &n.H, &n.Turn, &n.FlipX, &n.FlipY)
		case *Line:
			for i := range n.Points {
				n.Points[i] = point(n.Points[i])
			}
		}
	}
}

func (p Path) stretched(sx, sy float64) Path {
	out := p
	out.Segments = make([]Segment, len(p.Segments))
	by := func(q Point) Point { return Point{q.X * sx, q.Y * sy} }
	for i, g := range p.Segments {
		out.Segments[i] = Segment{g.Kind, by(g.A), by(g.B), by(g.To)}
	}
	return out
}

// shape reads one shape.
func (s *stretch) shape(n *docx.Node) []Node {
	pr := n.Kid("spPr")
	f := frameOf(pr.Kid("xfrm"))
	st := n.Kid("style")
	stroke := s.stroke(pr.Kid("ln"), st)
	preset := pr.Kid("prstGeom").Attr("prst")
	if points, curved := connector(preset, f.w, f.h, pr.Kid("prstGeom")); points != nil {
		at := placing(f.x, f.y, f.w, f.h, f.turn, f.flipX, f.flipY)
		l := &Line{Curved: curved, Stroke: stroke, Begin: headOf(pr.Kid("ln").Kid("headEnd")), End: headOf(pr.Kid("ln").Kid("tailEnd"))}
		for _, p := range points {
			l.Points = append(l.Points, at(p))
		}
		if stroke.Width == 0 {
			return nil
		}
		return []Node{l}
	}
	x := &Shape{Preset: Preset(preset), X: f.x, Y: f.y, W: f.w, H: f.h, Turn: f.turn, FlipX: f.flipX, FlipY: f.flipY, Stroke: stroke, Fill: s.fillOf(pr, st)}
	for _, g := range pr.Kid("prstGeom").Kid("avLst").All("gd") {
		if v, ok := strings.CutPrefix(g.Attr("fmla"), "val "); ok {
			x.Adjust = append(x.Adjust, Adjust{g.Attr("name"), int(number(v))})
		}
	}
	switch geom := pr.Kid("custGeom"); {
	case geom != nil:
		x.Preset, x.Paths = Custom, customPaths(geom, f.w, f.h)
	case preset == "":
		x.Preset = Rect
	case !x.Preset.Known():
		s.note(Approximate, preset)
	}
	color := s.theme.color(st.Kid("fontRef"), "")
	if box := n.Kid("txbx").Kid("txbxContent"); box != nil {
		x.Words = s.content(box, color)
		s.insets(x.Words, n.Kid("bodyPr"))
	} else if w := s.txBody(n.Kid("txBody"), color); w != nil && len(w.Paras) > 0 {
		x.Words = w
	}
	if x.Words != nil {
		x.Words.within(x)
	}
	if custom := pr.Kid("custGeom"); custom != nil && x.Words == nil {
		if l := x.asLine(headOf(pr.Kid("ln").Kid("headEnd")), headOf(pr.Kid("ln").Kid("tailEnd"))); l != nil {
			return []Node{l}
		}
	}
	return []Node{x}
}

// asLine is a shape of one open way of straight legs: a line that has been drawn by hand, or by another program.
func (x *Shape) asLine(begin, end Head) *Line {
	if len(x.Paths) != 1 || x.Paths[0].Closed || x.Stroke.Width == 0 || begin == NoHead && end == NoHead {
		return nil
	}
	l := &Line{Stroke: x.Stroke, Begin: begin, End: end}
	at := placing(x.X, x.Y, x.W, x.H, x.Turn, x.FlipX, x.FlipY)
	for i, g := range x.Paths[0].Segments {
		if g.Kind == Cubic || g.Kind == Move && i > 0 {
			return nil
		}
		l.Points = append(l.Points, at(g.To))
	}
	if len(l.Points) < 2 {
		return nil
	}
	return l
}

// connector are the points of a preset that is a line, in its box (ECMA-376, presetShapeDefinitions).
func connector(preset string, w, h float64, geom *docx.Node) (points []Point, curved bool) {
	b := box{w: w, h: h}
	for _, g := range geom.Kid("avLst").All("gd") {
		if v, ok := strings.CutPrefix(g.Attr("fmla"), "val "); ok {
			b.adjust = append(b.adjust, Adjust{g.Attr("name"), int(number(v))})
		}
	}
	x1, y2, x3 := w*b.adj("adj1", 0.5), h*b.adj("adj2", 0.5), w*b.adj("adj3", 0.5)
	switch strings.TrimPrefix(strings.TrimPrefix(preset, "bent"), "curved") {
	case "line", "straightConnector1":
		return []Point{{0, 0}, {w, h}}, false
	case "lineInv":
		return []Point{{0, h}, {w, 0}}, false
	case "Connector2":
		points = []Point{{0, 0}, {w, 0}, {w, h}}
	case "Connector3":
		points = []Point{{0, 0}, {x1, 0}, {x1, h}, {w, h}}
	case "Connector4":
		points = []Point{{0, 0}, {x1, 0}, {x1, y2}, {w, y2}, {w, h}}
	case "Connector5":
		points = []Point{{0, 0}, {x1, 0}, {x1, y2}, {x3, y2}, {x3, h}, {w, h}}
	}
	return points, strings.HasPrefix(preset, "curved")
}

var headNames = map[string]Head{"triangle": Triangle, "arrow": Arrow, "stealth": Stealth, "diamond": Diamond, "oval": Oval, "block": Triangle, "classic": Stealth, "open": Arrow}

func headOf(n *docx.Node) Head { return headNames[n.Attr("type")] }

// fillOf is what a shape is filled with: one colour stands for a gradient or a pattern.
func (s *stretch) fillOf(pr, st *docx.Node) string {
	for _, k := range kidsOf(pr) {
		switch k.Local {
		case "noFill":
			return ""
		case "solidFill":
			return s.theme.color(k, "")
		case "gradFill":
			return s.theme.color(k.Kid("gsLst").Kid("gs"), "")
		case "pattFill":
			return s.theme.color(k.Kid("bgClr"), "")
		case "blipFill":
			return "EEEEEE"
		case "grpFill":
			return ""
		}
	}
	if ref := st.Kid("fillRef"); ref != nil && ref.Attr("idx") != "0" {
		return s.theme.color(ref, "")
	}
	return ""
}

// dashes are the preset dashes, in widths of the line.
var dashes = map[string][]float64{"dot": {1, 3}, "sysDot": {1, 1}, "dash": {4, 3}, "sysDash": {3, 1}, "lgDash": {8, 3}, "dashDot": {4, 3, 1, 3}, "sysDashDot": {3, 1, 1, 1},
	"lgDashDot": {8, 3, 1, 3}, "lgDashDotDot": {8, 3, 1, 3, 1, 3}, "sysDashDotDot": {3, 1, 1, 1, 1, 1},
	"1 1": {1, 1}, "longDash": {8, 3}, "shortdash": {3, 1}, "shortdot": {1, 1}, "longdash": {8, 3}, "dashdot": {4, 3, 1, 3}, "longdashdot": {8, 3, 1, 3}, "shortdashdot": {3, 1, 1, 1}}

func dashOf(name string, width float64) []float64 {
	d := dashes[name]
	if d == nil {
		return nil
	}
	out := make([]float64, len(d))
	for i := range d {
		out[i] = d[i] * max(width, 0.5)
	}
	return out
}

// stroke is how the outline of a shape is drawn.
func (s *stretch) stroke(ln, st *docx.Node) Stroke {
	k := Stroke{}
	ref := st.Kid("lnRef")
	if ref != nil && ref.Attr("idx") != "0" {
		k.Width, k.Color = map[string]float64{"1": 0.5, "2": 1, "3": 1.5}[ref.Attr("idx")], s.theme.color(ref, "")
	}
	if ln == nil {
		return k
	}
	switch {
	case ln.Kid("noFill") != nil:
		return Stroke{}
	case ln.Kid("solidFill") != nil:
		k.Color = s.theme.color(ln.Kid("solidFill"), k.Color)
		k.Width = cmp.Or(k.Width, 0.75)
	case ln.Kid("gradFill") != nil:
		k.Color = s.theme.color(ln.Kid("gradFill").Kid("gsLst").Kid("gs"), k.Color)
		k.Width = cmp.Or(k.Width, 0.75)
	}
	if w := ln.Attr("w"); w != "" && k.Width > 0 {
		k.Width = max(emus(w), 0.25)
	}
	k.Dash = dashOf(ln.Kid("prstDash").Attr("val"), k.Width)
	return k
}

// pic reads a picture.
func (s *stretch) pic(n *docx.Node) []Node {
	f := frameOf(n.Kid("spPr").Kid("xfrm"))
	fill := n.Kid("blipFill")
	blip := fill.Kid("blip")
	name := n.Kid("nvPicPr").Kid("cNvPr")
	title := cmp.Or(name.Attr("descr"), name.Attr("name"))
	id := blip.Attr("embed")
	var node Node
	t, ok := s.pkg.Target(s.pkg.Main(), id)
	switch {
	case id != "" && ok && t.Part != "":
		node = s.raster(t.Part, title, f.w, f.h)
	default:
		node = s.missing(f.w, f.h, cmp.Or(title, "图片"), "图片不在文件里，只有链接")
	}
	switch x := node.(type) {
	case *Image:
		x.X, x.Y, x.W, x.H, x.Turn, x.FlipX, x.FlipY = f.x, f.y, f.w, f.h, f.turn, f.flipX, f.flipY
		if c := fill.Kid("srcRect"); c != nil {
			x.Crop = cropOf(number(c.Attr("l"))/100000, number(c.Attr("t"))/100000, number(c.Attr("r"))/100000, number(c.Attr("b"))/100000)
		}
		x.Stroke = s.stroke(n.Kid("spPr").Kid("ln"), n.Kid("style"))
	case *Shape:
		x.X, x.Y = f.x, f.y
	}
	return []Node{node}
}

// cropOf keeps to what can be: at least a hundredth is left.
func cropOf(l, t, r, b float64) Crop {
	c := Crop{max(l, -1), max(t, -1), max(r, -1), max(b, -1)}
	if c.Left+c.Right > 0.99 || c.Top+c.Bottom > 0.99 {
		return Crop{}
	}
	return c
}

func kidsOf(n *docx.Node) []*docx.Node {
	if n == nil {
		return nil
	}
	return n.Kids
}
