package word

import (
	"strings"
	"testing"

	"huibian/pipeline/style"
)

// inHouse is the main part of the sample book as another house has it.
func inHouse(t *testing.T, change func(*style.Sheet)) string {
	t.Helper()
	s := sheet(t)
	change(s)
	file, _ := pressed(t, sampleBook(1), s)
	return parts(t, file)["word/document.xml"]
}

// TestGrid: only a grid that changes nothing is written, since the layout knows none. LibreOffice would set prose of another
// line height on it, and leave a part of a page empty that it does not fill.
func TestGrid(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*style.Sheet)
		grid   bool
	}{
		"of GB/T 9704":     {func(*style.Sheet) {}, true},
		"closer lines":     {func(s *style.Sheet) { s.Styles[style.Body].Line = 22 }, false},
		"lines of a font":  {func(s *style.Sheet) { s.Styles[style.Body].LineRule, s.Styles[style.Body].Line = style.Multiple, 1.5 }, false},
		"half a line over": {func(s *style.Sheet) { s.Portrait.Bottom += s.Portrait.LinePitch / 2 }, false},
		"no grid":          {func(s *style.Sheet) { s.Portrait.LinePitch = 0 }, false},
	} {
		if got := strings.Contains(inHouse(t, c.change), "<w:docGrid"); got != c.grid {
			t.Errorf("%s: a grid is written: %v", name, got)
		}
	}
}

// TestSmallerPaper: tab stops beyond the text come in to its edge, and a cover that had to shrink has room for what its
// lengths are rounded by.
func TestSmallerPaper(t *testing.T) {
	document := inHouse(t, func(s *style.Sheet) {
		p := &s.Portrait
		p.Width, p.Height, p.Left, p.Right, p.Top, p.Bottom = 500, 640, 50, 50, 50, 50
	})
	for _, want := range []string{
		`<w:pStyle w:val="TOC1"/><w:tabs><w:tab w:val="clear" w:pos="8844"/><w:tab w:val="right" w:leader="dot" w:pos="8000"/></w:tabs>`,
		`<w:pStyle w:val="IndexEntry"/><w:tabs><w:tab w:val="clear" w:pos="8844"/><w:tab w:val="right" w:leader="dot" w:pos="8000"/></w:tabs>`,
		`w:bottom="990"`,
	} {
		if !strings.Contains(document, want) {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(inHouse(t, func(*style.Sheet) {}), `<w:pStyle w:val="TOC1"/><w:tabs>`) {
		t.Error("tab stops that fit were moved")
	}
}

// TestAir: heavier rules between columns leave cells as much room for their words as light ones do.
func TestAir(t *testing.T) {
	for width, want := range map[float64]float64{0: 0.5, 0.5: 0.5, 1: 0.75, 3: 1.75} {
		if got := air(&style.TableLook{InsideV: style.Rule{Width: width}}); got != want {
			t.Errorf("a rule of %v pt: %v, want %v", width, got, want)
		}
	}
}
