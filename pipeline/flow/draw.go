package flow

import (
	"fmt"
	"math"

	"huibian/pipeline/drawing"
)

// Looks.
const (
	ink       = "1F1F1F"
	ruleColor = "8A8A8A"
	headFill  = "F1F0EC"
	boxLine   = 0.9
	flowLine  = 0.9
)

// draw makes the drawing of a page.
func (p *page) draw() *drawing.Drawing {
	width := p.width * float64(len(p.lanes))
	d := &drawing.Drawing{Width: width, Height: p.total, Title: "流程图"}
	if p.hasLanes() {
		d.Nodes = append(d.Nodes, p.lanesDrawn(width)...)
	}
	ids := map[*box]string{}
	for i, b := range p.boxes {
		ids[b] = fmt.Sprintf("b%d", i+1)
	}
	for _, l := range p.lines {
		d.Nodes = append(d.Nodes, &drawing.Line{Points: l.points, Stroke: drawing.Stroke{Width: flowLine, Color: ink}, End: drawing.Triangle,
			From: ids[l.from], To: ids[l.to], FromAt: int(l.out), ToAt: int(l.in)})
	}
	for _, b := range p.boxes {
		d.Nodes = append(d.Nodes, b.draw(ids[b]))
	}
	for _, l := range p.lines {
		if l.label != "" {
			d.Nodes = append(d.Nodes, l.labelDrawn(width))
		}
	}
	return d
}

// lanesDrawn are the frame, the heads of the lanes and the rules between them.
func (p *page) lanesDrawn(width float64) []drawing.Node {
	rule := drawing.Stroke{Width: 0.75, Color: ruleColor}
	nodes := []drawing.Node{&drawing.Shape{Preset: drawing.Rect, W: width, H: p.total, Stroke: rule}}
	size := nameSize
	for _, name := range p.lanes { // one size for all
		for len(wrap(name, int((p.width-6)/size*2))) > 1 && size > smallSize {
			size -= 0.5
		}
	}
	for i, name := range p.lanes {
		s := &drawing.Shape{Preset: drawing.Rect, X: float64(i) * p.width, W: p.width, H: laneHead, Fill: headFill, Stroke: rule,
			Words: &drawing.Words{Left: 3, Right: 3, Anchor: drawing.Middle}}
		for _, l := range wrap(name, int((p.width-6)/size*2)) {
			s.Words.Paras = append(s.Words.Paras, drawing.Para{Align: drawing.Center, Leading: size * 1.15, Runs: []drawing.Run{{Text: l, Size: size, Bold: true, Font: "黑体"}}})
		}
		nodes = append(nodes, s)
	}
	for i := 1; i < len(p.lanes); i++ {
		x := float64(i) * p.width
		nodes = append(nodes, &drawing.Line{Points: []drawing.Point{{X: x, Y: laneHead}, {X: x, Y: p.total}}, Stroke: drawing.Stroke{Width: 0.6, Color: ruleColor, Dash: []float64{3, 2.5}}})
	}
	return nodes
}

// draw is a symbol.
func (b *box) draw(id string) *drawing.Shape {
	s := &drawing.Shape{ID: id, Preset: b.kind, X: b.x - b.w/2, Y: b.y - b.h/2, W: b.w, H: b.h, Fill: "FFFFFF", Stroke: drawing.Stroke{Width: boxLine, Color: ink}, Words: b.words}
	if b.step < 0 {
		s.Words = &drawing.Words{Anchor: drawing.Middle, NoWrap: true, Paras: []drawing.Para{{Align: drawing.Center, Runs: []drawing.Run{{Text: b.letter, Size: smallSize}}}}}
	}
	return s
}

// labelDrawn is what a branch is called, beside where it begins. Where the line turns soon it stands before the corner: a rhombus
// leaves room there.
func (l *line) labelDrawn(width float64) *drawing.Shape {
	lines := wrap(l.label, 14)
	w, h := 0.0, float64(len(lines))*smallSize*1.2
	words := &drawing.Words{Anchor: drawing.Middle, NoWrap: true}
	for _, t := range lines {
		w = max(w, float64(textWidth(t))*smallSize/2+4)
		words.Paras = append(words.Paras, drawing.Para{Align: drawing.Center, Leading: smallSize * 1.2, Runs: []drawing.Run{{Text: t, Size: smallSize}}})
	}
	const air = 3.0
	at := l.points[0]
	s := &drawing.Shape{Preset: drawing.Rect, W: w, H: h, Words: words}
	switch l.out {
	case right:
		s.X, s.Y = at.X+min(air, l.leg()-w-1), at.Y-h-1
	case left:
		s.X, s.Y = at.X-w-min(air, l.leg()-w-1), at.Y-h-1
	case above:
		s.X, s.Y = at.X+air, at.Y-h-1
	default:
		s.X, s.Y = at.X+air, at.Y+1
	}
	s.X = max(1, min(s.X, width-w-1))
	if over := w + 1 - l.leg(); over > 0 && (l.out == left || l.out == right) && l.from.w > 0 { // above the edge of the rhombus
		s.Y -= over * l.from.h / l.from.w
	}
	return s
}

// leg is how long the first leg of a line is.
func (l *line) leg() float64 {
	if len(l.points) < 2 {
		return 0
	}
	return math.Abs(l.points[1].X-l.points[0].X) + math.Abs(l.points[1].Y-l.points[0].Y)
}
