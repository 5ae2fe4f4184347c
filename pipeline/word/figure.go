package word

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/unidoc/unioffice/schema/soo/wml"

	"huibian/pipeline/book"
	"huibian/pipeline/drawing"
	"huibian/pipeline/style"
)

// Namespaces of drawings. They are declared where a drawing begins: most books have none.
const drawingSpaces = ` xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"` +
	` xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"` +
	` xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"` +
	` xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"` +
	` xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"` +
	` xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"`

// fallbackText stands in the place of a drawing in programs that know no shapes of Word 2010.
const fallbackText = "［流程图：请用Word 2010或更新的版本查看］"

// emu are the units of drawings: 12,700 to the point.
func emu(points float64) int64 { return int64(math.Round(points * 12700)) }

// figure writes a drawing as a group of shapes on a line of its own: each can be moved, retyped and coloured in Word. Words are
// paragraphs, and lines know which shapes they join.
func (w *writer) figure(f *book.Figure, landscape bool) {
	w.mark(f.Anchor)
	page := &w.sheet.Portrait
	if landscape {
		page = &w.sheet.Landscape
	}
	scale := f.Scale(w.room(landscape), page.Height-page.Top-page.Bottom)
	p := w.styled(style.TableCenter)
	pr := p.properties()
	auto, zero := wml.ST_LineSpacingRuleAuto, signed(240)
	pr.SnapToGrid = off()
	pr.Spacing = &wml.CT_Spacing{BeforeAttr: unsignedPtr(twips(book.FigureAbove)), AfterAttr: unsignedPtr(twips(book.FigureBelow)), LineAttr: &zero, LineRuleAttr: auto}
	d := artist{w: w, scale: scale, ids: map[string]int{}}
	p.line.raw(`<w:r><mc:AlternateContent`, drawingSpaces, `><mc:Choice Requires="wpg">`, d.drawing(f.Drawing),
		`</mc:Choice><mc:Fallback><w:t>`, fallbackText, `</w:t></mc:Fallback></mc:AlternateContent></w:r>`)
	w.add(p)
	w.flush() // it ends no section: what is drawn stands for itself
}

// artist writes one drawing.
type artist struct {
	w     *writer
	scale float64
	ids   map[string]int // of shapes, by their names in the drawing
	out   strings.Builder
}

func (a *artist) number() int {
	a.w.nextDrawing++
	return a.w.nextDrawing
}

func (a *artist) put(format string, args ...any) { fmt.Fprintf(&a.out, format, args...) }

func (a *artist) len(points float64) int64 { return emu(points * a.scale) }

// drawing is the group with all its shapes.
func (a *artist) drawing(d *drawing.Drawing) string {
	cx, cy := a.len(d.Width), a.len(d.Height)
	n := a.number()
	a.put(`<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%d" cy="%d"/><wp:effectExtent l="0" t="0" r="0" b="0"/>`, cx, cy)
	a.put(`<wp:docPr id="%d" name="%s" descr="%s"/><wp:cNvGraphicFramePr/>`, n, "图形 "+strconv.Itoa(n), inAttribute(d.Title))
	a.put(`<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"><wpg:wgp><wpg:cNvGrpSpPr/>`)
	a.put(`<wpg:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%d" cy="%d"/><a:chOff x="0" y="0"/><a:chExt cx="%d" cy="%d"/></a:xfrm></wpg:grpSpPr>`, cx, cy, cx, cy)
	for _, node := range d.Nodes { // lines may come before the shapes they join
		if s, ok := node.(*drawing.Shape); ok && s.ID != "" {
			a.ids[s.ID] = a.number()
		}
	}
	for _, node := range d.Nodes {
		switch node := node.(type) {
		case *drawing.Shape:
			a.shape(node)
		case *drawing.Line:
			a.line(node)
		case *drawing.Image:
			a.image(node)
		}
	}
	a.put(`</wpg:wgp></a:graphicData></a:graphic></wp:inline></w:drawing>`)
	return a.out.String()
}

