package style

import (
	"encoding/xml"
	"fmt"
	"sort"
	"strings"
)

// resolver turns the styles of a file, which say only how they differ, into styles that say everything.
type resolver struct {
	styles xmlStyles
	theme  xmlTheme
	byName map[string]*xmlStyle // type + " " + folded name
	byID   map[string]*xmlStyle // type + " " + id
	pitch  float64              // of one line (行), for spacing in lines
}

// localNames are the names under which Word's built-in styles appear in files of Chinese editions and of other word
// processors, folded, with Word's own name for them.
var localNames = map[string]string{
	"标题1": Heading1, "标题2": Heading2, "标题3": Heading3,
	"目录1": TOC1, "目录2": TOC2, "目录3": TOC3,
	"contents1": TOC1, "contents2": TOC2, "contents3": TOC3,
	"页眉": Header, "页脚": Footer,
}

// fold makes names comparable: Word ignores case in built-in names, and editions differ in blanks.
func fold(name string) string {
	return strings.ToLower(strings.Join(strings.Fields(name), ""))
}

func newResolver(p *parts, pitch float64) (*resolver, error) {
	r := &resolver{byName: map[string]*xmlStyle{}, byID: map[string]*xmlStyle{}, pitch: pitch}
	if pitch == 0 {
		r.pitch = 12 // Word's line (行) where the page has no grid
	}
	if err := xml.Unmarshal(p.styles, &r.styles); err != nil {
		return nil, fmt.Errorf("read the styles: %w (%w)", ErrNotWord, err)
	}
	if p.theme != nil {
		if err := xml.Unmarshal(p.theme, &r.theme); err != nil {
			return nil, fmt.Errorf("read the theme: %w (%w)", ErrNotWord, err)
		}
	}
	for _, s := range r.styles.Styles {
		r.note(r.byID, s.Type+" "+s.ID, s)
		r.note(r.byName, s.Type+" "+fold(s.Name.Val), s)
	}
	// Other names only after all proper ones: a style of the very name wins.
	for _, s := range r.styles.Styles {
		for _, alias := range append(strings.Split(s.Aliases.Val, ","), s.Name.Val) {
			if builtIn, ok := localNames[fold(alias)]; ok {
				alias = builtIn
			}
			r.note(r.byName, s.Type+" "+fold(alias), s)
		}
	}
	return r, nil
}

func (r *resolver) note(index map[string]*xmlStyle, key string, s *xmlStyle) {
	if _, taken := index[key]; !taken {
		index[key] = s
	}
}

func (r *resolver) find(kind, name string) *xmlStyle { return r.byName[kind+" "+fold(name)] }

// chain is the style and its ancestors, eldest first. A chain that runs in a circle is cut where it closes.
func (r *resolver) chain(s *xmlStyle) []*xmlStyle {
	var chain []*xmlStyle
	seen := map[*xmlStyle]bool{}
	for s != nil && !seen[s] {
		seen[s] = true
		chain = append(chain, s)
		s = r.byID[s.Type+" "+s.BasedOn.Val]
	}
	for i, j := 0, len(chain)-1; i < j; i, j = i+1, j-1 {
		chain[i], chain[j] = chain[j], chain[i]
	}
	return chain
}

// paragraph resolves a paragraph style.
func (r *resolver) paragraph(name string, s *xmlStyle) (*Style, error) {
	// Word's own defaults where a file says nothing: Times New Roman 10 pt, single lines, no widows.
	out := &Style{Name: name, ID: s.ID, EastAsia: "宋体", Latin: "Times New Roman", Size: 10, Line: 1, WidowControl: true}
	chain := r.chain(s)
	r.applyRun(out, &r.styles.Defaults.Run.RPr)
	for _, c := range chain {
		r.applyRun(out, &c.RPr)
	}
	// Paragraph properties in 字 need the final size, so they come second.
	r.applyPara(out, &r.styles.Defaults.Para.PPr)
	for _, c := range chain {
		r.applyPara(out, &c.PPr)
	}
	return out, out.check()
}

// character resolves a character style; what it leaves open is the paragraph's.
func (r *resolver) character(name string, s *xmlStyle) (*Style, error) {
	out := &Style{Name: name, ID: s.ID, Character: true}
	for _, c := range r.chain(s) {
		r.applyRun(out, &c.RPr)
	}
	return out, out.check()
}

func (r *resolver) applyRun(s *Style, x *xmlRun) {
	if f := x.Fonts; f != nil {
		s.EastAsia = first(r.themeFont(f.EastAsiaTheme), f.EastAsia, s.EastAsia)
		s.Latin = first(r.themeFont(f.ASCIITheme), f.ASCII, r.themeFont(f.HAnsiTheme), f.HAnsi, s.Latin)
	}
	if x.Bold != nil {
		s.Bold = x.Bold.on()
	}
	if x.Italic != nil {
		s.Italic = x.Italic.on()
	}
	if x.Color != nil {
		s.Color = color(x.Color.Val)
	}
	if x.Spacing != nil {
		s.Spacing = x.Spacing.Val.points()
	}
	if x.Size != nil {
		s.Size = float64(x.Size.Val) / 2
	}
}

