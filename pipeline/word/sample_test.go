package word

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"huibian/pipeline/book"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
	"huibian/pipeline/typeset"
)

func sheet(t testing.TB) *style.Sheet {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "templates", "putian-2009", "book.docx"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := style.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func words(styleName, text string) book.Paragraph {
	return book.Paragraph{Style: styleName, Runs: []book.Run{{Text: text}}}
}

func one(text string) book.Cell { return book.Cell{Paras: []book.Paragraph{words("", text)}} }

func code(text string) book.Cell {
	return book.Cell{Paras: []book.Paragraph{{Runs: []book.Run{{Text: text, Code: true}}}}}
}

// catalogTable is a catalog of n items in eleven columns under a head of two rows.
func catalogTable(n int) *book.Table {
	t := &book.Table{Caption: "一、行政许可"}
	for i, w := range []float64{26, 88, 96, 0, 51, 37, 34, 37, 37, 54, 57} {
		c := book.Column{Fixed: w}
		if i < 2 || i > 4 && i < 10 {
			c.Align = book.Center
		}
		t.Columns = append(t.Columns, c)
	}
	tall := func(s string) book.Cell { c := one(s); c.Rows = 2; return c }
	wide := func(s string, n int) book.Cell { c := one(s); c.Cols = n; return c }
	t.Head = []book.Row{
		{Cells: []book.Cell{tall("序号"), tall("权力编码"), tall("项目名称"), tall("权力依据"), wide("公开", 3), wide("办理时限", 2), tall("收费依据\n及标准"), tall("承办科室和负责人")}},
		{Cells: []book.Cell{one("形式"), one("范围"), one("时间"), one("法定"), one("承诺")}},
	}
	for i := 1; i <= n; i++ {
		id := fmt.Sprintf("PT01WJ-XK-%04d", i)
		t.Body = append(t.Body, book.Row{
			Anchor: book.Anchor("item:" + id), Entry: &book.Entry{Code: id, Text: fmt.Sprintf("设立外商投资企业审批之%d", i)}, Running: id,
			Cells: []book.Cell{one(fmt.Sprint(i)), code(id), one(fmt.Sprintf("设立外商投资企业审批之%d", i)),
				one("《中华人民共和国中外合资经营企业法》第三条：合营各方签订的合营协议、合同、章程，应报国家对外经济贸易主管部门审查批准。“审批”——《中华人民共和国外资企业法》第六条"),
				one("政府网站、政务公开栏"), one("全社会"), one("长期"), one("90日"), one("45日"), one("不收费"), one("外资管理科")},
		})
	}
	return t
}

// sampleBook has every kind of block, and every kind of part.
func sampleBook(items int) *book.Book {
	table := catalogTable(items)
	stats := &book.Table{
		Columns: []book.Column{{Fixed: 120}, {Align: book.Center}, {Align: book.Right}},
		Head:    []book.Row{{Cells: []book.Cell{one("科　室"), one("行政许可"), one("合计")}}},
		Body: []book.Row{
			{Group: true, Cells: []book.Cell{one("业务科室")}},
			{Cells: []book.Cell{one("外资管理科"), one("6"), one("20")}},
			{Total: true, Cells: []book.Cell{one("合　计"), one("12"), one("66")}},
		},
	}
	index := []book.Block{book.Heading{Level: 1, Text: "索引", Anchor: "part:index"}, words(style.IndexGroup, "十一画")}
	laws := []book.Block{book.Heading{Level: 1, Text: "法律依据一览", Anchor: "part:laws"},
		book.Heading{Level: 2, Text: "只在目录中的标题", Anchor: "laws:hidden", Hidden: true},
		book.Paragraph{Style: style.LawEntry, Anchor: "law:1", Runs: []book.Run{{Text: "《中华人民共和国外资企业法》"}}}}
	for i := range table.Body {
		e := table.Body[i].Entry
		a := table.Body[i].Anchor
		index = append(index, book.Paragraph{Style: style.IndexEntry, Runs: []book.Run{
			{Text: e.Text, Link: a}, {Text: " "}, {Text: e.Code, Code: true, Link: a}, {Text: "\t"}, {Page: a}}})
		laws = append(laws, book.Paragraph{Style: style.LawRefs, Runs: []book.Run{{Text: e.Text + "　第六条", Link: a}, {Text: "\t"}, {Page: a}}})
	}
	return &book.Book{
		Title: "行政职权目录汇编", Volume: "公开版", Unit: "莆田市对外贸易经济合作局", Editor: "领导小组办公室",
		Date: notice.Date{Year: 2009, Month: 9, Day: 20}, Keyword: "行政职权 目录",
		Parts: []book.Part{
			{Kind: "cover", Blocks: []book.Block{words(style.CoverUnit, "莆田市对外贸易经济合作局"), words(style.CoverTitle, "行政职权目录\n汇　编"),
				words(style.CoverVolume, "（公开版）"), words(style.CoverEditor, "局规范行政权力运行工作领导小组办公室　编"), words(style.CoverDate, "二〇〇九年九月")}},
			{Kind: "title", Blocks: []book.Block{words(style.PageTitle, "行政职权目录汇编"), words(style.PageLine, "莆田市对外贸易经济合作局")}},
			{Kind: "foreword", Title: "编制说明", Anchor: "part:foreword", Folio: book.FolioArabic, Header: true, Blocks: []book.Block{
				book.Heading{Level: 1, Text: "编制说明"},
				words(style.Body, "为规范行政权力运行，按照“取得有据、配置科学、运行公开、行使依法、监督到位”的要求，对本单位行使的行政职权逐项清理，登记造册，编制本目录。"),
				book.Heading{Level: 3, Text: "（一）说明"}, book.Paragraph{Style: style.Body, Runs: []book.Run{{Text: "粗", Bold: true}, {Text: " 见 "}, {Text: "PT01WJ-XK-0001", Code: true, Link: "item:PT01WJ-XK-0001"}}},
				book.Paragraph{Style: style.Body, Break: true, Runs: []book.Run{{Text: "另页。"}}}}},
			{Kind: "contents", Title: "目录", Folio: book.FolioRoman, Blocks: []book.Block{words(style.TOCHead, "目　录"), book.Contents{Entries: true}}},
			{Kind: "statistics", Title: "第一篇　行政职权统计", Anchor: "part:statistics", Folio: book.FolioArabic, Header: true, Blocks: []book.Block{
				book.Heading{Level: 1, Text: "第一篇　行政职权统计", Anchor: "part:statistics"}, stats,
				book.Chart{Title: "各类职权数量（项）", Bars: []book.Bar{{Label: "行政许可", Value: 12}, {Label: "行政处罚", Value: 31}, {Label: "行政强制", Value: 0}, {Label: "其他", Value: 13}}}}},
			{Kind: "catalog", Title: "第二篇　行政职权目录", Anchor: "part:catalog", Landscape: true, Folio: book.FolioArabic, Header: true, Blocks: []book.Block{
				book.Heading{Level: 1, Text: "第二篇　行政职权目录", Anchor: "part:catalog"},
				book.Heading{Level: 2, Text: fmt.Sprintf("一、行政许可（%d项）", items), Anchor: "category:XK", Running: "一、行政许可"}, table}},
			{Kind: "laws", Title: "法律依据一览", Anchor: "part:laws", Folio: book.FolioArabic, Header: true, Blocks: laws},
			{Kind: "index", Title: "索引", Anchor: "part:index", Folio: book.FolioArabic, Header: true, Blocks: index},
			{Kind: "colophon", Title: "编印说明", Blocks: []book.Block{words(style.Small, "本汇编由各科室申报的材料汇总编成。"), stats}},
		},
	}
}

// sampleLayout puts every part on a page of its own, ten items a page, and gives the open column what the fixed ones leave.
func sampleLayout(b *book.Book, s *style.Sheet) *typeset.Layout {
	l := &typeset.Layout{Anchors: map[book.Anchor]typeset.Position{}, Widths: map[*book.Table][]float64{}}
	n := 0
	page := func(i int) {
		p := &b.Parts[i]
		if i == 0 || b.Parts[i-1].Folio != p.Folio {
			if len(l.Pages) == 0 || l.Pages[len(l.Pages)-1].Part != i {
				n = 0
			}
		}
		n++
		label := ""
		switch p.Folio {
		case book.FolioRoman:
			label = "i"
		case book.FolioArabic:
			label = fmt.Sprint(n)
		}
		l.Pages = append(l.Pages, typeset.Page{Label: label, Folio: p.Folio, Part: i})
	}
	put := func(a book.Anchor) {
		if _, ok := l.Anchors[a]; a != "" && !ok {
			l.Anchors[a] = typeset.Position{Page: len(l.Pages) - 1}
		}
	}
	for i := range b.Parts {
		p := &b.Parts[i]
		page(i)
		put(p.Anchor)
		for _, bl := range p.Blocks {
			switch bl := bl.(type) {
			case book.Heading:
				put(bl.Anchor)
			case book.Paragraph:
				put(bl.Anchor)
			case *book.Table:
				room := s.Portrait.Width - s.Portrait.Left - s.Portrait.Right
				if p.Landscape {
					room = s.Landscape.Width - s.Landscape.Left - s.Landscape.Right
				}
				widths, open, sum := make([]float64, len(bl.Columns)), 0, 0.0
				for c := range bl.Columns {
					if widths[c] = bl.Columns[c].Fixed; widths[c] == 0 {
						open++
					}
					sum += widths[c]
				}
				for c := range widths {
					if widths[c] == 0 {
						widths[c] = (room - sum) / float64(open)
					}
				}
				l.Widths[bl] = widths
				for r := range bl.Body {
					if r > 0 && r%10 == 0 {
						page(i)
					}
					put(bl.Body[r].Anchor)
				}
			}
		}
	}
	return l
}