// inAttribute is a text in an attribute.
func inAttribute(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\n", " ", "\t", " ").Replace(clean(s))
}

// box writes where a shape stands.
func (a *artist) box(x, y, w, h, turn float64, flipX, flipY bool) {
	a.put(`<a:xfrm`)
	if turn != 0 {
		a.put(` rot="%d"`, int64(math.Round(math.Mod(turn+360, 360)*60000)))
	}
	if flipX {
		a.put(` flipH="1"`)
	}
	if flipY {
		a.put(` flipV="1"`)
	}
	a.put(`><a:off x="%d" y="%d"/><a:ext cx="%d" cy="%d"/></a:xfrm>`, a.len(x), a.len(y), a.len(w), a.len(h))
}

func (a *artist) fill(color string) {
	if color == "" {
		a.put(`<a:noFill/>`)
		return
	}
	a.put(`<a:solidFill><a:srgbClr val="%s"/></a:solidFill>`, inAttribute(color))
}

// heads are the heads of lines as Word has them.
func (a *artist) stroke(s drawing.Stroke, begin, end drawing.Head) {
	if s.Width <= 0 {
		a.put(`<a:ln><a:noFill/></a:ln>`)
		return
	}
	a.put(`<a:ln w="%d">`, max(a.len(s.Width), 1))
	color := s.Color
	if color == "" {
		color = "000000"
	}
	a.fill(color)
	if s.Dash != nil {
		a.put(`<a:prstDash val="%s"/>`, dash(s))
	}
	a.put(`<a:miter lim="800000"/>`)
	for _, e := range []struct {
		name string
		head drawing.Head
	}{{"headEnd", begin}, {"tailEnd", end}} {
		if e.head != drawing.NoHead {
			a.put(`<a:%s type="%s" w="med" len="med"/>`, e.name, e.head)
		}
	}
	a.put(`</a:ln>`)
}

// dash is the preset nearest to a pattern.
func dash(s drawing.Stroke) string {
	switch {
	case len(s.Dash) == 0:
		return "solid"
	case len(s.Dash) > 2:
		return "dashDot"
	case s.Dash[0] <= 1.5*s.Width:
		return "sysDot"
	case s.Dash[0] <= 6*s.Width:
		return "sysDash"
	}
	return "dash"
}

func (a *artist) shape(s *drawing.Shape) {
	id := a.ids[s.ID]
	if s.ID == "" {
		id = a.number()
	}
	a.put(`<wps:wsp><wps:cNvPr id="%d" name="%s"/><wps:cNvSpPr/><wps:spPr>`, id, "图形 "+strconv.Itoa(id))
	a.box(s.X, s.Y, s.W, s.H, s.Turn, s.FlipX, s.FlipY)
	if s.Preset == drawing.Custom {
		a.custom(s.W, s.H, s.Paths)
	} else {
		a.put(`<a:prstGeom prst="%s"><a:avLst>`, inAttribute(string(s.Preset)))
		for _, v := range s.Adjust {
			a.put(`<a:gd name="%s" fmla="val %d"/>`, inAttribute(v.Name), v.Value)
		}
		a.put(`</a:avLst></a:prstGeom>`)
	}
	a.fill(s.Fill)
	a.stroke(s.Stroke, drawing.NoHead, drawing.NoHead)
	a.put(`</wps:spPr>`)
	a.words(s)
	a.put(`</wps:wsp>`)
}

