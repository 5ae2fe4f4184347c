package convert

import (
	"strings"
	"testing"
)

func TestShown(t *testing.T) {
	for _, c := range []struct {
		raw, code string // "" is General
		id        int    // of a format that Excel knows without a code
		want      string
	}{
		{"7", "", 0, "7"},
		{"-12.50", "", 0, "-12.5"},
		{"0.30000000000000004", "", 0, "0.3"},
		{"3.5030100001234567E+17", "", 0, "350301000012345670"}, // Excel knows no more digits
		{"350301000012345678", "", 0, "350301000012345678"},
		{"1E+300", "", 0, "1E+300"},
		{"", "", 0, ""},
		{"无", "", 0, "无"},
		{"NaN", "", 0, "NaN"},
		{"39813", "", 14, "2008/12/31"},
		{"39813", "", 31, "2008年12月31日"},
		{"39813", `yyyy"年"m"月"d"日";@`, 164, "2008年12月31日"},
		{"39813.5", "yyyy-mm-dd hh:mm", 164, "2008-12-31 12:00"},
		{"12", "0000", 164, "0012"},
		{"0.125", "0.0%", 164, "12.5%"},
		{"1234567.5", "#,##0.00", 164, "1,234,567.50"},
		{"12", "@", 164, "12"},
		{"12", ";;;", 164, "12"}, // hides it: a number is not lost for that
		{"1", `"是";;"否"`, 164, "是"},
		{"12", strings.Repeat("0", 2000), 164, "12"},
	} {
		f := &formats{codes: map[int]string{}, styles: []int{c.id}}
		if c.code != "" {
			f.codes[c.id] = c.code
		}
		if got := f.shown(c.raw, 0); got != c.want {
			t.Errorf("%q in %q (%d): %q, want %q", c.raw, c.code, c.id, got, c.want)
		}
	}
	if got := (&formats{styles: []int{14}, since1904: true}).shown("38351", 0); got != "2008/12/31" {
		t.Errorf("since 1904: %q", got)
	}
}
