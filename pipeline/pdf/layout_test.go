package pdf_test

import (
	"fmt"
	"math"
	"os"
	"testing"

	"huibian/pipeline/book"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
	"huibian/pipeline/typeset"
)

// a4 in points.
const a4Short, a4Long = 595.3, 841.9

// prose is what pages are filled with; it is set from different places on, so that no two lines are alike.
const prose = "行政机关应当自受理行政许可申请之日起二十日内作出行政许可决定。二十日内不能作出决定的，经本行政机关负责人批准，" +
	"可以延长十日，并应当将延长期限的理由告知申请人。《中华人民共和国对外贸易法》（2004年修订）第十五条：国务院对外贸易主管部门" +
	"基于监测进出口情况的需要，可以对部分自由进出口的货物实行进出口自动许可并公布其目录。申请人隐瞒有关情况或者提供虚假材料，" +
	"处5万元以上10万元以下罚款；情节严重的，撤销“加工贸易”业务批准证；①原件②复印件——合计≥3份，费率0.5‰，咨询电话0594-2690001。"

// builder makes layouts by hand, of one part.
type builder struct {
	fonts *style.Fonts
	l     *typeset.Layout
	tag   typeset.Tag // of the texts that are set next
}

func newBuilder(t testing.TB) *builder {
	t.Helper()
	fonts, err := style.LoadFonts(os.DirFS("../../templates/fonts"), nil)
	if err != nil {
		t.Fatal(err)
	}
	return &builder{fonts: fonts, l: &typeset.Layout{Anchors: map[book.Anchor]typeset.Position{}, Structure: [][]typeset.Element{{{Kind: typeset.KindPart}}}}}
}

// element begins an element, to which the texts belong that are set next.
func (b *builder) element(parent typeset.Tag, k typeset.Kind, cols uint16) typeset.Tag {
	b.tag = typeset.Tag(len(b.l.Structure[0]))
	b.l.Structure[0] = append(b.l.Structure[0], typeset.Element{Kind: k, Parent: parent, Cols: cols})
	return b.tag
}

func (b *builder) page(w, h float64, folio book.Folio, label string) *typeset.Page {
	b.l.Pages = append(b.l.Pages, typeset.Page{Width: w, Height: h, Folio: folio, Label: label})
	return &b.l.Pages[len(b.l.Pages)-1]
}

// text sets a line from x on, cut where the face changes.
func (b *builder) text(p *typeset.Page, font string, size, spacing, x, y float64, s, color string) {
	latin := "Times New Roman"
	if font == "Consolas" {
		latin = font
	}
	chain := b.fonts.Chain(font, latin, false)
	var face *style.Face
	piece := ""
	flush := func() {
		if piece == "" {
			return
		}
		p.Ops = append(p.Ops, typeset.Text{X: x, Y: y, Face: face, Size: size, Spacing: spacing, Color: color, Text: piece, Tag: b.tag})
		for _, r := range piece {
			x += face.Advance(r)*size + spacing
		}
		piece = ""
	}
	for _, r := range s {
		f := chain.Face(r)
		if f == nil {
			panic(fmt.Sprintf("no face has %q", r))
		}
		if f != face {
			flush()
			face = f
		}
		piece += string(r)
	}
	flush()
}

