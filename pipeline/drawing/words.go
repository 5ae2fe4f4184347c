package drawing

import (
	"cmp"
	"strings"

	"huibian/pipeline/docx"
)

// sheet is what the styles of a file say of words in boxes.
type sheet struct {
	theme  theme
	styles map[string]*docx.Node
	usual  string // id of the paragraph style that holds where none is named
	base   wordLook
}

// wordLook is the look of words in a paragraph, and of the paragraph.
type wordLook struct {
	size                   float64
	font, latin, color     string
	bold, italic, under    bool
	align                  Align
	before, after, leading float64
}

// readSheet reads the styles of a file.
func readSheet(pkg *docx.Package, t theme) *sheet {
	s := &sheet{theme: t, styles: map[string]*docx.Node{}, base: wordLook{size: 10, latin: t.minor.latin, font: t.minor.eastAsia}}
	part := pkg.Related(pkg.Main(), "styles")
	if part == "" {
		return s
	}
	root, err := pkg.Tree(part)
	if err != nil {
		return s
	}
	for _, k := range root.Kids {
		switch k.Local {
		case "docDefaults":
			s.run(&s.base, k.Kid("rPrDefault").Kid("rPr"))
			s.block(&s.base, k.Kid("pPrDefault").Kid("pPr"))
		case "style":
			s.styles[k.Attr("styleId")] = k
			if k.Attr("type") == "paragraph" && on(k.Attr("default")) {
				s.usual = k.Attr("styleId")
			}
		}
	}
	return s
}

func on(v string) bool { return v == "1" || v == "true" || v == "on" }

// toggle reads an element that is there or says what holds.
func toggle(n *docx.Node, was bool) bool {
	if n == nil {
		return was
	}
	v := n.Attr("val")
	return v == "" || on(v)
}

// longestChain bounds styles that are based on one another.
const longestChain = 30

// apply puts a style and those it is based on over a look.
func (s *sheet) apply(l *wordLook, id string, depth int) {
	st := s.styles[id]
	if st == nil || depth > longestChain {
		return
	}
	s.apply(l, st.Kid("basedOn").Attr("val"), depth+1)
	s.block(l, st.Kid("pPr"))
	s.run(l, st.Kid("rPr"))
}

// paragraph is the look of a paragraph by its style and its own properties.
func (s *sheet) paragraph(p *docx.Node) wordLook {
	l := s.base
	pr := p.Kid("pPr")
	s.apply(&l, cmp.Or(pr.Kid("pStyle").Attr("val"), s.usual), 0)
	s.block(&l, pr)
	return l
}

var jcAligns = map[string]Align{"center": Center, "right": Right, "end": Right, "both": Justify, "distribute": Justify, "left": Left, "start": Left}

func (s *sheet) block(l *wordLook, pr *docx.Node) {
	if pr == nil {
		return
	}
	if jc := pr.Kid("jc"); jc != nil {
		l.align = jcAligns[jc.Attr("val")]
	}
	if sp := pr.Kid("spacing"); sp != nil {
		if v := sp.Attr("before"); v != "" {
			l.before = twips(v)
		}
		if v := sp.Attr("after"); v != "" {
			l.after = twips(v)
		}
		if v := sp.Attr("line"); v != "" {
			switch sp.Attr("lineRule") {
			case "exact", "atLeast":
				l.leading = twips(v)
			default:
				l.leading = 0
				if by := number(v) / 240; by > 1.05 {
					l.leading = -by
				}
			}
		}
	}
}

// run puts properties of a run over a look.
func (s *sheet) run(l *wordLook, pr *docx.Node) {
	if pr == nil {
		return
	}
	if v := pr.Kid("sz").Attr("val"); v != "" {
		if size := number(v) / 2; size >= 1 && size <= 400 {
			l.size = size
		}
	}
	if f := pr.Kid("rFonts"); f != nil {
		l.font = cmp.Or(s.theme.font2(f.Attr("eastAsiaTheme")), f.Attr("eastAsia"), l.font)
		l.latin = cmp.Or(s.theme.font2(f.Attr("asciiTheme")), f.Attr("ascii"), l.latin)
	}
	if c := pr.Kid("color"); c != nil {
		l.color = rgb(c.Attr("val"))
		if name := c.Attr("themeColor"); name != "" {
			l.color = cmp.Or(s.theme.named(name), l.color)
		}
	}
	l.bold, l.italic = toggle(pr.Kid("b"), l.bold), toggle(pr.Kid("i"), l.italic)
	if u := pr.Kid("u"); u != nil {
		l.under = u.Attr("val") != "none"
	}
}

// font2 is the font of a role that may not be named.
func (t theme) font2(role string) string {
	if role == "" {
		return ""
	}
	return t.font(role)
}

// content reads the paragraphs of a box: w:txbxContent. extra is the colour that the shape gives its words.
func (s *stretch) content(n *docx.Node, color string) *Words {
	w := &Words{}
	s.contentInto(w, n, color, 0)
	s.numbered(w, n)
	for len(w.Paras) > 1 && len(w.Paras[len(w.Paras)-1].Runs) == 0 {
		w.Paras = w.Paras[:len(w.Paras)-1]
	}
	return w
}

// numbered puts the automatic numbers before the paragraphs of a box.
func (s *stretch) numbered(w *Words, n *docx.Node) {
	for i := range s.o.Boxes {
		box := &s.o.Boxes[i]
		if box.At < n.Start || box.At > n.End {
			continue
		}
		k := 0
		var walk func(blocks []docx.Block)
		walk = func(blocks []docx.Block) {
			for _, b := range blocks {
				if b.Table != nil {
					for _, row := range b.Table.Rows {
						for _, c := range row.Cells {
							walk(c.Blocks)
						}
					}
					continue
				}
				if k < len(w.Paras) && b.Paragraph.Number != "" && len(w.Paras[k].Runs) > 0 {
					first := w.Paras[k].Runs[0]
					first.Text = b.Paragraph.Number + strings.ReplaceAll(b.Paragraph.Gap, "\t", " ")
					w.Paras[k].Runs = append([]Run{first}, w.Paras[k].Runs...)
				}
				k++
			}
		}
		walk(box.Blocks)
		return
	}
}

