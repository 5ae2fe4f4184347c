package forms

import (
	"fmt"

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
	return page{wide: true, blocks: append(blocks, m.foot(
		"一项一行，项目名称要具体；“权力类别”请点选。",
		"权力依据写全法律、法规、规章的名称和条、款、项，如《中华人民共和国行政许可法》第十二条第（一）项。",
		"法定时限、承诺时限写明数字和单位，如“20个工作日”。没有的内容填“无”。",
		"行数不够的，在表内最后一格按Tab键增加；不要合并单元格。")...)}
}

// secret is the list of what must not be published (附件4).
func (m *maker) secret(f *notice.Form) page {
	shown := shownIn(m.n.Book.Volume(notice.Secret).Parts)
	columns := m.columns(func(f *notice.Field) bool { return shown[f.Key] || f.Kind == notice.KindCategory })
	title := titleOf(f.Name)
	blocks := append(m.head(f.Name, title), m.table(title, m.o.Across, columns, m.o.Rows))
	return page{wide: true, blocks: append(blocks, m.foot(
		"只列本表所说的事项，逐项写明理由和依据。",
		"没有的，请删去表格，写明“零申报。本科室没有”加上本表名称。")...)}
}

// statistics is the table of counts (附件2).
func (m *maker) statistics(f *notice.Form) page {
	title := titleOf(f.Name)
	t := m.table(title, m.o.Upright, []column{{title: "序号", share: 0.5, number: true}, {title: "权力类别", share: 2}, {title: "项数", share: 1}, {title: "备注", share: 1.5}}, 0)
	for i, c := range m.n.Categories {
		t.Body = append(t.Body, book.Row{Cells: []book.Cell{cell(fmt.Sprint(i + 1)), cell(c.Name), m.blank("项数", nil), m.blank("备注", nil)}})
	}
	t.Body = append(t.Body, book.Row{Cells: []book.Cell{cell(""), cell("合计"), m.blank("合计", nil), m.blank("备注", nil)}})
	return page{blocks: append(append(m.head(f.Name, title), t), m.foot("项数与本科室报送的目录一致；没有的填“0”。")...)}
}

// stepKinds are what a step may be (GB/T 1526).
var stepKinds = []string{"起止", "处理", "判断", "文书"}

// mostSteps is how many steps the form of a flowchart has room for.
const mostSteps = 10

// flowchart is the table of the steps of one power and of the elements that the notice demands (附件6): the chart is drawn from
// it.
func (m *maker) flowchart(f *notice.Form) page {
	title := titleOf(f.Name)
	const columns = 8
	widths := []float64{0.5, 1.3, 0.8, 1.3, 1.3, 1, 1.5, 1.7}
	sum := 0.0
	for _, w := range widths {
		sum += w
	}
	t := &book.Table{Caption: title}
	for _, w := range widths {
		t.Columns = append(t.Columns, book.Column{Fixed: m.o.Across * w / sum, Align: book.Center})
	}
	across := func(name string, options []string) {
		l, b := label(name), m.blank(name, options)
		l.Cols, b.Cols = 2, columns-2
		left := book.Left
		b.Align = &left
		t.Body = append(t.Body, book.Row{Cells: []book.Cell{l, b}})
	}
	across("项目名称", nil)
	across("权力编码", nil)
	var head book.Row
	for _, h := range []string{"序号", "环节名称", "环节类型", "承办科室", "岗位", "办理时限", "下一环节", "公开范围、形式和时间"} {
		head.Cells = append(head.Cells, label(h))
	}
	t.Body = append(t.Body, head)
	for i := range mostSteps {
		r := book.Row{Cells: []book.Cell{cell(fmt.Sprint(i + 1))}}
		for k, name := range []string{"环节名称", "环节类型", "承办科室", "岗位", "办理时限", "下一环节", "公开"} {
			var options []string
			if k == 1 {
				options = stepKinds
			}
			r.Cells = append(r.Cells, m.blank(name, options))
		}
		t.Body = append(t.Body, r)
	}
	for _, e := range m.n.Review.Elements {
		if e.Steps == "" { // the table of steps tells the others
			across(e.Name, nil)
		}
	}
	blocks := append(m.head(f.Name, title), t)
	return page{wide: true, blocks: append(blocks, m.foot(
		"一项职权一张；几项共用的，在项目名称后另起一行写明“适用事项：甲、乙”。",
		"“下一环节”写序号；有分支的写明条件，如“是→4；否→3”；不填的转到下一行。结束的写“结束”。",
		"不用的行请留空或删去。已经画好流程图的，可以把图贴在表的下面，表中只填要素。")...)}
}

// duties is the table of who does which step (职权分解).
func (m *maker) duties(f *notice.Form) page {
	title := titleOf(f.Name)
	columns := []column{{title: "序号", share: 0.4, number: true}, {title: "职权名称", share: 1.8}}
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
	columns := []column{{title: "序号", share: 0.4, number: true}, {title: "违法行为", share: 1.6}, {title: "处罚依据", share: 1.6},
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
