package form

import (
	"slices"
	"strings"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// fill takes lines from the blocks as long as they may be rows.
func (x *reading) fill(t *typedTable, blocks []docx.Block) bool {
	open := false // a row of bars is being gathered: lines between two borders are one
	ruled := t.ruling == bars && x.inner(blocks)
	for i, b := range blocks {
		p := b.Paragraph
		if p == nil || t.form && i >= maxForm {
			break
		}
		text := strings.TrimRight(p.Text, blankSigns)
		if text == "" && p.Number == "" {
			continue
		}
		lines := strings.Split(text, "\n")
		if !x.allRows(t, lines) {
			break
		}
		for n, text := range lines {
			l := typedLine{text: text, paragraph: t.first + i, unit: x.l.paragraphs[p]}
			if n == 0 {
				l.number = p.Number
			}
			if t.ruling == bars && isBorder(strings.TrimSpace(text)) {
				t.borders, open = append(t.borders, l), false
				continue
			}
			if !x.addLine(t, l, open && ruled) {
				return false
			}
			open = true
		}
		t.taken = i + 1
	}
	return len(t.rows) > 0 && x.headRead(t)
}

// inner says whether borders stand between the rows of a table of bars, so that what stands between two of them is one
// row: more than those above and below the table and under its header.
func (x *reading) inner(blocks []docx.Block) bool {
	groups, in := 0, false
	for _, b := range blocks {
		if b.Paragraph == nil {
			break
		}
		for line := range strings.SplitSeq(b.Paragraph.Text, "\n") {
			line = strings.TrimSpace(line)
			switch {
			case line == "":
			case isBorder(line):
				in = false
			case !strings.ContainsAny(line, barSigns):
				return groups > 2
			case !in:
				in = true
				groups++
			}
		}
	}
	return groups > 2
}

// allRows says whether the lines of a paragraph may all belong to the table.
func (x *reading) allRows(t *typedTable, lines []string) bool {
	for _, line := range lines {
		line = strings.TrimRight(line, blankSigns)
		switch {
		case strings.TrimSpace(line) == "":
		case t.ruling == bars:
			if !strings.ContainsAny(line, barSigns) && !isBorder(strings.TrimSpace(line)) {
				return false
			}
		case t.ruling == tabs:
			if !strings.Contains(line, "\t") || x.otherLine(line, t) {
				return false
			}
		default:
			if parts := x.r.spans(line); len(parts) < 2 && !t.wraps(parts) || x.otherLine(line, t) {
				return false
			}
		}
	}
	return true
}

// otherLine knows the lines with tabs and blanks that are no rows: 填报科室：外资科  日期：…, signatures, notes, lines of
// contents, labels with their values, headings and titles with blanks in them.
func (x *reading) otherLine(line string, t *typedTable) bool {
	line = strings.TrimSpace(line)
	cells := x.headCells(t.ruling, line)
	if metaSegments(line) != nil || len(splitLabels(line, x.r.fieldLabel)) > 0 || isSignature(cells[0].text) {
		return true
	}
	if len(cells) >= 3 { // a row, though its last cell is a number as in a list of contents, or a word in it that of a signature
		return false
	}
	if isSignature(line) || x.isNote(line) || isContentsLine(line) {
		return true
	}
	_, heading := x.r.readHeading(line)
	folded := notice.FoldHead(line)
	return heading || slices.ContainsFunc(x.r.titles, func(t formTitle) bool { return strings.Contains(folded, t.folded) })
}

// wraps says whether a line of one part, far to the right, goes on with the row above.
func (t *typedTable) wraps(parts []span) bool {
	return len(parts) == 1 && t.name >= 0 && t.name+1 < len(t.starts) && parts[0].from >= t.starts[t.name+1]-1
}

// addLine adds a line to the table: as its header, as a row, to the row above, or to those that are not sure. It is false
// where the first line cannot be a header.
func (x *reading) addLine(t *typedTable, l typedLine, goesOn bool) bool {
	if t.columns == 0 {
		return x.addHead(t, l)
	}
	goesOn = goesOn && (len(t.rows) != t.head || len(t.rows[0].lines) < maxHeadRows)
	if !goesOn && !x.headRead(t) {
		return false
	}
	cells, ok := x.cut(t, l)
	switch {
	case !ok || l.number == "" && len(t.unsure) > 0 && t.unsure[len(t.unsure)-1].paragraph == l.paragraph-1 && x.looksBack(cells):
		t.unsure = append(t.unsure, l)
		return true
	case len(cells) == 1: // one cell across
		t.rows = append(t.rows, typedRow{cells: [][]string{{cells[0]}}, lines: []typedLine{l}})
		return true
	}
	row := typedRow{cells: make([][]string, len(cells)), lines: []typedLine{l}}
	for i, c := range cells {
		if c != "" {
			row.cells[i] = []string{c}
		}
	}
	n := len(t.rows)
	if n > 0 && len(t.rows[n-1].cells) == t.columns && (goesOn || n > t.head && t.name >= 0 && row.blankUpTo(t.name)) {
		last := &t.rows[n-1]
		for i := range row.cells {
			last.cells[i] = append(last.cells[i], row.cells[i]...)
		}
		last.lines = append(last.lines, l)
		return true
	}
	t.rows = append(t.rows, row)
	return true
}

// looksBack says whether cells take their words from the row above, which was not sure.
func (x *reading) looksBack(cells []string) bool {
	return slices.ContainsFunc(cells, func(c string) bool { return x.r.ditto[notice.Fold(c)] })
}

// addHead takes the first line as the header.
func (x *reading) addHead(t *typedTable, l typedLine) bool {
	var heads []string
	for _, h := range x.headCells(t.ruling, l.text) {
		heads = append(heads, h.text)
		t.starts, t.ends = append(t.starts, h.from), append(t.ends, h.to)
	}
	if full := filled(heads); t.ruling == tabs && len(full) < len(heads) {
		heads, t.squeezed = full, true
	}
	if len(heads) < 2 {
		return false
	}
	t.columns = len(heads)
	t.bare = strings.IndexAny(strings.TrimSpace(l.text), barSigns) > 0
	row := typedRow{lines: []typedLine{l}}
	for i, h := range heads {
		row.cells = append(row.cells, []string{h})
		if f, ok := x.r.heads[notice.FoldHead(h)]; ok && f == x.r.name {
			t.name = i
		}
	}
	t.rows = append(t.rows, row)
	return true
}

// headRead says whether the header, now that it is whole, is one of the notice's. It is asked before anything else is
// read: there may be many lines.
func (x *reading) headRead(t *typedTable) bool {
	return t.form || t.head == 0 || len(t.rows) != t.head || x.knowsHead(t)
}

// cut parts a line into its cells. One cell alone stands for a line across the table.
func (x *reading) cut(t *typedTable, l typedLine) ([]string, bool) {
	switch t.ruling {
	case bars:
		cells := barCells(l.text)
		if t.bare && strings.IndexAny(strings.TrimSpace(l.text), barSigns) == 0 {
			cells = append([]string{""}, cells...)
		}
		return cells, len(cells) == t.columns || len(cells) == 1
	case tabs:
		return t.cutTabs(l)
	}
	return x.cutBlanks(t, l)
}

func (t *typedTable) cutTabs(l typedLine) ([]string, bool) {
	cells := trimmed(strings.Split(strings.TrimRight(l.text, blankSigns), "\t"))
	if l.number != "" {
		if len(cells) < t.columns || len(filled(cells)) < t.columns {
			cells = append([]string{l.number}, cells...)
		} else {
			cells[0] = l.number + cells[0]
		}
	}
	if full := filled(cells); t.squeezed || len(cells) > t.columns {
		return full, len(full) == t.columns
	}
	return append(cells, make([]string, t.columns-len(cells))...), true
}

// cutBlanks gives parts to columns by where they stand. As many parts as heads are in order, if each stands near its
// head; fewer must each stand where only one head is.
func (x *reading) cutBlanks(t *typedTable, l typedLine) ([]string, bool) {
	parts := x.r.spans(l.text)
	cells := make([]string, t.columns)
	if l.number != "" { // it moves the parts, nobody knows how far
		if len(parts) != t.columns-1 {
			return nil, false
		}
		cells[0] = l.number
		for i, p := range parts {
			cells[i+1] = p.text
		}
		return cells, true
	}
	at := -1
	for i, p := range parts {
		only := -1
		for j := range t.columns {
			if len(parts) == t.columns && j != i || !t.near(j, p, len(parts) == t.columns) {
				continue
			}
			if only >= 0 {
				return nil, false
			}
			only = j
		}
		if only <= at {
			return nil, false
		}
		at = only
		cells[at] = p.text
	}
	return cells, true
}

// near says whether a part may stand in a column: between the end of the head before and the beginning of the next, or
// from the head's own beginning. loose allows it to reach further.
func (t *typedTable) near(j int, p span, loose bool) bool {
	before, next := -1, 1<<20
	if j > 0 {
		before = t.ends[j-1]
	}
	if j+1 < t.columns {
		next = t.starts[j+1]
	}
	if loose {
		return p.from < next && p.to > before
	}
	return p.to <= next && (p.from >= before || p.from >= t.starts[j]-1 && p.from <= t.starts[j]+1)
}

// table is the typed table as Word would have it.
func (t *typedTable) table() *docx.Table {
	rows := make([]docx.Row, len(t.rows))
	for i := range t.rows {
		cells := t.rows[i].cells
		for j, lines := range cells {
			c := &docx.Cell{Row: i, Col: j}
			if len(cells) == 1 {
				c.Cols = t.columns
			}
			for _, l := range lines {
				c.Blocks = append(c.Blocks, docx.Block{Paragraph: &docx.Paragraph{Text: l}})
			}
			rows[i].Cells = append(rows[i].Cells, c)
		}
	}
	return docx.NewTable(t.columns, rows)
}
