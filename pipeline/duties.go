package pipeline

import (
	"slices"

	"huibian/pipeline/book"
	"huibian/pipeline/form"
	"huibian/pipeline/notice"
	"huibian/pipeline/review"
)

// dutyMaterial is what a submission says of who does the steps of powers, as the books show it.
type dutyMaterial struct {
	book.Duty
	class notice.Class // of whoever may see it: the strictest of its file, its words and its items
}

// ownDuties gives each item the numbers of what says who does its steps.
func (s *state) ownDuties() {
	s.divided = review.Divisions(s.subject(s.catalog))
	for n := range s.divided {
		for _, i := range s.divided[n].Items {
			s.catalog.Items[i].Duties = append(s.catalog.Items[i].Duties, n)
		}
	}
}

// duties makes of each division what the books show of it, and says who may see it.
func (s *state) duties() []dutyMaterial {
	at := map[*form.Reading]int{}
	for i, r := range s.readings {
		at[r] = i
	}
	out := make([]dutyMaterial, len(s.divided))
	for n := range s.divided {
		d := &s.divided[n]
		m := &out[n]
		m.From = d.Place
		for i := range d.Posts {
			m.Posts = append(m.Posts, s.post(&d.Posts[i], d.Steps[i]))
		}
		m.class = notice.Public.Stricter(d.Class)
		if s.dutyNamesSecret(d.Duty) || d.Reading != nil && namedSecret(s.n, s.drops[at[d.Reading]].File) {
			m.class = notice.Secret
		}
		open := false
		for _, i := range d.Items {
			open = open || !shows(m.class, s.catalog.Items[i].Class)
		}
		if open && d.Reading != nil {
			s.findings = append(s.findings, s.heldFinding(at[d.Reading], d.Place, "“"+d.Name+"”的职权分解", "提到不宜公开的事项，或所在的表、文件有密级标志", m.class))
		}
		for _, i := range d.Items {
			m.class = m.class.Stricter(s.catalog.Items[i].Class)
		}
	}
	return out
}

// post is a post as the books show it, with the section's own word for its step where that is not the notice's.
func (s *state) post(p *form.Post, step int) book.Post {
	out := book.Post{Step: step, Text: p.Text, Task: p.Task, From: p.Place}
	if out.Step < 0 || notice.FoldHead(p.Step) != notice.FoldHead(s.n.Review.Steps[out.Step].Name) {
		out.Head = flat(p.Step)
	}
	return out
}

// dutyNamesSecret reports whether words of a duty name a secret item, or mark it as secret.
func (s *state) dutyNamesSecret(d *form.Duty) bool {
	words := []string{d.Name, d.Code}
	for _, p := range d.Posts {
		words = append(words, p.Step, p.Text, p.Task)
	}
	return slices.ContainsFunc(words, func(w string) bool { return s.catalog.NamesSecret(w) || namedSecret(s.n, w) })
}

// dutiesOf are those that the volume of a class may show, by the numbers that items bear.
func (m *material) dutiesOf(v notice.Class) map[int]*book.Duty {
	out := map[int]*book.Duty{}
	for n := range m.duties {
		if shownIn(v, m.duties[n].class) {
			out[n] = &m.duties[n].Duty
		}
	}
	return out
}
