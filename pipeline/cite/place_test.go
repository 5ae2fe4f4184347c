package cite

import (
	"math"
	"slices"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"huibian/pipeline/internal/drawn"
)

func TestNumeral(t *testing.T) {
	for s, want := range map[string]int{
		"一": 1, "九": 9, "十": 10, "十一": 11, "二十": 20, "二十六": 26, "九十九": 99, "一百": 100, "一百零一": 101, "一百〇一": 101, "一百○一": 101,
		"一百一十": 110, "一百十": 110, "一百一十一": 111, "二百五十": 250, "一千": 1000, "一千零一": 1001, "一千零一十": 1010, "一千一十": 1010,
		"一千二百六十": 1260, "九千九百九十九": 9999, "两百": 200, "两千两百": 2200, "廿": 20, "廿六": 26, "卅一": 31, "一百廿": 120,
		"二〇": 20, "二○": 20, "一二六〇": 1260, "二零": 20, "零": 0, "〇": 0, "〇〇": 0, "0": 0, "26": 26, "２６": 26, "2６": 26, "026": 26,
		"①": 1, "⑳": 20, "⑴": 1, "⒇": 20, "⒈": 1, "⒛": 20, "㈠": 1, "㈩": 10, "㊀": 1, "㊉": 10, "99999999999999999999": math.MaxInt32,
	} {
		if got, ok := numeral(s); !ok || got != want {
			t.Errorf("%s is %d (%v), want %d", s, got, ok, want)
		}
	}
	for _, s := range []string{
		"", "二二十", "十百", "三十百", "一千一千", "百", "百二十", "一百二", "一千五", "一百零十", "零五", "〇五", "二十零五", "一百零", "两", "两十", "十十", "二6", "2十",
		"1百", "①②", "一万", "百十", "一百零零一", "廿十",
	} {
		if got, ok := numeral(s); ok {
			t.Errorf("%q is %d, want none", s, got)
		}
	}
}

// Every number is read from what it is written as.
func TestNumeralsAreRead(t *testing.T) {
	for n := 1; n < 10_100; n++ {
		if got, ok := numeral(written(n)); !ok || got != n {
			t.Fatalf("%d is written %s, which reads as %d (%v)", n, written(n), got, ok)
		}
	}
}

func TestParsePlace(t *testing.T) {
	for s, want := range map[string]struct {
		place       Place
		canonical   string
		first, last int
	}{
		"第三十四条第一款第(二)项": {Place{Point: Point{Article: 34, Clause: 1, Item: 2}}, "第三十四条第一款第（二）项", 34, 34},
		"第34条第1款第2项":    {Place{Point: Point{Article: 34, Clause: 1, Item: 2}}, "第三十四条第一款第（二）项", 34, 34},
		"第三十四条㈡项":       {Place{Point: Point{Article: 34, Item: 2}}, "第三十四条第（二）项", 34, 34},
		"第三条(一)":        {Place{Point: Point{Article: 3, Item: 1}}, "第三条第（一）项", 3, 3},
		"第三条第一款第一）项第2目": {Place{Point: Point{Article: 3, Clause: 1, Item: 1, Subitem: 2}}, "第三条第一款第（一）项第二目", 3, 3},
		"第一百二十条之一第二款":   {Place{Point: Point{Article: 120, Inserted: 1, Clause: 2}}, "第一百二十条之一第二款", 120, 120},
		"第26条至第31条":     {Place{Point: Point{Article: 26}, To: Point{Article: 31}}, "第二十六条至第三十一条", 26, 31},
		"第26-31条":       {Place{Point: Point{Article: 26}, To: Point{Article: 31}}, "第二十六条至第三十一条", 26, 31},
		"第三条第（一）至（三）项":  {Place{Point: Point{Article: 3, Item: 1}, To: Point{Article: 3, Item: 3}}, "第三条第（一）项至第（三）项", 3, 3},
		"第一百二十条之一至之六":   {Place{Point: Point{Article: 120, Inserted: 1}, To: Point{Article: 120, Inserted: 6}}, "第一百二十条之一至第一百二十条之六", 120, 120},
		"第二十条第二款至第二十二条": {Place{Point: Point{Article: 20, Clause: 2}, To: Point{Article: 22}}, "第二十条第二款至第二十二条", 20, 22},
		"第五章第二十条至第二十五条": {Place{Point: Point{Chapter: 5, Article: 20}, To: Point{Chapter: 5, Article: 25}}, "第五章第二十条至第二十五条", 20, 25},
		"第二编第五分编第三章第二节": {Place{Point: Point{Part: 2, Subpart: 5, Chapter: 3, Section: 2}}, "第二编第五分编第三章第二节", 0, 0},
		"附件２第183项":      {Place{Annex: "附件2", Point: Point{Item: 183}}, "附件2第一百八十三项", 0, 0},
		"附件第一百八十三项":     {Place{Annex: "附件", Point: Point{Item: 183}}, "附件第一百八十三项", 0, 0},
		"第 三 条":         {Place{Point: Point{Article: 3}}, "第三条", 3, 3},
	} {
		got, ok := ParsePlace(s)
		first, last := got.Articles()
		if !ok || got != want.place || got.String() != want.canonical || first != want.first || last != want.last || got.Fault() != "" {
			t.Errorf("%s: %+v %s, articles %d to %d, fault %q (%v); want %+v", s, got, got, first, last, got.Fault(), ok, want)
		}
	}
	for _, s := range []string{"", "三", "第三", "条", "第三条、第五条", "第三、五条", "《统计法》第三条", "第三条规定", "第三条例", "第三类", "至第三条"} {
		if got, ok := ParsePlace(s); ok {
			t.Errorf("%q is %+v, want none", s, got)
		}
	}
}

