package pipeline

import (
	"errors"
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
	clip := &docx.Clip{Name: s.reading.Source.File, SHA256: s.reading.Source.SHA256, Open: s.open, Ranges: s.ranges(at)}
	s.carryNotes(clip, from, what)
	blocks := book.Prose(s.doc, at, styleName, s.drawn(at, from, what), from)
	whole = &book.Carried{Clip: clip, Blocks: blocks}
	without := *clip
	without.Bare = true
	bare = &book.Carried{Clip: &without, Blocks: blocks}
	return whole, bare
}

// carryNotes tells the section what of a stretch is not in the Word book as it wrote it.
func (s *source) carryNotes(clip *docx.Clip, from notice.Place, what string) {
	notes, err := docx.CanCarry(clip)
	if err != nil {
		why := "文件结构有问题"
		for _, r := range refusals {
			if errors.Is(err, r.err) {
				why = r.words
			}
		}
		s.notes = append(s.notes, s.say("R41", what+"不能原样收入Word版（"+why+"），书中只有其中的文字和能显示的图形", "请把内容直接写在文件里，或把图形另存为图片后重新插入。", from))
		return
	}
	for _, n := range notes {
		if words := carryWords[n.Kind]; words != "" {
			s.notes = append(s.notes, s.say("R42", what+words, "如与原意不符，请改好文件后重新报送。", from))
		}
	}
}

// refusals are why something cannot be carried, in the words of the office.
var refusals = []struct {
	err   error
	words string
}{
	{docx.ErrAltChunk, "里面插入了另一个文件"}, {docx.ErrSubDocument, "里面链接了子文档"}, {docx.ErrActiveX, "里面有ActiveX控件"}, {docx.ErrStrict, "文件是“严格Open XML”格式，请另存为普通的.docx"},
}

// carryWords are what is different in what was carried; fields and the settings of pages look as they did.
var carryWords = map[docx.CarryKind]string{
	docx.CarryTracked:  "有修订痕迹，书中按接受全部修订收入",
	docx.CarryComments: "有批注，书中没有收入批注",
	docx.CarryHidden:   "有隐藏文字或没有填写的提示，书中没有收入",
	docx.CarryLinked:   "有链接到其他文件的图片或对象，书中没有收入",
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
