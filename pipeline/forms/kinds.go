package forms

import (
	"fmt"
	"slices"

	"huibian/pipeline/book"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

const standardName = "行政处罚自由裁量权基准"

// catalog is the list of powers (附件3).
func (m *maker) catalog(f *notice.Form) page {
	shown := shownIn(m.n.Book.Parts)
	columns := m.columns(func(f *notice.Field) bool {
		return shown[f.Key] || f.Required || f.Kind == notice.KindCategory || f.Kind == notice.KindName
	})
	title := titleOf(f.Name)
	blocks := append(m.head(f.Name, title), m.table(title, m.o.Across, columns, m.o.Rows))
	return page{wide: true, blocks: append(blocks, m.foot(m.howTo(columns)...)...)}
}

// howTo says how a list of powers with these columns is filled in, in the notice's own words.
func (m *maker) howTo(columns []column) []string {
	has := func(title string) bool {
		return title != "" && slices.ContainsFunc(columns, func(c column) bool { return c.title == title })
	}
	out := []string{fmt.Sprintf("一项一行，%s要具体；%s请点选；其他可以点选的栏也可以自己写。", m.title(notice.KindName), m.title(notice.KindCategory))}
	if basis := m.title(notice.KindBasis); has(basis) {
		out = append(out, basis+"写全法律、法规、规章的名称和条、款、项，如《中华人民共和国行政许可法》第十二条第（一）项。")
	}
	if slices.ContainsFunc(columns, func(c column) bool { return c.limit }) {
		out = append(out, "时限写明数字和单位，如“20个工作日”。")
	}
	return append(out, "没有的内容填“无”。行数不够的，在表内最后一格按Tab键增加；不要合并单元格。")
}

// secret is the list of what must not be published (附件4).
func (m *maker) secret(f *notice.Form) page {
	shown := shownIn(m.n.Book.Volume(notice.Secret).Parts)
	columns := m.columns(func(f *notice.Field) bool { return shown[f.Key] || f.Kind == notice.KindCategory })
	title := titleOf(f.Name)
	blocks := append(m.head(f.Name, title), m.table(title, m.o.Across, columns, m.o.Rows))
	return page{wide: true, blocks: append(blocks, m.foot(
		"只列本表所说的事项，逐项写明理由和依据；"+m.title(notice.KindCategory)+"请点选。",
		"没有此类事项的，请删去表格，另写一行“零申报”。")...)}
}

// statistics is the table of counts (附件2).
func (m *maker) statistics(f *notice.Form) page {
	title := titleOf(f.Name)
	t := m.table(title, m.o.Upright, []column{number, {title: m.title(notice.KindCategory), share: 2}, {title: "项数", share: 1}, {title: "备注", share: 1.5}}, 0)
	for i, c := range m.n.Categories {
		t.Body = append(t.Body, book.Row{Cells: []book.Cell{cell(fmt.Sprint(i + 1)), cell(c.Name), m.blank(column{title: "项数"}), m.blank(column{title: "备注"})}})
	}
	t.Body = append(t.Body, book.Row{Cells: []book.Cell{cell(""), cell("合计"), m.blank(column{title: "合计"}), m.blank(column{title: "备注"})}})
	return page{blocks: append(append(m.head(f.Name, title), t), m.foot("项数与本科室报送的目录一致；没有的填“0”。")...)}
}

// stepKinds are what a step may be (GB/T 1526).
var stepKinds = []string{"起止", "处理", "判断", "文书"}

// mostSteps is how many steps the form of a flowchart has room for.
const mostSteps = 10

// stepColumns are those of the table of steps.
var stepColumns = []column{number, {title: "环节名称", share: 1.4}, {title: "环节类型", share: 0.9, options: stepKinds}, {title: "承办科室", share: 1.2},
	{title: "岗位", share: 1.2}, {title: "办理时限", share: 1}, {title: "下一环节", share: 1.4}, {title: "公开范围、形式和时间", share: 1.9}}

// flowchart is the table of the steps of one power and of the elements that the notice demands (附件6): the chart is drawn from
// it. Whose it is stands in the head with the columns' titles, so that it stands on every page the table covers.
func (m *maker) flowchart(f *notice.Form) page {
	title := titleOf(f.Name)
	t := m.table(title, m.o.Across, stepColumns, mostSteps)
	across := func(c column) book.Row {
		l, b, left := label(c.title), m.blank(c), book.Left
		l.Cols, b.Cols, b.Align = 2, len(stepColumns)-2, &left
		return book.Row{Cells: []book.Cell{l, b}}
	}
	whose := book.Row{}
	for i, kind := range []notice.FieldKind{notice.KindName, notice.KindCode} {
		c := column{title: m.title(kind)}
		l, b, left := label(c.title), m.blank(c), book.Left
		l.Cols, b.Cols, b.Align = 2-i, 3-i, &left
		whose.Cells = append(whose.Cells, l, b)
	}
	t.Head = append([]book.Row{whose}, t.Head...)
	t.Body = append(t.Body, across(column{title: servesLabel}))
	for _, e := range m.n.Review.Elements {
		if e.Steps == "" { // the table of steps tells the others
			t.Body = append(t.Body, across(column{title: e.Name}))
		}
	}
	blocks := append(m.head(f.Name, title), t)
	return page{wide: true, blocks: append(blocks, m.foot(
		"一项职权一张；几项职权共用一张图的，在“"+servesLabel+"”写明其余各项的名称，中间用顿号分开。",
		"“下一环节”写序号；有分支的写明条件，如“是→4；否→3”；不填的转到下一行。结束的写“结束”。",
		"不用的行请留空或删去。已经画好流程图的，可以把图贴在表的下面，表中只填要素。")...)}
}

// servesLabel is beside which stands what else a chart serves.
const servesLabel = "适用事项"

// duties is the table of who does which step (职权分解).
func (m *maker) duties(f *notice.Form) page {
	title := titleOf(f.Name)
	columns := []column{number, {title: "职权名称", share: 1.8}}
	for _, s := range m.n.Review.Steps {
		columns = append(columns, column{title: s.Name, share: 1.1})
	}
	if len(m.n.Review.Steps) == 0 {
		for _, s := range []string{"受理", "审查", "决定", "送达"} {
			columns = append(columns, column{title: s, share: 1.1})
		}
	}
	blocks := append(m.head(f.Name, title), m.table(title, m.o.Across, columns, m.o.Rows))
	return page{wide: true, blocks: append(blocks, m.foot("每个环节写明科室和岗位；没有这一环节的填“无”。审查和决定不由同一岗位承担。")...)}
}

// standard is the table of standards of discretion (N11).
func (m *maker) standard() page {
	columns := []column{number, {title: "违法行为", share: 1.6}, {title: "处罚依据", share: 1.6},
		{title: "违法程度", share: 0.8, options: []string{"轻微", "一般", "较重", "严重"}}, {title: "情节和后果", share: 1.4}, {title: "处罚幅度", share: 1.4}}
	blocks := append(m.head("", standardName), m.table(standardName, m.o.Across, columns, m.o.Rows))
	return page{wide: true, blocks: append(blocks, m.foot("同一违法行为按违法程度分行填写，每行都写明违法行为。")...)}
}

// rules is the outline of a rules text.
func (m *maker) rules(*notice.Form) page {
	blocks := []book.Block{
		book.Paragraph{Style: style.TOCHead, Runs: []book.Run{m.run("职权名称", 8, nil), {Text: "办理制度"}}},
		book.Paragraph{Style: style.TableCenter, Runs: []book.Run{{Text: "（" + m.section + "）"}}},
	}
	for i, t := range []string{"目的和依据", "承办科室和岗位", "办理条件和材料", "办理程序和时限", "公开的范围、形式和时间", "监督和责任追究"} {
		blocks = append(blocks, book.Paragraph{Style: style.Body, Runs: []book.Run{{Text: "第" + book.Ordinal(i+1) + "条　"}, {
			Blank: &book.Blank{Tag: fmt.Sprint("rule:", i+1), Title: t, Placeholder: "（" + t + "）"}}}})
	}
	return page{blocks: append(blocks, line(style.Body, ""))}
}
