package pdf_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	gocmp "github.com/google/go-cmp/cmp"

	"huibian/pipeline"
	"huibian/pipeline/internal/docxtest"
	"huibian/pipeline/style"
	"huibian/templates"
)

// houseNotice has the smallest books.
const houseNotice = "fuxing-statistics"

// edit changes what matches in one style (by its id), or in every style where it is "".
type edit struct{ style, what, to string }

// dress is a house as its office would make it in Word: another page setup, other styles.
type dress struct {
	paper, margins string // attributes of w:pgSz and w:pgMar, upright
	edits          []edit
	look           looks // what must come of it, in Word and in PDF
}

// looks are what can be seen of a house in either file; lengths in points, but for paper in millimetres.
type looks struct {
	Paper    string // upright and across
	Left     int    // edge of the text
	Edge     int    // where the page numbers of the contents end
	Heading  string // font, size, colour
	Cover    string
	Body     string
	Indent   int // of a first line
	Folio    string
	Rules    string // of tables: width and colour
	HeadFill string
}

const (
	anyFont   = `w:eastAsia="[^"]*"`
	anySize   = `<w:sz w:val="\d+"/>`
	anyIndent = `<w:ind [^>]*/>`
	tableAll  = `(?s)<w:tblBorders>.*</w:tblBorders>`
)

func colored(id, hex string) edit {
	return edit{id, `(<w:rFonts [^>]*/>)(<w:color [^>]*/>)?`, `${1}<w:color w:val="` + hex + `"/>`}
}

func sized(id string, half int) edit {
	return edit{id, anySize, fmt.Sprintf(`<w:sz w:val="%d"/>`, half)}
}

func ruled(side string, eighths int, hex string) string {
	if eighths == 0 {
		return "<w:" + side + ` w:val="nil"/>`
	}
	return fmt.Sprintf(`<w:%s w:val="single" w:sz="%d" w:space="0" w:color="%s"/>`, side, eighths, hex)
}

func borders(top, left, bottom, right, insideH, insideV int, hex string) edit {
	return edit{"CatalogTable", tableAll, "<w:tblBorders>" + ruled("top", top, hex) + ruled("left", left, hex) + ruled("bottom", bottom, hex) +
		ruled("right", right, hex) + ruled("insideH", insideH, hex) + ruled("insideV", insideV, hex) + "</w:tblBorders>"}
}

