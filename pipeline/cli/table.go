package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/mattn/go-runewidth"
)

// table prints columns for a terminal, where a Chinese character is two cells wide.
type table struct {
	rows   [][]string // nil: a rule
	aligns map[int]bool
	indent string
	limit  int // cells a line may have, 0: any; the last column gives way
}

func newTable(heads ...string) *table {
	t := &table{aligns: map[int]bool{}}
	t.row(heads...)
	t.rule()
	return t
}

func (t *table) row(cells ...string) { t.rows = append(t.rows, cells) }
func (t *table) rule()               { t.rows = append(t.rows, nil) }
func (t *table) right(col int)       { t.aligns[col] = true }

// leastCells is what a column keeps that gives way to a narrow terminal.
const leastCells = 12

func (t *table) write(w io.Writer) {
	var widths []int
	for _, r := range t.rows {
		for i, c := range r {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], width(c))
		}
	}
	total := len(t.indent) + 2*len(widths) - 2
	for _, n := range widths {
		total += n
	}
	if last := len(widths) - 1; t.limit > 0 && total > t.limit {
		widths[last] = max(widths[last]-total+t.limit, leastCells)
	}
	for _, r := range t.rows {
		if r == nil {
			fmt.Fprintln(w, strings.Repeat("─", total))
			continue
		}
		var b strings.Builder
		b.WriteString(t.indent)
		for i, c := range r {
			c = clip(c, widths[i])
			pad := strings.Repeat(" ", widths[i]-width(c))
			if i > 0 {
				b.WriteString("  ")
			}
			if t.aligns[i] {
				b.WriteString(pad + c)
			} else {
				b.WriteString(c + pad)
			}
		}
		fmt.Fprintln(w, strings.TrimRight(b.String(), " "))
	}
}

// narrow measures as terminals do that are not told to be East Asian: "–" and "─" are one cell wide.
var narrow = &runewidth.Condition{}

func width(s string) int { return narrow.StringWidth(s) }

// clip shortens a text to n cells.
func clip(s string, n int) string { return narrow.Truncate(s, n, "…") }
