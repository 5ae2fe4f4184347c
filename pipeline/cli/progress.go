package cli

import (
	"fmt"
	"strings"

	"huibian/pipeline"
)

// progress shows how a build goes on: a line a section, and a bar below them where the terminal allows.
type progress struct {
	c     *console
	quiet bool
	drawn int // cells the bar takes at present
	last  int // percentage drawn last
}

func newProgress(c *console, quiet bool) *progress { return &progress{c: c, quiet: quiet, last: -1} }

// Begin announces the number of files.
func (p *progress) Begin(files int) {
	if !p.quiet {
		fmt.Fprintf(p.c, "读取申报材料：%d份\n", files)
	}
}

// The bar is as long as the terminal allows, within these bounds in cells.
const (
	barMin = 8
	barMax = 32
)

// File moves the bar, a hundred times at the most.
func (p *progress) File(done, files int) {
	percent := done * 100 / max(files, 1)
	if p.quiet || percent == p.last {
		return
	}
	p.last = percent
	count := fmt.Sprintf(" %d/%d", done, files)
	length := min(barMax, p.c.columns()-len(count)-1) // the last column stays free, or terminals begin a new line
	if length < barMin {
		return
	}
	full := percent * length / 100
	p.c.print("\r" + strings.Repeat("█", full) + strings.Repeat("░", length-full) + count)
	p.drawn = length + len(count)
}

// Converting names a file that takes a while.
func (p *progress) Converting(file string) {
	if p.quiet {
		return
	}
	p.clear()
	fmt.Fprintf(p.c, "  正在转换 %s……\n", file)
}

// Cells of a section's line: its name at most, and what stands around it.
const (
	nameCells   = 24
	figureCells = 18
)

// Section prints a line for a section whose files are read.
func (p *progress) Section(s pipeline.SectionRead) {
	if p.quiet {
		return
	}
	p.clear()
	name := nameCells
	if have := p.c.columns(); have > 0 {
		name = max(barMin, min(name, have-figureCells))
	}
	fmt.Fprintf(p.c, "  %s %3d份  %4d项", padded(clip(s.Name, name), name), s.Files, s.Records)
	if s.Rejected > 0 {
		fmt.Fprintf(p.c, "  %d份无法读取", s.Rejected)
	}
	fmt.Fprintln(p.c)
}

// Stage prints the step that begins.
func (p *progress) Stage(name string) {
	if p.quiet {
		return
	}
	p.clear()
	fmt.Fprintln(p.c, name+"……")
}

func (p *progress) end() { p.clear() }

// clear wipes the bar, so that a line can be printed in its place.
func (p *progress) clear() {
	if p.drawn > 0 {
		p.c.print("\r" + strings.Repeat(" ", p.drawn) + "\r")
		p.drawn = 0
	}
}

func padded(s string, n int) string { return s + strings.Repeat(" ", max(0, n-width(s))) }