var dresses = map[string]dress{
	"blue sans, 16K, three-line tables": {
		paper:   `w:w="10488" w:h="14740"`,
		margins: `w:top="1418" w:right="1134" w:bottom="1418" w:left="1134" w:header="850" w:footer="850" w:gutter="0"`,
		edits: []edit{
			{"", anyFont, `w:eastAsia="黑体"`},
			sized("Heading1", 40), colored("Heading1", "1F3864"), colored("CoverTitle", "1F3864"), sized("CoverTitle", 60),
			sized("BodyProse", 24), {"BodyProse", `w:line="\d+"`, `w:line="440"`}, {"BodyProse", anyIndent, `<w:ind w:firstLine="480"/>`},
			sized("Footer", 18), colored("Footer", "1F3864"),
			borders(12, 0, 12, 0, 0, 0, "1F3864"),
			{"CatalogTable", `<w:bottom w:val="single" w:sz="7" w:space="0" w:color="111111"/>`, `<w:bottom w:val="single" w:sz="6" w:space="0" w:color="1F3864"/>`},
			{"CatalogTable", `<w:shd [^>]*/>`, ``},
		},
		look: looks{Paper: "185×260, 260×185", Left: 57, Edge: 468, Heading: "hei 20 1F3864", Cover: "hei 30 1F3864", Body: "hei 12 000000", Indent: 24,
			Folio: "9 1F3864", Rules: "0.75 1F3864, 1.5 1F3864"},
	},
	"red heads, large type, filled tables": {
		paper:   `w:w="11906" w:h="16838"`,
		margins: `w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="850" w:footer="992" w:gutter="0"`,
		edits: []edit{
			{"Heading1", anyFont, `w:eastAsia="方正小标宋简体"`}, sized("Heading1", 52), colored("Heading1", "C00000"), colored("CoverTitle", "C00000"),
			{"BodyProse", anyFont, `w:eastAsia="楷体_GB2312"`}, sized("BodyProse", 36), {"BodyProse", `w:line="\d+"`, `w:line="700"`},
			{"BodyProse", anyIndent, `<w:ind w:firstLine="720"/>`},
			sized("Footer", 32),
			borders(8, 8, 8, 8, 8, 8, "C00000"),
			{"CatalogTable", `<w:bottom w:val="single" w:sz="7" w:space="0" w:color="111111"/>`, `<w:bottom w:val="single" w:sz="18" w:space="0" w:color="C00000"/>`},
			{"CatalogTable", `w:fill="[^"]*"`, `w:fill="FBE4D5"`},
		},
		look: looks{Paper: "210×297, 297×210", Left: 72, Edge: 514, Heading: "songbold 26 C00000", Cover: "songbold 38 C00000", Body: "kai 18 000000", Indent: 36,
			Folio: "16 000000", Rules: "1 C00000, 2.25 C00000", HeadFill: "FBE4D5"},
	},
	"plain, B5, no indents": {
		paper:   `w:w="10318" w:h="14570"`,
		margins: `w:top="1701" w:right="1134" w:bottom="1134" w:left="1701" w:header="964" w:footer="567" w:gutter="0"`,
		edits: []edit{
			{"", anyFont, `w:eastAsia="宋体"`},
			sized("Heading1", 32), sized("CoverTitle", 56),
			sized("BodyProse", 21), {"BodyProse", `w:line="\d+"`, `w:line="320"`}, {"BodyProse", anyIndent, `<w:ind w:left="0" w:firstLine="0"/>`},
			{"Footer", anyFont, `w:eastAsia="仿宋_GB2312"`}, sized("Footer", 21), colored("Footer", "808080"),
			borders(4, 0, 4, 0, 2, 0, "000000"),
			{"CatalogTable", `<w:bottom w:val="single" w:sz="7" w:space="0" w:color="111111"/>`, `<w:bottom w:val="single" w:sz="4" w:space="0" w:color="000000"/>`},
			{"CatalogTable", `<w:shd [^>]*/>`, ``},
		},
		look: looks{Paper: "182×257, 257×182", Left: 85, Edge: 459, Heading: "song 16 000000", Cover: "song 28 000000", Body: "song 10.5 000000",
			Folio: "10.5 808080", Rules: "0.25 000000, 0.5 000000"},
	},
}

var (
	portraitSize  = regexp.MustCompile(`w:w="11906" w:h="16838"`)
	landscapeSize = regexp.MustCompile(`w:w="16838" w:h="11906"`)
	portraitRoom  = regexp.MustCompile(`w:top="2098" [^>]*`)
	landscapeRoom = regexp.MustCompile(`w:top="1588" [^>]*`)
	wordAttribute = regexp.MustCompile(`w:(\w+)="(\d+)"`)
)

