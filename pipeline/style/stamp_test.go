package style

import (
	"testing"

	"pgregory.net/rapid"
)

// TestStampIsClear: on the paper of every notice the stamp stands wholly above the running header and off the edge, in the
// middle, with room for its words.
func TestStampIsClear(t *testing.T) {
	for _, name := range notices {
		s, err := Read(reference(t, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range []Page{s.Portrait, s.Landscape} {
			const text = "校样　未经某某市人民政府法制办公室审定，不得公布"
			m := s.Stamp(p, text)
			if m.Y < stampEdge || m.Y+m.H > p.Header-4 {
				t.Errorf("%s: from %v to %v on a page whose header begins at %v", name, m.Y, m.Y+m.H, p.Header)
			}
			if m.X < stampEdge || m.X+m.W > p.Width-stampEdge || m.X+m.W/2 != p.Width/2 {
				t.Errorf("%s: from %v to %v across a page of %v", name, m.X, m.X+m.W, p.Width)
			}
			if words := float64(len([]rune(text))) * m.Look.Size; m.W < words+8 || m.H < m.Look.Size {
				t.Errorf("%s: a box of %v × %v for words of %v", name, m.W, m.H, words)
			}
		}
	}
}

// TestStampStaysOnPaper: wherever an office puts its running header, the stamp stays on the paper and in the margin.
func TestStampStaysOnPaper(t *testing.T) {
	s := &Sheet{Styles: map[string]*Style{Heading1: {EastAsia: "黑体"}}}
	rapid.Check(t, func(t *rapid.T) {
		p := Page{Width: 595, Height: 842, Top: 72, Header: rapid.Float64Range(0, 72).Draw(t, "header")}
		if m := s.Stamp(p, "校样　未经市法制办审定，不得公布"); m.Y < stampEdge || m.Y+m.H > p.Top {
			t.Fatalf("from %v to %v", m.Y, m.Y+m.H)
		}
	})
}