// themeFont is the font a theme reference ("minorEastAsia") stands for, "" if there is none. Themes leave the East
// Asian font empty and list it by script.
func (r *resolver) themeFont(ref string) string {
	fonts := &r.theme.Minor
	kind, ok := strings.CutPrefix(ref, "minor")
	if !ok {
		if kind, ok = strings.CutPrefix(ref, "major"); !ok {
			return ""
		}
		fonts = &r.theme.Major
	}
	if kind != "EastAsia" {
		return fonts.Latin.Typeface
	}
	if fonts.EA.Typeface != "" {
		return fonts.EA.Typeface
	}
	for _, f := range fonts.Script {
		if f.Script == "Hans" {
			return f.Typeface
		}
	}
	return ""
}

func first(names ...string) string {
	for _, n := range names {
		if n != "" {
			return n
		}
	}
	return ""
}

// color is a colour as RRGGBB, "" for black and for the automatic one, which prints black on paper.
func color(v string) string {
	v = strings.ToUpper(v)
	if len(v) != 6 || v == "000000" || strings.Trim(v, "0123456789ABCDEF") != "" {
		return ""
	}
	return v
}

func (r *resolver) applyPara(s *Style, x *xmlPara) {
	for _, f := range []struct {
		to   *bool
		from *onOff
	}{{&s.KeepNext, x.KeepNext}, {&s.KeepLines, x.KeepLines}, {&s.BreakBefore, x.Break}, {&s.WidowControl, x.Widow}} {
		if f.from != nil {
			*f.to = f.from.on()
		}
	}
	if x.Borders != nil {
		s.Top, s.BottomRule = rule(x.Borders.Top, s.Top), rule(x.Borders.Bottom, s.BottomRule)
	}
	for _, t := range x.Tabs {
		s.setTab(t.Val, t.Leader, t.Pos.points())
	}
	r.applySpacing(s, x)
	applyIndent(s, x)
	if x.Jc != nil {
		s.Align = aligns[x.Jc.Val]
	}
	if x.Outline != nil {
		s.Outline = 0
		if v := int(x.Outline.Val); v >= 0 && v < 9 {
			s.Outline = v + 1
		}
	}
}

var aligns = map[string]Align{
	"left": Left, "start": Left, "center": Center, "right": Right, "end": Right,
	"both": Justify, "lowKashida": Justify, "mediumKashida": Justify, "highKashida": Justify,
	"distribute": Distribute, "thaiDistribute": Distribute, "decimal": Right,
}

var leaders = map[string]rune{"dot": '.', "middleDot": '.', "hyphen": '-', "underscore": '_', "heavy": '_'}

// setTab sets, replaces or clears a tab stop; stops stay in order of place.
func (s *Style) setTab(val, leader string, pos float64) {
	i := sort.Search(len(s.Tabs), func(i int) bool { return s.Tabs[i].Pos > pos-0.05 })
	if i < len(s.Tabs) && s.Tabs[i].Pos < pos+0.05 {
		s.Tabs = append(s.Tabs[:i:i], s.Tabs[i+1:]...)
	}
	if val == "clear" || val == "bar" {
		return
	}
	t := Tab{Pos: pos, Align: aligns[val], Leader: leaders[leader]}
	s.Tabs = append(s.Tabs[:i:i], append([]Tab{t}, s.Tabs[i:]...)...)
}

func (r *resolver) applySpacing(s *Style, x *xmlPara) {
	sp := x.Spacing
	if sp == nil {
		return
	}
	space := func(to *float64, abs *twips, lines *number) {
		if abs != nil {
			*to = abs.points()
		}
		if lines != nil && *lines > 0 { // 行 win over points; Word writes both
			*to = float64(*lines) / 100 * r.pitch
		}
	}
	space(&s.Before, sp.Before, sp.BeforeLines)
	space(&s.After, sp.After, sp.AfterLines)
	if sp.Line == nil {
		return
	}
	s.LineRule = Multiple
	if sp.Rule != nil {
		s.LineRule = map[string]LineRule{"exact": Exact, "exactly": Exact, "atLeast": AtLeast}[*sp.Rule]
	}
	s.Line = sp.Line.points()
	if s.LineRule == Multiple {
		s.Line = float64(*sp.Line) / 240
	}
}

