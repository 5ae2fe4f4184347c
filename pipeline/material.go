package pipeline

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"huibian/pipeline/book"
	"huibian/pipeline/catalog"
	"huibian/pipeline/convert"
	"huibian/pipeline/docx"
	"huibian/pipeline/drawing"
	"huibian/pipeline/form"
	"huibian/pipeline/notice"
	"huibian/pipeline/review"
	"huibian/pipeline/style"
)

// material is what the books take over from submissions as it is, or draw from what they say: flowcharts and rules texts.
type material struct {
	charts []*chartMaterial // by the numbers that items bear; nil where one stands in no book
	rules  []*ruleMaterial  // in the order of the files
	duties []dutyMaterial   // by the numbers that items bear
}

type chartMaterial struct {
	book.Flowchart
	charted *review.Charted
	drop    int
	class   notice.Class // of whoever may see it: the strictest of its file, its words and what it serves
	bare    *book.Carried
}

type ruleMaterial struct {
	book.Rule
	drop  int
	class notice.Class
	bare  *book.Carried
}

// ownCharts gives each item the numbers of its flowcharts.
func (s *state) ownCharts() {
	s.charts = review.Charts(s.subject(s.catalog))
	for n := range s.charts {
		for _, i := range s.charts[n].Items {
			s.catalog.Items[i].Charts = append(s.catalog.Items[i].Charts, n)
		}
	}
}