func TestFault(t *testing.T) {
	for s, want := range map[string]Fault{
		"第零条": Nought, "第〇款": Nought, "第0条": Nought, "第三条第零款": Nought, "第十条之零": Nought, "附件0第3项": Nought, "第零条至第三条": Nought, "第一条至第零条": Nought,
		"第二二十条": NoNumeral, "第十百条": NoNumeral, "第三十百条": NoNumeral, "第一千一千条": NoNumeral, "第26一31条": NoNumeral, "第一百二条": NoNumeral,
		"第三条第百款": NoNumeral, "第零条至第十百条": NoNumeral,
		"第2009条": TooHigh, "第一千五百零一条": TooHigh, "第一条至第2009条": TooHigh, "第99999999999999999999条": TooHigh,
		"第三十一条至第二十六条": Backwards, "第31-26条": Backwards, "第三条第三款至第一款": Backwards, "第三条之二至第三条": Backwards, "第五章至第三章": Backwards,
		"第三条第（三）项至第（一）项": Backwards,
		"第一条至第二百条":       TooWide, "第一条至第一百零一条": TooWide,
		"第一条至第一百条": "", "第一千二百六十条": "", "第1500条": "", "第三条至第三条": "", "第五章第二十条至第六章第三十条": "", "第二十条至第六章第三十条": "",
		"第三条第2009项": "", "附件第2009项": "",
	} {
		p, ok := ParsePlace(s)
		if !ok || p.Fault() != want {
			t.Errorf("%s: fault %q (%v), want %q", s, p.Fault(), ok, want)
		}
		if again, ok := ParsePlace(p.String()); !ok || again != p {
			t.Errorf("%s is printed %s, which reads as %+v (%v)", s, p, again, ok)
		}
	}
}

// Places that no law can have come out of Parse like all others, for review to complain about.
func TestFaultsAreKept(t *testing.T) {
	var got []Fault
	for _, p := range Parse("《统计法》第零条、第二二十条，第三十一条至第二十六条；第三条")[0].Places() {
		got = append(got, p.Fault())
	}
	if want := []Fault{Nought, NoNumeral, Backwards, ""}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// counted draws a number as laws count, small ones mostly.
var counted = rapid.OneOf(rapid.IntRange(1, 12), rapid.IntRange(1, 1260))

// point draws an article or a point in one.
func point(t *rapid.T) (p Point) {
	p.Article = counted.Draw(t, "article")
	for rank, odds := range [...]int{rankClause: 2, 3, 6} {
		if odds > 0 && rapid.IntRange(1, odds).Draw(t, "part") == 1 {
			*p.part(rank) = counted.Draw(t, "number")
		}
	}
	if rapid.IntRange(1, 8).Draw(t, "inserted") == 1 {
		p.Inserted = counted.Draw(t, "number")
	}
	return p
}

// placed draws a place or a range.
func placed(t *rapid.T) (p Place) {
	p.Point = point(t)
	if rapid.IntRange(1, 4).Draw(t, "range") == 1 {
		p.To = p.above(p.last())
		*p.To.part(p.last()) = *p.part(p.last()) + counted.Draw(t, "length")
	}
	return p
}

// A place is read from what it prints.
func TestPlacePrints(t *testing.T) {
	drawn.Steady(t)
	rapid.Check(t, func(t *rapid.T) {
		p := placed(t)
		if got, ok := ParsePlace(p.String()); !ok || got != p {
			t.Fatalf("%+v prints %s, which reads as %+v (%v)", p, p, got, ok)
		}
	})
}

// FuzzParsePlace: what is a place is read from what it prints, and what is drawn into it are its articles.
func FuzzParsePlace(f *testing.F) {
	for _, cell := range cells(f) {
		for _, c := range Parse(cell) {
			for _, l := range c.Locators {
				f.Add(l)
			}
		}
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, ok := ParsePlace(s)
		if !ok || !utf8.ValidString(s) {
			return
		}
		if again, ok := ParsePlace(p.String()); !ok || again != p || again.String() != p.String() {
			t.Fatalf("%q: %+v prints %s, which reads as %+v (%v)", s, p, p, again, ok)
		}
		if first, last := p.Articles(); p.Fault() == "" && (first > last || first < 0 || last > lastArticle) {
			t.Fatalf("%q: articles %d to %d", s, first, last)
		}
	})
}
