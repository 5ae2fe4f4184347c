package form

import (
	"unicode/utf8"

	"huibian/pipeline/docx"
)

// verticalScan is what a first look at a table as a label/value form finds.
type verticalScan struct {
	fields int          // distinct fields whose label has a cell for its value beside it, or holds it after a colon
	rows   int          // rows that have such a label
	labels map[int]int  // grid column → labels that begin in it
	cells  map[int]int  // grid column → cells that begin in it
	named  bool         // the label of the name is among them
	almost bool         // there is one that resembles it
	seen   map[int]bool // fields
}

// labelOf reads a cell as a label: known as a whole, with or without a colon behind it, alone or under parent.
func (r *Reader) labelOf(text, parent string) (int, bool) {
	if text == "" || len(text) > 4*maxLabel {
		return 0, false
	}
	whole, bare := foldHead(text)
	if whole == "" {
		return 0, false // √, /, ——: values, whatever stands before them
	}
	if parent != "" {
		if cs := r.claims([]string{parent, text}); len(cs) > 0 && cs[0].exact && cs[0].rank >= rankShortened {
			return cs[0].field, true
		}
	}
	if f, ok := r.heads[whole]; ok {
		return f, true
	}
	f, ok := r.heads[bare]
	return f, ok
}

// verticalScore looks at every row for labels with a value beside them.
func (r *Reader) verticalScore(t *docx.Table) verticalScan {
	s := verticalScan{labels: map[int]int{}, cells: map[int]int{}, seen: map[int]bool{}}
	for row := range t.Rows {
		hit := false
		parent := ""
		cells := t.Rows[row].Cells
		for i, c := range cells {
			text := cellText(c)
			s.cells[c.Col]++
			f, ok := r.labelOf(text, parent)
			if !ok {
				if segs := splitLabels(text, r.fieldLabel); len(segs) > 0 && segs[0].value != "" {
					hit = true
					for _, g := range segs {
						s.note(r, g.field)
					}
				}
				if utf8.RuneCountInString(text) <= 6 {
					parent = text
				}
				s.almost = s.almost || i+1 < len(cells) && len(text) <= 4*maxLabel && r.near(text) == r.name
				continue
			}
			next := ""
			if i+1 < len(cells) {
				next = cellText(cells[i+1])
			}
			if _, also := r.labelOf(next, text); i+1 == len(cells) || also && next != "" {
				parent = text
				continue
			}
			s.labels[c.Col]++
			s.note(r, f)
			hit = true
		}
		if hit {
			s.rows++
		}
	}
	s.fields = len(s.seen)
	return s
}

func (s *verticalScan) note(r *Reader, field int) {
	s.seen[field] = true
	s.named = s.named || field == r.name
}

// isLabelColumn says whether most cells that begin in a column are labels.
func (s *verticalScan) isLabelColumn(col int) bool {
	return s.labels[col] > 0 && 2*s.labels[col] >= s.cells[col]
}
