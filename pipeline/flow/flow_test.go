package flow

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"huibian/pipeline/drawing"
	"huibian/pipeline/internal/drawn"
)

// drawSteps draws the steps of a chart: words of all lengths, lanes, branches to anywhere.
func drawSteps(t *rapid.T) []Step {
	n := rapid.IntRange(1, 24).Draw(t, "steps")
	lanes := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"申请人", "窗口", "外资管理科科员", "外资管理科科长", "分管副局长", "局长", "监察室", ""}), 1, 7, rapid.ID[string]).Draw(t, "lanes")
	out := make([]Step, n)
	for i := range out {
		s := &out[i]
		s.No = fmt.Sprint(i + 1)
		s.Name = rapid.SampledFrom([]string{"受理", "提出申请", "材料是否齐全？", "出具受理通知书", "审查申请材料并提出初步意见报科长审核", "决定", "送达", "ABC 立案 check", ""}).Draw(t, "name")
		s.Lane = rapid.SampledFrom(lanes).Draw(t, "lane")
		s.Limit = rapid.SampledFrom([]string{"", "5日", "自受理之日起20个工作日内"}).Draw(t, "limit")
		s.Disclosure = rapid.SampledFrom([]string{"", "政府网站；全社会；长期", "办事指南、政府网站、政务公开栏；全社会和申请人；长期公开并随时更新，变更以后二十个工作日内修订"}).Draw(t, "disclosure")
		switch rapid.IntRange(0, 4).Draw(t, "next") {
		case 0:
			s.Next = fmt.Sprintf("是→%d；否→%d", rapid.IntRange(1, n).Draw(t, "yes"), rapid.IntRange(1, n).Draw(t, "no"))
		case 1:
			s.Next = fmt.Sprint(rapid.IntRange(1, n).Draw(t, "to"))
		case 2:
			s.Next = "结束"
		}
	}
	return out
}

type rectangle struct{ x1, y1, x2, y2 float64 }

func boxOf(s *drawing.Shape) rectangle { return rectangle{s.X, s.Y, s.X + s.W, s.Y + s.H} }

func (r rectangle) overlaps(o rectangle) bool {
	const air = 0.5
	return r.x1 < o.x2-air && o.x1 < r.x2-air && r.y1 < o.y2-air && o.y1 < r.y2-air
}

// crossed reports whether a leg at right angles passes through the inside of a box.
func (r rectangle) crossed(a, b drawing.Point) bool {
	const air = 0.5
	return r.overlaps(rectangle{min(a.X, b.X) - air - 0.01, min(a.Y, b.Y) - air - 0.01, max(a.X, b.X) + air + 0.01, max(a.Y, b.Y) + air + 0.01})
}

// TestLayout: whatever the steps, no box stands on another, no line passes through one, lines have right angles only, all stands
// within the room but for a box that is higher, every step is there once, and every line leads from a box to a box.
func TestLayout(t *testing.T) {
	drawn.Steady(t)
	rapid.Check(t, func(t *rapid.T) {
		steps := drawSteps(t)
		room := Room{Width: rapid.SampledFrom([]float64{442, 638, 300}).Draw(t, "width"), Height: rapid.SampledFrom([]float64{520, 380, 640}).Draw(t, "height")}
		all, problems := Draw(steps, room)
		if len(problems) > 0 {
			t.Fatalf("not understood: %+v", problems)
		}
		if again, _ := Draw(steps, room); fmt.Sprint(again) == "" || len(again) != len(all) {
			t.Fatal("another layout the second time")
		}
		c, _ := read(steps)
		symbols, lines, letters := 0, 0, map[string]int{}
		for _, d := range all {
			boxes := map[string]*drawing.Shape{}
			for _, n := range d.Nodes {
				if s, ok := n.(*drawing.Shape); ok && s.ID != "" {
					boxes[s.ID] = s
				}
			}
			for id, a := range boxes {
				if a.Preset != drawing.Connector {
					symbols++
				} else {
					letters[a.Words.Paras[0].Runs[0].Text]++
				}
				if a.X < -0.01 || a.X+a.W > d.Width+0.01 || a.Y < -0.01 || a.Y+a.H > d.Height+0.01 {
					t.Fatalf("%s stands outside: %+v in %v × %v", id, boxOf(a), d.Width, d.Height)
				}
				for other, b := range boxes {
					if id < other && boxOf(a).overlaps(boxOf(b)) {
						t.Fatalf("%s %+v stands on %s %+v", id, boxOf(a), other, boxOf(b))
					}
				}
			}
			if d.Width > room.Width+0.01 {
				t.Fatalf("%v wide in a room of %v", d.Width, room.Width)
			}
			for _, n := range d.Nodes {
				l, ok := n.(*drawing.Line)
				if !ok || l.Stroke.Dash != nil {
					continue
				}
				if boxes[l.From] == nil || boxes[l.To] == nil {
					t.Fatalf("a line from %q to %q", l.From, l.To)
				}
				if boxes[l.From].Preset != drawing.Connector || boxes[l.To].Preset != drawing.Connector {
					lines++
				}
				for i := 1; i < len(l.Points); i++ {
					a, b := l.Points[i-1], l.Points[i]
					if math.Abs(a.X-b.X) > 0.01 && math.Abs(a.Y-b.Y) > 0.01 {
						t.Fatalf("a leg from %v to %v", a, b)
					}
					for id, box := range boxes {
						r := boxOf(box)
						if id == l.From && i == 1 || id == l.To && i == len(l.Points)-1 {
							continue
						}
						if r.crossed(a, b) {
							t.Fatalf("the line from %s to %s passes through %s: %v %v, %+v", l.From, l.To, id, a, b, r)
						}
					}
				}
			}
		}
		if symbols != len(steps) {
			t.Fatalf("%d symbols for %d steps", symbols, len(steps))
		}
		if cut := lines - len(c.edges); cut < 0 {
			t.Fatalf("%d lines for %d edges", lines, len(c.edges))
		}
		for name, n := range letters {
			if n < 2 {
				t.Fatalf("connector %s stands alone", name)
			}
		}
	})
}