// collect gathers what the books take over, file by file, so that no more than a few are open at a time.
func (s *state) collect(ctx context.Context, h *house) (*material, error) {
	m := &material{charts: make([]*chartMaterial, len(s.charts)), duties: s.duties()}
	wanted := s.wanted()
	if len(wanted) == 0 {
		return m, nil
	}
	type found struct {
		charts map[int]*chartMaterial
		rules  []*ruleMaterial
		notes  []notice.Finding
	}
	all := make([]found, len(s.drops))
	g, each := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range s.drops {
		numbers, ok := wanted[i]
		if !ok {
			continue
		}
		g.Go(func() error {
			src, err := s.open(each, i)
			if err != nil {
				if each.Err() != nil {
					return context.Cause(each)
				}
				all[i].notes = append(all[i].notes, src.say("R41", "这份文件的流程图和制度没有照录入书："+causeWords(err), "请检查文件，或重新放入后再汇编。", notice.Place{}))
				return nil
			}
			all[i].charts = map[int]*chartMaterial{}
			for _, n := range numbers {
				all[i].charts[n] = src.chart(h, &s.charts[n])
			}
			all[i].rules = src.rules()
			all[i].notes = src.notes
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	for i := range all {
		for n, c := range all[i].charts {
			c.drop = i
			m.charts[n] = c
		}
		for _, r := range all[i].rules {
			r.drop = i
			m.rules = append(m.rules, r)
		}
		s.findings = append(s.findings, all[i].notes...)
	}
	s.classify(m)
	return m, nil
}

// wanted are the files of which a book takes something over, and the numbers of their charts.
func (s *state) wanted() map[int][]int {
	at := map[*form.Reading]int{}
	out := map[int][]int{}
	for i, r := range s.readings {
		at[r] = i
		if slices.ContainsFunc(r.Texts, carriesText) {
			out[i] = nil
		}
	}
	for n := range s.charts {
		if c := &s.charts[n]; len(c.Items) > 0 {
			i := at[c.Reading]
			out[i] = append(out[i], n)
		}
	}
	return out
}

func carriesText(t form.Text) bool { return t.Kind == notice.FormRules && t.To > t.From }

// source is one submission that is open.
type source struct {
	n       *notice.Notice
	reading *form.Reading
	section string
	doc     *docx.Document
	word    []byte
	open    func() ([]byte, error)
	notes   []notice.Finding

	drawings *drawing.Reader // what is drawn in it, once it was asked for
	metafile func(b []byte, format string) ([]byte, error)
}

// errMoved is of a file that is not any more what was read.
var errMoved = errors.New("the file has changed since it was read")

// open reads a submission again. What it gives is of use for its place, even with an error.
func (s *state) open(ctx context.Context, i int) (*source, error) {
	src := &source{n: s.n, reading: s.readings[i], section: s.sectionOf(i)}
	from := s.readings[i].Source
	src.open = func() ([]byte, error) { // it keeps nothing of src, and lives as long as the books are written
		return s.opened.get(from.SHA256, func() ([]byte, error) {
			b, sum, err := s.drops[i].Read(maxSubmission)
			if err == nil && sum != from.SHA256 {
				err = fmt.Errorf("%s: %w", s.drops[i].File, errMoved)
			}
			if err != nil || from.Converted == "" {
				return b, err
			}
			_, word, _, err := readAsWord(ctx, s.office(), b, sum, func() {})
			return word, err
		})
	}
	src.metafile = func(b []byte, format string) ([]byte, error) { return s.office().Picture(ctx, b, format) }
	var err error
	if src.word, err = src.open(); err == nil {
		src.doc, err = docx.Read(src.word, docx.Limits{})
	}
	return src, err
}

func (s *state) office() *convert.Office { return s.w.office() }

// say makes a finding about the file.
func (s *source) say(rule, message, advice string, at notice.Place) notice.Finding {
	at.File, at.SHA256 = s.reading.Source.File, s.reading.Source.SHA256
	return notice.Finding{Rule: rule, Level: s.n.Level(rule), Message: message, Advice: advice, Place: at}
}

// chart makes of a chart what the books show of it.
func (s *source) chart(h *house, c *review.Charted) *chartMaterial {
	x := &chartMaterial{charted: c, Flowchart: book.Flowchart{Name: c.Name, Pictured: c.Picture, From: c.Place}}
	for i := range c.Elements {
		e := &c.Elements[i]
		x.Told = append(x.Told, book.Told{Element: e.Element, Label: s.labelOf(e), Text: e.Text, From: e.Place})
	}
	s.toldBySteps(x)
	if len(c.Steps) > 1 && !c.Drawn {
		x.Drawings = s.drawSteps(h, x)
	}
	x.Carried, x.bare = s.carry(c.Rest, style.TableCenter, c.Place, "流程图"+quotedName(c.Name))
	return x
}

// labelOf is the label of an element as the table shows it: the notice's name, but for one that names more than that.
func (s *source) labelOf(e *form.Told) string {
	if e.Element < 0 || strings.ContainsAny(e.Label, "、和及") && notice.FoldHead(e.Label) != notice.FoldHead(s.n.Review.Elements[e.Element].Name) {
		return e.Label
	}
	return ""
}

// stepParts are what of the steps tells an element, by its name in the notice.
var stepParts = map[notice.StepPart]func(steps []form.Step) string{
	notice.StepNames: func(steps []form.Step) string {
		if !slices.ContainsFunc(steps, func(s form.Step) bool { return s.Task != "" }) {
			return joined(steps, "→", func(s *form.Step) string { return s.Name })
		}
		return joined(steps, "\n", func(s *form.Step) string {
			if s.Task == "" {
				return s.Name
			}
			return labelled(s.Name, s.Task)
		})
	},
	notice.StepPosts: func(steps []form.Step) string {
		return joined(steps, "；", func(s *form.Step) string {
			return labelled(s.Name, strings.TrimSpace(s.Section+" "+s.Post))
		})
	},
	notice.StepLimits: func(steps []form.Step) string {
		return joined(steps, "；", func(s *form.Step) string { return labelled(s.Name, s.Limit) })
	},
}

// labelled is what a step says of something: 受理：窗口. One that says nothing is left out.
func labelled(step, text string) string {
	if text == "" {
		return ""
	}
	return flat(step) + "：" + flat(text)
}

func flat(text string) string { return strings.Join(strings.Fields(text), " ") }

// joined puts together what steps say; "" where it is nothing.
func joined(steps []form.Step, by string, of func(*form.Step) string) string {
	var out []string
	for i := range steps {
		if text := flat(of(&steps[i])); text != "" {
			out = append(out, text)
		}
	}
	return strings.Join(out, by)
}

// toldBySteps adds what the steps tell of elements that no label does, and of what is disclosed at which step (P34).
func (s *source) toldBySteps(x *chartMaterial) {
	steps := x.charted.Steps
	told := func(element int) bool {
		return slices.ContainsFunc(x.Told, func(t book.Told) bool { return t.Element == element && t.Text != "" })
	}
	shown := false
	for i, e := range s.n.Review.Elements {
		if of := stepParts[e.Steps]; of != nil && !told(i) {
			if text := of(steps); text != "" {
				x.Told = append(x.Told, book.Told{Element: i, Text: text, From: x.From})
				shown = shown || e.Steps == notice.StepNames
			}
		}
	}
	if text := joined(steps, "\n", func(s *form.Step) string { return labelled(s.Name, s.Task) }); text != "" && !shown { // no word is lost
		x.Told = append(x.Told, book.Told{Element: form.Disclosed, Label: "各环节办理内容", Text: text, From: x.From})
	}
	if text := joined(steps, "\n", func(s *form.Step) string { return labelled(s.Name, s.Disclosure) }); text != "" {
		x.Told = append(x.Told, book.Told{Element: form.Disclosed, Label: "公开的范围、形式和时间", Text: text, From: x.From})
	}
}

// quotedName is a name in a message, "" for none.
func quotedName(name string) string {
	if name == "" {
		return ""
	}
	return "“" + name + "”"
}

// rules makes of the rules texts of a file what the books show of them.
func (s *source) rules() (out []*ruleMaterial) {
	for i := range s.reading.Texts {
		t := &s.reading.Texts[i]
		if !carriesText(*t) {
			continue
		}
		r := &ruleMaterial{Rule: book.Rule{Title: t.Title, Section: s.section, From: t.Place}, class: t.Class}
		at := make([]int, 0, t.To-t.From)
		for b := max(t.From, 0); b < min(t.To, len(s.doc.Blocks)); b++ {
			at = append(at, b)
		}
		r.Carried, r.bare = s.carry(at, style.Body, t.Place, "“"+t.Title+"”")
		if r.Carried != nil {
			out = append(out, r)
		}
	}
	return out
}

// classify says of everything who may see it. What its file, its own words or an item it serves keeps from some readers is
// kept from them as a whole: nobody can cut a word out of a picture.
func (s *state) classify(m *material) {
	for n, c := range m.charts {
		if c == nil {
			continue
		}
		class := notice.Public.Stricter(c.charted.Class)
		if namedSecret(s.n, s.drops[c.drop].File) || s.speaksOfSecret(&c.Flowchart, c.charted.Chart) {
			class = notice.Secret
		}
		items := s.charts[n].Items
		for _, i := range items {
			class = class.Stricter(s.catalog.Items[i].Class)
		}
		c.class = class
		s.heldBack(c, items)
	}
	for _, r := range m.rules {
		r.class = notice.Public.Stricter(r.class)
		if namedSecret(s.n, s.drops[r.drop].File) || s.catalog.NamesSecret(r.Title) || slices.ContainsFunc(blockWords(r.Carried.Blocks), s.catalog.NamesSecret) {
			r.class = notice.Secret
		}
		if r.class != notice.Public {
			s.findings = append(s.findings, s.heldFinding(r.drop, r.From, "“"+r.Title+"”", "提到不宜公开的事项，或所在文件有密级标志", r.class))
		}
	}
}

// speaksOfSecret reports whether words on a chart name a secret item.
func (s *state) speaksOfSecret(x *book.Flowchart, c *form.Chart) bool {
	if slices.ContainsFunc([]string{c.Name, c.Code, c.Serves, c.Text}, s.catalog.NamesSecret) ||
		slices.ContainsFunc(strings.Split(c.Text, "\n"), s.catalog.NamesSecret) || slices.ContainsFunc(c.Shared, s.catalog.NamesSecret) {
		return true
	}
	return x.Carried != nil && slices.ContainsFunc(blockWords(x.Carried.Blocks), s.catalog.NamesSecret)
}

// heldBack tells the section of a chart that a volume which shows its power does not show.
func (s *state) heldBack(c *chartMaterial, items []int) {
	if c.class == notice.Public {
		return
	}
	open := slices.ContainsFunc(items, func(i int) bool { return !shows(c.class, s.catalog.Items[i].Class) })
	if open {
		s.findings = append(s.findings, s.heldFinding(c.drop, c.From, "流程图"+quotedName(c.Name), "由公开程度不同的事项共用，或者提到不宜公开的事项，或所在文件有密级标志", c.class))
	}
}

// shows reports whether the volumes that show an item of a class show what is of another.
func shows(class, item notice.Class) bool { return item == class || item.Stricter(class) == item }

func (s *state) heldFinding(drop int, at notice.Place, what, why string, class notice.Class) notice.Finding {
	const rule = "R44"
	where := "公开版"
	if class == notice.Secret {
		where = "公开版和内部版"
	}
	at.File, at.SHA256 = s.drops[drop].File, s.readings[drop].Source.SHA256
	return notice.Finding{Rule: rule, Level: s.n.Level(rule), Place: at, Message: what + why + "，没有收入" + where,
		Advice: "需要在" + where + "中收入的，请为可以公开的事项另报一份，其中不提不公开的事项。"}
}

// shownIn reports whether the volume of a class shows what is of a class: the volume of secret items those alone.
func shownIn(volume, class notice.Class) bool {
	switch volume {
	case notice.Public:
		return class == notice.Public
	case notice.Internal:
		return class != notice.Secret
	}
	return class == notice.Secret
}

// of puts into the options of a volume what it may show.
func (m *material) of(v notice.Class, view catalog.View, o *book.Options) {
	o.Duties = m.dutiesOf(v)
	o.Charts = map[int]*book.Flowchart{}
	for i := range view.Items {
		for _, n := range view.Items[i].Charts {
			if c := m.charts[n]; c != nil && shownIn(v, c.class) {
				x := c.Flowchart
				if v == notice.Public {
					x.Carried = c.bare
				}
				o.Charts[n] = &x
			}
		}
	}
	for _, r := range m.rules {
		if shownIn(v, r.class) {
			x := r.Rule
			if v == notice.Public {
				x.Carried = r.bare
			}
			o.Rules = append(o.Rules, x)
		}
	}
}

// blockWords are the words of blocks, a paragraph each.
func blockWords(blocks []book.Block) []string {
	var out []string
	paras := func(all []book.Paragraph) {
		for i := range all {
			var b strings.Builder
			for _, r := range all[i].Runs {
				b.WriteString(r.Text)
			}
			out = append(out, b.String())
		}
	}
	for _, b := range blocks {
		switch b := b.(type) {
		case book.Paragraph:
			paras([]book.Paragraph{b})
		case *book.Table:
			for _, rows := range [][]book.Row{b.Head, b.Body} {
				for i := range rows {
					for j := range rows[i].Cells {
						paras(rows[i].Cells[j].Paras)
					}
				}
			}
		case *book.Figure:
			out = append(out, b.Drawing.Text()...)
		}
	}
	return out
}

// causeWords is why a file cannot be opened again, for its section.
func causeWords(err error) string {
	if errors.Is(err, errMoved) {
		return "文件在汇编期间有改动"
	}
	return "文件不能重新打开"
}
