package book

import (
	"testing"

	"huibian/pipeline/notice"
)

func TestOrdinal(t *testing.T) {
	for n, want := range map[int]string{1: "一", 9: "九", 10: "十", 11: "十一", 19: "十九", 20: "二十", 21: "二十一", 99: "九十九", 100: "一〇〇"} {
		if got := Ordinal(n); got != want {
			t.Errorf("Ordinal(%d) = %s, want %s", n, got, want)
		}
	}
}

func TestChineseMonth(t *testing.T) {
	for _, c := range []struct {
		d    notice.Date
		want string
	}{
		{notice.Date{Year: 2009, Month: 9, Day: 20}, "二〇〇九年九月"},
		{notice.Date{Year: 2010, Month: 12, Day: 1}, "二〇一〇年十二月"},
		{notice.Date{}, ""},
	} {
		if got := chineseMonth(c.d); got != c.want {
			t.Errorf("chineseMonth(%v) = %s, want %s", c.d, got, c.want)
		}
	}
}

func TestCoverTitle(t *testing.T) {
	for in, want := range map[string]string{
		"行政职权目录汇编": "行政职权目录\n汇　编",
		"职权汇编":     "职权汇编", // short enough for one line
		"权力清单":     "权力清单",
		"规范行政权力运行职权目录汇编":         "规范行政权力运行\n职权目录\n汇　编",
		"行政权力公开透明运行职权目录汇编":       "行政权力公开透明运行\n职权目录\n汇　编",
		"涉密不宜公开行政职权目录":           "涉密不宜公开\n行政职权目录",
		"行政职权目录":                 "行政职权目录",
		"莆田市行政审批事项管理办法汇编":        "莆田市行政审批\n事项管理办法\n汇　编", // at sense, whatever it is called
		"中华人民共和国对外贸易管理职权和规章制度汇编": "中华人民共和国\n对外贸易管理\n职权和规章制度\n汇　编",
	} {
		if got := coverTitle(in); got != want {
			t.Errorf("coverTitle(%s) = %q, want %q", in, got, want)
		}
	}
}
