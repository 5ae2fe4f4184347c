package typeset

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"huibian/pipeline/book"
	"huibian/pipeline/style"
)

// words joins what stands on the lines of a paragraph.
func words(p *paragraph) []string {
	var out []string
	for _, ln := range p.lines {
		var b strings.Builder
		for _, pc := range ln.pieces {
			b.WriteString(pc.text)
		}
		out = append(out, b.String())
	}
	return out
}

func TestLineBreaks(t *testing.T) {
	s := newTestSetter()
	k := s.get(style.TableText)
	for _, c := range []struct {
		text string
		em   float64
		want string // lines, joined by |
	}{
		{"行政许可申请", 4, "行政许可|申请"},
		{"行政许可，申请", 4, "行政许|可，申请"},          // 避头: the comma takes 可 down
		{"行政许《可》申请书", 4, "行政许|《可》申|请书"},     // 避尾: the mark goes down
		{"行政许可。”申请书", 4, "行政许|可。”申|请书"},     // two marks that may not begin a line
		{"行政许《可》申请", 4, "行政许|《可》|申请"},       // no line of one character
		{"行政许可，可以", 4.6, "行政许可，|可以"},        // the blank half of a mark stands beyond the end, if that saves no line
		{"依据PT01WJ办理的", 5, "依据|PT01WJ办|理的"}, // a word is not divided
		{"依据Ωμέγα办理", 4, "依据|Ωμέγα|办理"},     // nor a Greek one
		{"第15个工作日", 4, "第15个工|作日"},          // no line is wide enough for it
		{"应于20个工作日内", 6.5, "应于|20个工作日内"},
		{"应当于 20 个工作日", 6.5, "应当于|20 个工作日"},
		{"依照法第二十三条办理的", 5, "依照法|第二十三条|办理的"},
		{"依照法第（三）项办理吧", 5, "依照法|第（三）项|办理吧"},
		{"国发〔2009〕12号文件", 6, "国发|〔2009〕12|号文件"}, // as many lines as Word has, sooner than all together
		{"复印件；2.身份证件", 5, "复印件；|2.身份证件"},
		{"自从2009年5月31日起的规定", 6, "自从2009年|5月31日起的|规定"},
		{"按每年收3.5万元收取的", 5, "按每年收|3.5万元收|取的"},
		{"行（ 行", 3, "行|（ 行"}, // nor does a space behind it help
		{"甲 乙丙丁戊", 4, "甲 乙丙|丁戊"},
		{"甲乙\n丙丁", 9, "甲乙|丙丁"},
		{"甲乙\n\n丙", 9, "甲乙||丙"},
		{"", 4, ""},
		{"，，，，，，", 4, "，，，，|，，"}, // nothing else to break at
		{"ABCDEFGHIJKLMNOPQRSTUVWXYZ", 4, "ABCDEF|GHIJK|LMNOP|QRSTU|VWXYZ"},
	} {
		p := s.set(k, style.Left, run(c.text), noPlace, c.em*k.Size+0.5)
		got := strings.Join(words(p), "|")
		if c.text == "ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
			if joined := strings.ReplaceAll(got, "|", ""); joined != c.text || !strings.Contains(got, "|") {
				t.Errorf("%s: %s", c.text, got)
			}
			continue
		}
		if got != c.want {
			t.Errorf("%s in %v em: %s, want %s", c.text, c.em, got, c.want)
		}
	}
}

// anyText draws Chinese prose with punctuation, Latin words, digits and blanks in any order.
func anyText() *rapid.Generator[string] {
	letters := []rune("行政许可申请处罚依据，。；：！？、）》」』”’…（《「『“‘【】〔〕abcXYZ0123456789-/%  \n")
	return rapid.StringOfN(rapid.RuneFrom(letters), 0, 120, -1)
}

