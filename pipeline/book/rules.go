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

// rules binds the rules texts (H2, P51), each on a page of its own, as their sections wrote them.
func (c *composer) rules(_ notice.Part, p *Part) []Block {
	if len(c.opts.Rules) == 0 {
		return nil
	}
	blocks := []Block{title(p)}
	for i := range c.opts.Rules {
		r := &c.opts.Rules[i]
		blocks = append(blocks, Heading{Level: 3, Text: r.Title, Anchor: Anchor(fmt.Sprintf("rule:%d", i+1)), Running: short(r.Title), Style: style.ChartTitle,
			Entry: &Entry{Text: r.Title}, Break: i > 0})
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
