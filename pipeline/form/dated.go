package form

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"huibian/pipeline/notice"
)

// aDate is a day with its year, as people write it, inside a text (§2.4), with blanks among the digits only where 日 ends
// it; [notice.ReadDate] says whether it is one.
var aDate = func() *regexp.Regexp {
	const (
		year  = `(?:(?:19|20)\d{2}|[〇零○Oo0一二三四五六七八九]{4})\s*(?:年|[-‐‑–—−－./．／,、])\s*`
		month = `[\d元一二三四五六七八九十]{1,3}\s*(?:月|[-‐‑–—−－./．／,、])\s*`
		digit = `[\d一二三四五六七八九十廿卅]`
	)
	return regexp.MustCompile(year + `(?:` + month + digit + `(?:\s?` + digit + `){0,2}\s*[日号]|` + month + digit + `{1,3})|(?:19|20)\d{6}`)
}()

// findDate finds the first day in a text, and where it stands; to is 0 if there is none.
func findDate(text string) (d notice.Date, from, to int) {
	if len(text) < 8 {
		return d, 0, 0
	}
	for _, m := range aDate.FindAllStringIndex(text, 4) {
		if d, err := notice.ReadDate(text[m[0]:m[1]]); err == nil {
			return d, m[0], m[1]
		}
	}
	return d, 0, 0
}

// takeDate takes the day behind a label such as 填报日期; the first that is one counts.
func (x *reading) takeDate(s segment, at notice.Place) {
	if !x.out.Dated.IsZero() || !strings.HasSuffix(s.label, "日期") && !strings.HasSuffix(s.label, "时间") {
		return
	}
	if d, _, to := findDate(foldProse(s.value)); to > 0 {
		x.out.Dated, x.out.DatedAt = d, at
	}
}

// dateLabel is a label of the day that stands before it without a colon, in the cells of a row.
var dateLabel = regexp.MustCompile(`(填报|填表|申报|报送|上报|制表)\s*(日期|时间)[\s:：]*`)

// takeDateIn takes the day right behind such a label, wherever it stands in a row.
func (x *reading) takeDateIn(text string, at notice.Place) {
	if !x.out.Dated.IsZero() || !strings.Contains(text, "报") && !strings.Contains(text, "表") {
		return
	}
	for _, m := range dateLabel.FindAllStringIndex(text, 3) {
		x.takeDate(segment{label: "日期", value: text[m[1]:min(len(text), m[1]+60)]}, at)
	}
}

// loneDay is the day that is all a line says, or stands in it beside who wrote: （2009年8月18日）, 外资管理科　2009年8月18日.
// It is zero if there is none.
func (x *reading) loneDay(text string) (d notice.Date) {
	if x.isSender(text) {
		d, _, _ = findDate(foldProse(text))
	}
	return d
}

// tailLines is how many lines at the end of a file may be those of who wrote it and when, headLines how many at its
// beginning.
const tailLines, headLines = 3, 6

// lastDate takes the day a text ends with, alone on its line or behind the name of who wrote it, where no label says one;
// else that of such a line below the title.
func (x *reading) lastDate(all []passage) {
	for i, seen := len(all)-1, 0; i >= 0 && seen < tailLines && x.out.Dated.IsZero(); i-- {
		g := &all[i]
		if g.table != nil {
			break
		}
		if g.unit == nil {
			continue
		}
		seen++
		if utf8.RuneCountInString(g.text) > 40 || !g.plain() {
			continue
		}
		text := strings.Trim(foldProse(g.text), "（）() 。")
		who := text[max(0, strings.LastIndexAny(text, ":： ")+1):]
		if d, from, to := findDate(text); to > 0 && to == len(text) && (!strings.ContainsAny(text[:from], "，。；：:、《") || who == text[from:] && metaSegments(text) != nil) {
			x.out.Dated, x.out.DatedAt = d, g.at
		}
	}
	for i := 0; i < min(len(all), headLines) && x.out.Dated.IsZero() && all[i].table == nil; i++ {
		g := &all[i]
		if !g.plain() || utf8.RuneCountInString(g.text) > 40 {
			continue
		}
		x.takeDateIn(g.text, g.at) // 填报日期2009年8月18日
		if d := x.loneDay(g.text); !d.IsZero() {
			x.out.Dated, x.out.DatedAt = d, g.at
		}
	}
}
