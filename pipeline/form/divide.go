package form

import (
	"slices"
	"strings"
	"unicode/utf8"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// divide parts what stands under one general caption (附件6　权力运行流程图), or in a file named for charts, into the charts that
// it holds: at lines that name a power behind a label (项目名称：…), else at pictures large enough to be a chart each. What
// cannot be parted is one chart. Charts told apart by their pictures alone know their number among them: powers may stand
// in the same order.
func (x *reading) divide(s chartSpan) []chartSpan {
	if name, _ := x.chartName(s.caption); name != "" {
		return []chartSpan{s}
	}
	if parts := s.divideAt(func(i int) bool { return x.namesPower(&s, i) }); len(parts) > 1 {
		return parts
	}
	parts := s.divideAt(func(i int) bool { return x.opens(&s, i) })
	if len(parts) < 2 {
		return []chartSpan{s}
	}
	for i := range parts {
		p := &parts[i]
		p.order, p.of = i+1, len(parts)
		if at := slices.IndexFunc(p.in, (*passage).pictured); at > 0 && x.heads(p.in[at-1]) {
			p.named = p.in[at-1].text
		}
	}
	return parts
}

// mostName is the most characters of a line above a picture that is the name of its power.
const mostName = 40

// divideAt parts a span before the passages that open a chart. What stands above the first of them goes with it.
func (s *chartSpan) divideAt(opens func(i int) bool) []chartSpan {
	var at []int
	for i := range s.in {
		if opens(i) {
			at = append(at, i)
		}
	}
	if len(at) < 2 {
		return nil
	}
	at[0] = 0
	out := make([]chartSpan, len(at))
	for k, from := range at {
		to := len(s.in)
		if k+1 < len(at) {
			to = at[k+1]
		}
		out[k] = chartSpan{caption: s.caption, at: s.in[from].at, in: s.in[from:to]}
	}
	return out
}

// namesPower says whether a passage names a power behind a label and has something of a chart below it.
func (x *reading) namesPower(s *chartSpan, i int) bool {
	g := s.in[i]
	if g.unit == nil || len(g.text) > 600 {
		return false
	}
	named := slices.ContainsFunc(splitLabels(foldProse(g.text), x.r.fieldLabel), func(s segment) bool {
		return s.field == x.r.name && x.r.name >= 0 && s.value != ""
	})
	return named && i+1 < len(s.in)
}

// opens says whether a chart that is a picture begins at a passage: at the line right above it, or at the picture.
func (x *reading) opens(s *chartSpan, i int) bool {
	if s.in[i].pictured() {
		return i == 0 || !x.heads(s.in[i-1])
	}
	return x.heads(s.in[i]) && i+1 < len(s.in) && s.in[i+1].pictured()
}

// heads says whether a passage may be the line above a picture that names its power.
func (x *reading) heads(g *passage) bool {
	if !g.plain() || g.draws() || x.isNote(g.text) || utf8.RuneCountInString(g.text) > mostName || strings.ContainsAny(g.text, "，。；：:,;") {
		return false
	}
	_, caption := x.chartName(g.text)
	return !caption
}

// pictured says whether a passage has a raster picture as large as a chart.
func (g *passage) pictured() bool {
	if g.p == nil {
		return false
	}
	large := false
	drawn([]docx.Block{{Paragraph: g.p}}, func(p *docx.Picture) {
		large = large || (p.Kind == docx.Image || p.Kind == docx.Embedded) && p.Width >= chartWidth && p.Height >= chartWidth/2
	})
	return large
}

// chartWidth is how wide a picture is at least that may be a chart, in twips: 6 cm. Seals and signatures are smaller.
const chartWidth = 3400

// lineName is the name of a power in the line above its picture: 一、外资企业设立审批.
func (x *reading) lineName(line string) string {
	words := slices.DeleteFunc(strings.Fields(foldProse(line)), func(w string) bool { return x.isCode(notice.NormalizeCode(w)) })
	line = stripNumber(strings.Join(words, " "))
	return unquote(strings.Join(strings.Fields(line[listMark(line):]), ""))
}
