package form

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"

	"huibian/pipeline/notice"
)

// span is a piece of a line and where it stands, in cells of half width.
type span struct {
	text     string
	from, to int
}

// wide says whether a character takes two cells of half width, as in the faces of offices.
func wide(c rune) bool {
	switch width.LookupRune(c).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth, width.EastAsianAmbiguous:
		return true
	}
	return false
}

// spans parts a line at runs of blanks that are at least two cells wide. Heads that are spaced out (项　目　名　称) are put
// together again.
func (r *Reader) spans(line string) []span {
	var out []span
	at, from, gap := 0, -1, 0
	start, end := 0, 0 // bytes of the piece being read
	flush := func(to int) {
		if from >= 0 {
			out = append(out, span{line[start:end], from, to})
		}
		from = -1
	}
	for i, c := range line {
		cells := 1
		if wide(c) {
			cells = 2
		}
		if c == ' ' || c == '　' || c == '\u00A0' {
			gap += cells
			at += cells
			if gap >= 2 {
				flush(at - gap)
			}
			continue
		}
		if from < 0 {
			from, start = at, i
		}
		gap, end = 0, i+utf8.RuneLen(c)
		at += cells
	}
	flush(at - gap)
	return r.joinHeads(out)
}

// joinHeads puts the characters of a head together that blanks part.
func (r *Reader) joinHeads(in []span) []span {
	out := in[:0:0]
	for i := 0; i < len(in); {
		n := 1
		joined := in[i].text
		for k, text := i+1, in[i].text; k < len(in) && utf8.RuneCountInString(in[k].text) <= 2 && utf8.RuneCountInString(in[i].text) <= 2; k++ {
			text += in[k].text
			if _, ok := r.heads[notice.FoldHead(text)]; ok {
				n, joined = k-i+1, text
			}
		}
		out = append(out, span{joined, in[i].from, in[i+n-1].to})
		i += n
	}
	return out
}

// blankSigns are the blanks at the ends of cells and lines.
const blankSigns = " \t　\u00A0"

// barCells are the cells of a line between bars.
func barCells(line string) []string {
	line = strings.Trim(line, blankSigns)
	for _, bar := range barSigns {
		line = strings.ReplaceAll(line, string(bar), "|")
	}
	line = strings.TrimSuffix(strings.TrimPrefix(line, "|"), "|")
	return trimmed(strings.Split(line, "|"))
}

func trimmed(cells []string) []string {
	for i := range cells {
		cells[i] = strings.Trim(cells[i], blankSigns)
	}
	return cells
}

// filled are the cells with words.
func filled(cells []string) []string {
	out := make([]string, 0, len(cells))
	for _, c := range cells {
		if c != "" {
			out = append(out, c)
		}
	}
	return out
}