// TestNext reads what steps lead to.
func TestNext(t *testing.T) {
	steps := []Step{{No: "1", Name: "提出申请"}, {No: "2", Name: "受理"}, {No: "3", Name: "审查"}, {No: "4", Name: "决定"}, {No: "5", Name: "送达"}}
	for text, want := range map[string]string{
		"": "3", "4": "4", "转4": "4", "下一环节": "3", "结束": "", "是→4；否→1": "是4 否1", "符合的转决定，不符合的退回至1": "符合4 不符合1",
		"齐全：审查；不齐全：提出申请": "齐全3 不齐全1", "第四步": "4", "送达": "5", "（5）": "5", "4、5": "4 5",
	} {
		all := slices.Clone(steps)
		all[1].Next = text
		c, problems := read(all)
		got := ""
		for _, e := range c.edges {
			if e.from == 1 {
				got += fmt.Sprintf(" %s%d", e.label, e.to+1)
			}
		}
		if want != "" {
			want = " " + want
		}
		if got != want || len(problems) > 0 {
			t.Errorf("%q: %q, not %q; %v", text, got, want, problems)
		}
	}
	steps[1].Next = "报上级机关；6"
	if _, problems := Draw(steps, Room{442, 600}); len(problems) != 2 {
		t.Errorf("problems: %+v", problems)
	}
}

// TestSymbols: the symbols of GB/T 1526 by what a section says, else by words.
func TestSymbols(t *testing.T) {
	steps := []Step{{Name: "提出申请"}, {Name: "材料是否齐全？", Next: "是→3；否→1"}, {Name: "出具受理通知书"}, {Name: "审查"}, {Name: "盖章", Kind: "文书"}, {Name: "送达"}}
	c, _ := read(steps)
	want := []drawing.Preset{drawing.Terminator, drawing.Decision, drawing.Document, drawing.Process, drawing.Document, drawing.Terminator}
	if !slices.Equal(c.kinds, want) {
		t.Errorf("%v, not %v", c.kinds, want)
	}
}

// TestLongCharts: a chart of two hundred steps, one of one, and one whose steps all lead to one another.
func TestLongCharts(t *testing.T) {
	var long []Step
	for i := range 200 {
		long = append(long, Step{Name: fmt.Sprintf("环节%d", i), Lane: []string{"甲科", "乙科", "丙科"}[i%3], Next: map[bool]string{true: fmt.Sprintf("是→%d；否→%d", min(i+2, 200), max(i-5, 1))}[i%4 == 0]})
	}
	begin := time.Now()
	all, _ := Draw(long, Room{442, 600})
	if len(all) < 5 || len(all) > 80 {
		t.Errorf("%d pages", len(all))
	}
	if one, _ := Draw(long[:1], Room{442, 600}); len(one) != 1 {
		t.Errorf("%d pages for one step", len(one))
	}
	if none, _ := Draw(nil, Room{442, 600}); none != nil {
		t.Error("a drawing of nothing")
	}
	t.Log(len(all), "pages in", time.Since(begin))
}

// BenchmarkDraw lays out 500 charts of eight to twenty steps.
func BenchmarkDraw(b *testing.B) {
	var charts [][]Step
	for i := range 500 {
		var s []Step
		for k := range 8 + i%13 {
			x := Step{Name: []string{"受理", "材料是否齐全？", "审查", "出具意见书", "决定"}[k%5], Lane: []string{"申请人", "窗口", "外资管理科", "局长"}[(k*7+i)%4], Limit: "5日"}
			if k%5 == 1 {
				x.Next = fmt.Sprintf("是→%d；否→%d", k+2, max(k-1, 1))
			}
			s = append(s, x)
		}
		charts = append(charts, s)
	}
	for b.Loop() {
		for _, s := range charts {
			Draw(s, Room{442, 560})
		}
	}
}

// FuzzNext: whatever is written, a chart comes of it.
func FuzzNext(f *testing.F) {
	for _, s := range []string{"是→4；否→3", "转2", "第三步", "结束", "→→：：", "十百；一"} {
		f.Add(s, "是否受理", "窗口", "文书")
	}
	f.Fuzz(func(t *testing.T, next, name, lane, kind string) {
		if len(next)+len(name)+len(lane) > 4000 {
			return
		}
		all, _ := Draw([]Step{{Name: "申请"}, {Name: name, Next: next, Lane: lane, Kind: kind, Limit: next}, {Name: next, Lane: name}, {Name: "办结", Next: name}}, Room{442, 500})
		if len(all) == 0 {
			t.Fatal("nothing was drawn")
		}
	})
}
