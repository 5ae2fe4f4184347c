package pipeline

import (
	"fmt"
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
	blocks := book.Prose(s.doc, at, styleName, s.drawn(at, from, what), from)
	clip := &docx.Clip{Name: s.reading.Source.File, SHA256: s.reading.Source.SHA256, Open: s.open, Ranges: s.ranges(at)}
	whole = &book.Carried{Clip: clip, Blocks: blocks}
	without := *clip
	without.Bare = true
	bare = &book.Carried{Clip: &without, Blocks: blocks}
	return whole, bare
}

// drawn reads what is drawn in blocks. What cannot be shown as it is is told of.
func (s *source) drawn(at []int, from notice.Place, what string) func(block int) []*drawing.Drawing {
	if s.drawings == nil {
		var err error
		s.drawings, err = drawing.NewReader(s.word, docx.Limits{}, drawing.Options{Open: s.open, Name: s.reading.Source.File, Metafile: s.metafile, Boxes: s.doc.TextBoxes})
		if err != nil {
			s.notes = append(s.notes, s.say("R43", what+"里的图形不能读取，PDF中没有显示", "请把图形另存为图片后重新插入。", from))
			s.drawings = &drawing.Reader{}
		}
	}
	ranges := make([]docx.Range, len(at))
	for i, b := range at {
		ranges[i] = s.doc.Blocks[b].Range
	}
	found, notes := s.drawings.Stretch(ranges)
	for _, n := range notes {
		if words := drawingWords[n.Kind]; words != "" {
			s.notes = append(s.notes, s.say("R43", what+"："+fmt.Sprintf(words, n.Text), "Word版中照原样保留；需要PDF中也显示的，请把它另存为图片后重新插入。", from))
		}
	}
	by := map[int][]*drawing.Drawing{}
	for _, f := range found {
		by[at[f.Block]] = append(by[at[f.Block]], f.Drawing)
	}
	return func(block int) []*drawing.Drawing { return by[block] }
}

// drawingWords are what is said of what a drawing cannot show.
var drawingWords = map[drawing.Kind]string{
	drawing.Missing:      "%s",
	drawing.Approximate:  "有一种图形（%s）在PDF中只显示为方框",
	drawing.Unpreviewed:  "“%s”在PDF中不能显示",
	drawing.TooMuch:      "图形超过%s个，其余的在PDF中没有显示",
	drawing.Unresolvable: "有图形不能读取，PDF中没有显示（%s）",
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