func applyIndent(s *Style, x *xmlPara) {
	in := x.Indent
	if in == nil {
		return
	}
	length := func(to *float64, sign float64, chars []*number, abs ...*twips) {
		for _, a := range abs {
			if a != nil {
				*to = sign * a.points()
			}
		}
		for _, c := range chars { // 字 win over points; Word writes both
			if c != nil && *c != 0 {
				*to = sign * float64(*c) / 100 * s.Size
			}
		}
	}
	length(&s.Left, 1, []*number{in.StartCh, in.LeftCh}, in.Start, in.Left)
	length(&s.Right, 1, []*number{in.EndCh, in.RightCh}, in.End, in.Right)
	length(&s.FirstLine, 1, []*number{in.FirstCh}, in.First)
	length(&s.FirstLine, -1, []*number{in.HangingCh}, in.Hanging)
}

// rule is a border as a rule; inherited is what holds where the border is not named.
func rule(b *xmlBorder, inherited Rule) Rule {
	if b == nil {
		return inherited
	}
	if b.Val == "nil" || b.Val == "none" || b.Val == "" {
		return Rule{}
	}
	return Rule{Width: float64(b.Size) / 8, Color: color(b.Color), Space: float64(b.Space)}
}

// table resolves the table style.
func (r *resolver) table(s *xmlStyle) (TableLook, error) {
	t := TableLook{ID: s.ID}
	var left, right, top, bottom float64
	for _, c := range r.chain(s) {
		b, m := &c.TblPr.Borders, &c.TblPr.Margins
		t.Top, t.Bottom = rule(b.Top, t.Top), rule(b.Bottom, t.Bottom)
		t.Left, t.Right = rule(b.Left, rule(b.Start, t.Left)), rule(b.Right, rule(b.End, t.Right))
		t.InsideH, t.InsideV = rule(b.InsideH, t.InsideH), rule(b.InsideV, t.InsideV)
		for _, f := range []struct {
			to   *float64
			from *xmlWidth
		}{{&left, m.Start}, {&left, m.Left}, {&right, m.End}, {&right, m.Right}, {&top, m.Top}, {&bottom, m.Bottom}} {
			if f.from != nil {
				*f.to = f.from.W.points()
			}
		}
		for _, cond := range c.Cond {
			switch cond.Type {
			case "firstRow":
				t.HeadRule = rule(cond.TcPr.Borders.Bottom, t.HeadRule)
				if cond.TcPr.Shade != nil {
					t.HeadFill = color(cond.TcPr.Shade.Fill)
				}
			case "lastRow":
				t.TotalRule = rule(cond.TcPr.Borders.Top, t.TotalRule)
			}
		}
	}
	t.PadX, t.PadY = (left+right)/2, (top+bottom)/2
	for _, v := range []float64{left, right, top, bottom} {
		if !(v >= 0 && v <= minColumn) {
			return t, fmt.Errorf("cell margin of %.1f pt in %s: %w", v, TableStyle, ErrValue)
		}
	}
	for _, ru := range []Rule{t.Top, t.Bottom, t.Left, t.Right, t.InsideH, t.InsideV, t.HeadRule, t.TotalRule} {
		if !(ru.Width >= 0 && ru.Width <= 12) { // Word's widest
			return t, fmt.Errorf("rule of %.1f pt in %s: %w", ru.Width, TableStyle, ErrValue)
		}
	}
	return t, nil
}

// check refuses what would make a page impossible to set.
func (s *Style) check() error {
	switch {
	case !s.Character && !(s.Size >= 1 && s.Size <= maxSize), s.Character && !(s.Size >= 0 && s.Size <= maxSize):
		return fmt.Errorf("type size of %.1f pt in %s: %w", s.Size, s.Name, ErrValue)
	case !s.Character && s.LineRule == Multiple && !(s.Line >= 0.05 && s.Line <= 132):
		return fmt.Errorf("line spacing of %.2f lines in %s: %w", s.Line, s.Name, ErrValue)
	case !s.Character && s.LineRule == Exact && !(s.Line >= 0.5 && s.Line <= maxLength):
		return fmt.Errorf("line height of %.1f pt in %s: %w", s.Line, s.Name, ErrValue)
	}
	for _, v := range []float64{s.Before, s.After, s.Line, s.Left, s.Right, s.FirstLine, s.Spacing} {
		if !(v >= -maxLength && v <= maxLength) {
			return fmt.Errorf("length of %.1f pt in %s: %w", v, s.Name, ErrValue)
		}
	}
	for _, b := range []Rule{s.Top, s.BottomRule} {
		if !(b.Width >= 0 && b.Width <= 12 && b.Space >= 0 && b.Space <= 31) { // Word's limits (ECMA-376 17.3.4)
			return fmt.Errorf("border of %s: %w", s.Name, ErrValue)
		}
	}
	return nil
}
