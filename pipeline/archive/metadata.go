package archive

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"huibian/pipeline/notice"
)

// m is an element of 元数据.xml: it bears its number in DA/T 46-2009.
func m(name string, k kind, number, model string, words []string, more ...need) row {
	return row{name: name, kind: k, model: model, words: words, doc: number,
		attrs: append([]need{{"编号", textual, true, number}}, more...)}
}

// metadataSchema is 元数据.xml: the elements of DA/T 46-2009, in its order, each with its number. The standard fixes no XML;
// names are its own, the frame and the attributes besides 编号 ours.
var metadataSchema = newSchema("", "元数据", "文书类电子文件元数据，元素依DA/T 46-2009", []row{
	{name: "元数据", model: "文件实体, 机构人员实体+, 业务实体+", attrs: []need{{"标准", textual, true, "DA/T 46-2009"}}},
	{name: "文件实体", model: "聚合层次, 来源, 电子文件号, 档号, 内容描述, 形式特征, 电子属性+, 存储位置?, 权限管理?, 附注?"},
	m("聚合层次", textual, "M1", "", []string{level}),
	m("来源", holder, "M2", "档案馆名称?, 档案馆代码?, 全宗名称?, 立档单位名称", nil),
	m("档案馆名称", textual, "M3", "", nil),
	m("档案馆代码", textual, "M4", "", nil),
	m("全宗名称", textual, "M5", "", nil),
	m("立档单位名称", textual, "M6", "", nil),
	m("电子文件号", textual, "M7", "", nil),
	m("档号", mixed, "M8", "全宗号, 年度, 保管期限, 机构或问题, 类别号, 室编件号", nil),
	m("全宗号", textual, "M9", "", nil),
	m("年度", yearly, "M11", "", nil),
	m("保管期限", textual, "M12", "", []string{notice.Permanent.Text(), notice.Years30.Text(), notice.Years10.Text()}),
	m("机构或问题", textual, "M13", "", nil),
	m("类别号", textual, "M14", "", nil),
	m("室编件号", positive, "M17", "", nil),
	m("内容描述", holder, "M21", "题名, 并列题名?, 副题名?, 说明题名文字?, 主题词*, 关键词*, 摘要?, 文件编号, 责任者, 日期, 文种?, 密级, 保密期限?", nil),
	m("题名", textual, "M22", "", nil),
	m("并列题名", textual, "M23", "", nil),
	m("副题名", textual, "M24", "", nil),
	m("说明题名文字", textual, "M25", "", nil),
	m("主题词", textual, "M26", "", nil),
	m("关键词", textual, "M27", "", nil),
	m("摘要", textual, "M29", "", nil),
	m("文件编号", textual, "M31", "", nil),
	m("责任者", textual, "M32", "", nil),
	m("日期", daily, "M33", "", nil),
	m("文种", textual, "M34", "", nil),
	m("密级", textual, "M38", "", Secrecies),
	m("保密期限", textual, "M39", "", nil),
	m("形式特征", holder, "M40", "文件组合类型, 件数, 页数?, 语种, 稿本?", nil),
	m("文件组合类型", textual, "M41", "", []string{single, composite}),
	m("件数", positive, "M42", "", nil),
	m("页数", positive, "M43", "", nil),
	m("语种", textual, "M44", "", nil),
	m("稿本", textual, "M45", "", nil),
	m("电子属性", holder, "M46", "格式信息, 计算机文件名, 计算机文件大小, 文档创建程序, 信息系统描述?", nil,
		need{"文档主从声明", textual, true, ""}, need{"文档题名", textual, false, ""}, need{"SHA256", textual, true, ""}, need{"页数", positive, false, ""}),
	m("格式信息", textual, "M47", "", nil),
	m("计算机文件名", textual, "M48", "", nil),
	m("计算机文件大小", whole, "M49", "", nil, need{"单位", textual, true, "字节"}),
	m("文档创建程序", textual, "M50", "", nil),
	m("信息系统描述", textual, "M51", "", nil),
	m("存储位置", holder, "M65", "脱机载体编号+", nil),
	m("脱机载体编号", textual, "M67", "", nil),
	m("权限管理", holder, "M70", "知识产权说明?, 控制标识?", nil),
	m("知识产权说明", textual, "M71", "", nil),
	m("控制标识", textual, "M74", "", nil),
	m("附注", textual, "M75", "", nil),
	{name: "机构人员实体", model: "机构人员类型?, 机构人员名称, 组织机构代码?, 个人职位?", attrs: []need{{"标识符", textual, true, ""}}},
	m("机构人员类型", textual, "M76", "", []string{Body, Section, Person}),
	m("机构人员名称", textual, "M77", "", nil),
	m("组织机构代码", textual, "M78", "", nil),
	m("个人职位", textual, "M79", "", nil),
	{name: "业务实体", model: "业务状态, 业务行为, 行为时间, 行为依据?, 行为描述?", attrs: []need{{"标识符", textual, true, ""}, {"机构人员", textual, true, ""}}},
	m("业务状态", textual, "M80", "", []string{Done, Planned}),
	m("业务行为", textual, "M81", "", nil),
	m("行为时间", moment, "M82", "", nil),
	m("行为依据", textual, "M83", "", nil),
	m("行为描述", textual, "M84", "", nil),
})