// redress makes the book.docx of a house out of the notice's own.
func redress(t *testing.T, d dress) []byte {
	t.Helper()
	template, err := templates.Load(t.TempDir(), houseNotice)
	if err != nil {
		t.Fatal(err)
	}
	parts := docxtest.Parts(template.Book)
	styles := parts["word/styles.xml"]
	for _, e := range d.edits {
		what, of := regexp.MustCompile(e.what), regexp.MustCompile(`(?s)<w:style [^>]*w:styleId="`+cmp.Or(e.style, `[^"]*`)+`">.*?</w:style>`)
		done := 0
		styles = of.ReplaceAllStringFunc(styles, func(s string) string {
			if what.MatchString(s) {
				done++
			}
			return what.ReplaceAllString(s, e.to)
		})
		if done == 0 {
			t.Fatalf("nothing to edit: %+v", e)
		}
	}
	parts["word/styles.xml"] = styles
	if d.paper != "" {
		v := map[string]string{}
		for _, m := range wordAttribute.FindAllStringSubmatch(d.paper+d.margins, -1) {
			v[m[1]] = m[2]
		}
		// Across, the page is turned with its margins: the head of the page becomes its left.
		across := fmt.Sprintf(`w:top="%s" w:right="%s" w:bottom="%s" w:left="%s" w:header="600" w:footer="600" w:gutter="0"/`, v["left"], v["bottom"], v["right"], v["top"])
		document := parts["word/document.xml"]
		document = portraitSize.ReplaceAllString(document, d.paper)
		document = landscapeSize.ReplaceAllString(document, fmt.Sprintf(`w:w="%s" w:h="%s"`, v["h"], v["w"]))
		document = portraitRoom.ReplaceAllString(document, d.margins+"/")
		parts["word/document.xml"] = landscapeRoom.ReplaceAllString(document, across)
	}
	return docxtest.Zip(parts)
}

