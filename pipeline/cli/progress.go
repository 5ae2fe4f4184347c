package cli

import (
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"huibian/pipeline"
)

// progress shows how a build goes on: a line a section, and a bar below them where the terminal allows.
type progress struct {
	w     io.Writer
	quiet bool
	bar   bool
	drawn bool
	last  int
}

func newProgress(w io.Writer, quiet bool) *progress {
	p := &progress{w: w, quiet: quiet, last: -1}
	if f, ok := w.(*os.File); ok {
		p.bar = term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb"
	}
	return p
}

// Begin announces the number of files.
func (p *progress) Begin(files int) {
	if !p.quiet {
		fmt.Fprintf(p.w, "读取申报材料：%d份\n", files)
	}
}

// barWidth is the length of the bar in cells.
const barWidth = 32

// File moves the bar, a hundred times at the most.
func (p *progress) File(done, files int) {
	percent := done * 100 / max(files, 1)
	if p.quiet || !p.bar || percent == p.last {
		return
	}
	p.last = percent
	full := percent * barWidth / 100
	fmt.Fprintf(p.w, "\r%s%s %d/%d", strings.Repeat("█", full), strings.Repeat("░", barWidth-full), done, files)
	p.drawn = true
}

// Section prints a line for a section whose files are read.
func (p *progress) Section(s pipeline.SectionRead) {
	if p.quiet {
		return
	}
	p.clear()
	fmt.Fprintf(p.w, "  %s %3d份  %4d项", padded(s.Name, 24), s.Files, s.Records)
	if s.Rejected > 0 {
		fmt.Fprintf(p.w, "  %d份无法读取", s.Rejected)
	}
	fmt.Fprintln(p.w)
}

// Stage prints the step that begins.
func (p *progress) Stage(name string) {
	if p.quiet {
		return
	}
	p.clear()
	fmt.Fprintln(p.w, name+"……")
}

func (p *progress) end() { p.clear() }

// clear wipes the bar, so that a line can be printed in its place.
func (p *progress) clear() {
	if p.drawn {
		fmt.Fprint(p.w, "\r"+strings.Repeat(" ", barWidth+24)+"\r")
		p.drawn = false
	}
}

func padded(s string, n int) string { return s + strings.Repeat(" ", max(0, n-width(s))) }
