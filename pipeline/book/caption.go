package book

import (
	"strconv"

	"huibian/pipeline/style"
)

// The words of captions (题注).
const (
	figureWord = "图"
	tableWord  = "表"
)

// caption numbers the next table of the book and says what it shows, above it.
func (c *composer) caption(title string) Paragraph {
	c.tables++
	return Paragraph{Style: style.Caption, Runs: []Run{{Text: tableWord + strconv.Itoa(c.tables), Seq: tableWord}, {Text: "　" + title}}}
}

// figure is the number of a chart, as its caption has it, or as others refer to it.
func (c *composer) figure(chart int, refer bool) Run {
	if c.figures == nil {
		c.figures = map[int]int{}
		for i, n := range c.chartOrder() {
			c.figures[n] = i + 1
		}
	}
	r := Run{Text: figureWord + strconv.Itoa(c.figures[chart])}
	named := chartAnchor(chart) + "/number"
	if refer {
		r.Refer = named
	} else {
		r.Seq, r.Named = figureWord, named
	}
	return r
}