// TestLinesKeepTheirText sets any text in any width: every character stands on exactly one line, in order, inside the
// width; no line begins or ends with what may not stand there, unless there was nowhere else to break.
func TestLinesKeepTheirText(t *testing.T) {
	s := newTestSetter()
	aligns := []style.Align{style.Left, style.Center, style.Right, style.Justify}
	rapid.Check(t, func(r *rapid.T) {
		text := anyText().Draw(r, "text")
		k := s.get(rapid.SampledFrom([]string{style.TableText, style.Body, style.IndexEntry}).Draw(r, "style"))
		width := k.Left + k.Right + k.Size*float64(rapid.IntRange(3, 30).Draw(r, "em"))
		p := s.set(k, rapid.SampledFrom(aligns).Draw(r, "align"), run(text), noPlace, width)

		b := breaking{k: k, g: s.measure(k, run(text), noPlace), right: width - k.Right, edge: width}
		if n := len(b.lines(nil, 0)); len(p.lines) != n {
			r.Fatalf("%d lines, Word has %d", len(p.lines), n)
		}
		flat := func(s string) string { return strings.NewReplacer(" ", "", "\n", "").Replace(s) }
		lines := words(p)
		if got, want := flat(strings.Join(lines, "")), flat(text); got != want {
			r.Fatalf("set %q, want %q", got, want)
		}
		for i, ln := range p.lines {
			for _, pc := range ln.pieces {
				blank := 0.0 // of a mark
				if end, _ := utf8.DecodeLastRuneInString(lines[i]); characterOf(end).trait&traitClose != 0 {
					blank = k.Size / 2
				}
				if pc.x < -slack || len([]rune(lines[i])) > 1 && pc.x+pc.w-max(pc.spacing, 0) > width-k.Right+blank+0.5 {
					r.Fatalf("line %d %q reaches from %.1f to %.1f of %.1f", i, lines[i], pc.x, pc.x+pc.w, width)
				}
			}
			if i > 0 && lines[i] != "" && lines[i-1] != "" && !strings.Contains(text, "\n") && !spaceBetween(text, lines, i) {
				checkBreak(r, lines[i-1], lines[i])
			}
		}
	})
}

// spaceBetween reports whether spaces, which hang unseen at the end of line i-1, stand before line i: there a line may end,
// unless a bracket stands before them.
func spaceBetween(text string, lines []string, i int) bool {
	n := len(strings.ReplaceAll(strings.Join(lines[:i], ""), " ", ""))
	for at, c := range text {
		if n == 0 {
			before, _ := utf8.DecodeLastRuneInString(text[:at])
			return c == ' ' && classify(before) != classOpen
		}
		if c != ' ' {
			n -= utf8.RuneLen(c)
		}
	}
	return false
}

// checkBreak fails if a line ends where it may not although it holds an earlier place where it may.
func checkBreak(r *rapid.T, before, after string) {
	a, b := []rune(before), []rune(after)
	if mayBreak(classify(a[len(a)-1]), classify(b[0])) || unicode.IsSpace(a[len(a)-1]) {
		return
	}
	for i := 1; i < len(a); i++ {
		words := []rune(strings.TrimRight(string(a[:i]), " "))
		afterOpen := len(words) > 0 && classify(words[len(words)-1]) == classOpen
		if mayBreak(classify(a[i-1]), classify(a[i])) && !afterOpen {
			r.Fatalf("%q | %q: could have been broken after %q", before, after, string(a[:i]))
		}
	}
}

func TestJustifiedLinesFillTheWidth(t *testing.T) {
	s := newTestSetter()
	k := s.get(style.Body)
	p := s.set(k, style.Justify, run(prose(0, 400)), noPlace, 442.2)
	for i, ln := range p.lines[:len(p.lines)-1] {
		last := ln.pieces[len(ln.pieces)-1]
		if end := last.x + last.w - last.spacing; end < 442.2-1.2*k.Size {
			t.Errorf("line %d ends at %.1f of 442.2", i, end)
		}
	}
}

// TestBodyGrid is GB/T 9704: 28 characters a line, 22 lines a page.
func TestBodyGrid(t *testing.T) {
	s := newTestSetter()
	k := s.get(style.Body)
	sheet, _ := house()
	width := sheet.Portrait.Width - sheet.Portrait.Left - sheet.Portrait.Right
	p := s.set(k, style.Justify, run(strings.Repeat("政", 200)), noPlace, width)
	if n := len([]rune(words(p)[1])); n != 28 {
		t.Errorf("%d characters a line, want 28", n)
	}
	height := sheet.Portrait.Height - sheet.Portrait.Top - sheet.Portrait.Bottom
	if n := int((height + slack) / k.height); n != 22 {
		t.Errorf("%d lines a page, want 22", n)
	}
}

func FuzzSet(f *testing.F) {
	s := newTestSetter()
	f.Add("行政许可，PT01WJ-XK-0001\t12", 60.0, 0)
	f.Add("\u200b〔２００９〕\u0301é😀", 1.0, 3)
	f.Fuzz(func(t *testing.T, text string, width float64, align int) {
		if !(width > -1e6 && width < 1e6) {
			return
		}
		for _, name := range []string{style.TableText, style.TOC3} {
			p := s.set(s.get(name), style.Align(align), []book.Run{{Text: text}, {Text: text, Code: true}}, noPlace, width)
			if len(p.lines) == 0 {
				t.Fatal("a paragraph has at least one line")
			}
		}
	})
}
