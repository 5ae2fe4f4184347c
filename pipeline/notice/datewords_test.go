package notice

import (
	"testing"

	"pgregory.net/rapid"
)

func TestReadDate(t *testing.T) {
	day := Date{2009, 8, 20}
	for text, want := range map[string]Date{
		"2009-08-20": day, "2009-8-20": day, "2009.8.20": day, "2009/08/20": day, "2009年8月20日": day, "2009 年 8 月 20 日": day,
		"２００９．８．２０": day, "２００９年０８月２０日": day, "20090820": day, "2009年8月20号": day, "2009、8、20": day, "2009—8—20": day,
		"二〇〇九年八月二十日": day, "二○○九年八月廿日": day, "二零零九年八月二十日": day, "二ＯＯ九年八月二十日": day, "二00九年八月二十日": day,
		"2009年8月20日星期四": day, "2009年8月20日（周四）": day, "2009年10月10日": {2009, 10, 10}, "二〇一〇年十月十日": {2010, 10, 10},
		"二〇一〇年十二月三十一日": {2010, 12, 31}, "2010年十一月廿一日": {2010, 11, 21}, "2009.8.20.": day,
		"": {}, "2009年8月": {}, "8月20日": {}, "09.8.20": {}, "2009年2月30日": {}, "2009年13月1日": {}, "二〇〇九年二〇月一日": {}, "明天": {},
		"2009年8月20日前": {}, "约2009年8月20日": {}, "1009年8月20日": {},
	} {
		got, err := ReadDate(text)
		if got != want || (err == nil) == want.IsZero() {
			t.Errorf("%q: %v, %v; want %v", text, got, err, want)
		}
	}
}

// Whatever is written, there is a day of the calendar or an error.
func TestReadDateOfAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, err := ReadDate(rapid.StringMatching(`[0-9〇一二十廿年月日.\- ]{0,14}`).Draw(t, "text"))
		if again, bad := ParseDate(d.String()); err == nil && (bad != nil || again != d) {
			t.Fatalf("%v: %v", d, bad)
		}
	})
}