// custom writes outlines of a shape's own.
func (a *artist) custom(w, h float64, paths []drawing.Path) {
	a.put(`<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst>`)
	for _, p := range paths {
		a.put(`<a:path w="%d" h="%d"`, a.len(w), a.len(h))
		if p.NoFill {
			a.put(` fill="none"`)
		}
		if p.NoStroke {
			a.put(` stroke="0"`)
		}
		a.put(`>`)
		at := func(q drawing.Point) { a.put(`<a:pt x="%d" y="%d"/>`, a.len(q.X), a.len(q.Y)) }
		for i, g := range p.Segments {
			switch {
			case g.Kind == drawing.Move || i == 0:
				a.put(`<a:moveTo>`)
				at(g.To)
				a.put(`</a:moveTo>`)
			case g.Kind == drawing.Straight:
				a.put(`<a:lnTo>`)
				at(g.To)
				a.put(`</a:lnTo>`)
			default:
				a.put(`<a:cubicBezTo>`)
				at(g.A)
				at(g.B)
				at(g.To)
				a.put(`</a:cubicBezTo>`)
			}
		}
		if p.Closed {
			a.put(`<a:close/>`)
		}
		a.put(`</a:path>`)
	}
	a.put(`</a:pathLst></a:custGeom>`)
}

// line writes a line. A straight one between two shapes is a connector of Word's; one with corners keeps them where they are.
func (a *artist) line(l *drawing.Line) {
	if len(l.Points) < 2 {
		return
	}
	x1, y1, x2, y2 := bounds(l.Points)
	id := a.number()
	a.put(`<wps:wsp><wps:cNvPr id="%d" name="%s" descr="%s"/><wps:cNvCnPr>`, id, "连线 "+strconv.Itoa(id), inAttribute(l.Description))
	for _, e := range []struct {
		name, shape string
		site        int
	}{{"stCxn", l.From, l.FromAt}, {"endCxn", l.To, l.ToAt}} {
		if n, known := a.ids[e.shape]; known && e.shape != "" {
			a.put(`<a:%s id="%d" idx="%d"/>`, e.name, n, e.site)
		}
	}
	a.put(`</wps:cNvCnPr><wps:spPr>`)
	first, last := l.Points[0], l.Points[len(l.Points)-1]
	straight := len(l.Points) == 2
	a.box(x1, y1, x2-x1, y2-y1, 0, straight && first.X > last.X, straight && first.Y > last.Y)
	if straight {
		a.put(`<a:prstGeom prst="straightConnector1"><a:avLst/></a:prstGeom>`)
	} else {
		p := l.Path()
		for i := range p.Segments {
			for _, q := range []*drawing.Point{&p.Segments[i].A, &p.Segments[i].B, &p.Segments[i].To} {
				q.X, q.Y = q.X-x1, q.Y-y1
			}
		}
		a.custom(x2-x1, y2-y1, []drawing.Path{p})
	}
	a.put(`<a:noFill/>`)
	a.stroke(l.Stroke, l.Begin, l.End)
	a.put(`</wps:spPr><wps:bodyPr/></wps:wsp>`)
}

func bounds(points []drawing.Point) (x1, y1, x2, y2 float64) {
	x1, y1, x2, y2 = points[0].X, points[0].Y, points[0].X, points[0].Y
	for _, p := range points[1:] {
		x1, y1, x2, y2 = min(x1, p.X), min(y1, p.Y), max(x2, p.X), max(y2, p.Y)
	}
	return x1, y1, x2, y2
}

// image writes a raster picture.
func (a *artist) image(m *drawing.Image) {
	id := a.number()
	a.put(`<pic:pic><pic:nvPicPr><pic:cNvPr id="%d" name="%s" descr="%s"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="%s"/>`,
		id, "图片 "+strconv.Itoa(id), inAttribute(m.Title), a.w.pictures.id(m.Raster))
	if c := m.Crop; c != (drawing.Crop{}) {
		a.put(`<a:srcRect l="%d" t="%d" r="%d" b="%d"/>`, part(c.Left), part(c.Top), part(c.Right), part(c.Bottom))
	}
	a.put(`<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>`)
	a.box(m.X, m.Y, m.W, m.H, m.Turn, m.FlipX, m.FlipY)
	a.put(`<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>`)
	if m.Stroke.Width > 0 {
		a.stroke(m.Stroke, drawing.NoHead, drawing.NoHead)
	}
	a.put(`</pic:spPr></pic:pic>`)
}