func (s *stretch) contentInto(w *Words, n *docx.Node, color string, depth int) {
	if depth > mostNested {
		return
	}
	for _, k := range n.Kids {
		switch k.Local {
		case "p":
			if len(w.Paras) < mostNodes {
				w.Paras = append(w.Paras, s.para(k, color))
			}
		case "tbl", "tr", "tc", "sdt", "sdtContent", "customXml", "ins":
			s.contentInto(w, k, color, depth+1)
		}
	}
}

// para reads one paragraph of words.
func (s *stretch) para(p *docx.Node, color string) Para {
	look := s.styles.paragraph(p)
	look.color = cmp.Or(look.color, color)
	out := Para{Align: look.align, Before: look.before, After: look.after}
	size := 0.0
	var runs func(n *docx.Node, depth int)
	runs = func(n *docx.Node, depth int) {
		for _, k := range n.Kids {
			switch k.Local {
			case "r":
				l := look
				pr := k.Kid("rPr")
				if id := pr.Kid("rStyle").Attr("val"); id != "" {
					s.styles.apply(&l, id, 0)
				}
				s.styles.run(&l, pr)
				if toggle(pr.Kid("vanish"), false) {
					continue
				}
				text := runText(k)
				if text == "" {
					continue
				}
				size = max(size, l.size)
				out.Runs = append(out.Runs, Run{Text: text, Size: l.size, Font: l.font, Latin: l.latin, Bold: l.bold, Italic: l.italic, Under: l.under, Color: l.color})
			case "del", "moveFrom", "pPr":
			default:
				if k.Local != "" && depth < mostNested {
					runs(k, depth+1)
				}
			}
		}
	}
	runs(p, 0)
	if size == 0 {
		size = look.size
	}
	switch {
	case look.leading > 0:
		out.Leading = look.leading
	case look.leading < 0:
		out.Leading = -look.leading * size * 1.3
	}
	if len(out.Runs) == 0 && out.Leading == 0 {
		out.Leading = size * 1.3
	}
	return out
}

// runText is what a run says.
func runText(r *docx.Node) string {
	var b strings.Builder
	for _, k := range r.Kids {
		switch k.Local {
		case "t":
			b.WriteString(k.Words())
		case "tab", "ptab":
			b.WriteString("  ")
		case "br", "cr":
			b.WriteString("\n")
		case "noBreakHyphen":
			b.WriteString("-")
		}
	}
	return b.String()
}

// body reads the words of a shape of DrawingML that is no Word's: a:txBody of diagrams and charts.
func (s *stretch) txBody(n *docx.Node, color string) *Words {
	if n == nil {
		return nil
	}
	w := &Words{}
	s.insets(w, n.Kid("bodyPr"))
	list := n.Kid("lstStyle").Kid("lvl1pPr")
	for _, p := range n.Kids {
		if p.Local != "p" {
			continue
		}
		align := cmp.Or(p.Kid("pPr").Attr("algn"), list.Attr("algn"))
		para := Para{Align: map[string]Align{"ctr": Center, "r": Right, "just": Justify}[align]}
		for _, k := range p.Kids {
			switch k.Local {
			case "r", "fld":
				pr := k.Kid("rPr")
				run := Run{Text: k.Kid("t").Words(), Size: number(cmp.Or(pr.Attr("sz"), list.Kid("defRPr").Attr("sz"))) / 100, Bold: on(pr.Attr("b")), Italic: on(pr.Attr("i")), Color: color}
				if c := s.theme.color(pr.Kid("solidFill"), ""); c != "" {
					run.Color = c
				}
				run.Font, run.Latin = pr.Kid("ea").Attr("typeface"), pr.Kid("latin").Attr("typeface")
				for _, f := range []*string{&run.Font, &run.Latin} {
					if strings.HasPrefix(*f, "+") {
						*f = ""
					}
				}
				if run.Size <= 0 || run.Size > 400 {
					run.Size = 12
				}
				para.Runs = append(para.Runs, run)
			case "br":
				para.Runs = append(para.Runs, Run{Text: "\n", Size: 12})
			}
		}
		w.Paras = append(w.Paras, para)
	}
	return w
}

// insets reads how words stand in a shape: bodyPr.
func (s *stretch) insets(w *Words, pr *docx.Node) {
	inset := func(name string, standard float64) float64 {
		if v := pr.Attr(name); v != "" {
			return emus(v)
		}
		return standard
	}
	w.Left, w.Top, w.Right, w.Bottom = inset("lIns", 7.2), inset("tIns", 3.6), inset("rIns", 7.2), inset("bIns", 3.6)
	w.Anchor = map[string]Anchor{"ctr": Middle, "b": Bottom}[pr.Attr("anchor")]
	w.NoWrap = pr.Attr("wrap") == "none"
	w.Turn = map[string]float64{"vert": 90, "vert270": 270}[pr.Attr("vert")]
}

// within moves the words of a shape into the part of its preset that is for words.
func (w *Words) within(s *Shape) {
	l, t, r, b := s.Preset.TextRect()
	w.Left, w.Top, w.Right, w.Bottom = w.Left+s.W*l, w.Top+s.H*t, w.Right+s.W*(1-r), w.Bottom+s.H*(1-b)
}
