package book

import (
	"fmt"
	"strings"

	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

// codes explains the codes of the powers (P20–P28): what their parts are, by an example of this book, and which codes stand for
// which category and which section. It counts nothing.
func (c *composer) codes(_ notice.Part, p *Part) []Block {
	scheme := &c.n.Codes
	example := ""
	for i := range c.view.Items {
		if example = c.view.Items[i].Code; example != "" {
			break
		}
	}
	blocks := []Block{title(p)}
	if example != "" {
		blocks = append(blocks,
			line(style.Body, fmt.Sprintf("权力编码由单位代码、类别代码和%d位顺序号组成，其间以“%s”相连，一经确定不再改变；权力取消后，编码不再另用。", scheme.Width, scheme.Separator)),
			Paragraph{Style: style.Body, Runs: []Run{{Text: "例如："}, {Text: example, Code: true}, {Text: "，其中" + c.parsed(example) + "。"}}})
	}
	for _, t := range []*Table{c.categoryCodes(), c.sectionCodes()} {
		if t != nil {
			blocks = append(blocks, c.caption(t.Caption), t)
		}
	}
	return blocks
}

// parsed says what the parts of a code are: “PT01WJ”是莆田市对外贸易经济合作局的代码，…
func (c *composer) parsed(code string) string {
	parts := strings.Split(code, c.n.Codes.Separator)
	var out []string
	for _, part := range parts {
		says := "顺序号"
		if strings.HasPrefix(part, c.n.Unit.Code) && c.n.Unit.Code != "" {
			says = c.n.Unit.Name + "的代码"
			for _, s := range c.n.Sections {
				if s.Code != "" && part == c.n.Unit.Code+s.Code {
					says = c.n.Unit.Name + s.Name + "的代码"
				}
			}
		} else {
			for _, k := range c.n.Categories {
				if k.Code == part {
					says = k.Name + "的代码"
				}
			}
		}
		out = append(out, "“"+part+"”是"+says)
	}
	return strings.Join(out, "，")
}

func (c *composer) categoryCodes() *Table {
	t := &Table{Caption: "类别代码", Columns: []Column{{Align: Center, Short: true}, {Align: Center}, {Align: Center, Short: true}}}
	t.Head = []Row{{Cells: []Cell{centered("序号"), centered("权力类别"), centered("类别代码")}}}
	for _, k := range c.n.Categories {
		if k.Internal && c.view.Class == notice.Public {
			continue // of what the public book never holds it does not speak
		}
		t.Body = append(t.Body, Row{Cells: []Cell{cell(fmt.Sprint(len(t.Body) + 1)), cell(k.Name), {Paras: []Paragraph{codeLine("", k.Code)}}}})
	}
	return t
}

// sectionCodes are the codes that sections have of their own (P25); nil where they have none.
func (c *composer) sectionCodes() *Table {
	t := &Table{Caption: "科室代码", Columns: []Column{{Align: Center}, {Align: Center, Short: true}}}
	t.Head = []Row{{Cells: []Cell{centered("科　室"), centered("科室代码")}}}
	for _, s := range c.n.Sections {
		if s.Code != "" {
			t.Body = append(t.Body, Row{Cells: []Cell{cell(s.Name), {Paras: []Paragraph{codeLine("", s.Code)}}}})
		}
	}
	if len(t.Body) == 0 {
		return nil
	}
	return t
}
