package drawing

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"strings"
	"testing"

	"huibian/pipeline/docx"
	"huibian/pipeline/internal/docxtest"
)

// described is a drawing in lines, a node each, to the point.
func described(d *Drawing) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%.0f×%.0f\n", d.Width, d.Height)
	for _, n := range d.Nodes {
		switch n := n.(type) {
		case *Shape:
			fmt.Fprintf(&b, "%s %.0f,%.0f %.0f×%.0f", n.Preset, n.X, n.Y, n.W, n.H)
			if n.Turn != 0 {
				fmt.Fprintf(&b, " turned %.0f", n.Turn)
			}
			if n.Fill != "" {
				fmt.Fprintf(&b, " filled %s", n.Fill)
			}
			if n.Words != nil {
				fmt.Fprintf(&b, " “%s”", strings.Join((&Drawing{Nodes: []Node{n}}).Text(), "/"))
			}
			b.WriteString("\n")
		case *Line:
			b.WriteString("line")
			for _, p := range n.Points {
				fmt.Fprintf(&b, " %.0f,%.0f", p.X, p.Y)
			}
			fmt.Fprintf(&b, " %s%s\n", n.Begin, n.End)
		case *Image:
			fmt.Fprintf(&b, "image %.0f,%.0f %.0f×%.0f %s %d×%d\n", n.X, n.Y, n.W, n.H, n.Raster.Format, n.Raster.Width, n.Raster.Height)
		}
	}
	return b.String()
}

// drawnIn reads all that is drawn in a file of these parts.
func drawnIn(t testing.TB, parts map[string]string) ([]Found, []Note) {
	t.Helper()
	b := docxtest.Pack(parts)
	doc, err := docx.Read(b, docx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := NewReader(b, docx.Limits{}, Options{Open: func() ([]byte, error) { return b, nil }, Name: "x.docx", Boxes: doc.TextBoxes})
	if err != nil {
		t.Fatal(err)
	}
	var ranges []docx.Range
	for _, bl := range doc.Blocks {
		ranges = append(ranges, bl.Range)
	}
	return r.Stretch(ranges)
}

// anchored is a float of DrawingML, x and y points from its column and paragraph.
func anchored(x, y, w, h int, order int, graphic string) string {
	const emu = 12700
	return fmt.Sprintf(`<w:r><w:drawing><wp:anchor relativeHeight="%d" behindDoc="0"><wp:positionH relativeFrom="column"><wp:posOffset>%d</wp:posOffset></wp:positionH>`+
		`<wp:positionV relativeFrom="paragraph"><wp:posOffset>%d</wp:posOffset></wp:positionV><wp:extent cx="%d" cy="%d"/><wp:docPr id="1" name="n"/><a:graphic><a:graphicData>%s</a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>`,
		order, x*emu, y*emu, w*emu, h*emu, graphic)
}

func shapeXML(preset, xfrm, more, words string) string {
	if words != "" {
		words = `<wps:txbx><w:txbxContent><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t>` + words + `</w:t></w:r></w:p></w:txbxContent></wps:txbx>`
	}
	return `<wps:wsp><wps:spPr><a:xfrm ` + xfrm + `</a:xfrm><a:prstGeom prst="` + preset + `"><a:avLst/></a:prstGeom>` + more + `</wps:spPr>` + words + `<wps:bodyPr/></wps:wsp>`
}

func at(x, y, w, h int) string {
	const emu = 12700
	return fmt.Sprintf(`><a:off x="%d" y="%d"/><a:ext cx="%d" cy="%d"/>`, x*emu, y*emu, w*emu, h*emu)
}

const inkLine = `<a:ln w="9525"><a:solidFill><a:srgbClr val="000000"/></a:solidFill><a:tailEnd type="triangle"/></a:ln>`

// A chart of boxes and arrows that nobody grouped is one drawing, each where it is on the page.
func TestFloats(t *testing.T) {
	body := `<w:p>` + anchored(100, 0, 80, 30, 1, shapeXML("flowChartTerminator", at(0, 0, 80, 30), inkLine, "申请")) + `</w:p><w:p/>` +
		`<w:p>` + anchored(140, 0, 0, 20, 3, shapeXML("straightConnector1", at(0, 0, 0, 20), inkLine, "")) +
		anchored(100, 20, 80, 40, 2, shapeXML("flowChartDecision", at(0, 0, 80, 40), `<a:solidFill><a:schemeClr val="accent1"><a:lumMod val="50000"/></a:schemeClr></a:solidFill>`+inkLine, "齐全？")) + `</w:p>`
	found, notes := drawnIn(t, map[string]string{"body": body})
	if len(found) != 1 || len(notes) > 0 {
		t.Fatalf("%d drawings, %v", len(found), notes)
	}
	const want = "81×87\nflowChartTerminator 0,0 80×30 “申请”\nflowChartDecision 0,46 80×40 filled 203864 “齐全？”\nline 40,26 40,46 triangle\n"
	if got := described(found[0].Drawing); got != want {
		t.Errorf("%s, not\n%s", got, want)
	}
}

// Groups scale, turn and flip what is in them; connectors have their corners.
func TestGroups(t *testing.T) {
	group := `<wpg:wgp xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"><wpg:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2540000" cy="1270000"/><a:chOff x="0" y="0"/><a:chExt cx="1270000" cy="1270000"/></a:xfrm></wpg:grpSpPr>` +
		shapeXML("rect", at(0, 0, 50, 20), inkLine, "甲") + shapeXML("bentConnector3", at(50, 10, 30, 40), inkLine, "") + shapeXML("ellipse", `rot="5400000"`+at(60, 50, 40, 20), inkLine, "") + `</wpg:wgp>`
	body := `<w:p><w:r><w:drawing><wp:inline><wp:extent cx="2540000" cy="1270000"/><wp:docPr id="1" name="n"/><a:graphic><a:graphicData>` + group + `</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`
	found, _ := drawnIn(t, map[string]string{"body": body})
	if len(found) != 1 {
		t.Fatalf("%d drawings", len(found))
	}
	const want = "171×101\nrect 0,0 100×20 “甲”\nline 100,10 130,10 130,50 160,50 triangle\nellipse 120,50 80×20 turned 90\n"
	if got := described(found[0].Drawing); got != want {
		t.Errorf("%s, not\n%s", got, want)
	}
}

// Shapes as Word drew them until 2007, in a group with coordinates of its own, and a line with a head.
func TestVML(t *testing.T) {
	body := `<w:p><w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"><v:group style="position:absolute;margin-left:10pt;margin-top:5pt;width:200pt;height:100pt" coordorigin="1000,2000" coordsize="4000,2000">` +
		`<v:shapetype id="_x0000_t109" coordsize="21600,21600" o:spt="109" path="m,l,21600r21600,l21600,xe"/>` +
		`<v:shape type="#_x0000_t109" style="position:absolute;left:1000;top:2000;width:2000;height:600" fillcolor="#ff0"><v:textbox><w:txbxContent><w:p><w:r><w:t>受理</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape>` +
		`<v:line from="2000,2600" to="2000,3200"><v:stroke endarrow="block"/></v:line>` +
		`<v:oval style="position:absolute;left:1500;top:3200;width:1000;height:800" filled="f"/></v:group></w:pict></w:r></w:p>`
	found, _ := drawnIn(t, map[string]string{"body": body})
	if len(found) != 1 {
		t.Fatalf("%d drawings", len(found))
	}
	const want = "101×101\nflowChartProcess 0,0 100×30 filled FFFF00 “受理”\nline 50,30 50,60 triangle\nellipse 25,60 50×40\n"
	if got := described(found[0].Drawing); got != want {
		t.Errorf("%s, not\n%s", got, want)
	}
}

func picture(w, h int) []byte {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		m.Set(i%w, i/w, color.NRGBA{255, 0, 0, uint8(i)})
	}
	var b bytes.Buffer
	_ = png.Encode(&b, m)
	return b.Bytes()
}

