package pipeline

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"huibian/pipeline/form"
	"huibian/pipeline/intake"
)

// seen is a Progress that remembers.
type seen struct {
	silent
	sections []SectionRead
	files    []int
}

func (s *seen) Section(r SectionRead) { s.sections = append(s.sections, r) }
func (s *seen) File(done, total int)  { s.files = append(s.files, done*1000+total) }

// In whatever order files are read, sections are told in the order of the notice, with the same figures.
func TestSectionsAreToldInOrder(t *testing.T) {
	drops := []intake.Drop{{Section: "乙"}, {Section: "乙"}, {Section: "甲"}, {Section: "丙"}, {}, {}}
	readings := []*form.Reading{
		{Records: make([]form.Record, 3)}, {Rejected: true}, {}, {Records: make([]form.Record, 1)},
		{Records: make([]form.Record, 2)}, {Rejected: true},
	}
	want := []SectionRead{{"乙", 2, 3, 1}, {"甲", 1, 0, 0}, {"丙", 1, 1, 0}, {topLevel, 2, 2, 1}}
	rapid.Check(t, func(t *rapid.T) {
		var p seen
		tally := newTally(drops, &p)
		for _, i := range rapid.Permutation([]int{0, 1, 2, 3, 4, 5}).Draw(t, "order") {
			tally.read(i, readings[i])
		}
		if d := cmp.Diff(want, p.sections); d != "" {
			t.Errorf("sections (-want +got):\n%s", d)
		}
		if d := cmp.Diff([]int{1006, 2006, 3006, 4006, 5006, 6006}, p.files); d != "" {
			t.Errorf("files (-want +got):\n%s", d)
		}
	})
}
