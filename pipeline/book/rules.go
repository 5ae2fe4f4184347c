package book

import (
	"fmt"
	"strings"

	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

// Rule (配套制度) is a rules text of a section.
type Rule struct {
	Title   string
	Section string
	Carried *Carried
	From    notice.Place
}

// ofDiscretion reports whether a rules text is a standard of discretion: 行政处罚自由裁量权基准.
func (r *Rule) ofDiscretion() bool { return strings.Contains(r.Title, "裁量") }

// rules binds the rules texts (H2, P51), each on a page of its own, as their sections wrote them. Standards of discretion are
// among them where the volume has no part for these.
func (c *composer) rules(_ notice.Part, p *Part) []Block {
	blocks := c.texts(func(r *Rule) bool { return !r.ofDiscretion() || !c.parts[notice.PartDiscretion] }, false)
	if len(blocks) == 0 {
		return nil
	}
	return append([]Block{title(p)}, blocks...)
}

// discretion binds the standards of discretion (N11): what items say of it themselves, then the texts.
func (c *composer) discretion(_ notice.Part, p *Part) []Block {
	t := &Table{Caption: p.Title, Columns: []Column{{Align: Center, Short: true}, {}, {Min: 220}}}
	t.Head = []Row{{Cells: []Cell{centered("序号"), centered("职权名称"), centered("裁量基准")}}}
	for _, g := range c.groups {
		for _, i := range g.idx {
			it := &c.view.Items[i]
			if text := it.Fields[fieldDiscretion]; text != "" {
				t.Body = append(t.Body, Row{Running: it.Code, Cells: []Cell{cell(fmt.Sprint(len(t.Body) + 1)), c.nameCell(i), c.fieldCell(it, fieldDiscretion, text)}})
			}
		}
	}
	var blocks []Block
	if len(t.Body) > 0 {
		blocks = append(blocks, c.caption("各项职权的裁量基准"), t)
	}
	if blocks = append(blocks, c.texts((*Rule).ofDiscretion, len(t.Body) > 0)...); len(blocks) == 0 {
		return nil
	}
	return append([]Block{title(p)}, blocks...)
}

// fieldDiscretion is the field in which an item has its standard.
const fieldDiscretion = "discretion"

// texts are those of the rules texts that are meant, each on a page of its own; the first as well if something stands above.
func (c *composer) texts(meant func(*Rule) bool, above bool) []Block {
	var blocks []Block
	for i := range c.opts.Rules {
		r := &c.opts.Rules[i]
		if !meant(r) {
			continue
		}
		blocks = append(blocks, Heading{Level: 3, Text: r.Title, Anchor: Anchor(fmt.Sprintf("rule:%d", i+1)), Running: short(r.Title), Style: style.ChartTitle,
			Entry: &Entry{Text: r.Title}, Break: above || len(blocks) > 0})
		if r.Section != "" {
			blocks = append(blocks, line(style.TableCenter, "（"+r.Section+"）"))
		}
		blocks = append(blocks, r.Carried)
	}
	return blocks
}

// short is a title as the running header has room for it.
func short(title string) string {
	const most = 24
	r := []rune(strings.TrimSpace(title))
	if len(r) <= most {
		return string(r)
	}
	return string(r[:most-1]) + "…"
}