// sample is a small book of every kind of page and op: roman, arabic and unnumbered pages, both orientations, links,
// an outline of three levels, spacing, colours, characters outside the first plane, elements of every kind.
func sample(t testing.TB) (*typeset.Layout, *book.Book) {
	t.Helper()
	b := newBuilder(t)
	b.l.Anchors["cover"] = typeset.Position{Page: 0}
	p := b.page(a4Short, a4Long, book.FolioNone, "")
	b.element(0, typeset.KindH1, 0)
	b.text(p, "方正小标宋简体", 36, 4, 100, 300, "行政职权目录汇编", "")
	figure := b.element(0, typeset.KindFigure, 0)
	b.l.Structure[0][figure].Detail = &typeset.Detail{Text: "一条线", X: 80, Y: 179.5, W: 435, H: 1}
	p.Ops = append(p.Ops, typeset.Line{X1: 80, Y1: 180, X2: 515, Y2: 180, Width: 1, Color: "B3231B", Tag: figure})
	b.element(0, typeset.KindP, 0)
	b.text(p, "楷体_GB2312", 16, 0, 240, 420, "（公开版）", "B3231B")
	p = b.page(a4Short, a4Long, book.FolioRoman, "i")
	link := b.element(b.element(b.element(0, typeset.KindTOC, 0), typeset.KindTOCI, 0), typeset.KindLink, 0)
	b.text(p, "宋体", 12, 0, 80, 100, "一、行政许可 PT01WJ-XK-0001", "")
	p.Links = append(p.Links, typeset.Link{X: 80, Y: 88, W: 300, H: 16, To: "item:1", Tag: link}, typeset.Link{X: 80, Y: 110, W: 9, H: 9, To: "nowhere"},
		typeset.Link{X: 80, Y: 130, W: 30, H: 9, Out: &book.Out{Book: "../公开版/汇编", Anchor: "item:1"}},
		typeset.Link{X: 80, Y: 140, W: 30, H: 9, Out: &book.Out{Book: "汇编（新）"}},
		typeset.Link{X: 80, Y: 150, W: 30, H: 9, Out: &book.Out{File: "../../inputs/外资管理科/目录 (2)#.docx"}})
	p = b.page(a4Long, a4Short, book.FolioArabic, "1")
	b.l.Anchors["item:1"] = typeset.Position{Page: 2, Y: 120}
	p.Ops = append(p.Ops, typeset.Fill{X: 80, Y: 90, W: 600, H: 24, Color: "F3F1EC"})
	table := b.element(0, typeset.KindTable, 0)
	row := b.element(table, typeset.KindTR, 0)
	b.element(row, typeset.KindTH, 2)
	b.text(p, "黑体", 10.5, 0, 90, 106, "权力编码　项目名称", "")
	row = b.element(table, typeset.KindTR, 0)
	b.element(row, typeset.KindRowTH, 0)
	b.text(p, "宋体", 10.5, 0.37, 90, 130, prose[:30*3], "")
	b.element(row, typeset.KindTD, 0)
	b.text(p, "仿宋_GB2312", 16, -0.2, 90, 160, "自受理之日起20个工作日；承诺15日。", "")
	b.element(0, typeset.KindP, 0)
	b.text(p, "宋体", 12, 0, 90, 190, "𬭊林、㐀、①、℃、“引号”——…", "444444")
	b.text(p, "仿宋_GB2312", 16, 0, 90, 220, "仿宋所无之囍㐀，取自宋体", "")
	p = b.page(a4Short, a4Long, book.FolioArabic, "2")
	b.tag = 0
	b.text(p, "Consolas", 9, 0, 90, 100, "PT01WJ-XK-0001 (a) \\ <b> [c]", "")
	b.l.Anchors["law:1"] = typeset.Position{Page: 3, Y: 500}
	b.l.Outline = []typeset.OutlineEntry{
		{Level: 1, Text: "目录", To: typeset.Position{Page: 1, Y: 100}},
		{Level: 1, Text: "第二篇　行政职权目录", To: typeset.Position{Page: 2}},
		{Level: 2, Text: "一、行政许可", To: typeset.Position{Page: 2, Y: 90}},
		{Level: 3, Text: "PT01WJ-XK-0001 审批(一)\\", To: typeset.Position{Page: 2, Y: 120}},
		{Level: 1, Text: "法律依据𬭊", To: typeset.Position{Page: 3, Y: 500}},
	}
	return b.l, sampleBook()
}

func sampleBook() *book.Book {
	return &book.Book{Title: "行政职权目录汇编", Volume: "公开版", Unit: "莆田市对外贸易经济合作局", Keyword: "行政职权 & <目录>",
		Date: notice.Date{Year: 2009, Month: 9, Day: 30}}
}

// large is a book of pages of the given number of characters in several faces, in rows of cells as tables have them.
func large(t testing.TB, pages, chars int) (*typeset.Layout, *book.Book) {
	t.Helper()
	b := newBuilder(t)
	text := []rune(prose)
	const perPiece, columns = 12, 6
	from := 0
	for i := range pages {
		p := b.page(a4Long, a4Short, book.FolioArabic, fmt.Sprint(i+1))
		table := b.element(0, typeset.KindTable, 0)
		row := table
		b.l.Outline = append(b.l.Outline, typeset.OutlineEntry{Level: 1 + i%3, Text: fmt.Sprintf("第%d页", i+1), To: typeset.Position{Page: i}})
		for j := range chars / perPiece {
			x, y := 40+float64(j%columns)*120, 60+float64(j/columns)*12
			font := []string{"宋体", "宋体", "宋体", "仿宋_GB2312", "黑体", "楷体_GB2312"}[j%columns]
			if j%columns == 0 {
				row = b.element(table, typeset.KindTR, 0)
			}
			cols := 1
			if j == chars/perPiece-1 {
				cols = columns - j%columns
			}
			b.element(row, typeset.KindTD, uint16(cols))
			line := make([]rune, perPiece)
			for k := range line {
				line[k] = text[(from+k)%len(text)]
				if k == 5 { // beside the usual ones a wide range of hanzi, most of them in 宋体
					line[k] = 0x4E00 + rune((from*7)%[]int{2000, 2000, 2000, 500, 300, 100}[j%columns])
				}
			}
			from += perPiece + 1
			b.text(p, font, 9, math.Round(float64(j%7)*10)/100, x, y, string(line), "")
			p.Ops = append(p.Ops, typeset.Line{X1: x, Y1: y + 3, X2: x + 120, Y2: y + 3, Width: 0.4, Color: "777777"})
		}
	}
	return b.l, sampleBook()
}
