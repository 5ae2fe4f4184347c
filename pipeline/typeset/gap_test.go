package typeset

import (
	"strings"
	"testing"

	"huibian/pipeline/style"
)

// ends is where each character of a one-line paragraph ends, in em from its left edge.
func ends(s *setter, k *look, text string, align style.Align, em float64) map[string]float64 {
	p := s.set(k, align, run(text), noPlace, em*k.Size)
	out := map[string]float64{}
	for _, pc := range p.lines[0].pieces {
		x := pc.x
		for _, r := range pc.text {
			out[string(r)] = (x + pc.face.Advance(r)*pc.size) / k.Size
			x += pc.face.Advance(r)*pc.size + pc.spacing
		}
	}
	return out
}

// Marks that meet give up a blank half; hanzi and Latin stand a little apart where the line has room, and less where not.
func TestGaps(t *testing.T) {
	s := newTestSetter()
	k := s.get(style.TableText)
	digit := k.plain.chain.Face('5').Advance('5')
	for _, c := range []struct {
		text, at string
		em, want float64
	}{
		{"甲）。乙", "乙", 9, 3.5},
		{"甲》《乙", "乙", 9, 3.5},
		{"甲：“乙", "乙", 9, 3.5},
		{"甲（《乙", "乙", 9, 3.5},
		{"甲，乙", "乙", 9, 3},
		{"甲5乙", "乙", 9, 2 + digit + 2*aired},
		{"甲5乙", "乙", 2 + digit + 0.1, 2 + digit + 0.1},
		{"甲5乙", "乙", 2 + digit, 2 + digit},
		{"甲5，乙", "乙", 9, 3 + digit + aired},
	} {
		if got := ends(s, k, c.text, style.Left, c.em)[c.at]; got < c.want-0.01 || got > c.want+0.01 {
			t.Errorf("%s in %v em: %s ends at %.2f em, want %.2f", c.text, c.em, c.at, got, c.want)
		}
	}
}

// A centred head, and a name in a narrow column, is broken between words, in as many lines as it takes anyhow.
func TestHeadsAreBrokenAtSense(t *testing.T) {
	s := newTestSetter()
	k := s.get(style.TableHead)
	for _, c := range []struct {
		align style.Align
		em    float64
		want  string
	}{
		{style.Center, 5.5, "承办科室|和负责人"},
		{style.Center, 4.5, "收费依据|及标准"},
		{style.Center, 6, "对外经济|合作科"},
		{style.Center, 9, "承办科室和负责人"},
		{style.Center, 4.5, "10个|工作日"},
		{style.Center, 2.5, "民政|办"},
		{style.Center, 6.5, "法定办理期限|（工作日）"},
		{filled, 5.5, "机电产品|进出口科"},
		{filled, 8.5, "外商投资企业设立|审批"}, // a text begins with full lines
	} {
		p := s.set(k, c.align, run(strings.ReplaceAll(c.want, "|", "")), noPlace, c.em*k.Size+0.5)
		if got := strings.Join(words(p), "|"); got != c.want {
			t.Errorf("in %v em: %s, want %s", c.em, got, c.want)
		}
	}
}

// Characters that a face lacks are set in another, one by one, in headings and running headers as anywhere.
func TestRareCharacters(t *testing.T) {
	s := newTestSetter()
	for _, name := range []string{style.Body, style.Heading1, style.Heading2, style.Header, style.TableHead, style.TableText, style.CoverTitle} {
		k := s.get(name)
		for _, r := range "㎡№①Ⅻ⑳℃ΩλЖяé…—〇䶮𠮷" {
			p := s.set(k, style.Left, run("甲"+string(r)+"乙"), noPlace, 1e6)
			if r == '𠮷' { // none of ours has it; an office may have a font that does
				r = replacement
			}
			var got strings.Builder
			for _, pc := range p.lines[0].pieces {
				for _, c := range pc.text {
					if !pc.face.Has(c) {
						t.Errorf("%s: %s has no %c", name, pc.face.Name, c)
					}
				}
				got.WriteString(pc.text)
			}
			if want := "甲" + string(r) + "乙"; got.String() != want {
				t.Errorf("%s: %s, want %s", name, got.String(), want)
			}
		}
	}
	if len(s.lost) != 1 || s.lost[0].Rune != '𠮷' {
		t.Errorf("reported as missing: %v", s.lost)
	}
}