// Pictures are there as they are; one that cannot be shown leaves a frame that says so, and a note.
func TestPictures(t *testing.T) {
	pic := func(id string) string {
		return `<w:p><w:r><w:drawing><wp:inline><wp:extent cx="1270000" cy="635000"/><wp:docPr id="1" name="n"/><a:graphic><a:graphicData><pic:pic><pic:nvPicPr><pic:cNvPr id="2" name="图"/></pic:nvPicPr>` +
			`<pic:blipFill><a:blip r:embed="` + id + `"/></pic:blipFill><pic:spPr><a:xfrm` + at(0, 0, 100, 50) + `</a:xfrm></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`
	}
	emf := make([]byte, 100)
	copy(emf[40:], " EMF")
	rel := func(id, target string) string {
		return `<Relationship Id="` + id + `" Type="` + docxtest.RelType + `image" Target="` + target + `"/>`
	}
	found, notes := drawnIn(t, map[string]string{"body": pic("a") + pic("b") + pic("c") + pic("d"),
		"rels":             rel("a", "media/a.png") + rel("b", "media/b.png") + rel("c", "media/c.emf"),
		"word/media/a.png": string(picture(4, 2)), "word/media/b.png": string(picture(4, 2)[:40]), "word/media/c.emf": string(emf)})
	if len(found) != 4 || len(notes) != 3 {
		t.Fatalf("%d drawings, %v", len(found), notes)
	}
	if got := described(found[0].Drawing); got != "100×50\nimage 0,0 100×50 png 4×2\n" {
		t.Error(got)
	}
	p, err := found[0].Drawing.Nodes[0].(*Image).Raster.Pixels()
	if err != nil || p.Width != 4 || len(p.Data) != 24 || p.Data[0] != 255 || p.Data[1] != 255 {
		t.Errorf("%+v, %v: what can be seen through is on white", p, err)
	}
	for i, words := range []string{"", "已损坏", "EMF", "只有链接"} {
		if text := strings.Join(found[i].Drawing.Text(), ""); !strings.Contains(text, words) {
			t.Errorf("%d: %s", i, text)
		}
	}
}

