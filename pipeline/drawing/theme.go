package drawing

import (
	"math"
	"strconv"
	"strings"

	"huibian/pipeline/docx"
)

// theme is the colours and fonts that a file names by their roles.
type theme struct {
	colors       map[string]string
	minor, major fontPair
}

type fontPair struct{ latin, eastAsia string }

// roles are the names by which shapes speak of colours of the theme.
var roles = map[string]string{"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2", "text1": "dk1", "text2": "dk2", "background1": "lt1", "background2": "lt2",
	"dark1": "dk1", "dark2": "dk2", "light1": "lt1", "light2": "lt2", "hyperlink": "hlink", "followedHyperlink": "folHlink"}

// readTheme reads the theme; a file without one has black on white.
func readTheme(pkg *docx.Package) theme {
	t := theme{colors: map[string]string{"dk1": "000000", "lt1": "FFFFFF", "dk2": "44546A", "lt2": "E7E6E6", "accent1": "4472C4", "accent2": "ED7D31",
		"accent3": "A5A5A5", "accent4": "FFC000", "accent5": "5B9BD5", "accent6": "70AD47", "hlink": "0563C1", "folHlink": "954F72"}}
	part := pkg.Related(pkg.Main(), "theme")
	if part == "" {
		return t
	}
	root, err := pkg.Tree(part)
	if err != nil {
		return t
	}
	if scheme := root.Find("clrScheme"); scheme != nil {
		for _, k := range scheme.Kids {
			if c := k.Kid("srgbClr"); c != nil {
				t.colors[k.Local] = rgb(c.Attr("val"))
			} else if c := k.Kid("sysClr"); c != nil {
				t.colors[k.Local] = rgb(c.Attr("lastClr"))
			}
		}
	}
	t.minor, t.major = fontsOf(root.Find("minorFont")), fontsOf(root.Find("majorFont"))
	return t
}

func fontsOf(n *docx.Node) fontPair {
	p := fontPair{latin: n.Kid("latin").Attr("typeface"), eastAsia: n.Kid("ea").Attr("typeface")}
	if p.eastAsia == "" && n != nil {
		for _, k := range n.Kids {
			if k.Local == "font" && k.Attr("script") == "Hans" {
				p.eastAsia = k.Attr("typeface")
			}
		}
	}
	return p
}

// font is the font of a role: minorEastAsia, majorHAnsi.
func (t theme) font(role string) string {
	pair := t.minor
	if strings.HasPrefix(role, "major") {
		pair = t.major
	}
	if strings.HasSuffix(role, "EastAsia") {
		return pair.eastAsia
	}
	return pair.latin
}

// rgb is a colour as RRGGBB, "" if it is none.
func rgb(s string) string {
	s = strings.ToUpper(strings.TrimPrefix(strings.TrimSpace(s), "#"))
	if len(s) == 3 {
		s = string([]byte{s[0], s[0], s[1], s[1], s[2], s[2]})
	}
	if len(s) != 6 {
		return ""
	}
	if _, err := strconv.ParseUint(s, 16, 32); err != nil {
		return ""
	}
	return s
}

// presetColors are those names of colours that charts use.
var presetColors = map[string]string{"black": "000000", "white": "FFFFFF", "red": "FF0000", "green": "008000", "blue": "0000FF", "yellow": "FFFF00", "gray": "808080",
	"grey": "808080", "silver": "C0C0C0", "maroon": "800000", "navy": "000080", "olive": "808000", "purple": "800080", "teal": "008080", "lime": "00FF00", "aqua": "00FFFF",
	"cyan": "00FFFF", "fuchsia": "FF00FF", "magenta": "FF00FF", "orange": "FFA500", "pink": "FFC0CB", "brown": "A52A2A", "lightgray": "D3D3D3", "ltGray": "D3D3D3", "dkGray": "A9A9A9"}

// color reads a colour of DrawingML: the child of a fill. holder is what phClr stands for.
func (t theme) color(n *docx.Node, holder string) string {
	if n == nil {
		return ""
	}
	for _, k := range n.Kids {
		var c string
		switch k.Local {
		case "srgbClr":
			c = rgb(k.Attr("val"))
		case "sysClr":
			c = rgb(k.Attr("lastClr"))
		case "prstClr":
			c = presetColors[k.Attr("val")]
		case "schemeClr":
			if c = holder; k.Attr("val") != "phClr" {
				c = t.named(k.Attr("val"))
			}
		case "scrgbClr":
			c = rgbHex(number(k.Attr("r"))/100000, number(k.Attr("g"))/100000, number(k.Attr("b"))/100000)
		default:
			continue
		}
		return modify(c, k)
	}
	return ""
}

func (t theme) named(name string) string {
	if r := roles[name]; r != "" {
		name = r
	}
	return t.colors[name]
}

// modify applies what a colour is changed by (ECMA-376 20.1.2.3): brightness, tint, shade; what can be seen through is mixed
// with white.
func modify(c string, n *docx.Node) string {
	if c == "" {
		return ""
	}
	v, _ := strconv.ParseUint(c, 16, 32)
	r, g, b := float64(v>>16)/255, float64(v>>8&255)/255, float64(v&255)/255
	each := func(f func(float64) float64) { r, g, b = f(r), f(g), f(b) }
	for _, k := range n.Kids {
		by := number(k.Attr("val")) / 100000
		switch k.Local {
		case "lumMod":
			h, s, l := toHSL(r, g, b)
			r, g, b = fromHSL(h, s, min(l*by, 1))
		case "lumOff":
			h, s, l := toHSL(r, g, b)
			r, g, b = fromHSL(h, s, max(0, min(l+by, 1)))
		case "tint", "alpha":
			each(func(x float64) float64 { return x*by + 1 - by })
		case "shade":
			each(func(x float64) float64 { return x * by })
		case "gray":
			y := 0.3*r + 0.59*g + 0.11*b
			r, g, b = y, y, y
		}
	}
	return rgbHex(r, g, b)
}

func rgbHex(r, g, b float64) string {
	const digits = "0123456789ABCDEF"
	out := make([]byte, 0, 6)
	for _, x := range []float64{r, g, b} {
		v := int(math.Round(max(0, min(x, 1)) * 255))
		out = append(out, digits[v>>4], digits[v&15])
	}
	return string(out)
}

func toHSL(r, g, b float64) (h, s, l float64) {
	hi, lo := max(r, g, b), min(r, g, b)
	l = (hi + lo) / 2
	d := hi - lo
	if d == 0 {
		return 0, 0, l
	}
	if s = d / (1 - math.Abs(2*l-1)); l >= 1 || l <= 0 {
		s = 0
	}
	switch hi {
	case r:
		h = math.Mod((g-b)/d, 6)
	case g:
		h = (b-r)/d + 2
	default:
		h = (r-g)/d + 4
	}
	return h, s, l
}

func fromHSL(h, s, l float64) (r, g, b float64) {
	c := (1 - math.Abs(2*l-1)) * s
	if h < 0 {
		h += 6
	}
	x := c * (1 - math.Abs(math.Mod(h, 2)-1))
	m := l - c/2
	table := [][3]float64{{c, x, 0}, {x, c, 0}, {0, c, x}, {0, x, c}, {x, 0, c}, {c, 0, x}}
	at := table[int(h)%6]
	return at[0] + m, at[1] + m, at[2] + m
}
