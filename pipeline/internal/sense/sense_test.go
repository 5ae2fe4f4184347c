package sense

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestTitle(t *testing.T) {
	for _, c := range []struct {
		line int
		want string // lines, joined by |
	}{
		{15, "行政职权目录汇编"},
		{10, "规范行政权力|运行职权目录"},
		{18, "中华人民共和国外商投资企业|设立变更审批办理程序规定"},
		{10, "涉密不宜公开|行政职权目录"},
		{10, "莆田市行政审批|事项管理办法"},
		{14, "中华人民共和国|对外贸易法实施办法"},
		{12, "莆田市对外贸易经济合作局|行政职权目录汇编"},
		{9, "外商投资企业|设立变更审批"},
		{6, "对外经济|合作科"},
		{6, "机电产品|进出口科"},
		{6, "承办科室|和负责人"},
		{4, "收费依据|及标准"},
	} {
		if got := strings.Join(Title(strings.ReplaceAll(c.want, "|", ""), c.line), "|"); got != c.want {
			t.Errorf("in lines of %d: %s, want %s", c.line, got, c.want)
		}
	}
}

// A title of many lines, and one that is none, take no time to speak of.
func TestLongTitles(t *testing.T) {
	for n, lines := range map[int]int{50: 5, 200: 20, 400: 40, 5000: 1} {
		text := strings.Repeat("行政许可管理办法实施", n/10)
		got := Title(text, 10)
		if len(got) < lines || len(got) > lines+1 || strings.Join(got, "") != text {
			t.Errorf("%d characters in %d lines of 10, want %d", n, len(got), lines)
		}
	}
}

// However a title is broken, it is all there, in lines that fit, and no line is empty.
func TestTitleKeepsItsText(t *testing.T) {
	letters := []rune("中华人民共和国行政许可管理办法的和对、，（）《》外商投资A1 ")
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom(letters), 0, 150, -1).Draw(r, "text")
		line := rapid.IntRange(1, 20).Draw(r, "line")
		lines := Title(text, line)
		if strings.Join(lines, "") != text {
			r.Fatalf("%q became %q", text, lines)
		}
		for _, l := range lines {
			if n := utf8.RuneCountInString(l); len(lines) > 1 && (n == 0 || n > line) {
				r.Fatalf("%q in lines of %d: %q", text, line, lines)
			}
		}
	})
}
