package pdf_test

import (
	"bytes"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"huibian/pipeline/typeset"
)

// pdfFont is a font of a file as its dictionaries describe it.
type pdfFont struct {
	name    string
	widths  map[int]float64
	unicode map[int]string
}

var (
	bfchar  = regexp.MustCompile(`<([0-9A-F]{4})> <([0-9A-F]+)>\n`)
	section = regexp.MustCompile(`(\d+) beginbfchar\n((?:<.*>\n)*)endbfchar\n`)
)

// toUnicode reads a map from codes to text, in sections of at most 100 (Adobe Technical Note 5411).
func toUnicode(cmap string) map[int]string {
	out := map[int]string{}
	for _, s := range section.FindAllStringSubmatch(cmap, -1) {
		rows := bfchar.FindAllStringSubmatch(s[2], -1)
		if n, _ := strconv.Atoi(s[1]); n != len(rows) || n == 0 || n > 100 {
			panic(fmt.Sprintf("a section of %s has %d entries", s[1], len(rows)))
		}
		for _, r := range rows {
			code, _ := strconv.ParseInt(r[1], 16, 32)
			var u []uint16
			for hex := r[2]; hex != ""; hex = hex[4:] {
				v, _ := strconv.ParseUint(hex[:4], 16, 16)
				u = append(u, uint16(v))
			}
			out[int(code)] = string(utf16.Decode(u))
		}
	}
	return out
}

func (d *document) font(v any) *pdfFont {
	type0 := d.dict(v)
	cid := d.dict(type0["DescendantFonts"].(array)[0])
	f := &pdfFont{name: string(cid["BaseFont"].(name)), widths: map[int]float64{}, unicode: toUnicode(string(d.stream(type0["ToUnicode"])))}
	w := cid["W"].(array)
	for i := 0; i < len(w); i += 2 {
		for k, v := range w[i+1].(array) {
			f.widths[int(w[i].(float64))+k] = v.(float64)
		}
	}
	return f
}

func (f *pdfFont) width(code int) float64 {
	if w, ok := f.widths[code]; ok {
		return w
	}
	return 1000 // DW, which rules hold to be that
}

// shown is a piece of text as a viewer shows it.
type shown struct {
	Text          string
	X, Y          float64 // from the top, as in a layout
	End           float64 // where the next character would begin
	Font          string  // without the subset tag
	Size, Spacing float64
	Color         string
}

// show runs the text operators of a page.
func (d *document) show(p dict) (out []shown) {
	height := p["MediaBox"].(array)[3].(float64)
	var s shown
	var font *pdfFont
	fonts := map[name]*pdfFont{}
	s.Color = "000000"
	operators(d.stream(p["Contents"]), func(o op, v []any) {
		switch o {
		case "Tf":
			n := v[0].(name)
			if fonts[n] == nil {
				fonts[n] = d.font(d.dict(d.dict(p["Resources"])["Font"])[n])
			}
			font, s.Size = fonts[n], v[1].(float64)
			_, s.Font, _ = strings.Cut(font.name, "+")
		case "Tc":
			s.Spacing = v[0].(float64)
		case "rg":
			s.Color = fmt.Sprintf("%02X%02X%02X", level(v[0]), level(v[1]), level(v[2]))
		case "Td":
			s.X, s.Y = v[0].(float64), height-v[1].(float64)
		case "Tj":
			s.Text, s.End = "", s.X
			for c := v[0].(string); c != ""; c = c[2:] {
				code := int(c[0])<<8 | int(c[1])
				s.Text += font.unicode[code]
				s.End += font.width(code)/1000*s.Size + s.Spacing
			}
			out = append(out, s)
		}
	})
	return out
}

func level(v any) int { return int(math.Round(v.(float64) * 255)) }

// TestPagesShowTheLayout runs the pages as a viewer does: every text of the layout is there, at its place, in its face,
// size and colour, as wide as it was reckoned, and copies as it was written.
func TestPagesShowTheLayout(t *testing.T) {
	l, _ := sample(t)
	d := open(t, sampleBytes(t))
	pages, _ := d.pages()
	if len(pages) != len(l.Pages) {
		t.Fatalf("%d pages, want %d", len(pages), len(l.Pages))
	}
	near := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 0.03 })
	for i := range l.Pages {
		var want []shown
		for _, o := range l.Pages[i].Ops {
			x, ok := o.(typeset.Text)
			if !ok || x.Text == "" {
				continue
			}
			end := x.X
			for _, r := range x.Text {
				end += x.Face.Advance(r)*x.Size + x.Spacing
			}
			color := x.Color
			if color == "" {
				color = "000000"
			}
			want = append(want, shown{x.Text, x.X, x.Y, end, programs[x.Face.Name], x.Size, x.Spacing, color})
		}
		if diff := cmp.Diff(want, d.show(pages[i]), near); diff != "" {
			t.Errorf("page %d:\n%s", i+1, diff)
		}
	}
}

// programs are the names of the shipped faces in a PDF.
var programs = map[string]string{"song": "NotoSerifSC-Regular", "songbold": "NotoSerifSC-Bold", "hei": "NotoSansSC-Medium",
	"kai": "HuibianKai-Regular", "fang": "FandolFang-Regular", "mono": "DejaVuSansMono", "symbols": "DejaVuSans"}

// TestLinesAndFills: rules and tints are where the layout has them.
func TestLinesAndFills(t *testing.T) {
	d := open(t, sampleBytes(t))
	pages, _ := d.pages()
	for i, want := range []string{
		"80 661.9 m 515 661.9 l S", "", "80 481.3 600 24 re f", "",
	} {
		if got := d.stream(pages[i]["Contents"]); want != "" && !bytes.Contains(got, []byte("\n"+want+"\n")) {
			t.Errorf("page %d has no %q:\n%s", i+1, want, got)
		}
	}
}
