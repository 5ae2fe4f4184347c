package form

import (
	"slices"
	"strings"
	"unicode/utf8"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// Disclosed stands for an element that says what is made public, where and when (P34): it is none of the notice's list.
const Disclosed = -1

// elementOf is the element of the notice that a label names: by its name, else by the longest of its words. Several may stand
// in one label (承办岗位、运行程序和办理时限); it counts for the first.
func (x *reading) elementOf(label string) (int, bool) {
	folded := notice.FoldHead(label)
	if n := utf8.RuneCountInString(folded); n < 2 || n > maxLabel+4 || strings.ContainsAny(label, "，。；《》"+arrows) {
		return 0, false
	}
	if e, ok := x.namedElement(folded); ok {
		return e, true
	}
	all := x.r.n.Review.Elements
	longest, found := 3, -1
	for i := range all {
		for _, w := range all[i].Words {
			if len(w) > longest && strings.Contains(folded, notice.FoldHead(w)) && !x.isStepWord(w) {
				longest, found = len(w), i
			}
		}
	}
	return found, found >= 0
}

// namedElement is the element whose name stands in a label, or a good part of it.
func (x *reading) namedElement(folded string) (int, bool) {
	if strings.Contains(folded, "公开") && utf8.RuneCountInString(folded) <= maxLabel {
		return Disclosed, true
	}
	all := x.r.n.Review.Elements
	first, found := 0, -1
	for i := range all {
		name := notice.FoldHead(all[i].Name)
		at := strings.Index(folded, name)
		if at < 0 && len(folded) >= shortestElement && strings.Contains(name, folded) {
			at = 0
		}
		if at >= 0 && (found < 0 || at < first) {
			first, found = at, i
		}
	}
	return found, found >= 0
}

// shortestElement is the shortest part of an element's name that names it, in bytes: 监督制约.
const shortestElement = 12

// isStepWord knows the words of steps (受理, 审查): before a colon they are a step, and no element.
func (x *reading) isStepWord(word string) bool {
	for _, w := range x.r.steps {
		if strings.Contains(word, w) {
			return true
		}
	}
	return false
}

// elementIn reads a line as an element: 三、监督制约环节：局监察室. Without words behind the colon it is a heading of what comes below.
func (x *reading) elementIn(line string) (Told, bool) {
	rest := strings.TrimLeft(line, bullets)
	rest = strings.TrimSpace(rest[listMark(rest):])
	if _, serves := serving(line); serves {
		return Told{}, false
	}
	label, value, found := cutColon(rest)
	if !found || x.isSenders(line) {
		return Told{}, false
	}
	e, ok := x.elementOf(label)
	return Told{Element: e, Label: strings.TrimSpace(label), Text: strings.TrimSpace(value)}, ok
}

// isSenders knows the lines of a form that say who hands it in and who signs it: 填报科室 and 科室主要负责人（签字） are no posts
// of the power.
func (x *reading) isSenders(line string) bool {
	segs := metaSegments(line)
	return len(segs) > 0 && segs[0].field == 1 && strings.ContainsAny(segs[0].label, "填申报送编") || asksToSign(line) && x.signSegments(foldProse(line)) != nil
}

// cutColon parts a line at its first colon.
func cutColon(line string) (before, after string, found bool) {
	i := strings.IndexAny(line, ":：")
	if i < 0 {
		return line, "", false
	}
	_, size := utf8.DecodeRuneInString(line[i:])
	return line[:i], line[i+size:], true
}

// elementsInTable reads the rows of a table that are a label and what stands beside it, but for the rows of steps.
func (x *reading) elementsInTable(u *tableUnits, steps []Step) (out []Told) {
	t := u.table
	head := -1
	if g, row, _, ok := stepTable(t); ok && len(steps) > 0 {
		if g.turned {
			return nil
		}
		head = row
	}
	inSteps := map[int]bool{}
	for i := range steps {
		inSteps[steps[i].Place.Row-1] = true
	}
	for row := range t.Rows {
		cells := t.Rows[row].Cells
		if row == head || inSteps[row] {
			continue
		}
		for i := 0; i+1 < len(cells); i++ {
			label, value := cellText(cells[i]), cellText(cells[i+1])
			e, ok := x.elementOf(label)
			if !ok {
				continue
			}
			if _, also := x.namedElement(notice.FoldHead(value)); also && len(cells) > 2 {
				continue
			}
			out = append(out, Told{Element: e, Label: strings.Join(strings.Fields(label), ""), Text: value, Place: x.place(u, cells[i+1].Row, cells[i+1].Col)})
			i++
		}
	}
	return out
}

// remains says what of a chart is in none of the fields that were read of it: what is drawn, and words that say more. It is
// whole blocks of the body; what stands between two that are drawn, empty lines among it, is part of the drawing.
func (x *reading) remains(c *Chart, s *chartSpan, chained []*passage) {
	said := x.accounted(c)
	var blocks []int
	last := -1
	instructed := false
	for _, g := range s.in {
		if g.block < 0 {
			continue
		}
		drawn := g.draws()
		if instructed = explainsForm(g.text) || instructed && listMark(g.text) > 0; instructed && !drawn { // how to fill in the form, and no word of the section's
			continue
		}
		if !drawn && (slices.Contains(chained, g) || x.isSaid(c, g, said)) {
			continue
		}
		if drawn && last >= 0 {
			blocks = blocks[:0]
			for i := last; i < g.block; i++ {
				blocks = append(blocks, i)
			}
			c.Rest = c.Rest[:len(c.Rest)-1]
		}
		if c.Drawn = c.Drawn || drawn; drawn {
			last = g.block
		}
		blocks = append(blocks, g.block)
		c.Rest = append(c.Rest, blocks...)
		blocks = blocks[:0]
	}
}

// explainsForm knows the line by which a form begins to say how it is filled in.
func explainsForm(text string) bool {
	_, ok := prefixed(notice.Fold(text), []string{"填表说明", "填报说明"})
	return ok
}

// draws says whether a passage has something that is drawn: a picture, a text box, in cells as well.
func (g *passage) draws() bool {
	found := len(g.boxes) > 0
	blocks := []docx.Block{{Paragraph: g.p}}
	if g.table != nil {
		blocks[0] = docx.Block{Table: g.table.table}
	}
	if g.p != nil || g.table != nil {
		drawn(blocks, func(*docx.Picture) { found = true })
	}
	return found
}

// accounted are the texts that were read of a chart, folded.
func (x *reading) accounted(c *Chart) map[string]bool {
	said := map[string]bool{"": true}
	add := func(texts ...string) {
		for _, t := range texts {
			said[notice.FoldHead(t)] = true
			for line := range strings.SplitSeq(t, "\n") {
				said[notice.FoldHead(line)] = true
			}
		}
	}
	add(c.Name, c.Code)
	for i := range c.Steps {
		s := &c.Steps[i]
		add(s.Name, s.Section, s.Post, s.Limit, s.Disclosure, s.Task, s.No, s.Kind, s.Next)
	}
	for i := range c.Elements {
		add(c.Elements[i].Label, c.Elements[i].Text)
	}
	return said
}

// isSaid says whether all words of a passage were read, or are a caption, a title, or who signs.
func (x *reading) isSaid(c *Chart, g *passage, said map[string]bool) bool {
	if g.table != nil {
		for _, row := range g.table.table.Rows {
			if len(row.Cells) == 2 && labelsServed(row.Cells[0]) {
				continue
			}
			for _, cell := range row.Cells {
				text := cellText(cell)
				if strings.Trim(text, "0123456789") == "" && len(text) <= 3 && len(c.Steps) > 0 { // the number of a row in which nothing stands
					continue
				}
				if said[notice.FoldHead(text)] || stepHead(text) != stepOther && utf8.RuneCountInString(text) <= maxLabel && g.isStepHead(cell) {
					continue
				}
				if _, caption := x.chartName(text); caption {
					continue
				}
				if f, label := x.r.labelOf(text, ""); label && (f == x.r.name || f == x.r.code) {
					continue
				}
				return false
			}
		}
		return true
	}
	if _, caption := x.chartName(g.text); caption {
		return true
	}
	if g.why() == whySigned || g.why() == whyDated {
		return true
	}
	if t, ok := x.elementIn(g.text); ok && said[notice.FoldHead(t.Text)] {
		return true
	}
	if _, serves := serving(g.text); serves || len(sharedIn(g.text)) > 0 {
		return true
	}
	if inBrackets.FindString(g.text) == g.text && said[notice.FoldHead(strings.Trim(g.text, "（）()"))] {
		return true
	}
	if c.Name != "" && x.lineName(g.text) == c.Name {
		return true
	}
	segs := splitLabels(foldProse(g.text), x.r.fieldLabel)
	for _, s := range segs {
		if s.field != x.r.name && s.field != x.r.code || !said[notice.FoldHead(s.value)] {
			return false
		}
	}
	folded := notice.FoldHead(g.text)
	return len(segs) > 0 || folded != "" && said[folded]
}

// labelsServed knows the label beside which stands what a chart serves: 适用事项.
func labelsServed(c *docx.Cell) bool {
	names, ok := serving(cellText(c) + "：")
	return ok && names == ""
}

// isStepHead says whether a cell stands in the head of the table's steps.
func (g *passage) isStepHead(c *docx.Cell) bool {
	grid, row, _, ok := stepTable(g.table.table)
	if !ok {
		return false
	}
	if grid.turned {
		return c.Col == row
	}
	return c.Row == row
}

// classOf is what the file and the lines of a chart say of who may see it: only what is kept secret counts. A line of
// prose may speak of secrets without being one.
func (x *reading) classOf(lines []string) notice.Class {
	class := x.mark.class
	for _, line := range lines {
		if utf8.RuneCountInString(line) > longestMark {
			continue
		}
		if t := x.r.tell(line, inHeading); t.class == notice.Secret {
			class = class.Stricter(notice.Secret)
		}
	}
	return class
}

// longestMark is the most characters of a line that marks what stands around it.
const longestMark = 24