func part(v float64) int { return int(math.Round(v * 100000)) }

var wordAnchors = map[drawing.Anchor]string{drawing.Top: "t", drawing.Middle: "ctr", drawing.Bottom: "b"}

var wordAligns = map[drawing.Align]string{drawing.Left: "left", drawing.Center: "center", drawing.Right: "right", drawing.Justify: "both"}

// words writes what stands in a shape.
func (a *artist) words(s *drawing.Shape) {
	w := s.Words
	if w == nil {
		a.put(`<wps:bodyPr/>`)
		return
	}
	a.put(`<wps:txbx><w:txbxContent>`)
	for i := range w.Paras {
		a.para(&w.Paras[i])
	}
	if len(w.Paras) == 0 {
		a.put(`<w:p/>`)
	}
	a.put(`</w:txbxContent></wps:txbx><wps:bodyPr`)
	if turn := math.Mod(w.Turn+360, 360); turn == 90 {
		a.put(` vert="vert"`)
	} else if turn == 270 {
		a.put(` vert="vert270"`)
	}
	wrap := "square"
	if w.NoWrap {
		wrap = "none"
	}
	l, t, r, b := s.Preset.TextRect() // Word counts from there
	inset := func(from, edge float64) int64 { return max(a.len(from-edge), 0) }
	a.put(` wrap="%s" lIns="%d" tIns="%d" rIns="%d" bIns="%d" anchor="%s"><a:noAutofit/></wps:bodyPr>`,
		wrap, inset(w.Left, s.W*l), inset(w.Top, s.H*t), inset(w.Right, s.W*(1-r)), inset(w.Bottom, s.H*(1-b)), wordAnchors[w.Anchor])
}

// para writes a paragraph of words. All that it looks like is its own, so that no style of an office changes it.
func (a *artist) para(p *drawing.Para) {
	base := a.w.sheet.Styles[style.TableText]
	size := 0.0
	for _, r := range p.Runs {
		size = max(size, r.Size)
	}
	if size == 0 {
		size = base.Size
	}
	leading := p.Leading
	if leading == 0 {
		leading = size * 1.25
	}
	a.put(`<w:p><w:pPr><w:snapToGrid w:val="0"/><w:spacing w:before="%d" w:after="%d" w:line="%d" w:lineRule="exact"/><w:ind w:left="0" w:right="0" w:firstLine="0"/><w:jc w:val="%s"/></w:pPr>`,
		twips(p.Before*a.scale), twips(p.After*a.scale), twips(leading*a.scale), wordAligns[p.Align])
	for _, r := range p.Runs {
		eastAsia, latin := r.Font, r.Latin
		if eastAsia == "" {
			eastAsia = base.EastAsia
		}
		if latin == "" {
			latin = base.Latin
		}
		a.put(`<w:r><w:rPr><w:rFonts w:ascii="%s" w:eastAsia="%s" w:hAnsi="%s"/>`, inAttribute(latin), inAttribute(eastAsia), inAttribute(latin))
		if r.Bold {
			a.put(`<w:b/>`)
		}
		if r.Italic {
			a.put(`<w:i/>`)
		}
		if r.Color != "" {
			a.put(`<w:color w:val="%s"/>`, inAttribute(r.Color))
		}
		of := r.Size
		if of == 0 {
			of = size
		}
		a.put(`<w:sz w:val="%d"/><w:szCs w:val="%d"/>`, int64(math.Round(of*a.scale*2)), int64(math.Round(of*a.scale*2)))
		if r.Under {
			a.put(`<w:u w:val="single"/>`)
		}
		a.put(`</w:rPr>`)
		for i, text := range strings.Split(r.Text, "\n") {
			if i > 0 {
				a.put(`<w:br/>`)
			}
			a.put(`<w:t xml:space="preserve">%s</w:t>`, appendText(nil, clean(text)))
		}
		a.put(`</w:r>`)
	}
	a.put(`</w:p>`)
}
