package cite

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"huibian/pipeline/internal/drawn"
)

// lossless checks that the Raw pieces stand in s in order, with nothing but separators and connectors between them.
func lossless(s string) string {
	rest := s
	gap := func(g string) bool {
		g = strings.Map(func(r rune) rune {
			if Separator(r) {
				return -1
			}
			return r
		}, g)
		for g != "" {
			n := connectors.at(g, 0)
			if n == 0 {
				return false
			}
			g = g[n:]
		}
		return true
	}
	for _, c := range Parse(s) {
		i := strings.Index(rest, c.Raw)
		if i < 0 || c.Raw == "" {
			return "raw not found in order: " + c.Raw
		}
		if !gap(rest[:i]) {
			return "dropped: " + rest[:i]
		}
		rest = rest[i+len(c.Raw):]
	}
	if !gap(rest) {
		return "dropped at the end: " + rest
	}
	return ""
}

// pieces are what cells are made of, and what breaks them.
var pieces = []string{
	"《中华人民共和国统计法》", "《对外贸易法》", "《送达回执》", "《关于印发〈办法〉的通知》", "《", "》", "〈", "〉", "统计法", "货物进出口管理条例",
	"第", "三", "十", "26", "１２", "条", "款", "项", "目", "第三条", "第一款", "第(二)项", "（三）", "之一", "至", "-", "、", "，", "；", ";", "。",
	"\n", " ", "\u3000", "：", ":", "“", "”", "和", "以及", "根据", "的规定", "有关规定", "【法律】", "法律：", "1.", "①", "（一）", "(以下简称《统计法》)",
	"（2004年修订）", "莆政法〔2009〕12号", "[2009]", "国务院令第332号", "（国务院第681号令）", "“三定”方案", "申请人应当提交申请书", "省实施", "办法", "的通知",
	"财政部", "国家发改委", "其实施条例", "实施细则", "<", "〉", "2004年修正版", "费字", "12、13号", "(2006)", "规定：", "第八条规定：",
	"〔", "【", "〕", "附件", "的", "之", "或者", "零", "二十", "第〔一〕项", "第一）项", "统计法第三条", "《《", "\"", "‘统计法’", "（〔2009〕12号）", "[国务院令第332号]",
}

func TestLossless(t *testing.T) {
	drawn.Steady(t)
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 25).Draw(t, "pieces"), "")
		if bad := lossless(s); bad != "" {
			t.Fatalf("%q: %s", s, bad)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, p := range pieces {
		f.Add(p + p)
	}
	for _, cell := range cells(f) {
		f.Add(cell)
	}
	f.Add(", 《法")
	f.Add("《中华人民共和国统计法》第26条至第31条;《河北省统计条例》第34条至第39条")
	f.Fuzz(func(t *testing.T, s string) {
		got := Parse(s)
		if !utf8.ValidString(s) {
			return // Word files hold none; it is enough not to fall over them
		}
		if bad := lossless(s); bad != "" {
			t.Fatalf("%q: %s", s, bad)
		}
		for _, c := range got {
			if !utf8.ValidString(c.Raw + c.Law + c.Text + strings.Join(c.Locators, "")) {
				t.Fatalf("%q cut inside a character: %+v", s, c)
			}
			if c.Law != "" && c.Key == "" {
				t.Fatalf("%q: a law without key", s)
			}
			for _, bad := range []string{unprinted(c), unplaced(c)} {
				if bad != "" {
					t.Fatalf("%q: %s", s, bad)
				}
			}
		}
	})
}

// BenchmarkRepeated reads cells that are one piece over and over: ten times the length may take ten times the time, for no
// piece more.
func BenchmarkRepeated(b *testing.B) {
	for _, size := range []int{4_000, 40_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			for b.Loop() {
				for _, p := range pieces {
					Parse(strings.Repeat(p, size/len(p)))
				}
			}
		})
	}
}

// BenchmarkParse reads the basis cells of 2,000 items.
func BenchmarkParse(b *testing.B) {
	const items = 2000
	cells := make([]string, items)
	size := int64(0)
	for i := range cells {
		cells[i] = fmt.Sprintf("《中华人民共和国对外贸易法》第%d条:申请人应当提交申请书以及法律法规规定的其他材料行政机关自受理之日起依法进行审查并在规定期限内作出决定。;"+
			"《中华人民共和国行政许可法》第十二条第一款第(二)项、第三款:符合条件的予以批准不符合条件的书面说明理由并告知申请人。", i)
		size += int64(len(cells[i]))
	}
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		for _, cell := range cells {
			if len(Parse(cell)) != 2 {
				b.Fatal("not two citations")
			}
		}
	}
}