// A picture that would fill the memory is not opened.
func TestPictureBomb(t *testing.T) {
	b := picture(1, 1)
	copy(b[16:], []byte{0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF})
	if _, err := NewRaster("x", b, nil); !errors.Is(err, ErrPixels) && !errors.Is(err, ErrPicture) {
		t.Error(err)
	}
}

// Every preset is drawn within its box, or little beyond: nothing of it is lost at the edge of a page.
func TestPresets(t *testing.T) {
	for p := range presets {
		for _, path := range p.paths(80, 40, nil) {
			if len(path.Segments) < 2 || path.Segments[0].Kind != Move {
				t.Errorf("%s: %+v", p, path.Segments)
			}
			for _, g := range path.Segments {
				if strings.HasPrefix(string(p), "wedge") {
					continue
				}
				if math.IsNaN(g.To.X+g.To.Y) || g.To.X < -8 || g.To.X > 88 || g.To.Y < -4 || g.To.Y > 46 {
					t.Errorf("%s goes to %v", p, g.To)
				}
			}
		}
	}
	for p := range textRects {
		if !p.Known() {
			t.Errorf("words in %s, which is not drawn", p)
		}
	}
}

// Guides of a geometry of its own.
func TestCustomGeometry(t *testing.T) {
	body := `<w:p>` + anchored(0, 0, 100, 50, 1, `<wps:wsp><wps:spPr><a:xfrm`+at(0, 0, 100, 50)+`</a:xfrm><a:custGeom><a:avLst><a:gd name="adj" fmla="val 25000"/></a:avLst><a:gdLst><a:gd name="x1" fmla="*/ w adj 100000"/></a:gdLst>`+
		`<a:pathLst><a:path><a:moveTo><a:pt x="x1" y="t"/></a:moveTo><a:lnTo><a:pt x="r" y="vc"/></a:lnTo><a:arcTo wR="hd2" hR="hd2" stAng="0" swAng="5400000"/><a:close/></a:path></a:pathLst></a:custGeom>`+inkLine+`</wps:spPr><wps:bodyPr/></wps:wsp>`) + `</w:p>`
	found, _ := drawnIn(t, map[string]string{"body": body})
	s := found[0].Drawing.Nodes[0].(*Shape)
	if n := len(s.Paths[0].Segments); n != 3 || math.Abs(s.Paths[0].Segments[0].To.X-25) > 0.01 || math.Abs(s.Paths[0].Segments[2].To.X-75) > 0.01 || !s.Paths[0].Closed {
		t.Errorf("%+v", s.Paths)
	}
}

// FuzzReader reads whatever is drawn.
func FuzzReader(f *testing.F) {
	f.Add(`<w:p>`+anchored(0, 0, 10, 10, 1, shapeXML("rect", at(0, 0, 1, 1), inkLine, "甲"))+`</w:p>`, `<a:theme/>`)
	f.Add(`<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" style="width:1e300pt;rotation:9fd" path="m0,0l1,1x e" coordsize="0,0"/></w:pict></w:r></w:p>`, ``)
	f.Add(`<w:p><w:r><w:pict><v:polyline xmlns:v="urn:schemas-microsoft-com:vml" points="0,0 1pt,2pt"/></w:pict></w:r></w:p>`, ``)
	f.Fuzz(func(t *testing.T, body, styles string) {
		b := docxtest.Pack(map[string]string{"body": body, "styles": styles})
		doc, err := docx.Read(b, docx.Limits{})
		if err != nil {
			return
		}
		r, err := NewReader(b, docx.Limits{}, Options{Open: func() ([]byte, error) { return b, nil }, Boxes: doc.TextBoxes})
		if err != nil {
			return
		}
		var ranges []docx.Range
		for _, bl := range doc.Blocks {
			ranges = append(ranges, bl.Range)
		}
		found, _ := r.Stretch(ranges)
		for _, x := range found {
			if math.IsNaN(x.Drawing.Width) || math.IsInf(x.Drawing.Height, 0) {
				t.Fatalf("%v × %v", x.Drawing.Width, x.Drawing.Height)
			}
			for _, n := range x.Drawing.Nodes {
				switch n := n.(type) {
				case *Shape:
					n.Outline()
				case *Line:
					n.Heads()
				}
			}
		}
	})
}