// WriteMetadata writes 元数据.xml: what is known of a record, by the elements of DA/T 46-2009 in their order. What
// GB/T 18894-2016 demands is always in it; a record that lacks it is an error that matches ErrIncomplete, and nothing is
// written.
func WriteMetadata(w io.Writer, rec *Record) error {
	if err := rec.complete(); err != nil {
		return fmt.Errorf("write metadata: %w", err)
	}
	x := &numbered{newPrinter(w)}
	x.p.begin("元数据", attr{"标准", "DA/T 46-2009"})
	x.p.begin("文件实体")
	x.give("聚合层次", level)
	x.begin("来源")
	x.give("档案馆名称", rec.Archive)
	x.give("档案馆代码", rec.ArchiveCode)
	x.give("全宗名称", rec.Fonds)
	x.give("立档单位名称", rec.Unit)
	x.p.done()
	x.give("电子文件号", rec.ID)
	x.begin("档号")
	x.p.raw(strings.Repeat("  ", len(x.p.open)))
	x.p.text(rec.Number.String())
	x.p.raw("\n")
	x.give("全宗号", rec.Number.Fonds)
	x.give("年度", fmt.Sprintf("%04d", rec.Number.Year))
	x.give("保管期限", rec.Number.Retention.Text())
	x.give("机构或问题", rec.Number.Office)
	x.give("类别号", rec.Number.Category)
	x.give("室编件号", fmt.Sprintf("%04d", rec.Number.Piece))
	x.p.done()
	x.begin("内容描述")
	x.give("题名", rec.Title)
	x.give("并列题名", rec.Parallel)
	x.give("副题名", rec.Subtitle)
	x.give("说明题名文字", rec.TitleNote)
	x.give("主题词", rec.Subjects...)
	x.give("关键词", rec.Keywords...)
	x.give("摘要", rec.Abstract)
	x.give("文件编号", or(rec.DocNo, noDocNo))
	x.give("责任者", rec.Responsible)
	x.give("日期", rec.Date)
	x.give("文种", rec.Genre)
	x.give("密级", rec.Secrecy)
	x.give("保密期限", rec.SecrecyTerm)
	x.p.done()
	x.begin("形式特征")
	x.give("文件组合类型", combination(rec))
	x.give("件数", "1")
	x.give("页数", pages(rec.Pages))
	x.give("语种", or(rec.Language, chinese))
	x.give("稿本", rec.Draft)
	x.p.done()
	for _, f := range rec.Files {
		x.begin("电子属性", attr{"文档主从声明", string(f.Role)}, attr{"文档题名", f.Title}, attr{"SHA256", f.SHA256}, attr{"页数", pages(f.Pages)})
		x.give("格式信息", f.Format)
		x.give("计算机文件名", f.Path)
		x.p.leaf("计算机文件大小", strconv.FormatInt(f.Size, 10), x.number("计算机文件大小"), attr{"单位", "字节"})
		x.give("文档创建程序", f.Program)
		x.give("信息系统描述", rec.System)
		x.p.done()
	}
	if some(rec.Carrier, filled) {
		x.begin("存储位置")
		x.give("脱机载体编号", rec.Carrier...)
		x.p.done()
	}
	if filled(rec.Rights) || filled(rec.Control) {
		x.begin("权限管理")
		x.give("知识产权说明", rec.Rights)
		x.give("控制标识", rec.Control)
		x.p.done()
	}
	x.give("附注", rec.Note)
	x.p.done()
	for _, a := range rec.Agents {
		x.p.begin("机构人员实体", attr{"标识符", a.ID})
		agentElements(func(name, value string) { x.give(name, value) }, a)
		x.p.done()
	}
	for _, e := range rec.Events {
		x.p.begin("业务实体", attr{"标识符", e.ID}, attr{"机构人员", e.By})
		eventElements(func(name, value string) { x.give(name, value) }, e)
		x.p.done()
	}
	return x.p.end()
}

// numbered writes elements with their numbers.
type numbered struct{ p *printer }

// number is the number of an element.
func (x *numbered) number(name string) attr {
	return attr{"编号", metadataSchema.byName[name].attrs[0].fixed}
}

// begin opens an element.
func (x *numbered) begin(name string, attrs ...attr) {
	x.p.begin(name, append([]attr{x.number(name)}, attrs...)...)
}

// give writes what is known.
func (x *numbered) give(name string, values ...string) {
	for _, v := range values {
		x.p.known(name, v, x.number(name))
	}
}

// CheckMetadata reads 元数据.xml and says what in it is not as WriteMetadata writes it, in Chinese. The error is one of
// reading.
func CheckMetadata(r io.Reader) ([]string, error) {
	agents := map[string]bool{}
	var acts []string
	problems, err := metadataSchema.check(r, func(_, name, _ string, f *frame) {
		switch name {
		case "机构人员实体":
			agents[f.attrs["标识符"]] = true
		case "业务实体":
			acts = append(acts, f.attrs["机构人员"])
		}
	})
	if err != nil {
		return problems, fmt.Errorf("check metadata: %w", err)
	}
	for _, by := range acts {
		if !agents[by] && len(problems) < maxProblems {
			problems = append(problems, fmt.Sprintf("业务实体的机构人员“%s”没有对应的实体", short(by)))
		}
	}
	return problems, nil
}