// housed builds the samples in the look of a book.docx, with files put into templates/fonts, and gives the workspace.
func housed(t *testing.T, reference []byte, fonts map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	if err := templates.Init(dir, houseNotice, true); err != nil {
		t.Fatal(err)
	}
	put := func(name string, data []byte) {
		file := filepath.Join(dir, "templates", name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put(houseNotice+"/book.docx", reference)
	for name, data := range fonts {
		put("fonts/"+name, data)
	}
	if _, err := pipeline.Build(context.Background(), pipeline.Workspace{Dir: dir}, pipeline.Options{}); err != nil {
		t.Fatal(err)
	}
	return dir
}

// made is an output of a workspace.
func made(t *testing.T, dir, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "output", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

const publicBook = "公开版/职权目录汇编"

// TestHouses: what an office makes of its book.docx is what both books look like. Three houses that have little in common
// make three books; each looks in Word as it does in PDF.
func TestHouses(t *testing.T) {
	for name, d := range dresses {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := housed(t, redress(t, d), nil)
			if diff := gocmp.Diff(d.look, looksOfPDF(open(t, made(t, dir, publicBook+".pdf")))); diff != "" {
				t.Errorf("the PDF (-want +got):\n%s", diff)
			}
			if diff := gocmp.Diff(d.look, looksOfWord(t, made(t, dir, publicBook+".docx"))); diff != "" {
				t.Errorf("the Word file (-want +got):\n%s", diff)
			}
		})
	}
}

// kind is the shipped face of a program.
func kind(program string) string {
	for face, p := range programs {
		if p == program {
			return face
		}
	}
	return program
}

func millimetres(points float64) int { return int(math.Round(points * 25.4 / 72)) }

// looksOfPDF is what a reader of the PDF sees.
func looksOfPDF(d *document) (l looks) {
	type seen struct {
		page dict
		text []shown
	}
	var foreword, contents, cover, across seen
	pages, _ := d.pages()
	for _, p := range pages {
		s := seen{p, d.show(p)}
		has := func(text string) bool {
			return slices.ContainsFunc(s.text, func(x shown) bool { return strings.HasPrefix(x.Text, text) })
		}
		switch {
		case cover.page == nil:
			cover = s
		case foreword.page == nil && has("一、编制依据"):
			foreword = s
		case contents.page == nil && has("目　录"):
			contents = s
		case width(p) > height(p):
			across = s
		}
	}
	l.Paper = fmt.Sprintf("%d×%d, %d×%d", millimetres(width(cover.page)), millimetres(height(cover.page)), millimetres(width(across.page)), millimetres(height(across.page)))
	typeOf := func(s shown) string { return fmt.Sprint(kind(s.Font), " ", s.Size, " ", s.Color) }
	largest := func(s []shown, text string) (out shown) {
		for _, x := range s {
			if strings.HasPrefix(x.Text, text) && x.Size > out.Size {
				out = x
			}
		}
		return out
	}
	l.Heading, l.Cover = typeOf(largest(foreword.text, "编制说明")), typeOf(largest(cover.text, "职权目录"))
	body := largest(foreword.text, "根据区行政权力")
	left, lowest := body.X, shown{}
	for _, s := range foreword.text {
		if s.Size == body.Size && s.Font == body.Font {
			left = min(left, s.X)
		}
		if s.Y > lowest.Y {
			lowest = s
		}
	}
	l.Body, l.Left, l.Indent = typeOf(body), int(math.Round(left)), int(math.Round(body.X-left))
	l.Folio = fmt.Sprint(lowest.Size, " ", lowest.Color)
	edge := 0.0
	for _, s := range contents.text {
		edge = max(edge, s.End)
	}
	l.Edge = int(math.Round(edge))
	var rules []string
	strokes(d, across.page, func(op, width, color string) {
		switch {
		case op == "f":
			l.HeadFill = color
		case color != "999999": // that of the running head
			rules = append(rules, width+" "+color)
		}
	})
	l.Rules = set(rules)
	return l
}

func width(p dict) float64  { return p["MediaBox"].(array)[2].(float64) }
func height(p dict) float64 { return p["MediaBox"].(array)[3].(float64) }

// strokes calls f for the lines and tints of a page.
func strokes(d *document, p dict, f func(op, width, color string)) {
	w, stroke, fill := "1", "000000", "000000"
	color := func(v []any) string { return fmt.Sprintf("%02X%02X%02X", level(v[0]), level(v[1]), level(v[2])) }
	operators(d.stream(p["Contents"]), func(o op, v []any) {
		switch o {
		case "w":
			w = fmt.Sprint(v[0])
		case "RG":
			stroke = color(v)
		case "rg":
			fill = color(v)
		case "S":
			f("S", w, stroke)
		case "f":
			f("f", "", fill)
		}
	})
}

func set(s []string) string {
	slices.Sort(s)
	return strings.Join(slices.Compact(s), ", ")
}

// contentsTab is where the first line of the contents moves its tab stop to.
var contentsTab = regexp.MustCompile(`<w:pStyle w:val="TOC1"/><w:tabs><w:tab w:val="clear" w:pos="\d+"/><w:tab w:val="right" w:leader="dot" w:pos="(\d+)"/></w:tabs>`)

// looksOfWord is what Word makes of the file: its own sections and styles, read again, and what cells say of themselves.
func looksOfWord(t *testing.T, file []byte) (l looks) {
	t.Helper()
	s, err := style.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	fonts, err := style.LoadFonts(templates.Fonts(), nil)
	if err != nil {
		t.Fatal(err)
	}
	points := func(v float64) int { return int(math.Round(v)) }
	up, across := s.Portrait, s.Landscape
	l.Paper = fmt.Sprintf("%d×%d, %d×%d", millimetres(up.Width), millimetres(up.Height), millimetres(across.Width), millimetres(across.Height))
	color := func(hex string) string { return cmp.Or(hex, "000000") }
	typeOf := func(name string) string {
		st := s.Styles[name]
		return fmt.Sprint(fonts.Chain(st.EastAsia, "", st.Bold).EastAsian().Name, " ", st.Size, " ", color(st.Color))
	}
	l.Heading, l.Cover, l.Body = typeOf(style.Heading1), typeOf(style.CoverTitle), typeOf(style.Body)
	body, folio := s.Styles[style.Body], s.Styles[style.Footer]
	l.Left, l.Indent, l.Folio = points(up.Left+body.Left), points(body.FirstLine), fmt.Sprint(folio.Size, " ", color(folio.Color))
	document := docxtest.Parts(file)["word/document.xml"]
	stop := s.Styles[style.TOC1].Tabs[0].Pos
	if m := contentsTab.FindStringSubmatch(document); m != nil {
		v, _ := strconv.Atoi(m[1])
		stop = float64(v) / 20
	}
	l.Edge = points(up.Left + stop)
	var rules []string
	for _, r := range []style.Rule{s.Table.Top, s.Table.Bottom, s.Table.Left, s.Table.Right, s.Table.InsideH, s.Table.InsideV, s.Table.HeadRule} {
		if r.Width > 0 {
			rules = append(rules, fmt.Sprint(r.Width, " ", color(r.Color)))
		}
	}
	l.Rules, l.HeadFill = set(rules), s.Table.HeadFill
	if fills := regexp.MustCompile(`w:fill="([^"]*)"`).FindStringSubmatch(document); l.HeadFill != "" && (fills == nil || fills[1] != l.HeadFill) {
		t.Errorf("cells are filled %v, their style says %s", fills, l.HeadFill)
	}
	return l
}

// TestFontsOfAHouse: a font that book.docx names is used where its file lies in templates/fonts. For one that is nowhere
// the nearest is, and the office is told.
func TestFontsOfAHouse(t *testing.T) {
	own, err := os.ReadFile("../../templates/fonts/fang.ttf")
	if err != nil {
		t.Fatal(err)
	}
	const shipped, name = "FandolFang", "BureauHand" // of one length: the font stays whole
	own = bytes.ReplaceAll(own, wide(shipped), wide(name))
	dir := housed(t, redress(t, dress{edits: []edit{
		{"BodyProse", anyFont, `w:eastAsia="` + name + ` R"`},
		{"Heading1", anyFont, `w:eastAsia="汉仪旗黑W5"`},
		{"CoverUnit", anyFont, `w:eastAsia="华康楷体W5"`},
		{"CoverEditor", anyFont, `w:eastAsia="文鼎仿宋"`},
		{"CoverDate", anyFont, `w:eastAsia="汉仪书宋二"`},
	}}), map[string][]byte{"某局字体.ttf": own})
	d := open(t, made(t, dir, publicBook+".pdf"))
	pages, _ := d.pages()
	for _, c := range []struct{ text, program string }{
		{"根据区行政权力", name + "-Regular"},
		{"编制说明", programs["hei"]},
		{"邯郸市复兴区统计局", programs["kai"]},
		{"局行政权力公开透明运行工作领导小组办公室", programs["fang"]},
		{"二〇", programs["song"]},
	} {
		var got shown
		for _, p := range pages[:6] {
			for _, s := range d.show(p) {
				if strings.HasPrefix(s.Text, c.text) && s.Size > got.Size {
					got = s
				}
			}
		}
		if got.Font != c.program {
			t.Errorf("%s is set in %q, want %s", c.text, got.Font, c.program)
		}
	}
	found := string(made(t, dir, "data/findings.json"))
	for _, want := range []string{
		"样式“heading 1”用的字体“汉仪旗黑W5”没有找到，PDF中以黑体代替", "“华康楷体W5”没有找到，PDF中以楷体代替",
		"“文鼎仿宋”没有找到，PDF中以仿宋代替", "“汉仪书宋二”没有找到，PDF中以宋体代替",
	} {
		if !strings.Contains(found, want) {
			t.Errorf("nobody is told that %s", want)
		}
	}
	if n := strings.Count(found, `"R46"`); n != 4 {
		t.Errorf("%d fonts are told to be missing, want 4", n)
	}
	if styles := docxtest.Parts(made(t, dir, publicBook+".docx"))["word/styles.xml"]; !strings.Contains(styles, "汉仪旗黑W5") {
		t.Error("the Word file does not name the font of book.docx")
	}
}

// wide is a text as the name table of a font has it.
func wide(s string) (b []byte) {
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.BigEndian.AppendUint16(b, u)
	}
	return b
}
