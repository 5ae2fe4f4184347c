package pipeline

import (
	"strings"
	"unicode/utf8"

	"huibian/pipeline/book"
	"huibian/pipeline/docx"
	"huibian/pipeline/drawing"
	"huibian/pipeline/flow"
	"huibian/pipeline/notice"
)

// carry takes over blocks of a submission: as they are for Word, and set anew for pages. bare is the same without what is
// embedded and cannot be seen. Both are nil for no blocks.
func (s *source) carry(at []int, styleName string, from notice.Place, what string) (whole, bare *book.Carried) {
	if len(at) == 0 {
		return nil, nil
	}
	blocks := book.Prose(s.doc, at, styleName, nil, from)
	clip := &docx.Clip{Name: s.reading.Source.File, SHA256: s.reading.Source.SHA256, Open: s.open, Ranges: s.ranges(at)}
	whole = &book.Carried{Clip: clip, Blocks: blocks}
	without := *clip
	without.Bare = true
	bare = &book.Carried{Clip: &without, Blocks: blocks}
	return whole, bare
}

// ranges are the bytes of blocks; neighbours are one.
func (s *source) ranges(at []int) (out []docx.Range) {
	last := -2
	for _, i := range at {
		r := s.doc.Blocks[i].Range
		if i == last+1 && len(out) > 0 {
			out[len(out)-1].End = r.End
		} else {
			out = append(out, r)
		}
		last = i
	}
	return out
}

// Heights on the page of a flowchart, in points: of its title and the line below it, and of a line of the table of elements.
const (
	chartTitleRoom = 64
	elementLine    = 17
	leastChartRoom = 320
)

// drawSteps lays a chart out from its steps, as high as leaves room for its elements below, where that is possible.
func (s *source) drawSteps(h *house, x *chartMaterial) []*drawing.Drawing {
	page := h.sheet.Portrait
	room := flow.Room{Width: page.Width - page.Left - page.Right, Height: page.Height - page.Top - page.Bottom - chartTitleRoom}
	perLine := max(int(room.Width-140)/11, 10)
	lines := len(s.n.Review.Elements)
	for _, t := range x.Told {
		lines += utf8.RuneCountInString(t.Text)/perLine + strings.Count(t.Text, "\n")
	}
	steps := make([]flow.Step, len(x.charted.Steps))
	for i := range steps {
		f := &x.charted.Steps[i]
		steps[i] = flow.Step{No: f.No, Name: f.Name, Kind: f.Kind, Lane: f.Section, Post: f.Post, Limit: f.Limit, Disclosure: f.Disclosure, Next: f.Next, Place: f.Place}
		if steps[i].Lane == "" {
			steps[i].Lane, steps[i].Post = f.Post, ""
		}
	}
	beside := room
	beside.Height = max(room.Height-float64(lines+1)*elementLine, leastChartRoom)
	out, problems := flow.Draw(steps, beside)
	if len(out) > 1 { // better a page of its own than two
		out, problems = flow.Draw(steps, room)
	}
	for _, d := range out {
		d.Title = "流程图" + quotedName(x.Name)
	}
	for _, p := range problems {
		s.notes = append(s.notes, s.say("R45", "流程图"+quotedName(x.Name)+"的环节“"+flat(steps[p.Step].Name)+"”写明转到“"+p.Text+"”，没有找到这个环节",
			"请写明环节的序号或与“环节名称”一致的名称，如“是→4；否→3”。", p.Place))
	}
	return out
}
