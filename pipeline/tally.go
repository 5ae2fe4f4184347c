package pipeline

import (
	"cmp"

	"huibian/pipeline/form"
	"huibian/pipeline/intake"
)

// tally follows the reading and reports each section when its last file is done and all sections before it have been
// reported: files are read side by side, but people see the order of the notice, every time the same.
type tally struct {
	p        Progress
	done     int
	sections []tallied // in the order of the drops
	of       []int     // drop → section
	next     int       // the section to report next
}

type tallied struct {
	SectionRead
	left int // files not read yet
}

// topLevel heads the files that lie in no section's folder; whose they are is only known when they are read.
const topLevel = "（最外层文件）"

func newTally(drops []intake.Drop, p Progress) *tally {
	t := &tally{p: p, of: make([]int, len(drops))}
	at := map[string]int{}
	for i, d := range drops {
		k, ok := at[d.Section]
		if !ok {
			k = len(t.sections)
			at[d.Section] = k
			t.sections = append(t.sections, tallied{SectionRead: SectionRead{Name: cmp.Or(d.Section, topLevel)}})
		}
		t.of[i] = k
		t.sections[k].left++
	}
	return t
}

// read takes note of the reading of drop i.
func (t *tally) read(i int, r *form.Reading) {
	t.done++
	t.p.File(t.done, len(t.of))
	s := &t.sections[t.of[i]]
	s.left--
	s.Files++
	s.Records += len(r.Records)
	if r.Rejected {
		s.Rejected++
	}
	for t.next < len(t.sections) && t.sections[t.next].left == 0 {
		t.p.Section(t.sections[t.next].SectionRead)
		t.next++
	}
}
